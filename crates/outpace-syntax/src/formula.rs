//! Formulas inside other formats: an expression of the claim dialect together with its own words.
//!
//! Claims, charts, bindings and drafts all hold expressions in strings. This is the one place that hands such a
//! string to the expression parser, so that spans point at the very characters in the user's file.

use crate::expr::Expr;

/// An expression as written and as read.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The author's words, blanks at the ends removed.
    pub text: String,
    /// What they say.
    pub expr: Expr,
}
