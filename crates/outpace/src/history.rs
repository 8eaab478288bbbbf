//! The model against the past: what it gives for years that facts cover, and how it would have predicted them.
//!
//! The table of observed and simulated values shows that the structure can reproduce history. The backtest asks the
//! harder question: fitted only to facts up to a year, with priors that knew no more, how well does the model
//! predict the years after it? Neither number is typed: both are computed whenever the brief is.

#[cfg(test)]
mod tests;

use crate::judge::{Answers, Values, evaluate};
use crate::run::{Fault, Progress, Settings, copula, lower_scenario, priors, window};
use outpace_engine::calibrate::{Target, crps, fit};
use outpace_engine::design::Design;
use outpace_engine::{Observation, Request, Task, Window};
use outpace_study::claim::{Operation, Outcome, Term, TermKind};
use outpace_study::ledger::Query;
use outpace_study::model::CellId;
use outpace_study::study::{Binding, Parameter, Study};
use outpace_syntax::expr::Moment;
use outpace_syntax::period::Period;

/// The model against the past.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// One a binding and year, in order.
    pub rows: Vec<Row>,
    /// The backtest, where the study asks for one.
    pub backtest: Option<Backtest>,
}

/// An observed value beside the simulated one, both in the unit of the model's variable.
#[derive(Debug, Clone)]
pub struct Row {
    /// Index into the study's bindings.
    pub binding: usize,
    /// The year.
    pub year: i16,
    /// What the facts say: the middle of their draws.
    pub observed: f64,
    /// What the model gives with its constants as they stand.
    pub simulated: f64,
    /// Indices of the sources of the observed value.
    pub sources: Vec<usize>,
}

/// How the model, fitted up to a year, predicts the years after it.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The last year it was fitted to.
    pub until: i16,
    /// How many facts it was fitted to.
    pub fitted: usize,
    /// The predictions, in order of the rows.
    pub predictions: Vec<Prediction>,
    /// The share of facts inside the central 90 percent of their predictions; 0.9 would be perfect.
    pub coverage: f64,
    /// Members of the predictive ensemble.
    pub members: u64,
}

/// One prediction and what happened.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// Index into [`History::rows`].
    pub row: usize,
    /// The 5, 50 and 95 percent quantiles of the predictive distribution.
    pub quantiles: [f64; 3],
    /// The continuous ranked probability score over the observed value: 0 is perfect, 1 as bad as predicting zero.
    pub relative_crps: f64,
}

/// Members of the predictive ensemble of the backtest.
const PREDICTIVE_MEMBERS: u64 = 1_024;
/// The central interval whose coverage is scored.
const INTERVAL: [f64; 3] = [0.05, 0.5, 0.95];

/// Compares the model with the past, using what is known with all evidence.
pub fn history(study: &Study, settings: Settings, progress: Progress) -> Result<Option<History>, Fault> {
    if study.bindings.is_empty() || study.model.is_none() {
        return Ok(None);
    }
    let mut rows = observed(study);
    let places: Vec<(CellId, i16)> = rows.iter().map(|row| (study.bindings[row.binding].cell, row.year)).collect();
    let base = Runner::new(study, &study.parameters, &places)?;
    let simulated = base.columns(study, &Design::single(), settings.threads)?;
    for (row, column) in rows.iter_mut().zip(simulated) {
        row.simulated = column.first().copied().unwrap_or(f64::NAN);
    }
    rows.retain(|row| row.simulated.is_finite());
    let backtest = backtest(study, &rows, settings, progress)?;
    Ok(Some(History { rows, backtest }))
}

/// Every year of the simulation for which the facts of a binding give a value.
fn observed(study: &Study) -> Vec<Row> {
    let mut answers = Answers::new(study, None, 1, 0);
    let Some((first, last)) = study.horizon else { return vec![] };
    let mut rows = Vec::new();
    for (index, binding) in study.bindings.iter().enumerate() {
        for year in first..=last {
            let Some(period) = Period::year_of(year) else { continue };
            let before = binding.from.is_some_and(|from| period.first < from.first);
            let after = binding.to.is_some_and(|to| period.last > to.last);
            if before || after {
                continue;
            }
            let term = sum(study, binding, period);
            answers.ask(&term);
            if !happened(study, &answers, &term, period) {
                continue;
            }
            let Some(value) = central(&term, &answers) else { continue };
            let scale = binding.scale / study.evidence.metrics[binding.metric].unit.scale();
            let sources = answers.sources(&term);
            rows.push(Row { binding: index, year, observed: value * scale, simulated: f64::NAN, sources });
        }
    }
    rows
}

