//! Sobol's indices from a Saltelli design: whose uncertainty makes the outcome uncertain.
//!
//! How much of an outcome's variance would go if a group of parameters were known (first order, `S`), and how much
//! would stay if all but that group were known (total, `T`)? The design holds two independent matrices `A` and `B`
//! of members and, for each group, `A` with the group's columns taken from `B`.
//!
//! ```text
//! S = mean(f(B) · (f(AB) − f(A))) / V        Saltelli 2010, table 2 (b)
//! T = mean((f(A) − f(AB))²) / (2 V)          Jansen 1999
//! V = variance of f(A) and f(B) together
//! ```
//!
//! # Invariants
//! - A row with a NaN or an infinity in any matrix is dropped whole, and counted.
//! - The intervals come from resampled rows with counter-based numbers: the same seed gives the same interval.
//!
//! # Where we deviate
//! `f` is centred on the mean of f(A) and f(B), which removes the error that a mean far from zero adds to (b). For an
//! infinite sample nothing changes. Estimates are not cut to [0, 1]: an estimate below zero says that the sample is small.
//!
//! # Not here
//! Dependent parameters: both formulas assume the groups independent of each other.
//!
//! # References
//! - Saltelli et al., Comput. Phys. Commun. 181 (2010) 259-270. doi:10.1016/j.cpc.2009.09.018
//! - Jansen, Comput. Phys. Commun. 117 (1999) 35-43. doi:10.1016/S0010-4655(98)00154-4
//! - Archer, Saltelli and Sobol', J. Statist. Comput. Simul. 58 (1997) 99-120 (the bootstrap).
//!   doi:10.1080/00949659708811825

use crate::draw;
use std::fmt;

/// The numbers of the bootstrap, apart from those of other purposes under the same seed.
const STREAM: u64 = 4 << 32;

/// The sensitivity of one outcome to each group.
#[derive(Clone, Debug, PartialEq)]
pub struct SobolIndices {
    /// A pair of indices for each group, in the order of the design.
    pub groups: Vec<GroupIndices>,
    /// The variance of the outcome over the rows used.
    pub variance: f64,
    /// The rows used.
    pub rows: usize,
    /// The rows dropped for a value that is not finite.
    pub dropped: usize,
}

/// The two indices of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupIndices {
    /// The share of the variance that would go if the group were known.
    pub first: Estimate,
    /// The share of the variance that would stay if all but the group were known.
    pub total: Estimate,
}

/// An estimate and what the bootstrap made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// From the rows as they are.
    pub value: f64,
    /// From the rows drawn again with replacement. Replicate *i* of every group comes from the same rows, so that a
    /// statement about several groups can be judged replicate by replicate.
    pub replicates: Vec<f64>,
}

/// Why there are no indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SensitivityFault {
    /// The outcomes are not a whole number of rows of `groups + 2`.
    Shape,
    /// Fewer than two rows have only finite values.
    Rows,
    /// The outcome does not vary, or its variance is too large for a number.
    Variance,
}

impl fmt::Display for SensitivityFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SensitivityFault::Shape => "the outcomes are not those of a Saltelli design with these groups",
            SensitivityFault::Rows => "fewer than two rows of the design have a finite outcome throughout",
            SensitivityFault::Variance => "the outcome is the same in every member, or too large to square",
        })
    }
}

impl std::error::Error for SensitivityFault {}

impl Estimate {
    /// The interval that holds the middle `share` of the replicates, as `(low, high)`; the value itself without any.
    pub fn interval(&self, share: f64) -> (f64, f64) {
        let mut sorted = self.replicates.clone();
        sorted.sort_by(f64::total_cmp);
        let last = self.replicates.len().saturating_sub(1) as f64;
        let at = |p: f64| {
            let position = (p.clamp(0.0, 1.0) * last).round() as usize;
            sorted.get(position).copied().unwrap_or(self.value)
        };
        (at(0.5 - 0.5 * share), at(0.5 + 0.5 * share))
    }

    /// The share of the replicates for which `holds`: the probability of a statement about the index.
    pub fn probability(&self, holds: impl Fn(f64) -> bool) -> f64 {
        if self.replicates.is_empty() {
            return f64::from(u8::from(holds(self.value)));
        }
        self.replicates.iter().filter(|&&value| holds(value)).count() as f64 / self.replicates.len() as f64
    }
}

