//! Units through equations: every sum, comparison, argument and assignment must agree.
//!
//! Units are inferred from the inside out and expected from the outside in: what the left side (or a function's
//! argument) needs is handed down through sums and branches to the very term that does not fit. A literal number is
//! a pure number where it multiplies, and fits any unit where it is added, compared or a branch. A variable without
//! unit fits anywhere, so a model without units has nothing to answer for.
//!
//! Source: Vensim, "Units Checking" (22275.html), and the units on each function's page. DIFFERENCE: Vensim asks for
//! pure numbers as the input of look-ups; tables over time are so common that any input is taken here.

use crate::model::function::{Entry, Function, UnitTerm};
use crate::model::{Body, Definition, Expr, ExprKind, Model, Reduction, VariableId};
use crate::unit::{Unit, UnitTable, mismatch};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::{BinaryOperator, UnaryOperator};
use outpace_syntax::{Diagnostic, Name, Span, diagnostic};
use std::collections::HashMap;

/// What an expression is measured in.
#[derive(Debug, Clone, PartialEq)]
enum Measure {
    /// This unit.
    Unit(Unit),
    /// A number as written: pure, but it fits whatever stands beside it.
    Number,
    /// Not known: a variable without unit, or something that was reported already.
    Unknown,
}

/// Why a unit is expected, for the message.
#[derive(Clone, Copy)]
enum Reason<'a> {
    /// The left side has it.
    Left(&'a Definition, VariableId),
    /// It flows into a stock.
    Flow(&'a Definition, VariableId),
    /// The function asks for it.
    Argument(&'static Entry),
    /// What stands on the other side of the operator has it.
    Beside(Span),
}

/// Every disagreement of units in a model, as warnings: the model runs all the same. `units` are those of the variables,
/// as the table has them.
///
/// Diagnostics: `unit-mismatch`, and what reading the units says (`unknown-unit`, `bad-unit`).
pub fn units(model: &Model, units: &[Unit], table: &UnitTable) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let uses = uses(model);
    for unit in model.variables.iter().filter_map(|variable| variable.unit.as_ref()) {
        // Only a lone name may be a slip.
        table.doubts(unit, |name| uses.get(name) == Some(&1), &mut diagnostics);
    }
    let control = model.control;
    let mut checker = Checker { model, units, time: None, diagnostics };
    let clock = [control.step, control.initial, control.last];
    checker.time = clock.into_iter().flatten().find_map(|id| checker.declared(id)).cloned();
    for (id, variable) in model.variables() {
        for definition in &variable.definitions {
            let Body::Expression(expr) = &definition.body else { continue };
            match checker.declared(id) {
                Some(unit) => checker.expect(expr, unit, Reason::Left(definition, id)),
                None => drop(checker.infer(expr)),
            }
        }
    }
    let mut diagnostics = checker.diagnostics;
    diagnostic::tidy(&mut diagnostics);
    diagnostics
}

/// How often the model writes each name of a unit.
fn uses(model: &Model) -> HashMap<&Name, usize> {
    let mut uses = HashMap::new();
    let units = model.variables.iter().filter_map(|variable| variable.unit.as_ref());
    for (name, _, _) in units.flat_map(|unit| &unit.factors) {
        *uses.entry(name).or_default() += 1;
    }
    uses
}

struct Checker<'a> {
    model: &'a Model,
    /// The unit of each variable, which means nothing where none is declared.
    units: &'a [Unit],
    /// The unit of time.
    time: Option<Unit>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    /// Reports every term of `expr` that is not in `expected`.
    fn expect(&mut self, expr: &'a Expr, expected: &Unit, reason: Reason<'a>) {
        match &expr.kind {
            ExprKind::Binary(BinaryOperator::Add | BinaryOperator::Subtract, left, right) => {
                self.expect(left, expected, reason);
                self.expect(right, expected, reason);
            }
            ExprKind::Unary(UnaryOperator::Negate | UnaryOperator::Plus, operand) | ExprKind::OfData(_, operand) => {
                self.expect(operand, expected, reason)
            }
            ExprKind::Call(entry, arguments) | ExprKind::Along(entry, _, arguments) if entry.result == UnitTerm::U => {
                self.arguments(entry, arguments, Some((expected, reason)));
            }
            ExprKind::Reduce(Reduction::Sum | Reduction::Minimum | Reduction::Maximum, _, body) => {
                self.expect(body, expected, reason);
            }
            _ => {
                if let Measure::Unit(found) = self.infer(expr)
                    && found != *expected
                {
                    self.report(expr, expected, &found, reason);
                }
            }
        }
    }

    fn infer(&mut self, expr: &'a Expr) -> Measure {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Position(_) => Measure::Number,
            ExprKind::Time => self.time.clone().map_or(Measure::Unknown, Measure::Unit),
            ExprKind::Variable(reference) | ExprKind::Table(reference) => self.variable(reference.variable),
            // The elements of one variable: the first stands for all.
            ExprKind::List(elements) => elements.first().map_or(Measure::Unknown, |first| self.infer(first)),
            ExprKind::Lookup(reference, _, x) => {
                self.infer(x);
                self.variable(reference.variable)
            }
            ExprKind::WithLookup(_, x) => {
                self.infer(x);
                Measure::Unknown
            }
            ExprKind::Unary(UnaryOperator::Not, operand) => {
                self.infer(operand);
                Measure::Unit(Unit::dimensionless())
            }
            ExprKind::Unary(_, operand) | ExprKind::OfData(_, operand) => self.infer(operand),
            ExprKind::Binary(operator, left, right) => self.operator(*operator, left, right),
            ExprKind::Call(entry, arguments) => match (entry.function, arguments.as_slice()) {
                (Function::Power, [base, exponent]) => self.power(base, exponent),
                _ => self.arguments(entry, arguments, None),
            },
            ExprKind::Reduce(Reduction::Product, _, body) => match self.infer(body) {
                Measure::Unit(unit) if unit == Unit::dimensionless() => Measure::Unit(unit),
                Measure::Number => Measure::Number,
                _ => Measure::Unknown,
            },
            ExprKind::Reduce(_, _, body) => self.infer(body),
            // What is selected by weights, and how, decides the unit: not asked.
            ExprKind::Select(_, arguments) => {
                arguments.iter().for_each(|argument| drop(self.infer(argument)));
                Measure::Unknown
            }
            ExprKind::Along(entry, _, arguments) => self.arguments(entry, arguments, None),
            ExprKind::Offset(reference, offset) => {
                self.infer(offset);
                self.variable(reference.variable)
            }
            ExprKind::Error => Measure::Unknown,
        }
    }

    fn variable(&self, variable: VariableId) -> Measure {
        self.declared(variable).cloned().map_or(Measure::Unknown, Measure::Unit)
    }

    /// The unit that the model gives a variable.
    fn declared(&self, variable: VariableId) -> Option<&'a Unit> {
        self.model.variable(variable).unit.as_ref().and(self.units.get(variable.0 as usize))
    }

    fn operator(&mut self, operator: BinaryOperator, left: &'a Expr, right: &'a Expr) -> Measure {
        match operator {
            BinaryOperator::Add | BinaryOperator::Subtract => self.same(left, right),
            BinaryOperator::Multiply => {
                let (left, right) = (self.infer(left), self.infer(right));
                combine(left, right, Unit::times)
            }
            BinaryOperator::Divide => {
                let (left, right) = (self.infer(left), self.infer(right));
                combine(left, right, Unit::over)
            }
            BinaryOperator::Power => self.power(left, right),
            BinaryOperator::And | BinaryOperator::Or => {
                self.infer(left);
                self.infer(right);
                Measure::Unit(Unit::dimensionless())
            }
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => {
                self.same(left, right);
                Measure::Unit(Unit::dimensionless())
            }
        }
    }

    /// Two sides that must agree.
    fn same(&mut self, left: &'a Expr, right: &'a Expr) -> Measure {
        match self.infer(left) {
            Measure::Unit(unit) => {
                self.expect(right, &unit, Reason::Beside(left.span));
                Measure::Unit(unit)
            }
            Measure::Number => self.infer(right),
            Measure::Unknown => match self.infer(right) {
                Measure::Unit(unit) => Measure::Unit(unit),
                _ => Measure::Unknown,
            },
        }
    }

    /// `base ^ exponent`: a base with a unit needs an exponent as written, whole or a simple fraction.
    fn power(&mut self, base: &'a Expr, exponent: &'a Expr) -> Measure {
        let measure = self.infer(base);
        self.infer(exponent);
        match measure {
            Measure::Unit(unit) if unit != Unit::dimensionless() => {
                exponent.literal().and_then(|exponent| raised(&unit, exponent)).map_or(Measure::Unknown, Measure::Unit)
            }
            other => other,
        }
    }

    /// Checks the arguments of a call, and gives the unit of its result. `wanted` is what the result must be.
    fn arguments(
        &mut self,
        entry: &'static Entry,
        arguments: &'a [Expr],
        wanted: Option<(&Unit, Reason<'a>)>,
    ) -> Measure {
        // What `u` and `v` are is decided by the result, or by the first argument that says so.
        let mut u = wanted.map(|(unit, _)| unit.clone());
        let mut v = None;
        let mut numbers_only = true;
        for (argument, parameter) in arguments.iter().zip(entry.parameters) {
            let unknown = match parameter.unit {
                UnitTerm::U | UnitTerm::UPerTime | UnitTerm::UTime => u.is_none(),
                UnitTerm::V => v.is_none(),
                _ => false,
            };
            let expected = self.unit_of(parameter.unit, u.as_ref(), v.as_ref()).filter(|_| !unknown);
            if let Some(expected) = expected {
                let reason = match (wanted, parameter.unit) {
                    (Some((_, reason)), UnitTerm::U) => reason,
                    (Some((_, Reason::Left(definition, id))), UnitTerm::UPerTime) => Reason::Flow(definition, id),
                    _ => Reason::Argument(entry),
                };
                self.expect(argument, &expected, reason);
                continue;
            }
            let measure = self.infer(argument);
            numbers_only &= measure == Measure::Number || !unknown;
            let Measure::Unit(unit) = measure else { continue };
            let time = self.time.as_ref();
            match parameter.unit {
                UnitTerm::U => u = Some(unit),
                UnitTerm::UPerTime => u = time.map(|time| unit.times(time)),
                UnitTerm::UTime => u = time.map(|time| unit.over(time)),
                UnitTerm::V => v = Some(unit),
                _ => {}
            }
        }
        match entry.result {
            UnitTerm::UOverV if entry.parameters.len() >= 2 => match arguments {
                [left, right, ..] => {
                    let (left, right) = (self.known(left, u), self.known(right, v));
                    combine(left, right, Unit::over)
                }
                _ => Measure::Unknown,
            },
            UnitTerm::U if u.is_none() && numbers_only => Measure::Number,
            term => self.unit_of(term, u.as_ref(), v.as_ref()).map_or(Measure::Unknown, Measure::Unit),
        }
    }

    /// What an argument that was looked at already is measured in.
    fn known(&self, expr: &Expr, unit: Option<Unit>) -> Measure {
        match unit {
            Some(unit) => Measure::Unit(unit),
            None if expr.literal().is_some() => Measure::Number,
            None => Measure::Unknown,
        }
    }

    /// The unit that a term of a function's row stands for, where it is known.
    fn unit_of(&self, term: UnitTerm, u: Option<&Unit>, v: Option<&Unit>) -> Option<Unit> {
        let time = self.time.as_ref();
        match term {
            UnitTerm::Any => None,
            UnitTerm::Dimensionless => Some(Unit::dimensionless()),
            UnitTerm::U => u.cloned(),
            UnitTerm::V => v.cloned(),
            UnitTerm::UOverV => Some(u?.over(v?)),
            UnitTerm::Time => time.cloned(),
            UnitTerm::PerTime => Some(Unit::dimensionless().over(time?)),
            UnitTerm::UTime => Some(u?.times(time?)),
            UnitTerm::UPerTime => Some(u?.over(time?)),
            UnitTerm::RootU => Some(u?.root(2)),
        }
    }

    fn report(&mut self, expr: &Expr, expected: &Unit, found: &Unit, reason: Reason) {
        let model = self.model;
        let named = match &expr.kind {
            ExprKind::Variable(reference) | ExprKind::Lookup(reference, ..) => Some(model.variable(reference.variable)),
            _ => None,
        };
        let subject = named.map_or("this part".to_string(), |variable| format!("`{}`", variable.name));
        let message = match reason {
            Reason::Left(_, id) => {
                format!("`{}` is in {expected}, but {subject} is in {found}", model.variable(id).name)
            }
            Reason::Flow(_, id) => {
                format!("`{}` accumulates {expected}, but {subject} is in {found}", model.variable(id).name)
            }
            Reason::Argument(entry) => format!("`{}` needs {expected} here, but {subject} is in {found}", entry.name),
            Reason::Beside(_) => format!("{subject} is in {found}, but stands beside {expected}"),
        };
        let mut diagnostic = Diagnostic::warning(codes::UNIT_MISMATCH, message).at(expr.span, found.to_string());
        match reason {
            Reason::Left(definition, id) => {
                let place = definition.unit.or(model.variable(id).unit.as_ref().map(|unit| unit.span));
                diagnostic = diagnostic.and(place.unwrap_or(definition.left), "the equation must give this");
            }
            Reason::Flow(definition, id) => {
                let variable = model.variable(id);
                let place = definition.unit.or(variable.unit.as_ref().map(|unit| unit.span)).unwrap_or(definition.left);
                let stock = self
                    .declared(id)
                    .map_or(String::new(), |unit| format!("a stock in {unit} needs flows in {expected}"));
                diagnostic = diagnostic.and(place, stock);
            }
            Reason::Beside(span) => diagnostic = diagnostic.and(span, expected.to_string()),
            Reason::Argument(_) => {}
        }
        if let Some(unit) = named.and_then(|variable| variable.unit.as_ref()) {
            diagnostic = diagnostic.and(unit.span, "declared here");
        }
        let explained = mismatch(expected, found);
        self.diagnostics.push(diagnostic.note(explained.lines).help_if(explained.help));
    }
}

/// The unit of a product or a quotient.
fn combine(left: Measure, right: Measure, operation: impl Fn(&Unit, &Unit) -> Unit) -> Measure {
    let pure = Unit::dimensionless();
    match (left, right) {
        (Measure::Unknown, _) | (_, Measure::Unknown) => Measure::Unknown,
        (Measure::Number, Measure::Number) => Measure::Number,
        (Measure::Unit(left), Measure::Number) => Measure::Unit(left),
        (Measure::Number, Measure::Unit(right)) => Measure::Unit(operation(&pure, &right)),
        (Measure::Unit(left), Measure::Unit(right)) => Measure::Unit(operation(&left, &right)),
    }
}

/// `unit ^ exponent` for whole exponents and fractions with a denominator up to 12.
fn raised(unit: &Unit, exponent: f64) -> Option<Unit> {
    let fraction = (1..=12u32).find(|degree| (exponent * f64::from(*degree)).fract() == 0.0)?;
    let numerator = exponent * f64::from(fraction);
    (numerator.abs() <= 1000.0).then(|| unit.power(numerator as i32).root(fraction))
}
