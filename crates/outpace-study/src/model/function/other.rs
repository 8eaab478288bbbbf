//! What belongs to no other family.

use super::UnitTerm::{Any, U};
use super::{Entry, Family, Function, in_checks, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Others",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("A FUNCTION OF", "it stands for an equation that nobody has written yet: write the equation"),
        missing("FIND ZERO", "solve the equation by hand, or let a stock move toward the solution"),
        missing("RC COMPARE", COMPARE),
        missing("RC COMPARE CHECK", COMPARE),
        in_checks("RC DECAY", "write `variable = RC DECAY(basis, decay time, [start], [duration])`"),
        in_checks(
            "RC DECAY CHECK",
            "write `variable <= RC DECAY CHECK(grace, basis, decay time, [start], [duration])`",
        ),
        in_checks("RC GROW", "write `variable = RC GROW(basis, growth rate, [start], [duration])`"),
        in_checks("RC GROW CHECK", "write `variable <= RC GROW CHECK(grace, basis, growth rate, [start], [duration])`"),
        in_checks("RC RAMP", "write `variable = RC RAMP(basis, mult, ramp time, [start], [duration])`"),
        in_checks(
            "RC RAMP CHECK",
            "write `variable <= RC RAMP CHECK(grace, basis, mult, ramp time, [start], [duration])`",
        ),
        in_checks("RC STEP", "write `variable = RC STEP(basis, mult, [start], [duration])`"),
        in_checks("RC STEP CHECK", "write `variable <= RC STEP CHECK(grace, basis, mult, [start], [duration])`"),
        missing("SSHAPE", "its formula is documented nowhere: write a look-up of that shape"),
    ],
};

/// What stands in the way of the comparison with another run (fn_rc.html).
const COMPARE: &str = "no other run is kept: read the values of that run as data, and compare with those";

const ROWS: &[Entry] = &[
    row("GAME", Function::Game, &[now("x", U)], U, "fn_game.html", "`x`: outside of games there is nobody to ask."),
    row(
        "MESSAGE",
        Function::Message,
        &[now("'text'", Any), now("kind", Any)],
        Any,
        "fn_message.html",
        "0: a run here has no window in which to show the text.",
    ),
    row(
        "SIMULTANEOUS",
        Function::Simultaneous,
        &[now("x", U), now("guess", U)],
        U,
        "simultaneousiterative.html",
        "The number at which `x`, which depends on it, is that number; sought from `guess`, later from the last step's.",
    )
    .differing("what does not settle to 1e-6 in 21 turns is not a number; one loop has one such function, no memory and no noise in it"),
];
