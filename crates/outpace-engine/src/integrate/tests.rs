//! Methods against closed forms.

use crate::math;
use crate::program::{Clock, Method, Pace, Schedule, Tolerance};
use crate::{BinaryOp, Graph, ParameterIndex, Trajectory, Value, single};

/// Wide enough that Vensim's defaults are met in a step, or so narrow that steps are halved.
fn tolerance(size: f64) -> Tolerance {
    Tolerance { absolute: size, relative: size }
}

fn run(step: f64, last: f64, method: Method, write: impl Fn(&mut Graph) -> Vec<Value>) -> Trajectory {
    let mut graph = Graph::new();
    for output in write(&mut graph) {
        graph.output(output);
    }
    let clock = Clock { initial: 0.0, last, step, save_every: step, method };
    single(&graph.finish(clock).unwrap(), &[])
}

/// `x' = -x`, from 1: `exp(-t)`.
fn decay(graph: &mut Graph) -> Vec<Value> {
    let (state, x) = graph.state();
    let one = graph.constant(1.0);
    let rate = graph.unary(crate::UnaryOp::Negate, x);
    graph.set_stock(state, one, rate);
    vec![x]
}

/// `x' = x (1 - x)`, from 0.1: `1 / (1 + 9 exp(-t))`.
fn logistic(graph: &mut Graph) -> Vec<Value> {
    let (state, x) = graph.state();
    let (one, tenth) = (graph.constant(1.0), graph.constant(0.1));
    let room = graph.binary(BinaryOp::Subtract, one, x);
    let rate = graph.binary(BinaryOp::Multiply, x, room);
    graph.set_stock(state, tenth, rate);
    vec![x]
}

/// `x' = y`, `y' = -x`, from (1, 0): `cos t`, `-sin t`.
fn oscillator(graph: &mut Graph) -> Vec<Value> {
    let ((x_state, x), (y_state, y)) = (graph.state(), graph.state());
    let (zero, one) = (graph.constant(0.0), graph.constant(1.0));
    let back = graph.unary(crate::UnaryOp::Negate, x);
    graph.set_stock(x_state, one, y);
    graph.set_stock(y_state, zero, back);
    vec![x, y]
}

/// `x' = 2 t`, from 0, and another stock that nothing feeds: `t²`.
fn parabola(graph: &mut Graph) -> Vec<Value> {
    let (state, x) = graph.state();
    let (zero, two, time) = (graph.constant(0.0), graph.constant(2.0), graph.time());
    let rate = graph.binary(BinaryOp::Multiply, two, time);
    graph.set_stock(state, zero, rate);
    vec![x]
}

/// The greatest error of the first output at any saved time.
fn error(trajectory: &Trajectory, exact: impl Fn(f64) -> f64) -> f64 {
    let values = trajectory.times.iter().zip(&trajectory.outputs[0]);
    values.map(|(&time, value)| (value - exact(time)).abs()).fold(0.0, f64::max)
}

type Model = fn(&mut Graph) -> Vec<Value>;
type Exact = fn(f64) -> f64;

const MODELS: [(&str, Model, Exact); 3] = [
    ("decay", decay, |time| math::exp(-time)),
    ("logistic", logistic, |time| 1.0 / (1.0 + 9.0 * math::exp(-time))),
    ("oscillator", oscillator, |time| math::cos(time)),
];

#[test]
fn halving_the_step_divides_the_error_by_two_to_the_order() {
    for (method, order) in [(Method::Euler, 1), (Method::Midpoint, 2), (Method::Heun, 2), (Method::RungeKutta4, 4)] {
        for (name, model, exact) in MODELS {
            let at = |step: f64| error(&run(step, 4.0, method, model), exact);
            let ratio = at(1.0 / 64.0) / at(1.0 / 128.0);
            let expected = f64::from(1 << order);
            assert!((ratio / expected - 1.0).abs() < 0.05, "{method:?} {name}: {ratio}");
        }
    }
}

#[test]
fn a_step_of_each_method_is_the_formula_of_its_book() {
    // x' = -x: 1 - h, and the series of exp(-h) up to the order. x' = 2t from a start of 0: Euler misses h².
    let h = 0.5;
    for (method, decayed, parabolic) in [
        (Method::Euler, 1.0 - h, 0.0),
        (Method::Midpoint, 1.0 - h + h * h / 2.0, h * h),
        (Method::Heun, 1.0 - h + h * h / 2.0, h * h),
        (Method::RungeKutta4, 1.0 - h + h * h / 2.0 - h * h * h / 6.0 + h * h * h * h / 24.0, h * h),
    ] {
        assert!((run(h, h, method, decay).outputs[0][1] - decayed).abs() < 1e-15, "{method:?}");
        assert_eq!(run(h, h, method, parabola).outputs[0][1], parabolic, "{method:?}");
    }
    // Where the second slope lies tells the two of second order apart: x' = x² from 1.
    let square = |graph: &mut Graph| {
        let (state, x) = graph.state();
        let one = graph.constant(1.0);
        let rate = graph.binary(BinaryOp::Multiply, x, x);
        graph.set_stock(state, one, rate);
        vec![x]
    };
    assert_eq!(run(h, h, Method::Midpoint, square).outputs[0][1], 1.0 + 0.5 * 1.25 * 1.25);
    assert_eq!(run(h, h, Method::Heun, square).outputs[0][1], 1.0 + 0.25 * (1.0 + 1.5 * 1.5));
}

