//! Instructions from values: chooses them, fusing two operations into one where nothing else needs the first, and
//! gives each result a row.
//!
//! Rows are given by a linear scan over the code: a row is free again after the last instruction that reads it, and
//! the one freed last is given first, as it is most likely still in the cache. A result never takes a row that its
//! own instruction reads.

use std::collections::HashMap;

use super::arena::{Arena, Hand, Node};
use super::leap::{self, Item, Leap, Target};
use crate::graph::{BinaryOp, ParameterIndex, StateIndex, Value};
use crate::kernel::operation::Comparison;
use crate::kernel::{Arithmetic, CHUNKS, Instruction, Opcode, Place, Places, Width};

/// Where a value lies, before the number of rows is known.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Row(usize),
    Scalar(usize),
}

/// An instruction whose operands are values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) opcode: Opcode,
    pub(crate) operands: [Option<Value>; 4],
    pub(crate) table: u32,
}

/// An instruction, and where its result and its operands lie.
type Line = Vec<(Form, [Option<Slot>; 5])>;

/// Lays out parts of code over one frame.
pub(crate) struct Emitter<'a> {
    arena: &'a Arena,
    slots: Vec<Option<Slot>>,
    kept: Vec<bool>,
    states: Rows<StateIndex>,
    rows: usize,
    free: Vec<usize>,
    scalars: usize,
    constants: Vec<(usize, f64)>,
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
    slots: Vec<Option<Slot>>,
    states: Rows<StateIndex>,
    parameters: Rows<ParameterIndex>,
    hands: Vec<(Hand, usize)>,
    scalars: usize,
    constants: Vec<(usize, f64)>,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Emitter<'a> {
        Emitter {
            arena,
            slots: vec![None; arena.len()],
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
        self.slots[value.0 as usize] = Some(Slot::Scalar(self.scalars));
        self.scalars += 1;
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
        let (forms, _) = self.choose(parts, &[]);
        let last_use = self.last_uses(parts, &forms);
        let mut position = 0;
        let mut code: Vec<Line> = Vec::new();
        let mut leap_code = None;
        for (number, part) in parts.iter().enumerate() {
            let mut line = Vec::new();
            for &value in part {
                let Some(form) = forms[value.0 as usize] else { continue };
                line.push(self.place(form, Target::Value(value)));
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
                self.slot(value);
            }
        }
        let mut emitted = Emitted {
            parts: Vec::new(),
            leap: None,
            rows: self.rows,
            vectors: width.vectors(self.rows),
            slots: self.slots,
            states: self.states,
            parameters,
            hands,
            scalars: self.scalars,
            constants: self.constants,
        };
        emitted.parts = code.iter().map(|line| emitted.instructions(line)).collect();
        emitted.leap = leap_code.map(|line| emitted.instructions(&line));
        emitted
    }

    /// Emits a leap over the rows that are free, which are free again afterwards.
    fn emit_leap(&mut self, leap: &Leap) -> Line {
        let rates: Vec<Value> = leap.stocks.iter().map(|stock| stock.1).collect();
        let kept = std::mem::replace(&mut self.kept, vec![false; self.arena.len()]);
        let (forms, uses) = self.choose(std::slice::from_ref(&leap.values), &rates);
        self.kept = kept;
        let items = leap::schedule(self.arena, leap, forms, &uses);
        // What the leap does not compute itself stays.
        let mut last_use: Vec<Option<usize>> = vec![None; self.arena.len()];
        for (position, Item { form, target }) in items.iter().enumerate() {
            if let Target::Value(value) = target {
                last_use[value.0 as usize] = Some(position);
            }
            for operand in form.operands.into_iter().flatten() {
                let last = &mut last_use[operand.0 as usize];
                *last = last.map(|_| position);
            }
        }
        let (free, rows) = (self.free.clone(), self.rows);
        let mut line = Vec::new();
        for (position, &Item { form, target }) in items.iter().enumerate() {
            line.push(self.place(form, target));
            self.release(&form, &last_use, position);
        }
        for item in &items {
            if let Target::Value(value) = item.target {
                self.slots[value.0 as usize] = None;
            }
        }
        self.free = free;
        self.free.extend(rows..self.rows);
        line
    }

    /// Places an instruction's operands and result.
    fn place(&mut self, form: Form, target: Target) -> (Form, [Option<Slot>; 5]) {
        let [a, b, c, d] = form.operands.map(|operand| operand.map(|operand| self.slot(operand)));
        let result = match target {
            Target::Value(value) => {
                let row = Slot::Row(self.take_row());
                self.slots[value.0 as usize] = Some(row);
                Some(row)
            }
            Target::State(state) => self.states.get(&state).map(|row| Slot::Row(*row)),
        };
        (form, [result, a, b, c, d])
    }

    fn take_row(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            self.rows += 1;
            self.rows - 1
        })
    }

    /// Where a value lies. Constants get a scalar when first met.
    fn slot(&mut self, value: Value) -> Slot {
        let known = &mut self.slots[value.0 as usize];
        *known.get_or_insert_with(|| {
            // Anything else was placed when it was computed.
            let number = self.arena.as_constant(value).unwrap_or(f64::NAN);
            self.constants.push((self.scalars, number));
            self.scalars += 1;
            Slot::Scalar(self.scalars - 1)
        })
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
                self.slots[value.0 as usize] = Some(Slot::Row(row));
            }
        }
        (parameters, hands)
    }

    /// The instruction for each value; none for values that are not computed, or inside another's instruction. And
    /// how often each is used, by other values or from outside.
    fn choose(&self, parts: &[Vec<Value>], outside: &[Value]) -> (Vec<Option<Form>>, Vec<u32>) {
        let mut uses = vec![0_u32; self.arena.len()];
        for value in outside {
            uses[value.0 as usize] += 1;
        }
        for &value in parts.iter().flatten() {
            for operand in self.arena.node(value).operands() {
                uses[operand.0 as usize] += 1;
            }
        }
        let mut forms: Vec<Option<Form>> = vec![None; self.arena.len()];
        for part in parts {
            let mut inside = vec![false; self.arena.len()];
            for &value in part {
                inside[value.0 as usize] = true;
                // An operation that this one may swallow: of this part, not yet a pair, and needed nowhere else.
                let free = |inner: Value| {
                    let at = inner.0 as usize;
                    let plain = forms[at].is_some_and(|form| matches!(form.opcode, Opcode::Binary(_)));
                    plain && inside[at] && uses[at] == 1 && !self.kept[at]
                };
                let (form, swallowed) = fuse(self.arena, value, free);
                forms[value.0 as usize] = form;
                if let Some(inner) = swallowed {
                    forms[inner.0 as usize] = None;
                }
            }
        }
        (forms, uses)
    }

    /// The position of the last instruction that reads each value; none if it stays.
    fn last_uses(&self, parts: &[Vec<Value>], forms: &[Option<Form>]) -> Vec<Option<usize>> {
        let mut last: Vec<Option<usize>> = vec![Some(0); self.arena.len()];
        let mut first_part = vec![false; self.arena.len()];
        let mut position = 0;
        for (number, part) in parts.iter().enumerate() {
            for &value in part {
                let Some(form) = forms[value.0 as usize] else { continue };
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

    fn release(&mut self, form: &Form, last_use: &[Option<usize>], position: usize) {
        for (i, operand) in form.operands.iter().enumerate() {
            let Some(operand) = *operand else { continue };
            let repeated = form.operands[..i].contains(&Some(operand));
            if let Some(Slot::Row(row)) = self.slots[operand.0 as usize]
                && last_use[operand.0 as usize] == Some(position)
                && !repeated
            {
                self.free.push(row);
            }
        }
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
        // Finished graphs have no phases.
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
    fn encode(&self, slot: Slot) -> Place {
        match slot {
            Slot::Row(row) => Place::row(row * self.vectors),
            Slot::Scalar(scalar) => Place::scalar(self.rows * self.vectors + scalar),
        }
    }

    fn instructions(&self, line: &Line) -> Vec<Instruction> {
        line.iter().map(|entry| self.instruction(entry)).collect()
    }

    fn instruction(&self, (form, slots): &(Form, [Option<Slot>; 5])) -> Instruction {
        let [destination, a, b, c, d] = slots.map(|slot| slot.map(|slot| self.encode(slot)).unwrap_or_default());
        Instruction { opcode: form.opcode, places: Places { destination, a, b, c, d, table: form.table } }
    }

    /// The chunks of the frame: the rows, the scalars, and room to read any scalar as if it were the widest row.
    pub(crate) fn frame_chunks(&self) -> usize {
        self.rows * self.vectors + self.scalars + CHUNKS
    }

    /// Where a kept value lies, or a scalar.
    pub(crate) fn place(&self, value: Value) -> Place {
        self.slots[value.0 as usize].map(|slot| self.encode(slot)).unwrap_or_default()
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
        self.constants.iter().map(|&(scalar, number)| (self.encode(Slot::Scalar(scalar)), number)).collect()
    }
}
