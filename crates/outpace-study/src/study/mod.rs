//! A whole study with its names bound: what `judge` and `compose` work on.
//!
//! [`resolve`] takes every tree of a study and gives one [`Study`] together with everything that is wrong with it. A
//! broken fact, claim or parameter is reported and marked or left out; the rest still renders. The files below are in
//! the order in which it goes: `parameters`, `correlations`, `scenarios`, `bindings`, `statements` (claims, charts and the draft), each
//! through `cells`, which finds what a name means in the model.

mod bindings;
mod cells;
mod changes;
mod correlations;
mod parameters;
mod scenarios;
mod statements;

#[cfg(test)]
mod tests;

pub use cells::named_cells;
pub use changes::{Changed, changed};
pub use correlations::Correlation;

use crate::check;
use crate::claim::{self, About, Claim, Names, Term};
use crate::evidence::{self, Evidence};
use crate::model::{self, CellId, Model};
use crate::unit::{Unit, UnitTable};
use jiff::civil::{Date, date};
use outpace_syntax::correlations::CorrelationsTree;
use outpace_syntax::diagnostic::tidy;
use outpace_syntax::draft::DraftTree;
use outpace_syntax::expr::{Expr, ExprKind, Moment};
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::parameters::{Distribution, ParametersTree};
use outpace_syntax::period::Period;
use outpace_syntax::study::{BacktestSettings, ChartSpec, EnsembleSettings, Method, SensitivitySettings, SeriesSpec};
use outpace_syntax::trees::Trees;
use outpace_syntax::{Diagnostic, Name, Span, Spanned};
use std::collections::HashMap;

/// A study, ready to be run and judged.
#[derive(Debug, Clone, Default)]
pub struct Study {
    /// The question in a few words.
    pub title: String,
    /// One sentence.
    pub question: String,
    /// The day at which the brief also judges the claims.
    pub then: Option<Date>,
    /// Facts, sources, dictionaries.
    pub evidence: Evidence,
    /// The model, if the study has one.
    pub model: Option<Model>,
    /// The unit of each variable of the model.
    pub units: Vec<Unit>,
    /// How to integrate, where the study says so.
    pub method: Option<Method>,
    /// The time step, where the study says so.
    pub step: Option<f64>,
    /// Last year of the simulation, included, where the study says so.
    pub horizon: Option<(i16, i16)>,
    /// What is believed about the model's constants.
    pub parameters: Vec<Parameter>,
    /// Which of them go together.
    pub correlations: Vec<Correlation>,
    /// What was believed before the backtest, where the study says so.
    pub backtest_parameters: Option<Vec<Parameter>>,
    /// Groups of parameters, in order of appearance.
    pub parameter_groups: Vec<String>,
    /// Named futures, the base first.
    pub scenarios: Vec<Scenario>,
    /// Ids of the scenarios, in the same order.
    pub scenario_ids: Vec<String>,
    /// What is tested.
    pub claims: Vec<Claim>,
    /// Which facts a variable of the model is to reproduce.
    pub bindings: Vec<Binding>,
    /// Variables to show.
    pub outcomes: Vec<CellId>,
    /// Charts.
    pub charts: Vec<ChartSpec>,
    /// The author's text.
    pub draft: DraftTree,
    /// How many futures, and how they are drawn.
    pub ensemble: EnsembleSettings,
    /// What is explained by which parameters.
    pub sensitivity: Option<SensitivitySettings>,
    /// How the model is scored against the past.
    pub backtest: Option<BacktestSettings>,
}

/// What is believed about a constant.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// As users write it: `openness[US]`.
    pub name: String,
    /// The element of the model's variable.
    pub cell: CellId,
    /// Whether the element is a curve through points: the belief is about a number that its values are multiplied by.
    pub factor: bool,
    /// The belief, in the unit of the model's variable; of a factor without unit.
    pub prior: Distribution,
    /// The least and the greatest value that are kept of it.
    pub bounds: Option<(f64, f64)>,
    /// Index into [`Study::parameter_groups`].
    pub group: usize,
    /// Index into the evidence's sources; `None` for an assumption.
    pub source: Option<usize>,
    /// Why these numbers.
    pub rationale: String,
    /// The whole row.
    pub span: Span,
}

