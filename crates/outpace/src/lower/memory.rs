//! Functions with memory: each is written out into states, by the equations on its page.
//!
//! A call is lowered in two halves. [`Builder::remember`] makes the states and gives the value of the call in terms
//! of them, reading only the arguments that matter now. [`Builder::write_flows`] comes when every element has a
//! value, and writes what moves the states on.

use super::constant::{Constants, Moment};
use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, StateIndex, UnaryOp, Value};
use outpace_study::model::function::{Entry, Function};
use outpace_study::model::{Expr, ExprKind};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::VENSIM_NA;
use outpace_syntax::{Diagnostic, Span};

/// The highest order of SMOOTH N and DELAY N.
const MAX_ORDER: usize = 1000;

/// A call whose flows are still to be written.
pub(super) struct Pending<'a> {
    pub(super) entry: &'static Entry,
    pub(super) arguments: &'a [Expr],
    pub(super) place: Place,
    /// The values of arguments that were read already.
    now: Vec<Option<Value>>,
    /// Its states, the one nearest to the input first.
    pub(super) states: Vec<(StateIndex, Value)>,
    /// What the call gives.
    result: Value,
}

impl<'a> Builder<'a> {
    /// The value of a call of a function with memory; `None` for all others.
    pub fn remember(
        &mut self,
        entry: &'static Entry,
        arguments: &'a [Expr],
        span: Span,
        place: &Place,
    ) -> Option<Value> {
        let mut place = place.clone();
        if let Some(kind) = self.device_kind(entry.function, arguments, &place) {
            let (device, result) = self.device(kind, (entry.function, arguments, span), &place);
            let now = vec![None; arguments.len()];
            self.pending.push(Pending { entry, arguments, place, now, states: vec![(device, result)], result });
            return Some(result);
        }
        let count = self.state_count(entry.function, arguments, span, &place)?;
        let states: Vec<(StateIndex, Value)> = (0..count).map(|_| self.state(place.cell)).collect();
        let last = states.last()?.1;
        if entry.function == Function::SampleIfTrue {
            place.itself = Some(last);
        }
        let mut now = Vec::new();
        for (argument, parameter) in arguments.iter().zip(entry.parameters) {
            now.push(parameter.now.then(|| self.expr(argument, &place)));
        }
        let read: Vec<Value> = now.iter().flatten().copied().collect();
        let result = self.result(entry.function, &read, &states, last);
        self.pending.push(Pending { entry, arguments, place, now, states, result });
        Some(result)
    }

    /// How many states a function needs; `None` if it has no memory.
    fn state_count(&mut self, function: Function, arguments: &[Expr], span: Span, place: &Place) -> Option<usize> {
        match function {
            Function::Integ | Function::SpecialInteg | Function::Initial | Function::ActiveInitial => Some(1),
            Function::SampleIfTrue | Function::SampleUntil => Some(1),
            Function::Smooth | Function::SmoothI | Function::Delay1 | Function::Delay1I => Some(1),
            Function::DelayFixed | Function::DelayInformation | Function::DelayMaterial => {
                self.require_room(function, arguments, span, place);
                Some(1)
            }
            Function::Trend | Function::Forecast => Some(1),
            Function::NetPresentValue | Function::NetPresentValueEnd => Some(2),
            Function::Smooth3 | Function::Smooth3I | Function::Delay3 | Function::Delay3I => Some(3),
            Function::SmoothN | Function::DelayN => Some(self.order(arguments, span, place)),
            _ => None,
        }
    }

    /// The order of SMOOTH N and DELAY N, which must be a known whole number. A stage shorter than a step makes no
    /// sense, so there are at most as many stages as steps in the delay: fn_delay_n.html. An order that changes with
    /// the time stays what it is at first, as Vensim's own output of the public test model `smooth` shows.
    fn order(&mut self, arguments: &[Expr], span: Span, place: &Place) -> usize {
        let moment = Moment { time: self.schedule.time(0), step: self.schedule.step_length(0) };
        let constants = Constants { moment: Some(moment), ..self.constants() };
        let known = |at: usize| arguments.get(at).and_then(|argument| constants.expr(argument, &place.loops));
        let Some(order) = known(3).filter(|order| (1.0..=MAX_ORDER as f64).contains(order)) else {
            let message =
                format!("the order of a delay must be a number from 1 to {MAX_ORDER}, known before the simulation");
            self.problems.push(Diagnostic::error(codes::BAD_ORDER, message).at(span, ""));
            return 1;
        };
        let order = order.round() as usize;
        let most = known(1).map_or(order, |delay| (delay / moment.step).floor().max(1.0) as usize);
        if most < order {
            let message =
                format!("a delay of order {order} needs at least {order} time steps; it was taken as order {most}");
            self.warnings.push(Diagnostic::warning(codes::DELAY_TOO_SHORT, message).at(span, ""));
        }
        order.min(most)
    }

