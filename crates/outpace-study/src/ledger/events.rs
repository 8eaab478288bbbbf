//! Events as counts: each event of a kind about an entity, or in its jurisdiction, adds one.

use std::collections::BTreeSet;

use outpace_syntax::expr::Moment;

use super::Ledger;
use super::estimate::Node;
use super::statement::Part;
use crate::derivation::Derivation;
use crate::evidence::Event;

impl Ledger<'_> {
    /// How many events of a kind there were. A period before the first or after the last event of the study (of any
    /// kind) is not observed, so that none is no answer there.
    pub fn count_events(&self, kind: &str, metric: usize, entity: usize, moment: &Moment) -> Result<Part, String> {
        let happened = |event: &&(usize, &Event)| self.vintage.is_none_or(|day| event.1.date.last <= day);
        let all: Vec<(usize, &Event)> = self.evidence.events.iter().enumerate().collect();
        let all: Vec<(usize, &Event)> = all.iter().filter(happened).copied().collect();
        let inside = |event: &Event| match moment {
            Moment::Period(period) => period.contains(event.date),
            Moment::Latest => true,
        };
        let when = match moment {
            Moment::Period(period) => period.to_string(),
            Moment::Latest => "until now".to_string(),
        };
        let what = self.words(metric, entity, &when);
        if let Moment::Period(period) = moment {
            let first = all.iter().map(|(_, event)| event.date.first).min();
            let last = all.iter().map(|(_, event)| event.date.last).max();
            let observed =
                first.is_some_and(|first| first <= period.last) && last.is_some_and(|last| period.first <= last);
            if !observed {
                return Err(format!("{what}: the study lists no events of that time"));
            }
        }
        let about = |event: &Event| event.entity == Some(entity) || event.jurisdiction_entity == Some(entity);
        let of_kind = |event: &Event| crate::evidence::same_name(&event.kind, kind);
        let counted = all.into_iter().filter(|(_, event)| inside(event) && about(event) && of_kind(event));
        let counted: Vec<(usize, &Event)> = counted.collect();
        let leaf = |(index, event): &(usize, &Event)| Derivation {
            what: format!("{} ({})", event.title, event.date),
            value: Some(1.0),
            unit: "Dmnl".into(),
            event: Some(*index),
            ..Derivation::default()
        };
        let count = counted.len() as f64;
        let derivation = Derivation {
            what,
            value: Some(count),
            unit: self.unit(metric),
            rule: "the number of events that the study lists".into(),
            children: counted.iter().map(leaf).collect(),
            ..Derivation::default()
        };
        let sources = counted.iter().map(|(_, event)| event.source).collect();
        Ok(Part { node: Node::Number(count), derivation, facts: BTreeSet::new(), sources })
    }
}
