//! `correlations.csv`: which parameters go together, a row a pair.

use crate::diagnostic::{Diagnostic, codes};
use crate::expr::Reference;
use crate::formula::parse_reference;
use crate::parameters::{ParameterSource, source};
use crate::span::{FileId, Span, Spanned};
use crate::table::{self, Cell, Cells, Column, Row, column};

#[cfg(test)]
mod tests;

/// A whole file of correlations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CorrelationsTree {
    /// The rows that could be read, in order.
    pub correlations: Vec<CorrelationRow>,
}

/// `first,second,correlation,source,rationale`.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrelationRow {
    /// A parameter, as in an equation: `openness[US]`.
    pub first: Reference,
    /// Another.
    pub second: Reference,
    /// Spearman's rank correlation: a number from -1 to 1.
    pub correlation: Spanned<f64>,
    /// Where the belief comes from.
    pub source: ParameterSource,
    /// Why this number. Never empty.
    pub rationale: String,
    /// The whole row.
    pub span: Span,
}

const COLUMNS: [Column; 5] =
    [column("first"), column("second"), column("correlation"), column("source"), column("rationale")];

/// Reads a file of correlations.
pub fn parse(file: FileId, text: &str) -> (CorrelationsTree, Vec<Diagnostic>) {
    let mut tree = CorrelationsTree::default();
    let mut diagnostics = Vec::new();
    table::read(file, text, &COLUMNS, &mut diagnostics, |row, diagnostics| {
        tree.correlations.extend(correlation(&row, &mut Cells { file, diagnostics }));
    });
    (tree, diagnostics)
}

fn correlation(row: &Row<'_, 5>, cells: &mut Cells<'_>) -> Option<CorrelationRow> {
    let [first, second, correlation, cited, rationale] = &row.cells;
    let first = parameter(first, "first", cells);
    let second = parameter(second, "second", cells);
    let correlation = cells.number(correlation, "correlation").filter(|number| is_correlation(number, cells));
    let source = source(cited, "this correlation has no source", cells);
    let rationale = cells.required(rationale, "rationale");
    Some(CorrelationRow {
        first: first?,
        second: second?,
        correlation: correlation?,
        source: source?,
        rationale: rationale?.value,
        span: row.span,
    })
}

fn parameter(cell: &Cell<'_>, column: &str, cells: &mut Cells<'_>) -> Option<Reference> {
    let text = cells.required(cell, column)?;
    parse_reference(cells.file, &text.value, text.span.start as usize, cells.diagnostics)
}

fn is_correlation(number: &Spanned<f64>, cells: &mut Cells<'_>) -> bool {
    let right = (-1.0..=1.0).contains(&number.value);
    if !right {
        let message = format!("a correlation lies between -1 and 1, and {} does not", number.value);
        let help = "1 is the same order, -1 the opposite, 0 nothing in common; `30 %` is written 0.3";
        cells.diagnostics.push(Diagnostic::error(codes::BAD_CORRELATION, message).at(number.span, "").help(help));
    }
    right
}
