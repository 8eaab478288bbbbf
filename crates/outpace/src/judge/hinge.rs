//! On what a verdict hinges: the nearest thing that would turn it.
//!
//! For evidence that is the fact whose smallest change, all else at its central value, turns the test from true to
//! false or back. For futures it is the parameters that go most closely with how far the test is from turning:
//! Spearman's rank correlation of each parameter with the margin, over the members of the ensemble.

use super::evaluate::{Values, World, evaluate};
use super::world::Drawn;
use super::{ReadingVerdict, rests_on_futures, summary};
use crate::brief::VerdictKind;
use outpace_engine::sensitivity::rank_correlation;
use outpace_study::claim::{Claim, Operation, Outcome, Statistic, Term, TermKind};
use outpace_study::ledger::Query;
use outpace_study::study::Study;
use std::cell::Cell;

/// On what a verdict hinges.
#[derive(Debug, Clone, PartialEq)]
pub enum Hinge {
    /// On the reading: these are for the statement, those against it.
    Readings {
        /// Names of readings that hold or are likely.
        favourable: Vec<String>,
        /// Names of readings that fail or are unlikely.
        unfavourable: Vec<String>,
    },
    /// On a fact: it would turn if this were so much instead.
    Fact {
        /// What is asked of the ledger, in words.
        what: String,
        /// The question itself.
        query: Query,
        /// What it is, and what would turn the test, in `unit`.
        is: f64,
        /// See above.
        turns_at: f64,
        /// The unit of both.
        unit: String,
    },
    /// On parameters of the model, with their rank correlations with the margin, the strongest first.
    Parameters(Vec<(String, f64)>),
    /// On groups of parameters, with their total Sobol' indices, the largest first.
    Groups(Vec<(String, f64)>),
    /// On what is missing.
    Missing(Vec<String>),
    /// No change of a single fact by a factor of ten turns it.
    Nothing,
}

/// A fact may be this many times larger or smaller before we stop looking.
const FAR: f64 = 10.0;
/// How closely the turning point is found, relative to its size.
const CLOSE: f64 = 1e-4;
/// How many parameters are named.
const NAMED: usize = 2;

/// On what the verdict on a claim hinges.
pub fn of(study: &Study, claim: &Claim, readings: &[ReadingVerdict], world: &Drawn) -> Hinge {
    if let Some(hinge) = by_reading(claim, readings) {
        return hinge;
    }
    let mut terms = claim
        .readings
        .iter()
        .zip(readings)
        .filter_map(|(reading, verdict)| reading.term.as_ref().filter(|_| verdict.kind != VerdictKind::NoEvidence));
    let Some(term) = terms.next() else {
        let mut missing: Vec<String> = Vec::new();
        for words in readings.iter().flat_map(|reading| &reading.missing) {
            if !missing.contains(words) {
                missing.push(words.clone());
            }
        }
        return Hinge::Missing(missing);
    };
    match rests_on_futures(term) {
        true => by_group(study, term, world).or_else(|| by_parameter(study, term, world)).unwrap_or(Hinge::Nothing),
        false => std::iter::once(term)
            .chain(terms)
            .filter_map(|term| by_fact(study, term, world))
            .min_by(nearer)
            .map_or(Hinge::Nothing, |(_, hinge)| hinge),
    }
}

/// Readings that disagree: nothing else matters as much.
fn by_reading(claim: &Claim, readings: &[ReadingVerdict]) -> Option<Hinge> {
    let named = |kinds: [VerdictKind; 2]| -> Vec<String> {
        let pairs = claim.readings.iter().zip(readings);
        pairs.filter(|(_, verdict)| kinds.contains(&verdict.kind)).map(|(reading, _)| reading.name.clone()).collect()
    };
    let favourable = named([VerdictKind::Holds, VerdictKind::Likely]);
    let unfavourable = named([VerdictKind::Fails, VerdictKind::Unlikely]);
    (!favourable.is_empty() && !unfavourable.is_empty()).then_some(Hinge::Readings { favourable, unfavourable })
}

fn nearer(left: &(f64, Hinge), right: &(f64, Hinge)) -> std::cmp::Ordering {
    left.0.total_cmp(&right.0)
}

/// The fact whose smallest relative change turns a test, and how small (as a logarithm).
fn by_fact(study: &Study, term: &Term, world: &Drawn) -> Option<(f64, Hinge)> {
    let mut queries: Vec<&Query> = Vec::new();
    term.walk(&mut |term| {
        if let TermKind::Fact(query) = &term.kind
            && !queries.contains(&query)
        {
            queries.push(query);
        }
    });
    let changes = queries.into_iter().filter_map(|query| {
        let factor = turning_factor(term, query, world)?;
        let is = world.answers.central(query)?;
        let unit = &study.evidence.metrics[query.metric].unit;
        let (is, unit) = (is / unit.scale(), summary::unit_words(unit));
        let what = summary::query_words(query, study);
        let hinge = Hinge::Fact { what, query: query.clone(), is, turns_at: is * factor, unit };
        Some((distance(factor), hinge))
    });
    changes.min_by(nearer)
}

