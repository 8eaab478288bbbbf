//! Series from files that somebody names beside the model, for the data variables that have no source of their own.

use super::{Body, CellId, ExprKind, Kind, Model, VariableId};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::series::SeriesSet;
use outpace_syntax::name::nearest;
use outpace_syntax::{Diagnostic, Span};
use std::collections::HashSet;

impl Model {
    /// Whether a data variable waits for its values.
    pub fn waits_for_data(&self) -> bool {
        self.waiting().next().is_some()
    }

    /// The cells of data variables without values.
    fn waiting(&self) -> impl Iterator<Item = CellId> {
        let cells = self.variables.iter().flat_map(|variable| variable.cells());
        cells.filter(|cell| self.definition_of(*cell).is_some_and(|found| matches!(found.body, Body::Data(_))))
    }

    /// Gives data variables the series of their names. What an equation reads and no file has is not available at any
    /// time, and that is said: Vensim warns and goes on too (ref_sim_errors.html).
    pub fn fill_data(&mut self, set: &SeriesSet) -> Vec<Diagnostic> {
        let read = self.read_variables();
        let waiting: Vec<CellId> = self.waiting().collect();
        let mut missing: Vec<(Span, Vec<CellId>)> = Vec::new();
        for cell in waiting {
            let points = set.get(&self.cell_name(cell)).map(|series| series.points.clone());
            let left = self.definition_of(cell).map(|definition| definition.left);
            match (&points, left) {
                (None, _) if !read.contains(&self.variable_of(cell)) => continue,
                (None, Some(left)) => match missing.last_mut() {
                    Some((last, cells)) if *last == left => cells.push(cell),
                    _ => missing.push((left, vec![cell])),
                },
                _ => {}
            }
            self.fill(cell, points.unwrap_or_default());
        }
        missing.iter().filter_map(|(left, cells)| self.missing(*left, cells, set)).collect()
    }

    /// The variables that some equation reads.
    fn read_variables(&self) -> HashSet<VariableId> {
        let mut read = HashSet::new();
        let definitions = self.variables.iter().flat_map(|variable| &variable.definitions);
        for definition in definitions {
            let Body::Expression(expr) = &definition.body else { continue };
            expr.walk(&mut |part| match &part.kind {
                ExprKind::Variable(found) | ExprKind::Table(found) | ExprKind::Offset(found, _) => {
                    read.insert(found.variable);
                }
                _ => {}
            });
        }
        read
    }

    fn missing(&self, left: Span, cells: &[CellId], set: &SeriesSet) -> Option<Diagnostic> {
        let name = self.cell_name(*cells.first()?);
        let others = match cells.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let message = format!("there are no data for `{name}`{others}: taken as not available, `:NA:`");
        let near = nearest(&name, set.names()).map(|near| format!("did you mean `{near}`? names must be the same"));
        let help = near.unwrap_or_else(|| match set.is_empty() {
            true => "name a data file, `outpace run MODEL DATA`, or give it an equation or a look-up over time".into(),
            false => format!("add a column with the name `{name}`"),
        });
        Some(Diagnostic::warning(codes::MISSING_DATA, message).at(left, "").help(help))
    }

    /// Puts the series of a cell at its place in the equation, which has as many as its loops have settings.
    fn fill(&mut self, cell: CellId, points: Vec<(f64, f64)>) {
        let variable = self.variable_of(cell);
        let Some(definition) = self.definition_of(cell) else { return };
        let settings = definition.loops.iter().map(|each| self.range(each.range).elements.len()).product();
        let Some(at) = self.setting_at(definition, cell) else { return };
        let left = definition.left;
        let variable = &mut self.variables[variable.0 as usize];
        // From now on it has values, like what is read from a table that the model names.
        variable.kind = Kind::Auxiliary;
        let Some(definition) = variable.definitions.iter_mut().find(|definition| definition.left == left) else {
            return;
        };
        if let Body::Data(interpolation) = definition.body {
            definition.body = Body::Series(interpolation, vec![Vec::new(); settings]);
        }
        if let Body::Series(_, all) = &mut definition.body
            && let Some(place) = all.get_mut(at)
        {
            *place = points;
        }
    }
}
