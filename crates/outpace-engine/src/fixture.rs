//! A program that the tests of several modules run.

use crate::graph::{BinaryOp, Graph};
use crate::program::{Clock, Method, Program};

/// A stock from 0 that grows by the parameter in each of ten steps, and the parameter over the stock: not a number at
/// first.
pub(crate) fn program() -> Program {
    let mut graph = Graph::new();
    let zero = graph.constant(0.0);
    let (_, growth) = graph.parameter(1.0);
    let (state, stock) = graph.state();
    graph.set_stock(state, zero, growth);
    graph.output(stock);
    let quotient = graph.binary(BinaryOp::Divide, growth, stock);
    graph.output(quotient);
    let clock = Clock { initial: 0.0, last: 10.0, step: 1.0, save_every: 5.0, method: Method::Euler };
    graph.finish(clock).unwrap()
}
