//! Look-ups: the ways in which the curve through a look-up's points is read.
//!
//! What is a curve of straight pieces again becomes a table of the engine: the look-up itself, its steps, its slopes, and
//! with x and y exchanged its inverse. The area below it is a parabola over each piece, and is computed from where the
//! piece begins.

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, Outside, Table, TableIndex, UnaryOp, Value};
use outpace_study::model::function::Function;
use outpace_study::model::{CellId, Expr, ExprKind, Reading, Reference};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Span};

/// Where the points of a look-up are, which stay where they are: looked at alone, never followed.
pub(super) type PointsAt = *const (f64, f64);

/// The area below a curve, and back.
#[derive(Clone, Copy)]
pub(super) struct Areas {
    /// Its pieces, by where they begin.
    pieces: Pieces,
    /// Its pieces by the area before them; those without area left out.
    by_area: Pieces,
    /// The moment before each piece, about x = 0, by where it begins.
    moment: TableIndex,
    /// The x of its ends.
    ends: [f64; 2],
    /// The whole area.
    pub whole: f64,
}

/// Where the piece begins that some number falls into: tables over that number.
#[derive(Clone, Copy)]
struct Pieces {
    x: TableIndex,
    y: TableIndex,
    slope: TableIndex,
    area: TableIndex,
}

/// A straight piece of a curve.
#[derive(Clone, Copy)]
struct Piece {
    x: f64,
    y: f64,
    slope: f64,
    /// The area before it, and its moment about x = 0.
    area: f64,
    moment: f64,
    /// How long it is.
    length: f64,
}

impl<'a> Builder<'a> {
    /// A look-up read at `x`.
    pub fn lookup(&mut self, reference: &Reference, reading: Reading, x: Value, span: Span, place: &Place) -> Value {
        let Some(cell) = self.model.referred(reference, &place.loops) else { return self.broken(span) };
        let Some(points) = self.points(cell) else { return self.broken(span) };
        let key = (points.as_ptr(), reading);
        if let Some(&table) = self.tables.get(&key) {
            return self.curve_at(cell, reading, table, x);
        }
        let table = match reading {
            Reading::Linear => Table::linear(points.to_vec(), Outside::Hold),
            Reading::Extrapolate => Table::linear(points.to_vec(), Outside::Extrapolate),
            Reading::Forward => Table::step_backward(points.to_vec()),
            Reading::Backward => Table::step_forward(points.to_vec()),
            Reading::Inverse => match inverse(points) {
                Some(inverse) => Table::linear(inverse, Outside::Hold),
                None => {
                    let message = "`LOOKUP INVERT` needs a look-up that only rises or only falls";
                    self.problems.push(Diagnostic::error(codes::BAD_LOOKUP, message).at(span, ""));
                    return x;
                }
            },
        };
        let table = self.graph.add_table(table);
        self.tables.insert(key, table);
        self.curve_at(cell, reading, table, x)
    }

    /// The value of a look-up's table at `x`, with the look-up's factor: what it gives is multiplied, and what its inverse
    /// is asked divided by it.
    fn curve_at(&mut self, cell: CellId, reading: Reading, table: TableIndex, x: Value) -> Value {
        match (reading, self.factors.get(&cell)) {
            (Reading::Inverse, Some(&factor)) => {
                let x = self.binary(BinaryOp::Divide, x, factor);
                self.graph.lookup(table, x)
            }
            _ => {
                let value = self.graph.lookup(table, x);
                self.times_factor(cell, value)
            }
        }
    }

