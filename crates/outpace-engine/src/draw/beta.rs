//! The beta distribution: its distribution function, and the inverse of that.

use crate::math::{HALF_LN_TWO_PI, exp, ln, ln_gamma, normal_cumulative};

/// A beta distribution on [0, 1] with both shapes in 0.01 to a million.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beta {
    alpha: f64,
    beta: f64,
    /// The logarithm of the beta function at the two shapes.
    ln_scale: f64,
}

impl Beta {
    pub(super) fn new(alpha: f64, beta: f64) -> Beta {
        Beta { alpha, beta, ln_scale: ln_gamma(alpha) + ln_gamma(beta) - ln_gamma(alpha + beta) }
    }

    /// The same with 0 and 1 exchanged.
    fn mirrored(self) -> Beta {
        Beta { alpha: self.beta, beta: self.alpha, ln_scale: self.ln_scale }
    }

    /// The probability of a value below `x`: the regularised incomplete beta function.
    pub(super) fn cumulative(self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if x >= 1.0 {
            1.0
        } else if x <= self.turning_point() {
            exp(self.ln_cumulative(x))
        } else {
            1.0 - exp(self.mirrored().ln_cumulative(1.0 - x))
        }
    }

    /// Below this the continued fraction for the lower tail converges fast, above it that for the upper tail.
    fn turning_point(self) -> f64 {
        (self.alpha + 1.0) / (self.alpha + self.beta + 2.0)
    }

    /// The logarithm of the lower tail at 0 < x < 1, by the continued fraction of DLMF 8.17.22, evaluated forwards
    /// (the modified method of Lentz, see Numerical Recipes, section 6.4).
    fn ln_cumulative(self, x: f64) -> f64 {
        const TINY: f64 = 1e-300;
        let (a, b) = (self.alpha, self.beta);
        let front = a * ln(x) + b * ln(1.0 - x) - self.ln_scale - ln(a);
        let mut denominator = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0), TINY);
        let mut numerator = 1.0;
        let mut value = denominator;
        for step in 1..2000 {
            let m = f64::from(step);
            let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
            let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
            let mut change = 1.0;
            for coefficient in [even, odd] {
                denominator = 1.0 / away_from_zero(1.0 + coefficient * denominator, TINY);
                numerator = away_from_zero(1.0 + coefficient / numerator, TINY);
                change = numerator * denominator;
                value *= change;
            }
            if (change - 1.0_f64).abs() < 1e-15 {
                break;
            }
        }
        front + ln(value)
    }

    /// The logarithm of the density at 0 < x < 1.
    fn ln_density(self, x: f64) -> f64 {
        (self.alpha - 1.0) * ln(x) + (self.beta - 1.0) * ln(1.0 - x) - self.ln_scale
    }

    /// The value below which a share Φ(z) of the distribution lies.
    ///
    /// Newton's method on the logarithm of the smaller tail as a function of the logarithm of its end, from `start`,
    /// the answer for a neighbouring `z`.
    pub(super) fn at_normal(self, z: f64, start: f64) -> f64 {
        if z > 0.0 {
            return 1.0 - self.mirrored().at_normal(-z, 1.0 - start);
        }
        let wanted = ln(normal_cumulative(z));
        let (mut low, mut high) = (0.0, 1.0);
        let mut x = start.clamp(1e-300, 1.0 - 1e-12);
        for _ in 0..100 {
            let found = if x <= self.turning_point() { self.ln_cumulative(x) } else { ln(self.cumulative(x)) };
            if found < wanted {
                low = x;
            } else {
                high = x;
            }
            let slope = x * exp(self.ln_density(x) - found);
            let mut next = x * exp(((wanted - found) / slope).clamp(-50.0, 50.0));
            if !(low < next && next < high) {
                next = 0.5 * (low + high);
            }
            let change = (next - x).abs();
            x = next;
            if change <= 1e-13 * x || x < 1e-300 {
                break;
            }
        }
        x
    }

    /// How fast the value at Φ(z) grows with `z`: the ratio of the two densities.
    pub(super) fn slope_at_normal(self, z: f64, x: f64) -> f64 {
        if x <= 0.0 || x >= 1.0 {
            return 0.0;
        }
        exp(-0.5 * z * z - HALF_LN_TWO_PI - self.ln_density(x))
    }
}

fn away_from_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}
