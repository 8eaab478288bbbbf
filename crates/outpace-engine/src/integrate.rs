//! The loop over steps, for as many members as a frame holds.
//!
//! ```text
//! once      member part, initial values
//! a step    stage part → step part → output part and observer, where something is observed
//!           in a leap:    no stage and no step part, but one line in which stocks advance where their rates are computed
//!           Euler:        x ← x + h k₁
//!           Runge-Kutta:  further stages, each at its time; x ← x + h Σ wᵢ kᵢ
//!           auto:         the same in 1, 2, 4 … parts of the step, until each member's error is small
//!           held values, delays and devices move on
//! ```
//!
//! Leaps are possible with Euler's method and stocks alone. Where a model has parts that never meet, they leap one after
//! the other (`tiles`).
//!
//! Memory is taken when a run begins; the loop itself takes none.

mod delay;
mod device;
mod halving;
mod runge_kutta;
mod tiles;
mod uniform;

use fearless_simd::Simd;

use std::ops::Range;

use crate::kernel::{BLOCK, CHUNKS, Cells, Chunk, LANES, Place, Threaded, View, Window};
use crate::program::code::{Code, StateCodeKind};
use crate::program::{Method, Schedule};
use delay::Ring;
use device::{Devices, Line};
use runge_kutta::{CLASSICAL, HEUN, MIDPOINT, Stock, Tableau};
use tiles::TileLines;
use uniform::{Moment, Uniform};

/// Code prepared for a level of vector instructions, with all that its runs share.
pub(crate) struct Engine<'a, S> {
    pub(crate) code: &'a Code,
    simd: S,
    member: Line<S>,
    stage: Line<S>,
    step: Line<S>,
    output: Line<S>,
    leap: Option<Threaded<S>>,
    tiles: Option<TileLines<'a, S>>,
    uniform: Uniform<'a, S>,
    /// The uniform values, moment after moment.
    uniforms: Vec<f64>,
    /// The moments of a step: its start and, where all members have the same inner stages, its middle and end.
    moments: usize,
    /// Whether something is observed, step by step; what comes after the last `true` is not run.
    observed: &'a [bool],
}

/// The memory of a run; kept from one to the next.
pub(crate) struct Frame {
    pub(crate) chunks: Vec<Chunk>,
    /// What the method of integration keeps for each stock, and room to read any row as if it were the widest.
    slopes: Vec<Chunk>,
    /// What held states take when the step ends, a row each.
    pending: Vec<Chunk>,
    devices: Devices,
    /// What tiles have put aside.
    slots: Vec<Chunk>,
    /// The uniform values inside a step, where members step on their own, and the memory to compute them in.
    inner: Vec<f64>,
    inner_chunks: Vec<Chunk>,
}

