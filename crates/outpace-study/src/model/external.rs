//! What a model reads from tables in other files: constants, data, look-ups and the elements of ranges.
//!
//! Sources: Vensim, fn_get_direct_constants.html, fn_get_direct_data.html, fn_get_direct_lookups.html,
//! fn_get_direct_subscript.html and the pages of the GET XLS functions, which differ in nothing that matters here.

mod run;

use super::{Body, Definition, Model};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::{Expr, ExprKind};
use outpace_syntax::mdl::sheet::{self, Address, Area, Cell, Sheet, Sheets};
use outpace_syntax::mdl::{Interpolation, ModelTree, RangeDefinition};
use outpace_syntax::{Diagnostic, Name, Span, Spanned};

/// What a call reads, once its name and its arguments are understood.
struct Call<'a> {
    what: &'a str,
    sheet: &'a Sheet,
    arguments: Vec<&'a str>,
    span: Span,
}

/// Whether an expression as a whole is read from another file.
pub(super) fn is_external(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call(reference, _) if sheet::is_external(&reference.name))
}

/// Whether it is a look-up that is read from another file.
pub(super) fn is_lookup(expr: &Expr) -> bool {
    is_external(expr)
        && matches!(&expr.kind, ExprKind::Call(reference, _) if reference.name.canonical().ends_with(" lookups"))
}

/// The model with the members of its ranges read from their files.
pub(super) fn with_members(mut tree: ModelTree, diagnostics: &mut Vec<Diagnostic>) -> ModelTree {
    for range in &mut tree.ranges {
        let Some(source) = range.source.take() else { continue };
        match members(&source, &tree.sheets) {
            Ok(names) => range.members.extend(names.into_iter().map(|name| Spanned::new(name, source.span))),
            Err(problem) => diagnostics.push(unread(problem, range)),
        }
    }
    tree
}

fn unread(problem: Diagnostic, range: &RangeDefinition) -> Diagnostic {
    problem.note(format!("so the range `{}` has no elements", range.name.value))
}

/// The right side of an equation that is one call of a GET function.
pub(super) fn body(
    model: &Model,
    definition: &Definition,
    expr: &Expr,
    interpolation: Interpolation,
    sheets: &Sheets,
) -> Result<Body, Diagnostic> {
    if matches!(&expr.kind, ExprKind::Call(reference, _) if sheet::is_of_run(&reference.name)) {
        return run::body(model, definition, expr, interpolation, sheets);
    }
    let call = call(expr, sheets)?;
    let lengths: Vec<usize> = definition.loops.iter().map(|each| model.range(each.range).elements.len()).collect();
    match call.what {
        "constants" => constants(&call, &lengths),
        "lookups" => Ok(Body::Tables(series(&call, lengths.iter().product())?)),
        "data" => Ok(Body::Series(interpolation, series(&call, lengths.iter().product())?)),
        _ => Err(call.unsupported("this function is not supported here")),
    }
}

impl Call<'_> {
    fn unsupported(&self, message: &str) -> Diagnostic {
        Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(self.span, "")
    }

    fn address(&self, at: usize) -> Result<Address, Diagnostic> {
        let text = self.arguments.get(at).copied().unwrap_or("");
        self.sheet.address(text).ok_or_else(|| {
            let message = format!("`{text}` is not the place of a cell");
            self.unsupported(&message)
                .help("write letters and a number, such as 'B4', or a name that the workbook gives a cell")
        })
    }

    fn number(&self, row: u32, column: u32) -> Result<f64, Diagnostic> {
        self.sheet.number(row, column).ok_or_else(|| {
            let message = format!("there is no number in row {}, column {}", row + 1, column + 1);
            Diagnostic::error(codes::MISSING_DATA, message)
                .at(self.span, format!("of `{}`", self.arguments.first().copied().unwrap_or("")))
                .help("fill the cell, or name the cell where the numbers begin")
        })
    }
}

fn call<'a>(expr: &'a Expr, sheets: &'a Sheets) -> Result<Call<'a>, Diagnostic> {
    let span = expr.span;
    let unsupported = |message: String| Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "");
    let ExprKind::Call(reference, arguments) = &expr.kind else {
        return Err(unsupported("only a GET function can read a file here".into()));
    };
    let (name, what) = (&reference.name, reference.name.canonical().rsplit(' ').next().unwrap_or(""));
    let Some(arguments) = sheet::texts(arguments) else {
        return Err(unsupported(format!("the arguments of `{name}` must be texts in single quotes")));
    };
    let count = match what {
        "constants" => 3,
        "data" | "lookups" => 4,
        "subscript" => 5,
        _ => return Err(unsupported(format!("Vensim's `{name}` is not supported yet"))),
    };
    if arguments.len() != count {
        let message = format!("`{name}` takes {count} arguments, not {}", arguments.len());
        return Err(Diagnostic::error(codes::WRONG_ARGUMENT_COUNT, message).at(span, ""));
    }
    let (file, tab) = (arguments[0], arguments[1]);
    match sheets.tables.get(&(file.to_string(), tab.to_string())) {
        Some(sheet) => Ok(Call { what, sheet, arguments, span }),
        None => Err(Diagnostic::error(codes::MISSING_FILE, format!("`{file}` was not read"))
            .at(span, "named here")
            .help("the tables of a model stand in its folder, or below")),
    }
}

