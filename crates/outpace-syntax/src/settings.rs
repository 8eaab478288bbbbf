//! TOML files: tables whose keys are asked for one by one, with places, for every format that is TOML.
//!
//! A parser takes the keys it knows out of a [`Section`]; what is left when the section is closed is reported as
//! unknown, with the nearest of the keys that were asked for. Wrong types are reported where they stand, and reading
//! goes on.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, codes};
use crate::expr::Reference;
use crate::formula::{Formula, parse_reference};
use crate::name::{Name, nearest};
use crate::period::{Period, parse_period};
use crate::span::{FileId, Span, Spanned};
use crate::table::{finite_number, shortened, unknown_word};
use crate::unit::{UnitExpr, parse_unit};

/// Reads values and collects what is wrong with them.
pub(crate) struct Settings<'t> {
    file: FileId,
    text: &'t str,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A key and its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) key: &'a str,
    pub(crate) key_span: Span,
    value: &'a DeValue<'a>,
    pub(crate) span: Span,
}

/// A table from which keys are taken.
pub(crate) struct Section<'a> {
    /// How a message calls it: `[[claim]]`.
    name: &'static str,
    items: Vec<Item<'a>>,
    asked: Vec<&'static str>,
    /// Its heading, or all of it where it has none.
    pub(crate) span: Span,
}

/// Reads the TOML of `text` and hands its outermost table to `each`, with what is wrong so far.
pub(crate) fn read<'t, T>(
    file: FileId,
    text: &'t str,
    each: impl FnOnce(&mut Settings<'t>, &mut Section<'_>) -> T,
) -> (T, Vec<Diagnostic>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut settings = Settings { file, text, diagnostics: Vec::new() };
    for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
        let range = error.span().unwrap_or(0..0);
        let span = Span::new(file, range.start.min(text.len()), range.end.min(text.len()));
        let message = format!("this is not TOML: {}", error.message());
        settings.diagnostics.push(Diagnostic::error(codes::SYNTAX_ERROR, message).at(span, ""));
    }
    let mut root = settings.section("the outermost table", document.get_ref(), Span::new(file, 0, text.len()));
    let tree = each(&mut settings, &mut root);
    settings.close(root);
    (tree, settings.diagnostics)
}

/// The most mistakes in the grammar of TOML that are reported of one file; the first ones cause most of the others.
const MAX_SYNTAX_ERRORS: usize = 100;

impl<'a> Section<'a> {
    /// Takes a key out.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.asked.push(key);
        let at = self.items.iter().position(|item| item.key == key)?;
        Some(self.items.remove(at))
    }

    /// Takes all keys that are left, in the order of the file: for tables with names of the author's own.
    pub(crate) fn take_rest(&mut self) -> Vec<Item<'a>> {
        std::mem::take(&mut self.items)
    }
}

