//! Several facts about one quantity and period → one part: rank, revision, agreement, disagreement.
//!
//! 1. The best basis wins: reported, announced, guidance, estimate, target.
//! 2. Of the statements of one publisher on that basis only the latest counts.
//! 3. Values within one percent agree: the one written with the most digits stands for them.
//! 4. Values further apart stay together as an equally weighted mixture.

use std::collections::{BTreeMap, BTreeSet};

use outpace_syntax::Name;

use super::Ledger;
use super::estimate::{Node, stream_of, stream_of_choice};
use crate::derivation::{Derivation, Unused, basis_word};

/// Values this close (relative to the larger) agree.
pub(super) const AGREEMENT: f64 = 0.01;

/// A quantity with how it was made and what it rests on.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub node: Node,
    pub derivation: Derivation,
    pub facts: BTreeSet<usize>,
    pub sources: BTreeSet<usize>,
}

impl Part {
    /// A weighted sum of parts, with the rule that made it.
    pub fn sum(what: String, unit: String, rule: String, terms: Vec<(f64, Part)>) -> Part {
        let (mut facts, mut sources) = (BTreeSet::new(), BTreeSet::new());
        let (mut nodes, mut children) = (vec![], vec![]);
        for (weight, part) in terms {
            facts.extend(part.facts);
            sources.extend(part.sources);
            children.push(part.derivation);
            nodes.push((weight, part.node));
        }
        let node = Node::Sum(nodes);
        let derivation =
            Derivation { what, value: Some(node.central()), unit, rule, children, ..Derivation::default() };
        Part { node, derivation, facts, sources }
    }
}

