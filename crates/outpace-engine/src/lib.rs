//! Numbers → numbers: what comes out of a model, for one set of parameters or for a million.
//!
//! ```text
//! Graph ──finish──▶ Program ──run──▶ Ensemble
//! equations         values sorted      columns and
//!                   by when needed     statistics
//! ```
//!
//! Up to 64 members run side by side, an instruction at a time over a row of their numbers, with the widest vectors the
//! processor has; where it has AVX-512, all instructions for eight members at a time, as machine code. The results are
//! the same bits at any vector width, on any number of threads, and for a member alone or among others.
//!
//! ```
//! use outpace_engine::{BinaryOp, Clock, Graph, Method, single};
//!
//! // A cup of tea at 180 °F in a room at 70 °F cools by a tenth of the difference a minute.
//! let mut graph = Graph::new();
//! let (cup, tea) = graph.state();
//! let (hot, room, time_constant) = (graph.constant(180.0), graph.constant(70.0), graph.constant(-10.0));
//! let difference = graph.binary(BinaryOp::Subtract, tea, room);
//! let loss = graph.binary(BinaryOp::Divide, difference, time_constant);
//! graph.set_stock(cup, hot, loss);
//! graph.output(tea);
//!
//! let clock = Clock { initial: 0.0, last: 30.0, step: 0.125, save_every: 10.0, method: Method::RungeKutta4 };
//! let run = single(&graph.finish(clock).expect("no initial value needs itself"), &[]);
//! assert_eq!(run.times, [0.0, 10.0, 20.0, 30.0]);
//! // 70 + 110 / e
//! assert!((run.outputs[0][1] - 110.466_738_5).abs() < 1e-6);
//! ```
//!
//! # Not here
//! No names, no text, no files, no clock: slots are integers, and whoever made them keeps the map back.

pub mod calibrate;
mod checkpoint;
pub mod design;
pub mod device;
pub mod draw;
mod ensemble;
mod fingerprint;
#[cfg(test)]
mod fixture;
pub mod graph;
mod integrate;
mod kernel;
mod lookup;
pub mod math;
#[cfg(target_arch = "x86_64")]
mod native;
mod observe;
mod order;
mod program;
pub mod sensitivity;
pub mod sketch;
mod sobol;
mod tally;
mod trajectory;

pub use checkpoint::Checkpoint;
pub use ensemble::{Course, Ensemble, InWords, Interrupted, Progress, Series, Task};
pub use fingerprint::Fingerprint;
pub use graph::{
    BinaryOp, CyclicInitial, Graph, OutputIndex, ParameterIndex, StateIndex, TableIndex, TernaryOp, UnaryOp, Value,
};
pub use lookup::{Outside, Table};
pub use observe::{NotFinite, Observation, Request, Summary, Window};
pub use program::{Clock, Counts, Method, Pace, Program, Schedule, Tolerance};
pub use tally::{Tallied, Tally};
pub use trajectory::{Chunk, Trajectory, rows, single, trajectories};
