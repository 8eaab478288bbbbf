//! Expressions as text: what this writes reads back as the same tree.

use std::fmt::{self, Display, Formatter, Write};

use super::parser::{NOT_PRECEDENCE, SIGN_PRECEDENCE};
use super::{BinaryOperator, Expr, ExprKind, Moment, Points, Reference, UnaryOperator, VENSIM_NA};

/// Tighter than every operator.
const TIGHTEST: u8 = 10;

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(value) => number(f, *value),
            ExprKind::Quantity(value, unit) => {
                number(f, *value)?;
                write!(f, " {unit}")
            }
            ExprKind::Text(text) => write!(f, "'{text}'"),
            ExprKind::Reference(reference) | ExprKind::Output(reference) => reference.fmt(f),
            ExprKind::Running(usage) => write!(f, "{}!", usage.name.notation()),
            ExprKind::Call(reference, arguments) => {
                let outputs = arguments.iter().position(|each| matches!(each.kind, ExprKind::Output(_)));
                let (inputs, outputs) = arguments.split_at(outputs.unwrap_or(arguments.len()));
                write!(f, "{reference}(")?;
                list(f, inputs)?;
                if !outputs.is_empty() {
                    f.write_str(" : ")?;
                    list(f, outputs)?;
                }
                f.write_char(')')
            }
            ExprKind::Unary(operator, operand) => {
                f.write_str(operator.sign())?;
                operand_of(f, operand, precedence(self))
            }
            ExprKind::Binary(operator, left, right) => {
                let own = operator.precedence();
                let to_the_right = *operator == BinaryOperator::Power;
                operand_of(f, left, own + u8::from(to_the_right))?;
                write!(f, " {} ", operator.sign())?;
                operand_of(f, right, own + u8::from(!to_the_right))
            }
            ExprKind::Points(points) => write!(f, "({points})"),
            ExprKind::At(operand, moment) => {
                operand_of(f, operand, precedence(self))?;
                write!(f, " @ {}", moment.value)
            }
            ExprKind::Error => f.write_char('?'),
        }
    }
}

/// Writes `operand`, in brackets if it holds its parts more loosely than `least`.
fn operand_of(f: &mut Formatter<'_>, operand: &Expr, least: u8) -> fmt::Result {
    if precedence(operand) < least { write!(f, "({operand})") } else { operand.fmt(f) }
}

fn precedence(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Unary(UnaryOperator::Not, _) => NOT_PRECEDENCE,
        ExprKind::Unary(..) => SIGN_PRECEDENCE,
        ExprKind::Number(value) if value.is_sign_negative() && *value != VENSIM_NA => SIGN_PRECEDENCE,
        ExprKind::Binary(operator, ..) => operator.precedence(),
        ExprKind::At(..) => TIGHTEST - 1,
        _ => TIGHTEST,
    }
}

fn number(f: &mut Formatter<'_>, value: f64) -> fmt::Result {
    if value == VENSIM_NA {
        f.write_str(":NA:")
    } else if value == 0.0 || (1e-6..1e16).contains(&value.abs()) {
        write!(f, "{value}")
    } else {
        write!(f, "{value:?}")
    }
}

fn list<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

impl Display for Reference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name.notation())?;
        if self.subscripts.is_empty() {
            return Ok(());
        }
        f.write_char('[')?;
        let subscripts: Vec<String> = self
            .subscripts
            .iter()
            .map(|subscript| format!("{}{}", subscript.name.notation(), if subscript.bang { "!" } else { "" }))
            .collect();
        list(f, &subscripts)?;
        f.write_char(']')
    }
}

impl Display for Points {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let points: Vec<String> = self.points.iter().map(|(x, y)| format!("({x:?}, {y:?})")).collect();
        list(f, &points)
    }
}

impl Display for Moment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Period(period) => period.fmt(f),
            Moment::Latest => f.write_str("latest"),
        }
    }
}

impl UnaryOperator {
    fn sign(self) -> &'static str {
        match self {
            UnaryOperator::Negate => "-",
            UnaryOperator::Plus => "+",
            UnaryOperator::Not => ":NOT: ",
        }
    }
}

impl BinaryOperator {
    /// As written between its operands.
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOperator::Add => "+",
            BinaryOperator::Subtract => "-",
            BinaryOperator::Multiply => "*",
            BinaryOperator::Divide => "/",
            BinaryOperator::Power => "^",
            BinaryOperator::Equal => "=",
            BinaryOperator::NotEqual => "<>",
            BinaryOperator::Less => "<",
            BinaryOperator::LessOrEqual => "<=",
            BinaryOperator::Greater => ">",
            BinaryOperator::GreaterOrEqual => ">=",
            BinaryOperator::And => ":AND:",
            BinaryOperator::Or => ":OR:",
        }
    }
}
