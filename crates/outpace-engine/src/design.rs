//! Which futures to run: the values of the varied parameters, member by member.
//!
//! A design is a function from a member's number to its parameters. Nothing is drawn ahead and nothing is remembered, so
//! a block of members can be filled by any thread of any machine, and the same member always gets the same numbers.
//!
//! ```text
//! plain      member m      = point m of the sampler
//! Saltelli   member m      = row m / (g + 2), matrix m mod (g + 2): A, B, then A with group i taken from B
//! points     member m      = the given row m
//! ```
//!
//! With a [`Copula`] parameters go together: their coordinates are mixed before the priors are read at them.
//!
//! # References
//! - McKay, Beckman and Conover, *A comparison of three methods for selecting values of input variables*,
//!   Technometrics 21 (1979) 239-245. doi:10.1080/00401706.1979.10489755 (Latin hypercubes)
//! - Saltelli et al., *Variance based sensitivity analysis of model output*, Comput. Phys. Commun. 181 (2010) 259-270.
//!   doi:10.1016/j.cpc.2009.09.018

mod copula;
mod sampler;

use crate::calibrate::Cholesky;
use crate::draw::{Prior, PriorFault, Quantile};
use crate::graph::ParameterIndex;
use crate::math::normal_quantile;
pub use copula::{Copula, CopulaFault, MOST_TIED};
use sampler::Coordinates;
pub use sampler::Sampler;
use std::fmt;

/// Members side by side in a block: the length of each row that [`Design::fill`] writes.
pub const LANES: usize = 64;
/// The most members of a design.
pub const MOST_MEMBERS: u64 = 1 << 40;

/// The members of an ensemble and what varies between them.
#[derive(Clone, Debug)]
pub struct Design {
    members: u64,
    varied: Vec<ParameterIndex>,
    copula: Copula,
    plan: Plan,
}

#[derive(Clone, Debug)]
enum Plan {
    Plain {
        coordinates: Coordinates,
        quantiles: Vec<Quantile>,
    },
    Saltelli {
        coordinates: Coordinates,
        quantiles: Vec<Quantile>,
        group_of: Vec<usize>,
        groups: u64,
    },
    /// Normal scores about a centre, whose precision has this factor.
    Posterior {
        coordinates: Coordinates,
        quantiles: Vec<Quantile>,
        centre: Vec<f64>,
        factor: Cholesky,
    },
    /// A row of varied parameters for each member, one after the other.
    Points {
        values: Vec<f64>,
    },
}

/// Why there is no such design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignFault {
    /// No members, or more than [`MOST_MEMBERS`].
    Members,
    /// More points than Sobol's sequence has.
    Points,
    /// More dimensions than Sobol's sequence has direction numbers for; a Saltelli design needs two a parameter.
    Dimensions,
    /// The prior at this position is not a distribution.
    Prior(usize, PriorFault),
    /// The parameter at this position was named before.
    Repeated(usize),
    /// A group names the parameter at this position twice, or a group before it did, or there is none.
    Group(usize),
    /// A row at this position has not one value for each parameter.
    Row(usize),
    /// The copula is of another number of parameters.
    Copula,
    /// The parameters at these positions go together and are in two groups: what each group brings cannot be told apart.
    Dependent(usize, usize),
}

impl fmt::Display for DesignFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DesignFault::Members => write!(f, "the number of members must lie between 1 and {MOST_MEMBERS}"),
            DesignFault::Points => f.write_str("Sobol's sequence has only 2^32 points; use Latin hypercube or random"),
            DesignFault::Dimensions => write!(
                f,
                "Sobol's sequence serves only {} dimensions here; use Latin hypercube or random",
                crate::sobol::MOST_DIMENSIONS
            ),
            DesignFault::Prior(position, fault) => write!(f, "prior {position}: {fault}"),
            DesignFault::Repeated(position) => write!(f, "parameter {position} has a prior already"),
            DesignFault::Group(position) => write!(f, "parameter {position} is in no group, or in two"),
            DesignFault::Row(position) => write!(f, "row {position} has not one value for each parameter"),
            DesignFault::Copula => f.write_str("the correlations are of another number of parameters"),
            DesignFault::Dependent(one, other) => {
                write!(f, "parameters {one} and {other} are correlated, and in different groups")
            }
        }
    }
}

impl std::error::Error for DesignFault {}

impl Design {
    /// One member, nothing varied: the model as it is.
    pub fn single() -> Design {
        Design { members: 1, varied: Vec::new(), copula: Copula::default(), plan: Plan::Points { values: Vec::new() } }
    }

    /// `members` draws from the priors.
    pub fn plain(
        priors: Vec<(ParameterIndex, Prior)>,
        members: u64,
        sampler: Sampler,
        seed: u64,
    ) -> Result<Design, DesignFault> {
        let (varied, quantiles) = prepare(&priors)?;
        check_members(members)?;
        let coordinates = Coordinates::new(sampler, varied.len(), members, seed)?;
        Ok(Design { members, varied, copula: Copula::default(), plan: Plan::Plain { coordinates, quantiles } })
    }

