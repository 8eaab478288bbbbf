//! From variables to equations: what Vensim's notation would say.
//!
//! A stock is `INTEG(inflows - outflows, initial)`; of a flow with more dimensions than the stock it is the sum. A graphical function becomes a look-up named `variable.graph` that
//! the variable's equation reads. A flow that may not be negative is `MAX(0, …)`; the outflows of a stock that may not be
//! negative are limited in [`outflows`](super::outflows).

use std::collections::{HashMap, HashSet};

use super::builtin::{Maker, Writer};
use super::device::Spreading;
use super::devices;
use super::document::Content;
use super::expression::{Parser, Written};
use super::model::Connections;
use super::scope::{Names, Scope};
use super::variable::{Part, Role, Variable, multiplied};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference, SubscriptUse, UnaryOperator};
use crate::mdl::{Equation, Interpolation, ModelTree, Right};
use crate::name::Name;
use crate::span::{FileId, Span, Spanned};

/// The most equations, elements written out.
const MAX_EQUATIONS: usize = 1_000_000;
/// After so many diagnostics the rest of the file is left alone.
const MAX_DIAGNOSTICS: usize = 200;

/// Writes the equations of all variables.
pub(super) struct Equations<'a> {
    pub(super) file: FileId,
    pub(super) names: &'a mut Names,
    /// What stands in front of the names of each module.
    pub(super) prefixes: Vec<&'a str>,
    pub(super) writer: Writer,
    pub(super) connections: &'a Connections,
    /// Index of the group of each variable that is in one.
    pub(super) groups: HashMap<Name, usize>,
    pub(super) drafts: Vec<Draft>,
    /// The flows that a conveyor, a queue or an oven drives, and whether they leak from it.
    pub(super) driven: HashMap<Name, bool>,
    /// Flows out of stocks that have fewer dimensions and may not be negative: their elements are limited one by one.
    pub(super) shared: HashSet<Name>,
    /// The flows that are spread over the conveyor that they come to.
    pub(super) spread: HashMap<Name, Spanned<Spreading>>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

/// An equation on the way.
pub(super) struct Draft {
    /// Index of the variable.
    pub(super) variable: usize,
    pub(super) left: Reference,
    pub(super) right: Right,
}

