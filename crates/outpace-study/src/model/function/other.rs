//! What belongs to no other family.

use super::UnitTerm::{Any, U};
use super::{Entry, Family, Function, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Others",
    functions: ROWS,
    definitions: &[],
    missing: &[
        missing("A FUNCTION OF", "it stands for an equation that nobody has written yet: write the equation"),
        missing("FIND ZERO", "solve the equation by hand, or let a stock move toward the solution"),
        missing("RC COMPARE", REALITY),
        missing("RC COMPARE CHECK", REALITY),
        missing("RC DECAY", REALITY),
        missing("RC DECAY CHECK", REALITY),
        missing("RC GROW", REALITY),
        missing("RC GROW CHECK", REALITY),
        missing("RC RAMP", REALITY),
        missing("RC RAMP CHECK", REALITY),
        missing("RC STEP", REALITY),
        missing("RC STEP CHECK", REALITY),
        missing("SSHAPE", "its formula is documented nowhere: write a look-up of that shape"),
    ],
};

/// What stands in the way of the functions of reality checks (fn_rc.html).
const REALITY: &str =
    "what is published does not say which values they take: write the test input with IF THEN ELSE and Time";

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
