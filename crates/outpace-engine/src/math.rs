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
    let square = x * x;
    let sum = |parity: usize| {
        let mut powers = coefficients.iter().skip(parity).step_by(2).rev();
        let highest = x.splat(powers.next().copied().unwrap_or(0.0));
        powers.fold(highest, |sum, &coefficient| sum * square + coefficient)
    };
    let (even, odd) = (sum(0), sum(1));
    odd * x + even
}

#[cfg(test)]
mod tests;