    /// The points of a look-up that is taken as a whole, before the run: no factor can vary it.
    pub fn whole_points(&mut self, cell: CellId, span: Span) -> Option<&'a [(f64, f64)]> {
        if self.factors.contains_key(&cell) {
            let message =
                format!("`{}` is taken as a whole here, and so cannot have a factor", self.model.cell_name(cell));
            let help = "remove its prior, or give a scenario another table";
            self.problems.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "").help(help));
        }
        self.points(cell)
    }

    /// The points of a look-up, in order of `x`, as they are after changes.
    pub fn points(&self, cell: CellId) -> Option<&'a [(f64, f64)]> {
        self.constants().points(cell)
    }

    /// The value of a function whose first argument is a look-up; `None` for all others.
    pub fn with_table(
        &mut self,
        function: Function,
        arguments: &'a [Expr],
        span: Span,
        place: &Place,
    ) -> Option<Value> {
        if !matches!(function, Function::LookupArea | Function::LookupMean | Function::LookupSlope) {
            return None;
        }
        let [Expr { kind: ExprKind::Table(reference), .. }, others @ ..] = arguments else { return None };
        let cell = self.model.referred(reference, &place.loops);
        let points = cell.and_then(|cell| self.points(cell));
        let (Some(points), Some(cell)) = (points, cell) else { return Some(self.broken(span)) };
        let others: Vec<Value> = others.iter().map(|argument| self.expr(argument, place)).collect();
        let value = match *others.as_slice() {
            [from, to] if function == Function::LookupArea => {
                let areas = self.areas(points);
                let (from, to) = (self.area_up_to(&areas, from), self.area_up_to(&areas, to));
                self.binary(BinaryOp::Subtract, to, from)
            }
            [from, to] if function == Function::LookupMean => {
                // A factor of the whole curve is one of both.
                return Some(self.mean_between(points, (from, to)));
            }
            [x] => self.slope(points, x, None),
            [x, side] => self.slope(points, x, Some(side)),
            _ => self.broken(span),
        };
        Some(self.times_factor(cell, value))
    }

    /// The slope of a curve: before a point, behind it, or the mean of the two; none beyond the ends.
    fn slope(&mut self, points: &[(f64, f64)], x: Value, side: Option<Value>) -> Value {
        let [behind, before] = match self.slopes.get(&points.as_ptr()) {
            Some(&known) => known,
            None => self.slope_tables(points),
        };
        let (behind, before) = (self.graph.lookup(behind, x), self.graph.lookup(before, x));
        let (zero, half) = (self.constant(0.0), self.constant(0.5));
        let sum = self.binary(BinaryOp::Add, before, behind);
        let mean = self.binary(BinaryOp::Multiply, half, sum);
        let Some(side) = side else { return mean };
        let (is_before, is_behind) = (self.binary(BinaryOp::Less, side, zero), self.binary(BinaryOp::Less, zero, side));
        let other = self.graph.select(is_behind, behind, mean);
        self.graph.select(is_before, before, other)
    }

    /// The slopes behind and before each point of a curve.
    fn slope_tables(&mut self, points: &[(f64, f64)]) -> [TableIndex; 2] {
        let pieces = pieces(points);
        let end = points.last().map_or(0.0, |last| last.0);
        let starts = [(f64::MIN, 0.0)].into_iter().chain(pieces.iter().map(|piece| (piece.x, piece.slope)));
        let behind = Table::step_forward(starts.chain([(end, 0.0)]).collect());
        let first = points.first().map_or(0.0, |first| first.0);
        let stops = pieces.iter().map(|piece| (piece.x + piece.length, piece.slope));
        let before = Table::step_backward([(first, 0.0)].into_iter().chain(stops).chain([(f64::MAX, 0.0)]).collect());
        let tables = [self.graph.add_table(behind), self.graph.add_table(before)];
        self.slopes.insert(points.as_ptr(), tables);
        tables
    }

    /// The areas below a look-up that is a density: nowhere negative, and not 0 throughout.
    pub fn density(&mut self, reference: &Reference, span: Span, place: &Place) -> Option<Areas> {
        let cell = self.model.referred(reference, &place.loops)?;
        let points = self.whole_points(cell, span)?;
        let areas = self.areas(points);
        if areas.whole > 0.0 && points.iter().all(|point| point.1 >= 0.0) {
            return Some(areas);
        }
        let message = "a density must not be negative anywhere, and must be above 0 somewhere";
        self.problems.push(Diagnostic::error(codes::BAD_LOOKUP, message).at(span, ""));
        None
    }

    fn areas(&mut self, points: &[(f64, f64)]) -> Areas {
        if let Some(&known) = self.areas.get(&points.as_ptr()) {
            return known;
        }
        let pieces = pieces(points);
        let last = pieces.last().copied();
        let whole = last.map_or(0.0, |last| last.area + last.of_length(last.length));
        let filled: Vec<Piece> = pieces.iter().copied().filter(|piece| piece.of_length(piece.length) > 0.0).collect();
        let end = |point: Option<&(f64, f64)>| point.map_or(0.0, |point| point.0);
        let areas = Areas {
            by_area: self.tables_over(&filled, |piece| piece.area),
            pieces: self.tables_over(&pieces, |piece| piece.x),
            moment: self.table_of(&pieces, |piece| piece.x, |piece| piece.moment),
            ends: [end(points.first()), end(points.last())],
            whole,
        };
        self.areas.insert(points.as_ptr(), areas);
        areas
    }

    fn tables_over(&mut self, pieces: &[Piece], key: impl Fn(&Piece) -> f64) -> Pieces {
        let mut over = |value: fn(&Piece) -> f64| self.table_of(pieces, &key, value);
        Pieces {
            x: over(|piece| piece.x),
            y: over(|piece| piece.y),
            slope: over(|piece| piece.slope),
            area: over(|piece| piece.area),
        }
    }

    fn table_of(&mut self, pieces: &[Piece], key: impl Fn(&Piece) -> f64, value: fn(&Piece) -> f64) -> TableIndex {
        let points = pieces.iter().map(|piece| (key(piece), value(piece))).collect();
        self.graph.add_table(Table::step_forward(points))
    }

    /// The average x between two x, the curve taken as a density: its moment by its area.
    fn mean_between(&mut self, points: &[(f64, f64)], (from, to): (Value, Value)) -> Value {
        let areas = self.areas(points);
        let [moment, area] = [Self::moment_up_to, Self::area_up_to].map(|up_to| {
            let (from, to) = (up_to(self, &areas, from), up_to(self, &areas, to));
            self.binary(BinaryOp::Subtract, to, from)
        });
        self.binary(BinaryOp::Divide, moment, area)
    }

    /// The moment of the area below a curve, about x = 0, from its beginning to `x`.
    fn moment_up_to(&mut self, areas: &Areas, x: Value) -> Value {
        let (Pieces { x: begin, y, slope, .. }, x) = (areas.pieces, self.held_to_ends(areas, x));
        let [begin, y, slope, moment] = [begin, y, slope, areas.moment].map(|table| self.graph.lookup(table, x));
        // moment + d (begin y + d ((y + begin slope) / 2 + d slope / 3))
        let distance = self.binary(BinaryOp::Subtract, x, begin);
        let [half, third] = [0.5, 1.0 / 3.0].map(|part| self.constant(part));
        let cubic = self.binary(BinaryOp::Multiply, slope, third);
        let cubic = self.binary(BinaryOp::Multiply, distance, cubic);
        let square = self.binary(BinaryOp::Multiply, begin, slope);
        let square = self.binary(BinaryOp::Add, y, square);
        let square = self.binary(BinaryOp::Multiply, square, half);
        let rest = self.binary(BinaryOp::Add, square, cubic);
        let rest = self.binary(BinaryOp::Multiply, distance, rest);
        let straight = self.binary(BinaryOp::Multiply, begin, y);
        let inside = self.binary(BinaryOp::Add, straight, rest);
        let inside = self.binary(BinaryOp::Multiply, distance, inside);
        self.binary(BinaryOp::Add, moment, inside)
    }

    /// An x, or the end of the curve that it lies beyond.
    fn held_to_ends(&mut self, areas: &Areas, x: Value) -> Value {
        let [first, last] = areas.ends.map(|end| self.constant(end));
        let x = self.binary(BinaryOp::Maximum, x, first);
        self.binary(BinaryOp::Minimum, x, last)
    }

    /// The area below a curve from its beginning to `x`.
    pub fn area_up_to(&mut self, areas: &Areas, x: Value) -> Value {
        let x = self.held_to_ends(areas, x);
        let Pieces { x: begin, y, slope, area } = areas.pieces;
        let [begin, y, slope, area] = [begin, y, slope, area].map(|table| self.graph.lookup(table, x));
        // area + d (y + d slope / 2)
        let (distance, half) = (self.binary(BinaryOp::Subtract, x, begin), self.constant(0.5));
        let rise = self.binary(BinaryOp::Multiply, distance, slope);
        let rise = self.binary(BinaryOp::Multiply, rise, half);
        let mean = self.binary(BinaryOp::Add, y, rise);
        let inside = self.binary(BinaryOp::Multiply, distance, mean);
        self.binary(BinaryOp::Add, area, inside)
    }

    /// Where the area below a curve that is nowhere negative has this size.
    pub fn where_area_is(&mut self, areas: &Areas, size: Value) -> Value {
        let Pieces { x: begin, y, slope, area } = areas.by_area;
        let [begin, y, slope, area] = [begin, y, slope, area].map(|table| self.graph.lookup(table, size));
        // What is left is d (y + d slope / 2), so d = 2 left / (y + √(y² + 2 slope left)), which never cancels.
        let (zero, two) = (self.constant(0.0), self.constant(2.0));
        let left = self.binary(BinaryOp::Subtract, size, area);
        let left = self.binary(BinaryOp::Maximum, left, zero);
        let twice = self.binary(BinaryOp::Multiply, two, left);
        let bend = self.binary(BinaryOp::Multiply, slope, twice);
        let square = self.binary(BinaryOp::Multiply, y, y);
        let square = self.binary(BinaryOp::Add, square, bend);
        let square = self.binary(BinaryOp::Maximum, square, zero);
        let root = self.graph.unary(UnaryOp::Sqrt, square);
        let divisor = self.binary(BinaryOp::Add, y, root);
        let distance = self.binary(BinaryOp::Divide, twice, divisor);
        let distance = self.graph.select(twice, distance, zero);
        self.binary(BinaryOp::Add, begin, distance)
    }
}

