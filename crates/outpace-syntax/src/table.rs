//! CSV files: rows of cells with their places, for every format that is a table.
//!
//! Source: RFC 4180, with line ends of any kind and a byte-order mark allowed. A row that does not fit the header is
//! reported and left out. Blanks around a cell do not belong to it, and rows without any text are skipped.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, codes};
use crate::name::nearest;
use crate::span::{FileId, Span, Spanned};

mod cells;
mod records;
#[cfg(test)]
mod tests;

pub(crate) use cells::{Cells, finite_number, shortened, unknown_word};
use records::{Record, Records};

/// The most bytes of one row, so that a missing quote cannot swallow a file.
pub const MAX_ROW_BYTES: usize = 1 << 20;

/// The most rows of one table.
pub const MAX_ROWS: usize = 4_000_000;

/// After so many diagnostics the rest of a table is not read: more of them would tell nobody anything new.
pub const MAX_DIAGNOSTICS: usize = 1_000;

/// The text of a cell without quotes and surrounding blanks, and where it stands. In a quoted cell with doubled
/// quotes, places behind the first of these are off by one for each.
pub type Cell<'t> = Spanned<Cow<'t, str>>;

/// A row with its cells in the order in which the format lists its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'t, const N: usize> {
    /// The cells; a column that the file does not have gives an empty one.
    pub cells: [Cell<'t>; N],
    /// The whole row without its line end.
    pub span: Span,
}

/// A column of a format.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in the header, in lower case.
    pub name: &'static str,
    /// Whether the header may leave it out.
    pub optional: bool,
}

/// A column that the header must have.
pub const fn column(name: &'static str) -> Column {
    Column { name, optional: false }
}

/// A column that the header may leave out.
pub const fn optional_column(name: &'static str) -> Column {
    Column { name, optional: true }
}

/// Reads the table `text` and gives each good row to `each`, in order.
pub fn read<'t, const N: usize>(
    file: FileId,
    text: &'t str,
    columns: &[Column; N],
    diagnostics: &mut Vec<Diagnostic>,
    mut each: impl FnMut(Row<'t, N>, &mut Vec<Diagnostic>),
) {
    let mut records = Records::new(file, text);
    let already = diagnostics.len();
    let Some(header) = records.next(diagnostics) else {
        if diagnostics.len() == already {
            let place = Span::new(file, 0, 0);
            let names = columns.iter().filter(|column| !column.optional).map(|column| column.name);
            let help = format!("begin with the names of the columns: `{}`", names.collect::<Vec<_>>().join(","));
            diagnostics.push(Diagnostic::error(codes::MISSING_COLUMN, "the table is empty").at(place, "").help(help));
        }
        return;
    };
    let Some(positions) = match_header(&header, columns, diagnostics) else { return };
    let width = header.cells.len();
    let mut rows = 0;
    while let Some(record) = records.next(diagnostics) {
        if diagnostics.len() - already > MAX_DIAGNOSTICS {
            let message =
                format!("more than {MAX_DIAGNOSTICS} mistakes in one table: the rows from here on are not read");
            diagnostics.push(Diagnostic::error(codes::TOO_MANY_ERRORS, message).at(record.span, ""));
            return;
        }
        if rows == MAX_ROWS {
            let message = format!("a table may have {MAX_ROWS} rows: the rows from here on are not read");
            let help = "spread the facts over several files";
            diagnostics.push(Diagnostic::error(codes::FILE_TOO_LARGE, message).at(record.span, "").help(help));
            return;
        }
        rows += 1;
        if record.cells.len() != width {
            diagnostics.push(wrong_width(&record, width, records.at_end()));
            continue;
        }
        let end = record.span.end as usize;
        let cells = positions.map(|position| {
            let cell = position.and_then(|position| record.cells.get(position)).cloned();
            cell.unwrap_or_else(|| Spanned::new(Cow::Borrowed(""), Span::new(file, end, end)))
        });
        each(Row { cells, span: record.span }, diagnostics);
    }
}

/// Where each column of the format stands in the file; `None` where one is missing that must be there.
fn match_header<const N: usize>(
    header: &Record<'_>,
    columns: &[Column; N],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<[Option<usize>; N]> {
    let mut positions = [None; N];
    let mut first_places: Vec<Option<Span>> = vec![None; N];
    for (position, cell) in header.cells.iter().enumerate() {
        let name = cell.value.to_lowercase();
        let Some(known) = columns.iter().position(|column| column.name == name) else {
            let suggestion = nearest(&name, columns.iter().map(|column| column.name));
            let message = match name.is_empty() {
                true => format!("column {} has no name: it is not read", position + 1),
                false => format!("there is no column `{}`: it is not read", shortened(&cell.value)),
            };
            let help = suggestion.map(|name| format!("did you mean `{name}`?"));
            diagnostics.push(Diagnostic::warning(codes::UNKNOWN_COLUMN, message).at(cell.span, "").help_if(help));
            continue;
        };
        if let Some(first) = first_places[known] {
            let message = format!("the column `{name}` stands twice in the header");
            let problem = Diagnostic::error(codes::DUPLICATE_COLUMN, message).at(cell.span, "not read");
            diagnostics.push(problem.and(first, "the first").help("rename or remove one of them"));
            continue;
        }
        positions[known] = Some(position);
        first_places[known] = Some(cell.span);
    }
    let missing: Vec<&str> = columns
        .iter()
        .zip(&positions)
        .filter(|(column, position)| !column.optional && position.is_none())
        .map(|(column, _)| column.name)
        .collect();
    if missing.is_empty() {
        return Some(positions);
    }
    let plural = if missing.len() == 1 { "column" } else { "columns" };
    let message = format!("the header lacks the {plural} `{}`", missing.join("`, `"));
    let separator = [(";", "semicolons"), ("\t", "tabs")]
        .into_iter()
        .find(|(separator, _)| header.cells.len() == 1 && header.cells[0].value.contains(separator));
    let help = match separator {
        Some((_, name)) => format!("this table separates its columns by {name}: save it with commas"),
        None => format!("add the {plural} to the first line; cells may stay empty where nothing is known"),
    };
    diagnostics.push(Diagnostic::error(codes::MISSING_COLUMN, message).at(header.span, "").help(help));
    None
}

/// Says that a row has too few or too many cells.
fn wrong_width(record: &Record<'_>, width: usize, at_end: bool) -> Diagnostic {
    let count = record.cells.len();
    let (message, help) = if count < width && at_end {
        (format!("the file ends in the middle of a row: {count} of {width} cells"), "see whether the file is complete")
    } else if count < width {
        (format!("this row has {count} cells, the header {width}"), "add a comma for each empty cell")
    } else {
        (format!("this row has {count} cells, the header {width}"), "put a text with a comma into double quotes")
    };
    Diagnostic::error(codes::WRONG_CELL_COUNT, message).at(record.span, "left out").help(help)
}
