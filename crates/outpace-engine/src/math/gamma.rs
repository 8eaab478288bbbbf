//! The logarithm of the gamma function.

use super::{ln, polynomial};

/// Half the logarithm of 2 π.
pub(crate) const HALF_LN_TWO_PI: f64 = 0.9189385332046728;

/// The logarithm of Γ(x): ∞ at 0, NaN below, where Γ changes its sign.
///
/// Stirling's series (Abramowitz and Stegun 6.1.41) from 10 on, reached by Γ(x) = Γ(x + 1) / x. Off by a few
/// units in the last place of its value, or of one near its zeros at 1 and 2.
pub fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return if x == 0.0 { f64::INFINITY } else { f64::NAN };
    }
    if x == f64::INFINITY {
        return x;
    }
    let mut shifted = x;
    let mut factor = 1.0;
    while shifted < 10.0 {
        factor *= shifted;
        shifted += 1.0;
    }
    (shifted - 0.5) * ln(shifted) - shifted + HALF_LN_TWO_PI + stirling_rest(shifted) - ln(factor)
}

/// What Stirling's formula `(x − ½) ln x − x + ½ ln 2π` leaves of ln Γ(x), for x from 10 on.
pub(crate) fn stirling_rest(x: f64) -> f64 {
    const TERMS: [f64; 7] =
        [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0];
    let inverse = 1.0 / x;
    inverse * polynomial(inverse * inverse, &TERMS)
}
