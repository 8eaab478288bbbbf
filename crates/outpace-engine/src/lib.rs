//! Numbers → numbers.

pub mod design;
pub mod draw;
pub mod graph;
mod integrate;
mod kernel;
mod lookup;
pub mod math;
mod program;
pub mod sketch;
mod sobol;
mod trajectory;

pub use graph::{BinaryOp, CyclicInitial, Graph, OutputIndex, ParameterIndex, StateIndex, TableIndex, UnaryOp, Value};
pub use lookup::{Outside, Table};
pub use trajectory::{Trajectory, single};
pub use program::{Clock, Counts, Method, Program};
