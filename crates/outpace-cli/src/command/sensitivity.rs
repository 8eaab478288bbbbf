//! `outpace sensitivity`: which parameters, or groups of them, an outcome hangs on.

use super::{futures, load};
use crate::Exit;
use crate::args::{By, Method, Sensitivity};
use crate::terminal::Terminal;
use outpace::judge::{indices, words};
use outpace::run::{Plan, Settings, sensitivity_term, varied};
use outpace_engine::sensitivity::{Estimate, SobolIndices};
use outpace_study::claim::{About, Term};
use outpace_study::study::Study;
use outpace_syntax::formula::Formula;
use outpace_syntax::{File, FileSet};
use serde_json::{Value, json};

/// The interval that is shown.
const SHARE: f64 = 0.9;

/// Estimates indices and prints them, the largest total first.
pub fn run(options: &Sensitivity, terminal: &Terminal, threads: usize) -> Exit {
    match sensitivity(options, terminal, threads) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn sensitivity(options: &Sensitivity, terminal: &Terminal, threads: usize) -> Result<Exit, Exit> {
    let Method::Sobol = options.method;
    let mut loaded = load(options.study.study.as_deref(), terminal)?;
    let errors = terminal.diagnostics(&loaded.files, &loaded.diagnostics);
    if options.by == By::Parameter {
        one_group_a_parameter(&mut loaded.study);
    }
    independent_groups(&loaded.study, options.by, terminal)?;
    let term = outcome(options, &loaded.study, terminal)?;
    let mut plan = Plan::default();
    plan.explain(&term);
    let mut settings = Settings::of(&loaded.study, Some(1), options.seed, threads);
    settings.rows = options.rows.unwrap_or(settings.rows);
    let futures = futures(&loaded, &plan, settings, terminal)?;
    let Some(found) = indices(&futures, &term) else {
        terminal.fail(
            "the outcome does not vary: it is the same in every future, or outside the simulated time",
            "choose another outcome or period",
        );
        return Err(Exit::Problems);
    };
    let what = words(&term, &loaded.study);
    let text = match options.json {
        true => format!("{:#}\n", as_json(&what, &loaded.study, &found)),
        false => table(&what, &loaded.study, &found),
    };
    terminal.print(&text);
    Ok(if errors { Exit::Problems } else { Exit::Sound })
}

/// Refuses groups that go together: what each of them brings cannot be told apart.
fn independent_groups(study: &Study, by: By, terminal: &Terminal) -> Result<(), Exit> {
    let Some((correlation, groups)) = study.correlated_groups() else { return Ok(()) };
    let name = |cell| study.model.as_ref().map(|model| model.cell_name(cell)).unwrap_or_default();
    let [first, second] = [correlation.first, correlation.second].map(name);
    let (message, help) = match by {
        By::Parameter => (
            format!("indices of single parameters need independent ones, and `{first}` and `{second}` are correlated"),
            "use --by group: parameters that go together count as one there".to_string(),
        ),
        By::Group => (
            format!("`{first}` and `{second}` are correlated, and are in the groups `{}`", groups.join("` and `")),
            "give both the same group in parameters.csv: indices need groups that are independent of each other".into(),
        ),
    };
    terminal.fail(&message, &help);
    Err(Exit::Problems)
}

/// Makes every parameter a group of its own, named after it.
fn one_group_a_parameter(study: &mut Study) {
    study.parameter_groups = varied(&study.parameters).map(|parameter| parameter.name.clone()).collect();
    for parameter in &mut study.parameters {
        let group = study.parameter_groups.iter().position(|name| *name == parameter.name);
        parameter.group = group.unwrap_or(0);
    }
}

fn outcome(options: &Sensitivity, study: &Study, terminal: &Terminal) -> Result<Term, Exit> {
    let scenario = match &options.scenario {
        None => 0,
        Some(id) => study.scenario(id).ok_or_else(|| {
            terminal.fail(
                &format!("there is no scenario `{id}`"),
                &format!("scenarios: {}", study.scenario_ids.join(", ")),
            );
            Exit::Misuse
        })?,
    };
    let Some(text) = &options.outcome else {
        return sensitivity_term(study).ok_or_else(|| {
            terminal.fail("the study names no outcome", "name one, for example --outcome \"lead index @ 2035\"");
            Exit::Misuse
        });
    };
    expression(text, study, About::Future, scenario, terminal)
}

/// An expression from the command line, with its mistakes shown as in a file.
pub fn expression(text: &str, study: &Study, about: About, scenario: usize, terminal: &Terminal) -> Result<Term, Exit> {
    let mut files = FileSet::default();
    let id = files.add(File::new("command line", text));
    let mut diagnostics = Vec::new();
    let formula = Formula::parse(id, text, 0, &mut diagnostics);
    let bound = match diagnostics.is_empty() {
        true => study.bind(&formula.expr, about, scenario),
        false => Err(diagnostics),
    };
    bound.map_err(|diagnostics| {
        terminal.diagnostics(&files, &diagnostics);
        Exit::Misuse
    })
}

/// The groups with their indices, the largest total first.
fn ranked<'a>(study: &'a Study, found: &'a SobolIndices) -> Vec<(&'a str, &'a Estimate, &'a Estimate)> {
    let mut rows: Vec<_> = study
        .parameter_groups
        .iter()
        .zip(&found.groups)
        .map(|(name, group)| (name.as_str(), &group.first, &group.total))
        .collect();
    rows.sort_by(|left, right| right.2.value.total_cmp(&left.2.value));
    rows
}

fn table(what: &str, study: &Study, found: &SobolIndices) -> String {
    let rows = ranked(study, found);
    let widest = rows.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0).max(5);
    let cell = |estimate: &Estimate| {
        let (low, high) = estimate.interval(SHARE);
        format!("{:5.2} ({:5.2} to {:5.2})", estimate.value, low, high)
    };
    let mut text = format!("Sobol indices of {what}, with 90 percent intervals; {} rows\n\n", found.rows);
    text.push_str(&format!("{:widest$}  {:24}{}\n", "group", "first order", "total"));
    for (name, first, total) in rows {
        text.push_str(&format!("{name:widest$}  {}  {}\n", cell(first), cell(total)));
    }
    if found.dropped > 0 {
        text.push_str(&format!("\n{} rows without finite outcomes were left out\n", found.dropped));
    }
    text
}

fn as_json(what: &str, study: &Study, found: &SobolIndices) -> Value {
    let estimate = |estimate: &Estimate| {
        let (low, high) = estimate.interval(SHARE);
        json!({ "value": estimate.value, "low": low, "high": high })
    };
    let groups: Vec<Value> = ranked(study, found)
        .into_iter()
        .map(|(name, first, total)| json!({ "group": name, "first": estimate(first), "total": estimate(total) }))
        .collect();
    json!({ "outcome": what, "rows": found.rows, "dropped": found.dropped, "variance": found.variance, "groups": groups })
}
