//! `outpace brief`, and what `outpace` alone does.

use super::{Loaded, futures_or_none, load, report, vintage};
use crate::Exit;
use crate::args::{Brief as Options, BriefFormat};
use crate::terminal::Terminal;
use outpace::brief::Brief;
use outpace::compose::{Material, compose};
use outpace::history::{History, history};
use outpace::judge::judge;
use outpace::reason;
use outpace::run::{Futures, Plan, Settings};
use outpace::write::{atomic, html, markdown, terminal as text};
use std::fs;
use std::path::{Path, PathBuf};

/// The brief of the study one stands in, or of the built-in one: in the terminal, and as a page beside it.
pub fn plain(terminal: &Terminal, threads: usize) -> Exit {
    let mut loaded = match load(None, terminal) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let (brief, exit) = match make(&mut loaded, None, None, None, terminal, threads) {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    terminal.print(&text::write(&brief, terminal.width(), terminal.colour()));
    let path = PathBuf::from(format!("{}.html", loaded.name));
    if matches!(exit, Exit::Problems) {
        return terminal.withhold(&path);
    }
    match write_to(&path, &html::write(&brief), terminal) {
        Ok(()) => exit,
        Err(exit) => exit,
    }
}

/// A brief in the terminal, or as files.
pub fn run(options: &Options, terminal: &Terminal, threads: usize) -> Exit {
    let made = load(options.study.study.as_deref(), terminal).and_then(|mut loaded| {
        let as_of = options.study.as_of.as_deref();
        let (brief, exit) = make(&mut loaded, as_of, options.futures.runs, options.futures.seed, terminal, threads)?;
        Ok((loaded, brief, exit))
    });
    let (loaded, brief, exit) = match made {
        Ok(made) => made,
        Err(exit) => return exit,
    };
    if options.out.is_none() && options.format.is_empty() {
        terminal.print(&text::write(&brief, terminal.width(), terminal.colour()));
        return exit;
    }
    let folder = options.out.as_deref().unwrap_or(Path::new(""));
    if matches!(exit, Exit::Problems) {
        return terminal.withhold(options.out.as_deref().unwrap_or(Path::new(".")));
    }
    let formats = if options.format.is_empty() { &[BriefFormat::Html][..] } else { &options.format };
    match write_all(folder, &loaded.name, formats, &brief, terminal) {
        Ok(()) => exit,
        Err(exit) => exit,
    }
}

/// Everything from the study to the composed brief. Errors in the study show in the terminal as missing evidence, and
/// in the exit status; a file of an earlier brief is not replaced by one with errors.
fn make(
    loaded: &mut Loaded,
    as_of: Option<&str>,
    runs: Option<u64>,
    seed: Option<u64>,
    terminal: &Terminal,
    threads: usize,
) -> Result<(Brief, Exit), Exit> {
    let vintage = vintage(as_of, terminal)?;
    let settings = Settings::of(&loaded.study, runs, seed, threads);
    let plan = Plan::of_study(&loaded.study);
    let futures = futures_or_none(loaded, &plan, settings, terminal)?;
    let errors = terminal.diagnostics(&loaded.files, &loaded.diagnostics);
    let study = &loaded.study;
    let now = judge(study, &futures, vintage);
    let then = study.then.filter(|then| vintage.is_none_or(|day| *then < day));
    let then = then.map(|then| judge(study, &futures, Some(then)));
    let history = past(loaded, &futures, settings, terminal)?;
    let material = Material { study, now: &now, then: then.as_ref(), futures: &futures, history: history.as_ref() };
    Ok((compose(material), if errors { Exit::Problems } else { Exit::Sound }))
}

/// The model against the past; nothing where there is no model that runs.
fn past(loaded: &Loaded, futures: &Futures, settings: Settings, terminal: &Terminal) -> Result<Option<History>, Exit> {
    if futures.simulations == 0 {
        return Ok(None);
    }
    let bar = terminal.bar();
    let history = history(&loaded.study, settings, &|label, done, all| bar.show(label, done, all));
    drop(bar);
    history.map_err(|fault| report(&fault, &loaded.files, terminal))
}

fn write_all(
    folder: &Path,
    name: &str,
    formats: &[BriefFormat],
    brief: &Brief,
    terminal: &Terminal,
) -> Result<(), Exit> {
    if let Err(error) = fs::create_dir_all(folder) {
        terminal.fail(&format!("`{}` cannot be made: {}", folder.display(), reason(&error)), "");
        return Err(Exit::Problems);
    }
    for format in formats {
        let (ending, text) = match format {
            BriefFormat::Html => ("html", html::write(brief)),
            BriefFormat::Md => ("md", markdown::write(brief)),
            BriefFormat::Txt => ("txt", text::write(brief, terminal.width(), false)),
        };
        write_to(&folder.join(format!("{name}.{ending}")), &text, terminal)?;
    }
    Ok(())
}

fn write_to(path: &Path, text: &str, terminal: &Terminal) -> Result<(), Exit> {
    match atomic::write(path, text) {
        Ok(()) => {
            terminal.note(&format!("wrote {}", path.display()));
            Ok(())
        }
        Err(error) => {
            terminal.fail(&format!("`{}` cannot be written: {}", path.display(), reason(&error)), "");
            Err(Exit::Problems)
        }
    }
}
