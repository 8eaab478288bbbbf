//! Tables: piecewise functions given by points.
//!
//! A table is kept as knots `(x, y, slope)`. Its value is `y + (x - x₀) × slope` of the last knot at or before `x`,
//! which a lane computes without branches: begin with the first knot and replace it by each later one already
//! reached. Values at the points themselves are exact.

pub(crate) mod grid;

use crate::kernel::operation::Operand;
use grid::Grid;

/// What a table says outside its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// The first and the last point's value.
    Hold,
    /// The first and the last segment's line, continued.
    Extrapolate,
}

/// A piecewise function of one variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(crate) knots: Vec<Knot>,
    /// Arguments are first brought into this range: `-∞` to `∞` where the table extrapolates.
    pub(crate) range: (f64, f64),
    /// A shorter way to the knots, where they are few and not too close.
    pub(crate) grid: Option<Box<Grid>>,
}

/// From `x` on, the table's value is `y` plus `slope` for each unit beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Knot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) slope: f64,
}

impl Table {
    /// Straight lines between `(x, y)` points. Points are sorted by `x`; of two with the same `x`, the later one
    /// holds from there on. A table without points is not a number anywhere.
    pub fn linear(points: Vec<(f64, f64)>, outside: Outside) -> Table {
        let points = sorted(points);
        let slope = |i: usize| match (points.get(i), points.get(i + 1)) {
            (Some(a), Some(b)) if b.0 > a.0 => (b.1 - a.1) / (b.0 - a.0),
            _ => 0.0,
        };
        let mut knots: Vec<Knot> =
            points.iter().enumerate().map(|(i, &(x, y))| Knot { x, y, slope: slope(i) }).collect();
        let mut range = bounds(&points);
        if outside == Outside::Extrapolate && knots.len() > 1 {
            knots.pop();
            range = (f64::NEG_INFINITY, f64::INFINITY);
        }
        Table::of(knots, range)
    }

    fn of(knots: Vec<Knot>, range: (f64, f64)) -> Table {
        Table { grid: Grid::new(&knots), knots, range }
    }

    /// Steps: from each point on, its own value; before the first point, the first value.
    pub fn step_forward(points: Vec<(f64, f64)>) -> Table {
        let points = sorted(points);
        let knots = points.iter().map(|&(x, y)| Knot { x, y, slope: 0.0 }).collect();
        Table::of(knots, bounds(&points))
    }

    /// Steps: between two points, the later one's value; after the last point, the last value.
    pub fn step_backward(points: Vec<(f64, f64)>) -> Table {
        let points = sorted(points);
        let mut knots: Vec<Knot> = Vec::with_capacity(points.len());
        if let Some(&(x, y)) = points.first() {
            knots.push(Knot { x, y, slope: 0.0 });
        }
        // The later value begins just after the earlier point.
        knots.extend(points.windows(2).map(|pair| Knot { x: pair[0].0.next_up(), y: pair[1].1, slope: 0.0 }));
        Table::of(knots, bounds(&points))
    }
}

/// The tables up to this size are searched by comparing with every knot; the larger ones by halving.
const FEW_KNOTS: usize = 16;

/// A table's value at `x`; at what is not a number, not a number.
#[inline(always)]
pub(crate) fn value<L: Operand>(table: &Table, x: L) -> L {
    let x = x.splat(table.range.1).lesser(x);
    let x = x.splat(table.range.0).greater(x);
    if table.knots.len() > FEW_KNOTS {
        return x.each(|x| {
            let after = table.knots.partition_point(|knot| knot.x <= x);
            let knot = &table.knots[after.max(1) - 1];
            knot.y + (x - knot.x) * knot.slope
        });
    }
    let [first, others @ ..] = table.knots.as_slice() else { return x.splat(f64::NAN) };
    let (mut from, mut y, mut slope) = (x.splat(first.x), x.splat(first.y), x.splat(first.slope));
    for knot in others {
        let begin = x.splat(knot.x);
        let reached = begin.at_most(x);
        from = L::choose(reached, begin, from);
        y = L::choose(reached, x.splat(knot.y), y);
        slope = L::choose(reached, x.splat(knot.slope), slope);
    }
    y + (x - from) * slope
}

fn sorted(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    points.retain(|point| !point.0.is_nan());
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    if points.is_empty() {
        points.push((0.0, f64::NAN));
    }
    points
}

fn bounds(points: &[(f64, f64)]) -> (f64, f64) {
    match (points.first(), points.last()) {
        (Some(first), Some(last)) => (first.0, last.0),
        _ => (0.0, 0.0),
    }
}

#[cfg(test)]
mod tests;
