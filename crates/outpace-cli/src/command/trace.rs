//! `outpace trace`: where a number comes from, from a claim or variable down to facts and their sources.

use super::sensitivity::expression;
use super::{Loaded, futures, load, vintage};
use crate::Exit;
use crate::args::Trace;
use crate::terminal::Terminal;
use outpace::run::{Plan, Settings};
use outpace::trace::{Tracer, claim_lines, term_lines, variable_lines};
use outpace::write::escape::plain;
use outpace_study::claim::{About, Term};
use outpace_study::study::Study;
use outpace_syntax::Name;
use outpace_syntax::name::nearest;

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
        None => vec![expression(what, study, About::Both, 0, terminal).inspect_err(|_| {
            if let Some(near) = nearest(what, study.claims.iter().map(|claim| claim.id.as_str())) {
                terminal.fail(&format!("nor is there a claim `{what}`"), &format!("did you mean `{near}`?"));
            }
        })?],
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
