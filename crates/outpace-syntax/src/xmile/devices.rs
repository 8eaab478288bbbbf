//! The equations of conveyors, queues and ovens, and of the flows that they drive.

use std::collections::{HashMap, HashSet};

use super::device;
use super::document::Content;
use super::equations::{Draft, Equations};
use super::expression::{Parser, Written};
use super::scope::Scope;
use super::variable::{Variable, multiplied};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind, Reference};
use crate::mdl::Right;
use crate::mdl::device::{Device, DeviceKind, Driven, Leak, Setting};
use crate::name::Name;
use crate::span::Spanned;

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

/// A conveyor, a queue or an oven.
pub(super) fn stock(
    scope: &mut Scope<'_>,
    variable: &Variable,
    initial: Expr,
    settings: Vec<(Setting, Written)>,
) -> Device {
    let written = variable.device.as_ref();
    let is = |flag: fn(&device::Written) -> bool| written.is_some_and(flag);
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
        kind: written.map_or(DeviceKind::Queue, |written| written.kind),
        initial,
        inflows,
        outflows,
        settings: settings.into_iter().map(|(setting, written)| (setting, scope.whole(written))).collect(),
        discrete: is(|written| written.discrete),
        whole_batches: is(|written| written.whole_batches),
        one_at_a_time: is(|written| written.one_at_a_time),
        exponential_leak: is(|written| written.exponential_leak),
    }
}
