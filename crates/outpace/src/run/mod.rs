//! run: a study's model and priors → futures.
//!
//! Each scenario is lowered to a program of its own and run over the same draws of the parameters (common random
//! numbers), so that the difference between two scenarios is due to what they change. A parameter that a scenario
//! sets keeps its place in the design and is held fixed there.

mod plan;
#[cfg(test)]
mod tests;
mod together;
mod watch;

pub use plan::{Plan, draft_terms, sensitivity_term};
pub use together::copula;
pub use watch::Watch;

use crate::lower::{Lowered, Overrides, lower};
use outpace_engine::design::{Copula, Design, DesignFault, LANES, Sampler};
use outpace_engine::draw::Prior;
use outpace_engine::{Interrupted, Observation, OutputIndex, ParameterIndex, Program, Request, Series, Task, Window};
use outpace_study::claim::Outcome;
use outpace_study::model::CellId;
use outpace_study::study::{Parameter, Study};
use outpace_syntax::parameters::Distribution;
use outpace_syntax::period::Period;
use outpace_syntax::{Diagnostic, study as written};
use std::collections::{BTreeMap, BTreeSet};

/// Members of an ensemble where neither the user nor the study says how many.
pub const DEFAULT_MEMBERS: u64 = 4_096;
/// Rows of a Saltelli design where nobody says how many.
pub const DEFAULT_ROWS: u64 = 1_024;
/// Values of outcomes that are kept at once: two gigabytes of them.
pub const MAX_VALUES: u64 = 1 << 28;
/// The seed where nobody gives one.
pub const DEFAULT_SEED: u64 = 1;

/// How many futures, and how they are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Futures a scenario.
    pub members: u64,
    /// Rows of Saltelli's design.
    pub rows: u64,
    /// The seed of all draws.
    pub seed: u64,
    /// How parameters are drawn.
    pub sampler: Sampler,
    /// Threads to use.
    pub threads: usize,
}

impl Settings {
    /// What the study says, with the user's wishes first.
    pub fn of(study: &Study, members: Option<u64>, seed: Option<u64>, threads: usize) -> Settings {
        let ensemble = &study.ensemble;
        let rows = study.sensitivity.as_ref().and_then(|sensitivity| sensitivity.rows.as_ref());
        Settings {
            members: members.or(ensemble.runs.as_ref().map(|runs| runs.value)).unwrap_or(DEFAULT_MEMBERS),
            rows: rows.map_or(DEFAULT_ROWS, |rows| rows.value),
            seed: seed.or(ensemble.seed.as_ref().map(|seed| seed.value)).unwrap_or(DEFAULT_SEED),
            sampler: match ensemble.sampler.as_ref().map(|sampler| sampler.value) {
                None | Some(written::Sampler::Sobol) => Sampler::Sobol,
                Some(written::Sampler::Lhs) => Sampler::LatinHypercube,
                Some(written::Sampler::Random) => Sampler::Random,
            },
            threads,
        }
    }
}

/// What came out of all ensembles of a study.
#[derive(Debug, Clone, Default)]
pub struct Futures {
    /// Members of each plain ensemble.
    pub members: u64,
    /// Rows of Saltelli's design.
    pub rows: u64,
    /// Groups of parameters in it.
    pub groups: usize,
    /// The seed.
    pub seed: u64,
    /// A column of members for each outcome, in coherent base units.
    pub columns: BTreeMap<Outcome, Vec<f64>>,
    /// A column of Saltelli's members for each outcome to be explained, in coherent base units.
    pub explained: BTreeMap<Outcome, Vec<f64>>,
    /// For each varied parameter its draws in the first members, enough to correlate with outcomes.
    pub draws: Vec<Vec<f64>>,
    /// Statistics over time, in the unit of the variable.
    pub series: BTreeMap<(usize, CellId), Series>,
    /// The times of those statistics.
    pub saved_times: Vec<f64>,
    /// Values that were not finite numbers, over all ensembles.
    pub not_finite: u64,
    /// How many simulations ran in all.
    pub simulations: u64,
    /// Identifies the ensembles: model and seed.
    pub label: String,
}

impl Futures {
    /// No future yet: the same numbers of draws, for facts to be drawn as often.
    pub fn none(study: &Study, settings: Settings) -> Futures {
        Futures {
            members: settings.members,
            rows: settings.rows,
            groups: study.parameter_groups.len(),
            seed: settings.seed,
            label: format!("seed {}, {} futures a scenario", settings.seed, settings.members),
            ..Futures::default()
        }
    }
}

