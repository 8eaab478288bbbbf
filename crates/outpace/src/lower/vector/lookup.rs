//! VECTOR LOOKUP: a vector as a look-up whose x are evenly spaced, and whose y may change in a run.

use super::super::value::{Builder, Place};
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_study::model::function::Function;
use outpace_study::model::{Expr, ExprKind};

/// How many ways of reading there are.
const MODES: u32 = 10;

/// The vector, and where on it x lies.
struct Reading {
    /// Its elements.
    y: Vec<Value>,
    /// What is asked for: an x, or for the inverse a y.
    at: Value,
    /// The first x.
    first: Value,
    /// The distance between two x.
    gap: Value,
    /// Where x lies, in gaps from the first.
    place: Value,
}

impl<'a> Builder<'a> {
    /// The value of VECTOR LOOKUP: fn_vector_lookup.html; `None` for all other functions.
    pub fn vector_lookup(&mut self, function: Function, arguments: &'a [Expr], place: &Place) -> Option<Value> {
        let (Function::VectorLookup, [Expr { kind: ExprKind::List(elements), .. }, x, least, most, mode]) =
            (function, arguments)
        else {
            return None;
        };
        let y: Vec<Value> = elements.iter().map(|element| self.expr(element, place)).collect();
        let [at, first, last] = [x, least, most].map(|argument| self.expr(argument, place));
        let gaps = self.constant(y.len().saturating_sub(1) as f64);
        let width = self.binary(BinaryOp::Subtract, last, first);
        let gap = self.binary(BinaryOp::Divide, width, gaps);
        let distance = self.binary(BinaryOp::Subtract, at, first);
        let reading = Reading { y, at, first, gap, place: self.binary(BinaryOp::Divide, distance, gap) };
        if reading.y.len() < 2 {
            return reading.y.first().copied();
        }
        let known = self.constants().expr(mode, &place.loops);
        if let Some(mode) = known.filter(|mode| (0.0..f64::from(MODES)).contains(mode)) {
            return Some(self.read(&reading, mode as u32));
        }
        let mode = self.expr(mode, place);
        let mut chosen = self.constant(f64::NAN);
        for each in 0..MODES {
            let number = self.constant(f64::from(each));
            let same = self.binary(BinaryOp::Equal, mode, number);
            let read = self.read(&reading, each);
            chosen = self.graph.select(same, read, chosen);
        }
        Some(chosen)
    }

    fn read(&mut self, reading: &Reading, mode: u32) -> Value {
        match mode {
            0 => {
                let place = self.inside(reading);
                self.straight(&reading.y, place)
            }
            1 => {
                let place = self.inside(reading);
                self.area(reading, place)
            }
            2 => {
                let place = self.inside(reading);
                self.step_at(&reading.y, place)
            }
            3 => self.straight(&reading.y, reading.place),
            4 => {
                // Forward from x is backward from the other end.
                let (place, last) = (self.inside(reading), self.constant((reading.y.len() - 1) as f64));
                let place = self.binary(BinaryOp::Subtract, last, place);
                let mirrored: Vec<Value> = reading.y.iter().rev().copied().collect();
                self.step_at(&mirrored, place)
            }
            5 => self.where_value(reading, false),
            6 => self.slope_at(reading, false),
            7 => self.area(reading, reading.place),
            8 => self.where_value(reading, true),
            _ => self.slope_at(reading, true),
        }
    }

    /// The place of x, or of the end that it lies beyond.
    fn inside(&mut self, reading: &Reading) -> Value {
        let (zero, last) = (self.constant(0.0), self.constant((reading.y.len() - 1) as f64));
        let place = self.binary(BinaryOp::Maximum, reading.place, zero);
        self.binary(BinaryOp::Minimum, place, last)
    }

    /// What `make` gives for the piece that a place lies on, in terms of the two elements and of how far behind the
    /// first of them; the outermost pieces go on beyond the ends.
    fn by_piece(
        &mut self,
        y: &[Value],
        place: Value,
        mut make: impl FnMut(&mut Self, usize, [Value; 2], Value) -> Value,
    ) -> Value {
        let mut chosen = None;
        for (index, pair) in y.windows(2).enumerate() {
            let begin = self.constant(index as f64);
            let behind = self.binary(BinaryOp::Subtract, place, begin);
            let made = make(self, index, [pair[0], pair[1]], behind);
            chosen = Some(match chosen {
                None => made,
                Some(before) => {
                    let reached = self.binary(BinaryOp::LessOrEqual, begin, place);
                    self.graph.select(reached, made, before)
                }
            });
        }
        chosen.unwrap_or(place)
    }

    fn straight(&mut self, y: &[Value], place: Value) -> Value {
        self.by_piece(y, place, |builder, _, [from, to], behind| {
            let rise = builder.binary(BinaryOp::Subtract, to, from);
            let rise = builder.binary(BinaryOp::Multiply, rise, behind);
            builder.binary(BinaryOp::Add, from, rise)
        })
    }

