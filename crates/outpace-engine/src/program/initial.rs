//! Separates initial values from steps.
//!
//! While initial values are computed a state stands for its own initial value, a phase for its initial side, and
//! time is the initial time. Replacing all three leaves initial values that depend on parameters only. States are
//! ordered by walking from each one to those it needs; meeting one again that is still being walked is a cycle.

use super::arena::{Arena, Growing, Hand, Node, Simplified};
use super::{Device, Program, Schedule, State, StateKind};
use crate::device::Reading;
use crate::graph::{BinaryOp, CyclicInitial, StateIndex, TernaryOp, UnaryOp, Value};
use crate::lookup::Table;

/// The program of a finished graph.
pub(crate) fn separate(
    graph: &Arena,
    tables: Vec<Table>,
    parameters: Vec<f64>,
    (states, devices): (&[State], &[Device]),
    outputs: &[Value],
    schedule: Schedule,
) -> Result<Program, CyclicInitial> {
    let mut wanted: Vec<Value> = Vec::new();
    for state in states {
        wanted.push(state.initial);
        if let StateKind::Delay { delay_time, .. } = state.kind {
            wanted.push(delay_time);
        }
    }
    wanted.extend(devices.iter().flat_map(|device| &device.start));
    let order = initial_order(graph, (states, devices), &wanted)?;
    let told = |device: StateIndex| content_at_start((states, devices), device);

    let mut arena = Growing::with_room(graph.len());
    let nothing = arena.constant(f64::NAN);
    let mut initial: Vec<Value> = vec![nothing; graph.len()];
    for value in order {
        let at = |value: Value| initial[value.0 as usize];
        initial[value.0 as usize] = match graph.node(value) {
            Node::State(state) => at(states[state.0 as usize].initial),
            Node::Phase(first, _) => at(first),
            Node::Clock(Hand::Time | Hand::StepStart) => arena.constant(schedule.time(0)),
            Node::Clock(Hand::StepLength) => arena.constant(schedule.step_length(0)),
            Node::Read(device, Reading::Content, ..) if told(device).is_some() => told(device).map_or(nothing, at),
            // Behind all that the device starts with, so that it can start before it is read.
            Node::Read(device, reading, a, b) => arena.intern(Node::First(device, reading, at(a), at(b))),
            node => arena.insert(node.map(at), &tables),
        };
    }

    let divisions = divisions(graph);
    let mut steady = Steady::default();
    let mut active: Vec<Value> = Vec::with_capacity(graph.len());
    for value in graph.values() {
        let at = |value: Value| active[value.0 as usize];
        let mapped = match graph.node(value) {
            // A state that keeps what it has is its initial value: nothing to remember, and hoisted out of the steps.
            Node::State(state) => match states[state.0 as usize] {
                State { initial: first, kind: StateKind::Held { next } } if next == value => initial[first.0 as usize],
                _ => arena.insert(Node::State(state), &tables),
            },
            Node::Phase(_, then) => at(then),
            Node::Binary(BinaryOp::Divide, a, b) if divisions[b.0 as usize] >= MANY => {
                divided(&mut arena, &tables, &mut steady, (at(a), at(b)))
            }
            node => arena.insert(node.map(at), &tables),
        };
        active.push(mapped);
    }

    let first = |value: Value| initial[value.0 as usize];
    let at = |value: Value| active[value.0 as usize];
    let states = states
        .iter()
        .map(|state| State {
            initial: first(state.initial),
            kind: match state.kind {
                StateKind::Stock { rate } => StateKind::Stock { rate: at(rate) },
                StateKind::Held { next } => StateKind::Held { next: at(next) },
                StateKind::Delay { input, delay_time } => {
                    StateKind::Delay { input: at(input), delay_time: first(delay_time) }
                }
                device @ StateKind::Device(_) => device,
            },
        })
        .collect();
    let devices = devices.iter().map(|device| device.map(first, at)).collect();
    let outputs = outputs.iter().map(|&output| at(output)).collect();
    let (arena, tables) = (arena.grown(), tables.into());
    Ok(Program { arena, tables, parameters, states, devices, outputs, schedule, native: true, vectors: None })
}

/// So many divisions by one number find the parts of its reciprocal in registers. Fewer lose as much as they gain, by
/// fetching two numbers instead of one: `docs/engine.md` has what was measured. Random programs, held against
/// their oracle in tests, do it from the first.
const MANY: u32 = if cfg!(test) { 1 } else { 64 };

