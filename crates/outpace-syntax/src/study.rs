//! `study.toml`: what is asked, over which years, and how facts, model and charts hang together.

use jiff::civil::Date;

use crate::expr::Reference;
use crate::formula::Formula;
use crate::name::Name;
use crate::period::Period;
use crate::span::{Span, Spanned};
use crate::unit::UnitExpr;

mod charts;
mod parser;
#[cfg(test)]
mod tests;

pub use parser::parse;

/// The settings of a study. What is missing is `None` or empty; what had to be there was reported.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StudyTree {
    /// The question in a few words.
    pub title: Option<Spanned<String>>,
    /// One sentence.
    pub question: Option<Spanned<String>>,
    /// First and last year of the simulation, both included: `[2018, 2035]` runs to the end of 2035.
    pub horizon: Option<Spanned<(i16, i16)>>,
    /// The model file, relative to the study.
    pub model: Option<Spanned<String>>,
    /// How to integrate; the model's own way without.
    pub method: Option<Spanned<Method>>,
    /// Time step in the model's unit of time; the model's own without. Positive.
    pub step: Option<Spanned<f64>>,
    /// The day at which the brief also judges the claims.
    pub then: Option<Spanned<Date>>,
    /// `[units]`: names of units, each with what it is; an alias is `robots = "robot"`.
    pub units: Vec<(Spanned<Name>, UnitExpr)>,
    /// `[currencies]`.
    pub currencies: Currencies,
    /// `[groups]`: a name, and ids of entities.
    pub groups: Vec<(Spanned<Name>, Vec<Spanned<Name>>)>,
    /// `[[bind]]`.
    pub binds: Vec<Bind>,
    /// `[ensemble]`.
    pub ensemble: EnsembleSettings,
    /// `[sensitivity]`.
    pub sensitivity: Option<SensitivitySettings>,
    /// `[backtest]`.
    pub backtest: Option<BacktestSettings>,
    /// `outcomes = ["…"]`: variables to show.
    pub outcomes: Vec<Reference>,
    /// `[[chart]]`.
    pub charts: Vec<ChartSpec>,
}

/// Numerical integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `euler`.
    Euler,
    /// `rk2`: the second order of Vensim, which takes the slope in the middle of the step.
    Midpoint,
    /// `heun`: the second order of isee systems, which takes the mean of the slopes at both ends.
    Heun,
    /// `rk4`: Runge and Kutta's of fourth order, with a fixed step.
    RungeKutta4,
    /// `rk2-auto`: Vensim's second order, over as many parts of the step as the tolerance asks for.
    MidpointAuto,
    /// `rk4-auto`: the fourth order, over as many parts of the step as the tolerance asks for.
    RungeKutta4Auto,
}

impl Method {
    /// All methods with their words.
    pub const WORDS: [(&str, Method); 6] = [
        ("euler", Method::Euler),
        ("rk2", Method::Midpoint),
        ("heun", Method::Heun),
        ("rk4", Method::RungeKutta4),
        ("rk2-auto", Method::MidpointAuto),
        ("rk4-auto", Method::RungeKutta4Auto),
    ];
}

/// Money.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Currencies {
    /// `base-currency`: the one into which the others are converted.
    pub base: Option<Spanned<Name>>,
    /// A currency, and the metric that gives its units per unit of the base currency.
    pub rates: Vec<(Spanned<Name>, Spanned<Name>)>,
}

/// What a variable of the model is called among the facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Bind {
    /// Which metric.
    pub metric: Spanned<Name>,
    /// Whose.
    pub subject: Subject,
    /// The variable of the model.
    pub variable: Reference,
    /// Facts before this are not compared.
    pub from: Option<Spanned<Period>>,
    /// Facts after this are not compared.
    pub to: Option<Spanned<Period>>,
    /// Facts are multiplied by this before they are compared.
    pub scale: Option<Spanned<f64>>,
    /// Relative error of the facts for calibration. Positive.
    pub sd: Option<Spanned<f64>>,
    /// Whether calibration compares logarithms.
    pub logarithmic: bool,
    /// The whole table.
    pub span: Span,
}

/// Whose facts.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// One entity.
    Entity(Spanned<Name>),
    /// `group = "…"` with `sum = true`: the members of a group together.
    Sum(Spanned<Name>),
}

/// `[ensemble]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnsembleSettings {
    /// How many futures. Positive.
    pub runs: Option<Spanned<u64>>,
    /// The seed.
    pub seed: Option<Spanned<u64>>,
    /// How futures are drawn.
    pub sampler: Option<Spanned<Sampler>>,
}

/// How futures are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampler {
    /// Scrambled Sobol sequence.
    Sobol,
    /// Latin hypercube.
    Lhs,
    /// Independent draws.
    Random,
}

/// `[sensitivity]`.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivitySettings {
    /// What is explained, such as `lead index @ 2035`.
    pub outcome: Formula,
    /// Rows of the design. Positive.
    pub rows: Option<Spanned<u64>>,
}

/// `[backtest]`.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestSettings {
    /// The model is fitted to facts up to the end of this year.
    pub until: Spanned<i16>,
    /// A file of priors that uses nothing later than `until`.
    pub priors: Option<Spanned<String>>,
    /// First and last year that are scored.
    pub score: Option<Spanned<(i16, i16)>>,
}

/// `[[chart]]`: what a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSpec {
    /// Unique in the file; `{{ chart "id" }}` in the draft places it.
    pub id: Spanned<String>,
    /// What kind.
    pub kind: Spanned<ChartSpecKind>,
    /// What the reader should see. May be empty.
    pub title: String,
    /// Unit, period and conventions. May be empty.
    pub subtitle: String,
    /// For readers who cannot see it. May be empty.
    pub description: String,
    /// Label of the value axis. May be empty.
    pub axis: String,
    /// `[[chart.series]]`.
    pub series: Vec<SeriesSpec>,
    /// Whether the value axis is logarithmic.
    pub logarithmic: bool,
    /// The groups of a bar chart.
    pub periods: Vec<Spanned<Period>>,
    /// `reference-line = { value = 1, label = "parity" }`.
    pub reference_line: Option<(Spanned<f64>, String)>,
    /// The whole table.
    pub span: Span,
}

/// The kinds of chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartSpecKind {
    /// `bars`: facts by period.
    Bars,
    /// `fan`: facts and futures over time.
    Fan,
    /// `sobol`: sensitivity indices by group.
    Sobol,
    /// `verdicts`: the claims then and now.
    Verdicts,
}

/// `[[chart.series]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesSpec {
    /// Its label.
    pub label: Spanned<String>,
    /// Which colour of the palette; its position among the series without.
    pub colour: usize,
    /// Facts: `metric[entity]`.
    pub facts: Option<Formula>,
    /// A variable of the model.
    pub variable: Option<Formula>,
    /// In which scenario; the base without.
    pub scenario: Option<Spanned<String>>,
    /// The whole table.
    pub span: Span,
}
