//! `scenarios.toml`: named sets of changes to the model's constants and look-ups.

use crate::expr::{Points, Reference};
use crate::span::{Span, Spanned};

/// All scenarios of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScenariosTree {
    /// In order.
    pub scenarios: Vec<Scenario>,
}

/// `[[scenario]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Unique in the file; `base` is the one without changes.
    pub id: Spanned<String>,
    /// As written in a brief.
    pub name: Spanned<String>,
    /// One sentence: what happens in it. May be empty.
    pub says: String,
    /// The id of the scenario whose changes it starts from.
    pub from: Option<Spanned<String>>,
    /// `[scenario.set]`: constants.
    pub settings: Vec<(Reference, Spanned<f64>)>,
    /// `[scenario.table]`: look-ups.
    pub tables: Vec<(Reference, Points)>,
    /// The whole table.
    pub span: Span,
}
