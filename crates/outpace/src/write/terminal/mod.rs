//! The brief in a terminal: verdicts first, then the text wrapped to the width, small charts of characters, references.

use std::fmt::Write as _;

mod charts;
mod lines;
mod plot;

use super::chart::numbers::judgement;
use super::{escape, format};
use crate::brief::{Block, Brief, Inline, Judgement, Origin, Table, VerdictCard, VerdictKind};
use lines::{Pen, pad, wrap};

/// The whole brief in `width` columns (40 at least), in colour or without any escape sequence.
pub fn write(brief: &Brief, width: usize, colour: bool) -> String {
    let mut screen = Screen { out: String::new(), width: width.max(40), pen: Pen { colour } };
    screen.head(brief);
    screen.verdicts(&brief.verdicts);
    for block in &brief.blocks {
        screen.block(brief, block);
    }
    screen.references(brief);
    screen.out
}

struct Screen {
    out: String,
    width: usize,
    pen: Pen,
}

impl Screen {
    /// Text wrapped: the first line after `first`, the others after as many spaces.
    fn paragraph(&mut self, first: &str, text: &str) {
        let indent = lines::width(first);
        for (index, line) in wrap(text, self.width.saturating_sub(indent).max(20)).iter().enumerate() {
            let lead = if index == 0 { first.to_string() } else { " ".repeat(indent) };
            let _ = writeln!(self.out, "{}", format!("{lead}{line}").trim_end());
        }
    }

    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn head(&mut self, brief: &Brief) {
        let title = self.pen.bold(&escape::plain(&brief.title));
        self.paragraph("", &title);
        self.paragraph("", &escape::plain(&brief.question));
        self.gap();
        let widest = brief.basis.iter().map(|(name, _)| lines::width(name)).max().unwrap_or(0).min(24);
        for (name, value) in &brief.basis {
            let name = self.pen.dim(&pad(&escape::plain(name), widest + 2));
            self.paragraph(&name, &escape::plain(value));
        }
        self.gap();
    }

    /// A line or more for each claim: verdict, probability, statement.
    fn verdicts(&mut self, cards: &[VerdictCard]) {
        for card in cards {
            let sign = super::chart::Symbol::of(card.now.verdict).character;
            let verdict = format!("{sign} {}", card.now.verdict.as_str());
            let verdict = self.pen.verdict(card.now.verdict, &pad(&verdict, 15));
            let probability = card.now.probability.map_or(String::new(), format::percent);
            let mut says = escape::plain(&card.says).into_owned();
            if let Some((date, then)) = card.then.as_ref().filter(|(_, then)| then.verdict != card.now.verdict) {
                let _ =
                    write!(says, " {}", self.pen.dim(&format!("(was {} on {})", judgement(then), escape::plain(date))));
            }
            self.paragraph(&format!("{verdict}{probability:>4}  "), &says);
        }
        self.gap();
    }

