//! Model → program: every element of every variable becomes a value of the engine's graph.
//!
//! [`lower`] walks the elements in the order in which each needs the others, so that an equation finds the values it
//! reads. A function with memory (INTEG, SMOOTH, DELAY …) gives the value of its states at once, and its flows are
//! written when every element has a value: that is what lets feedback loops close.
//!
//! Numbers as written become parameters of the program, so that an ensemble can vary each of them; what is computed
//! from them stays computed. Every element of every variable is an output.
//!
//! # Not here
//! No function is defined by its name or its arguments (`outpace_study::model::function`); nothing runs.

mod constant;
mod device;
mod function;
mod lookup;
mod memory;
mod name;
mod random;
mod value;
mod vector;

#[cfg(test)]
mod tests;

pub use name::{OutputName, ParameterSlot};

use constant::{Constants, Moment};
use outpace_engine::{Clock, Method, Program};
use outpace_study::check;
use outpace_study::model::{CellId, Kind, Model, VariableId};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, diagnostic};
use std::collections::BTreeMap;
use value::Builder;

/// Numbers and look-ups that replace what the model says.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Elements that are this number throughout, whatever their equation.
    pub numbers: BTreeMap<CellId, f64>,
    /// Elements of look-ups that have these points, in order of `x`.
    pub points: BTreeMap<CellId, Vec<(f64, f64)>>,
}

/// How to simulate, where it is not as the model says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// The method of integration; the model's where not given, and Euler where it has none, as Vensim's have.
    pub method: Option<Method>,
    /// The time step.
    pub step: Option<f64>,
    /// The final time.
    pub last: Option<f64>,
}

/// A model as a program, and the map from its slots back to names.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// What the engine runs.
    pub program: Program,
    /// Every element of every variable, in order of the model.
    pub names: Vec<OutputName>,
    /// Every number that the model writes down for an element, in order of the model.
    pub parameters: Vec<ParameterSlot>,
    /// What deserves a look although the model runs.
    pub warnings: Vec<Diagnostic>,
}

/// The program of a model that was resolved without errors.
///
/// # Errors
/// What stands against running it: loops without a stock (`causal-cycle`), elements without equation
/// (`missing-definition`), initial values that need each other (`cyclic-initial`), a clock that cannot run
/// (`bad-time-step`, `missing-control`, `not-constant`), or an equation that could not be read (`broken-equation`).
pub fn lower(model: &Model, overrides: &Overrides, settings: Settings) -> Result<Lowered, Vec<Diagnostic>> {
    let (order, mut problems) = check::order(model);
    let constants = Constants { model, overrides, moment: None };
    let clock = clock(&constants, settings, &mut problems);
    let Some(clock) = clock.filter(|_| problems.is_empty()) else {
        diagnostic::tidy(&mut problems);
        return Err(problems);
    };
    let mut builder = Builder::new(model, overrides, clock);
    builder.set_control();
    for cell in order {
        builder.cell(cell);
    }
    builder.write_flows();
    let Builder { mut graph, values, state_cells, parameters, mut problems, warnings, .. } = builder;
    if !problems.is_empty() {
        diagnostic::tidy(&mut problems);
        return Err(problems);
    }
    let names = name::outputs(model, &values, &mut graph);
    let parameters = name::parameters(model, &parameters);
    match graph.finish(clock) {
        Ok(program) => Ok(Lowered { program, names, parameters, warnings }),
        Err(cycle) => {
            let cells = cycle.states.iter().filter_map(|state| state_cells.get(state.0 as usize).copied());
            Err(vec![cyclic_initial(model, &cells.collect::<Vec<_>>())])
        }
    }
}

