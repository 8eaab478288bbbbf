//! Random functions: noise that is the same in every run with the same `NOISE SEED`.
//!
//! A number is drawn for each step of the simulation before it begins, from the engine's counter-based generator:
//! its seed is `NOISE SEED` (0 where the model has none), its member the number of the step, and its stream the
//! stream of the call together with the place of the call among all random calls of the model. So a draw depends on
//! nothing else that the model computes, every machine draws the same, and all members of an ensemble hear the same
//! noise: what a study is uncertain of belongs into priors.
//!
//! Source of the distributions and of their truncation: fn_random.html. The numbers themselves are not Vensim's.

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, Table, Value, draw, math};
use outpace_study::model::Expr;
use outpace_study::model::function::Function;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Name, Span};

/// The most numbers that may be drawn for a model.
const MAX_DRAWS: usize = 4 << 20;

impl<'a> Builder<'a> {
    /// The value of a call of a random function; `None` for all others.
    pub fn random(&mut self, function: Function, arguments: &'a [Expr], span: Span, place: &Place) -> Option<Value> {
        if !matches!(function, Function::Random | Function::RandomNormal | Function::RandomUniform) {
            return None;
        }
        let known: Vec<Option<f64>> =
            arguments.iter().map(|argument| self.constants().expr(argument, &place.loops)).collect();
        let values: Vec<Value> = arguments.iter().map(|argument| self.expr(argument, place)).collect();
        let stream = known.last().copied().flatten().unwrap_or(0.0);
        match (function, values.as_slice(), known.as_slice()) {
            (Function::RandomUniform, &[least, most, _], _) => {
                let share = self.noise(stream, span, place, |uniform| uniform);
                let width = self.binary(BinaryOp::Subtract, most, least);
                let above = self.binary(BinaryOp::Multiply, width, share);
                Some(self.binary(BinaryOp::Add, least, above))
            }
            (Function::RandomNormal, &[least, most, mean, deviation, _], &[low, high, middle, spread, _]) => {
                let (Some(low), Some(high), Some(middle), Some(spread)) = (low, high, middle, spread) else {
                    let message = "the first four arguments of `RANDOM NORMAL` must be known before the simulation";
                    let help = "multiply a RANDOM NORMAL around 0 by what changes, and add the mean behind";
                    let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "");
                    self.problems.push(diagnostic.help(help));
                    return Some(mean);
                };
                // A normal distribution without its tails: only the probabilities between the bounds are drawn.
                let below = |bound: f64| math::normal_cumulative((bound - middle) / spread);
                let (from, to) = (below(low), below(high));
                let score =
                    self.noise(stream, span, place, |uniform| math::normal_quantile(from + (to - from) * uniform));
                let away = self.binary(BinaryOp::Multiply, score, deviation);
                let drawn = self.binary(BinaryOp::Add, mean, away);
                let drawn = self.binary(BinaryOp::Maximum, drawn, least);
                Some(self.binary(BinaryOp::Minimum, drawn, most))
            }
            _ => Some(self.noise(stream, span, place, |uniform| uniform)),
        }
    }

    /// A number for each step, made from one that is evenly spread between 0 and 1.
    fn noise(&mut self, stream: f64, span: Span, place: &Place, make: impl Fn(f64) -> f64) -> Value {
        let clock = self.clock;
        let steps = ((clock.last - clock.initial) / clock.step).ceil().max(0.0) as usize + 1;
        self.random_calls += 1;
        let call = self.random_calls;
        if steps.saturating_mul(call as usize) > MAX_DRAWS {
            let message = format!("random functions may draw {MAX_DRAWS} numbers, one for each step of each element");
            self.problems.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, ""));
            return self.constant(f64::NAN);
        }
        let seed = self.model.find_variable(&Name::new("NOISE SEED")).and_then(|id| self.constants().variable(id));
        let seed = seed.unwrap_or(0.0).to_bits();
        let stream = (stream as u32 as u64) << 32 | u64::from(call);
        let points = (0..steps).map(|step| {
            let begin = clock.initial + (step as f64 - 0.5) * clock.step;
            (begin, make(draw::uniform(seed, step as u64, stream)))
        });
        let table = self.graph.add_table(Table::step_forward(points.collect()));
        let time = self.step_start(place.cell);
        self.graph.lookup(table, time)
    }
}