    /// The value of a call in terms of its states and the arguments that are read now, in their order.
    fn result(&mut self, function: Function, read: &[Value], states: &[(StateIndex, Value)], last: Value) -> Value {
        match (function, read) {
            (
                Function::Delay1 | Function::Delay1I | Function::Delay3 | Function::Delay3I | Function::DelayN,
                &[time],
            ) => {
                let stage = self.stage(time, states.len());
                self.graph.binary(BinaryOp::Divide, last, stage)
            }
            (Function::ActiveInitial, &[active]) => self.graph.phase(last, active),
            (Function::SampleIfTrue, &[condition, input]) => self.graph.select(condition, input, last),
            (Function::SampleUntil, &[until, input]) => {
                // As with all comparisons of times, half a step keeps it safe from rounding.
                let (step, half) = (self.step_length(), self.constant(0.5));
                let half = self.binary(BinaryOp::Multiply, step, half);
                let time = self.step_start();
                let until = self.binary(BinaryOp::Add, until, half);
                let lasting = self.binary(BinaryOp::Less, time, until);
                self.graph.select(lasting, input, last)
            }
            (Function::Trend, &[input, time]) => {
                let size = self.graph.unary(UnaryOp::Abs, last);
                let weight = self.graph.binary(BinaryOp::Multiply, time, size);
                self.relative_change(input, last, weight)
            }
            (Function::Forecast, &[input, time, horizon]) => {
                let weight = self.graph.binary(BinaryOp::Multiply, time, last);
                let trend = self.relative_change(input, last, weight);
                let growth = self.graph.binary(BinaryOp::Multiply, trend, horizon);
                let change = self.graph.binary(BinaryOp::Multiply, input, growth);
                self.graph.binary(BinaryOp::Add, input, change)
            }
            (Function::NetPresentValue | Function::NetPresentValueEnd, &[stream, factor]) => {
                let [(_, discount), (_, total)] = *states else { return last };
                let step = self.step_length();
                let worth = self.graph.binary(BinaryOp::Multiply, stream, discount);
                let now = self.graph.binary(BinaryOp::Multiply, worth, step);
                let total = self.graph.binary(BinaryOp::Add, total, now);
                self.graph.binary(BinaryOp::Multiply, total, factor)
            }
            _ => last,
        }
    }

    /// The share of a delay that one of `count` stages takes.
    fn stage(&mut self, time: Value, count: usize) -> Value {
        let count = self.graph.constant(count as f64);
        self.graph.binary(BinaryOp::Divide, time, count)
    }

    /// `(input - average) / weight`, 0 where the weight is nearly 0: fn_trend.html, fn_forecast.html.
    fn relative_change(&mut self, input: Value, average: Value, weight: Value) -> Value {
        let change = self.graph.binary(BinaryOp::Subtract, input, average);
        let zero = self.graph.constant(0.0);
        self.divide_or(change, weight, zero)
    }

    /// Writes what moves the states on, for all calls, also those that come up on the way.
    pub fn write_flows(&mut self) {
        while let Some(call) = self.pending.pop() {
            let mut arguments = Vec::new();
            for (argument, now) in call.arguments.iter().zip(&call.now) {
                // The shape of a look-up is in its device already.
                arguments.push(match (&argument.kind, now) {
                    (_, Some(now)) => *now,
                    (ExprKind::Table(_), None) => self.graph.constant(0.0),
                    (_, None) => self.expr(argument, &call.place),
                });
            }
            self.move_on(&call, &arguments);
        }
    }

    fn move_on(&mut self, call: &Pending<'a>, arguments: &[Value]) {
        if self.connect(call, arguments) {
            return;
        }
        let states = call.states.as_slice();
        let Some(&(state, value)) = states.last() else { return };
        match (call.entry.function, arguments) {
            (Function::Integ, &[rate, initial]) => self.graph.set_stock(state, initial, rate),
            (Function::SpecialInteg, _) => self.special_stock(call, arguments),
            (Function::Initial, &[initial]) => self.graph.set_held(state, initial, value),
            (Function::ActiveInitial, &[_, initial]) => self.graph.set_held(state, initial, value),
            (Function::SampleIfTrue | Function::SampleUntil, &[_, _, initial]) => {
                self.graph.set_held(state, initial, call.result)
            }
            (Function::DelayFixed | Function::DelayInformation, &[input, time, initial])
            | (Function::DelayMaterial, &[input, time, initial, _]) => {
                self.graph.set_delay(state, initial, input, time)
            }
            (Function::Smooth | Function::Smooth3, &[input, time]) => self.smooth(states, input, time, input),
            (Function::SmoothI | Function::Smooth3I, &[input, time, initial])
            | (Function::SmoothN, &[input, time, initial, _]) => self.smooth(states, input, time, initial),
            (Function::Delay1 | Function::Delay3, &[input, time]) => self.delay(states, input, time, input),
            (Function::Delay1I | Function::Delay3I, &[input, time, initial])
            | (Function::DelayN, &[input, time, initial, _]) => self.delay(states, input, time, initial),
            (Function::Forecast, &[input, time, _]) => self.smooth(states, input, time, input),
            (Function::Trend, &[input, time, trend]) => {
                let growth = self.graph.binary(BinaryOp::Multiply, trend, time);
                let one = self.graph.constant(1.0);
                let growth = self.graph.binary(BinaryOp::Add, one, growth);
                let initial = self.graph.binary(BinaryOp::Divide, input, growth);
                self.smooth(states, input, time, initial);
            }
            (Function::NetPresentValue | Function::NetPresentValueEnd, &[stream, rate, initial, _]) => {
                self.present_value(call.entry.function, states, [stream, rate, initial]);
            }
            _ => {}
        }
    }

