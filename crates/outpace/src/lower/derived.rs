//! Data equations: data made from data.
//!
//! Such a variable has points where the data on its right side have some, and its keyword says how it is read between
//! them. So the equation is not evaluated at the moment of the step but at the moments of the points around it, which
//! tables of moments give: all numbers in it stay what they are elsewhere, and may differ between the futures.
//!
//! Source: Vensim, "Data Equations" (dataequations.html, 22055.html). Which moments count where several data meet is
//! not said there; here it is every moment at which one of them has a point, except those at which one that is `:RAW:`
//! has none, unless the equation itself asks about `:NA:`.

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, Value};
use outpace_study::model::expression::each_setting;
use outpace_study::model::{Body, CellId, ElementId, Expr, ExprKind};
use outpace_syntax::expr::VENSIM_NA;
use outpace_syntax::mdl::Interpolation;
use std::rc::Rc;

/// What the right side of a data equation reads.
#[derive(Default)]
struct Read {
    /// When data that are read between their points have some.
    between: Vec<f64>,
    /// When data that are there only at their points have some.
    only: Vec<Rc<[f64]>>,
    /// Whether there are data in it, if only such without points.
    data: bool,
    /// Whether there is something else in it than data and numbers that stay the same.
    other: bool,
}

impl<'a> Builder<'a> {
    /// The value of a data equation.
    pub fn of_other_data(&mut self, interpolation: Interpolation, inner: &'a Expr, place: &Place) -> Value {
        let times = match self.times.get(&place.cell) {
            Some(times) => times.clone(),
            None => {
                let Some(times) = self.times_of(inner, &place.loops) else { return self.expr(inner, place) };
                let times: Rc<[f64]> = times.into();
                self.times.insert(place.cell, times.clone());
                times
            }
        };
        let now = match place.moment {
            Some(moment) => moment,
            None => self.step_start(),
        };
        let moments = |ahead: usize| -> Vec<(f64, f64)> {
            let later = |at: usize| times[(at + ahead).min(times.len() - 1)];
            times.iter().enumerate().map(|(at, time)| (*time, later(at))).collect()
        };
        let missing = self.constant(VENSIM_NA);
        match interpolation {
            _ if times.is_empty() => missing,
            Interpolation::Linear => {
                let from = self.data(Interpolation::HoldBackward, &moments(0), now);
                let to = self.data(Interpolation::HoldBackward, &moments(1), now);
                let values = [from, to].map(|moment| self.at_moment(inner, moment, place));
                self.on_the_line([from, to], values, now)
            }
            _ => {
                let moment = self.data(interpolation, &moments(0), now);
                let value = self.at_moment(inner, moment, place);
                let absent = self.binary(BinaryOp::Equal, moment, missing);
                self.graph.select(absent, missing, value)
            }
        }
    }

    /// On the straight line between two moments; level before the first and behind the last.
    fn on_the_line(&mut self, [from, to]: [Value; 2], [low, high]: [Value; 2], now: Value) -> Value {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let width = self.binary(BinaryOp::Subtract, to, from);
        let passed = self.binary(BinaryOp::Subtract, now, from);
        let passed = self.binary(BinaryOp::Maximum, passed, zero);
        let last = self.binary(BinaryOp::Equal, width, zero);
        let width = self.graph.select(last, one, width);
        let share = self.binary(BinaryOp::Divide, passed, width);
        let rise = self.binary(BinaryOp::Subtract, high, low);
        let risen = self.binary(BinaryOp::Multiply, share, rise);
        let value = self.binary(BinaryOp::Add, low, risen);
        self.graph.select(last, low, value)
    }

    fn at_moment(&mut self, inner: &'a Expr, moment: Value, place: &Place) -> Value {
        self.expr(inner, &Place { moment: Some(moment), ..place.clone() })
    }

    /// The value of a data variable at some moment; `None` for what is no data.
    pub fn data_at(&mut self, cell: CellId, moment: Value) -> Option<Value> {
        if let Some(value) = self.data_at.get(&(cell, moment)) {
            return Some(*value);
        }
        let model = self.model;
        let definition = model.definition_of(cell)?;
        let value = match &definition.body {
            Body::Series(interpolation, series) => {
                let points = series.get(model.setting_at(definition, cell)?)?;
                self.data(*interpolation, points, moment)
            }
            Body::Expression(Expr { kind: ExprKind::OfData(interpolation, inner), .. })
                if self.times.contains_key(&cell) =>
            {
                let loops = model.loops_at(definition, cell);
                let place = Place { cell, loops, itself: None, moment: Some(moment) };
                self.of_other_data(*interpolation, inner, &place)
            }
            _ => return None,
        };
        self.data_at.insert((cell, moment), value);
        Some(value)
    }

    /// When a data equation has points, in order; `None` if it is an equation like all others.
    fn times_of(&self, inner: &Expr, loops: &[ElementId]) -> Option<Vec<f64>> {
        let (mut read, mut asks) = (Read::default(), false);
        inner.walk(&mut |part| asks |= part.kind == ExprKind::Number(VENSIM_NA));
        self.collect(inner, loops, &mut read);
        if read.other || !read.data {
            return None;
        }
        let mut times = read.between;
        times.extend(read.only.iter().flat_map(|only| only.iter().copied()));
        times.sort_by(f64::total_cmp);
        times.dedup();
        let has = |only: &Rc<[f64]>, time: &f64| only.binary_search_by(|at| at.total_cmp(time)).is_ok();
        times.retain(|time| asks || read.only.iter().all(|only| has(only, time)));
        Some(times)
    }

    fn collect(&self, expr: &Expr, loops: &[ElementId], read: &mut Read) {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Position(_) => {}
            ExprKind::Variable(reference) => match self.model.referred(reference, loops) {
                Some(cell) => self.collect_cell(cell, read),
                None => read.other = true,
            },
            ExprKind::Unary(_, inner) | ExprKind::WithLookup(_, inner) | ExprKind::Lookup(_, _, inner) => {
                self.collect(inner, loops, read);
            }
            ExprKind::Binary(_, left, right) => {
                self.collect(left, loops, read);
                self.collect(right, loops, read);
            }
            ExprKind::Call(_, arguments) => {
                arguments.iter().for_each(|argument| self.collect(argument, loops, read));
            }
            ExprKind::Reduce(_, over, body) => {
                let elements = |range| self.model.range(range).elements.as_slice();
                each_setting(over, loops, elements, |setting| {
                    self.collect(body, setting, read);
                    !read.other
                });
            }
            _ => read.other = true,
        }
    }

    fn collect_cell(&self, cell: CellId, read: &mut Read) {
        let definition = self.model.definition_of(cell);
        let (interpolation, times) = match definition.map(|definition| (definition, &definition.body)) {
            Some((definition, Body::Series(interpolation, series))) => {
                let points = self.model.setting_at(definition, cell).and_then(|at| series.get(at));
                (*interpolation, points.into_iter().flatten().map(|point| point.0).collect())
            }
            Some((_, Body::Expression(Expr { kind: ExprKind::OfData(interpolation, _), .. }))) => {
                match self.times.get(&cell) {
                    Some(times) => (*interpolation, times.clone()),
                    None => return read.other = true,
                }
            }
            _ => return read.other |= self.constants().cell_value(cell).is_none(),
        };
        read.data = true;
        match interpolation {
            Interpolation::Raw => read.only.push(times),
            _ => read.between.extend_from_slice(&times),
        }
    }
}
