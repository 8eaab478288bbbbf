//! `<sim_specs>`: the clock, as the variables that steer a simulation, and the method of integration.
//!
//! Source: XMILE 1.0, 2.3 and 3.4; DT is 1 where it is not given. RK2 is what isee systems say it is ("Runge-Kutta
//! methods": the mean of the slopes at both ends of the step); RK45, of mixed order with a step of its own, is RK4 with
//! an automatic step.

use roxmltree::Node;

use super::builtin::Writer;
use super::document::{Source, child, of_vensim, shortened};
use super::scope::Names;
use super::units::Units;
use super::variable::read_unit;
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind, Reference};
use crate::mdl::{Equation, ModelTree, Right};
use crate::name::Name;
use crate::span::{Span, Spanned};
use crate::study::Method;
use crate::unit::UnitExpr;

/// Adds what the file says about the simulation; variables of the model with the names of the clock come first.
pub(super) fn read(
    source: &Source<'_>,
    root: Node<'_, '_>,
    (names, units): (&Names, &Units),
    writer: Writer,
    tree: &mut ModelTree,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let model = child(root, "model").and_then(|model| child(model, "sim_specs"));
    let Some(specs) = child(root, "sim_specs").or(model) else {
        let message = "this file has no `<sim_specs>`, so nobody knows when the simulation starts and stops";
        diagnostics.push(Diagnostic::error(codes::MISSING_CONTROL, message).at(source.tag(root), ""));
        return;
    };
    let tag = source.tag(specs);
    tree.method = method(source, specs, writer, diagnostics);
    let time_unit = source.attribute(specs, "time_units");
    let unit = time_unit.and_then(|unit| read_unit(source.file, unit.value.trim(), unit.span, diagnostics));
    let unit = unit.map(|unit| units.resolve(unit));
    for (name, element) in [("INITIAL TIME", "start"), ("FINAL TIME", "stop"), ("TIME STEP", ""), ("SAVEPER", "")] {
        if names.variables.contains_key(&Name::new(name)) {
            continue;
        }
        let value = match name {
            "TIME STEP" => step(source, specs, diagnostics),
            "SAVEPER" => saved(source, specs, diagnostics),
            _ => match child(specs, element) {
                Some(node) => number(source, node, diagnostics),
                None => {
                    let message = format!("this file does not say when the simulation {element}s");
                    let diagnostic = Diagnostic::error(codes::MISSING_CONTROL, message).at(tag, "");
                    diagnostics.push(diagnostic.help(format!("add `<{element}>0</{element}>`")));
                    continue;
                }
            },
        };
        tree.equations.push(equation(name, value, unit.clone()));
    }
}

fn equation(name: &str, right: Expr, unit: Option<UnitExpr>) -> Equation {
    let span = right.span;
    Equation {
        left: Reference { name: Name::new(name), subscripts: Vec::new(), span },
        exceptions: Vec::new(),
        right: Right::Expression(right),
        unit,
        comment: String::new(),
        group: None,
        supplementary: false,
        span,
    }
}

/// `<dt>`, which may be given as one over it.
fn step(source: &Source<'_>, specs: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Expr {
    let Some(dt) = child(specs, "dt") else {
        return Expr { kind: ExprKind::Number(1.0), span: source.tag(specs) };
    };
    let step = number(source, dt, diagnostics);
    match (dt.attribute("reciprocal"), &step.kind) {
        (Some(flag), ExprKind::Number(steps)) if flag.trim().eq_ignore_ascii_case("true") => {
            Expr { kind: ExprKind::Number(1.0 / steps), span: step.span }
        }
        _ => step,
    }
}

