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
    let (growing, falling) = halves(x.magnitude());
    let far = growing - falling;
    L::choose(x.magnitude().below(x.splat(1.0)), sine_near_zero(x), signed(far, x))
}

/// The hyperbolic cosine.
#[inline(always)]
pub fn cosh<L: Lanes>(x: L) -> L {
    let (growing, falling) = halves(x.magnitude());
    growing + falling
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh<L: Lanes>(x: L) -> L {
    let one = x.splat(1.0);
    let sine = sine_near_zero(x);
    let near = sine / (sine * sine + 1.0).square_root();
    let far = one - x.splat(2.0) / (exp(x.magnitude() * 2.0) + 1.0);
    L::choose(x.magnitude().below(one), near, signed(far, x))
}

/// sinh x for |x| < 1.
#[inline(always)]
fn sine_near_zero<L: Lanes>(x: L) -> L {
    let square = x * x;
    x + x * (square * polynomial(square, &SINE))
}

/// A positive size with the sign of `x`.
#[inline(always)]
fn signed<L: Lanes>(size: L, x: L) -> L {
    L::choose(x.below(x.splat(0.0)), -size, size)
}

/// e^x / 2 and e^−x / 2 for positive `x`.
#[inline(always)]
fn halves<L: Lanes>(x: L) -> (L, L) {
    // e^x may overflow where its half does not: there it is the square of a root.
    let ordinary = x.below(x.splat(700.0));
    let power = exp(L::choose(ordinary, x, x * 0.5));
    let half = power * 0.5;
    let growing = L::choose(ordinary, half, half * power);
    (growing, L::choose(ordinary, x.splat(0.5) / power, x.splat(0.0)))
}
