//! Conveyors, queues and ovens, and the flows that they drive.

use super::notation::{attribute, identifier, number, xml};
use super::ranges::Left;
use super::shape::Variable;
use super::variable::Variables;
use crate::expr::Expr;
use crate::mdl::device::{Device, DeviceKind, Driven, Initial, Spread};
use crate::mdl::{Equation, Right};
use crate::name::Name;

impl<'t> Variables<'_, 't> {
    /// Writes a variable that is a device, or that one drives; says whether it is one.
    pub(super) fn device(&mut self, variable: &Variable<'t>) -> bool {
        let Some(definition) = variable.definitions.first().copied() else { return false };
        let tag = match &definition.right {
            Right::Device(_) => "stock".to_string(),
            Right::Driven(driven) => format!("flow{}{}", self.spreading(&variable.name), zone(driven)),
            _ => return false,
        };
        if variable.definitions.len() > 1 {
            let left = Left { reference: &definition.left, element: None };
            let what = "a conveyor, a queue or an oven whose elements differ";
            self.expressions(left).cannot(what, definition.left.span);
            return true;
        }
        let (element, attributes) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        self.line(&format!("<{element} name=\"{}\"{attributes}>", attribute(&variable.name)));
        self.dimensions(variable);
        match &definition.right {
            Right::Device(device) => self.stock(definition, device),
            Right::Driven(driven) => self.driven(definition, driven),
            _ => {}
        }
        self.profile(&variable.name);
        self.unit_and_comment(variable);
        self.line(&format!("</{element}>"));
        true
    }

    /// How a flow is spread over the conveyor that it comes to, as an attribute.
    pub(super) fn spreading(&self, flow: &Name) -> &'static str {
        match self.spreads.get(flow) {
            None => "",
            Some(Spread::Evenly) => " isee:spreadflow=\"even\"",
            Some(Spread::AsItLies) => " isee:spreadflow=\"dest\"",
            Some(Spread::By(_)) => " isee:spreadflow=\"dist\"",
        }
    }

    /// What a flow is spread over a conveyor by.
    pub(super) fn profile(&mut self, flow: &Name) {
        let Some(Spread::By(profile)) = self.spreads.get(flow) else { return };
        let named = self.shape.table(&profile.name).unwrap_or_else(|| profile.name.clone());
        let subscripts: Vec<String> = profile.subscripts.iter().map(|usage| identifier(&usage.name)).collect();
        let subscripts = if subscripts.is_empty() { String::new() } else { format!("[{}]", subscripts.join(", ")) };
        let named = xml(&(identifier(&named) + &subscripts));
        self.line(&format!("\t<isee:distrib_eq>{named}</isee:distrib_eq>"));
    }

    fn setting(&mut self, definition: &Equation, indent: &str, tag: &str, expr: &Expr) {
        let left = Left { reference: &definition.left, element: None };
        let text = self.expressions(left).text(expr);
        self.line(&format!("{indent}<{tag}>{}</{tag}>", xml(&text)));
    }

    fn stock(&mut self, definition: &Equation, device: &Device) {
        let initial = match &device.initial {
            Initial::Total(total) => std::slice::from_ref(total),
            Initial::Sequence(parts) => parts,
        };
        let left = Left { reference: &definition.left, element: None };
        let parts: Vec<String> = initial.iter().map(|part| self.expressions(left).text(part)).collect();
        // One part by itself would be the total.
        let end = if matches!(&device.initial, Initial::Sequence(parts) if parts.len() == 1) { "," } else { "" };
        self.line(&format!("\t<eqn>{}{end}</eqn>", xml(&parts.join(", "))));
        for (tag, flows) in [("inflow", &device.inflows), ("outflow", &device.outflows)] {
            for flow in flows {
                self.line(&format!("\t<{tag}>{}</{tag}>", xml(&identifier(&flow.name))));
            }
        }
        let tag = match device.kind {
            DeviceKind::Conveyor => "conveyor",
            DeviceKind::Queue => return self.line("\t<queue/>"),
            DeviceKind::Oven => "oven",
        };
        let flags = [
            ("discrete", device.discrete, false),
            ("batch_integrity", device.whole_batches, false),
            ("one_at_a_time", device.one_at_a_time, true),
            ("exponential_leak", device.exponential_leak, false),
        ];
        let said = flags.iter().filter(|(_, value, default)| value != default);
        let said: String = said.map(|(name, value, _)| format!(" {name}=\"{value}\"")).collect();
        self.line(&format!("\t<{tag}{said}>"));
        for (setting, expr) in &device.settings {
            self.setting(definition, "\t\t", setting.name(), expr);
        }
        self.line(&format!("\t</{tag}>"));
    }

    fn driven(&mut self, definition: &Equation, driven: &Driven) {
        if let Some(leak) = &driven.leak {
            match &leak.fraction {
                Some(fraction) => self.setting(definition, "\t", "leak", fraction),
                None => self.line("\t<leak/>"),
            }
            if leak.integers {
                self.line("\t<leak_integers/>");
            }
        }
        if driven.overflow {
            self.line("\t<overflow/>");
        }
    }
}

/// The zone of a leak, where it is not the whole conveyor.
fn zone(driven: &Driven) -> String {
    let Some(leak) = &driven.leak else { return String::new() };
    let ends = [("leak_start", leak.zone.0, 0.0), ("leak_end", leak.zone.1, 1.0)];
    let said = ends.iter().filter(|(_, end, default)| end != default);
    said.map(|(name, end, _)| format!(" {name}=\"{}\"", number(*end))).collect()
}
