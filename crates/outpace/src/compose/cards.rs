//! The card of each claim: its tests with both sides, and the line that says on what it hinges.

use super::Material;
use super::citations::Citations;
use super::figures::side_inline;
use crate::brief::{Figure, Inline, Judgement, TestLine, VerdictCard, VerdictKind};
use crate::judge::{Hinge, Over, ReadingVerdict, Test, Verdict};
use crate::write::format;
use outpace_study::claim::{About, Claim};

/// Tests of one reading that are shown in full; of longer conjunctions the decisive ones are.
const MOST_TESTS: usize = 4;

/// The card of a claim; `None` only where there is no such claim.
pub fn card(index: usize, material: Material, citations: &mut Citations) -> Option<VerdictCard> {
    let claim = material.study.claims.get(index)?;
    let verdict = material.now.verdicts.get(index)?;
    let tests = claim.readings.iter().zip(&verdict.readings).map(|(reading, outcome)| TestLine {
        reading: reading.name.clone(),
        expression: reading.text.split_whitespace().collect::<Vec<_>>().join(" "),
        result: result(outcome, material, citations),
        judgement: Judgement { verdict: outcome.kind, probability: shown(outcome.kind, outcome.share) },
    });
    let tests = tests.collect();
    let hinges = hinge(claim, verdict, material, citations);
    Some(VerdictCard {
        id: claim.id.clone(),
        says: claim.says.clone(),
        now: judgement(verdict),
        then: then(index, material),
        tests,
        hinges,
        citations: citations.cite(&verdict.sources),
    })
}

/// The verdict at the earlier date; for claims about the future alone there is none, since no fact takes part.
fn then(index: usize, material: Material) -> Option<(String, Judgement)> {
    let then = material.then?;
    if material.study.claims.get(index)?.about == About::Future {
        return None;
    }
    Some((then.vintage?.to_string(), judgement(then.verdicts.get(index)?)))
}

/// A verdict as shown.
pub fn judgement(verdict: &Verdict) -> Judgement {
    Judgement { verdict: verdict.kind, probability: shown(verdict.kind, verdict.probability) }
}

/// A probability is shown where it tells more than the verdict: not for readings that disagree, nor for certainty.
fn shown(kind: VerdictKind, probability: Option<f64>) -> Option<f64> {
    match kind {
        VerdictKind::Likely | VerdictKind::Unlikely | VerdictKind::Open => probability,
        _ => None,
    }
}

/// What the comparisons of a reading came to.
fn result(outcome: &ReadingVerdict, material: Material, citations: &mut Citations) -> Vec<Inline> {
    if outcome.kind == VerdictKind::NoEvidence {
        return vec![Inline::Text(format!("missing: {}", listed(&outcome.missing)))];
    }
    let mut inlines = Vec::new();
    for (at, test) in decisive(&outcome.tests).into_iter().enumerate() {
        if at > 0 {
            inlines.push(Inline::Text("; ".into()));
        }
        match &test.right {
            Some((sign, right)) => {
                inlines.push(side_inline(&test.left, material.futures, citations));
                inlines.push(Inline::Text(format!(" {} ", sign_now(sign, test.share))));
                inlines.push(side_inline(right, material.futures, citations));
            }
            None => inlines.push(Inline::Text(truth_words(test.share).into())),
        }
        inlines.extend(share_inlines(test, material));
    }
    match outcome.tests.len().saturating_sub(decisive(&outcome.tests).len()) {
        0 => {}
        1 => inlines.push(Inline::Text("; the other condition is met".into())),
        _ => inlines.push(Inline::Text("; the other conditions are met".into())),
    }
    inlines
}

/// In how many draws a condition is true, where it is in some and not in all. The sources are cited beside its sides.
fn share_inlines(test: &Test, material: Material) -> Vec<Inline> {
    let Some(share) = test.share.filter(|share| *share > 0.0 && *share < 1.0) else { return vec![] };
    let trace = match &test.right {
        Some((sign, right)) => format!("{} {sign} {}", test.left.trace, right.trace),
        None => test.left.trace.clone(),
    };
    let simulated = || Figure::simulated(format::percent(share), &trace, &material.futures.label);
    let (figure, of) = match test.over {
        Over::Futures => (simulated(), " of futures"),
        Over::Resamples => (simulated(), " of resamples of the futures"),
        Over::Sources => {
            (Figure::cited(format::percent(share), vec![], trace), " of the combinations that the sources allow")
        }
    };
    vec![Inline::Text(" in ".into()), Inline::Figure(figure), Inline::Text(of.into())]
}

