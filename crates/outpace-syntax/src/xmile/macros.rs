//! Macros: functions that the file defines, as the tree has those of Vensim.
//!
//! Source: XMILE 1.0, 3.6.1 and 4.8. The names inside are local; a parameter that is left out in a call has its default,
//! in which the parameters before it stand for what the call gives them. One name may stand for several macros with
//! different numbers of parameters.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::builtin::Writer;
use super::device::Leaving;
use super::document::{Content, Source, child, children};
use super::equations::Equations;
use super::expression::Parser;
use super::lexer::plain;
use super::model::{Connections, Instance, variables};
use super::scope::{Declared, MAX_WRITTEN_OUT, Names, size};
use super::units::Units;
use super::variable::{Part, Role, Variable};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind};
use crate::mdl::{Macro, ModelTree};
use crate::name::Name;
use crate::span::Spanned;

/// A parameter of a macro.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: Spanned<Name>,
    /// What it is where a call leaves it out.
    default: Option<Expr>,
}

/// The names and parameters of all macros of a file.
pub(super) type Parameters = HashMap<Name, Vec<Parameter>>;

/// The parameters of every macro.
pub(super) fn parameters(source: &Source<'_>, root: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Parameters {
    let mut all = Parameters::new();
    for node in children(root, "macro") {
        let Some(name) = node.attribute("name") else { continue };
        let mut parameters = Vec::new();
        for parm in children(node, "parm") {
            let content = source.content(parm);
            let name = Spanned::new(Name::new(&plain(&content.text)), content.whole(source.file));
            let default = source.attribute(parm, "default").and_then(|written| {
                let content = Content::of(written.value, written.span);
                let default = Parser::new(source.file, &content, diagnostics).whole();
                if !default.computed.is_empty() {
                    let message = "a default with a computed subscript is not supported";
                    diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(written.span, ""));
                }
                default.computed.is_empty().then_some(default.expr)
            });
            parameters.push(Parameter { name, default });
        }
        let name = Name::new(&plain(name));
        let name = overloaded(&all, &name, parameters.len()).unwrap_or(name);
        all.entry(name).or_insert(parameters);
    }
    all
}

/// The name of a macro among several of one name, if it is not the first of them.
pub(super) fn overloaded(macros: &Parameters, name: &Name, count: usize) -> Option<Name> {
    let first = macros.get(name)?;
    (first.len() != count).then(|| Name::new(&format!("{name} with {count}")))
}

/// The variable that has the name of a macro, and what the macro gives.
fn result_of(source: &Source<'_>, node: Node<'_, '_>, name: Spanned<Name>, equation: Option<Content>) -> Variable {
    Variable {
        role: Role::Auxiliary,
        name,
        instance: 0,
        dimensions: Vec::new(),
        whole: Part { equation, ..Part::default() },
        in_order: Vec::new(),
        graph_name: None,
        elements: Vec::new(),
        inflows: Vec::new(),
        outflows: Vec::new(),
        non_negative: false,
        device: None,
        leaving: Leaving::default(),
        spreading: None,
        data: None,
        unit: None,
        comment: String::new(),
        span: source.span(node.range()),
        tag: source.tag(node),
    }
}

