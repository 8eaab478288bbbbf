//! The commands, one a file, and what several of them need.

pub mod brief;
pub mod check;
pub mod check_model;
pub mod convert;
pub mod ensemble;
pub mod explain;
pub mod facts;
pub mod new;
pub mod output;
pub mod run;
pub mod sensitivity;
pub mod trace;

use crate::Exit;
use crate::args::ModelChoice;
use crate::terminal::Terminal;
use jiff::civil::Date;
use outpace::model::{Opened, open_model_within};
use outpace::open::{Place, drop_unread, folder, locate, open, open_sheets};
use outpace::run::{Fault, Futures, MAX_VALUES, Plan, Settings};
use outpace_study::study::{self, Study};
use outpace_syntax::diagnostic::drop_told;
use outpace_syntax::period::Period;
use outpace_syntax::{Diagnostic, FileSet, Severity, trees};
use std::path::{Path, PathBuf};

/// A study with its files and everything that is wrong with it.
pub struct Loaded {
    /// What was read.
    pub files: FileSet,
    /// What it means.
    pub study: Study,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// What to call it: the folder's or the built-in study's name.
    pub name: String,
}

/// Opens, parses and resolves the study that the user means.
pub fn load(asked: Option<&str>, terminal: &Terminal) -> Result<Loaded, Exit> {
    let place = place(asked, terminal)?;
    let name = match &place {
        Place::Builtin(study) => study.name.to_string(),
        Place::Folder(path) => folder_name(path),
        Place::Model(path) => {
            terminal.fail(
                &format!("`{}` is a model, and this command wants a study", path.display()),
                "give a folder with a study.toml; `outpace run` and `outpace ensemble` take a bare model",
            );
            return Err(Exit::Misuse);
        }
    };
    let (files, mut diagnostics) = open(&place);
    let (mut trees, parsed) = trees::parse(&files);
    if let (Some(folder), Some((_, tree))) = (folder(&place), &mut trees.model) {
        diagnostics.extend(open_sheets(folder, tree));
    }
    let (study, mut resolved) = study::resolve(trees);
    drop_unread(&mut resolved, &diagnostics);
    diagnostics.extend(parsed);
    diagnostics.extend(resolved);
    if diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Warning) {
        diagnostics.extend(study.unused_sources());
    }
    Ok(Loaded { files, study, diagnostics, name })
}

/// Where the study or model is that the user means.
pub fn place(asked: Option<&str>, terminal: &Terminal) -> Result<Place, Exit> {
    locate(asked, Path::new(".")).map_err(|missing| {
        terminal.fail(&missing.to_string(), &missing.help);
        Exit::Misuse
    })
}

/// Opens a model, gives its data variables their series and changes it as changes files say.
pub fn model(choice: &ModelChoice, terminal: &Terminal) -> Result<Opened, Exit> {
    let place = place(choice.model.as_deref(), terminal)?;
    let within = choice.within.as_deref();
    if let Some(folder) = within.filter(|folder| !folder.is_dir()) {
        let help = "--within names the folder that holds the model and the tables it reads";
        terminal.fail(&format!("`{}` is no folder", folder.display()), help);
        return Err(Exit::Misuse);
    }
    let mut opened = open_model_within(&place, within);
    let is_changes = |path: &&PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("cin"));
    let (changes, data): (Vec<&PathBuf>, Vec<&PathBuf>) = choice.data.iter().partition(is_changes);
    let [changes, data] = [changes, data].map(|paths| paths.into_iter().cloned().collect::<Vec<_>>());
    opened.read_changes(&changes);
    if let Some(file) = opened.read_data(&place, &data).as_deref().and_then(Path::file_name) {
        terminal.note(&format!("data variables are read from {} beside the model", file.display()));
    }
    Ok(opened)
}

/// `1 row`, `2 rows`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn folder_name(path: &Path) -> String {
    let name =
        path.canonicalize().ok().and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
    name.unwrap_or_else(|| "study".into())
}

/// The day of `--as-of`.
pub fn vintage(as_of: Option<&str>, terminal: &Terminal) -> Result<Option<Date>, Exit> {
    let Some(text) = as_of else { return Ok(None) };
    match Period::read(text) {
        Ok(period) => Ok(Some(period.last)),
        Err(_) => {
            terminal.fail(&format!("`{text}` is not a date"), "write a day such as 2025-10-15, a month or a year");
            Err(Exit::Misuse)
        }
    }
}

/// Runs what a plan asks for, with a progress bar.
pub fn futures(loaded: &Loaded, plan: &Plan, settings: Settings, terminal: &Terminal) -> Result<Futures, Exit> {
    let bar = terminal.bar();
    let result = outpace::run::run(&loaded.study, plan, settings, &|label, done, all| bar.show(label, done, all));
    drop(bar);
    result.map_err(|fault| match fault {
        Fault::Model(mut problems) => {
            drop_told(&mut problems, &loaded.diagnostics);
            report(&Fault::Model(problems), &loaded.files, terminal)
        }
        fault => report(&fault, &loaded.files, terminal),
    })
}

/// Runs what a plan asks for. A model that cannot run is among the diagnostics then, and leaves claims about the future
/// without evidence; those about facts are judged all the same.
pub fn futures_or_none(
    loaded: &mut Loaded,
    plan: &Plan,
    settings: Settings,
    terminal: &Terminal,
) -> Result<Futures, Exit> {
    let bar = terminal.bar();
    let result = outpace::run::run(&loaded.study, plan, settings, &|label, done, all| bar.show(label, done, all));
    drop(bar);
    match result {
        Err(Fault::Model(mut problems)) => {
            drop_told(&mut problems, &loaded.diagnostics);
            loaded.diagnostics.extend(problems);
            Ok(Futures::none(&loaded.study, settings))
        }
        result => result.map_err(|fault| report(&fault, &loaded.files, terminal)),
    }
}

/// Says why there are no futures.
pub fn report(fault: &Fault, files: &FileSet, terminal: &Terminal) -> Exit {
    match fault {
        Fault::Interrupted => Exit::Interrupted,
        Fault::Model(diagnostics) => {
            terminal.diagnostics(files, diagnostics);
            Exit::Problems
        }
        Fault::TooLarge { values } => {
            let message = format!("these futures would keep {values} values, and {MAX_VALUES} are allowed");
            terminal.fail(&message, "ask for fewer --runs or --rows: shares settle long before");
            Exit::Misuse
        }
        Fault::Design(fault) => {
            terminal.fail(&format!("these futures cannot be drawn: {fault}"), "");
            Exit::Misuse
        }
    }
}
