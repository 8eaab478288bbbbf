//! Vensim's changes files (`.cin`): constants and look-ups of a model that are other numbers in a run.
//!
//! An entry is written as in the model, without unit and comment: `rate = 0.2`, `shares[Region] = 1, 2`,
//! `curve((0,0),(1,2))`. The bounds that an optimization control file adds, `0 <= rate = 0.2 <= 1`, are passed over.
//!
//! Source: Vensim, "Constant Input Files" (cin_files.html).

use super::Right;
use super::equation::{lookup, rows};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::lexer::Token;
use crate::expr::parser::Parser;
use crate::expr::{Dialect, Reference};
use crate::name::Names;
use crate::span::FileId;

/// The largest changes file.
const MAX_BYTES: usize = 16 << 20;
/// After so many diagnostics the rest of the file is left alone.
const MAX_DIAGNOSTICS: usize = 200;

/// What is changed to what.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// A constant or a look-up, all of it or some elements.
    pub left: Reference,
    /// [`Right::Constants`] or [`Right::Lookup`].
    pub right: Right,
}

/// Reads a changes file.
pub fn parse_changes(file: FileId, text: &str) -> (Vec<Change>, Vec<Diagnostic>) {
    let (mut changes, mut diagnostics) = (Vec::new(), Vec::new());
    if text.len() > MAX_BYTES {
        let message = format!("this changes file has more than {MAX_BYTES} bytes");
        diagnostics.push(Diagnostic::error(codes::FILE_TOO_LARGE, message));
        return (changes, diagnostics);
    }
    let mut found = Vec::new();
    let mut names = Names::default();
    let mut parser = Parser::new(file, text, 0, Dialect::Model, &mut found, &mut names);
    while parser.token != Token::End && parser.reported() < MAX_DIAGNOSTICS {
        match change(&mut parser) {
            Some(change) => changes.push(change),
            None => next_line(&mut parser),
        }
    }
    diagnostics.append(&mut found);
    (changes, diagnostics)
}

/// One entry; `None`, and a diagnostic, where it cannot be read.
fn change(parser: &mut Parser<'_, '_>) -> Option<Change> {
    if matches!(parser.token, Token::Number(_) | Token::Sign("-" | "+")) {
        parser.signed_number();
        if !parser.take("<=") {
            parser.expected("`<=` and the name of a constant");
            return None;
        }
    }
    let left = parser.reference()?;
    let right = match parser.token {
        Token::Sign("=" | "==") => {
            parser.advance();
            let values = Right::Constants(rows(parser));
            if parser.is("<=") {
                next_line(parser);
            }
            values
        }
        Token::Sign("(") => {
            parser.advance();
            let points = lookup(parser);
            if !parser.take(")") {
                parser.expected("`)`");
                return None;
            }
            points
        }
        _ => {
            parser.expected("`=` and a number, or the points of a look-up in brackets");
            return None;
        }
    };
    Some(Change { left, right })
}

/// Goes on behind the end of the line.
fn next_line(parser: &mut Parser<'_, '_>) {
    let rest = parser.lexer.text.get(parser.position()..).unwrap_or("");
    let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
    parser.jump(parser.position() + length);
}
