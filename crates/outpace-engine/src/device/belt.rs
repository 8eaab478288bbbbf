//! A belt of slats: XMILE's conveyor.
//!
//! A slat is what came in during one step. The last slat leaves as the outflow, all others move up, and what comes in
//! is put `transit time / step` slats from the exit, the nearest whole number: a time that changes decides only where
//! new material is put, so that it may overtake older material. Before the belt moves, each leak takes its part from
//! the slats in its zone:
//!
//! ```text
//! linear       fraction × amount that came in / slats of the zone on its way, the same in each step
//! exponential  the same share of what is left, a share of fraction × step
//! ```
//!
//! Linear fractions and the way they are spread over are those of the moment when the material came in. A slat lies in
//! a zone where its middle does. What is spread over the belt instead of put at its beginning is laid on the slats when
//! they have moved up, so that some of it leaves with the next step. At the beginning the content lies as a steady inflow would have left it, or it is
//! listed: what lies on the slats that leave in the first unit of time, in the second, …
//!
//! Source: XMILE 1.0, 3.7.2 and 4.2.1; isee systems, "Traditional Conveyor Computation",
//! "Spreading Conveyor Inputs", "Initializing Discrete Stocks".

use super::ring::Ring;
use super::{Course, MOST_INPUTS, MOST_SLATS, Profile, Reading, port};
use crate::program::whole;

/// A leak of a belt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leak {
    /// Where its zone begins and ends, from 0 at the entry to 1 at the exit.
    pub zone: (f64, f64),
    /// Whether a share of the zone's content goes, decided from outside, and not the planned part of each slat: so it
    /// is where only whole units leak.
    pub shared: bool,
}

/// How an inflow is laid on a belt, where it is not put at its beginning.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// In proportion to what lies there; at the beginning of an empty belt.
    AsItLies,
    /// By a density over the way that new material has, from the exit to the beginning.
    By(Profile),
}

/// What a belt is.
#[derive(Clone, Copy)]
pub(super) struct Belt<'a> {
    pub(super) leaks: &'a [Leak],
    pub(super) exponential: bool,
    pub(super) spreads: &'a [Spread],
}

/// How many slats new material is from the exit.
const WAY: usize = 0;
const HEAD: usize = 1;
const CONTENT: usize = 2;
const EXIT: usize = 3;
/// From here on for each leak: what goes by plan, what its zone holds, and what of that lies on the last slat.
const LEAKS: usize = 4;

/// Starting values and inputs before those of the leaks.
pub(super) const START: usize = 2;
const INPUTS: usize = 5;

/// The slats in a memory: each an amount, and for each leak what it takes in a step.
fn slats(leaks: &[Leak], memory: &[f64]) -> Ring {
    Ring::of(memory, LEAKS + 3 * leaks.len(), 1 + leaks.len())
}

/// Where the slat at this place from the exit lies.
fn slat(slats: Ring, memory: &[f64], place: usize) -> usize {
    slats.at(memory[HEAD] as usize + place)
}

impl Leak {
    /// Whether a slat lies in the zone, `way` slats being all of the belt.
    fn covers(&self, place: usize, way: usize) -> bool {
        let from_entry = (1.0 - (place as f64 + 0.5) / way as f64).max(0.0);
        self.zone.0 <= from_entry && from_entry <= self.zone.1
    }

    /// How many slats of a way lie in the zone.
    fn covered(&self, way: usize) -> usize {
        (0..way).filter(|&place| self.covers(place, way)).count()
    }
}

fn way(time: f64, course: Course) -> usize {
    whole(time / course.step, 1, MOST_SLATS) as usize
}

pub(super) fn length(leaks: usize, start: &[f64], steady: bool, course: Course) -> usize {
    let first = way(port(start, 1), course);
    let slats = if steady { first } else { first.max(course.slots()) };
    LEAKS + 3 * leaks + (1 + leaks) * (slats + 1)
}

