//! Allocation of what is scarce: who gets how much where not everybody gets everything.
//!
//! Every request is a curve over priority: at a high cut nobody gets anything, and as the cut sinks each request is
//! filled around its own priority. The cut at which the amounts add up to the supply is the allocation. Source:
//! "Allocation Overview" (24330.html, 24335.html, 24337.html).

use super::super::value::Builder;
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Span};

/// How often a range of cuts or prices is halved: to a part in 10¹², closed by a straight line.
const HALVINGS: usize = 40;

/// The curve of one request.
pub(super) struct Curve {
    /// Its type.
    pub kind: Value,
    /// Its type where that is known before the simulation: then no other curve is computed.
    pub known: Option<f64>,
    /// Where its middle is.
    pub priority: Value,
    /// How wide it is.
    pub width: Value,
    /// Whether a normal curve is that of Stella, which is exact and as narrow as it is said to be.
    pub exact: bool,
}

/// How many widths from its priority a curve of each type ends, or is as good as ended.
const REACH: [Option<f64>; 5] = [Some(0.0), Some(0.5), Some(0.5), Some(8.0), Some(40.0)];

/// The type of a curve that is a normal distribution.
const NORMAL: usize = 3;

/// The least standard deviation of a normal curve.
///
/// Neither this nor the formula of the curve is documented: they are in the results of Vensim that are published with
/// the models `allocate_ptype` and `allocate_normal_width` of github.com/climateinteractive/SDEverywhere.
const NARROWEST: f64 = 0.05;

