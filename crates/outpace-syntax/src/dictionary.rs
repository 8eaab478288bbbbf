//! `entities.csv`, `metrics.csv` and `events.csv`: who, what, and what happened when.

use crate::diagnostic::{Diagnostic, codes};
use crate::ids::drop_repeated;
use crate::name::Name;
use crate::period::Period;
use crate::span::{FileId, Span, Spanned};
use crate::table::{self, Cells, Column, Row, column};
use crate::unit::UnitExpr;

#[cfg(test)]
mod tests;

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

impl MetricKind {
    /// Every kind with its word.
    pub const WORDS: [(&'static str, MetricKind); 5] = [
        ("flow", MetricKind::Flow),
        ("stock", MetricKind::Stock),
        ("ratio", MetricKind::Ratio),
        ("index", MetricKind::Index),
        ("count", MetricKind::Count),
    ];
}

const ENTITY_COLUMNS: [Column; 6] =
    [column("id"), column("name"), column("kind"), column("bloc"), column("aliases"), column("note")];

const METRIC_COLUMNS: [Column; 5] =
    [column("id"), column("name"), column("kind"), column("unit"), column("definition")];

const EVENT_COLUMNS: [Column; 7] = [
    column("date"),
    column("jurisdiction"),
    column("entity"),
    column("kind"),
    column("title"),
    column("summary"),
    column("source"),
];

/// Reads `entities.csv`.
pub fn parse_entities(file: FileId, text: &str) -> (EntitiesTree, Vec<Diagnostic>) {
    let mut tree = EntitiesTree::default();
    let mut diagnostics = Vec::new();
    table::read(file, text, &ENTITY_COLUMNS, &mut diagnostics, |row, diagnostics| {
        tree.entities.extend(entity(&row, &mut Cells { file, diagnostics }));
    });
    drop_repeated(&mut tree.entities, |row| &row.id, &mut diagnostics);
    (tree, diagnostics)
}

/// Reads `metrics.csv`.
pub fn parse_metrics(file: FileId, text: &str) -> (MetricsTree, Vec<Diagnostic>) {
    let mut tree = MetricsTree::default();
    let mut diagnostics = Vec::new();
    table::read(file, text, &METRIC_COLUMNS, &mut diagnostics, |row, diagnostics| {
        tree.metrics.extend(metric(&row, &mut Cells { file, diagnostics }));
    });
    drop_repeated(&mut tree.metrics, |row| &row.id, &mut diagnostics);
    (tree, diagnostics)
}

/// Reads `events.csv`.
pub fn parse_events(file: FileId, text: &str) -> (EventsTree, Vec<Diagnostic>) {
    let mut tree = EventsTree::default();
    let mut diagnostics = Vec::new();
    table::read(file, text, &EVENT_COLUMNS, &mut diagnostics, |row, diagnostics| {
        tree.events.extend(event(&row, &mut Cells { file, diagnostics }));
    });
    (tree, diagnostics)
}

fn entity(row: &Row<'_, 6>, cells: &mut Cells<'_>) -> Option<EntityRow> {
    let [id, name, kind, bloc, aliases, note] = &row.cells;
    let id = cells.name(id, "id");
    let name = cells.required(name, "name");
    Some(EntityRow {
        id: id?,
        name: name?,
        kind: cells.text(kind),
        bloc: cells.optional_name(bloc),
        aliases: cells.names(aliases, &[';']),
        note: note.value.to_string(),
        span: row.span,
    })
}

fn metric(row: &Row<'_, 5>, cells: &mut Cells<'_>) -> Option<MetricRow> {
    let [id, name, kind, unit, definition] = &row.cells;
    let id = cells.name(id, "id");
    let name = cells.required(name, "name");
    let kind = cells.word(kind, "kind", &MetricKind::WORDS);
    let unit = cells.unit(unit);
    let definition = cells.required(definition, "definition");
    Some(MetricRow { id: id?, name: name?, kind: kind?, unit: unit?, definition: definition?.value, span: row.span })
}

fn event(row: &Row<'_, 7>, cells: &mut Cells<'_>) -> Option<EventRow> {
    let [date, jurisdiction, entity, kind, title, summary, source] = &row.cells;
    let date = cells.period(date, "date");
    let title = cells.required(title, "title");
    let help = "give the id of an entry of `sources.bib`".to_string();
    let source = cells.required_or(source, codes::MISSING_SOURCE, "this event has no source".to_string(), Some(help));
    Some(EventRow {
        date: date?,
        jurisdiction: cells.text(jurisdiction),
        entity: cells.optional_name(entity),
        kind: cells.text(kind),
        title: title?,
        summary: summary.value.to_string(),
        source: source?,
        span: row.span,
    })
}
