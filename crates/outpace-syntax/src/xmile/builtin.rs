//! XMILE's built-in functions in terms of those of the shared equation language.
//!
//! What both languages have under one name (ABS, EXP, MAX …) passes through. The rest is written out here, so that
//! everything behind the reader knows one set of functions. `std.INT` and `std.MOD` are XMILE's, which round down where
//! Vensim cuts toward zero; no name in Vensim's notation can have the point.
//!
//! Source: XMILE 1.0, 3.5 "Built-in Functions"; where it is silent, the pages of Stella's help that `table` names.

pub(super) mod extra;
mod noise;
pub mod table;

use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference, UnaryOperator, VENSIM_NA};
use crate::name::Name;
use crate::span::Span;
use table::Way;

/// Which program's numbers a file has: Vensim writes its own functions under XMILE's names.
///
/// Vensim's results for its own export of `INT(x)` and `x MOD y` with negative `x` are cut toward zero (the public test
/// model `test_rounding`), not rounded down as XMILE says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// Vensim.
    Vensim,
    /// A converter of Vensim's models.
    Converter,
    /// `outpace convert`: XMILE's functions, and Vensim's under its prefix; elements of one name are one element.
    Outpace,
    /// Stella, which goes beyond the standard and in two places against it.
    Stella,
    /// Everything else that follows the standard.
    Standard,
}

impl Writer {
    /// Whether functions that both languages have mean what they mean in Vensim.
    pub(super) fn speaks_vensim(self) -> bool {
        matches!(self, Writer::Vensim | Writer::Converter)
    }
}

/// Writes expressions out for one call.
pub(super) struct Maker {
    /// Where the call stands.
    pub(super) span: Span,
}

impl Maker {
    pub(super) fn expr(&self, kind: ExprKind) -> Expr {
        Expr { kind, span: self.span }
    }

    pub(super) fn number(&self, value: f64) -> Expr {
        self.expr(ExprKind::Number(value))
    }

    pub(super) fn variable(&self, name: &str) -> Expr {
        self.expr(ExprKind::Reference(Reference { name: Name::new(name), subscripts: Vec::new(), span: self.span }))
    }

    pub(super) fn minus(&self, x: Expr) -> Expr {
        self.expr(ExprKind::Unary(UnaryOperator::Negate, Box::new(x)))
    }

    pub(super) fn call(&self, name: &str, arguments: Vec<Expr>) -> Expr {
        let name = Reference { name: Name::new(name), subscripts: Vec::new(), span: self.span };
        self.expr(ExprKind::Call(name, arguments))
    }

    pub(super) fn binary(&self, operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
        self.expr(ExprKind::Binary(operator, Box::new(left), Box::new(right)))
    }

    /// `left / right`, or `otherwise` where `right` is 0.
    fn safe_quotient(&self, left: Expr, right: Expr, otherwise: Expr) -> Expr {
        let is_zero = self.binary(BinaryOperator::Equal, right.clone(), self.number(0.0));
        let quotient = self.binary(BinaryOperator::Divide, left, right);
        self.call("IF THEN ELSE", vec![is_zero, otherwise, quotient])
    }

    /// `magnitude / DT` for one DT at `first`, and again every `interval` where that is above 0.
    fn pulse(&self, magnitude: Expr, first: Expr, interval: Option<Expr>) -> Expr {
        use BinaryOperator::{Add, Divide, Greater, Multiply};
        let step = || self.variable("TIME STEP");
        let once = self.call("PULSE", vec![first.clone(), self.number(0.0)]);
        let on = match interval {
            Some(interval) if !matches!(interval.kind, ExprKind::Number(value) if value <= 0.0) => {
                let end = self.binary(Add, self.variable("FINAL TIME"), step());
                let train = self.call("PULSE TRAIN", vec![first, step(), interval.clone(), end]);
                match interval.kind {
                    ExprKind::Number(_) => train,
                    _ => {
                        let repeats = self.binary(Greater, interval, self.number(0.0));
                        self.call("IF THEN ELSE", vec![repeats, train, once])
                    }
                }
            }
            _ => once,
        };
        self.binary(Divide, self.binary(Multiply, magnitude, on), step())
    }
}

