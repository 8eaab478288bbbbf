//! Families of distributions whose shape may change while a model runs.
//!
//! A family gives the probability of at most some number, and the inverse of that, for any shape: what random functions
//! of models are made of. Where a shape makes no sense, neither does the answer: it is not a number.

use super::beta::Beta;
use super::gamma;
use crate::math::normal_quantile;

/// A family of distributions with one or two shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// The beta distribution on [0, 1]; both shapes are from 0.01 to a million.
    Beta,
    /// The gamma distribution with scale 1; its order is above 0, up to a million.
    Gamma,
    /// How many of so many trials succeed; the shapes are the probability of success and the number of trials.
    Binomial,
    /// How many trials it takes until so many succeeded, these included; the shapes are as before.
    NegativeBinomial,
    /// How many events come where so many are expected; the shape is their mean.
    Poisson,
}

/// Above this variance the values of a count are so close together that the expansion alone tells which one it is.
const WIDE: f64 = 1e6;

impl Family {
    /// The probability of at most `x`.
    pub fn cumulative(self, x: f64, first: f64, second: f64) -> f64 {
        if x.is_nan() || !self.allows(first, second) {
            return f64::NAN;
        }
        if x == f64::INFINITY {
            return 1.0;
        }
        match self {
            Family::Beta => Beta::new(first, second).cumulative(x),
            Family::Gamma => gamma::cumulative(first, x),
            _ => self.up_to(x.floor(), first, second.floor()),
        }
    }

    /// The least value that is not exceeded with a probability of at least `u`.
    pub fn quantile(self, u: f64, first: f64, second: f64) -> f64 {
        if !(0.0..=1.0).contains(&u) || !self.allows(first, second) {
            return f64::NAN;
        }
        // The ends themselves are infinite for some: the smallest and the largest probability that is ever drawn.
        let u = u.clamp(f64::EPSILON / 4.0, 1.0 - f64::EPSILON / 2.0);
        match self {
            Family::Beta => Beta::new(first, second).at_normal(normal_quantile(u), first / (first + second)),
            Family::Gamma => gamma::quantile(first, u),
            _ => self.count(u, first, second.floor()),
        }
    }

    fn allows(self, first: f64, second: f64) -> bool {
        match self {
            Family::Beta => (0.01..=1e6).contains(&first) && (0.01..=1e6).contains(&second),
            Family::Gamma => first > 0.0 && first <= 1e6,
            Family::Binomial | Family::NegativeBinomial => {
                (0.0..=1.0).contains(&first) && (0.0..1e15).contains(&second)
            }
            Family::Poisson => (0.0..1e15).contains(&first),
        }
    }

    /// The probability of at most the whole number `count`: DLMF 8.17.5, 8.17.24 and 8.4.10 in terms of the incomplete
    /// beta and gamma functions.
    fn up_to(self, count: f64, first: f64, second: f64) -> f64 {
        let least = if self == Family::NegativeBinomial { second } else { 0.0 };
        if count < least {
            return 0.0;
        }
        match self {
            Family::Binomial if count >= second || first == 0.0 => 1.0,
            Family::Binomial if first == 1.0 => 0.0,
            Family::Binomial => 1.0 - Beta::new(count + 1.0, second - count).cumulative(first),
            Family::NegativeBinomial if second == 0.0 || first == 1.0 => 1.0,
            Family::NegativeBinomial if first == 0.0 => 0.0,
            Family::NegativeBinomial => Beta::new(second, count - second + 1.0).cumulative(first),
            _ if first == 0.0 => 1.0,
            _ => 1.0 - gamma::cumulative(count + 1.0, first),
        }
    }

    /// The least count that is not exceeded with a probability of at least `u`, from the expansion of Cornish and
    /// Fisher (1938, doi:10.2307/1400905) to the skewness, and then by comparing.
    fn count(self, u: f64, first: f64, second: f64) -> f64 {
        let (mean, variance, third) = match self {
            Family::Binomial => {
                let variance = second * first * (1.0 - first);
                (second * first, variance, variance * (1.0 - 2.0 * first))
            }
            Family::NegativeBinomial if first == 0.0 => return if second == 0.0 { 0.0 } else { f64::INFINITY },
            Family::NegativeBinomial => {
                let variance = second * (1.0 - first) / (first * first);
                (second / first, variance, variance * (2.0 - first) / first)
            }
            _ => (first, first, first),
        };
        let least = if self == Family::NegativeBinomial { second } else { 0.0 };
        if variance == 0.0 {
            return mean.max(least);
        }
        let z = normal_quantile(u);
        let expanded = mean + z * variance.sqrt() + (z * z - 1.0) * third / (6.0 * variance);
        let start = expanded.round().max(least);
        if variance > WIDE {
            return start;
        }
        let reached = |count: f64| self.up_to(count, first, second) >= u;
        let (mut low, mut high, mut stride) = (start, start, 1.0);
        while !reached(high) && stride < 1e15 {
            low = high;
            high += stride;
            stride *= 2.0;
        }
        while low >= least && reached(low) && stride < 1e15 {
            high = low;
            low = (low - stride).max(least - 1.0);
            stride *= 2.0;
        }
        // Now `low` is not reached, and `high` is.
        while high - low > 1.0 {
            let middle = ((low + high) / 2.0).floor();
            if reached(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests;
