//! Which instruction computes a value: two operations become one where nothing else needs the first.

use super::arena::{Arena, Node};
use crate::graph::{BinaryOp, Value};
use crate::kernel::operation::Comparison;
use crate::kernel::{Arithmetic, Opcode};

/// An instruction whose operands are values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) opcode: Opcode,
    pub(crate) operands: [Option<Value>; 4],
    pub(crate) table: u32,
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

impl<'a> Forms<'a> {
    /// Which instruction computes each value of some parts. `outside` are values that are used from outside, `kept` says
    /// which must have an instruction of their own, and `together` whether one value may be computed inside another's.
    pub(super) fn new(
        arena: &'a Arena,
        parts: &[Vec<Value>],
        outside: &[Value],
        kept: impl Fn(Value) -> bool,
        together: impl Fn(Value, Value) -> bool,
    ) -> Forms<'a> {
        let mut uses = vec![0_u32; arena.len()];
        for value in outside {
            uses[value.0 as usize] += 1;
        }
        for &value in parts.iter().flatten() {
            for operand in arena.node(value).operands() {
                uses[operand.0 as usize] += 1;
            }
        }
        let mut forms = Forms { arena, roles: vec![Role::None; arena.len()], uses };
        for part in parts {
            let mut inside = vec![false; arena.len()];
            for &value in part {
                inside[value.0 as usize] = true;
                // An operation that this one may swallow: of this part, not yet a pair, and needed nowhere else.
                let free = |inner: Value| {
                    let at = inner.0 as usize;
                    let alone = inside[at] && forms.uses[at] == 1 && !kept(inner) && together(inner, value);
                    alone && forms.of(inner).is_some_and(|form| matches!(form.opcode, Opcode::Binary(_)))
                };
                let (form, swallowed) = fuse(arena, value, free);
                forms.roles[value.0 as usize] = if form.is_some() { Role::Whole } else { Role::None };
                if let Some(inner) = swallowed {
                    forms.swallow(inner);
                }
            }
        }
        forms
    }

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
    pub(super) fn count(&self, values: &[Value]) -> usize {
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
