//! What each operation means, written once: for one number where constants are folded, for eight lanes in kernels.
//!
//! Nothing here rounds twice or leaves a choice to the processor, so both give the same bits.

use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, f64x8};

use super::{at_level, quotient};
use crate::graph::{BinaryOp, UnaryOp};
use crate::math::{self, Lanes};

/// The operations that elementary functions do not need and equations do.
pub(crate) trait Operand: Lanes {
    /// Rounded toward zero.
    fn toward_zero(self) -> Self;
    /// The product with a factor plus an addend, rounded once.
    fn product_plus(self, factor: Self, addend: Self) -> Self;
    /// Where this lane is at most the other; never where either is not a number.
    fn at_most(self, other: Self) -> Self::Mask;
    /// `function` of each pair of lanes in turn: for functions too rare to be worth vectorising.
    fn pairwise(self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self;
}

impl Operand for f64 {
    fn toward_zero(self) -> f64 {
        self.trunc()
    }

    fn product_plus(self, factor: f64, addend: f64) -> f64 {
        // The one of the standard library is wrong next to zero on processors that have no instruction for it.
        at_level!(Level::baseline(), simd => {
            let [this, factor, addend] = [self, factor, addend].map(|number| f64x8::simd_from(simd, [number; 8]));
            this.mul_add_precise(factor, addend)[0]
        })
    }

    fn at_most(self, other: f64) -> bool {
        self <= other
    }

    fn pairwise(self, other: f64, function: impl Fn(f64, f64) -> f64) -> f64 {
        function(self, other)
    }
}

impl<S: Simd> Operand for f64x8<S> {
    #[inline(always)]
    fn toward_zero(self) -> Self {
        self.trunc()
    }

    #[inline(always)]
    fn product_plus(self, factor: Self, addend: Self) -> Self {
        self.mul_add_precise(factor, addend)
    }

    #[inline(always)]
    fn at_most(self, other: Self) -> Self::Mask {
        self.simd_le(other)
    }

    #[inline(always)]
    fn pairwise(self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self {
        let (a, b): ([f64; 8], [f64; 8]) = (self.into(), other.into());
        std::array::from_fn::<f64, 8, _>(|lane| function(a[lane], b[lane])).simd_into(self.token())
    }
}

/// An operation on one value.
#[inline(always)]
pub(crate) fn unary<L: Operand>(op: UnaryOp, x: L) -> L {
    match op {
        UnaryOp::Negate => -x,
        UnaryOp::Abs => x.magnitude(),
        UnaryOp::Sqrt => x.square_root(),
        UnaryOp::Exp => math::exp(x),
        UnaryOp::Ln => math::ln(x),
        UnaryOp::Log10 => math::log10(x),
        UnaryOp::Sin => math::sin(x),
        UnaryOp::Cos => math::cos(x),
        UnaryOp::Tan => math::tan(x),
        UnaryOp::Asin => math::asin(x),
        UnaryOp::Acos => math::acos(x),
        UnaryOp::Atan => math::atan(x),
        UnaryOp::Sinh => math::sinh(x),
        UnaryOp::Cosh => math::cosh(x),
        UnaryOp::Tanh => math::tanh(x),
        UnaryOp::Integer => x.toward_zero(),
        UnaryOp::Floor => x.whole(),
        UnaryOp::Not => truth(x.equals(x.splat(0.0)), x),
        UnaryOp::LnGamma => x.each(math::ln_gamma),
        UnaryOp::NormalCumulative => x.each(math::normal_cumulative),
        UnaryOp::NormalQuantile => x.each(math::normal_quantile),
        UnaryOp::Reciprocal => quotient::reciprocal(x),
    }
}

/// An operation on two values.
#[inline(always)]
pub(crate) fn binary<L: Operand>(op: BinaryOp, a: L, b: L) -> L {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Power => math::pow(a, b),
        BinaryOp::Log => math::log(a, b),
        BinaryOp::Minimum => a.lesser(b),
        BinaryOp::Maximum => a.greater(b),
        // Exact, unlike a - b × floor(a / b), which is off by a whole b where the quotient rounds up.
        BinaryOp::Modulo => a.pairwise(b, modulo),
        BinaryOp::Less => truth(holds(Comparison::Less, a, b), a),
        BinaryOp::LessOrEqual => truth(holds(Comparison::LessOrEqual, a, b), a),
        BinaryOp::Equal => truth(holds(Comparison::Equal, a, b), a),
        BinaryOp::NotEqual => truth(holds(Comparison::NotEqual, a, b), a),
        BinaryOp::And => truth(holds(Comparison::And, a, b), a),
        BinaryOp::Or => truth(holds(Comparison::Or, a, b), a),
        BinaryOp::ReciprocalRest => quotient::rest(a, b),
    }
}

/// An operation whose answer is yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

impl Comparison {
    /// The comparison that an operation is, if it is one.
    pub(crate) fn of(op: BinaryOp) -> Option<Comparison> {
        match op {
            BinaryOp::Less => Some(Comparison::Less),
            BinaryOp::LessOrEqual => Some(Comparison::LessOrEqual),
            BinaryOp::Equal => Some(Comparison::Equal),
            BinaryOp::NotEqual => Some(Comparison::NotEqual),
            BinaryOp::And => Some(Comparison::And),
            BinaryOp::Or => Some(Comparison::Or),
            _ => None,
        }
    }
}

/// Where a comparison holds.
#[inline(always)]
pub(crate) fn holds<L: Operand>(comparison: Comparison, a: L, b: L) -> L::Mask {
    let zero = a.splat(0.0);
    match comparison {
        Comparison::Less => a.below(b),
        Comparison::LessOrEqual => a.at_most(b),
        Comparison::Equal => a.equals(b),
        Comparison::NotEqual => !a.equals(b),
        Comparison::And => !(a.equals(zero) | b.equals(zero)),
        Comparison::Or => !(a.equals(zero) & b.equals(zero)),
    }
}

/// `then` where the condition is not 0, else `otherwise`.
#[inline(always)]
pub(crate) fn select<L: Operand>(condition: L, then: L, otherwise: L) -> L {
    L::choose(condition.equals(condition.splat(0.0)), otherwise, then)
}

#[inline(always)]
fn truth<L: Lanes>(mask: L::Mask, like: L) -> L {
    L::choose(mask, like.splat(1.0), like.splat(0.0))
}

fn modulo(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) { remainder + b } else { remainder }
}
