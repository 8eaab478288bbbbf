//! A model as Vensim's text: what this writes reads back as the same model.
//!
//! What XMILE means otherwise than Vensim (`std.INT`, `std.MOD`, infinity) is written out in functions of Vensim. The settings,
//! such as the method of integration, stand behind an empty sketch. Equations without a group come first, then group by group.

use std::fmt::Write;

use super::device::DeviceKind;
use super::reader::folded;
use super::{Equation, Interpolation, Macro, ModelTree, RangeDefinition, Right, settings};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference};
use crate::name::Name;
use crate::span::Spanned;

/// The most nodes that the arguments of a call may have for it to be written out: each stands there twice then.
const MAX_WRITTEN_OUT: usize = 20_000;

/// What of a model Vensim's text cannot say; with any of it [`print()`] gives less than the model.
pub fn unsaid(tree: &ModelTree) -> Vec<Diagnostic> {
    let all = tree.equations.iter().chain(tree.macros.iter().flat_map(|each| &each.equations));
    let unsaid = all.filter_map(|equation| {
        let name = &equation.left.name;
        let what = match &equation.right {
            Right::Device(device) => match device.kind {
                DeviceKind::Conveyor => format!("the conveyor `{name}`"),
                DeviceKind::Queue => format!("the queue `{name}`"),
                DeviceKind::Oven => format!("the oven `{name}`"),
            },
            Right::Expression(expr) => unsaid_function(expr)?.to_string(),
            _ => return None,
        };
        let message = format!("Vensim's text has no way to say {what}");
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
        Some(diagnostic.at(equation.left.span, "this cannot be converted"))
    });
    unsaid.collect()
}

/// A function in an expression that Vensim lacks and that cannot be written out.
fn unsaid_function(expr: &Expr) -> Option<&'static str> {
    match &expr.kind {
        ExprKind::Call(function, _) if function.name.is("std.normalcdf") => Some("`NORMALCDF`"),
        ExprKind::Call(function, _) if function.name.is("std.invnorm") => Some("`INVNORM`"),
        ExprKind::Call(function, _) if function.name.is("std.allocate") => Some("`ALLOCATE` with a curve"),
        ExprKind::Call(function, _) if function.name.is("std.lookupmean") => Some("`LOOKUPMEAN`"),
        // Written out, they would draw twice.
        ExprKind::Call(function, arguments)
            if matches!(function.name.canonical(), "std.int" | "std.mod") && arguments.iter().any(is_noise) =>
        {
            Some("`INT` or `MOD` of noise: give the noise a variable of its own")
        }
        ExprKind::Call(_, arguments) => arguments.iter().find_map(unsaid_function),
        ExprKind::Unary(_, operand) => unsaid_function(operand),
        ExprKind::Binary(_, left, right) => unsaid_function(left).or_else(|| unsaid_function(right)),
        _ => None,
    }
}

/// Whether an expression draws a random number.
fn is_noise(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(function, arguments) => {
            function.name.canonical().starts_with("random ") || arguments.iter().any(is_noise)
        }
        ExprKind::Unary(_, operand) => is_noise(operand),
        ExprKind::Binary(_, left, right) => is_noise(left) || is_noise(right),
        _ => false,
    }
}

/// The text of a model. What could not be read is left out, so a tree with errors gives less than it says.
pub fn print(tree: &ModelTree) -> String {
    let mut text = "{UTF-8}\n".to_string();
    for each in &tree.macros {
        print_macro(&mut text, each);
    }
    for range in &tree.ranges {
        print_range(&mut text, range);
    }
    let of = |group: Option<usize>| tree.equations.iter().filter(move |equation| equation.group == group);
    of(None).for_each(|equation| print_equation(&mut text, equation));
    for (at, group) in tree.groups.iter().enumerate() {
        let line = "*".repeat(56);
        let _ = write!(text, "{line}\n\t.{}\n{line}~\n\t{}\n|\n\n", plain(&group.name), plain(&group.comment));
        of(Some(at)).for_each(|equation| print_equation(&mut text, equation));
    }
    print_checks(&mut text, tree);
    text += &settings::print(tree);
    text
}

