//! Random functions: noise that is the same in every run with the same `NOISE SEED`.
//!
//! A number evenly spread between 0 and 1 is drawn for each step of the simulation before it begins, from the engine's
//! counter-based generator: its seed is `NOISE SEED` (0 where the model has none), its member the number of the step,
//! and its stream the stream of the call together with the place of the call among all random calls of the model. So a
//! draw depends on nothing else that the model computes, every machine draws the same, and all members of an ensemble
//! hear the same noise: what a study is uncertain of belongs into priors.
//!
//! Each call then turns its number into one of its distribution, by the inverse of the distribution function. That
//! happens in the graph, so all arguments may change in a run. What falls outside of `least` and `most` is drawn again
//! in Vensim; here only the probabilities between them are used, which gives the same distribution. Where there are
//! none, the nearer of the two is what comes out.
//!
//! Source of the distributions: fn_random.html, random_pink_noise.html. The numbers themselves are not Vensim's.

use super::lookup::Areas;
use super::value::{Builder, Place};
use outpace_engine::draw::{self, Family};
use outpace_engine::{BinaryOp, Table, TernaryOp, UnaryOp, Value};
use outpace_study::model::function::Function;
use outpace_study::model::{Expr, ExprKind};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Name, Span};

/// The most numbers that may be drawn for a model.
const MAX_DRAWS: u64 = 4 << 20;

/// A distribution, before it is stretched and shifted.
enum Shape {
    Normal,
    Exponential,
    /// With this shape, and mean 1.
    Weibull(Value),
    /// From, peak and to.
    Triangular([Value; 3]),
    /// With these shapes; whether its values are whole numbers.
    Family(Family, [Value; 2], bool),
    /// Of which these are the areas below the density.
    Density(Areas),
}

impl<'a> Builder<'a> {
    /// The value of a call of a random function; `None` for all others.
    pub fn random(&mut self, function: Function, arguments: &'a [Expr], span: Span, place: &Place) -> Option<Value> {
        if !is_random(function) {
            return None;
        }
        let stream = arguments.last().and_then(|stream| self.constants().expr(stream, &place.loops)).unwrap_or(0.0);
        let (density, arguments) = match arguments {
            [Expr { kind: ExprKind::Table(reference), .. }, others @ ..] => (Some(reference), others),
            _ => (None, arguments),
        };
        let values: Vec<Value> = arguments.iter().map(|argument| self.expr(argument, place)).collect();
        let uniform = self.noise(stream, span);
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let (shape, range) = match (function, values.as_slice()) {
            (Function::RandomUniform, &[least, most, _]) => {
                let width = self.binary(BinaryOp::Subtract, most, least);
                let above = self.binary(BinaryOp::Multiply, width, uniform);
                return Some(self.binary(BinaryOp::Add, least, above));
            }
            (Function::RandomPinkNoise, &[mean, deviation, time, _]) => {
                let first = self.noise(stream, span);
                return Some(self.pink_noise([mean, deviation, time], [first, uniform], place));
            }
            (Function::RandomNormal, &[least, most, mean, deviation, _]) => {
                (Shape::Normal, [least, most, mean, deviation])
            }
            (Function::RandomTriangular, &[least, most, start, peak, stop, _]) => {
                (Shape::Triangular([start, peak, stop]), [least, most, zero, one])
            }
            (Function::RandomExponential, &[least, most, shift, stretch, _]) => {
                (Shape::Exponential, [least, most, shift, stretch])
            }
            (Function::RandomLookup, &[least, most, shift, stretch, _]) => {
                let areas = density.and_then(|density| self.density(density, span, place));
                let Some(areas) = areas else { return Some(zero) };
                (Shape::Density(areas), [least, most, shift, stretch])
            }
            (_, &[least, most, shape, shift, stretch, _]) => {
                (self.one_shape(function, shape), [least, most, shift, stretch])
            }
            (_, &[least, most, first, second, shift, stretch, _]) => {
                (self.two_shapes(function, first, second), [least, most, shift, stretch])
            }
            _ => return Some(uniform),
        };
        Some(self.drawn(&shape, range, uniform))
    }

