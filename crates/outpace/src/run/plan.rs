//! Which futures a study needs: every output that a claim, a number in the text or a chart asks for.

use outpace_study::claim::{About, Outcome, Statistic, Term, TermKind};
use outpace_study::model::CellId;
use outpace_study::study::Study;
use outpace_syntax::draft::{Directive, DirectiveKind, Piece};
use std::collections::BTreeSet;

/// The outputs to observe.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// A column of members each.
    pub outcomes: BTreeSet<Outcome>,
    /// Statistics over time, by scenario and variable element.
    pub series: BTreeSet<(usize, CellId)>,
    /// Outcomes whose Sobol' indices are wanted.
    pub explained: BTreeSet<Outcome>,
}

impl Plan {
    /// Everything that a whole brief needs.
    pub fn of_study(study: &Study) -> Plan {
        let mut plan = Plan::default();
        for term in study.claims.iter().flat_map(|claim| &claim.readings).filter_map(|reading| reading.term.as_ref()) {
            plan.add(term);
        }
        draft_terms(study).iter().for_each(|term| plan.add(term));
        plan.series.extend(study.outcomes.iter().map(|cell| (0, *cell)));
        plan.add_charts(study);
        if let Some(term) = sensitivity_term(study) {
            plan.explain(&term);
        }
        plan
    }

    /// What one expression needs.
    pub fn of_term(term: &Term) -> Plan {
        let mut plan = Plan::default();
        plan.add(term);
        plan
    }

    /// Adds what an expression needs. What stands inside a Sobol' index is needed there and as a plain outcome.
    pub fn add(&mut self, term: &Term) {
        term.walk(&mut |term| match &term.kind {
            TermKind::Outcome(outcome) => {
                self.outcomes.insert(*outcome);
            }
            TermKind::Statistic(Statistic::Sobol { of, .. }) => self.explain(of),
            _ => {}
        });
    }

    /// Asks for the Sobol' indices of an expression.
    pub fn explain(&mut self, term: &Term) {
        term.walk(&mut |term| {
            if let TermKind::Outcome(outcome) = &term.kind {
                self.explained.insert(*outcome);
            }
        });
    }

    fn add_charts(&mut self, study: &Study) {
        for series in study.charts.iter().flat_map(|chart| &chart.series) {
            if let Some(Term { kind: TermKind::Outcome(outcome), .. }) = study.series_variable(series) {
                self.series.insert((outcome.scenario, outcome.cell));
            }
        }
    }

    /// Every scenario that takes part.
    pub fn scenarios(&self) -> BTreeSet<usize> {
        let outcomes = self.outcomes.iter().map(|outcome| outcome.scenario);
        outcomes.chain(self.series.iter().map(|(scenario, _)| *scenario)).collect()
    }
}

/// What stands in the text of a brief as `{{ value "…" }}`, in order.
pub fn draft_terms(study: &Study) -> Vec<Term> {
    let value = |piece: &Piece| match piece {
        Piece::Directive(Directive { kind: DirectiveKind::Value(formula), .. }) => {
            study.bind(&formula.expr, About::Both, 0).ok()
        }
        _ => None,
    };
    study.draft.pieces.iter().filter_map(value).collect()
}

/// What the study wants explained, at the moment it names.
pub fn sensitivity_term(study: &Study) -> Option<Term> {
    let settings = study.sensitivity.as_ref()?;
    study.bind(&settings.outcome.expr, About::Future, 0).ok()
}
