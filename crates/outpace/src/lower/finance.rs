//! Money by fiscal periods: depreciation, and the present value of what comes in over periods of their own.
//!
//! What is remembered moves on once a step, whatever the method of integration. Whether a period ends with a step is
//! told from the middle of the step, which keeps the comparison safe from rounding.

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_study::model::Expr;
use outpace_study::model::function::Function;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Span};

/// The most fiscal periods over which something is depreciated.
const MAX_PERIODS: f64 = 1_000.0;

/// When fiscal periods begin, and how long they are.
#[derive(Clone, Copy)]
struct Periods {
    start: Value,
    length: Value,
}

impl<'a> Builder<'a> {
    /// The value of a function of fiscal periods; `None` for all others.
    pub fn fiscal(&mut self, function: Function, arguments: &'a [Expr], span: Span, place: &Place) -> Option<Value> {
        match (function, arguments) {
            (Function::DepreciateStraightline, [stream, lifetime, period, initial]) => {
                let known = |expr| self.constants().expr(expr, &place.loops);
                let count = known(lifetime).zip(known(period)).map(|(lifetime, period)| (lifetime / period).round());
                let Some(count) = count.filter(|count| (1.0..=MAX_PERIODS).contains(count)) else {
                    return Some(self.no_periods(span));
                };
                let [stream, lifetime, initial] =
                    [stream, lifetime, initial].map(|argument| self.expr(argument, place));
                let count = count as usize;
                let share = self.constant(1.0 / count as f64);
                // What earlier investments at the initial rate leave for each of the coming periods.
                let due = (0..count).map(|period| {
                    let left = self.constant((count - 1 - period) as f64 / count as f64);
                    self.binary(BinaryOp::Multiply, initial, left)
                });
                let due: Vec<Value> = due.collect();
                let (start, number) = (self.constant(self.schedule.time(0)), self.constant(count as f64));
                let periods = Periods { start, length: self.binary(BinaryOp::Divide, lifetime, number) };
                Some(self.depreciation(stream, &vec![share; count], &due, periods, place))
            }
            (Function::DepreciateBySchedule, [stream, schedule, initial, lifetime, start]) => {
                let (schedule, initial) = (self.list(schedule, place), self.list(initial, place));
                if schedule.is_empty() || schedule.len() as f64 > MAX_PERIODS {
                    return Some(self.no_periods(span));
                }
                let [stream, lifetime, start] = [stream, lifetime, start].map(|argument| self.expr(argument, place));
                let start = self.at_first(start, place);
                let zero = self.constant(0.0);
                let whole = schedule.iter().fold(zero, |whole, share| self.binary(BinaryOp::Add, whole, *share));
                let shares: Vec<Value> =
                    schedule.iter().map(|share| self.binary(BinaryOp::Divide, *share, whole)).collect();
                let due: Vec<Value> = (0..shares.len()).map(|at| initial.get(at).copied().unwrap_or(zero)).collect();
                let number = self.constant(shares.len() as f64);
                let periods = Periods { start, length: self.binary(BinaryOp::Divide, lifetime, number) };
                Some(self.depreciation(stream, &shares, &due, periods, place))
            }
            (Function::FiscalPresentValue, [stream, rate, length, start, offset]) => {
                let [stream, rate] = [stream, rate].map(|argument| self.expr(argument, place));
                let [length, start, offset] = [length, start, offset].map(|argument| {
                    let now = self.expr(argument, place);
                    self.at_first(now, place)
                });
                let step = self.step_length();
                let periods = Periods { start, length: self.binary(BinaryOp::Maximum, length, step) };
                Some(self.fiscal_value(stream, rate, offset, periods, place))
            }
            _ => None,
        }
    }

    fn no_periods(&mut self, span: Span) -> Value {
        let message = format!("depreciation runs over 1 to {MAX_PERIODS} fiscal periods, known before the simulation");
        self.problems.push(Diagnostic::error(codes::NOT_CONSTANT, message).at(span, ""));
        self.constant(f64::NAN)
    }

    /// What a value was at the start.
    fn at_first(&mut self, value: Value, place: &Place) -> Value {
        let (state, kept) = self.state(place.cell);
        self.graph.set_held(state, value, kept);
        kept
    }

    /// The number of the fiscal period in which the step stands that begins at a time.
    fn period_at(&mut self, time: Value, periods: Periods) -> Value {
        let (step, half) = (self.step_length(), self.constant(0.5));
        let half = self.binary(BinaryOp::Multiply, step, half);
        let middle = self.binary(BinaryOp::Add, time, half);
        let since = self.binary(BinaryOp::Subtract, middle, periods.start);
        let number = self.binary(BinaryOp::Divide, since, periods.length);
        self.graph.unary(UnaryOp::Floor, number)
    }

    /// The first share of what is invested now, and what is due in this period of what was invested in earlier ones:
    /// fn_depreciate_straightline.html, fn_depreciate_by_schedule.html. When a period ends, what was invested in it is
    /// shared out among the coming ones.
    fn depreciation(
        &mut self,
        stream: Value,
        shares: &[Value],
        due: &[Value],
        periods: Periods,
        place: &Place,
    ) -> Value {
        let (step, time) = (self.step_length(), self.step_start());
        let next_time = self.binary(BinaryOp::Add, time, step);
        let (this, next) = (self.period_at(time, periods), self.period_at(next_time, periods));
        let ends = self.binary(BinaryOp::Less, this, next);
        let zero = self.constant(0.0);
        let (invested_state, invested) = self.state(place.cell);
        let more = self.binary(BinaryOp::Multiply, stream, step);
        let after = self.binary(BinaryOp::Add, invested, more);
        let left = self.graph.select(ends, zero, after);
        self.graph.set_held(invested_state, zero, left);
        let rate = self.binary(BinaryOp::Divide, after, periods.length);
        let states: Vec<_> = due.iter().map(|_| self.state(place.cell)).collect();
        for (at, (state, value)) in states.iter().enumerate() {
            let moved = match (states.get(at + 1), shares.get(at + 1)) {
                (Some((_, following)), Some(share)) => {
                    let part = self.binary(BinaryOp::Multiply, *share, rate);
                    self.binary(BinaryOp::Add, *following, part)
                }
                _ => zero,
            };
            let moved = self.graph.select(ends, moved, *value);
            self.graph.set_held(*state, due[at], moved);
        }
        let first = shares.first().map_or(zero, |share| self.binary(BinaryOp::Multiply, *share, stream));
        let earlier = states.first().map_or(zero, |(_, value)| *value);
        self.binary(BinaryOp::Add, first, earlier)
    }

    /// The stream up to now, each fiscal period discounted as a whole, from the place in it that `offset` says:
    /// fn_net_present_value.html.
    fn fiscal_value(&mut self, stream: Value, rate: Value, offset: Value, periods: Periods, place: &Place) -> Value {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let (step, time) = (self.step_length(), self.step_start());
        let number = self.period_at(time, periods);
        let passed = self.binary(BinaryOp::Add, number, offset);
        let exponent = self.graph.unary(UnaryOp::Negate, passed);
        let growth = self.binary(BinaryOp::Add, one, rate);
        let factor = self.binary(BinaryOp::Power, growth, exponent);
        let amount = self.binary(BinaryOp::Multiply, stream, step);
        let worth = self.binary(BinaryOp::Multiply, amount, factor);
        let (state, before) = self.state(place.cell);
        let total = self.binary(BinaryOp::Add, before, worth);
        self.graph.set_held(state, zero, total);
        total
    }
}
