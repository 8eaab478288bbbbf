//! What XMILE means otherwise than Vensim. The point keeps the names apart from all of Vensim's, and no text has them.

use super::UnitTerm::{Any, Dimensionless as One, U, V};
use super::{Entry, Family, Function, now, row};

/// XMILE 1.0, 3.3.1: `INT` gives the floor, and `a = INT(a / b) * b + a MOD b`.
const OPERATORS: &str = "https://docs.oasis-open.org/xmile/xmile/v1.0/xmile-v1.0.html";

/// isee systems, "Statistical builtins": NORMALCDF between z-scores, and its inverse.
const STATISTICS: &str =
    "https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Statistical_builtins.htm";

pub(super) const FAMILY: Family = Family { title: "XMILE's own", functions: ROWS, definitions: &[], missing: &[] };

/// isee systems, "Array builtins" and "Graphical builtins".
const ARRAYS: &str = "https://iseesystems.com/resources/help/v2/Content/08-Reference/07-Builtins/Array_builtins.htm";
const GRAPHICAL: &str =
    "https://iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Graphical_builtins.htm";

const ROWS: &[Entry] = &[
    row(
        "std.ALLOCATE",
        Function::AllocateByCurve,
        &[now("request", U), now("curve", One), now("available", U), now("priority", V), now("width", V)],
        U,
        ARRAYS,
        "What each request gets of what is available, by the curve around its priority.",
    ),
    row("std.INT", Function::Floor, &[now("x", U)], U, OPERATORS, "`x` rounded down to a whole number."),
    row(
        "std.INVNORM",
        Function::NormalQuantile,
        &[now("probability", One)],
        One,
        STATISTICS,
        "What a standard normal variable stays below with this probability.",
    ),
    row(
        "std.LOOKUPMEAN",
        Function::LookupMean,
        &[now("look-up", Any), now("from", Any), now("to", Any)],
        Any,
        GRAPHICAL,
        "The average x between two x, the curve taken as a density.",
    ),
    row(
        "std.MOD",
        Function::FlooredModulo,
        &[now("x", U), now("base", U)],
        U,
        OPERATORS,
        "What is left of `x` when it is divided by `base`, with the sign of `base`.",
    ),
    row(
        "std.NORMALCDF",
        Function::NormalCumulative,
        &[now("z", One)],
        One,
        STATISTICS,
        "The probability that a standard normal variable stays below `z`.",
    ),
];
