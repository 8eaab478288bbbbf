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
        match self {
            Coordinates::Sobol(sequence) => sequence.coordinate(point, dimension, STREAM + dimension as u64),
            Coordinates::LatinHypercube { points, seed, permutations } => {
                let part = permutations[dimension].of(point) as f64;
                let within = draw::uniform(*seed, point, STREAM + dimension as u64);
                ((part + within) / *points as f64).min(1.0 - f64::EPSILON / 2.0)
            }
            Coordinates::Random { seed } => draw::uniform(*seed, point, STREAM + dimension as u64),
        }
    }

    /// The coordinates of consecutive points in a dimension.
    pub(super) fn fill(&self, dimension: usize, first_point: u64, values: &mut [f64]) {
        for (point, value) in (first_point..).zip(values) {
            *value = self.at(dimension, point);
        }
    }
}

/// A shuffling of 0..size that needs no memory: a Feistel cipher on the next even number of binary digits, applied
/// again until its answer is in range (cycle walking; Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9).
#[derive(Clone, Debug)]
pub(super) struct Permutation {
    size: u64,
    half_bits: u32,
    keys: [u32; 4],
}

impl Permutation {
    fn new(size: u64, seed: u64, dimension: u64) -> Permutation {
        let bits = u64::BITS - size.saturating_sub(1).leading_zeros();
        let [first, second] = draw::bits(seed, dimension, PERMUTATION_STREAM);
        let keys = [first as u32, (first >> 32) as u32, second as u32, (second >> 32) as u32];
        Permutation { size, half_bits: bits.div_ceil(2).max(1), keys }
    }

    /// Where `index` goes.
    fn of(&self, index: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let mut place = index;
        loop {
            let (mut left, mut right) = (place >> self.half_bits, place & mask);
            for key in self.keys {
                (left, right) = (right, left ^ (mix(right as u32 ^ key) & mask));
            }
            place = left << self.half_bits | right;
            if place < self.size {
                return place;
            }
        }
    }
}

/// 32 well-mixed digits (the finaliser of MurmurHash3, spread over both halves).
fn mix(x: u32) -> u64 {
    let mut x = x;
    x ^= x >> 16;
    x = x.wrapping_mul(0x85eb_ca6b);
    x ^= x >> 13;
    x = x.wrapping_mul(0xc2b2_ae35);
    x ^= x >> 16;
    u64::from(x)
}
