//! What the numbers of a run show that no model means: values that are not finite numbers, and elements looked for
//! outside of an array. A simulation goes on with both, as Vensim's does, which reports them like this.

use crate::lower::OutputName;
use outpace_study::model::{Body, CellId, Definition, ExprKind, Model, VariableId};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::VENSIM_NA;
use std::collections::{BTreeMap, BTreeSet};

/// Looks at the rows of a run as they come.
pub struct Watch<'a> {
    model: &'a Model,
    cells: Vec<CellId>,
    /// The first time at which something is not finite, and all that is not finite then.
    lost: Option<(f64, Vec<CellId>)>,
    /// Places in a row whose equations look for an element by its distance from another.
    mapped: Vec<usize>,
    /// By variable, where that was outside of the array first.
    outside: BTreeMap<VariableId, (CellId, f64)>,
}

impl<'a> Watch<'a> {
    /// Rows with these outputs are to come.
    pub fn new(model: &'a Model, outputs: &[&OutputName]) -> Watch<'a> {
        let cells: Vec<CellId> = outputs.iter().map(|output| output.cell).collect();
        let maps = |cell: CellId| model.definition_of(cell).is_some_and(maps_elements);
        let mapped = (0..cells.len()).filter(|place| maps(cells[*place])).collect();
        Watch { model, cells, lost: None, mapped, outside: BTreeMap::new() }
    }

    /// The outputs at a saved time.
    pub fn row(&mut self, time: f64, values: &[f64]) {
        if self.lost.is_none() && values.iter().any(|value| !value.is_finite()) {
            let pairs = self.cells.iter().zip(values);
            let lost = pairs.filter(|(_, value)| !value.is_finite()).map(|(cell, _)| *cell);
            self.lost = Some((time, lost.collect()));
        }
        for &place in self.mapped.iter().filter(|place| values.get(**place) == Some(&VENSIM_NA)) {
            let cell = self.cells[place];
            self.outside.entry(self.model.variable_of(cell)).or_insert((cell, time));
        }
    }

    /// What deserves a look, now that all rows have come.
    ///
    /// Diagnostics: `not-finite`, `outside-of-array`.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let lost = self.lost.iter().filter_map(|(time, cells)| self.not_finite(*time, cells));
        let outside = self.outside.values().filter_map(|&(cell, time)| {
            let message = format!(
                "`{}` looks for an element outside of its array at time {time}: it is not available, `:NA:`",
                self.model.cell_name(cell)
            );
            let help = "the offset of VECTOR ELM MAP counts from the element named: 0 is that element itself";
            let place = self.model.definition_of(cell)?.left;
            Some(Diagnostic::warning(codes::OUTSIDE_OF_ARRAY, message).at(place, "").help(help))
        });
        lost.chain(outside).collect()
    }

    /// Names the first of those that read no other one of them: there it began.
    fn not_finite(&self, time: f64, cells: &[CellId]) -> Option<Diagnostic> {
        let lost: BTreeSet<VariableId> = cells.iter().map(|cell| self.model.variable_of(*cell)).collect();
        let begins = |cell: &&CellId| {
            let itself = self.model.variable_of(**cell);
            let reads = |definition| read(definition).iter().any(|other| *other != itself && lost.contains(other));
            !self.model.definition_of(**cell).is_some_and(reads)
        };
        let first = *cells.iter().find(begins).or(cells.first())?;
        let message = format!("`{}` is not a finite number at time {time}", self.model.cell_name(first));
        let mut diagnostic =
            Diagnostic::warning(codes::NOT_FINITE, message).at(self.model.definition_of(first)?.left, "");
        if lost.len() > 1 {
            diagnostic =
                diagnostic.note(format!("{} variables are not finite then, and what reads them later", lost.len()));
        }
        Some(diagnostic.help(
            "something is divided by 0 (see XIDZ), is the logarithm or root of less than 0, or grows without bound",
        ))
    }
}

/// The variables that an equation reads.
fn read(definition: &Definition) -> Vec<VariableId> {
    let mut variables = Vec::new();
    if let Body::Expression(expr) = &definition.body {
        expr.walk(&mut |part| match &part.kind {
            ExprKind::Variable(reference) | ExprKind::Table(reference) | ExprKind::Offset(reference, _) => {
                variables.push(reference.variable);
            }
            _ => {}
        });
    }
    variables
}

fn maps_elements(definition: &Definition) -> bool {
    let mut maps = false;
    if let Body::Expression(expr) = &definition.body {
        expr.walk(&mut |part| maps |= matches!(part.kind, ExprKind::Offset(..)));
    }
    maps
}
