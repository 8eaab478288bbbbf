//! Data variables: series of points over time, and the functions that ask about them.
//!
//! A series is read like a look-up over the time. The statistics of a period are sums over its points in which those
//! outside count nothing, so the period may change in a run; where it is fixed, all of it is one constant.

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, Outside, Table, UnaryOp, Value};
use outpace_study::model::function::Function;
use outpace_study::model::{Body, CellId, Expr, ExprKind, Reference};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::VENSIM_NA;
use outpace_syntax::mdl::Interpolation;
use outpace_syntax::{Diagnostic, Span};

/// Points over time.
type Points = Vec<(f64, f64)>;

/// The longest series whose statistics are written out.
const MAX_POINTS: usize = 10_000;

/// How many series a series may be made from, one after the other.
const MAX_DEPTH: usize = 16;

impl<'a> Builder<'a> {
    /// A series at some time: between its points as its keyword says, level outside; without keyword straight lines.
    ///
    /// Source: Vensim, "Data Equations" (22055.html, 23480.html); `:RAW:` has values only at the steps of its points.
    pub fn data(&mut self, interpolation: Interpolation, points: &[(f64, f64)], time: Value) -> Value {
        if points.is_empty() {
            return self.constant(VENSIM_NA);
        }
        let points = points.to_vec();
        let table = match interpolation {
            Interpolation::Linear => Table::linear(points, Outside::Hold),
            Interpolation::LookForward => Table::step_backward(points),
            Interpolation::HoldBackward => Table::step_forward(points),
            Interpolation::Raw => {
                let mut moments: Points = vec![(f64::MIN, VENSIM_NA)];
                for (time, value) in points {
                    let half = self.schedule.step_length(self.schedule.step_at(time)) / 2.0;
                    // The next point may begin before this one's step is over: then this one ends there.
                    while moments.last().is_some_and(|last| last.0 >= time - half && last.1 == VENSIM_NA) {
                        moments.pop();
                    }
                    moments.extend([(time - half, value), (time + half, VENSIM_NA)]);
                }
                Table::step_forward(moments)
            }
        };
        let table = self.graph.add_table(table);
        self.graph.lookup(table, time)
    }

