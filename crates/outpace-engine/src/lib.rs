//! Numbers → numbers.

pub mod math;
