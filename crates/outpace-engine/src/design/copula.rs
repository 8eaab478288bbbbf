//! Parameters that go together: a Gaussian copula over the coordinates of a design.
//!
//! The coordinates of a member become normal scores, `x`; scores with the wanted correlations are `L x`, where `L Lᵀ` is
//! the matrix of correlations (Cholesky); each score is then read in its own prior. What goes together changes, what each
//! parameter is by itself does not. A parameter of which no correlation is asked keeps its coordinate, to the bit, and so
//! does the first of those that go together, as `L` begins with a one.
//!
//! Correlations are Spearman's, of ranks, which do not depend on the priors. Of two normal scores with the correlation ρ
//! the ranks have the correlation `r = 6/π asin(ρ/2)`, so `ρ = 2 sin(π r/6)`.
//!
//! # References
//! - Pearson, *On further methods of determining correlation*, Drapers' Company Research Memoirs, Biometric Series IV,
//!   1907 (correlation of ranks and of normal scores)
//! - Kruskal, *Ordinal measures of association*, J. Am. Statist. Assoc. 53 (1958) 814-861. doi:10.1080/01621459.1958.10501481
//! - Higham, *Analysis of the Cholesky decomposition of a semi-definite matrix*, in: Reliable Numerical Computation,
//!   Oxford 1990, 161-185 (pivots of zero)

use crate::math::sin;
use std::f64::consts::PI;
use std::fmt;

/// The most parameters that may go together: what they cost grows with their square.
pub const MOST_TIED: usize = 1_000;
/// A pivot below this is rounding: the parameter is settled by those before it.
const NOTHING: f64 = 1e-10;
/// What may be left of a correlation with a parameter that is settled by others.
const REMAINDER: f64 = 1e-4;
/// The most parameters among which the fewest that contradict each other are looked for.
const MOST_SEARCHED: usize = 64;

/// Which parameters of a design go together, and how.
#[derive(Clone, Debug, Default)]
pub struct Copula {
    /// How many parameters there are, tied or not; 0 where none is.
    parameters: usize,
    /// The parameters that are tied to another, in order.
    tied: Vec<usize>,
    /// For each of them its score: places in `tied` up to its own, and what their scores are multiplied by.
    mixes: Vec<Vec<(usize, f64)>>,
    /// The pairs, as asked.
    pairs: Vec<(usize, usize)>,
}

/// Why parameters cannot go together so.
#[derive(Clone, Debug, PartialEq)]
pub enum CopulaFault {
    /// The pair at this position names a parameter that there is not, or one twice, or a pair before it, or its
    /// correlation is not between -1 and 1.
    Pair(usize),
    /// More than [`MOST_TIED`] parameters.
    TooMany,
    /// No numbers have these correlations.
    Impossible {
        /// Parameters whose correlations contradict each other; where not too many, the fewest.
        parameters: Vec<usize>,
        /// All correlations together are possible when they are multiplied by this, in hundredths.
        factor: f64,
    },
}

impl fmt::Display for CopulaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CopulaFault::Pair(position) => write!(f, "pair {position} is no pair, or stands twice"),
            CopulaFault::TooMany => write!(f, "at most {MOST_TIED} parameters may be correlated"),
            CopulaFault::Impossible { factor, .. } => {
                write!(f, "no numbers have these correlations together; {factor:.2} times as large they can be")
            }
        }
    }
}

impl std::error::Error for CopulaFault {}

impl Copula {
    /// Of so many parameters, some pairs `(one, other, rank correlation)`; that of every other pair is 0.
    ///
    /// # Errors
    /// See [`CopulaFault`].
    pub fn new(parameters: usize, pairs: &[(usize, usize, f64)]) -> Result<Copula, CopulaFault> {
        if pairs.is_empty() {
            return Ok(Copula::default());
        }
        let mut seen: Vec<(usize, usize, usize)> = Vec::with_capacity(pairs.len());
        for (position, &(one, other, rank)) in pairs.iter().enumerate() {
            if one == other || one.max(other) >= parameters || !(-1.0..=1.0).contains(&rank) {
                return Err(CopulaFault::Pair(position));
            }
            seen.push((one.min(other), one.max(other), position));
        }
        seen.sort_unstable();
        if let Some(twice) = seen.windows(2).find(|two| (two[0].0, two[0].1) == (two[1].0, two[1].1)) {
            return Err(CopulaFault::Pair(twice[1].2));
        }
        let mut tied: Vec<usize> = pairs.iter().flat_map(|&(one, other, _)| [one, other]).collect();
        tied.sort_unstable();
        tied.dedup();
        if tied.len() > MOST_TIED {
            return Err(CopulaFault::TooMany);
        }
        let ranks = Matrix::of_ranks(&tied, pairs);
        let rows = ranks.factor(1.0).map_err(|failing| CopulaFault::Impossible {
            parameters: ranks.contradiction(failing).into_iter().map(|place| tied[place]).collect(),
            factor: ranks.largest_factor(),
        })?;
        let mix = |row: Vec<f64>| row.into_iter().enumerate().filter(|&(_, weight)| weight != 0.0).collect();
        let mixes = rows.into_iter().map(mix).collect();
        Ok(Copula { parameters, tied, mixes, pairs: pairs.iter().map(|&(one, other, _)| (one, other)).collect() })
    }

    /// Whether every parameter is drawn by itself.
    pub fn is_independent(&self) -> bool {
        self.tied.is_empty()
    }

