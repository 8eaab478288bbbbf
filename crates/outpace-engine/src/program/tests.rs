mod oracle;

use fearless_simd::Level;
use proptest::prelude::*;

use crate::design::Design;
use crate::ensemble::Task;
use crate::graph::{BinaryOp, CyclicInitial, Graph, OutputIndex, ParameterIndex, UnaryOp, Value};
use crate::observe::{Observation, Request, Window};
use crate::program::code::Code;
use crate::program::{Clock, Counts, Method, Program, Schedule, Width};
use crate::trajectory::{single, single_at};
use oracle::{PARAMETERS, Recipe, recipes};

/// Every level of vector instructions that this processor has.
fn levels() -> Vec<Level> {
    let best = Level::new();
    let mut levels = vec![best];
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(best.as_avx2().map(Level::Avx2));
        levels.extend(best.as_sse2().map(Level::Sse2));
    }
    levels
}

/// The bits of a number; one pattern for all that is not a number, whose sign processors choose as they like.
fn bits(number: &f64) -> u64 {
    if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() }
}

fn all_bits(numbers: &[Vec<f64>]) -> Vec<Vec<u64>> {
    numbers.iter().map(|numbers| numbers.iter().map(bits).collect()).collect()
}

fn parameters() -> impl Strategy<Value = [f64; PARAMETERS]> {
    prop::array::uniform3(prop::sample::select(vec![-0.0, 0.0, 0.3, 1.0, 2.0, -4.5, 1e10, 0.7, f64::INFINITY]))
}

fn settings(values: &[f64; PARAMETERS]) -> Vec<(ParameterIndex, f64)> {
    values.iter().enumerate().map(|(index, &value)| (ParameterIndex(index as u32), value)).collect()
}

/// Every output at every step and its mean over all steps.
fn everything(recipe: &Recipe, outputs: usize) -> Request {
    let mut observations = Vec::new();
    for output in 0..outputs {
        let output = OutputIndex(output as u32);
        for step in 0..=recipe.steps() {
            observations.push(Observation { output, window: Window::At(step) });
        }
    }
    Request { observations, series: vec![OutputIndex(0)], ..Request::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// A single run is what the interpreter computes, to the bit, at each level, whether the parameters are set from
    /// outside or folded into the program.
    #[test]
    fn single_runs_agree_with_the_interpreter(recipe in recipes(), values in parameters()) {
        let expected = recipe.interpret(&values);
        let program = match recipe.graph().finish(recipe.clock) {
            Ok(program) => program,
            Err(_) => {
                prop_assert!(expected.is_none());
                return Ok(());
            }
        };
        let Some(expected) = expected else {
            // A cycle that folding has removed, as in 0 > 1 ? x : y, is none.
            return Ok(());
        };
        // Steps that are not saved take another way: the last saved one shows whether it leads to the same numbers.
        let saved = program.schedule().saved_steps();
        let at_saved = |values: &Vec<f64>| saved.iter().map(|&step| values[step as usize]).collect();
        let expected: Vec<Vec<f64>> = expected.iter().map(at_saved).collect();
        let expected = all_bits(&expected);
        for native in [false, true] {
            let program = Program { native, ..program.clone() };
            for level in levels() {
                let run = single_at(level, &program, &settings(&values));
                prop_assert_eq!(&all_bits(&run.outputs), &expected);
            }
        }
        let folded = single(&program.with_parameters(&settings(&values)), &[]);
        prop_assert_eq!(&all_bits(&folded.outputs), &expected);
    }

    /// A member of an ensemble is what the interpreter computes, wherever its lane, block, span and thread, and however
    /// many are computed side by side.
    #[test]
    fn members_agree_with_the_interpreter(
        recipe in recipes(),
        points in prop::collection::vec(parameters(), 1..5),
        members in 1..200_usize,
        threads in 1..4_usize,
        vectors in prop::option::of(1..=8_usize),
        level in prop::sample::select(levels()),
    ) {
        let Ok(program) = recipe.graph().finish(recipe.clock) else { return Ok(()) };
        let expected: Option<Vec<_>> = points.iter().map(|values| recipe.interpret(values)).collect();
        let Some(expected) = expected else { return Ok(()) };
        let varied = (0..PARAMETERS).map(|index| ParameterIndex(index as u32)).collect();
        let rows: Vec<Vec<f64>> = (0..members).map(|member| points[member % points.len()].to_vec()).collect();
        let design = Design::points(varied, &rows).unwrap();
        let request = everything(&recipe, program.outputs());
        let last = Observation { output: OutputIndex(0), window: Window::At(recipe.steps()) };
        let at_last = Request { observations: vec![last], series: Vec::new(), ..Request::default() };
        let program = Program { vectors, ..program };
        let at_last = Task::new(&program, &design, &at_last).threads(threads).at(level).run().unwrap();
        let ensemble = Task::new(&program, &design, &request).threads(threads).at(level).run().unwrap();
        let mut columns = ensemble.columns.iter();
        for (value, expected) in at_last.columns[0].iter().zip(expected.iter().cycle()) {
            prop_assert_eq!(bits(value), bits(expected[0].last().unwrap()));
        }
        for output in 0..program.outputs() {
            for step in 0..=recipe.steps() as usize {
                for (value, expected) in columns.next().unwrap().iter().zip(expected.iter().cycle()) {
                    prop_assert_eq!(bits(value), bits(&expected[output][step]));
                }
            }
        }
    }
}

fn clock(last: f64, step: f64, save_every: f64) -> Clock {
    Clock { initial: 0.0, last, step, save_every, method: Method::Euler }
}

#[test]
fn times_are_counted_and_do_not_drift() {
    let graph = Graph::new();
    let program = graph.finish(clock(30.0, 0.1, 1.0)).unwrap();
    let times = program.saved_times();
    assert_eq!(times.len(), 31);
    assert_eq!(times[30], 30.0);
    assert_eq!((program.steps(), program.step_at(2.96), program.step_at(99.0)), (300, 30, 300));
}

#[test]
fn times_are_the_numbers_nearest_to_what_is_meant() {
    for (initial, step, times) in [
        (0.1, 0.1, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1]),
        (1.9, 0.1, [1.9, 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8, 2.9]),
        (1900.7, 0.3, [1900.7, 1901.0, 1901.3, 1901.6, 1901.9, 1902.2, 1902.5, 1902.8, 1903.1, 1903.4, 1903.7]),
        (-0.35, 0.05, [-0.35, -0.3, -0.25, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15]),
    ] {
        let last = times[10];
        let schedule = Schedule::from(Clock { initial, last, step, save_every: step, method: Method::Euler });
        assert_eq!((0..=10).map(|step| schedule.time(step)).collect::<Vec<f64>>(), times);
    }
    // A beginning that is no such fraction stands apart.
    let schedule = Schedule::from(Clock { initial: 0.123_456, ..clock(1.0, 0.1, 0.1) });
    assert_eq!(schedule.time(3), 0.123_456 + 0.3);
}

