//! Rates between currencies, for the period of the fact that is converted.
//!
//! The rate for the very period; else the mean, weighted by days, of the rates of periods that cover it; else the
//! rate of the nearest period, and the derivation says so.

use outpace_syntax::period::Period;

use super::Ledger;
use super::cover::{Edges, cover, gap_days, shared_days};
use super::statement::Part;

impl Ledger<'_> {
    /// The mean rate over a period, whoever the facts of the rate name as entity; an error says what is missing.
    pub fn rate(&self, metric: usize, period: Period) -> Result<Part, String> {
        let what = format!("{} in {period}", self.evidence.metrics[metric].name);
        let facts = self.rates(metric);
        let Some(nearest) = self.periods(&facts).into_iter().min_by_key(|known| (gap_days(*known, period), *known))
        else {
            return Err(format!("{what}: no fact gives this exchange rate"));
        };
        if let Some(chain) = cover(period, &self.periods(&facts), Edges::Loose) {
            let by_period = self.by_period(&facts);
            let mut terms = vec![];
            for (piece, facts) in by_period.iter().filter(|(period, _)| chain.binary_search(period).is_ok()) {
                let weight = shared_days(*piece, period) as f64 / period.days() as f64;
                terms.push((weight, self.statement(&what, facts)?));
            }
            return match (chain.as_slice(), terms.pop()) {
                ([only], Some((_, part))) => Ok(said(part, (*only != period).then(|| format!("the rate of {only}")))),
                (_, last) => {
                    terms.extend(last);
                    let rule = format!("the mean of {} periods by days", terms.len());
                    Ok(Part::sum(what, self.unit(metric), rule, terms))
                }
            };
        }
        let part = self.statement(&what, &self.with_period(&facts, nearest))?;
        Ok(said(part, Some(format!("there is none for {period}: the rate of {nearest}, the nearest"))))
    }

    /// Facts of a rate that were known; all of them where none was.
    fn rates(&self, metric: usize) -> Vec<usize> {
        let all = self.evidence.rate_facts(metric);
        let known: Vec<usize> = all.iter().copied().filter(|fact| self.is_known(*fact)).collect();
        if known.is_empty() { all.to_vec() } else { known }
    }
}

fn said(mut part: Part, rule: Option<String>) -> Part {
    rule.iter().for_each(|rule| part.derivation.add_rule(rule));
    part
}
