//! Instructions from values: gives each result a row.
//!
//! Rows are given by a linear scan over the code: a row is free again after the last instruction that reads it, and
//! the one freed last is given first, as it is most likely still in the cache. A result never takes a row that its
//! own instruction reads.

use std::collections::HashMap;

use super::Width;
use super::arena::{Arena, Hand, Node};
use super::form::{Form, Forms};
use super::leap::{self, Item, Leap, Target};
use super::tile::Tiles;
use super::tiled::Tiled;
use crate::graph::{ParameterIndex, StateIndex, Value};
use crate::kernel::{CHUNKS, Instruction, Place, Places};

/// Lays out parts of code over one frame.
///
/// Until the number of rows is known, a place tells the number of a row or of a scalar, as if there were nothing else.
pub(crate) struct Emitter<'a> {
    arena: &'a Arena,
    places: Vec<Option<Place>>,
    kept: Vec<bool>,
    states: Rows<StateIndex>,
    rows: usize,
    free: Vec<usize>,
    scalars: usize,
    constants: Vec<(Place, f64)>,
}

/// The rows of leaves. They are only ever asked for one leaf.
type Rows<Leaf> = HashMap<Leaf, usize>;

/// The code, and where values lie.
pub(crate) struct Emitted {
    pub(crate) parts: Vec<Vec<Instruction>>,
    pub(crate) leap: Option<Vec<Instruction>>,
    /// A leap in tiles, which compute what is observed, too.
    pub(crate) tiled: Option<Tiled>,
    pub(crate) rows: usize,
    /// How many vectors a row has.
    pub(crate) vectors: usize,
    places: Vec<Option<Place>>,
    states: Rows<StateIndex>,
    parameters: Rows<ParameterIndex>,
    hands: Vec<(Hand, usize)>,
    scalars: usize,
    constants: Vec<(Place, f64)>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Emitter<'a> {
        Emitter {
            arena,
            places: vec![None; arena.len()],
            kept: vec![false; arena.len()],
            states: HashMap::new(),
            rows: 0,
            free: Vec::new(),
            scalars: 0,
            constants: Vec::new(),
        }
    }

    /// Gives a value a scalar, to be written from outside.
    pub(crate) fn scalar(&mut self, value: Value) {
        let scalar = self.take_scalar();
        self.places[value.0 as usize] = Some(scalar);
    }

    /// Gives a state a row, to be written from outside.
    pub(crate) fn state(&mut self, state: StateIndex) {
        let row = self.take_row();
        self.states.insert(state, row);
    }

    /// Values whose rows stay after the code has run.
    pub(crate) fn keep(&mut self, values: impl Iterator<Item = Value>) {
        for value in values {
            self.kept[value.0 as usize] = true;
        }
    }

    /// Emits the parts, which run in this order. Rows that the first of several parts computes stay for the others,
    /// however often those run. A leap runs after the first part, instead of all the others.
    pub(crate) fn emit(mut self, parts: &[Vec<Value>], leap: Option<&Leap>, width: Width) -> Emitted {
        let (parameters, hands) = self.place_leaves(parts, leap);
        let observed = parts.last().map_or(&[][..], Vec::as_slice);
        let tiles =
            leap.and_then(|leap| Tiles::new(self.arena, leap, observed, width.stocks_nearby(leap.stocks.len())));
        let together = |a, b| tiles.as_ref().is_none_or(|tiles| tiles.of_observed(a) == tiles.of_observed(b));
        let forms = Forms::new(self.arena, parts, &[], |value| self.is_kept(value), together);
        let last_use = self.last_uses(parts, &forms);
        let mut position = 0;
        let mut code: Vec<Vec<Instruction>> = Vec::new();
        let (mut leap_code, mut tiled) = (None, None);
        for (number, part) in parts.iter().enumerate() {
            let mut line = Vec::with_capacity(forms.count(part));
            for &value in part {
                let Some(form) = forms.of(value) else { continue };
                line.push(self.place(&form, Target::Value(value)));
                self.release(&form, |value| last_use[value.0 as usize] == Some(position));
                position += 1;
            }
            code.push(line);
            let Some(leap) = leap.filter(|_| number == 0) else { continue };
            if let Some(tiles) = &tiles {
                tiled = Some(self.emit_tiles(leap, observed, &forms, tiles));
                break;
            }
            leap_code = Some(self.emit_leap(leap));
        }
        // Kept values may be constants that no instruction reads.
        for value in self.arena.values() {
            if self.kept[value.0 as usize] && self.arena.as_constant(value).is_some() {
                self.operand(value);
            }
        }
        let mut emitted = Emitted {
            parts: code,
            leap: leap_code,
            tiled,
            rows: self.rows,
            vectors: width.vectors(self.rows),
            places: self.places,
            states: self.states,
            parameters,
            hands,
            scalars: self.scalars,
            constants: self.constants,
        };
        emitted.settle();
        emitted
    }

    /// Emits a leap over the rows that are free, which are free again afterwards.
    fn emit_leap(&mut self, leap: &Leap) -> Vec<Instruction> {
        let items = self.schedule(leap);
        let before = self.free_rows();
        let line = self.line(&items, |_| false);
        self.leave(&items, before);
        line
    }

    /// The instructions of a leap, in their order.
    pub(super) fn schedule(&self, leap: &Leap) -> Vec<Item> {
        let rates: Vec<Value> = leap.stocks.iter().map(|stock| stock.1).collect();
        let values = std::slice::from_ref(&leap.values);
        leap::schedule(self.arena, leap, Forms::new(self.arena, values, &rates, |_| false, |_, _| true))
    }

    /// Emits a line by itself: only values that it computes, and that are not `kept`, give their rows back.
    pub(super) fn line(&mut self, items: &[Item], kept: impl Fn(Value) -> bool) -> Vec<Instruction> {
        let mut last: HashMap<Value, u32> = HashMap::new();
        for (position, Item { form, target }) in (0..).zip(items) {
            if let Target::Value(value) = *target
                && !kept(value)
            {
                last.insert(value, position);
            }
            for operand in form.operands.into_iter().flatten() {
                last.entry(operand).and_modify(|last| *last = position);
            }
        }
        let mut line = Vec::with_capacity(items.len());
        for (position, Item { form, target }) in (0..).zip(items) {
            line.push(self.place(form, *target));
            self.release(form, |value| last.get(&value) == Some(&position));
        }
        line
    }

    /// The rows that are free, and how many there are in all.
    pub(super) fn free_rows(&self) -> (Vec<usize>, usize) {
        (self.free.clone(), self.rows)
    }

    /// Forgets where values of a line lie: the rows that were free before it are free again, with those it added.
    pub(super) fn leave(&mut self, items: &[Item], (free, rows): (Vec<usize>, usize)) {
        for item in items {
            if let Target::Value(value) = item.target {
                self.places[value.0 as usize] = None;
            }
        }
        self.free = free;
        self.free.extend(rows..self.rows);
    }

    /// Places an instruction's operands and result.
    fn place(&mut self, form: &Form, target: Target) -> Instruction {
        let [a, b, c, d] =
            form.operands.map(|operand| operand.map_or_else(Place::default, |value| self.operand(value)));
        let destination = match target {
            Target::Value(value) => self.own_row(value),
            Target::State(state) => self.states.get(&state).map_or_else(Place::default, |row| Place::row(*row)),
        };
        Instruction { opcode: form.opcode, places: Places { destination, a, b, c, d, table: form.table } }
    }

    /// Whether a value's row stays after the code has run.
    pub(super) fn is_kept(&self, value: Value) -> bool {
        self.kept[value.0 as usize]
    }

    /// Where a value lies.
    pub(super) fn find(&self, value: Value) -> Option<Place> {
        self.places[value.0 as usize]
    }

    /// Says where a value lies.
    pub(super) fn put(&mut self, value: Value, place: Option<Place>) {
        self.places[value.0 as usize] = place;
    }

    /// Puts a value into a row of its own.
    pub(super) fn own_row(&mut self, value: Value) -> Place {
        let row = Place::row(self.take_row());
        self.put(value, Some(row));
        row
    }

    fn take_row(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.rows += 1;
            self.rows - 1
        })
    }

    fn take_scalar(&mut self) -> Place {
        self.scalars += 1;
        Place::scalar(self.scalars - 1)
    }

    /// Where a value lies. Constants get a scalar when first met.
    fn operand(&mut self, value: Value) -> Place {
        if let Some(place) = self.places[value.0 as usize] {
            return place;
        }
        let scalar = self.take_scalar();
        self.places[value.0 as usize] = Some(scalar);
        // Anything else was placed when it was computed.
        let number = self.arena.as_constant(value).unwrap_or(f64::NAN);
        self.constants.push((scalar, number));
        scalar
    }

    /// Gives rows to what is not computed: parameters and the clock's hands, and points to those of states.
    fn place_leaves(
        &mut self,
        parts: &[Vec<Value>],
        leap: Option<&Leap>,
    ) -> (Rows<ParameterIndex>, Vec<(Hand, usize)>) {
        let (mut parameters, mut hands) = (HashMap::new(), Vec::new());
        for &value in parts.iter().flatten().chain(leap.iter().flat_map(|leap| &leap.values)) {
            let row = match self.arena.node(value) {
                Node::Parameter(parameter) => {
                    let row = self.take_row();
                    parameters.insert(parameter, row);
                    Some(row)
                }
                Node::Clock(hand) => {
                    let row = self.take_row();
                    hands.push((hand, row));
                    Some(row)
                }
                Node::State(state) => self.states.get(&state).copied(),
                _ => None,
            };
            if let Some(row) = row {
                self.places[value.0 as usize] = Some(Place::row(row));
            }
        }
        (parameters, hands)
    }

    /// The position of the last instruction that reads each value; none if it stays.
    fn last_uses(&self, parts: &[Vec<Value>], forms: &Forms) -> Vec<Option<u32>> {
        let mut last: Vec<Option<u32>> = vec![Some(0); self.arena.len()];
        let mut first_part = vec![false; self.arena.len()];
        let mut position = 0;
        for (number, part) in parts.iter().enumerate() {
            for &value in part {
                let Some(form) = forms.of(value) else { continue };
                first_part[value.0 as usize] = number == 0;
                for operand in form.operands.into_iter().flatten() {
                    let stays = number > 0 && first_part[operand.0 as usize];
                    let last = &mut last[operand.0 as usize];
                    *last = if stays { None } else { last.map(|_| position) };
                }
                position += 1;
            }
        }
        for (value, last) in self.arena.values().zip(&mut last) {
            let leaf = matches!(self.arena.node(value), Node::Parameter(_) | Node::State(_) | Node::Clock(_));
            if leaf || self.kept[value.0 as usize] {
                *last = None;
            }
        }
        last
    }

    /// Gives back the rows of what an instruction is the last to read.
    fn release(&mut self, form: &Form, is_last: impl Fn(Value) -> bool) {
        for (i, operand) in form.operands.iter().enumerate() {
            let Some(operand) = *operand else { continue };
            let repeated = form.operands[..i].contains(&Some(operand));
            if let Some(place) = self.places[operand.0 as usize]
                && place.is_row()
                && is_last(operand)
                && !repeated
            {
                self.free.push(place.chunk());
            }
        }
    }
}

