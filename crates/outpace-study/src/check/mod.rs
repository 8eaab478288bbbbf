//! What a resolved model must satisfy before it may run.
//!
//! [`order`] finds an order in which all elements can be computed at a moment, or the loops that forbid one;
//! [`units`](units()) carries units through every equation.

mod causality;
mod units;

#[cfg(test)]
mod tests;

pub use causality::{Order, order};
pub use units::units;
