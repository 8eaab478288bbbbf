//! The built-in functions of the equation language: one row each.
//!
//! A row says everything about a function except how to compute it: its name, its arguments with their units and
//! whether they are read *now* (to give the value at this moment) or *later* (only to move a state on), the unit of
//! the result, and the page of the Vensim documentation that defines it. What a function computes is one arm of
//! `outpace/src/lower/function.rs`. Names of pages are relative to <https://www.vensim.com/documentation/>.

use outpace_syntax::Name;
use outpace_syntax::name::nearest;

/// A function of the equation language, by what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Vensim's; the table cites the page of each")]
pub enum Function {
    Abs,
    ActiveInitial,
    AllocateAvailable,
    AllocateByPriority,
    Arccos,
    Arcsin,
    Arctan,
    Cos,
    Cosh,
    Delay1,
    Delay1I,
    Delay3,
    Delay3I,
    DelayFixed,
    DelayInformation,
    DelayMaterial,
    DelayN,
    ElementCount,
    Exp,
    Floor,
    FlooredModulo,
    Forecast,
    Game,
    GetTimeValue,
    IfThenElse,
    Initial,
    Integ,
    Integer,
    InvertMatrix,
    Ln,
    Log,
    LookupBackward,
    LookupExtrapolate,
    LookupForward,
    Maximum,
    Minimum,
    Modulo,
    NetPresentValue,
    NetPresentValueEnd,
    Power,
    Product,
    Pulse,
    PulseTrain,
    Quantum,
    Ramp,
    Random,
    RandomNormal,
    RandomUniform,
    SampleIfTrue,
    Sin,
    Sinh,
    Smooth,
    Smooth3,
    Smooth3I,
    SmoothI,
    SmoothN,
    Sqrt,
    Step,
    Sum,
    Tan,
    Tanh,
    Trend,
    VectorElementMap,
    VectorMaximum,
    VectorMinimum,
    VectorRank,
    VectorReorder,
    VectorSelect,
    VectorSortOrder,
    WithLookup,
    Xidz,
    Zidz,
}

/// The unit of an argument or a result, in terms of one or two units `u` and `v` that the call decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitTerm {
    /// Nothing is asked.
    Any,
    /// No unit.
    Dimensionless,
    /// `u`: the same wherever it stands in one call.
    U,
    /// `v`: a second such unit.
    V,
    /// `u / v`.
    UOverV,
    /// The unit of time.
    Time,
    /// One over time.
    PerTime,
    /// `u` × time.
    UTime,
    /// `u` / time.
    UPerTime,
    /// The root of `u`.
    RootU,
}

/// One argument of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its unit.
    pub unit: UnitTerm,
    /// Whether the value of the call at a moment depends on the argument at that moment. A stock's flow does not.
    pub now: bool,
}

/// What is known about a function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Vensim's name, in capitals.
    pub name: &'static str,
    /// What it means.
    pub function: Function,
    /// The least number of arguments.
    pub least: usize,
    /// All arguments.
    pub parameters: &'static [Parameter],
    /// The unit of the result.
    pub result: UnitTerm,
    /// The page of the documentation that defines it.
    pub page: &'static str,
}

use UnitTerm::{Any, Dimensionless as One, PerTime, RootU, Time, U, UOverV, UPerTime, UTime, V};

const fn now(unit: UnitTerm) -> Parameter {
    Parameter { unit, now: true }
}
const fn later(unit: UnitTerm) -> Parameter {
    Parameter { unit, now: false }
}
const fn row(
    name: &'static str,
    function: Function,
    parameters: &'static [Parameter],
    result: UnitTerm,
    page: &'static str,
) -> Entry {
    Entry { name, function, least: parameters.len(), parameters, result, page }
}
/// A function of one or two arguments: MIN and MAX compare two, or run over `!`.
const fn one_or_two(mut entry: Entry) -> Entry {
    entry.least = 1;
    entry
}

/// XMILE 1.0, 3.3.1: `INT` gives the floor, and `a = INT(a / b) * b + a MOD b`.
const XMILE_OPERATORS: &str = "https://docs.oasis-open.org/xmile/xmile/v1.0/xmile-v1.0.html";

