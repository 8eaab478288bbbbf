//! XMILE's and Stella's built-in functions: one row each, with what each does or why it is missing.
//!
//! The guide's page docs/functions.md is made from these rows. Sources: XMILE 1.0, 3.5 "Built-in Functions" and 3.7
//! "Arrays"; where it is silent, the page of Stella's help that each family names. A row whose page does not settle what
//! the function gives says that it is our own reading.

/// A built-in function or a name that stands for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// The name, in capitals.
    pub name: &'static str,
    /// The names of its arguments.
    pub arguments: &'static [&'static str],
    /// The least number of arguments.
    pub least: usize,
    /// How it comes to the shared equation language.
    pub way: Way,
    /// What it does, a sentence; for one that is missing, why or what to write instead, as the help of a diagnostic.
    pub about: &'static str,
}

/// How a built-in function comes to the equation language that both formats share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is written out in functions of that language.
    WrittenOut,
    /// The language has it itself, or the reader of arrays knows it.
    Shared,
    /// It is not supported.
    Missing,
}

/// Functions about one thing.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// What they are about.
    pub title: &'static str,
    /// The page of Stella's help about them.
    pub page: &'static str,
    /// The functions, in order of names.
    pub builtins: &'static [Builtin],
}

/// All built-in functions, by family.
pub const FAMILIES: &[Family] = &[
    Family {
        title: "Mathematical functions",
        page: "https://iseesystems.com/resources/help/v1-2/Content/08-Reference/07-Builtins/Mathematical_builtins.htm",
        builtins: MATHEMATICAL,
    },
    Family {
        title: "Statistical functions",
        page: "https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Statistical_builtins.htm",
        builtins: STATISTICAL,
    },
    Family {
        title: "Delays and averages",
        page: "https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Delay_builtins.htm",
        builtins: DELAYS,
    },
    Family {
        title: "Test inputs",
        page: "https://iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Test_input_builtins.htm",
        builtins: TEST_INPUTS,
    },
    Family {
        title: "Values at other times",
        page: "https://www.iseesystems.com/resources/help/v1-9/Content/08-Reference/07-Builtins/Data_builtins.htm",
        builtins: DATA,
    },
    Family {
        title: "Graphical functions",
        page: "https://iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Graphical_builtins.htm",
        builtins: GRAPHICAL,
    },
    Family {
        title: "Arrays",
        page: "https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Array_builtins.htm",
        builtins: ARRAYS,
    },
    Family {
        title: "Money",
        page: "https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Financial_builtins.htm",
        builtins: MONEY,
    },
    Family {
        title: "Conveyors, queues and ovens",
        page: "https://iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Discrete_builtins.htm",
        builtins: DISCRETE,
    },
    Family {
        title: "Time spent in stocks",
        page: "https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Cycle-time_builtins.htm",
        builtins: CYCLE_TIMES,
    },
    Family { title: "The clock", page: "", builtins: TIME },
    Family { title: "Others", page: "", builtins: OTHERS },
];

/// The row of a function that has its own meaning in XMILE. The name is in lower case.
pub(super) fn find(name: &str, way: Way) -> Option<&'static Builtin> {
    let mut rows = FAMILIES.iter().flat_map(|family| family.builtins);
    rows.find(|row| row.way == way && row.name.eq_ignore_ascii_case(name))
}

impl Builtin {
    /// Makes the arguments beyond the first `least` ones optional.
    const fn from(mut self, least: usize) -> Builtin {
        self.least = least;
        self
    }
}