#[test]
fn the_automatic_step_keeps_the_error_within_its_tolerance() {
    for size in [1e-3, 1e-6, 1e-9] {
        for method in [Method::MidpointAuto(tolerance(size)), Method::RungeKutta4Auto(tolerance(size))] {
            for (name, model, exact) in MODELS {
                // A dozen steps may each add as much.
                let worst = error(&run(1.0, 12.0, method, model), exact);
                assert!(worst < 12.0 * size, "{method:?} {name}: {worst}");
            }
        }
    }
}

#[test]
fn the_automatic_step_goes_on_where_it_is_accurate_at_once() {
    // A parabola is exact in one step and in two: the finer pass is taken.
    let by_two = run(0.5, 4.0, Method::RungeKutta4, decay);
    let auto = run(1.0, 4.0, Method::RungeKutta4Auto(tolerance(1.0)), decay);
    let every_other: Vec<f64> = by_two.outputs[0].iter().copied().step_by(2).collect();
    assert_eq!(auto.outputs[0], every_other);
}

#[test]
fn what_cannot_be_integrated_is_not_a_number() {
    // x' = -10⁵ x with steps of 1: a thousandth of it is still unstable.
    let stiff = |graph: &mut Graph| {
        let (state, x) = graph.state();
        let (one, factor) = (graph.constant(1.0), graph.constant(-1e5));
        let rate = graph.binary(BinaryOp::Multiply, x, factor);
        graph.set_stock(state, one, rate);
        vec![x]
    };
    let run = run(1.0, 3.0, Method::RungeKutta4Auto(Tolerance::default()), stiff);
    assert_eq!(run.outputs[0][0], 1.0);
    assert!(run.outputs[0][1..].iter().all(|value| value.is_nan()));
}

#[test]
fn members_halve_their_steps_on_their_own() {
    // A tame member next to a wild one comes out as it does alone.
    let program = |graph: &mut Graph| {
        let (index, speed) = graph.parameter(1.0);
        let (state, x) = graph.state();
        let one = graph.constant(1.0);
        let rate = graph.binary(BinaryOp::Multiply, x, speed);
        let rate = graph.unary(crate::UnaryOp::Negate, rate);
        graph.set_stock(state, one, rate);
        graph.output(x);
        index
    };
    let method = Method::RungeKutta4Auto(tolerance(1e-8));
    let clock = Clock { initial: 0.0, last: 4.0, step: 1.0, save_every: 4.0, method };
    let mut graph = Graph::new();
    let index: ParameterIndex = program(&mut graph);
    let program = graph.finish(clock).unwrap();
    let speeds = [0.5, 30.0, 1.0, 0.0, 1e7, 2.0];
    let rows: Vec<Vec<f64>> = speeds.iter().map(|&speed| vec![speed]).collect();
    let design = crate::design::Design::points(vec![index], &rows).unwrap();
    let output = crate::OutputIndex(0);
    let observation = crate::Observation { output, window: crate::Window::At(4) };
    let request = crate::Request { observations: vec![observation], series: vec![], ..crate::Request::default() };
    let together = crate::Task::new(&program, &design, &request).run().unwrap();
    for (&speed, value) in speeds.iter().zip(&together.columns[0]) {
        let alone = single(&program, &[(index, speed)]).outputs[0][1];
        assert_eq!(value.to_bits(), alone.to_bits(), "{speed}");
    }
}

#[test]
fn a_delay_over_steps_of_two_lengths_reads_the_step_nearest_to_its_time() {
    // Steps of 1 up to 4, then of 0.5; time delayed by 2, and -1 before.
    let mut graph = Graph::new();
    let (state, x) = graph.state();
    let (time, before, two) = (graph.time(), graph.constant(-1.0), graph.constant(2.0));
    graph.set_delay(state, before, time, two);
    graph.output(x);
    let pace = |time: f64| Pace { last: 7.0, step: if time < 4.0 { 1.0 } else { 0.5 }, save_every: 0.5 };
    let run = single(&graph.finish(Schedule::paced(0.0, Method::Euler, pace)).unwrap(), &[]);
    assert_eq!(run.times, [0.0, 1.0, 2.0, 3.0, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5, 7.0]);
    // 2.5 is as near to 2 as to 3: the later one is taken.
    assert_eq!(run.outputs[0], [-1.0, -1.0, 0.0, 1.0, 2.0, 3.0, 3.0, 4.0, 4.0, 4.5, 5.0]);
}
