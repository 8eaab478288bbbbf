//! Trees → [`Evidence`]: names bound, units checked, what is broken reported and left out.

use jiff::civil::Date;
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::dictionary::{EventRow, MetricKind};
use outpace_syntax::facts::FactRow;
use outpace_syntax::study::Currencies;
use outpace_syntax::trees::Trees;
use outpace_syntax::{Diagnostic, Name, Span, Spanned};

use super::names::{key, key_of};
use super::{Conversion, Currency, Entity, Event, Evidence, Exchange, Fact, Group, Metric, Source, twice};
use crate::unit::{Unit, UnitTable, from_expr, mismatch};

/// Binds the evidence of a study.
///
/// Errors: `unknown-entity`, `unknown-metric`, `unknown-source`, `unit-mismatch`, `missing-rate`, `conflicting-fact`,
/// `ambiguous-name`; warnings: `duplicate-fact` and those of units. What an error marks is left out.
pub fn resolve(trees: &Trees) -> (Evidence, Vec<Diagnostic>) {
    let mut resolver = Resolver { evidence: Evidence::default(), base: None, diagnostics: vec![] };
    resolver.units(trees);
    resolver.sources(trees);
    resolver.entities(trees);
    resolver.metrics(trees);
    resolver.events(trees);
    if let Some((_, study)) = &trees.study {
        resolver.groups(&study.groups);
        resolver.currencies(&study.currencies);
    }
    resolver.facts(trees);
    (resolver.evidence, resolver.diagnostics)
}

struct Resolver {
    evidence: Evidence,
    base: Option<Unit>,
    diagnostics: Vec<Diagnostic>,
}

impl Resolver {
    fn units(&mut self, trees: &Trees) {
        let definitions = trees.study.as_ref().map_or(&[][..], |(_, study)| &study.units);
        self.evidence.units = UnitTable::with_definitions(definitions, &mut self.diagnostics);
    }

    fn sources(&mut self, trees: &Trees) {
        for entry in &trees.bibliography.sources {
            let source = Source {
                id: entry.id.value.clone(),
                author: entry.author.clone(),
                title: entry.title.clone(),
                date: entry.date,
                url: entry.url.clone(),
                kind: entry.kind,
                note: entry.note.clone(),
                span: entry.id.span,
            };
            self.evidence.names.sources.insert(source.id.clone(), self.evidence.sources.len());
            self.evidence.sources.push(source);
        }
    }

    fn entities(&mut self, trees: &Trees) {
        let rows = &trees.entities.entities;
        for row in rows {
            let index = self.evidence.entities.len();
            let aliases = row.aliases.iter().map(|alias| (key(&alias.value), alias.span));
            let own = [(key(&row.id.value), row.id.span), (key_of(&row.name.value), row.name.span)];
            for (name, span) in own.into_iter().chain(aliases) {
                let known = *self.evidence.names.entities.entry(name.clone()).or_insert(index);
                if known != index {
                    self.ambiguous("entities", &name, span, self.evidence.entities[known].span);
                }
            }
            self.evidence.entities.push(Entity {
                id: row.id.value.text().to_string(),
                name: row.name.value.clone(),
                kind: row.kind.value.clone(),
                bloc: None,
                span: row.span,
            });
        }
        for (index, row) in rows.iter().enumerate() {
            let bloc = row.bloc.as_ref().and_then(|bloc| self.entity(bloc));
            self.evidence.entities[index].bloc = bloc;
        }
    }

    fn metrics(&mut self, trees: &Trees) {
        for row in &trees.metrics.metrics {
            let index = self.evidence.metrics.len();
            for (name, span) in [(key(&row.id.value), row.id.span), (key_of(&row.name.value), row.name.span)] {
                let known = *self.evidence.names.metrics.entry(name.clone()).or_insert(index);
                if known != index {
                    let first = self.evidence.metrics[known].span.unwrap_or(span);
                    self.ambiguous("metrics", &name, span, first);
                }
            }
            let unit = from_expr(&row.unit, &self.evidence.units, &mut self.diagnostics);
            self.evidence.metrics.push(Metric {
                id: row.id.value.text().to_string(),
                name: row.name.value.clone(),
                kind: row.kind.value,
                unit,
                definition: row.definition.clone(),
                events: key(&row.id.value).strip_prefix("events ").map(str::to_string),
                span: Some(row.span),
            });
        }
    }

    fn ambiguous(&mut self, what: &str, name: &str, span: Span, first: Span) {
        let message = format!("two {what} go by the name `{name}`");
        let problem = Diagnostic::error(codes::AMBIGUOUS_NAME, message).at(span, "not found by this name");
        self.diagnostics.push(problem.and(first, "the name means this one").help("rename one of them"));
    }

