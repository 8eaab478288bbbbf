//! What each kind of instruction costs: `cargo run --release -p outpace-engine --example parts`.
//!
//! Eight instructions of a kind and sixteen stocks, for many members and steps; from the time a step takes, that of
//! the same stocks without the instructions is taken away. Shown is what is left for one instruction: nanoseconds for a
//! row of 64 numbers.

use std::sync::LazyLock;
use std::time::Instant;

use outpace_engine::design::Design;
use outpace_engine::{
    BinaryOp, Clock, Graph, Method, Observation, OutputIndex, Outside, ParameterIndex, Program, Request, Task, UnaryOp,
    Value, Window,
};

const STEPS: f64 = 10_000.0;
const INSTRUCTIONS: usize = 8;
/// Enough for the clock of the thread, which ticks every few milliseconds.
const BLOCKS: u32 = 16;

/// The time this thread has spent on a processor, where the system tells (Linux does); else the time that has passed.
fn seconds() -> f64 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

/// A program whose steps are instances of an operation on two numbers, the first one a stock between 0.6 and 1.7.
fn program(mut operation: impl FnMut(&mut Graph, Value, Value) -> Value) -> Program {
    let mut graph = Graph::new();
    let (_, parameter) = graph.parameter(1.0);
    let tiny = graph.constant(1e-12);
    for _ in 0..INSTRUCTIONS {
        let stocks = [graph.state(), graph.state()];
        let value = operation(&mut graph, stocks[0].1, parameter);
        for (state, stock) in stocks {
            let rate = graph.binary(BinaryOp::Multiply, value, tiny);
            graph.set_stock(state, parameter, rate);
            graph.output(stock);
        }
    }
    let clock = Clock { initial: 0.0, last: STEPS, step: 1.0, save_every: 1.0, method: Method::Euler };
    graph.finish(clock).expect("initial values are parameters")
}

/// Nanoseconds a step of 64 members.
fn measure(program: &Program) -> f64 {
    let rows: Vec<Vec<f64>> = (0..64 * BLOCKS).map(|member| vec![0.6 + f64::from(member % 64) * 0.017]).collect();
    let design = Design::points(vec![ParameterIndex(0)], &rows).expect("rows are complete");
    let observations = (0..program.outputs() as u32)
        .map(|output| Observation { output: OutputIndex(output), window: Window::At(program.steps()) });
    let request = Request { observations: observations.collect(), series: Vec::new(), ..Request::default() };
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let begin = seconds();
        Task::new(program, &design, &request).run().expect("nothing interrupts");
        best = best.min(seconds() - begin);
    }
    best / STEPS / f64::from(BLOCKS) * 1e9
}

fn main() {
    let nothing = measure(&program(|_, stock, _| stock));
    println!("{:24}{nothing:8.1} ns a step", "sixteen stocks");
    let show = |name: &str, program: Program| {
        println!("{name:24}{:8.1} ns", (measure(&program) - nothing) / INSTRUCTIONS as f64);
    };
    use BinaryOp::*;
    use UnaryOp::*;
    for op in
        [Negate, Abs, Sqrt, Exp, Ln, Log10, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh, Integer, Floor, Not]
    {
        show(&format!("{op:?}"), program(|graph, x, _| graph.unary(op, x)));
    }
    for op in [Add, Multiply, Divide, Minimum, Power, Log, Modulo, Less, And] {
        show(&format!("{op:?}"), program(|graph, x, y| graph.binary(op, x, y)));
    }
    let by_constant = |graph: &mut Graph, x, _| {
        let seven = graph.constant(7.0);
        graph.binary(Divide, x, seven)
    };
    show("Divide by a constant", program(by_constant));
    for points in [4, 8, 11, 16, 40] {
        let spaced = move |graph: &mut Graph, x, _: Value| {
            let points = (0..points).map(|i| (f64::from(i) * 2.0 / f64::from(points), f64::from(i * 7 % 5)));
            let table = graph.table(points.collect(), Outside::Hold);
            graph.lookup(table, x)
        };
        show(&format!("Table of {points} points"), program(spaced));
    }
}
