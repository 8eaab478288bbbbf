//! Calibration: what the facts leave of the priors.
//!
//! Every parameter is told by a standard normal score `z`: its value is the prior's quantile at Φ(z). The scores start
//! at zero, the priors' medians, and move to where priors and facts together are most likely, the least of
//!
//! ```text
//! ½ Σ zₖ² + ½ Σ rⱼ²,     rⱼ = (outcomeⱼ − observedⱼ) / sdⱼ,  or the same of logarithms
//! ```
//!
//! by the damped Gauss-Newton steps of Levenberg and Marquardt. Around the least, the sum is close to a parabola, so
//! what remains uncertain is close to a normal distribution with precision `I + JᵀJ`, `J` being the slopes of the
//! residuals (Laplace's approximation). A parameter on which no fact bears keeps its prior.
//!
//! Parameters that go together ([`Copula`]) are told by independent scores too: those that the copula mixes.
//!
//! # Invariants
//! - All runs that a step needs, 2d + 1 of them, are asked for at once, as one design.
//! - An outcome that is NaN, or not positive where its logarithm is wanted, is a step too far and is taken back.
//!
//! # Not here
//! Several separate peaks: the answer is the one that is downhill from the medians.
//!
//! # References
//! - Marquardt, *An algorithm for least-squares estimation of nonlinear parameters*, J. SIAM 11 (1963) 431-441.
//!   doi:10.1137/0111030
//! - Tierney and Kadane, *Accurate approximations for posterior moments and marginal densities*, J. Am. Statist. Assoc.
//!   81 (1986) 82-86. doi:10.1080/01621459.1986.10478240
//! - Nocedal and Wright, *Numerical Optimization*, second edition, Springer 2006, sections 8.1 and 10.3.

mod cholesky;
mod posterior;
mod score;

pub(crate) use cholesky::Cholesky;
pub use posterior::Posterior;
pub use score::{central_interval, coverage, crps};

use crate::design::{Copula, Design, DesignFault};
use crate::draw::{Prior, Quantile};
use crate::graph::ParameterIndex;
use crate::math::ln;
use std::fmt;

/// The most steps tried.
const MOST_STEPS: usize = 60;
/// The change of a score from which slopes are taken; in units of a prior's standard deviation, on both sides.
const DIFFERENCE: f64 = 1.0 / 256.0;

/// A number that was observed, to be met by an outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// What was observed.
    pub observed: f64,
    /// The standard deviation of outcome less observation: of their logarithms, if those are compared.
    pub sd: f64,
    /// Whether logarithms are compared, so that `sd` is a relative error.
    pub logarithmic: bool,
}

/// Why there is no calibration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalibrationFault {
    /// The priors make no design.
    Design(DesignFault),
    /// The target at this position has a number that is not finite, or a standard deviation that is not positive, or
    /// no logarithm where one is wanted.
    Target(usize),
    /// The runs did not return one outcome for each target and member.
    Shape,
    /// With the parameters at their medians, the outcome for the target at this position is not a number, or has no
    /// logarithm where one is wanted.
    Start(usize),
}

impl fmt::Display for CalibrationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CalibrationFault::Design(fault) => fault.fmt(f),
            CalibrationFault::Target(position) => write!(f, "target {position} cannot be compared with an outcome"),
            CalibrationFault::Shape => f.write_str("the runs returned another number of outcomes than asked for"),
            CalibrationFault::Start(position) => {
                write!(f, "with every parameter at its median, the outcome for target {position} is not a number")
            }
        }
    }
}

impl std::error::Error for CalibrationFault {}

impl From<DesignFault> for CalibrationFault {
    fn from(fault: DesignFault) -> CalibrationFault {
        CalibrationFault::Design(fault)
    }
}

impl Target {
    fn is_usable(&self) -> bool {
        self.observed.is_finite() && self.sd.is_finite() && self.sd > 0.0 && !(self.logarithmic && self.observed <= 0.0)
    }

    /// How many standard deviations `outcome` lies above what was observed; not finite if that makes no sense.
    fn residual(&self, outcome: f64) -> f64 {
        let difference = if self.logarithmic { ln(outcome / self.observed) } else { outcome - self.observed };
        difference / self.sd
    }
}

