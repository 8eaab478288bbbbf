//! What calibration found: the likeliest parameters, and how sure they are.

use super::Cholesky;
use crate::design::{Copula, Design, DesignFault, Sampler};
use crate::draw::Quantile;
use crate::graph::ParameterIndex;

/// The parameters given the facts: normal in the scores, with the centre and precision that calibration found.
#[derive(Clone, Debug)]
pub struct Posterior {
    pub(super) varied: Vec<ParameterIndex>,
    pub(super) quantiles: Vec<Quantile>,
    pub(super) copula: Copula,
    pub(super) scores: Vec<f64>,
    pub(super) factor: Cholesky,
    pub(super) residuals: Vec<f64>,
    pub(super) misfit: f64,
    pub(super) steps: usize,
    pub(super) converged: bool,
}

impl Posterior {
    /// The parameters, in the order of the priors.
    pub fn varied(&self) -> &[ParameterIndex] {
        &self.varied
    }

    /// The likeliest value of each parameter.
    pub fn values(&self) -> Vec<f64> {
        let mut scores = self.scores.clone();
        self.copula.tie(&mut scores);
        self.quantiles.iter().zip(scores).map(|(quantile, score)| quantile.at_score(score)).collect()
    }

    /// The likeliest score of each parameter: how many standard deviations the facts moved it from its prior's median.
    /// Of parameters that go together, of what is its own beside those before it.
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// The standard deviation left to each score, 1 where the facts say nothing.
    pub fn spreads(&self) -> Vec<f64> {
        (0..self.scores.len())
            .map(|k| {
                // The length of column k of L⁻¹.
                let mut column = vec![0.0; self.scores.len()];
                column[k] = 1.0;
                self.factor.solve_lower(&mut column);
                column.iter().map(|x| x * x).sum::<f64>().sqrt()
            })
            .collect()
    }

    /// How many standard deviations the outcome for each target lies above what was observed.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Half the sum of the squares of scores and residuals.
    pub fn misfit(&self) -> f64 {
        self.misfit
    }

    /// The steps tried, each of 2d + 1 runs.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Whether the last step changed nothing that matters.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// A design of `members` drawn from the posterior.
    pub fn design(&self, members: u64, sampler: Sampler, seed: u64) -> Result<Design, DesignFault> {
        let design = Design::posterior(
            self.varied.clone(),
            self.quantiles.clone(),
            self.scores.clone(),
            self.factor.clone(),
            members,
            sampler,
            seed,
        )?;
        design.correlated(self.copula.clone())
    }
}
