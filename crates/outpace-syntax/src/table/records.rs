//! The scanner of CSV: text → records of cells, one at a time.

use std::borrow::Cow;

use super::{Cell, MAX_ROW_BYTES};
use crate::diagnostic::{Diagnostic, codes};
use crate::span::{FileId, Span, Spanned};

/// One line of a table, or several where a quoted cell holds line ends.
#[derive(Debug)]
pub(super) struct Record<'t> {
    /// Its cells.
    pub(super) cells: Vec<Cell<'t>>,
    /// Without the line end.
    pub(super) span: Span,
}

/// Reads records one after the other.
pub(super) struct Records<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
}

/// Why the record that begins here cannot be read.
enum Broken {
    /// The quote at this byte is never closed.
    OpenQuote(usize),
    /// It is longer than allowed.
    TooLong,
}

impl<'t> Records<'t> {
    /// Starts behind the byte-order mark, if there is one.
    pub(super) fn new(file: FileId, text: &'t str) -> Records<'t> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Records { file, text, at }
    }

    /// Whether nothing is left.
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// The next record with any text in it. Reports and skips lines that cannot be read.
    pub(super) fn next(&mut self, diagnostics: &mut Vec<Diagnostic>) -> Option<Record<'t>> {
        while !self.at_end() {
            let start = self.at;
            match self.record(diagnostics) {
                Ok(record) if record.cells.iter().all(|cell| cell.value.is_empty()) => {}
                Ok(record) => return Some(record),
                Err(broken) => {
                    // Go on with the next line: whatever was meant, the lines below are most likely rows.
                    let line_end = start + line_length(&self.text[start..]);
                    diagnostics.push(self.explain(broken, start, line_end));
                    self.at = after_line_end(self.text, line_end);
                }
            }
        }
        None
    }

    /// Reads one record, its line end included.
    fn record(&mut self, diagnostics: &mut Vec<Diagnostic>) -> Result<Record<'t>, Broken> {
        let start = self.at;
        let mut cells = Vec::new();
        let mut at = start;
        loop {
            let (cell, end) = self.cell(at, start + MAX_ROW_BYTES, diagnostics)?;
            cells.push(cell);
            if end - start > MAX_ROW_BYTES {
                return Err(Broken::TooLong);
            }
            if self.byte(end) == Some(b',') {
                at = end + 1;
                continue;
            }
            self.at = after_line_end(self.text, end);
            return Ok(Record { cells, span: Span::new(self.file, start, end) });
        }
    }

    /// Reads the cell at `start`, and gives the byte behind it: a comma, a line end, or the end of the text.
    fn cell(&self, start: usize, limit: usize, diagnostics: &mut Vec<Diagnostic>) -> Result<(Cell<'t>, usize), Broken> {
        let open = start + self.text[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if self.byte(open) != Some(b'"') {
            let end = self.cell_end(start);
            return Ok((self.trimmed(Cow::Borrowed(&self.text[start..end]), start, end), end));
        }
        let (close, doubled) = self.closing_quote(open, limit)?;
        let inner = &self.text[open + 1..close];
        let value = if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
        let end = self.cell_end(close + 1);
        if !self.text[close + 1..end].trim().is_empty() {
            let place = Span::new(self.file, close + 1, end);
            let problem = Diagnostic::error(codes::STRAY_QUOTE, "there is text behind the closing quote of a cell");
            let help = "write a quote inside a quoted cell twice: `\"\"`";
            diagnostics.push(problem.at(place, "not read").help(help));
        }
        Ok((self.trimmed(value, open + 1, close), end))
    }

    /// The quote that closes the one at `open`, and whether there are doubled quotes between them.
    fn closing_quote(&self, open: usize, limit: usize) -> Result<(usize, bool), Broken> {
        let mut doubled = false;
        let mut at = open + 1;
        loop {
            match self.byte(at) {
                None => return Err(Broken::OpenQuote(open)),
                Some(_) if at > limit => return Err(Broken::OpenQuote(open)),
                Some(b'"') if self.byte(at + 1) == Some(b'"') => {
                    doubled = true;
                    at += 2;
                }
                Some(b'"') => return Ok((at, doubled)),
                Some(_) => at += 1,
            }
        }
    }

    /// The first comma or line end from `at` on.
    fn cell_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.bytes().position(|byte| matches!(byte, b',' | b'\n' | b'\r')).unwrap_or(rest.len())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// A cell without the blanks around it; `start..end` is where the text stands.
    fn trimmed(&self, value: Cow<'t, str>, start: usize, end: usize) -> Cell<'t> {
        let blanks_before = value.len() - value.trim_start().len();
        let blanks_after = value.trim_start().len() - value.trim().len();
        let value = match value {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_string()),
        };
        let start = start + blanks_before;
        Spanned::new(value, Span::new(self.file, start, (end - blanks_after).max(start)))
    }

    fn explain(&self, broken: Broken, start: usize, line_end: usize) -> Diagnostic {
        match broken {
            Broken::OpenQuote(open) => {
                let message = "this quote is never closed: the line is left out";
                let problem = Diagnostic::error(codes::UNCLOSED_QUOTE, message);
                let help = "close the cell with `\"`, and write a quote inside it twice: `\"\"`";
                problem.at(Span::new(self.file, open, open + 1), "").help(help)
            }
            Broken::TooLong => {
                let line = 1 + self.text[..start].bytes().filter(|byte| *byte == b'\n').count();
                let message = format!(
                    "line {line} is {} bytes long, and {MAX_ROW_BYTES} are allowed: it is left out",
                    line_end - start
                );
                // A label over the line would print all of it.
                Diagnostic::error(codes::LINE_TOO_LONG, message).at(Span::new(self.file, start, start), "")
            }
        }
    }
}

/// How many bytes stand before the first line end.
fn line_length(text: &str) -> usize {
    text.bytes().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len())
}

/// The start of the next line, given where the line end of this one stands.
fn after_line_end(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(b'\r') if text.as_bytes().get(at + 1) == Some(&b'\n') => at + 2,
        Some(_) => at + 1,
        None => at,
    }
}
