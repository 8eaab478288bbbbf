//! When the values of a line of code are read: what decides which of them stay in registers, and which must be stored.

use super::MOST_INSTRUCTIONS;
use crate::kernel::{Instruction, Place};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A position in a run, which has few enough instructions. There is one of these for each instruction of a model.
type Position = u16;
const _: () = assert!(MOST_INSTRUCTIONS <= Position::MAX as usize);

/// What happens after an instruction to what it reads and gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// The position in its run of the next instruction that reads each of what this one reads.
    operands: [Option<Position>; 5],
    /// The position of the next instruction that reads the result.
    result: Option<Position>,
    /// Whether the result must be in memory when the run has ended.
    pub(super) kept: bool,
}

impl Uses {
    pub(super) fn operands(&self) -> [Option<usize>; 5] {
        self.operands.map(|next| next.map(usize::from))
    }

    pub(super) fn result(&self) -> Option<usize> {
        self.result.map(usize::from)
    }
}

/// The uses of each instruction of a line over rows of so many vectors that is cut into runs, found by going backward.
/// `kept` says of each row whether it is read when the line has ended.
pub(super) fn uses((line, vectors): (&[Instruction], usize), runs: &[Range<usize>], kept: &[bool]) -> Vec<Uses> {
    let mut all = vec![Uses::default(); line.len()];
    let mut live = Live { rows: kept.to_vec(), vectors };
    for run in runs.iter().rev() {
        let mut next: HashMap<Place, Position> = HashMap::new();
        let mut read: HashSet<Place> = HashSet::new();
        for at in run.clone().rev() {
            let (instruction, uses) = (&line[at], &mut all[at]);
            let to = instruction.places.destination;
            uses.result = next.remove(&to);
            uses.kept = live.take(to);
            read.remove(&to);
            let operands = instruction.reads();
            uses.operands = operands.map(|place| place.and_then(|place| next.get(&place).copied()));
            for place in operands.into_iter().flatten() {
                next.insert(place, (at - run.start) as Position);
                read.insert(place);
            }
        }
        live.rows_of(&read);
    }
    all
}

/// Rows that are read after a run of instructions.
struct Live {
    rows: Vec<bool>,
    /// How many vectors a row has.
    vectors: usize,
}

impl Live {
    /// Whether the row is read; what is written here is not read before it is written.
    fn take(&mut self, place: Place) -> bool {
        let row = self.rows.get_mut(place.chunk() / self.vectors).filter(|_| place.is_row());
        row.is_some_and(std::mem::take)
    }

    fn rows_of(&mut self, read: &HashSet<Place>) {
        for place in read.iter().filter(|place| place.is_row()) {
            let row = place.chunk() / self.vectors;
            if row >= self.rows.len() {
                self.rows.resize(row + 1, false);
            }
            self.rows[row] = true;
        }
    }
}