#[test]
fn odd_clocks_are_taken_at_their_nearest_sense() {
    for (clock, steps, saved) in [
        (clock(1.0, 0.25, 0.3), 4, 4),
        (clock(1.0, 0.25, 0.0), 4, 5),
        (clock(1.0, 0.25, 9.0), 4, 1),
        (clock(-1.0, 0.25, 0.25), 0, 1),
        (clock(1.0, 0.0, 0.0), Schedule::MOST_STEPS, Schedule::MOST_STEPS as usize + 1),
        (clock(1.0, f64::NAN, 1.0), 0, 1),
    ] {
        let schedule = Schedule::from(clock);
        assert_eq!((schedule.steps(), schedule.saved_steps().len()), (steps, saved), "{clock:?}");
    }
}

#[test]
fn initial_values_that_need_one_another_are_a_cycle() {
    let mut graph = Graph::new();
    let zero = graph.constant(0.0);
    let one = graph.constant(1.0);
    let (a, a_value) = graph.state();
    let (b, b_value) = graph.state();
    let (c, c_value) = graph.state();
    let next_b = graph.binary(BinaryOp::Add, b_value, one);
    let next_c = graph.unary(UnaryOp::Exp, c_value);
    graph.set_stock(a, next_b, zero);
    graph.set_stock(b, next_c, zero);
    graph.set_stock(c, b_value, a_value);
    assert_eq!(graph.finish(clock(1.0, 1.0, 1.0)).unwrap_err(), CyclicInitial { states: vec![b, c] });
}

#[test]
fn initial_values_are_ordered_through_states() {
    let mut graph = Graph::new();
    let zero = graph.constant(0.0);
    let three = graph.constant(3.0);
    let (a, a_value) = graph.state();
    let (b, b_value) = graph.state();
    let doubled = graph.binary(BinaryOp::Add, b_value, b_value);
    graph.set_stock(a, doubled, zero);
    graph.set_stock(b, three, zero);
    graph.output(a_value);
    assert_eq!(single(&graph.finish(clock(0.0, 1.0, 1.0)).unwrap(), &[]).outputs, vec![vec![6.0]]);
}

#[test]
fn a_delay_gives_its_input_of_as_many_steps_ago() {
    let mut graph = Graph::new();
    let time = graph.time();
    let nine = graph.constant(9.0);
    for delay in [0.0, 1.0, 1.4, 3.0] {
        let (state, value) = graph.state();
        let delay = graph.constant(delay);
        graph.set_delay(state, nine, time, delay);
        graph.output(value);
    }
    let run = single(&graph.finish(clock(5.0, 1.0, 1.0)).unwrap(), &[]);
    let one_step = vec![9.0, 0.0, 1.0, 2.0, 3.0, 4.0];
    let three_steps = vec![9.0, 9.0, 9.0, 0.0, 1.0, 2.0];
    assert_eq!(run.outputs, vec![one_step.clone(), one_step.clone(), one_step, three_steps]);
}

