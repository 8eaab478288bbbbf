//! One variable as XML: its equation for all elements, or one for each.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::expression::Expressions;
use super::notation::{attribute, identifier, number, unit, xml};
use super::ranges::{Left, Ranges};
use super::shape::{Kind, Shape, Variable, active, integral, owner, reading};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind, Points, VENSIM_NA};
use crate::mdl::device::Spread;
use crate::mdl::{Equation, Right};
use crate::name::Name;

/// The most elements that equations are written out for.
const MAX_WRITTEN_OUT: usize = 1_000_000;

/// Functions that run along the left side, so that they cannot be written for one element.
const ALONG: [&str; 7] = [
    "allocate available",
    "allocate by priority",
    "invert matrix",
    "std.allocate",
    "vector rank",
    "vector reorder",
    "vector sort order",
];

/// Writes variables one after the other.
pub(super) struct Variables<'o, 't> {
    pub(super) shape: Shape<'t>,
    pub(super) out: &'o mut String,
    pub(super) diagnostics: &'o mut Vec<Diagnostic>,
    /// The flows that are spread over the conveyor that they come to.
    pub(super) spreads: HashMap<&'t Name, &'t Spread>,
    /// How many elements may still be written out.
    budget: usize,
}

/// Which part of an equation is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Value,
    /// What a stock begins with.
    Initial,
    /// What a stock changes by.
    Rate,
}

/// One definition at one of its elements.
struct Cell {
    element: Vec<Name>,
    definition: usize,
    /// Its number among the elements of the definition.
    place: usize,
}

impl<'o, 't> Variables<'o, 't> {
    pub(super) fn new(shape: Shape<'t>, out: &'o mut String, diagnostics: &'o mut Vec<Diagnostic>) -> Self {
        let devices = shape.variables.iter().flat_map(|variable| &variable.definitions);
        let spreads = devices.filter_map(|definition| match &definition.right {
            Right::Device(device) => Some(device.spreads.iter().map(|(flow, spread)| (flow, spread))),
            _ => None,
        });
        let spreads = spreads.flatten().collect();
        Variables { shape, out, diagnostics, spreads, budget: MAX_WRITTEN_OUT }
    }

    /// Writes all variables, and the tables that stood inside equations.
    pub(super) fn write(&mut self) {
        for variable in self.shape.variables.clone() {
            let is_graph = owner(&variable.name).is_some()
                && self.shape.table(&variable.name).is_some_and(|table| table != variable.name);
            if !is_graph {
                self.variable(&variable);
            }
        }
        for (name, points) in std::mem::take(&mut self.shape.tables) {
            self.line(&format!("<gf name=\"{}\">", attribute(&name)));
            self.points(&points, "");
            self.line("</gf>");
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "\t\t\t{text}");
    }

    fn variable(&mut self, variable: &Variable<'t>) {
        let name = &variable.name;
        if self.device(variable) {
            return;
        }
        match variable.kind {
            Kind::Data => {
                let message = format!("XMILE cannot say where the data of `{name}` come from");
                let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
                let spans = variable.definitions.iter().map(|each| each.left.span);
                let diagnostic = spans.take(1).fold(diagnostic, |diagnostic, span| diagnostic.at(span, ""));
                self.diagnostics.push(diagnostic);
            }
            Kind::Stock => {
                let net = self.shape.free(&format!("{name} net flow"));
                let flows = variable.flows.clone().unwrap_or_else(|| vec![(true, net.clone())]);
                self.element("stock", name, variable, Part::Initial, &flows);
                if variable.flows.is_none() {
                    self.element("flow", &net, variable, Part::Rate, &[]);
                }
            }
            Kind::Flow => self.element("flow", name, variable, Part::Value, &[]),
            Kind::Table if variable.axes.is_empty() => self.element("gf", name, variable, Part::Value, &[]),
            Kind::Auxiliary | Kind::Table => self.element("aux", name, variable, Part::Value, &[]),
        }
    }

