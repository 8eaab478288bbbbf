//! Priors: each row of `parameters.csv` becomes a belief about every constant that it names.

use super::{Parameter, Resolver};
use crate::model::{CellId, Control};
use crate::unit::{Unit, from_expr, mismatch};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::{Reference, SubscriptUse};
use outpace_syntax::parameters::{Distribution, ParameterRow, ParameterSource, ParametersTree};

impl Resolver {
    pub(super) fn parameters(&mut self, tree: &ParametersTree) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for row in &tree.parameters {
            for parameter in self.parameter(row).unwrap_or_default() {
                match parameters.iter().find(|known| known.cell == parameter.cell) {
                    None => parameters.push(parameter),
                    Some(first) => self.diagnostics.push(
                        Diagnostic::error(codes::DUPLICATE_PARAMETER, format!("`{}` has two priors", parameter.name))
                            .at(row.name.span, "a second prior")
                            .and(first.span, "the first"),
                    ),
                }
            }
        }
        parameters
    }

    /// The priors of a row: one for each element that it names, drawn independently.
    fn parameter(&mut self, row: &ParameterRow) -> Option<Vec<Parameter>> {
        let (cells, factor) = self.parameter_cells(&reference(row))?;
        self.not_the_clock(row, *cells.first()?)?;
        let prior = self.prior(row, *cells.first()?, factor);
        let source = self.parameter_source(&row.source);
        let model = self.study.model.as_ref()?;
        let names: Vec<String> = cells.iter().map(|cell| model.cell_name(*cell)).collect();
        let (prior, bounds) = prior?;
        let group = self.group(row.group.value.text());
        let parameters = cells.into_iter().zip(names).map(|(cell, name)| Parameter {
            name,
            cell,
            factor,
            prior,
            bounds,
            group,
            source,
            rationale: row.rationale.clone(),
            span: row.span,
        });
        Some(parameters.collect())
    }

    /// The elements that a row is about: constants, or curves of which a factor is meant.
    fn parameter_cells(&mut self, reference: &Reference) -> Option<(Vec<CellId>, bool)> {
        let cells = self.cells(reference)?;
        let model = self.study.model.as_ref()?;
        if cells.iter().all(|cell| model.is_curve(*cell)) {
            return Some((cells, true));
        }
        self.constant_cells(reference).map(|cells| (cells, false))
    }

    /// Refuses to vary what all futures of a run share.
    fn not_the_clock(&mut self, row: &ParameterRow, cell: CellId) -> Option<()> {
        let model = self.study.model.as_ref()?;
        let Control { initial, last, step, save_every } = model.control;
        let is_clock = [initial, last, step, save_every].contains(&Some(model.variable_of(cell)));
        if !is_clock || matches!(row.distribution.value, Distribution::Fixed(_)) {
            return Some(());
        }
        let message = format!("`{}` is the same in every future, so it has no prior", row.name.value);
        let help = "futures are computed side by side, on one clock; set it with `fixed`, in the model or by --set";
        self.diagnostics.push(Diagnostic::error(codes::NOT_A_CONSTANT, message).at(row.name.span, "").help(help));
        None
    }

    /// The distribution of a row, and what is kept of it, in the unit of the variable that it is about.
    fn prior(&mut self, row: &ParameterRow, cell: CellId, factor: bool) -> Option<(Distribution, Option<(f64, f64)>)> {
        let written = from_expr(&row.unit, &self.study.evidence.units, &mut self.diagnostics);
        let model = self.study.model.as_ref()?;
        let variable = model.variable_of(cell);
        let none = Unit::dimensionless();
        let unit = if factor { &none } else { self.study.units.get(variable.0 as usize)? };
        if let Some(factor) = written.factor_to(unit) {
            let bounds = row.bounds.map(|(low, high)| (low * factor, high * factor));
            return Some((rescale(row.distribution.value, factor), bounds));
        }
        let explained = mismatch(unit, &written);
        let name = &row.name.value;
        let message = match factor {
            true => format!("the values of `{name}` are multiplied by its prior, which has no unit, and not {written}"),
            false => format!("the prior of `{name}` is in {written}, the model has it in {unit}"),
        };
        self.diagnostics.push(
            Diagnostic::error(codes::UNIT_MISMATCH, message)
                .at(row.unit.span, format!("{written}"))
                .and(model.variable(variable).span, format!("{unit}"))
                .note(explained.lines)
                .help_if(explained.help),
        );
        None
    }

    /// The source that a row cites; `None` for an assumption, and where there is no such source.
    pub(super) fn parameter_source(&mut self, written: &ParameterSource) -> Option<usize> {
        let ParameterSource::Cited(id) = written else { return None };
        let evidence = &self.study.evidence;
        let found = evidence.find_source(&id.value);
        if found.is_none() {
            let near =
                suggestion(&self.diagnostics, &id.value, evidence.sources.iter().map(|source| source.id.as_str()));
            let help =
                near.map_or("add the source, or write `assumption`".into(), |near| format!("did you mean `{near}`?"));
            let message = format!("sources.bib has no entry `{}`", id.value);
            self.diagnostics.push(Diagnostic::error(codes::UNKNOWN_SOURCE, message).at(id.span, "").help(help));
        }
        found
    }

    fn group(&mut self, name: &str) -> usize {
        let name = if name.is_empty() { "other" } else { name };
        let groups = &mut self.study.parameter_groups;
        groups.iter().position(|known| known == name).unwrap_or_else(|| {
            groups.push(name.to_string());
            groups.len() - 1
        })
    }
}

/// What a row is about, as if it stood in an equation.
fn reference(row: &ParameterRow) -> Reference {
    let subscripts = row.subscripts.iter().map(|subscript| SubscriptUse {
        name: subscript.value.clone(),
        bang: false,
        span: subscript.span,
    });
    Reference { name: row.name.value.clone(), subscripts: subscripts.collect(), span: row.name.span }
}

/// A distribution in another unit: every number that carries the unit times `factor`.
fn rescale(distribution: Distribution, factor: f64) -> Distribution {
    match distribution {
        Distribution::Fixed(value) => Distribution::Fixed(value * factor),
        Distribution::Uniform { low, high } => Distribution::Uniform { low: low * factor, high: high * factor },
        Distribution::Loguniform { low, high } => Distribution::Loguniform { low: low * factor, high: high * factor },
        Distribution::Normal { mean, sd } => Distribution::Normal { mean: mean * factor, sd: sd * factor },
        Distribution::Lognormal { median, sd_of_log } => Distribution::Lognormal { median: median * factor, sd_of_log },
        Distribution::Triangular { low, mode, high } => {
            Distribution::Triangular { low: low * factor, mode: mode * factor, high: high * factor }
        }
        Distribution::Pert { low, mode, high } => {
            Distribution::Pert { low: low * factor, mode: mode * factor, high: high * factor }
        }
        Distribution::Beta { alpha, beta, high } => Distribution::Beta { alpha, beta, high: high * factor },
    }
}
