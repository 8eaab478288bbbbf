//! The method of integration and the date of the time 0: lines of the settings behind the sketch.
//!
//! Vensim's text has no equations for them. The lines `37:`, `38:` and `39:` are year, month and day of the date. The fourth number of the line `15:` says it: 0 is Euler's method, 1 and 5 are
//! RK4 with automatic and with fixed steps, 3 and 4 the same for RK2, and 2 is "difference", which steps as Euler's does.
//! The numbers are not documented by Ventana; they are as `xmutil`, the converter by Vensim's co-author Robert Eberlein,
//! reads them (`src/Vensim/VensimParse.cpp`).

use super::BaseDate;
use crate::span::{FileId, Span, Spanned};
use crate::study::Method;

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
pub(super) fn read(file: FileId, text: &str) -> Option<Spanned<Method>> {
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
pub(super) fn read_date(text: &str) -> Option<BaseDate> {
    let settings = &text[text.rfind(SETTINGS)?..];
    let number = |key: &str| settings.lines().find_map(|line| line.strip_prefix(key)?.trim().parse::<i32>().ok());
    let date = BaseDate { year: number("37:")?, month: number("38:")?, day: number("39:")? };
    let inside = (0..=9999).contains(&date.year) && (1..=12).contains(&date.month) && (1..=31).contains(&date.day);
    inside.then_some(date)
}

/// An empty sketch and settings that say the method and the date; nothing where there is neither.
pub(super) fn print(method: Option<Method>, date: Option<BaseDate>) -> String {
    if method.is_none() && date.is_none() {
        return String::new();
    }
    let sketch = "\\\\\\---/// Sketch information - do not modify anything except names\n\
                  V300  Do not put anything below this section - it will be ignored\n\
                  *View 1\n\
                  $192-192-192,0,Times New Roman|12||0-0-0|0-0-0|0-0-255|-1--1--1|-1--1--1|72,72,100,0\n";
    let mut text = format!("{sketch}{SETTINGS}\n:L\u{7f}<%^E!@\n");
    if let Some(method) = method {
        // Heun's is the other method of second order; `outpace convert` says that Vensim does not have it.
        let method = if method == Method::Heun { Method::Midpoint } else { method };
        let code = CODES.iter().find(|(_, other)| *other == method).map_or("0", |(number, _)| number);
        text += &format!("15:0,0,0,{code},0,0\n");
    }
    if let Some(BaseDate { year, month, day }) = date {
        text += &format!("37:{year}\n38:{month}\n39:{day}\n");
    }
    text
}
