//! What is known and from where: sources, entities, metrics, facts and events with every name bound.
//!
//! [`resolve`] binds the trees of a study. Ids are indices into the vectors of [`Evidence`]. Names are compared as
//! everywhere (case and underscores do not matter), and here a hyphen equals a blank: the metric
//! `capital-expenditure` is found as `capital expenditure`, by its id or by its name; entities by id, name or alias.
//!
//! # Events as counts
//! Each kind of event gives a metric `events-<kind>` (named `<kind> events`) of kind count: an event whose entity or
//! jurisdiction is the asked entity adds one.
//!
//! # When a fact is known
//! From its own `known` date on, else from the date of its source; of a month or a year the last day counts. A rate
//! between currencies is public as it happens: known from the last day of its period. An event likewise.

mod names;
mod resolve;
#[cfg(test)]
mod tests;
mod twice;

use std::collections::BTreeMap;

use jiff::civil::Date;
use outpace_syntax::bibliography::SourceKind;
use outpace_syntax::dictionary::MetricKind;
use outpace_syntax::facts::Basis;
use outpace_syntax::period::Period;
use outpace_syntax::{Diagnostic, Span, diagnostic::codes};

use crate::unit::{Unit, UnitTable};

pub(crate) use names::same_name;
pub use resolve::resolve;

/// All evidence of a study; read only.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The bibliography, in order.
    pub sources: Vec<Source>,
    /// Who, in order.
    pub entities: Vec<Entity>,
    /// Named sets of entities, in order.
    pub groups: Vec<Group>,
    /// What, in order; behind them one for each kind of event.
    pub metrics: Vec<Metric>,
    /// The observations that could be bound, in order.
    pub facts: Vec<Fact>,
    /// What happened when, in order.
    pub events: Vec<Event>,
    /// Currencies other than the base, each with the metric of its rate.
    pub currencies: Vec<Currency>,
    /// The names of units of this study.
    pub units: UnitTable,
    names: names::Names,
    by_subject: BTreeMap<(usize, usize), Vec<usize>>,
    /// Facts that can serve as a rate, by metric.
    rates: BTreeMap<usize, Vec<usize>>,
}

/// A source of the bibliography.
#[derive(Debug, Clone)]
pub struct Source {
    /// The id in `sources.bib`.
    pub id: String,
    /// Author or publisher; may be empty.
    pub author: String,
    /// Its title.
    pub title: String,
    /// Its date, as precisely as known.
    pub date: Option<Period>,
    /// Its address; may be empty.
    pub url: String,
    /// What kind of source.
    pub kind: SourceKind,
    /// May be empty.
    pub note: String,
    /// Where its id stands.
    pub span: Span,
}

/// Somebody or something that facts are about.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Unique.
    pub id: String,
    /// As written in a brief.
    pub name: String,
    /// Firm, lab, country, …; may be empty.
    pub kind: String,
    /// The entity that it belongs to.
    pub bloc: Option<usize>,
    /// The row.
    pub span: Span,
}

/// A named set of entities.
#[derive(Debug, Clone)]
pub struct Group {
    /// As written in claims.
    pub name: String,
    /// Indices of entities, in the order written.
    pub members: Vec<usize>,
}

/// A quantity that facts measure.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Unique.
    pub id: String,
    /// As written in a brief.
    pub name: String,
    /// How its values over several periods go together.
    pub kind: MetricKind,
    /// The unit in which its values resolve.
    pub unit: Unit,
    /// What exactly is counted.
    pub definition: String,
    /// The kind of event that it counts, where it is made from events.
    pub events: Option<String>,
    /// The row; none for metrics made from events.
    pub span: Option<Span>,
}

