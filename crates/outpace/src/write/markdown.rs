//! The brief as GitHub-flavoured Markdown: the same order as the page, charts as tables of their numbers.

use std::fmt::Write as _;

use super::chart::numbers::{self, judgement};
use super::{escape, format};
use crate::brief::{Block, Brief, Chart, Figure, Inline, Origin, Reference, Table, VerdictCard};

/// The whole brief.
pub fn write(brief: &Brief) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", text(&brief.title));
    if !brief.question.is_empty() {
        let _ = writeln!(out, "*{}*\n", text(&brief.question));
    }
    if !brief.basis.is_empty() {
        let basis: Vec<_> =
            brief.basis.iter().map(|(name, value)| format!("{}: {}", text(name), text(value))).collect();
        let _ = writeln!(out, "{}\n", basis.join(" · "));
    }
    if !brief.verdicts.is_empty() {
        summary(&mut out, &brief.verdicts);
    }
    for block in &brief.blocks {
        write_block(&mut out, brief, block);
    }
    if !brief.references.is_empty() {
        out.push_str("## References\n\n");
        for (index, reference) in brief.references.iter().enumerate() {
            let _ = writeln!(out, "{}. <a id=\"ref-{0}\"></a>{}", index + 1, reference_line(reference));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn summary(out: &mut String, cards: &[VerdictCard]) {
    out.push_str("## Verdicts\n\n| Verdict | Probability | Claim |\n| --- | ---: | --- |\n");
    for card in cards {
        let now = &card.now;
        let probability = now.probability.map_or(String::new(), format::percent);
        let mut says = text(&card.says);
        if let Some((date, then)) = card.then.as_ref().filter(|(_, then)| then.verdict != now.verdict) {
            let _ = write!(says, " *(was {} on {})*", judgement(then), text(date));
        }
        let _ = writeln!(out, "| **{}** | {probability} | {says} |", now.verdict.as_str());
    }
    out.push('\n');
}

fn write_block(out: &mut String, brief: &Brief, block: &Block) {
    match block {
        Block::Heading(level, heading) => {
            let marks = "#".repeat(usize::from(*level).clamp(1, 5) + 1);
            let _ = writeln!(out, "{marks} {}\n", text(heading));
        }
        Block::Paragraph(inlines) => {
            let _ = writeln!(out, "{}\n", paragraph(inlines));
        }
        Block::List(items) => {
            for item in items {
                let _ = writeln!(out, "- {}", paragraph(item));
            }
            out.push('\n');
        }
        Block::Claim(index) => {
            if let Some(card) = brief.verdicts.get(*index) {
                write_card(out, card);
            }
        }
        Block::Chart(chart) => write_chart(out, chart),
        Block::Table(table) => write_table(out, table),
    }
}

/// A claim as a quotation, so that it stands apart from the text.
fn write_card(out: &mut String, card: &VerdictCard) {
    let cited = citations(&card.citations);
    let _ = writeln!(out, "> **{}** — {}{cited}", judgement(&card.now), text(&card.says));
    if let Some((date, then)) = &card.then {
        let _ = writeln!(out, ">\n> As of {}: {}.", text(date), judgement(then));
    }
    if !card.tests.is_empty() {
        out.push_str(">\n");
    }
    for test in &card.tests {
        let name = if test.reading.is_empty() { String::new() } else { format!("{}: ", text(&test.reading)) };
        let _ = write!(out, "> - {name}{} → **{}**", code(&test.expression, false), judgement(&test.judgement));
        if !test.result.is_empty() {
            let _ = write!(out, ": {}", inlines(&test.result, false));
        }
        out.push('\n');
    }
    if !card.hinges.is_empty() {
        let _ = writeln!(out, ">\n> {} {}", card.hinges_label(), inlines(&card.hinges, false));
    }
    out.push('\n');
}

fn write_chart(out: &mut String, chart: &Chart) {
    let numbers = numbers::of(chart);
    let _ = writeln!(out, "**{}**{}\n", text(&chart.title), citations(&chart.citations));
    if !chart.subtitle.is_empty() {
        let _ = writeln!(out, "{}\n", text(&chart.subtitle));
    }
    let rows = numbers.rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect());
    write_grid(out, &numbers.columns, rows);
}

fn write_table(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        let _ = writeln!(out, "**{}**\n", text(&table.caption));
    }
    let rows = table.rows.iter().map(|row| row.iter().map(|cell| inlines(cell, true)).collect());
    write_grid(out, &table.columns, rows);
}

