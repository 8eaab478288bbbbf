//! A fan chart in characters: dots of Braille, two across and four down in each cell, with axes and names at the ends.

use super::charts::label;
use super::lines::{self, Pen, pad};
use crate::brief::{FanChart, FanSeries};
use crate::write::chart::fan;
use crate::write::chart::scale::Scale;
use crate::write::{escape, format};

/// Rows of cells.
const ROWS: usize = 13;

/// Marks of observed points by colour, as in the drawn chart.
const MARKS: [char; 6] = ['●', '■', '◆', '▲', '▼', '★'];

/// The chart in `width` columns; nothing where that is too narrow to read.
pub fn draw(chart: &FanChart, width: usize, pen: Pen) -> String {
    let values = fan::values(chart, ((ROWS * 4 - 1) as f64, 0.0));
    let ticks: Vec<(usize, String)> =
        values.ticks(5).iter().map(|&tick| (values.place(tick).round() as usize / 4, format::tick(tick))).collect();
    let left = ticks.iter().map(|(_, text)| lines::width(text)).max().unwrap_or(0) + 1;
    let longest = chart.series.iter().map(|series| lines::width(&series.label)).max().unwrap_or(0);
    let right = longest.min(width * 3 / 10);
    let columns = width.min(120).saturating_sub(left + right + 2);
    if columns < 24 || chart.series.is_empty() {
        return String::new();
    }
    let times = Scale::exact(fan::times(chart), (0.0, (columns * 2 - 1) as f64));
    let mut canvas = Canvas { columns, cells: vec![Cell::default(); columns * ROWS] };
    for series in &chart.series {
        canvas.series(series, &times, &values);
    }
    let names = names(chart, &values, right, pen);
    let mut out = String::new();
    for row in 0..ROWS {
        let tick = ticks.iter().find(|(at, _)| *at == row).map_or("", |(_, text)| text);
        let tick = pen.dim(&format!("{}{tick}", " ".repeat((left - 1).saturating_sub(lines::width(tick)))));
        let name = names.iter().find(|(at, _)| *at == row).map_or("", |(_, name)| name);
        out.push_str(format!("{tick} {} {name}", canvas.row(row, pen)).trim_end());
        out.push('\n');
    }
    out.push_str(&pen.dim(&names_of_times(&times, left, columns)));
    out.push('\n');
    out
}

/// A cell: its dots or a mark, and the colour of what was drawn last.
#[derive(Clone, Copy, Default)]
struct Cell {
    dots: u8,
    mark: Option<char>,
    colour: Option<usize>,
}

struct Canvas {
    columns: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    fn cell(&mut self, x: usize, y: usize) -> Option<&mut Cell> {
        if x / 2 < self.columns { self.cells.get_mut(y / 4 * self.columns + x / 2) } else { None }
    }

    fn dot(&mut self, x: usize, y: usize, colour: usize) {
        // The bits of a Braille pattern, U+2800: dots 1, 2, 3, 7 down the left and 4, 5, 6, 8 down the right.
        const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
        if let Some(cell) = self.cell(x, y) {
            cell.dots |= BITS[x % 2][y % 4];
            cell.colour = Some(colour);
        }
    }

    /// A series: the bounds of nine futures in ten as loose dots, the median as a line, what was observed as marks.
    fn series(&mut self, series: &FanSeries, times: &Scale, values: &Scale) {
        let colour = series.colour;
        let quantile = |index: usize| series.simulated.iter().map(|(time, q)| (*time, q[index])).collect::<Vec<_>>();
        for bound in [0, 4] {
            self.line(&quantile(bound), 4, colour, times, values);
        }
        self.line(&quantile(2), 1, colour, times, values);
        let observed: Vec<(f64, f64)> = series.observed.iter().map(|point| (point.0, point.1)).collect();
        if series.joined {
            self.line(&observed, 1, colour, times, values);
        }
        for (time, value) in observed.into_iter().filter(|(time, value)| time.is_finite() && value.is_finite()) {
            let (x, y) = (times.place(time).round() as usize, values.place(value).round() as usize);
            if let Some(cell) = self.cell(x, y) {
                cell.mark = Some(MARKS[colour % MARKS.len()]);
                cell.colour = Some(colour);
            }
        }
    }

    /// A line through points, one dot in every `gap` columns of dots.
    fn line(&mut self, points: &[(f64, f64)], gap: usize, colour: usize, times: &Scale, values: &Scale) {
        let finite = points.iter().filter(|(time, value)| time.is_finite() && value.is_finite());
        let placed: Vec<(f64, f64)> = finite.map(|&(time, value)| (times.place(time), values.place(value))).collect();
        for pair in placed.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let (from, to) = (x0.round() as usize, x1.round() as usize);
            let mut before = y0;
            for x in from..=to {
                let share = if x1 > x0 { ((x as f64 - x0) / (x1 - x0)).clamp(0.0, 1.0) } else { 1.0 };
                let y = y0 + share * (y1 - y0);
                if x % gap != 0 {
                    continue;
                }
                // A steep line fills the rows it passes, a loose one does not.
                let (low, high) = if gap == 1 { (before.min(y), before.max(y)) } else { (y, y) };
                for row in low.round() as usize..=high.round() as usize {
                    self.dot(x, row, colour);
                }
                before = y;
            }
        }
    }

    fn row(&self, row: usize, pen: Pen) -> String {
        let cells = self.cells.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default();
        let shown = |cell: &Cell| {
            let dots = char::from_u32(0x2800 + u32::from(cell.dots)).filter(|_| cell.dots > 0).unwrap_or(' ');
            let text = cell.mark.unwrap_or(dots).to_string();
            cell.colour.map_or(text.clone(), |colour| pen.series(colour, &text))
        };
        cells.iter().map(shown).collect()
    }
}

/// Names of the series at the rows where they end, each on a row of its own as far as there are rows.
fn names(chart: &FanChart, values: &Scale, room: usize, pen: Pen) -> Vec<(usize, String)> {
    let end = |series: &FanSeries| {
        let simulated = series.simulated.last().map(|(_, q)| q[2]);
        simulated.or_else(|| series.observed.last().map(|point| point.1))
    };
    let mut ends: Vec<(f64, &FanSeries)> =
        chart.series.iter().filter_map(|series| Some((values.place(end(series)?) / 4.0, series))).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = ends.iter().map(|end| end.0.floor() + 0.5).collect();
    let rows = fan::spread(&wanted, &vec![1.0; wanted.len()], (0.0, ROWS as f64));
    let name = |series: &FanSeries| pen.series(series.colour, label(&series.label, room).trim_end());
    ends.iter().zip(rows).map(|((_, series), row)| (row.max(0.0) as usize, name(series))).collect()
}

/// The years or months below the plot.
fn names_of_times(times: &Scale, left: usize, columns: usize) -> String {
    let mut line = String::new();
    for (time, text) in times.times(|name| (columns / (name.len() + 5)).clamp(2, 8)) {
        let at = (left + times.place(time).round() as usize / 2).saturating_sub(1);
        if at + lines::width(&text) <= left + columns + 3 && at >= lines::width(&line) {
            line = format!("{} {}", pad(&line, at.saturating_sub(1)), escape::plain(&text));
        }
    }
    line
}
