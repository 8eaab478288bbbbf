//! `facts/*.csv`: observations, one a row, each with its source.
//!
//! `entity,metric,period,value,low,high,unit,basis,source,locator,note`, and optionally `known`. A row that cannot
//! be understood is reported and left out; the others stay.

use crate::diagnostic::{Diagnostic, codes};
use crate::name::Name;
use crate::period::Period;
use crate::span::{FileId, Span, Spanned};
use crate::table::{self, Cells, Column, Row, column, optional_column};
use crate::unit::UnitExpr;

#[cfg(test)]
mod tests;

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

impl Basis {
    /// Every basis with its word, from the firmest to the weakest.
    pub const WORDS: [(&'static str, Basis); 5] = [
        ("reported", Basis::Reported),
        ("announced", Basis::Announced),
        ("guidance", Basis::Guidance),
        ("estimate", Basis::Estimate),
        ("target", Basis::Target),
    ];
}

const COLUMNS: [Column; 12] = [
    column("entity"),
    column("metric"),
    column("period"),
    column("value"),
    column("low"),
    column("high"),
    column("unit"),
    column("basis"),
    column("source"),
    column("locator"),
    column("note"),
    optional_column("known"),
];

/// Reads a file of facts.
pub fn parse(file: FileId, text: &str) -> (FactsTree, Vec<Diagnostic>) {
    let mut tree = FactsTree::default();
    let mut diagnostics = Vec::new();
    table::read(file, text, &COLUMNS, &mut diagnostics, |row, diagnostics| {
        tree.facts.extend(fact(&row, &mut Cells { file, diagnostics }));
    });
    (tree, diagnostics)
}

fn fact(row: &Row<'_, 12>, cells: &mut Cells<'_>) -> Option<FactRow> {
    let [entity, metric, period, value, low, high, unit, basis, source, locator, note, known] = &row.cells;
    let entity = cells.name(entity, "entity");
    let metric = cells.name(metric, "metric");
    let period = cells.period(period, "period");
    let value = cells.number(value, "value");
    let low = cells.optional_number(low);
    let high = cells.optional_number(high);
    let unit = cells.unit(unit);
    let basis = cells.word(basis, "basis", &Basis::WORDS);
    let message = "this fact has no source".to_string();
    let help = "give the id of an entry of `sources.bib`: a fact without a source cannot be checked".to_string();
    let source = cells.required_or(source, codes::MISSING_SOURCE, message, Some(help));
    let known = cells.optional_period(known);
    let row = FactRow {
        entity: entity?,
        metric: metric?,
        period: period?,
        value: value?,
        low: low?,
        high: high?,
        unit: unit?,
        basis: basis?,
        source: source?,
        locator: cells.text(locator),
        note: note.value.to_string(),
        known: known?,
        span: row.span,
    };
    let problem = interval_problem(&row);
    let good = problem.is_none();
    cells.diagnostics.extend(problem);
    good.then_some(row)
}

/// Says so where `low`, `value` and `high` do not stand in this order.
fn interval_problem(row: &FactRow) -> Option<Diagnostic> {
    let value = &row.value;
    let problem = |message: String| Diagnostic::error(codes::BAD_INTERVAL, message);
    if let (Some(low), Some(high)) = (&row.low, &row.high)
        && low.value > high.value
    {
        let message = format!("`low` is {} and `high` only {}", low.value, high.value);
        return Some(problem(message).at(low.span, "").and(high.span, "").help("exchange the two"));
    }
    let (end, relation) = match (&row.low, &row.high) {
        (Some(low), _) if low.value > value.value => (low, "below its `low`"),
        (_, Some(high)) if high.value < value.value => (high, "above its `high`"),
        _ => return None,
    };
    let message = format!("the value {} is {relation} of {}", value.value, end.value);
    let help = "give an interval around the value, or leave `low` and `high` empty";
    Some(problem(message).at(value.span, "").and(end.span, "").help(help))
}
