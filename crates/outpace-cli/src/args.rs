//! What the user types.
//!
//! The texts below are the help pages: each command says in one sentence what question it answers.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Test statements about the AI race against facts with sources and futures from a model.
///
/// Without a command: the brief of the built-in study `ai-race`, here in the terminal and as `ai-race.html` in the
/// current folder.
#[derive(Debug, Parser)]
#[command(name = "outpace", version, max_term_width = 100, propagate_version = true)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command
    #[command(flatten)]
    pub global: Global,
}

/// Where help lists the options of every command: behind those of the command, however many it has.
const BEHIND: usize = 500;

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Say nothing but results and errors
    #[arg(long, short, global = true, display_order = BEHIND)]
    pub quiet: bool,
    /// Use this many threads (default: all)
    #[arg(long, global = true, display_order = BEHIND, value_name = "N", value_parser = whole::<u16, 1, 1_024>)]
    pub threads: Option<u16>,
    /// Colours: automatic, always or never
    #[arg(long, global = true, display_order = BEHIND, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// Show diagnostics in full or one a line
    #[arg(long, global = true, display_order = BEHIND, value_name = "FORM", default_value = "full")]
    pub diagnostics: DiagnosticForm,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to show diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticForm {
    /// With the text underlined.
    Full,
    /// `path:line:column: error[code]: message`.
    Concise,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the brief: every statement with its verdict, numbers and references
    Brief(Brief),
    /// Judge every claim and check every file; exit status 1 if something is not as expected
    Check(Check),
    /// List the facts, or where sources disagree
    Facts(Facts),
    /// Show where a number comes from: claim, variables, facts, sources
    Trace(Trace),
    /// Run a model once and write every saved time step as a table
    Run(Run),
    /// Run thousands of futures; write statistics over time, or every trajectory
    Ensemble(Ensemble),
    /// Say which parameters, or groups of them, an outcome hangs on
    Sensitivity(Sensitivity),
    /// Write a model in the other format: XMILE as Vensim's text, or Vensim's text as XMILE
    Convert(Convert),
    /// Make a new study folder
    New(New),
    /// Explain a diagnostic
    Explain(Explain),
}

/// The study and the vintage.
#[derive(Debug, Clone, Args)]
pub struct StudyChoice {
    /// A study folder or the name of a built-in study (default: this folder, else `ai-race`)
    #[arg(value_name = "STUDY")]
    pub study: Option<String>,
    /// Use only what was known on this day, for example 2025-10-15
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// The model, and what it reads.
#[derive(Debug, Clone, Args)]
pub struct ModelChoice {
    /// A model file (.mdl, .xmile, .stmx), a study folder or the name of a built-in study
    #[arg(value_name = "MODEL|STUDY")]
    pub model: Option<String>,
    /// Tables with series for the model's data variables: .csv, .tab, .tsv, .dat, .xlsx (default: data.csv, data.tab or
    /// data.xlsx beside a model file); and changes files, .cin
    #[arg(value_name = "DATA")]
    pub data: Vec<PathBuf>,
    /// Let the model read tables anywhere in this folder (default: the folder of the model)
    #[arg(long, value_name = "DIR")]
    pub within: Option<PathBuf>,
}

/// How many futures.
#[derive(Debug, Clone, Args)]
pub struct Futures {
    /// Number of futures (default: as the study says)
    #[arg(long, value_name = "N", value_parser = whole::<u64, 1, 1_000_000_000>)]
    pub runs: Option<u64>,
    /// Seed of the random numbers (default: as the study says)
    #[arg(long, value_name = "S", value_parser = whole::<u64, 0, { u64::MAX }>)]
    pub seed: Option<u64>,
}

/// `outpace brief`
#[derive(Debug, Args)]
pub struct Brief {
    /// The study
    #[command(flatten)]
    pub study: StudyChoice,
    /// The futures
    #[command(flatten)]
    pub futures: Futures,
    /// Write files into this folder instead of showing the brief in the terminal (default with --format: this folder)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Formats to write, separated by commas (default with --out: html)
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub format: Vec<BriefFormat>,
}

/// Formats of a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    /// One self-contained page.
    Html,
    /// Markdown.
    Md,
    /// Plain text, 80 columns.
    Txt,
}

/// What `outpace check` takes.
const CHECKED: &str = "A study folder, the name of a built-in study (default: this folder, else `ai-race`), or a model \
                       file (.mdl, .xmile, .stmx), whose reality checks are tested";

/// `outpace check`
#[derive(Debug, Args)]
#[command(mut_arg("study", |study| study.value_name("STUDY|MODEL").help(CHECKED)))]
pub struct Check {
    /// The study, or a bare model
    #[command(flatten)]
    pub study: StudyChoice,
    /// The futures
    #[command(flatten)]
    pub futures: Futures,
    /// Let the model read tables anywhere in this folder (default: the folder of the model)
    #[arg(long, value_name = "DIR")]
    pub within: Option<PathBuf>,
    /// Write JSON for machines
    #[arg(long)]
    pub json: bool,
}

/// `outpace facts`
#[derive(Debug, Args)]
pub struct Facts {
    /// The study
    #[command(flatten)]
    pub study: StudyChoice,
    /// Only this metric (id or name)
    #[arg(long, value_name = "M")]
    pub metric: Option<String>,
    /// Only this entity (id, name or alias)
    #[arg(long, value_name = "E")]
    pub entity: Option<String>,
    /// Only what falls into this period, for example 2025 or 2025-Q3
    #[arg(long, value_name = "P")]
    pub period: Option<String>,
    /// Show where sources of the same rank disagree
    #[arg(long)]
    pub conflicts: bool,
    /// Write JSON for machines
    #[arg(long)]
    pub json: bool,
}

