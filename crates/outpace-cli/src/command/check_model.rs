//! `outpace check MODEL`: everything that is wrong with a bare model, and what comes of its reality checks.

use super::check::diagnostic_json;
use super::model;
use crate::Exit;
use crate::args::{Check, ModelChoice};
use crate::terminal::Terminal;
use outpace::lower::Overrides;
use outpace::reality::{Outcome, Tested};
use serde_json::{Value, json};

/// Checks a bare model.
pub fn run(options: &Check, terminal: &Terminal) -> Result<Exit, Exit> {
    let (day, futures) = (&options.study.as_of, &options.futures);
    if day.is_some() || futures.runs.is_some() || futures.seed.is_some() {
        let help = "a bare model has no facts and no claims: leave them out, or name a study";
        terminal.fail("--as-of, --runs and --seed are for a study", help);
        return Err(Exit::Misuse);
    }
    let choice = ModelChoice { model: options.study.study.clone(), data: Vec::new(), within: options.within.clone() };
    let opened = model(&choice, terminal)?;
    let mut diagnostics = opened.diagnostics.clone();
    match opened.lower(&Overrides::default()) {
        Ok(lowered) => diagnostics.extend(lowered.warnings),
        Err(problems) => diagnostics.extend(problems),
    }
    let tested = opened.test_reality();
    if options.json {
        let diagnostics = diagnostics.iter().map(|diagnostic| diagnostic_json(diagnostic, &opened.files));
        let diagnostics: Vec<Value> = diagnostics.collect();
        let value = json!({ "checks": tested.iter().map(as_json).collect::<Vec<_>>(), "diagnostics": diagnostics });
        terminal.print(&format!("{value:#}\n"));
    } else {
        terminal.diagnostics(&opened.files, &diagnostics);
        terminal.print(&tested.iter().map(line).collect::<String>());
        if diagnostics.is_empty() && tested.is_empty() {
            terminal.note("no problems; the model has no reality checks");
        }
    }
    let sound = diagnostics.is_empty() && tested.iter().all(|each| each.outcome == Outcome::Holds);
    Ok(if sound { Exit::Sound } else { Exit::Problems })
}

/// The word for what came out, and what is to be said of it.
fn words(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Holds => ("holds", String::new()),
        Outcome::Violated(time) => ("violated", format!("at time {time}")),
        Outcome::ViolatedImposed(time) => ("violated", format!("at time {time} with its condition imposed")),
        Outcome::NotImposed(why) => ("not imposed", format!("holds in the run as it is; {why}")),
        Outcome::Untested(why) => ("not tested", why.clone()),
    }
}

fn line(tested: &Tested) -> String {
    let (word, said) = words(&tested.outcome);
    let said = if said.is_empty() { said } else { format!(": {said}") };
    format!("{word:12} {}{said}\n", tested.name)
}

fn as_json(tested: &Tested) -> Value {
    let time = match tested.outcome {
        Outcome::Violated(time) | Outcome::ViolatedImposed(time) => Some(time),
        _ => None,
    };
    let (word, said) = words(&tested.outcome);
    json!({ "name": tested.name, "outcome": word, "time": time, "reason": said })
}
