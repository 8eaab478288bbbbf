//! The equations of conveyors, queues and ovens, and of the flows that they drive.

use std::collections::{HashMap, HashSet};

use super::builtin::Maker;
use super::device::{self, Spreading};
use super::document::Content;
use super::equations::{Draft, Equations};
use super::expression::{Parser, RANGE, Written, WrittenList};
use super::scope::Scope;
use super::variable::{Variable, multiplied};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind, Reference, SubscriptUse};
use crate::mdl::Right;
use crate::mdl::device::{Device, DeviceKind, Driven, Initial, Leak, Setting, Spread};
use crate::name::Name;
use crate::span::{FileId, Spanned};

/// The flows that devices drive, and whether they leak. Of the outflows of a conveyor the first that is not marked goes
/// to its end.
pub(super) fn driven(equations: &mut Equations<'_>, variables: &[Variable]) -> HashMap<Name, bool> {
    let mut driven = HashMap::new();
    let marked = variables.iter().filter(|flow| flow.leaving.leak.is_some());
    let marked: HashSet<&Name> = marked.map(|flow| &flow.name.value).collect();
    for stock in variables {
        let Some(device) = &stock.device else { continue };
        let outflows = equations.full(stock, &stock.outflows);
        let is_conveyor = device.kind == DeviceKind::Conveyor;
        let exit = outflows.iter().position(|flow| !is_conveyor || !marked.contains(flow));
        if is_conveyor && exit.is_none() {
            let message = format!("the conveyor `{}` needs an outflow at its end", stock.name.value);
            let diagnostic = Diagnostic::error(codes::MISSING_DEFINITION, message).at(stock.tag, "");
            equations.diagnostics.push(diagnostic.help("add an `<outflow>` that is not marked `<leak/>`"));
        }
        for (place, flow) in outflows.into_iter().enumerate() {
            driven.insert(flow, is_conveyor && Some(place) != exit);
        }
    }
    driven
}

/// A flow that a device drives: it has no equation of its own, but a leak has a fraction.
pub(super) fn flow(equations: &mut Equations<'_>, at: usize, variable: &Variable, leaks: bool) {
    let own = match &variable.leaving.leak {
        Some(Some(fraction)) => Some(fraction),
        _ => variable.whole.equation.as_ref(),
    };
    let elements = variable.elements.iter().filter(|(_, part)| leaks && part.equation.is_some());
    let mut parts: Vec<(Reference, Option<&Content>)> =
        elements.map(|(element, part)| (equations.element(variable, element), part.equation.as_ref())).collect();
    if parts.is_empty() {
        parts.push((equations.left(variable), own.filter(|_| leaks)));
    }
    for (left, fraction) in parts {
        let written = fraction.map(|content| Parser::new(equations.file, content, equations.diagnostics).whole());
        let mut scope = equations.scope(variable.instance, variable, &left);
        let fraction = written.map(|written| scope.whole(written));
        let device::Leaving { integers, zone, overflow, .. } = variable.leaving;
        let zone = (zone.0.unwrap_or(0.0), zone.1.unwrap_or(1.0));
        let leak = leaks.then_some(Leak { fraction, integers, zone });
        let right = Right::Driven(Box::new(Driven { leak, overflow }));
        equations.drafts.push(Draft { variable: at, left, right });
    }
}

/// The equation of a conveyor, a queue or an oven, for all its elements or one of them.
pub(super) fn equation(
    equations: &mut Equations<'_>,
    at: usize,
    (variable, written): (&Variable, &device::Written),
    left: Reference,
    content: &Content,
) {
    let file = equations.file;
    let initial = Parser::new(file, content, equations.diagnostics).values();
    let mut settings = Vec::new();
    for (setting, content) in &written.settings {
        settings.push((*setting, Parser::new(file, content, equations.diagnostics).whole()));
    }
    let computes = !initial.computed.is_empty() || settings.iter().any(|(_, written)| !written.computed.is_empty());
    let mut exprs = initial.parts.iter().chain(settings.iter().map(|(_, written)| &written.expr));
    if equations.is_range(&left) && (computes || exprs.any(|expr| equations.reaches_part(variable, expr))) {
        return equations.each_element(at, variable, Some(content), None);
    }
    let spreads = std::mem::take(&mut equations.spread);
    let mut scope = equations.scope(variable.instance, variable, &left);
    let initial = scope.initial(initial);
    if let (DeviceKind::Oven, Initial::Sequence(_)) = (written.kind, &initial) {
        let message = "an oven holds one batch at the start";
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(content.whole(file), "");
        scope.diagnostics.push(diagnostic.help("give its content as one number"));
    }
    let mut device = stock(&mut scope, variable, (written, initial), settings);
    if written.kind == DeviceKind::Conveyor {
        let spread = |inflow: &Reference| Some((inflow.name.clone(), scope.spread(file, spreads.get(&inflow.name)?)?));
        device.spreads = device.inflows.iter().filter_map(spread).collect();
    }
    equations.spread = spreads;
    let right = Right::Device(Box::new(device));
    equations.drafts.push(Draft { variable: at, left, right });
}