/// The number that an expression is, where arithmetic tells.
pub(super) fn known(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Unary(UnaryOperator::Negate, operand) => known(operand).map(|value| -value),
        ExprKind::Unary(UnaryOperator::Plus, operand) => known(operand),
        ExprKind::Binary(operator, left, right) => {
            let (left, right) = (known(left)?, known(right)?);
            match operator {
                BinaryOperator::Add => Some(left + right),
                BinaryOperator::Subtract => Some(left - right),
                BinaryOperator::Multiply => Some(left * right),
                BinaryOperator::Divide => Some(left / right),
                _ => None,
            }
        }
        ExprKind::Call(function, arguments) => match (function.name.canonical(), arguments.as_slice()) {
            ("min", [left, right]) => Some(known(left)?.min(known(right)?)),
            ("max", [left, right]) => Some(known(left)?.max(known(right)?)),
            ("std.int", [value]) => known(value).map(f64::floor),
            _ => None,
        },
        _ => None,
    }
}

/// What a name without arguments stands for, if it is built in.
pub(super) fn constant(name: &Name, span: Span, writer: Writer) -> Option<Expr> {
    let make = Maker { span };
    Some(match name.canonical() {
        "pi" => make.number(std::f64::consts::PI),
        "inf" => make.number(f64::INFINITY),
        // Stella's placeholder where a value is still to come, and what converters make of Vensim's `:NA:`.
        "nan" if !writer.speaks_vensim() => make.number(f64::NAN),
        "nan" | "vensim.na" => make.number(VENSIM_NA),
        "time" => make.variable("Time"),
        "dt" => make.variable("TIME STEP"),
        "starttime" => make.variable("INITIAL TIME"),
        "stoptime" => make.variable("FINAL TIME"),
        _ => return None,
    })
}

/// The row of a built-in function, or of a name that stands for a number, that is not supported.
pub(super) fn missing(name: &Name) -> Option<&'static table::Builtin> {
    table::find(name.canonical(), Way::Missing)
}

/// Says that a built-in function is not supported, and what to do.
pub(super) fn unsupported(name: &Reference, missing: &table::Builtin) -> Diagnostic {
    let message = format!("`{}` is not supported yet", name.name);
    Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(name.span, "").help(missing.about)
}

/// Whether a function is supported and takes so many arguments.
fn check(name: &Reference, given: usize, span: Span) -> Result<(), Box<Diagnostic>> {
    let canonical = name.name.canonical();
    if let Some(missing) = missing(&name.name) {
        return Err(Box::new(unsupported(name, missing)));
    }
    if let Some(row) = table::find(canonical, Way::WrittenOut)
        && !(row.least..=row.arguments.len()).contains(&given)
    {
        let most = row.arguments.len();
        let takes = match row.least == most {
            true => format!("{most} argument{}", if most == 1 { "" } else { "s" }),
            false => format!("{} to {most} arguments", row.least),
        };
        let message = format!("`{}` takes {takes}, not {given}", name.name);
        return Err(Box::new(Diagnostic::error(codes::WRONG_ARGUMENT_COUNT, message).at(span, "")));
    }
    Ok(())
}

