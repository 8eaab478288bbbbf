//! `outpace trace`: where a number comes from, from a claim or variable down to facts and their sources.

use super::sensitivity::expression;
use super::{Loaded, futures, load, vintage};
use crate::Exit;
use crate::args::Trace;
use crate::terminal::Terminal;
use outpace::builtin;
use outpace::run::{Plan, Settings};
use outpace::trace::{Tracer, claim_lines, term_lines, variable_lines};
use outpace::write::escape::plain;
use outpace_study::claim::{About, Term};
use outpace_study::study::Study;
use outpace_syntax::Name;
use outpace_syntax::name::nearest;
use std::path::Path;

/// Prints the whole derivation as a tree.
pub fn run(options: &Trace, terminal: &Terminal, threads: usize) -> Exit {
    match trace(options, terminal, threads) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn trace(options: &Trace, terminal: &Terminal, threads: usize) -> Result<Exit, Exit> {
    let (study, what) = match options.words.as_slice() {
        [study, what] => (Some(study.as_str()), what.as_str()),
        [what] => (None, what.as_str()),
        _ => return Err(Exit::Misuse),
    };
    if what.trim().is_empty() {
        terminal.fail("there is nothing to trace", NAME_ONE);
        return Err(Exit::Misuse);
    }
    let loaded = load(study, terminal)?;
    terminal.diagnostics(&loaded.files, &loaded.diagnostics);
    let vintage = vintage(options.as_of.as_deref(), terminal)?;
    let study = &loaded.study;
    if let Some(lines) = variable_lines(study, &loaded.files, what) {
        print(&lines, terminal);
        return Ok(Exit::Sound);
    }
    let claim = study.claims.iter().find(|claim| Name::new(&claim.id) == Name::new(what));
    let terms: Vec<Term> = match claim {
        Some(claim) => claim.readings.iter().filter_map(|reading| reading.term.clone()).collect(),
        None if is_a_word(what) => return Err(unknown_word(what, study, terminal)),
        None => vec![expression(what, study, About::Both, 0, terminal)?],
    };
    let futures = simulate(&loaded, &terms, options, terminal, threads)?;
    let mut tracer = Tracer::new(study, &loaded.files, &futures, vintage);
    let lines = match claim {
        Some(claim) => claim_lines(&mut tracer, claim),
        None => term_lines(&mut tracer, &terms[0]),
    };
    print(&lines, terminal);
    Ok(Exit::Sound)
}

/// Whether the user named something rather than wrote an expression.
fn is_a_word(what: &str) -> bool {
    !what.contains(['@', '(', '[', '+', '*', '/', '<', '>', '='])
        && !what.starts_with(|first: char| first.is_ascii_digit())
}

const NAME_ONE: &str = "name a claim, a variable, or write an expression such as \"capital expenditure[Meta] @ 2025\"";

/// Says that nothing has this name, and what it may have been meant to be.
fn unknown_word(what: &str, study: &Study, terminal: &Terminal) -> Exit {
    let variables = study.model.iter().flat_map(|model| &model.variables).map(|variable| variable.name.text());
    let known = study.claims.iter().map(|claim| claim.id.as_str()).chain(variables);
    let is_study = builtin::find(what).is_some() || Path::new(what).join("study.toml").is_file();
    let help = match nearest(what, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None if is_study => {
            format!("`{what}` is a study; name a claim or variable of it behind: outpace trace {what} CLAIM")
        }
        None => NAME_ONE.into(),
    };
    terminal.fail(&format!("neither a claim nor a variable is called `{what}`"), &help);
    Exit::Misuse
}

fn simulate(
    loaded: &Loaded,
    terms: &[Term],
    options: &Trace,
    terminal: &Terminal,
    threads: usize,
) -> Result<outpace::run::Futures, Exit> {
    let study: &Study = &loaded.study;
    let mut plan = Plan::default();
    terms.iter().for_each(|term| plan.add(term));
    let settings = Settings::of(study, options.futures.runs, options.futures.seed, threads);
    futures(loaded, &plan, settings, terminal)
}

/// Writes the lines; no text of a study can steer the terminal.
fn print(lines: &[String], terminal: &Terminal) {
    terminal.print(&lines.iter().map(|line| format!("{}\n", plain(line))).collect::<String>());
}
