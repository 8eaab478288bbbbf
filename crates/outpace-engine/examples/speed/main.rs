//! How many members a second one core runs: `cargo run --release -p outpace-engine --example speed [words of names]`,
//! with `--kernels` by kernels alone.
//!
//! Times are those of the processor, not of the clock on the wall, so that other work on the machine disturbs little.
//! Each line ends with a sum over the results: it must not change when the engine becomes faster.

mod models;

use std::sync::LazyLock;
use std::time::Instant;

use outpace_engine::design::Design;
use outpace_engine::{Method, Observation, OutputIndex, ParameterIndex, Program, Request, Task, Window};

/// The time this thread has spent on a processor, where the system tells (Linux does); else the time that has passed.
fn seconds() -> f64 {
    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

/// The least that a measurement takes, in seconds: systems count the time of threads in parts of some milliseconds.
const LEAST: f64 = 0.4;

/// Name, members measured, and how to make it.
type Case = (&'static str, usize, fn() -> Program);

const CASES: [Case; 8] = [
    ("middling: 206 operations, Euler, 120 steps", 4_096, || models::middling(1, 120.0, Method::Euler)),
    ("runge: 412 operations, Runge-Kutta 4, 144 steps", 1_024, || models::middling(2, 144.0, Method::RungeKutta4)),
    ("eight: 1,648 operations, Euler, 120 steps", 1_024, || models::middling(8, 120.0, Method::Euler)),
    ("world: as large as World3, 400 steps", 1_024, || models::world(400.0)),
    ("towns: 351 populations, third-order delays, 20 steps", 4_096, || models::towns(20.0)),
    ("teacup: 240 steps", 524_288, || models::teacup(240.0)),
    ("epidemic: three stocks, 3,200 steps", 8_192, || models::epidemic(3_200.0)),
    ("climate: 3,600 series, 1,000 steps", 128, || models::climate(1_000.0)),
];

fn main() {
    let (options, wanted): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word == "--kernels");
    for (name, members, program) in CASES {
        if wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())) {
            let program = program();
            measure(name, members, &if options.is_empty() { program } else { program.by_kernels() });
        }
    }
}

/// The best of several measurements: what disturbs one makes it slower, never faster.
fn measure(name: &str, members: usize, program: &Program) {
    let parameters = program.parameters().len();
    let varied: Vec<ParameterIndex> = (0..parameters as u32).map(ParameterIndex).collect();
    let row = |member: usize| (0..parameters).map(|p| 0.5 + ((member * 31 + p * 17) % 97) as f64 / 97.0).collect();
    let rows: Vec<Vec<f64>> = (0..members).map(row).collect();
    let design = Design::points(varied, &rows).expect("rows are complete");
    let observations = (0..program.outputs() as u32)
        .map(|output| Observation { output: OutputIndex(output), window: Window::At(program.steps()) });
    let request = Request { observations: observations.collect(), series: Vec::new(), ..Request::default() };
    let task = Task::new(program, &design, &request);
    let mut check = 0.0;
    let mut once = || {
        let ensemble = task.run().expect("nothing interrupts");
        check = ensemble.columns.iter().flatten().filter(|value| value.is_finite()).sum::<f64>();
    };
    let begin = seconds();
    once();
    let repeats = (LEAST / (seconds() - begin).max(1e-3)).ceil();
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let begin = seconds();
        (0..repeats as u32).for_each(|_| once());
        best = best.min((seconds() - begin) / repeats);
    }
    let each = best / members as f64;
    println!("{name}: {:.3} µs, {:.0} a second", each * 1e6, 1.0 / each);
    println!("    {:?}; sum {check:e}", program.counts());
}
