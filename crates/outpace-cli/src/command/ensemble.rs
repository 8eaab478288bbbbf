//! `outpace ensemble`: thousands of futures, as statistics over time or as whole trajectories.

mod shown;

use super::output::{check_output, check_place, is_parquet, spare};
use super::run::{check_size, select};
use super::{counted, model};
use crate::Exit;
use crate::args::{Ensemble, SamplerChoice};
use crate::terminal::Terminal;
use outpace::ensemble::journal::Fault;
use outpace::ensemble::{Job, Kept, histogram_csv, statistics, statistics_csv, summary_text, trajectories};
use outpace::lower::OutputName;
use outpace::model::Opened;
use outpace::open::open_file;
use outpace::reason;
use outpace::run::{self, Settings, lower_scenario};
use outpace::write::atomic;
use outpace_engine::design::{Design, Sampler};
use outpace_study::study::{self, Study};
use outpace_syntax::diagnostic::drop_told;
use outpace_syntax::trees::Parser;
use outpace_syntax::{Diagnostic, correlations, parameters};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::{Duration, Instant};

/// Runs the ensemble.
pub fn run(options: &Ensemble, terminal: &Terminal, threads: usize) -> Exit {
    match ensemble(options, terminal, threads) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn ensemble(options: &Ensemble, terminal: &Terminal, threads: usize) -> Result<Exit, Exit> {
    check_output(options.output.as_deref(), terminal)?;
    options.histogram.as_deref().map_or(Ok(()), |path| check_place(path, terminal))?;
    let shown = shown::shown(options, terminal)?;
    let (opened, errors) = opened(options, terminal)?;
    let fail = |mut problems: Vec<Diagnostic>| {
        drop_told(&mut problems, &opened.diagnostics);
        terminal.diagnostics(&opened.files, &problems);
        Exit::Problems
    };
    let scenario = opened.scenario(options.scenario.as_deref()).map_err(|diagnostic| terminal.refuse(&diagnostic))?;
    let lowered = lower_scenario(&opened.study, scenario, &opened.study.parameters).map_err(fail)?;
    let outputs = outputs(options, &opened, &lowered, terminal)?;
    check_size(outputs.len(), lowered.program.schedule().saved_steps().len(), TOGETHER, terminal)?;
    let settings = settings(options, &opened, threads);
    let priors = run::priors(&opened.study, &opened.study.parameters, &lowered, scenario);
    if priors.is_empty() {
        terminal.note("no parameter varies: every future is the same; name priors with --parameters");
    }
    let copula = run::copula(&opened.study, &opened.study.parameters).map_err(fail)?;
    let design = Design::plain(priors, settings.members, settings.sampler, settings.seed);
    let design = design.and_then(|design| design.correlated(copula)).map_err(|fault| {
        terminal.fail(&format!("these futures cannot be drawn: {fault}"), "");
        Exit::Misuse
    })?;
    let job = Job {
        program: &lowered.program,
        design: &design,
        outputs: &outputs,
        threads,
        shown,
        metadata: metadata(&opened, options, settings),
    };
    shown::check_size(&job, terminal)?;
    match options.output.as_deref() {
        Some(path) if is_parquet(path) => write_trajectories(&job, path, options.resume, terminal)?,
        Some(path) => write_statistics(&job, path, options, terminal)?,
        None => show_statistics(&job, &opened.study, terminal)?,
    }
    Ok(if errors { Exit::Problems } else { Exit::Sound })
}

/// The model under the beliefs that are asked for, and whether something in a study is wrong, in which case nothing is
/// written.
fn opened(options: &Ensemble, terminal: &Terminal) -> Result<(Opened, bool), Exit> {
    let mut opened = model(&options.model, terminal)?;
    other_beliefs(&mut opened, options, terminal);
    for path in [&options.output, &options.histogram] {
        spare(path.as_deref(), &opened.files, &opened.tables, terminal)?;
    }
    let errors = terminal.diagnostics(&opened.files, &opened.diagnostics);
    // Futures under other priors than those that were asked for help nobody.
    if errors && (opened.is_bare() || options.parameters.is_some() || options.correlations.is_some()) {
        return Err(Exit::Problems);
    }
    if let Some(path) = options.output.as_deref().filter(|_| errors) {
        return Err(terminal.withhold(path));
    }
    Ok((opened, errors))
}

/// How many futures there are and how they are drawn: as the study says where the command line does not.
fn settings(options: &Ensemble, opened: &Opened, threads: usize) -> Settings {
    let settings = Settings::of(&opened.study, options.futures.runs, options.futures.seed, threads);
    let sampler = options.sampler.map_or(settings.sampler, |choice| match choice {
        SamplerChoice::Sobol => Sampler::Sobol,
        SamplerChoice::Lhs => Sampler::LatinHypercube,
        SamplerChoice::Random => Sampler::Random,
    });
    Settings { sampler, ..settings }
}

/// How many futures are worked on at once.
const TOGETHER: usize = 64;

/// Priors and correlations from files on the command line instead of the study's.
fn other_beliefs(opened: &mut Opened, options: &Ensemble, terminal: &Terminal) {
    if let Some(path) = &options.parameters {
        if !opened.study.correlations.is_empty() && options.correlations.is_none() {
            terminal.note("the study's correlations are left out, as its priors are: name them with --correlations");
        }
        other_file(opened, path, parameters::parse, study::replace_parameters);
    }
    if let Some(path) = &options.correlations {
        other_file(opened, path, correlations::parse, study::replace_correlations);
    }
}

/// What a file says, in place of what the study says of the same.
fn other_file<T>(opened: &mut Opened, path: &Path, parse: Parser<T>, replace: fn(&mut Study, &T) -> Vec<Diagnostic>) {
    let before = opened.files.iter().count();
    opened.diagnostics.extend(open_file(path, &mut opened.files));
    if let Some((id, file)) = opened.files.iter().nth(before) {
        let (tree, parsed) = parse(id, &file.text);
        opened.diagnostics.extend(parsed);
        let resolved = replace(&mut opened.study, &tree);
        opened.diagnostics.extend(resolved);
    }
}

/// The outputs to keep: those named, else the study's outcomes, else everything.
fn outputs<'a>(
    options: &Ensemble,
    opened: &Opened,
    lowered: &'a outpace::lower::Lowered,
    terminal: &Terminal,
) -> Result<Vec<&'a OutputName>, Exit> {
    if options.select.is_none() && !opened.study.outcomes.is_empty() {
        let wanted = &opened.study.outcomes;
        return Ok(lowered.names.iter().filter(|name| wanted.contains(&name.cell)).collect());
    }
    select(options.select.as_deref(), lowered, terminal)
}