/// Finds the posterior of the parameters given the targets.
///
/// `run` runs a design and returns a column of outcomes for each target, a value a member.
pub fn fit(
    run: &mut dyn FnMut(&Design) -> Vec<Vec<f64>>,
    priors: &[(ParameterIndex, Prior)],
    copula: &Copula,
    targets: &[Target],
) -> Result<Posterior, CalibrationFault> {
    if let Some(position) = targets.iter().position(|target| !target.is_usable()) {
        return Err(CalibrationFault::Target(position));
    }
    let (varied, quantiles) = crate::design::prepare(priors)?;
    if !copula.fits(varied.len()) {
        return Err(DesignFault::Copula.into());
    }
    let mut neighbourhood = Neighbourhood { run, varied: &varied, quantiles: &quantiles, copula, targets };

    let mut here = neighbourhood.around(vec![0.0; varied.len()])?;
    if let Some(position) = here.residuals.iter().position(|residual| !residual.is_finite()) {
        return Err(CalibrationFault::Start(position));
    }
    let mut damping = 1e-3;
    let mut converged = false;
    let mut steps = 0;
    while steps < MOST_STEPS && !converged {
        steps += 1;
        let step = here.step(damping);
        let length = step.iter().map(|s| s * s).sum::<f64>().sqrt();
        let there = neighbourhood.around(here.scores.iter().zip(&step).map(|(z, s)| z + s).collect())?;
        let gain = here.misfit() - there.misfit();
        if gain >= 0.0 {
            converged = gain <= 1e-10 * (1.0 + here.misfit()) || length < 1e-8;
            damping = (damping * 0.1).max(1e-12);
            here = there;
        } else {
            // NaN counts as a step too far. A step that short has found the bottom to within rounding.
            converged = length < 1e-6;
            damping = (damping * 8.0).max(1e-6);
        }
    }
    let misfit = here.misfit();
    let factor = here.precision(0.0);
    Ok(Posterior {
        varied,
        quantiles,
        copula: copula.clone(),
        scores: here.scores,
        factor,
        residuals: here.residuals,
        misfit,
        steps,
        converged,
    })
}

/// Runs the model at and around a point.
struct Neighbourhood<'a> {
    run: &'a mut dyn FnMut(&Design) -> Vec<Vec<f64>>,
    varied: &'a [ParameterIndex],
    quantiles: &'a [Quantile],
    copula: &'a Copula,
    targets: &'a [Target],
}

/// A point, its residuals and their slopes.
struct Point {
    scores: Vec<f64>,
    residuals: Vec<f64>,
    /// For each target, the slope of its residual in each score.
    slopes: Vec<Vec<f64>>,
}

impl Neighbourhood<'_> {
    fn around(&mut self, scores: Vec<f64>) -> Result<Point, CalibrationFault> {
        let dimensions = scores.len();
        let values = |mut scores: Vec<f64>| -> Vec<f64> {
            self.copula.tie(&mut scores);
            self.quantiles.iter().zip(scores).map(|(quantile, score)| quantile.at_score(score)).collect()
        };
        let mut rows = vec![values(scores.clone())];
        for k in 0..dimensions {
            for shift in [DIFFERENCE, -DIFFERENCE] {
                let mut shifted = scores.clone();
                shifted[k] += shift;
                rows.push(values(shifted));
            }
        }
        let columns = (self.run)(&Design::points(self.varied.to_vec(), &rows)?);
        if columns.len() != self.targets.len() || columns.iter().any(|column| column.len() != rows.len()) {
            return Err(CalibrationFault::Shape);
        }
        let mut residuals = Vec::with_capacity(columns.len());
        let mut slopes = Vec::with_capacity(columns.len());
        for (column, target) in columns.iter().zip(self.targets) {
            let column: Vec<f64> = column.iter().map(|&outcome| target.residual(outcome)).collect();
            residuals.push(column[0]);
            slopes.push(column[1..].chunks_exact(2).map(|ends| slope(column[0], ends[0], ends[1])).collect());
        }
        Ok(Point { scores, residuals, slopes })
    }
}

/// The slope from both sides, from one where the other is not finite, else none.
fn slope(here: f64, above: f64, below: f64) -> f64 {
    let slopes = [(above - below) / (2.0 * DIFFERENCE), (above - here) / DIFFERENCE, (here - below) / DIFFERENCE];
    slopes.into_iter().find(|slope| slope.is_finite()).unwrap_or(0.0)
}

impl Point {
    /// Half the sum of squares; NaN where the model has no answer.
    fn misfit(&self) -> f64 {
        let half_sum = |values: &[f64]| 0.5 * values.iter().map(|v| v * v).sum::<f64>();
        half_sum(&self.scores) + half_sum(&self.residuals)
    }

    /// The factor of `(1 + damping) I + JᵀJ`.
    fn precision(&self, damping: f64) -> Cholesky {
        let dimensions = self.scores.len();
        Cholesky::new(dimensions, |i, j| {
            let facts: f64 = self.slopes.iter().map(|row| row[i] * row[j]).sum();
            facts + if i == j { 1.0 + damping } else { 0.0 }
        })
    }

    /// The damped step towards the least misfit.
    fn step(&self, damping: f64) -> Vec<f64> {
        let mut step: Vec<f64> = self.scores.iter().map(|z| -z).collect();
        for (row, residual) in self.slopes.iter().zip(&self.residuals) {
            step.iter_mut().zip(row).for_each(|(step, slope)| *step -= slope * residual);
        }
        let factor = self.precision(damping);
        factor.solve_lower(&mut step);
        factor.solve_upper(&mut step);
        step
    }
}

#[cfg(test)]
mod tests;
