//! Charts of characters: a row a series or a bar, eighths of blocks for lengths, so that they read in any terminal.

use std::fmt::Write as _;

use super::lines::{self, Pen, pad};
use crate::brief::{BarChart, Chart, ChartKind, FanChart, FanSeries, IntervalChart, ShiftRow};
use crate::write::chart::numbers::judgement;
use crate::write::{escape, format};

/// The chart, ending in a line break.
pub fn draw(chart: &Chart, width: usize, pen: Pen) -> String {
    match &chart.kind {
        ChartKind::Fan(fan) => draw_fan(fan, width, pen),
        ChartKind::Bars(bars) => draw_bars(bars, width, pen),
        ChartKind::Intervals(intervals) => draw_intervals(intervals, width, pen),
        ChartKind::Shifts(rows) => draw_shifts(rows, pen),
    }
}

/// The common column for labels.
fn label_room<'a>(labels: impl Iterator<Item = &'a String>, width: usize) -> usize {
    labels.map(|label| lines::width(label)).max().unwrap_or(0).clamp(4, width / 3)
}

/// A label in its column, cut where it is too long.
fn label(text: &str, room: usize) -> String {
    let text = escape::plain(text);
    if lines::width(&text) <= room {
        return pad(&text, room);
    }
    let mut cut = String::new();
    for character in text.chars() {
        if lines::width(&cut) + 2 > room {
            break;
        }
        cut.push(character);
    }
    pad(&format!("{cut}…"), room)
}

/// A row for what was observed and a row for the futures of each series: first value, course, last value with its range.
fn draw_fan(chart: &FanChart, width: usize, pen: Pen) -> String {
    let room = label_room(chart.series.iter().map(|series| &series.label), width);
    let levels = Levels::of(chart);
    let mut out = format!("{}\n", pen.dim(&escape::plain(&chart.axis)));
    for series in &chart.series {
        let observed: Vec<(f64, f64)> = series.observed.iter().map(|point| (point.0, point.1)).collect();
        let medians: Vec<(f64, f64)> = series.simulated.iter().map(|(time, q)| (*time, q[2])).collect();
        let mut name = label(&series.label, room);
        for (points, range) in [(observed, String::new()), (medians, last_range(series))] {
            let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
            let from = format!("{} {}", format::time(first.0), format::number(first.1));
            let to = format!("{} {}{range}", format::number(last.1), format::time(last.0));
            let course = pen.series(series.colour, &course(&points, &levels));
            let _ = writeln!(out, "{name}  {from} {course} {to}");
            name = " ".repeat(room);
        }
    }
    if let Some((level, text)) = &chart.reference_line {
        let _ = writeln!(out, "{}", pen.dim(&format!("{}: {}", escape::plain(text), format::number(*level))));
    }
    out
}

fn last_range(series: &FanSeries) -> String {
    series.simulated.last().map_or(String::new(), |(_, q)| format!(" ({})", format::range(q[0], q[4])))
}

/// The span that the heights of a chart's characters stand for.
struct Levels {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Levels {
    fn of(chart: &FanChart) -> Levels {
        let observed = chart.series.iter().flat_map(|series| series.observed.iter().map(|point| point.1));
        let medians = chart.series.iter().flat_map(|series| series.simulated.iter().map(|(_, q)| q[2]));
        let values = observed.chain(medians).filter(|value| value.is_finite() && (!chart.logarithmic || *value > 0.0));
        let (low, high) = values.fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let low = if chart.logarithmic { low } else { low.min(0.0) };
        Levels { low, high, logarithmic: chart.logarithmic }
    }

    /// Which of eight heights; nothing for what is not a number.
    fn eighth(&self, value: f64) -> Option<usize> {
        let share = if self.logarithmic {
            // Heights on a logarithmic axis by halving the span of ratios: three times gives eight.
            return (value > 0.0).then(|| self.ratio_eighth(value));
        } else {
            (value - self.low) / (self.high - self.low)
        };
        share.is_finite().then(|| ((share * 7.0).round() as usize).min(7))
    }

