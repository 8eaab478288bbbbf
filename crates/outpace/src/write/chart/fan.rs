//! The fan chart: what was observed as points, what may come as a fan: nine futures in ten within the pale band, half of
//! them within the darker one, the median as a line. Series are named at their ends.

use super::Layout;
use super::axis::{self, Plot};
use super::palette;
use super::scale::Scale;
use super::svg::{Anchor, Svg};
use crate::brief::{FanChart, FanSeries};

/// How much wider bold text comes out.
const BOLD: f64 = 1.1;

pub fn draw(svg: &mut Svg, chart: &FanChart) {
    let top = axis::name(svg, &chart.axis, 0.0) + 12.0;
    let (height, label_room) = match svg.layout() {
        Layout::Wide => (330.0, 150.0),
        Layout::Narrow => (280.0, 104.0),
    };
    let bottom = top + height;
    let values = values(chart, (bottom, top));
    let labels = labels(svg, chart, label_room / BOLD);
    let widest =
        labels.iter().flat_map(|label| &label.lines).map(|line| svg.text_width(line)).fold(0.0, f64::max) * BOLD;
    let plot = Plot {
        left: axis::vertical_room(svg, &values),
        right: svg.width() - widest.min(label_room) - 16.0,
        top,
        bottom,
    };
    let times = Scale::exact(times(chart), (plot.left, plot.right));
    axis::vertical(svg, &values, &plot);
    axis::times(svg, &times, &plot);
    divide(svg, chart, &times, &plot);
    reference(svg, chart, &values, &plot);
    for series in &chart.series {
        bands(svg, series, &times, &values);
    }
    for series in &chart.series {
        lines(svg, series, &times, &values);
    }
    place_labels(svg, labels, &times, &values, &plot);
    let end = key(svg, chart, bottom + 5.0 + 2.0 * svg.line_height());
    svg.set_height(end);
}

/// The vertical scale of a chart.
pub fn values(chart: &FanChart, range: (f64, f64)) -> Scale {
    let levels = levels(chart);
    if chart.logarithmic { Scale::logarithmic(levels, range) } else { Scale::linear(levels, range) }
}

/// Every time of a chart, from first to last.
pub fn times(chart: &FanChart) -> (f64, f64) {
    let observed = chart.series.iter().flat_map(|series| series.observed.iter().map(|point| point.0));
    let simulated = chart.series.iter().flat_map(|series| series.simulated.iter().map(|point| point.0));
    extent(observed.chain(simulated))
}

/// The span of the vertical axis. A linear one begins at zero unless all values lie far above.
fn levels(chart: &FanChart) -> (f64, f64) {
    let observed = chart.series.iter().flat_map(|series| &series.observed).flat_map(|&(_, value, interval)| {
        let (low, high) = interval.unwrap_or((value, value));
        [low, value, high]
    });
    let simulated = chart.series.iter().flat_map(|series| &series.simulated).flat_map(|(_, q)| *q);
    let line = chart.reference_line.iter().map(|(level, _)| *level);
    let drawn = observed.chain(simulated).chain(line);
    if chart.logarithmic {
        return extent(drawn.filter(|&value| value > 0.0));
    }
    let (low, high) = extent(drawn);
    if low > 0.0 && low < 0.6 * high { (0.0, high) } else { (low, high) }
}

/// The least and the greatest of finite numbers.
fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high { (0.0, 1.0) } else { (low, high) }
}

/// A faint upright where observation ends and the futures begin.
fn divide(svg: &mut Svg, chart: &FanChart, times: &Scale, plot: &Plot) {
    let observed = chart.series.iter().any(|series| !series.observed.is_empty());
    let starts = chart.series.iter().filter_map(|series| series.simulated.first()).map(|point| point.0);
    let (start, _) = extent(starts.clone());
    if observed && starts.count() > 0 && start > times.domain().0 {
        let x = times.place(start);
        svg.line("divide", (x, plot.top), (x, plot.bottom));
        // Where there is no room to the right of the stroke the key says it alone.
        if plot.right - x > svg.text_width("futures →") + 8.0 {
            svg.text("muted", Anchor::Start, (x + 6.0, plot.top + 12.0), "futures →");
        }
    }
}

fn reference(svg: &mut Svg, chart: &FanChart, values: &Scale, plot: &Plot) {
    let Some((level, label)) = &chart.reference_line else { return };
    let y = values.place(*level);
    svg.line("reference", (plot.left, y), (plot.right, y));
    svg.text("halo", Anchor::Start, (plot.left + 6.0, y - 6.0), label);
}

fn bands(svg: &mut Svg, series: &FanSeries, times: &Scale, values: &Scale) {
    let colour = palette::series(series.colour);
    let quantile = |index| quantile(series, index, times, values);
    svg.area(&format!("{colour} band outer"), &quantile(4), &quantile(0));
    svg.area(&format!("{colour} band inner"), &quantile(3), &quantile(1));
}

/// The course of one quantile, as places.
fn quantile(series: &FanSeries, index: usize, times: &Scale, values: &Scale) -> Vec<(f64, f64)> {
    let points = series.simulated.iter().filter(|(time, q)| time.is_finite() && q.iter().all(|v| v.is_finite()));
    points.map(|(time, q)| (times.place(*time), values.place(q[index]))).collect()
}