/// How far a factor is from one, alike in both directions.
fn distance(factor: f64) -> f64 {
    factor.max(1.0 / factor)
}

/// The factor nearest to one by which a fact must change for the test to turn.
fn turning_factor(term: &Term, query: &Query, world: &Drawn) -> Option<f64> {
    let factor = Cell::new(1.0);
    let changed = Changed { world, query, factor: &factor };
    let truth = |by: f64| {
        factor.set(by);
        match evaluate(term, &changed) {
            Values::Same(value) if !value.is_nan() => Some(value != 0.0),
            _ => None,
        }
    };
    let now = truth(1.0)?;
    let toward = |end: f64| {
        let (mut same, mut other) = (1.0, end);
        if truth(end)? == now {
            return None;
        }
        while distance(other / same) > 1.0 + CLOSE {
            let middle = (same * other).sqrt();
            if truth(middle)? == now { same = middle } else { other = middle }
        }
        Some(other)
    };
    let found = [toward(FAR), toward(1.0 / FAR)];
    found.into_iter().flatten().min_by(|left, right| distance(*left).total_cmp(&distance(*right)))
}

/// A world at central values in which one fact is other than it is.
struct Changed<'a> {
    world: &'a Drawn<'a>,
    query: &'a Query,
    factor: &'a Cell<f64>,
}

impl World for Changed<'_> {
    fn fact(&self, query: &Query) -> Values {
        let factor = if query == self.query { self.factor.get() } else { 1.0 };
        Values::Same(self.world.answers.central(query).map_or(f64::NAN, |value| value * factor))
    }
    fn outcome(&self, outcome: &Outcome) -> Values {
        Values::Same(self.world.outcome(outcome).quantile(0.5).unwrap_or(f64::NAN))
    }
    fn sobol(&self, of: &Term, group: usize, total: bool) -> Values {
        Values::Same(self.world.sobol(of, group, total).quantile(0.5).unwrap_or(f64::NAN))
    }
}

/// Where a test is about Sobol' indices: all groups by their total index.
fn by_group(study: &Study, term: &Term, world: &Drawn) -> Option<Hinge> {
    let mut outcome = None;
    term.walk(&mut |term| {
        if let TermKind::Statistic(Statistic::Sobol { of, .. }) = &term.kind {
            outcome.get_or_insert_with(|| of.as_ref().clone());
        }
    });
    let outcome = outcome?;
    let mut groups: Vec<(String, f64)> = study
        .parameter_groups
        .iter()
        .enumerate()
        .filter_map(|(group, name)| Some((name.clone(), world.sobol(&outcome, group, true).quantile(0.5)?)))
        .collect();
    groups.sort_by(|left, right| right.1.total_cmp(&left.1));
    groups.truncate(NAMED + 1);
    (!groups.is_empty()).then_some(Hinge::Groups(groups))
}

/// The parameters that go most closely with the margin of a test.
fn by_parameter(study: &Study, term: &Term, world: &Drawn) -> Option<Hinge> {
    let margin = margin(term, world)?;
    let mut ranked: Vec<(String, f64)> = crate::run::varied(&study.parameters)
        .zip(&world.futures.draws)
        .filter_map(|(parameter, draws)| {
            let members = draws.len().min(margin.len());
            Some((parameter.name.clone(), rank_correlation(&draws[..members], &margin[..members])?))
        })
        .collect();
    ranked.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()));
    ranked.truncate(NAMED);
    (!ranked.is_empty()).then_some(Hinge::Parameters(ranked))
}

/// How far each member is from turning a test: left minus right of its narrowest comparison that varies.
fn margin(term: &Term, world: &Drawn) -> Option<Vec<f64>> {
    let part = term.conjuncts().into_iter().min_by(|left, right| {
        let share = |term: &Term| evaluate(term, world).mean().unwrap_or(f64::INFINITY);
        share(left).total_cmp(&share(right))
    })?;
    let inside = match &part.kind {
        TermKind::Operation(_, sides) => sides.iter().find_map(probability_inside),
        _ => None,
    };
    let part = inside.unwrap_or(part);
    let TermKind::Operation(operation, sides) = &part.kind else { return None };
    let (Operation::Less | Operation::LessOrEqual | Operation::Greater | Operation::GreaterOrEqual, [left, right]) =
        (operation, sides.as_slice())
    else {
        return None;
    };
    let (left, right) = (evaluate(left, world), evaluate(right, world));
    let members = usize::try_from(world.futures.members).ok()?;
    Some((0..members).map(|member| left.at(member) - right.at(member)).collect())
}

/// The condition inside `PROBABILITY(…)`.
fn probability_inside(term: &Term) -> Option<&Term> {
    match &term.kind {
        TermKind::Statistic(Statistic::Probability(condition)) => Some(condition),
        _ => None,
    }
}