    fn ratio_eighth(&self, value: f64) -> usize {
        let (mut low, mut high, mut eighth) = (self.low, self.high, 0);
        for bit in [4, 2, 1] {
            let middle = low.sqrt() * high.sqrt();
            if value > middle {
                (low, eighth) = (middle, eighth + bit);
            } else {
                high = middle;
            }
        }
        eighth
    }
}

/// The course of a series in at most two dozen characters.
fn course(points: &[(f64, f64)], levels: &Levels) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let count = points.len().min(24);
    let pick = |i: usize| if count < 2 { 0 } else { i * (points.len() - 1) / (count - 1) };
    (0..count).map(|i| points.get(pick(i)).and_then(|p| levels.eighth(p.1)).map_or(' ', |e| HEIGHTS[e])).collect()
}

/// A bar in eighths of a character.
fn bar(share: f64, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = if share.is_finite() { (share.clamp(0.0, 1.0) * room as f64 * 8.0).round() as usize } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

fn draw_bars(chart: &BarChart, width: usize, pen: Pen) -> String {
    let groups = label_room(chart.groups.iter().map(|(label, _)| label), width);
    let several = chart.series.len() > 1;
    let names = if several { label_room(chart.series.iter().map(|(name, _)| name), width) } else { 0 };
    let numbers = 14;
    let room = width.saturating_sub(groups + names + numbers + 6).max(8);
    let values = chart.groups.iter().flat_map(|(_, bars)| bars).flatten().map(|bar| bar.0.abs());
    let largest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let mut out = format!("{}\n", pen.dim(&escape::plain(&chart.axis)));
    for (group, bars) in &chart.groups {
        let mut name = label(group, groups);
        for (index, value) in bars.iter().enumerate() {
            let series = chart.series.get(index);
            let which =
                if several { format!("  {}", label(series.map_or("", |s| &s.0), names)) } else { String::new() };
            let colour = series.map_or(index, |series| series.1);
            let drawn = match value {
                Some((value, _)) => {
                    // A bar to the left of zero has no room here; its sign stands with the number.
                    let bar = pen.series(colour, &bar(value.abs() / largest, room));
                    format!("{bar} {}", format::number(*value))
                }
                None => pen.dim(format::NO_FIGURE),
            };
            let _ = writeln!(out, "{name}{which}  {drawn}");
            name = " ".repeat(groups);
        }
    }
    out
}

/// Each point as a bar from zero, its interval in numbers.
fn draw_intervals(chart: &IntervalChart, width: usize, pen: Pen) -> String {
    let rows = label_room(chart.rows.iter().map(|(label, _)| label), width);
    let names = label_room(chart.series.iter().map(|(name, _)| name), width);
    let room = width.saturating_sub(rows + names + 26).max(8);
    let values = chart.rows.iter().flat_map(|(_, points)| points).map(|point| point.1.abs());
    let largest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    let mut out = format!("{}\n", pen.dim(&escape::plain(&chart.axis)));
    for (row, points) in &chart.rows {
        let mut name = label(row, rows);
        for (index, &(low, value, high)) in points.iter().enumerate() {
            let series = chart.series.get(index);
            let which = label(series.map_or("", |series| &series.0), names);
            let colour = series.map_or(index, |series| series.1);
            let bar = pen.series(colour, &bar(value.max(0.0) / largest, room));
            let _ = writeln!(out, "{name}  {which}  {bar} {} ({})", format::number(value), format::range(low, high));
            name = " ".repeat(rows);
        }
    }
    if let Some((level, text)) = &chart.reference_line {
        let _ = writeln!(out, "{}", pen.dim(&format!("{}: {}", escape::plain(text), format::number(*level))));
    }
    out
}

fn draw_shifts(rows: &[ShiftRow], pen: Pen) -> String {
    let room = rows.iter().map(|row| lines::width(&row.id)).max().unwrap_or(0).min(40);
    let mut out = String::new();
    for row in rows {
        let arrow = if row.then.verdict == row.now.verdict { " " } else { "→" };
        let then = pad(&judgement(&row.then), 19);
        let now = pen.verdict(row.now.verdict, &judgement(&row.now));
        let _ = writeln!(out, "{}  {then} {arrow} {now}", label(&row.id, room));
    }
    out
}