impl Equations<'_> {
    /// Adds the equations of `variables` to the tree.
    pub(super) fn write(&mut self, variables: &[Variable], tree: &mut ModelTree) {
        self.driven = devices::driven(self, variables);
        let spread = variables.iter().filter_map(|flow| Some((flow.name.value.clone(), flow.spreading.clone()?)));
        self.spread = spread.collect();
        self.shared = self.shared_flows(variables);
        for (at, variable) in variables.iter().enumerate() {
            if self.diagnostics.len() >= MAX_DIAGNOSTICS {
                let message = "too many mistakes to go on reading this model";
                let diagnostic = Diagnostic::error(codes::TOO_MANY_ERRORS, message);
                self.diagnostics.push(diagnostic.at(variable.tag, "not read from here on"));
                break;
            }
            if self.drafts.len() >= MAX_EQUATIONS {
                let message = format!("this model has more than {MAX_EQUATIONS} equations");
                let diagnostic = Diagnostic::error(codes::FILE_TOO_LARGE, message);
                self.diagnostics.push(diagnostic.at(variable.tag, "not read from here on"));
                break;
            }
            self.variable(at, variable);
        }
        self.limit_outflows(variables);
        for draft in self.drafts.drain(..) {
            let variable = &variables[draft.variable];
            tree.equations.push(Equation {
                left: draft.left,
                exceptions: Vec::new(),
                right: draft.right,
                unit: variable.unit.clone(),
                comment: variable.comment.clone(),
                group: self.groups.get(&variable.name.value).copied(),
                supplementary: false,
                span: variable.span,
            });
        }
    }

    fn variable(&mut self, at: usize, variable: &Variable) {
        self.tables(at, variable);
        if variable.role == Role::Table {
            return;
        }
        let left = self.left(variable);
        if let Some(leaks) = self.driven.get(&variable.name.value).copied() {
            return devices::flow(self, at, variable, leaks);
        }
        if self.connections.contains_key(&variable.name.value) {
            return self.equation(at, variable, left, None, None);
        }
        if let Some(interpolation) = variable.data {
            return self.data(at, variable, left, interpolation);
        }
        if !variable.in_order.is_empty() {
            return self.in_order(at, variable);
        }
        let mut some = false;
        if let Some(content) = &variable.whole.equation {
            some = true;
            self.equation(at, variable, left.clone(), Some(content), second(variable, &variable.whole));
        }
        for (element, part) in &variable.elements {
            if let Some(content) = &part.equation {
                some = true;
                let left = self.element(variable, element);
                self.equation(at, variable, left, Some(content), second(variable, part));
            }
        }
        if !some {
            let message = format!("`{}` has no equation", variable.name.value);
            let diagnostic = Diagnostic::error(codes::MISSING_DEFINITION, message).at(variable.tag, "");
            self.diagnostics.push(diagnostic.help("add `<eqn>` to it"));
            self.drafts.push(Draft { variable: at, left, right: Right::Error });
        }
    }

    /// A data variable: its numbers come from beside the model, or from another one.
    fn data(&mut self, at: usize, variable: &Variable, left: Reference, interpolation: Interpolation) {
        let equation = variable.whole.equation.as_ref();
        let written = equation.map(|content| Parser::new(self.file, content, self.diagnostics).whole());
        let computed = written.map(|written| self.scope(variable.instance, variable, &left).whole(written));
        self.drafts.push(Draft { variable: at, left, right: Right::Data(interpolation, computed) });
    }

    /// An equation for each element in order, where a file lists them.
    fn in_order(&mut self, at: usize, variable: &Variable) {
        let (wanted, found) = (self.count(variable), &variable.in_order);
        if wanted != found.len() {
            let message = format!("`{}` has {} equations for {wanted} elements", variable.name.value, found.len());
            self.diagnostics.push(Diagnostic::error(codes::CONSTANT_COUNT, message).at(variable.tag, ""));
            let left = self.left(variable);
            return self.drafts.push(Draft { variable: at, left, right: Right::Error });
        }
        for (place, content) in found.iter().enumerate() {
            let left = self.nth(variable, place);
            self.equation(at, variable, left, Some(content), second(variable, &variable.whole));
        }
    }

    /// One equation written out for all elements: what is computed of subscripts is known of each.
    pub(super) fn each_element(
        &mut self,
        at: usize,
        variable: &Variable,
        content: Option<&Content>,
        initial: Option<&Content>,
    ) {
        let count = self.count(variable);
        if self.drafts.len().saturating_add(count) > MAX_EQUATIONS {
            let message = format!("written out over all elements, this model has more than {MAX_EQUATIONS} equations");
            self.diagnostics.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(variable.tag, ""));
            return;
        }
        for place in 0..count {
            if self.diagnostics.len() >= MAX_DIAGNOSTICS {
                return;
            }
            let left = self.nth(variable, place);
            self.equation(at, variable, left, content, initial);
        }
    }

    /// How many elements a variable has.
    fn count(&self, variable: &Variable) -> usize {
        let sizes = variable.dimensions.iter().map(|each| self.names.dimensions[*each].elements.len());
        sizes.fold(1, usize::saturating_mul)
    }

    /// The left side for the element at this place, the last dimension fastest.
    fn nth(&self, variable: &Variable, place: usize) -> Reference {
        let (mut rest, mut element) = (place, Vec::new());
        for dimension in variable.dimensions.iter().rev() {
            let elements = &self.names.dimensions[*dimension].elements;
            element.push(Spanned::new(elements[rest % elements.len()].value.clone(), variable.name.span));
            rest /= elements.len();
        }
        element.reverse();
        self.element(variable, &element)
    }

    /// Whether an expression of a variable names elements of a dimension by those of a part of it.
    pub(super) fn reaches_part(&self, variable: &Variable, expr: &Expr) -> bool {
        let prefix = self.prefixes.get(variable.instance).copied().unwrap_or("");
        self.names.reaches_part(prefix, expr)
    }

    /// Whether a left side stands for several elements.
    pub(super) fn is_range(&self, left: &Reference) -> bool {
        left.subscripts.iter().any(|usage| self.names.is_range(&usage.name))
    }

    /// The look-ups of a variable's graphical functions.
    fn tables(&mut self, at: usize, variable: &Variable) {
        let known = self.names.variables.get(&variable.name.value).and_then(|known| known.table.clone());
        let Some((table, _)) = known else { return };
        let mut lookups = Vec::new();
        if let Some(graph) = &variable.whole.graph {
            lookups.push((self.left(variable), graph.points.clone()));
        }
        for (element, part) in &variable.elements {
            if let Some(graph) = &part.graph {
                lookups.push((self.element(variable, element), graph.points.clone()));
            }
        }
        for (mut left, points) in lookups {
            left.name = table.clone();
            self.drafts.push(Draft { variable: at, left, right: Right::Lookup(points) });
        }
    }

    /// The left side for all elements.
    pub(super) fn left(&mut self, variable: &Variable) -> Reference {
        let Spanned { value: name, span } = variable.name.clone();
        let mut subscripts = Vec::new();
        for (at, dimension) in variable.dimensions.iter().enumerate() {
            let nth = variable.dimensions[..at].iter().filter(|before| *before == dimension).count();
            subscripts.push(SubscriptUse { name: self.names.range(*dimension, nth), bang: false, span });
        }
        Reference { name, subscripts, span }
    }

    /// The left side for one element; numbers stand for the elements of that place.
    pub(super) fn element(&self, variable: &Variable, element: &[Spanned<Name>]) -> Reference {
        let name = variable.name.value.clone();
        let span = element.first().map_or(variable.name.span, |written| written.span);
        let dimensions = variable.dimensions.iter().map(Some).chain(std::iter::repeat(None));
        let subscript = |(written, dimension): (&Spanned<Name>, Option<&usize>)| {
            let dimension = dimension.and_then(|at| self.names.dimensions.get(*at));
            let element = dimension.and_then(|dimension| {
                let numbered = || written.value.text().parse::<usize>().ok().and_then(|place| place.checked_sub(1));
                let place = dimension.places.get(&written.value).copied().or_else(numbered)?;
                dimension.elements.get(place)
            });
            let name = element.map_or(&written.value, |element| &element.value).clone();
            SubscriptUse { name, bang: false, span: written.span }
        };
        let subscripts = element.iter().zip(dimensions).map(subscript).collect();
        Reference { name, subscripts, span }
    }

    pub(super) fn scope<'s>(&'s mut self, instance: usize, variable: &'s Variable, left: &'s Reference) -> Scope<'s> {
        Scope {
            names: self.names,
            prefix: self.prefixes.get(instance).copied().unwrap_or(""),
            writer: self.writer,
            left,
            axes: &variable.dimensions,
            diagnostics: self.diagnostics,
            in_array: false,
            computed: Vec::new(),
        }
    }

    /// The equation for `left` from its text; from the connection of its module where there is one.
    fn equation(
        &mut self,
        at: usize,
        variable: &Variable,
        left: Reference,
        content: Option<&Content>,
        initial: Option<&Content>,
    ) {
        if let (Some(content), Some(device)) = (content, &variable.device) {
            return devices::equation(self, at, (variable, device), left, content);
        }
        if let (Some(rows), false) = (content.and_then(|content| self.constants(content)), left.subscripts.is_empty()) {
            return self.drafts.push(Draft { variable: at, left, right: Right::Constants(rows) });
        }
        let mut parse = |content| Parser::new(self.file, content, self.diagnostics).whole();
        let (written, first) = (content.map(&mut parse), initial.map(&mut parse));
        let differs = |each: &Written| !each.computed.is_empty() || self.reaches_part(variable, &each.expr);
        let one_by_one = self.shared.contains(&left.name) || [&written, &first].into_iter().flatten().any(differs);
        if self.is_range(&left) && one_by_one {
            return self.each_element(at, variable, content, initial);
        }
        self.warn_of_gap(content);
        let connection = self.connections.get(&variable.name.value);
        let mut scope = self.scope(variable.instance, variable, &left);
        let own = scope.own(connection, written);
        let first = first.map(|first| scope.whole(first));
        let make = Maker { span: left.span };
        let value = match variable.role {
            Role::Stock => stock(&mut scope, variable, (first, own), &make),
            _ => auxiliary(&mut scope, variable, (first, own), &make),
        };
        self.drafts.push(Draft { variable: at, left, right: Right::Expression(value) });
    }

    /// Warns of a 0 that a converter left where it could not translate a function: `0{GET_DIRECT_DATA(…)}`, as xmutil does.
    fn warn_of_gap(&mut self, content: Option<&Content>) {
        let note =
            |content: &Content| Some(content.text.trim().strip_prefix("0{")?.split_once(['(', '}'])?.0.to_string());
        if let Some((content, function)) = content.and_then(|content| Some((content, note(content)?))) {
            let message =
                format!("`0` stands here for `{function}`, which the converter from Vensim could not translate");
            let diagnostic = Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message);
            self.diagnostics.push(diagnostic.at(content.whole(self.file), "").help("run the Vensim model itself"));
        }
    }

    /// `1, 2; 3, 4`: numbers for the elements, as Vensim writes them.
    fn constants(&self, content: &Content) -> Option<Vec<Vec<Spanned<f64>>>> {
        if !content.text.contains([',', ';']) {
            return None;
        }
        let (mut rows, mut at) = (vec![Vec::new()], 0);
        for field in content.text.trim_end().trim_end_matches(';').split_inclusive([',', ';']) {
            let value =
                field.trim_end_matches([',', ';']).trim().parse::<f64>().ok().filter(|value| value.is_finite())?;
            rows.last_mut()?.push(Spanned::new(value, content.span(self.file, at, at + field.len())));
            at += field.len();
            if field.ends_with(';') {
                rows.push(Vec::new());
            }
        }
        Some(rows)
    }

    /// The full names of flows.
    pub(super) fn full(&self, stock: &Variable, flows: &[Spanned<Name>]) -> Vec<Name> {
        let prefix = self.prefixes.get(stock.instance).copied().unwrap_or("");
        flows.iter().filter_map(|flow| self.names.find(prefix, &flow.value)).collect()
    }
}