/// A named set of changes to the model.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    /// As written in a brief.
    pub name: String,
    /// What happens in it.
    pub says: String,
    /// Constants set to a value.
    pub constants: Vec<(CellId, f64)>,
    /// Look-ups replaced.
    pub tables: Vec<(CellId, Vec<(f64, f64)>)>,
}

/// A variable of the model and the facts that it is to reproduce.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Index into the evidence's metrics.
    pub metric: usize,
    /// The entities whose facts are added.
    pub entities: Vec<usize>,
    /// What the sum is called.
    pub subject: String,
    /// The variable element.
    pub cell: CellId,
    /// Only facts within these.
    pub from: Option<Period>,
    /// Only facts within these.
    pub to: Option<Period>,
    /// Facts are multiplied by this, to convert units and definitions.
    pub scale: f64,
    /// Relative error of the facts.
    pub relative_error: f64,
    /// Whether logarithms are compared.
    pub logarithmic: bool,
}

/// The relative error of a fact where a binding states none.
pub const DEFAULT_RELATIVE_ERROR: f64 = 0.1;

/// Binds every name of a study.
pub fn resolve(mut trees: Trees) -> (Study, Vec<Diagnostic>) {
    let mut resolver = Resolver { study: Study::default(), diagnostics: Vec::new() };
    resolver.settings(&trees);
    resolver.evidence(&trees);
    if let Some((_, tree)) = trees.model.take() {
        resolver.model(tree);
    }
    resolver.study.parameters = resolver.parameters(&trees.parameters);
    resolver.study.correlations = resolver.correlations(&trees.correlations);
    resolver.study.backtest_parameters = trees.backtest_parameters.as_ref().map(|tree| resolver.parameters(tree));
    resolver.scenarios(&trees);
    resolver.bindings(&trees);
    resolver.outcomes(&trees);
    resolver.claims(&trees);
    resolver.formulas();
    resolver.draft();
    resolver.correlated_groups();
    let Resolver { study, mut diagnostics } = resolver;
    tidy(&mut diagnostics);
    (study, diagnostics)
}

/// Replaces the priors of a study, and says what is wrong with the new ones. Its correlations are those of its own priors:
/// they go.
pub fn replace_parameters(study: &mut Study, tree: &ParametersTree) -> Vec<Diagnostic> {
    let mut resolver = Resolver { study: std::mem::take(study), diagnostics: Vec::new() };
    resolver.study.parameter_groups.clear();
    resolver.study.correlations.clear();
    resolver.study.parameters = resolver.parameters(tree);
    *study = resolver.study;
    resolver.diagnostics
}

/// Replaces the correlations of a study, and says what is wrong with the new ones.
pub fn replace_correlations(study: &mut Study, tree: &CorrelationsTree) -> Vec<Diagnostic> {
    let mut resolver = Resolver { study: std::mem::take(study), diagnostics: Vec::new() };
    resolver.study.correlations = resolver.correlations(tree);
    *study = resolver.study;
    resolver.diagnostics
}