/// One observation. Its numbers are in `unit`.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What: an index of a metric.
    pub metric: usize,
    /// Who: an index of an entity.
    pub entity: usize,
    /// Over which days.
    pub period: Period,
    /// How much.
    pub value: f64,
    /// The lower bound, if the source gives one.
    pub low: Option<f64>,
    /// The upper bound, if the source gives one.
    pub high: Option<f64>,
    /// The unit as written.
    pub unit: Unit,
    /// How to come to the metric's unit.
    pub conversion: Conversion,
    /// How the source knows.
    pub basis: Basis,
    /// An index of a source.
    pub source: usize,
    /// Where in the source; may be empty.
    pub locator: String,
    /// May be empty.
    pub note: String,
    /// From which day on it counts; `None` where neither the fact nor its source has a date.
    pub known: Option<Date>,
    /// The row.
    pub span: Span,
}

/// From the unit of a fact to that of its metric: times a factor, then through rates between currencies.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// What to multiply by.
    pub factor: f64,
    /// Rates of the fact's period, in order: at most two (foreign to base, base to foreign).
    pub exchange: Vec<Exchange>,
}

/// One step between currencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchange {
    /// The metric whose facts are the rate, in units of the currency per unit of the base currency.
    pub metric: usize,
    /// Multiply by the rate (base to currency) rather than divide (currency to base).
    pub multiply: bool,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// The day, month or year.
    pub date: Period,
    /// Where, as written; may be empty.
    pub jurisdiction: String,
    /// The entity that the jurisdiction names, if it names one.
    pub jurisdiction_entity: Option<usize>,
    /// Whom it is about.
    pub entity: Option<usize>,
    /// Law, export control, release, …; may be empty.
    pub kind: String,
    /// A few words.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
    /// An index of a source.
    pub source: usize,
    /// The row.
    pub span: Span,
}

/// A currency other than the base.
#[derive(Debug, Clone)]
pub struct Currency {
    /// Its name, such as `CNY`.
    pub name: String,
    /// The metric that gives its units per unit of the base currency.
    pub rate: usize,
    /// The unit of that metric: `CNY/USD`.
    pub unit: Unit,
}

impl Evidence {
    /// The facts of a metric about an entity, in order.
    pub fn facts_of(&self, metric: usize, entity: usize) -> &[usize] {
        self.by_subject.get(&(metric, entity)).map_or(&[], Vec::as_slice)
    }

    /// Every (metric, entity) that has facts, in order.
    pub fn subjects(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.by_subject.keys().copied()
    }

    /// A warning for every source that no fact or event cites; `also_used` are cited elsewhere (by priors, say).
    pub fn unused_sources(&self, also_used: &[usize]) -> Vec<Diagnostic> {
        let mut used = vec![false; self.sources.len()];
        let cited = self.facts.iter().map(|fact| fact.source).chain(self.events.iter().map(|event| event.source));
        for source in cited.chain(also_used.iter().copied()) {
            if let Some(used) = used.get_mut(source) {
                *used = true;
            }
        }
        let unused = self.sources.iter().zip(used).filter(|(_, used)| !used);
        unused
            .map(|(source, _)| {
                Diagnostic::warning(codes::UNUSED_SOURCE, format!("nothing cites the source `{}`", source.id))
                    .at(source.span, "")
                    .help("cite it, or remove it")
            })
            .collect()
    }

    /// The facts of a rate between currencies, in order: positive, and not in need of conversion themselves.
    pub(crate) fn rate_facts(&self, metric: usize) -> &[usize] {
        self.rates.get(&metric).map_or(&[], Vec::as_slice)
    }

    fn index_facts(&mut self) {
        let rates: Vec<usize> = self.currencies.iter().map(|currency| currency.rate).collect();
        for (index, fact) in self.facts.iter().enumerate() {
            self.by_subject.entry((fact.metric, fact.entity)).or_default().push(index);
            let positive = fact.value > 0.0 && fact.low.is_none_or(|low| low > 0.0);
            if positive && fact.conversion.exchange.is_empty() && rates.contains(&fact.metric) {
                self.rates.entry(fact.metric).or_default().push(index);
            }
        }
    }
}
