//! Numbers that are known before anything runs: the clock, and orders of delays.
//!
//! Only arithmetic, look-ups and a few functions without rounding of their own: what a modeller writes for `FINAL TIME`.

use super::Overrides;
use outpace_engine::math;
use outpace_study::model::function::Function;
use outpace_study::model::{Body, CellId, ElementId, Expr, ExprKind, Model, Reading, VariableId};
use outpace_syntax::expr::{BinaryOperator, UnaryOperator};

/// How many equations deep a number may hide.
const MAX_DEPTH: usize = 64;

/// The model's numbers as they are after changes.
#[derive(Clone, Copy)]
pub(super) struct Constants<'a> {
    pub model: &'a Model,
    pub overrides: &'a Overrides,
    /// The moment at which what depends on nothing but the time is looked at.
    pub moment: Option<Moment>,
}

/// A moment of the simulation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub time: f64,
    pub step: f64,
}

impl<'a> Constants<'a> {
    /// The value of a scalar, if it is known before the simulation.
    pub fn variable(&self, variable: VariableId) -> Option<f64> {
        self.cell(self.model.cell(variable, &[])?, 0)
    }

    /// The value of an expression under a setting of its loops, if it is known before the simulation.
    pub fn expr(&self, expr: &Expr, loops: &[ElementId]) -> Option<f64> {
        self.evaluate(expr, loops, 0)
    }

    /// The value of an element, if it is known before the simulation.
    pub fn cell_value(&self, cell: CellId) -> Option<f64> {
        self.cell(cell, 0)
    }

    /// Whether `variable` is written as exactly the variable `other`.
    pub fn follows(&self, variable: VariableId, other: Option<VariableId>) -> bool {
        let Some(cell) = self.model.cell(variable, &[]) else { return false };
        let body = self.model.definition_of(cell).map(|definition| &definition.body);
        match body {
            Some(Body::Expression(Expr { kind: ExprKind::Variable(reference), .. })) => {
                !self.overrides.numbers.contains_key(&cell) && Some(reference.variable) == other
            }
            _ => false,
        }
    }

    fn cell(&self, cell: CellId, depth: usize) -> Option<f64> {
        if let Some(value) = self.overrides.numbers.get(&cell) {
            return Some(*value);
        }
        if let Some(value) = self.model.literal(cell) {
            return Some(value);
        }
        let definition = self.model.definition_of(cell)?;
        match &definition.body {
            Body::Expression(expr) if depth < MAX_DEPTH => {
                self.evaluate(expr, &self.model.loops_at(definition, cell), depth + 1)
            }
            _ => None,
        }
    }

    /// The points of a look-up, in order of `x`, as they are after changes.
    pub fn points(&self, cell: CellId) -> Option<&'a [(f64, f64)]> {
        if let Some(points) = self.overrides.points.get(&cell) {
            return Some(points);
        }
        let definition = self.model.definition_of(cell)?;
        match &definition.body {
            Body::Points(points) => Some(points),
            Body::Tables(tables) => tables.get(self.model.setting_at(definition, cell)?).map(Vec::as_slice),
            _ => None,
        }
    }

    fn evaluate(&self, expr: &Expr, loops: &[ElementId], depth: usize) -> Option<f64> {
        let argument = |expr: &Expr| self.evaluate(expr, loops, depth);
        match &expr.kind {
            ExprKind::Number(value) => Some(*value),
            ExprKind::Position(subscript) => {
                let element = subscript.element(loops)?;
                Some(self.model.element(element).position as f64 + 1.0)
            }
            ExprKind::Time => self.moment.map(|moment| moment.time),
            ExprKind::Variable(reference) => self.cell(self.model.referred(reference, loops)?, depth),
            ExprKind::Lookup(reference, Reading::Linear, x) => {
                between(self.points(self.model.referred(reference, loops)?)?, argument(x)?)
            }
            ExprKind::WithLookup(points, x) => between(points, argument(x)?),
            ExprKind::Unary(UnaryOperator::Not, operand) => Some(truth(argument(operand)? == 0.0)),
            ExprKind::Unary(UnaryOperator::Negate, operand) => argument(operand).map(|value| -value),
            ExprKind::Unary(UnaryOperator::Plus, operand) => argument(operand),
            ExprKind::Binary(operator, left, right) => {
                let (left, right) = (argument(left)?, argument(right)?);
                match operator {
                    BinaryOperator::Add => Some(left + right),
                    BinaryOperator::Subtract => Some(left - right),
                    BinaryOperator::Multiply => Some(left * right),
                    BinaryOperator::Divide => Some(left / right),
                    BinaryOperator::Less => Some(truth(left < right)),
                    BinaryOperator::LessOrEqual => Some(truth(left <= right)),
                    BinaryOperator::Greater => Some(truth(left > right)),
                    BinaryOperator::GreaterOrEqual => Some(truth(left >= right)),
                    BinaryOperator::Equal => Some(truth(left == right)),
                    BinaryOperator::NotEqual => Some(truth(left != right)),
                    BinaryOperator::And => Some(truth(left != 0.0 && right != 0.0)),
                    BinaryOperator::Or => Some(truth(left != 0.0 || right != 0.0)),
                    BinaryOperator::Power => Some(math::pow(left, right)),
                }
            }
            ExprKind::Call(entry, arguments) => match (entry.function, arguments.as_slice()) {
                (Function::Maximum, [left, right]) => Some(argument(left)?.max(argument(right)?)),
                (Function::Minimum, [left, right]) => Some(argument(left)?.min(argument(right)?)),
                (Function::IfThenElse, [condition, then, otherwise]) => {
                    argument(if argument(condition)? != 0.0 { then } else { otherwise })
                }
                // As everywhere, half a step keeps the comparison safe from rounding.
                (Function::Step, [height, start]) => {
                    let begun = self.moment?.time + self.moment?.step / 2.0 > argument(start)?;
                    if begun { argument(height) } else { Some(0.0) }
                }
                (Function::Integer, [value]) => argument(value).map(f64::trunc),
                (Function::Abs, [value]) => argument(value).map(f64::abs),
                (Function::Initial | Function::Game, [value]) => argument(value),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What straight lines between points, which ascend, say at `x`: level beyond the ends.
fn between(points: &[(f64, f64)], x: f64) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    let x = x.max(first.0).min(last.0);
    let after = points.partition_point(|point| point.0 <= x);
    let from = points.get(after.max(1) - 1)?;
    let rise = points.get(after).map_or(0.0, |to| (to.1 - from.1) / (to.0 - from.0));
    Some(from.1 + (x - from.0) * rise)
}

fn truth(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}
