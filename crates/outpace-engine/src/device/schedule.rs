//! Delays whose time changes: each input is sent on a way of so many steps, and arrives in the slot of that step.
//!
//! The way is decided when the input is sent: a whole number of steps, the nearest to the delay time then, at least 1.
//! Information that arrives is kept until newer information arrives; older information that comes later is discarded
//! ("if delay time is decreasing some values of the input will be discarded", Vensim, fn_delay_information.html).
//! Material that arrives together is added up, and where none arrives there is another value (fn_delay_material.html).
//! With a time that stays the same both are DELAY FIXED.

use super::ring::Ring;
use super::{Course, port};

/// The step, what comes out, and for information when it was sent.
const STEP: usize = 0;
const OUTPUT: usize = 1;
const SENT: usize = 2;
/// From here on pairs: what arrives, and when it was sent (for material: whether something arrives).
const SLOTS: usize = 3;

pub(super) fn length(start: &[f64], steady: bool, course: Course) -> usize {
    let slots = if steady { course.steps_in(port(start, 1), 1) as usize + 1 } else { course.slots() };
    SLOTS + 2 * slots
}

pub(super) fn output(memory: &[f64]) -> f64 {
    memory[OUTPUT]
}

/// Where the slot of a step lies.
fn slot(memory: &[f64], step: usize) -> usize {
    Ring::of(memory, SLOTS, 2).at(step)
}

pub(super) fn start_information(memory: &mut [f64], start: &[f64]) {
    memory[OUTPUT] = port(start, 0);
}

pub(super) fn advance_information(memory: &mut [f64], inputs: &[f64], course: Course) {
    let step = memory[STEP] as usize;
    let arrival = slot(memory, step + course.steps_in(port(inputs, 1), 1) as usize);
    memory[arrival] = port(inputs, 0);
    memory[arrival + 1] = (step + 1) as f64;
    let next = slot(memory, step + 1);
    if memory[next + 1] > memory[SENT] {
        memory[OUTPUT] = memory[next];
        memory[SENT] = memory[next + 1];
    }
    memory[next + 1] = 0.0;
    memory[STEP] = (step + 1) as f64;
}

pub(super) fn start_material(memory: &mut [f64], start: &[f64], course: Course) {
    memory[OUTPUT] = port(start, 0);
    // What was sent before the beginning is still on its way.
    for step in 1..course.steps_in(port(start, 1), 1) as usize {
        let at = slot(memory, step);
        memory[at] = port(start, 0);
        memory[at + 1] = 1.0;
    }
}

pub(super) fn advance_material(memory: &mut [f64], inputs: &[f64], course: Course) {
    let step = memory[STEP] as usize;
    let arrival = slot(memory, step + course.steps_in(port(inputs, 1), 1) as usize);
    // A sum begins with its first term, so that a single input comes out as the bits that went in.
    let before = if memory[arrival + 1] == 0.0 { None } else { Some(memory[arrival]) };
    memory[arrival] = before.map_or(port(inputs, 0), |before| before + port(inputs, 0));
    memory[arrival + 1] = 1.0;
    let next = slot(memory, step + 1);
    memory[OUTPUT] = if memory[next + 1] == 0.0 { port(inputs, 2) } else { memory[next] };
    memory[next + 1] = 0.0;
    memory[STEP] = (step + 1) as f64;
}