    /// `<tag name="…">…</tag>`.
    fn element(&mut self, tag: &str, name: &Name, variable: &Variable<'t>, part: Part, flows: &[(bool, Name)]) {
        self.line(&format!("<{tag} name=\"{}\"{}>", attribute(name), self.spreading(name)));
        self.dimensions(variable);
        match variable.definitions.as_slice() {
            [only] if self.is_whole(variable, only, part) => {
                let left = Left { reference: &only.left, element: None };
                self.body(variable, (0, 0), left, part);
            }
            _ => self.cells(variable, part),
        }
        for (comes, flow) in flows {
            let tag = if *comes { "inflow" } else { "outflow" };
            self.line(&format!("\t<{tag}>{}</{tag}>", xml(&identifier(flow))));
        }
        self.profile(name);
        if part != Part::Rate {
            self.unit_and_comment(variable);
        }
        self.line(&format!("</{tag}>"));
    }

    /// `<dimensions>`, where there are some.
    pub(super) fn dimensions(&mut self, variable: &Variable<'t>) {
        if !variable.axes.is_empty() {
            let dims: String =
                variable.axes.iter().map(|axis| format!("<dim name=\"{}\"/>", attribute(axis))).collect();
            self.line(&format!("\t<dimensions>{dims}</dimensions>"));
        }
    }

    /// `<units>` and `<doc>`, where there are some.
    pub(super) fn unit_and_comment(&mut self, variable: &Variable<'t>) {
        if let Some(written) = variable.definitions.iter().find_map(|each| each.unit.as_ref()) {
            self.line(&format!("\t<units>{}</units>", xml(&unit(written))));
        }
        let comment = variable.definitions.iter().map(|each| &each.comment).find(|comment| !comment.is_empty());
        if let Some(comment) = comment {
            self.line(&format!("\t<doc>{}</doc>", xml(comment)));
        }
    }

    /// Whether one equation says it for all elements.
    fn is_whole(&self, variable: &Variable<'t>, definition: &Equation, part: Part) -> bool {
        let left = &definition.left;
        let distinct: HashSet<&Name> = left.subscripts.iter().map(|usage| &usage.name).collect();
        let plain = definition.exceptions.is_empty()
            && distinct.len() == left.subscripts.len()
            && left.subscripts.iter().map(|usage| &usage.name).eq(&variable.axes);
        let bound = Left { reference: left, element: None };
        let expr = match (&definition.right, part) {
            (Right::Expression(expr), Part::Value) => Some(expr),
            (Right::Expression(_), Part::Initial) => integral(definition).map(|(_, initial)| initial),
            (Right::Expression(_), Part::Rate) => integral(definition).map(|(rate, _)| rate),
            (Right::Constants(_), _) => return left.subscripts.is_empty(),
            _ => None,
        };
        plain && expr.is_none_or(|expr| !differs(&self.shape.ranges, bound, expr))
    }

    /// An equation for each element; the narrowest definition of an element holds.
    fn cells(&mut self, variable: &Variable<'t>, part: Part) {
        let Some(cells) = self.written_out(variable) else {
            let message = format!("written out over all elements, `{}` has too many equations", variable.name);
            let spans = variable.definitions.iter().map(|each| each.left.span).take(1);
            let diagnostic = Diagnostic::error(codes::TOO_LARGE, message);
            return self.diagnostics.push(spans.fold(diagnostic, |diagnostic, span| diagnostic.at(span, "")));
        };
        let mut whole: HashSet<usize> = HashSet::new();
        for Cell { element, definition, place } in cells {
            let equation = variable.definitions[definition];
            let along = matches!(&equation.right, Right::Expression(expr) if runs_along(expr));
            if along && !whole.insert(definition) {
                continue;
            }
            let names: Vec<&Name> = match along {
                true => equation.left.subscripts.iter().map(|usage| &usage.name).collect(),
                false => element.iter().collect(),
            };
            if let Some(name) = names.iter().find(|name| name.text().contains(',')) {
                let message = format!("XMILE cannot name the element `{name}`: a comma parts elements there");
                let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
                self.diagnostics.push(diagnostic.at(equation.left.span, "this cannot be converted"));
            }
            let subscript = names.iter().map(|name| attribute(name)).collect::<Vec<_>>().join(", ");
            self.line(&format!("\t<element subscript=\"{subscript}\">"));
            let element = (!along).then_some(element.as_slice());
            self.body(variable, (definition, place), Left { reference: &equation.left, element }, part);
            self.line("\t</element>");
        }
    }

