//! From values to code: what the wanted outputs need, sorted by how often it is needed.
//!
//! | values that depend on | are computed | as |
//! | --- | --- | --- |
//! | nothing | when inserted | scalars |
//! | time | once for all members, a block of moments at a time | scalars, replaced at each stage |
//! | parameters | once for each block of members | rows that stay |
//! | states, or time and parameters | in the steps | rows that are used again |
//!
//! What the steps compute is again in three parts: what rates need is evaluated at each stage, what only held values
//! and delays need once a step, and what only outputs need where they are observed. With Euler's method and stocks
//! alone, one line takes a whole step instead (`leap.rs`), and what outputs need is computed apart.

use super::arena::{Arena, Growing, Hand, Node};
use super::emit::{Emitted, Emitter};
use super::leap::Leap;
use super::reach::{in_good_order, reached};
use super::tiled::{Tile, Tiled};
use super::{Counts, Device, Method, Program, Schedule, State, StateKind, Width};
use crate::device::DeviceKind;
use crate::graph::{BinaryOp, OutputIndex, ParameterIndex, StateIndex, Value};
use crate::kernel::{Instruction, Place};
use crate::lookup::Table;
use std::collections::HashSet;
use std::sync::Arc;

/// A program's code for some outputs, with some of its parameters varied.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) schedule: Schedule,
    pub(crate) tables: Arc<[Table]>,
    /// Where each varied parameter that matters lies, with its index among the varied ones.
    pub(crate) parameters: Vec<(usize, Place)>,
    pub(crate) states: Vec<StateCode>,
    /// The devices, in order of their states.
    pub(crate) devices: Vec<DeviceCode>,
    /// Where the wanted outputs lie, once the output part has run.
    pub(crate) outputs: Vec<Place>,
    pub(crate) member: Vec<Instruction>,
    pub(crate) stage: Vec<Instruction>,
    pub(crate) step: Vec<Instruction>,
    pub(crate) output: Vec<Instruction>,
    /// A whole step, instead of stage, step and advance.
    pub(crate) leap: Option<Vec<Instruction>>,
    /// The same in tiles, with what is observed.
    pub(crate) tiled: Option<Tiled>,
    /// The chunks of a frame, and the scalars in it that never change.
    pub(crate) frame_chunks: usize,
    pub(crate) rows: usize,
    /// How many vectors a row has.
    pub(crate) vectors: usize,
    /// Whether each row is read when the part that wrote it has ended.
    pub(crate) kept: Vec<bool>,
    /// Whether each row is a state's: all that a leap leaves behind.
    pub(crate) stocks: Vec<bool>,
    /// Whether machine code may be made of this.
    pub(crate) native: bool,
    pub(crate) constants: Vec<(Place, f64)>,
    /// The scalars that change with time, in the order of the uniform part's roots.
    pub(crate) uniforms: Vec<Place>,
    pub(crate) uniform: UniformCode,
}

/// The values that depend on time only: here the lanes of a block are moments.
#[derive(Debug, Clone)]
pub(crate) struct UniformCode {
    pub(crate) instructions: Vec<Instruction>,
    /// Where what the clock shows belongs, as far as it matters.
    pub(crate) hands: Vec<(Hand, Place)>,
    pub(crate) roots: Vec<Place>,
    pub(crate) constants: Vec<(Place, f64)>,
    pub(crate) frame_chunks: usize,
}

/// Where a state lies, and the values that define it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StateCode {
    pub(crate) place: Place,
    pub(crate) initial: Place,
    pub(crate) kind: StateCodeKind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum StateCodeKind {
    Stock {
        rate: Place,
    },
    /// A stock that a leap advances.
    Leaping,
    Held {
        next: Place,
    },
    Delay {
        input: Place,
        delay_time: Place,
    },
}

