//! A whole step by Euler's method as one line of code: each stock advances as soon as nothing needs its old number any
//! more, and its rate needs no memory of its own. What is observed is computed before it, from the stocks.
//!
//! A rate that only its stock needs becomes part of the instruction that advances the stock. Such an instruction may
//! read other stocks, and has to come before those advance: where that would go in a circle, as with two stocks that
//! each flow by the other, one of the rates stays an instruction of its own.

use std::collections::VecDeque;

use super::arena::{Arena, Node};
use super::form::{Form, Forms};
use crate::graph::{StateIndex, Value, index_of};
use crate::kernel::advance::{Pace, Rate};
use crate::kernel::{Arithmetic, Opcode};

/// What a step computes: the values that rates need, and the stocks with their rates.
pub(crate) struct Leap {
    pub(crate) values: Vec<Value>,
    pub(crate) stocks: Vec<(StateIndex, Value)>,
    /// The length of a step.
    pub(crate) step: Value,
}

/// An instruction, and what it changes.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) form: Form,
    pub(crate) target: Target,
}

#[derive(Clone, Copy)]
pub(crate) enum Target {
    Value(Value),
    State(StateIndex),
}

/// The line, given the form of each value and how often each is used, rates by their stocks included.
pub(crate) fn schedule(arena: &Arena, leap: &Leap, mut forms: Forms) -> Vec<Item> {
    let pace = if arena.as_constant(leap.step) == Some(1.0) { Pace::One } else { Pace::Any };
    let mut advances: Vec<Form> = Vec::with_capacity(leap.stocks.len());
    for &(_, rate) in &leap.stocks {
        let plain = Form {
            opcode: Opcode::Advance(Rate::Value, pace),
            operands: [Some(rate), None, None, Some(leap.step)],
            table: 0,
        };
        let fused = forms.of(rate).filter(|_| forms.uses(rate) == 1).and_then(|form| fuse(&form, leap.step, pace));
        advances.push(fused.unwrap_or(plain));
    }
    let stocks = Stocks::new(arena, leap);
    for separate in stocks.circular(&advances) {
        let rate = leap.stocks[separate].1;
        advances[separate].opcode = Opcode::Advance(Rate::Value, pace);
        advances[separate].operands = [Some(rate), None, None, Some(leap.step)];
    }
    for (advance, (_, rate)) in advances.iter().zip(&leap.stocks) {
        if advance.opcode != Opcode::Advance(Rate::Value, pace) {
            forms.swallow(*rate);
        }
    }
    stocks.order(leap, &forms, &advances)
}

/// The instruction that advances a stock by what this one computes.
fn fuse(form: &Form, step: Value, pace: Pace) -> Option<Form> {
    let rate = match form.opcode {
        Opcode::Binary(op) => Rate::single(Arithmetic::of(op)?),
        Opcode::PairLeft(first, second) => Rate::left(first, second),
        Opcode::PairRight(first, second) => Rate::right(first, second),
        _ => None,
    }?;
    let [a, b, c, _] = form.operands;
    Some(Form { opcode: Opcode::Advance(rate, pace), operands: [a, b, c, Some(step)], table: 0 })
}

/// Which of a leap's stocks each value is.
struct Stocks {
    of: Vec<Option<u32>>,
}

impl Stocks {
    fn new(arena: &Arena, leap: &Leap) -> Stocks {
        let index = |state: StateIndex| leap.stocks.binary_search_by_key(&state, |stock| stock.0).ok().map(index_of);
        let of = arena.values().map(|value| match arena.node(value) {
            Node::State(state) => index(state),
            _ => None,
        });
        Stocks { of: of.collect() }
    }

    /// The stocks that an instruction reads, each once.
    fn read(&self, form: &Form) -> impl Iterator<Item = usize> {
        let distinct = (0..4).filter(|&i| !form.operands[..i].contains(&form.operands[i]));
        distinct
            .filter_map(|i| self.of[form.operands[i]?.0 as usize].map(|stock| stock as usize))
            .collect::<Vec<usize>>()
            .into_iter()
    }

    /// The fused advances that have to become plain, so that the others can be ordered.
    fn circular(&self, advances: &[Form]) -> Vec<usize> {
        // How many advances not yet ordered read each stock, itself left out.
        let mut readers = vec![0_usize; advances.len()];
        for (at, advance) in advances.iter().enumerate() {
            self.read(advance).filter(|&stock| stock != at).for_each(|stock| readers[stock] += 1);
        }
        let mut ordered = vec![false; advances.len()];
        let mut ready: VecDeque<usize> = (0..advances.len()).filter(|&at| readers[at] == 0).collect();
        let mut separate = Vec::new();
        for next in 0..advances.len() {
            while let Some(at) = ready.pop_front() {
                if std::mem::replace(&mut ordered[at], true) {
                    continue;
                }
                self.release(&advances[at], at, &mut readers, &mut ready);
            }
            // What is left waits for a circle, or is part of one: the first of them will read no stock.
            if !ordered[next] {
                separate.push(next);
                ordered[next] = true;
                self.release(&advances[next], next, &mut readers, &mut ready);
            }
        }
        separate
    }

    /// Counts an advance as ordered: those of the stocks it reads need not wait for it any more.
    fn release(&self, advance: &Form, at: usize, readers: &mut [usize], ready: &mut VecDeque<usize>) {
        for stock in self.read(advance).filter(|&stock| stock != at) {
            readers[stock] -= 1;
            if readers[stock] == 0 {
                ready.push_back(stock);
            }
        }
    }

    /// Values in their order; each stock as soon as its rate's operands are there and its last reader has gone by.
    fn order(&self, leap: &Leap, forms: &Forms, advances: &[Form]) -> Vec<Item> {
        let mut waits = vec![0_usize; advances.len()];
        let mut wanted_by: Vec<(Value, usize)> = Vec::with_capacity(advances.len());
        for form in leap.values.iter().filter_map(|&value| forms.of(value)) {
            self.read(&form).for_each(|stock| waits[stock] += 1);
        }
        for (at, advance) in advances.iter().enumerate() {
            self.read(advance).filter(|&stock| stock != at).for_each(|stock| waits[stock] += 1);
            for operand in advance.operands.into_iter().flatten() {
                if forms.has(operand) {
                    wanted_by.push((operand, at));
                    waits[at] += 1;
                }
            }
        }
        wanted_by.sort_unstable();
        let mut items = Vec::with_capacity(leap.values.len() + advances.len());
        let mut ready: VecDeque<usize> = (0..advances.len()).filter(|&at| waits[at] == 0).collect();
        let settle = |items: &mut Vec<Item>, waits: &mut [usize], ready: &mut VecDeque<usize>| {
            while let Some(at) = ready.pop_front() {
                items.push(Item { form: advances[at], target: Target::State(leap.stocks[at].0) });
                self.release(&advances[at], at, waits, ready);
            }
        };
        settle(&mut items, &mut waits, &mut ready);
        for &value in &leap.values {
            let Some(form) = forms.of(value) else { continue };
            items.push(Item { form, target: Target::Value(value) });
            let waiting = &wanted_by[wanted_by.partition_point(|wanted| wanted.0 < value)..];
            let waiting = waiting.iter().take_while(|wanted| wanted.0 == value).map(|wanted| wanted.1);
            for stock in self.read(&form).chain(waiting) {
                waits[stock] -= 1;
                if waits[stock] == 0 {
                    ready.push_back(stock);
                }
            }
            settle(&mut items, &mut waits, &mut ready);
        }
        debug_assert!(waits.iter().all(|&waits| waits == 0), "every stock advances");
        items
    }
}
