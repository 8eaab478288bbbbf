//! Trees → meaning.

pub mod check;
pub mod model;
pub mod unit;