/// A device, and where its starting values and inputs lie.
#[derive(Debug, Clone)]
pub(crate) struct DeviceCode {
    /// By which readings name it.
    pub(crate) state: StateIndex,
    pub(crate) kind: DeviceKind,
    pub(crate) start: Vec<Place>,
    pub(crate) inputs: Vec<Place>,
    /// Whether what decides the length of its memory stays as it is at the start.
    pub(crate) steady: bool,
}

impl StateCode {
    /// All places that are read between the parts.
    fn places(&self) -> [Place; 4] {
        let (a, b) = match self.kind {
            StateCodeKind::Stock { rate } => (rate, rate),
            StateCodeKind::Leaping => (self.place, self.place),
            StateCodeKind::Held { next } => (next, next),
            StateCodeKind::Delay { input, delay_time } => (input, delay_time),
        };
        [self.place, self.initial, a, b]
    }
}

/// On what a value depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Constant,
    Uniform,
    Member,
    Step,
}

impl Class {
    fn join(self, other: Class) -> Class {
        match (self, other) {
            (Class::Constant, class) | (class, Class::Constant) => class,
            (a, b) if a == b => a,
            _ => Class::Step,
        }
    }
}

impl Code {
    /// The code that computes `outputs` while the `varied` parameters vary and the others are `parameters`.
    pub(crate) fn new(
        program: &Program,
        parameters: &[f64],
        varied: &[ParameterIndex],
        outputs: &[OutputIndex],
        width: Width,
    ) -> Code {
        let special = specialise(program, parameters, varied, outputs);
        lay_out(&special, program, varied, width)
    }

    pub(crate) fn counts(&self) -> Counts {
        let tiles = |line: fn(&Tile) -> usize| self.tiled.as_ref().map(|tiled| tiled.tiles.iter().map(line).sum());
        Counts {
            stage: self.stage.len(),
            step: self.step.len(),
            leap: self.leap.as_ref().map(Vec::len).or(tiles(|tile| tile.leap.len())),
            output: self.output.len() + tiles(|tile| tile.output.len()).unwrap_or(0),
            hoisted: self.member.len(),
            uniform: self.uniform.instructions.len(),
            rows: self.rows,
        }
    }
}

/// What is left of a program when some parameters are fixed and only some outputs are wanted.
struct Special {
    arena: Arena,
    states: Vec<(StateIndex, State)>,
    devices: Vec<(StateIndex, Device)>,
    outputs: Vec<Value>,
    /// The length of a step.
    step: Value,
}

/// Folds the parameters that do not vary, and drops what no wanted output needs.
fn specialise(program: &Program, parameters: &[f64], varied: &[ParameterIndex], outputs: &[OutputIndex]) -> Special {
    let mut varies = vec![false; parameters.len()];
    for parameter in varied {
        if let Some(varies) = varies.get_mut(parameter.0 as usize) {
            *varies = true;
        }
    }
    let outputs: Vec<Value> =
        outputs.iter().filter_map(|output| program.outputs.get(output.0 as usize)).copied().collect();
    // How often a step is halved is decided by all stocks, whichever outputs somebody looks at.
    let stocks_too = matches!(program.schedule.method(), Method::MidpointAuto(_) | Method::RungeKutta4Auto(_));
    let needed = Needed::by(&program.arena, (&program.states, &program.devices), &outputs, stocks_too);
    let mut arena = Growing::with_room(needed.values.iter().filter(|needed| **needed).count());
    let unneeded = arena.constant(f64::NAN);
    let mut mapped: Vec<Value> = Vec::with_capacity(program.arena.len());
    for value in program.arena.values() {
        if !needed.values[value.0 as usize] {
            mapped.push(unneeded);
            continue;
        }
        let node = program.arena.node(value).map(|operand| mapped[operand.0 as usize]);
        mapped.push(match node {
            Node::Parameter(ParameterIndex(index)) if !varies[index as usize] => {
                arena.constant(parameters[index as usize])
            }
            _ => arena.insert(node, &program.tables),
        });
    }
    let at = |value: Value| mapped[value.0 as usize];
    let outputs: Vec<Value> = outputs.into_iter().map(at).collect();
    let states: Vec<State> = program
        .states
        .iter()
        .map(|state| State {
            initial: at(state.initial),
            kind: match state.kind {
                StateKind::Stock { rate } => StateKind::Stock { rate: at(rate) },
                StateKind::Held { next } => StateKind::Held { next: at(next) },
                StateKind::Delay { input, delay_time } => {
                    StateKind::Delay { input: at(input), delay_time: at(delay_time) }
                }
                device @ StateKind::Device(_) => device,
            },
        })
        .collect();
    let devices: Vec<Device> = program.devices.iter().map(|device| device.map(at, at)).collect();
    // Once more: with the parameters that are fixed, less may be needed.
    let needed = Needed::by(&arena, (&states, &devices), &outputs, stocks_too).states;
    let needed = states.into_iter().enumerate().filter(|(index, _)| needed[*index]);
    let step = arena.constant(program.schedule.step_length(0));
    let (mut kept_states, mut kept_devices) = (Vec::new(), Vec::new());
    for (index, state) in needed {
        let index = StateIndex(index as u32);
        match state.kind {
            StateKind::Device(device) => kept_devices.push((index, devices[device as usize].clone())),
            _ => kept_states.push((index, state)),
        }
    }
    separate_rates(&mut arena, &mut kept_states);
    Special { arena: arena.grown(), states: kept_states, devices: kept_devices, outputs, step }
}

