//! Sharing out what is scarce.

use super::UnitTerm::{Any, Dimensionless as One, U, V};
use super::{Entry, Family, Function, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Sharing out",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("ALLOC P", "write ALLOCATE AVAILABLE or ALLOCATE BY PRIORITY"),
        missing("DEMAND AT PRICE", "write ALLOCATE AVAILABLE"),
        missing("FIND MARKET PRICE", "write ALLOCATE AVAILABLE"),
        missing("MARKETP", "write ALLOCATE AVAILABLE"),
        missing("SUPPLY AT PRICE", "write ALLOCATE AVAILABLE"),
    ],
};

const ROWS: &[Entry] = &[
    row(
        "ALLOCATE AVAILABLE",
        Function::AllocateAvailable,
        &[now("request", U), now("profile", Any), now("available", U)],
        U,
        "fn_allocate_available.html",
        "What each request gets of what is available, by its profile of priorities.",
    ),
    row(
        "ALLOCATE BY PRIORITY",
        Function::AllocateByPriority,
        &[now("request", U), now("priority", V), now("size", One), now("width", V), now("supply", U)],
        U,
        "fn_allocate_by_priority.html",
        "What each request gets of a supply, the higher priorities first, those within `width` together.",
    ),
];
