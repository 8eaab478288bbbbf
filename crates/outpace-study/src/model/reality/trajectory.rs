//! The functions of reality checks: what a variable is to be from some time on.
//!
//! Up to its start such a function leaves the variable what it is; then it leads away from the value that `basis` has
//! at the start, and after its duration, if it has one, it leaves the variable alone again. The form for consequences,
//! with CHECK in its name, asks for nothing before its grace has passed.
//!
//! # Source
//! Vensim, "Reality Check Functions" (fn_rc.html) and "Test Inputs" (20965.html). Times are compared as elsewhere: a
//! step that is less than half a step from the start is at the start.

use super::{binary, call, named, number};
use crate::model::function;
use outpace_syntax::expr::BinaryOperator::{Add, And, Divide, Greater, GreaterOrEqual, Less, Multiply, Subtract};
use outpace_syntax::expr::{Expr, ExprKind};
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::{Name, Span};

/// What a function of reality checks says.
pub(super) struct Trajectory {
    /// What the variable is to be.
    pub value: Expr,
    /// When.
    pub when: Expr,
}

/// How the variable leaves its value.
#[derive(Clone, Copy)]
enum Shape {
    Step,
    Ramp,
    Decay,
    Grow,
}

/// The functions, and their arguments between `basis` and `start`.
const FUNCTIONS: [(&str, Shape, &[&str]); 4] = [
    ("RC STEP", Shape::Step, &["mult"]),
    ("RC RAMP", Shape::Ramp, &["mult", "ramp time"]),
    ("RC DECAY", Shape::Decay, &["decay time"]),
    ("RC GROW", Shape::Grow, &["growth rate"]),
];

/// What an expression says, if it is a call of such a function.
///
/// # Errors
/// That its arguments are not those of the function.
pub(super) fn trajectory(tree: &ModelTree, expr: &Expr) -> Result<Option<Trajectory>, String> {
    let ExprKind::Call(reference, arguments) = &expr.kind else { return Ok(None) };
    for (name, shape, own) in FUNCTIONS {
        let check = reference.name == Name::new(&format!("{name} CHECK"));
        if !check && reference.name != Name::new(name) {
            continue;
        }
        let grace: &[&str] = if check { &["grace"] } else { &[] };
        let parameters = [grace, &["basis"], own, &["start", "duration"]].concat();
        let least = parameters.len() - 2;
        if !(least..=parameters.len()).contains(&arguments.len()) {
            let written = function::call(&reference.name.to_string(), parameters.into_iter(), least);
            return Err(format!("`{}` is written `{written}`", reference.name));
        }
        let (grace, arguments) = arguments.split_at(grace.len());
        return Ok(Some(built(tree, shape, grace.first(), arguments, own.len(), expr.span)));
    }
    Ok(None)
}

/// `arguments` are `basis`, `own` ones of the shape, and what is given of `start` and `duration`.
fn built(
    tree: &ModelTree,
    shape: Shape,
    grace: Option<&Expr>,
    arguments: &[Expr],
    own: usize,
    span: Span,
) -> Trajectory {
    let basis = &arguments[0];
    let time = || named("Time", span);
    let step = || named("TIME STEP", span);
    let half = || binary(Divide, step(), number(2.0, span));
    let start = arguments.get(own + 1).cloned().unwrap_or_else(|| start_of(tree, span));
    let elapsed = binary(Subtract, time(), start.clone());
    // A value as it is at the start: held from the first step on that is not before it.
    let still = binary(Less, time(), binary(Add, start.clone(), half()));
    let frozen = call("SAMPLE IF TRUE", vec![still, basis.clone(), basis.clone()], span);
    let factor = match shape {
        Shape::Step => arguments[1].clone(),
        Shape::Ramp => {
            let on_the_way = binary(Less, elapsed.clone(), arguments[2].clone());
            let share = binary(Divide, elapsed, arguments[2].clone());
            let share = call("IF THEN ELSE", vec![on_the_way, share, number(1.0, span)], span);
            let change = binary(Subtract, arguments[1].clone(), number(1.0, span));
            binary(Add, number(1.0, span), binary(Multiply, change, share))
        }
        Shape::Decay => {
            let power = binary(Divide, binary(Subtract, start.clone(), time()), arguments[1].clone());
            call("EXP", vec![power], span)
        }
        Shape::Grow => call("EXP", vec![binary(Multiply, arguments[1].clone(), elapsed)], span),
    };
    let from = match grace {
        Some(grace) => binary(Add, start.clone(), grace.clone()),
        None => start.clone(),
    };
    let begun = binary(GreaterOrEqual, binary(Add, time(), half()), from);
    let when = match arguments.get(own + 2) {
        Some(duration) => {
            let end = binary(Add, start, duration.clone());
            binary(And, begun, binary(Greater, end, binary(Add, time(), half())))
        }
        None => begun,
    };
    Trajectory { value: binary(Multiply, frozen, factor), when }
}

/// Where no start is given: the variable `RC START TIME`, or the second step of the run.
fn start_of(tree: &ModelTree, span: Span) -> Expr {
    let own = "RC START TIME";
    if tree.equations.iter().any(|equation| equation.left.name == Name::new(own)) {
        return named(own, span);
    }
    binary(Add, named("INITIAL TIME", span), named("TIME STEP", span))
}
