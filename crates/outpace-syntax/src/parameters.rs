//! `parameters.csv`: the prior of every constant of the model that is not exactly known.

use crate::diagnostic::{Diagnostic, codes};
use crate::name::Name;
use crate::span::{FileId, Span, Spanned};
use crate::table::{self, Cell, Cells, Column, Row, column, optional_column};
use crate::unit::UnitExpr;

#[cfg(test)]
mod tests;

/// A whole file of priors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParametersTree {
    /// The rows that could be read, in order.
    pub parameters: Vec<ParameterRow>,
}

/// `name,subscript,unit,distribution,p1,p2,p3,group,source,rationale`, and `min,max` where there are bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterRow {
    /// The constant of the model.
    pub name: Spanned<Name>,
    /// Its subscripts in order; empty for one without.
    pub subscripts: Vec<Spanned<Name>>,
    /// The unit of the numbers.
    pub unit: UnitExpr,
    /// What is believed about it.
    pub distribution: Spanned<Distribution>,
    /// The least and the greatest value that are kept of it; infinite where there is no such bound.
    pub bounds: Option<(f64, f64)>,
    /// The group that sensitivity is reported by; may be empty.
    pub group: Spanned<Name>,
    /// Where the belief comes from.
    pub source: ParameterSource,
    /// Why these numbers. Never empty.
    pub rationale: String,
    /// The whole row.
    pub span: Span,
}

/// A prior distribution, checked: finite, ordered, with positive spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// Exactly `p1`.
    Fixed(f64),
    /// Anything from `low` (p1) to `high` (p2), alike.
    #[expect(missing_docs, reason = "said above")]
    Uniform { low: f64, high: f64 },
    /// Anything from `low` (p1) to `high` (p2), both above zero, with logarithms alike.
    #[expect(missing_docs, reason = "said above")]
    Loguniform { low: f64, high: f64 },
    /// Normal with `mean` (p1) and standard deviation `sd` (p2).
    #[expect(missing_docs, reason = "said above")]
    Normal { mean: f64, sd: f64 },
    /// Log-normal with `median` (p1) and standard deviation of the natural logarithm `sd_of_log` (p2).
    #[expect(missing_docs, reason = "said above")]
    Lognormal { median: f64, sd_of_log: f64 },
    /// Triangular from `low` (p1) over `mode` (p2) to `high` (p3).
    #[expect(missing_docs, reason = "said above")]
    Triangular { low: f64, mode: f64, high: f64 },
    /// PERT (a beta distribution with mean (low + 4 mode + high) / 6) with the same three numbers.
    #[expect(missing_docs, reason = "said above")]
    Pert { low: f64, mode: f64, high: f64 },
    /// A beta distribution with the shapes `alpha` (p1) and `beta` (p2), from 0 to `high` (p3; 1 where it is not given).
    #[expect(missing_docs, reason = "said above")]
    Beta { alpha: f64, beta: f64, high: f64 },
}

/// Where a prior comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterSource {
    /// The word `assumption`, and where it stands.
    Assumption(Span),
    /// An id of `sources.bib`.
    Cited(Spanned<String>),
}

/// The shapes a prior can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Fixed,
    Uniform,
    Loguniform,
    Normal,
    Lognormal,
    Triangular,
    Pert,
    Beta,
}

impl Shape {
    const WORDS: [(&'static str, Shape); 8] = [
        ("fixed", Shape::Fixed),
        ("uniform", Shape::Uniform),
        ("loguniform", Shape::Loguniform),
        ("normal", Shape::Normal),
        ("lognormal", Shape::Lognormal),
        ("triangular", Shape::Triangular),
        ("pert", Shape::Pert),
        ("beta", Shape::Beta),
    ];

    /// What `p1`, `p2`, `p3` are.
    fn numbers(self) -> &'static [&'static str] {
        match self {
            Shape::Fixed => &["value"],
            Shape::Uniform | Shape::Loguniform => &["low", "high"],
            Shape::Normal => &["mean", "standard deviation"],
            Shape::Lognormal => &["median", "standard deviation of the logarithm"],
            Shape::Triangular | Shape::Pert => &["low", "mode", "high"],
            Shape::Beta => &["first shape", "second shape", "greatest value"],
        }
    }

