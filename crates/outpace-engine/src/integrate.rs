//! The loop over steps, for one block of members.
//!
//! ```text
//! once      member part, initial values
//! a step    stage part → step part → output part and observer, where something is observed
//!           Euler:          x ← x + h k₁
//!           Runge-Kutta 4:  stages at t, t + h/2, t + h/2, t + h;  x ← x + h/6 (k₁ + 2 k₂ + 2 k₃ + k₄)
//!           held values, delays and devices move on
//! ```
//!
//! With Euler's method and stocks alone, a step at which nothing is observed is one line of code, in which stocks advance
//! where their rates are computed.
//!
//! Memory is taken when a block begins; the loop itself takes none.

mod delay;
mod device;

use fearless_simd::Simd;

use crate::kernel::{BLOCK, CHUNKS, Chunk, LANES, Place, Threaded, Window, cells};
use crate::program::Method;
use crate::program::code::{Code, StateCodeKind};
use delay::Ring;
use device::{Devices, Line};

/// A stock's two rows of memory: its value at the start of the step, and the sum of slopes.
const BASE: Place = Place::row(0);
const SUM: Place = Place::row(CHUNKS);

/// Code prepared for a level of vector instructions, with all that its blocks share.
pub(crate) struct Engine<'a, S> {
    pub(crate) code: &'a Code,
    simd: S,
    member: Line<S>,
    stage: Line<S>,
    step: Line<S>,
    output: Line<S>,
    leap: Option<Threaded<S>>,
    /// The uniform values, moment after moment: a moment is a step, or with Runge-Kutta half a step.
    uniforms: Vec<f64>,
    /// Whether something is observed, step by step; what comes after the last `true` is not run.
    observed: &'a [bool],
}

/// The memory of a block; kept from block to block.
pub(crate) struct Frame {
    pub(crate) chunks: Vec<Chunk>,
    /// Runge-Kutta's state at the start of the step and sum of slopes, two rows for each stock.
    slopes: Vec<Chunk>,
    /// What held states take when the step ends, a row each.
    pending: Vec<Chunk>,
    devices: Devices,
}

