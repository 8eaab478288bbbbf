//! Look-ups: curves through points.

use super::UnitTerm::{Any, Dimensionless as One};
use super::{Entry, Family, Function, now, row};

pub(super) const FAMILY: Family = Family { title: "Look-ups", functions: ROWS, definitions: &[], missing: &[] };

const ROWS: &[Entry] = &[
    row(
        "LOOKUP AREA",
        Function::LookupArea,
        &[now("look-up", Any), now("from", Any), now("to", Any)],
        Any,
        "fn_lookup_area.html",
        "The area below the curve between two x; beyond the ends of the curve there is none.",
    ),
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
        "LOOKUP INVERT",
        Function::LookupInvert,
        &[now("look-up", Any), now("y", Any)],
        Any,
        "fn_lookup_invert.html",
        "The first x at which a curve that only rises, or only falls, is `y`; beyond its ends the x of the end.",
    ),
    row(
        "LOOKUP SLOPE",
        Function::LookupSlope,
        &[now("look-up", Any), now("x", Any), now("side", One)],
        Any,
        "fn_lookup_slope.html",
        "The slope of the curve at `x`; at a point that before it (`side` below 0), behind it (above 0), or the mean.",
    )
    .from(2),
    row(
        "WITH LOOKUP",
        Function::WithLookup,
        &[now("x", Any), now("points", Any)],
        Any,
        "fn_with_lookup.html",
        "The curve through these points at `x`, level beyond its ends.",
    ),
];