/// Every function, by name.
pub const FUNCTIONS: &[Entry] = &[
    row("ABS", Function::Abs, &[now(U)], U, "fn_abs.html"),
    row("ACTIVE INITIAL", Function::ActiveInitial, &[now(U), later(U)], U, "fn_active_initial.html"),
    row(
        "ALLOCATE AVAILABLE",
        Function::AllocateAvailable,
        &[now(U), now(Any), now(U)],
        U,
        "fn_allocate_available.html",
    ),
    row(
        "ALLOCATE BY PRIORITY",
        Function::AllocateByPriority,
        &[now(U), now(V), now(One), now(V), now(U)],
        U,
        "fn_allocate_by_priority.html",
    ),
    row("ARCCOS", Function::Arccos, &[now(One)], One, "fn_arccos.html"),
    row("ARCSIN", Function::Arcsin, &[now(One)], One, "fn_arcsin.html"),
    row("ARCTAN", Function::Arctan, &[now(One)], One, "fn_arctan.html"),
    row("COS", Function::Cos, &[now(One)], One, "fn_cos.html"),
    row("COSH", Function::Cosh, &[now(One)], One, "fn_cosh.html"),
    row("DELAY FIXED", Function::DelayFixed, &[later(U), later(Time), later(U)], U, "fn_delay_fixed.html"),
    row(
        "DELAY INFORMATION",
        Function::DelayInformation,
        &[later(U), later(Time), later(U)],
        U,
        "fn_delay_information.html",
    ),
    row(
        "DELAY MATERIAL",
        Function::DelayMaterial,
        &[later(U), later(Time), later(U), later(U)],
        U,
        "fn_delay_material.html",
    ),
    row("DELAY N", Function::DelayN, &[later(U), now(Time), later(U), later(One)], U, "fn_delay_n.html"),
    row("DELAY1", Function::Delay1, &[later(U), now(Time)], U, "fn_delay1.html"),
    row("DELAY1I", Function::Delay1I, &[later(U), now(Time), later(U)], U, "fn_delay1.html"),
    row("DELAY3", Function::Delay3, &[later(U), now(Time)], U, "fn_delay3.html"),
    row("DELAY3I", Function::Delay3I, &[later(U), now(Time), later(U)], U, "fn_delay3.html"),
    row("ELMCOUNT", Function::ElementCount, &[now(Any)], One, "fn_elmcount.html"),
    row("EXP", Function::Exp, &[now(One)], One, "fn_exp.html"),
    row("FORECAST", Function::Forecast, &[now(U), now(Time), now(Time)], U, "fn_forecast.html"),
    row("GAME", Function::Game, &[now(U)], U, "fn_game.html"),
    row("GET TIME VALUE", Function::GetTimeValue, &[now(One), now(Time), now(One)], Any, "fn_get_time_value.html"),
    row("IF THEN ELSE", Function::IfThenElse, &[now(One), now(U), now(U)], U, "fn_if_then_else.html"),
    row("INITIAL", Function::Initial, &[later(U)], U, "fn_initial.html"),
    row("INTEG", Function::Integ, &[later(UPerTime), later(U)], U, "fn_integ.html"),
    row("INTEGER", Function::Integer, &[now(U)], U, "fn_integer.html"),
    row("INVERT MATRIX", Function::InvertMatrix, &[now(Any), now(One)], Any, "fn_invert_matrix.html"),
    row("LN", Function::Ln, &[now(One)], One, "fn_ln.html"),
    row("LOG", Function::Log, &[now(One), now(One)], One, "fn_log.html"),
    row("LOOKUP BACKWARD", Function::LookupBackward, &[now(Any), now(Any)], Any, "fn_lookup_backward.html"),
    row("LOOKUP EXTRAPOLATE", Function::LookupExtrapolate, &[now(Any), now(Any)], Any, "fn_lookup_extrapolate.html"),
    row("LOOKUP FORWARD", Function::LookupForward, &[now(Any), now(Any)], Any, "fn_lookup_forward.html"),
    one_or_two(row("MAX", Function::Maximum, &[now(U), now(U)], U, "fn_max.html")),
    one_or_two(row("MIN", Function::Minimum, &[now(U), now(U)], U, "fn_min.html")),
    row("MODULO", Function::Modulo, &[now(U), now(U)], U, "fn_modulo.html"),
    row("NPV", Function::NetPresentValue, &[now(U), later(PerTime), later(UTime), now(One)], UTime, "fn_npv.html"),
    row("NPVE", Function::NetPresentValueEnd, &[now(U), later(PerTime), later(UTime), now(One)], UTime, "fn_npve.html"),
    row("POWER", Function::Power, &[now(Any), now(One)], Any, "fn_power.html"),
    row("PROD", Function::Product, &[now(Any)], Any, "fn_prod.html"),
    row("PULSE", Function::Pulse, &[now(Time), now(Time)], One, "fn_pulse.html"),
    row("PULSE TRAIN", Function::PulseTrain, &[now(Time), now(Time), now(Time), now(Time)], One, "fn_pulse_train.html"),
    row("QUANTUM", Function::Quantum, &[now(U), now(U)], U, "fn_quantum.html"),
    row("RAMP", Function::Ramp, &[now(U), now(Time), now(Time)], UTime, "fn_ramp.html"),
    row("RANDOM 0 1", Function::Random, &[], One, "fn_random.html"),
    row("RANDOM NORMAL", Function::RandomNormal, &[now(U), now(U), now(U), now(U), now(Any)], U, "fn_random.html"),
    row("RANDOM UNIFORM", Function::RandomUniform, &[now(U), now(U), now(Any)], U, "fn_random.html"),
    row("REINITIAL", Function::Initial, &[later(U)], U, "fn_reinitial.html"),
    row("SAMPLE IF TRUE", Function::SampleIfTrue, &[now(One), now(U), later(U)], U, "fn_sample_if_true.html"),
    row("SIN", Function::Sin, &[now(One)], One, "fn_sin.html"),
    row("SINH", Function::Sinh, &[now(One)], One, "fn_sinh.html"),
    row("SMOOTH", Function::Smooth, &[later(U), later(Time)], U, "fn_smooth.html"),
    row("SMOOTH N", Function::SmoothN, &[later(U), later(Time), later(U), later(One)], U, "fn_smooth_n.html"),
    row("SMOOTH3", Function::Smooth3, &[later(U), later(Time)], U, "fn_smooth3.html"),
    row("SMOOTH3I", Function::Smooth3I, &[later(U), later(Time), later(U)], U, "fn_smooth3.html"),
    row("SMOOTHI", Function::SmoothI, &[later(U), later(Time), later(U)], U, "fn_smooth.html"),
    row("SQRT", Function::Sqrt, &[now(U)], RootU, "fn_sqrt.html"),
    // XMILE rounds down where Vensim cuts toward zero; the point keeps its names apart from all of Vensim's.
    row("std.INT", Function::Floor, &[now(U)], U, XMILE_OPERATORS),
    row("std.MOD", Function::FlooredModulo, &[now(U), now(U)], U, XMILE_OPERATORS),
    row("STEP", Function::Step, &[now(U), now(Time)], U, "fn_step.html"),
    row("SUM", Function::Sum, &[now(U)], U, "fn_sum.html"),
    row("TAN", Function::Tan, &[now(One)], One, "fn_tan.html"),
    row("TANH", Function::Tanh, &[now(One)], One, "fn_tanh.html"),
    row("TREND", Function::Trend, &[now(U), now(Time), later(PerTime)], PerTime, "fn_trend.html"),
    row("VECTOR ELM MAP", Function::VectorElementMap, &[now(U), now(One)], U, "fn_vector_elm_map.html"),
    row("VECTOR RANK", Function::VectorRank, &[now(Any), now(One)], One, "fn_vector_rank.html"),
    row("VECTOR REORDER", Function::VectorReorder, &[now(U), now(One)], U, "fn_vector_reorder.html"),
    row(
        "VECTOR SELECT",
        Function::VectorSelect,
        &[now(Any), now(Any), now(Any), now(One), now(One)],
        Any,
        "fn_vector_select.html",
    ),
    row("VECTOR SORT ORDER", Function::VectorSortOrder, &[now(Any), now(One)], One, "fn_vector_sort_order.html"),
    row("VMAX", Function::VectorMaximum, &[now(U)], U, "fn_vmax.html"),
    row("VMIN", Function::VectorMinimum, &[now(U)], U, "fn_vmin.html"),
    row("WITH LOOKUP", Function::WithLookup, &[now(Any), now(Any)], Any, "fn_with_lookup.html"),
    row("XIDZ", Function::Xidz, &[now(U), now(V), now(UOverV)], UOverV, "fn_xidz.html"),
    row("ZIDZ", Function::Zidz, &[now(U), now(V)], UOverV, "fn_zidz.html"),
];

