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
        missing("SIMULTANEOUS", "solve the equations by hand, or let a stock move toward the solution"),
        missing("SSHAPE", "its formula is documented nowhere: write a look-up of that shape"),
    ],
};

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
];
