//! Money over time.

use super::UnitTerm::{Dimensionless as One, PerTime, U, UTime};
use super::{Entry, Family, Function, later, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Finance",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("DEPRECIATE BY SCHEDULE", "write the sum of one DELAY FIXED for each year of the schedule"),
        missing("DEPRECIATE STRAIGHTLINE", "write a stock that DELAY FIXED of the investment leaves"),
        missing("INTERNAL RATE OF RETURN", "compare NPV at several discount rates"),
        missing("NET PRESENT VALUE", "write NPV"),
    ],
};

const ROWS: &[Entry] = &[
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
