//! Cells → values: numbers, periods, names and words, each with its own diagnostic.
//!
//! Every method gives `None` after it has reported what is wrong. Parsers read all cells of a row before they give it
//! up, so that all its mistakes are reported at once.

use super::Cell;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::name::{Name, nearest};
use crate::period::{Period, parse_period};
use crate::span::{FileId, Span, Spanned};
use crate::unit::{UnitExpr, parse_unit};

/// Reads cells and collects what is wrong with them.
pub(crate) struct Cells<'d> {
    pub(crate) file: FileId,
    pub(crate) diagnostics: &'d mut Vec<Diagnostic>,
}

impl Cells<'_> {
    /// A text that must not be empty.
    pub(crate) fn required(&mut self, cell: &Cell<'_>, column: &str) -> Option<Spanned<String>> {
        self.required_or(cell, codes::EMPTY_CELL, format!("the column `{column}` must not be empty"), None)
    }

    /// A text that must not be empty, with a diagnostic of its own.
    pub(crate) fn required_or(
        &mut self,
        cell: &Cell<'_>,
        code: Code,
        message: String,
        help: Option<String>,
    ) -> Option<Spanned<String>> {
        if cell.value.is_empty() {
            self.diagnostics.push(Diagnostic::error(code, message).at(cell.span, "").help_if(help));
            return None;
        }
        Some(self.text(cell))
    }

    /// A text that may be empty.
    pub(crate) fn text(&self, cell: &Cell<'_>) -> Spanned<String> {
        Spanned::new(cell.value.to_string(), cell.span)
    }

    /// A name that must not be empty.
    pub(crate) fn name(&mut self, cell: &Cell<'_>, column: &str) -> Option<Spanned<Name>> {
        let text = self.required(cell, column)?;
        Some(Spanned::new(Name::new(&text.value), text.span))
    }

    /// A name that may be missing.
    pub(crate) fn optional_name(&self, cell: &Cell<'_>) -> Option<Spanned<Name>> {
        (!cell.value.is_empty()).then(|| Spanned::new(Name::new(&cell.value), cell.span))
    }

    /// Names with one of `separators` between them.
    pub(crate) fn names(&self, cell: &Cell<'_>, separators: &[char]) -> Vec<Spanned<Name>> {
        let mut names = Vec::new();
        let mut at = cell.span.start as usize;
        for part in cell.value.split(separators) {
            let start = at + part.len() - part.trim_start().len();
            if !part.trim().is_empty() {
                let span = Span::new(self.file, start, start + part.trim().len());
                names.push(Spanned::new(Name::new(part), span));
            }
            // Separators are ASCII: one byte each.
            at += part.len() + 1;
        }
        names
    }

    /// A finite number that must be there.
    pub(crate) fn number(&mut self, cell: &Cell<'_>, column: &str) -> Option<Spanned<f64>> {
        self.required(cell, column)?;
        self.optional_number(cell)?
    }

    /// A finite number or nothing. The outer `None` is a mistake.
    pub(crate) fn optional_number(&mut self, cell: &Cell<'_>) -> Option<Option<Spanned<f64>>> {
        if cell.value.is_empty() {
            return Some(None);
        }
        if let Some(value) = finite_number(&cell.value) {
            return Some(Some(Spanned::new(value, cell.span)));
        }
        let message = format!("`{}` is not a number", shortened(&cell.value));
        let help = number_help(&cell.value);
        self.diagnostics.push(Diagnostic::error(codes::BAD_NUMBER, message).at(cell.span, "").help(help));
        None
    }

    /// A period that must be there.
    pub(crate) fn period(&mut self, cell: &Cell<'_>, column: &str) -> Option<Spanned<Period>> {
        self.required(cell, column)?;
        parse_period(self.file, &cell.value, cell.span.start as usize, self.diagnostics)
    }

    /// A period or nothing. The outer `None` is a mistake.
    pub(crate) fn optional_period(&mut self, cell: &Cell<'_>) -> Option<Option<Spanned<Period>>> {
        if cell.value.is_empty() {
            return Some(None);
        }
        parse_period(self.file, &cell.value, cell.span.start as usize, self.diagnostics).map(Some)
    }

    /// A unit; an empty cell is dimensionless.
    pub(crate) fn unit(&mut self, cell: &Cell<'_>) -> Option<UnitExpr> {
        let already = self.diagnostics.len();
        let unit = parse_unit(self.file, &cell.value, cell.span.start as usize, self.diagnostics);
        (self.diagnostics.len() == already).then_some(unit)
    }

    /// One of a few words, in any case.
    pub(crate) fn word<T: Copy>(
        &mut self,
        cell: &Cell<'_>,
        column: &str,
        words: &[(&'static str, T)],
    ) -> Option<Spanned<T>> {
        let text = self.required(cell, column)?;
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text.value));
        if let Some((_, value)) = found {
            return Some(Spanned::new(*value, text.span));
        }
        self.diagnostics.push(unknown_word(&text, column, words.iter().map(|(word, _)| *word)));
        None
    }
}

/// Says that `text` is none of the words that may stand in `place`.
pub(crate) fn unknown_word<'w>(
    text: &Spanned<String>,
    place: &str,
    words: impl Iterator<Item = &'w str> + Clone,
) -> Diagnostic {
    let message = format!("`{place}` cannot be `{}`", shortened(&text.value));
    let help = match nearest(&text.value, words.clone()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("write one of `{}`", words.collect::<Vec<_>>().join("`, `")),
    };
    Diagnostic::error(codes::UNKNOWN_WORD, message).at(text.span, "").help(help)
}

/// A number in digits: `12`, `-3.5`, `1e9`. `None` for everything else, also for infinities.
pub(crate) fn finite_number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E'));
    let value: f64 = if plain { text.parse().ok()? } else { return None };
    value.is_finite().then_some(value)
}

/// What to write instead of a text that is not a number.
fn number_help(text: &str) -> String {
    let without_commas: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '_' | '\'' | '\u{a0}')).collect();
    let digits = without_commas.trim_start_matches(['~', '≈', '$', '€', '¥', '+', '<', '>']);
    if let Some(value) = finite_number(digits) {
        return format!("write `{value}`, without separators or signs of currency and doubt");
    }
    if let Some(value) = digits.strip_suffix('%').and_then(finite_number) {
        return format!("write `{value}` and give the unit `percent`");
    }
    let number = digits.trim_end_matches(|c: char| c.is_alphabetic());
    if number.len() < digits.len() && finite_number(number).is_some() {
        return format!("write `{number}`, and put the rest into the unit");
    }
    "write digits with a point, such as `12.5` or `1.25e9`; leave the cell empty where nothing is known".to_string()
}

/// A long text cut to what fits a message.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}
