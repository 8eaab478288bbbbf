//! Sobol's sequence, scrambled after Owen: points that fill a cube of many dimensions more evenly than chance.
//!
//! A coordinate of point `i` is the sum modulo 2 of the direction numbers that belong to the binary digits of `i`.
//! Scrambling then permutes the digits at random, each depending on all before it; the points stay as even as they
//! were, become unbiased, and repeat with another seed for an estimate of error (Owen 1997). The scrambling of the
//! first 32 digits is the hash of Laine and Karras as Burley chose its constants; the digits after them, which in
//! Owen's scheme are plain coin tosses, come from another hash.
//!
//! The direction numbers are Joe and Kuo's, as packed in the crate `sobol`.
//!
//! # References
//! - Joe and Kuo, *Constructing Sobol sequences with better two-dimensional projections*, SIAM J. Sci. Comput. 30
//!   (2008) 2635-2654. doi:10.1137/070709359
//! - Owen, *Scrambled net variance for integrals of smooth functions*, Ann. Statist. 25 (1997) 1541-1562.
//!   doi:10.1214/aos/1031594731
//! - Burley, *Practical hash-based Owen scrambling*, J. Computer Graphics Techniques 9 (2020) 1-20.

use crate::draw::{self, mix};
use ::sobol::Sobol;
use ::sobol::params::JoeKuoD6;

/// The dimensions that the direction numbers serve.
pub(crate) const MOST_DIMENSIONS: usize = 1000;
/// The points there are: as many as numbers of 32 binary digits.
pub(crate) const MOST_POINTS: u64 = 1 << 32;

/// The scrambled sequence in some number of dimensions.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    directions: Vec<[u32; 32]>,
    /// Two keys for scrambling each dimension: the first 32 digits, and the rest.
    keys: Vec<(u32, u32)>,
}

impl Sequence {
    /// A sequence of at most [`MOST_DIMENSIONS`]; `stream` keeps its random numbers apart from others of the seed.
    pub(crate) fn new(dimensions: usize, seed: u64, stream: u64) -> Sequence {
        // Unpacking takes time: no more than is needed.
        let parameters = if dimensions <= 100 { JoeKuoD6::minimal() } else { JoeKuoD6::standard() };
        // In doubles the crate works with 64 digits; the first 32 of them depend on none of the later.
        let directions = Sobol::<f64>::init_direction_vals::<u32>(dimensions.min(MOST_DIMENSIONS), 32, &parameters)
            .into_iter()
            .map(|wide| std::array::from_fn(|digit| wide.get(digit).map_or(0, |&number| (number >> 32) as u32)))
            .collect();
        let keys = (0..dimensions as u64).map(|dimension| draw::bits(seed, dimension, stream));
        let keys = keys.map(|[first, second]| (first as u32, second as u32)).collect();
        Sequence { directions, keys }
    }

    /// Coordinate `dimension` of consecutive points, strictly between 0 and 1.
    pub(crate) fn fill(&self, dimension: usize, first_point: u64, values: &mut [f64]) {
        let directions = &self.directions[dimension];
        let (key, other_key) = self.keys[dimension];
        // From a point to the next change the lowest zero digit and all below: what their numbers sum to is ready.
        let mut sums = *directions;
        (1..32).for_each(|digit| sums[digit] ^= sums[digit - 1]);
        let mut plain =
            (0..32).filter(|digit| first_point >> digit & 1 == 1).fold(0, |sum, digit| sum ^ directions[digit]);
        for (point, value) in (first_point..).zip(values) {
            let scrambled = scramble(plain, key);
            // No two points share their first 32 digits, so a hash of these is as good as tossing coins.
            let rest = mix(scrambled ^ other_key);
            *value = draw::open_unit(u64::from(scrambled) << 32 | u64::from(rest));
            plain ^= sums[point.trailing_ones().min(31) as usize];
        }
    }
}

/// Flips each binary digit of `x` depending on the digits above it.
fn scramble(x: u32, key: u32) -> u32 {
    let mut x = x.reverse_bits().wrapping_add(key);
    for multiplier in [0x6c50_b47c_u32, 0xb82f_1e52, 0xc7af_e638, 0x8d22_f6e6] {
        x ^= x.wrapping_mul(multiplier);
    }
    x.reverse_bits()
}

#[cfg(test)]
mod tests;
