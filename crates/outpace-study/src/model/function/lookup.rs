//! Look-ups: curves through points.

use super::UnitTerm::Any;
use super::{Entry, Family, Function, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Look-ups",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("LOOKUP AREA", "define a second look-up that holds the area up to each point"),
        missing("LOOKUP INVERT", "define a second look-up with x and y exchanged"),
        missing("LOOKUP SLOPE", "write (curve(x + d) - curve(x - d)) / (2 * d) with a small d"),
    ],
};

const ROWS: &[Entry] = &[
    row(
        "LOOKUP BACKWARD",
        Function::LookupBackward,
        &[now("look-up", Any), now("x", Any)],
        Any,
        "fn_lookup_backward.html",
        "The y of the last point at or before `x`.",
    ),
    row(
        "LOOKUP EXTRAPOLATE",
        Function::LookupExtrapolate,
        &[now("look-up", Any), now("x", Any)],
        Any,
        "fn_lookup_extrapolate.html",
        "The curve at `x`, straight on beyond its ends by the slope of the nearest two points.",
    ),
    row(
        "LOOKUP FORWARD",
        Function::LookupForward,
        &[now("look-up", Any), now("x", Any)],
        Any,
        "fn_lookup_forward.html",
        "The y of the next point at or after `x`.",
    ),
    row(
        "WITH LOOKUP",
        Function::WithLookup,
        &[now("x", Any), now("points", Any)],
        Any,
        "fn_with_lookup.html",
        "The curve through these points at `x`, level beyond its ends.",
    ),
];
