//! Conveyors, queues and ovens written out: equations of the stock, of its settings, and of the flows around it.
//!
//! A setting becomes a variable of its own, `stock.len`, so that it can be looked at and varied like any other. The stock
//! is a call of a function with memory (`std.CONVEYOR`, `std.QUEUE`, `std.OVEN`); the flows read from it what leaves now,
//! and the flows into it are held to the room in it:
//!
//! ```text
//! room of a conveyor  (capacity − content) / DT + outflows − inflows before this one, and the inflow limit less those
//! room of an oven     what it says itself, 0 while its door is shut
//! ```
//!
//! Flows that leave a conveyor or an oven are never held back by what they flow into, except that nothing moves between
//! two of which one is arrested. Source: XMILE 1.0, 3.7.2, 3.7.3, 4.2.1, 4.3; isee systems, "Traditional Conveyor
//! Computation", "Queue Computation", "Oven Computation".

mod conveyor;
mod queue;

use super::function::device::MOST_LISTED;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::{BinaryOperator, Expr, ExprKind, Reference};
use outpace_syntax::mdl::device::{Device, DeviceKind, Initial, Setting};
use outpace_syntax::mdl::{Equation, ModelTree, Right};
use outpace_syntax::{Diagnostic, Name, Span};
use std::collections::HashMap;

/// The model with every device written out.
pub(super) fn expand(tree: ModelTree, diagnostics: &mut Vec<Diagnostic>) -> ModelTree {
    let is_device = |equation: &Equation| matches!(equation.right, Right::Device(_) | Right::Driven(_));
    if !tree.equations.iter().any(is_device) {
        return tree;
    }
    let mut equations = Vec::new();
    let mut expansion = Expansion::of(&tree.equations, diagnostics);
    for equation in &tree.equations {
        match &equation.right {
            Right::Device(device) => expansion.stock(equation, device, &mut equations),
            Right::Driven(driven) => expansion.driven(equation, driven, &mut equations),
            Right::Expression(request) => {
                let mut equation = equation.clone();
                if let Some(held) = expansion.admitted(&equation, request) {
                    equation.right = Right::Expression(held);
                }
                equations.push(equation);
            }
            _ => equations.push(equation.clone()),
        }
    }
    ModelTree { equations, ..tree }
}

