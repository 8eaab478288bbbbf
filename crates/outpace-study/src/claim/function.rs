//! What a claim may call, and ids as arguments.

use super::Operation;
use outpace_syntax::Name;
use outpace_syntax::expr::{BinaryOperator, Expr, ExprKind};
use outpace_syntax::name::nearest;

/// What a claim may call.
#[derive(Debug, Clone, Copy)]
pub(super) enum Function {
    /// Over all arguments, each written out over the members of its groups.
    Reduce(Operation),
    /// On one value.
    Map(Operation),
    /// IF THEN ELSE.
    If,
    /// Its second argument in the scenario that the first names.
    Under,
    /// A statistic over futures.
    Probability,
    /// A statistic over futures.
    Mean,
    /// A statistic over futures.
    Quantile,
    /// How much of the variance of an outcome is due to a group of parameters.
    Sobol { total: bool },
}

/// A function: its name, what it does, and the least and most arguments it takes.
pub(super) type Entry = (&'static str, Function, (usize, usize));

/// Every function, by name.
const FUNCTIONS: &[Entry] = &[
    ("ABS", Function::Map(Operation::Absolute), (1, 1)),
    ("EXP", Function::Map(Operation::Exponential), (1, 1)),
    ("IF THEN ELSE", Function::If, (3, 3)),
    ("LN", Function::Map(Operation::Logarithm), (1, 1)),
    ("MAX", Function::Reduce(Operation::Maximum), (1, 1_000)),
    ("MEAN", Function::Mean, (1, 1)),
    ("MIN", Function::Reduce(Operation::Minimum), (1, 1_000)),
    ("PROBABILITY", Function::Probability, (1, 1)),
    ("PROD", Function::Reduce(Operation::Product), (1, 1_000)),
    ("QUANTILE", Function::Quantile, (2, 2)),
    ("SOBOL FIRST", Function::Sobol { total: false }, (2, 2)),
    ("SOBOL TOTAL", Function::Sobol { total: true }, (2, 2)),
    ("SQRT", Function::Map(Operation::SquareRoot), (1, 1)),
    ("SUM", Function::Reduce(Operation::Sum), (1, 1_000)),
    ("UNDER", Function::Under, (2, 2)),
    ("VMAX", Function::Reduce(Operation::Maximum), (1, 1_000)),
    ("VMIN", Function::Reduce(Operation::Minimum), (1, 1_000)),
];

/// The function with this name.
pub(super) fn function(name: &Name) -> Option<&'static Entry> {
    FUNCTIONS.iter().find(|(known, _, _)| Name::new(known) == *name)
}

/// The function whose name is nearest to this one.
pub(super) fn nearest_function(name: &Name) -> Option<&'static str> {
    nearest(name.text(), FUNCTIONS.iter().map(|(known, _, _)| *known))
}

/// An id given as an argument: `controls-eased` reads as a subtraction of names, and means the words.
pub(super) fn words(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Reference(reference) if reference.subscripts.is_empty() => Some(reference.name.text().to_string()),
        ExprKind::Text(text) => Some(text.clone()),
        ExprKind::Binary(BinaryOperator::Subtract, left, right) => Some(format!("{} {}", words(left)?, words(right)?)),
        _ => None,
    }
}

/// The id that a subtraction of names would be with hyphens, and the last of the names, which may have subscripts.
pub(super) fn hyphenated(expr: &Expr) -> Option<(String, &Name)> {
    let ExprKind::Binary(BinaryOperator::Subtract, left, right) = &expr.kind else { return None };
    let last = match &right.kind {
        ExprKind::At(operand, _) => &operand.kind,
        kind => kind,
    };
    let ExprKind::Reference(last) = last else { return None };
    Some((format!("{}-{}", words(left)?.replace(' ', "-"), last.name.text()), &last.name))
}

/// Ids and words alike: hyphens are blanks.
pub(super) fn key(text: &str) -> String {
    Name::new(&text.replace('-', " ")).canonical().to_string()
}