/// The median and what was observed, above the bands of all series.
fn lines(svg: &mut Svg, series: &FanSeries, times: &Scale, values: &Scale) {
    let colour = palette::series(series.colour);
    svg.polyline(&format!("{colour} line median"), &quantile(series, 2, times, values));
    let points: Vec<_> = series.observed.iter().filter(|point| point.0.is_finite() && point.1.is_finite()).collect();
    if series.joined {
        let path: Vec<_> = points.iter().map(|point| (times.place(point.0), values.place(point.1))).collect();
        svg.polyline(&format!("{colour} line"), &path);
    }
    for &&(time, value, interval) in &points {
        let x = times.place(time);
        if let Some((low, high)) = interval {
            svg.line(&format!("{colour} whisker"), (x, values.place(low)), (x, values.place(high)));
        }
        let radius = if points.len() > 40 { 2.0 } else { 4.0 };
        palette::mark(svg, &format!("{colour} mark"), series.colour, (x, values.place(value)), radius);
    }
}

/// A name beside the plot.
struct Label {
    lines: Vec<String>,
    colour: usize,
    /// Where the series ends: its time and value.
    end: (f64, f64),
}

fn labels(svg: &Svg, chart: &FanChart, room: f64) -> Vec<Label> {
    let label = |series: &FanSeries| {
        let simulated = series.simulated.last().map(|(time, q)| (*time, q[2]));
        let end = simulated.or_else(|| series.observed.last().map(|point| (point.0, point.1)))?;
        Some(Label { lines: svg.wrap(&series.label, room), colour: series.colour, end })
    };
    chart.series.iter().filter_map(label).collect()
}

/// Names at the height of their series' ends, moved apart where they would touch.
fn place_labels(svg: &mut Svg, mut labels: Vec<Label>, times: &Scale, values: &Scale, plot: &Plot) {
    labels.sort_by(|a, b| values.place(a.end.1).total_cmp(&values.place(b.end.1)));
    let line = svg.line_height();
    let heights: Vec<f64> = labels.iter().map(|label| label.lines.len() as f64 * line).collect();
    let wanted: Vec<f64> = labels.iter().map(|label| values.place(label.end.1)).collect();
    let centres = spread(&wanted, &heights, (plot.top, plot.bottom));
    for (label, (&centre, height)) in labels.iter().zip(centres.iter().zip(heights)) {
        let colour = palette::series(label.colour);
        let end = (times.place(label.end.0), values.place(label.end.1));
        let x = plot.right + 12.0;
        if (centre - end.1).abs() > line / 2.0 || end.0 < plot.right - 6.0 {
            svg.line(&format!("{colour} leader"), (end.0 + 5.0, end.1), (x - 3.0, centre));
        }
        for (index, text) in label.lines.iter().enumerate() {
            let y = centre - height / 2.0 + (index as f64 + 0.78) * line;
            svg.text(&format!("{colour} label"), Anchor::Start, (x, y), text);
        }
    }
}

/// Centres as near to the wanted ones (ascending) as heights allow without touching, within bounds where they fit.
pub fn spread(wanted: &[f64], heights: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut centres = wanted.to_vec();
    let mut free = top;
    for (centre, height) in centres.iter_mut().zip(heights) {
        *centre = centre.max(free + height / 2.0);
        free = *centre + height / 2.0;
    }
    let mut limit = bottom;
    for (centre, height) in centres.iter_mut().zip(heights).rev() {
        *centre = centre.min(limit - height / 2.0);
        limit = *centre - height / 2.0;
    }
    centres
}

/// What points, line and bands mean: only what the chart shows.
fn key(svg: &mut Svg, chart: &FanChart, top: f64) -> f64 {
    let observed = chart.series.iter().any(|series| !series.observed.is_empty());
    let intervals = chart.series.iter().flat_map(|series| &series.observed).any(|point| point.2.is_some());
    let simulated = chart.series.iter().any(|series| series.simulated.len() > 1);
    let mut items = Vec::new();
    if observed {
        items.push(("mark", if intervals { "observed, with range" } else { "observed" }));
    }
    if simulated {
        items.extend([("line", "median"), ("inner", "half the futures"), ("outer", "nine in ten")]);
    }
    let (mut x, mut y) = (0.0, top + 12.0);
    for (kind, text) in items {
        let width = 30.0 + svg.text_width(text) + 14.0;
        if x > 0.0 && x + width > svg.width() + 14.0 {
            (x, y) = (0.0, y + svg.line_height());
        }
        match kind {
            "mark" => {
                if intervals {
                    svg.line("key whisker", (x + 11.0, y - 13.0), (x + 11.0, y + 3.0));
                }
                svg.circle("key mark", (x + 11.0, y - 5.0), 4.0);
            }
            "line" => svg.line("key line", (x, y - 5.0), (x + 22.0, y - 5.0)),
            band => svg.rectangle(&format!("key band {band}"), (x, y - 11.0), (22.0, 12.0), 0.0),
        }
        svg.text("muted", Anchor::Start, (x + 28.0, y), text);
        x += width;
    }
    y + 8.0
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn names_keep_their_place_unless_they_would_touch() {
        assert_eq!(spread(&[20.0, 80.0], &[10.0, 10.0], (0.0, 100.0)), [20.0, 80.0]);
        assert_eq!(spread(&[50.0, 52.0], &[10.0, 20.0], (0.0, 100.0)), [50.0, 65.0]);
        assert_eq!(spread(&[98.0, 99.0], &[10.0, 10.0], (0.0, 100.0)), [85.0, 95.0]);
    }
}
