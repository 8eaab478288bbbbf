//! Arithmetic: numbers from numbers, the same at every time.

use super::UnitTerm::{Any, Dimensionless as One, RootU, U, UOverV, V};
use super::{Entry, Family, Function, now, row};

pub(super) const FAMILY: Family = Family { title: "Arithmetic", functions: ROWS, definitions: &[], missing: &[] };

const ROWS: &[Entry] = &[
    row("ABS", Function::Abs, &[now("x", U)], U, "fn_abs.html", "`x` without its sign."),
    row("EXP", Function::Exp, &[now("x", One)], One, "fn_exp.html", "e to the power `x`."),
    row(
        "GAMMA LN",
        Function::GammaLn,
        &[now("x", One)],
        One,
        "fn_gamma_ln.html",
        "The natural logarithm of the gamma function: of the factorial of `x` - 1.",
    ),
    row(
        "INTEGER",
        Function::Integer,
        &[now("x", U)],
        U,
        "fn_integer.html",
        "`x` cut toward zero to a whole number: -2.7 gives -2.",
    ),
    row("LN", Function::Ln, &[now("x", One)], One, "fn_ln.html", "The natural logarithm of `x`."),
    row(
        "LOG",
        Function::Log,
        &[now("x", One), now("base", One)],
        One,
        "fn_log.html",
        "The logarithm of `x` to the base `base`.",
    ),
    row(
        "MAX",
        Function::Maximum,
        &[now("a", U), now("b", U)],
        U,
        "fn_max.html",
        "The larger of two numbers; of one argument with `!`, the largest element.",
    )
    .from(1),
    row(
        "MIN",
        Function::Minimum,
        &[now("a", U), now("b", U)],
        U,
        "fn_min.html",
        "The smaller of two numbers; of one argument with `!`, the smallest element.",
    )
    .from(1),
    row(
        "MODULO",
        Function::Modulo,
        &[now("x", U), now("base", U)],
        U,
        "fn_modulo.html",
        "What is left of `x` when it is divided by `base`, with the sign of `x`.",
    ),
    row(
        "POWER",
        Function::Power,
        &[now("base", Any), now("exponent", One)],
        Any,
        "fn_power.html",
        "`base` to the power `exponent`.",
    ),
    row(
        "QUANTUM",
        Function::Quantum,
        &[now("x", U), now("size", U)],
        U,
        "fn_quantum.html",
        "`x` cut toward zero to a multiple of `size`; `x` itself where `size` is not above 0.",
    ),
    row("SQRT", Function::Sqrt, &[now("x", U)], RootU, "fn_sqrt.html", "The root of `x`."),
    row(
        "XIDZ",
        Function::Xidz,
        &[now("a", U), now("b", V), now("limit", UOverV)],
        UOverV,
        "fn_xidz.html",
        "`a / b`, or `limit` where `b` is within 0.000001 of 0.",
    ),
    row(
        "ZIDZ",
        Function::Zidz,
        &[now("a", U), now("b", V)],
        UOverV,
        "fn_zidz.html",
        "`a / b`, or 0 where `b` is within 0.000001 of 0.",
    ),
];