    /// GAMMA has at least the order 1, as its page says; nothing negative is expected of a count.
    fn one_shape(&mut self, function: Function, shape: Value) -> Shape {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        match function {
            Function::RandomGamma => {
                let order = self.binary(BinaryOp::Maximum, shape, one);
                Shape::Family(Family::Gamma, [order, zero], false)
            }
            Function::RandomPoisson => {
                let mean = self.binary(BinaryOp::Maximum, shape, zero);
                Shape::Family(Family::Poisson, [mean, zero], true)
            }
            _ => Shape::Weibull(shape),
        }
    }

    /// A probability is between 0 and 1, a number of trials or successes at least 0.
    fn two_shapes(&mut self, function: Function, first: Value, second: Value) -> Shape {
        if function == Function::RandomBeta {
            return Shape::Family(Family::Beta, [first, second], false);
        }
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let probability = self.binary(BinaryOp::Maximum, first, zero);
        let probability = self.binary(BinaryOp::Minimum, probability, one);
        let count = self.binary(BinaryOp::Maximum, second, zero);
        let family = match function {
            Function::RandomBinomial => Family::Binomial,
            _ => Family::NegativeBinomial,
        };
        Shape::Family(family, [probability, count], true)
    }

    /// `shift + stretch × x`, where `x` has the shape, between `least` and `most`.
    fn drawn(&mut self, shape: &Shape, [least, most, shift, stretch]: [Value; 4], uniform: Value) -> Value {
        let mut own = |bound: Value| {
            let distance = self.binary(BinaryOp::Subtract, bound, shift);
            self.binary(BinaryOp::Divide, distance, stretch)
        };
        let (one_end, other_end) = (own(least), own(most));
        let (low, high) =
            (self.binary(BinaryOp::Minimum, one_end, other_end), self.binary(BinaryOp::Maximum, one_end, other_end));
        let (from, to) = (self.below(shape, low), self.cumulative(shape, high));
        let width = self.binary(BinaryOp::Subtract, to, from);
        let above = self.binary(BinaryOp::Multiply, width, uniform);
        let probability = self.binary(BinaryOp::Add, from, above);
        let x = self.quantile(shape, probability);
        let stretched = self.binary(BinaryOp::Multiply, stretch, x);
        let value = self.binary(BinaryOp::Add, shift, stretched);
        let none = self.graph.unary(UnaryOp::Not, stretch);
        let value = self.graph.select(none, shift, value);
        let value = self.binary(BinaryOp::Maximum, value, least);
        self.binary(BinaryOp::Minimum, value, most)
    }

    /// The probability of less than `x`.
    fn below(&mut self, shape: &Shape, x: Value) -> Value {
        let Shape::Family(_, _, true) = shape else { return self.cumulative(shape, x) };
        // Of a count: at most the whole number before, which is one less than x rounded up.
        let mirrored = self.graph.unary(UnaryOp::Negate, x);
        let mirrored = self.graph.unary(UnaryOp::Floor, mirrored);
        let (above, one) = (self.graph.unary(UnaryOp::Negate, mirrored), self.constant(1.0));
        let before = self.binary(BinaryOp::Subtract, above, one);
        self.cumulative(shape, before)
    }

    /// The probability of at most `x`.
    fn cumulative(&mut self, shape: &Shape, x: Value) -> Value {
        match shape {
            Shape::Normal => self.graph.unary(UnaryOp::NormalCumulative, x),
            Shape::Exponential => {
                let (zero, one) = (self.constant(0.0), self.constant(1.0));
                let x = self.binary(BinaryOp::Maximum, x, zero);
                let exponent = self.graph.unary(UnaryOp::Negate, x);
                let above = self.graph.unary(UnaryOp::Exp, exponent);
                self.binary(BinaryOp::Subtract, one, above)
            }
            Shape::Weibull(power) => {
                let zero = self.constant(0.0);
                let scale = self.weibull_scale(*power);
                let x = self.binary(BinaryOp::Maximum, x, zero);
                let x = self.binary(BinaryOp::Divide, x, scale);
                let x = self.binary(BinaryOp::Power, x, *power);
                self.cumulative(&Shape::Exponential, x)
            }
            Shape::Triangular(corners) => self.triangular_cumulative(*corners, x),
            Shape::Family(family, [first, second], _) => {
                self.graph.ternary(TernaryOp::Cumulative(*family), x, *first, *second)
            }
            Shape::Density(areas) => {
                let (area, whole) = (self.area_up_to(areas, x), self.constant(areas.whole));
                self.binary(BinaryOp::Divide, area, whole)
            }
        }
    }

