//! A whole study with its names bound: what `judge` and `compose` work on.
//!
//! [`resolve`] takes every tree of a study and gives one [`Study`] together with everything that is wrong with it. A
//! broken fact, claim or parameter is reported and marked or left out; the rest still renders.

use crate::check;
use crate::claim::{self, About, Claim, Names, Reading, Term};
use crate::evidence::{self, Evidence};
use crate::model::{self, CellId, Kind, Model};
use crate::unit::{Unit, from_expr, mismatch};
use jiff::civil::Date;
use outpace_syntax::diagnostic::{codes, tidy};
use outpace_syntax::draft::DraftTree;
use outpace_syntax::expr::{Expr, ExprKind, Moment, Reference};
use outpace_syntax::name::nearest;
use outpace_syntax::parameters::{Distribution, ParameterRow, ParameterSource, ParametersTree};
use outpace_syntax::period::Period;
use outpace_syntax::study::{BacktestSettings, Bind, ChartSpec, EnsembleSettings, Method, SensitivitySettings, Subject};
use outpace_syntax::trees::Trees;
use outpace_syntax::{Diagnostic, Name, Span, Spanned};

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
    /// The belief, in the unit of the model's variable.
    pub prior: Distribution,
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
pub fn resolve(trees: &Trees) -> (Study, Vec<Diagnostic>) {
    let mut resolver = Resolver { study: Study::default(), diagnostics: Vec::new() };
    resolver.settings(trees);
    resolver.evidence(trees);
    resolver.model(trees);
    resolver.study.parameters = resolver.parameters(&trees.parameters);
    resolver.study.backtest_parameters = trees.backtest_parameters.as_ref().map(|tree| resolver.parameters(tree));
    resolver.scenarios(trees);
    resolver.bindings(trees);
    resolver.outcomes(trees);
    resolver.claims(trees);
    resolver.formulas();
    resolver.draft();
    let Resolver { study, mut diagnostics } = resolver;
    tidy(&mut diagnostics);
    (study, diagnostics)
}