/// The indices of each group from the outcomes of a Saltelli design's members, in the members' order.
///
/// `replicates` is the number of times the rows are drawn again for the intervals.
pub fn sobol_indices(
    outcomes: &[f64],
    groups: usize,
    replicates: usize,
    seed: u64,
) -> Result<SobolIndices, SensitivityFault> {
    let matrices = groups + 2;
    if outcomes.is_empty() || !outcomes.len().is_multiple_of(matrices) {
        return Err(SensitivityFault::Shape);
    }
    let all = outcomes.len() / matrices;
    let rows: Vec<&[f64]> =
        outcomes.chunks_exact(matrices).filter(|row| row.iter().all(|value| value.is_finite())).collect();
    if rows.len() < 2 {
        return Err(SensitivityFault::Rows);
    }
    // Compared, since rounding may leave a trace of variance where there is none.
    let constant = rows.iter().all(|row| row.iter().all(|value| *value == rows[0][0]));
    let rows = Rows::centred(&rows, groups);
    let plain = rows.indices(|row| row);
    if constant || plain.variance <= 0.0 || !plain.variance.is_finite() {
        return Err(SensitivityFault::Variance);
    }

    let mut first = vec![Vec::with_capacity(replicates); groups];
    let mut total = vec![Vec::with_capacity(replicates); groups];
    for replicate in 0..replicates as u64 {
        let resampled = rows.indices(|row| rows.drawn_again(row, replicate, seed));
        // A resample of equal rows has no variance and tells nothing.
        if resampled.variance > 0.0 {
            for (group, &(s, t)) in resampled.indices.iter().enumerate() {
                first[group].push(s);
                total[group].push(t);
            }
        }
    }
    let estimate = |value: f64, replicates: Vec<f64>| Estimate { value, replicates };
    let groups = plain
        .indices
        .iter()
        .zip(first.into_iter().zip(total))
        .map(|(&(s, t), (first, total))| GroupIndices { first: estimate(s, first), total: estimate(t, total) });
    Ok(SobolIndices { groups: groups.collect(), variance: plain.variance, rows: rows.count, dropped: all - rows.count })
}

/// What each row adds to the sums, computed once for all resamples.
struct Rows {
    count: usize,
    groups: usize,
    /// f(A) + f(B) and f(A)² + f(B)², centred, row by row.
    moments: Vec<(f64, f64)>,
    /// For each row and group in turn, f(B)(f(AB) − f(A)), f(AB) − f(A), and (f(A) − f(AB))².
    contrasts: Vec<(f64, f64, f64)>,
}

/// The variance and the indices from one choice of rows.
struct Indices {
    variance: f64,
    indices: Vec<(f64, f64)>,
}

impl Rows {
    fn centred(rows: &[&[f64]], groups: usize) -> Rows {
        let count = rows.len();
        let centre = rows.iter().map(|row| 0.5 * row[0] + 0.5 * row[1]).sum::<f64>() / count as f64;
        let mut moments = Vec::with_capacity(count);
        let mut contrasts = Vec::with_capacity(count * groups);
        for row in rows {
            let (a, b) = (row[0] - centre, row[1] - centre);
            moments.push((a + b, a * a + b * b));
            for mixed in &row[2..] {
                let change = mixed - centre - a;
                contrasts.push((b * change, change, change * change));
            }
        }
        Rows { count, groups, moments, contrasts }
    }

    /// The row that takes the place of `row` in a resample.
    fn drawn_again(&self, row: usize, replicate: u64, seed: u64) -> usize {
        let bits = draw::bits(seed, row as u64, STREAM + replicate)[0];
        // The upper half of the product is uniform below the count (Lemire 2019, doi:10.1145/3230636).
        ((u128::from(bits) * self.count as u128) >> 64) as usize
    }

    fn indices(&self, chosen: impl Fn(usize) -> usize) -> Indices {
        let (mut sum, mut squares) = (0.0, 0.0);
        let mut sums = vec![(0.0, 0.0, 0.0); self.groups];
        for row in (0..self.count).map(chosen) {
            let (value, square) = self.moments[row];
            sum += value;
            squares += square;
            let contrasts = &self.contrasts[row * self.groups..(row + 1) * self.groups];
            for (sums, contrast) in sums.iter_mut().zip(contrasts) {
                *sums = (sums.0 + contrast.0, sums.1 + contrast.1, sums.2 + contrast.2);
            }
        }
        let n = self.count as f64;
        let mean = sum / (2.0 * n);
        let variance = squares / (2.0 * n) - mean * mean;
        let indices = sums
            .into_iter()
            // A resample has a mean of its own, on which f(B) is centred again.
            .map(|(product, change, square)| ((product - mean * change) / n / variance, square / n / (2.0 * variance)))
            .collect();
        Indices { variance, indices }
    }
}

#[cfg(test)]
mod tests;
