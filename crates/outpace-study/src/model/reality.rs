//! Reality checks as experiments: for each constraint a model that says at every moment whether it holds.
//!
//! In a *passive* experiment the model is as it is, and the consequence must be true wherever the condition is. In an
//! *active* one the condition is imposed: the variable that it names becomes what the condition asks for, and everything
//! that reads the variable reads that. What the model computes for it stays there under another name, for the new
//! equation may rest on it: `production = 2 * production` doubles what is produced.
//!
//! An experiment is a model like any other, written before names are resolved; so whatever the language has may stand in
//! a check.
//!
//! # Source
//! Vensim, "Active Constraint Checking" (20980.html): an equality replaces the equation; where an inequality is not true,
//! the variable takes the value that it is compared with.

use outpace_syntax::expr::{BinaryOperator, Expr, ExprKind, Reference, UnaryOperator};
use outpace_syntax::mdl::{Constraint, Equation, ModelTree, Right};
use outpace_syntax::{Name, Span};

#[cfg(test)]
mod tests;
mod trajectory;

use trajectory::trajectory;

/// A model in which one constraint is tested.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// The model.
    pub tree: ModelTree,
    /// The variable that is 1 where the constraint holds and 0 where it does not.
    pub holds: Name,
}

/// The model as it is, which says where a constraint holds.
///
/// # Errors
/// In a few words, why the constraint cannot be tested.
pub fn passive(tree: &ModelTree, constraint: &Constraint) -> Result<Experiment, String> {
    let holds = indicator(&asked(tree, &constraint.consequence, None, true)?);
    let holds = match &constraint.condition {
        Some(condition) => {
            let met = asked(tree, &explained(tree, condition), None, false)?;
            choice(met, holds, number(1.0, constraint.span), constraint.span)
        }
        None => holds,
    };
    Ok(watched(without_checks(tree), constraint, holds))
}

/// The model with the condition of a constraint imposed; `None` where it has none.
///
/// # Errors
/// In a few words, why the condition cannot be imposed.
pub fn active(tree: &ModelTree, constraint: &Constraint) -> Result<Option<Experiment>, String> {
    let Some(condition) = &constraint.condition else { return Ok(None) };
    let mut changed = without_checks(tree);
    let mut changes = Vec::new();
    changes_of(tree, &explained(tree, condition), &mut changes)?;
    for (at, change) in changes.iter().enumerate() {
        impose(&mut changed, change, at + 1)?;
    }
    let times = changes.into_iter().filter_map(|change| change.when);
    let imposed = times.reduce(|left, right| binary(BinaryOperator::And, left, right));
    let asked = asked(tree, &constraint.consequence, imposed.as_ref(), true)?;
    Ok(Some(watched(changed, constraint, indicator(&asked))))
}

/// What a condition asks of a variable.
struct Change {
    variable: Reference,
    operator: BinaryOperator,
    value: Expr,
    /// When; always without one.
    when: Option<Expr>,
}

/// The model without its checks: an experiment has only its own.
fn without_checks(tree: &ModelTree) -> ModelTree {
    ModelTree { constraints: Vec::new(), test_inputs: Vec::new(), ..tree.clone() }
}

/// Adds the variable that tells whether a constraint holds.
fn watched(mut tree: ModelTree, constraint: &Constraint, holds: Expr) -> Experiment {
    let name = Name::new(&format!("reality check {}", constraint.left.name));
    let left = Reference { name: name.clone(), ..constraint.left.clone() };
    tree.equations.push(equation(left, holds));
    Experiment { tree, holds: name }
}

/// A condition with test inputs replaced by what they stand for.
fn explained(tree: &ModelTree, condition: &Expr) -> Expr {
    let kind = match &condition.kind {
        ExprKind::Reference(reference) if reference.subscripts.is_empty() => {
            let named = tree.test_inputs.iter().find(|input| input.left.name == reference.name);
            named.map_or_else(|| condition.kind.clone(), |input| input.change.kind.clone())
        }
        ExprKind::Unary(operator, operand) => ExprKind::Unary(*operator, Box::new(explained(tree, operand))),
        ExprKind::Binary(operator @ (BinaryOperator::And | BinaryOperator::Or), left, right) => {
            ExprKind::Binary(*operator, Box::new(explained(tree, left)), Box::new(explained(tree, right)))
        }
        other => other.clone(),
    };
    Expr { kind, span: condition.span }
}

/// What is asked for, with what the functions of reality checks stand for. Outside of the time of such a function its
/// comparison counts as `otherwise`, and so does any other one outside of the time `imposed`, if there is one.
fn asked(tree: &ModelTree, expr: &Expr, imposed: Option<&Expr>, otherwise: bool) -> Result<Expr, String> {
    let of = |operand: &Expr, otherwise| asked(tree, operand, imposed, otherwise);
    let (comparison, when) = match &expr.kind {
        ExprKind::Binary(operator @ (BinaryOperator::And | BinaryOperator::Or), left, right) => {
            return Ok(binary(*operator, of(left, otherwise)?, of(right, otherwise)?));
        }
        ExprKind::Unary(UnaryOperator::Not, operand) => return Ok(not(of(operand, !otherwise)?)),
        ExprKind::Binary(operator, left, right) => match trajectory(tree, right)? {
            Some(to) => (binary(*operator, (**left).clone(), to.value), Some(to.when)),
            None => (expr.clone(), imposed.cloned()),
        },
        _ => (expr.clone(), imposed.cloned()),
    };
    Ok(match when {
        Some(when) if otherwise => binary(BinaryOperator::Or, not(when), comparison),
        Some(when) => binary(BinaryOperator::And, when, comparison),
        None => comparison,
    })
}