    /// The value that is not exceeded with this probability.
    fn quantile(&mut self, shape: &Shape, probability: Value) -> Value {
        match shape {
            Shape::Normal => self.graph.unary(UnaryOp::NormalQuantile, probability),
            Shape::Exponential => {
                let one = self.constant(1.0);
                let above = self.binary(BinaryOp::Subtract, one, probability);
                let logarithm = self.graph.unary(UnaryOp::Ln, above);
                self.graph.unary(UnaryOp::Negate, logarithm)
            }
            Shape::Weibull(power) => {
                let one = self.constant(1.0);
                let scale = self.weibull_scale(*power);
                let root = self.binary(BinaryOp::Divide, one, *power);
                let x = self.quantile(&Shape::Exponential, probability);
                let x = self.binary(BinaryOp::Power, x, root);
                self.binary(BinaryOp::Multiply, scale, x)
            }
            Shape::Triangular(corners) => self.triangular_quantile(*corners, probability),
            Shape::Family(family, [first, second], _) => {
                self.graph.ternary(TernaryOp::Quantile(*family), probability, *first, *second)
            }
            Shape::Density(areas) => {
                let whole = self.constant(areas.whole);
                let area = self.binary(BinaryOp::Multiply, probability, whole);
                self.where_area_is(areas, area)
            }
        }
    }

    /// What a Weibull variable of scale 1 is multiplied by to have the mean 1: 1 / Γ(1 + 1 / shape).
    fn weibull_scale(&mut self, power: Value) -> Value {
        let one = self.constant(1.0);
        let inverse = self.binary(BinaryOp::Divide, one, power);
        let at = self.binary(BinaryOp::Add, one, inverse);
        let logarithm = self.graph.unary(UnaryOp::LnGamma, at);
        let negative = self.graph.unary(UnaryOp::Negate, logarithm);
        self.graph.unary(UnaryOp::Exp, negative)
    }

    /// The square of what lies before `x` over the two widths, up to the peak, and the same from the other end.
    fn triangular_cumulative(&mut self, [start, peak, stop]: [Value; 3], x: Value) -> Value {
        let one = self.constant(1.0);
        let width = self.binary(BinaryOp::Subtract, stop, start);
        let (before, rising) =
            (self.binary(BinaryOp::Subtract, x, start), self.binary(BinaryOp::Subtract, peak, start));
        let (behind, falling) = (self.binary(BinaryOp::Subtract, stop, x), self.binary(BinaryOp::Subtract, stop, peak));
        let lower = self.tail(before, rising, width);
        let upper = self.tail(behind, falling, width);
        let upper = self.binary(BinaryOp::Subtract, one, upper);
        let left = self.binary(BinaryOp::Less, x, peak);
        self.graph.select(left, lower, upper)
    }

    /// `size² / (side × width)` of what there is.
    fn tail(&mut self, size: Value, side: Value, width: Value) -> Value {
        let zero = self.constant(0.0);
        let size = self.binary(BinaryOp::Maximum, size, zero);
        let square = self.binary(BinaryOp::Multiply, size, size);
        let area = self.binary(BinaryOp::Multiply, side, width);
        let share = self.binary(BinaryOp::Divide, square, area);
        self.graph.select(square, share, zero)
    }