/// Reads one macro; `names` has the dimensions and the macros of the file.
pub(super) fn read(
    source: &Source<'_>,
    node: Node<'_, '_>,
    mut names: Names,
    units: &Units,
    writer: Writer,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Macro> {
    let name = named(source, node, &names.macros, diagnostics)?;
    let parameters = names.macros.get(&name.value).into_iter().flatten();
    let inputs: Vec<Spanned<Name>> = parameters.map(|parameter| parameter.name.clone()).collect();
    names.variables.extend(inputs.iter().map(|input| (input.value.clone(), Declared::default())));
    let variables = inside(source, node, (&name, &inputs), (&mut names, units), diagnostics);
    let mut tree = ModelTree::default();
    Equations {
        file: source.file,
        names: &mut names,
        prefixes: vec![""],
        writer,
        connections: &Connections::new(),
        groups: HashMap::new(),
        drafts: Vec::new(),
        driven: HashMap::new(),
        shared: HashSet::new(),
        spread: HashMap::new(),
        diagnostics,
    }
    .write(&variables, &mut tree);
    let outputs = if writer == Writer::Vensim { outputs(source, node, &name.value) } else { Vec::new() };
    Some(Macro { name, inputs, outputs, equations: tree.equations, span: source.tag(node) })
}

/// The name of a macro; `None` for one that cannot be read.
fn named(
    source: &Source<'_>,
    node: Node<'_, '_>,
    macros: &Parameters,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Spanned<Name>> {
    let Some(written) = source.attribute(node, "name") else {
        let diagnostic = Diagnostic::error(codes::MISSING_KEY, "this macro has no name");
        diagnostics.push(diagnostic.at(source.tag(node), ""));
        return None;
    };
    if let Some(specs) = child(node, "sim_specs") {
        let message = "a macro that runs a simulation of its own is not supported";
        diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(source.tag(specs), ""));
        return None;
    }
    let name = Name::new(&plain(written.value));
    let name = overloaded(macros, &name, children(node, "parm").count()).unwrap_or(name);
    Some(Spanned::new(name, written.span))
}

/// The variables inside a macro, and the one that it gives.
fn inside(
    source: &Source<'_>,
    node: Node<'_, '_>,
    (name, inputs): (&Spanned<Name>, &[Spanned<Name>]),
    (names, units): (&mut Names, &Units),
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Variable> {
    let mut variables = variables(source, node, &[Instance::of_macro(node)], units, names, diagnostics);
    // Stella gives a parameter an equation too, for the macro by itself.
    variables.retain(|variable| inputs.iter().all(|input| input.value != variable.name.value));
    for variable in variables.iter().filter(|variable| variable.device.is_some()) {
        let message = "a conveyor, a queue or an oven inside a macro is not supported";
        diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(variable.tag, ""));
    }
    let result = child(node, "eqn").map(|eqn| source.content(eqn));
    let is_named = result.as_ref().is_some_and(|result| Name::new(&result.text) == name.value);
    // Vensim's macros have a variable of their name.
    let has_result = is_named && variables.iter().any(|variable| variable.name.value == name.value);
    variables.extend((!has_result).then(|| result_of(source, node, name.clone(), result)));
    variables
}

/// What a macro of Vensim gives besides its value: its variables with `access="output"`, in order.
///
/// Source: Ventana Systems, "A macro can only return one value" (github.com/VensimSoftware/xmile-spec, proposals/12).
fn outputs(source: &Source<'_>, node: Node<'_, '_>, name: &Name) -> Vec<Spanned<Name>> {
    let inside = child(node, "variables").into_iter().flat_map(|inside| inside.children());
    let given = inside.filter(|each| each.attribute("access") == Some("output"));
    let given = given.filter_map(|each| source.attribute(each, "name"));
    let given = given.map(|given| Spanned::new(Name::new(&plain(given.value)), given.span));
    let result = child(node, "eqn").map(|eqn| Name::new(&source.content(eqn).text));
    given.filter(|given| given.value != *name && Some(&given.value) != result.as_ref()).collect()
}

/// The arguments of a call of a macro, with the defaults of those that it leaves out.
pub(super) fn complete(parameters: &[Parameter], mut arguments: Vec<Expr>) -> Vec<Expr> {
    for parameter in parameters.iter().skip(arguments.len()) {
        let Some(default) = &parameter.default else { break };
        let mut value = default.clone();
        stand_in(&mut value, parameters, &arguments);
        if size(&value) > MAX_WRITTEN_OUT {
            break;
        }
        arguments.push(value);
    }
    arguments
}

/// Puts the arguments in the place of the parameters that an expression names.
fn stand_in(expr: &mut Expr, parameters: &[Parameter], arguments: &[Expr]) {
    match &mut expr.kind {
        ExprKind::Reference(reference) => {
            let given = parameters.iter().zip(arguments).find(|(each, _)| each.name.value == reference.name);
            if let Some((_, argument)) = given {
                *expr = argument.clone();
            }
        }
        ExprKind::Call(_, inner) => inner.iter_mut().for_each(|each| stand_in(each, parameters, arguments)),
        ExprKind::Unary(_, operand) => stand_in(operand, parameters, arguments),
        ExprKind::Binary(_, left, right) => {
            stand_in(left, parameters, arguments);
            stand_in(right, parameters, arguments);
        }
        _ => {}
    }
}
