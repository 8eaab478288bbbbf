//! Random models, and a plain interpreter of them: one member, one number at a time, nothing optimised.
//!
//! What a device does within a member's memory is worked out by hand in `device/tests.rs`; here it stands for itself, in
//! a memory as long as this one member needs.

mod choice;
mod operation;

use crate::device::{Course, DeviceKind, Leak, Profile, Reading, Spread};
use crate::graph::{BinaryOp, Graph, StateIndex, TernaryOp, UnaryOp, Value};
use crate::lookup::{Outside, Table};
use crate::program::{Clock, Method};
pub(super) use choice::recipes;
use operation::{binary, look_up, ternary, unary};

pub(super) const PARAMETERS: usize = 3;
pub(super) const STATES: usize = 4;
const DEVICES: usize = 2;

/// Every kind of device, with the number of its starting values and inputs.
fn devices() -> Vec<(DeviceKind, usize, usize)> {
    let peak = || Profile::new(vec![(0.0, 0.0), (1.0, 2.0), (4.0, 0.5)]).unwrap();
    let leaks = || vec![Leak { zone: (0.0, 1.0), shared: false }, Leak { zone: (0.5, 1.0), shared: true }];
    vec![
        (DeviceKind::Information, 2, 2),
        (DeviceKind::Material, 2, 3),
        (DeviceKind::Batch, 3, 3),
        (DeviceKind::Conveyor(peak()), 2, 3),
        (DeviceKind::Response(peak()), 3, 2),
        (DeviceKind::Queue(peak(), peak()), 3, 4),
        (DeviceKind::Belt { leaks: leaks(), exponential: false, spreads: vec![Spread::AsItLies] }, 4, 10),
        (DeviceKind::Belt { leaks: leaks(), exponential: true, spreads: vec![Spread::By(peak())] }, 4, 10),
        (DeviceKind::Line, 1, 3),
        (DeviceKind::Oven, 1, 6),
    ]
}

/// How one value is computed from earlier ones.
#[derive(Debug, Clone, Copy)]
enum Step {
    Constant(f64),
    Parameter(usize),
    Time,
    Start,
    Length,
    State(usize),
    Unary(UnaryOp, usize),
    Binary(BinaryOp, usize, usize),
    Ternary(TernaryOp, usize, usize, usize),
    Select(usize, usize, usize),
    Lookup(usize, usize),
    Phase(usize, usize),
    Read(usize, Reading, usize, usize),
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Stock,
    Held,
    Delay,
}

/// A model as a list of values; states refer to them by position.
#[derive(Debug, Clone)]
pub(super) struct Recipe {
    steps: Vec<Step>,
    /// For each state its kind, initial value, and up to two more values.
    states: Vec<(Kind, usize, usize, usize)>,
    /// For each device its place among all kinds, and the values of its ports.
    devices: Vec<(usize, Vec<usize>)>,
    outputs: Vec<usize>,
    pub(super) clock: Clock,
}

const TABLES: usize = 5;

fn tables() -> Vec<(Vec<(f64, f64)>, Table)> {
    let short = vec![(-2.0, 1.0), (0.0, 0.5), (0.5, 3.0), (3.0, -1.0)];
    let long: Vec<(f64, f64)> = (0..30_i32).map(|i| (f64::from(i) * 0.3, f64::from(i * i % 7))).collect();
    let even: Vec<(f64, f64)> = (0..11_i32).map(|i| (f64::from(i) * 0.1, f64::from(i * i % 7))).collect();
    let uneven = vec![(-1e3, 4.0), (0.0, 1.0), (100.0, 0.3), (300.0, -7.0), (1e4, 1e9)];
    let close = vec![(0.0, 1.0), (1e-9, 2.0), (0.5, 2.0), (0.5, 3.0), (1.0, 5.0), (1e9, 7.0)];
    let linear = |points: Vec<(f64, f64)>| (points.clone(), Table::linear(points, Outside::Hold));
    [short, long, even, uneven, close].map(linear).into()
}

