use crate::design::{Design, Sampler};
use crate::draw::Prior;
use crate::ensemble::{Interrupted, Task};
use crate::fixture::program;
use crate::graph::{OutputIndex, ParameterIndex};
use crate::observe::{NotFinite, Observation, Request, Window};
use crate::program::Program;
use crate::tally::Tally;
use crate::trajectory::trajectories;

/// Members grow by 0, 1, 2 and so on.
fn design(members: usize) -> Design {
    let rows: Vec<Vec<f64>> = (0..members).map(|member| vec![member as f64]).collect();
    Design::points(vec![ParameterIndex(0)], &rows).unwrap()
}

const STOCK: OutputIndex = OutputIndex(0);
const QUOTIENT: OutputIndex = OutputIndex(1);

fn observe(output: OutputIndex, window: Window) -> Request {
    Request { observations: vec![Observation { output, window }], series: vec![output], ..Request::default() }
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
        let ensemble = Task::new(&program(), &design(200), &observe(STOCK, window)).threads(2).run().unwrap();
        let expected: Vec<f64> = (0..200_u32).map(|member| f64::from(member) * of_one).collect();
        assert_eq!(ensemble.columns, vec![expected], "{window:?}");
    }
}

#[test]
fn statistics_are_over_members_at_each_saved_time() {
    let ensemble = Task::new(&program(), &design(101), &observe(STOCK, Window::At(0))).run().unwrap();
    let [start, middle, end] = ensemble.series[0].summaries.as_slice() else { panic!("three saved times") };
    assert_eq!((start.mean, start.variance()), (0.0, 0.0));
    assert!((middle.mean - 250.0).abs() < 1e-9);
    // The variance of 0, 1, …, n - 1 is n (n + 1) / 12; growth for ten units of time makes it a hundred times that.
    assert!((end.variance() - 101.0 * 102.0 / 12.0 * 100.0).abs() < 1e-6);
    assert_eq!((end.count, end.minimum, end.maximum, end.quantiles.quantile(0.5)), (101, 0.0, 1000.0, 500.0));
}

/// Every value of every member beside what is kept of them in constant memory.
#[test]
fn statistics_are_those_of_all_values() {
    let prior = Prior::LogNormal { median: 1.0, sigma: 1.0 };
    let design = Design::plain(vec![(ParameterIndex(0), prior)], 20_000, Sampler::Random, 3).unwrap();
    let tally = Tally { above: vec![0.0, 5.0, 25.0], edges: (0..=10).map(|edge| f64::from(edge) * 3.0).collect() };
    let observations = [0, 5, 10].map(|step| Observation { output: STOCK, window: Window::At(step) }).to_vec();
    let request = Request { observations, series: vec![STOCK], tally: tally.clone() };
    let ensemble = Task::new(&program(), &design, &request).threads(2).run().unwrap();
    for (column, summary) in ensemble.columns.iter().zip(&ensemble.series[0].summaries) {
        let mut values = column.clone();
        values.sort_by(f64::total_cmp);
        let (count, least, most) = (values.len() as f64, values[0], values[values.len() - 1]);
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
        assert_eq!((summary.count, summary.minimum, summary.maximum), (20_000, least, most));
        assert!((summary.mean - mean).abs() <= 1e-12 * mean, "{} {mean}", summary.mean);
        assert!((summary.variance() - variance).abs() <= 1e-11 * variance, "{} {variance}", summary.variance());
        for p in [0.001, 0.05, 0.5, 0.9, 0.999] {
            let (found, rank) = (summary.quantiles.quantile(p), p * (count - 1.0));
            let (below, above) = (values[rank.floor() as usize], values[rank.ceil() as usize]);
            assert!((below * (1.0 - 1e-3)..=above * (1.0 + 1e-3)).contains(&found), "{p}: {found}, {below} to {above}");
        }
        for (bound, found) in tally.above.iter().zip(&summary.tallied.above) {
            assert_eq!(*found, values.iter().filter(|value| *value > bound).count() as u64, "above {bound}");
        }
        let ends = [&[f64::NEG_INFINITY], tally.edges.as_slice(), &[f64::INFINITY]].concat();
        let expected: Vec<u64> = ends
            .windows(2)
            .map(|ends| values.iter().filter(|value| (ends[0]..ends[1]).contains(value)).count() as u64)
            .collect();
        assert_eq!(summary.tallied.between, expected);
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let request = observe(STOCK, Window::Mean { first: 0, last: 10 });
    let bits = |threads| {
        let ensemble = Task::new(&program(), &design(5000), &request).threads(threads).run().unwrap();
        let summaries = ensemble.series.iter().flat_map(|series| &series.summaries);
        summaries.map(|summary| (summary.mean.to_bits(), summary.variance().to_bits())).collect::<Vec<_>>()
    };
    assert_eq!(bits(1), bits(3));
}

#[test]
fn what_is_not_finite_is_counted_and_located() {
    // 0 / 0 for the first member, n / 0 for the others; only the first member's stays undefined.
    let ensemble = Task::new(&program(), &design(70), &observe(QUOTIENT, Window::At(0))).run().unwrap();
    assert_eq!(ensemble.not_finite, 70);
    assert_eq!(ensemble.first_not_finite, Some(NotFinite { member: 0, step: 0, output: QUOTIENT }));
    let counts: Vec<u64> = ensemble.series[0].summaries.iter().map(|summary| summary.count).collect();
    assert_eq!(counts, [0, 69, 69]);
}

#[test]
fn progress_may_stop_the_run() {
    let request = observe(STOCK, Window::At(0));
    for threads in [1, 2] {
        let result = Task::new(&program(), &design(5000), &request).threads(threads).progress(&|done| done < 200).run();
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

#[test]
fn trajectories_go_on_from_any_chunk_and_end_behind_the_last() {
    // 300 members are four whole blocks of 64, and 44 more.
    for (first, expected) in [(0, 5), (64, 4), (256, 1), (300, 0)] {
        let mut firsts = Vec::new();
        let mut sink = |chunk: crate::Chunk| {
            firsts.push(chunk.first);
            Ok::<(), ()>(())
        };
        trajectories(&program(), &design(300), &[STOCK], first, 2, &mut sink).unwrap();
        assert_eq!((firsts.len(), firsts.first().copied().unwrap_or(first)), (expected, first));
    }
}

#[test]
fn trajectories_have_the_same_bits_at_every_width() {
    let bits = |vectors: Option<usize>, native: bool| {
        let program = Program { vectors, native, ..program() };
        let mut bits: Vec<u64> = Vec::new();
        let mut sink = |chunk: crate::Chunk| {
            bits.extend(chunk.values.iter().map(|value| value.to_bits()));
            Ok::<(), ()>(())
        };
        trajectories(&program, &design(300), &[STOCK, QUOTIENT], 0, 2, &mut sink).unwrap();
        bits
    };
    let expected = bits(None, true);
    assert_eq!(expected.len(), 300 * 2 * 3);
    for vectors in 1..=8 {
        assert_eq!(bits(Some(vectors), true), expected, "{vectors} vectors");
        assert_eq!(bits(Some(vectors), false), expected, "{vectors} vectors, kernels");
    }
}
