//! Sine, cosine, tangent and their inverses.
//!
//! The argument is reduced to |r| ≤ π/4 plus a number of quarter turns: up to 2^20 by Cody and Waite's subtraction of
//! π/2 in three parts, beyond by multiplying with enough digits of 2/π (Payne and Hanek 1983,
//! doi:10.1145/1057600.1057602), so that even the largest argument is reduced exactly.

use super::exponential::product;
use super::lanes::ROUNDER;
use super::{BitLanes, Lanes, polynomial};

const HALF_PI: f64 = std::f64::consts::FRAC_PI_2;
/// π/2 − `HALF_PI`.
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

/// `(sin r / r − 1) / r²` in powers of r² for |r| ≤ π/4: off by less than 2^-58 after multiplying by r².
const SINE: [f64; 6] = [
    -0.16666666666666632,
    0.00833333333332242,
    -0.00019841269829812182,
    2.7557313693441253e-06,
    -2.50507583585856e-08,
    1.5896810127604512e-10,
];

/// `(cos r − 1 + r²/2) / r⁴` in powers of r² for |r| ≤ π/4: off by less than 2^-64 after multiplying by r⁴.
const COSINE: [f64; 6] = [
    0.041666666666666616,
    -0.001388888888887618,
    2.4801587290592218e-05,
    -2.755731463681107e-07,
    2.0875758210806225e-09,
    -1.1361304731419467e-11,
];

/// `(atan x / x − 1) / x²` in powers of x² for |x| ≤ 7/16: off by less than 2^-57 after multiplying by x².
const ARCTANGENT: [f64; 11] = [
    -0.3333333333333293,
    0.19999999999876042,
    -0.14285714272469596,
    0.11111110404101121,
    -0.09090887100990487,
    0.07691875716885813,
    -0.0666106837808048,
    0.05833540132878088,
    -0.049767600165511565,
    0.03652894207623232,
    -0.01628328092532897,
];

/// `(asin x / x − 1) / x²` in powers of x² for |x| ≤ 1/2: off by less than 2^-55 after multiplying by x².
const ARCSINE: [f64; 12] = [
    0.16666666666665375,
    0.07500000000344789,
    0.04464285682198216,
    0.030381959395223965,
    0.022371751945391607,
    0.017359795499617275,
    0.013884352100618034,
    0.012174930327448982,
    0.006503576124222443,
    0.019594178019207705,
    -0.016326420891136176,
    0.03198149236284833,
];

/// The sine of an angle in radians; NaN for an infinite one.
#[inline(always)]
pub fn sin<L: Lanes>(x: L) -> L {
    sine_and_cosine(x).0
}

/// The cosine of an angle in radians; NaN for an infinite one.
#[inline(always)]
pub fn cos<L: Lanes>(x: L) -> L {
    sine_and_cosine(x).1
}

/// The tangent of an angle in radians; NaN for an infinite one.
#[inline(always)]
pub fn tan<L: Lanes>(x: L) -> L {
    let (sine, cosine) = sine_and_cosine(x);
    L::choose(x.equals(x.splat(0.0)), x, sine / cosine)
}

/// The angle in [−π/2, π/2] whose sine is `x`; NaN outside [−1, 1].
#[inline(always)]
pub fn asin<L: Lanes>(x: L) -> L {
    let size = x.magnitude();
    // asin x = π/2 − 2 asin √((1−x)/2)
    let (root, lost) = root_of_half_complement(size);
    let far = x.splat(HALF_PI) - ((arcsine_near_zero(root) + lost) * 2.0 - HALF_PI_LOW);
    let far = L::choose(x.below(x.splat(0.0)), -far, far);
    L::choose(x.splat(0.5).below(size), far, arcsine_near_zero(x))
}

/// The angle in [0, π] whose cosine is `x`; NaN outside [−1, 1].
#[inline(always)]
pub fn acos<L: Lanes>(x: L) -> L {
    let (size, quarter) = (x.magnitude(), x.splat(HALF_PI));
    let (root, lost) = root_of_half_complement(size);
    let half_angle = arcsine_near_zero(root) + lost;
    let far = L::choose(x.below(x.splat(0.0)), quarter - (half_angle - HALF_PI_LOW), half_angle) * 2.0;
    let near = quarter - (arcsine_near_zero(x) - HALF_PI_LOW);
    L::choose(x.splat(0.5).below(size), far, near)
}