    /// How many of them must be given.
    fn required(self) -> usize {
        if self == Shape::Beta { 2 } else { self.numbers().len() }
    }
}

/// The shapes that a beta distribution can have here.
const SHAPES: std::ops::RangeInclusive<f64> = 0.01..=1e6;

const COLUMNS: [Column; 12] = [
    column("name"),
    column("subscript"),
    column("unit"),
    column("distribution"),
    column("p1"),
    column("p2"),
    column("p3"),
    column("group"),
    column("source"),
    column("rationale"),
    optional_column("min"),
    optional_column("max"),
];

/// Reads a file of priors.
pub fn parse(file: FileId, text: &str) -> (ParametersTree, Vec<Diagnostic>) {
    let mut tree = ParametersTree::default();
    let mut diagnostics = Vec::new();
    table::read(file, text, &COLUMNS, &mut diagnostics, |row, diagnostics| {
        tree.parameters.extend(parameter(&row, &mut Cells { file, diagnostics }));
    });
    (tree, diagnostics)
}

fn parameter(row: &Row<'_, 12>, cells: &mut Cells<'_>) -> Option<ParameterRow> {
    let [name, subscript, unit, shape, p1, p2, p3, group, source_cell, rationale, min, max] = &row.cells;
    let name = cells.name(name, "name");
    let unit = cells.unit(unit);
    let shape = cells.word(shape, "distribution", &Shape::WORDS);
    let distribution = shape.and_then(|shape| distribution(&shape, [p1, p2, p3], cells));
    let bounds = distribution.as_ref().and_then(|distribution| bounds(distribution, [min, max], cells));
    let source = source(source_cell, "this prior has no source", cells);
    let rationale = cells.required(rationale, "rationale");
    Some(ParameterRow {
        name: name?,
        subscripts: cells.names(subscript, &[';', ',']),
        unit: unit?,
        distribution: distribution?,
        bounds: bounds?,
        group: Spanned::new(Name::new(&group.value), group.span),
        source: source?,
        rationale: rationale?.value,
        span: row.span,
    })
}

/// Where a belief comes from; `message` says that nothing is given.
pub(crate) fn source(cell: &Cell<'_>, message: &str, cells: &mut Cells<'_>) -> Option<ParameterSource> {
    let help = "give the id of an entry of `sources.bib`, or write `assumption` and say why in `rationale`".to_string();
    let source = cells.required_or(cell, codes::MISSING_SOURCE, message.to_string(), Some(help))?;
    Some(match source.value.eq_ignore_ascii_case("assumption") {
        true => ParameterSource::Assumption(source.span),
        false => ParameterSource::Cited(source),
    })
}

