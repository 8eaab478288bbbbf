//! `outpace check`: every claim's verdict and everything that is wrong with the study, for people or machines.

use super::{Loaded, check_model, futures_or_none, load, place, vintage};
use crate::Exit;
use crate::args::Check;
use crate::terminal::Terminal;
use outpace::judge::{Hinge, Verdict, Verdicts, judge};
use outpace::open::Place;
use outpace::run::{Plan, Settings};
use outpace::write::format;
use outpace_study::claim::Claim;
use outpace_syntax::claims::Expectation;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, FileSet, Severity};
use serde_json::{Value, json};

/// Judges and reports. The exit status tells whether everything is sound and every verdict the expected one.
pub fn run(options: &Check, terminal: &Terminal, threads: usize) -> Exit {
    match check(options, terminal, threads) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn check(options: &Check, terminal: &Terminal, threads: usize) -> Result<Exit, Exit> {
    if let Place::Model(_) = place(options.study.study.as_deref(), terminal)? {
        return check_model::run(options, terminal);
    }
    if options.within.is_some() {
        terminal.fail("--within is for a bare model", "the tables of a study stand in its folder");
        return Err(Exit::Misuse);
    }
    let mut loaded = load(options.study.study.as_deref(), terminal)?;
    let vintage = vintage(options.study.as_of.as_deref(), terminal)?;
    let settings = Settings::of(&loaded.study, options.futures.runs, options.futures.seed, threads);
    let plan = Plan::of_study(&loaded.study);
    let futures = futures_or_none(&mut loaded, &plan, settings, terminal)?;
    let verdicts = judge(&loaded.study, &futures, vintage);
    let unexpected = unexpected(&loaded.study.claims, &verdicts, &loaded);
    loaded.diagnostics.extend(unexpected);
    // To check is to ask whether anything is wrong: a warning is an answer too.
    let unsound = !loaded.diagnostics.is_empty();
    if options.json {
        let value = as_json(&loaded, &verdicts, options.study.as_of.as_deref());
        terminal.print(&format!("{value:#}\n"));
    } else {
        terminal.diagnostics(&loaded.files, &loaded.diagnostics);
        terminal.print(&table(&loaded.study.claims, &verdicts));
        if !unsound && loaded.study.claims.is_empty() {
            terminal.note("no problems; the study has no claims");
        }
    }
    Ok(if unsound { Exit::Problems } else { Exit::Sound })
}

/// Claims whose verdict is not the one that their author expects at this vintage.
fn unexpected(claims: &[Claim], verdicts: &Verdicts, loaded: &Loaded) -> Vec<Diagnostic> {
    let then = verdicts.vintage.is_some() && verdicts.vintage == loaded.study.then;
    let expected = |claim: &Claim| match verdicts.vintage {
        None => claim.expects,
        Some(_) if then => claim.expected_then,
        // At any other day nobody said what to expect.
        Some(_) => None,
    };
    let pairs = claims.iter().zip(&verdicts.verdicts);
    pairs
        .filter_map(|(claim, verdict)| {
            let expected = word(expected(claim)?);
            let got = verdict.kind.as_str();
            (expected != got).then(|| {
                let message = format!("`{}` is expected to be `{expected}` and is `{got}`", claim.id);
                Diagnostic::error(codes::UNEXPECTED_VERDICT, message)
                    .at(claim.span, "")
                    .note(reason(verdict))
                    .help("look at what changed with `outpace trace`, then mend the claim or what it expects")
            })
        })
        .collect()
}

fn word(expectation: Expectation) -> &'static str {
    match expectation {
        Expectation::Holds => "holds",
        Expectation::Fails => "fails",
        Expectation::Contested => "contested",
        Expectation::Likely => "likely",
        Expectation::Unlikely => "unlikely",
        Expectation::Open => "open",
        Expectation::NoEvidence => "no evidence",
        Expectation::NotTestable => "not testable",
    }
}

fn table(claims: &[Claim], verdicts: &Verdicts) -> String {
    let lines = claims.iter().zip(&verdicts.verdicts).map(|(claim, verdict)| {
        let probability = verdict.probability.map(format::percent).unwrap_or_default();
        format!("{:12} {probability:>5}  {}\n", verdict.kind.as_str(), claim.id)
    });
    lines.collect()
}

/// Why the verdict is what it is, in one line.
fn reason(verdict: &Verdict) -> String {
    match &verdict.hinge {
        Hinge::Readings { favourable, unfavourable } => {
            format!("for: {}; against: {}", favourable.join("; "), unfavourable.join("; "))
        }
        Hinge::Fact { what, is, turns_at, unit, .. } => format!(
            "would turn if `{what}` were {} instead of {}",
            format::quantity(*turns_at, unit),
            format::quantity(*is, unit)
        ),
        Hinge::Parameters(ranked) | Hinge::Groups(ranked) => {
            let named: Vec<String> = ranked.iter().map(|(name, value)| format!("{name} ({value:.2})")).collect();
            format!("hinges on {}", named.join(", "))
        }
        Hinge::Missing(missing) => format!("missing: {}", missing.join("; ")),
        Hinge::Nothing => "no single number turns it".into(),
    }
}

fn as_json(loaded: &Loaded, verdicts: &Verdicts, as_of: Option<&str>) -> Value {
    let study = &loaded.study;
    let claims = study.claims.iter().zip(&verdicts.verdicts).map(|(claim, verdict)| {
        let sources: Vec<&str> =
            verdict.sources.iter().map(|source| study.evidence.sources[*source].id.as_str()).collect();
        let readings = claim.readings.iter().zip(&verdict.readings).map(|(reading, outcome)| {
            json!({ "name": reading.name, "holds": reading.text, "verdict": outcome.kind.as_str(), "probability": outcome.share })
        });
        json!({
            "id": claim.id,
            "says": claim.says,
            "verdict": verdict.kind.as_str(),
            "probability": verdict.probability,
            "as_of": as_of,
            "sources": sources,
            "reason": claim.not_testable.clone().unwrap_or_else(|| reason(verdict)),
            "readings": readings.collect::<Vec<_>>(),
        })
    });
    let diagnostics = loaded.diagnostics.iter().map(|diagnostic| diagnostic_json(diagnostic, &loaded.files));
    json!({ "claims": claims.collect::<Vec<_>>(), "diagnostics": diagnostics.collect::<Vec<_>>() })
}

/// A diagnostic for machines.
pub fn diagnostic_json(diagnostic: &Diagnostic, files: &FileSet) -> Value {
    let place = diagnostic.labels.first().map(|label| {
        let file = files.get(label.span.file);
        let (line, column) = file.line_column(label.span.start);
        json!({ "file": file.path, "line": line, "column": column })
    });
    json!({
        "code": diagnostic.code.0,
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": diagnostic.message,
        "place": place,
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}
