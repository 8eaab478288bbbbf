//! The lint against numbers typed by hand: a number in a brief comes from facts or futures, with its origin.
//!
//! Words that begin with a letter (`H100`, `GPT-4`) are names, and years and dates between 1900 and 2100 are
//! allowed, as is anything in code and links.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::diagnostic::{Diagnostic, codes};
use crate::period::Period;
use crate::span::{FileId, Span};

/// The most warnings of one draft.
const MAX_WARNINGS: usize = 100;

/// Warns about each number in the Markdown `prose`, which begins at the start of `file`.
pub(super) fn lint(file: FileId, prose: &str, diagnostics: &mut Vec<Diagnostic>) {
    let words = texts(prose).into_iter().flat_map(|range| words(prose, range));
    for (start, word) in words.filter(|(_, word)| is_number(word)).take(MAX_WARNINGS) {
        let message = format!("the number `{word}` is typed by hand");
        let problem = Diagnostic::warning(codes::TYPED_NUMBER, message);
        let help = "let the study give it: `{{ value \"…\" }}` cites its sources and stays up to date";
        diagnostics.push(problem.at(Span::new(file, start, start + word.len()), "").help(help));
    }
}

/// Where plain text stands, outside code and links.
fn texts(prose: &str) -> Vec<std::ops::Range<usize>> {
    let mut texts: Vec<std::ops::Range<usize>> = Vec::new();
    let mut outside = 0_usize;
    for (event, range) in Parser::new(prose).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => outside += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => outside = outside.saturating_sub(1),
            Event::Text(_) if outside == 0 => match texts.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => texts.push(range),
            },
            _ => {}
        }
    }
    texts
}

/// The words of a stretch of text without the punctuation around them, with where they begin.
fn words(prose: &str, range: std::ops::Range<usize>) -> Vec<(usize, &str)> {
    let text = prose.get(range.clone()).unwrap_or("");
    let separates =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '–' | '—' | '“' | '”' | '/' | ';' | ':');
    let mut words = Vec::new();
    let mut at = range.start;
    for word in text.split_inclusive(separates) {
        let bare = word.trim_end_matches(separates);
        let inner = bare.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = at + bare.len() - inner.len();
        words.push((start, inner.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%')));
        at += word.len();
    }
    words
}

/// Whether a word is a number and not a name, a year or a date.
fn is_number(word: &str) -> bool {
    if !word.starts_with(|c: char| c.is_numeric()) {
        return false;
    }
    let bare = word.strip_suffix("'s").or(word.strip_suffix("’s")).or(word.strip_suffix('s')).unwrap_or(word);
    !Period::read(bare).is_ok_and(|period| (1900..=2100).contains(&period.first.year()))
}