#[test]
fn a_held_value_takes_the_next_one_at_the_end_of_a_whole_step() {
    let mut graph = Graph::new();
    let time = graph.time();
    let four = graph.constant(4.0);
    let (state, value) = graph.state();
    let early = graph.binary(BinaryOp::Less, time, four);
    let next = graph.select(early, time, value);
    graph.set_held(state, four, next);
    graph.output(value);
    let clock = Clock { method: Method::RungeKutta4, ..clock(6.0, 1.0, 1.0) };
    let run = single(&graph.finish(clock).unwrap(), &[]);
    assert_eq!(run.outputs, vec![vec![4.0, 0.0, 1.0, 2.0, 3.0, 3.0, 3.0]]);
}

#[test]
fn a_phase_is_one_value_at_first_and_another_later() {
    let mut graph = Graph::new();
    let (seven, one) = (graph.constant(7.0), graph.constant(1.0));
    let phase = graph.phase(seven, one);
    let (state, value) = graph.state();
    graph.set_stock(state, phase, phase);
    graph.output(value);
    assert_eq!(single(&graph.finish(clock(2.0, 1.0, 1.0)).unwrap(), &[]).outputs, vec![vec![7.0, 8.0, 9.0]]);
}

#[test]
fn a_square_is_a_product_where_it_is_written_as_one() {
    let mut graph = Graph::new();
    let (two, x) = (graph.constant(2.0), graph.parameter(0.1).1);
    let square = graph.binary(BinaryOp::Power, x, two);
    let product = graph.binary(BinaryOp::Multiply, x, x);
    assert_eq!(square, product);
}

#[test]
fn work_is_done_as_rarely_as_it_can_be() {
    let mut graph = Graph::new();
    let time = graph.time();
    let (_, p) = graph.parameter(1.0);
    let (state, x) = graph.state();
    // Hoisted: depends on a parameter only. Uniform: depends on time only.
    let hoisted = graph.unary(UnaryOp::Exp, p);
    let uniform = graph.unary(UnaryOp::Sin, time);
    // With its stock's advance one instruction. The output's own logarithm is needed where it is observed only.
    let product = graph.binary(BinaryOp::Multiply, x, hoisted);
    let rate = graph.binary(BinaryOp::Add, product, uniform);
    graph.set_stock(state, p, rate);
    let logarithm = graph.unary(UnaryOp::Ln, x);
    graph.output(logarithm);
    // Dead: nothing needs it.
    graph.unary(UnaryOp::Tan, x);
    let counts = graph.finish(clock(1.0, 1.0, 1.0)).unwrap().counts();
    let Counts { rows, .. } = counts;
    assert_eq!(counts, Counts { stage: 0, step: 0, leap: Some(1), output: 1, hoisted: 1, uniform: 1, rows });
    assert!(rows <= 6, "{rows} rows");
}

/// Five stocks that never meet, each a tile: a common push by time and a parameter, and sums over them.
#[test]
fn what_never_meets_runs_one_after_the_other_and_is_observed_together() {
    let mut graph = Graph::new();
    let (time, (_, push)) = (graph.time(), graph.parameter(0.25));
    let common = graph.binary(BinaryOp::Multiply, push, time);
    let stocks: Vec<Value> = (0..5).map(|at| grow(&mut graph, f64::from(at), common)).collect();
    let sum = stocks[1..].iter().fold(stocks[0], |sum, &stock| graph.binary(BinaryOp::Add, sum, stock));
    let ends = graph.binary(BinaryOp::Multiply, stocks[0], stocks[4]);
    for output in [sum, ends, stocks[2], common, time] {
        graph.output(output);
    }
    let program = graph.finish(clock(40.0, 1.0, 1.0)).unwrap();
    let code = Code::new(&program, program.parameters(), &[ParameterIndex(0)], &program.all_outputs(), Width::WHOLE);
    assert_eq!(code.tiled.map(|tiled| tiled.tiles.len()), Some(5));

    let mut expected = vec![Vec::new(); 5];
    let mut x = [1.0; 5];
    for time in (0..=40).map(f64::from) {
        let shown = [x[0] + x[1] + x[2] + x[3] + x[4], x[0] * x[4], x[2], 0.25 * time, time];
        expected.iter_mut().zip(shown).for_each(|(series, number)| series.push(number));
        for (at, x) in (0..5).map(f64::from).zip(&mut x) {
            *x += *x * (at / 8.0) + 0.25 * time;
        }
    }
    assert_eq!(single(&program, &[]).outputs, expected);
}

/// A stock that grows by so many eighths of itself in a step, and by a push.
fn grow(graph: &mut Graph, eighths: f64, push: Value) -> Value {
    let (state, value) = graph.state();
    let (one, share) = (graph.constant(1.0), graph.constant(eighths / 8.0));
    let growth = graph.binary(BinaryOp::Multiply, value, share);
    let rate = graph.binary(BinaryOp::Add, growth, push);
    graph.set_stock(state, one, rate);
    value
}