/// The changes that make a condition true, in order.
fn changes_of(tree: &ModelTree, condition: &Expr, changes: &mut Vec<Change>) -> Result<(), String> {
    use BinaryOperator::{And, Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    match &condition.kind {
        ExprKind::Binary(And, left, right) => {
            changes_of(tree, left, changes)?;
            changes_of(tree, right, changes)
        }
        ExprKind::Binary(operator @ (Equal | Less | LessOrEqual | Greater | GreaterOrEqual), left, value) => {
            let ExprKind::Reference(variable) = &left.kind else {
                return Err("only a variable can be made what a condition asks for".to_string());
            };
            let (value, when) = match trajectory(tree, value)? {
                Some(to) => (to.value, Some(to.when)),
                None => ((**value).clone(), None),
            };
            changes.push(Change { variable: variable.clone(), operator: *operator, value, when });
            Ok(())
        }
        _ => Err("only comparisons of variables, joined by :AND:, can be imposed".to_string()),
    }
}

/// Gives a variable what a condition asks for, and what it was another name.
fn impose(tree: &mut ModelTree, change: &Change, number: usize) -> Result<(), String> {
    let name = &change.variable.name;
    let mut own = tree.equations.iter_mut().filter(|equation| equation.left.name == *name);
    let equation = own.next().ok_or_else(|| format!("no equation defines `{name}`"))?;
    let subscripts = |reference: &Reference| -> Vec<Name> {
        reference.subscripts.iter().map(|subscript| subscript.name.clone()).collect()
    };
    let whole = subscripts(&equation.left) == subscripts(&change.variable) && equation.exceptions.is_empty();
    if !whole || own.next().is_some() {
        return Err(format!("`{name}` can only be imposed with the subscripts of its one equation"));
    }
    if !matches!(equation.right, Right::Expression(_) | Right::Constants(_) | Right::Data(..)) {
        return Err(format!("`{name}` is no variable whose equation could be replaced"));
    }
    let before = Name::new(&format!("{name} before test {number}"));
    let left = equation.left.clone();
    let unit = equation.unit.clone();
    equation.left.name = before.clone();
    let own = reference(&Reference { name: before.clone(), ..left.clone() });
    let value = renamed(&change.value, name, &before);
    let span = change.variable.span;
    let imposed = match change.operator {
        BinaryOperator::Equal => value,
        operator => {
            let comparison = binary(operator, own.clone(), value.clone());
            choice(comparison, own.clone(), value, span)
        }
    };
    let imposed = match &change.when {
        Some(when) => choice(when.clone(), imposed, own, span),
        None => imposed,
    };
    tree.equations.push(Equation { unit, ..self::equation(left, imposed) });
    Ok(())
}

/// The expression with a variable under another name.
fn renamed(expr: &Expr, from: &Name, to: &Name) -> Expr {
    let name = |reference: &Reference| match reference.name == *from {
        true => Reference { name: to.clone(), ..reference.clone() },
        false => reference.clone(),
    };
    let kind = match &expr.kind {
        ExprKind::Reference(reference) => ExprKind::Reference(name(reference)),
        ExprKind::Call(function, arguments) => {
            let arguments = arguments.iter().map(|argument| renamed(argument, from, to));
            ExprKind::Call(function.clone(), arguments.collect())
        }
        ExprKind::Unary(operator, operand) => ExprKind::Unary(*operator, Box::new(renamed(operand, from, to))),
        ExprKind::Binary(operator, left, right) => {
            ExprKind::Binary(*operator, Box::new(renamed(left, from, to)), Box::new(renamed(right, from, to)))
        }
        other => other.clone(),
    };
    Expr { kind, span: expr.span }
}

fn equation(left: Reference, right: Expr) -> Equation {
    let span = left.span;
    let (exceptions, comment) = (Vec::new(), String::new());
    let right = Right::Expression(right);
    Equation { left, exceptions, right, unit: None, comment, group: None, supplementary: true, span }
}

fn number(value: f64, span: Span) -> Expr {
    Expr { kind: ExprKind::Number(value), span }
}

fn reference(reference: &Reference) -> Expr {
    Expr { kind: ExprKind::Reference(reference.clone()), span: reference.span }
}

/// 1 where `condition` is true, else 0.
fn indicator(condition: &Expr) -> Expr {
    let span = condition.span;
    choice(condition.clone(), number(1.0, span), number(0.0, span), span)
}

/// `IF THEN ELSE(condition, then, otherwise)`.
fn choice(condition: Expr, then: Expr, otherwise: Expr, span: Span) -> Expr {
    call("IF THEN ELSE", vec![condition, then, otherwise], span)
}

fn call(function: &str, arguments: Vec<Expr>, span: Span) -> Expr {
    let function = Reference { name: Name::new(function), subscripts: Vec::new(), span };
    Expr { kind: ExprKind::Call(function, arguments), span }
}

/// The variable of that name.
fn named(name: &str, span: Span) -> Expr {
    reference(&Reference { name: Name::new(name), subscripts: Vec::new(), span })
}

fn binary(operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
    let span = right.span;
    Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
}

fn not(operand: Expr) -> Expr {
    let span = operand.span;
    Expr { kind: ExprKind::Unary(UnaryOperator::Not, Box::new(operand)), span }
}
