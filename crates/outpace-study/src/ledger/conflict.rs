//! Where sources of the same rank disagree, for `outpace facts --conflicts`; and lists of facts.

use jiff::civil::Date;
use outpace_syntax::period::Period;

use super::Ledger;
use super::estimate::Node;
use crate::evidence::Evidence;

/// A quantity on which sources of the same rank disagree by more than one percent.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Index of the metric.
    pub metric: usize,
    /// Index of the entity.
    pub entity: usize,
    /// Over which days.
    pub period: Period,
    /// The values, in the metric's unit, ascending.
    pub values: Vec<f64>,
    /// Indices of the facts that disagree, sorted.
    pub facts: Vec<usize>,
    /// The difference of the outer values, relative to the one that is larger in size.
    pub spread: f64,
}

/// Every conflict with what was known at `vintage`, the widest first.
pub fn conflicts(evidence: &Evidence, vintage: Option<Date>) -> Vec<Conflict> {
    let ledger = Ledger::new(evidence, vintage);
    let mut found = vec![];
    for (metric, entity) in evidence.subjects() {
        let known = ledger.known_facts(metric, entity);
        for (period, facts) in ledger.by_period(&known) {
            let Ok(part) = ledger.statement("", &facts) else { continue };
            let Node::Mixture { alternatives, .. } = &part.node else { continue };
            let mut values: Vec<f64> = alternatives.iter().map(Node::central).collect();
            values.sort_by(f64::total_cmp);
            let (Some(low), Some(high)) = (values.first(), values.last()) else { continue };
            let spread = (high - low) / low.abs().max(high.abs());
            // Rates that convert are facts of other metrics.
            let own = part.facts.iter().copied().filter(|fact| evidence.facts[*fact].metric == metric);
            found.push(Conflict { metric, entity, period, facts: own.collect(), spread, values });
        }
    }
    found.sort_by(|left, right| right.spread.total_cmp(&left.spread));
    found
}

/// Which facts to list; `None` is all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Index of the metric.
    pub metric: Option<usize>,
    /// Index of the entity.
    pub entity: Option<usize>,
    /// Facts whose period overlaps this.
    pub period: Option<Period>,
    /// Facts known on this day.
    pub vintage: Option<Date>,
}

/// Indices of the facts that pass, by metric, entity and period.
pub fn list(evidence: &Evidence, filter: &Filter) -> Vec<usize> {
    let ledger = Ledger::new(evidence, filter.vintage);
    let passes = |index: &usize| {
        let fact = &evidence.facts[*index];
        filter.metric.is_none_or(|metric| metric == fact.metric)
            && filter.entity.is_none_or(|entity| entity == fact.entity)
            && filter.period.is_none_or(|period| period.overlaps(fact.period))
            && ledger.is_known(*index)
    };
    let mut listed: Vec<usize> = (0..evidence.facts.len()).filter(passes).collect();
    listed.sort_by_key(|index| {
        let fact = &evidence.facts[*index];
        (fact.metric, fact.entity, fact.period, fact.basis, *index)
    });
    listed
}
