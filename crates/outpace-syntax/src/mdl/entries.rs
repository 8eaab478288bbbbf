//! A model file as a list of entries: where each begins and ends, and where its fields are.
//!
//! An entry is `definition ~ units ~ comment ~ flags |`. The bar and the tilde mean nothing inside quotes and
//! braces of a definition. Everything is found in one pass, so that any bytes take linear time.

use std::ops::Range;

use crate::expr::lexer::quoted_length;
use crate::name::continues_name;

/// A part of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// An equation, a subscript range or a group.
    Entry(Entry),
    /// `{** name **}`: a group without an entry of its own.
    Heading(Range<usize>),
    /// `:MACRO: name(inputs)`.
    MacroStart(Range<usize>),
    /// `:END OF MACRO:`.
    MacroEnd(Range<usize>),
}

/// Byte ranges of an entry's fields.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) definition: Range<usize>,
    pub(super) unit: Range<usize>,
    pub(super) comment: Range<usize>,
    pub(super) flags: Range<usize>,
    /// The whole, without the bar.
    pub(super) span: Range<usize>,
    /// Whether a bar ends it.
    pub(super) terminated: bool,
}

/// Finds the pieces of `text`, one after the other, up to the sketch.
pub(super) struct Pieces<'a> {
    text: &'a str,
    position: usize,
    /// From here on no comment closes; what looks like one is text.
    no_brace_closes_from: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str) -> Pieces<'a> {
        Pieces {
            text: text[..sketch_start(text)].trim_end_matches('\\'),
            position: 0,
            no_brace_closes_from: usize::MAX,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    /// One past the brace that closes the comment at `start`.
    fn comment_end(&mut self, start: usize) -> Option<usize> {
        if start >= self.no_brace_closes_from {
            return None;
        }
        let end = self.text[start..].find('}').map(|length| start + length + 1);
        if end.is_none() {
            self.no_brace_closes_from = start;
        }
        end
    }

    /// The end of the definition that begins at `start`: its tilde, its bar, or the end of the text.
    fn definition_end(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        let mut after_name = false;
        while at < bytes.len() {
            let step = match bytes[at] {
                b'~' | b'|' => return at,
                b'{' => self.comment_end(at).map_or(1, |end| end - at),
                b'"' => quoted_length(&self.text[at..]).0,
                b'\'' if !after_name => {
                    let inside = &self.text[at + 1..];
                    let length = inside.find(['\'', '\n', '\r']).unwrap_or(inside.len());
                    1 + length + usize::from(inside[length..].starts_with('\''))
                }
                byte if byte.is_ascii() => 1,
                _ => self.text[at..].chars().next().map_or(1, char::len_utf8),
            };
            let next = (at + step).min(bytes.len());
            after_name = self.text[at..next].chars().next_back().is_some_and(continues_name);
            at = next;
        }
        at
    }

    fn entry(&mut self, start: usize) -> Entry {
        let definition = start..self.definition_end(start);
        let mut fields = [definition.clone(), 0..0, 0..0, 0..0];
        let mut end = definition.end;
        for field in 1..4 {
            if !self.text[end..].starts_with('~') {
                fields[field] = end..end;
                continue;
            }
            let inside = &self.text[end + 1..];
            let mut length = inside.find(['~', '|']).unwrap_or(inside.len());
            if field == 2 {
                length = comment_length(inside, length);
            }
            if field == 3 && !inside.trim_start().starts_with(':') && !inside[..length].trim().is_empty() {
                return self.cut(fields);
            }
            fields[field] = end + 1..end + 1 + length;
            end += 1 + length;
        }
        if self.text[end..].starts_with('~') {
            return self.cut(fields);
        }
        let terminated = self.text[end..].starts_with('|');
        self.position = end + usize::from(terminated);
        let [definition, unit, comment, flags] = fields;
        Entry { definition, unit, comment, flags, span: start..end, terminated }
    }

    /// An entry that ran into the next one because its bar is missing: it ends where the last line of its comment
    /// begins at the margin, as definitions do.
    fn cut(&mut self, fields: [Range<usize>; 4]) -> Entry {
        let [definition, unit, comment, _] = fields;
        let begins_line = |at: usize| at < comment.end && !self.text[at..].starts_with(char::is_whitespace);
        let mut line_starts = self.text[comment.clone()].rmatch_indices('\n').map(|(at, _)| comment.start + at + 1);
        let margin = line_starts.find(|at| begins_line(*at));
        let end = margin.unwrap_or(comment.end);
        self.position = if margin.is_some() { end } else { end + 1 };
        Entry {
            unit,
            flags: end..end,
            span: definition.start..end,
            comment: comment.start..end,
            definition,
            terminated: false,
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.position += rest.len() - trimmed.len();
            let start = self.position;
            if trimmed.is_empty() {
                return None;
            }
            if trimmed.starts_with('{')
                && let Some(end) = self.comment_end(start)
            {
                self.position = end;
                if trimmed.starts_with("{**") {
                    return Some(Piece::Heading(start..end));
                }
                continue;
            }
            if let Some(length) = keyword_length(trimmed, ":END OF MACRO:") {
                self.position += length;
                return Some(Piece::MacroEnd(start..self.position));
            }
            if keyword_length(trimmed, ":MACRO:").is_some() {
                self.position += trimmed.find([')', '~', '|']).map_or(trimmed.len(), |end| end + 1);
                return Some(Piece::MacroStart(start..self.position));
            }
            if trimmed.starts_with('|') {
                self.position += 1;
                continue;
            }
            return Some(Piece::Entry(self.entry(start)));
        }
    }
}

/// Where the sketch begins: with a line, or behind a bar, for names and comments may hold anything.
fn sketch_start(text: &str) -> usize {
    let begins = |(at, _): &(usize, &str)| {
        let before = text[..*at].trim_end_matches([' ', '\t', '\\']);
        before.is_empty() || before.ends_with(['\n', '\r', '|'])
    };
    text.match_indices("\\\\---///").find(begins).map_or(text.len(), |(at, _)| at)
}

/// The length of a comment, up to its bar or to the tilde before its flags; `first` is where its first tilde or bar is. A
/// tilde may be the comment's own, as in `~5%`, unless the comment seems to have run into the next entry.
fn comment_length(text: &str, first: usize) -> usize {
    let (mut from, mut length) = (0, first);
    while let Some(behind) = text[length..].strip_prefix('~') {
        let next = behind.find(['~', '|']).unwrap_or(behind.len());
        let flags = behind[..next].trim_start();
        if flags.is_empty() || flags.starts_with(':') || hides_entry(&text[from..length]) {
            break;
        }
        from = length;
        length += 1 + next;
    }
    length
}

/// Whether there is, behind a line break, what may be a definition: a line that begins at the margin, or an equal sign.
fn hides_entry(text: &str) -> bool {
    let lines = text.split('\n').skip(1);
    lines.into_iter().any(|line| line.contains('=') || line.starts_with(|first: char| !first.is_whitespace()))
}

fn keyword_length(text: &str, keyword: &str) -> Option<usize> {
    text.get(..keyword.len()).filter(|found| found.eq_ignore_ascii_case(keyword)).map(str::len)
}
