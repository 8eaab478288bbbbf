//! Points in the unit cube, each coordinate computed on its own.

use super::DesignFault;
use crate::draw;
use crate::sobol::{MOST_DIMENSIONS, MOST_POINTS, Sequence};

/// How the unit cube is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sampler {
    /// Sobol's sequence with Owen's scrambling: the most even; best with a power of two of members.
    #[default]
    Sobol,
    /// A Latin hypercube: each coordinate falls once in each of as many equal parts as there are members.
    LatinHypercube,
    /// Independent draws.
    Random,
}

/// The numbers of a sampler, apart from those of other purposes under the same seed.
const STREAM: u64 = 1 << 32;
const PERMUTATION_STREAM: u64 = 2 << 32;
const SCRAMBLE_STREAM: u64 = 3 << 32;

/// The points of a sampler.
#[derive(Clone, Debug)]
pub(super) enum Coordinates {
    Sobol(Sequence),
    LatinHypercube { points: u64, seed: u64, permutations: Vec<Permutation> },
    Random { seed: u64 },
}

impl Coordinates {
    pub(super) fn new(sampler: Sampler, dimensions: usize, points: u64, seed: u64) -> Result<Coordinates, DesignFault> {
        match sampler {
            Sampler::Sobol if points > MOST_POINTS => Err(DesignFault::Points),
            Sampler::Sobol if dimensions > MOST_DIMENSIONS => Err(DesignFault::Dimensions),
            Sampler::Sobol => Ok(Coordinates::Sobol(Sequence::new(dimensions, seed, SCRAMBLE_STREAM))),
            Sampler::LatinHypercube => {
                let permutations =
                    (0..dimensions as u64).map(|dimension| Permutation::new(points, seed, dimension)).collect();
                Ok(Coordinates::LatinHypercube { points, seed, permutations })
            }
            Sampler::Random => Ok(Coordinates::Random { seed }),
        }
    }

    /// The coordinate of one point in a dimension, strictly between 0 and 1.
    pub(super) fn at(&self, dimension: usize, point: u64) -> f64 {
        let mut value = [0.0];
        self.fill(dimension, point, &mut value);
        value[0]
    }

    /// The coordinates of consecutive points in a dimension.
    pub(super) fn fill(&self, dimension: usize, first_point: u64, values: &mut [f64]) {
        let stream = STREAM + dimension as u64;
        match self {
            Coordinates::Sobol(sequence) => sequence.fill(dimension, first_point, values),
            Coordinates::LatinHypercube { points, seed, permutations } => {
                let permutation = &permutations[dimension];
                for (point, value) in (first_point..).zip(values) {
                    let place = permutation.of(point) as f64 + draw::uniform(*seed, point, stream);
                    // Rounding may reach 1, which has no quantile.
                    *value = (place / *points as f64).min(1.0 - f64::EPSILON / 2.0);
                }
            }
            Coordinates::Random { seed } => {
                for (point, value) in (first_point..).zip(values) {
                    *value = draw::uniform(*seed, point, stream);
                }
            }
        }
    }
}

/// A shuffling of 0..size that needs no memory: steps that can each be undone on the next power of two, repeated until
/// the answer is in range (cycle walking; Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9). The idea is Kensler's
/// (*Correlated multi-jittered sampling*, Pixar 13-01, 2013); the steps are ours.
#[derive(Clone, Debug)]
pub(super) struct Permutation {
    size: u64,
    bits: u32,
    /// For each round, what is added, and the odd number by which is multiplied.
    rounds: [(u64, u64); 4],
}

impl Permutation {
    fn new(size: u64, seed: u64, dimension: u64) -> Permutation {
        let bits = u64::BITS - size.saturating_sub(1).leading_zeros();
        let rounds = std::array::from_fn(|round| {
            let [addend, factor] = draw::bits(seed, dimension, PERMUTATION_STREAM + round as u64);
            (addend, factor | 1)
        });
        Permutation { size, bits: bits.max(1), rounds }
    }

    /// Where `index` goes, for an index below the size.
    fn of(&self, index: u64) -> u64 {
        let mask = u64::MAX >> (u64::BITS - self.bits);
        let mut place = index;
        loop {
            for (addend, factor) in self.rounds {
                place = place.wrapping_add(addend).wrapping_mul(factor) & mask;
                // The high half reaches the low, as the product lets the low reach the high.
                place ^= place >> self.bits.div_ceil(2);
            }
            if place < self.size {
                return place;
            }
        }
    }
}
