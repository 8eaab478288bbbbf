//! How many members a second one core runs: `cargo run --release -p outpace-engine --example speed`.
//!
//! The model is synthetic and seeded: a given mix of operations over stocks and parameters, each value drawn on by
//! later ones, so that nothing can be hoisted and little is dead.

use std::sync::LazyLock;
use std::time::Instant;

use outpace_engine::design::Design;
use outpace_engine::{
    BinaryOp, Clock, Graph, Method, Observation, Outside, ParameterIndex, Program, Request, UnaryOp, Value, Window, run,
};

/// Small, for a reproducible choice of operands (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// What each repetition of the model is made of.
const OPERATIONS: [(&str, usize); 11] = [
    ("add", 38),
    ("subtract", 38),
    ("multiply", 37),
    ("divide", 18),
    ("minimum", 23),
    ("maximum", 16),
    ("select", 10),
    ("exp", 6),
    ("ln", 4),
    ("lookup", 6),
    ("clip", 0),
];
const PARAMETERS: usize = 40;

fn model(repetitions: usize, clock: Clock) -> Program {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut graph = Graph::new();
    let parameters: Vec<Value> =
        (0..PARAMETERS).map(|index| graph.parameter(0.5 + index as f64 / PARAMETERS as f64).1).collect();
    for _ in 0..repetitions {
        part(&mut graph, &mut random, &parameters);
    }
    graph.finish(clock).expect("initial values are constants")
}

fn part(graph: &mut Graph, random: &mut Random, parameters: &[Value]) {
    let states: Vec<_> = (0..15).map(|_| graph.state()).collect();
    let table = graph.table((0..10_i32).map(|i| (f64::from(i) * 0.25, f64::from(i * 7 % 5))).collect(), Outside::Hold);
    let mut operations: Vec<&str> = Vec::new();
    for (name, count) in OPERATIONS {
        operations.extend(std::iter::repeat_n(name, count));
    }
    for i in (1..operations.len()).rev() {
        operations.swap(i, random.below(i + 1));
    }
    let mut values: Vec<Value> = states.iter().map(|state| state.1).collect();
    let one = graph.constant(1.0);
    for name in operations {
        // Mostly recent values, as in a model whose equations follow from one another; sometimes a parameter.
        let mut pick = || match random.below(5) {
            0 => parameters[random.below(parameters.len())],
            _ => values[values.len() - 1 - random.below(values.len().min(25))],
        };
        // The first operand is always a value of the step.
        let (b, c, d) = (pick(), pick(), pick());
        let a = values[values.len() - 1 - random.below(values.len().min(25))];
        values.push(match name {
            "add" => graph.binary(BinaryOp::Add, a, b),
            "subtract" => graph.binary(BinaryOp::Subtract, a, b),
            "multiply" => graph.binary(BinaryOp::Multiply, a, b),
            "divide" => {
                let size = graph.unary(UnaryOp::Abs, b);
                let positive = graph.binary(BinaryOp::Add, size, one);
                graph.binary(BinaryOp::Divide, a, positive)
            }
            "minimum" => graph.binary(BinaryOp::Minimum, a, b),
            "maximum" => graph.binary(BinaryOp::Maximum, a, b),
            "select" => {
                let less = graph.binary(BinaryOp::Less, a, b);
                graph.select(less, c, d)
            }
            "exp" => {
                let bounded = graph.binary(BinaryOp::Minimum, a, one);
                graph.unary(UnaryOp::Exp, bounded)
            }
            "ln" => {
                let size = graph.unary(UnaryOp::Abs, a);
                let positive = graph.binary(BinaryOp::Add, size, one);
                graph.unary(UnaryOp::Ln, positive)
            }
            _ => graph.lookup(table, a),
        });
    }
    let small = graph.constant(0.001);
    for (i, &(state, value)) in states.iter().enumerate() {
        // Pulled back to where it began, so that numbers stay ordinary.
        let change = values[values.len() - 1 - 12 * i];
        let bounded = graph.binary(BinaryOp::Minimum, change, one);
        let pull = graph.binary(BinaryOp::Subtract, bounded, value);
        let rate = graph.binary(BinaryOp::Multiply, pull, small);
        graph.set_stock(state, one, rate);
        graph.output(value);
    }
}

/// The time this thread has spent on a processor, where the system tells (Linux does); else the time that has passed.
fn seconds() -> f64 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

fn main() {
    let clock = |steps: f64, method| Clock { initial: 0.0, last: steps, step: 1.0, save_every: 1.0, method };
    for (name, repetitions, clock, members) in [
        ("206 operations, Euler, 120 steps", 1, clock(120.0, Method::Euler), 4_096_usize),
        ("412 operations, Runge-Kutta 4, 144 steps", 2, clock(144.0, Method::RungeKutta4), 1_024),
        ("1,648 operations, Euler, 120 steps", 8, clock(120.0, Method::Euler), 1_024),
    ] {
        let program = model(repetitions, clock);
        let varied: Vec<ParameterIndex> = (0..PARAMETERS as u32).map(ParameterIndex).collect();
        let rows: Vec<Vec<f64>> = (0..members)
            .map(|member| (0..PARAMETERS).map(|p| 0.5 + ((member * 31 + p * 17) % 97) as f64 / 97.0).collect())
            .collect();
        let design = Design::points(varied, &rows).expect("rows are complete");
        let observations = (0..program.outputs() as u32).map(|output| Observation {
            output: outpace_engine::OutputIndex(output),
            window: Window::At(program.steps()),
        });
        let request = Request { observations: observations.collect(), series: Vec::new() };
        let mut best = f64::INFINITY;
        let mut check = 0.0;
        for _ in 0..15 {
            let begin = seconds();
            let ensemble = run(&program, &design, &request, 1, &|_| true).expect("nothing interrupts");
            best = best.min(seconds() - begin);
            check = ensemble.columns.iter().flatten().sum::<f64>();
        }
        println!("{name}: {:.0} members a second; {:?}; sum {check:e}", members as f64 / best, program.counts());
    }
}