impl Study {
    /// Everything that a name in a claim can refer to.
    pub fn names(&self) -> Names<'_> {
        Names {
            evidence: &self.evidence,
            model: self.model.as_ref().map(|model| (model, self.units.as_slice())),
            scenarios: &self.scenario_ids,
            parameter_groups: &self.parameter_groups,
        }
    }

    /// Binds an expression that was written without a moment, at this moment.
    pub fn bind_at(&self, expr: &Expr, moment: Moment, about: About, scenario: usize) -> Result<Term, Vec<Diagnostic>> {
        let span = expr.span;
        let at = Expr { kind: ExprKind::At(Box::new(expr.clone()), Spanned::new(moment, span)), span };
        self.bind(&at, about, scenario)
    }

    /// Binds an expression that was written without a moment, to learn what it names and in which unit. The moment in
    /// the term is a stand-in: nobody may read a value there.
    pub fn bind_names(&self, expr: &Expr, about: About, scenario: usize) -> Result<Term, Vec<Diagnostic>> {
        let any_year = Period { first: date(2000, 1, 1), last: date(2000, 12, 31) };
        self.bind_at(expr, Moment::Period(any_year), about, scenario)
    }

    /// The variable of the model that a series of a chart shows, under the scenario that it names.
    pub fn series_variable(&self, series: &SeriesSpec) -> Option<Term> {
        let scenario = series.scenario.as_ref().and_then(|id| self.scenario(&id.value)).unwrap_or(0);
        self.bind_names(&series.variable.as_ref()?.expr, About::Future, scenario).ok()
    }

    /// Binds an expression.
    pub fn bind(&self, expr: &Expr, about: About, scenario: usize) -> Result<Term, Vec<Diagnostic>> {
        let mut diagnostics = Vec::new();
        let term = claim::bind(expr, about, scenario, self.names(), &mut diagnostics);
        term.ok_or(diagnostics)
    }

    /// The scenario with this id.
    pub fn scenario(&self, id: &str) -> Option<usize> {
        let wanted = Name::new(id);
        self.scenario_ids.iter().position(|known| Name::new(known) == wanted)
    }

    /// A warning for every source that nothing cites. Worth saying of a study without errors only: what they leave out
    /// may be what cites.
    pub fn unused_sources(&self) -> Vec<Diagnostic> {
        let priors = self.parameters.iter().chain(self.backtest_parameters.iter().flatten());
        let by_priors = priors.filter_map(|parameter| parameter.source);
        let by_correlations = self.correlations.iter().filter_map(|correlation| correlation.source);
        self.evidence.unused_sources(&by_priors.chain(by_correlations).collect::<Vec<usize>>())
    }

    /// The claim with this id.
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == id)
    }
}

/// What tells units apart: their factors as written, and the bits of their scale.
type Written<'a> = (Vec<(&'a str, i32)>, u64);

/// The unit of each variable of a model; one without is a pure number.
pub fn variable_units(model: &Model, table: &UnitTable) -> Vec<Unit> {
    // What looks wrong in them is reported by the check of units; here they only have to have a meaning.
    let mut known: HashMap<Written, Unit> = HashMap::new();
    let units = model.variables.iter().map(|variable| match &variable.unit {
        None => Unit::dimensionless(),
        Some(unit) => {
            let factors = unit.factors.iter().map(|(name, power, _)| (name.text(), *power)).collect();
            known.entry((factors, unit.scale.to_bits())).or_insert_with(|| table.meaning(unit)).clone()
        }
    });
    units.collect()
}

struct Resolver {
    study: Study,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver {
    fn settings(&mut self, trees: &Trees) {
        let Some((_, tree)) = &trees.study else { return };
        let study = &mut self.study;
        study.title = tree.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
        study.question = tree.question.as_ref().map(|question| question.value.clone()).unwrap_or_default();
        study.then = tree.then.as_ref().map(|then| then.value);
        study.method = tree.method.as_ref().map(|method| method.value);
        study.step = tree.step.as_ref().map(|step| step.value);
        study.horizon = tree.horizon.as_ref().map(|horizon| horizon.value);
        study.ensemble = tree.ensemble.clone();
        study.sensitivity = tree.sensitivity.clone();
        study.backtest = tree.backtest.clone();
        study.charts = tree.charts.clone();
        study.draft = trees.draft.clone();
    }

    fn evidence(&mut self, trees: &Trees) {
        let (evidence, diagnostics) = evidence::resolve(trees);
        self.study.evidence = evidence;
        self.diagnostics.extend(diagnostics);
    }

    fn model(&mut self, tree: ModelTree) {
        let (model, diagnostics) = model::resolve(tree);
        self.diagnostics.extend(diagnostics);
        self.diagnostics.extend(check::order(&model).1);
        let units = self.study.evidence.units.with_equivalents(&model.unit_equivalents);
        self.study.units = variable_units(&model, &units);
        self.diagnostics.extend(check::units(&model, &self.study.units, &units));
        self.study.model = Some(model);
    }

    fn outcomes(&mut self, trees: &Trees) {
        let Some((_, tree)) = &trees.study else { return };
        for reference in &tree.outcomes {
            let cells = self.cells(reference).unwrap_or_default();
            self.study.outcomes.extend(cells);
        }
    }
}