    /// A stock that each step brings to where its restrictions let it be: fn_sinteg.html.
    fn special_stock(&mut self, call: &Pending, arguments: &[Value]) {
        let (&[rate, initial, ..], Some(&(state, value))) = (arguments, call.states.last()) else { return };
        let constants = self.constants();
        let known = |argument: &Expr| constants.expr(argument, &call.place.loops);
        let numbers: Option<Vec<f64>> = call.arguments.iter().skip(2).map(known).collect();
        let Some(&[least, most, VENSIM_NA, special, near]) = numbers.as_deref() else {
            let message = "the restrictions of SINTEG must be numbers, and `quant` must be `:NA:`";
            let span = call.arguments.first().map(|argument| argument.span);
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
            self.problems.push(span.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.at(span, "")));
            return;
        };
        let step = self.step_length();
        let change = self.binary(BinaryOp::Multiply, step, rate);
        let moved = self.binary(BinaryOp::Add, value, change);
        let [moved, initial] = [moved, initial].map(|free| self.restricted(free, [least, most], [special, near]));
        self.graph.set_held(state, initial, moved);
    }

    /// A value within its bounds, and the special value where it is nearer to that than `near`; `:NA:` restricts nothing.
    fn restricted(&mut self, free: Value, [least, most]: [f64; 2], [special, near]: [f64; 2]) -> Value {
        let mut value = free;
        for (operator, bound) in [(BinaryOp::Maximum, least), (BinaryOp::Minimum, most)] {
            if bound != VENSIM_NA {
                let bound = self.constant(bound);
                value = self.binary(operator, value, bound);
            }
        }
        if special == VENSIM_NA || near == VENSIM_NA {
            return value;
        }
        let [special, near] = [special, near].map(|number| self.constant(number));
        let away = self.binary(BinaryOp::Subtract, value, special);
        let away = self.graph.unary(UnaryOp::Abs, away);
        let is_near = self.binary(BinaryOp::Less, away, near);
        self.graph.select(is_near, special, value)
    }

    /// A chain of stocks, each following the one before over an equal share of the time: fn_smooth.html, fn_smooth3.html.
    fn smooth(&mut self, states: &[(StateIndex, Value)], input: Value, time: Value, initial: Value) {
        let stage = self.stage(time, states.len());
        let mut before = input;
        for (state, value) in states {
            let gap = self.graph.binary(BinaryOp::Subtract, before, *value);
            let rate = self.graph.binary(BinaryOp::Divide, gap, stage);
            self.graph.set_stock(*state, initial, rate);
            before = *value;
        }
    }

    /// A chain of stocks, each emptied into the next; nothing is lost when the time changes: fn_delay1.html, fn_delay3.html.
    fn delay(&mut self, states: &[(StateIndex, Value)], input: Value, time: Value, initial: Value) {
        let stage = self.stage(time, states.len());
        let content = self.graph.binary(BinaryOp::Multiply, initial, stage);
        let mut inflow = input;
        for (state, value) in states {
            let outflow = self.graph.binary(BinaryOp::Divide, *value, stage);
            let rate = self.graph.binary(BinaryOp::Subtract, inflow, outflow);
            self.graph.set_stock(*state, content, rate);
            inflow = outflow;
        }
    }

    /// The discount factor and the discounted total: fn_npv.html, fn_npve.html.
    fn present_value(
        &mut self,
        function: Function,
        states: &[(StateIndex, Value)],
        [stream, rate, initial]: [Value; 3],
    ) {
        let [(discount_state, discount), (total_state, _)] = *states else { return };
        let step = self.step_length();
        let one = self.graph.constant(1.0);
        let per_step = self.graph.binary(BinaryOp::Multiply, rate, step);
        let growth = self.graph.binary(BinaryOp::Add, one, per_step);
        let first = match function {
            Function::NetPresentValueEnd => self.graph.binary(BinaryOp::Divide, one, growth),
            _ => one,
        };
        let loss = self.graph.binary(BinaryOp::Multiply, discount, rate);
        let loss = self.graph.binary(BinaryOp::Divide, loss, growth);
        let loss = self.graph.unary(UnaryOp::Negate, loss);
        self.graph.set_stock(discount_state, first, loss);
        let worth = self.graph.binary(BinaryOp::Multiply, stream, discount);
        self.graph.set_stock(total_state, initial, worth);
    }
}
