//! Exponentials, logarithms and powers.
//!
//! ```text
//! exp x = 2^k · exp r,   k = round(x / ln 2),  r = x − k ln 2           |r| ≤ ln 2 / 2
//! ln x  = k ln 2 + ln z, x = 2^k z,  ln z = 2 artanh s,  s = (z−1)/(z+1)  |s| ≤ 0.1716
//! x^y   = exp(y ln x), with ln x and the product carried in two doubles each
//! ```
//!
//! `ln 2` is held in two parts, the first with so few digits that its product with `k` is exact (Cody and Waite
//! 1980, chapter 6). A product of two doubles is split into its rounded value and its error by cutting each factor
//! in two halves (Dekker 1971, doi:10.1007/BF01397083), a sum likewise (Knuth, TAOCP 2, section 4.2.2, theorem B).

use super::lanes::ROUNDER;
use super::{BitLanes, Lanes, polynomial};
use std::f64::consts::{LOG2_E, LOG10_E};

/// The leading 32 bits of ln 2, and the rest.
const LN_2_HIGH: f64 = 0.6931471803691238;
const LN_2_LOW: f64 = 1.9082149292705877e-10;

/// `(exp r − 1 − r) / r²` for |r| ≤ ln 2 / 2: off by less than 2^-58 after multiplying by r².
const EXPONENTIAL: [f64; 10] = [
    0.5000000000000012,
    0.166666666666667,
    0.04166666666651547,
    0.008333333333307994,
    0.0013888888946998515,
    0.00019841269915697537,
    2.4801489959471614e-05,
    2.755721774831689e-06,
    2.763127496614643e-07,
    2.5117426811053948e-08,
];

/// `(2 artanh s − 2s) / s³` in powers of s², |s| ≤ 0.1716: off by less than 2^-58 after multiplying by s².
const LOGARITHM: [f64; 7] = [
    0.6666666666666734,
    0.3999999999941429,
    0.28571428742487454,
    0.22222198561980797,
    0.18183564950236455,
    0.15314033619072384,
    0.14796128125578834,
];

/// `(2 artanh s − 2s − 2s³/3) / s⁵` in powers of s²: off by less than 2^-72 after multiplying by s⁴.
const LOGARITHM_TAIL: [f64; 8] = [
    0.39999999999999986,
    0.28571428571441976,
    0.22222222218165338,
    0.18181818804719593,
    0.15384560762308458,
    0.13336184975270582,
    0.11677229409682437,
    0.1197081022853088,
];

/// e to the power `x`. Overflows to infinity, underflows gradually to zero.
#[inline(always)]
pub fn exp<L: Lanes>(x: L) -> L {
    exp_of_sum(x, x.splat(0.0))
}

/// The natural logarithm: −∞ at zero, NaN below.
#[inline(always)]
pub fn ln<L: Lanes>(x: L) -> L {
    let (k, z) = split_exponent(x);
    let f = z - 1.0;
    let s = f / (f + 2.0);
    let square = s * s;
    let half_square = f * f * 0.5;
    // ln z = f − (f²/2 − s (f²/2 + R)), which loses nothing near 1: the form of Sun's FDLIBM 5.3, e_log.c.
    let correction = s * (half_square + square * polynomial(square, &LOGARITHM)) + k * LN_2_LOW;
    let value = k * LN_2_HIGH - ((half_square - correction) - f);
    logarithm_specials(x, value)
}

/// The logarithm to base ten, exact at the powers of ten.
#[inline(always)]
pub fn log10<L: Lanes>(x: L) -> L {
    /// log10(e) − `LOG10_E`.
    const LOG10_E_LOW: f64 = 1.098319650216765e-17;
    let (high, low) = ln_of_positive(x);
    let (product, error) = product(high, x.splat(LOG10_E));
    logarithm_specials(x, product + (error + (high * LOG10_E_LOW + low * LOG10_E)))
}

/// The logarithm of `x` to any `base`, exact where the answer is a small whole number.
#[inline(always)]
pub fn log<L: Lanes>(x: L, base: L) -> L {
    let (above, above_low) = ln_of_positive(x);
    let (below, below_low) = ln_of_positive(base);
    let quotient = above / below;
    let (whole, error) = product(quotient, below);
    let refined = quotient + ((above - whole) - error + (above_low - quotient * below_low)) / below;
    let plain = logarithm_specials(x, above) / logarithm_specials(base, below);
    let ordinary = is_positive_finite(x) & is_positive_finite(base) & !below.equals(x.splat(0.0));
    L::choose(ordinary, refined, plain)
}

