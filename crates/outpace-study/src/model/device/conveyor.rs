//! Conveyors: the belt, and what leaves it at its end and through its leaks.
//!
//! ```text
//! linear leak       what the belt says, planned when the material came in
//! exponential leak  share × what is in the zone; share = fraction × DT, all shares together at most 1
//! whole units       the whole part of the leak and of what was carried over from before
//! end               the last slat, less the shares of the leaks whose zone it lies in
//! ```

use super::super::function::device::MOST_SPREAD;
use super::{Expansion, Writer, hidden, setting_of};
use outpace_syntax::Name;
use outpace_syntax::expr::{BinaryOperator, Expr, ExprKind, Reference};
use outpace_syntax::mdl::device::{Device, Leak, Setting, Spread};
use outpace_syntax::mdl::{Equation, Right};

use BinaryOperator::{Add, Divide, Multiply, Subtract};

/// The most leaks of one conveyor.
const MOST_LEAKS: usize = 8;

impl<'t> Expansion<'t, '_> {
    /// `std.CONVEYOR(initial, inflow, time, sample, arrested, held, exponential, spreads …, leaks …)`; what is spread over
    /// it is no part of the inflow, and a leak is its share, its fraction, the ends of its zone, and whether it goes by
    /// its share.
    pub(super) fn conveyor(
        &mut self,
        write: &Writer,
        device: &'t Device,
        equation: &Equation,
        equations: &mut Vec<Equation>,
    ) -> Expr {
        let stock = &equation.left.name;
        let (zero, one) = (|| write.number(0.0), || write.number(1.0));
        let of = |setting, other| write.setting(device, setting).unwrap_or(other);
        let leaks = self.leaks_of(device);
        if leaks.len() > MOST_LEAKS {
            let message = format!("the conveyor `{stock}` has more than {MOST_LEAKS} leaks");
            self.report(&message, equation.left.span, "let some of them flow together");
        }
        let held = device.outflows.iter().find(|flow| !self.leaks.contains_key(&flow.name)).and_then(|exit| {
            let (target, _) = self.targets.get(&exit.name).copied()?;
            self.arrest(write, target)
        });
        if device.discrete && write.setting(device, Setting::InflowLimit).is_some() {
            count(write, stock, write.sum(&device.inflows), equation, equations);
        }
        if device.spreads.len() > MOST_SPREAD {
            let message = format!("more than {MOST_SPREAD} flows are spread over the conveyor `{stock}`");
            self.report(&message, equation.left.span, "let some of them flow together");
        }
        let is_spread = |flow: &&Reference| device.spreads.iter().any(|(name, _)| *name == flow.name);
        let inflows: Vec<Reference> = device.inflows.iter().filter(|flow| !is_spread(flow)).cloned().collect();
        let mut arguments = vec![
            self.initial(write, device, equation.left.span),
            write.sum(&inflows),
            of(Setting::Length, zero()),
            of(Setting::Sample, one()),
            of(Setting::Arrest, zero()),
            held.unwrap_or_else(zero),
            if device.exponential_leak { one() } else { zero() },
        ];
        arguments
            .extend(device.spreads.iter().take(MOST_SPREAD).map(|(flow, spread)| spread_over(write, flow, spread)));
        for (flow, leak) in leaks.into_iter().take(MOST_LEAKS) {
            let share = if by_share(device, leak) { write.variable_of(&part(flow, "share")) } else { zero() };
            let (start, end) = leak.zone;
            let goes_by_share = if leak.integers { one() } else { zero() };
            let fraction = write.variable_of(&part(flow, "fraction"));
            arguments.extend([share, fraction, write.number(start), write.number(end), goes_by_share]);
        }
        write.call("std.CONVEYOR", arguments)
    }

    /// The leaks of a conveyor, in order of priority.
    fn leaks_of(&self, device: &'t Device) -> Vec<(&'t Name, &'t Leak)> {
        let leak = |flow: &'t Reference| Some((&flow.name, *self.leaks.get(&flow.name)?));
        device.outflows.iter().filter_map(leak).collect()
    }

    /// What leaves a conveyor at its end, per unit of time: what the leaks there leave of it.
    fn exit(&self, write: &Writer, (stock, device): (&'t Name, &'t Device)) -> Expr {
        let mut amount = write.call("std.CONVEYOR EXIT", vec![write.variable_of(stock)]);
        let leaks = self.leaks_of(device);
        for (number, (flow, _)) in leaks.iter().enumerate().filter(|(_, (_, leak))| by_share(device, leak)) {
            let arguments = vec![write.variable_of(stock), write.number(number as f64)];
            let zone = write.call("std.CONVEYOR ZONE EXIT", arguments);
            let share = write.binary(Multiply, write.variable_of(&part(flow, "share")), zone);
            amount = write.binary(Subtract, amount, share);
        }
        write.binary(Divide, amount, write.variable("TIME STEP"))
    }

    /// What leaves a conveyor through one of its flows, per unit of time, were it not arrested.
    pub(super) fn leaving(
        &mut self,
        write: &Writer,
        (stock, device): (&'t Name, &'t Device),
        (equation, own): (&Equation, Option<&Leak>),
        equations: &mut Vec<Equation>,
    ) -> Expr {
        let leaks = self.leaks_of(device);
        let number = leaks.iter().position(|(flow, _)| **flow == equation.left.name);
        let (Some(number), Some(leak)) = (number, own) else { return self.exit(write, (stock, device)) };
        let read = |what: &str| {
            let arguments = vec![write.variable_of(stock), write.number(number as f64)];
            write.call(what, arguments)
        };
        let step = || write.variable("TIME STEP");
        let flow = &equation.left.name;
        let mut define = |name: &Name, right: Expr| {
            let left = write.reference(name);
            equations.push(Equation { left, right: Right::Expression(right), ..hidden(equation) });
        };
        let fraction = leak.fraction.clone().unwrap_or_else(|| write.number(0.0));
        define(&part(flow, "fraction"), fraction);
        let zone = read("std.CONVEYOR ZONE");
        let fraction = write.variable_of(&part(flow, "fraction"));
        let bounded = |share| bounded(write, share, before(device, &leaks[..number]));
        let share = part(flow, "share");
        let exponential = bounded(write.binary(Multiply, fraction, step()));
        let amount = match (device.exponential_leak, leak.integers) {
            (false, false) => read("std.CONVEYOR LEAK"),
            (true, false) => {
                define(&share, exponential);
                write.binary(Multiply, write.variable_of(&share), zone)
            }
            (is_exponential, true) => {
                let planned = match is_exponential {
                    true => write.binary(Multiply, exponential, zone.clone()),
                    false => read("std.CONVEYOR LEAK"),
                };
                let due = part(flow, "due");
                define(&due, write.binary(Add, write.variable_of(&part(flow, "carried")), planned));
                // Rounding must not keep back a unit that is due.
                let almost = write.binary(Add, write.variable_of(&due), write.number(1e-9));
                let whole = write.call("std.INT", vec![almost]);
                define(&share, bounded(write.call("ZIDZ", vec![whole, zone.clone()])));
                let gone = write.binary(Multiply, write.variable_of(&share), zone);
                let change = write.unless(self.arrest(write, stock), carried_on(write, flow, gone.clone()));
                define(&part(flow, "carried"), write.call("INTEG", vec![change, write.number(0.0)]));
                gone
            }
        };
        write.binary(Divide, amount, step())
    }
}

