//! The code of [tiles](super::tile): each has a line that takes its stocks a step on, and one for what is observed.
//!
//! What later tiles, or the observer, need of a tile is put aside in a slot, one for each moment, before its stocks go
//! on; whoever needs it finds it in a row of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::emit::Emitter;
use super::form::Forms;
use super::leap::{Item, Leap, Target};
use super::tile::Tiles;
use crate::graph::Value;
use crate::kernel::{Instruction, Place};

/// A number of a slot, and the row that it is filled from, or fills.
pub(crate) type Slot = (usize, Place);

/// A leap in tiles.
#[derive(Debug, Clone)]
pub(crate) struct Tiled {
    pub(crate) tiles: Vec<Tile>,
    pub(crate) slots: usize,
    /// What the observer sees.
    pub(crate) shows: Vec<Slot>,
}

#[derive(Debug, Clone)]
pub(crate) struct Tile {
    pub(crate) leap: Vec<Instruction>,
    pub(crate) output: Vec<Instruction>,
    /// What the output line needs of earlier tiles.
    pub(crate) takes: Vec<Slot>,
    /// What is needed of this tile.
    pub(crate) gives: Vec<Slot>,
    /// What both lines need of what changes with time alone: its number, and its scalar.
    pub(crate) uniforms: Vec<Slot>,
}

impl Tiled {
    /// All lines of code.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Vec<Instruction>> {
        self.tiles.iter().flat_map(|tile| [&tile.leap, &tile.output])
    }

    pub(super) fn instructions_mut(&mut self) -> impl Iterator<Item = &mut Instruction> {
        self.tiles.iter_mut().flat_map(|tile| tile.leap.iter_mut().chain(&mut tile.output))
    }

    pub(super) fn slots_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        let tiles = self.tiles.iter_mut().flat_map(|tile| tile.takes.iter_mut().chain(&mut tile.gives));
        tiles.chain(&mut self.shows)
    }

    /// Notes which of what changes with time alone each tile reads; given is where it lies.
    pub(super) fn note_uniforms(&mut self, places: &[Place]) {
        let number: BTreeMap<Place, usize> =
            places.iter().enumerate().map(|(number, &place)| (place, number)).collect();
        for tile in &mut self.tiles {
            let reads = tile.leap.iter().chain(&tile.output).flat_map(Instruction::reads).flatten();
            let read: BTreeSet<Slot> = reads.filter_map(|place| Some((*number.get(&place)?, place))).collect();
            tile.uniforms = read.into_iter().collect();
        }
    }
}

impl Emitter<'_> {
    /// Emits a leap, and with it the values behind what is observed, as chosen.
    pub(super) fn emit_tiles(&mut self, leap: &Leap, observed: &[Value], forms: &Forms, tiles: &Tiles) -> Tiled {
        let leaps = distribute(self.schedule(leap), leap, tiles);
        let mut outputs: Vec<Vec<Item>> = vec![Vec::new(); tiles.count];
        for &value in observed {
            if let Some(form) = forms.of(value) {
                outputs[tiles.of_observed(value).unwrap_or(0)].push(Item { form, target: Target::Value(value) });
            }
        }
        let shown: Vec<Value> = observed.iter().copied().filter(|&value| self.is_kept(value)).collect();
        let crossing = Crossing::new(&outputs, &shown, tiles);
        let lines = leaps.iter().zip(&outputs).enumerate();
        let tiles = lines.map(|(tile, (leap, output))| self.emit_tile(leap, output, &crossing, tile)).collect();
        let shows = shown.iter().map(|&value| (crossing.slots[&value].slot, self.own_row(value))).collect();
        Tiled { tiles, slots: crossing.slots.len(), shows }
    }

    fn emit_tile(&mut self, leap: &[Item], output: &[Item], crossing: &Crossing, number: usize) -> Tile {
        let before = self.free_rows();
        let leap_line = self.line(leap, |_| false);
        self.leave(leap, before);
        let before = self.free_rows();
        let mut takes: Vec<Slot> = Vec::new();
        let mut moved: Vec<(Value, Option<Place>)> = Vec::new();
        for (value, slot) in crossing.into(output, number) {
            moved.push((value, self.find(value)));
            takes.push((slot, self.own_row(value)));
        }
        let output_line = self.line(output, |value| crossing.slots.contains_key(&value));
        let gives = crossing.out_of(number);
        let gives = gives.filter_map(|(value, slot)| Some((slot, self.find(value)?))).collect();
        moved.into_iter().for_each(|(value, place)| self.put(value, place));
        self.leave(output, before);
        Tile { leap: leap_line, output: output_line, takes, gives, uniforms: Vec::new() }
    }
}

/// A leap's instructions by tile. What belongs to none goes to each that needs it.
fn distribute(items: Vec<Item>, leap: &Leap, tiles: &Tiles) -> Vec<Vec<Item>> {
    let mut lines: Vec<Vec<Item>> = vec![Vec::new(); tiles.count];
    let mut needed: HashMap<Value, BTreeSet<usize>> = HashMap::new();
    for item in items.into_iter().rev() {
        let by = match item.target {
            Target::State(state) => BTreeSet::from([tiles.of_stock(leap, state)]),
            Target::Value(value) => match tiles.of(value) {
                Some(tile) => BTreeSet::from([tile]),
                None => needed.remove(&value).unwrap_or_default(),
            },
        };
        for operand in item.form.operands.into_iter().flatten().filter(|&operand| tiles.of(operand).is_none()) {
            needed.entry(operand).or_default().extend(&by);
        }
        by.into_iter().for_each(|tile| lines[tile].push(item.clone()));
    }
    lines.iter_mut().for_each(|line| line.reverse());
    lines
}

/// What is needed after its tile has gone on.
struct Crossing {
    slots: BTreeMap<Value, Origin>,
}

struct Origin {
    tile: usize,
    slot: usize,
}

impl Crossing {
    fn new(outputs: &[Vec<Item>], shown: &[Value], tiles: &Tiles) -> Crossing {
        let mut values: BTreeSet<Value> = shown.iter().copied().collect();
        for (tile, items) in outputs.iter().enumerate() {
            let operands = items.iter().flat_map(|item| item.form.operands).flatten();
            values.extend(operands.filter(|&value| tiles.of_observed(value).is_some_and(|origin| origin < tile)));
        }
        let origin =
            |(slot, value): (usize, Value)| (value, Origin { tile: tiles.of_observed(value).unwrap_or(0), slot });
        Crossing { slots: values.into_iter().enumerate().map(origin).collect() }
    }

    /// What some instructions of a tile need of earlier ones, with its slots.
    fn into(&self, items: &[Item], tile: usize) -> BTreeMap<Value, usize> {
        let operands = items.iter().flat_map(|item| item.form.operands).flatten();
        let slot =
            |value| self.slots.get(&value).filter(|origin| origin.tile < tile).map(|origin| (value, origin.slot));
        operands.filter_map(slot).collect()
    }

    /// What is needed of a tile, with its slots.
    fn out_of(&self, tile: usize) -> impl Iterator<Item = (Value, usize)> {
        let from = self.slots.iter().filter(move |(_, origin)| origin.tile == tile);
        from.map(|(&value, origin)| (value, origin.slot))
    }
}
