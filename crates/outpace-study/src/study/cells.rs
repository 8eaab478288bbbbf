//! What a name means in the model: the elements of a variable.

use super::Resolver;
use crate::model::{self, CellId, Model};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::Reference;

impl Resolver {
    /// The cells of a constant that a row or a scenario names: one element, a range, or all elements.
    pub(super) fn constant_cells(&mut self, reference: &Reference) -> Option<Vec<CellId>> {
        let cells = self.cells(reference)?;
        let model = self.study.model.as_ref()?;
        let variable = model.variable(model.variable_of(*cells.first()?));
        if cells.iter().any(|cell| model.literal(*cell).is_none()) {
            self.diagnostics.push(
                Diagnostic::error(codes::NOT_A_CONSTANT, format!("`{}` is not a constant of the model", variable.name))
                    .at(reference.span, "cannot be set")
                    .and(variable.span, "it is computed here")
                    .help("name a constant: a variable defined by a number"),
            );
            return None;
        }
        Some(cells)
    }

    /// The cells that a reference names.
    pub(super) fn cells(&mut self, reference: &Reference) -> Option<Vec<CellId>> {
        let model = self.study.model.as_ref()?;
        match named_cells(model, reference, &self.diagnostics) {
            Ok(cells) => Some(cells),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }
}

/// The cells of a model that a reference names: one element, the elements of ranges, or all where it has no
/// subscripts. `earlier` are the problems found before.
pub fn named_cells(
    model: &Model,
    reference: &Reference,
    earlier: &[Diagnostic],
) -> Result<Vec<CellId>, Box<Diagnostic>> {
    let Some(id) = model.find_variable(&reference.name) else {
        let near =
            suggestion(earlier, reference.name.text(), model.variables.iter().map(|variable| variable.name.text()));
        return Err(Box::new(
            Diagnostic::error(codes::UNKNOWN_NAME, format!("the model has no variable `{}`", reference.name))
                .at(reference.span, "")
                .help_if(near.map(|near| format!("did you mean `{near}`?"))),
        ));
    };
    let variable = model.variable(id);
    if reference.subscripts.is_empty() {
        return Ok(variable.cells().collect());
    }
    let mut settings: Vec<Vec<model::ElementId>> = vec![vec![]];
    for subscript in &reference.subscripts {
        let elements = match (model.find_range(&subscript.name), model.find_element(&subscript.name)) {
            (Some(range), _) => model.range(range).elements.clone(),
            (None, Some(element)) => vec![element],
            (None, None) => {
                let names = model.elements.iter().map(|element| element.name.text());
                let near = suggestion(earlier, subscript.name.text(), names);
                let message = format!("the model has no subscript `{}`", subscript.name);
                return Err(Box::new(
                    Diagnostic::error(codes::UNKNOWN_SUBSCRIPT, message)
                        .at(subscript.span, "")
                        .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                ));
            }
        };
        settings = settings
            .iter()
            .flat_map(|setting| elements.iter().map(|element| [setting.as_slice(), &[*element]].concat()))
            .take(model::MAX_CELLS)
            .collect();
    }
    let cells: Option<Vec<CellId>> = settings.iter().map(|setting| model.cell(id, setting)).collect();
    cells.ok_or_else(|| {
        let known: Vec<String> = variable.cells().take(8).map(|cell| model.cell_name(cell)).collect();
        Box::new(
            Diagnostic::error(codes::UNKNOWN_SUBSCRIPT, format!("`{}` has no such element", variable.name))
                .at(reference.span, "")
                .help(format!("write one of: {}", known.join(", "))),
        )
    })
}