/// The sign as it came out: `≯` where a comparison is false throughout.
fn sign_now(sign: &'static str, share: Option<f64>) -> &'static str {
    match (sign, share) {
        ("<", Some(0.0)) => "≮",
        (">", Some(0.0)) => "≯",
        ("≤", Some(0.0)) => "≰",
        ("≥", Some(0.0)) => "≱",
        ("=", Some(0.0)) => "≠",
        ("≠", Some(0.0)) => "=",
        _ => sign,
    }
}

/// A condition that is no plain comparison, in words.
fn truth_words(share: Option<f64>) -> &'static str {
    match share {
        Some(0.0) => "none of the alternatives is true",
        Some(1.0) => "at least one of the alternatives is true",
        Some(_) => "true",
        None => "not decided",
    }
}

/// Of a long conjunction those conditions that are not simply met; of a short one all.
fn decisive(tests: &[Test]) -> Vec<&Test> {
    if tests.len() <= MOST_TESTS {
        return tests.iter().collect();
    }
    let open: Vec<&Test> = tests.iter().filter(|test| test.share != Some(1.0)).collect();
    if open.is_empty() { tests.iter().take(MOST_TESTS).collect() } else { open }
}

fn hinge(claim: &Claim, verdict: &Verdict, material: Material, citations: &mut Citations) -> Vec<Inline> {
    let text = |words: String| vec![Inline::Text(words)];
    if let Some(why) = &claim.not_testable {
        return text(why.clone());
    }
    match &verdict.hinge {
        Hinge::Readings { favourable, unfavourable } => text(format!(
            "on what one counts. For the statement: {}. Against it: {}.",
            favourable.join("; "),
            unfavourable.join("; ")
        )),
        Hinge::Fact { what, query, is, turns_at, unit } => {
            let citations = citations.cite(&material.now.answers.query_sources(query));
            let figure = |value: f64| Figure::cited(format::quantity(value, unit), citations.clone(), what);
            let side = if turns_at < is { "below " } else { "above " };
            let (turns_at, is) = (figure(*turns_at), figure(*is));
            let mut inlines = vec![Inline::Text("on ".into()), Inline::Code(what.clone())];
            if turns_at.text() == is.text() {
                inlines.push(Inline::Text(": the least change would turn the test; it stands at ".into()));
            } else {
                inlines.push(Inline::Text(format!(": the test would turn if it were {side}")));
                inlines.push(Inline::Figure(turns_at));
                inlines.push(Inline::Text(" instead of ".into()));
            }
            inlines.extend([Inline::Figure(is), Inline::Text(".".into())]);
            inlines
        }
        Hinge::Parameters(ranked) => {
            let mut inlines = vec![Inline::Text("most closely on ".into())];
            inlines.extend(ranked_list(ranked, material, "rank correlation "));
            inlines.push(Inline::Text(".".into()));
            inlines
        }
        Hinge::Groups(groups) => {
            let mut inlines =
                vec![Inline::Text("on the ranges given to the parameters; the spread comes first from ".into())];
            inlines.extend(ranked_list(groups, material, "total index "));
            inlines.push(Inline::Text(".".into()));
            inlines
        }
        Hinge::Missing(missing) => text(format!("on what is missing: {}.", listed(missing))),
        Hinge::Nothing => {
            text("on no single number: none of them turns it, were it ten times larger or smaller.".into())
        }
    }
}

fn ranked_list(ranked: &[(String, f64)], material: Material, what: &str) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for (at, (name, value)) in ranked.iter().enumerate() {
        if at > 0 {
            inlines.push(Inline::Text(if at + 1 == ranked.len() { " and ".into() } else { ", ".into() }));
        }
        let figure = Figure::simulated(format!("{value:.2}").replace('-', "−"), name, &material.futures.label);
        inlines.push(Inline::Code(name.clone()));
        inlines.push(Inline::Text(format!(" ({what}")));
        inlines.push(Inline::Figure(figure));
        inlines.push(Inline::Text(")".into()));
    }
    inlines
}

fn listed(parts: &[String]) -> String {
    const MOST: usize = 3;
    let mut text = parts.iter().take(MOST).cloned().collect::<Vec<_>>().join("; ");
    if parts.len() > MOST {
        text.push_str(&format!("; and {} more", parts.len() - MOST));
    }
    text
}
