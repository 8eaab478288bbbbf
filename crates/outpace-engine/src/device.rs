//! Devices: parts of a model that remember more than one number, such as a conveyor, a queue, or a delay whose time
//! changes on the way.
//!
//! A device is a memory with three functions of it, a file a family:
//!
//! ```text
//! start    what it holds when the simulation begins, from the values its ports have then
//! read     one number about what it holds; two more numbers may say what is asked, such as a range of ages
//! advance  what it holds a step later, from the values its inputs have at the start of the step
//! ```
//!
//! Reading changes nothing, and a memory moves on once a step, also where Runge-Kutta looks at the model four times a
//! step: discrete events happen between steps (Vensim, fn_delay_fixed.html, fn_queue_fifo.html).
//!
//! # Invariants
//! - A member's memory is a slice of numbers, as long as it will ever need to be: nothing grows in the steps.
//! - What a device gives does not depend on how much longer the slice is, so members may share one length.
//! - Plain arithmetic in a fixed order, a member at a time: the same bits on every machine and in every block.

mod batch;
mod belt;
mod conveyor;
mod line;
mod oven;
mod profile;
mod queue;
mod response;
mod ring;
mod schedule;

#[cfg(test)]
mod tests;

use belt::Belt;
pub use belt::{Leak, Spread};
pub use profile::Profile;

use crate::program::whole;

/// The most slats of a belt and the most ages of what a queue holds at first; more are taken as this many.
pub const MOST_SLATS: u32 = 1 << 14;

/// The most inputs of one device.
pub(crate) const MOST_INPUTS: usize = 40;
/// The most starting values of one device: what lies on a belt may be listed.
pub(crate) const MOST_STARTING_VALUES: usize = 1_000;

/// What a device is.
///
/// Each kind lists its starting values and then its inputs, in order. All flows are per unit of time.
#[derive(Debug, Clone, PartialEq)]
pub enum DeviceKind {
    /// A delay of information: the newest value that has arrived. Start: initial value, delay time; inputs: value,
    /// delay time.
    Information,
    /// A delay of material: the sum of what arrives at a moment. Start: initial value, delay time; inputs: flow, delay
    /// time, value where nothing arrives.
    Material,
    /// Material collected and processed in batches. Start: size of the batch in process, the time left until it is
    /// done, backlog; inputs: flow, batch size, processing time.
    Batch,
    /// A conveyor whose speed carries all that lies on it. Start: content, conveyance time; inputs: flow, conveyance
    /// time, leakage per unit of time. The profile is that of the initial content, in the order in which it leaves.
    Conveyor(Profile),
    /// A delay spread over a profile of responses. Start: initial value, delay time, growth before the start; inputs:
    /// flow, delay time.
    Response(Profile),
    /// A queue by age. Start: content, range of ages, initial attribute; inputs: inflow, outflow, attribute of what
    /// comes in, change of all attributes per unit of time. The profiles are those of the initial amounts over the
    /// ages and of multiples of the initial attribute.
    Queue(Profile, Profile),
    /// A belt of slats, each a step wide, with leaks. Start: content, transit time, a fraction for each leak, and then,
    /// where the content is not spread evenly, how much of it leaves in each unit of time; inputs: amount that comes in, transit time, whether to sample it, whether all stands still, whether the exit is
    /// held, and then for each leak the share of its zone's content that goes and the fraction for what comes in.
    Belt {
        /// The leaks, in order of priority.
        leaks: Vec<Leak>,
        /// Whether each leak takes the same share of what is left, instead of the same share of what came in.
        exponential: bool,
        /// Inflows that are spread over the belt: the amount of each is an input behind those of the leaks.
        spreads: Vec<Spread>,
    },
    /// A queue of batches. Start: content as one batch, or its batches behind it, the first of them first; inputs: amount that leaves, then the amounts that come in, each
    /// a batch.
    Line,
    /// An oven. Start: content; inputs: amount that comes in, capacity, fill time, cook time, clean-up time, whether
    /// all stands still.
    Oven,
}

/// What to read from a device. `a` and `b` are the two further numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// What comes out now, per unit of time.
    Output,
    /// All that it holds.
    Content,
    /// A queue: the average age of the oldest `a`; of all where `a` is not above 0.
    AverageAge,
    /// A queue: the age of the oldest.
    OldestAge,
    /// A queue: how much is at least `a` and at most `b` old.
    AmountOfAge,
    /// A queue: the average attribute of the oldest `a`; of all where `a` is not above 0.
    AverageAttribute,
    /// A queue: how much of the oldest has attributes that add up to `a`.
    AmountOfAttribute,
    /// A belt: the amount on the last slat, after what leaks by plan.
    Exit,
    /// A belt: the amount that goes by plan through leak `n` in this step.
    Leak(u8),
    /// A belt: the content of the zone of leak `n`.
    Zone(u8),
    /// A belt: the content of the last slat where it lies in the zone of leak `n`, else 0.
    ZoneExit(u8),
    /// A line: the first batch once `a` has left.
    First,
    /// A line: whole batches that fit into `b`, once `a` has left.
    Whole,
    /// An oven: how much it takes in now, where its capacity is `a`.
    Room,
    /// An oven: the amount that it releases now.
    Release,
}

