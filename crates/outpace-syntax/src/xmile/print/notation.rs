//! The small change of the notation: identifiers, numbers, and text inside XML.

use std::fmt::Write;

use crate::name::Name;
use crate::unit::UnitExpr;
use crate::xmile::lexer::{continues_identifier, is_keyword, starts_identifier};

/// A name inside an equation: blanks as underscores, in quotes where a sign or a keyword would be misread.
pub(super) fn identifier(name: &Name) -> String {
    let text = name.text();
    let mut characters = text.chars();
    let plain = characters.next().is_some_and(starts_identifier)
        && characters.all(|c| continues_identifier(c) || c == ' ')
        && !is_keyword(text);
    if plain { text.replace(' ', "_") } else { format!("\"{}\"", escaped(text)) }
}

/// A name inside an attribute, where nothing parts it from others.
pub(super) fn attribute(name: &Name) -> String {
    xml(&escaped(name.text()))
}

/// Quotes and backslashes inside an identifier.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A number as the shortest text that reads back as the same one.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 || (1e-6..1e16).contains(&value.abs()) { format!("{value}") } else { format!("{value:?}") }
}

/// Text inside XML; what XML cannot hold becomes U+FFFD.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A unit. A name with a hyphen stands in quotes: outside of them a hyphen multiplies (XMILE 1.0, 3.2.7).
pub(super) fn unit(unit: &UnitExpr) -> String {
    let mut out = String::new();
    if unit.scale != 1.0 {
        let _ = write!(out, "{:?} ", unit.scale);
    }
    if unit.factors.first().is_none_or(|(_, exponent, _)| *exponent <= 0) {
        out.push('1');
    }
    for (at, (name, exponent, _)) in unit.factors.iter().enumerate() {
        out.push_str(if *exponent <= 0 { "/" } else { ["", "*"][usize::from(at > 0)] });
        out.push_str(&identifier(name));
        if exponent.abs() != 1 {
            let _ = write!(out, "^{}", exponent.abs());
        }
    }
    out
}