pub(super) fn read(leaks: usize, memory: &[f64], reading: Reading) -> f64 {
    let of_leak = |leak: u8, which: usize| {
        let leak = leak as usize;
        if leak < leaks { memory[LEAKS + 3 * leak + which] } else { f64::NAN }
    };
    match reading {
        Reading::Exit => memory[EXIT],
        Reading::Leak(leak) => of_leak(leak, 0),
        Reading::Zone(leak) => of_leak(leak, 1),
        Reading::ZoneExit(leak) => of_leak(leak, 2),
        _ => memory[CONTENT],
    }
}

pub(super) fn start((leaks, exponential): (&[Leak], bool), memory: &mut [f64], start: &[f64], course: Course) {
    let slats = slats(leaks, memory);
    let count = way(port(start, 1), course);
    memory[WAY] = count as f64;
    let fraction = |leak: usize| port(start, START + leak);
    let mut takes = [0.0; MOST_INPUTS];
    for (number, leak) in leaks.iter().enumerate().take(MOST_INPUTS) {
        takes[number] =
            if exponential { fraction(number) * course.step } else { planned(leak, fraction(number), count) };
    }
    // As if 1 came in at each step: what is left of it at each place, and what each leak takes there.
    let (mut left, mut sum) = (1.0, 0.0);
    for place in (0..count).rev() {
        let at = slat(slats, memory, place);
        memory[at] = left;
        sum += left;
        let holds = left;
        for (number, (leak, takes)) in leaks.iter().zip(takes).enumerate() {
            if !exponential {
                memory[at + 1 + number] = takes;
            }
            if leak.covers(place, count) {
                left -= if exponential { (holds * takes).min(left) } else { takes.min(left) };
            }
        }
    }
    let listed = start.get(START + leaks.len()..).unwrap_or(&[]);
    for place in 0..count {
        let at = slat(slats, memory, place);
        let (lies, left) = (on_slat(listed, place, course), memory[at]);
        let scale = match listed {
            [] => port(start, 0) / sum,
            // What leaks of it is planned as if it had come in as steadily as this.
            _ if left > 0.0 => lies / left,
            _ => lies,
        };
        memory[at..at + slats.width].iter_mut().for_each(|amount| *amount *= scale);
        if !listed.is_empty() {
            memory[at] = lies;
        }
    }
    survey((leaks, exponential), memory);
    if listed.is_empty() {
        // Exactly that, and not a sum of parts.
        memory[CONTENT] = port(start, 0);
    }
}

/// What lies on the slat at this place from the exit, where `listed` leaves in each unit of time, the last of it also later.
fn on_slat(listed: &[f64], place: usize, course: Course) -> f64 {
    let of_unit = |unit: usize| listed.get(unit).or(listed.last()).copied().unwrap_or(0.0);
    if course.step <= 1.0 {
        return of_unit(((place as f64 + 0.5) * course.step) as usize) * course.step;
    }
    // A slat has the units of time whose middle lies on it.
    let first = |place: usize| (place as f64 * course.step + 0.5).floor() as usize;
    (first(place)..first(place + 1)).map(of_unit).sum()
}

/// What a leak takes in each step in its zone, of 1 that comes in.
fn planned(leak: &Leak, fraction: f64, way: usize) -> f64 {
    match leak.covered(way) {
        0 => 0.0,
        slats => fraction.clamp(0.0, 1.0) / slats as f64,
    }
}

pub(super) fn advance(belt: Belt<'_>, memory: &mut [f64], inputs: &[f64], course: Course) {
    let is_on = |at: usize| port(inputs, at) != 0.0;
    if is_on(3) {
        return;
    }
    let Belt { leaks, exponential, .. } = belt;
    let slats = slats(leaks, memory);
    if is_on(2) && !port(inputs, 1).is_nan() {
        memory[WAY] = way(port(inputs, 1), course) as f64;
    }
    drain((leaks, exponential), memory, inputs);
    let exit = slat(slats, memory, 0);
    if is_on(4) {
        // What may not leave waits, and what comes next joins it.
        let next = slat(slats, memory, 1);
        for part in 0..slats.width {
            memory[next + part] += memory[exit + part];
        }
    }
    memory[exit..exit + slats.width].fill(0.0);
    memory[HEAD] = ((memory[HEAD] as usize + 1) % slats.count) as f64;
    fill(belt, memory, inputs, course);
    survey((leaks, exponential), memory);
}

