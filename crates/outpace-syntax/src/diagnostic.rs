//! What we tell the user about a mistake: a code, a sentence, the places, and what to do.
//!
//! The message is one lower-case sentence that is complete without the snippet, with the user's own words in
//! backticks. Labels say what stands at a place, notes give the two sides, help names one action that would
//! work. Stages return `(T, Vec<Diagnostic>)`: a broken file is not an exceptional state.

use crate::name::nearest;
use crate::span::Span;
use std::collections::BTreeMap;

#[cfg(test)]
mod tests;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The brief can be made, but something deserves a look.
    Warning,
    /// What is marked cannot be used.
    Error,
}

/// A kebab-case identifier; `docs/diagnostics/<code>.md` explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub &'static str);

/// A place and what is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
    /// Whether this is the place the message is about.
    pub primary: bool,
}

/// One message to the user.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One lower-case sentence.
    pub message: String,
    /// The primary place first. Empty only where there is no file to point into.
    pub labels: Vec<Label>,
    /// Further facts, each a line or a few aligned lines.
    pub notes: Vec<String>,
    /// One action that would work.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error about the whole input.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![],
            notes: vec![],
            help: None,
        }
    }

    /// A warning about the whole input.
    pub fn warning(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Marks the place that the message is about.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: true });
        self
    }

    /// Marks a second place that explains the first.
    pub fn and(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// Adds a note.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says what to do where there is something to say.
    pub fn help_if(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }
}

/// So many problems get a suggestion: to find the nearest name, all are looked at, and behind these nobody reads on.
const SUGGESTIONS: usize = 128;

/// The nearest of `candidates` to a misspelt `name`, as [`nearest`], unless so many `earlier` problems were found that
/// looking would only cost time.
pub fn suggestion<'a>(
    earlier: &[Diagnostic],
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    (earlier.len() < SUGGESTIONS).then(|| nearest(name, candidates)).flatten()
}

/// Sorts by place and drops exact repetitions.
pub fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by_key(place);
    diagnostics.dedup();
}

/// Drops what was told already.
pub fn drop_told(diagnostics: &mut Vec<Diagnostic>, told: &[Diagnostic]) {
    let mut by_place: BTreeMap<_, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in told {
        by_place.entry(place(diagnostic)).or_default().push(diagnostic);
    }
    diagnostics.retain(|diagnostic| by_place.get(&place(diagnostic)).is_none_or(|told| !told.contains(&diagnostic)));
}

/// What diagnostics are ordered by.
fn place(diagnostic: &Diagnostic) -> (Option<Span>, Code) {
    (diagnostic.labels.first().map(|label| label.span), diagnostic.code)
}

/// Every code in use, in alphabetical order. A code is public: users look it up with `outpace explain`.
pub mod codes {
    use super::Code;

