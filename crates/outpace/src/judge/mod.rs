//! judge: claims over draws of the evidence and members of the ensembles → [`Verdicts`].
//!
//! Every fact that a claim uses is resolved once and drawn as often as there are futures, so that draw *i* of the
//! evidence meets member *i* of the ensemble. A claim is then a column of true and false, and its mean is the
//! probability that it holds.

mod answers;
mod evaluate;
mod hinge;
mod summary;
mod verdict;
mod world;

#[cfg(test)]
mod tests;

pub use answers::Answers;
pub use evaluate::{Values, World, evaluate};
pub use hinge::Hinge;
pub use summary::{Over, Side, Summary, Test, query_words, summarise, unit_words, words};
pub use verdict::{HOLDS_SHARE, LIKELY_SHARE};
pub use world::{Drawn, indices};

use crate::brief::VerdictKind;
use crate::run::{Futures, draft_terms};
use jiff::civil::Date;
use outpace_study::claim::{Claim, Reading, Term, TermKind};
use outpace_study::study::Study;
use std::collections::BTreeSet;

/// The verdict on every claim of a study, in order, at one vintage.
#[derive(Debug)]
pub struct Verdicts<'a> {
    /// The day whose knowledge they rest on; `None` for all of it.
    pub vintage: Option<Date>,
    /// One a claim.
    pub verdicts: Vec<Verdict>,
    /// Every fact that was asked for, resolved.
    pub answers: Answers<'a>,
}

/// The verdict on one claim.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Which.
    pub kind: VerdictKind,
    /// The share of draws in which it holds, averaged over its readings; `None` without evidence.
    pub probability: Option<f64>,
    /// One a reading, in order.
    pub readings: Vec<ReadingVerdict>,
    /// On what it hinges.
    pub hinge: Hinge,
    /// Indices of the sources that it rests on, sorted.
    pub sources: Vec<usize>,
}

/// The verdict on one reading of a claim.
#[derive(Debug, Clone)]
pub struct ReadingVerdict {
    /// Which.
    pub kind: VerdictKind,
    /// The share of draws in which it is true.
    pub share: Option<f64>,
    /// What it compares, and what the sides came to.
    pub tests: Vec<Test>,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// Judges every claim with what was known at `vintage`.
pub fn judge<'a>(study: &'a Study, futures: &'a Futures, vintage: Option<Date>) -> Verdicts<'a> {
    let mut answers = Answers::new(study, vintage, futures.members, futures.seed);
    for claim in &study.claims {
        claim.readings.iter().filter_map(|reading| reading.term.as_ref()).for_each(|term| answers.ask(term));
    }
    draft_terms(study).iter().for_each(|term| answers.ask(term));
    let verdicts = study.claims.iter().map(|claim| of_claim(study, claim, futures, &answers)).collect();
    Verdicts { vintage, verdicts, answers }
}

fn of_claim(study: &Study, claim: &Claim, futures: &Futures, answers: &Answers) -> Verdict {
    let world = Drawn { answers, futures };
    let readings: Vec<ReadingVerdict> =
        claim.readings.iter().map(|reading| of_reading(reading, &world, answers, study)).collect();
    let kinds: Vec<VerdictKind> = readings.iter().map(|reading| reading.kind).collect();
    let kind = match claim.not_testable {
        Some(_) => VerdictKind::NotTestable,
        None => verdict::of_readings(&kinds),
    };
    let shares: Vec<f64> = readings.iter().filter_map(|reading| reading.share).collect();
    let probability = (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64);
    let mut sources = BTreeSet::new();
    for term in claim.readings.iter().filter_map(|reading| reading.term.as_ref()) {
        sources.extend(answers.sources(term));
        if rests_on_futures(term) {
            // Every future rests on every prior.
            sources.extend(study.parameters.iter().filter_map(|parameter| parameter.source));
        }
    }
    let hinge = hinge::of(study, claim, &readings, &world);
    Verdict { kind, probability, readings, hinge, sources: sources.into_iter().collect() }
}

fn of_reading(reading: &Reading, world: &Drawn, answers: &Answers, study: &Study) -> ReadingVerdict {
    let Some(term) = &reading.term else {
        let missing = vec!["the expression could not be read".to_string()];
        return ReadingVerdict { kind: VerdictKind::NoEvidence, share: None, tests: vec![], missing };
    };
    let share = evaluate(term, world).mean();
    let grounds = verdict::Grounds { share, futures: rests_on_futures(term), conflict: answers.conflict(term) };
    let tests = term.conjuncts().into_iter().map(|part| summary::test(part, world, answers, study)).collect();
    let missing = if share.is_none() { missing(term, world) } else { vec![] };
    ReadingVerdict { kind: verdict::of_reading(grounds), share, tests, missing }
}

/// Why a term has no value: facts that are not there, or else a model that says nothing about it.
fn missing(term: &Term, world: &Drawn) -> Vec<String> {
    let missing = world.answers.missing(term);
    if !missing.is_empty() {
        return missing;
    }
    vec![match world.futures.simulations {
        0 => "the model did not run".to_string(),
        _ => "the model has no value for the period".to_string(),
    }]
}

/// Whether futures take part in a term.
pub fn rests_on_futures(term: &Term) -> bool {
    let mut found = false;
    term.walk(&mut |term| found |= matches!(term.kind, TermKind::Outcome(_) | TermKind::Statistic(_)));
    found
}
