//! Tables that a model reads from other files: cells by row and column, and which tables a model asks for.
//!
//! Source of the addresses: Vensim, "GET DIRECT CONSTANTS" (fn_get_direct_constants.html): letters for columns from A,
//! numbers for rows from 1, and a `*` behind to read down where it would be across. Cells of a workbook that have a name
//! can be asked for by that name, as published models do.

#[cfg(test)]
mod tests;

use super::series::SeriesSet;
use super::{ModelTree, Right};
use crate::expr::{Expr, ExprKind};
use crate::name::Name;
use crate::span::Span;
use std::collections::{BTreeMap, HashMap};

/// The most cells that all tables of a model may have.
pub const MAX_CELLS: usize = 4 << 20;

/// What a model reads from other files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheets {
    /// Tables, by file and tab as the model names them.
    pub tables: BTreeMap<(String, String), Sheet>,
    /// Runs of models, by file as the model names them.
    pub runs: BTreeMap<String, SeriesSet>,
}

/// A table: whatever cells are not empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    cells: BTreeMap<(u32, u32), Cell>,
    /// Cells that have names in the workbook, by name in lower case.
    names: BTreeMap<String, Area>,
}

/// A rectangle of cells, from its first to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The row and the column of the first cell.
    pub first: (u32, u32),
    /// The row and the column of the last cell.
    pub last: (u32, u32),
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// Anything else.
    Text(String),
}

/// A table that a model asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The file, as written.
    pub file: String,
    /// The tab of a workbook, or the delimiter of a text file, as written.
    pub tab: String,
    /// Where the model asks.
    pub span: Span,
}

/// A cell's place, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// Whether a `*` exchanges across and down.
    pub transposed: bool,
}

impl Sheet {
    /// A text file as a table. Quoted fields may hold the delimiter; past [`MAX_CELLS`] cells the rest is left out.
    pub fn from_text(text: &str, delimiter: char) -> Sheet {
        let mut sheet = Sheet::default();
        for (row, line) in text.lines().enumerate() {
            let mut rest = line;
            for column in 0.. {
                let (field, after) = match rest.strip_prefix('"').and_then(|inside| inside.split_once('"')) {
                    Some((field, after)) => (field, after.split_once(delimiter).map(|(_, after)| after)),
                    None => match rest.split_once(delimiter) {
                        Some((field, after)) => (field, Some(after)),
                        None => (rest, None),
                    },
                };
                let field = field.trim();
                if !field.is_empty() && sheet.cells.len() < MAX_CELLS {
                    let number = field.parse().ok().filter(|number: &f64| number.is_finite());
                    sheet.set(row as u32, column, number.map_or_else(|| Cell::Text(field.to_string()), Cell::Number));
                }
                let Some(after) = after else { break };
                rest = after;
            }
        }
        sheet
    }

    /// Fills a cell.
    pub fn set(&mut self, row: u32, column: u32, cell: Cell) {
        self.cells.insert((row, column), cell);
    }

    /// Gives cells a name.
    pub fn name(&mut self, name: &str, area: Area) {
        self.names.insert(name.trim().to_lowercase(), area);
    }

    /// The cells of this name; case makes no difference.
    pub fn named(&self, name: &str) -> Option<Area> {
        self.names.get(&name.trim().to_lowercase()).copied()
    }

    /// The place that an address means: `B4`, `B4*`, or the first of the cells of this name.
    pub fn address(&self, text: &str) -> Option<Address> {
        Address::read(text).or_else(|| {
            let text = text.trim();
            let (name, transposed) = text.strip_suffix('*').map_or((text, false), |name| (name, true));
            let (row, column) = self.named(name)?.first;
            Some(Address { row, column, transposed })
        })
    }