impl<'a, S: Simd> Engine<'a, S> {
    /// `observed` has an entry for each step and one for the final time.
    pub(crate) fn new(simd: S, code: &'a Code, observed: &'a [bool]) -> Engine<'a, S> {
        let uniforms = uniform_values(simd, code, observed.len());
        Engine {
            code,
            simd,
            member: Line::new(simd, &code.member, &code.devices),
            stage: Line::new(simd, &code.stage, &code.devices),
            step: Line::new(simd, &code.step, &code.devices),
            output: Line::new(simd, &code.output, &code.devices),
            leap: code.leap.as_ref().map(|leap| Threaded::new(simd, leap)),
            uniforms,
            observed,
        }
    }

    pub(crate) fn frame(&self) -> Frame {
        let mut chunks = vec![Chunk::ZERO; self.code.frame_chunks];
        set_scalars(&mut chunks, &self.code.constants);
        let stocks = self.code.states.iter().filter(|state| matches!(state.kind, StateCodeKind::Stock { .. })).count();
        let slopes = if self.code.clock.method == Method::RungeKutta4 { 2 * stocks * CHUNKS } else { 0 };
        let held = self.code.states.len() - stocks;
        let devices = Devices::new(&self.code.devices, &self.code.clock);
        Frame { chunks, slopes: vec![Chunk::ZERO; slopes], pending: vec![Chunk::ZERO; held * CHUNKS], devices }
    }

    /// Runs a block. `parameters` holds a row of [`BLOCK`] numbers for each varied parameter; the observer is called
    /// at each observed step, with the outputs in place.
    pub(crate) fn run(&self, frame: &mut Frame, parameters: &[f64], mut observe: impl FnMut(u32, &[Chunk])) {
        for &(index, place) in &self.code.parameters {
            for (chunk, lanes) in parameters[index * BLOCK..(index + 1) * BLOCK].chunks_exact(LANES).enumerate() {
                frame.chunks[place.chunk() + chunk].0.copy_from_slice(lanes);
            }
        }
        frame.devices.reset();
        self.evaluate(&self.member, frame);
        frame.devices.start_all(&frame.chunks, &self.code.devices);
        let mut rings = self.start(&mut frame.chunks);
        let last = self.observed.iter().rposition(|&observed| observed).unwrap_or(0);
        for step in 0..=last {
            self.enter(frame, self.moment(step, 0));
            if let (Some(leap), false) = (&self.leap, self.observed[step] || step == last) {
                leap.run(&mut frame.chunks, &self.code.tables);
                continue;
            }
            self.evaluate(&self.stage, frame);
            self.evaluate(&self.step, frame);
            if self.observed[step] {
                self.evaluate(&self.output, frame);
                observe(step as u32, &frame.chunks);
            }
            if step == last {
                break;
            }
            self.save_held(frame, &mut rings, step);
            frame.devices.save(&frame.chunks, &self.code.devices);
            match self.code.clock.method {
                Method::Euler => self.euler(&mut frame.chunks),
                Method::RungeKutta4 => self.runge_kutta(frame, step),
            }
            self.move_held(frame, &rings, step);
            frame.devices.advance(&self.code.devices);
        }
    }

    fn evaluate(&self, line: &Line<S>, frame: &mut Frame) {
        line.run(&mut frame.chunks, &self.code.tables, &mut frame.devices, &self.code.devices);
    }

    /// Sets every state to its initial value.
    fn start(&self, chunks: &mut [Chunk]) -> Vec<Ring> {
        let mut rings = Vec::new();
        for state in &self.code.states {
            self.copy_within(chunks, state.initial, state.place);
            if let StateCodeKind::Delay { delay_time, .. } = state.kind {
                rings.push(Ring::new(chunks, state.initial, delay_time, &self.code.clock));
            }
        }
        rings
    }

    /// The moment of a step's stage: its index among the uniform values.
    fn moment(&self, step: usize, halves: usize) -> usize {
        match self.code.clock.method {
            Method::Euler => step,
            Method::RungeKutta4 => 2 * step + halves,
        }
    }

    /// Sets the scalars that change with time.
    fn enter(&self, frame: &mut Frame, moment: usize) {
        let width = self.code.uniforms.len();
        let values = &self.uniforms[moment * width..(moment + 1) * width];
        for (place, &value) in self.code.uniforms.iter().zip(values) {
            frame.chunks[place.chunk()] = Chunk([value; LANES]);
        }
    }

    fn copy_within(&self, chunks: &mut [Chunk], from: Place, to: Place) {
        for i in 0..CHUNKS {
            chunks[to.chunk() + i] = chunks[from.chunk() + if from.is_row() { i } else { 0 }];
        }
    }

    fn euler(&self, chunks: &mut [Chunk]) {
        let step = self.code.clock.step;
        for state in &self.code.states {
            if let StateCodeKind::Stock { rate } = state.kind {
                advance(self.simd, chunks, state.place, rate, step);
            }
        }
    }

    /// The classical method; the first of its four slopes has been computed.
    fn runge_kutta(&self, frame: &mut Frame, step: usize) {
        let h = self.code.clock.step;
        // The weight of each slope in the sum, how far it carries to the next stage, and when that one is.
        for (weight, reach, halves) in [(1.0, 0.5 * h, 1), (2.0, 0.5 * h, 1), (2.0, h, 2)] {
            self.each_stock(frame, |simd, chunks, slopes, place, rate| {
                lean(simd, chunks, slopes, (place, rate), weight, reach);
            });
            self.enter(frame, self.moment(step, halves));
            self.evaluate(&self.stage, frame);
        }
        self.each_stock(frame, |simd, chunks, slopes, place, rate| {
            arrive(simd, chunks, slopes, (place, rate), h / 6.0);
        });
    }

    fn each_stock(&self, frame: &mut Frame, advance: impl Fn(S, &mut [Chunk], &mut [Chunk], Place, Place)) {
        let mut slopes = frame.slopes.chunks_exact_mut(2 * CHUNKS);
        for state in &self.code.states {
            if let StateCodeKind::Stock { rate } = state.kind
                && let Some(slopes) = slopes.next()
            {
                advance(self.simd, &mut frame.chunks, slopes, state.place, rate);
            }
        }
    }

    /// Takes what held values and delays will become, from the values at the start of the step.
    fn save_held(&self, frame: &mut Frame, rings: &mut [Ring], step: usize) {
        let mut pending = frame.pending.chunks_exact_mut(CHUNKS);
        let mut rings = rings.iter_mut();
        for state in &self.code.states {
            let Some((place, row)) = (match state.kind {
                StateCodeKind::Stock { .. } => None,
                StateCodeKind::Held { next } => pending.next().map(|row| (next, row)),
                StateCodeKind::Delay { input, .. } => {
                    pending.next();
                    rings.next().map(|ring| (input, ring.slot_mut(step)))
                }
            }) else {
                continue;
            };
            for (i, chunk) in row.iter_mut().enumerate() {
                *chunk = frame.chunks[place.chunk() + if place.is_row() { i } else { 0 }];
            }
        }
    }

    /// Moves held values and delays to the next step.
    fn move_held(&self, frame: &mut Frame, rings: &[Ring], step: usize) {
        let mut pending = frame.pending.chunks_exact(CHUNKS);
        let mut rings = rings.iter();
        for state in &self.code.states {
            let at = state.place.chunk();
            match state.kind {
                StateCodeKind::Stock { .. } => {}
                StateCodeKind::Held { .. } => {
                    if let Some(row) = pending.next() {
                        frame.chunks[at..at + CHUNKS].copy_from_slice(row);
                    }
                }
                StateCodeKind::Delay { .. } => {
                    pending.next();
                    if let Some(ring) = rings.next() {
                        ring.read(step + 1, &mut frame.chunks[at..at + CHUNKS]);
                    }
                }
            }
        }
    }
}