    /// The value of a function of data variables; `None` for all others.
    pub fn of_data(&mut self, function: Function, arguments: &'a [Expr], span: Span, place: &Place) -> Option<Value> {
        let [Expr { kind: ExprKind::Table(reference), .. }, others @ ..] = arguments else { return None };
        let points = match self.series(function, reference, others, place) {
            Some(points) if points.len() <= MAX_POINTS => points,
            found => {
                let variable = &self.model.variable(reference.variable).name;
                let message = match found {
                    Some(_) => format!("`{variable}` has more than {MAX_POINTS} points"),
                    None => format!("`{variable}` is no data variable with points of its own"),
                };
                let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "");
                let help = "these functions take a variable that reads its points from a table";
                self.problems.push(diagnostic.help(help));
                return Some(self.constant(VENSIM_NA));
            }
        };
        let values: Vec<Value> = others.iter().map(|argument| self.expr(argument, place)).collect();
        let (first, last) = (points.first().copied(), points.last().copied());
        Some(match (function, values.as_slice()) {
            (Function::Cumulate | Function::CumulateFinal | Function::TimeShift, _) => {
                let time = self.step_start();
                self.data(Interpolation::Linear, &points, time)
            }
            (Function::DataFirstTime, _) => self.constant(first.map_or(VENSIM_NA, |point| point.0)),
            (Function::DataLastTime, _) => self.constant(last.map_or(VENSIM_NA, |point| point.0)),
            (Function::DataTotalPoints, _) => self.constant(points.len() as f64),
            (Function::DataAtTime, &[time]) => self.data(Interpolation::Raw, &points, time),
            (Function::DataBetweenTimes, &[time, mode]) => self.between_times(&points, time, mode),
            (_, &[from, to]) => self.statistic(function, &points, [from, to]),
            _ => self.constant(VENSIM_NA),
        })
    }

    /// The points that a function works on: those of its data variable, or the manipulated ones that it stands for.
    fn series(&self, function: Function, reference: &Reference, others: &[Expr], place: &Place) -> Option<Points> {
        let points = self.points_over_time(self.model.referred(reference, &place.loops)?, 0)?;
        let shift = others.first().and_then(|shift| self.constants().expr(shift, &place.loops));
        manipulated(function, points, shift)
    }

    /// The points of a data variable: read from a table, or manipulated.
    fn points_over_time(&self, cell: CellId, depth: usize) -> Option<Points> {
        let definition = self.model.definition_of(cell)?;
        match &definition.body {
            Body::Series(_, series) => series.get(self.model.setting_at(definition, cell)?).cloned(),
            Body::Expression(Expr { kind: ExprKind::Call(entry, arguments), .. }) if depth < MAX_DEPTH => {
                let [Expr { kind: ExprKind::Table(reference), .. }, others @ ..] = arguments.as_slice() else {
                    return None;
                };
                let loops = self.model.loops_at(definition, cell);
                let points = self.points_over_time(self.model.referred(reference, &loops)?, depth + 1)?;
                let shift = others.first().and_then(|shift| self.constants().expr(shift, &loops));
                let makes_data =
                    matches!(entry.function, Function::Cumulate | Function::CumulateFinal | Function::TimeShift);
                makes_data.then(|| manipulated(entry.function, points, shift)).flatten()
            }
            _ => None,
        }
    }

    /// Not available before the first and behind the last point: fn_get_data_between_times.html.
    ///
    /// The page does not say what is later or earlier than a time that has a point. Published results of Vensim do:
    /// the later point is the first that comes no sooner than half a step before the time (which is how far
    /// fn_get_data_at_time.html lets them be apart), and the earlier one is that before it, if there is any.
    fn between_times(&mut self, points: &[(f64, f64)], time: Value, mode: Value) -> Value {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return self.constant(VENSIM_NA) };
        let until = points.iter().map(|&(time, _)| time + self.schedule.step_length(self.schedule.step_at(time)) / 2.0);
        let before = std::iter::once(first).chain(points);
        let earlier: Points = until.clone().zip(before).map(|(until, &(_, value))| (until, value)).collect();
        let later: Points = until.zip(points).map(|(until, &(_, value))| (until, value)).collect();
        let straight = self.data(Interpolation::Linear, points, time);
        let [later, earlier] = [later, earlier].map(|points| self.data(Interpolation::LookForward, &points, time));
        let zero = self.constant(0.0);
        let (forward, backward) = (self.binary(BinaryOp::Less, zero, mode), self.binary(BinaryOp::Less, mode, zero));
        let value = self.graph.select(backward, earlier, straight);
        let value = self.graph.select(forward, later, value);
        let [first, last] = [first.0, last.0].map(|end| self.constant(end));
        let inside = self.within(time, [first, last]);
        let missing = self.constant(VENSIM_NA);
        self.graph.select(inside, value, missing)
    }

    fn within(&mut self, x: Value, [from, to]: [Value; 2]) -> Value {
        let behind = self.binary(BinaryOp::LessOrEqual, from, x);
        let before = self.binary(BinaryOp::LessOrEqual, x, to);
        self.binary(BinaryOp::And, behind, before)
    }

    /// Of the points from one time to another; not available where there are none: fn_get_data_min.html and others.
    fn statistic(&mut self, function: Function, points: &[(f64, f64)], period: [Value; 2]) -> Value {
        let mut sorted = points.to_vec();
        sorted.sort_by(|left, right| left.1.total_cmp(&right.1));
        let weighted: Vec<(Value, Value)> = sorted
            .iter()
            .map(|&(time, value)| {
                let time = self.constant(time);
                (self.within(time, period), self.constant(value))
            })
            .collect();
        let zero = self.constant(0.0);
        let count = weighted.iter().fold(zero, |count, (inside, _)| self.binary(BinaryOp::Add, count, *inside));
        let found = match function {
            Function::DataMinimum => self.first_inside(weighted.iter()),
            Function::DataMaximum => self.first_inside(weighted.iter().rev()),
            Function::DataMedian => self.median(&weighted, count),
            Function::DataMean => self.mean(&weighted, count),
            _ => {
                let mean = self.mean(&weighted, count);
                let squares: Vec<(Value, Value)> = weighted
                    .iter()
                    .map(|(inside, value)| {
                        let away = self.binary(BinaryOp::Subtract, *value, mean);
                        (*inside, self.binary(BinaryOp::Multiply, away, away))
                    })
                    .collect();
                let variance = self.mean(&squares, count);
                self.graph.unary(UnaryOp::Sqrt, variance)
            }
        };
        let missing = self.constant(VENSIM_NA);
        self.graph.select(count, found, missing)
    }

    /// The first value that is inside.
    fn first_inside<'p>(&mut self, points: impl DoubleEndedIterator<Item = &'p (Value, Value)>) -> Value {
        let missing = self.constant(VENSIM_NA);
        points.rev().fold(missing, |found, (inside, value)| self.graph.select(*inside, *value, found))
    }

    fn mean(&mut self, weighted: &[(Value, Value)], count: Value) -> Value {
        let zero = self.constant(0.0);
        let sum = weighted.iter().fold(zero, |sum, (inside, value)| {
            let part = self.binary(BinaryOp::Multiply, *inside, *value);
            self.binary(BinaryOp::Add, sum, part)
        });
        self.binary(BinaryOp::Divide, sum, count)
    }

    /// The middle one of those inside, or the mean of the two in the middle; the points ascend.
    fn median(&mut self, weighted: &[(Value, Value)], count: Value) -> Value {
        let (half, one) = (self.constant(0.5), self.constant(1.0));
        let beyond = self.binary(BinaryOp::Add, count, one);
        let middle = self.binary(BinaryOp::Multiply, beyond, half);
        let low = self.graph.unary(UnaryOp::Floor, middle);
        let high = self.binary(BinaryOp::Subtract, beyond, low);
        let mut rank = self.constant(0.0);
        let mut sum = self.constant(0.0);
        for (inside, value) in weighted {
            rank = self.binary(BinaryOp::Add, rank, *inside);
            for wanted in [low, high] {
                let here = self.binary(BinaryOp::Equal, rank, wanted);
                let here = self.binary(BinaryOp::And, here, *inside);
                let part = self.binary(BinaryOp::Multiply, here, *value);
                sum = self.binary(BinaryOp::Add, sum, part);
            }
        }
        self.binary(BinaryOp::Multiply, sum, half)
    }
}

/// Data made from data: fn_cumulate.html; TIME SHIFT(data, t) is the data at `Time + t`: fn_get_data_between_times.html.
fn manipulated(function: Function, points: Points, shift: Option<f64>) -> Option<Points> {
    let cumulated = |points: &Points| -> Points {
        let sums = points.iter().scan(0.0, |sum, &(time, value)| {
            *sum += value;
            Some((time, *sum))
        });
        sums.collect()
    };
    match function {
        Function::Cumulate => Some(cumulated(&points)),
        Function::CumulateFinal => Some(cumulated(&points).pop().into_iter().collect()),
        Function::TimeShift => {
            let shift = shift?;
            Some(points.iter().map(|&(time, value)| (time - shift, value)).collect())
        }
        _ => Some(points),
    }
}