    fn events(&mut self, trees: &Trees) {
        for row in &trees.events.events {
            let Some(source) = self.source(&row.source) else { continue };
            let entity = row.entity.as_ref().and_then(|entity| self.entity(entity));
            let jurisdiction = self.evidence.find_entity(&Name::new(&row.jurisdiction.value));
            self.event_metric(row);
            self.evidence.events.push(Event {
                date: row.date.value,
                jurisdiction: row.jurisdiction.value.clone(),
                jurisdiction_entity: jurisdiction,
                entity,
                kind: row.kind.value.clone(),
                title: row.title.value.clone(),
                summary: row.summary.clone(),
                source,
                span: row.span,
            });
        }
    }

    /// Makes the metric that counts events of this kind, unless there is one or the name is taken.
    fn event_metric(&mut self, row: &EventRow) {
        let kind = row.kind.value.trim();
        let id = format!("events-{kind}");
        if kind.is_empty() || self.evidence.names.metrics.contains_key(&key_of(&id)) {
            return;
        }
        let name = format!("{kind} events");
        let index = self.evidence.metrics.len();
        for name in [&id, &name] {
            self.evidence.names.metrics.entry(key_of(name)).or_insert(index);
        }
        self.evidence.metrics.push(Metric {
            id,
            name,
            kind: MetricKind::Count,
            unit: Unit::dimensionless(),
            definition: format!("Events of the kind `{kind}` about an entity or in a jurisdiction."),
            events: Some(key_of(kind)),
            span: None,
        });
    }

    fn groups(&mut self, groups: &[(Spanned<Name>, Vec<Spanned<Name>>)]) {
        for (name, members) in groups {
            let members = members.iter().filter_map(|member| self.entity(member)).collect();
            let index = self.evidence.groups.len();
            self.evidence.names.groups.entry(key(&name.value)).or_insert(index);
            self.evidence.groups.push(Group { name: name.value.text().to_string(), members });
        }
    }

    fn currencies(&mut self, currencies: &Currencies) {
        let Some(base) = &currencies.base else { return };
        let unit_of = |name: &Name, table: &UnitTable| table.get(name).cloned().unwrap_or_else(|| Unit::named(name));
        let base_unit = unit_of(&base.value, &self.evidence.units);
        for (name, rate) in &currencies.rates {
            let Some(metric) = self.metric(rate) else { continue };
            let expected = unit_of(&name.value, &self.evidence.units).over(&base_unit);
            let found = &self.evidence.metrics[metric].unit;
            if !found.same_dimension(&expected) {
                let message = format!("the rate of `{}` is in {found}", name.value);
                let explained = mismatch(&expected, found);
                let problem = Diagnostic::error(codes::UNIT_MISMATCH, message).at(rate.span, format!("{found}"));
                self.diagnostics.push(problem.note(explained.lines).help_if(explained.help));
                continue;
            }
            let (name, unit) = (name.value.text().to_string(), found.clone());
            self.evidence.currencies.push(Currency { name, rate: metric, unit });
        }
        self.base = Some(base_unit);
    }

    fn facts(&mut self, trees: &Trees) {
        let rates: Vec<usize> = self.evidence.currencies.iter().map(|currency| currency.rate).collect();
        let mut facts: Vec<Fact> = trees.facts.facts.iter().filter_map(|row| self.fact(row, &rates)).collect();
        twice::remove(&mut facts, &self.evidence, &mut self.diagnostics);
        self.evidence.facts = facts;
        self.evidence.index_facts();
    }

    /// A bound fact; every name and unit is looked at before it is given up.
    fn fact(&mut self, row: &FactRow, rates: &[usize]) -> Option<Fact> {
        let entity = self.entity(&row.entity);
        let metric = self.metric(&row.metric);
        let source = self.source(&row.source);
        let unit = from_expr(&row.unit, &self.evidence.units, &mut self.diagnostics);
        let conversion = metric.and_then(|metric| self.conversion(&unit, metric, row));
        let (entity, metric, source, conversion) = (entity?, metric?, source?, conversion?);
        let published = self.evidence.sources[source].date;
        let known: Option<Date> = match &row.known {
            _ if rates.contains(&metric) => Some(row.period.value.last),
            Some(known) => Some(known.value.last),
            None => published.map(|date| date.last),
        };
        Some(Fact {
            metric,
            entity,
            period: row.period.value,
            value: row.value.value,
            low: row.low.as_ref().map(|low| low.value),
            high: row.high.as_ref().map(|high| high.value),
            unit,
            conversion,
            basis: row.basis.value,
            source,
            locator: row.locator.value.clone(),
            note: row.note.clone(),
            known,
            span: row.span,
        })
    }

