//! XMILE's and Stella's built-in functions: one row each, with what each does or why it is missing.
//!
//! The guide's page docs/functions.md is made from these rows. Sources: XMILE 1.0, 3.5 "Built-in Functions" and 3.7
//! "Arrays"; Stella's help, "Builtins".

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
    /// The functions, in order of names.
    pub builtins: &'static [Builtin],
}

/// All built-in functions, by family.
pub const FAMILIES: &[Family] = &[
    Family { title: "Mathematical functions", builtins: MATHEMATICAL },
    Family { title: "Statistical functions", builtins: STATISTICAL },
    Family { title: "Delays and averages", builtins: DELAYS },
    Family { title: "Test inputs", builtins: TEST_INPUTS },
    Family { title: "Time", builtins: TIME },
    Family { title: "Arrays", builtins: ARRAYS },
    Family { title: "Money", builtins: MONEY },
    Family { title: "Conveyors, queues and ovens", builtins: DISCRETE },
    Family { title: "Others", builtins: OTHERS },
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

const fn shared(name: &'static str, arguments: &'static [&'static str], about: &'static str) -> Builtin {
    Builtin { name, arguments, least: arguments.len(), way: Way::Shared, about }
}

const fn missing(name: &'static str, about: &'static str) -> Builtin {
    Builtin { name, arguments: &[], least: 0, way: Way::Missing, about }
}

const LATER: &str = "there is no such function here yet";
const NOISE: &str = "give the parameter a prior in the study, which has a reason and is the same in every run";
const DISCRETE_STOCKS: &str =
    "the batches inside a conveyor, a queue or an oven cannot be read: read the stock and its flows";
const SEVERAL_RUNS: &str = "a run knows nothing of other runs: use `outpace ensemble`";

const MATHEMATICAL: &[Builtin] = &[
    shared("ABS", &["x"], "`x` without its sign."),
    shared("ARCCOS", &["x"], "The angle between 0 and π whose cosine is `x`."),
    shared("ARCSIN", &["x"], "The angle between -π/2 and π/2 whose sine is `x`."),
    shared("ARCTAN", &["x"], "The angle between -π/2 and π/2 whose tangent is `x`."),
    written_out(
        "COMBINATIONS",
        &["n", "r"],
        "How many sets of `r` among `n` there are, of numbers that the equation says.",
    ),
    shared("COS", &["x"], "The cosine of an angle in radians."),
    written_out(
        "DERIVN",
        &["x", "order"],
        "The derivative of this order, from the differences to what `x` was one DT ago; 0 at the start.",
    ),
    shared("EXP", &["x"], "e to the power `x`."),
    written_out("FACTORIAL", &["n"], "1 · 2 · … · `n`, of a number that the equation says."),
    written_out("GAMMALN", &["x"], "The natural logarithm of the gamma function."),
    shared("INF", &[], "Infinity."),
    written_out("INT", &["x"], "`x` rounded down to a whole number."),
    shared("LN", &["x"], "The natural logarithm of `x`."),
    written_out("LOG10", &["x"], "The logarithm of `x` to the base 10."),
    shared("MAX", &["a", "b", "…"], "The largest of several numbers, or of an array.").from(1),
    shared("MIN", &["a", "b", "…"], "The smallest of several numbers, or of an array.").from(1),
    written_out("MOD", &["x", "base"], "What is left of `x` when it is divided by `base`, with the sign of `base`."),
    written_out("MODULO", &["x", "base"], "As MOD."),
    written_out("PERCENT", &["x"], "`x` times 100."),
    written_out(
        "PERMUTATIONS",
        &["n", "r"],
        "How many orders of `r` among `n` there are, of numbers that the equation says.",
    ),
    shared("PI", &[], "The number π."),
    written_out("ROOTN", &["x", "n"], "The root of this order; that of a number below 0 where the order is odd."),
    written_out("ROUND", &["x"], "`x` rounded to the nearest whole number, halves upward."),
    written_out("SAFEDIV", &["a", "b", "otherwise"], "`a / b`, or `otherwise` (0) where `b` is 0.").from(2),
    shared("SIN", &["x"], "The sine of an angle in radians."),
    shared("SQRT", &["x"], "The root of `x`."),
    shared("TAN", &["x"], "The tangent of an angle in radians."),
];

const STATISTICAL: &[Builtin] = &[
    written_out("BETA", &["alpha", "beta", "seed"], "Noise, beta distributed between 0 and 1.").from(2),
    written_out("BINOMIAL", &["trials", "probability", "seed"], "Noise: how many of so many trials succeed.").from(2),
    missing("DIRICHLET", NOISE),
    written_out("EXPRND", &["mean", "seed"], "Noise, exponentially distributed around this mean.").from(1),
    written_out("GAMMA", &["shape", "scale", "seed"], "Noise, gamma distributed, of a shape of at least 1.").from(2),
    missing(
        "GEOMETRIC",
        "its page does not say whether the first trial counts: write INT(LN(1 - RANDOM(0, 1)) / LN(1 - probability)), and 1 more if it does",
    ),
    missing("INVNORM", LATER),
    written_out("LOGISTIC", &["mean", "scale", "seed"], "Noise, logistically distributed.").from(2),
    missing("LOGISTIC PROB", LATER),
    missing("LOGNORMAL", "write EXP(NORMAL(…)) with the mean and the deviation of the logarithm"),
    written_out(
        "MONTECARLO",
        &["probability", "seed"],
        "1 with this probability in percent for each unit of time, else 0.",
    )
    .from(1),
    missing("NEGBINOMIAL", "write vensim.RANDOM_NEGATIVE_BINOMIAL, whose page says what it counts"),
    written_out("NORMAL", &["mean", "deviation", "seed", "least", "most"], "Noise, normally distributed.").from(2),
    missing("NORMALCDF", LATER),
    written_out("PARETO", &["shape", "scale", "seed"], "Noise, distributed as Pareto says, at least `scale`.").from(2),
    missing("PARETO PROB", LATER),
    written_out("POISSON", &["mean", "seed"], "Noise: how many events come where `mean` are expected.").from(1),
    missing("POISSON PROB", LATER),
    written_out("RANDOM", &["least", "most", "seed"], "Noise, evenly between two numbers.").from(2),
    written_out(
        "TRIANGULAR",
        &["least", "peak", "most", "seed"],
        "Noise with a density that rises to `peak` and falls to `most`.",
    )
    .from(3),
    written_out("UNIFORM", &["least", "most", "seed"], "As RANDOM.").from(2),
    written_out("WEIBULL", &["shape", "scale", "seed"], "Noise, distributed as Weibull says.").from(2),
];

const DELAYS: &[Builtin] = &[
    missing("CUMULATE", "give the sum a stock of its own"),
    missing("CUMULATEF", "give the sum a stock of its own"),
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
    missing("HISTORY", "keep what is needed by DELAY or PREVIOUS"),
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
    written_out("COSWAVE", &["amplitude", "period"], "A cosine over time."),
    missing("CYCLESTDDEV", LATER),
    written_out(
        "PULSE",
        &["magnitude", "first time", "interval"],
        "`magnitude / DT` for one DT at `first time`, and again every `interval` where that is above 0.",
    )
    .from(1),
    written_out("RAMP", &["slope", "start", "end"], "0 until `start`, then a line of this slope.").from(1),
    written_out("SINWAVE", &["amplitude", "period"], "A sine over time."),
    written_out("STEP", &["height", "start"], "0 until `start`, then `height`.").from(1),
];

const TIME: &[Builtin] = &[
    shared("DT", &[], "The time step."),
    missing("RUNCOUNT", SEVERAL_RUNS),
    missing("SIMULTIME", "write TIME"),
    shared("STARTTIME", &[], "The first time of the run."),
    missing("STOPWATCH", "a run does not know the hour: the same model gives the same numbers"),
    shared("STOPTIME", &[], "The last time of the run."),
    shared("TIME", &[], "The time."),
];

const ARRAYS: &[Builtin] = &[
    missing("ALLOCATE", "write Vensim's ALLOCATE BY PRIORITY, which is read here too"),
    missing("ARRAYVALUE", "write the element with a computed subscript: array[place]"),
    shared("MEAN", &["a", "b", "…"], "The sum of several numbers, or of the elements of an array, by their number.")
        .from(1),
    shared("PROD", &["array"], "The product of the elements."),
    shared("RANK", &["array", "n"], "The place of the element that is number `n` from the smallest on."),
    shared("SIZE", &["array"], "How many elements an array or a dimension has."),
    shared("STDDEV", &["array"], "The root of the mean squared distance of the elements from their mean."),
    shared("SUM", &["array"], "The sum of the elements."),
];

const MONEY: &[Builtin] =
    &[missing("IRR", LATER), missing("NPV", "its page does not say how it counts the step in hand")];

const DISCRETE: &[Builtin] = &[
    missing("CAPACITY", DISCRETE_STOCKS),
    missing("COOKTIME", DISCRETE_STOCKS),
    missing("CYCLETIME", DISCRETE_STOCKS),
    missing("ITEMCOUNT", DISCRETE_STOCKS),
    missing("OTHERWISE", DISCRETE_STOCKS),
    missing("QELEM", DISCRETE_STOCKS),
    missing("QLEN", DISCRETE_STOCKS),
    missing("REWORKTIME", DISCRETE_STOCKS),
    missing("SELLIMIT", DISCRETE_STOCKS),
    missing("THROUGHPUT", DISCRETE_STOCKS),
    missing("THRUTIME", DISCRETE_STOCKS),
];

const OTHERS: &[Builtin] = &[
    missing("CGROWTH", "write the growth as a formula"),
    written_out(
        "ENDVAL",
        &["x", "initial value"],
        "`initial value`, else what `x` was at the start: a run is the first one.",
    )
    .from(1),
    missing("FINDCONDITION", LATER),
    written_out("INIT", &["x"], "What `x` was at the start, throughout."),
    missing("INTERPOLATE", LATER),
    shared("LOOKUP", &["graphical function", "x"], "The graphical function at `x`."),
    shared("LOOKUPAREA", &["graphical function", "from", "to"], "The area below the graphical function between two x."),
    shared("LOOKUPINV", &["graphical function", "y"], "The first x at which the graphical function is `y`."),
    shared("LOOKUPMEAN", &["graphical function", "from", "to"], "The area between two x by their distance."),
    written_out("PREVIOUS", &["x", "initial value"], "What `x` was one DT ago."),
    missing("SAMPLE", "write Vensim's SAMPLE IF TRUE, which is read here too"),
    shared("SELF", &[], "The variable itself, inside PREVIOUS."),
    written_out("SWITCH", &["a", "b"], "1 where `a` is above `b`, else 0."),
];