/// Functions that Vensim has and we do not have yet: named, so that a model that uses one is told so.
/// Source: "Summary List of Functions", 22300.html.
pub const UNSUPPORTED: &[&str] = &[
    "A FUNCTION OF",
    "ALLOC P",
    "CUMULATE",
    "CUMULATEF",
    "DELAY BATCH",
    "DELAY CONVEYOR",
    "DELAY PROFILE",
    "DELAYP",
    "DEMAND AT PRICE",
    "DEPRECIATE BY SCHEDULE",
    "DEPRECIATE STRAIGHTLINE",
    "FIND MARKET PRICE",
    "FIND ZERO",
    "GAMMA LN",
    "GET 123 CONSTANTS",
    "GET 123 DATA",
    "GET 123 LOOKUPS",
    "GET DATA AT TIME",
    "GET DATA BETWEEN TIMES",
    "GET DATA FIRST TIME",
    "GET DATA LAST TIME",
    "GET DATA MAX",
    "GET DATA MEAN",
    "GET DATA MEDIAN",
    "GET DATA MIN",
    "GET DATA STDV",
    "GET DATA TOTAL POINTS",
    "GET DIRECT CONSTANTS",
    "GET DIRECT DATA",
    "GET DIRECT LOOKUPS",
    "GET DIRECT SUBSCRIPT",
    "GET VDF CONSTANTS",
    "GET VDF DATA",
    "GET VDF LOOKUPS",
    "GET XLS CONSTANTS",
    "GET XLS DATA",
    "GET XLS LOOKUPS",
    "GET XLS SUBSCRIPT",
    "INTERNAL RATE OF RETURN",
    "LOOKUP AREA",
    "LOOKUP INVERT",
    "LOOKUP SLOPE",
    "MARKETP",
    "MATRIX PRODUCT",
    "MESSAGE",
    "NET PRESENT VALUE",
    "QUEUE AGE AVERAGE",
    "QUEUE AGE IN RANGE",
    "QUEUE AGE OLDEST",
    "QUEUE ATTRIB AVERAGE",
    "QUEUE FIFO",
    "QUEUE FIFO ATTRIB",
    "RANDOM BETA",
    "RANDOM BINOMIAL",
    "RANDOM EXPONENTIAL",
    "RANDOM GAMMA",
    "RANDOM LOOKUP",
    "RANDOM NEGATIVE BINOMIAL",
    "RANDOM PINK NOISE",
    "RANDOM POISSON",
    "RANDOM TRIANGULAR",
    "RANDOM WEIBULL",
    "SAMPLE UNTIL",
    "SHIFT IF TRUE",
    "SIMULTANEOUS",
    "SSHAPE",
    "SUPPLY AT PRICE",
    "TABBED ARRAY",
    "TIME BASE",
    "VECTOR LOOKUP",
];

