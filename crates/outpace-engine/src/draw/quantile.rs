//! A prior made ready to be drawn from: a few nanoseconds a draw.

use super::Prior;
use super::beta::Beta;
use crate::math::{exp, normal_cumulative, normal_quantile};

/// The table reaches as far as any draw can: `normal_quantile(2^-53)` is −8.21.
const REACH: f64 = 8.25;

/// The inverse distribution function of a prior. Closed forms are evaluated as they are; the beta distribution's is a
/// table.
#[derive(Clone, Debug)]
pub(crate) enum Quantile {
    Exact(Prior),
    Table(BetaTable),
    /// The part of another between two probabilities, held within [low, high].
    Part {
        whole: Box<Quantile>,
        from: f64,
        to: f64,
        low: f64,
        high: f64,
    },
}

impl Quantile {
    /// For a valid prior.
    pub(crate) fn new(prior: &Prior) -> Quantile {
        if let Prior::Truncated { prior, low, high } = prior {
            let (from, to) = (prior.cumulative(*low), prior.cumulative(*high));
            return Quantile::Part { whole: Box::new(Quantile::new(prior)), from, to, low: *low, high: *high };
        }
        match prior.as_beta() {
            Some((alpha, beta, low, high)) => Quantile::Table(BetaTable::new(alpha, beta, low, high)),
            None => Quantile::Exact(prior.clone()),
        }
    }

    /// The value below which a share `u` lies.
    pub(crate) fn at(&self, u: f64) -> f64 {
        match self {
            Quantile::Exact(prior) => prior.quantile(u),
            Quantile::Table(table) => table.at_score(normal_quantile(u)),
            Quantile::Part { whole, from, to, low, high } => whole.at(from + (to - from) * u).clamp(*low, *high),
        }
    }

    /// The value below which a share Φ(z) lies.
    pub(crate) fn at_score(&self, z: f64) -> f64 {
        match self {
            Quantile::Exact(Prior::Normal { mean, sd }) => mean + sd * z,
            Quantile::Exact(Prior::LogNormal { median, sigma }) => median * exp(sigma * z),
            Quantile::Table(table) => table.at_score(z),
            // Inside (0, 1), where a quantile is finite.
            _ => self.at(normal_cumulative(z).clamp(1e-300, 1.0 - f64::EPSILON / 2.0)),
        }
    }
}

/// The quantiles of a beta distribution over [low, high] at evenly spaced standard normal scores, with their slopes
/// in between: a cubic in each step.
///
/// Against the score rather than the probability the curve has no steep ends. Off by less than 10⁻⁷ of the range for
/// shapes of ½ and more; and, since no slope exceeds three times the rise beside it, never falling (Fritsch and
/// Carlson 1980, doi:10.1137/0717021).
#[derive(Clone, Debug)]
pub(crate) struct BetaTable {
    low: f64,
    range: f64,
    steps_per_unit: f64,
    /// (value, slope times step) at each node.
    nodes: Vec<(f64, f64)>,
}

impl BetaTable {
    fn new(alpha: f64, beta: f64, low: f64, high: f64) -> BetaTable {
        let distribution = Beta::new(alpha, beta);
        let steps_per_unit = (16.0 / alpha.min(beta).clamp(0.01, 1.0).sqrt()).ceil();
        let half = (REACH * steps_per_unit).ceil() as i32;
        let score = |index: i32| f64::from(index) / steps_per_unit;

        // Outwards from the median, each answer the next one's start.
        let median = distribution.at_normal(0.0, alpha / (alpha + beta));
        let outwards = |direction: i32| {
            (1..=half).scan(median, move |x, index| {
                *x = distribution.at_normal(score(direction * index), *x);
                Some(*x)
            })
        };
        let mut values: Vec<f64> = outwards(-1).collect();
        values.reverse();
        values.push(median);
        values.extend(outwards(1));

        let slope = |position: usize| {
            let z = score(position as i32 - half);
            let rise = |from: usize| Some(values.get(from + 1)? - values.get(from)?);
            let before = position.checked_sub(1).and_then(rise).unwrap_or(f64::INFINITY);
            let after = rise(position).unwrap_or(f64::INFINITY);
            let exact = distribution.slope_at_normal(z, values[position]) / steps_per_unit;
            exact.min(3.0 * before).min(3.0 * after).max(0.0)
        };
        let nodes = values.iter().enumerate().map(|(position, &value)| (value, slope(position))).collect();
        BetaTable { low, range: high - low, steps_per_unit, nodes }
    }

    fn at_score(&self, z: f64) -> f64 {
        let last = self.nodes.len() - 1;
        let place = (z + (last as f64 * 0.5) / self.steps_per_unit) * self.steps_per_unit;
        let place = place.clamp(0.0, last as f64);
        let index = (place as usize).min(last - 1);
        let t = place - index as f64;
        let ((left, left_slope), (right, right_slope)) = (self.nodes[index], self.nodes[index + 1]);
        let rise = right - left;
        let value = left
            + t * (left_slope
                + t * ((3.0 * rise - 2.0 * left_slope - right_slope) + t * (left_slope + right_slope - 2.0 * rise)));
        self.low + self.range * value.clamp(0.0, 1.0)
    }
}
