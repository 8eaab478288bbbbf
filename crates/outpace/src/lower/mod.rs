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

mod calendar;
mod clock;
mod constant;
mod data;
mod derived;
mod device;
mod finance;
mod function;
mod lookup;
mod memory;
mod name;
mod random;
mod simultaneous;
mod value;
mod vector;

#[cfg(test)]
mod tests;

pub use name::{OutputName, ParameterSlot};

use constant::Constants;
use outpace_engine::Program;
use outpace_study::check;
use outpace_study::model::{CellId, Kind, Model};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::study::Method;
use outpace_syntax::{Diagnostic, Severity, diagnostic};
use std::collections::BTreeMap;
use value::Builder;

/// Numbers and look-ups that replace what the model says.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Elements that are this number throughout, whatever their equation.
    pub numbers: BTreeMap<CellId, f64>,
    /// Elements of look-ups that have these points, in order of `x`.
    pub points: BTreeMap<CellId, Vec<(f64, f64)>>,
    /// Elements of look-ups and the like whose values are multiplied by a number, which an ensemble can vary.
    pub factors: BTreeMap<CellId, f64>,
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
    let (order, said) = check::order(model);
    let (mut warnings, mut problems): (Vec<_>, Vec<_>) =
        said.into_iter().partition(|each| each.severity == Severity::Warning);
    let constants = Constants { model, overrides, moment: None };
    let control = clock::control(&constants, settings, &mut problems, &mut warnings);
    let Some(control) = control.filter(|_| problems.is_empty()) else {
        diagnostic::tidy(&mut problems);
        return Err(problems);
    };
    let mut builder = Builder::new(model, overrides, control.schedule);
    builder.set_control(&control.constants);
    builder.set_factors();
    builder.cells(&order);
    builder.write_flows();
    warnings.append(&mut builder.warnings);
    let Builder { mut graph, schedule, values, state_cells, parameters, mut problems, .. } = builder;
    if graph.has_devices() && schedule.even_step().is_none() {
        let message = "delays, conveyors and queues that count steps need a `TIME STEP` that stays the same";
        problems.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message));
    }
    if !problems.is_empty() {
        diagnostic::tidy(&mut problems);
        return Err(problems);
    }
    let names = name::outputs(model, &values, &mut graph);
    let parameters = name::parameters(model, &parameters);
    match graph.finish(schedule) {
        Ok(program) => Ok(Lowered { program, names, parameters, warnings }),
        Err(cycle) => {
            let cells = cycle.states.iter().filter_map(|state| state_cells.get(state.0 as usize).copied());
            Err(vec![cyclic_initial(model, &cells.collect::<Vec<_>>())])
        }
    }
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