/// By how often each value divides another.
fn divisions(graph: &Arena) -> Vec<u32> {
    let mut divisions = vec![0; graph.len()];
    for value in graph.values() {
        if let Node::Binary(BinaryOp::Divide, _, b) = graph.node(value) {
            divisions[b.0 as usize] += 1;
        }
    }
    divisions
}

/// One value divided by another. A divisor that stays the same through a run is turned into its reciprocal, which is
/// then computed once: see `kernel/quotient.rs`. That is decided here, for the whole model, and not where parameters
/// turn out not to vary: a member has the same bits whichever parameters do.
fn divided(arena: &mut Growing, tables: &[Table], steady: &mut Steady, (a, b): (Value, Value)) -> Value {
    match arena.simplify(Node::Binary(BinaryOp::Divide, a, b), tables) {
        Simplified::Node(Node::Binary(BinaryOp::Divide, a, b)) if !steady.is(arena, a) && steady.is(arena, b) => {
            let reciprocal = arena.insert(Node::Unary(UnaryOp::Reciprocal, b), tables);
            let rest = arena.insert(Node::Binary(BinaryOp::ReciprocalRest, b, reciprocal), tables);
            arena.insert(Node::Ternary(TernaryOp::Quotient, a, reciprocal, rest), tables)
        }
        plain => arena.settle(plain),
    }
}

/// Which values stay the same through a run: those that depend on parameters only.
#[derive(Default)]
struct Steady {
    known: Vec<bool>,
}

impl Steady {
    fn is(&mut self, arena: &Arena, value: Value) -> bool {
        for value in arena.values().skip(self.known.len()) {
            let node = arena.node(value);
            let changes = matches!(node, Node::State(_) | Node::Clock(_) | Node::Read(..));
            self.known.push(!changes && node.operands().all(|operand| self.known[operand.0 as usize]));
        }
        self.known[value.0 as usize]
    }
}

/// What a device holds at the start, where one of its starting values says so.
fn content_at_start((states, devices): (&[State], &[Device]), state: StateIndex) -> Option<Value> {
    let StateKind::Device(device) = states[state.0 as usize].kind else { return None };
    let Device { kind, start, .. } = &devices[device as usize];
    start.first().copied().filter(|_| kind.begins_with_content(start.len()))
}

/// The values that initial values need, each after those it is computed from.
fn initial_order(
    graph: &Arena,
    (states, devices): (&[State], &[Device]),
    wanted: &[Value],
) -> Result<Vec<Value>, CyclicInitial> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; graph.len()];
    let mut order = Vec::new();
    // A walk with its own stack: chains of states may be long. `true` means all that a value needs is done.
    let mut stack: Vec<(Value, bool)> = Vec::new();
    for &root in wanted {
        stack.push((root, false));
        while let Some((value, ready)) = stack.pop() {
            let mark = &mut marks[value.0 as usize];
            if ready {
                *mark = Mark::Done;
                order.push(value);
                continue;
            }
            match *mark {
                Mark::Done => continue,
                Mark::Open => {
                    let path = stack.iter().filter(|entry| entry.1).map(|entry| entry.0);
                    let cycle = path.skip_while(|&open| open != value);
                    let states = cycle.filter_map(|open| match graph.node(open) {
                        Node::State(state) | Node::Read(state, ..) => Some(state),
                        _ => None,
                    });
                    return Err(CyclicInitial { states: states.collect::<Vec<StateIndex>>() });
                }
                Mark::New => *mark = Mark::Open,
            }
            stack.push((value, true));
            match graph.node(value) {
                Node::State(state) => stack.push((states[state.0 as usize].initial, false)),
                Node::Phase(first, _) => stack.push((first, false)),
                Node::Read(device, Reading::Content, ..)
                    if let Some(content) = content_at_start((states, devices), device) =>
                {
                    stack.push((content, false));
                }
                node => {
                    stack.extend(node.operands().map(|operand| (operand, false)));
                    if let Node::Read(state, ..) = node
                        && let StateKind::Device(device) = states[state.0 as usize].kind
                    {
                        stack.extend(devices[device as usize].start.iter().map(|&value| (value, false)));
                    }
                }
            }
        }
    }
    Ok(order)
}
