//! An oven: it fills, shuts its door, cooks, releases all at once, and is cleaned.
//!
//! It begins to fill with the first that comes in, and shuts when it is full or when the fill time is over. The times
//! are those of the moment when their phase begins, rounded to steps. While it cooks, releases or is cleaned it takes
//! nothing in; while it is arrested nothing goes on. Source: isee systems, "Oven Computation".

use super::{Course, Reading, port};

/// What it does: 0 fills, 1 cooks, 2 is cleaned.
const PHASE: usize = 0;
const CONTENT: usize = 1;
/// The steps until the phase ends.
const REST: usize = 2;
pub(super) const LENGTH: usize = 3;

const FILLS: f64 = 0.0;
const COOKS: f64 = 1.0;
const IS_CLEANED: f64 = 2.0;

/// An amount so close below the capacity is full: amounts become rates and amounts again on their way.
const FULL: f64 = 1.0 - 1e-9;

pub(super) fn start(memory: &mut [f64], start: &[f64]) {
    memory[CONTENT] = port(start, 0);
}

pub(super) fn read(memory: &[f64], reading: Reading, a: f64) -> f64 {
    match reading {
        Reading::Room if memory[PHASE] == FILLS => (a - memory[CONTENT]).max(0.0),
        Reading::Room => 0.0,
        Reading::Release if memory[PHASE] == COOKS && memory[REST] == 0.0 => memory[CONTENT],
        Reading::Release => 0.0,
        _ => memory[CONTENT],
    }
}

pub(super) fn advance(memory: &mut [f64], inputs: &[f64], course: Course) {
    let [amount, capacity, fill, cook, clean, arrested] = std::array::from_fn(|at| port(inputs, at));
    if arrested != 0.0 {
        return;
    }
    let steps = |time: f64, least: u32| f64::from(course.steps_in(time, least));
    if memory[PHASE] == FILLS {
        if memory[CONTENT] == 0.0 || memory[REST] == 0.0 {
            memory[REST] = steps(fill, 1);
        }
        memory[CONTENT] += amount;
        if memory[CONTENT] == 0.0 {
            return;
        }
        memory[REST] -= 1.0;
        if memory[REST] == 0.0 || memory[CONTENT] >= capacity * FULL {
            memory[PHASE] = COOKS;
            memory[REST] = steps(cook, 0);
        }
    } else if memory[REST] > 0.0 {
        memory[REST] -= 1.0;
        if memory[PHASE] == IS_CLEANED && memory[REST] == 0.0 {
            memory[PHASE] = FILLS;
        }
    } else {
        memory[CONTENT] = 0.0;
        memory[REST] = steps(clean, 0);
        memory[PHASE] = if memory[REST] > 0.0 { IS_CLEANED } else { FILLS };
    }
}
