//! `entities.csv`, `metrics.csv` and `events.csv`: who, what, and what happened when.

use crate::name::Name;
use crate::period::Period;
use crate::span::{Span, Spanned};
use crate::unit::UnitExpr;

/// `entities.csv`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EntitiesTree {
    /// The rows that could be read, in order.
    pub entities: Vec<EntityRow>,
}

/// `id,name,kind,bloc,aliases,note`.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityRow {
    /// Unique in the file.
    pub id: Spanned<Name>,
    /// As written in a brief.
    pub name: Spanned<String>,
    /// Firm, bloc, country, model family, …: free text. May be empty.
    pub kind: Spanned<String>,
    /// The id of the bloc it belongs to.
    pub bloc: Option<Spanned<Name>>,
    /// Other names, `;` between them.
    pub aliases: Vec<Spanned<Name>>,
    /// May be empty.
    pub note: String,
    /// The whole row.
    pub span: Span,
}

/// `metrics.csv`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricsTree {
    /// The rows that could be read, in order.
    pub metrics: Vec<MetricRow>,
}

/// `id,name,kind,unit,definition`.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricRow {
    /// Unique in the file.
    pub id: Spanned<Name>,
    /// As written in claims and briefs.
    pub name: Spanned<String>,
    /// How values over several periods go together.
    pub kind: Spanned<MetricKind>,
    /// The unit that facts of this metric must convert to.
    pub unit: UnitExpr,
    /// What exactly is counted.
    pub definition: String,
    /// The whole row.
    pub span: Span,
}

/// How the values of a metric over time go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MetricKind {
    /// An amount over a period: a year is the sum of its quarters.
    Flow,
    /// A level at a moment: a year is its end.
    Stock,
    /// One quantity per another.
    Ratio,
    /// A number without a natural scale.
    Index,
    /// A number of things counted over a period; sums like a flow.
    Count,
}

/// `events.csv`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventsTree {
    /// The rows that could be read, in order.
    pub events: Vec<EventRow>,
}

/// `date,jurisdiction,entity,kind,title,summary,source`.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// The day, or the month or year where no more is known.
    pub date: Spanned<Period>,
    /// Free text. May be empty.
    pub jurisdiction: Spanned<String>,
    /// Whom it is about: an id, name or alias of `entities.csv`.
    pub entity: Option<Spanned<Name>>,
    /// Law, export control, release, …: free text. May be empty.
    pub kind: Spanned<String>,
    /// A few words.
    pub title: Spanned<String>,
    /// A sentence or two.
    pub summary: String,
    /// An id of `sources.bib`. Never empty.
    pub source: Spanned<String>,
    /// The whole row.
    pub span: Span,
}
