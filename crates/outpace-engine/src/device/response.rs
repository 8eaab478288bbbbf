//! A delay with a response of any shape: each input comes out spread over the profile, whose average is the delay time.
//!
//! The profile is stretched so that its average is the delay time when the input comes in. What comes out `k` steps
//! later is the share of the profile nearer to `k` steps than to any other; nothing comes out before a step is over.
//! At the beginning the inputs are taken to have grown by `growth × step` a step until then, to such a height that the
//! output begins at the initial value. Source: Vensim, DELAY PROFILE (fn_delay_profile.html), which leaves the shares of
//! steps and the law of growth open.

use super::ring::Ring;
use super::{Course, Profile, port};
use crate::program::whole;

const STEP: usize = 0;
/// From here on, what comes out at each step.
const SLOTS: usize = 1;

/// The most steps over which past inputs are followed, where they grew.
const MOST_REACH: u32 = 1 << 14;

/// How many steps the response takes at most.
fn reach(profile: &Profile, time: f64, most: u32, course: Course) -> u32 {
    let stretch = time / profile.mean();
    whole((profile.last() * stretch / course.step + 0.5).floor(), 1, most)
}

/// The share that comes out `lag` steps later.
fn share(profile: &Profile, time: f64, lag: u32, course: Course) -> f64 {
    let stretch = time / profile.mean();
    if !(stretch > 0.0 && stretch.is_finite()) {
        return if lag == 1 { 1.0 } else { 0.0 };
    }
    let before = |steps: f64| profile.before(steps * course.step / stretch);
    let earlier = if lag == 1 { 0.0 } else { before(f64::from(lag) - 0.5) };
    before(f64::from(lag) + 0.5) - earlier
}

pub(super) fn length(profile: &Profile, start: &[f64], steady: bool, course: Course) -> usize {
    let most = course.slots();
    let slots = if steady { reach(profile, port(start, 1), course.steps, course) as usize + 2 } else { most };
    SLOTS + slots.min(most)
}

pub(super) fn output(memory: &[f64]) -> f64 {
    memory[slot(memory, memory[STEP] as usize)]
}

fn slot(memory: &[f64], step: usize) -> usize {
    Ring::of(memory, SLOTS, 1).at(step)
}

pub(super) fn start(profile: &Profile, memory: &mut [f64], start: &[f64], course: Course) {
    let (initial, time, growth) = (port(start, 0), port(start, 1), port(start, 2));
    let slots = memory.len() - SLOTS;
    let factor = 1.0 + growth * course.step;
    // What the inputs until now bring at each step, were the last of them 1; later ones first, so that it is one pass.
    let mut brought = 0.0;
    for lag in (1..=reach(profile, time, MOST_REACH, course)).rev() {
        brought = (brought + share(profile, time, lag, course)) / factor;
        if lag as usize <= slots {
            memory[SLOTS + lag as usize - 1] = brought;
        }
    }
    let scale = initial / brought;
    memory[SLOTS..].iter_mut().for_each(|amount| *amount *= scale);
}

pub(super) fn advance(profile: &Profile, memory: &mut [f64], inputs: &[f64], course: Course) {
    let (input, time) = (port(inputs, 0), port(inputs, 1));
    let step = memory[STEP] as usize;
    let now = slot(memory, step);
    memory[now] = 0.0;
    for lag in 1..=reach(profile, time, course.steps.saturating_add(1), course) {
        let at = slot(memory, step + lag as usize);
        memory[at] += input * share(profile, time, lag, course);
    }
    memory[STEP] = (step + 1) as f64;
}
