//! Hyperbolic functions, from the exponential; near zero, where that would cancel, from a polynomial. One lane at a
//! time: models use them too rarely to vectorise.

use super::{Lanes, exp, polynomial};

/// `(sinh x / x − 1) / x²` in powers of x² for |x| ≤ 1: off by less than 2^-63 after multiplying by x².
const SINE: [f64; 7] = [
    0.16666666666666669,
    0.008333333333333139,
    0.00019841269841437692,
    2.7557319155333173e-06,
    2.5052123399172768e-08,
    1.6057240292666125e-10,
    7.759313669355194e-13,
];

/// The hyperbolic sine.
#[inline(always)]
pub fn sinh<L: Lanes>(x: L) -> L {
    x.each(sine)
}

/// The hyperbolic cosine.
#[inline(always)]
pub fn cosh<L: Lanes>(x: L) -> L {
    x.each(cosine)
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    x.each(tangent)
}

#[inline(never)]
fn sine(x: f64) -> f64 {
    if x.abs() < 1.0 {
        let square = x * x;
        return x + x * (square * polynomial(square, &SINE));
    }
    let (growing, falling) = halves(x.abs());
    (growing - falling).copysign(x)
}

#[inline(never)]
fn cosine(x: f64) -> f64 {
    let (growing, falling) = halves(x.abs());
    growing + falling
}

#[inline(never)]
fn tangent(x: f64) -> f64 {
    if x.abs() < 1.0 {
        let sine = sine(x);
        return sine / (1.0 + sine * sine).sqrt();
    }
    (1.0 - 2.0 / (exp(x.abs() * 2.0) + 1.0)).copysign(x)
}

/// e^x / 2 and e^−x / 2 for positive `x`.
fn halves(x: f64) -> (f64, f64) {
    if x < 700.0 {
        let growing = exp(x);
        (0.5 * growing, 0.5 / growing)
    } else {
        // e^x may overflow where its half does not.
        let root = exp(x * 0.5);
        (0.5 * root * root, 0.0)
    }
}