/// What is kept of a distribution; the outer `None` where that makes no sense.
fn bounds(
    distribution: &Spanned<Distribution>,
    [min, max]: [&Cell<'_>; 2],
    cells: &mut Cells<'_>,
) -> Option<Option<(f64, f64)>> {
    let (low, high) = (cells.optional_number(min)?, cells.optional_number(max)?);
    let Some(place) = low.as_ref().or(high.as_ref()).map(|number| number.span) else { return Some(None) };
    let low = low.map_or(f64::NEG_INFINITY, |number| number.value);
    let high = high.map_or(f64::INFINITY, |number| number.value);
    let rule = match distribution.value {
        Distribution::Fixed(_) => "a fixed value has nothing to cut",
        _ if low >= high => "min must be below max",
        _ => return Some(Some((low, high))),
    };
    let message = "these bounds leave nothing of the distribution";
    cells.diagnostics.push(Diagnostic::error(codes::BAD_DISTRIBUTION, message).at(place, rule).help(rule));
    None
}

/// Reads the numbers of a distribution and checks that they make one.
fn distribution(
    shape: &Spanned<Shape>,
    numbers: [&Cell<'_>; 3],
    cells: &mut Cells<'_>,
) -> Option<Spanned<Distribution>> {
    if let Some(problem) = miscounted(shape, numbers) {
        cells.diagnostics.push(problem);
        return None;
    }
    let place = numbers[0].span.to(numbers[2].span);
    let is_given = numbers.map(|cell| !cell.value.is_empty());
    let [p1, p2, p3] = numbers.map(|cell| cells.optional_number(cell));
    let number = |value: Option<Spanned<f64>>| value.map_or(0.0, |number| number.value);
    let (p1, p2, p3) = (number(p1?), number(p2?), number(p3?));
    let (distribution, right, rule) = made_of(shape.value, [p1, p2, p3], is_given[2]);
    if !right {
        let message = "these numbers make no distribution";
        let problem = Diagnostic::error(codes::BAD_DISTRIBUTION, message).at(place, rule);
        cells.diagnostics.push(problem.help(format!("{rule}; a constant without doubt is `fixed`")));
        return None;
    }
    Some(Spanned::new(distribution, shape.span.to(place)))
}

/// What is wrong where a distribution has too few numbers, or too many.
fn miscounted(shape: &Spanned<Shape>, numbers: [&Cell<'_>; 3]) -> Option<Diagnostic> {
    let (meanings, required) = (shape.value.numbers(), shape.value.required());
    let gap = numbers.iter().take(required).any(|cell| cell.value.is_empty());
    let beyond = numbers.iter().skip(meanings.len()).any(|cell| !cell.value.is_empty());
    if !gap && !beyond {
        return None;
    }
    let given = numbers.iter().filter(|cell| !cell.value.is_empty()).count();
    let word = Shape::WORDS.iter().find(|(_, each)| *each == shape.value).map_or("", |(word, _)| word);
    let plural = if meanings.len() == 1 { "number" } else { "numbers" };
    let how_many = match required == meanings.len() {
        true => required.to_string(),
        false => format!("{required} to {}", meanings.len()),
    };
    let message = format!("`{word}` takes {how_many} {plural}, and {given} are given");
    let list: Vec<String> =
        meanings.iter().enumerate().map(|(at, meaning)| format!("p{} the {meaning}", at + 1)).collect();
    let place = numbers[0].span.to(numbers[2].span);
    let problem = Diagnostic::error(codes::BAD_DISTRIBUTION, message).at(place, "").and(shape.span, "");
    Some(problem.help(format!("give {}", list.join(", "))))
}

/// A distribution of this shape, whether its numbers are right, and the rule for them.
fn made_of(shape: Shape, [p1, p2, p3]: [f64; 3], has_third: bool) -> (Distribution, bool, &'static str) {
    match shape {
        Shape::Fixed => (Distribution::Fixed(p1), true, ""),
        Shape::Uniform => (Distribution::Uniform { low: p1, high: p2 }, p1 < p2, "low must be below high"),
        Shape::Loguniform => {
            let rule = "low must be above zero and below high";
            (Distribution::Loguniform { low: p1, high: p2 }, 0.0 < p1 && p1 < p2, rule)
        }
        Shape::Normal => {
            (Distribution::Normal { mean: p1, sd: p2 }, p2 > 0.0, "the standard deviation must be above zero")
        }
        Shape::Lognormal => (
            Distribution::Lognormal { median: p1, sd_of_log: p2 },
            p1 > 0.0 && p2 > 0.0,
            "the median and the standard deviation of the logarithm must be above zero",
        ),
        Shape::Beta => {
            let high = if has_third { p3 } else { 1.0 };
            let right = [p1, p2].iter().all(|shape| SHAPES.contains(shape)) && high > 0.0;
            let rule = "the shapes must lie between 0.01 and a million, and the greatest value above zero";
            (Distribution::Beta { alpha: p1, beta: p2, high }, right, rule)
        }
        Shape::Triangular | Shape::Pert => {
            let distribution = match shape {
                Shape::Pert => Distribution::Pert { low: p1, mode: p2, high: p3 },
                _ => Distribution::Triangular { low: p1, mode: p2, high: p3 },
            };
            (distribution, p1 <= p2 && p2 <= p3 && p1 < p3, "low, mode and high must stand in this order")
        }
    }
}
