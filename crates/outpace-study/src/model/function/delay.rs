//! Delays, averages and trends: functions with memory.

use super::UnitTerm::{Dimensionless as One, PerTime, Time, U};
use super::{Entry, Family, Function, later, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Delays, averages and trends",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("DELAY BATCH", "write DELAY FIXED, or sample the input with SAMPLE IF TRUE and delay that"),
        missing("DELAY CONVEYOR", "write DELAY FIXED where nothing leaks on the way"),
        missing("DELAY PROFILE", "write the sum of one DELAY FIXED for each share of the profile"),
        missing("DELAYP", "write DELAY3 and a stock for what is on the way"),
    ],
};

const ROWS: &[Entry] = &[
    row(
        "DELAY FIXED",
        Function::DelayFixed,
        &[later("input", U), later("delay time", Time), later("initial value", U)],
        U,
        "fn_delay_fixed.html",
        "The input of `delay time` ago, `initial value` before there is one; the time is taken at the start.",
    ),
    row(
        "DELAY INFORMATION",
        Function::DelayInformation,
        &[later("input", U), later("delay time", Time), later("initial value", U)],
        U,
        "fn_delay_information.html",
        "The input of `delay time` ago, as information: nothing of it is lost or doubled when the time changes.",
    )
    .differing("`delay time` must stay the same through the run"),
    row(
        "DELAY MATERIAL",
        Function::DelayMaterial,
        &[later("input", U), later("delay time", Time), later("initial value", U), later("missing value", U)],
        U,
        "fn_delay_material.html",
        "The input of `delay time` ago, as material: what went in comes out, each once.",
    )
    .differing("`delay time` must stay the same through the run"),
    row(
        "DELAY N",
        Function::DelayN,
        &[later("input", U), now("delay time", Time), later("initial value", U), later("order", One)],
        U,
        "fn_delay_n.html",
        "A delay of material through `order` stages.",
    ),
    row(
        "DELAY1",
        Function::Delay1,
        &[later("input", U), now("delay time", Time)],
        U,
        "fn_delay1.html",
        "A delay of material through one stage, which starts in balance with the input.",
    ),
    row(
        "DELAY1I",
        Function::Delay1I,
        &[later("input", U), now("delay time", Time), later("initial value", U)],
        U,
        "fn_delay1.html",
        "A delay of material through one stage, whose outflow starts at `initial value`.",
    ),
    row(
        "DELAY3",
        Function::Delay3,
        &[later("input", U), now("delay time", Time)],
        U,
        "fn_delay3.html",
        "A delay of material through three stages, which start in balance with the input.",
    ),
    row(
        "DELAY3I",
        Function::Delay3I,
        &[later("input", U), now("delay time", Time), later("initial value", U)],
        U,
        "fn_delay3.html",
        "A delay of material through three stages, whose outflow starts at `initial value`.",
    ),
    row(
        "FORECAST",
        Function::Forecast,
        &[now("input", U), now("average time", Time), now("horizon", Time)],
        U,
        "fn_forecast.html",
        "The input carried on for `horizon` by its trend over `average time`.",
    ),
    row(
        "SMOOTH",
        Function::Smooth,
        &[later("input", U), later("smooth time", Time)],
        U,
        "fn_smooth.html",
        "An exponential average of the input, which starts at the input.",
    ),
    row(
        "SMOOTH N",
        Function::SmoothN,
        &[later("input", U), later("smooth time", Time), later("initial value", U), later("order", One)],
        U,
        "fn_smooth_n.html",
        "An exponential average through `order` stages.",
    ),
    row(
        "SMOOTH3",
        Function::Smooth3,
        &[later("input", U), later("smooth time", Time)],
        U,
        "fn_smooth3.html",
        "An exponential average through three stages, which start at the input.",
    ),
    row(
        "SMOOTH3I",
        Function::Smooth3I,
        &[later("input", U), later("smooth time", Time), later("initial value", U)],
        U,
        "fn_smooth3.html",
        "An exponential average through three stages, which start at `initial value`.",
    ),
    row(
        "SMOOTHI",
        Function::SmoothI,
        &[later("input", U), later("smooth time", Time), later("initial value", U)],
        U,
        "fn_smooth.html",
        "An exponential average of the input, which starts at `initial value`.",
    ),
    row(
        "TREND",
        Function::Trend,
        &[now("input", U), now("average time", Time), later("initial trend", PerTime)],
        PerTime,
        "fn_trend.html",
        "The fractional growth of the input against its average over `average time`.",
    ),
];
