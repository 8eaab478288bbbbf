//! Parts of a step that have nothing to do with each other, such as towns between which nobody moves.
//!
//! One part can take many steps before the next one takes its first: its stocks then stay in the nearest cache, in which
//! those of the whole model would not fit. Parts together that just fit are a tile. (The interchange of loops behind
//! it: Wolf and Lam, "A data locality optimizing algorithm", PLDI 1991.)
//!
//! What is observed may need several parts, as a sum over all towns does. Each of its values is computed with the last
//! tile that it needs something of; what an earlier tile contributes is kept for it, moment by moment, by [`tiled`].
//!
//! [`tiled`]: super::tiled

use super::arena::{Arena, Node};
use super::leap::Leap;
use crate::graph::{StateIndex, Value};

/// Which tile everything belongs to.
pub(super) struct Tiles {
    /// By value: none for what depends on no stock.
    values: Vec<Option<u32>>,
    /// The same of what is observed, which is computed somewhere in any case.
    observed: Vec<Option<u32>>,
    stocks: Vec<u32>,
    pub(super) count: usize,
}

impl Tiles {
    /// Cuts a leap into tiles of no more than so many stocks each. None where there would be one only, where a part has
    /// more stocks, or where too much would have to be computed by each.
    ///
    /// `observed` are the values behind what is observed, each after those that it needs.
    pub(super) fn new(arena: &Arena, leap: &Leap, observed: &[Value], most: usize) -> Option<Tiles> {
        let mut parts = Parts::new(arena, leap);
        let roots: Vec<usize> = (0..leap.stocks.len()).map(|stock| parts.root(stock)).collect();
        let mut sizes = vec![0_usize; leap.stocks.len()];
        roots.iter().for_each(|&root| sizes[root] += 1);
        if sizes.iter().any(|&size| size > most) {
            return None;
        }
        // The root of a part is its first stock.
        let mut tiles: Vec<u32> = Vec::with_capacity(sizes.len());
        let (mut tile, mut filled) = (0, 0);
        for &size in &sizes {
            if filled + size > most {
                (tile, filled) = (tile + 1, 0);
            }
            filled += size;
            tiles.push(tile);
        }
        let count = tile as usize + 1;
        let values = (0..arena.len()).map(|value| tiles.get(parts.root(sizes.len() + value)).copied());
        let mut tiles = Tiles {
            values: values.collect(),
            observed: Vec::new(),
            stocks: roots.iter().map(|&root| tiles[root]).collect(),
            count,
        };
        let everywhere = leap.values.iter().filter(|&&value| tiles.of(value).is_none()).count();
        let worth_while = count > 1 && everywhere * count <= leap.values.len();
        worth_while.then(|| {
            tiles.observe(arena, observed);
            tiles
        })
    }

    fn observe(&mut self, arena: &Arena, observed: &[Value]) {
        self.observed = self.values.clone();
        for &value in observed {
            let last = arena.node(value).operands().filter_map(|operand| self.observed[operand.0 as usize]).max();
            let own = &mut self.observed[value.0 as usize];
            // What depends on time and parameters alone may be computed anywhere.
            *own = (*own).max(last).or(Some(0));
        }
    }

    /// Where a value of the leap is computed. None for what depends on no stock, and is computed wherever it is needed.
    pub(super) fn of(&self, value: Value) -> Option<usize> {
        self.values[value.0 as usize].map(|tile| tile as usize)
    }

    /// Where a value behind what is observed is computed. None for what is the same at all steps, or depends on time
    /// alone.
    pub(super) fn of_observed(&self, value: Value) -> Option<usize> {
        self.observed[value.0 as usize].map(|tile| tile as usize)
    }

    pub(super) fn of_stock(&self, leap: &Leap, state: StateIndex) -> usize {
        number(leap, state).map_or(0, |stock| self.stocks[stock] as usize)
    }
}

/// A state's number among the stocks of a leap.
fn number(leap: &Leap, state: StateIndex) -> Option<usize> {
    leap.stocks.binary_search_by_key(&state, |stock| stock.0).ok()
}

/// What is connected, as trees (Tarjan, "Efficiency of a good but not linear set union algorithm", JACM 1975): first
/// come the leap's stocks, then all values. A root is the first of its tree.
struct Parts {
    above: Vec<usize>,
}

impl Parts {
    fn new(arena: &Arena, leap: &Leap) -> Parts {
        let stocks = leap.stocks.len();
        let node = |value: Value| stocks + value.0 as usize;
        let mut parts = Parts { above: (0..stocks + arena.len()).collect() };
        for value in arena.values() {
            if let Node::State(state) = arena.node(value)
                && let Some(stock) = number(leap, state)
            {
                parts.join(stock, node(value));
            }
        }
        // Whether a value depends on stocks: what does not connects nothing.
        let mut moves = vec![false; arena.len()];
        for &value in &leap.values {
            let state = matches!(arena.node(value), Node::State(_));
            for operand in arena.node(value).operands().filter(|operand| moves[operand.0 as usize]) {
                parts.join(node(value), node(operand));
            }
            moves[value.0 as usize] = state || arena.node(value).operands().any(|operand| moves[operand.0 as usize]);
        }
        for (stock, (_, rate)) in leap.stocks.iter().enumerate().filter(|(_, (_, rate))| moves[rate.0 as usize]) {
            parts.join(stock, node(*rate));
        }
        parts
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.above[at] != at {
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.above[a.max(b)] = a.min(b);
    }
}
