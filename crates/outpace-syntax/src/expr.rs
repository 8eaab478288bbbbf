//! Expressions: the equation language of models and claims, as a tree of what was written.
//!
//! One grammar (Vensim's) serves models and claims. Claims add three things: units on literals
//! (`400 billion USD`), `@ period`, and functions over futures. Whether a name is a variable, a look-up, a
//! function or a metric is decided later; here `f(x)` and `table[a](x)` are both a [`ExprKind::Call`].

mod habit;
pub(crate) mod lexer;
pub(crate) mod parser;
mod parts;
mod print;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;
use crate::name::{Name, Names};
use crate::period::Period;
use crate::span::{FileId, Span, Spanned};
use crate::unit::UnitExpr;

/// Which of the two writers' languages a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Vensim's equation language.
    Model,
    /// The same with units on literals, `@ period`, and ids of entities inside brackets.
    Claim,
}

/// Reads the whole of `text`, which begins at byte `offset` of its file, as one expression.
///
/// What cannot be read becomes [`ExprKind::Error`] and a diagnostic; reading goes on behind it.
pub fn parse_expression(
    file: FileId,
    text: &str,
    offset: usize,
    dialect: Dialect,
    diagnostics: &mut Vec<Diagnostic>,
) -> Expr {
    parser::Parser::new(file, text, offset, dialect, diagnostics, &mut Names::default()).whole()
}

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `3.5`, `1e9`; `:NA:` is [`VENSIM_NA`].
    Number(f64),
    /// `400 billion USD` (claims only): the value with its scale word multiplied in, and the unit.
    Quantity(f64, UnitExpr),
    /// `'text'`: an argument that is not a number, such as a file name.
    Text(String),
    /// `births`, `births[US]`, `births[Bloc!]`.
    Reference(Reference),
    /// `Bloc!`: the place of the element at which the function around it stands (models only).
    Running(SubscriptUse),
    /// `MAX(a, b)`, `table(x)`, `table[US](x)`.
    Call(Reference, Vec<Expr>),
    /// `-x`, `:NOT: x`.
    Unary(UnaryOperator, Box<Expr>),
    /// `a + b`, `a :AND: b`.
    Binary(BinaryOperator, Box<Expr>, Box<Expr>),
    /// `(0,0),(1,2)` or `[(0,0)-(1,2)],(0,0),(1,2)` as an argument of WITH LOOKUP.
    Points(Points),
    /// `: name` among the arguments of a macro: the call defines this variable (models only).
    Output(Reference),
    /// `x @ 2025` (claims only).
    At(Box<Expr>, Spanned<Moment>),
    /// Text that could not be read; its diagnostic was given.
    Error,
}

/// The number that stands for "not available" in Vensim: −2^109.
pub const VENSIM_NA: f64 = -649_037_107_316_853_453_566_312_041_152_512.0;

/// A name with its subscripts.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The name.
    pub name: Name,
    /// The subscripts, in order; empty without brackets.
    pub subscripts: Vec<SubscriptUse>,
    /// Where name and brackets stand.
    pub span: Span,
}

/// One subscript inside brackets.
#[derive(Debug, Clone, PartialEq)]
pub struct SubscriptUse {
    /// An element, a range, or (in claims) an entity or a group.
    pub name: Name,
    /// Whether `!` asks the function around it to run over all elements.
    pub bang: bool,
    /// Where it stands.
    pub span: Span,
}

/// When a claim looks.
#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// `@ 2025`, `@ 2025-Q3`, `@ 2024-07/2025-06`.
    Period(Period),
    /// `@ latest`: the last value known at the vintage.
    Latest,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-x`
    Negate,
    /// `+x`
    Plus,
    /// `:NOT: x`
    Not,
}

/// Operators with two operands. Precedence, from loose to tight: `:OR:`, `:AND:`, comparisons, `+ -`, `* /`,
/// unary minus, `^` (which binds to the right).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// The points of a look-up, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// `(x, y)` in the order written.
    pub points: Vec<(f64, f64)>,
    /// Where they stand.
    pub span: Span,
}