/// How a simulation goes on, as far as a device must know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Course {
    /// The time between two steps.
    pub(crate) step: f64,
    /// How many there are.
    pub(crate) steps: u32,
}

impl Course {
    /// A time as a whole number of steps, the nearest and at least `least`; what outlasts the simulation is forever.
    fn steps_in(self, time: f64, least: u32) -> u32 {
        whole(time / self.step, least, self.steps.saturating_add(1))
    }

    /// One slot for each step, the next one, and the one that is never reached.
    fn slots(self) -> usize {
        self.steps as usize + 2
    }
}

impl DeviceKind {
    /// The starting value and the input that decide how long the memory must be: where they stay equal, it is known
    /// when the simulation begins.
    pub(crate) fn length_ports(&self) -> Option<(usize, usize)> {
        match self {
            DeviceKind::Information
            | DeviceKind::Material
            | DeviceKind::Conveyor(_)
            | DeviceKind::Response(_)
            | DeviceKind::Belt { .. } => Some((1, 1)),
            DeviceKind::Batch | DeviceKind::Queue(..) | DeviceKind::Line | DeviceKind::Oven => None,
        }
    }

    /// Whether its first starting value is what it holds then, however that lies in it: so it can be read while the other
    /// ones, such as the fraction of a leak, still wait for it.
    pub(crate) fn begins_with_content(&self, starting_values: usize) -> bool {
        matches!(self, DeviceKind::Belt { leaks, .. } if starting_values == belt::START + leaks.len())
    }

    /// How many numbers one member's memory has. `steady` says that the length stays as it is at the start.
    pub(crate) fn length(&self, start: &[f64], inputs: usize, steady: bool, course: Course) -> usize {
        match self {
            DeviceKind::Information | DeviceKind::Material => schedule::length(start, steady, course),
            DeviceKind::Batch => batch::LENGTH,
            DeviceKind::Conveyor(_) => conveyor::length(start, steady, course),
            DeviceKind::Response(profile) => response::length(profile, start, steady, course),
            DeviceKind::Queue(..) => queue::length(start, course),
            DeviceKind::Belt { leaks, .. } => belt::length(leaks.len(), start, steady, course),
            DeviceKind::Line => line::length(start, inputs, course),
            DeviceKind::Oven => oven::LENGTH,
        }
    }

    /// Fills a memory of zeros for the beginning.
    pub(crate) fn start(&self, memory: &mut [f64], start: &[f64], course: Course) {
        match self {
            DeviceKind::Information => schedule::start_information(memory, start),
            DeviceKind::Material => schedule::start_material(memory, start, course),
            DeviceKind::Batch => batch::start(memory, start, course),
            DeviceKind::Conveyor(profile) => conveyor::start(profile, memory, start, course),
            DeviceKind::Response(profile) => response::start(profile, memory, start, course),
            DeviceKind::Queue(amounts, attributes) => queue::start((amounts, attributes), memory, start, course),
            DeviceKind::Belt { leaks, exponential, .. } => belt::start((leaks, *exponential), memory, start, course),
            DeviceKind::Line => line::start(memory, start),
            DeviceKind::Oven => oven::start(memory, start),
        }
    }

    /// One number about what a memory holds.
    pub(crate) fn read(&self, memory: &[f64], reading: Reading, a: f64, b: f64, course: Course) -> f64 {
        match self {
            DeviceKind::Information | DeviceKind::Material => schedule::output(memory),
            DeviceKind::Batch => batch::output(memory),
            DeviceKind::Conveyor(_) => conveyor::output(memory),
            DeviceKind::Response(_) => response::output(memory),
            DeviceKind::Queue(..) => queue::read(memory, reading, a, b, course),
            DeviceKind::Belt { leaks, .. } => belt::read(leaks.len(), memory, reading),
            DeviceKind::Line => line::read(memory, reading, a, b),
            DeviceKind::Oven => oven::read(memory, reading, a),
        }
    }

    /// Moves a memory on by a step.
    pub(crate) fn advance(&self, memory: &mut [f64], inputs: &[f64], course: Course) {
        match self {
            DeviceKind::Information => schedule::advance_information(memory, inputs, course),
            DeviceKind::Material => schedule::advance_material(memory, inputs, course),
            DeviceKind::Batch => batch::advance(memory, inputs, course),
            DeviceKind::Conveyor(profile) => conveyor::advance(profile, memory, inputs, course),
            DeviceKind::Response(profile) => response::advance(profile, memory, inputs, course),
            DeviceKind::Queue(..) => queue::advance(memory, inputs, course),
            DeviceKind::Belt { leaks, exponential, spreads } => {
                belt::advance(Belt { leaks, exponential: *exponential, spreads }, memory, inputs, course);
            }
            DeviceKind::Line => line::advance(memory, inputs),
            DeviceKind::Oven => oven::advance(memory, inputs, course),
        }
    }
}

/// The port of this number; a port that is not there is not a number.
fn port(ports: &[f64], at: usize) -> f64 {
    ports.get(at).copied().unwrap_or(f64::NAN)
}