/// A conveyor, a queue or an oven.
fn stock(
    scope: &mut Scope<'_>,
    variable: &Variable,
    (written, initial): (&device::Written, Initial),
    settings: Vec<(Setting, Written)>,
) -> Device {
    let mut flows = |flows: &[Spanned<Name>]| {
        let flow = |flow: &Spanned<Name>| {
            let flow = Reference { name: flow.value.clone(), subscripts: Vec::new(), span: flow.span };
            match scope.value(flow).kind {
                ExprKind::Reference(reference) => Some(reference),
                _ => None,
            }
        };
        flows.iter().filter_map(flow).collect::<Vec<Reference>>()
    };
    let (inflows, outflows) = (flows(&variable.inflows), flows(&variable.outflows));
    for inflow in inflows.iter().filter(|inflow| scope.names.variables.contains_key(&multiplied(&inflow.name))) {
        let message =
            format!("the flow `{}` changes its unit on the way into a conveyor, a queue or an oven", inflow.name);
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(inflow.span, "");
        scope.diagnostics.push(diagnostic.help("let it flow into a stock, and from there with the new unit"));
    }
    Device {
        kind: written.kind,
        initial,
        inflows,
        spreads: Vec::new(),
        outflows,
        settings: settings.into_iter().map(|(setting, written)| (setting, scope.whole(written))).collect(),
        discrete: written.discrete,
        whole_batches: written.whole_batches,
        one_at_a_time: written.one_at_a_time,
        exponential_leak: written.exponential_leak,
    }
}

impl Scope<'_> {
    /// What a device holds at the start: a list, a slice of an array such as `cohort[*]`, or all of it.
    ///
    /// Source: isee systems, "Initializing Discrete Stocks".
    fn initial(&mut self, written: WrittenList) -> Initial {
        self.computed = written.computed;
        let [only] = written.parts.as_slice() else { return self.sequence(written.parts) };
        if written.has_signs {
            return self.sequence(written.parts);
        }
        let is_slice = |usage: &SubscriptUse| usage.name.text().ends_with('*') || usage.name.text().starts_with(RANGE);
        let elements = match &only.kind {
            ExprKind::Reference(array) if array.subscripts.iter().any(is_slice) => {
                self.elements(only, &Maker { span: only.span })
            }
            _ => None,
        };
        match elements {
            Some(elements) => Initial::Sequence(elements),
            None => Initial::Total(self.expr(only.clone())),
        }
    }

    /// How an inflow is spread over a conveyor.
    fn spread(&mut self, file: FileId, written: &Spanned<Spreading>) -> Option<Spread> {
        let (message, help) = match &written.value {
            Spreading::Evenly => return Some(Spread::Evenly),
            Spreading::AsItLies => return Some(Spread::AsItLies),
            Spreading::By(content) => {
                let profile = Parser::new(file, content, self.diagnostics).whole().expr;
                if let ExprKind::Reference(profile) = profile.kind
                    && self.table(&profile).is_some()
                {
                    return self.table_reference(profile).map(Spread::By);
                }
                let message = "what is spread over a conveyor by another thing than a graphical function";
                (message, "name a variable with a graphical function in `<isee:distrib_eq>`")
            }
            Spreading::AsInSource => {
                let message = "what leaks into a conveyor in the places that it had in another one";
                (message, "take another `isee:spreadflow`, such as `even`, or leave it out")
            }
        };
        let message = format!("{message} is not supported");
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(written.span, "");
        self.diagnostics.push(diagnostic.help(help));
        None
    }

    fn sequence(&mut self, parts: Vec<Expr>) -> Initial {
        Initial::Sequence(parts.into_iter().map(|part| self.expr(part)).collect())
    }
}
