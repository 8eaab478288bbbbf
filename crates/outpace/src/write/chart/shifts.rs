//! Verdicts then and now, a row a claim: in words, with a sign each; changed ones stand out by their arrow.

use super::Layout;
use super::palette::{self, Symbol};
use super::svg::{Anchor, Svg};
use crate::brief::{Judgement, ShiftRow};
use crate::write::format;

/// The size of a verdict's box.
fn box_size(layout: Layout) -> (f64, f64) {
    match layout {
        Layout::Wide => (170.0, 27.0),
        Layout::Narrow => (152.0, 27.0),
    }
}

pub fn draw(svg: &mut Svg, rows: &[ShiftRow]) {
    let line = svg.line_height();
    let size = box_size(svg.layout());
    let now = svg.width() - size.0 - 1.0;
    let then = now - size.0 - 34.0;
    svg.text("muted", Anchor::Start, (then + 4.0, line - 4.0), "then");
    svg.text("muted", Anchor::Start, (now + 4.0, line - 4.0), "now");
    let mut y = line + 8.0;
    for row in rows {
        let names = svg.wrap(&row.id.replace('-', "- "), name_room(svg, then));
        let names: Vec<String> = names.iter().map(|line| line.replace("- ", "-")).collect();
        let names_height = names.len() as f64 * line;
        let (boxes, end) = match svg.layout() {
            Layout::Wide => {
                let height = names_height.max(size.1) + 12.0;
                (y + (height - size.1) / 2.0, y + height)
            }
            Layout::Narrow => (y + names_height + 8.0, y + names_height + size.1 + 18.0),
        };
        let first = match svg.layout() {
            Layout::Wide => boxes + (size.1 - names_height) / 2.0 + 0.74 * line,
            Layout::Narrow => y + line,
        };
        for (index, text) in names.iter().enumerate() {
            svg.text("ink", Anchor::Start, (0.0, first + index as f64 * line), text);
        }
        let changed = row.then.verdict != row.now.verdict;
        judgement(svg, &row.then, (then, boxes), false);
        arrow(svg, (then + size.0 + 5.0, boxes + size.1 / 2.0), 24.0, changed);
        judgement(svg, &row.now, (now, boxes), changed);
        svg.line("row", (0.0, end), (svg.width(), end));
        y = end;
    }
    svg.set_height(y + 4.0);
}

fn name_room(svg: &Svg, then: f64) -> f64 {
    match svg.layout() {
        Layout::Wide => then - 12.0,
        Layout::Narrow => svg.width(),
    }
}

/// A verdict in its box: sign, word, probability.
fn judgement(svg: &mut Svg, judgement: &Judgement, (x, y): (f64, f64), strong: bool) {
    let size = box_size(svg.layout());
    let class = Symbol::of(judgement.verdict).class;
    let weight = if strong { " strong" } else { "" };
    svg.rectangle(&format!("v-{class} badge{weight}"), (x, y), size, 6.0);
    svg.group(&format!("v-{class}"), |svg| palette::verdict_sign(svg, judgement.verdict, (x + 15.0, y + size.1 / 2.0)));
    let baseline = y + size.1 / 2.0 + 5.0;
    svg.text(&format!("v-{class} word{weight}"), Anchor::Start, (x + 27.0, baseline), judgement.verdict.as_str());
    if let Some(probability) = judgement.probability {
        svg.text("muted", Anchor::End, (x + size.0 - 8.0, baseline), &format::percent(probability));
    }
}

/// From then to now: an arrow where the verdict changed, a plain stroke where it did not.
fn arrow(svg: &mut Svg, (x, y): (f64, f64), length: f64, changed: bool) {
    if changed {
        svg.line("arrow", (x, y), (x + length, y));
        let head = [(x + length - 7.0, y - 6.0), (x + length, y), (x + length - 7.0, y + 6.0)];
        svg.polyline("arrow", &head);
    } else {
        svg.line("same", (x + 4.0, y), (x + length - 4.0, y));
    }
}
