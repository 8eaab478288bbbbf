//! `outpace facts`: what is in the ledger, and where its sources disagree.

use super::{load, vintage};
use crate::Exit;
use crate::args::Facts;
use crate::terminal::Terminal;
use outpace::write::format;
use outpace_study::evidence::{Evidence, Fact};
use outpace_study::ledger::{Filter, conflicts, list};
use outpace_syntax::Name;
use outpace_syntax::facts::Basis;
use outpace_syntax::name::nearest;
use outpace_syntax::period::Period;
use serde_json::{Value, json};

/// Lists facts, or conflicts between them.
pub fn run(options: &Facts, terminal: &Terminal) -> Exit {
    match facts(options, terminal) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn facts(options: &Facts, terminal: &Terminal) -> Result<Exit, Exit> {
    let loaded = load(options.study.study.as_deref(), terminal)?;
    let errors = terminal.diagnostics(&loaded.files, &loaded.diagnostics);
    let evidence = &loaded.study.evidence;
    let filter = filter(options, evidence, terminal)?;
    let text = match (options.conflicts, options.json) {
        (false, false) => listing(evidence, &list(evidence, &filter)),
        (false, true) => {
            let facts = list(evidence, &filter);
            let facts: Vec<Value> =
                facts.iter().map(|fact| fact_json(evidence, &evidence.facts[*fact], &loaded)).collect();
            format!("{:#}\n", json!({ "facts": facts }))
        }
        (true, json) => conflict_text(evidence, &filter, json),
    };
    terminal.print(&text);
    Ok(if errors { Exit::Problems } else { Exit::Sound })
}

fn filter(options: &Facts, evidence: &Evidence, terminal: &Terminal) -> Result<Filter, Exit> {
    let unknown = |what: &str, text: &str, known: &mut dyn Iterator<Item = &str>| {
        let near = nearest(text, known);
        let help = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
        terminal.fail(&format!("there is no {what} `{text}`"), &help);
        Exit::Misuse
    };
    let metric = match &options.metric {
        None => None,
        Some(text) => Some(
            evidence
                .find_metric(&Name::new(text))
                .ok_or_else(|| unknown("metric", text, &mut evidence.metric_names()))?,
        ),
    };
    let entity = match &options.entity {
        None => None,
        Some(text) => Some(
            evidence
                .find_entity(&Name::new(text))
                .ok_or_else(|| unknown("entity", text, &mut evidence.entity_names()))?,
        ),
    };
    let period = match &options.period {
        None => None,
        Some(text) => Some(Period::read(text).map_err(|_| {
            terminal.fail(
                &format!("`{text}` is not a period"),
                "write 2025, 2025-Q3, 2025-07, 2025-07-31 or 2024-07/2025-06",
            );
            Exit::Misuse
        })?),
    };
    Ok(Filter { metric, entity, period, vintage: vintage(options.study.as_of.as_deref(), terminal)? })
}

/// Facts by metric and entity, a line each.
fn listing(evidence: &Evidence, facts: &[usize]) -> String {
    let mut text = String::new();
    let mut subject = None;
    for index in facts {
        let fact = &evidence.facts[*index];
        if subject != Some((fact.metric, fact.entity)) {
            subject = Some((fact.metric, fact.entity));
            let gap = if text.is_empty() { "" } else { "\n" };
            let (metric, entity) = (&evidence.metrics[fact.metric], &evidence.entities[fact.entity]);
            text.push_str(&format!("{gap}{}, {}\n", metric.name, entity.name));
        }
        text.push_str(&line(evidence, fact));
    }
    if facts.is_empty() {
        text.push_str("no fact matches\n");
    }
    text
}

fn line(evidence: &Evidence, fact: &Fact) -> String {
    let value = format::quantity(fact.value, &fact.unit.to_string());
    let interval = match (fact.low, fact.high) {
        (Some(low), Some(high)) => format!(" ({})", format::range(low, high)),
        _ => String::new(),
    };
    let source = &evidence.sources[fact.source].id;
    format!(
        "  {:15}  {:25}  {:9}  {source}\n",
        fact.period.to_string(),
        format!("{value}{interval}"),
        basis(fact.basis)
    )
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Reported => "reported",
        Basis::Announced => "announced",
        Basis::Guidance => "guidance",
        Basis::Estimate => "estimate",
        Basis::Target => "target",
    }
}

fn fact_json(evidence: &Evidence, fact: &Fact, loaded: &super::Loaded) -> Value {
    let file = loaded.files.get(fact.span.file);
    json!({
        "entity": evidence.entities[fact.entity].id,
        "metric": evidence.metrics[fact.metric].id,
        "period": fact.period.to_string(),
        "value": fact.value,
        "low": fact.low,
        "high": fact.high,
        "unit": fact.unit.to_string(),
        "basis": basis(fact.basis),
        "source": evidence.sources[fact.source].id,
        "locator": fact.locator,
        "note": fact.note,
        "known": fact.known.map(|known| known.to_string()),
        "file": file.path,
        "line": file.line_column(fact.span.start).0,
    })
}

/// Where sources of the same rank disagree, the widest disagreement first.
fn conflict_text(evidence: &Evidence, filter: &Filter, as_json: bool) -> String {
    let found = conflicts(evidence, filter.vintage);
    let wanted = found.iter().filter(|conflict| {
        filter.metric.is_none_or(|metric| metric == conflict.metric)
            && filter.entity.is_none_or(|entity| entity == conflict.entity)
            && filter.period.is_none_or(|period| period.overlaps(conflict.period))
    });
    if as_json {
        let conflicts: Vec<Value> = wanted
            .map(|conflict| {
                let sources = conflict.facts.iter().map(|fact| &evidence.sources[evidence.facts[*fact].source].id);
                json!({
                    "metric": evidence.metrics[conflict.metric].id,
                    "entity": evidence.entities[conflict.entity].id,
                    "period": conflict.period.to_string(),
                    "values": conflict.values,
                    "unit": evidence.metrics[conflict.metric].unit.to_string(),
                    "spread": conflict.spread,
                    "sources": sources.collect::<Vec<_>>(),
                })
            })
            .collect();
        return format!("{:#}\n", json!({ "conflicts": conflicts }));
    }
    let mut text = String::new();
    for conflict in wanted {
        let (metric, entity) = (&evidence.metrics[conflict.metric], &evidence.entities[conflict.entity]);
        let spread = format::percent(conflict.spread);
        text.push_str(&format!("{}, {}, {}: apart by {spread}\n", metric.name, entity.name, conflict.period));
        conflict.facts.iter().for_each(|fact| text.push_str(&line(evidence, &evidence.facts[*fact])));
    }
    if text.is_empty() {
        text.push_str("sources of the same rank agree to one percent\n");
    }
    text
}
