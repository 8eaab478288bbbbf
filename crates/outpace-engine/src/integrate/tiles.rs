//! Steps tile by tile: each takes some steps before the next one takes the same.
//!
//! ```text
//! some steps    tile by tile, step by step:   slots → output part → slots, where something is observed; leap
//!               what is observed, from slots: observer
//! ```

use std::ops::Range;

use fearless_simd::Simd;

use super::{Engine, Frame};
use crate::kernel::{Chunk, Threaded};
use crate::program::code::Code;
use crate::program::tiled::{Slot, Tiled};

/// The most that is put aside, in chunks, unless one moment has more: a quarter of the second cache of usual servers.
const ROOM: usize = (1 << 18) / size_of::<Chunk>();

/// The lines of tiles, prepared for a level of vector instructions.
pub(super) struct TileLines<'a, S> {
    tiled: &'a Tiled,
    lines: Vec<Lines<S>>,
    /// The chunks of what is put aside at a moment, and for how many moments there is room.
    chunks: usize,
    moments: usize,
}

struct Lines<S> {
    leap: Threaded<S>,
    output: Threaded<S>,
}

impl<'a, S: Simd> TileLines<'a, S> {
    pub(super) fn new(simd: S, tiled: &'a Tiled, code: &'a Code) -> TileLines<'a, S> {
        let mut given = vec![false; code.rows];
        let lines = tiled.tiles.iter().map(|tile| {
            let rows = || tile.gives.iter().map(|(_, place)| place.chunk() / code.vectors);
            rows().for_each(|row| given[row] = true);
            let line =
                |line: &[_], kept: &[_]| Threaded::new(simd, (line, code.vectors), &code.tables, kept, code.native);
            let lines = Lines { leap: line(&tile.leap, &code.stocks), output: line(&tile.output, &given) };
            rows().for_each(|row| given[row] = false);
            lines
        });
        let chunks = tiled.slots * code.vectors;
        TileLines { tiled, lines: lines.collect(), chunks, moments: (ROOM / chunks.max(1)).max(1) }
    }

    /// Memory for what is put aside.
    pub(super) fn slots(&self) -> Vec<Chunk> {
        vec![Chunk::ZERO; self.chunks * self.moments]
    }
}

impl<S: Simd> Engine<'_, S> {
    /// Runs from the initial values to the last observed step.
    pub(super) fn run_tiles(
        &self,
        tiles: &TileLines<S>,
        frame: &mut Frame,
        last: usize,
        mut observe: impl FnMut(u32, &[Chunk]),
    ) {
        let mut begin = 0;
        while begin <= last {
            let steps = begin..self.end(begin, last, tiles.moments);
            for (tile, lines) in tiles.tiled.tiles.iter().zip(&tiles.lines) {
                let mut slots = 0;
                for step in steps.clone() {
                    self.enter_some(&mut frame.chunks, &tile.uniforms, step);
                    if self.observed[step] {
                        let at = slots..slots + tiles.chunks;
                        self.fetch(frame, at.clone(), &tile.takes);
                        lines.output.run(&mut frame.chunks, &self.code.tables);
                        self.put_aside(frame, at, &tile.gives);
                        slots += tiles.chunks;
                    }
                    if step < last {
                        lines.leap.run(&mut frame.chunks, &self.code.tables);
                    }
                }
            }
            let observed = steps.clone().filter(|&step| self.observed[step]);
            for (moment, step) in observed.enumerate() {
                self.enter(&mut frame.chunks, &self.uniforms, step);
                self.fetch(frame, moment * tiles.chunks..(moment + 1) * tiles.chunks, &tiles.tiled.shows);
                observe(step as u32, &frame.chunks);
            }
            begin = steps.end;
        }
    }

    /// The end of the steps from one on of which no more than so many are observed.
    fn end(&self, begin: usize, last: usize, moments: usize) -> usize {
        (begin..=last).filter(|&step| self.observed[step]).nth(moments).unwrap_or(last + 1)
    }

    /// Sets some of the scalars that change with time to a step's values.
    fn enter_some(&self, chunks: &mut [Chunk], uniforms: &[Slot], step: usize) {
        let values = &self.uniforms[step * self.code.uniforms.len()..];
        for (number, place) in uniforms {
            chunks[place.chunk()] = Chunk([values[*number]; crate::kernel::LANES]);
        }
    }

    fn fetch(&self, frame: &mut Frame, at: Range<usize>, takes: &[Slot]) {
        let (vectors, slots) = (self.code.vectors, &frame.slots[at]);
        for (slot, place) in takes {
            frame.chunks[place.chunk()..][..vectors].copy_from_slice(&slots[slot * vectors..][..vectors]);
        }
    }

    fn put_aside(&self, frame: &mut Frame, at: Range<usize>, gives: &[Slot]) {
        let (vectors, slots) = (self.code.vectors, &mut frame.slots[at]);
        for (slot, place) in gives {
            slots[slot * vectors..][..vectors].copy_from_slice(&frame.chunks[place.chunk()..][..vectors]);
        }
    }
}