/// An inflow that is spread over a conveyor.
fn spread_over(write: &Writer, flow: &Name, spread: &Spread) -> Expr {
    let flow = write.variable_of(flow);
    match spread {
        Spread::Evenly => write.call("std.SPREAD BY", vec![flow]),
        Spread::AsItLies => write.call("std.SPREAD AS IT LIES", vec![flow]),
        Spread::By(profile) => {
            write.call("std.SPREAD BY", vec![flow, write.expr(ExprKind::Reference(profile.clone()))])
        }
    }
}

/// The leaks whose shares go before that of the leak behind them.
fn before<'t>(device: &'t Device, leaks: &[(&'t Name, &'t Leak)]) -> impl Iterator<Item = &'t Name> {
    leaks.iter().filter(|(_, leak)| by_share(device, leak)).map(|(flow, _)| *flow)
}

/// A share that is at least 0, and at most what other leaks leave of 1.
fn bounded<'t>(write: &Writer, share: Expr, others: impl Iterator<Item = &'t Name>) -> Expr {
    let rest = others
        .fold(write.number(1.0), |rest, flow| write.binary(Subtract, rest, write.variable_of(&part(flow, "share"))));
    let share = write.call("MIN", vec![share, rest]);
    write.call("MAX", vec![share, write.number(0.0)])
}

/// How what a leak carries over to later steps changes, per unit of time, where so much of what was due has gone.
fn carried_on(write: &Writer, flow: &Name, gone: Expr) -> Expr {
    let kept = write.binary(Subtract, write.variable_of(&part(flow, "due")), gone);
    let change = write.binary(Subtract, kept, write.variable_of(&part(flow, "carried")));
    write.binary(Divide, change, write.variable("TIME STEP"))
}

/// Whether a leak takes a share of what lies in its zone, and not of what came in.
fn by_share(device: &Device, leak: &Leak) -> bool {
    device.exponential_leak || leak.integers
}

/// A variable of a flow or a stock that no text names.
fn part(of: &Name, what: &str) -> Name {
    Name::new(&format!("{of}.{what}"))
}

/// Counts what a discrete conveyor has taken in since the last whole unit of time began.
fn count(write: &Writer, stock: &Name, inflow: Expr, equation: &Equation, equations: &mut Vec<Equation>) {
    let step = || write.variable("TIME STEP");
    let taken = part(stock, "taken_in");
    // A hair later than the step, so that rounding does not put off a whole unit.
    let unit = |steps: f64| {
        let later = write.binary(Multiply, step(), write.number(steps + 1e-6));
        write.call("std.INT", vec![write.binary(Add, write.variable("Time"), later)])
    };
    let same = write.binary(BinaryOperator::Equal, unit(0.0), unit(1.0));
    let emptied = write.binary(Divide, write.variable_of(&taken), step());
    let emptied = write.binary(Subtract, write.number(0.0), emptied);
    let rate = write.call("IF THEN ELSE", vec![same, inflow, emptied]);
    let level = write.call("INTEG", vec![rate, write.number(0.0)]);
    let left = write.reference(&taken);
    equations.push(Equation { left, right: Right::Expression(level), ..hidden(equation) });
}

/// What a discrete conveyor may still take in within this unit of time, per unit of time.
pub(super) fn rest_of_unit(write: &Writer, stock: &Name) -> Expr {
    let limit = write.variable_of(&setting_of(stock, Setting::InflowLimit));
    let rest = write.binary(Subtract, limit, write.variable_of(&part(stock, "taken_in")));
    write.binary(Divide, rest, write.variable("TIME STEP"))
}
