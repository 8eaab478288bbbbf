//! The method of integration: a code in the settings behind the sketch.
//!
//! Vensim's text has no equation for it. The fourth number of the line `15:` says it: 0 is Euler's method, 1 and 5 are
//! RK4 with automatic and with fixed steps, 3 and 4 the same for RK2, and 2 is "difference", which steps as Euler's does.
//! The numbers are not documented by Ventana; they are as `xmutil`, the converter by Vensim's co-author Robert Eberlein,
//! reads them (`src/Vensim/VensimParse.cpp`).

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

/// An empty sketch and settings that say the method.
pub(super) fn print(method: Method) -> String {
    // Heun's is the other method of second order; `outpace convert` says that Vensim does not have it.
    let method = if method == Method::Heun { Method::Midpoint } else { method };
    let code = CODES.iter().find(|(_, other)| *other == method).map_or("0", |(number, _)| number);
    let sketch = "\\\\\\---/// Sketch information - do not modify anything except names\n\
                  V300  Do not put anything below this section - it will be ignored\n\
                  *View 1\n\
                  $192-192-192,0,Times New Roman|12||0-0-0|0-0-0|0-0-255|-1--1--1|-1--1--1|72,72,100,0\n";
    format!("{sketch}{SETTINGS}\n:L\u{7f}<%^E!@\n15:0,0,0,{code},0,0\n")
}
