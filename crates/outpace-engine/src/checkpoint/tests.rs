use super::*;
use crate::design::{Design, Sampler};
use crate::draw::Prior;
use crate::ensemble::{Course, Ensemble, Interrupted, Task};
use crate::fixture::program;
use crate::graph::ParameterIndex;
use crate::observe::{Observation, Request, Window};
use crate::tally::Tally;

fn design(members: u64) -> Design {
    let prior = Prior::Normal { mean: 0.0, sd: 1.0 };
    Design::plain(vec![(ParameterIndex(0), prior)], members, Sampler::Random, 1).unwrap()
}

fn request() -> Request {
    let observations = vec![Observation { output: OutputIndex(0), window: Window::Mean { first: 2, last: 9 } }];
    let tally = Tally { above: vec![1.0], edges: vec![-1.0, 0.0, 2.0] };
    Request { observations, series: vec![OutputIndex(0), OutputIndex(1)], tally }
}

/// Everything that an ensemble has, as text.
fn all(ensemble: &Ensemble) -> String {
    format!("{ensemble:?}")
}

#[test]
fn a_run_goes_on_from_any_checkpoint_to_the_same_bits() {
    // Fewer than a sketch keeps as they are, and more; the last span whole and not.
    for members in [700, 6_400, 10_001] {
        let (program, design, request) = (program(), design(members), request());
        let whole = all(&Task::new(&program, &design, &request).run().unwrap());
        let mut kept: Vec<(u64, Vec<u64>)> = Vec::new();
        let mut keep = |members: u64, words: &dyn Fn() -> Vec<u64>| {
            kept.push((members, words()));
            true
        };
        let course = Course { from: None, keep: &mut keep };
        assert_eq!(all(&Task::new(&program, &design, &request).threads(2).resume(course).unwrap()), whole);
        assert_eq!(kept.last().map(|(members, _)| *members), Some(members));
        for (done, words) in kept.iter().step_by(7).chain(kept.last()) {
            let from = Checkpoint::from_words(words).unwrap();
            assert_eq!((from.members(), &from.to_words()), (*done, words));
            let course = Course { from: Some(from), keep: &mut |_, _| true };
            let goes_on = |total: u64| total > *done;
            let found = Task::new(&program, &design, &request).threads(2).progress(&goes_on).resume(course).unwrap();
            assert_eq!(all(&found), whole, "{done} of {members}");
        }
    }
}

#[test]
fn a_checkpoint_of_something_else_is_refused() {
    let words = {
        let mut kept = Vec::new();
        let mut keep = |_: u64, words: &dyn Fn() -> Vec<u64>| {
            kept = words();
            false
        };
        let course = Course { from: None, keep: &mut keep };
        let stopped = Task::new(&program(), &design(5_000), &request()).resume(course);
        assert_eq!(stopped.unwrap_err(), Interrupted, "who keeps may stop the run");
        kept
    };
    let try_with = |members: u64, request: &Request| {
        let from = Checkpoint::from_words(&words);
        let course = Course { from, keep: &mut |_, _| true };
        Task::new(&program(), &design(members), request).resume(course).is_ok()
    };
    assert!(try_with(5_000, &request()));
    assert!(!try_with(20_000, &request()), "its spans end elsewhere");
    assert!(!try_with(10, &request()), "fewer members than it has");
    assert!(!try_with(5_000, &Request { series: vec![OutputIndex(0)], ..request() }));
    assert!(!try_with(5_000, &Request { observations: vec![], ..request() }));
    assert!(!try_with(5_000, &Request { tally: Tally::default(), ..request() }));
}

#[test]
fn words_that_are_none_make_no_checkpoint() {
    let (program, design, request) = (program(), design(3_000), request());
    let mut words = Vec::new();
    let mut keep = |_: u64, make: &dyn Fn() -> Vec<u64>| {
        words = make();
        true
    };
    Task::new(&program, &design, &request).resume(Course { from: None, keep: &mut keep }).unwrap();
    for length in (0..words.len()).step_by(97) {
        assert!(Checkpoint::from_words(&words[..length]).is_none(), "cut at {length}");
    }
    words.push(0);
    assert!(Checkpoint::from_words(&words).is_none(), "too long");
    // Lengths that no memory holds are told from the words that are left.
    assert!(Checkpoint::from_words(&[1, u64::MAX, 1]).is_none());
}