    /// The last element at or before a place.
    fn step_at(&mut self, y: &[Value], place: Value) -> Value {
        let last = y.len() - 1;
        let (end, last_value) = (self.constant(last as f64), y[last]);
        let step = self.by_piece(y, place, |_, _, [from, _], _| from);
        let reached = self.binary(BinaryOp::LessOrEqual, end, place);
        self.graph.select(reached, last_value, step)
    }

    /// The area from the first x on.
    fn area(&mut self, reading: &Reading, place: Value) -> Value {
        let half = self.constant(0.5);
        let mut before = self.constant(0.0);
        let areas: Vec<Value> = reading
            .y
            .windows(2)
            .map(|pair| {
                let area = before;
                let mean = self.binary(BinaryOp::Add, pair[0], pair[1]);
                let mean = self.binary(BinaryOp::Multiply, mean, half);
                before = self.binary(BinaryOp::Add, before, mean);
                area
            })
            .collect();
        let area = self.by_piece(&reading.y, place, |builder, index, [from, to], behind| {
            let rise = builder.binary(BinaryOp::Subtract, to, from);
            let rise = builder.binary(BinaryOp::Multiply, rise, behind);
            let rise = builder.binary(BinaryOp::Multiply, rise, half);
            let mean = builder.binary(BinaryOp::Add, from, rise);
            let inside = builder.binary(BinaryOp::Multiply, mean, behind);
            builder.binary(BinaryOp::Add, areas[index], inside)
        });
        self.binary(BinaryOp::Multiply, area, reading.gap)
    }

    /// The slope at x, at an element the mean of the slopes on both sides; beyond the ends 0, or that of the last piece.
    fn slope_at(&mut self, reading: &Reading, extrapolate: bool) -> Value {
        let zero = self.constant(0.0);
        let mut rises: Vec<Value> =
            reading.y.windows(2).map(|pair| self.binary(BinaryOp::Subtract, pair[1], pair[0])).collect();
        let (first, last) = (rises[0], rises[rises.len() - 1]);
        // A piece before the first and one behind the last.
        rises.insert(0, if extrapolate { first } else { zero });
        rises.push(if extrapolate { last } else { zero });
        let one = self.constant(1.0);
        let place = self.binary(BinaryOp::Add, reading.place, one);
        let behind = self.step_at(&rises, place);
        let end = self.constant((rises.len()) as f64);
        let mirrored_place = self.binary(BinaryOp::Subtract, end, place);
        let mirrored: Vec<Value> = rises.iter().rev().copied().collect();
        let before = self.step_at(&mirrored, mirrored_place);
        let (sum, half) = (self.binary(BinaryOp::Add, before, behind), self.constant(0.5));
        let mean = self.binary(BinaryOp::Multiply, sum, half);
        self.binary(BinaryOp::Divide, mean, reading.gap)
    }

    /// The first x at which the curve has the value; beyond what it reaches the x of its nearer end, or where the
    /// outermost piece would have it.
    fn where_value(&mut self, reading: &Reading, extrapolate: bool) -> Value {
        let wanted = reading.at;
        let place_on = |builder: &mut Self, index: usize, [from, to]: [Value; 2]| {
            let begin = builder.constant(index as f64);
            let (up, rise) =
                (builder.binary(BinaryOp::Subtract, wanted, from), builder.binary(BinaryOp::Subtract, to, from));
            let share = builder.binary(BinaryOp::Divide, up, rise);
            let share = builder.graph.select(up, share, up);
            builder.binary(BinaryOp::Add, begin, share)
        };
        let pieces = reading.y.len() - 1;
        let (low_end, high_end) = (reading.y[0], reading.y[pieces]);
        let (first, last) = match extrapolate {
            true => {
                let first = place_on(self, 0, [reading.y[0], reading.y[1]]);
                (first, place_on(self, pieces - 1, [reading.y[pieces - 1], reading.y[pieces]]))
            }
            false => (self.constant(0.0), self.constant(pieces as f64)),
        };
        // Beyond: nearer to which end?
        let [to_first, to_last] = [low_end, high_end].map(|end| {
            let distance = self.binary(BinaryOp::Subtract, wanted, end);
            self.graph.unary(UnaryOp::Abs, distance)
        });
        let nearer = self.binary(BinaryOp::LessOrEqual, to_first, to_last);
        let mut place = self.graph.select(nearer, first, last);
        for (index, pair) in reading.y.windows(2).enumerate().rev() {
            let (least, most) =
                (self.binary(BinaryOp::Minimum, pair[0], pair[1]), self.binary(BinaryOp::Maximum, pair[0], pair[1]));
            let (above, below) =
                (self.binary(BinaryOp::LessOrEqual, least, wanted), self.binary(BinaryOp::LessOrEqual, wanted, most));
            let here = self.binary(BinaryOp::And, above, below);
            let there = place_on(self, index, [pair[0], pair[1]]);
            place = self.graph.select(here, there, place);
        }
        let distance = self.binary(BinaryOp::Multiply, place, reading.gap);
        self.binary(BinaryOp::Add, reading.first, distance)
    }
}
