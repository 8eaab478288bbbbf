//! The brief as one HTML file: no scripts, no network, nothing beside it.
//!
//! The page is semantic first: what a style sheet, a printer or a screen reader does with it follows from that. All text
//! is escaped, only addresses of the web become links, and the page forbids itself scripts and loading anything. It is
//! well-formed XML too, so that a test can read it whole.

use std::collections::BTreeSet;
use std::fmt::Write as _;

mod anchors;
mod blocks;
mod card;

use super::chart::{self, Symbol};
use super::{escape, format};
use crate::brief::{Block, Brief, Figure, Inline, Judgement, Origin, Reference};
use anchors::Anchors;

const STYLE: &str = include_str!("style.css");

/// What the page may do: show itself in its own style, nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole page.
pub fn write(brief: &Brief) -> String {
    let mut page = Page::new(brief);
    page.blocks();
    page.frame()
}

/// A page under way.
struct Page<'a> {
    brief: &'a Brief,
    anchors: Anchors,
    /// The anchor of each claim's card, where the body shows it.
    cards: Vec<Option<String>>,
    /// Which cards the body has shown so far.
    shown: BTreeSet<usize>,
    /// Sections for the table of contents: level, anchor, heading.
    contents: Vec<(u8, String, String)>,
    /// The anchors of the places that cite each reference.
    citing: Vec<Vec<String>>,
    /// The level of the last heading, as HTML counts.
    level: u8,
    out: String,
}

impl<'a> Page<'a> {
    fn new(brief: &'a Brief) -> Page<'a> {
        let mut anchors = Anchors::new(brief.references.len());
        let mut cards = vec![None; brief.verdicts.len()];
        for block in &brief.blocks {
            if let Block::Claim(index) = block
                && let (Some(place @ None), Some(card)) = (cards.get_mut(*index), brief.verdicts.get(*index))
            {
                *place = Some(anchors.claim(&card.id));
            }
        }
        let citing = vec![Vec::new(); brief.references.len()];
        Page {
            brief,
            anchors,
            cards,
            contents: Vec::new(),
            shown: BTreeSet::new(),
            citing,
            level: 1,
            out: String::new(),
        }
    }

    /// Appends to the body; writing to a string cannot fail.
    fn push(&mut self, text: std::fmt::Arguments) {
        let _ = self.out.write_fmt(text);
    }

    /// The document around the body. It comes last, since the contents and references are known only then.
    fn frame(mut self) -> String {
        let body = std::mem::take(&mut self.out);
        let summary = self.summary();
        let references = self.references();
        let title = escape::xml(&self.brief.title);
        let question = escape::xml(&self.brief.question);
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
             <meta name=\"color-scheme\" content=\"light dark\" />\n<meta name=\"generator\" content=\"Outpace\" />\n\
             <meta name=\"description\" content=\"{question}\" />\n<title>{title}</title>\n<style>\n{STYLE}{}</style>\n\
             </head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the text</a>\n",
            chart::STYLE
        );
        let _ = write!(out, "<header class=\"masthead\">\n<h1>{title}</h1>\n");
        if !question.is_empty() {
            let _ = writeln!(out, "<p class=\"question\">{question}</p>");
        }
        out.push_str(&basis(&self.brief.basis));
        out.push_str("</header>\n");
        out.push_str(&self.navigation());
        let _ = write!(out, "<main id=\"main\">\n{summary}{body}{references}</main>\n</body>\n</html>\n");
        out
    }

    fn navigation(&self) -> String {
        let mut out = "<nav class=\"contents\" aria-label=\"Contents\">\n<p>Contents</p>\n<ol>\n".to_string();
        let mut entry = |level: u8, anchor: &str, text: &str| {
            let _ = writeln!(out, "<li class=\"level-{level}\"><a href=\"#{anchor}\">{}</a></li>", escape::xml(text));
        };
        if !self.brief.verdicts.is_empty() {
            entry(1, "verdicts", "Verdicts");
        }
        for (level, anchor, text) in &self.contents {
            entry(*level, anchor, text);
        }
        if !self.brief.references.is_empty() {
            entry(1, "references", "References");
        }
        out.push_str("</ol>\n</nav>\n");
        out
    }

