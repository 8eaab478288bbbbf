//! Facts given twice.
//!
//! One source cannot give two values for one quantity, period and basis in one place: that is an error, and the later
//! row is left out. Where the rows name different places, notes or dates of knowledge, the source does say two things
//! (a revision, a range of products): both stay, and the ledger treats them as a disagreement or a revision. The
//! same value from the same place twice is a warning.

use std::collections::BTreeMap;

use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;

use super::{Evidence, Fact};

/// Reports and removes what repeats or contradicts an earlier fact of the same source and place.
pub(super) fn remove(facts: &mut Vec<Fact>, evidence: &Evidence, diagnostics: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    let mut keep = vec![true; facts.len()];
    for (index, fact) in facts.iter().enumerate() {
        let subject = (fact.metric, fact.entity, fact.period, fact.basis);
        let place = (fact.source, fact.locator.as_str(), fact.note.as_str(), fact.known);
        let Some(earlier) = first.get(&(subject, place)).map(|earlier: &usize| &facts[*earlier]) else {
            first.insert((subject, place), index);
            continue;
        };
        keep[index] = false;
        let said = |fact: &Fact| (fact.value * fact.conversion.factor, fact.low, fact.high);
        let metric = &evidence.metrics[fact.metric].name;
        let entity = &evidence.entities[fact.entity].name;
        let source = &evidence.sources[fact.source].id;
        let problem = if said(fact) == said(earlier) && fact.conversion == earlier.conversion {
            let message = format!("this fact on {metric} of {entity} is given twice");
            Diagnostic::warning(codes::DUPLICATE_FACT, message).help("remove one of the two rows")
        } else {
            let message = format!("`{source}` gives two values for {metric} of {entity} in {}", fact.period);
            Diagnostic::error(codes::CONFLICTING_FACT, message)
                .help("correct one of them, or say in `locator` or `note` how they differ")
        };
        let left_out = format!("{} {}: left out", fact.value, fact.unit);
        let problem = problem.at(fact.span, left_out).and(earlier.span, format!("{} {}", earlier.value, earlier.unit));
        diagnostics.push(problem);
    }
    let mut kept = keep.into_iter();
    facts.retain(|_| kept.next().unwrap_or(true));
}
