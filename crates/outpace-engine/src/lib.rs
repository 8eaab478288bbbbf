//! Numbers → numbers.

pub mod calibrate;
pub mod design;
pub mod draw;
mod ensemble;
pub mod graph;
mod integrate;
mod kernel;
mod lookup;
pub mod math;
mod observe;
mod program;
pub mod sensitivity;
pub mod sketch;
mod sobol;
mod trajectory;

pub use ensemble::{Ensemble, Interrupted, Series, run};
pub use graph::{BinaryOp, CyclicInitial, Graph, OutputIndex, ParameterIndex, StateIndex, TableIndex, UnaryOp, Value};
pub use lookup::{Outside, Table};
pub use observe::{NotFinite, Observation, Request, Summary, Window};
pub use program::{Clock, Counts, Method, Program};
pub use trajectory::{Chunk, Trajectory, single, trajectories};
