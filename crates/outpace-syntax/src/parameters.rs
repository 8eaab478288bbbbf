//! `parameters.csv`: the prior of every constant of the model that is not exactly known.

use crate::name::Name;
use crate::span::{Span, Spanned};
use crate::unit::UnitExpr;

/// A whole file of priors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParametersTree {
    /// The rows that could be read, in order.
    pub parameters: Vec<ParameterRow>,
}

/// `name,subscript,unit,distribution,p1,p2,p3,group,source,rationale`.
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
}

/// Where a prior comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterSource {
    /// The word `assumption`, and where it stands.
    Assumption(Span),
    /// An id of `sources.bib`.
    Cited(Spanned<String>),
}