impl Function {
    /// Whether the function runs over the elements marked `!` in its arguments.
    pub fn reduces(self, arguments: usize) -> bool {
        match self {
            Function::Sum | Function::Product | Function::VectorMaximum | Function::VectorMinimum => true,
            Function::VectorSelect => true,
            Function::Maximum | Function::Minimum => arguments == 1,
            _ => false,
        }
    }

    /// Over how many of the left side's subscripts a function of whole vectors or matrices runs; 0 for all others.
    pub fn axes(self) -> usize {
        match self {
            Function::AllocateAvailable | Function::AllocateByPriority => 1,
            Function::VectorRank | Function::VectorReorder | Function::VectorSortOrder => 1,
            Function::InvertMatrix => 2,
            _ => 0,
        }
    }

    /// Whether the first argument is a look-up, not a value.
    pub fn takes_lookup(self) -> bool {
        matches!(self, Function::LookupBackward | Function::LookupExtrapolate | Function::LookupForward)
    }
}

/// The row of the function with this name.
pub fn find(name: &Name) -> Option<&'static Entry> {
    FUNCTIONS.iter().find(|entry| entry.name.eq_ignore_ascii_case(name.canonical()))
}

/// Whether Vensim has a function of this name that we do not have.
pub fn is_unsupported(name: &Name) -> bool {
    UNSUPPORTED.iter().any(|unsupported| unsupported.eq_ignore_ascii_case(name.canonical()))
}

/// The function whose name is nearest to a misspelt one.
pub fn suggestion(name: &Name) -> Option<&'static str> {
    nearest(name.text(), FUNCTIONS.iter().map(|entry| entry.name))
}
