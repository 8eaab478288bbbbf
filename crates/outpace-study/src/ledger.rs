//! Asking the facts: (metric, entity, moment) at a vintage → an estimate, and where it comes from.
//!
//! Only facts known at the vintage count; without one all do. How values over time go together depends on the kind of
//! metric (`flow` for flows and counts, `level` for the others), how several facts about the same thing do does
//! not (`statement`). Nothing is imputed silently: every step that is more than reading a row is a rule in the
//! [`Derivation`], and what is missing is named.

mod conflict;
mod cover;
mod estimate;
mod events;
mod exchange;
mod flow;
mod level;
mod statement;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;
use outpace_syntax::dictionary::MetricKind;
use outpace_syntax::expr::Moment;
use outpace_syntax::facts::Basis;
use outpace_syntax::period::Period;

use crate::derivation::Derivation;
use crate::evidence::Evidence;

pub use conflict::{Conflict, Filter, conflicts, list};
pub use estimate::Estimate;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Index of the metric.
    pub metric: usize,
    /// Index of the entity.
    pub entity: usize,
    /// When.
    pub moment: Moment,
}

impl Query {
    fn key(&self) -> (usize, usize, Option<Period>) {
        let period = match self.moment {
            Moment::Period(period) => Some(period),
            Moment::Latest => None,
        };
        (self.metric, self.entity, period)
    }
}

impl Eq for Query {}
impl PartialOrd for Query {
    fn partial_cmp(&self, other: &Query) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Query {
    fn cmp(&self, other: &Query) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// What it came to, in the metric's unit; none where something is missing.
    pub estimate: Option<Estimate>,
    /// Where it comes from.
    pub derivation: Derivation,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// Resolves one query with the facts known on the day `vintage`, or with all of them.
pub fn resolve(evidence: &Evidence, query: &Query, vintage: Option<Date>) -> Resolution {
    let ledger = Ledger::new(evidence, vintage);
    let Query { metric, entity, moment } = query;
    let (metric, entity) = (*metric, *entity);
    let (Some(asked), Some(_)) = (evidence.metrics.get(metric), evidence.entities.get(entity)) else {
        let missing = vec!["the metric or entity is not in the study".to_string()];
        return Resolution { estimate: None, derivation: Derivation::default(), missing };
    };
    let adds_up = matches!(asked.kind, MetricKind::Flow | MetricKind::Count);
    let part = match (&asked.events, moment, adds_up) {
        (Some(kind), moment, _) if evidence.facts_of(metric, entity).is_empty() => {
            ledger.count_events(kind, metric, entity, moment)
        }
        (_, Moment::Period(period), true) => ledger.flow(metric, entity, *period),
        (_, Moment::Period(period), false) => ledger.level(metric, entity, *period),
        (_, Moment::Latest, true) => ledger.latest_flow(metric, entity),
        (_, Moment::Latest, false) => ledger.latest_level(metric, entity),
    };
    match part {
        Ok(part) => Resolution {
            estimate: Some(Estimate::new(part.node, part.facts, part.sources)),
            derivation: part.derivation,
            missing: vec![],
        },
        Err(missing) => {
            let when = match moment {
                Moment::Period(period) => period.to_string(),
                Moment::Latest => "latest".into(),
            };
            let what = ledger.words(metric, entity, &when);
            let derivation = Derivation { what, rule: missing.clone(), ..Derivation::default() };
            Resolution { estimate: None, derivation, missing: vec![missing] }
        }
    }
}

/// The facts as known on a day.
struct Ledger<'a> {
    evidence: &'a Evidence,
    vintage: Option<Date>,
}

impl<'a> Ledger<'a> {
    fn new(evidence: &'a Evidence, vintage: Option<Date>) -> Ledger<'a> {
        Ledger { evidence, vintage }
    }

    fn is_known(&self, fact: usize) -> bool {
        let known = self.evidence.facts[fact].known;
        self.vintage.is_none_or(|vintage| known.is_some_and(|known| known <= vintage))
    }

    fn known_facts(&self, metric: usize, entity: usize) -> Vec<usize> {
        self.evidence.facts_of(metric, entity).iter().copied().filter(|fact| self.is_known(*fact)).collect()
    }

    fn with_period(&self, facts: &[usize], period: Period) -> Vec<usize> {
        facts.iter().copied().filter(|fact| self.evidence.facts[*fact].period == period).collect()
    }

    /// The distinct periods of some facts, sorted.
    fn periods(&self, facts: &[usize]) -> Vec<Period> {
        self.by_period(facts).into_keys().collect()
    }

    fn by_period(&self, facts: &[usize]) -> BTreeMap<Period, Vec<usize>> {
        let mut periods: BTreeMap<Period, Vec<usize>> = BTreeMap::new();
        for fact in facts {
            periods.entry(self.evidence.facts[*fact].period).or_default().push(*fact);
        }
        periods
    }

    /// The observations among some facts; all of them where none is one. An observation is reported or estimated,
    /// of a period that had begun when it became known.
    fn observed_first(&self, facts: &[usize]) -> Vec<usize> {
        let is_observed = |fact: &usize| {
            let fact = &self.evidence.facts[*fact];
            let begun = fact.known.is_none_or(|known| fact.period.first <= known);
            matches!(fact.basis, Basis::Reported | Basis::Estimate) && begun
        };
        let observed: Vec<usize> = facts.iter().copied().filter(is_observed).collect();
        if observed.is_empty() { facts.to_vec() } else { observed }
    }

    fn words(&self, metric: usize, entity: usize, when: &str) -> String {
        format!("{} of {}, {when}", self.evidence.metrics[metric].name, self.evidence.entities[entity].name)
    }

    fn unit(&self, metric: usize) -> String {
        self.evidence.metrics[metric].unit.to_string()
    }

    /// Says that a metric has no facts about an entity, or none yet.
    fn nothing(&self, metric: usize, entity: usize) -> String {
        let what = format!("{} of {}", self.evidence.metrics[metric].name, self.evidence.entities[entity].name);
        match (self.vintage, self.evidence.facts_of(metric, entity).len()) {
            (_, 0) => format!("{what}: no fact at all"),
            (Some(vintage), count) => format!("{what}: {count} facts, none known by {vintage}"),
            (None, count) => format!("{what}: none of {count} facts can be used"),
        }
    }

    /// Says which facts there are around a period for which they do not suffice.
    fn gap(&self, metric: usize, entity: usize, period: Period) -> String {
        let periods = self.periods(&self.known_facts(metric, entity));
        let (Some(first), Some(last)) = (periods.first(), periods.iter().max_by_key(|known| known.last)) else {
            return self.nothing(metric, entity);
        };
        let what = self.words(metric, entity, &period.to_string());
        let near: Vec<String> =
            periods.iter().filter(|known| known.overlaps(period)).take(8).map(Period::to_string).collect();
        if near.is_empty() {
            return format!("{what}: no fact; those known run from {first} to {last}");
        }
        let gaps: Vec<String> = cover::uncovered(period, &periods).iter().take(4).map(Period::to_string).collect();
        match gaps.is_empty() {
            true => format!("{what}: the facts, for {}, overlap and do not add up to it", near.join(", ")),
            false => format!("{what}: nothing for {}; there are facts for {}", gaps.join(", "), near.join(", ")),
        }
    }
}
