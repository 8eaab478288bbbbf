//! Straight lines of code as machine code: no dispatch, and values that stay in registers.
//!
//! The loops of [`kernel`](crate::kernel) carry out one operation over a row of members, so each number is loaded and
//! stored again by every instruction. Where the processor has AVX-512, a line is instead translated, when a program is
//! prepared, into one function that carries out *all* its instructions for eight members, then for the next eight:
//! intermediate values never leave the registers. It computes the very same operations in the same order, so it
//! gives the same bits. Exponentials, powers and their like are subroutines, made from the very text of these functions
//! ([`trace`]); what else has a long kernel of its own (sines, large tables) stays a call of it, between two functions.
//!
//! ```text
//! instructions ──translate──▶ bytes ──Executable──▶ functions
//!                registers                          one for each piece of a line
//! ```
//!
//! Elsewhere, and where the system forbids code made while running, the kernels do everything.

mod assembler;
mod function;
mod memory;
mod registers;
mod trace;
mod translate;
mod uses;

#[cfg(test)]
mod tests;

use crate::kernel::{Chunk, Instruction};
use crate::lookup::Table;
use function::Functions;
use memory::Executable;
use std::ops::Range;
use translate::{Pool, Translation};

/// The most instructions in a function: so many that its code stays in the first cache while it goes over the row.
const MOST_INSTRUCTIONS: usize = 384;

/// A part of a line of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// One instruction, for its kernel.
    Kernel(usize),
    /// The machine code with this number.
    Native(usize),
}

/// The machine code of a line.
#[derive(Debug)]
pub(crate) struct Native {
    memory: Executable,
    entries: Vec<usize>,
    pool: Vec<Chunk>,
    /// The chunks that a frame must have.
    frame: usize,
    /// How many vectors a row has.
    vectors: usize,
}

impl Native {
    /// Translates a line over rows of so many vectors. `kept` says of each row, by number, whether what lies in it when
    /// the line ends is read later; what is in other rows need not be in memory then.
    ///
    /// Gives the pieces that the line is now made of; `None` where nothing could be translated.
    pub(crate) fn new(
        (line, vectors): (&[Instruction], usize),
        tables: &[Table],
        kept: &[bool],
    ) -> Option<(Native, Vec<Piece>)> {
        let runs = runs(line, tables);
        let uses = uses::uses((line, vectors), &runs, kept);
        let mut pool = Pool::new();
        let functions = Functions::new(line, &mut pool)?;
        let mut native = Parts { code: functions.code.clone(), ..Parts::default() };
        for run in runs {
            if !translate::can(&line[run.start], tables) {
                native.pieces.push(Piece::Kernel(run.start));
                continue;
            }
            native.pieces.push(Piece::Native(native.entries.len()));
            native.entries.push(native.code.len());
            let at = (&functions, native.code.len());
            let translation = Translation::new((&line[run.clone()], vectors), &uses[run], tables, at, &mut pool)?;
            native.frame = native.frame.max(translation.frame);
            native.code.extend(translation.code);
        }
        let Parts { pieces, entries, code, frame } = native;
        let memory = if entries.is_empty() { None } else { Executable::new(&code) };
        Some((Native { memory: memory?, entries, pool: pool.chunks, frame, vectors }, pieces))
    }

    /// Carries out a piece.
    pub(crate) fn run(&self, piece: usize, frame: &mut [Chunk]) {
        assert!(frame.len() >= self.frame, "the frame of the line's code");
        if let Some(entry) = self.entries.get(piece) {
            self.memory.call(*entry, frame, &self.pool, self.vectors as u32);
        }
    }
}

/// What a line's machine code is put together from.
#[derive(Default)]
struct Parts {
    pieces: Vec<Piece>,
    entries: Vec<usize>,
    code: Vec<u8>,
    frame: usize,
}

/// The line cut into runs of instructions that can be translated, and single ones that cannot.
fn runs(line: &[Instruction], tables: &[Table]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, instruction) in line.iter().enumerate() {
        let can = translate::can(instruction, tables);
        match found.last_mut() {
            Some(run) if open && can && run.len() < MOST_INSTRUCTIONS => run.end = at + 1,
            _ => found.push(at..at + 1),
        }
        open = can;
    }
    found
}