impl<'t> Settings<'t> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn section<'a>(&self, name: &'static str, table: &'a DeTable<'a>, span: Span) -> Section<'a> {
        let item = |(key, value): (&'a toml::Spanned<Cow<'a, str>>, &'a toml::Spanned<DeValue<'a>>)| Item {
            key: key.get_ref(),
            key_span: self.span(key.span()),
            value: value.get_ref(),
            span: self.span(value.span()),
        };
        let mut items: Vec<Item<'a>> = table.iter().map(item).collect();
        items.sort_by_key(|item| item.key_span);
        Section { name, items, asked: Vec::new(), span }
    }

    /// Reports the keys that nobody asked for.
    pub(crate) fn close(&mut self, section: Section<'_>) {
        for item in &section.items {
            let message = format!("there is no setting `{}` in {}", shortened(item.key), section.name);
            let help = match nearest(item.key, section.asked.iter().copied()) {
                Some(key) => format!("did you mean `{key}`?"),
                None => format!("the settings here are `{}`", section.asked.join("`, `")),
            };
            self.diagnostics.push(Diagnostic::error(codes::UNKNOWN_KEY, message).at(item.key_span, "").help(help));
        }
    }

    /// Says that a value is not what belongs there.
    pub(crate) fn wrong(&mut self, item: Item<'_>, wanted: &str) {
        let found = match item.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{}` must be {wanted}", shortened(item.key));
        self.diagnostics.push(Diagnostic::error(codes::BAD_VALUE, message).at(item.span, format!("this is {found}")));
    }

    /// Says that a section lacks a key.
    pub(crate) fn missing(&mut self, section: &Section<'_>, key: &str) {
        let message = format!("{} lacks `{key}`", section.name);
        self.diagnostics.push(Diagnostic::error(codes::MISSING_KEY, message).at(section.span, ""));
    }

    /// A table of its own.
    pub(crate) fn table<'a>(&mut self, section: &mut Section<'a>, key: &'static str) -> Option<Section<'a>> {
        let item = section.take(key)?;
        match item.value {
            DeValue::Table(table) => Some(self.section(key, table, item.span)),
            _ => {
                self.wrong(item, "a table");
                None
            }
        }
    }

    /// The tables `[[key]]`, called `name` in messages.
    pub(crate) fn tables<'a>(
        &mut self,
        section: &mut Section<'a>,
        key: &'static str,
        name: &'static str,
    ) -> Vec<Section<'a>> {
        let Some(item) = section.take(key) else { return Vec::new() };
        let mut sections = Vec::new();
        for part in self.parts(item, "a list of tables").unwrap_or_default() {
            match part.value {
                DeValue::Table(table) => sections.push(self.section(name, table, part.span)),
                _ => self.wrong(part, "a table"),
            }
        }
        sections
    }

    /// The members of a list, each under the list's key.
    pub(crate) fn parts<'a>(&mut self, item: Item<'a>, wanted: &str) -> Option<Vec<Item<'a>>> {
        let DeValue::Array(array) = item.value else {
            self.wrong(item, wanted);
            return None;
        };
        let part = |value: &'a toml::Spanned<DeValue<'a>>| Item {
            value: value.get_ref(),
            span: self.span(value.span()),
            ..item
        };
        Some(array.iter().map(part).collect())
    }

    /// A text with the place of its characters, quotes left out.
    pub(crate) fn text(&mut self, item: Item<'_>) -> Option<Spanned<String>> {
        let DeValue::String(value) = item.value else {
            self.wrong(item, "a text in quotes");
            return None;
        };
        let (inner, offset) = self.inside_quotes(item.span);
        Some(Spanned::new(value.to_string(), Span::new(self.file, offset, offset + inner.len())))
    }

    /// A text that must not be empty.
    pub(crate) fn filled(&mut self, item: Item<'_>) -> Option<Spanned<String>> {
        let text = self.text(item)?;
        if text.value.trim().is_empty() {
            let message = format!("`{}` must not be empty", shortened(item.key));
            self.diagnostics.push(Diagnostic::error(codes::BAD_VALUE, message).at(item.span, ""));
            return None;
        }
        Some(text)
    }

    /// A text that must be there and not be empty.
    pub(crate) fn required(&mut self, section: &mut Section<'_>, key: &'static str) -> Option<Spanned<String>> {
        match section.take(key) {
            Some(item) => self.filled(item),
            None => {
                self.missing(section, key);
                None
            }
        }
    }

    /// A text that may be missing.
    pub(crate) fn optional(&mut self, section: &mut Section<'_>, key: &'static str) -> Option<Spanned<String>> {
        section.take(key).and_then(|item| self.filled(item))
    }

    /// A text without its place; empty where it is missing.
    pub(crate) fn plain(&mut self, section: &mut Section<'_>, key: &'static str) -> String {
        section.take(key).and_then(|item| self.text(item)).map_or_else(String::new, |text| text.value)
    }

    /// A name that must not be empty.
    pub(crate) fn name(&mut self, item: Item<'_>) -> Option<Spanned<Name>> {
        let text = self.filled(item)?;
        Some(Spanned::new(Name::new(&text.value), text.span))
    }

    /// Names in a list.
    pub(crate) fn names(&mut self, item: Item<'_>) -> Option<Vec<Spanned<Name>>> {
        let parts = self.parts(item, "a list of names")?;
        Some(parts.into_iter().filter_map(|part| self.name(part)).collect())
    }

    /// A finite number.
    pub(crate) fn number(&mut self, item: Item<'_>) -> Option<Spanned<f64>> {
        let value = match item.value {
            DeValue::Integer(integer) if integer.radix() == 10 => finite_number(integer.as_str()),
            DeValue::Float(float) => finite_number(float.as_str()),
            _ => None,
        };
        if value.is_none() {
            self.wrong(item, "a finite number");
        }
        Some(Spanned::new(value?, item.span))
    }

    /// A number above zero.
    pub(crate) fn positive(&mut self, item: Item<'_>) -> Option<Spanned<f64>> {
        let number = self.number(item)?;
        if number.value > 0.0 {
            return Some(number);
        }
        self.wrong(item, "above zero");
        None
    }

    /// A whole number from `least` on.
    pub(crate) fn whole(&mut self, item: Item<'_>, least: u64) -> Option<Spanned<u64>> {
        let value = match item.value {
            DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        let value = value.filter(|value| *value >= least);
        if value.is_none() {
            self.wrong(item, &format!("a whole number, at least {least}"));
        }
        Some(Spanned::new(value?, item.span))
    }

    /// A year.
    pub(crate) fn year(&mut self, item: Item<'_>) -> Option<Spanned<i16>> {
        let value = match item.value {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            _ => None,
        };
        let value = value.filter(|year| (1..=9999).contains(year));
        if value.is_none() {
            self.wrong(item, "a year such as 2025");
        }
        Some(Spanned::new(value?, item.span))
    }

    /// `[first, last]`, two years in order.
    pub(crate) fn years(&mut self, item: Item<'_>) -> Option<Spanned<(i16, i16)>> {
        let wanted = "two years, the first and the last, such as `[2018, 2035]`";
        let [first, last] = self.pair(item, wanted)?;
        let (first, last) = (self.year(first), self.year(last));
        let (first, last) = (first?.value, last?.value);
        if first > last {
            self.wrong(item, wanted);
            return None;
        }
        Some(Spanned::new((first, last), item.span))
    }

    /// A list of exactly two.
    pub(crate) fn pair<'a>(&mut self, item: Item<'a>, wanted: &str) -> Option<[Item<'a>; 2]> {
        match self.parts(item, wanted)?.as_slice() {
            [first, second] => Some([*first, *second]),
            _ => {
                self.wrong(item, wanted);
                None
            }
        }
    }

    /// `true` or `false`; false where it is missing.
    pub(crate) fn flag(&mut self, section: &mut Section<'_>, key: &'static str) -> bool {
        let Some(item) = section.take(key) else { return false };
        if let DeValue::Boolean(value) = item.value {
            return *value;
        }
        self.wrong(item, "`true` or `false`");
        false
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&mut self, item: Item<'_>, words: &[(&'static str, T)]) -> Option<Spanned<T>> {
        let text = self.filled(item)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text.value)) {
            return Some(Spanned::new(*value, text.span));
        }
        self.diagnostics.push(unknown_word(&text, item.key, words.iter().map(|(word, _)| *word)));
        None
    }

    /// A period, as a text, a year in digits or a TOML date.
    pub(crate) fn period(&mut self, item: Item<'_>) -> Option<Spanned<Period>> {
        let (written, offset) = match item.value {
            DeValue::String(_) => self.inside_quotes(item.span),
            DeValue::Integer(_) | DeValue::Datetime(_) => (self.written(item.span), item.span.start as usize),
            _ => {
                self.wrong(item, "a period such as `2025`, `\"2025-Q3\"` or `\"2025-07\"`");
                return None;
            }
        };
        parse_period(self.file, written, offset, &mut self.diagnostics)
    }

    /// An expression of the claim dialect.
    pub(crate) fn formula(&mut self, item: Item<'_>) -> Option<Formula> {
        let (text, offset) = self.aligned(item)?;
        Some(Formula::parse(self.file, &text, offset, &mut self.diagnostics))
    }

    /// A variable with its subscripts.
    pub(crate) fn reference(&mut self, item: Item<'_>) -> Option<Reference> {
        let (text, offset) = self.aligned(item)?;
        parse_reference(self.file, &text, offset, &mut self.diagnostics)
    }

    /// A variable with its subscripts, as a key.
    pub(crate) fn key_reference(&mut self, item: Item<'_>) -> Option<Reference> {
        let written = self.written(item.key_span);
        let quote = usize::from(written.starts_with(['"', '\'']));
        parse_reference(self.file, item.key, item.key_span.start as usize + quote, &mut self.diagnostics)
    }

    /// A unit.
    pub(crate) fn unit(&mut self, item: Item<'_>) -> Option<UnitExpr> {
        let (text, offset) = self.aligned(item)?;
        let already = self.diagnostics.len();
        let unit = parse_unit(self.file, &text, offset, &mut self.diagnostics);
        (self.diagnostics.len() == already).then_some(unit)
    }

    fn written(&self, span: Span) -> &'t str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// What stands between the quotes of a string, and where it begins.
    fn inside_quotes(&self, span: Span) -> (&'t str, usize) {
        let written = self.written(span);
        let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| written.starts_with(quotes)).unwrap_or("");
        let inner = written.strip_prefix(quotes).unwrap_or(written);
        let inner = inner.strip_suffix(quotes).unwrap_or(inner);
        // A line end right behind three quotes belongs to the notation.
        let line_end = match (quotes.len(), inner) {
            (3, inner) if inner.starts_with("\r\n") => 2,
            (3, inner) if inner.starts_with('\n') => 1,
            _ => 0,
        };
        (&inner[line_end..], span.start as usize + quotes.len() + line_end)
    }

    /// A text whose bytes stand where they stand in the file, for languages in which blanks do not matter: an escape
    /// such as `\"` becomes its character and a blank. With the rarer escapes (`\u00e9`, a `\` at the end of a line)
    /// this is not possible, and places behind them are approximate.
    fn aligned(&mut self, item: Item<'_>) -> Option<(Cow<'t, str>, usize)> {
        let value = self.filled(item)?.value;
        let (inner, offset) = self.inside_quotes(item.span);
        if inner == value {
            return Some((Cow::Borrowed(inner), offset));
        }
        let mut padded = String::with_capacity(inner.len());
        let mut characters = inner.chars();
        while let Some(character) = characters.next() {
            if character != '\\' {
                padded.push(character);
                continue;
            }
            match characters.next() {
                Some(escaped @ ('"' | '\\')) => padded.push(escaped),
                Some('n' | 't' | 'r') => padded.push(' '),
                _ => return Some((Cow::Owned(value), offset)),
            }
            padded.push(' ');
        }
        Some((Cow::Owned(padded), offset))
    }
}
