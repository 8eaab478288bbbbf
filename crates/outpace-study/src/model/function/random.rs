//! Noise: drawn for each step of a run.

use super::UnitTerm::{Any, Dimensionless as One, Time, U};
use super::{Entry, Family, Function, Parameter, now, row};

const NOT_VENSIMS: &str = "the distribution is the same, the numbers are not those that Vensim draws";

pub(super) const FAMILY: Family = Family { title: "Noise", functions: ROWS, definitions: &[], missing: &[] };

const PAGE: &str = "fn_random.html";
const LEAST: Parameter = now("least", U);
const MOST: Parameter = now("most", U);
const SHIFT: Parameter = now("shift", U);
const STRETCH: Parameter = now("stretch", U);
const STREAM: Parameter = now("stream", Any);

const fn drawn(name: &'static str, function: Function, parameters: &'static [Parameter], about: &'static str) -> Entry {
    row(name, function, parameters, U, PAGE, about).differing(NOT_VENSIMS)
}

const ROWS: &[Entry] = &[
    row("RANDOM 0 1", Function::Random, &[], One, PAGE, "Evenly between 0 and 1.").differing(NOT_VENSIMS),
    drawn(
        "RANDOM BETA",
        Function::RandomBeta,
        &[LEAST, MOST, now("alpha", One), now("beta", One), SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times a beta variable, between `least` and `most`.",
    ),
    drawn(
        "RANDOM BINOMIAL",
        Function::RandomBinomial,
        &[LEAST, MOST, now("probability", One), now("trials", One), SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times how many of so many trials succeed, between `least` and `most`.",
    ),
    drawn(
        "RANDOM EXPONENTIAL",
        Function::RandomExponential,
        &[LEAST, MOST, SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times an exponential variable with mean 1, between `least` and `most`.",
    ),
    drawn(
        "RANDOM GAMMA",
        Function::RandomGamma,
        &[LEAST, MOST, now("order", One), SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times a gamma variable of an order of at least 1, between `least` and `most`.",
    ),
    drawn(
        "RANDOM LOOKUP",
        Function::RandomLookup,
        &[now("density", Any), LEAST, MOST, SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times a variable with this look-up as its density, between `least` and `most`.",
    ),
    drawn(
        "RANDOM NEGATIVE BINOMIAL",
        Function::RandomNegativeBinomial,
        &[LEAST, MOST, now("probability", One), now("successes", One), SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times the trials it takes until so many succeeded, between `least` and `most`.",
    ),
    drawn(
        "RANDOM NORMAL",
        Function::RandomNormal,
        &[LEAST, MOST, now("mean", U), now("deviation", U), STREAM],
        "Normal with this mean and deviation, cut off at `least` and `most`.",
    ),
    row(
        "RANDOM PINK NOISE",
        Function::RandomPinkNoise,
        &[now("mean", U), now("deviation", U), now("correlation time", Time), STREAM],
        U,
        "random_pink_noise.html",
        "Normal with this mean and deviation, and correlated over this time.",
    )
    .differing("as the others; under Runge-Kutta it moves on once a step, and a time below a step counts as one step"),
    drawn(
        "RANDOM POISSON",
        Function::RandomPoisson,
        &[LEAST, MOST, now("mean", One), SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times how many events come where `mean` are expected, between `least` and `most`.",
    ),
    drawn(
        "RANDOM TRIANGULAR",
        Function::RandomTriangular,
        &[LEAST, MOST, now("start", U), now("peak", U), now("stop", U), STREAM],
        "With a density that rises from `start` to `peak` and falls to `stop`, cut off at `least` and `most`.",
    ),
    drawn("RANDOM UNIFORM", Function::RandomUniform, &[LEAST, MOST, STREAM], "Evenly between `least` and `most`."),
    drawn(
        "RANDOM WEIBULL",
        Function::RandomWeibull,
        &[LEAST, MOST, now("shape", One), SHIFT, STRETCH, STREAM],
        "`shift` and `stretch` times a Weibull variable with mean 1, between `least` and `most`.",
    ),
];
