//! Operations on single numbers: for folding constants. The same definitions as the kernels', so the same bits.

use super::operation;
use super::quotient;
use crate::graph::{BinaryOp, TernaryOp, UnaryOp};
use crate::lookup::{self, Table};

pub(crate) fn unary(op: UnaryOp, x: f64) -> f64 {
    operation::unary(op, x)
}

pub(crate) fn binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    operation::binary(op, a, b)
}

pub(crate) fn ternary(op: TernaryOp, a: f64, b: f64, c: f64) -> f64 {
    match op {
        TernaryOp::Cumulative(family) => family.cumulative(a, b, c),
        TernaryOp::Quantile(family) => family.quantile(a, b, c),
        TernaryOp::Quotient => quotient::quotient(a, b, c),
    }
}

pub(crate) fn lookup(table: &Table, x: f64) -> f64 {
    lookup::value(table, x)
}
