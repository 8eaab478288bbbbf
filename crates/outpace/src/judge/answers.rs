//! What the ledger answers to every question of a study, at one vintage: resolved once, drawn once.

use super::evaluate::Values;
use jiff::civil::Date;
use outpace_engine::draw::uniform;
use outpace_study::claim::{Term, TermKind};
use outpace_study::ledger::{self, Query, Resolution};
use outpace_study::study::Study;
use std::collections::{BTreeMap, BTreeSet};

/// Answers by question.
#[derive(Debug)]
pub struct Answers<'a> {
    study: &'a Study,
    vintage: Option<Date>,
    members: u64,
    seed: u64,
    answers: BTreeMap<Query, Answer>,
}

#[derive(Debug)]
struct Answer {
    resolution: Resolution,
    /// In coherent base units.
    draws: Values,
}

impl<'a> Answers<'a> {
    /// No question asked yet. Every answer will be drawn `members` times.
    pub fn new(study: &'a Study, vintage: Option<Date>, members: u64, seed: u64) -> Answers<'a> {
        Answers { study, vintage, members, seed, answers: BTreeMap::new() }
    }

    /// Asks every question of a term that was not asked before.
    pub fn ask(&mut self, term: &Term) {
        term.walk(&mut |term| {
            let TermKind::Fact(query) = &term.kind else { return };
            if !self.answers.contains_key(query) {
                let answer = self.answer(query);
                self.answers.insert(query.clone(), answer);
            }
        });
    }

    fn answer(&self, query: &Query) -> Answer {
        let resolution = ledger::resolve(&self.study.evidence, query, self.vintage);
        let scale = self.study.evidence.metrics[query.metric].unit.scale();
        let draws = match &resolution.estimate {
            None => Values::Same(f64::NAN),
            Some(estimate) if estimate.is_certain() => Values::Same(estimate.central() * scale),
            Some(estimate) => Values::Each(
                (0..self.members)
                    .map(|member| estimate.draw(&|stream| uniform(self.seed, member, stream)) * scale)
                    .collect(),
            ),
        };
        Answer { resolution, draws }
    }

    /// What the ledger said.
    pub fn resolution(&self, query: &Query) -> Option<&Resolution> {
        self.answers.get(query).map(|answer| &answer.resolution)
    }

    /// A fact's draws, in base units.
    pub fn draws(&self, query: &Query) -> Values {
        self.answers.get(query).map_or(Values::Same(f64::NAN), |answer| answer.draws.clone())
    }

    /// A fact's central value, in base units.
    pub fn central(&self, query: &Query) -> Option<f64> {
        let scale = self.study.evidence.metrics[query.metric].unit.scale();
        self.resolution(query)?.estimate.as_ref().map(|estimate| estimate.central() * scale)
    }

    /// Whether sources disagree about a fact that a term uses.
    pub fn conflict(&self, term: &Term) -> bool {
        self.of_term(term).any(|resolution| resolution.estimate.as_ref().is_some_and(|estimate| estimate.is_conflict()))
    }

    /// What a term needs and the ledger does not have, in words; each once.
    pub fn missing(&self, term: &Term) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for resolution in self.of_term(term).filter(|resolution| resolution.estimate.is_none()) {
            for missing in &resolution.missing {
                if !words.contains(missing) {
                    words.push(missing.clone());
                }
            }
        }
        words
    }

    /// Indices of the sources behind a term, sorted.
    pub fn sources(&self, term: &Term) -> Vec<usize> {
        let estimates = self.of_term(term).filter_map(|resolution| resolution.estimate.as_ref());
        let sources: BTreeSet<usize> = estimates.flat_map(|estimate| estimate.sources().iter().copied()).collect();
        sources.into_iter().collect()
    }

    /// Indices of the sources behind one answer, sorted.
    pub fn query_sources(&self, query: &Query) -> Vec<usize> {
        let estimate = self.resolution(query).and_then(|resolution| resolution.estimate.as_ref());
        let sources: BTreeSet<usize> =
            estimate.into_iter().flat_map(|estimate| estimate.sources().iter().copied()).collect();
        sources.into_iter().collect()
    }

    fn of_term(&self, term: &Term) -> impl Iterator<Item = &Resolution> {
        let mut found = Vec::new();
        term.walk(&mut |term| {
            if let TermKind::Fact(query) = &term.kind {
                found.extend(self.resolution(query));
            }
        });
        found.into_iter()
    }
}