/// The devices of a model and the flows between them.
struct Expansion<'t, 'd> {
    devices: HashMap<&'t Name, &'t Device>,
    /// The device that each flow leaves, and its place among the outflows.
    sources: HashMap<&'t Name, (&'t Name, usize)>,
    /// The device that each flow goes to, and its place among the inflows.
    targets: HashMap<&'t Name, (&'t Name, usize)>,
    /// The leaks by their flows.
    leaks: HashMap<&'t Name, &'t outpace_syntax::mdl::device::Leak>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'t, 'd> Expansion<'t, 'd> {
    fn of(equations: &'t [Equation], diagnostics: &'d mut Vec<Diagnostic>) -> Expansion<'t, 'd> {
        let (devices, leaks) = (HashMap::new(), HashMap::new());
        let (sources, targets) = (HashMap::new(), HashMap::new());
        let mut expansion = Expansion { devices, sources, targets, leaks, diagnostics };
        for equation in equations {
            let name = &equation.left.name;
            match &equation.right {
                Right::Device(device) => {
                    expansion.devices.entry(name).or_insert(device);
                    for (at, flow) in device.outflows.iter().enumerate() {
                        expansion.sources.insert(&flow.name, (name, at));
                    }
                    for (at, flow) in device.inflows.iter().enumerate() {
                        expansion.targets.insert(&flow.name, (name, at));
                    }
                }
                Right::Driven(driven) => {
                    if let Some(leak) = &driven.leak {
                        expansion.leaks.insert(name, leak);
                    }
                }
                _ => {}
            }
        }
        expansion
    }

    /// The equations of a device itself.
    fn stock(&mut self, equation: &Equation, device: &'t Device, equations: &mut Vec<Equation>) {
        let write = Writer::at(&equation.left);
        for (setting, expr) in &device.settings {
            let left = write.reference(&setting_of(&equation.left.name, *setting));
            equations.push(Equation { left, right: Right::Expression(expr.clone()), ..hidden(equation) });
        }
        let call = match device.kind {
            DeviceKind::Conveyor => self.conveyor(&write, device, equation, equations),
            DeviceKind::Queue => self.queue(&write, device, equation.left.span),
            DeviceKind::Oven => {
                let infinite = || write.number(f64::INFINITY);
                let of = |setting, other| write.setting(device, setting).unwrap_or(other);
                write.call(
                    "std.OVEN",
                    vec![
                        self.initial(&write, device, equation.left.span),
                        write.sum(&device.inflows),
                        of(Setting::Capacity, infinite()),
                        of(Setting::FillTime, infinite()),
                        of(Setting::CookTime, infinite()),
                        of(Setting::CleanUpTime, write.number(0.0)),
                        of(Setting::Arrest, write.number(0.0)),
                    ],
                )
            }
        };
        equations.push(Equation { right: Right::Expression(call), ..equation.clone() });
    }

    /// What a device holds at the start.
    fn initial(&mut self, write: &Writer, device: &Device, span: Span) -> Expr {
        match &device.initial {
            Initial::Total(total) => total.clone(),
            Initial::Sequence(parts) => {
                if parts.len() > MOST_LISTED {
                    let message = format!("the content at the start is listed in more than {MOST_LISTED} parts");
                    self.report(&message, span, "give it as one number");
                }
                write.call("std.SEQUENCE", parts.iter().take(MOST_LISTED).cloned().collect())
            }
        }
    }

    /// The equation of a flow that leaves a device.
    fn driven(
        &mut self,
        equation: &'t Equation,
        driven: &outpace_syntax::mdl::device::Driven,
        equations: &mut Vec<Equation>,
    ) {
        let write = Writer::at(&equation.left);
        let Some((stock, place)) = self.sources.get(&equation.left.name).copied() else { return };
        let Some(device) = self.devices.get(stock).copied() else { return };
        let step = || write.variable("TIME STEP");
        let value = match device.kind {
            DeviceKind::Conveyor => self.leaving(&write, (stock, device), (equation, driven.leak.as_ref()), equations),
            DeviceKind::Queue => self.served(&write, (stock, device, place), driven.overflow),
            DeviceKind::Oven => {
                let released = write.call("std.OVEN RELEASE", vec![write.variable_of(stock)]);
                write.binary(BinaryOperator::Divide, released, step())
            }
        };
        let mut value = write.unless(self.arrest(&write, stock), value);
        if let Some((target, _)) = self.targets.get(&equation.left.name).copied() {
            value = write.unless(self.arrest(&write, target), value);
        }
        equations.push(Equation { right: Right::Expression(value), ..equation.clone() });
    }

    /// When a device is arrested, where it ever is.
    fn arrest(&self, write: &Writer, stock: &Name) -> Option<Expr> {
        let device = self.devices.get(stock)?;
        let is_set = device.settings.iter().any(|(setting, _)| *setting == Setting::Arrest);
        is_set.then(|| write.variable_of(&setting_of(stock, Setting::Arrest)))
    }

    /// An inflow from elsewhere: at least 0, and no more than there is room.
    fn admitted(&mut self, equation: &Equation, request: &Expr) -> Option<Expr> {
        let (target, place) = self.targets.get(&equation.left.name).copied()?;
        let write = Writer::at(&equation.left);
        let mut value = request.clone();
        if let Some(room) = self.room(&write, target, place) {
            value = write.call("MIN", vec![value, room]);
        }
        let value = write.call("MAX", vec![value, write.number(0.0)]);
        Some(write.unless(self.arrest(&write, target), value))
    }

    /// How much may still flow into a device, behind the inflows before this place; `None` where nothing limits it.
    fn room(&mut self, write: &Writer, target: &Name, place: usize) -> Option<Expr> {
        use BinaryOperator::{Add, Divide, Subtract};
        let device = self.devices.get(target).copied()?;
        let step = || write.variable("TIME STEP");
        let comes_anyway = |flow: &Reference| {
            let source = self.sources.get(&flow.name).and_then(|(source, _)| self.devices.get(source));
            source.is_some_and(|source| source.kind != DeviceKind::Queue)
        };
        let before: Vec<&Reference> = device.inflows[..place].iter().filter(|flow| !comes_anyway(flow)).collect();
        let less = |room: Expr| {
            before.iter().fold(room, |room, flow| write.binary(Subtract, room, write.variable_of(&flow.name)))
        };
        let capacity = write.setting_of(device, target, Setting::Capacity);
        if device.kind == DeviceKind::Oven {
            let capacity = capacity.unwrap_or_else(|| write.number(f64::INFINITY));
            let room = write.call("std.OVEN ROOM", vec![write.variable_of(target), capacity]);
            return Some(less(write.binary(Divide, room, step())));
        }
        let by_capacity = capacity.map(|capacity| {
            let free = write.binary(Subtract, capacity, write.variable_of(target));
            let free = write.binary(Divide, free, step());
            let free =
                device.outflows.iter().fold(free, |room, flow| write.binary(Add, room, write.variable_of(&flow.name)));
            let anyway = device.inflows.iter().filter(|flow| comes_anyway(flow));
            less(anyway.fold(free, |room, flow| write.binary(Subtract, room, write.variable_of(&flow.name))))
        });
        let limit = write.setting_of(device, target, Setting::InflowLimit);
        let limit = limit.map(|limit| if device.discrete { conveyor::rest_of_unit(write, target) } else { limit });
        let by_limit = limit.map(less);
        match (by_capacity, by_limit) {
            (Some(capacity), Some(limit)) => Some(write.call("MIN", vec![capacity, limit])),
            (one, other) => one.or(other),
        }
    }

    fn report(&mut self, message: &str, span: Span, help: &str) {
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "");
        self.diagnostics.push(diagnostic.help(help));
    }
}

