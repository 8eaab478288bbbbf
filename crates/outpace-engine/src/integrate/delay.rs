//! Fixed delays: what an input was a whole number of steps ago.
//!
//! A ring holds one row for each of the last steps. Slots not yet written hold the initial value, and the slot of a
//! step before the first one is never written before it is read, so the beginning needs no case of its own.

use crate::kernel::{BLOCK, CHUNKS, Chunk, LANES, Place};
use crate::program::{Clock, whole};

/// The last values of one delay's input.
pub(crate) struct Ring {
    rows: Vec<Chunk>,
    /// How many steps each member's delay takes.
    steps: [u32; BLOCK],
    /// The longest of them: the number of rows.
    length: usize,
    /// Whether all members' delays are equally long.
    equal: bool,
}

impl Ring {
    pub(crate) fn new(chunks: &[Chunk], initial: Place, delay_time: Place, clock: &Clock) -> Ring {
        // Longer than the simulation is forever.
        let most = clock.steps().saturating_add(1);
        let steps = std::array::from_fn(|lane| whole(delay_time.lane(chunks, lane) / clock.step, 1, most));
        let length = steps.iter().copied().max().unwrap_or(1) as usize;
        let mut rows = Vec::with_capacity(length * CHUNKS);
        for chunk in 0..length * CHUNKS {
            let first = chunk % CHUNKS * LANES;
            rows.push(Chunk(std::array::from_fn(|lane| initial.lane(chunks, first + lane))));
        }
        Ring { rows, steps, length, equal: steps.iter().all(|&other| other == steps[0]) }
    }

    /// The row for a step's input.
    pub(crate) fn slot_mut(&mut self, step: usize) -> &mut [Chunk] {
        let at = step % self.length * CHUNKS;
        &mut self.rows[at..at + CHUNKS]
    }

    /// The delay's value at a step, all earlier inputs being written.
    pub(crate) fn read(&self, step: usize, row: &mut [Chunk]) {
        // No delay is longer than the ring, so the sum is never negative.
        let slot = |delay: u32| (step + self.length - delay as usize) % self.length * CHUNKS;
        if self.equal {
            let at = slot(self.steps[0]);
            row.copy_from_slice(&self.rows[at..at + CHUNKS]);
            return;
        }
        for (lane, &delay) in self.steps.iter().enumerate() {
            row[lane / LANES].0[lane % LANES] = self.rows[slot(delay) + lane / LANES].0[lane % LANES];
        }
    }
}
