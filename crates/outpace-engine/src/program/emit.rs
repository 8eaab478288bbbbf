//! Instructions from values: chooses them, fusing two operations into one where nothing else needs the first, and
//! gives each result a row.
//!
//! Rows are given by a linear scan over the code: a row is free again after the last instruction that reads it, and
//! the one freed last is given first, as it is most likely still in the cache. A result never takes a row that its
//! own instruction reads.

use std::collections::HashMap;

use super::Width;
use super::arena::{Arena, Hand, Node};
use super::leap::{self, Item, Leap, Target};
use crate::graph::{BinaryOp, ParameterIndex, StateIndex, Value};
use crate::kernel::operation::Comparison;
use crate::kernel::{Arithmetic, CHUNKS, Instruction, Opcode, Place, Places};

/// An instruction whose operands are values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) opcode: Opcode,
    pub(crate) operands: [Option<Value>; 4],
    pub(crate) table: u32,
}

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
        let forms = self.choose(parts, &[]);
        let last_use = self.last_uses(parts, &forms);
        let mut position = 0;
        let mut code: Vec<Vec<Instruction>> = Vec::new();
        let mut leap_code = None;
        for (number, part) in parts.iter().enumerate() {
            let mut line = Vec::with_capacity(forms.count(part));
            for &value in part {
                let Some(form) = forms.of(value) else { continue };
                line.push(self.place(&form, Target::Value(value)));
                self.release(&form, &last_use, position);
                position += 1;
            }
            code.push(line);
            if number == 0 {
                leap_code = leap.map(|leap| self.emit_leap(leap));
            }
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
        let rates: Vec<Value> = leap.stocks.iter().map(|stock| stock.1).collect();
        let kept = std::mem::replace(&mut self.kept, vec![false; self.arena.len()]);
        let forms = self.choose(std::slice::from_ref(&leap.values), &rates);
        self.kept = kept;
        let items = leap::schedule(self.arena, leap, forms);
        // What the leap does not compute itself stays.
        let mut last_use: Vec<Option<u32>> = vec![None; self.arena.len()];
        for (position, Item { form, target }) in (0..).zip(&items) {
            if let Target::Value(value) = target {
                last_use[value.0 as usize] = Some(position);
            }
            for operand in form.operands.into_iter().flatten() {
                let last = &mut last_use[operand.0 as usize];
                *last = last.map(|_| position);
            }
        }
        let (free, rows) = (self.free.clone(), self.rows);
        let mut line = Vec::with_capacity(items.len());
        for (position, Item { form, target }) in (0..).zip(&items) {
            line.push(self.place(form, *target));
            self.release(form, &last_use, position);
        }
        for item in &items {
            if let Target::Value(value) = item.target {
                self.places[value.0 as usize] = None;
            }
        }
        self.free = free;
        self.free.extend(rows..self.rows);
        line
    }

    /// Places an instruction's operands and result.
    fn place(&mut self, form: &Form, target: Target) -> Instruction {
        let [a, b, c, d] =
            form.operands.map(|operand| operand.map_or_else(Place::default, |value| self.operand(value)));
        let destination = match target {
            Target::Value(value) => {
                let row = Place::row(self.take_row());
                self.places[value.0 as usize] = Some(row);
                row
            }
            Target::State(state) => self.states.get(&state).map_or_else(Place::default, |row| Place::row(*row)),
        };
        Instruction { opcode: form.opcode, places: Places { destination, a, b, c, d, table: form.table } }
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

    /// Which instruction computes each value; `outside` are values that are used from outside.
    fn choose(&self, parts: &[Vec<Value>], outside: &[Value]) -> Forms<'a> {
        let mut uses = vec![0_u32; self.arena.len()];
        for value in outside {
            uses[value.0 as usize] += 1;
        }
        for &value in parts.iter().flatten() {
            for operand in self.arena.node(value).operands() {
                uses[operand.0 as usize] += 1;
            }
        }
        let mut forms = Forms { arena: self.arena, roles: vec![Role::None; self.arena.len()], uses };
        for part in parts {
            let mut inside = vec![false; self.arena.len()];
            for &value in part {
                inside[value.0 as usize] = true;
                // An operation that this one may swallow: of this part, not yet a pair, and needed nowhere else.
                let free = |inner: Value| {
                    let at = inner.0 as usize;
                    let alone = inside[at] && forms.uses[at] == 1 && !self.kept[at];
                    alone && forms.of(inner).is_some_and(|form| matches!(form.opcode, Opcode::Binary(_)))
                };
                let (form, swallowed) = fuse(self.arena, value, free);
                forms.roles[value.0 as usize] = if form.is_some() { Role::Whole } else { Role::None };
                if let Some(inner) = swallowed {
                    forms.swallow(inner);
                }
            }
        }
        forms
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

    fn release(&mut self, form: &Form, last_use: &[Option<u32>], position: u32) {
        for (i, operand) in form.operands.iter().enumerate() {
            let Some(operand) = *operand else { continue };
            let repeated = form.operands[..i].contains(&Some(operand));
            if let Some(place) = self.places[operand.0 as usize]
                && place.is_row()
                && last_use[operand.0 as usize] == Some(position)
                && !repeated
            {
                self.free.push(place.chunk());
            }
        }
    }
}