impl<'a, S: Simd> Engine<'a, S> {
    /// `observed` has an entry for each step and one for the final time.
    pub(crate) fn new(simd: S, code: &'a Code, observed: &'a [bool]) -> Engine<'a, S> {
        let uniform = Uniform::new(simd, &code.uniform);
        let moments = match code.schedule.method() {
            Method::Midpoint | Method::Heun | Method::RungeKutta4 => 3,
            Method::Euler | Method::MidpointAuto(_) | Method::RungeKutta4Auto(_) => 1,
        };
        let mut uniforms = Vec::new();
        let all =
            (0..observed.len() * moments).map(|at| moment(&code.schedule, at / moments, (at % moments) as u32, 2));
        uniform.values(&mut uniform.frame(), &code.tables, all, &mut uniforms);
        let line = |part: &[_]| Line::new(simd, part, code);
        Engine {
            code,
            simd,
            member: line(&code.member),
            stage: line(&code.stage),
            step: line(&code.step),
            output: line(&code.output),
            leap: code
                .leap
                .as_ref()
                .map(|leap| Threaded::new(simd, (leap, code.vectors), &code.tables, &code.stocks, code.native)),
            tiles: code.tiled.as_ref().map(|tiled| TileLines::new(simd, tiled, code)),
            uniform,
            uniforms,
            moments,
            observed,
        }
    }

    pub(crate) fn frame(&self) -> Frame {
        let mut chunks = vec![Chunk::ZERO; self.code.frame_chunks];
        set_scalars(&mut chunks, &self.code.constants);
        let count =
            |kind: fn(&StateCodeKind) -> bool| self.code.states.iter().filter(|state| kind(&state.kind)).count();
        let stocks = count(|kind| matches!(kind, StateCodeKind::Stock { .. }));
        let held = count(|kind| matches!(kind, StateCodeKind::Held { .. } | StateCodeKind::Delay { .. }));
        Frame {
            chunks,
            slopes: vec![Chunk::ZERO; self.rows() * stocks * self.code.vectors + CHUNKS],
            pending: vec![Chunk::ZERO; held * self.code.vectors],
            devices: Devices::new(&self.code.devices, &self.code.schedule, self.code.vectors),
            slots: self.tiles.as_ref().map_or_else(Vec::new, TileLines::slots),
            inner: Vec::new(),
            inner_chunks: self.uniform.frame(),
        }
    }

    /// The rows that the method keeps for each stock.
    fn rows(&self) -> usize {
        match self.code.schedule.method() {
            Method::Euler => 0,
            Method::Midpoint | Method::Heun | Method::RungeKutta4 => runge_kutta::ROWS,
            Method::MidpointAuto(_) | Method::RungeKutta4Auto(_) => halving::ROWS,
        }
    }

    /// Runs some members of a block, no more than a frame holds. `parameters` holds a row of [`BLOCK`] numbers for each
    /// varied parameter, of which `members` begins with a whole vector; the observer is called at each observed step,
    /// with the outputs in place.
    pub(crate) fn run(
        &self,
        frame: &mut Frame,
        parameters: &[f64],
        members: Range<usize>,
        mut observe: impl FnMut(u32, View),
    ) {
        let vectors = self.code.vectors;
        for &(index, place) in &self.code.parameters {
            let row = &parameters[index * BLOCK + members.start..(index + 1) * BLOCK];
            for (chunk, lanes) in row.chunks_exact(LANES).take(vectors).enumerate() {
                frame.chunks[place.chunk() + chunk].0.copy_from_slice(lanes);
            }
        }
        frame.devices.reset();
        self.evaluate(&self.member, frame);
        frame.devices.start_all(&frame.chunks, &self.code.devices);
        let mut rings = self.start(&mut frame.chunks);
        let last = self.observed.iter().rposition(|&observed| observed).unwrap_or(0);
        if let Some(tiles) = &self.tiles {
            return self.run_tiles(tiles, frame, last, |step, frame| {
                observe(step, View::new(frame, vectors, members.clone()))
            });
        }
        for step in 0..=last {
            self.enter(&mut frame.chunks, &self.uniforms, step * self.moments);
            self.evaluate(&self.stage, frame);
            self.evaluate(&self.step, frame);
            if self.observed[step] {
                self.evaluate(&self.output, frame);
                observe(step as u32, View::new(&frame.chunks, vectors, members.clone()));
            }
            if step == last {
                break;
            }
            if let Some(leap) = &self.leap {
                leap.run(&mut frame.chunks, &self.code.tables);
                continue;
            }
            self.save_held(frame, &mut rings, step);
            frame.devices.save(&frame.chunks, &self.code.devices);
            match self.code.schedule.method() {
                Method::Euler => self.euler(&mut frame.chunks, step),
                Method::Midpoint => self.runge_kutta(frame, &MIDPOINT, step),
                Method::Heun => self.runge_kutta(frame, &HEUN, step),
                Method::RungeKutta4 => self.runge_kutta(frame, &CLASSICAL, step),
                Method::MidpointAuto(tolerance) => self.halve(frame, &MIDPOINT, tolerance, step),
                Method::RungeKutta4Auto(tolerance) => self.halve(frame, &CLASSICAL, tolerance, step),
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
                let frame = (&*chunks, self.code.vectors);
                rings.push(Ring::new(frame, state.initial, delay_time, &self.code.schedule));
            }
        }
        rings
    }

    /// Sets the scalars that change with time to a moment's values.
    fn enter(&self, chunks: &mut [Chunk], uniforms: &[f64], moment: usize) {
        let width = self.code.uniforms.len();
        let values = &uniforms[moment * width..(moment + 1) * width];
        for (place, &value) in self.code.uniforms.iter().zip(values) {
            chunks[place.chunk()] = Chunk([value; LANES]);
        }
    }

    fn copy_within(&self, chunks: &mut [Chunk], from: Place, to: Place) {
        for i in 0..self.code.vectors {
            chunks[to.chunk() + i] = chunks[from.chunk() + if from.is_row() { i } else { 0 }];
        }
    }

    fn euler(&self, chunks: &mut [Chunk], step: usize) {
        let length = self.code.schedule.step_length(step as u32);
        for state in &self.code.states {
            if let StateCodeKind::Stock { rate } = state.kind {
                advance(self.simd, Cells::new(chunks, self.code.vectors), state.place, rate, length);
            }
        }
    }

    /// A whole step at once; the first of its slopes has been computed.
    fn runge_kutta(&self, frame: &mut Frame, tableau: &Tableau, step: usize) {
        let length = self.code.schedule.step_length(step as u32);
        self.carry(frame, tableau, length, |chunks, halves| {
            self.enter(chunks, &self.uniforms, step * self.moments + halves);
        });
    }

    /// From the state in the frame on by `length`, in one step of a method. `enter` sets the time that depends on
    /// nothing else, so many halves of the step after its start.
    fn carry(&self, frame: &mut Frame, tableau: &Tableau, length: f64, enter: impl Fn(&mut [Chunk], usize)) {
        let rows = self.rows();
        for (number, stage) in tableau.stages.iter().enumerate() {
            let weight = (stage.weight, stage.reach * length);
            self.each_stock(frame, rows, |frame, slopes, stock| match number {
                0 => runge_kutta::begin(self.simd, frame, slopes, stock, weight),
                _ => runge_kutta::lean(self.simd, frame, slopes, stock, weight),
            });
            enter(&mut frame.chunks, stage.halves);
            self.evaluate(&self.stage, frame);
        }
        let share = length / tableau.weights;
        self.each_stock(frame, rows, |frame, slopes, stock| {
            runge_kutta::arrive(self.simd, frame, slopes, stock, share);
        });
    }

    /// Every stock, with the frame and the memory of the method, which has so many rows for each.
    fn each_stock(&self, frame: &mut Frame, rows: usize, mut each: impl FnMut(Cells, Cells, Stock)) {
        let vectors = self.code.vectors;
        let (frame, slopes) = (Cells::new(&mut frame.chunks, vectors), Cells::new(&mut frame.slopes, vectors));
        let stocks = self.code.states.iter().filter_map(|state| match state.kind {
            StateCodeKind::Stock { rate } => Some((state.place, rate)),
            _ => None,
        });
        for (number, (place, rate)) in stocks.enumerate() {
            let memory = |row: usize| Place::row((number * rows + row) * vectors);
            each(frame, slopes, Stock { place, rate, base: memory(0), sum: memory(1) });
        }
    }

    /// Takes what held values and delays will become, from the values at the start of the step.
    fn save_held(&self, frame: &mut Frame, rings: &mut [Ring], step: usize) {
        let mut pending = frame.pending.chunks_exact_mut(self.code.vectors);
        let mut rings = rings.iter_mut();
        for state in &self.code.states {
            let Some((place, row)) = (match state.kind {
                StateCodeKind::Stock { .. } | StateCodeKind::Leaping => None,
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
        let mut pending = frame.pending.chunks_exact(self.code.vectors);
        let mut rings = rings.iter();
        for state in &self.code.states {
            let at = state.place.chunk()..state.place.chunk() + self.code.vectors;
            match state.kind {
                StateCodeKind::Stock { .. } | StateCodeKind::Leaping => {}
                StateCodeKind::Held { .. } => {
                    if let Some(row) = pending.next() {
                        frame.chunks[at].copy_from_slice(row);
                    }
                }
                StateCodeKind::Delay { .. } => {
                    pending.next();
                    if let Some(ring) = rings.next() {
                        ring.read(step + 1, &self.code.schedule, &mut frame.chunks[at]);
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

/// The moment that is `share` of `shares` equal parts after the start of a step.
fn moment(schedule: &Schedule, step: usize, share: u32, shares: u32) -> Moment {
    let step = step as u32;
    Moment {
        time: schedule.moment(step, share, shares),
        step_start: schedule.time(step),
        step_length: schedule.step_length(step),
    }
}

/// `x ← x + h × rate`.
#[inline(always)]
fn advance<S: Simd>(simd: S, cells: Cells, place: Place, rate: Place, h: f64) {
    simd.vectorize(
        #[inline(always)]
        move || {
            let (x, rate) = (Window::new(cells, place), Window::new(cells, rate));
            cells.each_vector(
                #[inline(always)]
                |i| x.write(i, x.read(simd, i) + rate.read(simd, i) * h),
            );
        },
    );
}

#[cfg(test)]
mod tests;
