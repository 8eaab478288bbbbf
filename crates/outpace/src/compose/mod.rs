//! compose: verdicts → [`Brief`]: the author's text with every number, card, chart and table in its place.
//!
//! Nothing is computed after this. A number gets onto the page only as a [`Figure`](crate::brief::Figure), made from
//! what the ledger or an ensemble gave; citations are numbered in the order in which the reader meets them.

mod cards;
mod charts;
mod citations;
mod figures;
mod methods;
mod text;

#[cfg(test)]
mod tests;

pub use figures::term_figure;

use crate::brief::Brief;
use crate::history::History;
use crate::judge::Verdicts;
use crate::run::Futures;
use citations::Citations;
use outpace_study::study::Study;

/// Everything that a brief is made of.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The study.
    pub study: &'a Study,
    /// The verdicts with the evidence asked for.
    pub now: &'a Verdicts<'a>,
    /// The verdicts at the study's earlier date.
    pub then: Option<&'a Verdicts<'a>>,
    /// The futures.
    pub futures: &'a Futures,
    /// The model against the past, where the study has one.
    pub history: Option<&'a History>,
}

/// Composes the brief.
pub fn compose(material: Material) -> Brief {
    let mut citations = Citations::new(&material.study.evidence);
    let (blocks, verdicts) = text::blocks(material, &mut citations);
    Brief {
        title: material.study.title.clone(),
        question: material.study.question.clone(),
        basis: methods::basis(material),
        verdicts,
        blocks,
        references: citations.references(),
    }
}
