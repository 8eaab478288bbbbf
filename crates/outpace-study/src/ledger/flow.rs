//! Flows and counts: amounts over a period, which add up.
//!
//! From the firmest to the weakest way: a figure for the period itself; the sum of shorter periods that make it up;
//! the sum of figures for single days in it (rounds of financing, listings); shares of longer periods by days. Within
//! the first two the best basis wins. A figure for the very period, of whatever basis, beats a share by days.

use outpace_syntax::period::Period;

use super::Ledger;
use super::cover::{Edges, cover, shared_days};
use super::statement::{Part, agree};
use crate::derivation::number;

impl Ledger<'_> {
    /// A flow or count over a period; an error says what is missing.
    pub fn flow(&self, metric: usize, entity: usize, period: Period) -> Result<Part, String> {
        let facts = &self.evidence.facts;
        let known = self.known_facts(metric, entity);
        let what = self.words(metric, entity, &period.to_string());
        let mut bases: Vec<_> = known.iter().map(|fact| facts[*fact].basis).collect();
        bases.sort();
        bases.dedup();
        for basis in &bases {
            let firm: Vec<usize> = known.iter().copied().filter(|fact| facts[*fact].basis <= *basis).collect();
            if firm.iter().any(|fact| facts[*fact].period == period) {
                let mut part = self.statement(&what, &self.with_period(&known, period))?;
                self.compare_with_sum(&mut part, metric, &firm, period);
                return Ok(part);
            }
            if let Some(chain) = cover(period, &self.periods(&firm), Edges::Exact) {
                return self.sum(&what, metric, &firm, &chain, period);
            }
        }
        let days: Vec<Period> = self.periods(&known).into_iter().filter(|day| day.days() == 1).collect();
        let days: Vec<Period> = days.into_iter().filter(|day| period.contains(*day)).collect();
        if !days.is_empty() {
            return self.sum_of_days(&what, metric, &known, &days);
        }
        for basis in &bases {
            let firm: Vec<usize> = known.iter().copied().filter(|fact| facts[*fact].basis <= *basis).collect();
            if let Some(chain) = cover(period, &self.periods(&firm), Edges::Loose) {
                return self.sum(&what, metric, &firm, &chain, period);
            }
        }
        Err(self.gap(metric, entity, period))
    }

    /// The sum of a chain of periods, those at the ends by their share of days.
    fn sum(
        &self,
        what: &str,
        metric: usize,
        facts: &[usize],
        chain: &[Period],
        period: Period,
    ) -> Result<Part, String> {
        let by_period = self.by_period(facts);
        let mut terms = vec![];
        let mut shares = vec![];
        for piece in chain {
            let share = shared_days(*piece, period) as f64 / piece.days() as f64;
            let part = self.statement_of(by_period.get(piece), *piece)?;
            if share < 1.0 {
                shares.push(format!("{} of {} days of {piece}", shared_days(*piece, period), piece.days()));
            }
            terms.push((share, part));
        }
        let rule = match (shares.is_empty(), chain.len()) {
            (true, count) => format!("the sum of {count} periods"),
            (false, 1) => format!("spread evenly: {}", shares.join(" and ")),
            (false, count) => format!("the sum of {count} periods, with {} spread evenly", shares.join(" and ")),
        };
        Ok(Part::sum(what.into(), self.unit(metric), rule, terms))
    }

    /// Says so where shorter periods, no less firm, add up to something else.
    fn compare_with_sum(&self, part: &mut Part, metric: usize, firm: &[usize], period: Period) {
        let shorter: Vec<Period> = self.periods(firm).into_iter().filter(|piece| *piece != period).collect();
        let Some(chain) = cover(period, &shorter, Edges::Exact) else { return };
        let Ok(sum) = self.sum("", metric, firm, &chain, period) else { return };
        let sum = sum.node.central();
        if !agree(sum, part.node.central()) {
            let rule = format!("a figure for the whole; its {} parts add up to {}", chain.len(), number(sum));
            part.derivation.add_rule(&rule);
        }
    }

    fn sum_of_days(&self, what: &str, metric: usize, facts: &[usize], days: &[Period]) -> Result<Part, String> {
        let by_period = self.by_period(facts);
        let mut terms = vec![];
        for day in days {
            terms.push((1.0, self.statement_of(by_period.get(day), *day)?));
        }
        let rule = format!("the sum of {} dated figures; days without one count as none", days.len());
        Ok(Part::sum(what.into(), self.unit(metric), rule, terms))
    }

    /// What facts about one metric and entity, all of this period, say.
    fn statement_of(&self, candidates: Option<&Vec<usize>>, period: Period) -> Result<Part, String> {
        let candidates = candidates.map_or(&[][..], Vec::as_slice);
        let subject = candidates.first().map(|fact| &self.evidence.facts[*fact]);
        let what = subject.map(|fact| self.words(fact.metric, fact.entity, &period.to_string()));
        self.statement(&what.unwrap_or_default(), candidates)
    }

    /// The last period that is known: the one that ends last, and of those the longest.
    pub fn latest_flow(&self, metric: usize, entity: usize) -> Result<Part, String> {
        let known = self.observed_first(&self.known_facts(metric, entity));
        let latest = self.periods(&known).into_iter().max_by_key(|period| (period.last, period.days()));
        match latest {
            Some(period) => self.flow(metric, entity, period),
            None => Err(self.nothing(metric, entity)),
        }
    }
}
