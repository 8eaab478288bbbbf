//! Variables as their elements have them: stocks, flows, auxiliaries and named graphical functions.

use std::collections::HashMap;

use roxmltree::Node;

use super::device::{self, Leaving, Spreading};
use super::document::{Content, Source, child, children, is, kind_of_vensim, of_vensim};
use super::graph::{Graph, graph};
use super::lexer::plain;
use super::model::Instance;
use super::units::Units;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::mdl::Interpolation;
use crate::name::{Name, nearest};
use crate::span::{FileId, Span, Spanned};
use crate::unit::{UnitExpr, parse_unit};

/// What a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Stock,
    Flow,
    Auxiliary,
    /// `<gf name="…">`, and an auxiliary with a graphical function and no equation.
    Table,
}

/// A variable as written.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) role: Role,
    /// Its name with that of its module in front.
    pub(super) name: Spanned<Name>,
    /// Index of its module's instance.
    pub(super) instance: usize,
    /// Indices of its dimensions.
    pub(super) dimensions: Vec<usize>,
    pub(super) whole: Part,
    /// The name of its graphical function: one of its own, or with no points here that of another.
    pub(super) graph_name: Option<Name>,
    /// Equations of the elements in order, where several `<eqn>` stand side by side: Vensim writes arrays so.
    pub(super) in_order: Vec<Content>,
    /// Elements with parts of their own.
    pub(super) elements: Vec<(Vec<Spanned<Name>>, Part)>,
    pub(super) inflows: Vec<Spanned<Name>>,
    pub(super) outflows: Vec<Spanned<Name>>,
    pub(super) non_negative: bool,
    /// A stock that is a conveyor, a queue or an oven.
    pub(super) device: Option<device::Written>,
    /// What a flow says about leaving one.
    pub(super) leaving: Leaving,
    /// How a flow is spread over a conveyor, where it is not put at its beginning.
    pub(super) spreading: Option<Spanned<Spreading>>,
    /// How a data variable of Vensim is read between its points.
    pub(super) data: Option<Interpolation>,
    pub(super) unit: Option<UnitExpr>,
    pub(super) comment: String,
    pub(super) span: Span,
    pub(super) tag: Span,
}

/// What gives the value of a variable or an element.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) equation: Option<Content>,
    /// `<init_eqn>`: the value at the start, where it is another one.
    pub(super) initial: Option<Content>,
    /// `<vensim:netflow>`: what changes a stock, where no flow is named.
    pub(super) net: Option<Content>,
    pub(super) graph: Option<Graph>,
}

impl Variable {
    /// A graphical function without an equation that says where it is read.
    fn is_graph_alone(&self) -> bool {
        let parts = || std::iter::once(&self.whole).chain(self.elements.iter().map(|(_, part)| part));
        (self.graph_name.is_some() || parts().any(|part| part.graph.is_some()))
            && parts().all(|part| part.equation.is_none())
    }
}

/// What stands above the variables and decides about them.
pub(super) struct Surroundings<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) dimension_index: &'a HashMap<Name, usize>,
    pub(super) units: &'a Units,
    /// `<behavior>`: whether stocks and flows may not go below 0 where they do not say.
    pub(super) non_negative_stocks: bool,
    pub(super) non_negative_flows: bool,
}

impl Surroundings<'_> {
    /// Whether a variable may not go below 0.
    fn non_negative(&self, node: Node<'_, '_>, role: Role) -> bool {
        let otherwise = match role {
            Role::Stock => self.non_negative_stocks,
            Role::Flow => self.non_negative_flows,
            _ => return false,
        };
        non_negative(self.source, node).unwrap_or(otherwise)
    }
}

