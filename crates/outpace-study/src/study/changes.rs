//! What a changes file sets: its numbers and curves, element by element.

use super::cells::named_cells;
use crate::model::{CellId, Kind, Model};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::{Change, Right};

/// Numbers and look-ups that replace what a model says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changed {
    /// Constants, in order of the file.
    pub constants: Vec<(CellId, f64)>,
    /// Look-ups with their points, in order of `x`.
    pub tables: Vec<(CellId, Vec<(f64, f64)>)>,
}

/// What the entries of a changes file mean for a model. A list of numbers fills the elements in order, and one number
/// all of them.
///
/// Diagnostics: `unknown-name`, `unknown-subscript`, `not-a-constant`, `not-a-lookup`, `constant-count`, `bad-lookup`.
pub fn changed(model: &Model, changes: &[Change]) -> (Changed, Vec<Diagnostic>) {
    let (mut changed, mut diagnostics) = (Changed::default(), Vec::new());
    for change in changes {
        let problem = match named_cells(model, &change.left, &diagnostics) {
            Err(problem) => Err(problem),
            Ok(cells) => set(model, change, &cells, &mut changed),
        };
        diagnostics.extend(problem.err().map(|problem| *problem));
    }
    (changed, diagnostics)
}

fn set(model: &Model, change: &Change, cells: &[CellId], changed: &mut Changed) -> Result<(), Box<Diagnostic>> {
    let name = &change.left.name;
    let wrong = |code, message: String| Box::new(Diagnostic::error(code, message).at(change.left.span, ""));
    let is_lookup = model.find_variable(name).is_some_and(|id| model.variable(id).kind == Kind::Lookup);
    match &change.right {
        Right::Constants(rows) => {
            let values: Vec<f64> = rows.iter().flatten().map(|value| value.value).collect();
            if is_lookup || cells.iter().any(|cell| model.literal(*cell).is_none()) {
                return Err(wrong(codes::NOT_A_CONSTANT, format!("`{name}` is no constant that could be changed")));
            }
            match values.as_slice() {
                [value] => changed.constants.extend(cells.iter().map(|cell| (*cell, *value))),
                values if values.len() == cells.len() => {
                    changed.constants.extend(cells.iter().copied().zip(values.iter().copied()));
                }
                values => {
                    let message = format!("{} numbers for {} elements", values.len(), cells.len());
                    return Err(wrong(codes::CONSTANT_COUNT, message));
                }
            }
            Ok(())
        }
        Right::Lookup(points) if is_lookup => {
            let points = &points.points;
            if points.is_empty() || points.windows(2).any(|pair| pair[0].0 > pair[1].0) {
                return Err(wrong(codes::BAD_LOOKUP, format!("the x of `{name}` must ascend")));
            }
            changed.tables.extend(cells.iter().map(|cell| (*cell, points.clone())));
            Ok(())
        }
        _ => Err(wrong(codes::NOT_A_LOOKUP, format!("`{name}` cannot be changed to a look-up"))),
    }
}
