//! Stocks, and values of the start.

use super::UnitTerm::{U, UPerTime};
use super::{Entry, Family, Function, later, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Stocks and initial values",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("CUMULATE", "write INTEG(input, 0)"),
        missing("CUMULATEF", "write INTEG(input, 0)"),
        missing("QUEUE AGE AVERAGE", "queues of batches are not simulated: approximate one by stocks"),
        missing("QUEUE AGE IN RANGE", "queues of batches are not simulated: approximate one by stocks"),
        missing("QUEUE AGE OLDEST", "queues of batches are not simulated: approximate one by stocks"),
        missing("QUEUE ATTRIB AVERAGE", "queues of batches are not simulated: approximate one by stocks"),
        missing("QUEUE FIFO", "queues of batches are not simulated: approximate one by stocks"),
        missing("QUEUE FIFO ATTRIB", "queues of batches are not simulated: approximate one by stocks"),
    ],
};

const ROWS: &[Entry] = &[
    row(
        "ACTIVE INITIAL",
        Function::ActiveInitial,
        &[now("value", U), later("initial value", U)],
        U,
        "fn_active_initial.html",
        "`value`; stocks that start from it start from `initial value` instead, which breaks circles among them.",
    ),
    row(
        "INITIAL",
        Function::Initial,
        &[later("value", U)],
        U,
        "fn_initial.html",
        "What `value` was at the start, throughout.",
    ),
    row(
        "INTEG",
        Function::Integ,
        &[later("rate", UPerTime), later("initial value", U)],
        U,
        "fn_integ.html",
        "A stock: `initial value` at the start, then changed by `rate` through every step.",
    ),
    row(
        "REINITIAL",
        Function::Initial,
        &[later("value", U)],
        U,
        "fn_reinitial.html",
        "What `value` was at the start, throughout; one run never starts twice.",
    ),
];
