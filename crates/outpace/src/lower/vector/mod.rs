//! Functions of whole vectors and matrices, written out into arithmetic on their elements.
//!
//! Everything here is branchless: a graph computes the same for every member, so orders and places are found by
//! comparing everything with everything. Allocation is in [`allocate`].

mod allocate;
mod lookup;
mod market;

use super::value::{Builder, Place};
use allocate::Curve;
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_study::model::expression::{each_element_along, each_setting};
use outpace_study::model::function::{Entry, Function};
use outpace_study::model::{ElementId, Expr, Loop, Reference};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::VENSIM_NA;
use outpace_syntax::{Diagnostic, Span};
use std::rc::Rc;

/// The longest vector that is sorted or allocated to: the work grows with its square.
const MAX_LENGTH: usize = 512;
/// The largest matrix that is inverted: the work grows with its third power.
const MAX_MATRIX: usize = 32;

/// The width of a curve of Stella's that is as good as none: the higher priorities first.
const NEARLY_A_STEP: f64 = 1e-9;

/// How many ways VECTOR SELECT knows to make one number of many.
const ACTIONS: u32 = 11;

impl<'a> Builder<'a> {
    /// A function of whole vectors, at one element of its result.
    pub fn along(
        &mut self,
        entry: &'static Entry,
        (loops, arguments): (&'a [Loop], &'a [Expr]),
        span: Span,
        place: &Place,
    ) -> Value {
        let Some(at) = self.position_along(loops, place) else { return self.broken(span) };
        let mut others = place.loops.clone();
        for each in loops {
            // The own loops do not tell calls apart; any element stands for all.
            if let Some(element) = others.get_mut(each.index) {
                *element = ElementId(0);
            }
        }
        let key = (span, others);
        let whole = match self.vectors.get(&key) {
            Some(whole) => Rc::clone(whole),
            None => {
                let whole: Rc<[Value]> = self.whole(entry, (loops, arguments), span, place).into();
                self.vectors.insert(key, Rc::clone(&whole));
                whole
            }
        };
        match whole.get(at) {
            Some(value) => *value,
            None => self.broken(span),
        }
    }

    /// Where an element of the left side stands among those of the loops, the last loop fastest.
    fn position_along(&self, loops: &[Loop], place: &Place) -> Option<usize> {
        loops.iter().try_fold(0, |at, each| {
            let elements = &self.model.range(each.range).elements;
            let element = place.loops.get(each.index)?;
            Some(at * elements.len() + elements.iter().position(|other| other == element)?)
        })
    }

