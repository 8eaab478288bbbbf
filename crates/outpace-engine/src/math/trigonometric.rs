//! Sine, cosine, tangent and their inverses, one lane at a time: models use them too rarely to vectorise.
//!
//! The argument is reduced to |r| ≤ π/4 plus a number of quarter turns: up to 2^20 by Cody and Waite's subtraction of
//! π/2 in three parts, beyond by multiplying with enough digits of 2/π (Payne and Hanek 1983,
//! doi:10.1145/1057600.1057602), so that even the largest argument is reduced exactly.

use super::{Lanes, polynomial};

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
    x.each(|x| quarter_turned(x, 0))
}

/// The cosine of an angle in radians; NaN for an infinite one.
#[inline(always)]
pub fn cos<L: Lanes>(x: L) -> L {
    x.each(|x| quarter_turned(x, 1))
}

/// The tangent of an angle in radians; NaN for an infinite one.
#[inline(always)]
pub fn tan<L: Lanes>(x: L) -> L {
    x.each(|x| if x == 0.0 { x } else { quarter_turned(x, 0) / quarter_turned(x, 1) })
}

/// The angle in [−π/2, π/2] whose sine is `x`; NaN outside [−1, 1].
#[inline(always)]
pub fn asin<L: Lanes>(x: L) -> L {
    x.each(arcsine)
}

/// The angle in [0, π] whose cosine is `x`; NaN outside [−1, 1].
#[inline(always)]
pub fn acos<L: Lanes>(x: L) -> L {
    x.each(arccosine)
}

/// The angle in [−π/2, π/2] whose tangent is `x`.
#[inline(always)]
pub fn atan<L: Lanes>(x: L) -> L {
    x.each(arctangent)
}

/// sin(x + `turns` · π/2).
#[inline(never)]
fn quarter_turned(x: f64, turns: u64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let (quarters, r, tail) = if x.abs() <= 1048576.0 { reduce(x) } else { reduce_large(x) };
    let quarters = quarters.wrapping_add(turns);
    let value = if quarters & 1 == 0 { sine(r, tail) } else { cosine(r, tail) };
    if quarters & 2 == 0 { value } else { -value }
}

/// sin(r + tail) for |r| ≤ π/4 and a tail below the last digit of `r`.
fn sine(r: f64, tail: f64) -> f64 {
    let square = r * r;
    r + (r * square * polynomial(square, &SINE) + tail * (1.0 - 0.5 * square))
}

/// cos(r + tail) for |r| ≤ π/4 and a tail below the last digit of `r`.
fn cosine(r: f64, tail: f64) -> f64 {
    let square = r * r;
    let half = 0.5 * square;
    let leading = 1.0 - half;
    let lost = (1.0 - leading) - half;
    leading + (lost + (square * square * polynomial(square, &COSINE) - r * tail))
}

/// The quarter turns in `x`, and what remains as a sum of two doubles, for |x| ≤ 2^20.
fn reduce(x: f64) -> (u64, f64, f64) {
    const INVERSE_HALF_PI: f64 = std::f64::consts::FRAC_2_PI;
    // π/2 in three parts; the first two have 33 digits, so that their products with up to 2^20 are exact.
    const FIRST: f64 = 1.5707963267341256;
    const SECOND: f64 = 6.077100506303966e-11;
    const THIRD: f64 = 2.0222662487959506e-21;
    let quarters = (x * INVERSE_HALF_PI).round_ties_even();
    let high = x - quarters * FIRST;
    let middle = quarters * SECOND;
    let partial = high - middle;
    let lost = (high - partial) - middle;
    let low = lost - quarters * THIRD;
    let r = partial + low;
    if quarters != 0.0 && r.abs() < 1e-9 {
        // So near a multiple of π/2 that its third part is felt in the answer.
        return reduce_large(x);
    }
    (quarters as i64 as u64, r, (partial - r) + low)
}

/// As [`reduce`], for any finite |x| above 2^-9: in whole numbers, with the digits of 2/π that matter for it.
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
    let tail = product_error(turn, HALF_PI, r) + (turn * HALF_PI_LOW + turn_low * HALF_PI);
    if x < 0.0 { (quarters.wrapping_neg(), -r, -tail) } else { (quarters, r, tail) }
}

/// What `value = a · b` lost in rounding (Dekker 1971).
fn product_error(a: f64, b: f64, value: f64) -> f64 {
    let halves = |x: f64| {
        let high = f64::from_bits(x.to_bits() & !((1 << 27) - 1));
        (high, x - high)
    };
    let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
    ((a_high * b_high - value) + a_high * b_low + a_low * b_high) + a_low * b_low
}

#[inline(never)]
fn arcsine(x: f64) -> f64 {
    let size = x.abs();
    if size <= 0.5 {
        return arcsine_near_zero(x);
    }
    // asin x = π/2 − 2 asin √((1−x)/2)
    let (root, lost) = root_of_half_complement(size);
    let value = HALF_PI - (2.0 * (arcsine_near_zero(root) + lost) - HALF_PI_LOW);
    value.copysign(x)
}

#[inline(never)]
fn arccosine(x: f64) -> f64 {
    if x.abs() <= 0.5 {
        return HALF_PI - (arcsine_near_zero(x) - HALF_PI_LOW);
    }
    let (root, lost) = root_of_half_complement(x.abs());
    let half_angle = arcsine_near_zero(root) + lost;
    if x > 0.0 { 2.0 * half_angle } else { 2.0 * (HALF_PI - (half_angle - HALF_PI_LOW)) }
}

/// asin x for |x| ≤ 1/2.
fn arcsine_near_zero(x: f64) -> f64 {
    let square = x * x;
    x + x * (square * polynomial(square, &ARCSINE))
}

/// √((1 − x)/2), and what its rounding lost.
fn root_of_half_complement(x: f64) -> (f64, f64) {
    let half = (1.0 - x) * 0.5;
    let root = half.sqrt();
    if root > 0.0 {
        let square = root * root;
        let error = product_error(root, root, square);
        (root, ((half - square) - error) / (2.0 * root))
    } else {
        (root, 0.0)
    }
}

/// atan x: near zero by the polynomial, else atan x = atan c + atan((x − c)/(1 + x c)) with the nearest c of ½, 1, 3/2,
/// or infinity.
#[inline(never)]
fn arctangent(x: f64) -> f64 {
    // atan ½, atan 1, atan 3/2, π/2, each as a sum of two doubles.
    const HALF: (f64, f64) = (0.4636476090008061, 2.2698777452961687e-17);
    const ONE: (f64, f64) = (std::f64::consts::FRAC_PI_4, 0.5 * HALF_PI_LOW);
    const THREE_HALVES: (f64, f64) = (0.982793723247329, 1.3903311031230998e-17);
    const INFINITE: (f64, f64) = (HALF_PI, HALF_PI_LOW);
    let size = x.abs();
    let ((base, base_low), t) = if size <= 0.4375 {
        ((0.0, 0.0), size)
    } else if size < 0.6875 {
        (HALF, (2.0 * size - 1.0) / (2.0 + size))
    } else if size < 1.1875 {
        (ONE, (size - 1.0) / (size + 1.0))
    } else if size < 2.4375 {
        (THREE_HALVES, (size - 1.5) / (1.0 + 1.5 * size))
    } else {
        (INFINITE, -1.0 / size)
    };
    let square = t * t;
    let value = base + (t + (t * (square * polynomial(square, &ARCTANGENT)) + base_low));
    if x.is_nan() { x } else { value.copysign(x) }
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
