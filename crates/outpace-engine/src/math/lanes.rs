//! What a function of [`math`](super) may do with its numbers: the exactly specified operations, on one or on eight.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f64x8, mask64x8, u64x8};
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Shl, Shr, Sub};

/// One number or several side by side, with the operations that give the same bits on any machine.
pub trait Lanes:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// The same lanes as patterns of 64 bits.
    type Bits: BitLanes;
    /// A yes or no in each lane.
    type Mask: Copy + BitAnd<Output = Self::Mask> + BitOr<Output = Self::Mask> + Not<Output = Self::Mask>;

    /// `value` in every lane; `self` only says which kind of lanes.
    fn splat(self, value: f64) -> Self;
    /// The bits of each lane.
    fn bits(self) -> Self::Bits;
    /// The lanes with these bits.
    fn from_pattern(bits: Self::Bits) -> Self;
    /// The largest whole number not above each lane.
    fn whole(self) -> Self;
    /// Each lane without its sign.
    fn magnitude(self) -> Self;
    /// Where this lane is below the other; never where either is NaN.
    fn below(self, other: Self) -> Self::Mask;
    /// Where this lane equals the other; never where either is NaN.
    fn equals(self, other: Self) -> Self::Mask;
    /// This lane where it is less than the other, else the other.
    fn lesser(self, other: Self) -> Self;
    /// This lane where it is greater than the other, else the other.
    fn greater(self, other: Self) -> Self;
    /// The square root; of a negative number, NaN.
    fn square_root(self) -> Self;
    /// Whether the mask holds in some lane.
    fn any(mask: Self::Mask) -> bool;
    /// `yes` where the mask holds, else `no`.
    fn choose(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// `function` of each lane in turn: for functions too rare to be worth vectorising.
    fn each(self, function: impl Fn(f64) -> f64) -> Self;

    /// `self · 2^k` for a number of ordinary size and a whole |k| ≤ 2044, rounded once.
    #[inline(always)]
    fn scale(self, k: Self) -> Self {
        // In two steps, since 2^k itself may be out of range where the answer is not; the first of them is exact.
        let first = (k * 0.5 + ROUNDER) - ROUNDER;
        self * power_of_two(first) * power_of_two(k - first)
    }

    /// What the product of two numbers lost when it was rounded to `product`: exact, as long as nothing underflows.
    #[inline(always)]
    fn lost(self, other: Self, product: Self) -> Self {
        let ((a_high, a_low), (b_high, b_low)) = (halves(self), halves(other));
        ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    }
}

/// 1.5 · 2^52: adding it rounds to a whole number and leaves that number in the low bits.
pub(super) const ROUNDER: f64 = 6755399441055744.0;

/// 2^k for whole −1022 ≤ k ≤ 1023.
#[inline(always)]
fn power_of_two<L: Lanes>(k: L) -> L {
    L::from_pattern((k + ROUNDER).bits().plus(1023) << 52)
}

/// A number as the sum of two with 26 binary digits each (Dekker 1971, section 5, after Veltkamp).
#[inline(always)]
fn halves<L: Lanes>(a: L) -> (L, L) {
    const SPLITTER: f64 = 134217729.0; // 2^27 + 1
    let large = a * SPLITTER;
    let high = large - (large - a);
    (high, a - high)
}

/// The operations on the bits of [`Lanes`].
pub trait BitLanes:
    Copy + BitAnd<u64, Output = Self> + BitOr<u64, Output = Self> + Shl<u32, Output = Self> + Shr<u32, Output = Self>
{
    /// The sum with `addend`, modulo 2^64.
    fn plus(self, addend: u64) -> Self;
}

impl BitLanes for u64 {
    #[inline(always)]
    fn plus(self, addend: u64) -> u64 {
        self.wrapping_add(addend)
    }
}

impl<S: Simd> BitLanes for u64x8<S> {
    #[inline(always)]
    fn plus(self, addend: u64) -> Self {
        self + addend
    }
}

impl Lanes for f64 {
    type Bits = u64;
    type Mask = bool;

    #[inline(always)]
    fn splat(self, value: f64) -> f64 {
        value
    }

    #[inline(always)]
    fn bits(self) -> u64 {
        self.to_bits()
    }

    #[inline(always)]
    fn from_pattern(bits: u64) -> f64 {
        f64::from_bits(bits)
    }

    #[inline(always)]
    fn whole(self) -> f64 {
        self.floor()
    }

    #[inline(always)]
    fn magnitude(self) -> f64 {
        self.abs()
    }

    #[inline(always)]
    fn below(self, other: f64) -> bool {
        self < other
    }

    #[inline(always)]
    fn equals(self, other: f64) -> bool {
        self == other
    }

    #[inline(always)]
    fn lesser(self, other: f64) -> f64 {
        if self < other { self } else { other }
    }

    #[inline(always)]
    fn greater(self, other: f64) -> f64 {
        if self > other { self } else { other }
    }

    #[inline(always)]
    fn square_root(self) -> f64 {
        self.sqrt()
    }

    #[inline(always)]
    fn any(mask: bool) -> bool {
        mask
    }

    #[inline(always)]
    fn choose(mask: bool, yes: f64, no: f64) -> f64 {
        if mask { yes } else { no }
    }

    #[inline(always)]
    fn each(self, function: impl Fn(f64) -> f64) -> f64 {
        function(self)
    }
}

impl<S: Simd> Lanes for f64x8<S> {
    type Bits = u64x8<S>;
    type Mask = mask64x8<S>;

    #[inline(always)]
    fn splat(self, value: f64) -> Self {
        SimdBase::splat(self.token(), value)
    }

    #[inline(always)]
    fn bits(self) -> u64x8<S> {
        self.bitcast()
    }

    #[inline(always)]
    fn from_pattern(bits: u64x8<S>) -> Self {
        bits.bitcast()
    }

    #[inline(always)]
    fn whole(self) -> Self {
        SimdFloat::floor(self)
    }

    #[inline(always)]
    fn magnitude(self) -> Self {
        SimdBase::abs(self)
    }

    #[inline(always)]
    fn below(self, other: Self) -> mask64x8<S> {
        self.simd_lt(other)
    }

    #[inline(always)]
    fn equals(self, other: Self) -> mask64x8<S> {
        self.simd_eq(other)
    }

    #[inline(always)]
    fn lesser(self, other: Self) -> Self {
        // On x86 the vector minimum is by definition this choice, zeros and NaN included: one instruction.
        if cfg!(target_arch = "x86_64") { self.min(other) } else { self.simd_lt(other).select(self, other) }
    }

    #[inline(always)]
    fn greater(self, other: Self) -> Self {
        if cfg!(target_arch = "x86_64") { self.max(other) } else { self.simd_gt(other).select(self, other) }
    }

    #[inline(always)]
    fn square_root(self) -> Self {
        SimdFloat::sqrt(self)
    }

    #[inline(always)]
    fn any(mask: mask64x8<S>) -> bool {
        mask.any_true()
    }

    #[inline(always)]
    fn choose(mask: mask64x8<S>, yes: Self, no: Self) -> Self {
        mask.select(yes, no)
    }

    #[inline(always)]
    fn each(self, function: impl Fn(f64) -> f64) -> Self {
        let lanes: [f64; 8] = self.into();
        lanes.map(function).simd_into(self.token())
    }
}