impl Recipe {
    pub(super) fn graph(&self) -> Graph {
        let mut graph = Graph::new();
        let parameters: Vec<Value> = (0..PARAMETERS).map(|index| graph.parameter(index as f64 - 0.5).1).collect();
        let states: Vec<(StateIndex, Value)> = (0..STATES).map(|_| graph.state()).collect();
        let kinds = devices();
        let devices: Vec<StateIndex> =
            self.devices.iter().map(|&(kind, _)| graph.device(kinds[kind].0.clone())).collect();
        let tables: Vec<_> = tables().into_iter().map(|(_, table)| graph.add_table(table)).collect();
        let mut values: Vec<Value> = Vec::new();
        for step in &self.steps {
            values.push(match *step {
                Step::Constant(number) => graph.constant(number),
                Step::Parameter(index) => parameters[index],
                Step::Time => graph.time(),
                Step::Start => graph.step_start(),
                Step::Length => graph.step_length(),
                Step::State(index) => states[index].1,
                Step::Unary(op, x) => graph.unary(op, values[x]),
                Step::Binary(op, a, b) => graph.binary(op, values[a], values[b]),
                Step::Ternary(op, a, b, c) => graph.ternary(op, values[a], values[b], values[c]),
                Step::Select(a, b, c) => graph.select(values[a], values[b], values[c]),
                Step::Lookup(table, x) => graph.lookup(tables[table], values[x]),
                Step::Phase(a, b) => graph.phase(values[a], values[b]),
                Step::Read(device, reading, a, b) => graph.read(devices[device], reading, values[a], values[b]),
            });
        }
        for (&(kind, initial, a, b), (state, _)) in self.states.iter().zip(states) {
            match kind {
                Kind::Stock => graph.set_stock(state, values[initial], values[a]),
                Kind::Held => graph.set_held(state, values[initial], values[a]),
                Kind::Delay => graph.set_delay(state, values[initial], values[a], values[b]),
            }
        }
        for ((kind, ports), device) in self.devices.iter().zip(devices) {
            let (start, inputs) = ports.split_at(kinds[*kind].1);
            let values = |ports: &[usize]| ports.iter().map(|&port| values[port]).collect::<Vec<Value>>();
            graph.set_device(device, values(start), values(&inputs[..kinds[*kind].2]));
        }
        for &output in &self.outputs {
            graph.output(values[output]);
        }
        graph
    }

    /// Every output at every step; `None` if initial values need one another.
    pub(super) fn interpret(&self, parameters: &[f64; PARAMETERS]) -> Option<Vec<Vec<f64>>> {
        let start: Option<Vec<f64>> =
            (0..STATES).map(|state| self.first(self.states[state].1, parameters, 0)).collect();
        let mut states = start?;
        let memories: Option<Vec<Vec<f64>>> = (0..DEVICES).map(|device| self.memory(device, parameters, 0)).collect();
        let mut memories = memories?;
        let mut delays = Vec::new();
        for &(kind, initial, _, delay_time) in &self.states {
            delays.push(match kind {
                Kind::Delay => {
                    let initial = self.first(initial, parameters, 0)?;
                    let steps = (self.first(delay_time, parameters, 0)? / self.clock.step).round().max(1.0);
                    vec![initial; if steps.is_nan() { 1 } else { steps.min(1000.0) as usize }]
                }
                _ => Vec::new(),
            });
        }
        let mut outputs = vec![Vec::new(); self.outputs.len()];
        for n in 0..=self.steps() {
            let time = self.clock.initial + f64::from(n) * self.clock.step;
            let values = self.values(&states, &memories, (time, time), parameters);
            for (output, &value) in outputs.iter_mut().zip(&self.outputs) {
                output.push(values[value]);
            }
            let mut next = self.integrate(&states, &memories, n, parameters);
            for (state, &(kind, _, a, _)) in self.states.iter().enumerate() {
                match kind {
                    Kind::Stock => {}
                    Kind::Held => next[state] = values[a],
                    Kind::Delay => {
                        delays[state].push(values[a]);
                        delays[state].remove(0);
                        next[state] = delays[state][0];
                    }
                }
            }
            states = next;
            if n == self.steps() {
                break;
            }
            for (memory, (kind, ports)) in memories.iter_mut().zip(&self.devices) {
                let (kind, start, inputs) = &devices()[*kind];
                let inputs: Vec<f64> = ports[*start..start + inputs].iter().map(|&port| values[port]).collect();
                kind.advance(memory, &inputs, self.course());
            }
        }
        Some(outputs)
    }

