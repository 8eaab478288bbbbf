//! What is to be computed: a model's equations as a graph of values, under construction.
//!
//! Every call adds one value computed from earlier ones, so a graph is in single-assignment form and sorted from
//! the start. Equal values are added once, and values of constants are folded on the way in. Only states (stocks,
//! held values, delays, devices) close loops: their value exists before their definition does.
//!
//! [`Graph::finish`] separates what happens once, before the first step, from what happens in every step. Initial
//! values may refer to anything, other states included; they are ordered by replacing each state with its own
//! initial value, and a state that needs itself is the only error there is.

use crate::device::{DeviceKind, Reading};
use crate::draw::Family;
use crate::lookup::{Outside, Table};
use crate::program::arena::{Growing, Hand, Node};
use crate::program::{Device, Program, Schedule, State, StateKind, initial};

/// A value of the graph: a number for each member, at each moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub(crate) u32);

/// A number that may be set for each member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterIndex(pub u32);

/// A number remembered from one step to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateIndex(pub u32);

/// A table of points, looked up by interpolation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableIndex(pub u32);

/// A value that may be observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputIndex(pub u32);

/// An operation on one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-x`.
    Negate,
    /// `|x|`.
    Abs,
    /// The square root; of a negative number, not a number.
    Sqrt,
    /// `e` to the power `x`.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The logarithm to base ten.
    Log10,
    /// The sine of an angle in radians.
    Sin,
    /// The cosine of an angle in radians.
    Cos,
    /// The tangent of an angle in radians.
    Tan,
    /// The angle in radians whose sine is `x`.
    Asin,
    /// The angle in radians whose cosine is `x`.
    Acos,
    /// The angle in radians whose tangent is `x`.
    Atan,
    /// The hyperbolic sine.
    Sinh,
    /// The hyperbolic cosine.
    Cosh,
    /// The hyperbolic tangent.
    Tanh,
    /// The whole part: rounded toward zero.
    Integer,
    /// The greatest whole number not above `x`.
    Floor,
    /// 1 where `x` is 0, else 0.
    Not,
    /// The logarithm of the gamma function.
    LnGamma,
    /// The probability that a standard normal variable stays below `x`.
    NormalCumulative,
    /// The value that a standard normal variable stays below with probability `x`.
    NormalQuantile,
    /// The first part of the reciprocal of `x`: made of divisions when a graph is finished.
    Reciprocal,
}

/// An operation on two values. Comparisons and logic give 1 for true and 0 for false; every number but 0 is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `a + b`.
    Add,
    /// `a - b`.
    Subtract,
    /// `a × b`.
    Multiply,
    /// `a / b`.
    Divide,
    /// `a` to the power `b`.
    Power,
    /// The logarithm of `a` to base `b`.
    Log,
    /// `a` where `a < b`, else `b`.
    Minimum,
    /// `a` where `a > b`, else `b`.
    Maximum,
    /// The remainder of `a / b`, with the sign of `b`.
    Modulo,
    /// `a < b`.
    Less,
    /// `a ≤ b`.
    LessOrEqual,
    /// `a = b`.
    Equal,
    /// `a ≠ b`.
    NotEqual,
    /// Both are true.
    And,
    /// One of them, or both, is true.
    Or,
    /// The second part of the reciprocal of `a`, whose first is `b`.
    ReciprocalRest,
}

/// An operation on three values: in distributions, a number and the two shapes (of which some use only the first).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TernaryOp {
    /// The probability of at most the number.
    Cumulative(Family),
    /// The least value whose probability of not being exceeded is at least the number.
    Quantile(Family),
    /// A number divided by another, of whose reciprocal the two parts are given.
    Quotient,
}

/// Initial values that need one another: no order computes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CyclicInitial {
    /// The states of the cycle: each needs the next one's initial value, and the last needs the first one's.
    pub states: Vec<StateIndex>,
}