    /// All elements of the result.
    fn whole(
        &mut self,
        entry: &'static Entry,
        (loops, arguments): (&'a [Loop], &'a [Expr]),
        span: Span,
        place: &Place,
    ) -> Vec<Value> {
        let model = self.model;
        let lengths: Vec<usize> = loops.iter().map(|each| model.range(each.range).elements.len()).collect();
        let most = if entry.function == Function::InvertMatrix { MAX_MATRIX } else { MAX_LENGTH };
        if lengths.iter().any(|length| *length > most) {
            let message = format!("`{}` works on up to {most} elements here", entry.name);
            self.problems.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, ""));
            return Vec::new();
        }
        let mut rows: Vec<Vec<Value>> = vec![Vec::new(); arguments.len()];
        let mut known = Vec::new();
        each_element_along(
            loops,
            &place.loops,
            |range| &model.range(range).elements,
            |setting| {
                let place = Place { loops: setting.to_vec(), ..*place };
                known.push(arguments.get(1).and_then(|kind| self.constants().expr(kind, setting)));
                for (row, argument) in rows.iter_mut().zip(arguments) {
                    row.push(self.expr(argument, &place));
                }
                true
            },
        );
        let rows: Vec<&[Value]> = rows.iter().map(Vec::as_slice).collect();
        match (entry.function, rows.as_slice()) {
            (Function::VectorRank, [vector, direction]) => self.ranks(vector, direction, 1.0),
            (Function::VectorSortOrder, [vector, direction]) => self.sort_order(vector, direction),
            (Function::VectorReorder, [vector, order]) => {
                order.iter().map(|index| self.choose(vector, *index)).collect()
            }
            (Function::InvertMatrix, [matrix, _]) if lengths.first() == lengths.last() => {
                self.inverse(matrix, lengths.first().copied().unwrap_or(0))
            }
            (Function::AllocateByPriority, [requests, priorities, _, width, supply]) => {
                let (Some(width), Some(supply)) = (width.first(), supply.first()) else { return Vec::new() };
                self.allocate_by_priority(requests, priorities, *width, *supply)
            }
            (Function::AllocateAvailable, [requests, types, available, priorities, widths, _]) => {
                let curve = |at: usize| {
                    let (kind, known) = (*types.get(at)?, *known.get(at)?);
                    let (priority, width) = (*priorities.get(at)?, *widths.get(at)?);
                    Some(Curve { kind, known, priority, width, exact: false })
                };
                let curves: Vec<Curve> = (0..requests.len()).filter_map(curve).collect();
                self.allocate_available(requests, &curves, available, span)
            }
            (Function::AllocateByCurve, [requests, kinds, available, priorities, widths]) => {
                let curve = |at: usize| {
                    let (kind, known) = (*kinds.get(at)?, *known.get(at)?);
                    let narrowest = self.constant(NEARLY_A_STEP);
                    let width = self.binary(BinaryOp::Maximum, *widths.get(at)?, narrowest);
                    Some(Curve { kind, known, priority: *priorities.get(at)?, width, exact: true })
                };
                let curves: Vec<Curve> = (0..requests.len()).filter_map(curve).collect();
                self.allocate_available(requests, &curves, available, span)
            }
            _ => Vec::new(),
        }
    }

    /// How many elements stand before each in order, plus `first`; of equal ones the earlier goes first. The order
    /// ascends where the direction is above 0: fn_vector_rank.html.
    fn ranks(&mut self, vector: &[Value], direction: &[Value], first: f64) -> Vec<Value> {
        let zero = self.constant(0.0);
        let keys: Vec<Value> = vector
            .iter()
            .zip(direction)
            .map(|(value, direction)| {
                let ascending = self.binary(BinaryOp::Less, zero, *direction);
                let mirrored = self.graph.unary(UnaryOp::Negate, *value);
                self.graph.select(ascending, *value, mirrored)
            })
            .collect();
        let mut ranks = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            let mut rank = self.constant(first);
            for (other_at, other) in keys.iter().enumerate().filter(|(other_at, _)| *other_at != at) {
                let operation = if other_at < at { BinaryOp::LessOrEqual } else { BinaryOp::Less };
                let before = self.binary(operation, *other, *key);
                rank = self.binary(BinaryOp::Add, rank, before);
            }
            ranks.push(rank);
        }
        ranks
    }

    /// The index from 0 of the element that belongs in each place: fn_vector_sort_order.html.
    fn sort_order(&mut self, vector: &[Value], direction: &[Value]) -> Vec<Value> {
        let ranks = self.ranks(vector, direction, 0.0);
        let indices: Vec<Value> = (0..vector.len()).map(|index| self.constant(index as f64)).collect();
        (0..vector.len())
            .map(|place| {
                let place = self.constant(place as f64);
                self.first_where(&ranks, place, &indices)
            })
            .collect()
    }

    /// The element with this index from 0; not available outside: fn_vector_reorder.html, fn_vector_elm_map.html.
    fn choose(&mut self, values: &[Value], index: Value) -> Value {
        let indices: Vec<Value> = (0..values.len()).map(|index| self.constant(index as f64)).collect();
        self.first_where(&indices, index, values)
    }

    /// The value beside the key that equals `wanted`; not available where there is none.
    fn first_where(&mut self, keys: &[Value], wanted: Value, values: &[Value]) -> Value {
        let mut found = self.constant(VENSIM_NA);
        for (key, value) in keys.iter().zip(values).rev() {
            let same = self.binary(BinaryOp::Equal, *key, wanted);
            found = self.graph.select(same, *value, found);
        }
        found
    }

    /// VECTOR ELM MAP: the value of a later or earlier element; not available beyond the ends: fn_vector_elm_map.html.
    pub fn offset(&mut self, reference: &'a Reference, offset: &'a Expr, span: Span, place: &Place) -> Value {
        let model = self.model;
        if let Some(fixed) = model.fixed(offset, &place.loops) {
            return match model.offset(reference, &place.loops, fixed) {
                Some(cell) => self.values.get(cell.0 as usize).copied().flatten().unwrap_or_else(|| self.broken(span)),
                None => self.constant(VENSIM_NA),
            };
        }
        let offset = self.expr(offset, place);
        let cells: Vec<_> = model.variable(reference.variable).cells().collect();
        let from = model.referred(reference, &place.loops).and_then(|cell| cells.iter().position(|each| *each == cell));
        let Some(from) = from.filter(|_| cells.len() <= MAX_LENGTH) else {
            let message = format!("`VECTOR ELM MAP` with a computed offset reaches up to {MAX_LENGTH} elements");
            self.problems.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, ""));
            return offset;
        };
        let values: Option<Vec<Value>> = cells.iter().map(|cell| self.values[cell.0 as usize]).collect();
        let Some(values) = values else { return self.broken(span) };
        // The whole number nearest to the index.
        let from = self.constant(from as f64 + 0.5);
        let index = self.binary(BinaryOp::Add, from, offset);
        let index = self.graph.unary(UnaryOp::Floor, index);
        self.choose(&values, index)
    }

    /// VECTOR SELECT: fn_vector_select.html.
    pub fn select(&mut self, loops: &'a [Loop], arguments: &'a [Expr], place: &Place) -> Value {
        let [selection, expression, missing, action, error] = arguments else { return self.constant(f64::NAN) };
        let model = self.model;
        let (mut weights, mut values) = (Vec::new(), Vec::new());
        each_setting(
            loops,
            &place.loops,
            |range| &model.range(range).elements,
            |setting| {
                let place = Place { loops: setting.to_vec(), ..*place };
                weights.push(self.expr(selection, &place));
                values.push(self.expr(expression, &place));
                true
            },
        );
        let missing = self.expr(missing, place);
        let known = self.constants().expr(action, &place.loops);
        let selected = match known.filter(|action| (0.0..f64::from(ACTIONS)).contains(action)) {
            Some(action) => self.selected(action as u32, &weights, &values),
            None => {
                let action = self.expr(action, place);
                let mut chosen = self.constant(f64::NAN);
                for each in 0..ACTIONS {
                    let number = self.constant(f64::from(each));
                    let same = self.binary(BinaryOp::Equal, action, number);
                    let selected = self.selected(each, &weights, &values);
                    chosen = self.graph.select(same, selected, chosen);
                }
                chosen
            }
        };
        let count = self.selected_count(&weights);
        let result = self.graph.select(count, selected, missing);
        let error = self.expr(error, place);
        self.refuse(error, count, result)
    }

    /// Where the last argument of VECTOR SELECT forbids what was selected, Vensim stops: here the result is not a
    /// number. 1 asks for one entry at least, 2 for one at most, 3 for exactly one.
    fn refuse(&mut self, error: Value, count: Value, result: Value) -> Value {
        let (one, two, three) = (self.constant(1.0), self.constant(2.0), self.constant(3.0));
        let none = self.graph.unary(UnaryOp::Not, count);
        let several = self.binary(BinaryOp::Less, one, count);
        let asks_for_one = self.one_of(error, one, three);
        let asks_for_few = self.one_of(error, two, three);
        let too_few = self.binary(BinaryOp::And, asks_for_one, none);
        let too_many = self.binary(BinaryOp::And, asks_for_few, several);
        let wrong = self.binary(BinaryOp::Or, too_few, too_many);
        let not_a_number = self.constant(f64::NAN);
        self.graph.select(wrong, not_a_number, result)
    }

    fn one_of(&mut self, value: Value, first: Value, second: Value) -> Value {
        let first = self.binary(BinaryOp::Equal, value, first);
        let second = self.binary(BinaryOp::Equal, value, second);
        self.binary(BinaryOp::Or, first, second)
    }

    fn selected_count(&mut self, weights: &[Value]) -> Value {
        let zero = self.constant(0.0);
        weights.iter().fold(zero, |count, weight| {
            let some = self.binary(BinaryOp::NotEqual, *weight, zero);
            self.binary(BinaryOp::Add, count, some)
        })
    }

    /// One number of what has a weight: 0 to 4 are sum, product, least, greatest and mean of weight × value, 5 the
    /// product of value ^ weight, 6 to 10 like the first five of the values alone. The page has the power the other
    /// way round; Vensim's own output of the public test model `vector_select` shows this one.
    fn selected(&mut self, action: u32, weights: &[Value], values: &[Value]) -> Value {
        let (operation, empty) = match action {
            1 | 5 | 7 => (BinaryOp::Multiply, 1.0),
            2 | 8 => (BinaryOp::Minimum, f64::INFINITY),
            3 | 9 => (BinaryOp::Maximum, f64::NEG_INFINITY),
            _ => (BinaryOp::Add, 0.0),
        };
        let (zero, empty) = (self.constant(0.0), self.constant(empty));
        let mut joined = empty;
        for (weight, value) in weights.iter().zip(values) {
            let term = match action {
                0..=4 => self.binary(BinaryOp::Multiply, *weight, *value),
                5 => self.binary(BinaryOp::Power, *value, *weight),
                _ => *value,
            };
            let some = self.binary(BinaryOp::NotEqual, *weight, zero);
            let term = self.graph.select(some, term, empty);
            joined = self.binary(operation, joined, term);
        }
        if matches!(action, 4 | 10) {
            let count = self.selected_count(weights);
            joined = self.binary(BinaryOp::Divide, joined, count);
        }
        joined
    }

    /// The inverse of a square matrix, rows first, by elimination with the greatest pivot of each column; not a number
    /// where there is none: fn_invert_matrix.html.
    fn inverse(&mut self, matrix: &[Value], size: usize) -> Vec<Value> {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let mut rows: Vec<Vec<Value>> = matrix
            .chunks(size.max(1))
            .enumerate()
            .map(|(at, row)| {
                row.iter().copied().chain((0..size).map(|column| if column == at { one } else { zero })).collect()
            })
            .collect();
        for pivot in 0..size {
            for below in pivot + 1..size {
                let (upper, lower) = (rows[pivot][pivot], rows[below][pivot]);
                let (upper, lower) = (self.graph.unary(UnaryOp::Abs, upper), self.graph.unary(UnaryOp::Abs, lower));
                let swap = self.binary(BinaryOp::Less, upper, lower);
                let (above, from_below) = rows.split_at_mut(below);
                for (upper, lower) in above[pivot].iter_mut().zip(&mut from_below[0]) {
                    let (first, second) = (*upper, *lower);
                    *upper = self.graph.select(swap, second, first);
                    *lower = self.graph.select(swap, first, second);
                }
            }
            let divisor = rows[pivot][pivot];
            let scaled: Vec<Value> =
                rows[pivot].iter().map(|value| self.binary(BinaryOp::Divide, *value, divisor)).collect();
            rows[pivot].clone_from(&scaled);
            for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != pivot) {
                let factor = row[pivot];
                for (value, scaled) in row.iter_mut().zip(&scaled) {
                    let part = self.binary(BinaryOp::Multiply, factor, *scaled);
                    *value = self.binary(BinaryOp::Subtract, *value, part);
                }
            }
        }
        rows.iter().flat_map(|row| row.iter().skip(size).copied()).collect()
    }
}
