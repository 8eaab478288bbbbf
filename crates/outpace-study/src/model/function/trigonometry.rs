//! Trigonometry, in radians.

use super::UnitTerm::Dimensionless as One;
use super::{Entry, Family, Function, now, row};

pub(super) const FAMILY: Family = Family { title: "Trigonometry", functions: ROWS, definitions: &[], missing: &[] };

const ROWS: &[Entry] = &[
    row(
        "ARCCOS",
        Function::Arccos,
        &[now("x", One)],
        One,
        "fn_arccos.html",
        "The angle between 0 and π whose cosine is `x`.",
    ),
    row(
        "ARCSIN",
        Function::Arcsin,
        &[now("x", One)],
        One,
        "fn_arcsin.html",
        "The angle between -π/2 and π/2 whose sine is `x`.",
    ),
    row(
        "ARCTAN",
        Function::Arctan,
        &[now("x", One)],
        One,
        "fn_arctan.html",
        "The angle between -π/2 and π/2 whose tangent is `x`.",
    ),
    row("COS", Function::Cos, &[now("x", One)], One, "fn_cos.html", "The cosine of an angle in radians."),
    row("COSH", Function::Cosh, &[now("x", One)], One, "fn_cosh.html", "The hyperbolic cosine."),
    row("SIN", Function::Sin, &[now("x", One)], One, "fn_sin.html", "The sine of an angle in radians."),
    row("SINH", Function::Sinh, &[now("x", One)], One, "fn_sinh.html", "The hyperbolic sine."),
    row("TAN", Function::Tan, &[now("x", One)], One, "fn_tan.html", "The tangent of an angle in radians."),
    row("TANH", Function::Tanh, &[now("x", One)], One, "fn_tanh.html", "The hyperbolic tangent."),
];
