//! Noise: drawn for each step before a run begins.

use super::UnitTerm::{Any, Dimensionless as One, U};
use super::{Entry, Family, Function, missing, now, row};

const NOT_VENSIMS: &str = "the distribution is the same, the numbers are not those that Vensim draws";
const PRIOR: &str = "write RANDOM NORMAL or RANDOM UNIFORM, or give the parameter a prior in the study";

pub(super) const FAMILY: Family = Family {
    title: "Noise",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("RANDOM BETA", PRIOR),
        missing("RANDOM BINOMIAL", PRIOR),
        missing("RANDOM EXPONENTIAL", "write -mean * LN(1 - RANDOM 0 1())"),
        missing("RANDOM GAMMA", PRIOR),
        missing("RANDOM LOOKUP", PRIOR),
        missing("RANDOM NEGATIVE BINOMIAL", PRIOR),
        missing("RANDOM PINK NOISE", "write a SMOOTH of RANDOM NORMAL"),
        missing("RANDOM POISSON", PRIOR),
        missing("RANDOM TRIANGULAR", PRIOR),
        missing("RANDOM WEIBULL", PRIOR),
    ],
};

const ROWS: &[Entry] = &[
    row("RANDOM 0 1", Function::Random, &[], One, "fn_random.html", "Evenly between 0 and 1.").differing(NOT_VENSIMS),
    row(
        "RANDOM NORMAL",
        Function::RandomNormal,
        &[now("least", U), now("most", U), now("mean", U), now("deviation", U), now("stream", Any)],
        U,
        "fn_random.html",
        "Normal with this mean and deviation, cut off at `least` and `most`.",
    )
    .differing(NOT_VENSIMS),
    row(
        "RANDOM UNIFORM",
        Function::RandomUniform,
        &[now("least", U), now("most", U), now("stream", Any)],
        U,
        "fn_random.html",
        "Evenly between `least` and `most`.",
    )
    .differing(NOT_VENSIMS),
];
