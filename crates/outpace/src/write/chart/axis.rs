//! Axes: grid lines with their numbers, the name of what they measure, a level to compare with.

use super::scale::Scale;
use super::svg::{Anchor, Svg};
use crate::write::format;

/// The part of the drawing between the axes.
#[derive(Debug, Clone, Copy)]
pub struct Plot {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// How many numbers an axis across the drawing can hold.
fn marks_across(svg: &Svg, plot: &Plot, widest: f64) -> usize {
    (((plot.right - plot.left) / (widest + svg.line_height())) as usize).clamp(2, 8)
}

/// The name of an axis, in lines from `top` on. Returns where they end.
pub fn name(svg: &mut Svg, text: &str, top: f64) -> f64 {
    let mut y = top;
    for line in svg.wrap(text, svg.width() - 8.0) {
        y += svg.line_height();
        svg.text("muted", Anchor::Start, (0.0, y - 4.0), &line);
    }
    y
}

/// The room that the numbers of a vertical axis need.
pub fn vertical_room(svg: &Svg, scale: &Scale) -> f64 {
    scale.ticks(5).iter().map(|&mark| svg.text_width(&format::tick(mark))).fold(0.0, f64::max) + 10.0
}

/// Grid lines across the plot with their numbers to the left.
pub fn vertical(svg: &mut Svg, scale: &Scale, plot: &Plot) {
    for mark in scale.ticks(5) {
        let y = scale.place(mark);
        svg.line(if mark == 0.0 { "zero" } else { "grid" }, (plot.left, y), (plot.right, y));
        svg.text("tick", Anchor::End, (plot.left - 8.0, y + 5.0), &format::tick(mark));
    }
}

/// Grid lines down the plot with their numbers below.
pub fn horizontal(svg: &mut Svg, scale: &Scale, plot: &Plot) {
    let widest = scale.ticks(5).iter().map(|&mark| svg.text_width(&format::tick(mark))).fold(0.0, f64::max);
    for mark in scale.ticks(marks_across(svg, plot, widest)) {
        let x = scale.place(mark);
        svg.line(if mark == 0.0 { "zero" } else { "grid" }, (x, plot.top), (x, plot.bottom));
        let text = format::tick(mark);
        // Held within the drawing: the first and last number may be wide.
        let half = svg.text_width(&text) / 2.0;
        let x = x.clamp(half, (svg.width() - half).max(half));
        svg.text("tick", Anchor::Middle, (x, plot.bottom + svg.line_height()), &text);
    }
}

/// Years or months below the plot, with a short stroke at each.
pub fn times(svg: &mut Svg, scale: &Scale, plot: &Plot) {
    svg.line("zero", (plot.left, plot.bottom), (plot.right, plot.bottom));
    // Half of the first name and of the last may stand outside of the plot.
    let room = |name: &str| {
        marks_across(svg, &Plot { right: plot.right + svg.text_width(name), ..*plot }, svg.text_width(name))
    };
    for (mark, text) in scale.times(room) {
        let x = scale.place(mark);
        svg.line("zero", (x, plot.bottom), (x, plot.bottom + 5.0));
        svg.text("tick", Anchor::Middle, (x, plot.bottom + 5.0 + svg.line_height()), &text);
    }
}
