//! Bindings: which facts a variable of the model is to reproduce, and how they come to its unit.

use super::{Binding, DEFAULT_RELATIVE_ERROR, Resolver};
use crate::model::CellId;
use crate::unit::{Unit, mismatch};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::study::{Bind, Subject};
use outpace_syntax::trees::Trees;

impl Resolver {
    pub(super) fn bindings(&mut self, trees: &Trees) {
        let Some((_, tree)) = &trees.study else { return };
        for bind in &tree.binds {
            if let Some(binding) = self.binding(bind) {
                self.study.bindings.push(binding);
            }
        }
    }

    fn binding(&mut self, bind: &Bind) -> Option<Binding> {
        let evidence = &self.study.evidence;
        let metric = evidence.find_metric(&bind.metric.value);
        let (subject, entities) = match &bind.subject {
            Subject::Entity(name) => (name, evidence.find_entity(&name.value).map(|entity| vec![entity])),
            Subject::Sum(name) => (
                name,
                evidence.group(&name.value).map(|members| {
                    members.iter().filter_map(|member| evidence.find_entity(member)).collect::<Vec<_>>()
                }),
            ),
        };
        let mut unknown = Vec::new();
        if metric.is_none() {
            let near = suggestion(&self.diagnostics, bind.metric.value.text(), evidence.metric_names());
            unknown.push((codes::UNKNOWN_METRIC, "metric", &bind.metric, near));
        }
        if entities.is_none() {
            let near = suggestion(&self.diagnostics, subject.value.text(), evidence.entity_names());
            unknown.push((codes::UNKNOWN_ENTITY, "entity or group", subject, near));
        }
        for (code, what, name, near) in unknown {
            self.diagnostics.push(
                Diagnostic::error(code, format!("there is no {what} `{}`", name.value))
                    .at(name.span, "")
                    .help_if(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
        let cell = self.cells(&bind.variable)?.first().copied()?;
        let (metric, entities) = (metric?, entities?);
        let factor = self.binding_factor(bind, metric, cell)?;
        let subject = match entities.as_slice() {
            [entity] => self.study.evidence.entities[*entity].name.clone(),
            _ => subject.value.text().to_string(),
        };
        Some(Binding {
            metric,
            entities,
            subject,
            cell,
            from: bind.from.as_ref().map(|from| from.value),
            to: bind.to.as_ref().map(|to| to.value),
            scale: factor * bind.scale.as_ref().map_or(1.0, |scale| scale.value),
            relative_error: bind.sd.as_ref().map_or(DEFAULT_RELATIVE_ERROR, |sd| sd.value),
            logarithmic: bind.logarithmic,
        })
    }

    /// What a fact of the metric is multiplied by to be in the unit of the variable. A flow over a year may be bound
    /// to a rate per year: both count the same.
    fn binding_factor(&mut self, bind: &Bind, metric: usize, cell: CellId) -> Option<f64> {
        let model = self.study.model.as_ref()?;
        let variable = model.variable_of(cell);
        let unit = self.study.units.get(variable.0 as usize)?;
        let from = &self.study.evidence.metrics[metric].unit;
        let factor = from.factor_to(unit).or_else(|| from.over(&Unit::year()).factor_to(unit));
        if factor.is_none() {
            let explained = mismatch(unit, from);
            self.diagnostics.push(
                Diagnostic::error(
                    codes::UNIT_MISMATCH,
                    format!("`{}` is in {from}, `{}` in {unit}", bind.metric.value, model.variable(variable).name),
                )
                .at(bind.metric.span, format!("{from}"))
                .and(bind.variable.span, format!("{unit}"))
                .note(explained.lines)
                .help_if(explained.help),
            );
        }
        factor
    }
}
