//! Equations with their names resolved: ids instead of words, loops instead of range names.
//!
//! A definition such as `cost[Firm] = wage[Firm] * SUM(hours[Firm, Day!])` is one expression under numbered loops.
//! The ranges on its left are loops `0, 1, …`; each `!` opens a further loop inside its function. A subscript is then
//! an element or the place of a loop, and an equation means one equation for each setting of its left loops.

use super::function::Entry;
use super::{ElementId, RangeId, VariableId};
use outpace_syntax::Span;
use outpace_syntax::expr::{BinaryOperator, UnaryOperator};
use outpace_syntax::mdl::Interpolation;

/// A resolved expression and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What a resolved expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A number as written.
    Number(f64),
    /// `Time`: the moment of the simulation.
    Time,
    /// The value of a variable's element.
    Variable(Reference),
    /// A subscript used as a number: its place in its family, from 1.
    Position(Subscript),
    /// An operator with one operand.
    Unary(UnaryOperator, Box<Expr>),
    /// An operator with two operands.
    Binary(BinaryOperator, Box<Expr>, Box<Expr>),
    /// A built-in function; a look-up that is read at an argument stands in [`ExprKind::Lookup`] instead.
    Call(&'static Entry, Vec<Expr>),
    /// A look-up variable read at `x`.
    Lookup(Reference, Reading, Box<Expr>),
    /// A look-up as such: an argument of a function that reads it in a way of its own, such as LOOKUP AREA.
    Table(Reference),
    /// A vector written out, element by element: an argument such as that of VECTOR LOOKUP, which names the first.
    List(Vec<Expr>),
    /// `WITH LOOKUP`: points on the spot, read at `x`.
    WithLookup(Vec<(f64, f64)>, Box<Expr>),
    /// SUM, PROD, VMIN, VMAX, and MIN or MAX of one argument: over every setting of the loops.
    Reduce(Reduction, Vec<Loop>, Box<Expr>),
    /// VECTOR SELECT: its first two arguments are read over every setting of the loops.
    Select(Vec<Loop>, Vec<Expr>),
    /// A function of whole vectors or matrices, such as VECTOR RANK: the arguments are read at every element of these
    /// loops of the left side, and each element on the left takes its own part of the result.
    Along(&'static Entry, Vec<Loop>, Vec<Expr>),
    /// VECTOR ELM MAP: the element so many places behind this one, in the order of the variable's elements.
    Offset(Reference, Box<Expr>),
    /// A data equation: it has points where the data in it have some, and is read between them as said. Where not only
    /// data and constants are in it, it is an equation like all others.
    OfData(Interpolation, Box<Expr>),
    /// Could not be resolved; the diagnostic was given.
    Error,
}

/// A variable and which of its elements.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The variable.
    pub variable: VariableId,
    /// A subscript for each of its axes.
    pub subscripts: Vec<Subscript>,
}

/// One resolved subscript.
#[derive(Debug, Clone, PartialEq)]
pub enum Subscript {
    /// This element.
    Element(ElementId),
    /// The element at which loop `n` stands.
    Loop(usize),
    /// The element that the loop's element is mapped to; pairs (from, to), in order of `from`.
    Mapped(usize, Vec<(ElementId, ElementId)>),
}

impl Subscript {
    /// The element for a setting of the loops; `None` only where a mapping has a gap.
    pub fn element(&self, loops: &[ElementId]) -> Option<ElementId> {
        match self {
            Subscript::Element(element) => Some(*element),
            Subscript::Loop(index) => loops.get(*index).copied(),
            Subscript::Mapped(index, pairs) => {
                let from = loops.get(*index)?;
                pairs.binary_search_by_key(from, |pair| pair.0).ok().map(|at| pairs[at].1)
            }
        }
    }
}

/// A loop over the elements of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loop {
    /// Its number, which is its place in the setting of all loops.
    pub index: usize,
    /// What it runs over.
    pub range: RangeId,
}

/// How values over a loop become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// SUM
    Sum,
    /// PROD
    Product,
    /// VMIN, and MIN of one argument
    Minimum,
    /// VMAX, and MAX of one argument
    Maximum,
}

/// How a look-up is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// Straight lines between points, the first and last value outside (a call of the look-up).
    Linear,
    /// Straight lines, and the outermost ones go on outside (LOOKUP EXTRAPOLATE).
    Extrapolate,
    /// The next point's value (LOOKUP FORWARD).
    Forward,
    /// The last point's value (LOOKUP BACKWARD).
    Backward,
    /// The `x` at which it has a value (LOOKUP INVERT).
    Inverse,
}

/// Calls `visit` with every setting of `loops` that extends the `outer` setting, the last loop fastest.
///
/// `elements` gives the elements of a range. Stops early when `visit` answers `false`, and says whether all were visited.
pub fn each_setting<'a>(
    loops: &[Loop],
    outer: &[ElementId],
    elements: impl Fn(RangeId) -> &'a [ElementId],
    mut visit: impl FnMut(&[ElementId]) -> bool,
) -> bool {
    let ranges: Vec<&[ElementId]> = loops.iter().map(|each| elements(each.range)).collect();
    if ranges.iter().any(|range| range.is_empty()) {
        return true;
    }
    let mut counters = vec![0; loops.len()];
    let mut setting = outer.to_vec();
    loop {
        setting.truncate(outer.len());
        setting.extend(ranges.iter().zip(&counters).map(|(range, at)| range[*at]));
        if !visit(&setting) {
            return false;
        }
        let Some(advance) = (0..counters.len()).rev().find(|at| counters[*at] + 1 < ranges[*at].len()) else {
            return true;
        };
        counters[advance] += 1;
        counters[advance + 1..].fill(0);
    }
}

/// Calls `visit` with the `outer` setting changed to every element of `loops`, which are loops of that setting.
pub fn each_element_along<'a>(
    loops: &[Loop],
    outer: &[ElementId],
    elements: impl Fn(RangeId) -> &'a [ElementId],
    mut visit: impl FnMut(&[ElementId]) -> bool,
) -> bool {
    let mut changed = outer.to_vec();
    each_setting(loops, &[], elements, |setting| {
        for (each, element) in loops.iter().zip(setting) {
            if let Some(place) = changed.get_mut(each.index) {
                *place = *element;
            }
        }
        visit(&changed)
    })
}

impl Expr {
    /// Calls `visit` for this expression and every one below it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Unary(_, inner)
            | ExprKind::Lookup(_, _, inner)
            | ExprKind::WithLookup(_, inner)
            | ExprKind::Reduce(_, _, inner)
            | ExprKind::Offset(_, inner)
            | ExprKind::OfData(_, inner) => inner.walk(visit),
            ExprKind::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
            ExprKind::Call(_, arguments)
            | ExprKind::Select(_, arguments)
            | ExprKind::Along(_, _, arguments)
            | ExprKind::List(arguments) => {
                arguments.iter().for_each(|argument| argument.walk(visit));
            }
            ExprKind::Number(_)
            | ExprKind::Time
            | ExprKind::Variable(_)
            | ExprKind::Table(_)
            | ExprKind::Position(_)
            | ExprKind::Error => {}
        }
    }
}
