//! What is believed of a parameter before any run: a distribution, and how to read it at a probability.

use super::beta::Beta;
use crate::math::{exp, ln, normal_cumulative, normal_quantile};
use std::fmt;

/// The distribution of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Prior {
    /// Always this value.
    Fixed(f64),
    /// Any value from `low` to `high` alike.
    Uniform {
        /// The least value.
        low: f64,
        /// The greatest value.
        high: f64,
    },
    /// A value whose logarithm is uniform between those of `low` and `high`, both positive.
    LogUniform {
        /// The least value.
        low: f64,
        /// The greatest value.
        high: f64,
    },
    /// The normal distribution.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
    /// A value whose logarithm is normal.
    LogNormal {
        /// The value that half of the draws exceed.
        median: f64,
        /// The standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// A density rising straight from `low` to `mode` and falling straight to `high`.
    Triangular {
        /// The least value.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The greatest value.
        high: f64,
    },
    /// A beta distribution over [low, high] with mean (low + 4 mode + high)/6: shapes
    /// `1 + 4 (mode − low)/(high − low)` and `1 + 4 (high − mode)/(high − low)` (Malcolm, Roseboom, Clark and Fazar
    /// 1959, doi:10.1287/opre.7.5.646; Vose, *Risk Analysis*, third edition, 2008).
    Pert {
        /// The least value.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The greatest value.
        high: f64,
    },
    /// The beta distribution, stretched from [0, 1] to [0, high].
    Beta {
        /// The first shape, from 0.01 to a million.
        alpha: f64,
        /// The second shape, from 0.01 to a million.
        beta: f64,
        /// The greatest value, above 0.
        high: f64,
    },
    /// One of some values, each with a weight; the weights need not sum to 1.
    Discrete(
        /// (value, weight) in the order in which the probability runs through them.
        Vec<(f64, f64)>,
    ),
    /// Another, continuous distribution given that its value lies in [low, high].
    Truncated {
        /// The distribution that is cut.
        prior: Box<Prior>,
        /// The least value kept; −∞ for no bound.
        low: f64,
        /// The greatest value kept; ∞ for no bound.
        high: f64,
    },
}

/// What is wrong with a prior's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriorFault {
    /// A number is NaN or infinite.
    NotFinite,
    /// The least value is not below the greatest, or the mode is outside them.
    Order,
    /// A standard deviation is not positive.
    Spread,
    /// A value that must be positive for its logarithm to exist is not.
    Sign,
    /// A shape of the beta distribution is outside 0.01 to a million.
    Shape,
    /// No values, a negative weight, or weights that sum to zero.
    Weights,
    /// The distribution to cut is itself cut, fixed or discrete.
    Nested,
    /// Less than a 10⁻¹²th of the distribution lies between the bounds.
    Empty,
}

impl fmt::Display for PriorFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PriorFault::NotFinite => "every number of a prior must be finite",
            PriorFault::Order => "the values must rise from the lowest over the most likely to the highest",
            PriorFault::Spread => "the standard deviation must be above zero",
            PriorFault::Sign => "the value must be above zero, since its logarithm is taken",
            PriorFault::Shape => "the shapes of a beta distribution must lie between 0.01 and a million",
            PriorFault::Weights => "at least one weight must be above zero, and none below",
            PriorFault::Nested => "only a continuous distribution can be cut, and only once",
            PriorFault::Empty => "the bounds leave nothing of the distribution",
        })
    }
}

impl std::error::Error for PriorFault {}

impl Prior {
    /// Whether the numbers make a distribution. The other methods expect a prior that passed.
    pub fn validate(&self) -> Result<(), PriorFault> {
        let require = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
        let finite = |values: &[f64]| require(values.iter().all(|v| v.is_finite()), PriorFault::NotFinite);
        match *self {
            Prior::Fixed(value) => finite(&[value]),
            Prior::Uniform { low, high } => {
                finite(&[low, high, high - low])?;
                require(low < high, PriorFault::Order)
            }
            Prior::LogUniform { low, high } => {
                finite(&[low, high])?;
                require(low > 0.0, PriorFault::Sign)?;
                require(low < high, PriorFault::Order)
            }
            Prior::Normal { mean, sd } => {
                finite(&[mean, sd])?;
                require(sd > 0.0, PriorFault::Spread)
            }
            Prior::LogNormal { median, sigma } => {
                finite(&[median, sigma])?;
                require(median > 0.0, PriorFault::Sign)?;
                require(sigma > 0.0, PriorFault::Spread)
            }
            Prior::Triangular { low, mode, high } | Prior::Pert { low, mode, high } => {
                finite(&[low, mode, high, high - low])?;
                require(low < high && low <= mode && mode <= high, PriorFault::Order)
            }
            Prior::Beta { alpha, beta, high } => {
                finite(&[alpha, beta, high])?;
                require(high > 0.0, PriorFault::Order)?;
                let allowed = 0.01..=1e6;
                require(allowed.contains(&alpha) && allowed.contains(&beta), PriorFault::Shape)
            }
            Prior::Discrete(ref values) => {
                let total: f64 = values.iter().map(|&(_, weight)| weight).sum();
                require(
                    values.iter().all(|(value, weight)| value.is_finite() && weight.is_finite()),
                    PriorFault::NotFinite,
                )?;
                require(values.iter().all(|&(_, weight)| weight >= 0.0) && total > 0.0, PriorFault::Weights)
            }
            Prior::Truncated { ref prior, low, high } => {
                let whole = matches!(**prior, Prior::Fixed(_) | Prior::Discrete(_) | Prior::Truncated { .. });
                require(!whole, PriorFault::Nested)?;
                prior.validate()?;
                require(low < high, PriorFault::Order)?;
                require(prior.cumulative(high) - prior.cumulative(low) > 1e-12, PriorFault::Empty)
            }
        }
    }