/// What a part of a variable says besides its equation: what it is at the start, and what changes a stock.
fn second<'p>(variable: &Variable, part: &'p Part) -> Option<&'p Content> {
    if variable.role == Role::Stock { part.net.as_ref() } else { part.initial.as_ref() }
}

impl Scope<'_> {
    /// What gives a variable its value: what its module connects it to, or else its text.
    fn own(&mut self, connection: Option<&(String, Spanned<Name>)>, written: Option<Written>) -> Expr {
        match (connection, written) {
            (Some((prefix, from)), _) => self.of_module(prefix, &from.value, from.span),
            (None, Some(written)) => self.whole(written),
            (None, None) => Maker { span: self.left.span }.expr(ExprKind::Error),
        }
    }

    /// A flow at the element on the left of a stock with the dimensions `kept`, and at all elements of its other
    /// dimensions; whether there are such.
    fn flow(&mut self, flow: &Name, kept: &[usize], span: Span) -> (Expr, bool) {
        let full = self.names.find(self.prefix, flow);
        let dimensions = full.and_then(|full| self.names.variables.get(&full)).map(|known| known.dimensions.clone());
        let (mut kept, mut starred) = (kept.to_vec(), false);
        let mut subscripts = Vec::new();
        for dimension in dimensions.unwrap_or_default() {
            let place = kept.iter().position(|other| *other == dimension);
            starred |= place.is_none();
            let name = match place {
                Some(place) => self.names.dimensions[kept.swap_remove(place)].name.value.clone(),
                None => Name::new("*"),
            };
            subscripts.push(SubscriptUse { name, bang: false, span });
        }
        let subscripts = if starred { subscripts } else { Vec::new() };
        (self.value(Reference { name: flow.clone(), subscripts, span }), starred)
    }

    /// The value of a variable as another module names it.
    fn of_module(&mut self, prefix: &str, name: &Name, span: Span) -> Expr {
        let names = &mut *self.names;
        let mut other = Scope { names, prefix, diagnostics: self.diagnostics, computed: Vec::new(), ..*self };
        other.value(Reference { name: name.clone(), subscripts: Vec::new(), span })
    }
}