/// What some values need, directly or through states.
struct Needed {
    values: Vec<bool>,
    states: Vec<bool>,
}

impl Needed {
    /// What these values need, and all stocks where they are asked for too.
    fn by(arena: &Arena, (states, devices): (&[State], &[Device]), roots: &[Value], stocks_too: bool) -> Needed {
        let mut needed = Needed { values: vec![false; arena.len()], states: vec![false; states.len()] };
        let mut open: Vec<Value> = roots.to_vec();
        for (index, state) in states.iter().enumerate() {
            if stocks_too && matches!(state.kind, StateKind::Stock { .. }) {
                needed.state(index, (states, devices), &mut open);
            }
        }
        while let Some(value) = open.pop() {
            if std::mem::replace(&mut needed.values[value.0 as usize], true) {
                continue;
            }
            let node = arena.node(value);
            open.extend(node.operands());
            if let Node::State(state) | Node::Read(state, ..) | Node::First(state, ..) = node {
                needed.state(state.0 as usize, (states, devices), &mut open);
            }
        }
        needed
    }

    /// A state that is needed, and opens what defines it.
    fn state(&mut self, index: usize, (states, devices): (&[State], &[Device]), open: &mut Vec<Value>) {
        if std::mem::replace(&mut self.states[index], true) {
            return;
        }
        let state = &states[index];
        open.push(state.initial);
        open.extend(state.kind.needs().into_iter().flatten());
        if let StateKind::Device(device) = state.kind {
            let device = &devices[device as usize];
            open.extend(device.start.iter().chain(&device.inputs));
        }
    }
}

/// States advance in place, one after the other: a rate that *is* another state is copied first, lest it be read
/// after it has moved. The copy is a sum with -0, which changes no number.
fn separate_rates(arena: &mut Growing, states: &mut [(StateIndex, State)]) {
    let zero = arena.constant(-0.0);
    for (_, state) in states {
        if let StateKind::Stock { rate } = &mut state.kind
            && matches!(arena.node(*rate), Node::State(_))
        {
            *rate = arena.intern(Node::Binary(BinaryOp::Add, *rate, zero));
        }
    }
}

fn classify(arena: &Arena) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::with_capacity(arena.len());
    for value in arena.values() {
        let node = arena.node(value);
        classes.push(match node {
            Node::Constant(_) => Class::Constant,
            Node::Parameter(_) | Node::First(..) => Class::Member,
            Node::Clock(_) => Class::Uniform,
            Node::State(_) | Node::Read(..) => Class::Step,
            _ => node.operands().fold(Class::Constant, |class, operand| class.join(classes[operand.0 as usize])),
        });
    }
    classes
}

