//! What a quantity came to: a number, an interval, or several numbers that disagree.
//!
//! An estimate keeps how it was made from facts, so that it can be drawn: the same fact gives the same number
//! wherever it is used, because its random stream depends on nothing but the fact.
//!
//! # Distributions
//! `low` and `high` are hard bounds and the value is the mode of a triangular distribution: the least one can say
//! with three numbers, and its inverse needs no more than a square root. A bound that is not given is the value
//! itself, so "more than 70" (`low` 70) is drawn as 70 and shown as *at least*. Sources that disagree are an equally
//! weighted mixture.

use std::collections::BTreeSet;

use crate::evidence::Evidence;

/// What a quantity came to, in the unit of its metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    node: Node,
    facts: Vec<usize>,
    sources: Vec<usize>,
}

/// How an estimate is made from facts.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A number that is certain: a count of events.
    Number(f64),
    /// One fact: a triangular distribution, or a number where the three are equal.
    Fact { stream: u64, low: f64, mode: f64, high: f64 },
    /// A weighted sum.
    Sum(Vec<(f64, Node)>),
    /// One of several, all equally likely.
    Mixture { stream: u64, alternatives: Vec<Node> },
    /// An amount times or over a rate. Rates are positive.
    Converted { amount: Box<Node>, rate: Box<Node>, multiply: bool },
}

impl Estimate {
    pub(super) fn new(node: Node, facts: BTreeSet<usize>, sources: BTreeSet<usize>) -> Estimate {
        Estimate { node, facts: facts.into_iter().collect(), sources: sources.into_iter().collect() }
    }

    /// One draw. `uniform` gives for each stream its number in [0, 1): the same stream is the same fact (or the same
    /// disagreement) in every estimate.
    pub fn draw(&self, uniform: &dyn Fn(u64) -> f64) -> f64 {
        self.node.draw(uniform)
    }

    /// The value without drawing: the stated value, and the mean of those that disagree.
    pub fn central(&self) -> f64 {
        self.node.central()
    }

    /// The bounds between which every draw lies.
    pub fn range(&self) -> (f64, f64) {
        self.node.range()
    }

    /// Whether every draw is the same.
    pub fn is_certain(&self) -> bool {
        let (low, high) = self.range();
        low == high
    }

    /// Whether sources of the same rank disagree on it.
    pub fn is_conflict(&self) -> bool {
        self.node.is_conflict()
    }

    /// Indices of the facts that it rests on, rates between currencies included; sorted.
    pub fn facts(&self) -> &[usize] {
        &self.facts
    }

    /// Indices of the sources that it rests on, sorted.
    pub fn sources(&self) -> &[usize] {
        &self.sources
    }
}

impl Node {
    fn draw(&self, uniform: &dyn Fn(u64) -> f64) -> f64 {
        match self {
            Node::Number(value) => *value,
            Node::Fact { stream, low, mode, high } => triangular(uniform(*stream), *low, *mode, *high),
            Node::Sum(terms) => terms.iter().map(|(weight, node)| weight * node.draw(uniform)).sum(),
            Node::Mixture { stream, alternatives } => {
                let count = alternatives.len();
                let chosen = (uniform(*stream) * count as f64) as usize;
                alternatives.get(chosen.min(count.saturating_sub(1))).map_or(f64::NAN, |node| node.draw(uniform))
            }
            Node::Converted { amount, rate, multiply } => convert(amount.draw(uniform), rate.draw(uniform), *multiply),
        }
    }

    pub fn central(&self) -> f64 {
        match self {
            Node::Number(value) => *value,
            Node::Fact { mode, .. } => *mode,
            Node::Sum(terms) => terms.iter().map(|(weight, node)| weight * node.central()).sum(),
            Node::Mixture { alternatives, .. } => {
                alternatives.iter().map(Node::central).sum::<f64>() / alternatives.len() as f64
            }
            Node::Converted { amount, rate, multiply } => convert(amount.central(), rate.central(), *multiply),
        }
    }

    fn range(&self) -> (f64, f64) {
        let hull = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        match self {
            Node::Number(value) => (*value, *value),
            Node::Fact { low, high, .. } => (*low, *high),
            // Weights are shares of days and counts: never negative.
            Node::Sum(terms) => terms.iter().fold((0.0, 0.0), |(low, high), (weight, node)| {
                let (least, most) = node.range();
                (low + weight * least, high + weight * most)
            }),
            Node::Mixture { alternatives, .. } => {
                hull(&mut alternatives.iter().map(Node::range).flat_map(|(low, high)| [low, high]))
            }
            Node::Converted { amount, rate, multiply } => {
                let ((a, b), (c, d)) = (amount.range(), rate.range());
                hull(&mut [(a, c), (a, d), (b, c), (b, d)].into_iter().map(|(x, y)| convert(x, y, *multiply)))
            }
        }
    }

    fn is_conflict(&self) -> bool {
        match self {
            Node::Number(_) | Node::Fact { .. } => false,
            Node::Sum(terms) => terms.iter().any(|(_, node)| node.is_conflict()),
            Node::Mixture { alternatives, .. } => alternatives.len() > 1,
            Node::Converted { amount, rate, .. } => amount.is_conflict() || rate.is_conflict(),
        }
    }
}

fn convert(amount: f64, rate: f64, multiply: bool) -> f64 {
    if multiply { amount * rate } else { amount / rate }
}

/// The inverse of the triangular distribution function at `u`.
fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return mode;
    }
    let peak = (mode - low) / width;
    if u < peak { low + width * (u * peak).sqrt() } else { high - width * ((1.0 - u) * (1.0 - peak)).sqrt() }
}

/// A random stream's name: a hash of what a fact is and says, independent of its place in any file (FNV-1a, 64 bits).
pub(super) fn stream_of(fact: usize, evidence: &Evidence) -> u64 {
    let fact = &evidence.facts[fact];
    let metric = &evidence.metrics[fact.metric].id;
    let entity = &evidence.entities[fact.entity].id;
    let source = &evidence.sources[fact.source].id;
    let period = fact.period.to_string();
    let numbers = [Some(fact.value), fact.low, fact.high].map(|number| number.map_or(String::new(), |n| n.to_string()));
    let texts = [metric, entity, source, &period, &fact.locator, &fact.note];
    hash(texts.into_iter().chain(&numbers).flat_map(|text| text.bytes().chain([0])))
}

/// The stream of a choice among the alternatives that these facts stand for.
pub(super) fn stream_of_choice(facts: &[usize], evidence: &Evidence) -> u64 {
    let mut streams: Vec<u64> = facts.iter().map(|fact| stream_of(*fact, evidence)).collect();
    streams.sort_unstable();
    hash(b"choice".iter().copied().chain(streams.into_iter().flat_map(u64::to_le_bytes)))
}

fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
