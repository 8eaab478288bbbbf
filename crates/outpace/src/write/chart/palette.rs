//! What tells series and verdicts apart: a class (its colour is in the style) and, for eyes that do not see the colour,
//! a shape, a dash or a hatching.

use super::svg::{Svg, coordinate};
use crate::brief::VerdictKind;

/// How many colours the style knows; further series begin again.
const COLOURS: usize = 6;

/// Hatchings by colour: the side of the tile and the lines on it. The first is plain.
pub const HATCHINGS: [(u32, &str); COLOURS] = [
    (8, ""),
    (7, "M-2 2L2 -2M0 7L7 0M5 9L9 5"),
    (6, "M0 3H6"),
    (7, "M-2 5L2 9M0 0L7 7M5 -2L9 2"),
    (6, "M3 0V6"),
    (7, "M0 0L7 7M0 7L7 0"),
];

/// The class that sets the colour of a series.
pub fn series(colour: usize) -> &'static str {
    ["s0", "s1", "s2", "s3", "s4", "s5"][colour % COLOURS]
}

/// A point: a circle for the first colour, then square, diamond, triangle and so on.
pub fn mark(svg: &mut Svg, class: &str, colour: usize, (x, y): (f64, f64), radius: f64) {
    let r = radius;
    let outline: &[(f64, f64)] = match colour % COLOURS {
        0 => return svg.circle(class, (x, y), r),
        1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        2 => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        3 => &[(0.0, -1.2), (1.2, 0.9), (-1.2, 0.9)],
        4 => &[(0.0, 1.2), (1.2, -0.9), (-1.2, -0.9)],
        _ => &[(-1.2, -0.4), (0.0, -1.3), (1.2, -0.4), (0.7, 1.1), (-0.7, 1.1)],
    };
    svg.path(class, &closed(outline, (x, y), r));
}

/// A polygon about a point.
fn closed(outline: &[(f64, f64)], (x, y): (f64, f64), scale: f64) -> String {
    let mut data = open(outline, (x, y), scale);
    data.push('Z');
    data
}

fn open(outline: &[(f64, f64)], (x, y): (f64, f64), scale: f64) -> String {
    let mut data = String::new();
    for (index, (dx, dy)) in outline.iter().enumerate() {
        data.push(if index == 0 { 'M' } else { 'L' });
        data.push_str(&coordinate(x + dx * scale));
        data.push(' ');
        data.push_str(&coordinate(y + dy * scale));
    }
    data
}

/// How a verdict looks: the class of its colour, and a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// The class: verdicts of one tendency share it.
    pub class: &'static str,
    /// A character that stands for it.
    pub character: char,
}

impl Symbol {
    /// The look of a verdict.
    pub fn of(verdict: VerdictKind) -> Symbol {
        let (class, character) = match verdict {
            VerdictKind::Holds => ("yes", '✓'),
            VerdictKind::Fails => ("no", '✗'),
            VerdictKind::Contested => ("split", '≠'),
            VerdictKind::Likely => ("yes", '▲'),
            VerdictKind::Unlikely => ("no", '▼'),
            VerdictKind::Open => ("split", '◆'),
            VerdictKind::NoEvidence => ("none", '–'),
            VerdictKind::NotTestable => ("none", '∅'),
        };
        Symbol { class, character }
    }
}

/// The sign of a verdict, drawn: a font may lack the character.
pub fn verdict_sign(svg: &mut Svg, verdict: VerdictKind, at: (f64, f64)) {
    let radius = 5.0;
    let strokes: &[&[(f64, f64)]] = match verdict {
        VerdictKind::Likely => return svg.path("sign", &closed(&[(0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)], at, radius)),
        VerdictKind::Unlikely => {
            return svg.path("sign", &closed(&[(0.0, 1.0), (1.0, -0.8), (-1.0, -0.8)], at, radius));
        }
        VerdictKind::Open => {
            return svg.path("sign", &closed(&[(0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)], at, radius));
        }
        VerdictKind::Holds => &[&[(-1.0, 0.1), (-0.3, 0.8), (1.0, -0.9)]],
        VerdictKind::Fails => &[&[(-0.8, -0.8), (0.8, 0.8)], &[(-0.8, 0.8), (0.8, -0.8)]],
        VerdictKind::Contested => {
            &[&[(-1.0, -0.4), (1.0, -0.4)], &[(-1.0, 0.4), (1.0, 0.4)], &[(-0.5, 1.0), (0.5, -1.0)]]
        }
        VerdictKind::NoEvidence => &[&[(-0.9, 0.0), (0.9, 0.0)]],
        VerdictKind::NotTestable => {
            svg.circle("sign-line", at, radius * 0.9);
            &[&[(-0.9, 0.9), (0.9, -0.9)]]
        }
    };
    let data: String = strokes.iter().map(|stroke| open(stroke, at, radius)).collect();
    svg.path("sign-line", &data);
}
