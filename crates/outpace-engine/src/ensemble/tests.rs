use crate::design::Design;
use crate::ensemble::{Interrupted, run};
use crate::graph::{BinaryOp, Graph, OutputIndex, ParameterIndex};
use crate::observe::{NotFinite, Observation, Request, Window};
use crate::program::{Clock, Method, Program};
use crate::trajectory::trajectories;

/// A stock from 0 that grows by the parameter in each of ten steps, and the parameter divided by the stock.
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

/// Members grow by 0, 1, 2 and so on.
fn design(members: usize) -> Design {
    let rows: Vec<Vec<f64>> = (0..members).map(|member| vec![member as f64]).collect();
    Design::points(vec![ParameterIndex(0)], &rows).unwrap()
}

const STOCK: OutputIndex = OutputIndex(0);
const QUOTIENT: OutputIndex = OutputIndex(1);

fn observe(output: OutputIndex, window: Window) -> Request {
    Request { observations: vec![Observation { output, window }], series: vec![output] }
}

#[test]
fn columns_are_in_member_order_and_windows_are_means() {
    for (window, of_one) in [
        (Window::At(4), 4.0),
        (Window::Mean { first: 2, last: 6 }, 4.0),
        (Window::Mean { first: 3, last: 3 }, 3.0),
        // Beyond the end there is only the end.
        (Window::At(99), 10.0),
    ] {
        let ensemble = run(&program(), &design(200), &observe(STOCK, window), 2, &|_| true).unwrap();
        let expected: Vec<f64> = (0..200_u32).map(|member| f64::from(member) * of_one).collect();
        assert_eq!(ensemble.columns, vec![expected], "{window:?}");
    }
}

#[test]
fn statistics_are_over_members_at_each_saved_time() {
    let ensemble = run(&program(), &design(101), &observe(STOCK, Window::At(0)), 1, &|_| true).unwrap();
    let [start, middle, end] = ensemble.series[0].summaries.as_slice() else { panic!("three saved times") };
    assert_eq!((start.mean, start.variance()), (0.0, 0.0));
    assert!((middle.mean - 250.0).abs() < 1e-9);
    // The variance of 0, 1, …, n - 1 is n (n + 1) / 12; growth for ten units of time makes it a hundred times that.
    assert!((end.variance() - 101.0 * 102.0 / 12.0 * 100.0).abs() < 1e-6);
    assert_eq!((end.count, end.minimum, end.maximum, end.quantiles.quantile(0.5)), (101, 0.0, 1000.0, 500.0));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let request = observe(STOCK, Window::Mean { first: 0, last: 10 });
    let bits = |threads| {
        let ensemble = run(&program(), &design(5000), &request, threads, &|_| true).unwrap();
        let summaries = ensemble.series.iter().flat_map(|series| &series.summaries);
        summaries.map(|summary| (summary.mean.to_bits(), summary.variance().to_bits())).collect::<Vec<_>>()
    };
    assert_eq!(bits(1), bits(3));
}

#[test]
fn what_is_not_finite_is_counted_and_located() {
    // 0 / 0 for the first member, n / 0 for the others; only the first member's stays undefined.
    let ensemble = run(&program(), &design(70), &observe(QUOTIENT, Window::At(0)), 1, &|_| true).unwrap();
    assert_eq!(ensemble.not_finite, 70);
    assert_eq!(ensemble.first_not_finite, Some(NotFinite { member: 0, step: 0, output: QUOTIENT }));
    let counts: Vec<u64> = ensemble.series[0].summaries.iter().map(|summary| summary.count).collect();
    assert_eq!(counts, [0, 69, 69]);
}

#[test]
fn progress_may_stop_the_run() {
    let request = observe(STOCK, Window::At(0));
    for threads in [1, 2] {
        let result = run(&program(), &design(5000), &request, threads, &|done| done < 200);
        assert_eq!(result.unwrap_err(), Interrupted);
    }
}

#[test]
fn trajectories_come_in_member_order_until_the_sink_refuses() {
    let mut firsts = Vec::new();
    let mut sink = |chunk: crate::Chunk| {
        firsts.push((chunk.first, chunk.members));
        let expected: Vec<f64> = (0..chunk.members).map(|lane| (chunk.first as usize + lane) as f64 * 5.0).collect();
        assert_eq!(chunk.at(1, 1), expected);
        if chunk.first < 128 { Ok(()) } else { Err("full") }
    };
    let result = trajectories(&program(), &design(300), &[QUOTIENT, STOCK], 0, 2, &mut sink);
    assert_eq!((result, firsts), (Err("full"), vec![(0, 64), (64, 64), (128, 64)]));
}
