//! Charts of characters: a row a bar or a point, eighths of blocks for lengths, and numbers beside them.

use std::fmt::Write as _;

use super::lines::{self, Pen, pad};
use super::plot;
use crate::brief::{BarChart, Chart, ChartKind, FanChart, IntervalChart, ShiftRow};
use crate::write::chart::numbers::judgement;
use crate::write::{escape, format};

/// The chart, ending in a line break.
pub fn draw(chart: &Chart, width: usize, pen: Pen) -> String {
    match &chart.kind {
        ChartKind::Fan(fan) => draw_fan(fan, width, pen),
        ChartKind::Bars(bars) => draw_bars(bars, width, pen),
        ChartKind::Intervals(intervals) => draw_intervals(intervals, width, pen),
        ChartKind::Shifts(rows) => draw_shifts(rows, width, pen),
    }
}

/// The common column for labels.
fn label_room<'a>(labels: impl Iterator<Item = &'a String>, width: usize) -> usize {
    labels.map(|label| lines::width(label)).max().unwrap_or(0).clamp(4, width / 3)
}

/// The room for a verdict with its probability.
const VERDICT: usize = 16;

/// A label in its column, cut where it is too long.
pub fn label(text: &str, room: usize) -> String {
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

/// The plot, and for each series its last numbers.
fn draw_fan(chart: &FanChart, width: usize, pen: Pen) -> String {
    let room = label_room(chart.series.iter().map(|series| &series.label), width);
    let mut out = format!("{}\n", pen.dim(&escape::plain(&chart.axis)));
    out.push_str(&plot::draw(chart, width, pen));
    for series in &chart.series {
        let observed = series
            .observed
            .last()
            .map(|(time, value, _)| format!("{}: {}", format::moment(*time), format::number(*value)));
        let simulated = series.simulated.last().map(|(time, q)| {
            format!("{}: {} ({})", format::moment(*time), format::number(q[2]), format::range(q[0], q[4]))
        });
        let parts: Vec<String> = observed.into_iter().chain(simulated).collect();
        let name = pen.series(series.colour, &label(&series.label, room));
        let joined = parts.join(" → ");
        let text = match room + 2 + lines::width(&joined) <= width {
            true => joined,
            false => parts.join(&format!("\n{:room$}→ ", "")),
        };
        let _ = writeln!(out, "{name}  {text}");
    }
    if let Some((level, text)) = &chart.reference_line {
        let _ = writeln!(out, "{}", pen.dim(&format!("{}: {}", escape::plain(text), format::number(*level))));
    }
    out
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

/// Then and now in columns; below the claim's name where they do not fit beside it.
fn draw_shifts(rows: &[ShiftRow], width: usize, pen: Pen) -> String {
    let beside = width.saturating_sub(2 * VERDICT + 5);
    let room = rows.iter().map(|row| lines::width(&row.id)).max().unwrap_or(0).min(beside.max(width / 3));
    let mut out = String::new();
    for row in rows {
        let arrow = if row.then.verdict == row.now.verdict { " " } else { "→" };
        let then = pad(&judgement(&row.then), VERDICT);
        let now = pen.verdict(row.now.verdict, &judgement(&row.now));
        let gap = if beside < 20 { "\n    " } else { "  " };
        let _ = writeln!(out, "{}{gap}{then} {arrow} {now}", label(&row.id, room));
    }
    out
}