    /// The value that a share `u` of the distribution lies below, 0 < u < 1.
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Prior::Fixed(value) => value,
            Prior::Uniform { low, high } => low + (high - low) * u,
            Prior::LogUniform { low, high } => {
                let (from, to) = (ln(low), ln(high));
                exp(from + (to - from) * u).clamp(low, high)
            }
            Prior::Normal { mean, sd } => mean + sd * normal_quantile(u),
            Prior::LogNormal { median, sigma } => median * exp(sigma * normal_quantile(u)),
            Prior::Triangular { low, mode, high } => {
                let range = high - low;
                let rising = (mode - low) / range;
                if u <= rising {
                    low + (u * rising).sqrt() * range
                } else {
                    high - ((1.0 - u) * (1.0 - rising)).sqrt() * range
                }
            }
            Prior::Discrete(ref values) => discrete_quantile(values, u),
            Prior::Truncated { ref prior, low, high } => {
                let (from, to) = (prior.cumulative(low), prior.cumulative(high));
                prior.quantile(from + (to - from) * u).clamp(low, high)
            }
            Prior::Pert { .. } | Prior::Beta { .. } => self.as_beta().map_or(f64::NAN, |(alpha, beta, low, high)| {
                low + (high - low) * Beta::new(alpha, beta).at_normal(normal_quantile(u), alpha / (alpha + beta))
            }),
        }
    }

    /// The probability of a value at or below `x`.
    pub fn cumulative(&self, x: f64) -> f64 {
        match *self {
            Prior::Fixed(value) => f64::from(u8::from(x >= value)),
            Prior::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Prior::LogUniform { low, high } => {
                let place = (ln(x.max(low)) - ln(low)) / (ln(high) - ln(low));
                place.clamp(0.0, 1.0)
            }
            Prior::Normal { mean, sd } => normal_cumulative((x - mean) / sd),
            Prior::LogNormal { median, sigma } => normal_cumulative(ln((x / median).max(0.0)) / sigma),
            Prior::Triangular { low, mode, high } => {
                let range = high - low;
                if x <= low {
                    0.0
                } else if x >= high {
                    1.0
                } else if x < mode {
                    (x - low) / range * ((x - low) / (mode - low))
                } else {
                    1.0 - (high - x) / range * ((high - x) / (high - mode))
                }
            }
            Prior::Discrete(ref values) => {
                let total: f64 = values.iter().map(|&(_, weight)| weight).sum();
                values.iter().filter(|&&(value, _)| value <= x).map(|&(_, weight)| weight).sum::<f64>() / total
            }
            Prior::Truncated { ref prior, low, high } => {
                let (from, to) = (prior.cumulative(low), prior.cumulative(high));
                ((prior.cumulative(x) - from) / (to - from)).clamp(0.0, 1.0)
            }
            Prior::Pert { .. } | Prior::Beta { .. } => self.as_beta().map_or(f64::NAN, |(alpha, beta, low, high)| {
                Beta::new(alpha, beta).cumulative((x - low) / (high - low))
            }),
        }
    }

    /// The one value to use where only one is wanted: the mode where the prior names it, the median or mean, the
    /// middle of a range, the value of the greatest weight.
    pub fn central(&self) -> f64 {
        match *self {
            Prior::Fixed(value) => value,
            Prior::Uniform { low, high } => low + 0.5 * (high - low),
            Prior::LogUniform { low, high } => low.sqrt() * high.sqrt(),
            Prior::Normal { mean, .. } => mean,
            Prior::LogNormal { median, .. } => median,
            Prior::Triangular { mode, .. } | Prior::Pert { mode, .. } => mode,
            Prior::Beta { alpha, beta, high } => high * alpha / (alpha + beta),
            Prior::Discrete(ref values) => {
                let heaviest =
                    values.iter().fold((f64::NAN, 0.0), |best, &(v, w)| if w > best.1 { (v, w) } else { best });
                heaviest.0
            }
            Prior::Truncated { ref prior, low, high } => prior.central().clamp(low, high),
        }
    }

    /// The shapes and the range, if this is a beta distribution in any guise.
    pub(super) fn as_beta(&self) -> Option<(f64, f64, f64, f64)> {
        match *self {
            Prior::Pert { low, mode, high } => {
                let rising = (mode - low) / (high - low);
                Some((1.0 + 4.0 * rising, 1.0 + 4.0 * (1.0 - rising), low, high))
            }
            Prior::Beta { alpha, beta, high } => Some((alpha, beta, 0.0, high)),
            _ => None,
        }
    }
}

fn discrete_quantile(values: &[(f64, f64)], u: f64) -> f64 {
    let total: f64 = values.iter().map(|&(_, weight)| weight).sum();
    let mut reached = 0.0;
    let mut last = f64::NAN;
    for &(value, weight) in values.iter().filter(|&&(_, weight)| weight > 0.0) {
        reached += weight;
        last = value;
        if u * total < reached {
            break;
        }
    }
    last
}