    /// All elements with the definition that holds for each; `None` beyond the bound.
    fn written_out(&mut self, variable: &Variable<'t>) -> Option<Vec<Cell>> {
        let mut all: Vec<Vec<Cell>> = Vec::new();
        for (definition, equation) in variable.definitions.iter().enumerate() {
            let elements = settings(&self.shape.ranges, equation, &mut self.budget)?;
            let cell = |(place, element)| Cell { element, definition, place };
            let ranges = &self.shape.ranges;
            let excepted = |cell: &Cell| {
                equation.exceptions.iter().any(|exception| {
                    exception.subscripts.iter().zip(&cell.element).all(|(set, one)| match ranges.get(&set.name) {
                        Some(range) => range.has(one),
                        None => set.name == *one,
                    })
                })
            };
            all.push(elements.into_iter().enumerate().map(cell).filter(|cell| !excepted(cell)).collect());
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(all[*at].len()));
        let mut holds: HashMap<Vec<Name>, usize> = HashMap::new();
        for at in order {
            holds.extend(all[at].iter().map(|cell| (cell.element.clone(), at)));
        }
        Some(all.into_iter().flatten().filter(|cell| holds.get(&cell.element) == Some(&cell.definition)).collect())
    }

    /// What a definition says, as `<eqn>`, `<init_eqn>` and `<gf>`.
    fn body(&mut self, variable: &Variable<'t>, (at, place): (usize, usize), left: Left<'_>, part: Part) {
        let definition = variable.definitions[at];
        let expr = match &definition.right {
            Right::Expression(expr) => expr,
            Right::Lookup(points) if variable.axes.is_empty() => return self.points(points, ""),
            Right::Lookup(points) => return self.graph(points, false),
            Right::Constants(rows) => {
                let value = rows.iter().flatten().nth(place).map_or(VENSIM_NA, |value| value.value);
                let text = if value == VENSIM_NA { "vensim.NA".to_string() } else { number(value) };
                return self.equation("eqn", &text);
            }
            // Devices have a way of their own.
            Right::Device(_) | Right::Driven(_) => return,
            Right::Data(..) | Right::Error => {
                return self.expressions(left).cannot("what could not be read", definition.left.span);
            }
        };
        if part != Part::Value {
            let text = match (integral(definition), part) {
                (Some((_, initial)), Part::Initial) => self.expressions(left).text(initial),
                (Some((rate, _)), _) => self.expressions(left).text(rate),
                // An element that is a number among elements that are stocks does not change.
                (None, Part::Rate) => "0".to_string(),
                (None, _) if is_constant(expr) => self.expressions(left).text(expr),
                (None, _) => {
                    let what = "that some elements of a variable are stocks and others are computed";
                    return self.expressions(left).cannot(what, definition.left.span);
                }
            };
            return self.equation("eqn", &text);
        }
        let (mut value, first) = active(expr).map_or((expr, None), |(value, first)| (value, Some(first)));
        let mut graph = None;
        if variable.graph {
            let table = Name::new(&format!("{}.graph", variable.name));
            let points = self.shape.points(&table, at).cloned();
            if let (Some((extrapolates, x)), Some(points)) = (reading(definition, &table), points) {
                value = x;
                graph = Some((points, extrapolates));
            }
        } else if let Some((x, points)) = with_lookup(value)
            && variable.definitions.iter().all(|each| reads_points(each))
        {
            value = x;
            graph = Some((points.clone(), false));
        }
        let text = self.expressions(left).text(value);
        self.equation("eqn", &text);
        if let Some(first) = first {
            let text = self.expressions(left).text(first);
            self.equation("init_eqn", &text);
        }
        if let Some((points, extrapolates)) = graph {
            self.graph(&points, extrapolates);
        }
    }

    /// `<gf>` inside a variable.
    fn graph(&mut self, points: &Points, extrapolates: bool) {
        self.line(if extrapolates { "\t<gf type=\"extrapolate\">" } else { "\t<gf>" });
        self.points(points, "\t");
        self.line("\t</gf>");
    }