    /// Whether it is made for so many parameters.
    pub(crate) fn fits(&self, parameters: usize) -> bool {
        self.is_independent() || self.parameters == parameters
    }

    /// The parameters that are tied to another, in order.
    pub(crate) fn tied(&self) -> &[usize] {
        &self.tied
    }

    /// The first pair, as asked, of which this holds.
    pub(crate) fn find_pair(&self, is_it: impl Fn(usize, usize) -> bool) -> Option<(usize, usize)> {
        self.pairs.iter().copied().find(|&(one, other)| is_it(one, other))
    }

    /// Whether a parameter's score is not simply its own.
    pub(crate) fn mixes(&self, parameter: usize) -> bool {
        self.tied.binary_search(&parameter).is_ok_and(|place| self.mixes[place].len() > 1 || !self.is_own(place))
    }

    fn is_own(&self, place: usize) -> bool {
        self.mixes[place] == [(place, 1.0)]
    }

    /// The parameters whose scores are mixed, and for each the places in [`Copula::tied`] with their weights.
    pub(crate) fn mixed(&self) -> impl Iterator<Item = (usize, &[(usize, f64)])> {
        let places = (0..self.tied.len()).filter(|&place| !self.is_own(place));
        places.map(|place| (self.tied[place], self.mixes[place].as_slice()))
    }

    /// Replaces the scores of all parameters, drawn independently, by scores that go together.
    pub(crate) fn tie(&self, scores: &mut [f64]) {
        let own: Vec<f64> = self.tied.iter().map(|&parameter| scores[parameter]).collect();
        for (parameter, mix) in self.mixed() {
            scores[parameter] = mix.iter().map(|&(place, weight)| weight * own[place]).sum();
        }
    }
}

/// Rank correlations between tied parameters: the lower triangle, row by row, each up to before its diagonal.
struct Matrix {
    ranks: Vec<Vec<f64>>,
}

impl Matrix {
    fn of_ranks(tied: &[usize], pairs: &[(usize, usize, f64)]) -> Matrix {
        let mut ranks: Vec<Vec<f64>> = (0..tied.len()).map(|row| vec![0.0; row]).collect();
        let place = |parameter: usize| tied.partition_point(|&known| known < parameter);
        for &(one, other, rank) in pairs {
            let (one, other) = (place(one), place(other));
            ranks[one.max(other)][one.min(other)] = rank;
        }
        Matrix { ranks }
    }

    /// The lower triangle `L` of the correlations of scores, those of ranks being `scale` times as large as they stand;
    /// or the first row that contradicts those before it.
    fn factor(&self, scale: f64) -> Result<Vec<Vec<f64>>, usize> {
        let all: Vec<usize> = (0..self.ranks.len()).collect();
        self.factor_of(&all, scale)
    }

    /// The same of some rows, in order.
    fn factor_of(&self, chosen: &[usize], scale: f64) -> Result<Vec<Vec<f64>>, usize> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(chosen.len());
        for (place, &row) in chosen.iter().enumerate() {
            let mut found: Vec<f64> = Vec::with_capacity(place + 1);
            for (before, &column) in chosen[..place].iter().enumerate() {
                let known: f64 = found.iter().zip(&rows[before]).map(|(a, b)| a * b).sum();
                let left = of_scores(scale * self.ranks[row][column]) - known;
                let pivot = rows[before][before];
                if pivot == 0.0 && left.abs() > REMAINDER {
                    return Err(place);
                }
                found.push(if pivot == 0.0 { 0.0 } else { left / pivot });
            }
            let left = 1.0 - found.iter().map(|l| l * l).sum::<f64>();
            if left < -NOTHING {
                return Err(place);
            }
            found.push(if left <= NOTHING { 0.0 } else { left.sqrt() });
            rows.push(found);
        }
        Ok(rows)
    }

    /// Rows up to the failing one of which none can be left out without the contradiction going away.
    fn contradiction(&self, failing: usize) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..=failing).filter(|&row| row == failing || self.reaches(row, failing)).collect();
        if rows.len() > MOST_SEARCHED {
            return rows;
        }
        for row in 0..failing {
            let without: Vec<usize> = rows.iter().copied().filter(|&other| other != row).collect();
            if without.len() < rows.len() && self.factor_of(&without, 1.0).is_err() {
                rows = without;
            }
        }
        rows
    }

    /// Whether a row has anything to do with another, by way of rows up to that one.
    fn reaches(&self, row: usize, failing: usize) -> bool {
        let mut reached = vec![false; failing + 1];
        let mut next = vec![failing];
        while let Some(here) = next.pop() {
            if std::mem::replace(&mut reached[here], true) {
                continue;
            }
            let tied = |there: usize| there != here && self.ranks[here.max(there)][here.min(there)] != 0.0;
            next.extend((0..=failing).filter(|&there| !reached[there] && tied(there)));
        }
        reached[row]
    }

    /// By what all correlations can be multiplied, in whole hundredths.
    fn largest_factor(&self) -> f64 {
        let (mut low, mut high) = (0_u8, 100_u8);
        while high - low > 1 {
            let middle = low.midpoint(high);
            match self.factor(f64::from(middle) / 100.0) {
                Ok(_) => low = middle,
                Err(_) => high = middle,
            }
        }
        f64::from(low) / 100.0
    }
}

/// The correlation of normal scores whose ranks have this one.
fn of_scores(rank: f64) -> f64 {
    if rank.abs() == 1.0 { rank } else { 2.0 * sin(PI * rank / 6.0) }
}

#[cfg(test)]
mod tests;
