//! Runge and Kutta's methods with a step that each member chooses: the step is halved until the error is small.
//!
//! All members of a frame go over the step in 1, 2, 4 … equal parts. After each pass but the first, a member whose stocks
//! all moved by less than the tolerance from one pass to the next keeps what the finer one gave; what the others still
//! need does not touch it. So its numbers do not depend on its neighbours, and the time of a stage is the same for
//! all of them. A pass is twice as costly as the one before: in all at most twice the last one.
//!
//! Source: Vensim, "Runge-Kutta Integration" (rungekutta.html) and "ABSOLUTE TOLERANCE", "RELATIVE TOLERANCE"
//! (specialvariables.html): the step is decreased until each level's error is below the absolute tolerance, or below
//! the relative one times the level at the start. The error is taken to be that of the coarser pass.

use fearless_simd::Simd;

use super::{Engine, Frame, moment, runge_kutta};
use crate::kernel::{Chunk, LANES};
use crate::program::Tolerance;
use crate::program::code::StateCodeKind;

/// A stock's rows of memory: those of a step, then its value at the start, after the coarser pass, and as accepted.
pub(super) const ROWS: usize = runge_kutta::ROWS + 3;
const START: usize = runge_kutta::ROWS;
const COARSE: usize = START + 1;
const ACCEPTED: usize = COARSE + 1;

/// The finest pass has 2^10 parts. A member that still errs by too much is not a number from there on: a model that
/// this cannot integrate must not look as if it could.
const FINEST: u32 = 10;

impl<S: Simd> Engine<'_, S> {
    /// A step; the slopes at its start have been computed.
    pub(super) fn halve(&self, frame: &mut Frame, tableau: &runge_kutta::Tableau, tolerance: Tolerance, step: usize) {
        let schedule = &self.code.schedule;
        let length = schedule.step_length(step as u32);
        self.keep(frame, |x, rows| self.row(rows, START).copy_from_slice(x));
        let mut open = vec![true; self.code.vectors * LANES];
        for pass in 0..=FINEST {
            let parts = 1_u32 << pass;
            if pass > 0 {
                self.keep(frame, |x, rows| x.copy_from_slice(self.row(rows, START)));
            }
            let mut inner = std::mem::take(&mut frame.inner);
            let moments = (0..2 * parts as usize + 1).map(|share| moment(schedule, step, share as u32, 2 * parts));
            self.uniform.values(&mut frame.inner_chunks, &self.code.tables, moments, &mut inner);
            for part in 0..parts as usize {
                if (pass, part) != (0, 0) {
                    self.enter(&mut frame.chunks, &inner, 2 * part);
                    self.evaluate(&self.stage, frame);
                }
                self.carry(frame, tableau, length / f64::from(parts), |chunks, halves| {
                    self.enter(chunks, &inner, 2 * part + halves);
                });
            }
            frame.inner = inner;
            if pass > 0 {
                self.accept(frame, tolerance, &mut open);
                if !open.contains(&true) {
                    break;
                }
            }
            self.keep(frame, |x, rows| self.row(rows, COARSE).copy_from_slice(x));
        }
        self.keep(frame, |x, rows| {
            let accepted = self.row(rows, ACCEPTED);
            for (lane, _) in open.iter().enumerate().filter(|(_, open)| **open) {
                accepted[lane / LANES].0[lane % LANES] = f64::NAN;
            }
            x.copy_from_slice(accepted);
        });
    }

    /// Closes the members whose stocks the last pass left nearly where the one before had.
    fn accept(&self, frame: &mut Frame, tolerance: Tolerance, open: &mut [bool]) {
        // What was no finite number before the step cannot become one: no pass helps such a member.
        let (mut near, mut lost) = (open.to_vec(), vec![false; open.len()]);
        self.keep(frame, |x, rows| {
            for (lane, (near, lost)) in near.iter_mut().zip(&mut lost).enumerate() {
                let at = |row: &[Chunk]| row[lane / LANES].0[lane % LANES];
                let error = (at(x) - at(self.row(rows, COARSE))).abs();
                let start = at(self.row(rows, START)).abs();
                *near &= error < tolerance.absolute || error < tolerance.relative * start;
                *lost |= !start.is_finite();
            }
        });
        for ((near, lost), open) in near.iter_mut().zip(lost).zip(&*open) {
            *near |= lost && *open;
        }
        self.keep(frame, |x, rows| {
            for (lane, _) in near.iter().enumerate().filter(|(_, near)| **near) {
                self.row(rows, ACCEPTED)[lane / LANES].0[lane % LANES] = x[lane / LANES].0[lane % LANES];
            }
        });
        for (open, near) in open.iter_mut().zip(near) {
            *open &= !near;
        }
    }

    /// Every stock's row, and its rows of memory.
    fn keep(&self, frame: &mut Frame, mut each: impl FnMut(&mut [Chunk], &mut [Chunk])) {
        let vectors = self.code.vectors;
        let mut memory = frame.slopes.chunks_exact_mut(ROWS * vectors);
        for state in &self.code.states {
            if let StateCodeKind::Stock { .. } = state.kind
                && let Some(rows) = memory.next()
            {
                each(&mut frame.chunks[state.place.chunk()..state.place.chunk() + vectors], rows);
            }
        }
    }

    /// One of a stock's rows of memory.
    fn row<'r>(&self, rows: &'r mut [Chunk], number: usize) -> &'r mut [Chunk] {
        let vectors = self.code.vectors;
        &mut rows[number * vectors..(number + 1) * vectors]
    }
}
