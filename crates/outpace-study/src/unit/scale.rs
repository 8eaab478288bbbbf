//! The number in front of a unit, kept exact: a fraction of whole numbers times a power of ten.
//!
//! Units multiply and divide in long chains (`billion USD/Month` against `USD/Year`), and `f64` would leave a
//! trace of rounding that makes equal units unequal. Nearly every scale people write is a short decimal or a
//! fraction of one (a month is 1/12 of a year), so the fraction stays exact; where it would outgrow 64 bits the
//! nearest 17-digit decimal takes its place.

/// The highest degree of a root; no unit that one could mean has more.
const MAX_ROOT: u32 = 16;

/// A positive number: `numerator / denominator × 10^tens`.
///
/// Canonical: the fraction is reduced, the denominator has no factor 2 or 5 and the numerator no factor 10, so that
/// equal scales are equal fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Scale {
    numerator: u64,
    denominator: u64,
    tens: i32,
}

impl Scale {
    /// One.
    pub const ONE: Scale = Scale { numerator: 1, denominator: 1, tens: 0 };

    /// The decimal number with the fewest digits that reads back as `value`; none unless positive and finite.
    pub fn decimal(value: f64) -> Option<Scale> {
        if value == 1.0 {
            return Some(Scale::ONE);
        }
        if !(value.is_finite() && value > 0.0) {
            return None;
        }
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let fraction_digits = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len() as i32);
        let digits: u64 = mantissa.replace('.', "").parse().ok()?;
        let tens = exponent.parse::<i32>().ok()? - fraction_digits;
        Some(Scale::reduced(digits.into(), 1, tens))
    }

    /// `numerator / denominator`, both at least one.
    pub fn fraction(numerator: u64, denominator: u64) -> Scale {
        Scale::reduced(numerator.max(1).into(), denominator.max(1).into(), 0)
    }

    fn reduced(mut numerator: u128, mut denominator: u128, mut tens: i32) -> Scale {
        let shared = greatest_common_divisor(numerator, denominator);
        numerator /= shared;
        denominator /= shared;
        // 1/2 = 5/10 and 1/5 = 2/10: the twos and fives of the denominator become tens.
        for (factor, other) in [(2, 5), (5, 2)] {
            while denominator.is_multiple_of(factor) && numerator < u128::MAX / 8 {
                denominator /= factor;
                numerator *= other;
                tens = tens.saturating_sub(1);
            }
        }
        while numerator.is_multiple_of(10) {
            numerator /= 10;
            tens = tens.saturating_add(1);
        }
        match (u64::try_from(numerator), u64::try_from(denominator)) {
            (Ok(numerator), Ok(denominator)) => Scale { numerator, denominator, tens },
            _ => Scale::nearest(numerator as f64 / denominator as f64, tens),
        }
    }

    /// The nearest decimal to `mantissa × 10^tens`.
    fn nearest(mantissa: f64, tens: i32) -> Scale {
        let near = Scale::decimal(mantissa).unwrap_or(Scale::ONE);
        Scale { tens: near.tens.saturating_add(tens), ..near }
    }

    /// The product.
    pub fn times(self, other: Scale) -> Scale {
        Scale::reduced(
            u128::from(self.numerator) * u128::from(other.numerator),
            u128::from(self.denominator) * u128::from(other.denominator),
            self.tens.saturating_add(other.tens),
        )
    }

    /// One over it.
    pub fn inverse(self) -> Scale {
        Scale::reduced(self.denominator.into(), self.numerator.into(), self.tens.saturating_neg())
    }

    /// The whole power `exponent`.
    pub fn power(self, exponent: i32) -> Scale {
        let mut result = Scale::ONE;
        let mut square = self;
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                result = result.times(square);
            }
            square = square.times(square);
            left >>= 1;
        }
        if exponent < 0 { result.inverse() } else { result }
    }

    /// The root of the given degree, from 1 to [`MAX_ROOT`]; exact where the result is a short fraction.
    pub fn root(self, degree: u32) -> Scale {
        let degree = degree.clamp(1, MAX_ROOT) as i32;
        // The power of ten divides only where the degree does; the rest of it goes under the root.
        let rest = self.tens.rem_euclid(degree);
        let tens = (self.tens - rest) / degree;
        let numerator = real_root(self.numerator as f64 * power_of_ten(rest), degree);
        let denominator = real_root(self.denominator as f64, degree);
        if numerator.fract() == 0.0 && denominator.fract() == 0.0 && numerator.max(denominator) < 9e15 {
            return Scale::reduced(numerator as u128, denominator as u128, tens);
        }
        Scale::nearest(numerator / denominator, tens)
    }

    /// As a float; infinite or zero only where it leaves the range of `f64`.
    pub fn value(self) -> f64 {
        let mantissa = self.numerator as f64;
        // One rounding where the tens are few, because powers of ten are exact up to 10^22.
        let with_tens = if self.tens >= 0 {
            mantissa * power_of_ten(self.tens)
        } else {
            mantissa / power_of_ten(self.tens.saturating_neg())
        };
        with_tens / self.denominator as f64
    }

    /// The exponent, where this is a plain power of ten.
    pub fn as_power_of_ten(self) -> Option<i32> {
        (self.numerator == 1 && self.denominator == 1).then_some(self.tens)
    }
}

fn greatest_common_divisor(mut left: u128, mut right: u128) -> u128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left.max(1)
}

/// `10^exponent` for a non-negative exponent, by products of exact powers; infinite beyond the range of `f64`.
fn power_of_ten(exponent: i32) -> f64 {
    let mut result = 1.0;
    let mut left = exponent.min(400);
    while left > 0 {
        let step = left.min(22);
        result *= (0..step).fold(1.0, |product: f64, _| product * 10.0);
        left -= step;
    }
    result
}

/// The positive root by Newton's method, rounded to a whole number where that is the root exactly.
fn real_root(value: f64, degree: i32) -> f64 {
    if degree == 1 {
        return value;
    }
    if degree == 2 {
        return value.sqrt();
    }
    let n = f64::from(degree);
    let mut root = value.max(1.0);
    for _ in 0..2000 {
        let power = (1..degree).try_fold(1.0, |product: f64, _| Some(product * root).filter(|p| p.is_finite()));
        let Some(power) = power else {
            root /= 2.0;
            continue;
        };
        let next = ((n - 1.0) * root + value / power) / n;
        if next >= root {
            break;
        }
        root = next;
    }
    let whole = root.round();
    let product = (0..degree).fold(1.0, |product, _| product * whole);
    if product == value { whole } else { root }
}
