//! Formulas inside other formats: an expression of the claim dialect together with its own words.
//!
//! Claims, charts, bindings and drafts all hold expressions in strings. This is the one place that hands such a
//! string to the expression parser, so that spans point at the very characters in the user's file.

use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Dialect, Expr, ExprKind, Reference, parse_expression};
use crate::span::{FileId, Span};
use crate::table::shortened;

/// An expression as written and as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The author's words, blanks at the ends removed.
    pub text: String,
    /// What they say.
    pub expr: Expr,
}

impl Formula {
    /// Reads the expression `text`, which stands at byte `offset` of `file`.
    pub fn parse(file: FileId, text: &str, offset: usize, diagnostics: &mut Vec<Diagnostic>) -> Formula {
        let offset = offset + text.len() - text.trim_start().len();
        let text = text.trim();
        let expr = parse_expression(file, text, offset, Dialect::Claim, diagnostics);
        Formula { text: text.to_string(), expr }
    }
}

/// Reads the name of a variable with its subscripts, `robot subsidy[US]`; reports anything else.
pub(crate) fn parse_reference(
    file: FileId,
    text: &str,
    offset: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Reference> {
    let already = diagnostics.len();
    match Formula::parse(file, text, offset, diagnostics).expr.kind {
        ExprKind::Reference(reference) => Some(reference),
        _ => {
            if diagnostics.len() == already {
                let span = Span::new(file, offset, offset + text.len());
                let message = format!("`{}` is not the name of a variable", shortened(text.trim()));
                let help = "write a name of the model with its subscripts, such as `robot subsidy[US]`";
                diagnostics.push(Diagnostic::error(codes::BAD_VALUE, message).at(span, "").help(help));
            }
            None
        }
    }
}
