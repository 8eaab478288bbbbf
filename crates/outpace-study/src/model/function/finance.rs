//! Money over time.

use super::UnitTerm::{Any, Dimensionless as One, PerTime, Time, U, UTime};
use super::{Entry, Family, Function, later, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Finance",
    functions: ROWS,
    definitions: &[],
    missing: &[missing(
        "INTERNAL RATE OF RETURN",
        "its page does not say how the fiscal period in hand counts: compare NPV at several discount rates",
    )],
};

const ROWS: &[Entry] = &[
    row(
        "DEPRECIATE BY SCHEDULE",
        Function::DepreciateBySchedule,
        &[now("stream", U), now("schedule", Any), now("initial", U), now("lifetime", Time), now("fiscal start", Any)],
        U,
        "fn_depreciate_by_schedule.html",
        "What is written off of a stream of investment, by the shares of a schedule for each fiscal period.",
    ),
    row(
        "DEPRECIATE STRAIGHTLINE",
        Function::DepreciateStraightline,
        &[now("stream", U), now("lifetime", Time), now("fiscal period", Any), now("initial", U)],
        U,
        "fn_depreciate_straightline.html",
        "What is written off of a stream of investment, in equal parts over the fiscal periods of its lifetime.",
    ),
    row(
        "NET PRESENT VALUE",
        Function::FiscalPresentValue,
        &[now("stream", U), now("rate", Any), now("fiscal period", Any), now("start", Time), now("offset", One)],
        UTime,
        "fn_net_present_value.html",
        "The present value of a stream up to now, each fiscal period discounted as a whole at a rate for that period.",
    ),
    row(
        "NPV",
        Function::NetPresentValue,
        &[now("stream", U), later("discount rate", PerTime), later("initial value", UTime), now("factor", One)],
        UTime,
        "fn_npv.html",
        "The present value of a stream of money up to now, the step in hand counted in full.",
    ),
    row(
        "NPVE",
        Function::NetPresentValueEnd,
        &[now("stream", U), later("discount rate", PerTime), later("initial value", UTime), now("factor", One)],
        UTime,
        "fn_npve.html",
        "The present value of a stream of money up to now, discounted to the end of each step.",
    ),
];
