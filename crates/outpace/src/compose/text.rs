//! The author's Markdown as blocks, with every directive replaced by what it stands for.
//!
//! Markdown is parsed as one text: a directive becomes a mark that Markdown cannot contain by itself (a character of
//! Unicode's private use area around an index), and marks are replaced where they come out of the parser. So a number
//! can stand in the middle of a sentence, and a card or chart in a paragraph of its own.

use super::citations::Citations;
use super::{Material, cards, charts, figures, methods};
use crate::brief::{Block, Inline, VerdictCard};
use crate::judge::Drawn;
use outpace_study::claim::About;
use outpace_syntax::draft::{Directive, DirectiveKind, Piece};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// The blocks of the draft.
///
/// A claim's card is made where the text places it, so that citations are numbered as the reader meets them. Claims
/// that the text leaves out follow at the end: a brief hides no verdict. The cards come back in the order of the study.
pub fn blocks(material: Material, citations: &mut Citations) -> (Vec<Block>, Vec<VerdictCard>) {
    let (text, directives) = marked(material);
    let mut builder = Builder {
        material,
        citations,
        directives,
        cards: vec![None; material.study.claims.len()],
        blocks: vec![],
        inlines: vec![],
        items: None,
        style: Style::Plain,
    };
    for event in Parser::new_ext(&text, Options::empty()) {
        builder.event(event);
    }
    builder.end_paragraph();
    builder.further_claims();
    (builder.blocks, builder.cards.into_iter().flatten().collect())
}

/// The draft as one Markdown text with marks, and the directives that the marks count.
fn marked(material: Material<'_>) -> (String, Vec<&Directive>) {
    let mut text = String::new();
    let mut directives = Vec::new();
    for piece in &material.study.draft.pieces {
        match piece {
            Piece::Markdown(markdown) => text.push_str(&markdown.value.replace([OPEN, CLOSE], "")),
            Piece::Directive(directive) => {
                text.push_str(&format!("{OPEN}{}{CLOSE}", directives.len()));
                directives.push(directive);
            }
        }
    }
    (text, directives)
}

/// How the words that come next are set.
#[derive(Debug, Clone)]
enum Style {
    Plain,
    Emphasis,
    Strong,
    Link(String),
}

struct Builder<'a, 'c, 'e> {
    material: Material<'a>,
    citations: &'c mut Citations<'e>,
    directives: Vec<&'a Directive>,
    /// The cards made so far, by claim.
    cards: Vec<Option<VerdictCard>>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    /// The finished items of the list that we are in.
    items: Option<Vec<Vec<Inline>>>,
    style: Style,
}

impl Builder<'_, '_, '_> {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(Tag::Emphasis) => self.style = Style::Emphasis,
            Event::Start(Tag::Strong) => self.style = Style::Strong,
            Event::Start(Tag::Link { dest_url, .. }) => self.style = Style::Link(dest_url.to_string()),
            Event::Start(Tag::List(_)) => {
                self.end_paragraph();
                self.items = Some(Vec::new());
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => self.style = Style::Plain,
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::End(TagEnd::Item) => {
                let item = std::mem::take(&mut self.inlines);
                if let Some(items) = &mut self.items {
                    items.push(item);
                }
            }
            Event::End(TagEnd::List(_)) => self.blocks.extend(self.items.take().map(Block::List)),
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            Event::Text(text) => self.words(&text),
            Event::Code(code) => self.inlines.push(Inline::Code(code.to_string())),
            Event::SoftBreak | Event::HardBreak => self.words(" "),
            _ => {}
        }
    }

    /// Words with marks in them.
    fn words(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            self.plain(before);
            let Some((index, after)) = after.split_once(CLOSE) else { return };
            if let Some(directive) = index.parse().ok().and_then(|index: usize| self.directives.get(index).copied()) {
                self.directive(directive);
            }
            rest = after;
        }
        self.plain(rest);
    }

    fn plain(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let words = words.to_string();
        self.inlines.push(match &self.style {
            Style::Plain => Inline::Text(words),
            Style::Emphasis => Inline::Emphasis(words),
            Style::Strong => Inline::Strong(words),
            Style::Link(to) => Inline::Link(words, to.clone()),
        });
    }

    fn directive(&mut self, directive: &Directive) {
        let study = self.material.study;
        match &directive.kind {
            DirectiveKind::Claim(id) => {
                let found = study.claims.iter().position(|claim| claim.id == id.value);
                self.end_paragraph();
                found.into_iter().for_each(|claim| self.card(claim));
            }
            DirectiveKind::Chart(id) => {
                let spec = study.charts.iter().find(|chart| chart.id.value == id.value);
                let chart = spec.and_then(|spec| charts::chart(spec, self.material, self.citations));
                self.block(chart.map(Block::Chart));
            }
            DirectiveKind::Methods => {
                self.end_paragraph();
                let blocks = methods::blocks(self.material, self.citations);
                self.blocks.extend(blocks);
            }
            DirectiveKind::Value(formula) => {
                let Ok(term) = study.bind(&formula.expr, About::Both, 0) else {
                    self.inlines.push(Inline::Text(figures::NOTHING.into()));
                    return;
                };
                let world = Drawn { answers: &self.material.now.answers, futures: self.material.futures };
                self.inlines.push(figures::term_figure(&term, &world, study, self.citations));
            }
            DirectiveKind::Answer => {
                self.end_paragraph();
                methods::answer(study).into_iter().for_each(|claim| self.card(claim));
            }
            // The list of references always ends the brief.
            DirectiveKind::References => {}
        }
    }

    fn card(&mut self, claim: usize) {
        if self.cards[claim].is_none() {
            self.cards[claim] = cards::card(claim, self.material, self.citations);
        }
        self.blocks.push(Block::Claim(claim));
    }

    /// The cards of claims that the text does not place.
    fn further_claims(&mut self) {
        let left_out: Vec<usize> = (0..self.cards.len()).filter(|claim| self.cards[*claim].is_none()).collect();
        if left_out.is_empty() {
            return;
        }
        self.blocks.push(Block::Heading(1, "Further claims".into()));
        left_out.into_iter().for_each(|claim| self.card(claim));
    }

    /// A block of its own: ends the paragraph that it stands in.
    fn block(&mut self, block: Option<Block>) {
        self.end_paragraph();
        self.blocks.extend(block);
    }

    fn end_paragraph(&mut self) {
        // In a list the words belong to the item, which ends by itself.
        if self.items.is_some() {
            return;
        }
        let inlines = std::mem::take(&mut self.inlines);
        let blank = inlines.iter().all(|inline| matches!(inline, Inline::Text(text) if text.trim().is_empty()));
        if !blank {
            self.blocks.push(Block::Paragraph(inlines));
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let text: String = std::mem::take(&mut self.inlines).iter().map(words_of).collect();
        // The study's title is the brief's; `##` is a section.
        let level = (level as u8).saturating_sub(1).max(1);
        self.blocks.push(Block::Heading(level, text));
    }
}

fn words_of(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text)
        | Inline::Emphasis(text)
        | Inline::Strong(text)
        | Inline::Code(text)
        | Inline::Link(text, _) => text,
        Inline::Figure(figure) => figure.text(),
    }
}
