//! Numbers for sources: `[1]` is the first that the reader meets.

use crate::brief::Reference;
use outpace_study::evidence::Evidence;
use outpace_syntax::bibliography::SourceKind;
use outpace_syntax::period::Period;
use std::collections::BTreeMap;

/// The sources cited so far.
pub struct Citations<'a> {
    evidence: &'a Evidence,
    numbers: BTreeMap<usize, usize>,
    order: Vec<usize>,
}

impl<'a> Citations<'a> {
    /// Nothing cited yet.
    pub fn new(evidence: &'a Evidence) -> Citations<'a> {
        Citations { evidence, numbers: BTreeMap::new(), order: Vec::new() }
    }

    /// The numbers of these sources, sorted; new ones get the next number.
    pub fn cite(&mut self, sources: &[usize]) -> Vec<usize> {
        let mut numbers: Vec<usize> = sources
            .iter()
            .map(|source| {
                *self.numbers.entry(*source).or_insert_with(|| {
                    self.order.push(*source);
                    self.order.len()
                })
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The list of references, in order.
    pub fn references(&self) -> Vec<Reference> {
        self.order
            .iter()
            .map(|source| {
                let source = &self.evidence.sources[*source];
                Reference {
                    id: source.id.clone(),
                    author: source.author.clone(),
                    title: source.title.clone(),
                    date: source.date.map(|date| date_words(date, &source.note)).unwrap_or_default(),
                    kind: kind(source.kind).to_string(),
                    url: source.url.clone(),
                }
            })
            .collect()
    }
}

/// A date as known; one that the source does not print says so.
fn date_words(date: Period, note: &str) -> String {
    match note.contains("date approximate") {
        true => format!("{date}, date approximate"),
        false => date.to_string(),
    }
}

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Filing => "filing",
        SourceKind::Statistics => "statistics",
        SourceKind::Law => "law",
        SourceKind::Dataset => "data set",
        SourceKind::Paper => "paper",
        SourceKind::PressRelease => "press release",
        SourceKind::News => "news",
        SourceKind::Analysis => "analysis",
        SourceKind::Other => "",
    }
}
