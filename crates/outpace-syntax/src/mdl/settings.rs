//! The settings behind the sketch, for which Vensim's text has no equations: lines of a number, a colon and values.
//!
//! - `15:` the method of integration is the fourth of its numbers: 0 is Euler's method, 1 and 5 are RK4 with automatic and
//!   with fixed steps, 3 and 4 the same for RK2, and 2 is "difference", which steps as Euler's does.
//! - `22:` names of units that mean the same, `22:$,Dollar,Dollars`.
//! - `30:` what a tag in a GET function stands for, `30:?prices=prices 2024.xlsx`.
//! - `37:`, `38:`, `39:` year, month and day of the date that the time 0 stands for.
//!
//! The numbers are not documented by Ventana; those of the methods are as `xmutil`, the converter by Vensim's co-author
//! Robert Eberlein, reads them (`src/Vensim/VensimParse.cpp`), the others as Vensim writes them into published models.

use super::{BaseDate, ModelTree};
use crate::name::Name;
use crate::span::{FileId, Span, Spanned};
use crate::study::Method;
use std::collections::HashMap;

/// The end of the sketch, and the head of the settings.
const SETTINGS: &str = "///---\\\\\\";

const CODES: [(&str, Method); 6] = [
    ("0", Method::Euler),
    ("1", Method::RungeKutta4Auto),
    ("2", Method::Euler),
    ("3", Method::MidpointAuto),
    ("4", Method::Midpoint),
    ("5", Method::RungeKutta4),
];

/// The method that the settings of a model say.
pub(super) fn method(file: FileId, text: &str) -> Option<Spanned<Method>> {
    let begin = text.rfind(SETTINGS)?;
    let mut at = begin;
    for line in text[begin..].split_inclusive('\n') {
        if let Some(numbers) = line.strip_prefix("15:") {
            let skipped = numbers.split(',').take(3).map(|field| field.len() + 1).sum::<usize>();
            let code = numbers.split(',').nth(3)?;
            let method = CODES.iter().find(|(number, _)| *number == code.trim())?.1;
            let start = at + "15:".len() + skipped;
            return Some(Spanned::new(method, Span::new(file, start, start + code.trim_end().len())));
        }
        at += line.len();
    }
    None
}

/// The date that the settings of a model say.
pub(super) fn base_date(text: &str) -> Option<BaseDate> {
    let number = |key| values(text, key).find_map(|value| value.parse::<i32>().ok());
    let date = BaseDate { year: number("37:")?, month: number("38:")?, day: number("39:")? };
    let inside = (0..=9999).contains(&date.year) && (1..=12).contains(&date.month) && (1..=31).contains(&date.day);
    inside.then_some(date)
}

/// What stands behind a key, line by line.
fn values<'t>(text: &'t str, key: &'static str) -> impl Iterator<Item = &'t str> {
    let settings = text.rfind(SETTINGS).map_or("", |begin| &text[begin..]);
    settings.lines().filter_map(move |line| line.strip_prefix(key)).map(str::trim)
}

/// Sets of names of units that mean the same.
pub(super) fn unit_equivalents(text: &str) -> Vec<Vec<Name>> {
    let names = |line: &str| -> Vec<Name> {
        line.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Name::new).collect()
    };
    values(text, "22:").map(names).filter(|names| names.len() > 1).collect()
}

/// Tags, without their question mark, and the file that each stands for.
pub(super) fn files(text: &str) -> HashMap<Name, &str> {
    let pairs = values(text, "30:").filter_map(|line| line.strip_prefix('?')?.split_once('='));
    pairs.map(|(tag, file)| (Name::new(tag), file.trim())).collect()
}

/// An empty sketch and the settings of a model; nothing where it has none.
pub(super) fn print(tree: &ModelTree) -> String {
    let mut lines = String::new();
    for names in &tree.unit_equivalents {
        let names: Vec<&str> = names.iter().map(Name::text).collect();
        lines += &format!("22:{}\n", names.join(","));
    }
    if let Some(method) = &tree.method {
        // Heun's is the other method of second order; `outpace convert` says that Vensim does not have it.
        let method = if method.value == Method::Heun { Method::Midpoint } else { method.value };
        let code = CODES.iter().find(|(_, other)| *other == method).map_or("0", |(number, _)| number);
        lines += &format!("15:0,0,0,{code},0,0\n");
    }
    if let Some(BaseDate { year, month, day }) = tree.base_date {
        lines += &format!("37:{year}\n38:{month}\n39:{day}\n");
    }
    if lines.is_empty() {
        return lines;
    }
    let sketch = "\\\\\\---/// Sketch information - do not modify anything except names\n\
                  V300  Do not put anything below this section - it will be ignored\n\
                  *View 1\n\
                  $192-192-192,0,Times New Roman|12||0-0-0|0-0-0|0-0-255|-1--1--1|-1--1--1|72,72,100,0\n";
    format!("{sketch}{SETTINGS}\n:L\u{7f}<%^E!@\n{lines}")
}
