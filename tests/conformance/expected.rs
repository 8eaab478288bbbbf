//! `expected.csv`: the numbers that a model must give, and how they were worked out.

use super::simulate::Simulated;
use outpace_syntax::expr::VENSIM_NA;
use std::path::Path;

/// How far a number may be off, relative to what is expected, where the file says nothing else.
const TOLERANCE: f64 = 1e-12;

/// The table, read.
pub struct Expected {
    /// Whether it says how its numbers were worked out.
    pub explained: bool,
    tolerance: f64,
    columns: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    line: usize,
    time: f64,
    /// `None` where the cell is empty: nothing is expected.
    values: Vec<Option<f64>>,
}

impl Expected {
    /// Reads the table of a folder.
    pub fn of(folder: &Path) -> Result<Expected, String> {
        let path = folder.join("expected.csv");
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut expected = Expected { explained: false, tolerance: TOLERANCE, columns: Vec::new(), rows: Vec::new() };
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault = |what: &str| format!("{}:{}: {what}", path.display(), at + 1);
            if let Some(note) = line.strip_prefix('#') {
                match note.trim().strip_prefix("tolerance") {
                    Some(number) => expected.tolerance = value(number).ok_or(fault("no tolerance"))?,
                    None => expected.explained |= !note.trim().is_empty(),
                }
                continue;
            }
            let mut cells = cells(line).into_iter();
            let first = cells.next().unwrap_or_default();
            if expected.columns.is_empty() {
                expected.columns = cells.collect();
                if first != "Time" || expected.columns.is_empty() {
                    return Err(fault("the header must be `Time` and the names of variables"));
                }
                continue;
            }
            let time = value(&first).ok_or_else(|| fault(&format!("`{first}` is not a time")))?;
            let values = cells.map(|cell| match cell.is_empty() {
                true => Ok(None),
                false => value(&cell).map(Some).ok_or_else(|| fault(&format!("`{cell}` is not a number"))),
            });
            let values = values.collect::<Result<Vec<_>, _>>()?;
            if values.len() != expected.columns.len() {
                return Err(fault(&format!("{} cells below {} names", values.len(), expected.columns.len())));
            }
            expected.rows.push(Row { line: at + 1, time, values });
        }
        match expected.rows.is_empty() {
            true => Err(format!("{} expects nothing", path.display())),
            false => Ok(expected),
        }
    }

    /// Every cell against what came out.
    pub fn compare(&self, model: &str, found: &Simulated) -> Result<(), String> {
        let folder = model.split('/').next().unwrap_or_default();
        let mut faults = Vec::new();
        for (at, name) in self.columns.iter().enumerate() {
            let column = match found.column(name) {
                Ok(column) => &found.trajectory.outputs[column],
                Err(fault) => {
                    faults.push(format!("{model}: {fault}"));
                    continue;
                }
            };
            for row in &self.rows {
                let Some(wanted) = row.values[at] else { continue };
                let near = |time: &f64| (time - row.time).abs() <= 1e-9 * row.time.abs().max(1.0);
                let got = found.trajectory.times.iter().position(near).map(|time| column[time]);
                if got.is_none_or(|got| !self.near(wanted, got)) {
                    let got = got.map_or("nothing: that time is not saved".to_string(), |got| format!("{got:?}"));
                    let line = format!("({folder}/expected.csv:{})", row.line);
                    faults.push(format!("{model}: `{name}` at {}: wanted {wanted:?}, got {got} {line}", row.time));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
    }

    fn near(&self, wanted: f64, got: f64) -> bool {
        let scale = if wanted == 0.0 { 1.0 } else { wanted.abs() };
        wanted == got || (wanted.is_nan() && got.is_nan()) || (wanted - got).abs() <= self.tolerance * scale
    }
}

/// A number, or `:NA:`.
fn value(text: &str) -> Option<f64> {
    match text.trim() {
        ":NA:" => Some(VENSIM_NA),
        number => number.parse().ok(),
    }
}

/// The cells of a line: commas inside brackets belong to a name.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut depth = 0usize;
    for sign in line.chars() {
        depth = match sign {
            '[' => depth + 1,
            ']' => depth.saturating_sub(1),
            _ => depth,
        };
        match (sign, cells.last_mut()) {
            (',', _) if depth == 0 => cells.push(String::new()),
            (sign, Some(cell)) => cell.push(sign),
            (_, None) => {}
        }
    }
    cells.iter().map(|cell| cell.trim().to_string()).collect()
}