/// A name or a comment of a group, without the signs that part its fields.
fn plain(text: &str) -> String {
    folded(&text.replace(['|', '~', '*'], " "))
}

/// A comment, without bars and without tildes behind which there would be flags: all others are its own.
fn comment(text: &str) -> String {
    let text = text.replace('|', " ");
    let mut parts = text.split('~');
    let mut kept = parts.next().unwrap_or_default().to_string();
    for part in parts.filter(|part| !part.trim().is_empty()) {
        kept.push(if part.trim_start().starts_with(':') { ' ' } else { '~' });
        kept.push_str(part);
    }
    folded(&kept)
}

fn names(names: &[Spanned<Name>]) -> String {
    names.iter().map(|name| name.value.notation()).collect::<Vec<_>>().join(", ")
}

fn print_macro(text: &mut String, each: &Macro) {
    let outputs = if each.outputs.is_empty() { String::new() } else { format!(" : {}", names(&each.outputs)) };
    let _ = writeln!(text, ":MACRO: {}({}{outputs})", each.name.value.notation(), names(&each.inputs));
    each.equations.iter().for_each(|equation| print_equation(text, equation));
    text.push_str(":END OF MACRO:\n\n");
}

fn print_range(text: &mut String, range: &RangeDefinition) {
    let name = range.name.value.notation();
    let _ = match (&range.alias_of, &range.source) {
        (Some(other), _) => write!(text, "{name} <-> {}", other.value.notation()),
        (None, Some(source)) => write!(text, "{name}: {source}"),
        (None, None) => write!(text, "{name}: {}", names(&range.members)),
    };
    for (at, (target, order)) in range.mappings.iter().enumerate() {
        text.push_str(if at == 0 { " -> " } else { ", " });
        let target = target.value.notation();
        let _ = match order.is_empty() {
            true => write!(text, "{target}"),
            false => write!(text, "({target}: {})", names(order)),
        };
    }
    let _ = write!(text, "\n\t~\n\t~ {}\n\t|\n\n", comment(&range.comment));
}

fn print_equation(text: &mut String, equation: &Equation) {
    let _ = write!(text, "{}", equation.left);
    for (at, exception) in equation.exceptions.iter().enumerate() {
        text.push_str(if at == 0 { " :EXCEPT: " } else { ", " });
        let _ = write!(text, "[{}]", subscripts(exception));
    }
    match &equation.right {
        Right::Expression(expr) => {
            let _ = write!(text, " =\n\t{}", in_vensim(expr));
        }
        Right::Constants(rows) => {
            let row = |row: &Vec<Spanned<f64>>| {
                row.iter().map(|value| number(value.value).to_string()).collect::<Vec<_>>().join(", ")
            };
            let rows: Vec<String> = rows.iter().filter(|row| !row.is_empty()).map(row).collect();
            let _ = write!(text, " =\n\t{}{}", rows.join(";\n\t"), if rows.len() > 1 { ";" } else { "" });
        }
        Right::Lookup(points) => {
            let _ = write!(text, "(\n\t{points})");
        }
        Right::Data(interpolation, expr) => {
            text.push_str(match interpolation {
                Interpolation::Linear => " :INTERPOLATE:",
                Interpolation::LookForward => " :LOOK FORWARD:",
                Interpolation::HoldBackward => " :HOLD BACKWARD:",
                Interpolation::Raw => " :RAW:",
            });
            let _ = expr.as_ref().map(|expr| write!(text, " :=\n\t{}", in_vensim(expr)));
        }
        Right::Device(_) | Right::Driven(_) | Right::Error => text.push_str(" =\n\t?"),
    }
    let unit = equation.unit.as_ref().map(ToString::to_string).unwrap_or_default();
    let flag = if equation.supplementary { "\n\t~ :SUPPLEMENTARY" } else { "" };
    let _ = write!(text, "\n\t~ {unit}\n\t~ {}{flag}\n\t|\n\n", comment(&equation.comment));
}

