//! The gamma distribution with scale 1: its distribution function, and the inverse of that.

use crate::math::{HALF_LN_TWO_PI, exp, ln, ln_gamma, normal_quantile, stirling_rest};

/// More terms than any order that is asked for needs.
const MOST_TERMS: u32 = 100_000;

/// The probability of a value up to `x`: the regularised incomplete gamma function P(order, x).
pub(super) fn cumulative(order: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x < order + 1.0 {
        exp(ln_density(order, x)) * x * series(order, x)
    } else {
        1.0 - exp(ln_density(order, x)) * x * fraction(order, x)
    }
}

/// The logarithm of the density at x > 0. For high orders terms that would cancel are taken together (Loader 2000,
/// *Fast and accurate computation of binomial probabilities*): Stirling's formula leaves `order × (1 + ln r − r)`,
/// with r = x / order.
fn ln_density(order: f64, x: f64) -> f64 {
    if order < 10.0 {
        return (order - 1.0) * ln(x) - x - ln_gamma(order);
    }
    let excess = (x - order) / order;
    let deviance = if excess.abs() < 0.01 { ln_one_plus_less(excess) } else { ln(x / order) - excess };
    order * deviance + 0.5 * ln(order) - HALF_LN_TWO_PI - ln(x) - stirling_rest(order)
}

/// `ln(1 + e) − e` for small `e`, by its power series.
fn ln_one_plus_less(e: f64) -> f64 {
    let terms = (2..=9).rev().fold(0.0, |sum, power: u32| {
        let sign = if power.is_multiple_of(2) { -1.0 } else { 1.0 };
        sign / f64::from(power) + e * sum
    });
    terms * e * e
}

/// Σ xⁿ / (order (order + 1) … (order + n)), which is P over `x` times the density: DLMF 8.7.1.
fn series(order: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0 / order, 1.0 / order);
    for step in 1..MOST_TERMS {
        term *= x / (order + f64::from(step));
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    sum
}

/// The even part of the continued fraction of DLMF 8.9.2, which is 1 − P over `x` times the density, evaluated forwards
/// (the modified method of Lentz; both as in Numerical Recipes, section 6.2).
fn fraction(order: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - order;
    let mut numerator = 1.0 / TINY;
    let mut denominator = 1.0 / b;
    let mut value = denominator;
    for step in 1..MOST_TERMS {
        let step = f64::from(step);
        let a = step * (order - step);
        b += 2.0;
        let next = a * denominator + b;
        denominator = 1.0 / if next.abs() < TINY { TINY } else { next };
        let next = b + a / numerator;
        numerator = if next.abs() < TINY { TINY } else { next };
        let change = numerator * denominator;
        value *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// The value that a share `u` lies below, 0 < u < 1: Newton's method between bounds, from the approximation of Wilson
/// and Hilferty (1931, doi:10.1073/pnas.17.12.684).
pub(super) fn quantile(order: f64, u: f64) -> f64 {
    let ninth = 1.0 / (9.0 * order);
    let root = 1.0 - ninth + normal_quantile(u) * ninth.sqrt();
    // For low orders and low values: P ≈ x^order / Γ(order + 1).
    let least = exp((ln(u) + ln_gamma(order + 1.0)) / order);
    let mut x = (order * root * root * root).max(least).max(1e-300);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..200 {
        let miss = cumulative(order, x) - u;
        if miss < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let mut next = x - miss / exp(ln_density(order, x));
        if !(low < next && next < high) {
            next = if high == f64::INFINITY { 2.0 * x } else { 0.5 * (low + high) };
        }
        let change = (next - x).abs();
        x = next;
        if change <= 1e-14 * x {
            break;
        }
    }
    x
}
