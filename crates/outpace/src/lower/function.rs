//! What each built-in function computes: one arm each, by the page that `outpace_study::model::function` cites.
//!
//! Functions with memory are in [`memory`](super::memory).

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_study::model::Expr;
use outpace_study::model::function::{Entry, Function};
use outpace_syntax::Span;

/// Below this, XIDZ and ZIDZ take a divisor for zero. Source: fn_xidz.html.
const NEARLY_ZERO: f64 = 1e-6;

impl<'a> Builder<'a> {
    /// The value of a call.
    pub fn call(&mut self, entry: &'static Entry, arguments: &'a [Expr], span: Span, place: &Place) -> Value {
        if let Some(value) = self.ask_queue(entry.function, arguments, place) {
            return value;
        }
        if let Some(value) = self.remember(entry, arguments, span, place) {
            return value;
        }
        if let Some(value) = self.random(entry.function, arguments, span, place) {
            return value;
        }
        if let (Function::SpreadAsItLies | Function::SpreadBy, [inflow, ..]) = (entry.function, arguments) {
            return self.expr(inflow, place);
        }
        if let (Function::GetTimeValue, [_, time, measure]) = (entry.function, arguments) {
            return self.date_part(time, measure.literal().unwrap_or(0.0), span, place);
        }
        if let Some(value) = self.fiscal(entry.function, arguments, span, place) {
            return value;
        }
        if let Some(value) = self.with_table(entry.function, arguments, span, place) {
            return value;
        }
        if let Some(value) = self.of_data(entry.function, arguments, span, place) {
            return value;
        }
        if let Some(value) = self.market(entry.function, arguments, span, place) {
            return value;
        }
        if let Some(value) = self.vector_lookup(entry.function, arguments, place) {
            return value;
        }
        let values: Vec<Value> = arguments.iter().map(|argument| self.expr(argument, place)).collect();
        self.pure(entry.function, &values)
    }

    pub(super) fn constant(&mut self, number: f64) -> Value {
        self.graph.constant(number)
    }

    pub(super) fn binary(&mut self, operation: BinaryOp, left: Value, right: Value) -> Value {
        self.graph.binary(operation, left, right)
    }

    /// A function of its arguments and the time. The number of arguments was checked when names were resolved.
    fn pure(&mut self, function: Function, arguments: &[Value]) -> Value {
        let (unary, binary) = (unary(function), binary(function));
        match (function, arguments, unary, binary) {
            (_, &[x], Some(operation), _) => self.graph.unary(operation, x),
            (_, &[left, right], _, Some(operation)) => self.binary(operation, left, right),
            (Function::Sequence, &[first, ref rest @ ..], ..) => {
                rest.iter().fold(first, |sum, &part| self.binary(BinaryOp::Add, sum, part))
            }
            // Where no loop goes through it, there is nothing to solve.
            (Function::Game, &[x], ..) | (Function::Simultaneous, &[x, _], ..) => x,
            (Function::TimeBase, &[start, slope], ..) => {
                let time = self.graph.time();
                let passed = self.binary(BinaryOp::Multiply, time, slope);
                self.binary(BinaryOp::Add, start, passed)
            }
            (Function::IfThenElse, &[condition, then, otherwise], ..) => self.graph.select(condition, then, otherwise),
            (Function::Xidz, &[left, right, limit], ..) => self.divide_or(left, right, limit),
            (Function::Zidz, &[left, right], ..) => {
                let zero = self.constant(0.0);
                self.divide_or(left, right, zero)
            }
            (Function::Floor, &[x], ..) => {
                let one = self.constant(1.0);
                let rest = self.binary(BinaryOp::Modulo, x, one);
                self.binary(BinaryOp::Subtract, x, rest)
            }
            (Function::FlooredModulo, &[x, size], ..) => self.binary(BinaryOp::Modulo, x, size),
            (Function::Modulo, &[x, size], ..) => self.remainder(x, size),
            (Function::Quantum, &[x, size], ..) => self.quantum(x, size),
            (Function::Step, &[height, start], ..) => {
                let begun = self.begun(start);
                let zero = self.constant(0.0);
                self.graph.select(begun, height, zero)
            }
            (Function::Pulse, &[start, width], ..) => self.pulse(start, width),
            (Function::PulseTrain, &[start, width, between, end], ..) => self.pulse_train([start, width, between, end]),
            (Function::Ramp, &[slope, start, end], ..) => self.ramp(slope, start, end),
            // Functions with memory are dealt with before, look-ups and reductions have expressions of their own.
            _ => self.constant(f64::NAN),
        }
    }

    /// `left / right`, or `limit` where `right` is nearly zero: fn_xidz.html.
    pub(super) fn divide_or(&mut self, left: Value, right: Value, limit: Value) -> Value {
        let size = self.graph.unary(UnaryOp::Abs, right);
        let nearly_zero = self.constant(NEARLY_ZERO);
        let is_zero = self.binary(BinaryOp::Less, size, nearly_zero);
        let quotient = self.binary(BinaryOp::Divide, left, right);
        self.graph.select(is_zero, limit, quotient)
    }