    fn triangular_quantile(&mut self, [start, peak, stop]: [Value; 3], probability: Value) -> Value {
        let one = self.constant(1.0);
        let width = self.binary(BinaryOp::Subtract, stop, start);
        let (rising, falling) =
            (self.binary(BinaryOp::Subtract, peak, start), self.binary(BinaryOp::Subtract, stop, peak));
        let rest = self.binary(BinaryOp::Subtract, one, probability);
        let (before, behind) = (self.root_of(probability, rising, width), self.root_of(rest, falling, width));
        let (lower, upper) = (self.binary(BinaryOp::Add, start, before), self.binary(BinaryOp::Subtract, stop, behind));
        let share = self.binary(BinaryOp::Divide, rising, width);
        let left = self.binary(BinaryOp::LessOrEqual, probability, share);
        self.graph.select(left, lower, upper)
    }

    /// `√(share × side × width)`.
    fn root_of(&mut self, share: Value, side: Value, width: Value) -> Value {
        let area = self.binary(BinaryOp::Multiply, side, width);
        let square = self.binary(BinaryOp::Multiply, share, area);
        self.graph.unary(UnaryOp::Sqrt, square)
    }

    /// Anderson and Fiddaman's pink noise: white noise that a first-order lag of the correlation time follows, with the
    /// variance that makes up for the lag. Written as a step of `TIME STEP / time` toward the noise, whatever the method
    /// of integration: random_pink_noise.html.
    fn pink_noise(&mut self, [mean, deviation, time]: [Value; 3], noise: [Value; 2], place: &Place) -> Value {
        const TAIL: f64 = 6.0;
        let (least, most) = (self.constant(-TAIL), self.constant(TAIL));
        let (zero, one, two) = (self.constant(0.0), self.constant(1.0), self.constant(2.0));
        let [first, white] = noise.map(|uniform| self.drawn(&Shape::Normal, [least, most, zero, one], uniform));
        let step = self.step_length();
        let time = self.binary(BinaryOp::Maximum, time, step);
        let share = self.binary(BinaryOp::Divide, step, time);
        let rest = self.binary(BinaryOp::Subtract, two, share);
        let variance = self.binary(BinaryOp::Divide, rest, share);
        let scale = self.graph.unary(UnaryOp::Sqrt, variance);
        let scale = self.binary(BinaryOp::Multiply, deviation, scale);
        let away = self.binary(BinaryOp::Multiply, scale, white);
        let aim = self.binary(BinaryOp::Add, mean, away);
        let (state, pink) = self.state(place.cell);
        let gap = self.binary(BinaryOp::Subtract, aim, pink);
        let change = self.binary(BinaryOp::Multiply, share, gap);
        let next = self.binary(BinaryOp::Add, pink, change);
        let away = self.binary(BinaryOp::Multiply, deviation, first);
        let initial = self.binary(BinaryOp::Add, mean, away);
        self.graph.set_held(state, initial, next);
        pink
    }

    /// A number for each step, evenly spread between 0 and 1.
    fn noise(&mut self, stream: f64, span: Span) -> Value {
        let steps = self.schedule.steps() + 1;
        self.random_calls += 1;
        let call = self.random_calls;
        if u64::from(steps) * u64::from(call) > MAX_DRAWS {
            let message = format!("random functions may draw {MAX_DRAWS} numbers, one for each step of each element");
            self.problems.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, ""));
            return self.constant(f64::NAN);
        }
        let seed = self.model.find_variable(&Name::new("NOISE SEED")).and_then(|id| self.constants().variable(id));
        let seed = seed.unwrap_or(0.0).to_bits();
        let stream = (stream as u32 as u64) << 32 | u64::from(call);
        let points = (0..steps).map(|step| {
            let begin = self.schedule.time(step) - 0.5 * self.schedule.step_length(step.max(1) - 1);
            (begin, draw::uniform(seed, u64::from(step), stream))
        });
        let table = self.graph.add_table(Table::step_forward(points.collect()));
        let time = self.step_start();
        self.graph.lookup(table, time)
    }
}

fn is_random(function: Function) -> bool {
    matches!(
        function,
        Function::Random
            | Function::RandomBeta
            | Function::RandomBinomial
            | Function::RandomExponential
            | Function::RandomGamma
            | Function::RandomLookup
            | Function::RandomNegativeBinomial
            | Function::RandomNormal
            | Function::RandomPinkNoise
            | Function::RandomPoisson
            | Function::RandomTriangular
            | Function::RandomUniform
            | Function::RandomWeibull
    )
}