/// Whether the facts behind a value tell what happened, up to the end of the year, rather than what somebody expects
/// or intends.
fn happened(study: &Study, answers: &Answers, term: &Term, year: Period) -> bool {
    use outpace_syntax::facts::Basis::{Announced, Estimate, Reported};
    let mut all = true;
    term.walk(&mut |term| {
        let TermKind::Fact(query) = &term.kind else { return };
        let estimate = answers.resolution(query).and_then(|resolution| resolution.estimate.as_ref());
        let facts = estimate.map(|estimate| estimate.facts()).unwrap_or_default();
        let own = facts.iter().map(|fact| &study.evidence.facts[*fact]).filter(|fact| fact.metric == query.metric);
        let own: Vec<_> = own.collect();
        let looking_back = own.iter().all(|fact| {
            matches!(fact.basis, Reported | Announced | Estimate)
                && fact.known.is_none_or(|known| known >= fact.period.last)
        });
        // A few weeks short of the year's end is its end; a first quarter is not.
        let reaches = own.iter().map(|fact| fact.period.last).max();
        all &= looking_back && reaches.is_some_and(|last| (last.year(), last.month()) >= (year.last.year(), 12));
    });
    all
}

/// The facts of a binding at a year, added over its entities.
fn sum(study: &Study, binding: &Binding, period: Period) -> Term {
    let unit = study.evidence.metrics[binding.metric].unit.clone();
    let span = outpace_syntax::Span::new(outpace_syntax::FileId(0), 0, 0);
    let terms = binding.entities.iter().map(|entity| {
        let query = Query { metric: binding.metric, entity: *entity, moment: Moment::Period(period) };
        Term { kind: TermKind::Fact(query), unit: unit.clone(), span }
    });
    Term { kind: TermKind::Operation(Operation::Sum, terms.collect()), unit: unit.clone(), span }
}

/// The value of a term of facts with each fact at its central value.
fn central(term: &Term, answers: &Answers) -> Option<f64> {
    struct Central<'a, 'e>(&'a Answers<'e>);
    impl crate::judge::World for Central<'_, '_> {
        fn fact(&self, query: &Query) -> Values {
            Values::Same(self.0.central(query).unwrap_or(f64::NAN))
        }
        fn outcome(&self, _: &Outcome) -> Values {
            Values::Same(f64::NAN)
        }
        fn sobol(&self, _: &Term, _: usize, _: bool) -> Values {
            Values::Same(f64::NAN)
        }
    }
    match evaluate(term, &Central(answers)) {
        Values::Same(value) if value.is_finite() => Some(value),
        _ => None,
    }
}

/// A program with places where it is compared with facts.
struct Runner {
    lowered: crate::lower::Lowered,
    request: Request,
    /// For each place, its position among the observations; `None` outside the simulation.
    positions: Vec<Option<usize>>,
}

impl Runner {
    fn new(study: &Study, parameters: &[Parameter], places: &[(CellId, i16)]) -> Result<Runner, Fault> {
        let lowered = lower_scenario(study, 0, parameters).map_err(Fault::Model)?;
        let mut request = Request { observations: vec![], series: vec![], ..Request::default() };
        let positions = places
            .iter()
            .map(|(cell, year)| {
                let output = lowered.names.iter().find(|name| name.cell == *cell)?.index;
                let window = year_window(study, &lowered.program, *cell, *year)?;
                request.observations.push(Observation { output, window });
                Some(request.observations.len() - 1)
            })
            .collect();
        Ok(Runner { lowered, request, positions })
    }

