//! Vensim text models (`.mdl`): the tree of what was written.
//!
//! A model is a list of entries, each `definition ~ units ~ comment |`, in groups, then a sketch that we skip.
//! `entries` finds where each begins and ends, `equation` reads a definition, `reader` puts the tree together.
//!
//! # Bounds
//! 1 000 000 entries, 1 MiB a definition, 200 000 subscripts written out from sequences, 200 diagnostics; any bytes
//! take linear time. What lies beyond is left out and said.
//!
//! # Not here
//! What macros expand to and what files beside the model hold: `outpace_study::model` knows. Texts under a
//! name (`:IS:`) are put where GET functions ask for them.
//!
//! Source of the format: Vensim reference manual, "Equation Format and Conventions".

mod changes;
pub mod device;
mod entries;
mod equation;
mod print;
mod reader;
mod reality;
pub mod series;
mod settings;
pub mod sheet;

#[cfg(test)]
mod tests;

pub use changes::{Change, parse_changes};
pub use print::{print, unsaid};
pub use reality::{Constraint, TestInput};

use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Points, Reference};
use crate::name::Name;
use crate::span::{FileId, Span, Spanned};
use crate::study::Method;
use crate::unit::UnitExpr;

/// Reads a whole model. Any text gives a tree; what could not be read is marked in it and has a diagnostic.
pub fn parse(file: FileId, text: &str) -> (ModelTree, Vec<Diagnostic>) {
    reader::read(file, text)
}

/// A whole model file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelTree {
    /// Subscript ranges and subranges, in order.
    pub ranges: Vec<RangeDefinition>,
    /// Equations, in order. Several may define parts of one variable.
    pub equations: Vec<Equation>,
    /// Groups, in order; an equation names its group by index.
    pub groups: Vec<Group>,
    /// Macros, in order.
    pub macros: Vec<Macro>,
    /// What must hold in it, in order.
    pub constraints: Vec<Constraint>,
    /// Conditions of constraints that have a name, in order.
    pub test_inputs: Vec<TestInput>,
    /// What the files beside it hold that it asks for; empty until `open` has read them.
    pub sheets: sheet::Sheets,
    /// The method of integration, where the file names one.
    pub method: Option<Spanned<Method>>,
    /// The date that the time 0 stands for, where the file names one.
    pub base_date: Option<BaseDate>,
    /// Names of units that mean the same, set by set: `$,Dollar,Dollars`.
    pub unit_equivalents: Vec<Vec<Name>>,
    /// How an XMILE model is drawn, which only its printer reads.
    pub drawing: Option<Drawing>,
}

/// The date that the time 0 stands for, in the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseDate {
    /// From 0, which is 1 BC, to 9999.
    pub year: i32,
    /// From 1 to 12.
    pub month: i32,
    /// From 1 to 31.
    pub day: i32,
}

impl Default for BaseDate {
    /// What Vensim writes into a new model.
    fn default() -> BaseDate {
        BaseDate { year: 2000, month: 1, day: 1 }
    }
}

/// `<views>` as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The element.
    pub text: String,
    /// The prefixes that may stand in it, and what they stand for.
    pub prefixes: Vec<(String, String)>,
}

/// `:MACRO: name(input, input : output)` up to `:END OF MACRO:`.
///
/// Source: Vensim, "Macros" (macros.html) and "Defining Macros" (22145.html).
#[derive(Debug, Clone, PartialEq)]
pub struct Macro {
    /// Its name, which is also the variable that gives its value.
    pub name: Spanned<Name>,
    /// What a call hands in, in order.
    pub inputs: Vec<Spanned<Name>>,
    /// Variables of the macro that a call hands out besides its value, in order.
    pub outputs: Vec<Spanned<Name>>,
    /// Its equations, in order.
    pub equations: Vec<Equation>,
    /// From `:MACRO:` to the closing parenthesis.
    pub span: Span,
}

/// `Bloc: US, China` — with mappings `-> Other` and numeric ranges `(A1-A9)` written out.
#[derive(Debug, Clone, PartialEq)]
pub struct RangeDefinition {
    /// The name of the range.
    pub name: Spanned<Name>,
    /// Elements or subranges, as written, with `(A1-A9)` expanded.
    pub members: Vec<Spanned<Name>>,
    /// `-> Target`, or `-> (Target: member, member)`: the target and the order of members there.
    pub mappings: Vec<(Spanned<Name>, Vec<Spanned<Name>>)>,
    /// `Range: GET DIRECT SUBSCRIPT(…)`: the call that reads the members from a file.
    pub source: Option<Expr>,
    /// `Alias <-> Range`: this name is another name of the range.
    pub alias_of: Option<Spanned<Name>>,
    /// The comment.
    pub comment: String,
    /// The whole entry.
    pub span: Span,
}

/// `name[subscripts] = right ~ units ~ comment |`.
#[derive(Debug, Clone, PartialEq)]
pub struct Equation {
    /// What is defined.
    pub left: Reference,
    /// `:EXCEPT: [a, b], [c, d]`: references with the same name whose subscripts are left out.
    pub exceptions: Vec<Reference>,
    /// Its definition.
    pub right: Right,
    /// Units as written; `None` where the text between the tildes is empty.
    pub unit: Option<UnitExpr>,
    /// The comment, with line breaks folded.
    pub comment: String,
    /// Index into [`ModelTree::groups`].
    pub group: Option<usize>,
    /// Whether `:SUPPLEMENTARY` marks it as an end that nothing uses.
    pub supplementary: bool,
    /// The whole entry.
    pub span: Span,
}

/// The right side of an equation.
#[derive(Debug, Clone, PartialEq)]
pub enum Right {
    /// `= expression` (and `==`, an unchangeable constant); also a look-up that a call reads from a file,
    /// `name(GET XLS LOOKUPS(…))`.
    Expression(Expr),
    /// `= 1, 2; 3, 4;`: constants for the elements, rows ended by `;`. Each is a number with its sign.
    Constants(Vec<Vec<Spanned<f64>>>),
    /// `name( (0,0),(1,2) )`: a look-up.
    Lookup(Points),
    /// Nothing, or `:= expression` after `:RAW:`, `:INTERPOLATE:`, `:HOLD BACKWARD:`, `:LOOK FORWARD:`: a data variable.
    Data(Interpolation, Option<Expr>),
    /// A stock that is a conveyor, a queue or an oven: XMILE has them.
    Device(Box<device::Device>),
    /// A flow that such a stock drives.
    Driven(Box<device::Driven>),
    /// Could not be read; the diagnostic was given.
    Error,
}

/// How a data variable is read between its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    /// Linear between points (the default, and `:INTERPOLATE:`).
    Linear,
    /// The next point's value (`:LOOK FORWARD:`).
    LookForward,
    /// The last point's value (`:HOLD BACKWARD:`).
    HoldBackward,
    /// No value between points (`:RAW:`).
    Raw,
}

/// A group of equations: a sector of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Without the leading dot.
    pub name: String,
    /// The comment below it.
    pub comment: String,
    /// Where it stands.
    pub span: Span,
}
