//! Stocks that know more than their content: XMILE's conveyors, queues and ovens, and the flows that they drive.
//!
//! Vensim's notation has no place for them; they come from XMILE only. Source: XMILE 1.0, 3.7.2, 3.7.3, 4.2.1 and 4.3.

use crate::expr::{Expr, Reference};
use crate::name::Name;

/// A stock that keeps its content in an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Device {
    /// What it is.
    pub kind: DeviceKind,
    /// The content at the start.
    pub initial: Initial,
    /// The flows into it, in order of priority.
    pub inflows: Vec<Reference>,
    /// The inflows of a conveyor that are not put at its beginning.
    pub spreads: Vec<(Name, Spread)>,
    /// The flows out of it, in order of priority.
    pub outflows: Vec<Reference>,
    /// What steers it, each at most once.
    pub settings: Vec<(Setting, Expr)>,
    /// Whether an inflow limit may be used up in one step.
    pub discrete: bool,
    /// Whether batches of a queue before it come in whole or not at all.
    pub whole_batches: bool,
    /// Whether only the first batch of a queue before it comes in at a step.
    pub one_at_a_time: bool,
    /// Whether leaks take a share of what is left, instead of a share of what came in.
    pub exponential_leak: bool,
}

/// How an inflow is spread over a conveyor.
///
/// Source: isee systems, "Spreading Conveyor Inputs".
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// The same amount in all places.
    Evenly,
    /// In proportion to what lies there.
    AsItLies,
    /// By a graphical function over the part of the transit time that is left, as a density.
    By(Reference),
}

/// What a device holds at the start.
#[derive(Debug, Clone, PartialEq)]
pub enum Initial {
    /// All of it as one number.
    Total(Expr),
    /// What leaves first, what leaves next, …: on a conveyor in each unit of time, from a queue batch by batch.
    Sequence(Vec<Expr>),
}

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// What comes in leaves after the transit time.
    Conveyor,
    /// What comes in first leaves first, as soon as it may.
    Queue,
    /// It fills, cooks, and releases all at once.
    Oven,
}

/// What steers a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The transit time of a conveyor.
    Length,
    /// The most that it holds.
    Capacity,
    /// The most that comes in per unit of time.
    InflowLimit,
    /// When the transit time is looked at.
    Sample,
    /// When nothing moves.
    Arrest,
    /// How long an oven takes in.
    FillTime,
    /// How long an oven cooks.
    CookTime,
    /// How long an oven is cleaned.
    CleanUpTime,
}

impl Setting {
    /// The name of the variable that has it, behind the name of the stock and a point.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Length => "len",
            Setting::Capacity => "capacity",
            Setting::InflowLimit => "in_limit",
            Setting::Sample => "sample",
            Setting::Arrest => "arrest",
            Setting::FillTime => "fill_time",
            Setting::CookTime => "cook_time",
            Setting::CleanUpTime => "clean_up_time",
        }
    }
}

/// A flow whose value the device that it leaves decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Driven {
    /// Where it leaves a conveyor on the way.
    pub leak: Option<Leak>,
    /// Whether it takes what the outflows before it of a queue could not.
    pub overflow: bool,
}

/// A flow that leaves a conveyor on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Leak {
    /// The fraction that leaks; none where it is still to be said, so that nothing leaks.
    pub fraction: Option<Expr>,
    /// Whether only whole units leak.
    pub integers: bool,
    /// Where the zone begins and ends in which it leaks, from 0 at the entry to 1 at the exit.
    pub zone: (f64, f64),
}
