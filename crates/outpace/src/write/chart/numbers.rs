//! A chart as a table: for formats without drawings, and for readers who want the numbers.

use crate::brief::{Bar, BarChart, Chart, ChartKind, FanChart, IntervalChart, Judgement, Point, ShiftRow};
use crate::write::format;

/// The numbers of a chart as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// Column heads, and whether a column holds numbers.
    pub columns: Vec<(String, bool)>,
    /// Rows, as long as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// How many times of a fan are listed.
const TIMES: usize = 7;

/// The numbers of a chart; a fan's at a few times, evenly spread from first to last.
pub fn of(chart: &Chart) -> Numbers {
    match &chart.kind {
        ChartKind::Fan(fan) => of_fan(fan),
        ChartKind::Bars(bars) => of_bars(bars),
        ChartKind::Intervals(intervals) => of_intervals(intervals),
        ChartKind::Shifts(rows) => of_shifts(rows),
    }
}

fn columns(heads: &[(&str, bool)]) -> Vec<(String, bool)> {
    heads.iter().map(|(head, number)| (head.to_string(), *number)).collect()
}

fn of_fan(chart: &FanChart) -> Numbers {
    let mut rows = Vec::new();
    for series in &chart.series {
        for &(time, value, interval) in series.observed.iter().filter(|point| point.1.is_finite()) {
            let interval = interval.map_or(String::new(), |(low, high)| format::range(low, high));
            rows.push(vec![
                series.label.clone(),
                format::moment(time),
                "observed".into(),
                format::number(value),
                interval,
            ]);
        }
        for index in spread(series.simulated.len(), TIMES) {
            let Some((time, quantiles)) = series.simulated.get(index) else { continue };
            let range = format::range(quantiles[0], quantiles[4]);
            rows.push(vec![
                series.label.clone(),
                format::moment(*time),
                "futures (median, 5–95%)".into(),
                format::number(quantiles[2]),
                range,
            ]);
        }
    }
    let value = format!("Value, {}", chart.axis);
    let heads = [("Series", false), ("Time", true), ("Kind", false), (value.as_str(), true), ("Interval", true)];
    Numbers { columns: columns(&heads), rows }
}

/// At most `count` indices of `length`, evenly spread, with the first and the last.
fn spread(length: usize, count: usize) -> Vec<usize> {
    if length <= count {
        return (0..length).collect();
    }
    (0..count).map(|i| i * (length - 1) / (count - 1)).collect()
}

fn of_bars(chart: &BarChart) -> Numbers {
    let mut columns = columns(&[(&chart.axis, false)]);
    columns.extend(chart.series.iter().map(|(name, _)| (name.clone(), true)));
    let cell = |bar: Option<&Bar>| match bar {
        Some(Some((value, Some((low, high))))) => {
            format!("{} ({})", format::number(*value), format::range(*low, *high))
        }
        Some(Some((value, None))) => format::number(*value),
        Some(None) | None => format::NO_FIGURE.to_string(),
    };
    let row = |(label, bars): &(String, Vec<_>)| {
        std::iter::once(label.clone()).chain((0..chart.series.len()).map(|i| cell(bars.get(i)))).collect()
    };
    Numbers { columns, rows: chart.groups.iter().map(row).collect() }
}

fn of_intervals(chart: &IntervalChart) -> Numbers {
    let mut columns = columns(&[(&chart.axis, false)]);
    columns.extend(chart.series.iter().map(|(name, _)| (name.clone(), true)));
    let cell = |point: Option<&Point>| match point {
        Some((low, value, high)) => format!("{} ({})", format::number(*value), format::range(*low, *high)),
        None => format::NO_FIGURE.to_string(),
    };
    let row = |(label, points): &(String, Vec<_>)| {
        std::iter::once(label.clone()).chain((0..chart.series.len()).map(|i| cell(points.get(i)))).collect()
    };
    Numbers { columns, rows: chart.rows.iter().map(row).collect() }
}

fn of_shifts(rows: &[ShiftRow]) -> Numbers {
    let row = |row: &ShiftRow| {
        let change = if row.then.verdict == row.now.verdict { "" } else { "changed" };
        vec![row.id.clone(), judgement(&row.then), judgement(&row.now), change.to_string()]
    };
    let heads = [("Claim", false), ("Then", false), ("Now", false), ("", false)];
    Numbers { columns: columns(&heads), rows: rows.iter().map(row).collect() }
}

/// `likely (72%)`.
pub fn judgement(judgement: &Judgement) -> String {
    match judgement.probability {
        Some(probability) => format!("{} ({})", judgement.verdict.as_str(), format::percent(probability)),
        None => judgement.verdict.as_str().to_string(),
    }
}
