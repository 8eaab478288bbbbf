//! Division by a number that stays the same through a run: a product and a fused product and sum at each step, from
//! what is computed once, instead of an instruction that takes several times as long.
//!
//! The reciprocal of the divisor is kept as a sum of two numbers, some 106 binary digits. The product with it is the
//! quotient but for a relative error of 2^-104, and rounded once. So a quotient that needs no rounding is exact, and 49
//! people a week in groups of 49 stay one group; another one is what a division gives, unless it lies within that error
//! of the middle between two numbers, which of 10^15 divisions about one does. It is method 2 of Brisebarre, Muller and Raina, "Accelerating correctly rounded floating-point division when the divisor is known in
//! advance", IEEE Transactions on Computers 53(8), 2004, with a first part that never exceeds the reciprocal, so that
//! both parts have one sign and infinite dividends give no difference of infinities.
//!
//! Digits are lost, in the last place, where the divisor or its reciprocal is beyond 10^290 or the quotient is below
//! 10^-270. A divisor below 10^-308 counts as zero.

use super::operation::Operand;

/// 2^-110: of a reciprocal that is exact, a rest that changes no rounding.
const NEXT_TO_NOTHING: f64 = f64::from_bits((1023 - 110) << 52);

/// The first part of a divisor's reciprocal: the nearest number, or the one before it that does not exceed it.
#[inline(always)]
pub(crate) fn reciprocal<L: Operand>(divisor: L) -> L {
    let nearest = divisor.splat(1.0) / divisor;
    // The bits before a number's, whatever its sign, are those of the next one toward zero.
    let before = L::from_pattern(crate::math::BitLanes::plus(nearest.bits(), u64::MAX));
    L::choose(missing(divisor, nearest).below(divisor.splat(0.0)), before, nearest)
}

/// The second part, given the first.
#[inline(always)]
pub(crate) fn rest<L: Operand>(divisor: L, reciprocal: L) -> L {
    let missing = missing(divisor, reciprocal);
    L::choose(divisor.splat(0.0).below(missing), missing / divisor, reciprocal * NEXT_TO_NOTHING)
}

/// What the product of a number and almost its reciprocal lacks to one: exact.
#[inline(always)]
fn missing<L: Operand>(divisor: L, reciprocal: L) -> L {
    (-reciprocal).product_plus(divisor, divisor.splat(1.0))
}

/// A dividend by the two parts of a divisor's reciprocal.
#[inline(always)]
pub(crate) fn quotient<L: Operand>(dividend: L, reciprocal: L, rest: L) -> L {
    dividend.product_plus(reciprocal, dividend * rest)
}

/// Whether these are the parts of an exact reciprocal, by which a mere product gives the same.
pub(crate) fn is_exact(reciprocal: f64, rest: f64) -> bool {
    reciprocal.is_normal() && rest == reciprocal * NEXT_TO_NOTHING
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn divide(dividend: f64, divisor: f64) -> f64 {
        let first = reciprocal(divisor);
        quotient(dividend, first, rest(divisor, first))
    }

    /// Numbers of a few digits, whose quotients often are numbers or lie near to the middle of two.
    fn plain() -> impl Strategy<Value = f64> {
        (-5000_i32..5000, prop::sample::select(vec![1.0, 0.1, 0.25, 3.0, 1e-9, 1e12]))
            .prop_map(|(n, unit)| f64::from(n) * unit)
    }

    fn any_usual() -> impl Strategy<Value = f64> {
        any::<f64>().prop_filter("of usual size", |x| (1e-130..1e130).contains(&x.abs()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn it_gives_the_bits_of_a_division(
            dividend in prop_oneof![plain(), any_usual()],
            divisor in prop_oneof![plain(), any_usual()],
        ) {
            let (fast, exact) = (divide(dividend, divisor), dividend / divisor);
            prop_assert!(fast.to_bits() == exact.to_bits() || fast.is_nan() && exact.is_nan(), "{fast:e} {exact:e}");
        }

        #[test]
        fn a_quotient_that_is_a_number_is_that_number(quotient in -(1_i64 << 26)..1 << 26, divisor in 1_i64..1 << 26) {
            prop_assert_eq!(divide((quotient * divisor) as f64, divisor as f64), quotient as f64);
        }
    }

    #[test]
    fn what_is_not_finite_or_zero_divides_as_it_always_does() {
        let numbers = [0.0, -0.0, 1.0, -3.0, 49.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, 1e-200];
        for dividend in numbers {
            for divisor in numbers.into_iter().filter(|divisor| *divisor != f64::MAX) {
                let (fast, exact) = (divide(dividend, divisor), dividend / divisor);
                let same = fast.to_bits() == exact.to_bits() || fast.is_nan() && exact.is_nan();
                assert!(same, "{dividend:e} / {divisor:e} = {exact:e}, not {fast:e}");
            }
        }
    }

    #[test]
    fn an_exact_reciprocal_is_known() {
        for (divisor, exact) in [(1.0, true), (-8.0, true), (0.125, true), (3.0, false), (0.1, false), (0.0, false)] {
            let first = reciprocal(divisor);
            assert_eq!(is_exact(first, rest(divisor, first)), exact, "{divisor}");
        }
    }
}