/// `outpace trace`
#[derive(Debug, Args)]
pub struct Trace {
    /// What to trace, and before it the study.
    #[arg(
        help = "A claim's id, a variable of the model, or an expression such as \"capital expenditure[Meta] @ 2025\"; \
                  with two values the first is the study"
    )]
    #[arg(value_name = "[STUDY] CLAIM|VARIABLE", num_args = 1..=2, required = true)]
    pub words: Vec<String>,
    /// Use only what was known on this day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The futures
    #[command(flatten)]
    pub futures: Futures,
}

/// `outpace run`
#[derive(Debug, Args)]
pub struct Run {
    /// The model
    #[command(flatten)]
    pub model: ModelChoice,
    /// Run under this scenario of the study
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Set a constant; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Write only these variables, separated by commas
    #[arg(long, value_name = "NAMES")]
    pub select: Option<String>,
    /// Write here (.csv or .parquet) instead of to the terminal
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `outpace ensemble`
#[derive(Debug, Args)]
pub struct Ensemble {
    /// The model
    #[command(flatten)]
    pub model: ModelChoice,
    /// The futures
    #[command(flatten)]
    pub futures: Futures,
    /// How parameters are drawn (default: as the study says, else sobol)
    #[arg(long, value_name = "HOW")]
    pub sampler: Option<SamplerChoice>,
    /// Priors of the parameters (default: those of the study)
    #[arg(long, value_name = "F.csv")]
    pub parameters: Option<PathBuf>,
    /// Correlations between parameters (default: those of the study, with its own priors)
    #[arg(long, value_name = "F.csv")]
    pub correlations: Option<PathBuf>,
    /// Run under this scenario of the study
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Only these variables, separated by commas (default: the outcomes of the study)
    #[arg(long, value_name = "NAMES")]
    pub select: Option<String>,
    /// Write every trajectory here (.parquet), or statistics over time (.csv)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Quantiles that statistics show, as shares separated by commas (default: 0.05,0.25,0.5,0.75,0.95)
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = number)]
    pub quantiles: Vec<f64>,
    /// Show the share of the futures above each of these numbers, separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true, value_parser = number)]
    pub above: Vec<f64>,
    /// Write histograms over time here (.csv)
    #[arg(long, value_name = "FILE", requires_all = ["bins", "output"])]
    pub histogram: Option<PathBuf>,
    /// The bins of the histograms: so many between two numbers
    #[arg(long, value_name = "LOW:HIGH:COUNT", requires = "histogram", allow_hyphen_values = true)]
    pub bins: Option<String>,
    /// Go on where this command was interrupted
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Seconds after which statistics on their way to a file are kept anew, to resume from
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = whole::<u64, 0, 1_000_000_000>)]
    pub checkpoint: u64,
}

/// How parameters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SamplerChoice {
    /// A scrambled Sobol sequence.
    Sobol,
    /// A Latin hypercube.
    Lhs,
    /// Independent random numbers.
    Random,
}

/// `outpace sensitivity`
#[derive(Debug, Args)]
pub struct Sensitivity {
    /// The study
    #[command(flatten)]
    pub study: StudyChoice,
    /// The outcome, for example "lead index @ 2035" (default: as the study says)
    #[arg(long, value_name = "EXPR")]
    pub outcome: Option<String>,
    /// The method
    #[arg(long, value_name = "M", default_value = "sobol")]
    pub method: Method,
    /// Indices for groups or for single parameters
    #[arg(long, value_name = "WHAT", default_value = "group")]
    pub by: By,
    /// Base rows of the design (default: as the study says); runs are rows x (groups + 2)
    #[arg(long, value_name = "N", value_parser = whole::<u64, 2, 100_000_000>)]
    pub rows: Option<u64>,
    /// Seed of the random numbers (default: as the study says)
    #[arg(long, value_name = "S", value_parser = whole::<u64, 0, { u64::MAX }>)]
    pub seed: Option<u64>,
    /// Run under this scenario of the study
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Write JSON for machines
    #[arg(long)]
    pub json: bool,
}

/// Methods of sensitivity analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Sobol' indices, first order and total.
    Sobol,
}

/// What the indices are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Groups of parameters, as parameters.csv has them.
    Group,
    /// Single parameters.
    Parameter,
}

/// `outpace convert`
#[derive(Debug, Args)]
pub struct Convert {
    /// A model in Vensim's text (.mdl) or XMILE (.xmile, .stmx)
    #[arg(value_name = "FROM")]
    pub from: PathBuf,
    /// Where to write it, in the format that its ending says
    #[arg(value_name = "TO")]
    pub to: PathBuf,
}

/// `outpace new`
#[derive(Debug, Args)]
pub struct New {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Copy this built-in study instead of a small example
    #[arg(long, value_name = "STUDY")]
    pub from: Option<String>,
}

/// `outpace explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// A code as shown in brackets, for example unit-mismatch; without it, the list of codes
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// A whole number between two others, both included.
fn whole<T: TryFrom<u64>, const LEAST: u64, const MOST: u64>(text: &str) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
    let number = number.and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("a whole number from {LEAST} to {MOST} is needed"))
}

fn number(text: &str) -> Result<f64, String> {
    text.trim().parse().map_err(|_| "a number is needed, such as 0.5".into())
}