    /// The remainder of `x / size` with the sign of `x`, so that `x = QUANTUM(x, size) + MODULO(x, size)`: fn_modulo.html.
    fn remainder(&mut self, x: Value, size: Value) -> Value {
        let zero = self.constant(0.0);
        let (length, size) = (self.graph.unary(UnaryOp::Abs, x), self.graph.unary(UnaryOp::Abs, size));
        let rest = self.binary(BinaryOp::Modulo, length, size);
        let mirrored = self.graph.unary(UnaryOp::Negate, rest);
        let negative = self.binary(BinaryOp::Less, x, zero);
        self.graph.select(negative, mirrored, rest)
    }

    /// `x` cut toward zero to a multiple of `size`; `x` itself where `size` is not above 0: fn_quantum.html.
    fn quantum(&mut self, x: Value, size: Value) -> Value {
        let zero = self.constant(0.0);
        let none = self.binary(BinaryOp::LessOrEqual, size, zero);
        let count = self.binary(BinaryOp::Divide, x, size);
        let count = self.graph.unary(UnaryOp::Integer, count);
        let whole = self.binary(BinaryOp::Multiply, size, count);
        self.graph.select(none, x, whole)
    }

    /// Half a step after the step's start: comparing it with times is safe from rounding (fn_step.html, fn_pulse.html).
    fn time_plus(&mut self) -> Value {
        let time = self.step_start();
        let (step, half) = (self.step_length(), self.constant(0.5));
        let half = self.binary(BinaryOp::Multiply, step, half);
        self.binary(BinaryOp::Add, time, half)
    }

    /// Whether `start` has come.
    fn begun(&mut self, start: Value) -> Value {
        let time = self.time_plus();
        self.binary(BinaryOp::Less, start, time)
    }

    /// 1 for `width` from `start` on; a width of 0 is one step: fn_pulse.html.
    fn pulse(&mut self, start: Value, width: Value) -> Value {
        let (zero, step) = (self.constant(0.0), self.step_length());
        let no_width = self.binary(BinaryOp::LessOrEqual, width, zero);
        let width = self.graph.select(no_width, step, width);
        let end = self.binary(BinaryOp::Add, start, width);
        let begun = self.begun(start);
        let time = self.time_plus();
        let lasting = self.binary(BinaryOp::Less, time, end);
        self.binary(BinaryOp::And, begun, lasting)
    }

    /// A pulse of `width`, at least one step, every `between` from `start` until `end`; without a gap where `between`
    /// is shorter than the pulse: fn_pulse_train.html.
    fn pulse_train(&mut self, [start, width, between, end]: [Value; 4]) -> Value {
        let (zero, step) = (self.constant(0.0), self.step_length());
        let begun = self.begun(start);
        let time = self.time_plus();
        let lasting = self.binary(BinaryOp::Less, time, end);
        let width = self.binary(BinaryOp::Maximum, width, step);
        let since = self.binary(BinaryOp::Subtract, time, start);
        let phase = self.binary(BinaryOp::Modulo, since, between);
        let on = self.binary(BinaryOp::Less, phase, width);
        let endless = self.binary(BinaryOp::LessOrEqual, between, zero);
        let on = self.binary(BinaryOp::Or, endless, on);
        let inside = self.binary(BinaryOp::And, begun, lasting);
        self.binary(BinaryOp::And, inside, on)
    }

    /// 0 until `start`, then a line of this slope until `end`, then level: fn_ramp.html.
    fn ramp(&mut self, slope: Value, start: Value, end: Value) -> Value {
        let time = self.step_start();
        let zero = self.constant(0.0);
        let begun = self.binary(BinaryOp::Less, start, time);
        let until = self.binary(BinaryOp::Minimum, time, end);
        let length = self.binary(BinaryOp::Subtract, until, start);
        let height = self.binary(BinaryOp::Multiply, slope, length);
        self.graph.select(begun, height, zero)
    }
}

/// The functions that are one operation of the engine on one value.
fn unary(function: Function) -> Option<UnaryOp> {
    Some(match function {
        Function::Abs => UnaryOp::Abs,
        Function::Arccos => UnaryOp::Acos,
        Function::Arcsin => UnaryOp::Asin,
        Function::Arctan => UnaryOp::Atan,
        Function::Cos => UnaryOp::Cos,
        Function::Cosh => UnaryOp::Cosh,
        Function::Exp => UnaryOp::Exp,
        Function::GammaLn => UnaryOp::LnGamma,
        Function::Integer => UnaryOp::Integer,
        Function::Ln => UnaryOp::Ln,
        Function::NormalCumulative => UnaryOp::NormalCumulative,
        Function::NormalQuantile => UnaryOp::NormalQuantile,
        Function::Sin => UnaryOp::Sin,
        Function::Sinh => UnaryOp::Sinh,
        Function::Sqrt => UnaryOp::Sqrt,
        Function::Tan => UnaryOp::Tan,
        Function::Tanh => UnaryOp::Tanh,
        _ => return None,
    })
}

/// The functions that are one operation of the engine on two values.
fn binary(function: Function) -> Option<BinaryOp> {
    Some(match function {
        Function::Log => BinaryOp::Log,
        Function::Maximum => BinaryOp::Maximum,
        Function::Minimum => BinaryOp::Minimum,
        Function::Power => BinaryOp::Power,
        _ => return None,
    })
}