/// How often values are saved: Vensim's `<vensim:saveper>`, isee's `save_interval` or the `<savestep>` of files from before
/// version 1.0 (github.com/bpowers/go-xmile, xmile/xmile.go), else every step, also where a study changes the step.
fn saved(source: &Source<'_>, specs: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Expr {
    let follow = |span| {
        let step = Reference { name: Name::new("TIME STEP"), subscripts: Vec::new(), span };
        Expr { kind: ExprKind::Reference(step), span }
    };
    if let Some(saveper) = of_vensim(specs, "saveper") {
        let content = source.content(saveper);
        return match Name::new(&content.text).is("time step") {
            true => follow(content.whole(source.file)),
            false => number(source, saveper, diagnostics),
        };
    }
    if let Some(savestep) = child(specs, "savestep").filter(|node| source.content(*node).text.trim() != "0") {
        return number(source, savestep, diagnostics);
    }
    let interval = source.attribute(specs, "save_interval").and_then(|interval| {
        let value = interval.value.trim().parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0)?;
        Some(Expr { kind: ExprKind::Number(value), span: interval.span })
    });
    interval.unwrap_or_else(|| follow(source.tag(specs)))
}

fn number(source: &Source<'_>, node: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Expr {
    let content = source.content(node);
    let span: Span = content.whole(source.file);
    let text = content.text.trim();
    // Vensim once wrote `<dt> TIME_STEP=0.125</dt>`.
    let text =
        text.split_once('=').filter(|(name, _)| Name::new(name).is("time step")).map_or(text, |(_, value)| value);
    match text.trim().parse::<f64>().ok().filter(|value| value.is_finite()) {
        Some(value) => Expr { kind: ExprKind::Number(value), span },
        None => {
            let message = format!("`{}` is not a number", shortened(text));
            diagnostics.push(Diagnostic::error(codes::BAD_NUMBER, message).at(span, "a number belongs here"));
            Expr { kind: ExprKind::Error, span }
        }
    }
}

/// A method as `<sim_specs method="…">` names it: a list, of which a program takes the first that it has. What only
/// Vensim has goes by a word of ours.
pub(super) fn method_name(method: Method) -> &'static str {
    match method {
        Method::Euler => "Euler",
        Method::Midpoint => "midpoint,RK2",
        Method::Heun => "RK2",
        Method::RungeKutta4 => "RK4",
        Method::MidpointAuto => "midpoint-auto,RK2",
        Method::RungeKutta4Auto => "RK45,RK4",
    }
}

/// The first method of the list that we have.
///
/// Vensim wrote RK4 into every file that it exported, also where its model runs by Euler's method, which is Vensim's own
/// default (the public test model `test_zeroled_decimals` has the model, the export and Vensim's results). The files that
/// say how often values are saved are of its new exporter, which names the method.
fn method(
    source: &Source<'_>,
    specs: Node<'_, '_>,
    writer: Writer,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Spanned<Method>> {
    // Files from before version 1.0 have an element for it.
    let element = child(specs, "method").map(|node| source.content(node));
    let element = element.as_ref().map(|method| Spanned::new(method.text.as_str(), method.whole(source.file)));
    let written = source.attribute(specs, "method").or(element)?;
    let known = |name: &str| match name.trim().to_lowercase().as_str() {
        "euler" => Some(Method::Euler),
        "rk4" => Some(Method::RungeKutta4),
        "rk2" | "rk2_auto" => Some(Method::Heun),
        "rk45" | "rk4_auto" => Some(Method::RungeKutta4Auto),
        "midpoint" => Some(Method::Midpoint),
        "midpoint-auto" => Some(Method::MidpointAuto),
        _ => None,
    };
    let method = written.value.split(',').find_map(known);
    let names_any = writer == Writer::Vensim && of_vensim(specs, "saveper").is_none();
    if names_any && method == Some(Method::RungeKutta4) {
        let message = "Vensim exports every model as `RK4`: Euler's method is taken, which is Vensim's default";
        let diagnostic = Diagnostic::warning(codes::BAD_VALUE, message).at(written.span, "not to be relied on");
        diagnostics.push(diagnostic.help("in a study, `method = \"rk4\"` in study.toml says what is meant"));
        return Some(Spanned::new(Method::Euler, written.span));
    }
    if method.is_none() {
        let message = format!("the method of integration `{}` is not supported", shortened(written.value));
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(written.span, "");
        diagnostics.push(diagnostic.help("write `euler`, `rk2`, `rk4` or `rk45`"));
    }
    method.map(|method| Spanned::new(method, written.span))
}