    pub(super) fn expressions<'a>(&'a mut self, left: Left<'a>) -> Expressions<'a, 't> {
        Expressions { shape: &mut self.shape, left, diagnostics: self.diagnostics }
    }

    fn equation(&mut self, tag: &str, text: &str) {
        self.line(&format!("\t<{tag}>{}</{tag}>", xml(text)));
    }

    /// `<xpts>` and `<ypts>`.
    fn points(&mut self, points: &Points, indent: &str) {
        let list = |numbers: Vec<f64>| numbers.into_iter().map(number).collect::<Vec<_>>().join(",");
        let x = list(points.points.iter().map(|point| point.0).collect());
        let y = list(points.points.iter().map(|point| point.1).collect());
        self.line(&format!("{indent}\t<xpts>{x}</xpts>"));
        self.line(&format!("{indent}\t<ypts>{y}</ypts>"));
    }
}

/// All elements of a definition in order, the last subscript fastest; `None` beyond the bound.
fn settings(ranges: &Ranges, equation: &Equation, budget: &mut usize) -> Option<Vec<Vec<Name>>> {
    let mut settings: Vec<Vec<Name>> = vec![Vec::new()];
    for (at, usage) in equation.left.subscripts.iter().enumerate() {
        let elements = ranges.elements(&usage.name);
        if settings.len().saturating_mul(elements.len()) > *budget {
            return None;
        }
        // A range that stands twice is one loop.
        let before = equation.left.subscripts[..at].iter().position(|before| before.name == usage.name);
        let with = |setting: &Vec<Name>, element: &Name| [setting.as_slice(), std::slice::from_ref(element)].concat();
        let more = |setting: &Vec<Name>| -> Vec<Vec<Name>> {
            let same = |element: &&Name| before.is_none_or(|before| setting[before] == **element);
            elements.iter().filter(same).map(|element| with(setting, element)).collect()
        };
        settings = settings.iter().flat_map(more).collect();
    }
    *budget -= settings.len();
    Some(settings)
}

/// Whether an expression names another element for each element on the left.
fn differs(ranges: &Ranges, left: Left<'_>, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Reference(reference) => {
            let bare = reference.subscripts.is_empty().then_some(&reference.name);
            let mut names =
                reference.subscripts.iter().filter(|usage| !usage.bang).map(|usage| &usage.name).chain(bare);
            names.any(|name| left.bind(ranges, name).is_none())
        }
        ExprKind::Call(function, arguments) => {
            let mut names = function.subscripts.iter().filter(|usage| !usage.bang).map(|usage| &usage.name);
            names.any(|name| left.bind(ranges, name).is_none())
                || arguments.iter().any(|argument| differs(ranges, left, argument))
        }
        ExprKind::Unary(_, operand) => differs(ranges, left, operand),
        ExprKind::Binary(_, one, other) => differs(ranges, left, one) || differs(ranges, left, other),
        _ => false,
    }
}

/// Whether a function in an expression runs along the left side.
fn runs_along(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call(function, arguments) => {
            ALONG.iter().any(|name| function.name.is(name)) || arguments.iter().any(runs_along)
        }
        ExprKind::Unary(_, operand) => runs_along(operand),
        ExprKind::Binary(_, left, right) => runs_along(left) || runs_along(right),
        _ => false,
    }
}

/// Whether an expression is a number with its sign.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Unary(_, operand) => matches!(operand.kind, ExprKind::Number(_)),
        _ => false,
    }
}

/// `WITH LOOKUP(x, points)`.
fn with_lookup(expr: &Expr) -> Option<(&Expr, &Points)> {
    match &expr.kind {
        ExprKind::Call(function, arguments) if function.name.is("with lookup") => match arguments.as_slice() {
            [x, Expr { kind: ExprKind::Points(points), .. }] => Some((x, points)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the whole right side is WITH LOOKUP.
fn reads_points(equation: &Equation) -> bool {
    let Right::Expression(expr) = &equation.right else { return false };
    with_lookup(active(expr).map_or(expr, |(value, _)| value)).is_some()
}