/// What a file says about itself, so that it can be made again.
fn metadata(opened: &Opened, options: &Ensemble, settings: Settings) -> Vec<(&'static str, String)> {
    let sampler = match settings.sampler {
        Sampler::Sobol => "sobol",
        Sampler::LatinHypercube => "lhs",
        Sampler::Random => "random",
    };
    let beliefs = [("parameters.csv", &options.parameters), ("correlations.csv", &options.correlations)];
    let [parameters, correlations] = beliefs.map(|(usual, named)| hash_of(opened, usual, named.as_deref(), options));
    vec![
        ("outpace.version", env!("CARGO_PKG_VERSION").to_string()),
        ("outpace.model", outpace::ensemble::hash(&opened.files)),
        ("outpace.parameters", parameters),
        ("outpace.correlations", correlations),
        ("outpace.scenario", options.scenario.clone().unwrap_or_else(|| "base".into())),
        ("outpace.sampler", sampler.to_string()),
        ("outpace.seed", settings.seed.to_string()),
        ("outpace.runs", settings.members.to_string()),
    ]
}

/// The fingerprint of the file that says what is believed: the one named on the command line, or the study's, if it counts.
fn hash_of(opened: &Opened, usual: &str, named: Option<&Path>, options: &Ensemble) -> String {
    let replaced = options.parameters.is_some();
    let is_it = |path: &str| match named {
        Some(named) => path == named.display().to_string(),
        None => !replaced && Path::new(path).file_name().is_some_and(|name| name == usual),
    };
    let file = opened.files.iter().map(|(_, file)| file).find(|file| is_it(&file.path));
    file.map_or_else(|| "none".into(), |file| outpace::ensemble::hash_text(&file.text))
}

