//! Values in single-assignment form: each node refers to earlier nodes only, equal nodes are stored once.
//!
//! Nodes are simplified as they are inserted, by rules that keep every bit of the result (so that a parameter set
//! to a constant gives what the same parameter gives when it varies). `x + 0` is not such a rule: it turns -0 to 0.

use super::index::Index;
use crate::device::Reading;
use crate::graph::{BinaryOp, ParameterIndex, StateIndex, TableIndex, TernaryOp, UnaryOp, Value, index_of};
use crate::kernel::quotient::is_exact;
use crate::kernel::scalar;
use crate::lookup::Table;
use std::ops::Deref;

/// What the clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Hand {
    /// The time of the stage.
    Time,
    /// The time at the start of the step.
    StepStart,
    /// The time from the start of the step to its end.
    StepLength,
}

/// How one value is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A number, by its bits.
    Constant(u64),
    Parameter(ParameterIndex),
    Clock(Hand),
    State(StateIndex),
    /// `(initial, active)`; resolved when the graph is finished.
    Phase(Value, Value),
    Unary(UnaryOp, Value),
    Binary(BinaryOp, Value, Value),
    Ternary(TernaryOp, Value, Value, Value),
    /// `(condition, then, otherwise)`.
    Select(Value, Value, Value),
    Lookup(TableIndex, Value),
    /// What a device gives.
    Read(StateIndex, Reading, Value, Value),
    /// What a device gives of what it starts with; made when the graph is finished.
    First(StateIndex, Reading, Value, Value),
}

impl Node {
    /// The values this one is computed from.
    pub(crate) fn operands(&self) -> impl Iterator<Item = Value> + use<> {
        let operands = match *self {
            Node::Constant(_) | Node::Parameter(_) | Node::Clock(_) | Node::State(_) => [None; 3],
            Node::Unary(_, x) | Node::Lookup(_, x) => [Some(x), None, None],
            Node::Phase(a, b) | Node::Binary(_, a, b) | Node::Read(_, _, a, b) | Node::First(_, _, a, b) => {
                [Some(a), Some(b), None]
            }
            Node::Select(a, b, c) | Node::Ternary(_, a, b, c) => [Some(a), Some(b), Some(c)],
        };
        operands.into_iter().flatten()
    }

    /// The same operation on other operands.
    pub(crate) fn map(self, mut of: impl FnMut(Value) -> Value) -> Node {
        match self {
            Node::Constant(_) | Node::Parameter(_) | Node::Clock(_) | Node::State(_) => self,
            Node::Unary(op, x) => Node::Unary(op, of(x)),
            Node::Lookup(table, x) => Node::Lookup(table, of(x)),
            Node::Phase(a, b) => Node::Phase(of(a), of(b)),
            Node::Binary(op, a, b) => Node::Binary(op, of(a), of(b)),
            Node::Ternary(op, a, b, c) => Node::Ternary(op, of(a), of(b), of(c)),
            Node::Select(a, b, c) => Node::Select(of(a), of(b), of(c)),
            Node::Read(device, reading, a, b) => Node::Read(device, reading, of(a), of(b)),
            Node::First(device, reading, a, b) => Node::First(device, reading, of(a), of(b)),
        }
    }
}

/// The values, in an order in which they can be computed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena {
    nodes: Vec<Node>,
}

impl Arena {
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, value: Value) -> Node {
        self.nodes[value.0 as usize]
    }

    /// All values, each after its operands.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = Value> + use<> {
        (0..index_of(self.nodes.len())).map(Value)
    }

    pub(crate) fn as_constant(&self, value: Value) -> Option<f64> {
        match self.node(value) {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
}

/// An arena that values are added to, and what finds equal ones: as large as the values themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Growing {
    arena: Arena,
    known: Index,
}

impl Deref for Growing {
    type Target = Arena;

    fn deref(&self) -> &Arena {
        &self.arena
    }
}

impl Growing {
    /// No values yet, and room for so many.
    pub(crate) fn with_room(count: usize) -> Growing {
        Growing { arena: Arena { nodes: Vec::with_capacity(count) }, known: Index::with_room(count) }
    }

    /// The arena, which grows no more.
    pub(crate) fn grown(self) -> Arena {
        let mut arena = self.arena;
        arena.nodes.shrink_to_fit();
        arena
    }

    pub(crate) fn constant(&mut self, number: f64) -> Value {
        // One bit pattern for all that is not a number: processors differ in its sign.
        let number = if number.is_nan() { f64::NAN } else { number };
        self.intern(Node::Constant(number.to_bits()))
    }

