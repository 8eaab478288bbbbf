//! A line of batches: XMILE's queue. What comes in is a batch of its own; what leaves is taken from the first ones.
//!
//! Source: XMILE 1.0, 3.7.3; isee systems, "Queue Computation".

use super::{Course, Reading, port};

const CONTENT: usize = 0;
const FIRST: usize = 1;
const NEXT: usize = 2;
/// From here on the batches.
const BATCHES: usize = 3;

/// A part of a batch smaller than this is rounding: amounts become rates and amounts again on their way.
const NOTHING: f64 = 1e-12;

pub(super) fn length(start: &[f64], inputs: usize, course: Course) -> usize {
    BATCHES + start.len() + inputs.saturating_sub(1) * course.steps as usize
}

pub(super) fn start(memory: &mut [f64], start: &[f64]) {
    memory[CONTENT] = port(start, 0);
    let batches = if start.len() > 1 { &start[1..] } else { start };
    let mut next = 0;
    for &batch in batches.iter().filter(|batch| **batch != 0.0) {
        memory[BATCHES + next] = batch;
        next += 1;
    }
    memory[NEXT] = next as f64;
}

pub(super) fn advance(memory: &mut [f64], inputs: &[f64]) {
    let (first, rest) = skip(memory, port(inputs, 0));
    memory[FIRST] = first as f64;
    if first < memory[NEXT] as usize {
        memory[BATCHES + first] = rest;
    }
    for &amount in inputs.get(1..).unwrap_or(&[]) {
        let next = memory[NEXT] as usize;
        if amount != 0.0 {
            memory[BATCHES + next] = amount;
            memory[NEXT] = (next + 1) as f64;
        }
    }
    let batches = BATCHES + memory[FIRST] as usize..BATCHES + memory[NEXT] as usize;
    memory[CONTENT] = memory[batches].iter().fold(0.0, |sum, batch| sum + batch);
}

/// The first batch that is left when an amount has been taken, and what is left of it.
fn skip(memory: &[f64], amount: f64) -> (usize, f64) {
    let (mut first, next) = (memory[FIRST] as usize, memory[NEXT] as usize);
    let mut rest = amount;
    while first < next && memory[BATCHES + first] * (1.0 - NOTHING) <= rest {
        rest = (rest - memory[BATCHES + first]).max(0.0);
        first += 1;
        if rest <= amount * NOTHING {
            rest = 0.0;
        }
    }
    let left = if first < next { memory[BATCHES + first] - rest.max(0.0) } else { 0.0 };
    (first, left)
}

pub(super) fn read(memory: &[f64], reading: Reading, a: f64, b: f64) -> f64 {
    match reading {
        Reading::First => skip(memory, a).1,
        Reading::Whole => {
            let (first, left) = skip(memory, a);
            let mut sum = 0.0;
            let after = memory[BATCHES + first..BATCHES + (memory[NEXT] as usize).max(first)].iter().skip(1);
            for batch in std::iter::once(&left).chain(after) {
                if sum + batch > b {
                    break;
                }
                sum += batch;
            }
            sum
        }
        _ => memory[CONTENT],
    }
}
