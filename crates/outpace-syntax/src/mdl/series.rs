//! Data files: series over time for the data variables of a model, each by the name of a variable or element.
//!
//! A table has a series a column, with the times down the first one, or a series a row with the times across the first
//! one, as Vensim exports both ways. Vensim's text form (`.dat`) has a line with the name, then a line for each time and
//! value ("Datasets", importing_data.html). Empty cells are no points.

#[cfg(test)]
mod tests;

use super::sheet::{Cell, Sheet};
use crate::name::Name;
use std::collections::BTreeMap;

/// Series, by what their names are whatever their case, blanks and underscores.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SeriesSet(BTreeMap<String, Series>);

/// A series over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// As the file spells it.
    pub name: String,
    /// Times with values, in order of time.
    pub points: Vec<(f64, f64)>,
}

impl SeriesSet {
    /// The series of a table.
    pub fn of_sheet(sheet: &Sheet) -> SeriesSet {
        let (across, down) = (sheet.numbers_along(0, true), sheet.numbers_along(0, false));
        // Where times go across, the first row has numbers; where they go down, names.
        let by_row = !across.iter().all(|(column, _)| *column == 0);
        let (times, mut set) = (if by_row { across } else { down }, SeriesSet::default());
        for (row, column, cell) in sheet.cells() {
            let (line, along) = if by_row { (row, column) } else { (column, row) };
            let (Cell::Text(name), true, 0) = (cell, line > 0, along) else { continue };
            let value = |place: u32| if by_row { sheet.number(line, place) } else { sheet.number(place, line) };
            let points = times.iter().filter(|(place, _)| *place > 0);
            let points = points.filter_map(|(place, time)| Some((*time, value(*place)?)));
            set.add(name, points.collect());
        }
        set
    }

    /// The series of Vensim's text form.
    pub fn of_text(text: &str) -> SeriesSet {
        let mut set = SeriesSet::default();
        let mut open: Option<(&str, Vec<(f64, f64)>)> = None;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match (point(line), &mut open) {
                (Some(point), Some((_, points))) => points.push(point),
                (Some(_), None) => {}
                (None, _) => {
                    if let Some((name, points)) = open.replace((line, Vec::new())) {
                        set.add(name, points);
                    }
                }
            }
        }
        if let Some((name, points)) = open {
            set.add(name, points);
        }
        set
    }

    fn add(&mut self, name: &str, mut points: Vec<(f64, f64)>) {
        points.sort_by(|left, right| left.0.total_cmp(&right.0));
        points.dedup_by(|later, earlier| later.0 == earlier.0);
        if !points.is_empty() {
            self.0.insert(key(name), Series { name: name.to_string(), points });
        }
    }

    /// Adds another file's series; where both have one, the other's.
    pub fn extend(&mut self, other: SeriesSet) {
        self.0.extend(other.0);
    }

    /// The series of a variable or element, named as in a model.
    pub fn get(&self, name: &str) -> Option<&Series> {
        self.0.get(&key(name))
    }

    /// All names, as the files spell them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|series| series.name.as_str())
    }

    /// How many series there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A line of a time and a value.
fn point(line: &str) -> Option<(f64, f64)> {
    let mut numbers = line.split_whitespace().map(|word| word.parse::<f64>().ok().filter(|number| number.is_finite()));
    match (numbers.next()?, numbers.next()?, numbers.next()) {
        (Some(time), Some(value), None) => Some((time, value)),
        _ => None,
    }
}

/// What makes two spellings the same name.
fn key(name: &str) -> String {
    let bare = |text: &str| Name::new(text.trim().trim_matches('"')).canonical().to_string();
    match name.trim().strip_suffix(']').and_then(|name| name.rsplit_once('[')) {
        Some((name, elements)) => {
            let elements: Vec<String> = elements.split(',').map(bare).collect();
            format!("{}[{}]", bare(name), elements.join(","))
        }
        None => bare(name),
    }
}
