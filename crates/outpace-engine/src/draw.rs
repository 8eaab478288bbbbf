//! Random numbers as a function, and the priors they are drawn from.
//!
//! There is no generator with a state to keep in step: the number for (seed, member, stream) is computed from those
//! three alone, so any thread, block or machine finds the same one in any order.
//!
//! The function is Philox2x64 with ten rounds: the pair (member, stream) is a block, the seed its key, and each round
//! multiplies, crosses and adds, as a cipher does. It passes every test of TestU01's BigCrush.
//!
//! # References
//! - Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3*, SC'11.
//!   doi:10.1145/2063384.2063405

mod beta;
mod family;
mod gamma;
mod prior;
mod quantile;

pub use family::Family;
pub use prior::{Prior, PriorFault};
pub(crate) use quantile::Quantile;

/// 128 random bits for a (seed, member, stream).
pub fn bits(seed: u64, member: u64, stream: u64) -> [u64; 2] {
    const MULTIPLIER: u64 = 0xd2b7_4407_b1ce_6e93;
    const WEYL: u64 = 0x9e37_79b9_7f4a_7c15;
    let (mut left, mut right, mut key) = (member, stream, seed);
    for _ in 0..10 {
        let product = u128::from(MULTIPLIER) * u128::from(left);
        (left, right) = ((product >> 64) as u64 ^ key ^ right, product as u64);
        key = key.wrapping_add(WEYL);
    }
    [left, right]
}

/// A number strictly between 0 and 1 for a (seed, member, stream).
pub fn uniform(seed: u64, member: u64, stream: u64) -> f64 {
    open_unit(bits(seed, member, stream)[0])
}

/// The middle of one of 2^52 equal parts of (0, 1), chosen by the upper bits.
pub(crate) fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / 4503599627370496.0)
}

/// 32 bits, each of which depends on all of `x`, one to one: the finaliser of Appleby's MurmurHash3.
pub(crate) fn mix(x: u32) -> u32 {
    let x = (x ^ x >> 16).wrapping_mul(0x85eb_ca6b);
    let x = (x ^ x >> 13).wrapping_mul(0xc2b2_ae35);
    x ^ x >> 16
}

#[cfg(test)]
mod tests;