    fn conversion(&mut self, unit: &Unit, metric: usize, row: &FactRow) -> Option<Conversion> {
        let wanted = &self.evidence.metrics[metric];
        if let Some(factor) = unit.factor_to(&wanted.unit) {
            return Some(Conversion { factor, exchange: vec![] });
        }
        let exchanged = exchange(unit, &wanted.unit, &self.evidence.currencies);
        if exchanged.is_some() {
            return exchanged;
        }
        let problem = match self.currency_without_rate(unit, &wanted.unit) {
            Some(currency) => {
                let message = format!("there is no rate to convert {currency} to {}", wanted.unit);
                let help =
                    format!("name the metric of its rate under [currencies] in study.toml: `{currency} = \"…\"`");
                Diagnostic::error(codes::MISSING_RATE, message).at(row.unit.span, "this fact is left out").help(help)
            }
            None => {
                let message = format!("this fact is in {unit}, but `{}` is measured in {}", wanted.name, wanted.unit);
                let explained = mismatch(&wanted.unit, unit);
                let problem = Diagnostic::error(codes::UNIT_MISMATCH, message).at(row.unit.span, format!("{unit}"));
                problem.note(explained.lines).help_if(explained.help)
            }
        };
        let problem = wanted.span.iter().fold(problem, |problem, span| problem.and(*span, "the metric"));
        self.diagnostics.push(problem);
        None
    }

    /// The currency of `unit`, where it stands in place of the base currency in `wanted`.
    fn currency_without_rate(&self, unit: &Unit, wanted: &Unit) -> Option<String> {
        let base = self.base.as_ref()?;
        let foreign = unit.over(wanted).times(base);
        let name = foreign.sole_base()?;
        let looks_like_one = name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        (looks_like_one && !unit.over(wanted).is_dimensionless()).then(|| name.to_string())
    }

    fn entity(&mut self, name: &Spanned<Name>) -> Option<usize> {
        let found = self.evidence.find_entity(&name.value);
        if found.is_none() {
            let message = format!("there is no entity `{}`", name.value);
            let near = suggestion(&self.diagnostics, name.value.text(), self.evidence.entity_names());
            self.unknown(codes::UNKNOWN_ENTITY, message, name.span, near.map(str::to_string), "entities.csv");
        }
        found
    }

    fn metric(&mut self, name: &Spanned<Name>) -> Option<usize> {
        let found = self.evidence.find_metric(&name.value);
        if found.is_none() {
            let message = format!("there is no metric `{}`", name.value);
            let near = suggestion(&self.diagnostics, name.value.text(), self.evidence.metric_names());
            self.unknown(codes::UNKNOWN_METRIC, message, name.span, near.map(str::to_string), "metrics.csv");
        }
        found
    }

    fn source(&mut self, id: &Spanned<String>) -> Option<usize> {
        let found = self.evidence.find_source(&id.value);
        if found.is_none() {
            let message = format!("there is no source `{}`", id.value);
            let sources = self.evidence.sources.iter().map(|source| source.id.as_str());
            let near = suggestion(&self.diagnostics, &id.value, sources);
            self.unknown(codes::UNKNOWN_SOURCE, message, id.span, near.map(str::to_string), "sources.bib");
        }
        found
    }

    fn unknown(&mut self, code: outpace_syntax::Code, message: String, span: Span, near: Option<String>, file: &str) {
        let near = near.map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| format!("add it to {file}"));
        self.diagnostics.push(Diagnostic::error(code, message).at(span, "").help(help));
    }
}

/// The way from one unit to another through one currency, or through two by way of the base.
fn exchange(unit: &Unit, wanted: &Unit, currencies: &[Currency]) -> Option<Conversion> {
    let step = |unit: &Unit, currency: &Currency, multiply: bool| {
        let unit = if multiply { unit.times(&currency.unit) } else { unit.over(&currency.unit) };
        (unit, Exchange { metric: currency.rate, multiply })
    };
    for currency in currencies {
        for multiply in [false, true] {
            let (through, exchange) = step(unit, currency, multiply);
            if let Some(factor) = through.factor_to(wanted) {
                return Some(Conversion { factor, exchange: vec![exchange] });
            }
        }
    }
    for from in currencies {
        let (through, first) = step(unit, from, false);
        for to in currencies {
            let (through, second) = step(&through, to, true);
            if let Some(factor) = through.factor_to(wanted) {
                return Some(Conversion { factor, exchange: vec![first, second] });
            }
        }
    }
    None
}
