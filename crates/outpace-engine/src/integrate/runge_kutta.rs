//! Explicit methods of Runge and Kutta with one slope a stage: `x ← x + h Σ wᵢ kᵢ`, where each `kᵢ` is the slope at
//! a point reached from the start of the step along `kᵢ₋₁`.
//!
//! Sources: Hairer, Nørsett, Wanner, *Solving Ordinary Differential Equations I*, II.1; Vensim, "Runge-Kutta
//! Integration" (rungekutta.html), whose RK2 goes half a step and takes the slope there for all of it; isee systems,
//! "Runge-Kutta methods", whose RK2 takes the mean of the slopes at both ends.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f64x8};

use crate::kernel::{CHUNKS, Chunk, Place, Window, cells};

/// A stock's rows of memory: its value at the start of the step, and the sum of slopes.
pub(super) const ROWS: usize = 2;
const BASE: Place = Place::row(0);
const SUM: Place = Place::row(CHUNKS);

/// A method: its stages but the last, whose slope has the weight 1.
pub(super) struct Tableau {
    pub stages: &'static [Stage],
    /// The sum of all weights.
    pub weights: f64,
}

/// What is done with a stage's slope.
#[derive(Clone, Copy)]
pub(super) struct Stage {
    /// Its weight in the sum.
    pub weight: f64,
    /// How far it carries to the next stage, in steps.
    pub reach: f64,
    /// When the next stage is, in halves of a step from its start.
    pub halves: usize,
}

pub(super) const MIDPOINT: Tableau = Tableau { stages: &[Stage { weight: 0.0, reach: 0.5, halves: 1 }], weights: 1.0 };

pub(super) const HEUN: Tableau = Tableau { stages: &[Stage { weight: 1.0, reach: 1.0, halves: 2 }], weights: 2.0 };

pub(super) const CLASSICAL: Tableau = Tableau {
    stages: &[
        Stage { weight: 1.0, reach: 0.5, halves: 1 },
        Stage { weight: 2.0, reach: 0.5, halves: 1 },
        Stage { weight: 2.0, reach: 1.0, halves: 2 },
    ],
    weights: 6.0,
};

/// The first slope is known: keeps the state, begins the sum, and goes on to the next stage.
#[inline(always)]
pub(super) fn begin<S: Simd>(
    simd: S,
    chunks: &mut [Chunk],
    slopes: &mut [Chunk],
    at: (Place, Place),
    (weight, reach): (f64, f64),
) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (frame, slopes) = (cells(chunks), cells(slopes));
            let (x, rate) = (Window::new(frame, at.0), Window::new(frame, at.1));
            let (base, sum) = (Window::new(slopes, BASE), Window::new(slopes, SUM));
            for i in 0..CHUNKS {
                let slope = rate.read(simd, i);
                let start = x.read(simd, i);
                base.write(i, start);
                // A slope without weight leaves no trace: -0 is the sum's neutral element.
                sum.write(i, if weight == 0.0 { f64x8::splat(simd, -0.0) } else { slope * weight });
                x.write(i, start + slope * reach);
            }
        },
    );
}

/// Adds a slope to the sum and goes on to the next stage.
#[inline(always)]
pub(super) fn lean<S: Simd>(
    simd: S,
    chunks: &mut [Chunk],
    slopes: &mut [Chunk],
    at: (Place, Place),
    (weight, reach): (f64, f64),
) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (frame, slopes) = (cells(chunks), cells(slopes));
            let (x, rate) = (Window::new(frame, at.0), Window::new(frame, at.1));
            let (base, sum) = (Window::new(slopes, BASE), Window::new(slopes, SUM));
            for i in 0..CHUNKS {
                let slope = rate.read(simd, i);
                sum.write(i, sum.read(simd, i) + slope * weight);
                x.write(i, base.read(simd, i) + slope * reach);
            }
        },
    );
}

/// Ends the step: the state at its start, and the weighted slopes.
#[inline(always)]
pub(super) fn arrive<S: Simd>(simd: S, chunks: &mut [Chunk], slopes: &mut [Chunk], at: (Place, Place), share: f64) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (frame, slopes) = (cells(chunks), cells(slopes));
            let (x, rate) = (Window::new(frame, at.0), Window::new(frame, at.1));
            let (base, sum) = (Window::new(slopes, BASE), Window::new(slopes, SUM));
            for i in 0..CHUNKS {
                let total = sum.read(simd, i) + rate.read(simd, i);
                x.write(i, base.read(simd, i) + total * share);
            }
        },
    );
}