    /// Saltelli's design of `rows · (groups + 2)` members, from which the sensitivity to each group is told.
    ///
    /// `groups` are positions in `priors`; each prior must be in exactly one.
    pub fn saltelli(
        priors: Vec<(ParameterIndex, Prior)>,
        groups: &[Vec<usize>],
        rows: u64,
        sampler: Sampler,
        seed: u64,
    ) -> Result<Design, DesignFault> {
        let (varied, quantiles) = prepare(&priors)?;
        let mut group_of = vec![usize::MAX; varied.len()];
        for (group, positions) in groups.iter().enumerate() {
            for &position in positions {
                match group_of.get_mut(position) {
                    Some(slot) if *slot == usize::MAX => *slot = group,
                    _ => return Err(DesignFault::Group(position)),
                }
            }
        }
        if let Some(position) = group_of.iter().position(|&group| group == usize::MAX) {
            return Err(DesignFault::Group(position));
        }
        let groups = groups.len() as u64;
        let members = rows.checked_mul(groups + 2).ok_or(DesignFault::Members)?;
        check_members(members)?;
        let coordinates = Coordinates::new(sampler, varied.len() * 2, rows, seed)?;
        let plan = Plan::Saltelli { coordinates, quantiles, group_of, groups };
        Ok(Design { members, varied, copula: Copula::default(), plan })
    }

    /// The given rows, each with a value for every varied parameter in turn.
    pub fn points(varied: Vec<ParameterIndex>, rows: &[Vec<f64>]) -> Result<Design, DesignFault> {
        check_repeats(&varied)?;
        check_members(rows.len() as u64)?;
        if let Some(position) = rows.iter().position(|row| row.len() != varied.len()) {
            return Err(DesignFault::Row(position));
        }
        let plan = Plan::Points { values: rows.concat() };
        Ok(Design { members: rows.len() as u64, varied, copula: Copula::default(), plan })
    }

    /// Members whose normal scores lie about `centre`, with a precision of this `factor`: calibration's posterior.
    pub(crate) fn posterior(
        varied: Vec<ParameterIndex>,
        quantiles: Vec<Quantile>,
        centre: Vec<f64>,
        factor: Cholesky,
        members: u64,
        sampler: Sampler,
        seed: u64,
    ) -> Result<Design, DesignFault> {
        check_members(members)?;
        let coordinates = Coordinates::new(sampler, varied.len(), members, seed)?;
        let plan = Plan::Posterior { coordinates, quantiles, centre, factor };
        Ok(Design { members, varied, copula: Copula::default(), plan })
    }

    /// The same members with parameters that go together. Of given rows nothing changes.
    ///
    /// # Errors
    /// A copula of another number of parameters; in Saltelli's design, one that ties parameters of different groups.
    pub fn correlated(mut self, copula: Copula) -> Result<Design, DesignFault> {
        if !copula.fits(self.varied.len()) {
            return Err(DesignFault::Copula);
        }
        if let Plan::Saltelli { group_of, .. } = &self.plan
            && let Some((one, other)) = copula.find_pair(|one, other| group_of[one] != group_of[other])
        {
            return Err(DesignFault::Dependent(one, other));
        }
        self.copula = copula;
        Ok(self)
    }

    /// How many members there are.
    pub fn members(&self) -> u64 {
        self.members
    }

    /// The parameters that vary, in the order of the rows of [`Design::fill`].
    pub fn varied(&self) -> &[ParameterIndex] {
        &self.varied
    }

    /// Writes the parameters of `count` members from `first_member` on: parameter `k` of [`Design::varied`] for the
    /// member in lane `l` goes to `rows[k * LANES + l]`. Lanes from `count` on repeat the last member.
    ///
    /// At most [`LANES`] members are written, and none past the last of the design.
    pub fn fill(&self, first_member: u64, count: usize, rows: &mut [f64]) {
        let count = count.min(LANES).min(self.members.saturating_sub(first_member) as usize);
        if count == 0 {
            return;
        }
        self.fill_together(first_member, count, rows);
        for (position, row) in rows.chunks_exact_mut(LANES).take(self.varied.len()).enumerate() {
            let (lanes, beyond) = row.split_at_mut(count);
            self.fill_parameter(position, first_member, lanes);
            beyond.fill(lanes[count - 1]);
        }
    }