fn print_checks(text: &mut String, tree: &ModelTree) {
    for input in &tree.test_inputs {
        let change = in_vensim(&input.change);
        let _ = write!(text, "{} :TEST INPUT:\n\t{change}\n\t~\n\t~ {}\n\t|\n\n", input.left, comment(&input.comment));
    }
    for check in &tree.constraints {
        let condition = check.condition.as_ref().map(|condition| in_vensim(condition).to_string()).unwrap_or_default();
        let consequence = check.unread.clone().unwrap_or_else(|| in_vensim(&check.consequence).to_string());
        let _ = write!(text, "{} :THE CONDITION:\n\t{condition}\n\t:IMPLIES:\n\t{consequence}", check.left);
        let _ = write!(text, "\n\t~\n\t~ {}\n\t|\n\n", comment(&check.comment));
    }
}

fn subscripts(reference: &Reference) -> String {
    reference.subscripts.iter().map(|usage| usage.name.notation()).collect::<Vec<_>>().join(", ")
}

fn number(value: f64) -> Expr {
    let span = crate::Span::new(crate::FileId(0), 0, 0);
    Expr { kind: ExprKind::Number(value), span }
}

/// How many nodes an expression has.
fn size(expr: &Expr) -> usize {
    1 + match &expr.kind {
        ExprKind::Call(_, arguments) => arguments.iter().map(size).sum(),
        ExprKind::Unary(_, operand) => size(operand),
        ExprKind::Binary(_, left, right) => size(left) + size(right),
        _ => 0,
    }
}

/// The expression in functions and numbers that Vensim's notation has.
fn in_vensim(expr: &Expr) -> Expr {
    let span = expr.span;
    let binary = |operator, left: Expr, right: Expr| Expr {
        kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)),
        span,
    };
    let call = |name: &str, arguments: Vec<Expr>| {
        let name = Reference { name: Name::new(name), subscripts: Vec::new(), span };
        Expr { kind: ExprKind::Call(name, arguments), span }
    };
    let kind = match &expr.kind {
        // Too large a number is infinite, and 0/0 is none.
        ExprKind::Number(value) if value.is_infinite() => {
            return binary(BinaryOperator::Multiply, number(1e308 * value.signum()), number(10.0));
        }
        ExprKind::Number(value) if value.is_nan() => {
            return binary(BinaryOperator::Divide, number(0.0), number(0.0));
        }
        ExprKind::Call(function, arguments) => {
            let arguments: Vec<Expr> = arguments.iter().map(in_vensim).collect();
            match (function.name.canonical(), arguments.as_slice()) {
                _ if arguments.iter().map(size).sum::<usize>() > MAX_WRITTEN_OUT => {
                    ExprKind::Call(function.clone(), arguments)
                }
                ("std.int", [x]) => {
                    let whole = call("QUANTUM", vec![x.clone(), number(1.0)]);
                    let beyond = binary(BinaryOperator::Less, x.clone(), whole.clone());
                    let one_less = call("IF THEN ELSE", vec![beyond, number(1.0), number(0.0)]);
                    return binary(BinaryOperator::Subtract, whole, one_less);
                }
                ("std.mod", [x, size]) => {
                    let rest = call("MODULO", vec![x.clone(), size.clone()]);
                    let product = binary(BinaryOperator::Multiply, rest.clone(), size.clone());
                    let opposite = binary(BinaryOperator::Less, product, number(0.0));
                    let lift = call("IF THEN ELSE", vec![opposite, size.clone(), number(0.0)]);
                    return binary(BinaryOperator::Add, rest, lift);
                }
                _ => ExprKind::Call(function.clone(), arguments),
            }
        }
        ExprKind::Unary(operator, operand) => ExprKind::Unary(*operator, Box::new(in_vensim(operand))),
        ExprKind::Binary(operator, left, right) => {
            ExprKind::Binary(*operator, Box::new(in_vensim(left)), Box::new(in_vensim(right)))
        }
        other => other.clone(),
    };
    Expr { kind, span }
}
