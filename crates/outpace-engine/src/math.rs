//! Elementary functions of our own: the same bits on every machine and at every vector width.
//!
//! The standard library leaves `exp`, `ln` and the rest to the platform, and platforms disagree in the last bit;
//! a study would then give other numbers elsewhere. Here each function is written once, over [`Lanes`]: one `f64`,
//! or eight of them at whatever level `fearless_simd` found. Only additions, multiplications, divisions, square
//! roots and operations on bits are used, which IEEE 754 fixes exactly, and never a fused multiply-add, which would
//! differ between processors that have it and those that do not.
//!
//! # How the polynomials were made
//! Every table of coefficients is a minimax fit by the exchange algorithm of Remez, computed in 60 digits for the
//! interval and weight stated beside it, then rounded to doubles. The published forms in which they are evaluated
//! (argument reduction after Cody and Waite, and the compensated sums) are cited where they are used.
//!
//! # How exact
//! `docs/numerics.md` has the largest errors seen, and the bounds that `math/tests.rs` holds.
//!
//! Zeros, infinities and NaN follow IEEE 754-2019, section 9.2.
//!
//! # References
//! - W. J. Cody and W. Waite, *Software Manual for the Elementary Functions*, Prentice-Hall 1980.

mod exponential;
mod gamma;
mod hyperbolic;
mod lanes;
mod normal;
mod trigonometric;

pub use exponential::{exp, ln, log, log10, pow};
pub use gamma::ln_gamma;
pub(crate) use gamma::{HALF_LN_TWO_PI, stirling_rest};
pub use hyperbolic::{cosh, sinh, tanh};
pub use lanes::{BitLanes, Lanes};
pub use normal::{normal_cumulative, normal_quantile};
pub use trigonometric::{acos, asin, atan, cos, sin, tan};

/// The value at `x` of the polynomial whose coefficients are given from the constant term up.
///
/// Even and odd powers are summed apart (Estrin's first step), so that two chains of additions run side by side.
#[inline(always)]
fn polynomial<L: Lanes, const N: usize>(x: L, coefficients: &[f64; N]) -> L {
    const { assert!(N >= 2, "a constant is no polynomial") };
    let square = x * x;
    every_other(square, coefficients, N % 2) * x + every_other(square, coefficients, 1 - N % 2)
}

/// The polynomial of every other coefficient, as far as the last but `left`. Plain loops, as what an iterator calls
/// need not be compiled for the vector instructions of who uses it.
#[inline(always)]
fn every_other<L: Lanes, const N: usize>(x: L, coefficients: &[f64; N], left: usize) -> L {
    let mut at = N - 1 - left;
    let mut sum = x.splat(coefficients[at]);
    while at >= 2 {
        at -= 2;
        sum = sum * x + coefficients[at];
    }
    sum
}

#[cfg(test)]
mod tests;