fn set_scalars(chunks: &mut [Chunk], scalars: &[(Place, f64)]) {
    for &(place, number) in scalars {
        chunks[place.chunk()] = Chunk([number; LANES]);
    }
}

/// The uniform part at every moment: here a block's lanes are moments instead of members.
fn uniform_values<S: Simd>(simd: S, code: &Code, steps: usize) -> Vec<f64> {
    let uniform = &code.uniform;
    let width = uniform.roots.len();
    if width == 0 {
        return Vec::new();
    }
    let clock = &code.clock;
    let (moments, between) = match clock.method {
        Method::Euler => (steps, clock.step),
        Method::RungeKutta4 => (2 * steps, 0.5 * clock.step),
    };
    let instructions = Threaded::new(simd, &uniform.instructions);
    let mut chunks = vec![Chunk::ZERO; uniform.frame_chunks];
    set_scalars(&mut chunks, &uniform.constants);
    let mut values = vec![0.0; moments * width];
    for (block, values) in values.chunks_mut(BLOCK * width).enumerate() {
        for lane in 0..BLOCK {
            let time = clock.initial + (block * BLOCK + lane) as f64 * between;
            chunks[uniform.time.chunk() + lane / LANES].0[lane % LANES] = time;
        }
        instructions.run(&mut chunks, &code.tables);
        for (lane, values) in values.chunks_exact_mut(width).enumerate() {
            for (value, root) in values.iter_mut().zip(&uniform.roots) {
                *value = root.lane(&chunks, lane);
            }
        }
    }
    values
}

/// `x ← x + h × rate`.
#[inline(always)]
fn advance<S: Simd>(simd: S, chunks: &mut [Chunk], place: Place, rate: Place, h: f64) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let cells = cells(chunks);
            let (x, rate) = (Window::new(cells, place), Window::new(cells, rate));
            for i in 0..CHUNKS {
                x.write(i, x.read(simd, i) + rate.read(simd, i) * h);
            }
        },
    );
}

/// Adds a slope to the sum and sets the state for the next stage. The first slope, of weight 1, begins the sum.
#[inline(always)]
fn lean<S: Simd>(simd: S, chunks: &mut [Chunk], slopes: &mut [Chunk], at: (Place, Place), weight: f64, reach: f64) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (frame, slopes) = (cells(chunks), cells(slopes));
            let (x, rate) = (Window::new(frame, at.0), Window::new(frame, at.1));
            let (base, sum) = (Window::new(slopes, BASE), Window::new(slopes, SUM));
            for i in 0..CHUNKS {
                let slope = rate.read(simd, i);
                if weight == 1.0 {
                    base.write(i, x.read(simd, i));
                    sum.write(i, slope);
                } else {
                    sum.write(i, sum.read(simd, i) + slope * weight);
                }
                x.write(i, base.read(simd, i) + slope * reach);
            }
        },
    );
}

/// Ends the step: the state at its start, and the weighted slopes.
#[inline(always)]
fn arrive<S: Simd>(simd: S, chunks: &mut [Chunk], slopes: &mut [Chunk], at: (Place, Place), sixth: f64) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (frame, slopes) = (cells(chunks), cells(slopes));
            let (x, rate) = (Window::new(frame, at.0), Window::new(frame, at.1));
            let (base, sum) = (Window::new(slopes, BASE), Window::new(slopes, SUM));
            for i in 0..CHUNKS {
                let total = sum.read(simd, i) + rate.read(simd, i);
                x.write(i, base.read(simd, i) + total * sixth);
            }
        },
    );
}
