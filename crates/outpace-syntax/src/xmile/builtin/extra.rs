//! Stella's mathematical and cyclical functions, money, and values at other times, written out.
//!
//! Source: the pages of Stella's help that `table` names for each family.

use super::{Maker, known};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind};
use BinaryOperator::{Add, And, Divide, Equal, Less, Multiply, Or, Power, Subtract};

/// The highest derivative that is written out.
const MAX_ORDER: f64 = 4.0;

/// A call with the right number of arguments, written out; `None` for a function that is not known here.
pub(super) fn expand(make: &Maker, name: &str, arguments: &[Expr]) -> Result<Option<Expr>, Box<Diagnostic>> {
    let own = |at: usize| arguments[at].clone();
    let one = || make.number(1.0);
    let binary = |operator, left, right| make.binary(operator, left, right);
    let minus = |x: Expr| make.minus(x);
    Ok(Some(match (name, arguments.len()) {
        ("gammaln", _) => make.call("GAMMA LN", vec![own(0)]),
        ("invnorm", _) => make.call("std.INVNORM", vec![own(0)]),
        ("normalcdf", _) => normal_between(make, arguments),
        ("cgrowth", _) => compound_growth(make, own(0)),
        ("fv" | "pmt" | "pv", _) => payments(make, name, arguments),
        ("npv", _) if arguments.iter().any(draws) => return Err(drawn_once(make, "NPV")),
        ("npv", _) => present_value(make, arguments),
        ("history", _) => return history(make, &arguments[0], &arguments[1]).map(Some),
        ("sinwave" | "coswave", _) => {
            let turns = binary(Divide, make.variable("Time"), own(1));
            let angle = binary(Multiply, make.number(std::f64::consts::TAU), turns);
            let wave = make.call(if name == "sinwave" { "SIN" } else { "COS" }, vec![angle]);
            binary(Multiply, make.call("ABS", vec![own(0)]), wave)
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
            Some(order) => derivative(make, own(0), order),
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

/// The derivative of this order, from the differences to what `x` was one DT ago; 0 until there are enough of them.
fn derivative(make: &Maker, x: Expr, order: f64) -> Expr {
    let step = || make.variable("TIME STEP");
    let differences = (0..order as usize).fold(x, |x, _| {
        let before = make.call("DELAY FIXED", vec![x.clone(), step(), x.clone()]);
        make.binary(Divide, make.binary(Subtract, x, before), step())
    });
    if order < 2.0 {
        return differences;
    }
    let wait = make.binary(Multiply, make.number(order - 0.5), step());
    let enough = make.binary(Add, make.variable("INITIAL TIME"), wait);
    let waiting = make.binary(Less, make.variable("Time"), enough);
    make.call("IF THEN ELSE", vec![waiting, make.number(0.0), differences])
}

/// `((1 + p / 100) ^ DT - 1) / DT`: what makes a stock grow by `p` percent in a unit of time, whatever the DT.
///
/// Source: Stella's model of BPTK-Py's tests (<https://github.com/transentis/bptk_py>, `test_cgrowth.stmx`), in which
/// `CGROWTH(10)` lets 100 grow to 110 within 1.
fn compound_growth(make: &Maker, percentage: Expr) -> Expr {
    let step = || make.variable("TIME STEP");
    let factor = make.binary(Add, make.number(1.0), make.binary(Divide, percentage, make.number(100.0)));
    let growth = make.binary(Subtract, make.binary(Power, factor, step()), make.number(1.0));
    make.binary(Divide, growth, step())
}

/// The probability that a normal variable lies between two numbers.
fn normal_between(make: &Maker, arguments: &[Expr]) -> Expr {
    let below = |x: &Expr| {
        let score = match arguments {
            [_, _, mean, others @ ..] => {
                let away = make.binary(Subtract, x.clone(), mean.clone());
                others.iter().fold(away, |away, deviation| make.binary(Divide, away, deviation.clone()))
            }
            _ => x.clone(),
        };
        make.call("std.NORMALCDF", vec![score])
    };
    match known(&arguments[0]) {
        Some(f64::NEG_INFINITY) => below(&arguments[1]),
        _ => make.binary(Subtract, below(&arguments[1]), below(&arguments[0])),
    }
}

/// FV, PMT and PV: each from the other two, by `pv (1 + rate)^n + pmt / rate ((1 + rate)^n - 1) + fv = 0`, and by
/// `pv + pmt n + fv = 0` where the rate is 0. Source: isee systems, "Financial builtins".
fn payments(make: &Maker, name: &str, arguments: &[Expr]) -> Expr {
    let own = |at: usize| arguments[at].clone();
    let binary = |operator, left, right| make.binary(operator, left, right);
    let growth = || binary(Power, binary(Add, make.number(1.0), own(0)), own(1));
    // What payments of 1 have grown to.
    let annuity = || binary(Divide, binary(Subtract, growth(), make.number(1.0)), own(0));
    let (grown, level) = match name {
        "fv" => (
            binary(Add, binary(Multiply, own(3), growth()), binary(Multiply, own(2), annuity())),
            binary(Add, own(3), binary(Multiply, own(2), own(1))),
        ),
        "pmt" => (
            binary(Divide, binary(Add, binary(Multiply, own(2), growth()), own(3)), annuity()),
            binary(Divide, binary(Add, own(2), own(3)), own(1)),
        ),
        _ => (
            binary(Divide, binary(Add, binary(Multiply, own(2), annuity()), own(3)), growth()),
            binary(Add, binary(Multiply, own(2), own(1)), own(3)),
        ),
    };
    let no_rate = binary(Equal, own(0), make.number(0.0));
    make.minus(make.call("IF THEN ELSE", vec![no_rate, level, grown]))
}

/// The value that a stream up to now had at the start, each step's discounted by its own time, behind an initial value:
/// that of the stream where none is given, which then stands for the first step.
///
/// Source: the numbers of `NPV(10, 2)` in BPTK-Py's tests (<https://github.com/transentis/bptk_py>, `test_npv.stmx` and
/// `test_xmile.py`): 10, 11.9, 13.343, … at a DT of 1/4. That the step in hand counts with its own stream is our reading.
fn present_value(make: &Maker, arguments: &[Expr]) -> Expr {
    let own = |at: usize| arguments[at].clone();
    let binary = |operator, left, right| make.binary(operator, left, right);
    let passed_back = binary(Subtract, make.variable("INITIAL TIME"), make.variable("Time"));
    let discount = binary(Power, binary(Add, make.number(1.0), own(1)), passed_back);
    let worth = binary(Multiply, own(0), discount);
    let first = arguments.get(2).unwrap_or(&arguments[0]).clone();
    let before = make.call("INTEG", vec![worth.clone(), first]);
    // The sum of the steps before this one has the first step, and lacks this one.
    let step = binary(Subtract, worth, make.call("INITIAL", vec![own(0)]));
    binary(Add, before, binary(Multiply, make.variable("TIME STEP"), step))
}

/// Whether an expression draws noise, which each copy of it would draw anew.
pub(in crate::xmile) fn draws(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(name, arguments) => name.name.canonical().starts_with("random ") || arguments.iter().any(draws),
        ExprKind::Unary(_, operand) => draws(operand),
        ExprKind::Binary(_, left, right) => draws(left) || draws(right),
        _ => false,
    }
}

/// Refuses noise where it would be drawn more than once.
pub(in crate::xmile) fn drawn_once(make: &Maker, function: &str) -> Box<Diagnostic> {
    let message = format!("`{function}` of noise would draw it more than once");
    let diagnostic = Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(make.span, "");
    Box::new(diagnostic.help("give the noise a variable of its own"))
}

/// What `x` was at `time`: a number, or a number behind TIME; 0 at moments before the run and before that time.
///
/// Source: isee systems, "Data builtins": `HISTORY(stock, TIME - 1)` is `DELAY(stock, 1)`, and where there is no value it
/// is 0.
fn history(make: &Maker, x: &Expr, time: &Expr) -> Result<Expr, Box<Diagnostic>> {
    let is_time = |expr: &Expr| matches!(&expr.kind, ExprKind::Reference(reference) if reference.name.is("time"));
    let zero = || make.number(0.0);
    if let Some(moment) = known(time) {
        let half = make.binary(Divide, make.variable("TIME STEP"), make.number(2.0));
        let to_come = make.binary(Less, make.binary(Add, make.variable("Time"), half.clone()), make.number(moment));
        let start = make.binary(Subtract, make.variable("INITIAL TIME"), half);
        let before_start = make.binary(Less, make.number(moment), start);
        let kept = make.call("SAMPLE UNTIL", vec![make.number(moment), x.clone(), zero()]);
        return Ok(make.call("IF THEN ELSE", vec![make.binary(Or, to_come, before_start), zero(), kept]));
    }
    let lag = match &time.kind {
        _ if is_time(time) => return Ok(x.clone()),
        ExprKind::Binary(Subtract, left, lag) if is_time(left) => match &lag.kind {
            ExprKind::Reference(reference) if reference.name.is("time step") => Some((**lag).clone()),
            _ => known(lag).filter(|lag| *lag >= 0.0).map(|lag| make.number(lag)),
        },
        _ => None,
    };
    match lag {
        Some(lag) if known(&lag) == Some(0.0) => Ok(x.clone()),
        Some(lag) => Ok(make.call("DELAY FIXED", vec![x.clone(), lag, zero()])),
        None => {
            let message = "`HISTORY` looks back to a time that is a number, or by a number behind TIME";
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(make.span, "");
            Err(Box::new(diagnostic.help("for a lag that is a variable, write `DELAY(x, lag, 0)`")))
        }
    }
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