fn lay_out(special: &Special, program: &Program, varied: &[ParameterIndex], width: Width) -> Code {
    let Special { arena, states, devices, outputs, step } = special;
    let classes = classify(arena);
    let is = |class: Class| {
        let classes = &classes;
        move |value: Value| classes[value.0 as usize] == class
    };

    let mut rates = Vec::new();
    let mut others = Vec::new();
    let mut starts = Vec::new();
    for (_, state) in states {
        starts.push(state.initial);
        match state.kind {
            StateKind::Stock { rate } => rates.push(rate),
            StateKind::Held { next } => others.push(next),
            StateKind::Delay { input, delay_time } => {
                others.push(input);
                starts.push(delay_time);
            }
            StateKind::Device(_) => {}
        }
    }
    for (_, device) in devices {
        others.extend(&device.inputs);
        starts.extend(&device.start);
    }
    // Held values and delays move at the end of a step, with what they were given at its start.
    let plain = program.schedule.method() == Method::Euler && program.schedule.even_step().is_some();
    let leap = (others.is_empty() && devices.is_empty() && plain).then(|| Leap {
        values: in_good_order(arena, &rates, is(Class::Step)),
        stocks: states.iter().map(|(index, _)| *index).zip(rates.iter().copied()).collect(),
        step: *step,
    });
    // Each part leaves out what an earlier one has computed.
    let mut done = vec![false; arena.len()];
    let mut part = |roots: &[Value]| {
        let values = in_good_order(arena, roots, |value| is(Class::Step)(value) && !done[value.0 as usize]);
        for value in &values {
            done[value.0 as usize] = true;
        }
        values
    };
    let at_stages = if leap.is_some() { &[] } else { &rates[..] };
    let parts = [part(at_stages), part(&others), part(outputs)];

    let ends = || rates.iter().chain(&others).chain(outputs).copied();
    let in_steps = || parts.iter().flatten().chain(leap.iter().flat_map(|leap| &leap.values));
    let operands = || ends().chain(in_steps().flat_map(|&value| arena.node(value).operands()));
    let member = reached(arena, operands().chain(starts.iter().copied()), is(Class::Member));
    let mut uniform_roots: Vec<Value> = operands().filter(|&value| is(Class::Uniform)(value)).collect();
    uniform_roots.sort_unstable();
    uniform_roots.dedup();

    let mut emitter = Emitter::new(arena);
    for &root in &uniform_roots {
        emitter.scalar(root);
    }
    for (index, _) in states {
        emitter.state(*index);
    }
    emitter.keep(at_stages.iter().chain(&others).chain(outputs).copied().chain(starts.iter().copied()));
    emitter.keep(operands().filter(|&value| is(Class::Member)(value)));
    let [stage, others_part, output] = parts;
    let emitted = emitter.emit(&[member, stage, others_part, output], leap.as_ref(), width);
    assemble(special, program, varied, emitted, uniform_code(arena, &uniform_roots, &classes), &uniform_roots)
}

fn uniform_code(arena: &Arena, roots: &[Value], classes: &[Class]) -> UniformCode {
    let values = reached(arena, roots.iter().copied(), |value| classes[value.0 as usize] == Class::Uniform);
    let mut emitter = Emitter::new(arena);
    emitter.keep(roots.iter().copied());
    let mut emitted = emitter.emit(&[values], None, Width::WHOLE);
    UniformCode {
        hands: emitted.hands(),
        roots: roots.iter().map(|&root| emitted.place(root)).collect(),
        constants: emitted.constants(),
        frame_chunks: emitted.frame_chunks(),
        instructions: emitted.parts.pop().unwrap_or_default(),
    }
}