    macro_rules! codes {
        ($($(#[$documentation:meta])* $name:ident = $text:literal;)*) => {
            $($(#[$documentation])* pub const $name: Code = Code($text);)*
            /// All of them.
            pub const ALL: &[Code] = &[$($name),*];
        };
    }

    codes! {
        /// A name that two entries share.
        AMBIGUOUS_NAME = "ambiguous-name";
        /// A number that is no correlation of two parameters.
        BAD_CORRELATION = "bad-correlation";
        /// Numbers that make no distribution.
        BAD_DISTRIBUTION = "bad-distribution";
        /// A value that does not lie between its `low` and `high`.
        BAD_INTERVAL = "bad-interval";
        /// A look-up without points, or with points out of order.
        BAD_LOOKUP = "bad-lookup";
        /// A number that no float can hold.
        BAD_NUMBER = "bad-number";
        /// A delay whose order is no known whole number.
        BAD_ORDER = "bad-order";
        /// Text that is no year, quarter, month, date or interval.
        BAD_PERIOD = "bad-period";
        /// A clock that cannot run.
        BAD_TIME_STEP = "bad-time-step";
        /// A unit whose scale is not a positive number.
        BAD_UNIT = "bad-unit";
        /// A setting of the wrong type or outside its range.
        BAD_VALUE = "bad-value";
        /// An equation that could not be read, so that the model cannot run.
        BROKEN_EQUATION = "broken-equation";
        /// Variables that need each other at the same moment.
        CAUSAL_CYCLE = "causal-cycle";
        /// Notation of claims in the equation of a model.
        CLAIM_ONLY = "claim-only";
        /// Two values for one quantity from one place of one source.
        CONFLICTING_FACT = "conflicting-fact";
        /// A list of numbers that does not fit the elements it defines.
        CONSTANT_COUNT = "constant-count";
        /// Correlated parameters in groups whose effects are to be told apart.
        CORRELATED_GROUPS = "correlated-groups";
        /// Initial values that need each other.
        CYCLIC_INITIAL = "cyclic-initial";
        /// A subscript range that contains itself.
        CYCLIC_SUBSCRIPT = "cyclic-subscript";
        /// A delay shorter than a time step.
        DELAY_TOO_SHORT = "delay-too-short";
        /// A column that stands twice in a header.
        DUPLICATE_COLUMN = "duplicate-column";
        /// Two parameters that are correlated twice.
        DUPLICATE_CORRELATION = "duplicate-correlation";
        /// An element that two equations define.
        DUPLICATE_DEFINITION = "duplicate-definition";
        /// A fact that is given twice.
        DUPLICATE_FACT = "duplicate-fact";
        /// An id that two entries of one file share.
        DUPLICATE_ID = "duplicate-id";
        /// A constant with two priors.
        DUPLICATE_PARAMETER = "duplicate-parameter";
        /// A unit that is defined twice.
        DUPLICATE_UNIT = "duplicate-unit";
        /// A cell without the text that it needs.
        EMPTY_CELL = "empty-cell";
        /// Bytes that are not in the encoding that the file declares.
        ENCODING = "encoding";
        /// A file with more bytes or entries than we read.
        FILE_TOO_LARGE = "file-too-large";
        /// Correlations that no numbers have together.
        IMPOSSIBLE_CORRELATIONS = "impossible-correlations";
        /// An entry so long that it cannot be meant.
        LINE_TOO_LONG = "line-too-long";
        /// `group!` outside a function that runs over members.
        LONE_BANG = "lone-bang";
        /// A look-up that is used like a number.
        LOOKUP_WITHOUT_ARGUMENT = "lookup-without-argument";
        /// A table without a column that it needs.
        MISSING_COLUMN = "missing-column";
        /// A model without a setting that every simulation needs.
        MISSING_CONTROL = "missing-control";
        /// A data variable without its data.
        MISSING_DATA = "missing-data";
        /// An element of an array that no equation defines.
        MISSING_DEFINITION = "missing-definition";
        /// An entry of a bibliography without a field that it needs.
        MISSING_FIELD = "missing-field";
        /// A file that the study names and does not have.
        MISSING_FILE = "missing-file";
        /// A setting that must be given.
        MISSING_KEY = "missing-key";
        /// A name in a claim that does not say when.
        MISSING_PERIOD = "missing-period";
        /// A currency without a rate to the base currency.
        MISSING_RATE = "missing-rate";
        /// A fact, event or prior without a source.
        MISSING_SOURCE = "missing-source";
        /// A model beyond the bounds.
        MODEL_TOO_LARGE = "model-too-large";
        /// A variable that is computed, where only a constant can be set.
        NOT_A_CONSTANT = "not-a-constant";
        /// Points for a variable that is no look-up.
        NOT_A_LOOKUP = "not-a-lookup";
        /// A variable that is no queue where a queue is asked something.
        NOT_A_QUEUE = "not-a-queue";
        /// A setting of the simulation that changes as it goes.
        NOT_CONSTANT = "not-constant";
        /// A value of a run that is infinite or no number.
        NOT_FINITE = "not-finite";
        /// An expression that means nothing in a claim.
        NOT_IN_A_CLAIM = "not-in-a-claim";
        /// A correlation of something that is the same in every future.
        NOT_VARIED = "not-varied";
        /// An element that is looked for beyond the ends of its array.
        OUTSIDE_OF_ARRAY = "outside-of-array";
        /// Text behind the closing quote of a cell.
        STRAY_QUOTE = "stray-quote";
        /// Subscripts that do not fit the variable or range.
        SUBSCRIPT_MISMATCH = "subscript-mismatch";
        /// Text that does not follow the grammar of its format.
        SYNTAX_ERROR = "syntax-error";
        /// Brackets, calls or chains beyond the bound.
        TOO_DEEP = "too-deep";
        /// An expression that stands for more terms than we write out.
        TOO_LARGE = "too-large";
        /// More diagnostics than anyone would read.
        TOO_MANY_ERRORS = "too-many-errors";
        /// A number typed by hand into the text of a brief.
        TYPED_NUMBER = "typed-number";
        /// `{{` without `}}`.
        UNCLOSED_DIRECTIVE = "unclosed-directive";
        /// A quoted cell that does not end.
        UNCLOSED_QUOTE = "unclosed-quote";
        /// Points where a number is needed.
        UNEXPECTED_POINTS = "unexpected-points";
        /// A text where a number is needed.
        UNEXPECTED_TEXT = "unexpected-text";
        /// A claim whose verdict is not the one that its author expects.
        UNEXPECTED_VERDICT = "unexpected-verdict";
        /// A unit that is defined by itself.
        UNIT_CYCLE = "unit-cycle";
        /// A unit that does not convert to the one that is needed.
        UNIT_MISMATCH = "unit-mismatch";
        /// A chart that study.toml does not have.
        UNKNOWN_CHART = "unknown-chart";
        /// A claim that claims.toml does not have.
        UNKNOWN_CLAIM = "unknown-claim";
        /// A column that the format does not have.
        UNKNOWN_COLUMN = "unknown-column";
        /// `{{ … }}` with something in it that the brief does not have.
        UNKNOWN_DIRECTIVE = "unknown-directive";
        /// An entity that `entities.csv` does not have.
        UNKNOWN_ENTITY = "unknown-entity";
        /// A function that the language does not have.
        UNKNOWN_FUNCTION = "unknown-function";
        /// A group or range that neither study nor model has.
        UNKNOWN_GROUP = "unknown-group";
        /// A setting that does not exist.
        UNKNOWN_KEY = "unknown-key";
        /// A metric that `metrics.csv` does not have.
        UNKNOWN_METRIC = "unknown-metric";
        /// A name that nothing has.
        UNKNOWN_NAME = "unknown-name";
        /// A scenario that scenarios.toml does not have.
        UNKNOWN_SCENARIO = "unknown-scenario";
        /// A source that `sources.bib` does not have.
        UNKNOWN_SOURCE = "unknown-source";
        /// A subscript or element that the model does not have.
        UNKNOWN_SUBSCRIPT = "unknown-subscript";
        /// A unit that looks like a misspelling of a known one.
        UNKNOWN_UNIT = "unknown-unit";
        /// A word that is none of the few that may stand there.
        UNKNOWN_WORD = "unknown-word";
        /// An entry of a bibliography that is not BibLaTeX.
        UNREADABLE_ENTRY = "unreadable-entry";
        /// A file that cannot be read.
        UNREADABLE_FILE = "unreadable-file";
        /// Something that the format allows and we do not read yet.
        UNSUPPORTED_CONSTRUCT = "unsupported-construct";
        /// A function of Vensim that we do not have yet.
        UNSUPPORTED_FUNCTION = "unsupported-function";
        /// An entry of a model that does not end.
        UNTERMINATED_ENTRY = "unterminated-entry";
        /// A source that nothing cites.
        UNUSED_SOURCE = "unused-source";
        /// A function with more or fewer arguments than it takes.
        WRONG_ARGUMENT_COUNT = "wrong-argument-count";
        /// A row with more or fewer cells than the header.
        WRONG_CELL_COUNT = "wrong-cell-count";
    }
}
