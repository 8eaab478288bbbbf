//! `facts/*.csv`: observations, one a row, each with its source.
//!
//! `entity,metric,period,value,low,high,unit,basis,source,locator,note`, and optionally `known`. A row that cannot
//! be understood is reported and left out; the others stay.

use crate::name::Name;
use crate::period::Period;
use crate::span::{Span, Spanned};
use crate::unit::UnitExpr;

/// A whole file of facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FactsTree {
    /// The rows that could be read, in order.
    pub facts: Vec<FactRow>,
}

/// One observation.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// Who: an id, name or alias of `entities.csv`.
    pub entity: Spanned<Name>,
    /// What: an id or name of `metrics.csv`.
    pub metric: Spanned<Name>,
    /// Over which days.
    pub period: Spanned<Period>,
    /// How much, in `unit`. Finite.
    pub value: Spanned<f64>,
    /// Lower end of the interval of the source, in `unit`; at most `value`.
    pub low: Option<Spanned<f64>>,
    /// Upper end, in `unit`; at least `value`.
    pub high: Option<Spanned<f64>>,
    /// The unit of the numbers.
    pub unit: UnitExpr,
    /// How the source knows.
    pub basis: Spanned<Basis>,
    /// An id of `sources.bib`. Never empty.
    pub source: Spanned<String>,
    /// Where in the source: a page, table or cell. May be empty.
    pub locator: Spanned<String>,
    /// Anything else worth saying. May be empty.
    pub note: String,
    /// When this figure became public, where that is earlier than the date of the source we cite (a data set
    /// compiled from filings). It counts as known from the last day of this period on.
    pub known: Option<Spanned<Period>>,
    /// The whole row.
    pub span: Span,
}

/// How a source knows a figure, from the firmest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// Stated after the fact by whoever it is about, or by a statistical office.
    Reported,
    /// Announced by whoever it is about, not yet done.
    Announced,
    /// A firm's own forecast.
    Guidance,
    /// Worked out by somebody else.
    Estimate,
    /// An aim.
    Target,
}