impl Builder<'_> {
    /// ALLOCATE BY PRIORITY: each request is filled evenly over `width` around its priority: fn_allocate_by_priority.html.
    ///
    /// Between the ends of the requests' intervals the total is a straight line, so the cut is found exactly.
    pub(super) fn allocate_by_priority(
        &mut self,
        requests: &[Value],
        priorities: &[Value],
        width: Value,
        supply: Value,
    ) -> Vec<Value> {
        let (low, high) = self.cuts_around(requests, priorities, width, supply);
        let at = |builder: &mut Self, cut: Value| -> Vec<Value> {
            let filled = |(request, priority): (&Value, &Value)| builder.evenly(cut, *request, *priority, width);
            requests.iter().zip(priorities).map(filled).collect()
        };
        let (most, least) = (at(self, low), at(self, high));
        self.between(requests, (&least, &most), supply)
    }

    /// The ends of intervals of requests, filled evenly, between which the cut lies that gives away the supply: the
    /// highest at which it is used up, and the lowest at which it suffices.
    pub(super) fn cuts_around(
        &mut self,
        requests: &[Value],
        priorities: &[Value],
        width: Value,
        supply: Value,
    ) -> (Value, Value) {
        let half = self.constant(0.5);
        let reach = self.binary(BinaryOp::Multiply, half, width);
        let (mut low, mut high) = (self.constant(f64::NEG_INFINITY), self.constant(f64::INFINITY));
        for priority in priorities {
            for end in [BinaryOp::Add, BinaryOp::Subtract] {
                let end = self.binary(end, *priority, reach);
                let total = self.total_at(end, requests, priorities, width);
                let enough = self.binary(BinaryOp::LessOrEqual, supply, total);
                let higher = self.binary(BinaryOp::Maximum, low, end);
                low = self.graph.select(enough, higher, low);
                let little = self.binary(BinaryOp::LessOrEqual, total, supply);
                let lower = self.binary(BinaryOp::Minimum, high, end);
                high = self.graph.select(little, lower, high);
            }
        }
        (low, high)
    }

    /// What all requests get at a cut, filled evenly.
    pub(super) fn total_at(&mut self, cut: Value, requests: &[Value], priorities: &[Value], width: Value) -> Value {
        let filled = |(request, priority): (&Value, &Value)| self.evenly(cut, *request, *priority, width);
        let filled: Vec<Value> = requests.iter().zip(priorities).map(filled).collect();
        self.sum(&filled)
    }

    /// All of these together.
    pub(super) fn sum(&mut self, values: &[Value]) -> Value {
        let zero = self.constant(0.0);
        values.iter().fold(zero, |total, value| self.binary(BinaryOp::Add, total, *value))
    }

    /// What a request gets at a cut, filled evenly over `width` around its priority.
    pub(super) fn evenly(&mut self, cut: Value, request: Value, priority: Value, width: Value) -> Value {
        let share = self.rectangular(cut, priority, width);
        self.binary(BinaryOp::Multiply, request, share)
    }

    /// Amounts that add up to the supply, on the straight line between two allocations that enclose it; everything
    /// that was asked for where the supply suffices, and nothing where there is none.
    fn between(&mut self, requests: &[Value], (least, most): (&[Value], &[Value]), supply: Value) -> Vec<Value> {
        let zero = self.constant(0.0);
        let (asked, low, high) = (self.sum(requests), self.sum(least), self.sum(most));
        let missing = self.binary(BinaryOp::Subtract, supply, low);
        let gap = self.binary(BinaryOp::Subtract, high, low);
        let level = self.binary(BinaryOp::Equal, gap, zero);
        let share = self.binary(BinaryOp::Divide, missing, gap);
        let share = self.graph.select(level, zero, share);
        // Where even the highest cut gives away too much, as fixed quantities may, each gets the same part of that.
        let part = self.binary(BinaryOp::Divide, supply, low);
        let too_much = self.binary(BinaryOp::Less, supply, low);
        let enough = self.binary(BinaryOp::LessOrEqual, asked, supply);
        let nothing = self.binary(BinaryOp::LessOrEqual, supply, zero);
        let mut amounts = Vec::with_capacity(requests.len());
        for ((request, least), most) in requests.iter().zip(least).zip(most) {
            let more = self.binary(BinaryOp::Subtract, *most, *least);
            let more = self.binary(BinaryOp::Multiply, more, share);
            let amount = self.binary(BinaryOp::Add, *least, more);
            let reduced = self.binary(BinaryOp::Multiply, *least, part);
            let amount = self.graph.select(too_much, reduced, amount);
            let amount = self.graph.select(nothing, zero, amount);
            amounts.push(self.graph.select(enough, *request, amount));
        }
        amounts
    }

    /// ALLOCATE AVAILABLE: like the former, with a curve for each request: fn_allocate_available.html, 24335.html.
    pub(super) fn allocate_available(
        &mut self,
        requests: &[Value],
        curves: &[Curve],
        available: &[Value],
        span: Span,
    ) -> Vec<Value> {
        let Some(&supply) = available.first() else { return Vec::new() };
        self.check_curves(curves, span);
        let ends = self.range(curves, &REACH);
        let (low, high) = self.halved(ends, |builder, cut| {
            let amounts = builder.amounts(cut, requests, curves);
            let total = builder.sum(&amounts);
            builder.binary(BinaryOp::LessOrEqual, supply, total)
        });
        let most = self.amounts(low, requests, curves);
        let least = self.amounts(high, requests, curves);
        self.between(requests, (&least, &most), supply)
    }

    /// The range from the first beginning of these curves to their last end.
    pub(super) fn range<'c>(
        &mut self,
        curves: impl IntoIterator<Item = &'c Curve>,
        reaches: &[Option<f64>; 5],
    ) -> (Value, Value) {
        let (mut low, mut high) = (self.constant(f64::INFINITY), self.constant(f64::NEG_INFINITY));
        for curve in curves {
            let (begin, end) = self.ends(curve, reaches);
            low = self.binary(BinaryOp::Minimum, low, begin);
            high = self.binary(BinaryOp::Maximum, high, end);
        }
        (low, high)
    }

    /// What is left of a range, halved again and again, where `is_higher` says whether what is sought lies above a place.
    pub(super) fn halved(
        &mut self,
        (mut low, mut high): (Value, Value),
        mut is_higher: impl FnMut(&mut Self, Value) -> Value,
    ) -> (Value, Value) {
        let half = self.constant(0.5);
        for _ in 0..HALVINGS {
            let sum = self.binary(BinaryOp::Add, low, high);
            let middle = self.binary(BinaryOp::Multiply, sum, half);
            let higher = is_higher(self, middle);
            low = self.graph.select(higher, middle, low);
            high = self.graph.select(higher, high, middle);
        }
        (low, high)
    }

    /// Reports a type that is known and is none of the curves.
    pub(super) fn check_curves(&mut self, curves: &[Curve], span: Span) {
        if curves.iter().any(|curve| curve.known.is_some_and(|kind| !(0.0..5.0).contains(&kind))) {
            let message = "allocation knows the curves 0 to 4: fixed, rectangular, triangular, normal, exponential";
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "");
            self.problems
                .push(diagnostic.help("constant elasticity (5) and whole numbers (10 and above) are not supported"));
        }
    }

    /// Where a curve begins and ends, or is as good as ended: so many widths from its priority. One that reaches nowhere
    /// begins behind all others, and ends before them.
    fn ends(&mut self, curve: &Curve, reaches: &[Option<f64>; 5]) -> (Value, Value) {
        let &Curve { priority, width, .. } = curve;
        let mut reach = self.constant(f64::NEG_INFINITY);
        for (each, widths) in reaches.iter().enumerate() {
            let Some(widths) = *widths else { continue };
            reach = self.where_kind(curve, each, reach, |builder| {
                let width = if each == NORMAL && !curve.exact { builder.deviation(width) } else { width };
                let widths = builder.constant(widths);
                builder.binary(BinaryOp::Multiply, widths, width)
            });
        }
        (self.binary(BinaryOp::Subtract, priority, reach), self.binary(BinaryOp::Add, priority, reach))
    }

    /// What each request gets at a cut.
    pub(super) fn amounts(&mut self, cut: Value, requests: &[Value], curves: &[Curve]) -> Vec<Value> {
        let mut amounts = Vec::with_capacity(requests.len());
        for (request, curve) in requests.iter().zip(curves) {
            let &Curve { priority, width, .. } = curve;
            let share = self.constant(f64::NAN);
            let share = self.where_kind(curve, 0, share, |builder| builder.constant(1.0));
            let share = self.where_kind(curve, 1, share, |builder| builder.rectangular(cut, priority, width));
            let share = self.where_kind(curve, 2, share, |builder| builder.triangular(cut, priority, width));
            let share = self.where_kind(curve, 3, share, |builder| match curve.exact {
                true => {
                    let distance = builder.distance(cut, priority, width);
                    builder.graph.unary(UnaryOp::NormalCumulative, distance)
                }
                false => builder.normal(cut, priority, width),
            });
            let share = self.where_kind(curve, 4, share, |builder| builder.exponential(cut, priority, width));
            amounts.push(self.binary(BinaryOp::Multiply, *request, share));
        }
        amounts
    }

    /// What `make` gives where the curve is of this kind; only computed where it may be.
    pub(super) fn where_kind(
        &mut self,
        curve: &Curve,
        wanted: usize,
        otherwise: Value,
        make: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        if let Some(known) = curve.known {
            return if known == wanted as f64 { make(self) } else { otherwise };
        }
        let wanted = self.constant(wanted as f64);
        let same = self.binary(BinaryOp::Equal, curve.kind, wanted);
        let made = make(self);
        self.graph.select(same, made, otherwise)
    }

    /// `(priority - cut) / width`.
    fn distance(&mut self, cut: Value, priority: Value, width: Value) -> Value {
        let distance = self.binary(BinaryOp::Subtract, priority, cut);
        self.binary(BinaryOp::Divide, distance, width)
    }

    /// Filled evenly from half a width above the priority to half a width below.
    fn rectangular(&mut self, cut: Value, priority: Value, width: Value) -> Value {
        let (zero, half, one) = (self.constant(0.0), self.constant(0.5), self.constant(1.0));
        let distance = self.distance(cut, priority, width);
        let share = self.binary(BinaryOp::Add, distance, half);
        let share = self.binary(BinaryOp::Maximum, share, zero);
        self.binary(BinaryOp::Minimum, share, one)
    }

    /// Filled fastest at the priority, slower with the distance, up to half a width away.
    fn triangular(&mut self, cut: Value, priority: Value, width: Value) -> Value {
        let (zero, one, two) = (self.constant(0.0), self.constant(1.0), self.constant(2.0));
        let share = self.rectangular(cut, priority, width);
        // Twice the square up to the middle, and the same from the other end.
        let rest = self.binary(BinaryOp::Subtract, one, share);
        let nearer = self.binary(BinaryOp::Minimum, share, rest);
        let tail = self.binary(BinaryOp::Multiply, nearer, nearer);
        let tail = self.binary(BinaryOp::Multiply, two, tail);
        let below = self.binary(BinaryOp::Less, rest, share);
        let mirrored = self.binary(BinaryOp::Subtract, one, tail);
        let filled = self.graph.select(below, mirrored, tail);
        self.binary(BinaryOp::Maximum, filled, zero)
    }

    /// Filled like a normal distribution whose standard deviation is the width, and at least [`NARROWEST`].
    ///
    /// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.16: off by less than 1e-5. What Vensim gives has
    /// these errors, in all digits that it prints: see [`NARROWEST`].
    fn normal(&mut self, cut: Value, priority: Value, width: Value) -> Value {
        const STEEPNESS: f64 = 0.332_67;
        const TERMS: [f64; 3] = [0.937_298_0, -0.120_167_6, 0.436_183_6];
        let (zero, half, one) = (self.constant(0.0), self.constant(0.5), self.constant(1.0));
        let width = self.deviation(width);
        let distance = self.distance(cut, priority, width);
        let size = self.graph.unary(UnaryOp::Abs, distance);
        let steepness = self.constant(STEEPNESS);
        let steep = self.binary(BinaryOp::Multiply, steepness, size);
        let steep = self.binary(BinaryOp::Add, one, steep);
        let t = self.binary(BinaryOp::Divide, one, steep);
        let mut sum = zero;
        for term in TERMS {
            let term = self.constant(term);
            sum = self.binary(BinaryOp::Multiply, sum, t);
            sum = self.binary(BinaryOp::Add, sum, term);
        }
        let sum = self.binary(BinaryOp::Multiply, sum, t);
        let square = self.binary(BinaryOp::Multiply, size, size);
        let exponent = self.binary(BinaryOp::Multiply, square, half);
        let exponent = self.graph.unary(UnaryOp::Negate, exponent);
        let density = self.graph.unary(UnaryOp::Exp, exponent);
        // One over the root of two pi.
        let scale = self.constant(0.398_942_280_401_432_7);
        let density = self.binary(BinaryOp::Multiply, density, scale);
        let tail = self.binary(BinaryOp::Multiply, density, sum);
        let mirrored = self.binary(BinaryOp::Subtract, one, tail);
        let above = self.binary(BinaryOp::Less, zero, distance);
        self.graph.select(above, mirrored, tail)
    }

    /// The standard deviation of a normal curve.
    fn deviation(&mut self, width: Value) -> Value {
        let narrowest = self.constant(NARROWEST);
        self.binary(BinaryOp::Maximum, narrowest, width)
    }

    /// Filled like exp(-distance / width) to both sides.
    fn exponential(&mut self, cut: Value, priority: Value, width: Value) -> Value {
        let (zero, half, one) = (self.constant(0.0), self.constant(0.5), self.constant(1.0));
        let distance = self.distance(cut, priority, width);
        let size = self.graph.unary(UnaryOp::Abs, distance);
        let exponent = self.graph.unary(UnaryOp::Negate, size);
        let tail = self.graph.unary(UnaryOp::Exp, exponent);
        let tail = self.binary(BinaryOp::Multiply, half, tail);
        let mirrored = self.binary(BinaryOp::Subtract, one, tail);
        let above = self.binary(BinaryOp::Less, zero, distance);
        self.graph.select(above, mirrored, tail)
    }
}
