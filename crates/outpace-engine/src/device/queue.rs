//! A queue that knows how long its content has waited, and what that content is like.
//!
//! What comes in during a step is one entry: it is one step old when the next step begins. What leaves is taken from
//! the oldest entries. The content is the level that the flows make; where it goes below 0, all of it counts as one
//! entry of the last step. A negative inflow is an outflow and a negative outflow an inflow. The attribute of every
//! entry, also of the one that comes in, changes by `change × step` in a step. Source: Vensim, QUEUE FIFO
//! (fn_queue_fifo.html), QUEUE FIFO ATTRIB (fn_queue_fifo_attrib.html) and the pages of the functions that ask.
//!
//! At the beginning the content lies in entries of 1, 2, … steps of age, as many as the range of ages has steps; each
//! holds the profile's share of its step. The pages leave open how a share becomes an entry.

use super::{Course, MOST_SLATS, Profile, Reading, port};
use crate::program::whole;

const CONTENT: usize = 0;
/// The oldest entry that is not empty, and one past the newest.
const OLDEST: usize = 1;
const NEXT: usize = 2;
/// From here on pairs: an amount and its attribute, the oldest first.
const ENTRIES: usize = 3;

/// A part of an amount smaller than this is rounding: amounts become rates and amounts again on their way.
const NOTHING: f64 = 1e-12;

/// Vensim's `:NA:`, which stands for no bound.
const NOT_AVAILABLE: f64 = -649_037_107_316_853_453_566_312_041_152_512.0;

fn first_entries(start: &[f64], course: Course) -> usize {
    whole(port(start, 1) / course.step, 1, MOST_SLATS) as usize
}

pub(super) fn length(start: &[f64], course: Course) -> usize {
    ENTRIES + 2 * (first_entries(start, course) + course.steps as usize + 1)
}

pub(super) fn start((amounts, attributes): (&Profile, &Profile), memory: &mut [f64], start: &[f64], course: Course) {
    let (content, attribute) = (port(start, 0), port(start, 2));
    let count = first_entries(start, course);
    memory[CONTENT] = content;
    memory[NEXT] = count as f64;
    for place in 0..count {
        // The oldest entry comes first and has the end of the profile.
        let part = |edge: usize| (count - place - 1 + edge) as f64 / count as f64;
        let share = amounts.before_part(part(1)) - amounts.before_part(part(0));
        memory[ENTRIES + 2 * place] = content * share;
        let middle = 0.5 * (part(0) + part(1));
        memory[ENTRIES + 2 * place + 1] = attribute * attributes.height_at_part(middle);
    }
}

pub(super) fn advance(memory: &mut [f64], inputs: &[f64], course: Course) {
    let (inflow, outflow) = (port(inputs, 0), port(inputs, 1));
    let amount = (inflow.max(0.0) + (-outflow).max(0.0)) * course.step;
    let leaves = (outflow.max(0.0) + (-inflow).max(0.0)) * course.step;
    let before = memory[CONTENT];
    memory[CONTENT] = before + (inflow - outflow) * course.step;
    let next = memory[NEXT] as usize;
    let at = ENTRIES + 2 * next;
    memory[at] = amount;
    memory[at + 1] = port(inputs, 2);
    memory[NEXT] = (next + 1) as f64;
    if before < 0.0 || memory[CONTENT] <= 0.0 {
        // What was owed is paid first; what is left, or still owed, is as new as the last step.
        memory[OLDEST] = next as f64;
        memory[at] = memory[CONTENT];
    } else {
        take(memory, leaves);
    }
    let change = port(inputs, 3) * course.step;
    if change != 0.0 {
        for place in memory[OLDEST] as usize..=next {
            memory[ENTRIES + 2 * place + 1] += change;
        }
    }
}

/// Takes an amount from the oldest entries.
fn take(memory: &mut [f64], amount: f64) {
    let mut place = memory[OLDEST] as usize;
    let newest = memory[NEXT] as usize - 1;
    let mut rest = amount;
    while rest > amount * NOTHING && place < newest && memory[ENTRIES + 2 * place] * (1.0 - NOTHING) <= rest {
        rest -= memory[ENTRIES + 2 * place];
        place += 1;
    }
    let holds = &mut memory[ENTRIES + 2 * place];
    if rest > amount * NOTHING {
        *holds = (*holds - rest).max(0.0);
    }
    memory[OLDEST] = place as f64;
}

/// The entries, the oldest first: age, amount and attribute.
fn entries(memory: &[f64], course: Course) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
    let (oldest, next) = (memory[OLDEST] as usize, memory[NEXT] as usize);
    (oldest..next).map(move |place| {
        let age = (next - place) as f64 * course.step;
        (age, memory[ENTRIES + 2 * place], memory[ENTRIES + 2 * place + 1])
    })
}

/// The oldest entries that make up an amount, the last of them in part; all where the amount is not above 0.
fn oldest(memory: &[f64], amount: f64, course: Course) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
    let mut rest = if amount > 0.0 { amount } else { f64::INFINITY };
    entries(memory, course).map_while(move |(age, holds, attribute)| {
        let part = holds.min(rest);
        let wanted = rest > 0.0;
        rest -= part;
        wanted.then_some((age, part, attribute))
    })
}

pub(super) fn read(memory: &[f64], reading: Reading, a: f64, b: f64, course: Course) -> f64 {
    let average = |of: fn((f64, f64, f64)) -> f64| {
        let (mut amount, mut total) = (0.0, 0.0);
        for entry in oldest(memory, a, course) {
            amount += entry.1;
            total += entry.1 * of(entry);
        }
        if amount == 0.0 { 0.0 } else { total / amount }
    };
    match reading {
        Reading::AverageAge => average(|entry| entry.0),
        Reading::AverageAttribute => average(|entry| entry.2),
        Reading::OldestAge => entries(memory, course).find(|entry| entry.1 != 0.0).map_or(0.0, |entry| entry.0),
        Reading::AmountOfAge => {
            let most = if b == NOT_AVAILABLE { f64::INFINITY } else { b };
            // From no amount on, without the -0 that an empty sum would be.
            entries(memory, course)
                .filter(|entry| entry.0 >= a && entry.0 <= most)
                .fold(0.0, |sum, entry| sum + entry.1)
        }
        Reading::AmountOfAttribute => {
            let (mut amount, mut rest) = (0.0, a);
            for (_, holds, attribute) in entries(memory, course) {
                let all = holds * attribute;
                if all > rest {
                    amount += rest / attribute;
                    break;
                }
                amount += holds;
                rest -= all;
            }
            amount
        }
        _ => memory[CONTENT],
    }
}
