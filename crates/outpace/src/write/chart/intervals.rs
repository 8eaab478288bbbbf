//! Points with intervals, a row each on one scale: how much of the doubt each group of parameters explains.

use super::Layout;
use super::axis::{self, Plot};
use super::palette;
use super::scale::Scale;
use super::svg::{Anchor, Svg};
use crate::brief::{IntervalChart, Point};

pub fn draw(svg: &mut Svg, chart: &IntervalChart) {
    let named = axis::name(svg, &chart.axis, 0.0);
    let mut top = legend(svg, &chart.series, named) + 10.0;
    if chart.reference_line.is_some() {
        top += svg.line_height();
    }
    let left = match svg.layout() {
        Layout::Wide => {
            let widest = chart.rows.iter().map(|(label, _)| svg.text_width(label)).fold(40.0, f64::max);
            widest.min(220.0) + 20.0
        }
        Layout::Narrow => 8.0,
    };
    let values = scale(chart, (left, svg.width() - 14.0));
    let heights: Vec<f64> = chart.rows.iter().map(|(label, points)| height(svg, label, points.len())).collect();
    let plot = Plot { left, right: values.range().1, top, bottom: top + heights.iter().sum::<f64>() };
    axis::horizontal(svg, &values, &plot);
    reference(svg, chart, &values, &plot);
    let mut y = top;
    for ((label, points), height) in chart.rows.iter().zip(&heights) {
        svg.line("row", (0.0, y + height), (plot.right, y + height));
        let first = name(svg, label, y, *height, points.len(), left);
        for (index, point) in points.iter().enumerate() {
            let colour = chart.series.get(index).map_or(index, |series| series.1);
            draw_point(svg, *point, colour, &values, first + index as f64 * STEP);
        }
        y += height;
    }
    svg.set_height(plot.bottom + 2.0 * svg.line_height());
}

/// From one point of a row to the next.
const STEP: f64 = 17.0;

fn legend(svg: &mut Svg, series: &[(String, usize)], top: f64) -> f64 {
    let (mut x, mut y) = (0.0, top + svg.line_height() + 2.0);
    for (name, colour) in series {
        let width = 34.0 + svg.text_width(name) + 18.0;
        if x > 0.0 && x + width > svg.width() + 18.0 {
            (x, y) = (0.0, y + svg.line_height() + 2.0);
        }
        let class = palette::series(*colour);
        svg.line(&format!("{class} interval"), (x, y - 5.0), (x + 26.0, y - 5.0));
        palette::mark(svg, &format!("{class} mark"), *colour, (x + 13.0, y - 5.0), 5.5);
        svg.text("ink", Anchor::Start, (x + 34.0, y), name);
        x += width;
    }
    if series.is_empty() { top } else { y + 6.0 }
}

fn scale(chart: &IntervalChart, range: (f64, f64)) -> Scale {
    let points = chart.rows.iter().flat_map(|(_, points)| points).flat_map(|&(low, value, high)| [low, value, high]);
    let line = chart.reference_line.iter().map(|(level, _)| *level);
    let ends = points.chain(line).filter(|end| end.is_finite());
    let (low, high) = ends.fold((0.0, 0.0), |(low, high): (f64, f64), end| (low.min(end), high.max(end)));
    Scale::linear((low, high), range)
}

fn height(svg: &Svg, label: &str, points: usize) -> f64 {
    let points = points.max(1) as f64 * STEP;
    match svg.layout() {
        Layout::Wide => points.max(svg.wrap(label, 220.0).len() as f64 * svg.line_height()) + 12.0,
        Layout::Narrow => svg.line_height() + points + 12.0,
    }
}

/// The name of a row. Returns where its first point stands.
fn name(svg: &mut Svg, label: &str, top: f64, height: f64, points: usize, left: f64) -> f64 {
    let line = svg.line_height();
    match svg.layout() {
        Layout::Wide => {
            let lines = svg.wrap(label, 220.0);
            let first = top + (height - lines.len() as f64 * line) / 2.0 + 0.76 * line;
            for (index, text) in lines.iter().enumerate() {
                svg.text("ink", Anchor::End, (left - 18.0, first + index as f64 * line), text);
            }
            top + (height - points.max(1) as f64 * STEP) / 2.0 + STEP / 2.0
        }
        Layout::Narrow => {
            svg.text("halo", Anchor::Start, (0.0, top + line), label);
            top + line + 6.0 + STEP / 2.0
        }
    }
}

fn reference(svg: &mut Svg, chart: &IntervalChart, values: &Scale, plot: &Plot) {
    let Some((level, label)) = &chart.reference_line else { return };
    let x = values.place(*level);
    svg.line("reference", (x, plot.top - 4.0), (x, plot.bottom));
    let half = svg.text_width(label) / 2.0;
    let held = x.clamp(half, (svg.width() - half).max(half));
    svg.text("muted", Anchor::Middle, (held, plot.top - 9.0), label);
}

fn draw_point(svg: &mut Svg, (low, value, high): Point, colour: usize, values: &Scale, y: f64) {
    if !value.is_finite() {
        return;
    }
    let class = palette::series(colour);
    if low.is_finite() && high.is_finite() {
        svg.line(&format!("{class} interval"), (values.place(low), y), (values.place(high), y));
    }
    palette::mark(svg, &format!("{class} mark"), colour, (values.place(value), y), 5.5);
}
