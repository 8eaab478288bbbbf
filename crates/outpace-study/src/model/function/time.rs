//! Conditions, and what depends on the time alone.

use super::UnitTerm::{Any, Dimensionless as One, Time, U, UTime};
use super::{Entry, Family, Function, later, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Conditions and time",
    functions: ROWS,
    definitions: &[],
    missing: &[missing(
        "SHIFT IF TRUE",
        "its page does not say whether the shift comes before or after the flows of the step: give each cohort a stock, and shift it by flows",
    )],
};

const ROWS: &[Entry] = &[
    row(
        "GET TIME VALUE",
        Function::GetTimeValue,
        &[now("relative to", One), now("offset", Time), now("measure", One)],
        Any,
        "fn_get_time_value.html",
        "The time (`relative to` 0) or that of the start (1), moved by `offset`; `measure` says as which part of a date.",
    )
    .differing("the clock of the computer (`relative to` 2) is not told; `relative to` and `measure` must be numbers"),
    row(
        "IF THEN ELSE",
        Function::IfThenElse,
        &[now("condition", One), now("then", U), now("else", U)],
        U,
        "fn_if_then_else.html",
        "`then` where `condition` is not 0, else `else`.",
    ),
    row(
        "PULSE",
        Function::Pulse,
        &[now("start", Time), now("width", Time)],
        One,
        "fn_pulse.html",
        "1 from `start` on for `width`, at least one step; else 0.",
    ),
    row(
        "PULSE TRAIN",
        Function::PulseTrain,
        &[now("start", Time), now("width", Time), now("between", Time), now("end", Time)],
        One,
        "fn_pulse_train.html",
        "A pulse of `width`, at least one step, every `between` from `start` until `end`.",
    ),
    row(
        "RAMP",
        Function::Ramp,
        &[now("slope", U), now("start", Time), now("end", Time)],
        UTime,
        "fn_ramp.html",
        "0 until `start`, then a line of this slope until `end`, then level.",
    ),
    row(
        "SAMPLE IF TRUE",
        Function::SampleIfTrue,
        &[now("condition", One), now("input", U), later("initial value", U)],
        U,
        "fn_sample_if_true.html",
        "`input` while `condition` holds; else what it was when the condition last held.",
    ),
    row(
        "SAMPLE UNTIL",
        Function::SampleUntil,
        &[now("last time", Time), now("input", U), later("initial value", U)],
        U,
        "fn_sample_until.html",
        "`input` until `last time`, and what it was then from there on.",
    ),
    row(
        "STEP",
        Function::Step,
        &[now("height", U), now("start", Time)],
        U,
        "fn_step.html",
        "0 until `start`, then `height`.",
    ),
    row(
        "TIME BASE",
        Function::TimeBase,
        &[now("start", U), now("slope", Any)],
        U,
        "fn_time_base.html",
        "The time in another unit: `start` when `Time` is 0, and `slope` more for each unit of it.",
    ),
];
