//! Grouped bars, lying: names keep their full length, and a phone scrolls down anyway. A value that nobody knows is
//! said in words; it is never a bar of no length.

use super::Layout;
use super::axis::{self, Plot};
use super::palette;
use super::scale::Scale;
use super::svg::{Anchor, Svg};
use crate::brief::{Bar, BarChart, BarGroup};
use crate::write::format;

pub fn draw(svg: &mut Svg, chart: &BarChart) {
    let named = axis::name(svg, &chart.axis, 0.0);
    let top = legend(svg, &chart.series, named) + 6.0;
    let left = match svg.layout() {
        Layout::Wide => {
            let widest = chart.groups.iter().map(|(label, _)| svg.text_width(label)).fold(40.0, f64::max);
            widest.min(190.0) + 12.0
        }
        // Names stand above their bars.
        Layout::Narrow => 1.0,
    };
    let values = scale(svg, chart, left);
    let rows = layout(svg, chart, top);
    let bottom = rows.last().map_or(top, |row| row.end);
    let plot = Plot { left, right: values.range().1, top, bottom };
    axis::horizontal(svg, &values, &plot);
    for ((label, bars), row) in chart.groups.iter().zip(&rows) {
        let zero = values.place(0.0);
        svg.line("zero", (zero, row.first - 4.0), (zero, row.first + bars.len().max(1) as f64 * row.step + 2.0));
        name(svg, label, row, left);
        for (index, bar) in bars.iter().enumerate() {
            let colour = chart.series.get(index).map_or(index, |series| series.1);
            draw_bar(svg, *bar, colour, &values, row.first + index as f64 * row.step, row.step - 2.0);
        }
    }
    svg.set_height(bottom + 2.0 * svg.line_height());
}

/// Which bar is which: a swatch and a name each. Nothing for a single series.
fn legend(svg: &mut Svg, series: &[(String, usize)], top: f64) -> f64 {
    if series.len() < 2 {
        return top;
    }
    let (mut x, mut y) = (0.0, top + svg.line_height() + 2.0);
    for (name, colour) in series {
        let width = 24.0 + svg.text_width(name) + 18.0;
        if x > 0.0 && x + width > svg.width() + 18.0 {
            (x, y) = (0.0, y + svg.line_height() + 2.0);
        }
        svg.rectangle(&format!("{} bar", palette::series(*colour)), (x, y - 12.0), (17.0, 14.0), 0.0);
        svg.hatching(*colour, (x, y - 12.0), (17.0, 14.0));
        svg.text("ink", Anchor::Start, (x + 24.0, y), name);
        x += width;
    }
    y + 8.0
}

/// The scale of values, from zero, with room at the right for the numbers beside the bars.
fn scale(svg: &Svg, chart: &BarChart, left: f64) -> Scale {
    let bars = chart.groups.iter().flat_map(|(_, bars)| bars).flatten();
    let ends = bars.flat_map(|&(value, interval)| {
        let (low, high) = interval.unwrap_or((value, value));
        [low, value, high]
    });
    let (low, high) = ends
        .filter(|end| end.is_finite())
        .fold((0.0, 0.0), |(low, high): (f64, f64), end| (low.min(end), high.max(end)));
    Scale::linear((low, high), (left, svg.width() - svg.text_width("1,234 bn") - 8.0))
}

/// Where a group stands.
struct Row {
    /// The baseline of its name.
    name: f64,
    /// The top of its first bar.
    first: f64,
    /// From one bar to the next.
    step: f64,
    /// Where the group ends.
    end: f64,
}

fn layout(svg: &Svg, chart: &BarChart, top: f64) -> Vec<Row> {
    let step = 23.0;
    let mut y = top;
    let row = |(label, bars): &BarGroup| {
        let bars = bars.len().max(1) as f64 * step;
        let row = match svg.layout() {
            Layout::Wide => {
                let names = svg.wrap(label, 190.0).len() as f64 * svg.line_height();
                let height = bars.max(names);
                let name = y + (height - names) / 2.0 + 0.78 * svg.line_height() + 5.0;
                Row { name, first: y + (height - bars) / 2.0 + 6.0, step, end: y + height + 10.0 }
            }
            Layout::Narrow => {
                let name = y + svg.line_height();
                Row { name, first: name + 6.0, step, end: name + 6.0 + bars + 8.0 }
            }
        };
        y = row.end;
        row
    };
    chart.groups.iter().map(row).collect()
}

fn name(svg: &mut Svg, label: &str, row: &Row, left: f64) {
    match svg.layout() {
        Layout::Wide => {
            for (index, line) in svg.wrap(label, 190.0).iter().enumerate() {
                let y = row.name + index as f64 * svg.line_height();
                svg.text("ink", Anchor::End, (left - 10.0, y), line);
            }
        }
        Layout::Narrow => svg.text("halo", Anchor::Start, (0.0, row.name), label),
    }
}

fn draw_bar(svg: &mut Svg, bar: Bar, colour: usize, values: &Scale, y: f64, thickness: f64) {
    let zero = values.place(0.0);
    let baseline = y + thickness / 2.0 + 5.0;
    let Some((value, interval)) = bar.filter(|(value, _)| value.is_finite()) else {
        return svg.text("missing", Anchor::Start, (zero + 7.0, baseline), format::NO_FIGURE);
    };
    let end = values.place(value);
    let (corner, size) = ((zero.min(end), y), ((end - zero).abs(), thickness));
    svg.rectangle(&format!("{} bar", palette::series(colour)), corner, size, 0.0);
    svg.hatching(colour, corner, size);
    let mut right = zero.max(end);
    if let Some((low, high)) = interval {
        let (low, high) = (values.place(low), values.place(high));
        let middle = y + thickness / 2.0;
        svg.line("casing", (low, middle), (high, middle));
        svg.line("whisker ends", (low, middle), (high, middle));
        for x in [low, high] {
            svg.line("whisker ends", (x, middle - 5.0), (x, middle + 5.0));
        }
        right = right.max(high);
    }
    svg.text("value", Anchor::Start, (right + 6.0, baseline), &format::short(value));
}