impl Piece {
    /// The area below so much of it.
    fn of_length(&self, length: f64) -> f64 {
        length * (self.y + 0.5 * length * self.slope)
    }

    /// The moment of all of it about x = 0.
    fn own_moment(&self) -> f64 {
        let Piece { x, y, slope, length, .. } = *self;
        length * (x * y + length * (0.5 * (y + x * slope) + length * slope / 3.0))
    }
}

/// The straight pieces between points; two points with one x have none between them.
fn pieces(points: &[(f64, f64)]) -> Vec<Piece> {
    let (mut area, mut moment) = (0.0, 0.0);
    let mut pieces = Vec::new();
    for pair in points.windows(2) {
        let ((x, y), (to, end)) = (pair[0], pair[1]);
        if to > x {
            let piece = Piece { x, y, slope: (end - y) / (to - x), area, moment, length: to - x };
            area += piece.of_length(piece.length);
            moment += piece.own_moment();
            pieces.push(piece);
        }
    }
    pieces
}

/// The points of the inverse of a curve that only rises or only falls: for a level piece the x where it begins.
fn inverse(points: &[(f64, f64)]) -> Option<Vec<(f64, f64)>> {
    let rises = points.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let falls = points.windows(2).all(|pair| pair[0].1 >= pair[1].1);
    if !rises && !falls {
        return None;
    }
    let mut inverse: Vec<(f64, f64)> = points.iter().map(|&(x, y)| (y, x)).collect();
    if falls && !rises {
        // Of two with the same y the later one holds: here the first of the look-up.
        inverse.reverse();
        return Some(inverse);
    }
    for at in 1..inverse.len() {
        if inverse[at].0 <= inverse[at - 1].0 {
            inverse[at].0 = inverse[at - 1].0.next_up();
        }
    }
    Some(inverse)
}
