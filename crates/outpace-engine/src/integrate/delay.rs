//! Fixed delays: what an input was some time ago.
//!
//! A ring holds one row for each of the last steps. Slots not yet written hold the initial value, and the slot of a
//! step before the first one is never written before it is read, so the beginning needs no case of its own.

use crate::kernel::{Chunk, LANES, Place};
use crate::program::Schedule;
use crate::program::whole;

/// The last values of one delay's input.
pub(crate) struct Ring {
    rows: Vec<Chunk>,
    /// The number of rows.
    length: usize,
    /// How many vectors a row has.
    vectors: usize,
    reach: Reach,
}

/// How far back a delay reads.
enum Reach {
    /// So many steps for all members.
    Equal(u32),
    /// So many steps for each member.
    Steps(Vec<u32>),
    /// So long for each member, where steps differ in length. Each step has a row; that of the last is never
    /// written, and stands for what was before the first.
    Times(Vec<f64>),
}

impl Ring {
    pub(crate) fn new(
        (chunks, vectors): (&[Chunk], usize),
        initial: Place,
        delay_time: Place,
        schedule: &Schedule,
    ) -> Ring {
        let delays = delay_time.vectors(chunks, vectors).flat_map(|chunk| chunk.0);
        // Longer than the simulation is forever.
        let most = schedule.steps().saturating_add(1);
        let (reach, length) = match schedule.even_step() {
            Some(step) => {
                let steps: Vec<u32> = delays.map(|delay| whole(delay / step, 1, most)).collect();
                let longest = steps.iter().copied().max().unwrap_or(1);
                let equal = steps.iter().all(|&other| other == longest);
                (if equal { Reach::Equal(longest) } else { Reach::Steps(steps) }, longest)
            }
            None => (Reach::Times(delays.collect()), most),
        };
        let mut rows = Vec::with_capacity(length as usize * vectors);
        for _ in 0..length {
            rows.extend(initial.vectors(chunks, vectors));
        }
        Ring { rows, length: length as usize, vectors, reach }
    }

    /// The row for a step's input.
    pub(crate) fn slot_mut(&mut self, step: usize) -> &mut [Chunk] {
        let at = step % self.length * self.vectors;
        &mut self.rows[at..at + self.vectors]
    }

    /// The delay's value at a step, all earlier inputs being written.
    pub(crate) fn read(&self, step: usize, schedule: &Schedule, row: &mut [Chunk]) {
        // No delay is longer than the ring, so the sum is never negative.
        let back = |steps: u32| (step + self.length - steps as usize) % self.length;
        match &self.reach {
            Reach::Equal(steps) => {
                let at = back(*steps) * self.vectors;
                row.copy_from_slice(&self.rows[at..at + self.vectors]);
            }
            Reach::Steps(steps) => self.gather(row, |lane| back(steps[lane])),
            Reach::Times(delays) => self.gather(row, |lane| {
                let then = schedule.time(step as u32) - delays[lane];
                // Also where the time is not a number: nothing was then.
                let begun = then >= schedule.time(0) - 0.5 * schedule.step_length(0);
                if begun { (schedule.step_at(then) as usize).min(step - 1) } else { self.length - 1 }
            }),
        }
    }

    fn gather(&self, row: &mut [Chunk], slot: impl Fn(usize) -> usize) {
        for lane in 0..self.vectors * LANES {
            let (vector, within) = (lane / LANES, lane % LANES);
            row[vector].0[within] = self.rows[slot(lane) * self.vectors + vector].0[within];
        }
    }
}
