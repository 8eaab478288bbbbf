//! The memory that lines of code work on: rows of vectors, a number for each member, and scalars for all of them.

use std::cell::Cell;
use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f64x8};

/// The most members that are computed side by side.
pub(crate) const BLOCK: usize = 64;

/// Numbers in a vector.
pub(crate) const LANES: usize = 8;

/// The most vectors in a row.
pub(crate) const CHUNKS: usize = BLOCK / LANES;

/// One vector's numbers in memory.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Chunk(pub(crate) [f64; LANES]);

impl Chunk {
    pub(crate) const ZERO: Chunk = Chunk([0.0; LANES]);
}

/// Where a value lies in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(crate) struct Place(u32);

impl Place {
    /// The row that begins at this chunk.
    pub(crate) const fn row(chunk: usize) -> Place {
        Place(((chunk as u32) << 1) | 1)
    }

    /// The scalar in this chunk.
    pub(crate) const fn scalar(chunk: usize) -> Place {
        Place((chunk as u32) << 1)
    }

    pub(crate) fn chunk(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(crate) fn is_row(self) -> bool {
        self.0 & 1 == 1
    }

    /// The last of the vectors' numbers: taken bit by bit from a vector's number, it leaves 0 for a scalar.
    #[inline(always)]
    fn step(self) -> usize {
        if self.is_row() { CHUNKS - 1 } else { 0 }
    }

    /// The vectors of a row that has so many; a scalar is repeated as often.
    pub(crate) fn vectors(self, frame: &[Chunk], vectors: usize) -> impl Iterator<Item = &Chunk> {
        (0..vectors).map(move |i| &frame[self.chunk() + (i & self.step())])
    }

    /// The value for one member.
    pub(crate) fn lane(self, frame: &[Chunk], lane: usize) -> f64 {
        frame[self.chunk() + ((lane / LANES) & self.step())].0[lane % LANES]
    }
}

/// A frame whose rows are read and written side by side.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    chunks: &'a [Cell<Chunk>],
    /// How many vectors a row has.
    vectors: usize,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(frame: &'a mut [Chunk], vectors: usize) -> Cells<'a> {
        Cells { chunks: Cell::from_mut(frame).as_slice_of_cells(), vectors }
    }

    /// A loop over a row's vectors, which compilers unroll where rows are as wide as can be: for operations of a few
    /// instructions.
    #[inline(always)]
    pub(crate) fn each_vector(self, mut f: impl FnMut(usize)) {
        if self.vectors == CHUNKS {
            for i in 0..CHUNKS {
                f(i);
            }
        } else {
            self.each_vector_in_turn(f);
        }
    }

    /// The same loop, kept from being unrolled: for operations of many instructions.
    #[inline(always)]
    pub(crate) fn each_vector_in_turn(self, mut f: impl FnMut(usize)) {
        for i in 0..std::hint::black_box(self.vectors) {
            f(i);
        }
    }
}

/// An operand or a result: all bounds are checked when it is made, none in the loop.
#[derive(Clone, Copy)]
pub(crate) struct Window<'a> {
    chunks: &'a [Cell<Chunk>; CHUNKS],
    step: usize,
}

impl<'a> Window<'a> {
    #[inline(always)]
    pub(crate) fn new(cells: Cells<'a>, place: Place) -> Window<'a> {
        let chunks = cells.chunks[place.chunk()..].first_chunk();
        Window { chunks: chunks.expect("a frame ends with room for a row"), step: place.step() }
    }

    /// The `i`-th vector.
    #[inline(always)]
    pub(crate) fn read<S: Simd>(self, simd: S, i: usize) -> f64x8<S> {
        self.get(i).0.simd_into(simd)
    }

    #[inline(always)]
    pub(super) fn get(self, i: usize) -> Chunk {
        self.chunks[i & self.step & (CHUNKS - 1)].get()
    }

    #[inline(always)]
    pub(crate) fn write<S: Simd>(self, i: usize, value: f64x8<S>) {
        self.set(i, Chunk(value.into()));
    }

    #[inline(always)]
    pub(super) fn set(self, i: usize, chunk: Chunk) {
        self.chunks[i & (CHUNKS - 1)].set(chunk);
    }
}

/// What lies in a frame when it is observed.
#[derive(Clone)]
pub(crate) struct View<'a> {
    chunks: &'a [Chunk],
    vectors: usize,
    members: Range<usize>,
}

impl<'a> View<'a> {
    /// `members` are those of a block that the frame holds.
    pub(crate) fn new(chunks: &'a [Chunk], vectors: usize, members: Range<usize>) -> View<'a> {
        View { chunks, vectors, members }
    }

    /// The values of the members, vector by vector: the number in its block of the first of them, and up to
    /// [`LANES`] values.
    pub(crate) fn values(&self, place: Place) -> impl Iterator<Item = (usize, &'a [f64])> {
        let firsts = self.members.clone().step_by(LANES);
        let end = self.members.end;
        firsts
            .zip(place.vectors(self.chunks, self.vectors))
            .map(move |(first, chunk)| (first, &chunk.0[..LANES.min(end - first)]))
    }
}