impl Ledger<'_> {
    /// What facts about the same quantity and period say together; an error says what is missing.
    pub fn statement(&self, what: &str, candidates: &[usize]) -> Result<Part, String> {
        let facts = &self.evidence.facts;
        let Some(best) = candidates.iter().map(|fact| facts[*fact].basis).min() else {
            return Err(format!("{what}: no fact"));
        };
        let mut unused = vec![];
        let (firm, lesser): (Vec<usize>, Vec<usize>) = candidates.iter().partition(|fact| facts[**fact].basis == best);
        for fact in lesser {
            let because =
                format!("its basis is {}, and there is one {}", basis_word(facts[fact].basis), basis_word(best));
            unused.push(Unused { fact, because });
        }
        let current = self.latest_statements(firm, &mut unused);
        let mut parts = vec![];
        let mut missing = None;
        for fact in current {
            match self.fact_part(fact) {
                Ok(part) => parts.push((fact, part)),
                Err(why) => {
                    unused.push(Unused { fact, because: why.clone() });
                    missing = missing.or(Some(why));
                }
            }
        }
        if let (true, Some(missing)) = (parts.is_empty(), missing) {
            return Err(missing);
        }
        let clusters = self.clusters(parts);
        let mut part = self.mixture(what, clusters);
        part.derivation.unused.extend(unused);
        Ok(part)
    }

    /// Drops what the same publisher has restated later.
    fn latest_statements(&self, candidates: Vec<usize>, unused: &mut Vec<Unused>) -> Vec<usize> {
        let publisher = |fact: usize| {
            let source = &self.evidence.sources[self.evidence.facts[fact].source];
            Name::new(if source.author.is_empty() { &source.id } else { &source.author })
        };
        let mut latest = BTreeMap::new();
        for fact in &candidates {
            let known = self.evidence.facts[*fact].known;
            latest.entry(publisher(*fact)).and_modify(|day| *day = known.max(*day)).or_insert(known);
        }
        let (current, superseded) = candidates.into_iter().partition::<Vec<_>, _>(|fact| {
            latest.get(&publisher(*fact)).is_none_or(|day| *day == self.evidence.facts[*fact].known)
        });
        for fact in superseded {
            let day = latest.get(&publisher(fact)).copied().flatten();
            let day = day.map_or(String::new(), |day| format!(", known from {day}"));
            unused.push(Unused { fact, because: format!("the same publisher restated it{day}") });
        }
        current
    }

    /// One fact in the unit of its metric.
    fn fact_part(&self, index: usize) -> Result<Part, String> {
        let fact = &self.evidence.facts[index];
        let factor = fact.conversion.factor;
        let mode = fact.value * factor;
        let end = |end: Option<f64>| end.map_or(mode, |end| end * factor);
        let (low, high) = (end(fact.low).min(mode), end(fact.high).max(mode));
        let mut node = Node::Fact { stream: stream_of(index, self.evidence), low, mode, high };
        let mut facts = BTreeSet::from([index]);
        let mut sources = BTreeSet::from([fact.source]);
        let (mut children, mut rule) = (vec![], String::new());
        for exchange in &fact.conversion.exchange {
            let rate = self.rate(exchange.metric, fact.period)?;
            facts.extend(rate.facts);
            sources.extend(rate.sources);
            node = Node::Converted { amount: node.into(), rate: rate.node.into(), multiply: exchange.multiply };
            rule = "converted at the exchange rate of its period".into();
            children.push(rate.derivation);
        }
        let derivation = Derivation {
            what: self.words(fact.metric, fact.entity, &fact.period.to_string()),
            value: Some(node.central()),
            unit: self.unit(fact.metric),
            rule,
            children,
            fact: Some(index),
            ..Derivation::default()
        };
        Ok(Part { node, derivation, facts, sources })
    }

    /// Sorts by value and joins what agrees; the most precise of each cluster stands first.
    fn clusters(&self, mut parts: Vec<(usize, Part)>) -> Vec<Vec<(usize, Part)>> {
        parts.sort_by(|(left_fact, left), (right_fact, right)| {
            left.node.central().total_cmp(&right.node.central()).then(left_fact.cmp(right_fact))
        });
        let mut clusters: Vec<Vec<(usize, Part)>> = vec![];
        for (fact, part) in parts {
            match clusters.last_mut() {
                Some(cluster) if agree(cluster[0].1.node.central(), part.node.central()) => cluster.push((fact, part)),
                _ => clusters.push(vec![(fact, part)]),
            }
        }
        for cluster in &mut clusters {
            cluster.sort_by_key(|(fact, _)| (std::cmp::Reverse(digits(self.evidence.facts[*fact].value)), *fact));
        }
        clusters
    }

    fn mixture(&self, what: &str, clusters: Vec<Vec<(usize, Part)>>) -> Part {
        let count = clusters.len();
        let members: Vec<usize> = clusters.iter().flatten().map(|(fact, _)| *fact).collect();
        let mut parts: Vec<Part> = clusters.into_iter().filter_map(merge).collect();
        if count == 1
            && let Some(part) = parts.pop()
        {
            return part;
        }
        let (mut facts, mut sources) = (BTreeSet::new(), BTreeSet::new());
        let (mut alternatives, mut children) = (vec![], vec![]);
        for part in parts {
            facts.extend(part.facts);
            sources.extend(part.sources);
            alternatives.push(part.node);
            children.push(part.derivation);
        }
        let unit = children.first().map(|child| child.unit.clone()).unwrap_or_default();
        let node = Node::Mixture { stream: stream_of_choice(&members, self.evidence), alternatives };
        let rule =
            format!("the sources disagree: {count} values of the same rank, equally likely; their mean is shown");
        let value = Some(node.central());
        let derivation = Derivation { what: what.into(), value, unit, rule, children, ..Derivation::default() };
        Part { node, derivation, facts, sources }
    }
}

/// The first of a cluster, with the others named as agreeing.
fn merge(cluster: Vec<(usize, Part)>) -> Option<Part> {
    let mut cluster = cluster.into_iter().map(|(_, part)| part);
    let mut first = cluster.next()?;
    for other in cluster {
        first.facts.extend(other.facts);
        first.sources.extend(other.sources);
        let rule = "agrees within one percent; the more precise figure is used".to_string();
        first.derivation.children.push(Derivation { rule, ..other.derivation });
    }
    Some(first)
}

/// Whether two values lie within [`AGREEMENT`] of one another.
pub(super) fn agree(left: f64, right: f64) -> bool {
    (left - right).abs() <= AGREEMENT * left.abs().max(right.abs())
}

/// How many significant digits a number was written with, as far as a float still knows.
fn digits(value: f64) -> usize {
    let text = format!("{value:e}");
    text.split('e').next().map_or(0, |mantissa| mantissa.bytes().filter(u8::is_ascii_digit).count())
}