    fn course(&self) -> Course {
        Course { step: self.clock.step, steps: self.steps() }
    }

    /// What a device holds at first.
    fn memory(&self, device: usize, parameters: &[f64; PARAMETERS], depth: usize) -> Option<Vec<f64>> {
        let (kind, ports) = &self.devices[device];
        let (kind, start, inputs) = &devices()[*kind];
        let first: Option<Vec<f64>> =
            ports[..*start].iter().map(|&port| self.first(port, parameters, depth + 1)).collect();
        let first = first?;
        let mut memory = vec![0.0; kind.length(&first, *inputs, false, self.course())];
        kind.start(&mut memory, &first, self.course());
        Some(memory)
    }

    /// The number of steps.
    pub(super) fn steps(&self) -> u32 {
        ((self.clock.last - self.clock.initial) / self.clock.step).round() as u32
    }

    /// The states after a step; only stocks move.
    fn integrate(&self, states: &[f64], memories: &[Vec<f64>], n: u32, parameters: &[f64; PARAMETERS]) -> Vec<f64> {
        let parts = |count: u32, method: Method| {
            let mut states = states.to_vec();
            for part in 0..count {
                states = self.part((&states, memories), (n, part, count), method, parameters);
            }
            states
        };
        let (method, tolerance) = match self.clock.method {
            Method::MidpointAuto(tolerance) => (Method::Midpoint, tolerance),
            Method::RungeKutta4Auto(tolerance) => (Method::RungeKutta4, tolerance),
            method => return parts(1, method),
        };
        let stocks: Vec<usize> = (0..STATES).filter(|&at| matches!(self.states[at].0, Kind::Stock)).collect();
        let lost = stocks.iter().any(|&at| !states[at].is_finite());
        let mut coarse = parts(1, method);
        for halvings in 1..=10 {
            let fine = parts(1 << halvings, method);
            let small = |at: usize| {
                let error = (fine[at] - coarse[at]).abs();
                error < tolerance.absolute || error < tolerance.relative * states[at].abs()
            };
            if lost || stocks.iter().all(|&at| small(at)) {
                return fine;
            }
            coarse = fine;
        }
        let mut none = states.to_vec();
        stocks.iter().for_each(|&at| none[at] = f64::NAN);
        none
    }

    /// One of several equal parts of a step, by the formula of the method as it is found in books.
    fn part(
        &self,
        (states, memories): (&[f64], &[Vec<f64>]),
        (n, part, parts): (u32, u32, u32),
        method: Method,
        parameters: &[f64; PARAMETERS],
    ) -> Vec<f64> {
        let h = self.clock.step / f64::from(parts);
        let start = self.clock.initial + f64::from(n) * self.clock.step;
        let time = |halves: u32| self.clock.initial + f64::from(2 * (n * parts + part) + halves) * (0.5 * h);
        let slopes = |states: &[f64], halves: u32| -> Vec<f64> {
            let values = self.values(states, memories, (time(halves), start), parameters);
            self.states.iter().map(|&(_, _, a, _)| values[a]).collect()
        };
        let advance = |slopes: &[f64], reach: f64| -> Vec<f64> {
            let all = states.iter().zip(slopes).zip(&self.states);
            all.map(|((x, slope), state)| if matches!(state.0, Kind::Stock) { x + slope * reach } else { *x }).collect()
        };
        let first = slopes(states, 0);
        match method {
            Method::Euler => advance(&first, h),
            Method::Midpoint => advance(&slopes(&advance(&first, 0.5 * h), 1), h),
            Method::Heun => {
                let second = slopes(&advance(&first, h), 2);
                let sum: Vec<f64> = (0..STATES).map(|i| first[i] + second[i]).collect();
                advance(&sum, h / 2.0)
            }
            _ => {
                let second = slopes(&advance(&first, 0.5 * h), 1);
                let third = slopes(&advance(&second, 0.5 * h), 1);
                let fourth = slopes(&advance(&third, h), 2);
                let sum: Vec<f64> =
                    (0..STATES).map(|i| first[i] + second[i] * 2.0 + third[i] * 2.0 + fourth[i]).collect();
                advance(&sum, h / 6.0)
            }
        }
    }