impl Emitted {
    /// Writes into all instructions where places are in the frame.
    fn settle(&mut self) {
        let (rows, vectors) = (self.rows, self.vectors);
        let lines = self.parts.iter_mut().chain(&mut self.leap);
        let tiled = self.tiled.iter_mut().flat_map(Tiled::instructions_mut);
        for Instruction { places: Places { destination, a, b, c, d, .. }, .. } in lines.flatten().chain(tiled) {
            for place in [destination, a, b, c, d] {
                *place = in_frame(*place, rows, vectors);
            }
        }
        for (_, place) in self.tiled.iter_mut().flat_map(Tiled::slots_mut) {
            *place = in_frame(*place, rows, vectors);
        }
    }

    fn in_frame(&self, place: Place) -> Place {
        in_frame(place, self.rows, self.vectors)
    }

    /// The chunks of the frame: the rows, the scalars, and room to read any scalar as if it were the widest row.
    pub(crate) fn frame_chunks(&self) -> usize {
        self.rows * self.vectors + self.scalars + CHUNKS
    }

    /// Where a kept value lies, or a scalar.
    pub(crate) fn place(&self, value: Value) -> Place {
        self.places[value.0 as usize].map(|place| self.in_frame(place)).unwrap_or_default()
    }

    pub(crate) fn state(&self, state: StateIndex) -> Place {
        self.states.get(&state).map(|row| Place::row(row * self.vectors)).unwrap_or_default()
    }

    pub(crate) fn parameter(&self, parameter: ParameterIndex) -> Option<Place> {
        self.parameters.get(&parameter).map(|row| Place::row(row * self.vectors))
    }

    pub(crate) fn hands(&self) -> Vec<(Hand, Place)> {
        self.hands.iter().map(|&(hand, row)| (hand, Place::row(row * self.vectors))).collect()
    }

    /// The scalars that never change.
    pub(crate) fn constants(&self) -> Vec<(Place, f64)> {
        self.constants.iter().map(|&(scalar, number)| (self.in_frame(scalar), number)).collect()
    }
}

/// The place in a frame of the row or scalar of this number, where there are so many rows, each so wide.
fn in_frame(place: Place, rows: usize, vectors: usize) -> Place {
    match place.is_row() {
        true => Place::row(place.chunk() * vectors),
        false => Place::scalar(rows * vectors + place.chunk()),
    }
}