/// Why there are no futures.
#[derive(Debug)]
pub enum Fault {
    /// The user stopped it.
    Interrupted,
    /// The model cannot run.
    Model(Vec<Diagnostic>),
    /// The priors make no design.
    Design(DesignFault),
    /// More values would have to be kept than [`MAX_VALUES`].
    TooLarge {
        /// Values that were asked for.
        values: u64,
    },
}

impl From<Interrupted> for Fault {
    fn from(_: Interrupted) -> Fault {
        Fault::Interrupted
    }
}
impl From<DesignFault> for Fault {
    fn from(fault: DesignFault) -> Fault {
        Fault::Design(fault)
    }
}

/// How far a command is: what is being done, how many members of it are done, and how many there are. Returning
/// false stops it.
pub type Progress<'a> = &'a (dyn Fn(&str, u64, u64) -> bool + Sync);

/// Runs every ensemble that a plan asks for.
pub fn run(study: &Study, plan: &Plan, settings: Settings, progress: Progress) -> Result<Futures, Fault> {
    let values = values(study, plan, settings);
    if values > MAX_VALUES {
        return Err(Fault::TooLarge { values });
    }
    let futures = Futures::none(study, settings);
    if study.model.is_none() {
        return Ok(futures);
    }
    let copula = copula(study, &study.parameters).map_err(Fault::Model)?;
    let mut runner = Runner { study, plan, settings, progress, copula, futures };
    for scenario in plan.scenarios().into_iter().chain(std::iter::once(0)).collect::<BTreeSet<usize>>() {
        runner.plain(scenario)?;
    }
    let explained: BTreeSet<usize> = plan.explained.iter().map(|outcome| outcome.scenario).collect();
    // Groups that go together cannot be told apart: without indices rather than with wrong ones.
    for scenario in explained.into_iter().filter(|_| study.correlated_groups().is_none()) {
        runner.saltelli(scenario)?;
    }
    Ok(runner.futures)
}

/// How many values a plan keeps: a column of members an outcome, and at least one (for draws of facts).
fn values(study: &Study, plan: &Plan, settings: Settings) -> u64 {
    let rows = settings.rows.saturating_mul(study.parameter_groups.len() as u64 + 2);
    let plain = settings.members.saturating_mul(plan.outcomes.len().max(1) as u64);
    plain.saturating_add(rows.saturating_mul(plan.explained.len() as u64))
}

/// The program of a study's model under a scenario.
pub fn lower_scenario(study: &Study, scenario: usize, parameters: &[Parameter]) -> Result<Lowered, Vec<Diagnostic>> {
    let Some(model) = &study.model else { return Err(vec![]) };
    let mut overrides = believed(parameters);
    let changes = &study.scenarios[scenario];
    overrides.numbers.extend(changes.constants.iter().copied());
    overrides.points.extend(changes.tables.iter().cloned());
    lower(model, &overrides, lower_settings(study))
}

/// What priors without doubt set; and the factors of look-ups, which are 1 where they vary.
pub fn believed(parameters: &[Parameter]) -> Overrides {
    let mut overrides = Overrides::default();
    for parameter in parameters {
        match (parameter.factor, &parameter.prior) {
            (true, Distribution::Fixed(value)) => overrides.factors.insert(parameter.cell, *value),
            (true, _) => overrides.factors.insert(parameter.cell, 1.0),
            (false, Distribution::Fixed(value)) => overrides.numbers.insert(parameter.cell, *value),
            (false, _) => None,
        };
    }
    overrides
}

/// How the study says that its model is simulated.
pub fn lower_settings(study: &Study) -> crate::lower::Settings {
    crate::lower::Settings {
        method: study.method,
        step: study.step,
        last: study.horizon.map(|(_, last)| f64::from(last) + 1.0),
    }
}

/// The priors of a study's parameters as the engine takes them, each at its place whatever the scenario sets.
pub fn priors(
    study: &Study,
    parameters: &[Parameter],
    lowered: &Lowered,
    scenario: usize,
) -> Vec<(ParameterIndex, Prior)> {
    let fixed: BTreeMap<CellId, f64> = study.scenarios[scenario].constants.iter().copied().collect();
    let slots: BTreeMap<CellId, ParameterIndex> =
        lowered.parameters.iter().map(|slot| (slot.cell, slot.index)).collect();
    varied(parameters)
        .filter_map(|parameter| {
            let index = *slots.get(&parameter.cell)?;
            let prior = match fixed.get(&parameter.cell) {
                Some(value) => Prior::Fixed(*value),
                None => prior(parameter),
            };
            Some((index, prior))
        })
        .collect()
}

