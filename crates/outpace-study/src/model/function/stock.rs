//! Stocks, and values of the start.

use super::UnitTerm::{Any, Time, U, UPerTime};
use super::{Entry, Family, Function, later, now, row};

pub(super) const FAMILY: Family =
    Family { title: "Stocks and initial values", functions: ROWS, definitions: &[], missing: &[] };

const ROWS: &[Entry] = &[
    row(
        "ACTIVE INITIAL",
        Function::ActiveInitial,
        &[now("value", U), later("initial value", U)],
        U,
        "fn_active_initial.html",
        "`value`; stocks that start from it start from `initial value` instead, which breaks circles among them.",
    ),
    row(
        "INITIAL",
        Function::Initial,
        &[later("value", U)],
        U,
        "fn_initial.html",
        "What `value` was at the start, throughout.",
    ),
    row(
        "INTEG",
        Function::Integ,
        &[later("rate", UPerTime), later("initial value", U)],
        U,
        "fn_integ.html",
        "A stock: `initial value` at the start, then changed by `rate` through every step.",
    ),
    row(
        "QUEUE AGE AVERAGE",
        Function::QueueAgeAverage,
        &[now("queue", U), now("quantity", U)],
        Time,
        "fn_queue_age_average.html",
        "The average age of the oldest `quantity` in a queue; of all in it where that is not above 0.",
    )
    .from(1),
    row(
        "QUEUE AGE IN RANGE",
        Function::QueueAgeInRange,
        &[now("queue", U), now("least age", Time), now("greatest age", Time)],
        U,
        "fn_queue_age_in_range.html",
        "How much in a queue is of an age from `least age` to `greatest age`; `:NA:` sets no bound.",
    ),
    row(
        "QUEUE AGE OLDEST",
        Function::QueueAgeOldest,
        &[now("queue", U)],
        Time,
        "fn_queue_age_oldest.html",
        "The age of the oldest in a queue.",
    ),
    row(
        "QUEUE ATTRIB AVERAGE",
        Function::QueueAttribAverage,
        &[now("queue", U), now("quantity", U)],
        Any,
        "mgu09_queues_with_attributes.html",
        "The average attribute of the oldest `quantity` in a queue; of all in it where that is not above 0.",
    ),
    row(
        "QUEUE ATTRIB QUANTITY",
        Function::QueueAttribQuantity,
        &[now("queue", U), now("quantity", Any)],
        U,
        "fn_queue_attrib_quantity.html",
        "How much of the oldest in a queue has attributes that add up to `quantity`.",
    ),
    row(
        "QUEUE FIFO",
        Function::QueueFifo,
        &[
            later("inflow", UPerTime),
            later("outflow", UPerTime),
            later("profile", Any),
            later("initial value", U),
            later("age range", Time),
        ],
        U,
        "fn_queue_fifo.html",
        "A stock that knows how old its content is, and from which the oldest leaves first.",
    )
    .differing("the initial content lies in entries of 1, 2, … steps of age, each with its step's part of the profile"),
    row(
        "QUEUE FIFO ATTRIB",
        Function::QueueFifoAttrib,
        &[
            later("inflow", UPerTime),
            later("outflow", UPerTime),
            later("attribute of the inflow", Any),
            later("change of attributes", Any),
            later("profile", Any),
            later("attribute profile", Any),
            later("initial value", U),
            later("initial attribute", Any),
            later("age range", Time),
        ],
        U,
        "fn_queue_fifo_attrib.html",
        "A queue whose content also has an attribute, such as the size of an order.",
    ),
    row(
        "REINITIAL",
        Function::Initial,
        &[later("value", U)],
        U,
        "fn_reinitial.html",
        "What `value` was at the start, throughout; one run never starts twice.",
    ),
    row(
        "SINTEG",
        Function::SpecialInteg,
        &[
            later("rate", UPerTime),
            later("initial value", U),
            later("least", U),
            later("most", U),
            later("quant", U),
            later("special value", U),
            later("threshold", U),
        ],
        U,
        "fn_sinteg.html",
        "A stock that stays between two bounds, and that is a special value where it would come near it; `:NA:` for none.",
    )
    .differing("it moves by Euler's method whatever that of the model, and `quant` must be `:NA:`: how it is rounded is not said"),
];