/// When the simulation begins and ends, and how it steps.
fn clock(constants: &Constants, settings: Settings, problems: &mut Vec<Diagnostic>) -> Option<Clock> {
    let control = constants.model.control;
    let mut time = |variable: Option<VariableId>, name: &str, given: Option<f64>| {
        if given.is_some() {
            return given;
        }
        let Some(variable) = variable else {
            problems.push(Diagnostic::error(codes::MISSING_CONTROL, format!("the model has no `{name}`")));
            return None;
        };
        let value = constants.variable(variable);
        if value.is_none() {
            problems.push(
                Diagnostic::error(
                    codes::NOT_CONSTANT,
                    format!("`{name}` must be a number known before the simulation"),
                )
                .at(constants.model.variable(variable).span, "this changes as the simulation goes"),
            );
        }
        value
    };
    let initial = time(control.initial, "INITIAL TIME", None);
    let step = time(control.step, "TIME STEP", settings.step);
    let reached = || last_reached(constants, control.last?, initial?, step?);
    let given = settings.last.or_else(reached);
    let last = time(control.last, "FINAL TIME", given);
    // A change of the time step must not change which times are saved, unless they were tied to it.
    let save_every = control.save_every.map_or(step, |variable| match constants.follows(variable, control.step) {
        true => step,
        false => time(Some(variable), "SAVEPER", None),
    });
    let (initial, last, step, save_every) = (initial?, last?, step?, save_every?);
    let written = constants.model.method.map(|method| match method {
        outpace_syntax::study::Method::Euler => Method::Euler,
        outpace_syntax::study::Method::RungeKutta4 => Method::RungeKutta4,
    });
    let method = settings.method.or(written).unwrap_or(Method::Euler);
    let clock = Clock { initial, last, step, save_every, method };
    let steps = (last - initial) / step;
    let problem = if !(step > 0.0 && step.is_finite()) {
        format!("the time step must be above 0, not {step}")
    } else if !(save_every > 0.0 && save_every.is_finite()) {
        format!("`SAVEPER` must be above 0, not {save_every}")
    } else if !(initial.is_finite() && last >= initial) {
        format!("the simulation ends at {last}, before it begins at {initial}")
    } else if steps > f64::from(Clock::MOST_STEPS) {
        format!("{} steps from {initial} to {last} are more than {}", steps.round(), Clock::MOST_STEPS)
    } else {
        return Some(clock);
    };
    let span = control.step.map(|variable| constants.model.variable(variable).span);
    let diagnostic = Diagnostic::error(codes::BAD_TIME_STEP, problem);
    problems.push(match span {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    });
    None
}

/// When a simulation ends whose final time is decided on the way, by nothing but the time: at the first step that has
/// reached the value that `FINAL TIME` has then.
fn last_reached(constants: &Constants, variable: VariableId, initial: f64, step: f64) -> Option<f64> {
    if constants.variable(variable).is_some() || !(step > 0.0 && step.is_finite() && initial.is_finite()) {
        return None;
    }
    for steps in 0..=Clock::MOST_STEPS {
        let time = initial + f64::from(steps) * step;
        let now = Constants { moment: Some(Moment { time, step }), ..*constants };
        if time + step / 2.0 > now.variable(variable)? {
            return Some(time);
        }
    }
    None
}

/// Initial values that need each other, named by their elements.
fn cyclic_initial(model: &Model, cells: &[CellId]) -> Diagnostic {
    let names: Vec<String> = cells.iter().map(|cell| model.cell_name(*cell)).collect();
    let circle = names.iter().chain(names.first()).map(String::as_str).collect::<Vec<_>>().join(" -> ");
    let message = "these initial values need each other".to_string();
    let mut diagnostic = Diagnostic::error(codes::CYCLIC_INITIAL, message).note(circle);
    for (at, cell) in cells.iter().take(12).enumerate() {
        let Some(definition) = model.definition_of(*cell) else { continue };
        let text = format!("the initial value of `{}`", names[at]);
        diagnostic = if at == 0 { diagnostic.at(definition.left, text) } else { diagnostic.and(definition.left, text) };
    }
    diagnostic.help("break the circle with `ACTIVE INITIAL(equation, initial value)`")
}

/// Whether a variable has values that can be observed.
fn has_values(kind: Kind) -> bool {
    !matches!(kind, Kind::Lookup | Kind::Data)
}