/// To the right over the last subscript, down over the one before; the other way round behind a `*`.
fn constants(call: &Call, lengths: &[usize]) -> Result<Body, Diagnostic> {
    let start = call.address(2)?;
    let (down, across) = match *lengths {
        [] => (1, 1),
        [across] => (1, across),
        [down, across] => (down, across),
        _ => return Err(call.unsupported("constants are read over at most two subscripts")),
    };
    let mut values = Vec::new();
    for first in 0..down as u32 {
        for second in 0..across as u32 {
            let (row, column) = if start.transposed { (second, first) } else { (first, second) };
            values.push((call.number(start.row + row, start.column + column)?, call.span));
        }
    }
    Ok(Body::Constants(values))
}

/// Points along the row or column of times, from the first cell on; for further elements, the lines beside it.
///
/// The first cell behind times that is none ends them, so that something else may follow: what Vensim does according to
/// github.com/climateinteractive/SDEverywhere/issues/796. A cell beside a time that is no number is passed over.
fn series(call: &Call, count: usize) -> Result<Vec<Vec<(f64, f64)>>, Diagnostic> {
    let (line, start) = (call.arguments.get(2).copied().unwrap_or(""), call.address(3)?);
    let row = line.trim().parse::<u32>().ok().filter(|row| *row > 0).map(|row| row - 1);
    let (times, is_row) = match (row, call.sheet.named(line), sheet::column(line)) {
        (Some(row), ..) => (call.sheet.numbers_along(row, true), true),
        (None, Some(area), _) => named_line(call.sheet, area),
        (None, None, Some(column)) => (call.sheet.numbers_along(column, false), false),
        _ => {
            let message = format!("`{line}` is neither a row nor a column");
            return Err(call.unsupported(&message).help("write the number of a row, or the letters of a column"));
        }
    };
    let from = if is_row { start.column } else { start.row };
    let times = &times[times.partition_point(|(place, _)| *place < from)..];
    let together = times.chunk_by(|(left, _), (right, _)| right - left == 1).next().unwrap_or_default();
    let mut all = Vec::with_capacity(count);
    for element in 0..count as u32 {
        let value = |place| match is_row {
            true => call.sheet.number(start.row + element, place),
            false => call.sheet.number(place, start.column + element),
        };
        let points = together.iter().filter_map(|&(place, time)| Some((time, value(place)?)));
        let mut points: Vec<(f64, f64)> = points.collect();
        if points.is_empty() {
            let message = format!("there are no numbers for element {} beside the times", element + 1);
            return Err(Diagnostic::error(codes::MISSING_DATA, message).at(call.span, ""));
        }
        points.sort_by(|left, right| left.0.total_cmp(&right.0));
        all.push(points);
    }
    Ok(all)
}

/// The times in cells that have a name, with their places along the row, or the column, that they fill.
fn named_line(sheet: &Sheet, area: Area) -> (Vec<(u32, f64)>, bool) {
    let is_row = area.first.0 == area.last.0;
    let line = |(row, column)| if is_row { (row, column) } else { (column, row) };
    let ((line, from), (_, to)) = (line(area.first), line(area.last));
    let mut times = sheet.numbers_along(line, is_row);
    times.retain(|(place, _)| (from..=to).contains(place));
    (times, is_row)
}

/// The last cell of the members: one that is named, the last that is filled in a column (`'A'`) or in a row (`'2'`), or,
/// where it is left blank, the last row and column in which something is.
fn last_member(call: &Call, first: Address) -> Result<Address, Diagnostic> {
    let written = call.arguments.get(3).map_or("", |last| last.trim());
    let row = written.parse::<u32>().ok().filter(|row| *row > 0).map(|row| row - 1);
    let filled = call.sheet.cells().map(|(row, column, _)| (row, column));
    match (row, sheet::column(written)) {
        _ if written.is_empty() => {
            let last = filled.reduce(|last, cell| (last.0.max(cell.0), last.1.max(cell.1)));
            let (row, column) = last.unwrap_or((first.row, first.column));
            Ok(Address { row, column, transposed: false })
        }
        (Some(row), _) => {
            let column = filled.filter(|cell| cell.0 == row).map(|cell| cell.1).max();
            Ok(Address { row, column: column.unwrap_or(first.column), transposed: false })
        }
        (None, Some(column)) if call.sheet.named(written).is_none() => {
            let row = filled.filter(|cell| cell.1 == column).map(|cell| cell.0).max();
            Ok(Address { row: row.unwrap_or(first.row), column, transposed: false })
        }
        _ => call.address(3),
    }
}

/// Across and then down from the first cell to the last, empty ones passed over, each with the prefix.
fn members(expr: &Expr, sheets: &Sheets) -> Result<Vec<Name>, Diagnostic> {
    /// The most cells that are looked at.
    const MOST: u64 = 1 << 20;
    let call = call(expr, sheets)?;
    if call.what != "subscript" {
        return Err(call.unsupported("only GET DIRECT SUBSCRIPT and GET XLS SUBSCRIPT give elements"));
    }
    let (first, prefix) = (call.address(2)?, call.arguments.get(4).copied().unwrap_or(""));
    let last = last_member(&call, first)?;
    let (rows, columns) = (first.row..=last.row, first.column..=last.column);
    if last.row < first.row || last.column < first.column {
        return Err(call.unsupported("the last cell must not stand before the first"));
    }
    if u64::from(last.row - first.row + 1) * u64::from(last.column - first.column + 1) > MOST {
        return Err(call.unsupported("these are too many cells"));
    }
    let places = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
    let names = places.filter_map(|(row, column)| match call.sheet.cell(row, column)? {
        Cell::Text(text) => Some(Name::new(&format!("{prefix}{text}"))),
        Cell::Number(number) => Some(Name::new(&format!("{prefix}{number}"))),
    });
    Ok(names.collect())
}
