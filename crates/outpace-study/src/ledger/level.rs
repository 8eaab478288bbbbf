//! Stocks, ratios and indices: values at a moment or for a period, which do not add up.
//!
//! A stock or index of a period is its last value in it; a ratio is the value for the very period, else the last in
//! it, else (ratios and indices) the value for the shortest longer period around it. Observations (reported,
//! estimate) come before intentions (announced, guidance, target); among them the latest counts, because a level
//! moves on, and on the same day the best basis.

use outpace_syntax::dictionary::MetricKind;
use outpace_syntax::period::Period;

use super::Ledger;
use super::statement::Part;
use crate::derivation::Unused;

/// So many facts of earlier days are named as not used.
const EARLIER_SHOWN: usize = 3;

impl Ledger<'_> {
    /// A stock, ratio or index in a period; an error says what is missing.
    pub fn level(&self, metric: usize, entity: usize, period: Period) -> Result<Part, String> {
        let facts = &self.evidence.facts;
        let kind = self.evidence.metrics[metric].kind;
        let known = self.known_facts(metric, entity);
        let what = self.words(metric, entity, &period.to_string());
        let exact = self.with_period(&known, period);
        if kind == MetricKind::Ratio && !exact.is_empty() {
            return self.statement(&what, &exact);
        }
        let within = |fact: &usize| period.first <= facts[*fact].period.last && facts[*fact].period.last <= period.last;
        let within: Vec<usize> = known.iter().copied().filter(within).collect();
        if !within.is_empty() {
            let rule = format!("the last value in {period}");
            return self.last(&what, &within, rule);
        }
        let around = known.iter().copied().filter(|fact| facts[*fact].period.contains(period));
        let shortest = around.map(|fact| facts[fact].period).min_by_key(|around| (around.days(), *around));
        match shortest {
            Some(longer) if kind != MetricKind::Stock => {
                let mut part = self.statement(&what, &self.with_period(&known, longer))?;
                part.derivation.add_rule(&format!("stands for the longer period {longer}"));
                Ok(part)
            }
            _ => Err(self.gap(metric, entity, period)),
        }
    }

    /// The last value known.
    pub fn latest_level(&self, metric: usize, entity: usize) -> Result<Part, String> {
        let known = self.known_facts(metric, entity);
        if known.is_empty() {
            return Err(self.nothing(metric, entity));
        }
        self.last(&self.words(metric, entity, "latest"), &known, "the last value known".into())
    }

    /// The statement of the last day among some facts, observations first.
    fn last(&self, what: &str, candidates: &[usize], rule: String) -> Result<Part, String> {
        let facts = &self.evidence.facts;
        let preferred = self.observed_first(candidates);
        let Some(day) = preferred.iter().map(|fact| facts[*fact].period.last).max() else {
            return Err(format!("{what}: no fact"));
        };
        let (now, mut earlier): (Vec<usize>, Vec<usize>) =
            preferred.iter().partition(|fact| facts[**fact].period.last == day);
        let mut part = self.statement(what, &now)?;
        earlier.sort_by_key(|fact| std::cmp::Reverse(facts[*fact].period.last));
        let earlier = earlier.into_iter().take(EARLIER_SHOWN);
        let unused = &mut part.derivation.unused;
        unused.extend(earlier.map(|fact| Unused { fact, because: format!("{day} is later") }));
        let intended = candidates.iter().filter(|fact| !preferred.contains(fact)).take(EARLIER_SHOWN);
        unused.extend(intended.map(|fact| Unused { fact: *fact, because: "it is an intention or forecast".into() }));
        if candidates.len() > now.len() {
            part.derivation.add_rule(&rule);
        }
        Ok(part)
    }
}
