//! From slots back to names: what the columns of a run are called, and which numbers can be set.

use super::{Lowered, has_values};
use outpace_engine::{Graph, OutputIndex, ParameterIndex, Value};
use outpace_study::model::{CellId, Model};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::name::nearest;
use outpace_syntax::{Diagnostic, Name};

/// An element of a variable that can be observed.
#[derive(Debug, Clone)]
pub struct OutputName {
    /// The element, numbered through the model.
    pub cell: CellId,
    /// As users write it: `Stock A[Entry 1]`.
    pub text: String,
    /// The engine's output.
    pub index: OutputIndex,
}

/// A number of the model that can be set.
#[derive(Debug, Clone)]
pub struct ParameterSlot {
    /// The element, numbered through the model.
    pub cell: CellId,
    /// As users write it: `patience threshold[US]`.
    pub text: String,
    /// The number that the model (or an override) gives it.
    pub default: f64,
    /// The engine's parameter.
    pub index: ParameterIndex,
}

/// Makes every element observable, and names it.
pub(super) fn outputs(model: &Model, values: &[Option<Value>], graph: &mut Graph) -> Vec<OutputName> {
    let mut names = Vec::with_capacity(values.len());
    for variable in model.variables.iter().filter(|variable| has_values(variable.kind)) {
        for cell in variable.cells() {
            let Some(value) = values.get(cell.0 as usize).copied().flatten() else { continue };
            names.push(OutputName { cell, text: model.cell_name(cell), index: graph.output(value) });
        }
    }
    names
}

/// Names the parameters, in order of the model.
pub(super) fn parameters(model: &Model, slots: &[(CellId, f64, ParameterIndex)]) -> Vec<ParameterSlot> {
    let mut slots = slots.to_vec();
    slots.sort_by_key(|(cell, ..)| *cell);
    let name = |(cell, default, index): (CellId, f64, ParameterIndex)| ParameterSlot {
        cell,
        text: model.cell_name(cell),
        default,
        index,
    };
    slots.into_iter().map(name).collect()
}

impl Lowered {
    /// The element that a user calls by this name; case, blanks and underscores do not matter.
    ///
    /// # Errors
    /// `unknown-name`, with the nearest name there is.
    pub fn find(&self, text: &str) -> Result<&OutputName, Diagnostic> {
        found(text, &self.names, |name| &name.text)
    }

    /// The elements that a user calls by this name: one, or all elements of a variable named without brackets.
    ///
    /// # Errors
    /// `unknown-name`, with the nearest name there is.
    pub fn find_all(&self, text: &str) -> Result<Vec<&OutputName>, Diagnostic> {
        let wanted = Name::new(text);
        let bare = |name: &&OutputName| Name::new(name.text.split('[').next().unwrap_or_default()) == wanted;
        let all: Vec<&OutputName> = self.names.iter().filter(bare).collect();
        if all.is_empty() { self.find(text).map(|name| vec![name]) } else { Ok(all) }
    }

    /// The number that a user calls by this name.
    ///
    /// # Errors
    /// `unknown-name` where nothing is called so, `not-a-constant` where it is computed.
    pub fn find_parameter(&self, text: &str) -> Result<&ParameterSlot, Diagnostic> {
        let parameter = found(text, &self.parameters, |slot| &slot.text);
        match (&parameter, self.find(text)) {
            (Err(_), Ok(computed)) => Err(Diagnostic::error(
                codes::NOT_A_CONSTANT,
                format!("`{}` is computed by an equation: only constants can be set", computed.text),
            )),
            _ => parameter,
        }
    }
}

fn found<'a, T>(text: &str, all: &'a [T], name: impl Fn(&T) -> &str) -> Result<&'a T, Diagnostic> {
    let wanted = comparable(text);
    all.iter().find(|each| comparable(name(each)) == wanted).ok_or_else(|| {
        let near = nearest(text, all.iter().map(&name));
        Diagnostic::error(codes::UNKNOWN_NAME, format!("nothing is named `{}`", text.trim()))
            .help_if(near.map(|near| format!("did you mean `{near}`?")))
    })
}

/// A name with its brackets, without the differences that do not matter.
fn comparable(text: &str) -> Vec<Name> {
    text.split(['[', ',', ']']).map(Name::new).filter(|name| !name.is("")).collect()
}
