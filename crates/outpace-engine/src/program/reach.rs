//! Which values something is computed from, and the order in which they are computed.
//!
//! Any order will do that has operands before what reads them; which one is chosen decides how long numbers wait for
//! their readers, and so whether they wait in registers, in the nearest cache or in a far one.

use super::arena::Arena;
use crate::graph::Value;

/// A value that more than so many others read does not lead from one of them to the next.
const MOST_READERS: usize = 8;

/// The values of the wanted classes that `roots` are computed from, themselves included, in order.
pub(super) fn reached(arena: &Arena, roots: impl Iterator<Item = Value>, wanted: impl Fn(Value) -> bool) -> Vec<Value> {
    let mut marked = vec![false; arena.len()];
    for root in roots {
        marked[root.0 as usize] = true;
    }
    let mut order = Vec::new();
    for value in arena.values().rev() {
        if marked[value.0 as usize] && wanted(value) {
            order.push(value);
            for operand in arena.node(value).operands() {
                marked[operand.0 as usize] = true;
            }
        }
    }
    order.reverse();
    order
}

/// The same values in the order in which they are best computed.
///
/// Few stay in the nearest cache, wherever they are: what counts is that the processor always finds several that do not
/// wait for each other. Many have to be read soon after they are computed, while they are near.
pub(super) fn in_good_order(arena: &Arena, roots: &[Value], wanted: impl Fn(Value) -> bool) -> Vec<Value> {
    const FEW: usize = 1500;
    let values = reached(arena, roots.iter().copied(), wanted);
    if values.len() <= FEW { by_level(arena, values) } else { in_company(arena, &values) }
}

/// The same values, those first that need nothing, then those that need only these, and so on: neighbours never wait
/// for each other.
fn by_level(arena: &Arena, mut values: Vec<Value>) -> Vec<Value> {
    let mut levels = vec![0_u32; arena.len()];
    for &value in &values {
        let below = arena.node(value).operands().map(|operand| levels[operand.0 as usize]).max();
        levels[value.0 as usize] = below.unwrap_or(0) + 1;
    }
    values.sort_by_key(|value| levels[value.0 as usize]);
    values
}

/// The same values, each soon followed by those that read it: what belongs together, such as an element of several
/// arrays, is computed together.
///
/// From each value the way leads to its readers, after whatever else they need. Each value is visited once for each of
/// its operands, so this takes time in proportion to the values.
fn in_company(arena: &Arena, values: &[Value]) -> Vec<Value> {
    let readers = Readers::new(arena, values);
    let mut walk =
        Walk { arena, open: Vec::new(), left: vec![false; arena.len()], order: Vec::with_capacity(values.len()) };
    for value in values {
        walk.left[value.0 as usize] = true;
    }
    let mut next: Vec<Value> = Vec::new();
    for &value in values {
        next.push(value);
        while let Some(value) = next.pop() {
            let before = walk.order.len();
            walk.compute(value);
            for computed in &walk.order[before..] {
                let readers = readers.of(*computed);
                if readers.len() <= MOST_READERS {
                    next.extend(readers.iter().rev());
                }
            }
        }
    }
    walk.order
}

/// Values that are being put in order.
struct Walk<'a> {
    arena: &'a Arena,
    /// Values to go into, and whether their operands have all been gone into.
    open: Vec<(Value, bool)>,
    /// What is to be put in order and has not been reached yet.
    left: Vec<bool>,
    order: Vec<Value>,
}

impl Walk<'_> {
    /// Appends a value, after those that it needs, as far as they are still left.
    fn compute(&mut self, value: Value) {
        self.open.push((value, false));
        while let Some((value, complete)) = self.open.pop() {
            if complete {
                self.order.push(value);
            } else if std::mem::replace(&mut self.left[value.0 as usize], false) {
                self.open.push((value, true));
                let below = self.open.len();
                self.open.extend(self.arena.node(value).operands().map(|operand| (operand, false)));
                self.open[below..].reverse();
            }
        }
    }
}

/// Which values read each value, without repetition, in their order.
struct Readers {
    /// Where the readers of each value begin; one more for the end.
    begin: Vec<u32>,
    readers: Vec<Value>,
}

impl Readers {
    fn new(arena: &Arena, values: &[Value]) -> Readers {
        let mut pairs: Vec<(Value, Value)> = Vec::new();
        for &value in values {
            pairs.extend(arena.node(value).operands().map(|operand| (operand, value)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut begin = vec![0_u32; arena.len() + 1];
        for (operand, _) in &pairs {
            begin[operand.0 as usize + 1] += 1;
        }
        for at in 1..begin.len() {
            begin[at] += begin[at - 1];
        }
        Readers { begin, readers: pairs.into_iter().map(|pair| pair.1).collect() }
    }

    fn of(&self, value: Value) -> &[Value] {
        &self.readers[self.begin[value.0 as usize] as usize..self.begin[value.0 as usize + 1] as usize]
    }
}