/// The instructions that compute values. They are made anew whenever somebody asks: kept, those of a large model would
/// take more memory than all the rest of it.
pub(crate) struct Forms<'a> {
    arena: &'a Arena,
    roles: Vec<Role>,
    /// How often each value is used, by other values or from outside.
    uses: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// Not computed by an instruction.
    None,
    /// Computed by an instruction of its own.
    Whole,
    /// Computed inside the instruction of the one value that needs it.
    Part,
}

impl Forms<'_> {
    /// The instruction for a value; none for values that are not computed, or inside another's instruction.
    pub(crate) fn of(&self, value: Value) -> Option<Form> {
        let is_part = |inner: Value| self.roles[inner.0 as usize] == Role::Part;
        self.has(value).then(|| fuse(self.arena, value, is_part).0).flatten()
    }

    /// Whether a value has an instruction of its own.
    pub(crate) fn has(&self, value: Value) -> bool {
        self.roles[value.0 as usize] == Role::Whole
    }

    /// How many of these values have one.
    fn count(&self, values: &[Value]) -> usize {
        values.iter().filter(|&&value| self.has(value)).count()
    }

    /// How often a value is used.
    pub(crate) fn uses(&self, value: Value) -> u32 {
        self.uses[value.0 as usize]
    }

    /// Makes a value part of the instruction of the only one that uses it.
    pub(crate) fn swallow(&mut self, value: Value) {
        self.roles[value.0 as usize] = Role::Part;
    }
}

/// The instruction for a value, and the operand it swallows.
fn fuse(arena: &Arena, value: Value, free: impl Fn(Value) -> bool) -> (Option<Form>, Option<Value>) {
    let form = |opcode, operands| Some(Form { opcode, operands, table: 0 });
    let inner = |value: Value| match arena.node(value) {
        Node::Binary(op, a, b) if free(value) => Some((op, a, b)),
        _ => None,
    };
    let arithmetic = |value: Value| inner(value).and_then(|(op, a, b)| Some((Arithmetic::of(op)?, a, b)));
    match arena.node(value) {
        Node::Constant(_) | Node::Parameter(_) | Node::Clock(_) | Node::State(_) => (None, None),
        // What a finished graph computes needs no phases.
        Node::Phase(..) => (None, None),
        Node::Read(device, reading, a, b) | Node::First(device, reading, a, b) => {
            (form(Opcode::Read(device, reading), [Some(a), Some(b), None, None]), None)
        }
        Node::Unary(op, x) => (form(Opcode::Unary(op), [Some(x), None, None, None]), None),
        Node::Ternary(op, a, b, c) => (form(Opcode::Ternary(op), [Some(a), Some(b), Some(c), None]), None),
        Node::Lookup(table, x) => {
            let operands = [Some(x), None, None, None];
            (Some(Form { opcode: Opcode::Lookup, operands, table: table.0 }), None)
        }
        Node::Select(condition, then, otherwise) => {
            let comparison = inner(condition).and_then(|(op, a, b)| Some((Comparison::of(op)?, a, b)));
            match comparison {
                Some((comparison, a, b)) => {
                    let operands = [Some(a), Some(b), Some(then), Some(otherwise)];
                    (form(Opcode::SelectWhere(comparison), operands), Some(condition))
                }
                None => (form(Opcode::Select, [Some(condition), Some(then), Some(otherwise), None]), None),
            }
        }
        Node::Binary(op, x, y) => {
            let plain = (form(Opcode::Binary(op), [Some(x), Some(y), None, None]), None);
            let Some(second) = Arithmetic::of(op) else { return plain };
            if let Some((first, a, b)) = arithmetic(x) {
                return (form(Opcode::PairLeft(first, second), [Some(a), Some(b), Some(y), None]), Some(x));
            }
            match arithmetic(y) {
                Some((first, a, b)) if matches!(op, BinaryOp::Add | BinaryOp::Multiply) => {
                    (form(Opcode::PairLeft(first, second), [Some(a), Some(b), Some(x), None]), Some(y))
                }
                Some((first, a, b)) => {
                    (form(Opcode::PairRight(first, second), [Some(a), Some(b), Some(x), None]), Some(y))
                }
                None => plain,
            }
        }
    }
}

impl Emitted {
    /// Writes into all instructions where places are in the frame.
    fn settle(&mut self) {
        let (rows, vectors) = (self.rows, self.vectors);
        let lines = self.parts.iter_mut().chain(&mut self.leap);
        for Instruction { places: Places { destination, a, b, c, d, .. }, .. } in lines.flatten() {
            for place in [destination, a, b, c, d] {
                *place = in_frame(*place, rows, vectors);
            }
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
