//! Separates initial values from steps.
//!
//! While initial values are computed a state stands for its own initial value, a phase for its initial side, and
//! time is the initial time. Replacing all three leaves initial values that depend on parameters only. States are
//! ordered by walking from each one to those it needs; meeting one again that is still being walked is a cycle.

use super::arena::{Arena, Hand, Node};
use super::{Device, Program, Schedule, State, StateKind};
use crate::graph::{CyclicInitial, StateIndex, Value};
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

    let mut arena = Arena::with_room(graph.len());
    let mut initial: Vec<Value> = vec![arena.constant(f64::NAN); graph.len()];
    for value in order {
        let at = |value: Value| initial[value.0 as usize];
        initial[value.0 as usize] = match graph.node(value) {
            Node::State(state) => at(states[state.0 as usize].initial),
            Node::Phase(first, _) => at(first),
            Node::Clock(Hand::Time | Hand::StepStart) => arena.constant(schedule.time(0)),
            Node::Clock(Hand::StepLength) => arena.constant(schedule.step_length(0)),
            // Behind all that the device starts with, so that it can start before it is read.
            Node::Read(device, reading, a, b) => arena.intern(Node::First(device, reading, at(a), at(b))),
            node => arena.insert(node.map(at), &tables),
        };
    }

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
    let tables = tables.into();
    Ok(Program { arena, tables, parameters, states, devices, outputs, schedule, native: true, vectors: None })
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