const fn written_out(name: &'static str, arguments: &'static [&'static str], about: &'static str) -> Builtin {
    Builtin { name, arguments, least: arguments.len(), way: Way::WrittenOut, about }
}

/// What every random function may be told behind its own arguments: a seed, bounds, and how long a number stays.
const fn noise(name: &'static str, arguments: &'static [&'static str], own: usize, about: &'static str) -> Builtin {
    written_out(name, arguments, about).from(own)
}

const fn shared(name: &'static str, arguments: &'static [&'static str], about: &'static str) -> Builtin {
    Builtin { name, arguments, least: arguments.len(), way: Way::Shared, about }
}

const fn missing(name: &'static str, about: &'static str) -> Builtin {
    Builtin { name, arguments: &[], least: 0, way: Way::Missing, about }
}

const DISCRETE_STOCKS: &str =
    "what lies inside a conveyor, a queue or an oven cannot be read: read the stock and its flows";
const STAMPED: &str = "material is not stamped with the time it came in: read the stock and its flows";
const SEVERAL_RUNS: &str = "a run knows nothing of other runs: use `outpace ensemble`";
const HOUR: &str = "a run does not know the hour: the same model gives the same numbers";

const MATHEMATICAL: &[Builtin] = &[
    shared("ABS", &["x"], "`x` without its sign."),
    shared("ARCCOS", &["x"], "The angle between 0 and π whose cosine is `x`."),
    shared("ARCSIN", &["x"], "The angle between -π/2 and π/2 whose sine is `x`."),
    shared("ARCTAN", &["x"], "The angle between -π/2 and π/2 whose tangent is `x`."),
    shared("COS", &["x"], "The cosine of an angle in radians."),
    written_out(
        "DERIVN",
        &["x", "order"],
        "The derivative of this order, from the differences to what `x` was one DT ago; 0 until there are enough of them.",
    ),
    shared("EXP", &["x"], "e to the power `x`."),
    shared("INF", &[], "Infinity."),
    written_out("INT", &["x"], "`x` rounded down to a whole number."),
    shared("LN", &["x"], "The natural logarithm of `x`."),
    written_out("LOG10", &["x"], "The logarithm of `x` to the base 10."),
    shared("MAX", &["a", "b", "…"], "The largest of several numbers, or of an array.").from(1),
    shared("MIN", &["a", "b", "…"], "The smallest of several numbers, or of an array.").from(1),
    written_out("MOD", &["x", "base"], "What is left of `x` when it is divided by `base`, with the sign of `base`."),
    written_out("MODULO", &["x", "base"], "As MOD."),
    written_out("PERCENT", &["x"], "`x` times 100."),
    shared("PI", &[], "The number π."),
    written_out("ROOTN", &["x", "n"], "The root of this order; that of a number below 0 where the order is odd."),
    written_out("ROUND", &["x"], "`x` rounded to the nearest whole number, halves upward."),
    written_out("SAFEDIV", &["a", "b", "otherwise"], "`a / b`, or `otherwise` (0) where `b` is 0.").from(2),
    shared("SIN", &["x"], "The sine of an angle in radians."),
    shared("SQRT", &["x"], "The root of `x`."),
    shared("TAN", &["x"], "The tangent of an angle in radians."),
];

const STATISTICAL: &[Builtin] = &[
    noise("BETA", &["alpha", "beta", "seed", "least", "most", "hold"], 2, "Noise, beta distributed between 0 and 1."),
    noise(
        "BINOMIAL",
        &["trials", "probability", "seed", "least", "most", "hold"],
        2,
        "Noise: how many of so many trials succeed.",
    ),
    written_out(
        "COMBINATIONS",
        &["n", "r"],
        "How many sets of `r` among `n` there are, of numbers that the equation says.",
    ),
    noise(
        "EXPRND",
        &["mean", "seed", "least", "most", "hold"],
        1,
        "Noise, exponentially distributed around this mean.",
    ),
    written_out("FACTORIAL", &["n"], "1 · 2 · … · `n`, of a number that the equation says."),
    noise(
        "GAMMA",
        &["shape", "scale", "seed", "least", "most", "hold"],
        1,
        "Noise, gamma distributed, of a shape of at least 1 and a scale of 1 where none is given.",
    ),
    written_out("GAMMALN", &["x"], "The natural logarithm of the gamma function."),
    noise(
        "GEOMETRIC",
        &["probability", "seed", "least", "most", "hold"],
        1,
        "Noise: how many trials fail before the first that succeeds (our own reading: the first is not counted).",
    ),
    written_out("INVNORM", &["probability"], "What a standard normal variable stays below with this probability."),
    noise("LOGISTIC", &["mean", "scale", "seed", "least", "most", "hold"], 2, "Noise, logistically distributed."),
    noise(
        "LOGNORMAL",
        &["mean", "deviation", "seed", "least", "most", "hold"],
        2,
        "Noise whose logarithm is normally distributed with this mean and deviation.",
    ),
    noise(
        "MONTECARLO",
        &["probability", "seed", "least", "most", "hold"],
        1,
        "1 with this probability in percent for each unit of time, else 0.",
    ),
    noise(
        "NEGBINOMIAL",
        &["successes", "probability", "seed", "least", "most", "hold"],
        2,
        "Noise: how many trials fail before so many succeed (our own reading: those that succeed are not counted).",
    ),
    noise("NORMAL", &["mean", "deviation", "seed", "least", "most", "hold"], 2, "Noise, normally distributed."),
    written_out(
        "NORMALCDF",
        &["from", "to", "mean", "deviation"],
        "The probability that a normal variable lies between two numbers; standard normal where no mean is given.",
    )
    .from(2),
    written_out(
        "NORMALPINK",
        &["mean", "deviation", "correlation time", "seed"],
        "Vensim's RANDOM PINK NOISE, under the name that xmutil gives it.",
    )
    .from(3),
    noise(
        "PARETO",
        &["shape", "scale", "seed", "least", "most", "hold"],
        2,
        "Noise, distributed as Pareto says, at least `scale` (our own reading).",
    ),
    written_out(
        "PERMUTATIONS",
        &["n", "r"],
        "How many orders of `r` among `n` there are, of numbers that the equation says.",
    ),
    noise(
        "POISSON",
        &["mean", "seed", "least", "most", "hold"],
        1,
        "Noise: how many events come where `mean` are expected; in Stella's files, where `mean` are expected in a unit of time.",
    ),
    written_out("RANDOM", &["from", "to", "seed"], "As UNIFORM.").from(2),
    noise(
        "TRIANGULAR",
        &["from", "peak", "to", "seed", "least", "most", "hold"],
        3,
        "Noise with a density that rises to `peak` and falls to `to`.",
    ),
    noise("UNIFORM", &["from", "to", "seed", "least", "most", "hold"], 2, "Noise, evenly between two numbers."),
    noise("WEIBULL", &["shape", "scale", "seed", "least", "most", "hold"], 2, "Noise, distributed as Weibull says."),
];

const DELAYS: &[Builtin] = &[
    written_out("DELAY", &["input", "delay time", "initial value"], "The input of `delay time` ago.").from(2),
    written_out("DELAY1", &["input", "delay time", "initial value"], "A delay of material through one stage.").from(2),
    written_out("DELAY3", &["input", "delay time", "initial value"], "A delay of material through three stages.")
        .from(2),
    written_out(
        "DELAYN",
        &["input", "delay time", "order", "initial value"],
        "A delay of material through `order` stages.",
    )
    .from(3),
    written_out(
        "FORCST",
        &["input", "average time", "horizon", "initial trend"],
        "The input carried on for `horizon` by its trend over `average time`.",
    )
    .from(3),
    written_out("SMTH1", &["input", "time", "initial value"], "An exponential average of the input.").from(2),
    written_out("SMTH3", &["input", "time", "initial value"], "An exponential average through three stages.").from(2),
    written_out(
        "SMTHN",
        &["input", "time", "order", "initial value"],
        "An exponential average through `order` stages.",
    )
    .from(3),
    written_out(
        "TREND",
        &["input", "average time", "initial trend"],
        "The fractional growth of the input against its average over `average time`.",
    )
    .from(2),
];

const TEST_INPUTS: &[Builtin] = &[
    written_out("COUNTER", &["start", "end"], "The time since the start of the run, from `start` to `end` and again."),
    written_out("COSWAVE", &["amplitude", "period"], "A cosine over time; the sign of the amplitude does not count."),
    written_out(
        "PULSE",
        &["magnitude", "first time", "interval"],
        "`magnitude / DT` for one DT at `first time`, and again every `interval` where that is above 0; in Stella's files, without an `interval`, in every DT from then on.",
    )
    .from(1),
    written_out("RAMP", &["slope", "start", "end"], "0 until `start`, then a line of this slope.").from(1),
    written_out("SINWAVE", &["amplitude", "period"], "A sine over time; the sign of the amplitude does not count."),
    written_out("STEP", &["height", "start"], "0 until `start`, then `height`.").from(1),
];

const DATA: &[Builtin] = &[
    written_out(
        "ENDVAL",
        &["x", "initial value"],
        "`initial value`, else what `x` was at the start: a run is the first one.",
    )
    .from(1),
    written_out(
        "HISTORY",
        &["x", "time"],
        "What `x` was at a time that is a number, or a number behind TIME; 0 before the start and before that time.",
    ),
    written_out(
        "INIT",
        &["x", "initial value"],
        "What `x` was at the start, throughout. With an initial value it is `x`, and that value where stocks ask for it at \
         the start: so xmutil reads it, as Vensim's ACTIVE INITIAL.",
    )
    .from(1),
    written_out("PREVIOUS", &["x", "initial value"], "What `x` was one DT ago."),
    shared("SELF", &[], "The variable itself, inside PREVIOUS and SIZE."),
];

const GRAPHICAL: &[Builtin] = &[
    shared("LOOKUP", &["graphical function", "x"], "The graphical function at `x`."),
    written_out(
        "LOOKUPAREA",
        &["graphical function", "to", "from"],
        "The area below the graphical function between two x, in whichever order; without them from its first x, and to its last.",
    )
    .from(1),
    written_out("LOOKUPINV", &["graphical function", "y"], "The first x at which the graphical function is `y`."),
    written_out(
        "LOOKUPMEAN",
        &["graphical function", "to", "from"],
        "The average x of the graphical function between two x, taken as a density (our own reading).",
    )
    .from(1),
];

const ARRAYS: &[Builtin] = &[
    shared(
        "ALLOCATE",
        &["supply", "dimension", "requests", "priorities", "width", "curve"],
        "What each element of the dimension gets: Vensim's ALLOCATE BY PRIORITY (our own reading, that of xmutil). With \
         curves as in ALLOCATE AVAILABLE it is that function, but normal curves are exact, as in Stella's results.",
    )
    .from(5),
    shared(
        "INTERPOLATE",
        &["array", "fraction", "…"],
        "The element at a fraction of the way from the first to the last, one fraction for each dimension; between two \
         elements a part of both, and at a fraction beyond 0 or 1 that end (our own reading).",
    )
    .from(2),
    shared("MEAN", &["a", "b", "…"], "The sum of several numbers, or of the elements of an array, by their number.")
        .from(1),
    shared("PROD", &["array"], "The product of the elements."),
    shared(
        "RANK",
        &["array", "n", "second array"],
        "The place of the element that is number `n` from the smallest on; among equal ones, by the second array.",
    )
    .from(2),
    shared("SIZE", &["array"], "How many elements an array or a dimension has."),
    shared(
        "STDDEV",
        &["array"],
        "The root of the mean squared distance of the elements from their mean (our own reading).",
    ),
    shared("SUM", &["array"], "The sum of the elements."),
];

const MONEY: &[Builtin] = &[
    written_out(
        "FV",
        &["rate", "periods", "payment", "present value"],
        "The future value of a present value and of equal payments, each at the end of a period.",
    ),
    missing("IRR", "compare vensim.NPV at several discount rates"),
    written_out(
        "NPV",
        &["stream", "rate", "initial value"],
        "The value at the start of a stream up to now; the first step has the initial value (our own reading).",
    )
    .from(2),
    written_out(
        "PMT",
        &["rate", "periods", "present value", "future value"],
        "The payment at the end of each period that leads from a present to a future value.",
    ),
    written_out(
        "PV",
        &["rate", "periods", "payment", "future value"],
        "The present value of a future value and of equal payments, each at the end of a period.",
    ),
];

const DISCRETE: &[Builtin] = &[
    missing("AGECOUNT", DISCRETE_STOCKS),
    missing("ATTRCOUNT", DISCRETE_STOCKS),
    missing("ATTRMAX", DISCRETE_STOCKS),
    missing("ATTRMEAN", DISCRETE_STOCKS),
    missing("ATTRMIN", DISCRETE_STOCKS),
    missing("ATTRSTDDEV", DISCRETE_STOCKS),
    missing("CAPACITY", "the capacity is a variable: write \"Stock.capacity\""),
    missing("OSTATE", DISCRETE_STOCKS),
    missing("PROCTIME", "the time is a variable: write \"Stock.len\" or \"Stock.cook time\""),
    missing("QELEM", DISCRETE_STOCKS),
    missing("QLEN", DISCRETE_STOCKS),
];

const CYCLE_TIMES: &[Builtin] = &[
    missing("CTFLOW", STAMPED),
    missing("CTMAX", STAMPED),
    missing("CTMEAN", STAMPED),
    missing("CTMIN", STAMPED),
    missing("CTSTDDEV", STAMPED),
    missing("CYCLETIME", STAMPED),
    missing("THROUGHPUT", STAMPED),
];

const TIME: &[Builtin] = &[
    missing("CLOCKTIME", HOUR),
    shared("DT", &[], "The time step."),
    missing("RUNCOUNT", SEVERAL_RUNS),
    missing("SENSIRUNCOUNT", SEVERAL_RUNS),
    shared("STARTTIME", &[], "The first time of the run."),
    shared("STOPTIME", &[], "The last time of the run."),
    shared("TIME", &[], "The time."),
];

const OTHERS: &[Builtin] = &[
    written_out(
        "CGROWTH",
        &["percentage"],
        "What makes a stock grow by so many percent in a unit of time, whatever the DT.",
    ),
    missing("MLPANN", "a network is not trained inside a run"),
    missing("REWORK", "write the share that fails as noise: MONTECARLO(percent)"),
    written_out("SWITCH", &["a", "b"], "1 where `a` is above `b`, else 0."),
];
