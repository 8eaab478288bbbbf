//! The variables that steer a simulation: when it begins and ends, how it steps, what it saves.
//!
//! Source: Vensim, "Simulation Control Parameters" (22110.html): `INITIAL TIME`, `FINAL TIME` and `TIME STEP` must be
//! there; `SAVEPER` is `TIME STEP` where it is not given.

use super::{Control, Kind, Model, VariableId};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Name};

/// Finds the control variables and says which are missing or impossible.
pub(super) fn resolve(model: &mut Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut required = |name: &str, example: &str| {
        let id = scalar(model, name);
        if id.is_none() {
            diagnostics.push(
                Diagnostic::error(codes::MISSING_CONTROL, format!("the model has no `{name}`"))
                    .help(format!("add an equation, such as `{name} = {example} ~ Year ~ |`")),
            );
        }
        id
    };
    let initial = required("INITIAL TIME", "0");
    let last = required("FINAL TIME", "100");
    let step = required("TIME STEP", "0.125");
    model.control = Control { initial, last, step, save_every: scalar(model, "SAVEPER") };
    for id in [step, model.control.save_every].into_iter().flatten() {
        let Some(cell) = model.variable(id).cells().next() else { continue };
        let value = model.literal(cell);
        if value.is_some_and(|value| value <= 0.0 || !value.is_finite()) {
            let variable = model.variable(id);
            diagnostics.push(
                Diagnostic::error(codes::BAD_TIME_STEP, format!("`{}` must be above 0", variable.name))
                    .at(variable.span, ""),
            );
        }
    }
}

/// The variable of this name, if it is one number.
fn scalar(model: &Model, name: &str) -> Option<VariableId> {
    let id = model.find_variable(&Name::new(name))?;
    let variable = model.variable(id);
    (variable.axes.is_empty() && !matches!(variable.kind, Kind::Lookup | Kind::Data)).then_some(id)
}
