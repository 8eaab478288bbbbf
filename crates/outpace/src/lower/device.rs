//! Functions whose memory is a device of the engine: conveyors, batches, queues, and delays whose time changes.
//!
//! As with all memory a call is lowered in two halves: [`Builder::device`] makes the device and reads it, and
//! [`Builder::connect`] gives it its ports when every element has a value. The ports are in the order that
//! [`DeviceKind`] lists.

use super::memory::Pending;
use super::value::{Builder, Place};
use outpace_engine::device::{DeviceKind, Leak, Profile, Reading, Spread};
use outpace_engine::{BinaryOp, StateIndex, Value};
use outpace_study::model::function::Function;
use outpace_study::model::{Expr, ExprKind};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Span};

/// The arguments of a conveyor before what is spread over it and its leaks, and those of each leak.
const BELT_PORTS: usize = 7;
const LEAK_PORTS: usize = 5;

/// The most numbers that all delays and devices together may remember from step to step; each takes 512 bytes for a
/// block of futures.
const MOST_REMEMBERED: usize = 1_500_000;
/// How many numbers a device keeps of a step; a fixed delay keeps one.
const NUMBERS_OF_A_STEP: usize = 3;

impl<'a> Builder<'a> {
    /// The device that a function is; `None` for all that is none.
    pub fn device_kind(&mut self, function: Function, arguments: &'a [Expr], place: &Place) -> Option<DeviceKind> {
        Some(match function {
            // With a time that stays the same all discrete delays are DELAY FIXED, which is a mere ring of values:
            // mgu09_material_and_information_delays.html.
            Function::DelayInformation if self.changes(arguments, place) => DeviceKind::Information,
            Function::DelayMaterial if self.changes(arguments, place) => DeviceKind::Material,
            Function::DelayBatch => DeviceKind::Batch,
            Function::DelayConveyor => DeviceKind::Conveyor(self.profile(arguments.get(3), place)),
            Function::DelayProfile => DeviceKind::Response(self.profile(arguments.first(), place)),
            Function::QueueFifo => DeviceKind::Queue(self.profile(arguments.get(2), place), Profile::even()),
            Function::QueueFifoAttrib => {
                let amounts = self.profile(arguments.get(4), place);
                DeviceKind::Queue(amounts, self.profile(arguments.get(5), place))
            }
            Function::Conveyor => self.belt(arguments, place),
            Function::QueueOfBatches => DeviceKind::Line,
            Function::Oven => DeviceKind::Oven,
            _ => return None,
        })
    }

    /// A conveyor of XMILE with its leaks, whose zones are numbers: `outpace_study::model::device`.
    fn belt(&mut self, arguments: &'a [Expr], place: &Place) -> DeviceKind {
        let (spread, leaks) = spread_and_leaks(arguments);
        let spreads = spread.iter().map(|call| self.spread(call, place)).collect();
        let constants = self.constants();
        let number = |expr: &Expr| constants.expr(expr, &place.loops).unwrap_or(f64::NAN);
        let leak = |leak: &[Expr]| Leak { zone: (number(&leak[2]), number(&leak[3])), shared: number(&leak[4]) != 0.0 };
        let leaks = leaks.chunks_exact(LEAK_PORTS).map(leak).collect();
        DeviceKind::Belt { leaks, exponential: arguments.get(6).is_some_and(|expr| number(expr) != 0.0), spreads }
    }

    /// How an inflow of a conveyor is spread over it.
    fn spread(&mut self, call: &'a Expr, place: &Place) -> Spread {
        match &call.kind {
            ExprKind::Call(entry, arguments) if entry.function == Function::SpreadBy => {
                Spread::By(self.profile(arguments.get(1), place))
            }
            _ => Spread::AsItLies,
        }
    }

    /// Whether the delay time, the second argument, may change.
    fn changes(&self, arguments: &[Expr], place: &Place) -> bool {
        arguments.get(1).and_then(|time| self.constants().expr(time, &place.loops)).is_none()
    }

    fn profile(&mut self, argument: Option<&'a Expr>, place: &Place) -> Profile {
        let Some(Expr { kind: ExprKind::Table(reference), span }) = argument else { return Profile::even() };
        let cell = self.model.referred(reference, &place.loops);
        let points = cell.and_then(|cell| self.whole_points(cell, *span));
        let profile = points.map(<[_]>::to_vec).and_then(Profile::new).filter(|profile| profile.mean() > 0.0);
        profile.unwrap_or_else(|| {
            let message = "a profile must have an area above 0, no part below 0, and its average right of x = 0";
            self.problems.push(Diagnostic::error(codes::BAD_LOOKUP, message).at(*span, ""));
            Profile::even()
        })
    }

