//! The ring behind the fixed numbers of a memory: cells that are used again when all have had their turn.

/// Cells of the same width, from a place in the memory to its end.
#[derive(Clone, Copy)]
pub(super) struct Ring {
    /// Where the first cell begins.
    pub(super) from: usize,
    /// How many numbers a cell has.
    pub(super) width: usize,
    /// How many cells there are.
    pub(super) count: usize,
}

impl Ring {
    pub(super) fn of(memory: &[f64], from: usize, width: usize) -> Ring {
        Ring { from, width, count: (memory.len() - from) / width }
    }

    /// Where the cell of this turn begins, turns being counted from 0 and without end.
    pub(super) fn at(self, turn: usize) -> usize {
        self.from + self.width * (turn % self.count)
    }
}