    /// The value of a node, simplified; the tables are those that look-ups refer to.
    pub(crate) fn insert(&mut self, node: Node, tables: &[Table]) -> Value {
        let simplified = self.simplify(node, tables);
        self.settle(simplified)
    }

    /// The value of what is left of a node.
    pub(crate) fn settle(&mut self, simplified: Simplified) -> Value {
        match simplified {
            Simplified::Number(number) => self.constant(number),
            Simplified::Known(value) => value,
            Simplified::Node(node) => self.intern(node),
        }
    }

    /// The value of a node as it is.
    pub(crate) fn intern(&mut self, node: Node) -> Value {
        Value(self.known.find_or_push(&mut self.arena.nodes, node))
    }

    /// What is left of a node, which need not become a value.
    pub(crate) fn simplify(&mut self, node: Node, tables: &[Table]) -> Simplified {
        match node {
            Node::Unary(op, x) => self.simplify_unary(op, x),
            Node::Binary(op, a, b) => self.simplify_binary(op, a, b),
            Node::Ternary(op, a, b, c) => match (self.as_constant(a), self.as_constant(b), self.as_constant(c)) {
                (Some(a), Some(b), Some(c)) => Simplified::Number(scalar::ternary(op, a, b, c)),
                (_, Some(reciprocal), Some(rest)) if op == TernaryOp::Quotient && is_exact(reciprocal, rest) => {
                    self.simplify_binary(BinaryOp::Multiply, a, b)
                }
                _ => Simplified::Node(node),
            },
            Node::Select(condition, then, otherwise) => match self.as_constant(condition) {
                Some(number) => Simplified::Known(if number != 0.0 { then } else { otherwise }),
                None if then == otherwise => Simplified::Known(then),
                None => Simplified::Node(node),
            },
            Node::Lookup(table, x) => match (self.as_constant(x), tables.get(table.0 as usize)) {
                (Some(x), Some(table)) => Simplified::Number(scalar::lookup(table, x)),
                _ => Simplified::Node(node),
            },
            Node::Phase(initial, active) if initial == active => Simplified::Known(active),
            _ => Simplified::Node(node),
        }
    }

    fn simplify_unary(&self, op: UnaryOp, x: Value) -> Simplified {
        if let Some(x) = self.as_constant(x) {
            return Simplified::Number(scalar::unary(op, x));
        }
        match (op, self.node(x)) {
            (UnaryOp::Negate, Node::Unary(UnaryOp::Negate, inner)) => Simplified::Known(inner),
            _ => Simplified::Node(Node::Unary(op, x)),
        }
    }

    fn simplify_binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Simplified {
        use BinaryOp::{Add, Divide, Equal, Multiply, NotEqual, Subtract};
        let (left, right) = (self.as_constant(a), self.as_constant(b));
        if let (Some(a), Some(b)) = (left, right) {
            return Simplified::Number(scalar::binary(op, a, b));
        }
        match (op, left, right) {
            (Multiply | Divide, _, Some(1.0)) | (Multiply, Some(1.0), _) => {
                return Simplified::Known(if right.is_some() { a } else { b });
            }
            (Subtract, _, Some(0.0)) if right.is_some_and(f64::is_sign_positive) => return Simplified::Known(a),
            (Divide, _, Some(divisor)) if has_exact_reciprocal(divisor) => {
                let reciprocal = self.constant(1.0 / divisor);
                return Simplified::Node(commuted(Multiply, a, reciprocal));
            }
            _ => {}
        }
        match (op, self.node(b)) {
            (Add, Node::Unary(UnaryOp::Negate, inner)) => Simplified::Node(Node::Binary(Subtract, a, inner)),
            (Subtract, Node::Unary(UnaryOp::Negate, inner)) => Simplified::Node(commuted(Add, a, inner)),
            _ if matches!(op, Add | Multiply | Equal | NotEqual) => Simplified::Node(commuted(op, a, b)),
            _ => Simplified::Node(Node::Binary(op, a, b)),
        }
    }
}

/// What is left of a node when all that is known of its operands is used.
pub(crate) enum Simplified {
    Number(f64),
    Known(Value),
    Node(Node),
}

/// Operands of an operation without order, in one order, so that equal values are found.
fn commuted(op: BinaryOp, a: Value, b: Value) -> Node {
    Node::Binary(op, a.min(b), a.max(b))
}

/// Whether dividing by this number is, to the bit, multiplying by its reciprocal: a power of two, both normal.
fn has_exact_reciprocal(divisor: f64) -> bool {
    const FRACTION: u64 = (1 << 52) - 1;
    divisor.is_normal() && (1.0 / divisor).is_normal() && divisor.to_bits() & FRACTION == 0
}