/// `x` to the power `y`, as IEEE 754 `pow`: `pow(x, 0) = 1`; a negative `x` needs a whole `y`, else NaN.
#[inline(always)]
pub fn pow<L: Lanes>(x: L, y: L) -> L {
    let zero = x.splat(0.0);
    let one = x.splat(1.0);
    let infinity = x.splat(f64::INFINITY);
    let size = x.magnitude();

    // Beyond 2^65 every power of anything but 1 is zero or infinite already; the bound keeps products finite.
    let bound = x.splat(36893488147419103232.0);
    let exponent = clamp(y, bound);
    let (high, low) = ln_of_positive(size);
    let (whole, error) = product(exponent, high);
    let value = exp_of_sum(whole, error + exponent * low);
    let value = L::choose(size.equals(zero), L::choose(y.below(zero), infinity, zero), value);
    let value = L::choose(size.equals(infinity), L::choose(y.below(zero), zero, infinity), value);

    let half = y * 0.5;
    let y_is_whole = y.whole().equals(y);
    let y_is_odd = y_is_whole & !half.whole().equals(half);
    // The reciprocal tells −0 from 0.
    let negative = x.below(zero) | (size.equals(zero) & (one / x).below(zero));
    let undefined = x.below(zero) & size.below(infinity) & !y_is_whole;
    let value = L::choose(negative & y_is_odd, -value, value);
    let value = L::choose(undefined, x.splat(f64::NAN), value);
    let value = L::choose(x.equals(x) & y.equals(y), value, x.splat(f64::NAN));
    L::choose(y.equals(zero) | x.equals(one), one, value)
}

/// `exp(x + tail)` for a `tail` below the last digit of `x`.
#[inline(always)]
pub(super) fn exp_of_sum<L: Lanes>(x: L, tail: L) -> L {
    // Past ±750 the answer is infinite or zero, and the tail no longer matters.
    let bounded = clamp(x, x.splat(750.0));
    let tail = L::choose(bounded.equals(x), tail, x.splat(0.0));
    let k = (bounded * LOG2_E + ROUNDER) - ROUNDER;
    let high = bounded - k * LN_2_HIGH;
    let low = k * LN_2_LOW - tail;
    let r = high - low;
    let lost = (high - r) - low;
    let scaled = (r * r * polynomial(r, &EXPONENTIAL) + lost) + r + 1.0;
    scaled.scale(k)
}

/// `x` kept within ±`bound`; NaN stays.
#[inline(always)]
fn clamp<L: Lanes>(x: L, bound: L) -> L {
    (-bound).greater(bound.lesser(x))
}

/// `(k, z)` with x = 2^k z and √½ ≤ z < √2, for positive finite `x`.
#[inline(always)]
fn split_exponent<L: Lanes>(x: L) -> (L, L) {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const MANTISSA: u64 = (1 << 52) - 1;
    let subnormal = x.below(x.splat(f64::MIN_POSITIVE));
    let x = L::choose(subnormal, x * 18014398509481984.0, x); // 2^54
    let shifted = x.bits().plus((1023 << 52) - ROOT_HALF);
    let z = L::from_pattern((shifted & MANTISSA).plus(ROOT_HALF));
    // The exponent, placed in the low bits of 2^52, reads as 2^52 + k + 1023.
    let k = L::from_pattern((shifted >> 52) | (1075 << 52)) - 4503599627371519.0;
    (L::choose(subnormal, k - 54.0, k), z)
}

/// The natural logarithm of a positive finite `x` as a sum of two doubles, good to about 2^-64.
#[inline(always)]
fn ln_of_positive<L: Lanes>(x: L) -> (L, L) {
    const TWO_THIRDS_HIGH: f64 = 0.6666666666666666;
    const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;
    let (k, z) = split_exponent(x);
    let f = z - 1.0;
    let d = z + 1.0;
    let d_low = z - (d - 1.0);
    let s = f / d;
    let (sd, sd_low) = product(s, d);
    let s_low = (((f - sd) - sd_low) - s * d_low) / d;
    let (square, square_low) = product(s, s);
    let square_low = square_low + s * s_low * 2.0;

    let tail = square * polynomial(square, &LOGARITHM_TAIL);
    let factor = tail + TWO_THIRDS_HIGH;
    let factor_low = (tail - (factor - TWO_THIRDS_HIGH)) + TWO_THIRDS_LOW;
    let (cube, cube_low) = product(s, square);
    let cube_low = cube_low + (s * square_low + s_low * square);
    let (term, term_low) = product(cube, factor);
    let term_low = term_low + (cube * factor_low + cube_low * factor);

    let (partial, lost) = sum(k * LN_2_HIGH, s + s);
    let (high, lost_again) = sum(partial, term);
    let low = (lost + lost_again) + (term_low + (s_low + s_low) + k * LN_2_LOW);
    let total = high + low;
    (total, low - (total - high))
}

/// `value` where `x` is positive and finite; the logarithm's limits and NaN elsewhere.
#[inline(always)]
fn logarithm_specials<L: Lanes>(x: L, value: L) -> L {
    let zero = x.splat(0.0);
    let outside = L::choose(x.equals(zero), x.splat(f64::NEG_INFINITY), x.splat(f64::NAN));
    let outside = L::choose(x.equals(x.splat(f64::INFINITY)), x, outside);
    L::choose(is_positive_finite(x), value, outside)
}

#[inline(always)]
fn is_positive_finite<L: Lanes>(x: L) -> L::Mask {
    x.splat(0.0).below(x) & x.below(x.splat(f64::INFINITY))
}

/// a + b as its rounded value and its error.
#[inline(always)]
fn sum<L: Lanes>(a: L, b: L) -> (L, L) {
    let total = a + b;
    let b_part = total - a;
    (total, (a - (total - b_part)) + (b - b_part))
}

/// a · b as its rounded value and its error.
#[inline(always)]
pub(super) fn product<L: Lanes>(a: L, b: L) -> (L, L) {
    let value = a * b;
    (value, a.lost(b, value))
}
