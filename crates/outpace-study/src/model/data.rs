//! Series from files that somebody names beside the model, for the data variables that have no source of their own.

use super::{Body, CellId, Model};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::series::SeriesSet;
use outpace_syntax::name::nearest;

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

    /// Gives data variables the series of their names, and says which have none.
    pub fn fill_data(&mut self, set: &SeriesSet) -> Vec<Diagnostic> {
        let waiting: Vec<CellId> = self.waiting().collect();
        let missing: Vec<&CellId> = waiting.iter().filter(|cell| set.get(&self.cell_name(**cell)).is_none()).collect();
        let problems: Vec<Diagnostic> = missing.iter().filter_map(|cell| self.missing(**cell, set)).collect();
        if !problems.is_empty() {
            return problems;
        }
        for cell in waiting {
            self.fill(cell, set);
        }
        problems
    }

    fn missing(&self, cell: CellId, set: &SeriesSet) -> Option<Diagnostic> {
        let name = self.cell_name(cell);
        let message = format!("the data files have no series `{name}`");
        let near = nearest(&name, set.names()).map(|near| format!("did you mean `{near}`? names must be the same"));
        let help = near.unwrap_or_else(|| format!("add a column with the name `{name}`"));
        let left = self.definition_of(cell)?.left;
        Some(Diagnostic::error(codes::MISSING_DATA, message).at(left, "needs it").help(help))
    }

    /// Puts the series of a cell at its place in the equation, which has as many as its loops have settings.
    fn fill(&mut self, cell: CellId, set: &SeriesSet) {
        let (name, variable) = (self.cell_name(cell), self.variable_of(cell));
        let Some(definition) = self.definition_of(cell) else { return };
        let settings = definition.loops.iter().map(|each| self.range(each.range).elements.len()).product();
        let (Some(at), Some(series)) = (self.setting_at(definition, cell), set.get(&name)) else { return };
        let left = definition.left;
        let definitions = &mut self.variables[variable.0 as usize].definitions;
        let Some(definition) = definitions.iter_mut().find(|definition| definition.left == left) else { return };
        if let Body::Data(interpolation) = definition.body {
            definition.body = Body::Series(interpolation, vec![Vec::new(); settings]);
        }
        if let Body::Series(_, all) = &mut definition.body
            && let Some(points) = all.get_mut(at)
        {
            points.clone_from(&series.points);
        }
    }
}