/// A model's equations, under construction.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    arena: Growing,
    tables: Vec<Table>,
    parameters: Vec<f64>,
    states: Vec<Option<State>>,
    devices: Vec<Device>,
    outputs: Vec<Value>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Graph {
        Graph::default()
    }

    /// A number known now.
    pub fn constant(&mut self, number: f64) -> Value {
        self.arena.constant(number)
    }

    /// A number that may be set for each member, and is `default` where it is not.
    pub fn parameter(&mut self, default: f64) -> (ParameterIndex, Value) {
        let index = ParameterIndex(index_of(self.parameters.len()));
        self.parameters.push(default);
        (index, self.arena.insert(Node::Parameter(index), &self.tables))
    }

    /// The current time; in Runge-Kutta's inner stages, the stage's time.
    pub fn time(&mut self) -> Value {
        self.arena.insert(Node::Clock(Hand::Time), &self.tables)
    }

    /// The time at the start of the step, also in Runge-Kutta's inner stages.
    pub fn step_start(&mut self) -> Value {
        self.arena.insert(Node::Clock(Hand::StepStart), &self.tables)
    }

    /// The time from the start of the step to the start of the next.
    pub fn step_length(&mut self) -> Value {
        self.arena.insert(Node::Clock(Hand::StepLength), &self.tables)
    }

    /// A number remembered from step to step. One of [`set_stock`](Self::set_stock), [`set_held`](Self::set_held)
    /// and [`set_delay`](Self::set_delay) must follow; a state without definition is not a number.
    pub fn state(&mut self) -> (StateIndex, Value) {
        let index = StateIndex(index_of(self.states.len()));
        self.states.push(None);
        (index, self.arena.insert(Node::State(index), &self.tables))
    }

    /// Defines a state that begins at `initial` and changes by `rate` per unit of time.
    pub fn set_stock(&mut self, state: StateIndex, initial: Value, rate: Value) {
        self.define(state, State { initial, kind: StateKind::Stock { rate } });
    }

    /// Defines a state that begins at `initial` and once a step takes the value that `next` had at its start.
    pub fn set_held(&mut self, state: StateIndex, initial: Value, next: Value) {
        self.define(state, State { initial, kind: StateKind::Held { next } });
    }

    /// Defines a state that is what `input` was `delay_time` ago, and `initial` until then. The delay is a whole
    /// number of steps, the nearest one and at least 1, fixed by the value of `delay_time` at the initial time. Where steps
    /// differ in length, it is what `input` was at the step nearest to the time that long ago.
    pub fn set_delay(&mut self, state: StateIndex, initial: Value, input: Value, delay_time: Value) {
        self.define(state, State { initial, kind: StateKind::Delay { input, delay_time } });
    }

    /// A device, whose ports [`set_device`](Self::set_device) connects; what it gives is [`read`](Self::read).
    pub fn device(&mut self, kind: DeviceKind) -> StateIndex {
        let index = StateIndex(index_of(self.states.len()));
        let device = index_of(self.devices.len());
        self.devices.push(Device { kind, start: Vec::new(), inputs: Vec::new() });
        let unused = self.arena.constant(f64::NAN);
        self.states.push(Some(State { initial: unused, kind: StateKind::Device(device) }));
        index
    }

    /// Connects a device: the values it starts from, and the inputs that it takes at the start of each step, in the
    /// order that its kind lists. A port that is not connected is not a number, and there are at most 40 of each.
    pub fn set_device(&mut self, device: StateIndex, start: Vec<Value>, inputs: Vec<Value>) {
        let Some(Some(State { kind: StateKind::Device(index), .. })) = self.states.get(device.0 as usize) else {
            return;
        };
        if let Some(device) = self.devices.get_mut(*index as usize) {
            device.start = start;
            device.inputs = inputs;
        }
    }

    /// Whether a state is a device.
    pub fn is_device(&self, state: StateIndex) -> bool {
        let state = self.states.get(state.0 as usize);
        matches!(state, Some(Some(State { kind: StateKind::Device(_), .. })))
    }

    /// What a device gives, where `a` and `b` say what is asked. While initial values are computed it gives what it
    /// starts with.
    pub fn read(&mut self, device: StateIndex, reading: Reading, a: Value, b: Value) -> Value {
        self.arena.insert(Node::Read(device, reading, a, b), &self.tables)
    }

    fn define(&mut self, state: StateIndex, definition: State) {
        if let Some(slot) = self.states.get_mut(state.0 as usize) {
            *slot = Some(definition);
        }
    }

    /// Whether there are devices: they count steps, so all of them must be equally long.
    pub fn has_devices(&self) -> bool {
        !self.devices.is_empty()
    }

    /// One value while initial values are computed, another one in the steps.
    pub fn phase(&mut self, initial: Value, active: Value) -> Value {
        self.arena.insert(Node::Phase(initial, active), &self.tables)
    }

    /// An operation on one value.
    pub fn unary(&mut self, op: UnaryOp, x: Value) -> Value {
        self.arena.insert(Node::Unary(op, x), &self.tables)
    }

    /// An operation on two values.
    pub fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        // A square is meant where it is written so: exact, and the price of one multiplication. Only here, where
        // the two is in the equation itself: a parameter that happens to be two must not change a member's bits.
        match (op, self.arena.as_constant(b)) {
            (BinaryOp::Power, Some(1.0)) => return a,
            (BinaryOp::Power, Some(2.0)) => return self.binary(BinaryOp::Multiply, a, a),
            _ => {}
        }
        self.arena.insert(Node::Binary(op, a, b), &self.tables)
    }

    /// An operation on three values.
    pub fn ternary(&mut self, op: TernaryOp, a: Value, b: Value, c: Value) -> Value {
        self.arena.insert(Node::Ternary(op, a, b, c), &self.tables)
    }

    /// `then` where `condition` is not 0, else `otherwise`.
    pub fn select(&mut self, condition: Value, then: Value, otherwise: Value) -> Value {
        self.arena.insert(Node::Select(condition, then, otherwise), &self.tables)
    }

    /// A table of `(x, y)` points, interpolated linearly.
    pub fn table(&mut self, points: Vec<(f64, f64)>, outside: Outside) -> TableIndex {
        self.add_table(Table::linear(points, outside))
    }

    /// Adds a table made by one of [`Table`]'s constructors.
    pub fn add_table(&mut self, table: Table) -> TableIndex {
        let index = TableIndex(index_of(self.tables.len()));
        self.tables.push(table);
        index
    }

    /// The table's value at `x`.
    pub fn lookup(&mut self, table: TableIndex, x: Value) -> Value {
        self.arena.insert(Node::Lookup(table, x), &self.tables)
    }

    /// Makes a value observable.
    pub fn output(&mut self, value: Value) -> OutputIndex {
        self.outputs.push(value);
        OutputIndex(index_of(self.outputs.len() - 1))
    }

    /// The program that computes this graph's outputs over the steps of a clock or a schedule.
    ///
    /// # Errors
    /// Initial values that need one another.
    pub fn finish(self, schedule: impl Into<Schedule>) -> Result<Program, CyclicInitial> {
        let Graph { mut arena, tables, parameters, states, devices, outputs } = self;
        let undefined = arena.constant(f64::NAN);
        let missing = State { initial: undefined, kind: StateKind::Held { next: undefined } };
        let states: Vec<State> = states.iter().map(|state| state.unwrap_or(missing)).collect();
        initial::separate(&arena.grown(), tables, parameters, (&states, &devices), &outputs, schedule.into())
    }
}

/// A count as an index. Four thousand million values do not fit into any memory this runs in.
pub(crate) fn index_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
