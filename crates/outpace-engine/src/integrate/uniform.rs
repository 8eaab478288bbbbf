//! The values that depend on time only, the same for all members: here the lanes of a frame are moments.

use fearless_simd::Simd;

use crate::kernel::{BLOCK, CHUNKS, Chunk, LANES, Threaded};
use crate::lookup::Table;
use crate::program::arena::Hand;
use crate::program::code::UniformCode;

/// What the clock shows at one stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub time: f64,
    pub step_start: f64,
    pub step_length: f64,
}

impl Moment {
    fn hand(&self, hand: Hand) -> f64 {
        match hand {
            Hand::Time => self.time,
            Hand::StepStart => self.step_start,
            Hand::StepLength => self.step_length,
        }
    }
}

/// The uniform part, prepared for a level of vector instructions.
pub(super) struct Uniform<'a, S> {
    code: &'a UniformCode,
    instructions: Threaded<S>,
}

impl<'a, S: Simd> Uniform<'a, S> {
    pub fn new(simd: S, code: &'a UniformCode) -> Uniform<'a, S> {
        Uniform { code, instructions: Threaded::kernels(simd, &code.instructions, CHUNKS) }
    }

    /// How many values there are at a moment.
    pub fn width(&self) -> usize {
        self.code.roots.len()
    }

    /// The memory to compute in.
    pub fn frame(&self) -> Vec<Chunk> {
        let mut chunks = vec![Chunk::ZERO; self.code.frame_chunks];
        super::set_scalars(&mut chunks, &self.code.constants);
        chunks
    }

    /// The values at some moments, moment after moment.
    pub fn values(
        &self,
        chunks: &mut [Chunk],
        tables: &[Table],
        moments: impl ExactSizeIterator<Item = Moment>,
        values: &mut Vec<f64>,
    ) {
        values.clear();
        values.resize(moments.len() * self.width(), 0.0);
        if values.is_empty() {
            return;
        }
        let mut moments = moments;
        for block in values.chunks_mut(BLOCK * self.width()) {
            for (lane, moment) in moments.by_ref().take(BLOCK).enumerate() {
                for &(hand, place) in &self.code.hands {
                    chunks[place.chunk() + lane / LANES].0[lane % LANES] = moment.hand(hand);
                }
            }
            self.instructions.run(chunks, tables);
            for (lane, values) in block.chunks_exact_mut(self.width()).enumerate() {
                for (value, root) in values.iter_mut().zip(&self.code.roots) {
                    *value = root.lane(chunks, lane);
                }
            }
        }
    }
}
