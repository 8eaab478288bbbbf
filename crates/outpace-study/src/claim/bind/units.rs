//! Operations on two sides and the units that they must have.

use super::{Binder, is_zero, operation};
use crate::claim::{Operation, Term, TermKind};
use crate::unit::{Unit, mismatch};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::BinaryOperator;
use outpace_syntax::{Diagnostic, Span};

impl Binder<'_, '_> {
    pub(super) fn binary(&mut self, operator: BinaryOperator, left: Term, right: Term, span: Span) -> Option<Term> {
        use BinaryOperator as B;
        let (kind, unit) = match operator {
            B::Multiply => (Operation::Multiply, left.unit.times(&right.unit)),
            B::Divide => (Operation::Divide, left.unit.over(&right.unit)),
            B::Power => (Operation::Power, self.power_unit(&left, &right)?),
            B::And => (Operation::And, Unit::dimensionless()),
            B::Or => (Operation::Or, Unit::dimensionless()),
            B::Add => (Operation::Add, self.common_unit(&left, &right)?),
            B::Subtract => (Operation::Subtract, self.common_unit(&left, &right)?),
            comparison => {
                self.common_unit(&left, &right)?;
                let operation = match comparison {
                    B::Less => Operation::Less,
                    B::LessOrEqual => Operation::LessOrEqual,
                    B::Greater => Operation::Greater,
                    B::GreaterOrEqual => Operation::GreaterOrEqual,
                    B::NotEqual => Operation::NotEqual,
                    _ => Operation::Equal,
                };
                (operation, Unit::dimensionless())
            }
        };
        Some(operation(kind, vec![left, right], unit, span))
    }

    /// The unit of two sides that are added or compared: the left one, unless that is a bare zero.
    pub(super) fn common_unit(&mut self, left: &Term, right: &Term) -> Option<Unit> {
        if is_zero(left) {
            return Some(right.unit.clone());
        }
        if is_zero(right) || left.unit.same_dimension(&right.unit) {
            return Some(left.unit.clone());
        }
        let explained = mismatch(&left.unit, &right.unit);
        self.diagnostics.push(
            Diagnostic::error(
                codes::UNIT_MISMATCH,
                format!("one side of this is in {}, the other in {}", left.unit, right.unit),
            )
            .at(right.span, format!("{}", right.unit))
            .and(left.span, format!("{}", left.unit))
            .note(explained.lines)
            .help_if(explained.help),
        );
        None
    }

    /// The unit of values that are compared or added: that of the first one which is no bare zero.
    pub(super) fn unit_of_all(&mut self, terms: &[Term]) -> Option<Unit> {
        let (mut first, rest) = terms.split_first()?;
        for term in rest {
            self.common_unit(first, term)?;
            if is_zero(first) {
                first = term;
            }
        }
        Some(first.unit.clone())
    }

    fn power_unit(&mut self, base: &Term, exponent: &Term) -> Option<Unit> {
        match &exponent.kind {
            _ if base.unit.is_dimensionless() => Some(Unit::dimensionless()),
            TermKind::Number(value) if value.fract() == 0.0 && value.abs() <= 9.0 => {
                Some(base.unit.power(*value as i32))
            }
            _ => {
                let message = format!("a value in {} can only be raised to a whole number", base.unit);
                self.report(codes::UNIT_MISMATCH, &message, exponent.span, "not a whole number", None);
                None
            }
        }
    }
}