    /// Every claim with its verdict.
    fn summary(&mut self) -> String {
        if self.brief.verdicts.is_empty() {
            return String::new();
        }
        let mut out = "<section class=\"summary\" aria-labelledby=\"verdicts\">\n<h2 id=\"verdicts\">Verdicts</h2>\n\
                       <table class=\"verdicts\">\n<caption class=\"unseen\">Every claim with its verdict</caption>\n\
                       <thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\" class=\"number\">Probability</th>\
                       <th scope=\"col\">Claim</th></tr></thead>\n<tbody>\n"
            .to_string();
        for (card, anchor) in self.brief.verdicts.iter().zip(&self.cards) {
            let says = escape::xml(&card.says);
            let says = match anchor {
                Some(anchor) => format!("<a href=\"#{anchor}\">{says}</a>"),
                None => says,
            };
            let changed = card.then.as_ref().filter(|(_, then)| then.verdict != card.now.verdict);
            let then = changed.map_or(String::new(), |(date, then)| {
                format!(" <span class=\"then\">{} as of {}</span>", then.verdict.as_str(), escape::xml(date))
            });
            let probability = card.now.probability.map_or(String::new(), |p| escape::xml(&format::percent(p)));
            let badge = badge(&Judgement { verdict: card.now.verdict, probability: None });
            let _ = writeln!(
                out,
                "<tr><td>{badge}</td><td class=\"number\">{probability}</td><th scope=\"row\">{says}{then}</th></tr>"
            );
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
        out
    }

    /// The numbered references, each with links back to the places that cite it.
    fn references(&self) -> String {
        if self.brief.references.is_empty() {
            return String::new();
        }
        let mut out = "<section class=\"references\" aria-labelledby=\"references\">\n\
                       <h2 id=\"references\">References</h2>\n<ol>\n"
            .to_string();
        for (index, (reference, citing)) in self.brief.references.iter().zip(&self.citing).enumerate() {
            let number = index + 1;
            let _ = write!(out, "<li id=\"ref-{number}\">{}", cite(reference));
            if !citing.is_empty() {
                out.push_str(" <span class=\"back\">");
                for (place, anchor) in citing.iter().enumerate() {
                    let _ = write!(
                        out,
                        "<a href=\"#{anchor}\" aria-label=\"Back to citation {0} of reference {number}\">↩{1}</a> ",
                        place + 1,
                        if citing.len() > 1 { (place + 1).to_string() } else { String::new() }
                    );
                }
                out.push_str("</span>");
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
        out
    }

    fn inlines(&mut self, parts: &[Inline]) -> String {
        parts.iter().map(|part| self.inline(part)).collect()
    }

    fn inline(&mut self, part: &Inline) -> String {
        match part {
            Inline::Text(text) => escape::xml(text),
            Inline::Emphasis(text) => format!("<em>{}</em>", escape::xml(text)),
            Inline::Strong(text) => format!("<strong>{}</strong>", escape::xml(text)),
            Inline::Code(text) => format!("<code>{}</code>", escape::xml(text)),
            Inline::Link(url, text) => link(url, text),
            Inline::Figure(figure) => self.figure(figure),
        }
    }

    /// A number that says where it comes from: to the eye by its citations, to the pointer by the command that traces it.
    fn figure(&mut self, figure: &Figure) -> String {
        let text = escape::xml(figure.text());
        match figure.origin() {
            Origin::Facts { citations, trace } => {
                let command = escape::xml(&escape::trace_command(trace));
                let cited = self.citations(citations);
                format!(
                    "<span class=\"figure\" data-trace=\"{}\" title=\"From facts: {command}\">{text}</span>{cited}",
                    escape::xml(trace)
                )
            }
            Origin::Futures { trace, ensemble } => {
                let command = escape::xml(&escape::trace_command(trace));
                format!(
                    "<span class=\"figure futures\" data-trace=\"{}\" data-ensemble=\"{}\" title=\"From futures: {command}\">{text}</span>",
                    escape::xml(trace),
                    escape::xml(ensemble)
                )
            }
        }
    }

    /// `[3][7]`, each linked with its reference and back. Numbers without a reference are shown, not linked.
    fn citations(&mut self, numbers: &[usize]) -> String {
        if numbers.is_empty() {
            return String::new();
        }
        // A word joiner: no line ends between a number and its references.
        let mut out = "&#8288;<sup class=\"citations\">".to_string();
        for (first, last) in super::runs(numbers) {
            self.citation(first, &mut out);
            if last != first {
                out.push('–');
                self.citation(last, &mut out);
            }
        }
        out.push_str("</sup>");
        out
    }

    /// One number: a link to its reference, which links back here.
    fn citation(&mut self, number: usize, out: &mut String) {
        match number.checked_sub(1).and_then(|index| self.citing.get_mut(index)) {
            Some(citing) => {
                let anchor = format!("cite-{number}-{}", citing.len() + 1);
                let _ = write!(out, "<a id=\"{anchor}\" href=\"#ref-{number}\">[{number}]</a>");
                citing.push(anchor);
            }
            None => {
                let _ = write!(out, "[{number}]");
            }
        }
    }
}

/// What the brief rests on.
fn basis(basis: &[(String, String)]) -> String {
    if basis.is_empty() {
        return String::new();
    }
    let mut out = "<dl class=\"basis\">\n".to_string();
    for (name, value) in basis {
        let _ = writeln!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape::xml(name), escape::xml(value));
    }
    out.push_str("</dl>\n");
    out
}

/// A verdict: a sign, the word, the probability.
fn badge(judgement: &Judgement) -> String {
    let symbol = Symbol::of(judgement.verdict);
    let probability = judgement.probability.map_or(String::new(), |probability| {
        format!(" <span class=\"probability\">{}</span>", escape::xml(&format::percent(probability)))
    });
    format!(
        "<span class=\"badge {}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}{probability}</span>",
        symbol.class,
        symbol.character,
        judgement.verdict.as_str()
    )
}

fn link(url: &str, text: &str) -> String {
    match escape::web_address(url) {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape::xml(url), escape::xml(text)),
        None => escape::xml(text),
    }
}

/// A reference as one line: author, linked title, kind and date.
fn cite(reference: &Reference) -> String {
    let title = if reference.title.is_empty() { &reference.id } else { &reference.title };
    let mut out = String::new();
    if !reference.author.is_empty() {
        let _ = write!(out, "<span class=\"author\">{}</span>. ", escape::xml(&reference.author));
    }
    let _ = write!(out, "<cite>{}</cite>.", link(&reference.url, title));
    for part in [&reference.kind, &reference.date].into_iter().filter(|part| !part.is_empty()) {
        let _ = write!(out, " <span class=\"detail\">{}</span>", escape::xml(part));
    }
    let _ = write!(out, " <code class=\"key\">{}</code>", escape::xml(&reference.id));
    out
}