/// The parameters that are not exactly known, in order: the coordinates of every design.
pub fn varied(parameters: &[Parameter]) -> impl Iterator<Item = &Parameter> {
    parameters.iter().filter(|parameter| !matches!(parameter.prior, Distribution::Fixed(_)))
}

fn prior(parameter: &Parameter) -> Prior {
    let whole = match parameter.prior {
        Distribution::Fixed(value) => Prior::Fixed(value),
        Distribution::Uniform { low, high } => Prior::Uniform { low, high },
        Distribution::Loguniform { low, high } => Prior::LogUniform { low, high },
        Distribution::Normal { mean, sd } => Prior::Normal { mean, sd },
        Distribution::Lognormal { median, sd_of_log } => Prior::LogNormal { median, sigma: sd_of_log },
        Distribution::Triangular { low, mode, high } => Prior::Triangular { low, mode, high },
        Distribution::Pert { low, mode, high } => Prior::Pert { low, mode, high },
        Distribution::Beta { alpha, beta, high } => Prior::Beta { alpha, beta, high },
    };
    match parameter.bounds {
        Some((low, high)) => Prior::Truncated { prior: Box::new(whole), low, high },
        None => whole,
    }
}

/// Where an outcome is read in a program; `None` where the simulation does not cover its period.
pub fn observation(lowered: &Lowered, outcome: &Outcome) -> Option<Observation> {
    let output = output(lowered, outcome.cell)?;
    let window = window(&lowered.program, outcome.when.period, outcome.when.mean)?;
    Some(Observation { output, window })
}

fn output(lowered: &Lowered, cell: CellId) -> Option<OutputIndex> {
    lowered.names.iter().find(|name| name.cell == cell).map(|name| name.index)
}

/// The steps of a period: its end for a level, all of it for a flow. `None` outside the simulation.
pub fn window(program: &Program, period: Period, mean: bool) -> Option<Window> {
    let (first, last) = period.decimal_years();
    let schedule = program.schedule();
    let (begin, end) = (schedule.time(0), schedule.time(schedule.steps()));
    let slack = schedule.step_length(schedule.steps()) / 2.0;
    if last > end + slack || last < begin - slack || (mean && first < begin - slack) {
        return None;
    }
    Some(match mean {
        true => Window::Mean { first: program.step_at(first), last: program.step_at(last) },
        false => Window::At(program.step_at(last)),
    })
}

/// The most members whose parameters are kept.
const DRAWS: u64 = 4_096;

/// The values of the varied parameters in the first members of a design.
fn draws(design: &Design) -> Vec<Vec<f64>> {
    let members = design.members().min(DRAWS) as usize;
    let mut draws = vec![Vec::with_capacity(members); design.varied().len()];
    let mut rows = vec![0.0; draws.len() * LANES];
    for first in (0..members).step_by(LANES) {
        let count = LANES.min(members - first);
        design.fill(first as u64, count, &mut rows);
        for (column, row) in draws.iter_mut().zip(rows.chunks_exact(LANES)) {
            column.extend_from_slice(&row[..count]);
        }
    }
    draws
}

/// For each group of parameters, the places of its members in a design.
pub fn group_positions(study: &Study) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); study.parameter_groups.len()];
    for (position, parameter) in varied(&study.parameters).enumerate() {
        groups[parameter.group].push(position);
    }
    groups
}

/// What every ensemble of a study shares, and what has come out so far.
struct Runner<'a> {
    study: &'a Study,
    plan: &'a Plan,
    settings: Settings,
    progress: Progress<'a>,
    copula: Copula,
    futures: Futures,
}