fn assemble(
    special: &Special,
    program: &Program,
    varied: &[ParameterIndex],
    mut emitted: Emitted,
    uniform: UniformCode,
    uniform_roots: &[Value],
) -> Code {
    let leaps = emitted.leap.is_some() || emitted.tiled.is_some();
    let states = special.states.iter().filter_map(|(index, state)| {
        let kind = match state.kind {
            StateKind::Stock { .. } if leaps => StateCodeKind::Leaping,
            StateKind::Stock { rate } => StateCodeKind::Stock { rate: emitted.place(rate) },
            StateKind::Held { next } => StateCodeKind::Held { next: emitted.place(next) },
            StateKind::Delay { input, delay_time } => {
                StateCodeKind::Delay { input: emitted.place(input), delay_time: emitted.place(delay_time) }
            }
            // Devices stand apart.
            StateKind::Device(_) => return None,
        };
        Some(StateCode { place: emitted.state(*index), initial: emitted.place(state.initial), kind })
    });
    let states: Vec<StateCode> = states.collect();
    let devices = special.devices.iter().map(|(state, device)| {
        let places = |values: &[Value]| values.iter().map(|&value| emitted.place(value)).collect();
        let ports = device.kind.length_ports();
        let steady = ports.is_some_and(|(start, input)| device.start.get(start) == device.inputs.get(input));
        let (start, inputs) = (places(&device.start), places(&device.inputs));
        DeviceCode { state: *state, kind: device.kind.clone(), start, inputs, steady }
    });
    let devices: Vec<DeviceCode> = devices.collect();
    let outputs: Vec<Place> = special.outputs.iter().map(|&output| emitted.place(output)).collect();
    let between = states.iter().flat_map(StateCode::places).chain(outputs.iter().copied());
    let ports = devices.iter().flat_map(|device| device.start.iter().chain(&device.inputs).copied());
    let lines = emitted.parts.iter().chain(&emitted.leap).chain(emitted.tiled.iter().flat_map(Tiled::lines));
    let read = lines.flat_map(|line| read_first(line));
    let kept = rows(&emitted, between.chain(ports).chain(read));
    let stocks = rows(&emitted, states.iter().map(|state| state.place));
    let parameters = varied.iter().enumerate();
    let parameters =
        parameters.filter_map(|(index, &parameter)| Some((index, emitted.parameter(parameter)?))).collect();
    let uniforms: Vec<Place> = uniform_roots.iter().map(|&root| emitted.place(root)).collect();
    if let Some(tiled) = &mut emitted.tiled {
        tiled.note_uniforms(&uniforms);
    }
    let constants = emitted.constants();
    let (row_count, vectors, frame_chunks) = (emitted.rows, emitted.vectors, emitted.frame_chunks());
    let mut parts = std::mem::take(&mut emitted.parts).into_iter();
    let mut next = || parts.next().unwrap_or_default();
    Code {
        schedule: program.schedule.clone(),
        tables: program.tables.clone(),
        parameters,
        states,
        devices,
        outputs,
        member: next(),
        stage: next(),
        step: next(),
        output: next(),
        leap: emitted.leap.take(),
        tiled: emitted.tiled.take(),
        frame_chunks,
        rows: row_count,
        vectors,
        kept,
        stocks,
        native: program.native,
        constants,
        uniforms,
        uniform,
    }
}

/// The places that a part reads before it writes them.
fn read_first(part: &[Instruction]) -> Vec<Place> {
    let mut written: HashSet<Place> = HashSet::new();
    let mut read = Vec::new();
    for instruction in part {
        read.extend(instruction.reads().into_iter().flatten().filter(|place| !written.contains(place)));
        written.insert(instruction.places.destination);
    }
    read
}

/// Which rows are among some places.
fn rows(emitted: &Emitted, places: impl Iterator<Item = Place>) -> Vec<bool> {
    let mut rows = vec![false; emitted.rows];
    for place in places.filter(|place| place.is_row()) {
        if let Some(row) = rows.get_mut(place.chunk() / emitted.vectors) {
            *row = true;
        }
    }
    rows
}
