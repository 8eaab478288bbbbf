//! A model as XMILE: what this writes reads back as a model with the same numbers, bit by bit.
//!
//! `shape` finds out which variables are stocks, flows and tables, `ranges` what subscripts mean, `variable` writes one
//! variable, `expression` and `notation` an equation. The file names Outpace as its product; our reader then takes
//! elements of one name for one element, as Vensim does.
//!
//! # Not here
//! Data that come from files, texts in equations and macros with several results have no place in XMILE: each is an error
//! with its line. Vensim's sketches are not converted; the drawing of an XMILE model is kept.

mod device;
mod expression;
mod notation;
mod ranges;
mod shape;
mod variable;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt::Write;

use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind};
use crate::mdl::{BaseDate, Equation, Macro, ModelTree, Right};
use crate::name::Name;
use crate::study::Method;
use notation::{attribute, identifier, number, unit, xml};
use ranges::Ranges;
use shape::Shape;
use variable::Variables;

/// The controls of a simulation, with their element in `sim_specs`.
const CONTROLS: [(&str, &str); 3] = [("INITIAL TIME", "start"), ("FINAL TIME", "stop"), ("TIME STEP", "dt")];

/// The text of a model, and what of it XMILE cannot say. With an error among those the text gives less than the model.
pub fn print(tree: &ModelTree) -> (String, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    if tree.base_date.is_some_and(|date| date != BaseDate::default()) {
        let message =
            "XMILE cannot say which date the time 0 stands for: `GET TIME VALUE` counts from 2000-01-01 there";
        diagnostics.push(Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message));
    }
    if let Some(check) = tree.constraints.first() {
        let message = "XMILE has no reality checks: those of this model are left out";
        diagnostics.push(Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message).at(check.left.span, ""));
    }
    let specified = specified(tree);
    let mut out = header(tree);
    sim_specs(tree, &specified, &mut out);
    warn_of_computed_clock(tree, &specified, &mut diagnostics);
    dimensions(tree, &mut out, &mut diagnostics);
    out.push_str("\t<model>\n\t\t<variables>\n");
    let shape = Shape::of(tree, &tree.equations, specified.clone());
    Variables::new(shape, &mut out, &mut diagnostics).write();
    groups(tree, &specified, &mut out);
    out.push_str("\t\t</variables>\n");
    if let Some(drawing) = &tree.drawing {
        let _ = writeln!(out, "\t\t{}", drawing.text);
    }
    out.push_str("\t</model>\n");
    for each in &tree.macros {
        print_macro(tree, each, &mut out, &mut diagnostics);
    }
    out.push_str("</xmile>\n");
    (out, diagnostics)
}

fn header(tree: &ModelTree) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_string();
    out.push_str("<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\"");
    let isee = ("isee".to_string(), "http://iseesystems.com/XMILE".to_string());
    let declared = tree.drawing.iter().flat_map(|drawing| &drawing.prefixes);
    let own = declared.clone().all(|(prefix, _)| *prefix != isee.0).then_some(&isee);
    for (prefix, address) in own.into_iter().chain(declared) {
        let _ = write!(out, " xmlns:{prefix}=\"{}\"", xml(address));
    }
    out.push_str(">\n\t<header>\n\t\t<vendor>Outpace</vendor>\n");
    let _ = writeln!(out, "\t\t<product version=\"{}\" lang=\"en\">Outpace</product>", env!("CARGO_PKG_VERSION"));
    let most = tree.equations.iter().map(|equation| equation.left.subscripts.len()).max().unwrap_or(0);
    let mut options = String::new();
    if most > 0 {
        let _ = write!(options, "<uses_arrays maximum_dimensions=\"{most}\"/>");
    }
    if !tree.macros.is_empty() {
        options.push_str("<uses_macros recursive_macros=\"false\" option_filters=\"false\"/>");
    }
    if !options.is_empty() {
        let _ = writeln!(out, "\t\t<options>{options}</options>");
    }
    out.push_str("\t</header>\n");
    out
}

