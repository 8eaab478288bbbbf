//! How models are made up: each value chosen by a few random numbers.

use proptest::prelude::*;

use super::{DEVICES, Kind, PARAMETERS, Recipe, STATES, Step, TABLES, devices};
use crate::device::Reading;
use crate::draw::Family;
use crate::graph::{BinaryOp, TernaryOp, UnaryOp};
use crate::program::{Clock, Method, Tolerance};

const UNARY: [UnaryOp; 21] = [
    UnaryOp::Negate,
    UnaryOp::Abs,
    UnaryOp::Sqrt,
    UnaryOp::Exp,
    UnaryOp::Ln,
    UnaryOp::Log10,
    UnaryOp::Sin,
    UnaryOp::Cos,
    UnaryOp::Tan,
    UnaryOp::Asin,
    UnaryOp::Acos,
    UnaryOp::Atan,
    UnaryOp::Sinh,
    UnaryOp::Cosh,
    UnaryOp::Tanh,
    UnaryOp::Integer,
    UnaryOp::Floor,
    UnaryOp::Not,
    UnaryOp::LnGamma,
    UnaryOp::NormalCumulative,
    UnaryOp::NormalQuantile,
];

/// The arithmetic ones more often: they are what is fused. No powers: what is written as a square is a product, and
/// the recipe does not know what was written.
const BINARY: [BinaryOp; 20] = [
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::Minimum,
    BinaryOp::Maximum,
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::Minimum,
    BinaryOp::Maximum,
    BinaryOp::Log,
    BinaryOp::Modulo,
    BinaryOp::Less,
    BinaryOp::LessOrEqual,
    BinaryOp::Equal,
    BinaryOp::NotEqual,
    BinaryOp::And,
    BinaryOp::Or,
];

const TERNARY: [TernaryOp; 2] = [TernaryOp::Cumulative(Family::Gamma), TernaryOp::Quantile(Family::Poisson)];

const CONSTANTS: [f64; 10] = [0.0, -0.0, 1.0, -1.0, 0.5, 4.0, 3.0, 0.1, -7.25, 1e200];

/// The tolerances are so wide and so narrow that some steps are taken as they are, some halved a few times.
const METHODS: [Method; 6] = [
    Method::Euler,
    Method::Midpoint,
    Method::Heun,
    Method::RungeKutta4,
    Method::MidpointAuto(Tolerance { absolute: 1e-2, relative: 1e-3 }),
    Method::RungeKutta4Auto(Tolerance { absolute: 1e-6, relative: 1e-7 }),
];

/// Some readings of each kind; a kind takes one that is not its own for its content.
const READINGS: [Reading; 12] = [
    Reading::Output,
    Reading::Content,
    Reading::AverageAge,
    Reading::AmountOfAge,
    Reading::AmountOfAttribute,
    Reading::Exit,
    Reading::Leak(0),
    Reading::ZoneExit(1),
    Reading::First,
    Reading::Whole,
    Reading::Room,
    Reading::Release,
];

/// Numbers that choose a value: which kind of step, and what it is made of.
type Choice = (u8, u16, u16, u16);

fn step(at: usize, (kind, a, b, c): Choice) -> Step {
    let (x, y, z) = (a as usize % at.max(1), b as usize % at.max(1), c as usize % at.max(1));
    match kind % 25 {
        _ if at == 0 => Step::Time,
        0 => Step::Constant(CONSTANTS[a as usize % CONSTANTS.len()]),
        1 => Step::Time,
        2..=3 => Step::Parameter(a as usize % PARAMETERS),
        4..=6 => Step::State(a as usize % STATES),
        7..=8 => Step::Unary(UNARY[c as usize % UNARY.len()], x),
        9..=15 => Step::Binary(BINARY[c as usize % BINARY.len()], x, y),
        16..=17 => Step::Select(x, y, z),
        18 => Step::Lookup(b as usize % TABLES, x),
        19..=20 => Step::Read(a as usize % DEVICES, READINGS[c as usize % READINGS.len()], y, z),
        21 => Step::Ternary(TERNARY[c as usize % TERNARY.len()], x, y, z),
        22 => Step::Start,
        23 => Step::Length,
        _ => Step::Phase(x, y),
    }
}