/// Reads one element under `<variables>`; `None` for what is no variable.
pub(super) fn variable(
    around: &Surroundings<'_>,
    node: Node<'_, '_>,
    instance: (usize, &Instance<'_, '_>),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Variable> {
    let source = around.source;
    let role = role(node)?;
    let tag = source.tag(node);
    let Some(name) = source.attribute(node, "name") else {
        diagnostics.push(Diagnostic::error(codes::MISSING_KEY, "this variable has no name").at(tag, ""));
        return None;
    };
    let name = Spanned::new(Name::new(&instance.1.qualified(&plain(name.value))), name.span);
    let equation = text(source, node, "eqn");
    // Vensim exports the control of its clock with an equation that leads back to it, and texts.
    let is_clock = name.value.is("time step") && equation.as_ref().is_some_and(|eqn| Name::new(&eqn.text).is("dt"));
    if is_clock || kind_of_vensim(node) == Some("string") {
        return None;
    }
    if let Some(except) = of_vensim(node, "except") {
        let message = "`<vensim:except>` is not supported: which elements the equation leaves out";
        diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(source.tag(except), ""));
    }
    let (whole, data) = whole(source, node, (role, equation), diagnostics);
    let mut variable = Variable {
        role,
        name,
        instance: instance.0,
        dimensions: dimensions(around, node, diagnostics),
        whole,
        in_order: in_order(source, node),
        graph_name: child(node, "gf")
            .and_then(|gf| gf.attribute("name"))
            .map(|name| Name::new(&instance.1.qualified(&plain(name)))),
        elements: elements(source, node, diagnostics),
        inflows: flows(source, node, "inflow", diagnostics),
        outflows: flows(source, node, "outflow", diagnostics),
        non_negative: around.non_negative(node, role),
        device: (role == Role::Stock).then(|| device::device(source, node, diagnostics)).flatten(),
        leaving: device::leaving(source, node, diagnostics),
        spreading: device::spreading(source, node, diagnostics),
        data,
        unit: child(node, "units")
            .and_then(|units| unit(source, units, diagnostics))
            .map(|unit| around.units.resolve(unit)),
        comment: child(node, "doc").map(|doc| folded(&source.content(doc).text)).unwrap_or_default(),
        span: source.span(node.range()),
        tag,
    };
    if role != Role::Stock && variable.is_graph_alone() {
        variable.role = Role::Table;
    }
    Some(variable)
}

/// What the name of an element says that it is; `None` for what is no variable.
fn role(node: Node<'_, '_>) -> Option<Role> {
    let roles = [("stock", Role::Stock), ("flow", Role::Flow), ("aux", Role::Auxiliary), ("gf", Role::Table)];
    Some(roles.into_iter().find(|(name, _)| is(node, name))?.1)
}

/// What is said for all elements of a variable, and how Vensim reads it between its points where it is data.
fn whole(
    source: &Source<'_>,
    node: Node<'_, '_>,
    (role, equation): (Role, Option<Content>),
    diagnostics: &mut Vec<Diagnostic>,
) -> (Part, Option<Interpolation>) {
    let (data, equation) = match kind_of_vensim(node) == Some("data") && role == Role::Auxiliary {
        true => {
            let (interpolation, equation) = equation.map_or((Interpolation::Linear, None), interpolated);
            (Some(interpolation), equation)
        }
        false => (None, equation),
    };
    let graph = match role {
        Role::Table => graph(source, node, diagnostics),
        _ => child(node, "gf").and_then(|gf| graph(source, gf, diagnostics)),
    };
    (Part { equation, initial: text(source, node, "init_eqn"), net: net(source, node), graph }, data)
}

/// `<dimensions><dim name="…"/>…</dimensions>`.
fn dimensions(around: &Surroundings<'_>, node: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut dimensions = Vec::new();
    for dim in child(node, "dimensions").into_iter().flat_map(|list| children(list, "dim")) {
        let Some(written) = around.source.attribute(dim, "name") else { continue };
        let name = Name::new(&plain(written.value));
        match around.dimension_index.get(&name) {
            Some(index) => dimensions.push(*index),
            None => {
                let mut known: Vec<&str> = around.dimension_index.keys().map(Name::text).collect();
                known.sort_unstable();
                let near = nearest(name.text(), known);
                diagnostics.push(
                    Diagnostic::error(codes::UNKNOWN_SUBSCRIPT, format!("there is no dimension `{name}`"))
                        .at(written.span, "")
                        .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                );
            }
        }
    }
    dimensions
}

/// `<element subscript="Boston, dresses">…</element>`.
fn elements(
    source: &Source<'_>,
    node: Node<'_, '_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Vec<Spanned<Name>>, Part)> {
    let mut elements = Vec::new();
    for element in children(node, "element") {
        let Some(written) = source.attribute(element, "subscript") else { continue };
        let names = written.value.split(',').map(|name| Spanned::new(Name::new(&plain(name)), written.span));
        let part = Part {
            equation: text(source, element, "eqn"),
            initial: text(source, element, "init_eqn"),
            net: net(source, element),
            graph: child(element, "gf").and_then(|gf| graph(source, gf, diagnostics)),
        };
        elements.push((names.collect(), part));
    }
    elements
}

/// What an element below says, if it says something.
fn text(source: &Source<'_>, node: Node<'_, '_>, name: &str) -> Option<Content> {
    child(node, name).map(|child| source.content(child)).filter(|content| !content.is_blank())
}

fn net(source: &Source<'_>, node: Node<'_, '_>) -> Option<Content> {
    of_vensim(node, "netflow").map(|net| source.content(net)).filter(|content| !content.is_blank())
}