/// A table; a short row is filled up, a long one cut, since a reader would not show the rest.
fn write_grid(out: &mut String, columns: &[(String, bool)], rows: impl Iterator<Item = Vec<String>>) {
    if columns.is_empty() {
        return;
    }
    let heads: Vec<_> = columns.iter().map(|(head, _)| text(head)).collect();
    let rules: Vec<_> = columns.iter().map(|(_, number)| if *number { "---:" } else { "---" }).collect();
    let _ = writeln!(out, "| {} |\n| {} |", heads.join(" | "), rules.join(" | "));
    for mut row in rows {
        row.resize(columns.len(), String::new());
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push('\n');
}

fn reference_line(reference: &Reference) -> String {
    let title = match escape::web_address(&reference.url) {
        Some(url) => format!("[{}](<{}>)", text(&reference.title), url.replace('<', "%3C").replace('>', "%3E")),
        None => text(&reference.title),
    };
    let parts = [text(&reference.author), title, text(&reference.kind), text(&reference.date)];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}. {}", parts.join(", "), code(&reference.id, false))
}

/// Inlines at the beginning of a line, where more characters have a meaning.
fn paragraph(parts: &[Inline]) -> String {
    let line = inlines(parts, false);
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let numbered = digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')']));
    if numbered {
        let (number, rest) = line.split_at(digits);
        format!("{number}\\{rest}")
    } else if line.starts_with(['#', '+', '-', '=', ':']) {
        format!("\\{line}")
    } else {
        line
    }
}

fn inlines(parts: &[Inline], in_table: bool) -> String {
    parts.iter().map(|part| inline(part, in_table)).collect()
}

fn inline(part: &Inline, in_table: bool) -> String {
    match part {
        Inline::Text(words) => text(words),
        Inline::Emphasis(words) => wrapped(words, "*"),
        Inline::Strong(words) => wrapped(words, "**"),
        Inline::Code(words) => code(words, in_table),
        Inline::Link(url, words) => match escape::web_address(url) {
            Some(url) => {
                format!("[{}](<{}>)", text(words), url.replace('<', "%3C").replace('>', "%3E").replace('|', "%7C"))
            }
            None => text(words),
        },
        Inline::Figure(figure) => self::figure(figure),
    }
}

/// Emphasis needs its marks next to the words.
fn wrapped(words: &str, mark: &str) -> String {
    let trimmed = words.trim();
    if trimmed.is_empty() { text(words) } else { words.replacen(trimmed, &format!("{mark}{}{mark}", text(trimmed)), 1) }
}

fn figure(figure: &Figure) -> String {
    match figure.origin() {
        Origin::Facts { citations: numbers, .. } => format!("{}{}", text(figure.text()), citations(numbers)),
        Origin::Futures { .. } => text(figure.text()),
    }
}

/// ` [3] [7]`, each a link to its reference.
fn citations(numbers: &[usize]) -> String {
    let link = |number: usize| format!("[[{number}]](#ref-{number})");
    let mark = |(first, last): (usize, usize)| match first == last {
        true => format!(" {}", link(first)),
        false => format!(" {}–{}", link(first), link(last)),
    };
    super::runs(numbers).into_iter().map(mark).collect()
}

/// Text with every character escaped that Markdown, its tables, its mathematics or HTML would read.
fn text(words: &str) -> String {
    let words = escape::plain(words);
    let mut escaped = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '>' | '|' | '~' | '$' => escaped.extend(['\\', character]),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Code within a fence longer than any run of backticks in it.
fn code(words: &str, in_table: bool) -> String {
    let words = escape::plain(words);
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    let words = if in_table { words.replace('|', "\\|") } else { words.into_owned() };
    if words.trim().is_empty() { String::new() } else { format!("{fence}{pad}{words}{pad}{fence}") }
}