/// A device's kind and ports. The ports that decide how long its memory is are at most 6, to keep the tests short.
fn device(kind: u8, ports: &[u16], recipe: &mut Vec<Step>, count: usize) -> (usize, Vec<usize>) {
    let kind = kind as usize % devices().len();
    let mut ports: Vec<usize> = ports.iter().map(|&port| port as usize % count).collect();
    for length in [1, devices()[kind].1 + 1] {
        recipe.push(Step::Constant(6.0));
        recipe.push(Step::Binary(BinaryOp::Minimum, ports[length], recipe.len() - 1));
        ports[length] = recipe.len() - 1;
    }
    (kind, ports)
}

/// Which states have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meet {
    All,
    /// Stocks only, all together.
    Stocks,
    /// Stocks that go their own ways, and are only observed together.
    Late,
}

/// The value before this one, or itself, that belongs to a state of which values take turns; the first if there is none.
fn own(at: usize, state: usize) -> usize {
    (0..=at).rev().find(|at| at % STATES == state).unwrap_or(0)
}

/// Appends the sum of all states to a recipe; gives its position.
fn sum_of_states(recipe: &mut Vec<Step>) -> usize {
    recipe.push(Step::State(0));
    for state in 1..STATES {
        recipe.extend([Step::State(state), Step::Binary(BinaryOp::Add, recipe.len() - 1, recipe.len())]);
    }
    recipe.len() - 1
}

impl Step {
    /// Makes of a value at a position one that needs nothing but the state whose turn it is.
    fn keep_to_itself(&mut self, at: usize) {
        let state = at % STATES;
        match self {
            Step::Constant(_) | Step::Parameter(_) | Step::Time | Step::Start | Step::Length => {}
            Step::State(index) => *index = state,
            Step::Unary(_, x) | Step::Lookup(_, x) => *x = own(*x, state),
            Step::Binary(_, x, y) | Step::Phase(x, y) => (*x, *y) = (own(*x, state), own(*y, state)),
            Step::Ternary(_, x, y, z) | Step::Select(x, y, z) => {
                (*x, *y, *z) = (own(*x, state), own(*y, state), own(*z, state));
            }
            Step::Read(..) => *self = Step::State(state),
        }
    }
}

pub(in super::super) fn recipes() -> impl Strategy<Value = Recipe> {
    let steps = prop::collection::vec(any::<Choice>(), 1..60);
    let states = prop::collection::vec(any::<(u8, u16, u16, u16)>(), STATES);
    let devices = prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u16>(), 16)), DEVICES);
    let outputs = prop::collection::vec(any::<u16>(), 1..5);
    let clock = (0..METHODS.len(), 0..12_u32, prop::sample::select(vec![0.1, 0.25, 1.0]), 1..4_u32);
    (steps, states, prop::sample::select(vec![Meet::All, Meet::Stocks, Meet::Late]), devices, outputs, clock).prop_map(
        |(choices, states, meet, devices, outputs, clock)| {
            let (method, steps, size, between) = clock;
            let method = if meet == Meet::Late { 0 } else { method };
            // What cannot be integrated at all takes two thousand parts a step.
            let steps = if method < 4 { steps } else { steps % 4 };
            let mut recipe: Vec<Step> = choices.iter().enumerate().map(|(at, &choice)| step(at, choice)).collect();
            let count = recipe.len();
            let mut outputs: Vec<usize> = outputs.iter().map(|&output| output as usize % count).collect();
            if meet == Meet::Late {
                recipe[..count * 3 / 4].iter_mut().enumerate().for_each(|(at, step)| step.keep_to_itself(at));
                outputs.push(sum_of_states(&mut recipe));
            }
            let states = states.iter().enumerate().map(|(state, &(kind, a, b, c))| {
                let kind = [Kind::Stock, Kind::Held, Kind::Delay, Kind::Stock][kind as usize % 4];
                let kind = if meet == Meet::All { kind } else { Kind::Stock };
                let rate =
                    if meet == Meet::Late { own(b as usize % (count * 3 / 4).max(1), state) } else { b as usize };
                (kind, a as usize % count, rate % count, c as usize % count)
            });
            Recipe {
                states: states.collect(),
                devices: devices.iter().map(|(kind, ports)| device(*kind, ports, &mut recipe, count)).collect(),
                outputs,
                steps: recipe,
                clock: Clock {
                    initial: 1.5,
                    last: 1.5 + f64::from(steps) * size,
                    step: size,
                    save_every: size * f64::from(between),
                    method: METHODS[method],
                },
            }
        },
    )
}
