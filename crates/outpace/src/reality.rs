//! Reality checks, run: each constraint of a model tested where the model meets its condition, and with it imposed.

use crate::lower::{Overrides, Settings, lower};
use outpace_engine::single;
use outpace_study::model::reality::{Experiment, active, passive};
use outpace_study::model::resolve;
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::mdl::series::SeriesSet;
use outpace_syntax::{Diagnostic, Severity, Span};

#[cfg(test)]
mod tests;

/// A constraint, and what came of testing it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// What came out.
    pub outcome: Outcome,
}

/// What comes out of testing a constraint.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// At every saved time: where the model meets the condition, and with the condition imposed.
    Holds,
    /// First at this time of the model as it is.
    Violated(f64),
    /// First at this time of the model with the condition imposed; the model as it is does not violate it.
    ViolatedImposed(f64),
    /// The model as it is does not violate it; why the condition could not be imposed.
    NotImposed(String),
    /// Why it could not be tested at all.
    Untested(String),
}

/// Tests every constraint of a model whose data variables take the given series.
pub fn test(tree: &ModelTree, series: &SeriesSet) -> Vec<Tested> {
    let tested = tree.constraints.iter().map(|constraint| Tested {
        name: constraint.left.to_string(),
        span: constraint.span,
        outcome: outcome(tree, constraint, series),
    });
    tested.collect()
}

fn outcome(tree: &ModelTree, constraint: &outpace_syntax::mdl::Constraint, series: &SeriesSet) -> Outcome {
    if constraint.unread.is_some() {
        return Outcome::Untested("its consequence has a keyword that is not supported".to_string());
    }
    match passive(tree, constraint).and_then(|experiment| violated(experiment, series)) {
        Err(why) => return Outcome::Untested(why),
        Ok(Some(time)) => return Outcome::Violated(time),
        Ok(None) => {}
    }
    let imposed = match active(tree, constraint) {
        Err(why) => return Outcome::NotImposed(why),
        Ok(None) => return Outcome::Holds,
        Ok(Some(experiment)) => violated(experiment, series),
    };
    match imposed {
        Err(why) => Outcome::NotImposed(why),
        Ok(Some(time)) => Outcome::ViolatedImposed(time),
        Ok(None) => Outcome::Holds,
    }
}

/// The first saved time at which an experiment's constraint does not hold for one of its elements.
///
/// # Errors
/// Why the experiment cannot be run, in a sentence.
fn violated(experiment: Experiment, series: &SeriesSet) -> Result<Option<f64>, String> {
    let (mut model, mut problems) = resolve(experiment.tree);
    if model.waits_for_data() {
        problems.extend(model.fill_data(series));
    }
    let said = |problems: &[Diagnostic]| {
        let error = problems.iter().find(|problem| problem.severity == Severity::Error);
        error.map(|problem| match &problem.help {
            Some(help) => format!("{}; {help}", problem.message),
            None => problem.message.clone(),
        })
    };
    if let Some(why) = said(&problems) {
        return Err(why);
    }
    let lowered = lower(&model, &Overrides::default(), Settings::default());
    let lowered = lowered.map_err(|problems| said(&problems).unwrap_or_else(|| "it does not run".to_string()))?;
    let trajectory = single(&lowered.program, &[]);
    let holds = model.find_variable(&experiment.holds);
    let cells = holds.into_iter().flat_map(|id| model.variable(id).cells());
    let names: Vec<String> = cells.map(|cell| model.cell_name(cell)).collect();
    let columns = lowered.names.iter().filter(|name| names.contains(&name.text));
    let columns: Vec<&Vec<f64>> = columns.map(|name| &trajectory.outputs[name.index.0 as usize]).collect();
    let broken = |at: &usize| columns.iter().any(|column| column.get(*at).is_some_and(|value| *value != 1.0));
    Ok((0..trajectory.times.len()).find(broken).map(|at| trajectory.times[at]))
}
