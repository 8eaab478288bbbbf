//! What XMILE's conveyors, queues and ovens are written out to (`model/device.rs`). No text calls these functions.

use super::UnitTerm::{Any, Dimensionless as One, Time, U, UPerTime};
use super::{Entry, Function, Parameter, later, now, row};

const XMILE: &str = "https://docs.oasis-open.org/xmile/xmile/v1.0/xmile-v1.0.html";
const SPREADING: &str = "https://iseesystems.com/resources/help/v3/Content/08-Reference/05-Computational_Details/SpreadingConveyorInputs.htm";
const OVENS: &str = "https://iseesystems.com/resources/help/v3/Content/08-Reference/05-Computational_Details/Ovens.htm";

/// The most parts that the content of a device at the start is listed in.
pub(in crate::model) const MOST_LISTED: usize = 900;

/// The most inflows that are spread over one conveyor.
pub(in crate::model) const MOST_SPREAD: usize = 16;

/// The first arguments of a conveyor, those of what is spread over it, and five for each of at most eight leaks.
const CONVEYOR: [Parameter; 47 + MOST_SPREAD] = {
    let mut all = [later("leak", Any); 47 + MOST_SPREAD];
    all[0] = later("initial value", U);
    all[1] = later("inflow", UPerTime);
    all[2] = later("transit time", Time);
    all
};

/// The first arguments of a queue, and its inflows.
const QUEUE: [Parameter; 34] = {
    let mut all = [later("inflow", UPerTime); 34];
    all[0] = later("initial value", U);
    all
};

/// What leaves a device first, next, and so on.
static SEQUENCE: [Parameter; MOST_LISTED] = [now("amount", U); MOST_LISTED];

const AMOUNT: &[Parameter] = &[now("stock", U)];
const OF_LEAK: &[Parameter] = &[now("stock", U), now("leak", One)];

pub(super) const ROWS: &[Entry] = &[
    row("std.CONVEYOR", Function::Conveyor, &CONVEYOR, U, XMILE, "A conveyor.").from(7),
    row("std.CONVEYOR EXIT", Function::ConveyorExit, AMOUNT, U, XMILE, "What is at its end."),
    row("std.CONVEYOR LEAK", Function::ConveyorLeak, OF_LEAK, U, XMILE, "What leaks in a step by plan."),
    row("std.CONVEYOR ZONE", Function::ConveyorZone, OF_LEAK, U, XMILE, "What is in the zone of a leak."),
    row("std.CONVEYOR ZONE EXIT", Function::ConveyorZoneExit, OF_LEAK, U, XMILE, "What of that is at the end."),
    row(
        "std.SPREAD AS IT LIES",
        Function::SpreadAsItLies,
        &[now("inflow", UPerTime)],
        UPerTime,
        SPREADING,
        "What flows into a conveyor as what lies on it.",
    ),
    row(
        "std.SPREAD BY",
        Function::SpreadBy,
        &[now("inflow", UPerTime), now("profile", Any)],
        UPerTime,
        SPREADING,
        "What flows into a conveyor by a profile, or evenly.",
    )
    .from(1),
    row("std.SEQUENCE", Function::Sequence, &SEQUENCE, U, XMILE, "What a device holds at the start, in order.").from(1),
    row("std.QUEUE", Function::QueueOfBatches, &QUEUE, U, XMILE, "A queue.").from(2),
    row("std.QUEUE FIRST", Function::QueueFirst, &[now("stock", U), now("taken", U)], U, XMILE, "Its first batch."),
    row(
        "std.QUEUE WHOLE",
        Function::QueueWhole,
        &[now("stock", U), now("taken", U), now("room", U)],
        U,
        XMILE,
        "The first batches that fit.",
    ),
    row(
        "std.OVEN",
        Function::Oven,
        &[
            later("initial value", U),
            later("inflow", UPerTime),
            later("capacity", U),
            later("fill time", Time),
            later("cook time", Time),
            later("clean-up time", Time),
            later("arrested", Any),
        ],
        U,
        OVENS,
        "An oven.",
    ),
    row("std.OVEN RELEASE", Function::OvenRelease, AMOUNT, U, OVENS, "What it releases now."),
    row("std.OVEN ROOM", Function::OvenRoom, &[now("stock", U), now("capacity", U)], U, OVENS, "What it takes in now."),
];