    /// Refuses a model whose delays and devices would remember too much: something of each step of their time, and of all
    /// steps where that is not known.
    pub fn require_room(&mut self, function: Function, arguments: &[Expr], span: Span, place: &Place) {
        let (time, numbers) = match function {
            Function::DelayFixed | Function::DelayInformation | Function::DelayMaterial => (arguments.get(1), 1),
            Function::DelayConveyor => (arguments.get(1), NUMBERS_OF_A_STEP),
            Function::DelayProfile | Function::Conveyor => (arguments.get(2), NUMBERS_OF_A_STEP),
            Function::DelayBatch | Function::Oven => return,
            _ => (None, NUMBERS_OF_A_STEP),
        };
        let all = f64::from(self.schedule.steps()) + 1.0;
        let time = time.and_then(|time| self.constants().expr(time, &place.loops));
        let steps = time.map_or(all, |time| (time / self.schedule.step_length(0)).ceil().clamp(1.0, all));
        let before = self.remembered;
        self.remembered += steps as usize * numbers;
        if before <= MOST_REMEMBERED && self.remembered > MOST_REMEMBERED {
            let message = format!("the delays and queues remember more than {MOST_REMEMBERED} numbers");
            let diagnostic = Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, "reached here");
            self.problems.push(diagnostic.help("take a longer time step, shorter delays, or fewer of them"));
        }
    }

    /// A new device, and what it gives.
    pub fn device(
        &mut self,
        kind: DeviceKind,
        (function, arguments, span): (Function, &[Expr], Span),
        place: &Place,
    ) -> (StateIndex, Value) {
        self.require_room(function, arguments, span, place);
        self.check_list(function, arguments, place);
        if self.schedule.even_step().is_none() {
            let message =
                "conveyors, batches, queues and delays whose time changes need a time step that stays the same";
            let left = self.model.definition_of(place.cell).map(|definition| definition.left);
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message);
            self.problems.push(left.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.at(span, "")));
        }
        self.state_cells.push(place.cell);
        let device = self.graph.device(kind);
        let reading = if function.is_stock() { Reading::Content } else { Reading::Output };
        if function.is_stock() {
            self.devices.insert(place.cell, device);
        }
        let zero = self.graph.constant(0.0);
        (device, self.graph.read(device, reading, zero, zero))
    }

    /// Connects a device, if the call is one.
    pub fn connect(&mut self, call: &Pending<'a>, arguments: &[Value]) -> bool {
        let Some(&(device, _)) = call.states.first() else { return false };
        let zero = self.graph.constant(0.0);
        let (mut start, inputs) = match (call.entry.function, arguments) {
            (Function::DelayInformation, &[input, time, initial]) if self.is_device(device) => {
                (vec![initial, time], vec![input, time])
            }
            (Function::DelayMaterial, &[input, time, initial, missing]) if self.is_device(device) => {
                (vec![initial, time], vec![input, time, missing])
            }
            (Function::DelayBatch, &[input, size, time, batch, done, backlog]) => {
                let begins = self.graph.constant(self.schedule.time(0));
                let rest = self.graph.binary(BinaryOp::Subtract, done, begins);
                (vec![batch, rest, backlog], vec![input, size, time])
            }
            (Function::DelayConveyor, &[input, time, leakage, _, content, initial_time]) => {
                (vec![content, initial_time], vec![input, time, leakage])
            }
            (Function::DelayProfile, &[_, input, time, initial, growth]) => {
                (vec![initial, time, growth], vec![input, time])
            }
            (Function::QueueFifo, &[inflow, outflow, _, initial, range]) => {
                (vec![initial, range, zero], vec![inflow, outflow, zero, zero])
            }
            (Function::QueueFifoAttrib, &[inflow, outflow, attribute, change, _, _, initial, first, range]) => {
                (vec![initial, range, first], vec![inflow, outflow, attribute, change])
            }
            (Function::Conveyor, &[initial, inflow, time, sample, arrested, held, _, ref others @ ..]) => {
                let (mut start, mut inputs) = (vec![initial, time], vec![self.amount(inflow), time]);
                inputs.extend([sample, arrested, held]);
                let (spread, leaks) = others.split_at(spread_and_leaks(call.arguments).0.len());
                for leak in leaks.chunks_exact(LEAK_PORTS) {
                    start.push(leak[1]);
                    inputs.extend([leak[0], leak[1]]);
                }
                inputs.extend(spread.iter().map(|&inflow| self.amount(inflow)));
                (start, inputs)
            }
            (Function::QueueOfBatches, &[initial, ref flows @ ..]) => {
                (vec![initial], flows.iter().map(|&flow| self.amount(flow)).collect())
            }
            (Function::Oven, &[initial, inflow, ref settings @ ..]) => {
                let inputs = std::iter::once(self.amount(inflow)).chain(settings.iter().copied()).collect();
                (vec![initial], inputs)
            }
            _ => return false,
        };
        for part in listed(call.arguments) {
            start.push(self.expr(part, &call.place));
        }
        self.graph.set_device(device, start, inputs);
        true
    }

    /// Says where a list of what lies on a conveyor ends before its transit time does: the rest is filled up.
    fn check_list(&mut self, function: Function, arguments: &[Expr], place: &Place) {
        let (Function::Conveyor, [initial, _, time, ..]) = (function, arguments) else { return };
        let units = listed(arguments).len();
        let time = self.constants().expr(time, &place.loops);
        let Some(time) = time.filter(|time| units > 0 && *time > units as f64) else { return };
        let message = format!("what lies on this conveyor is listed for {units} of {time} units of time");
        let diagnostic = Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message);
        let diagnostic = diagnostic.at(initial.span, "the last number stands for the rest");
        self.warnings.push(diagnostic.help("list what leaves in each unit of its time, the first that leaves first"));
    }

    /// What a flow carries in a step.
    fn amount(&mut self, flow: Value) -> Value {
        let step = self.step_length();
        self.graph.binary(BinaryOp::Multiply, flow, step)
    }

    fn is_device(&self, state: StateIndex) -> bool {
        self.graph.is_device(state)
    }

    /// Which leak of a conveyor the second argument means.
    fn leak_number(&self, arguments: &[Expr]) -> u8 {
        arguments.get(1).and_then(Expr::literal).map_or(u8::MAX, |number| number as u8)
    }

    /// What a queue is asked for; `None` if the function asks no queue.
    pub fn ask_queue(&mut self, function: Function, arguments: &'a [Expr], place: &Place) -> Option<Value> {
        let reading = match function {
            Function::QueueAgeAverage => Reading::AverageAge,
            Function::QueueAgeInRange => Reading::AmountOfAge,
            Function::QueueAgeOldest => Reading::OldestAge,
            Function::QueueAttribAverage => Reading::AverageAttribute,
            Function::QueueAttribQuantity => Reading::AmountOfAttribute,
            Function::ConveyorExit => Reading::Exit,
            Function::ConveyorLeak => Reading::Leak(self.leak_number(arguments)),
            Function::ConveyorZone => Reading::Zone(self.leak_number(arguments)),
            Function::ConveyorZoneExit => Reading::ZoneExit(self.leak_number(arguments)),
            Function::QueueFirst => Reading::First,
            Function::QueueWhole => Reading::Whole,
            Function::OvenRelease => Reading::Release,
            Function::OvenRoom => Reading::Room,
            _ => return None,
        };
        let (queue, asked) = arguments.split_first()?;
        let cell = match &queue.kind {
            ExprKind::Variable(reference) => self.model.referred(reference, &place.loops),
            _ => None,
        };
        let Some(device) = cell.and_then(|cell| self.devices.get(&cell).copied()) else {
            let message = "this must be the name of a queue";
            let diagnostic = Diagnostic::error(codes::NOT_A_QUEUE, message).at(queue.span, "");
            self.problems.push(diagnostic.help("define it by `QUEUE FIFO` or `QUEUE FIFO ATTRIB`"));
            return Some(self.graph.constant(f64::NAN));
        };
        let zero = self.graph.constant(0.0);
        let asked: Vec<Value> = asked.iter().map(|argument| self.expr(argument, place)).collect();
        let number = |at: usize| asked.get(at).copied().unwrap_or(zero);
        Some(self.graph.read(device, reading, number(0), number(1)))
    }
}

/// What is spread over a conveyor, and what is said of its leaks.
fn spread_and_leaks(arguments: &[Expr]) -> (&[Expr], &[Expr]) {
    let others = arguments.get(BELT_PORTS..).unwrap_or(&[]);
    let is_spread = |argument: &&Expr| match &argument.kind {
        ExprKind::Call(entry, _) => matches!(entry.function, Function::SpreadAsItLies | Function::SpreadBy),
        _ => false,
    };
    others.split_at(others.iter().take_while(is_spread).count())
}

/// What a device holds at the start, in order, where that is the first argument and listed.
fn listed(arguments: &[Expr]) -> &[Expr] {
    match arguments.first().map(|initial| &initial.kind) {
        Some(ExprKind::Call(entry, parts)) if entry.function == Function::Sequence => parts,
        _ => &[],
    }
}