    /// The cell at a place; `None` where it is empty.
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    /// The number at a place.
    pub fn number(&self, row: u32, column: u32) -> Option<f64> {
        match self.cell(row, column) {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Every cell that is not empty, by row and column.
    pub fn cells(&self) -> impl Iterator<Item = (u32, u32, &Cell)> {
        self.cells.iter().map(|((row, column), cell)| (*row, *column, cell))
    }

    /// How many cells are not empty.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether all cells are empty.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cells of a row, or of a column, that hold numbers, by their place along it.
    pub fn numbers_along(&self, line: u32, is_row: bool) -> Vec<(u32, f64)> {
        if is_row {
            let row = self.cells.range((line, 0)..=(line, u32::MAX));
            return row.filter_map(|((_, column), _)| Some((*column, self.number(line, *column)?))).collect();
        }
        // From row to row, not over all the cells between.
        let from = |row: u32| self.cells.range((row, 0)..).next().map(|((row, _), _)| *row);
        let rows = std::iter::successors(from(0), |row| from(row.checked_add(1)?));
        rows.filter_map(|row| Some((row, self.number(row, line)?))).collect()
    }
}

impl Address {
    /// `B4`, `B4*`.
    pub fn read(text: &str) -> Option<Address> {
        let text = text.trim();
        let (text, transposed) = text.strip_suffix('*').map_or((text, false), |text| (text, true));
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        let (letters, digits) = text.split_at(digits);
        let row: u32 = digits.parse().ok().filter(|row| (1..=1 << 20).contains(row))?;
        Some(Address { row: row - 1, column: column(letters)?, transposed })
    }
}

impl Area {
    /// `$B$4`, `$B$4:$D$9`: what a name stands for on its tab.
    pub fn read(text: &str) -> Option<Area> {
        let plain = text.replace('$', "");
        let (first, last) = plain.split_once(':').unwrap_or((&plain, &plain));
        let (first, last) = (Address::read(first)?, Address::read(last)?);
        Some(Area { first: (first.row, first.column), last: (last.row, last.column) })
    }
}

/// `A` is 0, `Z` 25, `AA` 26.
pub fn column(letters: &str) -> Option<u32> {
    let letters = letters.trim();
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let number =
        letters.bytes().fold(0, |number, letter| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some(number - 1)
}

/// Whether a function reads another file: `GET XLS DATA`, `GET DIRECT LOOKUPS`, ….
pub fn is_external(name: &Name) -> bool {
    ["get xls ", "get direct "].iter().any(|start| name.canonical().starts_with(start)) || is_of_run(name)
}

/// Whether a function reads a run of a model: `GET VDF DATA` and its like.
pub fn is_of_run(name: &Name) -> bool {
    name.canonical().starts_with("get vdf ")
}

/// The texts that a call has as arguments; `None` where one of them is something else.
pub fn texts(arguments: &[Expr]) -> Option<Vec<&str>> {
    let mut texts = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let ExprKind::Text(text) = &argument.kind else { return None };
        texts.push(text.as_str());
    }
    Some(texts)
}

/// Puts texts in the place of their names, and files in the place of the tags that stand for them (`'?prices'`); a tag
/// that the model does not explain is taken for the name of the file.
///
/// Source: Vensim, fn_get_direct_constants.html: arguments are literals or string variables, and `'?Tag'` is resolved in
/// Model > Settings > XLS Files.
pub(super) fn name_files(tree: &mut ModelTree, texts: &HashMap<Name, String>, files: &HashMap<Name, &str>) {
    let rights = tree.equations.iter_mut().filter_map(|equation| match &mut equation.right {
        Right::Expression(expr) | Right::Data(_, Some(expr)) => Some(expr),
        _ => None,
    });
    let ranges = tree.ranges.iter_mut().filter_map(|range| range.source.as_mut());
    for expr in rights.chain(ranges) {
        let ExprKind::Call(reference, arguments) = &mut expr.kind else { continue };
        if !is_external(&reference.name) {
            continue;
        }
        for argument in arguments.iter_mut() {
            let ExprKind::Reference(reference) = &argument.kind else { continue };
            if let Some(text) = texts.get(&reference.name) {
                argument.kind = ExprKind::Text(text.clone());
            }
        }
        if let Some(Expr { kind: ExprKind::Text(file), .. }) = arguments.first_mut()
            && let Some(tag) = file.strip_prefix('?').map(str::trim)
        {
            *file = files.get(&Name::new(tag)).copied().unwrap_or(tag).to_string();
        }
    }
}

/// Every table that the model asks for, each once.
pub fn sources(tree: &ModelTree) -> Vec<Source> {
    once(tree, |name, arguments| match texts(arguments).as_deref() {
        Some([file, tab, ..]) if !is_of_run(name) => Some((file.to_string(), tab.to_string())),
        _ => None,
    })
}

/// Every run of a model that the model asks for, each once; runs have no tabs.
pub fn runs(tree: &ModelTree) -> Vec<Source> {
    once(tree, |name, arguments| match arguments.first().map(|argument| &argument.kind) {
        Some(ExprKind::Text(file)) if is_of_run(name) => Some((file.clone(), String::new())),
        _ => None,
    })
}

/// The files and tabs that calls ask for, each with the first call.
fn once(tree: &ModelTree, asked: impl Fn(&Name, &[Expr]) -> Option<(String, String)>) -> Vec<Source> {
    let rights = tree.equations.iter().filter_map(|equation| match &equation.right {
        Right::Expression(expr) | Right::Data(_, Some(expr)) => Some(expr),
        _ => None,
    });
    let ranges = tree.ranges.iter().filter_map(|range| range.source.as_ref());
    let mut sources: Vec<Source> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for expr in rights.chain(ranges) {
        let ExprKind::Call(reference, arguments) = &expr.kind else { continue };
        if !is_external(&reference.name) {
            continue;
        }
        if let Some((file, tab)) = asked(&reference.name, arguments)
            && seen.insert((file.clone(), tab.clone()))
        {
            sources.push(Source { file, tab, span: expr.span });
        }
    }
    sources
}
