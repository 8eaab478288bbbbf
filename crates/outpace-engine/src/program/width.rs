//! How many vectors a row has, and so how many members are computed side by side.
//!
//! Rows as wide as can be are best for small models: an instruction then has most to do. A frame of many wide rows does
//! not fit into the cache, so machine code, which has no cost for each instruction, takes fewer members at a time there.

use fearless_simd::Level;

use super::Program;
use crate::kernel::{CHUNKS, Chunk, makes_code};

/// How many vectors a row is to have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Width {
    /// So many.
    Exactly(usize),
    /// So many that the frame stays in the cache.
    Fitting,
}

impl Width {
    /// As many as can be.
    pub(crate) const WHOLE: Width = Width::Exactly(CHUNKS);

    /// The width for many members: fitting for machine code, whole for kernels, which cost something for each
    /// instruction.
    pub(crate) fn of_ensemble(program: &Program, level: Level) -> Width {
        if let Some(vectors) = program.vectors {
            return Width::Exactly(vectors);
        }
        if program.native && makes_code(level) { Width::Fitting } else { Width::WHOLE }
    }

    /// The vectors of each of so many rows.
    pub(crate) fn vectors(self, rows: usize) -> usize {
        /// What rows may take in all: half of the second cache of usual servers.
        const ROOM: usize = 1 << 19;
        match self {
            Width::Exactly(vectors) => vectors.clamp(1, CHUNKS),
            Width::Fitting => {
                let row = size_of::<Chunk>() * rows.max(1);
                [8, 4, 2].into_iter().find(|vectors| vectors * row <= ROOM).unwrap_or(1)
            }
        }
    }

    /// How many of a model's stocks stay in the nearest cache, with room for what is computed from them.
    pub(crate) fn stocks_nearby(self, stocks: usize) -> usize {
        /// Half of the first cache of usual servers.
        const ROOM: usize = 3 << 13;
        // In tests one or two, so that small models come in tiles.
        if cfg!(test) { 1 + self.vectors(stocks) % 2 } else { ROOM / (size_of::<Chunk>() * self.vectors(stocks)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_take_half_a_second_cache_at_most_or_are_as_narrow_as_can_be() {
        // A vector has 64 bytes: 8192 of them are 512 KiB.
        for (rows, vectors) in [(0, 8), (1024, 8), (1025, 4), (2048, 4), (2049, 2), (4096, 2), (4097, 1), (1 << 20, 1)]
        {
            assert_eq!(Width::Fitting.vectors(rows), vectors, "{rows} rows");
        }
    }
}