    /// Writes the parameters that are found together.
    fn fill_together(&self, first_member: u64, count: usize, rows: &mut [f64]) {
        match &self.plan {
            Plan::Plain { quantiles, .. } | Plan::Saltelli { quantiles, .. } => {
                let tied = self.copula.tied();
                let mut scores = vec![0.0; tied.len() * count];
                for (&parameter, scores) in tied.iter().zip(scores.chunks_exact_mut(count)) {
                    self.fill_coordinates(parameter, first_member, scores);
                    scores.iter_mut().for_each(|score| *score = normal_quantile(*score));
                }
                for (parameter, mix) in self.copula.mixed() {
                    for (lane, value) in rows[parameter * LANES..][..count].iter_mut().enumerate() {
                        let score = mix.iter().map(|&(place, weight)| weight * scores[place * count + lane]).sum();
                        *value = quantiles[parameter].at_score(score);
                    }
                }
            }
            Plan::Posterior { coordinates, quantiles, centre, factor } => {
                let mut scores = vec![0.0; centre.len()];
                for (lane, member) in (first_member..).take(count).enumerate() {
                    for (dimension, score) in scores.iter_mut().enumerate() {
                        *score = normal_quantile(coordinates.at(dimension, member));
                    }
                    factor.solve_upper(&mut scores);
                    scores.iter_mut().zip(centre).for_each(|(score, centre)| *score += centre);
                    self.copula.tie(&mut scores);
                    for (position, row) in rows.chunks_exact_mut(LANES).take(centre.len()).enumerate() {
                        row[lane] = quantiles[position].at_score(scores[position]);
                    }
                }
            }
            Plan::Points { .. } => {}
        }
    }

    /// Writes the coordinates of one parameter in consecutive members, before anything goes together.
    fn fill_coordinates(&self, position: usize, first_member: u64, lanes: &mut [f64]) {
        match &self.plan {
            Plan::Plain { coordinates, .. } | Plan::Posterior { coordinates, .. } => {
                coordinates.fill(position, first_member, lanes);
            }
            Plan::Saltelli { coordinates, group_of, groups, .. } => {
                let at = |dimension, row| coordinates.at(dimension, row);
                self.fill_from_matrices(position, (group_of[position], *groups), first_member, lanes, at);
            }
            Plan::Points { .. } => {}
        }
    }

    /// Writes what Saltelli's matrices have for a parameter, in consecutive members: `of` a dimension and a row.
    fn fill_from_matrices(
        &self,
        position: usize,
        (group, groups): (usize, u64),
        first_member: u64,
        lanes: &mut [f64],
        of: impl Fn(usize, u64) -> f64,
    ) {
        let matrices = groups + 2;
        let mut row = u64::MAX;
        let mut ends = [0.0; 2];
        for (member, value) in (first_member..).zip(lanes) {
            if row != member / matrices {
                row = member / matrices;
                ends = [position, position + self.varied.len()].map(|dimension| of(dimension, row));
            }
            let matrix = member % matrices;
            let from_b = matrix == 1 || matrix == group as u64 + 2;
            *value = ends[usize::from(from_b)];
        }
    }

    /// Writes one parameter of consecutive members, unless it is found together with others.
    fn fill_parameter(&self, position: usize, first_member: u64, lanes: &mut [f64]) {
        match &self.plan {
            _ if self.copula.mixes(position) => {}
            Plan::Plain { coordinates, quantiles } => {
                coordinates.fill(position, first_member, lanes);
                lanes.iter_mut().for_each(|value| *value = quantiles[position].at(*value));
            }
            Plan::Saltelli { coordinates, quantiles, group_of, groups } => {
                let at = |dimension, row| quantiles[position].at(coordinates.at(dimension, row));
                self.fill_from_matrices(position, (group_of[position], *groups), first_member, lanes, at);
            }
            Plan::Posterior { .. } => {}
            Plan::Points { values } => {
                for (member, value) in (first_member..).zip(lanes) {
                    *value = values[member as usize * self.varied.len() + position];
                }
            }
        }
    }
}

pub(crate) fn prepare(priors: &[(ParameterIndex, Prior)]) -> Result<(Vec<ParameterIndex>, Vec<Quantile>), DesignFault> {
    let varied: Vec<ParameterIndex> = priors.iter().map(|&(index, _)| index).collect();
    check_repeats(&varied)?;
    for (position, (_, prior)) in priors.iter().enumerate() {
        prior.validate().map_err(|fault| DesignFault::Prior(position, fault))?;
    }
    Ok((varied, priors.iter().map(|(_, prior)| Quantile::new(prior)).collect()))
}

fn check_repeats(varied: &[ParameterIndex]) -> Result<(), DesignFault> {
    let mut positions: Vec<usize> = (0..varied.len()).collect();
    positions.sort_by_key(|&position| (varied[position], position));
    match positions.windows(2).find(|pair| varied[pair[0]] == varied[pair[1]]) {
        Some(pair) => Err(DesignFault::Repeated(pair[1])),
        None => Ok(()),
    }
}

fn check_members(members: u64) -> Result<(), DesignFault> {
    if (1..=MOST_MEMBERS).contains(&members) { Ok(()) } else { Err(DesignFault::Members) }
}

#[cfg(test)]
mod tests;