fn write_trajectories(job: &Job, path: &Path, resume: bool, terminal: &Terminal) -> Result<(), Exit> {
    let bar = terminal.bar();
    let members = job.design.members();
    let written = trajectories(job, path, resume, &mut |done| bar.show("trajectories", done, members));
    drop(bar);
    let before = written.map_err(|fault| explain(&fault, path, "journal", terminal))?;
    tell_resumed(before, members, terminal);
    terminal.note(&format!(
        "wrote {}: {members} futures of {}",
        path.display(),
        counted(job.outputs.len(), "variable")
    ));
    Ok(())
}

/// Statistics over time in a file.
fn write_statistics(job: &Job, path: &Path, options: &Ensemble, terminal: &Terminal) -> Result<(), Exit> {
    let fail = |fault| explain(&fault, path, "checkpoint", terminal);
    let members = job.design.members();
    let mut kept = Kept::begin(job, path, options.resume).map_err(fail)?;
    tell_resumed(kept.members(), members, terminal);
    let bar = terminal.bar();
    let mut pause = Pause::of(Duration::from_secs(options.checkpoint));
    let ensemble =
        kept.run(&mut |write| pause.keep(write), &|done| bar.show("ensemble", done, members)).map_err(fail)?;
    drop(bar);
    atomic::write(path, &statistics_csv(job, &ensemble)).map_err(|error| fail(error.into()))?;
    terminal.note(&format!("wrote {}: statistics of {members} futures", path.display()));
    if let Some(path) = &options.histogram {
        let written = atomic::write(path, &histogram_csv(job, &ensemble));
        written.map_err(|error| explain(&error.into(), path, "checkpoint", terminal))?;
        terminal.note(&format!("wrote {}: histograms of {members} futures", path.display()));
    }
    kept.finish().map_err(|error| fail(error.into()))?;
    tell_not_finite(&ensemble, terminal);
    Ok(())
}

/// Statistics of the last time on the terminal.
fn show_statistics(job: &Job, study: &Study, terminal: &Terminal) -> Result<(), Exit> {
    let bar = terminal.bar();
    let members = job.design.members();
    let ensemble = statistics(job, &|done| bar.show("ensemble", done, members));
    drop(bar);
    let ensemble = ensemble.map_err(|_| Exit::Interrupted)?;
    terminal.print(&summary_text(job, &ensemble, study));
    tell_not_finite(&ensemble, terminal);
    Ok(())
}

fn tell_resumed(before: u64, members: u64, terminal: &Terminal) {
    if before > 0 {
        terminal.note(&format!("{before} of {members} futures were done before"));
    }
}

fn tell_not_finite(ensemble: &outpace_engine::Ensemble, terminal: &Terminal) {
    if ensemble.not_finite > 0 {
        let count = ensemble.not_finite;
        terminal.note(&format!("{count} futures had values that are not finite numbers; they were left out"));
    }
}

/// Says why an output is not there; `what` is the kind of file that keeps what was done.
fn explain(fault: &Fault, path: &Path, what: &str, terminal: &Terminal) -> Exit {
    match fault {
        Fault::Io(error) if error.kind() == ErrorKind::Interrupted => return Exit::Interrupted,
        Fault::Io(error) => terminal.fail(&format!("`{}` cannot be written: {}", path.display(), reason(error)), ""),
        Fault::OtherRun(there, here) => {
            let message =
                format!("`{}.{what}` is of another run: it has `{there}`, and this run `{here}`", path.display());
            terminal.fail(&message, "run it as before, or leave --resume out to begin anew");
        }
    }
    Exit::Problems
}

/// The time between two checkpoints: as long as wished, and so long that writing them takes little of it.
struct Pause {
    wished: Duration,
    since: Instant,
    /// How long writing the last one took.
    took: Duration,
}

/// Of the time, writing checkpoints takes this part at most.
const SHARE: u32 = 20;

impl Pause {
    fn of(wished: Duration) -> Pause {
        Pause { wished, since: Instant::now(), took: Duration::ZERO }
    }

    /// Writes a checkpoint if it is time.
    fn keep(&mut self, write: &dyn Fn() -> io::Result<()>) -> io::Result<()> {
        if self.since.elapsed() < self.wished.max(self.took * SHARE) {
            return Ok(());
        }
        let begun = Instant::now();
        write()?;
        (self.since, self.took) = (Instant::now(), begun.elapsed());
        Ok(())
    }
}
