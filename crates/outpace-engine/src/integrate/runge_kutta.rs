//! Explicit methods of Runge and Kutta with one slope a stage: `x ← x + h Σ wᵢ kᵢ`, where each `kᵢ` is the slope at
//! a point reached from the start of the step along `kᵢ₋₁`.
//!
//! Sources: Hairer, Nørsett, Wanner, *Solving Ordinary Differential Equations I*, II.1; Vensim, "Runge-Kutta
//! Integration" (rungekutta.html), whose RK2 goes half a step and takes the slope there for all of it; isee systems,
//! "Runge-Kutta methods", whose RK2 takes the mean of the slopes at both ends.

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f64x8};

use crate::kernel::{Cells, Place, Window};

/// A stock's rows of memory: its value at the start of the step, and the sum of slopes.
pub(super) const ROWS: usize = 2;

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

/// Where a stock and its rate lie in the frame, and its rows in the method's memory.
#[derive(Clone, Copy)]
pub(super) struct Stock {
    pub place: Place,
    pub rate: Place,
    pub base: Place,
    pub sum: Place,
}

/// The first slope is known: keeps the state, begins the sum, and goes on to the next stage.
#[inline(always)]
pub(super) fn begin<S: Simd>(simd: S, frame: Cells, slopes: Cells, stock: Stock, (weight, reach): (f64, f64)) {
    each_vector(
        simd,
        frame,
        slopes,
        stock,
        #[inline(always)]
        |i, [x, rate, base, sum]| {
            let slope = rate.read(simd, i);
            let start = x.read(simd, i);
            base.write(i, start);
            // A slope without weight leaves no trace: -0 is the sum's neutral element.
            sum.write(i, if weight == 0.0 { f64x8::splat(simd, -0.0) } else { slope * weight });
            x.write(i, start + slope * reach);
        },
    );
}

/// Adds a slope to the sum and goes on to the next stage.
#[inline(always)]
pub(super) fn lean<S: Simd>(simd: S, frame: Cells, slopes: Cells, stock: Stock, (weight, reach): (f64, f64)) {
    each_vector(
        simd,
        frame,
        slopes,
        stock,
        #[inline(always)]
        |i, [x, rate, base, sum]| {
            let slope = rate.read(simd, i);
            sum.write(i, sum.read(simd, i) + slope * weight);
            x.write(i, base.read(simd, i) + slope * reach);
        },
    );
}

/// Ends the step: the state at its start, and the weighted slopes.
#[inline(always)]
pub(super) fn arrive<S: Simd>(simd: S, frame: Cells, slopes: Cells, stock: Stock, share: f64) {
    each_vector(
        simd,
        frame,
        slopes,
        stock,
        #[inline(always)]
        |i, [x, rate, base, sum]| {
            let total = sum.read(simd, i) + rate.read(simd, i);
            x.write(i, base.read(simd, i) + total * share);
        },
    );
}

/// For each vector of a stock: its number, and the windows of the stock, its rate, and its rows of memory.
#[inline(always)]
fn each_vector<S: Simd>(simd: S, frame: Cells, slopes: Cells, stock: Stock, each: impl Fn(usize, [Window; 4])) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (x, rate) = (Window::new(frame, stock.place), Window::new(frame, stock.rate));
            let (base, sum) = (Window::new(slopes, stock.base), Window::new(slopes, stock.sum));
            frame.each_vector(
                #[inline(always)]
                |i| each(i, [x, rate, base, sum]),
            );
        },
    );
}