/// The variable of a setting.
fn setting_of(stock: &Name, setting: Setting) -> Name {
    Name::new(&format!("{stock}.{}", setting.name()))
}

/// An equation that no text has: in the group of the one that it comes from, without unit and comment.
fn hidden(equation: &Equation) -> Equation {
    Equation { unit: None, comment: String::new(), ..equation.clone() }
}

/// Writes expressions under one left side: everything around a device is over the same subscripts.
struct Writer<'a> {
    left: &'a Reference,
}

impl<'a> Writer<'a> {
    fn at(left: &'a Reference) -> Writer<'a> {
        Writer { left }
    }

    fn expr(&self, kind: ExprKind) -> Expr {
        Expr { kind, span: self.left.span }
    }

    fn number(&self, value: f64) -> Expr {
        self.expr(ExprKind::Number(value))
    }

    /// A variable of this name over the subscripts of the left side.
    fn reference(&self, name: &Name) -> Reference {
        Reference { name: name.clone(), ..self.left.clone() }
    }

    fn variable_of(&self, name: &Name) -> Expr {
        self.expr(ExprKind::Reference(self.reference(name)))
    }

    /// A variable without subscripts.
    fn variable(&self, name: &str) -> Expr {
        let reference = Reference { name: Name::new(name), subscripts: Vec::new(), span: self.left.span };
        self.expr(ExprKind::Reference(reference))
    }

    fn call(&self, name: &str, arguments: Vec<Expr>) -> Expr {
        let name = Reference { name: Name::new(name), subscripts: Vec::new(), span: self.left.span };
        self.expr(ExprKind::Call(name, arguments))
    }

    fn binary(&self, operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
        self.expr(ExprKind::Binary(operator, Box::new(left), Box::new(right)))
    }

    /// The value, 0 where a condition holds.
    fn unless(&self, condition: Option<Expr>, value: Expr) -> Expr {
        match condition {
            Some(condition) => self.call("IF THEN ELSE", vec![condition, self.number(0.0), value]),
            None => value,
        }
    }

    /// All flows together.
    fn sum(&self, flows: &[Reference]) -> Expr {
        let flows = flows.iter().map(|flow| self.variable_of(&flow.name));
        let sum = flows.reduce(|sum, flow| self.binary(BinaryOperator::Add, sum, flow));
        sum.unwrap_or_else(|| self.number(0.0))
    }

    /// The variable of a setting of the device on the left, if it has it.
    fn setting(&self, device: &Device, setting: Setting) -> Option<Expr> {
        self.setting_of(device, &self.left.name, setting)
    }

    /// The variable of a setting of a device, if it has it.
    fn setting_of(&self, device: &Device, stock: &Name, setting: Setting) -> Option<Expr> {
        let is_set = device.settings.iter().any(|(other, _)| *other == setting);
        is_set.then(|| self.variable_of(&setting_of(stock, setting)))
    }
}
