//! What each operation gives for one number.

use super::tables;
use crate::graph::{BinaryOp, TernaryOp, UnaryOp};
use crate::math;

pub(super) fn unary(op: UnaryOp, x: f64) -> f64 {
    match op {
        UnaryOp::Negate => -x,
        UnaryOp::Abs => x.abs(),
        UnaryOp::Sqrt => x.sqrt(),
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
        UnaryOp::Integer => x.trunc(),
        UnaryOp::Floor => x.floor(),
        UnaryOp::Not => f64::from(x == 0.0),
        UnaryOp::LnGamma => math::ln_gamma(x),
        UnaryOp::NormalCumulative => math::normal_cumulative(x),
        UnaryOp::NormalQuantile => math::normal_quantile(x),
        // Made of divisions behind the graph's back: none is in it.
        UnaryOp::Reciprocal => f64::NAN,
    }
}

pub(super) fn ternary(op: TernaryOp, a: f64, b: f64, c: f64) -> f64 {
    match op {
        TernaryOp::Cumulative(family) => family.cumulative(a, b, c),
        TernaryOp::Quantile(family) => family.quantile(a, b, c),
        TernaryOp::Quotient => f64::NAN,
    }
}

pub(super) fn binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Power => math::pow(a, b),
        BinaryOp::Log => math::log(a, b),
        BinaryOp::Minimum => {
            if a < b {
                a
            } else {
                b
            }
        }
        BinaryOp::Maximum => {
            if a > b {
                a
            } else {
                b
            }
        }
        BinaryOp::Modulo => {
            let remainder = a % b;
            if remainder * b < 0.0 || (remainder != 0.0 && remainder.is_sign_negative() != b.is_sign_negative()) {
                remainder + b
            } else {
                remainder
            }
        }
        BinaryOp::Less => f64::from(a < b),
        BinaryOp::LessOrEqual => f64::from(a <= b),
        BinaryOp::Equal => f64::from(a == b),
        BinaryOp::NotEqual => f64::from(a != b),
        BinaryOp::And => f64::from(a != 0.0 && b != 0.0),
        BinaryOp::Or => f64::from(a != 0.0 || b != 0.0),
        BinaryOp::ReciprocalRest => f64::NAN,
    }
}

pub(super) fn look_up(table: usize, x: f64) -> f64 {
    let (points, _) = &tables()[table];
    let (first, last) = (points[0], points[points.len() - 1]);
    if x.is_nan() {
        return f64::NAN;
    }
    if x <= first.0 {
        return first.1;
    }
    if x >= last.0 {
        return last.1;
    }
    let after = points.iter().position(|point| point.0 > x).unwrap();
    let ((x0, y0), (x1, y1)) = (points[after - 1], points[after]);
    y0 + (x - x0) * ((y1 - y0) / (x1 - x0))
}