/// The angle in [−π/2, π/2] whose tangent is `x`: near zero by the polynomial, else atan x = atan c + atan((x − c)/(1 +
/// x c)) with the nearest c of ½, 1, 3/2, or infinity.
#[inline(always)]
pub fn atan<L: Lanes>(x: L) -> L {
    // Up to which size, atan c as a sum of two doubles, and c.
    const PIECES: [(f64, f64, f64, f64); 3] = [
        (2.4375, 0.982793723247329, 1.3903311031230998e-17, 1.5),
        (1.1875, std::f64::consts::FRAC_PI_4, 0.5 * HALF_PI_LOW, 1.0),
        (0.6875, 0.4636476090008061, 2.2698777452961687e-17, 0.5),
    ];
    let size = x.magnitude();
    let (mut base, mut base_low) = (x.splat(HALF_PI), x.splat(HALF_PI_LOW));
    let (mut above, mut below) = (x.splat(-1.0), size);
    for (bound, angle, angle_low, c) in PIECES {
        let inside = size.below(x.splat(bound));
        base = L::choose(inside, x.splat(angle), base);
        base_low = L::choose(inside, x.splat(angle_low), base_low);
        above = L::choose(inside, size - c, above);
        below = L::choose(inside, size * c + 1.0, below);
    }
    let near = !x.splat(0.4375).below(size);
    let zero = x.splat(0.0);
    (base, base_low) = (L::choose(near, zero, base), L::choose(near, zero, base_low));
    let t = L::choose(near, size, above) / L::choose(near, x.splat(1.0), below);
    let square = t * t;
    let value = base + (t + (t * (square * polynomial(square, &ARCTANGENT)) + base_low));
    let value = L::choose(x.below(zero), -value, value);
    L::choose(x.equals(zero), x, value)
}

/// The sine and the cosine of an angle.
#[inline(always)]
fn sine_and_cosine<L: Lanes>(x: L) -> (L, L) {
    let zero = x.splat(0.0);
    let (quarters, r, tail) = reduce(x);
    let turned = by_quarters((quarters + ROUNDER).bits(), sine(r, tail), cosine(r, tail));
    // So near a multiple of π/2 that its third part is felt in the answer, or too large for three parts.
    let lost = !quarters.equals(zero) & r.magnitude().below(x.splat(1e-9));
    let hard = lost | x.splat(1048576.0).below(x.magnitude());
    if !L::any(hard) {
        return turned;
    }
    (L::choose(hard, x.each(sine_of_large), turned.0), L::choose(hard, x.each(cosine_of_large), turned.1))
}

/// The sine and the cosine of an angle whose last two bits are those of its quarter turns, given those of the rest.
#[inline(always)]
fn by_quarters<L: Lanes>(quarters: L::Bits, sine: L, cosine: L) -> (L, L) {
    let zero = sine.splat(0.0);
    let holds = |bits: L::Bits| !L::from_pattern(bits).equals(zero);
    let odd = holds(quarters & 1);
    let (sine, cosine) = (L::choose(odd, cosine, sine), L::choose(odd, sine, cosine));
    let down = L::choose(holds(quarters & 2), -sine, sine);
    (down, L::choose(holds(quarters.plus(1) & 2), -cosine, cosine))
}

/// sin(r + tail) for |r| ≤ π/4 and a tail below the last digit of `r`.
#[inline(always)]
fn sine<L: Lanes>(r: L, tail: L) -> L {
    let square = r * r;
    r + (r * square * polynomial(square, &SINE) + tail * (r.splat(1.0) - square * 0.5))
}

/// cos(r + tail) for |r| ≤ π/4 and a tail below the last digit of `r`.
#[inline(always)]
fn cosine<L: Lanes>(r: L, tail: L) -> L {
    let square = r * r;
    let (half, one) = (square * 0.5, r.splat(1.0));
    let leading = one - half;
    let lost = (one - leading) - half;
    leading + (lost + (square * square * polynomial(square, &COSINE) - r * tail))
}