/// The value of a flow or an auxiliary: through its graphical function, with another value at the start, and at least 0.
fn auxiliary(scope: &mut Scope<'_>, variable: &Variable, (first, own): (Option<Expr>, Expr), make: &Maker) -> Expr {
    let mut value = own;
    let name = &variable.name.value;
    if scope.names.variables.get(name).is_some_and(|known| known.table.is_some()) {
        let span = value.span;
        let itself = Reference { name: name.clone(), subscripts: Vec::new(), span: make.span };
        let prefix = std::mem::take(&mut scope.prefix);
        value = scope.read_table(itself, value, span);
        scope.prefix = prefix;
    }
    if let Some(first) = first {
        value = make.call("ACTIVE INITIAL", vec![value, first]);
    }
    match variable.non_negative {
        true => make.call("MAX", vec![value, make.number(0.0)]),
        false => value,
    }
}

/// `INTEG(inflows - outflows, initial)`, the flows in the order of their tags, behind what changes it besides.
fn stock(scope: &mut Scope<'_>, variable: &Variable, (net, initial): (Option<Expr>, Expr), make: &Maker) -> Expr {
    // In the order of the file: another order of a sum may round to other numbers.
    let mut flows: Vec<(bool, &Spanned<Name>)> = variable.inflows.iter().map(|flow| (true, flow)).collect();
    flows.extend(variable.outflows.iter().map(|flow| (false, flow)));
    flows.sort_by_key(|(_, flow)| flow.span.start);
    let net = flows.into_iter().fold(net, |sum: Option<Expr>, (comes, flow)| {
        let of = (&flow.value, variable.dimensions.as_slice());
        let flow = if comes { arriving(scope, of, flow.span) } else { leaving(scope, of, flow.span) };
        Some(match (sum, comes) {
            (Some(sum), true) => make.binary(BinaryOperator::Add, sum, flow),
            (Some(sum), false) => make.binary(BinaryOperator::Subtract, sum, flow),
            (None, true) => flow,
            (None, false) => make.expr(ExprKind::Unary(UnaryOperator::Negate, Box::new(flow))),
        })
    });
    let mut net = net.unwrap_or_else(|| make.number(0.0));
    if variable.non_negative {
        let itself = make.expr(ExprKind::Reference(Reference { span: make.span, ..scope.left.clone() }));
        let emptying = make.binary(BinaryOperator::Divide, itself, make.variable("TIME STEP"));
        let emptying = make.binary(BinaryOperator::Subtract, make.number(0.0), emptying);
        net = make.call("MAX", vec![net, emptying]);
    }
    make.call("INTEG", vec![net, initial])
}

/// What a flow takes out of a stock with these dimensions: the sum over those that the stock lacks.
pub(super) fn leaving(scope: &mut Scope<'_>, (flow, kept): (&Name, &[usize]), span: Span) -> Expr {
    match scope.flow(flow, kept, span) {
        (value, true) => Maker { span }.call("SUM", vec![value]),
        (value, false) => value,
    }
}

/// What a flow brings into a stock: a multiplier changes its unit on the way.
pub(super) fn arriving(scope: &mut Scope<'_>, (flow, kept): (&Name, &[usize]), span: Span) -> Expr {
    let make = Maker { span };
    let full = scope.names.find(scope.prefix, flow).map(|full| multiplied(&full));
    let Some(multiplier) = full.filter(|multiplier| scope.names.variables.contains_key(multiplier)) else {
        return leaving(scope, (flow, kept), span);
    };
    let (value, is_sum) = scope.flow(flow, kept, span);
    let prefix = std::mem::take(&mut scope.prefix);
    let (multiplier, _) = scope.flow(&multiplier, kept, span);
    scope.prefix = prefix;
    let value = make.binary(BinaryOperator::Multiply, value, multiplier);
    if is_sum { make.call("SUM", vec![value]) } else { value }
}