impl Runner<'_> {
    /// The plain ensemble of a scenario: outcomes by member, and statistics over time.
    fn plain(&mut self, scenario: usize) -> Result<(), Fault> {
        let (lowered, priors) = self.prepare(scenario)?;
        let Settings { members, sampler, seed, .. } = self.settings;
        let design = Design::plain(priors, members, sampler, seed)?.correlated(self.copula.clone())?;
        let series = self.plan.series.iter().filter(|(at, _)| *at == scenario);
        let series: Vec<CellId> = series.map(|(_, cell)| *cell).collect();
        if scenario == 0 {
            self.futures.draws = draws(&design);
        }
        let label = format!("scenario {}", self.study.scenario_ids[scenario]);
        let outcomes = of_scenario(&self.plan.outcomes, scenario);
        let (columns, statistics) = self.ensemble(&lowered, &design, &outcomes, &series, &label)?;
        self.futures.columns.extend(columns);
        self.futures.series.extend(series.into_iter().map(|cell| (scenario, cell)).zip(statistics));
        self.futures.saved_times = lowered.program.saved_times();
        Ok(())
    }

    /// Saltelli's design of a scenario: the outcomes to be explained, by member.
    fn saltelli(&mut self, scenario: usize) -> Result<(), Fault> {
        let (lowered, priors) = self.prepare(scenario)?;
        let groups = group_positions(self.study);
        let Settings { rows, sampler, seed, .. } = self.settings;
        let design = Design::saltelli(priors, &groups, rows, sampler, seed)?.correlated(self.copula.clone())?;
        let outcomes = of_scenario(&self.plan.explained, scenario);
        let (columns, _) = self.ensemble(&lowered, &design, &outcomes, &[], "sensitivity")?;
        self.futures.explained.extend(columns);
        Ok(())
    }

    fn prepare(&self, scenario: usize) -> Result<(Lowered, Vec<(ParameterIndex, Prior)>), Fault> {
        let lowered = lower_scenario(self.study, scenario, &self.study.parameters).map_err(Fault::Model)?;
        let priors = priors(self.study, &self.study.parameters, &lowered, scenario);
        Ok((lowered, priors))
    }

    /// One call of the engine. An outcome that the simulation does not cover is a column without numbers.
    fn ensemble(
        &mut self,
        lowered: &Lowered,
        design: &Design,
        outcomes: &[Outcome],
        series: &[CellId],
        label: &str,
    ) -> Result<(Columns, Vec<Series>), Fault> {
        let observed: Vec<(Outcome, Option<Observation>)> =
            outcomes.iter().map(|outcome| (*outcome, observation(lowered, outcome))).collect();
        let request = Request {
            observations: observed.iter().filter_map(|(_, observation)| *observation).collect(),
            series: series.iter().filter_map(|cell| output(lowered, *cell)).collect(),
            ..Request::default()
        };
        let members = design.members();
        let report = |done: u64| (self.progress)(label, done, members);
        let ensemble =
            Task::new(&lowered.program, design, &request).threads(self.settings.threads).progress(&report).run()?;
        self.futures.not_finite += ensemble.not_finite;
        self.futures.simulations += members;
        let mut columns = ensemble.columns.into_iter();
        let column = |(outcome, observation): (Outcome, Option<Observation>)| {
            let column = match observation {
                Some(_) => columns.next().unwrap_or_default(),
                None => vec![f64::NAN; members as usize],
            };
            (outcome, in_base_units(self.study, outcome.cell, column))
        };
        let columns = observed.into_iter().map(column).collect();
        Ok((columns, ensemble.series))
    }
}

type Columns = Vec<(Outcome, Vec<f64>)>;

fn of_scenario(outcomes: &BTreeSet<Outcome>, scenario: usize) -> Vec<Outcome> {
    outcomes.iter().copied().filter(|outcome| outcome.scenario == scenario).collect()
}

fn in_base_units(study: &Study, cell: CellId, column: Vec<f64>) -> Vec<f64> {
    let scale = unit_scale(study, cell);
    column.into_iter().map(|value| value * scale).collect()
}

/// What one of a variable's unit is in coherent base units.
pub fn unit_scale(study: &Study, cell: CellId) -> f64 {
    let variable = study.model.as_ref().map(|model| model.variable_of(cell));
    variable.and_then(|variable| study.units.get(variable.0 as usize)).map_or(1.0, |unit| unit.scale())
}

/// How an outcome was observed, in words.
pub fn observation_words(study: &Study, outcome: &Outcome, futures: &Futures) -> String {
    let how = if outcome.when.mean { "mean rate over" } else { "value at the end of" };
    let scenario = &study.scenario_ids[outcome.scenario];
    format!("{how} {}, scenario `{scenario}`, {} futures, seed {}", outcome.when.period, futures.members, futures.seed)
}
