//! Queues: what waits, and what each outflow takes of it.
//!
//! An outflow into a stock or out of the model takes all that is left by those before it. One into a conveyor or an oven
//! takes what there is room for: the first batch, or as many as fit, whole or split, as the device that takes it says. An
//! overflow takes part where the outflow before it could not take all that it wanted.

use super::{Expansion, Writer};
use outpace_syntax::expr::{BinaryOperator, Expr};
use outpace_syntax::mdl::device::Device;
use outpace_syntax::{Name, Span};

use BinaryOperator::{Add, Divide, Less, Multiply, Subtract};

impl<'t> Expansion<'t, '_> {
    /// `std.QUEUE(initial, outflow, inflows …)`.
    pub(super) fn queue(&mut self, write: &Writer, device: &Device, span: Span) -> Expr {
        let inflows = device.inflows.iter().map(|flow| write.variable_of(&flow.name));
        let arguments = [self.initial(write, device, span), write.sum(&device.outflows)].into_iter().chain(inflows);
        write.call("std.QUEUE", arguments.collect())
    }

    /// What an outflow takes, per unit of time.
    pub(super) fn served(
        &mut self,
        write: &Writer,
        (stock, device, place): (&'t Name, &'t Device, usize),
        overflow: bool,
    ) -> Expr {
        let step = || write.variable("TIME STEP");
        let rate = |at: usize| write.variable_of(&device.outflows[at].name);
        let taken_before = |places: usize| {
            let taken = (0..places).map(rate).reduce(|sum, flow| write.binary(Add, sum, flow));
            taken.map_or_else(|| write.number(0.0), |taken| write.binary(Multiply, taken, step()))
        };
        let wanted = |expansion: &Self, at: usize| {
            let taken = taken_before(at);
            let flow = &device.outflows[at].name;
            let target = expansion.targets.get(flow).and_then(|(target, _)| expansion.devices.get(target));
            match target {
                Some(target) if target.one_at_a_time => {
                    write.call("std.QUEUE FIRST", vec![write.variable_of(stock), taken])
                }
                _ => write.binary(Subtract, write.variable_of(stock), taken),
            }
        };
        let wants = wanted(self, place);
        let flow = &device.outflows[place].name;
        let target = self.targets.get(flow).copied();
        let room = target.and_then(|(target, at)| self.room(write, target, at));
        let (amount, room) = match room.map(|room| write.binary(Multiply, room, step())) {
            None => (wants, None),
            Some(room) => (wants, Some(write.call("MAX", vec![room, write.number(0.0)]))),
        };
        let takes_whole = target
            .and_then(|(target, _)| self.devices.get(target))
            .map(|target| (target.whole_batches, target.one_at_a_time));
        let amount = match (room, takes_whole) {
            (None, _) => amount,
            (Some(room), Some((true, true))) => {
                // A hair more room, so that rounding does not keep out what just fits.
                let room = write.binary(Multiply, room, write.number(1.0 + 1e-12));
                let too_large = write.binary(Less, room, amount.clone());
                write.call("IF THEN ELSE", vec![too_large, write.number(0.0), amount])
            }
            (Some(room), Some((true, false))) => {
                let room = write.binary(Multiply, room, write.number(1.0 + 1e-12));
                write.call("std.QUEUE WHOLE", vec![write.variable_of(stock), taken_before(place), room])
            }
            (Some(room), _) => write.call("MIN", vec![amount, room]),
        };
        let amount = write.call("MAX", vec![amount, write.number(0.0)]);
        let value = write.binary(Divide, amount, step());
        if !overflow || place == 0 {
            return value;
        }
        let wanted_before = write.binary(Multiply, wanted(self, place - 1), write.number(1.0 - 1e-12));
        let took = write.binary(Multiply, rate(place - 1), step());
        let blocked = write.binary(Less, took, wanted_before);
        write.call("IF THEN ELSE", vec![blocked, value, write.number(0.0)])
    }
}
