//! Scenarios: named changes to constants and look-ups, each on top of the one that it comes from.

use super::{Resolver, Scenario};
use crate::model::{CellId, Kind};
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::Reference;
use outpace_syntax::trees::Trees;
use outpace_syntax::{Diagnostic, Spanned};

impl Resolver {
    pub(super) fn scenarios(&mut self, trees: &Trees) {
        self.study.scenarios = vec![Scenario { name: "Base".into(), ..Scenario::default() }];
        self.study.scenario_ids = vec!["base".into()];
        for tree in &trees.scenarios.scenarios {
            let mut scenario = match &tree.from {
                None => Scenario::default(),
                Some(from) => match self.study.scenario(&from.value) {
                    Some(index) => self.study.scenarios[index].clone(),
                    None => {
                        self.unknown_scenario(from);
                        Scenario::default()
                    }
                },
            };
            scenario.name = tree.name.value.clone();
            scenario.says = tree.says.clone();
            for (reference, value) in &tree.settings {
                for cell in self.constant_cells(reference).unwrap_or_default() {
                    scenario.constants.retain(|(known, _)| *known != cell);
                    scenario.constants.push((cell, value.value));
                }
            }
            for (reference, points) in &tree.tables {
                for cell in self.cells(reference).unwrap_or_default() {
                    self.table_change(&mut scenario, cell, reference, &points.points);
                }
            }
            match self.study.scenario(&tree.id.value) {
                Some(index) => self.study.scenarios[index] = scenario,
                None => {
                    self.study.scenarios.push(scenario);
                    self.study.scenario_ids.push(tree.id.value.clone());
                }
            }
        }
    }

    fn table_change(&mut self, scenario: &mut Scenario, cell: CellId, reference: &Reference, points: &[(f64, f64)]) {
        let Some(model) = &self.study.model else { return };
        let variable = model.variable(model.variable_of(cell));
        if variable.kind == Kind::Lookup {
            scenario.tables.retain(|(known, _)| *known != cell);
            scenario.tables.push((cell, points.to_vec()));
            return;
        }
        let message = format!("`{}` is not a look-up of the model", variable.name);
        self.diagnostics.push(
            Diagnostic::error(codes::NOT_A_LOOKUP, message)
                .at(reference.span, "cannot be replaced by points")
                .help("put constants under `set` and look-ups under `table`"),
        );
    }

    pub(super) fn unknown_scenario(&mut self, id: &Spanned<String>) {
        let near = suggestion(&self.diagnostics, &id.value, self.study.scenario_ids.iter().map(String::as_str));
        self.diagnostics.push(
            Diagnostic::error(codes::UNKNOWN_SCENARIO, format!("there is no scenario `{}` before this", id.value))
                .at(id.span, "")
                .help_if(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
}
