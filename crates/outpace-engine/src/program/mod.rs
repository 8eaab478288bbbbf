//! What the engine runs: values sorted and separated by when they are needed.
//!
//! A [`Program`] is complete and plain data. Which of it runs is decided by who asks: [`code`] keeps what the
//! wanted outputs need, takes parameters that do not vary as constants, and lays the rest out as instructions.

pub(crate) mod arena;
pub(crate) mod clock;
pub(crate) mod code;
mod emit;
mod form;
mod index;
pub(crate) mod initial;
mod leap;
mod reach;
mod tile;
pub(crate) mod tiled;
mod width;

use crate::device::{DeviceKind, MOST_INPUTS, MOST_STARTING_VALUES};
use crate::fingerprint::Fingerprint;
use crate::graph::{OutputIndex, ParameterIndex, Value};
use crate::lookup::Table;
use arena::Arena;
pub(crate) use clock::whole;
pub use clock::{Clock, Method, Pace, Schedule, Tolerance};
use std::sync::Arc;
pub(crate) use width::Width;

/// A state's definition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) initial: Value,
    pub(crate) kind: StateKind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum StateKind {
    Stock {
        rate: Value,
    },
    Held {
        next: Value,
    },
    Delay {
        input: Value,
        delay_time: Value,
    },
    /// Index into the program's devices.
    Device(u32),
}

/// A device and what it is connected to.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) kind: DeviceKind,
    pub(crate) start: Vec<Value>,
    pub(crate) inputs: Vec<Value>,
}

impl Device {
    /// The same device behind other values.
    pub(crate) fn map(&self, start: impl Fn(Value) -> Value, inputs: impl Fn(Value) -> Value) -> Device {
        Device {
            kind: self.kind.clone(),
            start: self.start.iter().take(MOST_STARTING_VALUES).map(|&value| start(value)).collect(),
            inputs: self.inputs.iter().take(MOST_INPUTS).map(|&value| inputs(value)).collect(),
        }
    }
}

impl StateKind {
    /// The values that steps must compute for this state, apart from the inputs of a device.
    pub(crate) fn needs(&self) -> [Option<Value>; 2] {
        match *self {
            StateKind::Stock { rate } => [Some(rate), None],
            StateKind::Held { next } => [Some(next), None],
            StateKind::Delay { input, delay_time } => [Some(input), Some(delay_time)],
            StateKind::Device(_) => [None, None],
        }
    }
}

/// A model ready to run.
///
/// In its values, initial ones depend on parameters only: states, phases and time are already replaced there.
#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) arena: Arena,
    pub(crate) tables: Arc<[Table]>,
    pub(crate) parameters: Vec<f64>,
    pub(crate) states: Vec<State>,
    pub(crate) devices: Vec<Device>,
    pub(crate) outputs: Vec<Value>,
    pub(crate) schedule: Schedule,
    /// Whether machine code may be made of this; off in tests of what runs where that cannot be.
    pub(crate) native: bool,
    /// How many vectors a row has in an ensemble, where a test wants to know what that changes.
    pub(crate) vectors: Option<usize>,
}

/// How much a program has to do: counters for tests that watch the optimiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Instructions evaluated at each stage of each step.
    pub stage: usize,
    /// Instructions evaluated once a step.
    pub step: usize,
    /// Instructions of a whole step with its stocks' advances, where there is such a line; then there are none at
    /// stages.
    pub leap: Option<usize>,
    /// Instructions evaluated only where outputs are observed.
    pub output: usize,
    /// Instructions hoisted out of the steps: they depend on parameters only.
    pub hoisted: usize,
    /// Instructions evaluated once for all members: they depend on time only.
    pub uniform: usize,
    /// Rows of memory: one number for each member of a block.
    pub rows: usize,
}

impl Program {
    /// The steps the program takes.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The number of steps.
    pub fn steps(&self) -> u32 {
        self.schedule.steps()
    }

    /// The saved times, in order.
    pub fn saved_times(&self) -> Vec<f64> {
        self.schedule.saved_steps().iter().map(|&step| self.schedule.time(step)).collect()
    }

    /// The step nearest to a time.
    pub fn step_at(&self, time: f64) -> u32 {
        self.schedule.step_at(time)
    }

    /// A number that tells programs apart that compute other things.
    pub fn fingerprint(&self) -> u64 {
        let mut fingerprint = Fingerprint::new();
        for value in self.arena.values() {
            fingerprint.add_value(&self.arena.node(value));
        }
        fingerprint.add_value(&(&self.tables, &self.parameters, &self.states, &self.devices, &self.outputs));
        fingerprint.add_value(&self.schedule);
        fingerprint.number()
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// The parameters' default values, by index.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// The same program with other defaults for some parameters. Indices that are none of its parameters are ignored.
    pub fn with_parameters(mut self, parameters: &[(ParameterIndex, f64)]) -> Program {
        for &(parameter, value) in parameters {
            if let Some(default) = self.parameters.get_mut(parameter.0 as usize) {
                *default = value;
            }
        }
        self
    }

    /// The same program, run by kernels also where machine code could be made: the same numbers, in more time.
    pub fn by_kernels(self) -> Program {
        Program { native: false, ..self }
    }

    /// What it takes to compute all outputs while all parameters vary.
    pub fn counts(&self) -> Counts {
        let varied: Vec<ParameterIndex> =
            (0..self.parameters.len()).map(|index| ParameterIndex(crate::graph::index_of(index))).collect();
        code::Code::new(self, &self.parameters, &varied, &self.all_outputs(), Width::WHOLE).counts()
    }

    pub(crate) fn all_outputs(&self) -> Vec<OutputIndex> {
        (0..self.outputs.len()).map(|index| OutputIndex(crate::graph::index_of(index))).collect()
    }
}

#[cfg(test)]
mod tests;