/// A call of a built-in function, written out; `None` where it passes through.
///
/// # Errors
/// The wrong number of arguments, or a function that is not supported.
pub(super) fn expand(
    name: &Reference,
    arguments: &[Expr],
    span: Span,
    writer: Writer,
) -> Result<Option<Expr>, Box<Diagnostic>> {
    use BinaryOperator::{Add, Greater, Multiply};
    let canonical = name.name.canonical();
    if arguments.is_empty() && matches!(canonical, "pi" | "inf" | "time" | "dt" | "starttime" | "stoptime") {
        return Ok(constant(&name.name, span, writer));
    }
    let vensim = writer.speaks_vensim();
    if vensim && canonical == "npv" {
        return Ok(None);
    }
    check(name, arguments.len(), span)?;
    let make = Maker { span };
    let own = |at: usize| arguments[at].clone();
    let all = || arguments.to_vec();
    Ok(Some(match canonical {
        "init" => make.call(if arguments.len() == 1 { "INITIAL" } else { "ACTIVE INITIAL" }, all()),
        "previous" => make.call("DELAY FIXED", vec![own(0), make.variable("TIME STEP"), own(1)]),
        "int" => make.call(if vensim { "INTEGER" } else { "std.INT" }, all()),
        "mod" | "modulo" => make.call(if vensim { "MODULO" } else { "std.MOD" }, all()),
        "round" => make.call("std.INT", vec![make.binary(Add, own(0), make.number(0.5))]),
        "normalpink" => {
            let seed = arguments.get(3).cloned().unwrap_or_else(|| make.number(0.0));
            make.call("RANDOM PINK NOISE", vec![own(0), own(1), own(2), seed])
        }
        "percent" => make.binary(Multiply, own(0), make.number(100.0)),
        "log10" => make.call("LOG", vec![own(0), make.number(10.0)]),
        "safediv" => make.safe_quotient(own(0), own(1), arguments.get(2).cloned().unwrap_or_else(|| make.number(0.0))),
        "switch" => {
            let above = make.binary(Greater, own(0), own(1));
            make.call("IF THEN ELSE", vec![above, make.number(1.0), make.number(0.0)])
        }
        // Vensim exports its own PULSE, of a start and a width, as it is.
        "pulse" if writer == Writer::Vensim && arguments.len() == 2 => return Ok(None),
        "pulse" => {
            let first = arguments.get(1).cloned().unwrap_or_else(|| make.variable("INITIAL TIME"));
            // Stella's help: without an interval there are "subsequent pulses each DT"; the standard has one pulse.
            if writer == Writer::Stella && arguments.len() < 3 {
                let on = make.call("STEP", vec![make.number(1.0), first]);
                let volume = make.binary(Multiply, own(0), on);
                return Ok(Some(make.binary(BinaryOperator::Divide, volume, make.variable("TIME STEP"))));
            }
            make.pulse(own(0), first, arguments.get(2).cloned())
        }
        "step" | "ramp" => {
            let start = arguments.get(1).cloned().unwrap_or_else(|| make.variable("INITIAL TIME"));
            match canonical {
                "step" => make.call("STEP", vec![own(0), start]),
                // The ramp goes on beyond the end of the simulation.
                _ => {
                    let end = arguments.get(2).cloned().unwrap_or_else(|| make.variable("FINAL TIME"));
                    make.call("RAMP", vec![own(0), start, end])
                }
            }
        }
        _ => match delay(&make, canonical, arguments).or_else(|| noise::expand(&make, canonical, arguments, writer)) {
            Some(written) => written,
            None => return extra::expand(&make, canonical, arguments),
        },
    }))
}

/// Delays, smoothing, and the trend that smoothing finds.
fn delay(make: &Maker, canonical: &str, arguments: &[Expr]) -> Option<Expr> {
    use BinaryOperator::{Add, Multiply};
    let own = |at: usize| arguments[at].clone();
    // An initial value that is not given is that of the input.
    let with_initial = |at: usize| arguments.get(at).unwrap_or(&arguments[0]).clone();
    let either = |least: &'static str, most: &'static str, at: usize| if arguments.len() < at { least } else { most };
    Some(match canonical {
        "delay" => make.call("DELAY FIXED", vec![own(0), own(1), with_initial(2)]),
        "delay1" => make.call(either("DELAY1", "DELAY1I", 3), arguments.to_vec()),
        "delay3" => make.call(either("DELAY3", "DELAY3I", 3), arguments.to_vec()),
        "delayn" => make.call("DELAY N", vec![own(0), own(1), with_initial(3), own(2)]),
        "smth1" => make.call(either("SMOOTH", "SMOOTHI", 3), arguments.to_vec()),
        "smth3" => make.call(either("SMOOTH3", "SMOOTH3I", 3), arguments.to_vec()),
        "smthn" => make.call("SMOOTH N", vec![own(0), own(1), with_initial(3), own(2)]),
        "trend" | "forcst" => {
            let initial = arguments.get(if canonical == "trend" { 2 } else { 3 }).cloned();
            let initial = initial.unwrap_or_else(|| make.number(0.0));
            let trend = make.call("TREND", vec![own(0), own(1), initial]);
            match canonical {
                "trend" => trend,
                _ => {
                    let growth = make.binary(Multiply, trend, own(2));
                    let factor = make.binary(Add, make.number(1.0), growth);
                    make.binary(Multiply, own(0), factor)
                }
            }
        }
        _ => return None,
    })
}