    /// A value while initial values are computed. A chain longer than the model has come back to itself.
    fn first(&self, at: usize, parameters: &[f64; PARAMETERS], depth: usize) -> Option<f64> {
        if depth > self.steps.len() + (STATES + 2 * DEVICES) * (self.steps.len() + 1) {
            return None;
        }
        let of = |at: usize| self.first(at, parameters, depth + 1);
        Some(match self.steps[at] {
            Step::State(state) => of(self.states[state].1)?,
            Step::Time | Step::Start => self.clock.initial,
            Step::Length => self.clock.step,
            Step::Phase(first, _) => of(first)?,
            Step::Constant(number) => number,
            Step::Parameter(index) => parameters[index],
            Step::Unary(op, x) => unary(op, of(x)?),
            Step::Binary(op, a, b) => binary(op, of(a)?, of(b)?),
            Step::Ternary(op, a, b, c) => ternary(op, of(a)?, of(b)?, of(c)?),
            Step::Select(a, b, c) => {
                let (condition, then, otherwise) = (of(a)?, of(b)?, of(c)?);
                if condition != 0.0 { then } else { otherwise }
            }
            Step::Lookup(table, x) => look_up(table, of(x)?),
            Step::Read(device, Reading::Content, ..) if self.begins_with_content(device) => {
                of(self.devices[device].1[0])?
            }
            Step::Read(device, reading, a, b) => {
                let memory = self.memory(device, parameters, depth + 1)?;
                self.read(device, &memory, reading, (of(a)?, of(b)?))
            }
        })
    }

    fn begins_with_content(&self, device: usize) -> bool {
        let (kind, start, _) = &devices()[self.devices[device].0];
        kind.begins_with_content(*start)
    }

    fn read(&self, device: usize, memory: &[f64], reading: Reading, (a, b): (f64, f64)) -> f64 {
        devices()[self.devices[device].0].0.read(memory, reading, a, b, self.course())
    }

    /// All values at a time, within the step that began at another.
    fn values(
        &self,
        states: &[f64],
        memories: &[Vec<f64>],
        (time, start): (f64, f64),
        parameters: &[f64; PARAMETERS],
    ) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::new();
        for step in &self.steps {
            values.push(match *step {
                Step::Constant(number) => number,
                Step::Parameter(index) => parameters[index],
                Step::Time => time,
                Step::Start => start,
                Step::Length => self.clock.step,
                Step::State(state) => states[state],
                Step::Unary(op, x) => unary(op, values[x]),
                Step::Binary(op, a, b) => binary(op, values[a], values[b]),
                Step::Ternary(op, a, b, c) => ternary(op, values[a], values[b], values[c]),
                Step::Select(a, b, c) => {
                    if values[a] != 0.0 {
                        values[b]
                    } else {
                        values[c]
                    }
                }
                Step::Lookup(table, x) => look_up(table, values[x]),
                Step::Phase(_, active) => values[active],
                Step::Read(device, reading, a, b) => {
                    self.read(device, &memories[device], reading, (values[a], values[b]))
                }
            });
        }
        values
    }
}
