use crate::graph::{BinaryOp, Graph, Value};
use crate::program::{Clock, Method};
use crate::trajectory::single;

fn clock(last: f64, step: f64, method: Method) -> Clock {
    Clock { initial: 0.0, last, step, save_every: step, method }
}

/// `x' = rate x`, from 1.
fn exponential(graph: &mut Graph, rate: f64) -> Value {
    let (state, x) = graph.state();
    let one = graph.constant(1.0);
    let (_, rate) = graph.parameter(rate);
    let change = graph.binary(BinaryOp::Multiply, rate, x);
    graph.set_stock(state, one, change);
    x
}

#[test]
fn growth_by_euler_multiplies_by_one_plus_rate_times_step() {
    let mut graph = Graph::new();
    let x = exponential(&mut graph, 0.5);
    graph.output(x);
    let run = single(&graph.finish(clock(4.0, 0.25, Method::Euler)).unwrap(), &[]);
    assert_eq!(run.outputs[0][16], 1.125_f64.powi(16));
}

#[test]
fn decay_by_runge_kutta_multiplies_by_the_exponential_series_to_its_fourth_power() {
    let mut graph = Graph::new();
    let x = exponential(&mut graph, -0.5);
    graph.output(x);
    let run = single(&graph.finish(clock(4.0, 0.25, Method::RungeKutta4)).unwrap(), &[]);
    let z = -0.125_f64;
    let factor = 1.0 + z + z * z / 2.0 + z.powi(3) / 6.0 + z.powi(4) / 24.0;
    assert!((run.outputs[0][16] / factor.powi(16) - 1.0).abs() < 1e-14);
}