/// Lays what comes in on the belt.
fn fill(belt: Belt<'_>, memory: &mut [f64], inputs: &[f64], course: Course) {
    let Belt { leaks, exponential, spreads } = belt;
    let slats = slats(leaks, memory);
    let way = memory[WAY] as usize;
    // What would be on its way for longer than the simulation lasts lies where it never arrives.
    let entry = way.min(course.slots()) - 1;
    let lay = |memory: &mut [f64], place: usize, amount: f64| {
        let at = slat(slats, memory, place);
        memory[at] += amount;
        for (number, leak) in leaks.iter().enumerate().filter(|_| !exponential && amount != 0.0) {
            memory[at + 1 + number] += amount * planned(leak, port(inputs, INPUTS + 2 * number + 1), way);
        }
    };
    let amount = |number: usize| port(inputs, INPUTS + 2 * leaks.len() + number);
    let as_it_lies = || spreads.iter().enumerate().filter(|(_, spread)| matches!(spread, Spread::AsItLies));
    if as_it_lies().next().is_some() {
        let amount: f64 = as_it_lies().map(|(number, _)| amount(number)).sum();
        let content: f64 = (0..slats.count).map(|place| memory[slat(slats, memory, place)]).sum();
        match content > 0.0 {
            true => (0..slats.count).for_each(|place| {
                let share = memory[slat(slats, memory, place)] / content;
                lay(memory, place, amount * share);
            }),
            false => lay(memory, entry, amount),
        }
    }
    for (number, spread) in spreads.iter().enumerate() {
        let Spread::By(profile) = spread else { continue };
        let before = |place: usize| profile.before_part(place as f64 / way as f64);
        for place in 0..way {
            lay(memory, place.min(entry), amount(number) * (before(place + 1) - before(place)));
        }
    }
    lay(memory, entry, port(inputs, 0));
}

/// Takes from each slat what the leaks take in this step.
fn drain((leaks, exponential): (&[Leak], bool), memory: &mut [f64], inputs: &[f64]) {
    let slats = slats(leaks, memory);
    let way = memory[WAY] as usize;
    for place in 0..slats.count {
        let at = slat(slats, memory, place);
        let holds = memory[at];
        if holds == 0.0 {
            continue;
        }
        let mut left = holds;
        for (number, leak) in leaks.iter().enumerate().filter(|(_, leak)| leak.covers(place, way)) {
            let goes = match exponential || leak.shared {
                true => holds * port(inputs, INPUTS + 2 * number),
                false => memory[at + 1 + number],
            };
            left -= goes.min(left);
        }
        memory[at] = left;
        if left == 0.0 {
            memory[at..at + slats.width].fill(0.0);
        }
    }
}

/// Looks over the belt for what may be read from it.
fn survey((leaks, exponential): (&[Leak], bool), memory: &mut [f64]) {
    let slats = slats(leaks, memory);
    let way = memory[WAY] as usize;
    memory[LEAKS..slats.from].fill(0.0);
    let (mut content, mut exit) = (0.0, 0.0);
    for place in 0..slats.count {
        let at = slat(slats, memory, place);
        let holds = memory[at];
        if holds == 0.0 {
            continue;
        }
        content += holds;
        let mut left = holds;
        for (number, leak) in leaks.iter().enumerate().filter(|(_, leak)| leak.covers(place, way)) {
            let found = LEAKS + 3 * number;
            let goes = if exponential { 0.0 } else { memory[at + 1 + number].min(left) };
            memory[found] += goes;
            memory[found + 1] += holds;
            if place == 0 {
                memory[found + 2] = holds;
            }
            if !leak.shared {
                left -= goes;
            }
        }
        if place == 0 {
            exit = left;
        }
    }
    memory[CONTENT] = content;
    memory[EXIT] = exit;
}