/// The equations of the control of this name, if it is one number.
fn control(tree: &ModelTree, name: &str) -> Option<f64> {
    let wanted = Name::new(name);
    let mut found = tree.equations.iter().filter(|equation| equation.left.name == wanted);
    match (found.next(), found.next()) {
        (Some(Equation { right: Right::Expression(expr), .. }), None) => literal(expr),
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<f64> {
    super::builtin::known(expr).filter(|value| value.is_finite())
}

/// The controls that `sim_specs` says; a control that is computed stays a variable.
fn specified(tree: &ModelTree) -> HashSet<Name> {
    let mut specified: HashSet<Name> =
        CONTROLS.iter().filter(|(name, _)| control(tree, name).is_some()).map(|(name, _)| Name::new(name)).collect();
    let every = Name::new("SAVEPER");
    let follows = |equation: &Equation| match &equation.right {
        Right::Expression(Expr { kind: ExprKind::Reference(reference), .. }) => reference.name.is("time step"),
        _ => false,
    };
    if control(tree, "SAVEPER").is_some_and(|value| value > 0.0)
        || tree.equations.iter().any(|equation| equation.left.name == every && follows(equation))
    {
        specified.insert(every);
    }
    specified
}

fn sim_specs(tree: &ModelTree, specified: &HashSet<Name>, out: &mut String) {
    let method = tree.method.as_ref().map_or(Method::Euler, |method| method.value);
    let _ = write!(out, "\t<sim_specs method=\"{}\"", super::settings::method_name(method));
    let of_clock = tree.equations.iter().filter(|equation| specified.contains(&equation.left.name));
    if let Some(written) = of_clock.filter_map(|equation| equation.unit.as_ref()).next() {
        let _ = write!(out, " time_units=\"{}\"", xml(&unit(written)));
    }
    if let Some(every) = control(tree, "SAVEPER").filter(|every| *every > 0.0) {
        let _ = write!(out, " isee:save_interval=\"{}\"", number(every));
    }
    out.push_str(">\n");
    for (name, element) in CONTROLS {
        if let Some(value) = control(tree, name) {
            let _ = writeln!(out, "\t\t<{element}>{}</{element}>", number(value));
        }
    }
    out.push_str("\t</sim_specs>\n");
}

/// A control that is computed is written as a variable, which only Outpace takes for the clock.
fn warn_of_computed_clock(tree: &ModelTree, specified: &HashSet<Name>, diagnostics: &mut Vec<Diagnostic>) {
    let controls = CONTROLS.map(|(name, _)| Name::new(name));
    for control in controls.iter().filter(|control| !specified.contains(*control)) {
        let computed = tree.equations.iter().find(|equation| equation.left.name == *control);
        diagnostics.extend(computed.map(|equation| {
            let message =
                format!("XMILE wants a number for `{control}`: other programs than Outpace cannot compute it");
            let diagnostic = Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message);
            diagnostic.at(equation.left.span, "this is written as a variable")
        }));
    }
}

fn dimensions(tree: &ModelTree, out: &mut String, diagnostics: &mut Vec<Diagnostic>) {
    if tree.ranges.is_empty() {
        return;
    }
    for range in tree.ranges.iter().filter(|range| range.source.is_some()) {
        let message = format!("XMILE cannot say that the elements of `{}` come from a file", range.name.value);
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
        diagnostics.push(diagnostic.at(range.name.span, "list them to convert the model"));
    }
    out.push_str("\t<dimensions>\n");
    for range in &Ranges::of(tree).list {
        let elements: String =
            range.elements.iter().map(|element| format!("<elem name=\"{}\"/>", attribute(element))).collect();
        let _ = writeln!(out, "\t\t<dim name=\"{}\">{elements}</dim>", attribute(&range.name));
    }
    out.push_str("\t</dimensions>\n");
}

/// `<group>` with its members, each once.
fn groups(tree: &ModelTree, specified: &HashSet<Name>, out: &mut String) {
    for (at, group) in tree.groups.iter().enumerate() {
        let _ = writeln!(out, "\t\t\t<group name=\"{}\">", attribute(&Name::new(&group.name)));
        if !group.comment.is_empty() {
            let _ = writeln!(out, "\t\t\t\t<doc>{}</doc>", xml(&group.comment));
        }
        let mut seen: HashSet<&Name> = HashSet::new();
        let members = tree.equations.iter().filter(|equation| equation.group == Some(at)).map(|each| &each.left.name);
        for name in members.filter(|name| !specified.contains(*name)) {
            if seen.insert(name) {
                let _ = writeln!(out, "\t\t\t\t<entity name=\"{}\"/>", attribute(name));
            }
        }
        out.push_str("\t\t\t</group>\n");
    }
}

/// `<macro>`: the variable of its own name gives its value.
fn print_macro(tree: &ModelTree, each: &Macro, out: &mut String, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(output) = each.outputs.first() {
        let message = format!("XMILE has no macros with several results, as `{}` is", each.name.value);
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
        diagnostics.push(diagnostic.at(output.span, "this cannot be converted"));
        return;
    }
    let _ = writeln!(out, "\t<macro name=\"{}\">", attribute(&each.name.value));
    for input in &each.inputs {
        let _ = writeln!(out, "\t\t<parm>{}</parm>", xml(&identifier(&input.value)));
    }
    // The value is a variable of the inside under another name, so that it may be a stock or read a table.
    let value = Name::new(&format!("{} value", each.name.value));
    let mut equations = each.equations.clone();
    for equation in &mut equations {
        rename(equation, &each.name.value, &value);
    }
    let _ = writeln!(out, "\t\t<eqn>{}</eqn>\n\t\t<variables>", xml(&identifier(&value)));
    let shape = Shape::of(tree, &equations, HashSet::new());
    let shape = shape.with_inputs(each.inputs.iter().map(|input| input.value.clone()));
    Variables::new(shape, out, diagnostics).write();
    out.push_str("\t\t</variables>\n\t</macro>\n");
}

/// Gives a variable of a macro another name.
fn rename(equation: &mut Equation, from: &Name, to: &Name) {
    if equation.left.name == *from {
        equation.left.name = to.clone();
    }
    if let Right::Expression(expr) = &mut equation.right {
        rename_inside(expr, from, to);
    }
}

fn rename_inside(expr: &mut Expr, from: &Name, to: &Name) {
    match &mut expr.kind {
        ExprKind::Reference(reference) if reference.name == *from => reference.name = to.clone(),
        ExprKind::Call(_, arguments) => arguments.iter_mut().for_each(|each| rename_inside(each, from, to)),
        ExprKind::Unary(_, operand) => rename_inside(operand, from, to),
        ExprKind::Binary(_, left, right) => {
            rename_inside(left, from, to);
            rename_inside(right, from, to);
        }
        _ => {}
    }
}
