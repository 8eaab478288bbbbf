//! Batches: material is collected until there is enough for a batch, which is then processed alone.
//!
//! A batch begins when the one before is done and the backlog holds at least the size of a batch; its size and its
//! time are those of that moment. What is done comes out within one step; at all other times nothing does. Source:
//! Vensim, DELAY BATCH (fn_delay_batch.html).

use super::{Course, port};

const STEP: usize = 0;
const BACKLOG: usize = 1;
/// The batch in process, 0 where there is none, and the step at which it is done.
const BATCH: usize = 2;
const DONE: usize = 3;
const OUTPUT: usize = 4;
pub(super) const LENGTH: usize = 5;

pub(super) fn output(memory: &[f64]) -> f64 {
    memory[OUTPUT]
}

pub(super) fn start(memory: &mut [f64], start: &[f64], course: Course) {
    memory[BATCH] = port(start, 0);
    memory[DONE] = f64::from(course.steps_in(port(start, 1), 0));
    memory[BACKLOG] = port(start, 2);
    release(memory, course);
}

pub(super) fn advance(memory: &mut [f64], inputs: &[f64], course: Course) {
    let step = memory[STEP];
    if memory[DONE] <= step {
        memory[BATCH] = 0.0;
    }
    let size = port(inputs, 1);
    if memory[BATCH] == 0.0 && size > 0.0 && memory[BACKLOG] >= size {
        memory[BACKLOG] -= size;
        memory[BATCH] = size;
        memory[DONE] = step + f64::from(course.steps_in(port(inputs, 2), 1));
    }
    memory[BACKLOG] += port(inputs, 0) * course.step;
    memory[STEP] = step + 1.0;
    release(memory, course);
}

/// What comes out at the step that begins.
fn release(memory: &mut [f64], course: Course) {
    let done = memory[BATCH] != 0.0 && memory[DONE] == memory[STEP];
    memory[OUTPUT] = if done { memory[BATCH] / course.step } else { 0.0 };
}