    /// A column of members for each place.
    fn columns(&self, study: &Study, design: &Design, threads: usize) -> Result<Vec<Vec<f64>>, Fault> {
        debug_assert!(study.model.is_some());
        let ensemble = Task::new(&self.lowered.program, design, &self.request).threads(threads).run()?;
        let members = ensemble.members as usize;
        let column = |position: &Option<usize>| match position {
            Some(position) => ensemble.columns[*position].clone(),
            None => vec![f64::NAN; members],
        };
        Ok(self.positions.iter().map(column).collect())
    }
}

/// How a variable is read for a year: its mean rate if its unit is per time, else its value at the end.
fn year_window(study: &Study, program: &outpace_engine::Program, cell: CellId, year: i16) -> Option<Window> {
    let variable = study.model.as_ref()?.variable_of(cell);
    let unit = study.units.get(variable.0 as usize)?;
    window(program, Period::year_of(year)?, unit.is_per_time())
}

fn backtest(study: &Study, rows: &[Row], settings: Settings, progress: Progress) -> Result<Option<Backtest>, Fault> {
    let Some(wanted) = &study.backtest else { return Ok(None) };
    let until = wanted.until.value;
    let (from, to) = wanted.score.as_ref().map_or((until + 1, i16::MAX), |score| score.value);
    let parameters = study.backtest_parameters.as_ref().unwrap_or(&study.parameters);
    let (past, future): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|row| rows[*row].year <= until);
    let future: Vec<usize> = future.into_iter().filter(|row| (from..=to).contains(&rows[*row].year)).collect();
    if past.is_empty() || future.is_empty() {
        return Ok(None);
    }
    let place = |row: &usize| (study.bindings[rows[*row].binding].cell, rows[*row].year);
    let places: Vec<(CellId, i16)> = past.iter().chain(&future).map(place).collect();
    let runner = Runner::new(study, parameters, &places)?;
    let targets: Vec<Target> = past.iter().map(|row| target(study, &rows[*row])).collect();
    let priors = priors(study, parameters, &runner.lowered, 0);
    let copula = copula(study, parameters).map_err(Fault::Model)?;
    progress("backtest: fitting", 0, 1);
    let mut fault = None;
    let mut simulate = |design: &Design| match runner.columns(study, design, settings.threads) {
        Ok(columns) => columns.into_iter().take(past.len()).collect(),
        Err(problem) => {
            fault = Some(problem);
            vec![vec![f64::NAN; design.members() as usize]; past.len()]
        }
    };
    let posterior = fit(&mut simulate, &priors, &copula, &targets);
    if let Some(fault) = fault {
        return Err(fault);
    }
    let Some(posterior) = posterior.ok() else { return Ok(None) };
    let design = posterior.design(PREDICTIVE_MEMBERS, settings.sampler, settings.seed)?;
    let columns = runner.columns(study, &design, settings.threads)?;
    progress("backtest: fitting", 1, 1);
    let predictions: Vec<Prediction> = future
        .iter()
        .zip(columns.into_iter().skip(past.len()))
        .map(|(row, column)| prediction(*row, &rows[*row], column))
        .collect();
    let inside = predictions.iter().filter(|prediction| {
        let [low, _, high] = prediction.quantiles;
        (low..=high).contains(&rows[prediction.row].observed)
    });
    let coverage = inside.count() as f64 / predictions.len() as f64;
    Ok(Some(Backtest { until, fitted: past.len(), predictions, coverage, members: PREDICTIVE_MEMBERS }))
}

fn target(study: &Study, row: &Row) -> Target {
    let binding = &study.bindings[row.binding];
    let sd = match binding.logarithmic {
        true => binding.relative_error,
        false => binding.relative_error * row.observed.abs(),
    };
    Target { observed: row.observed, sd, logarithmic: binding.logarithmic }
}

fn prediction(index: usize, row: &Row, column: Vec<f64>) -> Prediction {
    let values = Values::Each(column.into_iter().filter(|value| value.is_finite()).collect());
    let quantiles = INTERVAL.map(|p| values.quantile(p).unwrap_or(f64::NAN));
    let relative_crps = crps(&values.known(), row.observed) / row.observed.abs();
    Prediction { row: index, quantiles, relative_crps }
}