/// The quarter turns in `x`, and what remains as a sum of two doubles, for |x| ≤ 2^20.
#[inline(always)]
fn reduce<L: Lanes>(x: L) -> (L, L, L) {
    const INVERSE_HALF_PI: f64 = std::f64::consts::FRAC_2_PI;
    // π/2 in three parts; the first two have 33 digits, so that their products with up to 2^20 are exact.
    const FIRST: f64 = 1.5707963267341256;
    const SECOND: f64 = 6.077100506303966e-11;
    const THIRD: f64 = 2.0222662487959506e-21;
    let quarters = (x * INVERSE_HALF_PI + ROUNDER) - ROUNDER;
    let high = x - quarters * FIRST;
    let middle = quarters * SECOND;
    let partial = high - middle;
    let lost = (high - partial) - middle;
    let low = lost - quarters * THIRD;
    let r = partial + low;
    (quarters, r, (partial - r) + low)
}

#[inline(never)]
fn sine_of_large(x: f64) -> f64 {
    of_large(x).0
}

#[inline(never)]
fn cosine_of_large(x: f64) -> f64 {
    of_large(x).1
}

fn of_large(x: f64) -> (f64, f64) {
    if !x.is_finite() {
        return (f64::NAN, f64::NAN);
    }
    let (quarters, r, tail) = reduce_large(x);
    by_quarters(quarters, sine(r, tail), cosine(r, tail))
}

/// As [`reduce`], for any finite |x| above 2^-9 and the quarters as a whole number: in whole numbers, with the digits of 2/π that matter for it.
fn reduce_large(x: f64) -> (u64, f64, f64) {
    let bits = x.abs().to_bits();
    // |x| = mantissa · 2^exponent
    let exponent = (bits >> 52) as i32 - 1075;
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);

    // Digits of 2/π above 2^(2 − exponent) add whole turns: the 192 digits from there on hold all that matters.
    let start = (exponent + 62).max(0) as usize;
    let (word, shift) = (start / 64, (start % 64) as u32);
    let digits = |index: usize| -> u64 {
        let high = TWO_OVER_PI.get(word + index).copied().unwrap_or(0);
        let low = TWO_OVER_PI.get(word + index + 1).copied().unwrap_or(0);
        if shift == 0 { high } else { high << shift | low >> (64 - shift) }
    };
    // The upper 128 digits of the product modulo 2^192: two digits of quarter turns, then the fraction of one.
    let low = mantissa * u128::from(digits(2));
    let middle = mantissa * u128::from(digits(1)) + (low >> 64);
    let high = (mantissa as u64).wrapping_mul(digits(0)).wrapping_add((middle >> 64) as u64);
    let top = (u128::from(high) << 64) | (middle & u128::from(u64::MAX));

    // Round to the nearest quarter turn; what is left is a signed fraction in units of 2^-128.
    let quarters = (top.wrapping_add(1 << 125) >> 126) as u64;
    let fraction = (top << 2) as i128;
    let leading = fraction as f64;
    let rest = fraction.wrapping_sub(leading as i128) as f64;
    const UNIT: f64 = 1.0 / 340282366920938463463374607431768211456.0; // 2^-128
    let (turn, turn_low) = (leading * UNIT, rest * UNIT);
    let r = turn * HALF_PI;
    let tail = product(turn, HALF_PI).1 + (turn * HALF_PI_LOW + turn_low * HALF_PI);
    if x < 0.0 { (quarters.wrapping_neg(), -r, -tail) } else { (quarters, r, tail) }
}

/// asin x for |x| ≤ 1/2.
#[inline(always)]
fn arcsine_near_zero<L: Lanes>(x: L) -> L {
    let square = x * x;
    x + x * (square * polynomial(square, &ARCSINE))
}

/// √((1 − x)/2), and what its rounding lost.
#[inline(always)]
fn root_of_half_complement<L: Lanes>(x: L) -> (L, L) {
    let half = (x.splat(1.0) - x) * 0.5;
    let root = half.square_root();
    let (square, error) = product(root, root);
    let lost = ((half - square) - error) / (root * 2.0);
    (root, L::choose(x.splat(0.0).below(root), lost, x.splat(0.0)))
}

/// The binary digits of 2/π, 64 at a time, after 64 zeros.
const TWO_OVER_PI: [u64; 21] = [
    0,
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
];