    fn block(&mut self, brief: &Brief, block: &Block) {
        self.gap();
        match block {
            Block::Heading(level, text) => self.heading(*level, text),
            Block::Paragraph(parts) => {
                let text = self.inlines(parts);
                self.paragraph("", &text);
            }
            Block::List(items) => {
                for item in items {
                    let text = self.inlines(item);
                    self.paragraph("  • ", &text);
                }
            }
            Block::Claim(index) => {
                if let Some(card) = brief.verdicts.get(*index) {
                    self.card(card);
                }
            }
            Block::Chart(chart) => {
                let title = format!("{}{}", self.pen.bold(&escape::plain(&chart.title)), citations(&chart.citations));
                self.paragraph("", &title);
                let subtitle = self.pen.dim(&escape::plain(&chart.subtitle));
                self.paragraph("", &subtitle);
                self.out.push_str(&charts::draw(chart, self.width, self.pen));
            }
            Block::Table(table) => self.table(table),
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let text = escape::plain(text);
        if level <= 1 {
            let title = self.pen.bold(&text.to_uppercase());
            self.out.push('\n');
            self.paragraph("", &title);
        } else {
            let title = self.pen.bold(&text);
            self.paragraph("", &title);
        }
    }

    /// A claim: its verdict and statement, each test, what it hinges on.
    fn card(&mut self, card: &VerdictCard) {
        let text = format!("{}{}", self.pen.bold(&escape::plain(&card.says)), citations(&card.citations));
        let verdict = self.judged(&card.now);
        self.paragraph("  ", &format!("{verdict}\u{a0} {text}"));
        if let Some((date, then)) = &card.then {
            let then = format!("{} {}", self.pen.dim(&format!("as of {}:", escape::plain(date))), self.judged(then));
            self.paragraph("    ", &then);
        }
        for test in &card.tests {
            // A named reading says in words what is tested; `trace` shows the expression.
            let what = match test.reading.is_empty() {
                true => self.pen.code(&escape::plain(&test.expression)),
                false => escape::plain(&test.reading).into_owned(),
            };
            let mut text = format!("{what} → {}", self.judged(&test.judgement));
            if !test.result.is_empty() {
                let _ = write!(text, ": {}", self.inlines(&test.result));
            }
            self.paragraph("    • ", &text);
        }
        if !card.hinges.is_empty() {
            let text = format!("{} {}", self.pen.dim(card.hinges_label()), self.inlines(&card.hinges));
            self.paragraph("    ", &text);
        }
        let trace = self.pen.dim(&escape::trace_command(&card.id));
        self.paragraph("    ", &trace);
    }

    fn judged(&self, judged: &Judgement) -> String {
        let sign = super::chart::Symbol::of(judged.verdict).character;
        self.pen.verdict(judged.verdict, &format!("{sign} {}", judgement(judged)))
    }

    /// Columns two spaces apart; where they do not fit, a block of lines for each row.
    fn table(&mut self, table: &Table) {
        let caption = self.pen.bold(&escape::plain(&table.caption));
        self.paragraph("", &caption);
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(|cell| self.inlines(cell)).collect()).collect();
        self.out.push_str(&lines::table(&table.columns, &rows, self.width, self.pen));
    }

    fn inlines(&self, parts: &[Inline]) -> String {
        parts.iter().map(|part| self.inline(part)).collect()
    }

    fn inline(&self, part: &Inline) -> String {
        match part {
            Inline::Text(text) => escape::plain(text).into_owned(),
            Inline::Emphasis(text) => self.pen.emphasis(&escape::plain(text)),
            Inline::Strong(text) => self.pen.bold(&escape::plain(text)),
            Inline::Code(text) => self.pen.code(&escape::plain(text)),
            Inline::Link(url, text) => match escape::web_address(url) {
                Some(url) if url != text => format!("{} <{url}>", escape::plain(text)),
                _ => escape::plain(text).into_owned(),
            },
            Inline::Figure(figure) => {
                let text = escape::plain(figure.text());
                match figure.origin() {
                    Origin::Facts { citations: numbers, .. } => format!("{text}{}", citations(numbers)),
                    Origin::Futures { .. } => text.into_owned(),
                }
            }
        }
    }

    fn references(&mut self, brief: &Brief) {
        if brief.references.is_empty() {
            return;
        }
        self.gap();
        self.heading(1, "References");
        let digits = brief.references.len().to_string().len();
        for (index, reference) in brief.references.iter().enumerate() {
            let number = format!("[{}]", index + 1);
            let url = escape::web_address(&reference.url).unwrap_or("");
            let parts = [&*reference.author, &reference.title, &reference.kind, &reference.date, url];
            let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(|part| escape::plain(part)).collect();
            let width = digits + 2;
            self.paragraph(&format!("{number:>width$} "), &parts.join(", "));
        }
    }
}

/// `[3][7]`, kept to the word before by a space that does not break.
fn citations(numbers: &[usize]) -> String {
    let mark = |(first, last): (usize, usize)| match first == last {
        true => format!("[{first}]"),
        false => format!("[{first}]–[{last}]"),
    };
    let marks: String = super::runs(numbers).into_iter().map(mark).collect();
    if marks.is_empty() { marks } else { format!("\u{a0}{marks}") }
}

/// The colour of a verdict, as the number of a colour of the terminal.
fn verdict_colour(verdict: VerdictKind) -> u8 {
    match verdict {
        VerdictKind::Holds | VerdictKind::Likely => 32,
        VerdictKind::Fails | VerdictKind::Unlikely => 31,
        VerdictKind::Contested | VerdictKind::Open => 33,
        VerdictKind::NoEvidence | VerdictKind::NotTestable => 90,
    }
}