/// `:RAW::= 2 * other`: how a data variable is read between its points, and what it is computed from.
fn interpolated(mut content: Content) -> (Interpolation, Option<Content>) {
    let (mut interpolation, mut taken) = (Interpolation::Linear, 0);
    let rest = |taken: usize| content.text.get(taken..).unwrap_or("");
    let blanks = |text: &str| text.len() - text.trim_start().len();
    taken += blanks(rest(taken));
    if let Some((word, _)) = rest(taken).strip_prefix(':').and_then(|rest| rest.split_once(':')) {
        let known = match Name::new(word).canonical() {
            "interpolate" => Some(Interpolation::Linear),
            "look forward" => Some(Interpolation::LookForward),
            "hold backward" => Some(Interpolation::HoldBackward),
            "raw" => Some(Interpolation::Raw),
            _ => None,
        };
        if let Some(known) = known {
            interpolation = known;
            taken += word.len() + 2;
        }
    }
    taken += blanks(rest(taken));
    taken += if rest(taken).starts_with(":=") { 2 } else { 0 };
    // Blanks in its place, so that what follows keeps its own.
    content.text.replace_range(..taken, &" ".repeat(taken));
    let computed = !content.is_blank();
    (interpolation, computed.then_some(content))
}

/// All equations where there is more than one.
fn in_order(source: &Source<'_>, node: Node<'_, '_>) -> Vec<Content> {
    let equations: Vec<Content> = children(node, "eqn").map(|eqn| source.content(eqn)).collect();
    if equations.len() > 1 { equations } else { Vec::new() }
}

/// The most flows into a stock, and the most out of it: a sum of them must not be nested deeper than written ones may.
const MAX_FLOWS: usize = 200;

fn flows(
    source: &Source<'_>,
    node: Node<'_, '_>,
    tag: &'static str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Spanned<Name>> {
    let flow = |flow| {
        let content = source.content(flow);
        Spanned::new(Name::new(&plain(&content.text)), content.whole(source.file))
    };
    if let Some(further) = children(node, tag).nth(MAX_FLOWS) {
        let message = format!("a stock with more than {MAX_FLOWS} `<{tag}>`");
        let diagnostic = Diagnostic::error(codes::TOO_DEEP, message).at(source.span(further.range()), "one too many");
        diagnostics.push(diagnostic.help("add some of the flows up in a flow of their own"));
    }
    children(node, tag).take(MAX_FLOWS).map(flow).collect()
}

/// Whether `<non_negative/>` stands in an element: it may also say `false`.
pub(super) fn non_negative(source: &Source<'_>, node: Node<'_, '_>) -> Option<bool> {
    child(node, "non_negative").map(|flag| !source.content(flag).text.trim().eq_ignore_ascii_case("false"))
}

/// What a flow is multiplied by on its way into a stock, as a variable of its own: `<multiplier>`.
///
/// Source: XMILE 1.0, 4.3.
pub(super) fn multiplier(around: &Surroundings<'_>, node: Node<'_, '_>, flow: &Variable) -> Option<Variable> {
    let equation = text(around.source, node, "multiplier").filter(|_| flow.role == Role::Flow)?;
    let name = Spanned::new(multiplied(&flow.name.value), flow.name.span);
    Some(Variable {
        role: Role::Auxiliary,
        name,
        whole: Part { equation: Some(equation), ..Part::default() },
        graph_name: None,
        in_order: Vec::new(),
        elements: Vec::new(),
        non_negative: false,
        leaving: Leaving::default(),
        spreading: None,
        unit: None,
        comment: String::new(),
        ..flow.clone()
    })
}

/// The name of the variable that a flow is multiplied by.
pub(super) fn multiplied(flow: &Name) -> Name {
    Name::new(&format!("{flow}.multiplier"))
}

/// A unit; one that cannot be read stands not against running the model.
pub(super) fn unit(source: &Source<'_>, node: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Option<UnitExpr> {
    let content = source.content(node);
    let span = content.whole(source.file);
    read_unit(source.file, content.text.trim(), span, diagnostics)
}

/// A unit from its text: XMILE writes `person-years` where we write `person*years`.
pub(super) fn read_unit(file: FileId, text: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<UnitExpr> {
    if text.is_empty() {
        return None;
    }
    let (mut before, mut in_quotes) = (' ', false);
    let multiplied: String = text
        .chars()
        .map(|c| {
            in_quotes ^= c == '"';
            let written = if c == '-' && !in_quotes && !matches!(before, '^' | ' ' | '(') { '*' } else { c };
            before = c;
            written
        })
        .collect();
    let mut faults = Vec::new();
    let unit = parse_unit(file, &multiplied, span.start as usize, &mut faults);
    if faults.is_empty() {
        return Some(unit);
    }
    diagnostics.extend(faults.into_iter().map(|mut fault| {
        fault.severity = Severity::Warning;
        fault.labels.iter_mut().for_each(|label| label.span = span);
        fault
    }));
    None
}

/// Text with runs of blanks and line breaks folded.
pub(super) fn folded(text: &str) -> String {
    text.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
