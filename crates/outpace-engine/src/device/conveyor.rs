//! A conveyor: all that lies on it moves at the speed of the moment, and leaks on the way.
//!
//! The conveyor has length 1 and moves by `step / conveyance time` in a step, at most by all of it. What comes in
//! covers the part that went free when the last material left. At the end of a step the new input is put on, all of it
//! leaks, and the belt moves; what falls off is the output of the next step. So
//!
//! ```text
//! content' = content + step × (input − output − leakage × (content + step × (input − output)))
//! ```
//!
//! as Vensim's page says (fn_delay_conveyor.html). The initial content is spread by the profile, in the order in which
//! it leaves (mgu09_initialization_of_conveyors.html); what of it is left is a part of the profile and a factor.

use super::ring::Ring;
use super::{Course, Profile, port};
use crate::program::whole;

const OUTPUT: usize = 0;
/// The part of the belt at its beginning on which nothing lies.
const FREE: usize = 1;
/// The initial content: all of it, the part that has left, and what leakage has left of the rest.
const INITIAL: usize = 2;
const GONE: usize = 3;
const KEPT: usize = 4;
/// The first cell of the ring and how many there are.
const HEAD: usize = 5;
const COUNT: usize = 6;
/// From here on pairs: an amount and the part of the belt that it covers.
const CELLS: usize = 7;

/// Parts of the belt closer than this, relative to what is taken, are the same: times of whole steps divide evenly.
const SAME: f64 = 1e-9;

pub(super) fn length(start: &[f64], steady: bool, course: Course) -> usize {
    let most = course.slots();
    let time = port(start, 1);
    let cells = if steady { whole((time / course.step).ceil(), 1, course.steps) as usize + 3 } else { most };
    CELLS + 2 * cells.min(most)
}

pub(super) fn output(memory: &[f64]) -> f64 {
    memory[OUTPUT]
}

/// The part of the belt that moves by in a step.
fn pace(time: f64, course: Course) -> f64 {
    if time > course.step { course.step / time } else { 1.0 }
}

pub(super) fn start(profile: &Profile, memory: &mut [f64], start: &[f64], course: Course) {
    memory[INITIAL] = port(start, 0);
    memory[KEPT] = 1.0;
    move_on(profile, memory, pace(port(start, 1), course), course);
}

pub(super) fn advance(profile: &Profile, memory: &mut [f64], inputs: &[f64], course: Course) {
    put_on(memory, port(inputs, 0) * course.step);
    let kept = (1.0 - port(inputs, 2) * course.step).max(0.0);
    memory[KEPT] *= kept;
    for place in 0..memory[COUNT] as usize {
        let at = cell(memory, place);
        memory[at] *= kept;
    }
    move_on(profile, memory, pace(port(inputs, 1), course), course);
}

/// Where the cell at this place from the exit lies.
fn cell(memory: &[f64], place: usize) -> usize {
    Ring::of(memory, CELLS, 2).at(memory[HEAD] as usize + place)
}

fn put_on(memory: &mut [f64], amount: f64) {
    let count = memory[COUNT] as usize;
    let at = cell(memory, count);
    memory[at] = amount;
    memory[at + 1] = memory[FREE];
    memory[COUNT] = (count + 1) as f64;
}

/// Moves the belt: what falls off is the output.
fn move_on(profile: &Profile, memory: &mut [f64], pace: f64, course: Course) {
    let (mut amount, mut rest) = (0.0, pace);
    let (from, left) = (memory[GONE], 1.0 - memory[GONE]);
    if left > 0.0 {
        let to = if left <= rest * (1.0 + SAME) { 1.0 } else { from + rest };
        amount += memory[INITIAL] * memory[KEPT] * (profile.before_part(to) - profile.before_part(from));
        memory[GONE] = to;
        rest -= left.min(rest);
    }
    while rest > pace * SAME && memory[COUNT] > 0.0 {
        let at = cell(memory, 0);
        let (lies, covers) = (memory[at], memory[at + 1]);
        if covers <= rest * (1.0 + SAME) {
            amount += lies;
            rest -= covers;
            memory[HEAD] = ((memory[HEAD] as usize + 1) % Ring::of(memory, CELLS, 2).count) as f64;
            memory[COUNT] -= 1.0;
        } else {
            let part = lies * (rest / covers);
            amount += part;
            memory[at] = lies - part;
            memory[at + 1] = covers - rest;
            rest = 0.0;
        }
    }
    memory[FREE] = pace;
    memory[OUTPUT] = amount / course.step;
}
