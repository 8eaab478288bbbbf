//! The world that claims are judged in: draws of the evidence beside members of the ensembles.

use super::answers::Answers;
use super::evaluate::{Values, World, evaluate};
use crate::run::Futures;
use outpace_engine::sensitivity::{SobolIndices, sobol_indices};
use outpace_study::claim::{Outcome, Term};
use outpace_study::ledger::Query;

/// Draws of the evidence and futures.
#[derive(Clone, Copy)]
pub struct Drawn<'a> {
    /// The evidence.
    pub answers: &'a Answers<'a>,
    /// The futures.
    pub futures: &'a Futures,
}

impl World for Drawn<'_> {
    fn fact(&self, query: &Query) -> Values {
        self.answers.draws(query)
    }

    fn outcome(&self, outcome: &Outcome) -> Values {
        self.futures.columns.get(outcome).map_or(Values::Same(f64::NAN), |column| Values::Each(column.clone()))
    }

    fn sobol(&self, of: &Term, group: usize, total: bool) -> Values {
        sobol(self.futures, of, group, total)
    }
}

/// The members of Saltelli's design, in which an outcome to be explained is evaluated.
struct Explained<'a> {
    futures: &'a Futures,
}

impl World for Explained<'_> {
    fn fact(&self, _: &Query) -> Values {
        Values::Same(f64::NAN)
    }

    fn outcome(&self, outcome: &Outcome) -> Values {
        self.futures.explained.get(outcome).map_or(Values::Same(f64::NAN), |column| Values::Each(column.clone()))
    }

    fn sobol(&self, _: &Term, _: usize, _: bool) -> Values {
        Values::Same(f64::NAN)
    }
}

/// How often rows are drawn again for the interval of an index.
const REPLICATES: usize = 500;

/// The indices of an expression over the members of Saltelli's design; `None` where it does not vary.
pub fn indices(futures: &Futures, of: &Term) -> Option<SobolIndices> {
    let members = (futures.rows as usize).checked_mul(futures.groups + 2)?;
    let values = evaluate(of, &Explained { futures });
    let column: Vec<f64> = (0..members).map(|member| values.at(member)).collect();
    sobol_indices(&column, futures.groups, REPLICATES, futures.seed).ok()
}

/// One index of a group, as replicates, so that a statement about it has a probability.
fn sobol(futures: &Futures, of: &Term, group: usize, total: bool) -> Values {
    let Some(indices) = indices(futures, of) else { return Values::Same(f64::NAN) };
    let Some(group) = indices.groups.into_iter().nth(group) else { return Values::Same(f64::NAN) };
    let estimate = if total { group.total } else { group.first };
    Values::Each(estimate.replicates)
}