/// Replaces the priors of a study, and says what is wrong with the new ones.
pub fn replace_parameters(study: &mut Study, tree: &ParametersTree) -> Vec<Diagnostic> {
    let mut resolver = Resolver { study: std::mem::take(study), diagnostics: Vec::new() };
    resolver.study.parameter_groups.clear();
    resolver.study.parameters = resolver.parameters(tree);
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
    pub fn bind_at(
        &self,
        expr: &Expr,
        moment: Moment,
        about: About,
        scenario: usize,
    ) -> Result<Term, Vec<Diagnostic>> {
        let span = expr.span;
        let at = Expr { kind: ExprKind::At(Box::new(expr.clone()), Spanned::new(moment, span)), span };
        self.bind(&at, about, scenario)
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

    /// The claim with this id.
    pub fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == id)
    }
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

    fn model(&mut self, trees: &Trees) {
        let Some((_, tree)) = &trees.model else { return };
        let (model, diagnostics) = model::resolve(tree);
        self.diagnostics.extend(diagnostics);
        self.diagnostics.extend(check::order(&model).1);
        self.diagnostics.extend(check::units(&model, &self.study.evidence.units));
        let table = &self.study.evidence.units;
        self.study.units = model
            .variables
            .iter()
            .map(|variable| {
                // Unknown units were reported by the check; here they only have to have a meaning.
                let mut reported = Vec::new();
                variable
                    .unit
                    .as_ref()
                    .map_or_else(Unit::dimensionless, |unit| from_expr(unit, table, &mut reported))
            })
            .collect();
        self.study.model = Some(model);
    }

    fn parameters(&mut self, tree: &ParametersTree) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for row in &tree.parameters {
            for parameter in self.parameter(row) {
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
    fn parameter(&mut self, row: &ParameterRow) -> Vec<Parameter> {
        self.parameter_cells(row).unwrap_or_default()
    }

    fn parameter_cells(&mut self, row: &ParameterRow) -> Option<Vec<Parameter>> {
        let reference = Reference {
            name: row.name.value.clone(),
            subscripts: row
                .subscripts
                .iter()
                .map(|subscript| outpace_syntax::expr::SubscriptUse {
                    name: subscript.value.clone(),
                    bang: false,
                    span: subscript.span,
                })
                .collect(),
            span: row.name.span,
        };
        let cells = self.constant_cells(&reference)?;
        let model = self.study.model.as_ref()?;
        let variable = model.variable_of(*cells.first()?);
        let unit = self.study.units.get(variable.0 as usize)?.clone();
        let written = from_expr(&row.unit, &self.study.evidence.units, &mut self.diagnostics);
        let Some(factor) = written.factor_to(&unit) else {
            let explained = mismatch(&unit, &written);
            self.diagnostics.push(
                Diagnostic::error(
                    codes::UNIT_MISMATCH,
                    format!("the prior of `{}` is in {written}, the model has it in {unit}", row.name.value),
                )
                .at(row.unit.span, format!("{written}"))
                .and(model.variable(variable).span, format!("{unit}"))
                .note(explained.lines)
                .help_if(explained.help),
            );
            return None;
        };
        let names: Vec<String> = cells.iter().map(|cell| model.cell_name(*cell)).collect();
        let source = match &row.source {
            ParameterSource::Assumption(_) => None,
            ParameterSource::Cited(id) => match self.study.evidence.find_source(&id.value) {
                Some(source) => Some(source),
                None => {
                    let near = self.study.evidence.sources.iter().map(|source| source.id.as_str());
                    let near = nearest(&id.value, near).map(|near| format!("did you mean `{near}`?"));
                    let message = format!("sources.bib has no entry `{}`", id.value);
                    self.diagnostics.push(
                        Diagnostic::error(codes::UNKNOWN_SOURCE, message)
                            .at(id.span, "")
                            .help_if(near.or(Some("add the source, or write `assumption`".into()))),
                    );
                    None
                }
            },
        };
        let group = self.group(row.group.value.text());
        let prior = rescale(row.distribution.value, factor);
        let parameters = cells.into_iter().zip(names).map(|(cell, name)| Parameter {
            name,
            cell,
            prior,
            group,
            source,
            rationale: row.rationale.clone(),
            span: row.span,
        });
        Some(parameters.collect())
    }

    fn group(&mut self, name: &str) -> usize {
        let name = if name.is_empty() { "other" } else { name };
        let groups = &mut self.study.parameter_groups;
        groups.iter().position(|known| known == name).unwrap_or_else(|| {
            groups.push(name.to_string());
            groups.len() - 1
        })
    }

    /// The cells of a constant that a row or a scenario names: one element, a range, or all elements.
    fn constant_cells(&mut self, reference: &Reference) -> Option<Vec<CellId>> {
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
    fn cells(&mut self, reference: &Reference) -> Option<Vec<CellId>> {
        let model = self.study.model.as_ref()?;
        match named_cells(model, reference) {
            Ok(cells) => Some(cells),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn scenarios(&mut self, trees: &Trees) {
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

    fn unknown_scenario(&mut self, id: &Spanned<String>) {
        let near = nearest(&id.value, self.study.scenario_ids.iter().map(String::as_str));
        self.diagnostics.push(
            Diagnostic::error(codes::UNKNOWN_SCENARIO, format!("there is no scenario `{}` before this", id.value))
                .at(id.span, "")
                .help_if(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }

    fn bindings(&mut self, trees: &Trees) {
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
            let near = evidence.metric_names();
            unknown.push((codes::UNKNOWN_METRIC, "metric", &bind.metric, near));
        }
        if entities.is_none() {
            let near = evidence.entity_names();
            unknown.push((codes::UNKNOWN_ENTITY, "entity or group", subject, near));
        }
        for (code, what, name, known) in unknown {
            let near = nearest(name.value.text(), known.iter().map(String::as_str));
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

    fn outcomes(&mut self, trees: &Trees) {
        let Some((_, tree)) = &trees.study else { return };
        for reference in &tree.outcomes {
            let cells = self.cells(reference).unwrap_or_default();
            self.study.outcomes.extend(cells);
        }
    }

    fn claims(&mut self, trees: &Trees) {
        use outpace_syntax::claims::{About as Written, Test};
        for tree in &trees.claims.claims {
            let about = match tree.about {
                Written::Evidence => About::Evidence,
                Written::Future => About::Future,
                Written::Both => About::Both,
            };
            let scenario = match &tree.scenario {
                None => 0,
                Some(id) => self.study.scenario(&id.value).unwrap_or_else(|| {
                    self.unknown_scenario(id);
                    0
                }),
            };
            let (readings, not_testable) = match &tree.test {
                Test::Readings(readings) => (readings.as_slice(), None),
                Test::NotTestable(why) => (&[][..], Some(why.value.clone())),
                Test::Broken => (&[][..], None),
            };
            let readings: Vec<Reading> = readings
                .iter()
                .map(|reading| Reading {
                    name: reading.name.clone(),
                    text: reading.holds.text.clone(),
                    term: claim::bind(
                        &reading.holds.expr,
                        about,
                        scenario,
                        self.study.names(),
                        &mut self.diagnostics,
                    ),
                })
                .collect();
            self.study.claims.push(Claim {
                id: tree.id.value.clone(),
                says: tree.says.value.clone(),
                about,
                readings,
                not_testable,
                expects: tree.expects.as_ref().map(|expects| expects.value),
                expected_then: tree.expected_then.as_ref().map(|expects| expects.value),
                note: tree.note.clone(),
                span: tree.id.span,
            });
        }
    }

    /// Expressions in charts and settings: bound once here, so that their mistakes show before anything runs.
    fn formulas(&mut self) {
        let Some(year) = Period::year_of(2025) else { return };
        let moment = || Moment::Period(year);
        let mut reported = Vec::new();
        if let Some(sensitivity) = &self.study.sensitivity {
            reported.extend(self.study.bind(&sensitivity.outcome.expr, About::Future, 0).err());
        }
        for chart in &self.study.charts {
            for series in &chart.series {
                if let Some(facts) = &series.facts {
                    reported.extend(self.study.bind_at(&facts.expr, moment(), About::Evidence, 0).err());
                }
                if let Some(variable) = &series.variable {
                    reported.extend(self.study.bind_at(&variable.expr, moment(), About::Future, 0).err());
                }
            }
        }
        self.diagnostics.extend(reported.into_iter().flatten());
        let scenarios: Vec<Spanned<String>> =
            self.study.charts.iter().flat_map(|chart| &chart.series).filter_map(|series| series.scenario.clone()).collect();
        for id in scenarios {
            if self.study.scenario(&id.value).is_none() {
                self.unknown_scenario(&id);
            }
        }
    }

    /// Ids in the draft, and its expressions.
    fn draft(&mut self) {
        use outpace_syntax::draft::{DirectiveKind, Piece};
        let mut diagnostics = Vec::new();
        for piece in &self.study.draft.pieces {
            let Piece::Directive(directive) = piece else { continue };
            match &directive.kind {
                DirectiveKind::Claim(id) if self.study.claim(&id.value).is_none() => {
                    let near = nearest(&id.value, self.study.claims.iter().map(|claim| claim.id.as_str()));
                    diagnostics.push(
                        Diagnostic::error(codes::UNKNOWN_CLAIM, format!("claims.toml has no claim `{}`", id.value))
                            .at(id.span, "")
                            .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                    );
                }
                DirectiveKind::Chart(id) if !self.study.charts.iter().any(|chart| chart.id.value == id.value) => {
                    let near = nearest(&id.value, self.study.charts.iter().map(|chart| chart.id.value.as_str()));
                    diagnostics.push(
                        Diagnostic::error(codes::UNKNOWN_CHART, format!("study.toml has no chart `{}`", id.value))
                            .at(id.span, "")
                            .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                    );
                }
                DirectiveKind::Value(formula) => {
                    diagnostics.extend(self.study.bind(&formula.expr, About::Both, 0).err().into_iter().flatten());
                }
                _ => {}
            }
        }
        self.diagnostics.extend(diagnostics);
    }
}

/// The cells of a model that a reference names: one element, the elements of ranges, or all where it has no
/// subscripts.
pub fn named_cells(model: &Model, reference: &Reference) -> Result<Vec<CellId>, Box<Diagnostic>> {
    let Some(id) = model.find_variable(&reference.name) else {
        let near = nearest(reference.name.text(), model.variables.iter().map(|variable| variable.name.text()));
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
                let near = nearest(subscript.name.text(), names);
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

/// A distribution in another unit: every number that carries the unit times `factor`.
fn rescale(distribution: Distribution, factor: f64) -> Distribution {
    match distribution {
        Distribution::Fixed(value) => Distribution::Fixed(value * factor),
        Distribution::Uniform { low, high } => Distribution::Uniform { low: low * factor, high: high * factor },
        Distribution::Normal { mean, sd } => Distribution::Normal { mean: mean * factor, sd: sd * factor },
        Distribution::Lognormal { median, sd_of_log } => {
            Distribution::Lognormal { median: median * factor, sd_of_log }
        }
        Distribution::Triangular { low, mode, high } => {
            Distribution::Triangular { low: low * factor, mode: mode * factor, high: high * factor }
        }
        Distribution::Pert { low, mode, high } => {
            Distribution::Pert { low: low * factor, mode: mode * factor, high: high * factor }
        }
    }
}
