use super::*;
use crate::design::{Design, Sampler};
use crate::draw::Prior;
use crate::ensemble::{Course, Ensemble, Interrupted, resume, run};
use crate::graph::{BinaryOp, Graph, ParameterIndex};
use crate::observe::{Observation, Request, Window};
use crate::program::{Clock, Method, Program};
use crate::tally::Tally;

/// A stock that grows by a parameter, and the parameter over the stock: not a number at first.
fn program() -> Program {
    let mut graph = Graph::new();
    let zero = graph.constant(0.0);
    let (_, growth) = graph.parameter(1.0);
    let (state, stock) = graph.state();
    graph.set_stock(state, zero, growth);
    graph.output(stock);
    let quotient = graph.binary(BinaryOp::Divide, growth, stock);
    graph.output(quotient);
    let clock = Clock { initial: 0.0, last: 10.0, step: 1.0, save_every: 5.0, method: Method::Euler };
    graph.finish(clock).unwrap()
}

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
        let whole = all(&run(&program, &design, &request, 1, &|_| true).unwrap());
        let mut kept: Vec<(u64, Vec<u64>)> = Vec::new();
        let mut keep = |members: u64, words: &dyn Fn() -> Vec<u64>| {
            kept.push((members, words()));
            true
        };
        let course = Course { from: None, keep: &mut keep };
        assert_eq!(all(&resume(&program, &design, &request, course, 2, &|_| true).unwrap()), whole);
        assert_eq!(kept.last().map(|(members, _)| *members), Some(members));
        for (done, words) in kept.iter().step_by(7).chain(kept.last()) {
            let from = Checkpoint::from_words(words).unwrap();
            assert_eq!((from.members(), &from.to_words()), (*done, words));
            let course = Course { from: Some(from), keep: &mut |_, _| true };
            let goes_on = |total: u64| total > *done;
            let found = resume(&program, &design, &request, course, 2, &goes_on).unwrap();
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
        let stopped = resume(&program(), &design(5_000), &request(), course, 1, &|_| true);
        assert_eq!(stopped.unwrap_err(), Interrupted, "who keeps may stop the run");
        kept
    };
    let try_with = |members: u64, request: &Request| {
        let from = Checkpoint::from_words(&words);
        let course = Course { from, keep: &mut |_, _| true };
        resume(&program(), &design(members), request, course, 1, &|_| true).is_ok()
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
    resume(&program, &design, &request, Course { from: None, keep: &mut keep }, 1, &|_| true).unwrap();
    for length in (0..words.len()).step_by(97) {
        assert!(Checkpoint::from_words(&words[..length]).is_none(), "cut at {length}");
    }
    words.push(0);
    assert!(Checkpoint::from_words(&words).is_none(), "too long");
    // Lengths that no memory holds are told from the words that are left.
    assert!(Checkpoint::from_words(&[1, u64::MAX, 1]).is_none());
}
