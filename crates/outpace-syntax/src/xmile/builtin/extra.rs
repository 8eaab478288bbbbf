//! Stella's statistical, mathematical and cyclical functions, written out.
//!
//! Noise that Vensim lacks is one even draw put through the inverse of its distribution, so each call draws once.
//! Source: isee systems, "Statistical builtins", "Mathematical builtins", "Test input builtins"
//! (<https://www.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/>); L. Devroye, "Non-Uniform Random
//! Variate Generation" (1986), II.2, for the inverses.

use super::{Maker, known};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, UnaryOperator};
use BinaryOperator::{Add, And, Divide, Equal, Less, Multiply, Power, Subtract};

/// The highest derivative that is written out.
const MAX_ORDER: f64 = 4.0;

/// A call with the right number of arguments, written out; `None` for a function that is not known here.
pub(super) fn expand(make: &Maker, name: &str, arguments: &[Expr]) -> Result<Option<Expr>, Box<Diagnostic>> {
    let own = |at: usize| arguments[at].clone();
    let seed = |at: usize| arguments.get(at).cloned().unwrap_or_else(|| make.number(0.0));
    let one = || make.number(1.0);
    let binary = |operator, left, right| make.binary(operator, left, right);
    // An even draw, as the share of the distribution above the value.
    let above =
        |at: usize| binary(Subtract, one(), make.call("RANDOM UNIFORM", vec![make.number(0.0), one(), seed(at)]));
    let ln = |x: Expr| make.call("LN", vec![x]);
    // Vensim's arguments: the bounds, the shape, the shift and the stretch, and the stream.
    let drawn = |name: &str, most: f64, shape: Vec<Expr>, stretch: Expr, seed: Expr| {
        let bounds = [make.number(0.0), make.number(most)];
        let arguments = bounds.into_iter().chain(shape).chain([make.number(0.0), stretch, seed]);
        make.call(name, arguments.collect())
    };
    let minus = |x: Expr| make.expr(ExprKind::Unary(UnaryOperator::Negate, Box::new(x)));
    Ok(Some(match (name, arguments.len()) {
        ("random" | "uniform", _) => make.call("RANDOM UNIFORM", vec![own(0), own(1), seed(2)]),
        ("normal", 5) => make.call("RANDOM NORMAL", vec![own(3), own(4), own(0), own(1), own(2)]),
        ("normal", _) => {
            let bounds = [f64::NEG_INFINITY, f64::INFINITY, 0.0, 1.0].map(|value| make.number(value));
            let score = make.call("RANDOM NORMAL", bounds.into_iter().chain([seed(2)]).collect());
            binary(Add, own(0), binary(Multiply, own(1), score))
        }
        ("gammaln", _) => make.call("GAMMA LN", vec![own(0)]),
        ("beta", _) => drawn("RANDOM BETA", 1.0, vec![own(0), own(1)], one(), seed(2)),
        ("binomial", _) => drawn("RANDOM BINOMIAL", f64::INFINITY, vec![own(1), own(0)], one(), seed(2)),
        ("gamma", _) => drawn("RANDOM GAMMA", f64::INFINITY, vec![own(0)], own(1), seed(2)),
        ("poisson", _) => drawn("RANDOM POISSON", f64::INFINITY, vec![own(0)], one(), seed(1)),
        ("triangular", _) => make.call("RANDOM TRIANGULAR", vec![own(0), own(2), own(0), own(1), own(2), seed(3)]),
        ("exprnd", _) => binary(Multiply, own(0), minus(ln(above(1)))),
        ("weibull", _) => {
            let exponent = binary(Divide, one(), own(0));
            binary(Multiply, own(1), binary(Power, minus(ln(above(2))), exponent))
        }
        ("pareto", _) => binary(Divide, own(1), binary(Power, above(2), binary(Divide, one(), own(0)))),
        ("logistic", _) => {
            let odds = binary(Subtract, binary(Divide, one(), above(2)), one());
            binary(Add, own(0), binary(Multiply, own(1), ln(odds)))
        }
        ("montecarlo", _) => {
            let percent = make.call("RANDOM UNIFORM", vec![make.number(0.0), make.number(100.0), seed(1)]);
            let happens = binary(Less, percent, binary(Multiply, own(0), make.variable("TIME STEP")));
            make.call("IF THEN ELSE", vec![happens, one(), make.number(0.0)])
        }
        ("sinwave" | "coswave", _) => {
            let turns = binary(Divide, make.variable("Time"), own(1));
            let angle = binary(Multiply, make.number(std::f64::consts::TAU), turns);
            let wave = make.call(if name == "sinwave" { "SIN" } else { "COS" }, vec![angle]);
            binary(Multiply, own(0), wave)
        }
        ("counter", _) => {
            let since = binary(Subtract, make.variable("Time"), make.variable("INITIAL TIME"));
            let cycle = binary(Subtract, own(1), own(0));
            binary(Add, own(0), make.call("std.MOD", vec![since, cycle]))
        }
        ("endval", 2) => own(1),
        ("endval", _) => make.call("INITIAL", vec![own(0)]),
        ("rootn", _) => {
            let root = |x| binary(Power, x, binary(Divide, one(), own(1)));
            let odd = binary(Equal, make.call("std.MOD", vec![own(1), make.number(2.0)]), one());
            let below = binary(Less, own(0), make.number(0.0));
            let negative = minus(root(minus(own(0))));
            make.call("IF THEN ELSE", vec![binary(And, below, odd), negative, root(own(0))])
        }
        ("derivn", _) => match known(&arguments[1]).filter(|order| (0.0..=MAX_ORDER).contains(order)) {
            Some(order) => (0..order as usize).fold(own(0), |x, _| {
                let step = || make.variable("TIME STEP");
                let before = make.call("DELAY FIXED", vec![x.clone(), step(), x.clone()]);
                binary(Divide, binary(Subtract, x, before), step())
            }),
            None => return Err(must_be_known(make, "the order of `DERIVN`", "0, 1, 2, 3 or 4")),
        },
        ("factorial" | "combinations" | "permutations", _) => {
            let numbers: Option<Vec<f64>> = arguments.iter().map(known).collect();
            let Some(numbers) = numbers.filter(|numbers| numbers.iter().all(|n| (0.0..=170.0).contains(n))) else {
                let name = format!("what `{}` counts", name.to_uppercase());
                return Err(must_be_known(make, &name, "a number from 0 to 170"));
            };
            make.number(count(name, &numbers))
        }
        _ => return Ok(None),
    }))
}

fn must_be_known(make: &Maker, what: &str, wanted: &str) -> Box<Diagnostic> {
    let message = format!("{what} must be a number that the equation says");
    Box::new(Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(make.span, format!("{wanted} belongs here")))
}

/// How many sets, orders of some or orders of all there are, of whole numbers.
fn count(name: &str, numbers: &[f64]) -> f64 {
    let n = numbers[0].floor() as u32;
    let r = numbers.get(1).map_or(n, |r| r.floor() as u32);
    if r > n {
        return 0.0;
    }
    (0..r).fold(1.0, |product, taken| {
        let more = product * f64::from(n - taken);
        if name == "combinations" { more / f64::from(taken + 1) } else { more }
    })
}
