//! Hyperbolic functions, from the exponential; near zero, where that would cancel, from a polynomial.

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
    let square = x * x;
    let near = x + x * (square * polynomial(square, &SINE));
    // Half the argument, squared again: e^|x| may overflow where sinh x does not.
    let root = exp(x.magnitude() * 0.5);
    let size = root * 0.5 * root - x.splat(0.5) / root / root;
    let far = L::choose(x.below(x.splat(0.0)), -size, size);
    L::choose(x.magnitude().below(x.splat(1.0)), near, far)
}

/// The hyperbolic cosine.
#[inline(always)]
pub fn cosh<L: Lanes>(x: L) -> L {
    let root = exp(x.magnitude() * 0.5);
    root * 0.5 * root + x.splat(0.5) / root / root
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    let one = x.splat(1.0);
    let near = sinh(x) / cosh(x);
    let size = one - x.splat(2.0) / (exp(x.magnitude() * 2.0) + 1.0);
    let far = L::choose(x.below(x.splat(0.0)), -size, size);
    L::choose(x.magnitude().below(one), near, far)
}
