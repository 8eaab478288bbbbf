//! The settings of a study, key by key.

use super::charts::charts;
use super::*;
use crate::diagnostic::{Diagnostic, codes};
use crate::settings::{self, Section, Settings};
use crate::span::FileId;

const SAMPLERS: [(&str, Sampler); 3] = [("sobol", Sampler::Sobol), ("lhs", Sampler::Lhs), ("random", Sampler::Random)];

/// Reads `study.toml`.
pub fn parse(file: FileId, text: &str) -> (StudyTree, Vec<Diagnostic>) {
    settings::read(file, text, |settings, root| StudyTree {
        title: settings.required(root, "title"),
        question: settings.required(root, "question"),
        horizon: root.take("horizon").and_then(|item| settings.years(item)),
        model: settings.optional(root, "model"),
        method: root.take("method").and_then(|item| settings.word(item, &Method::WORDS)),
        step: root.take("step").and_then(|item| settings.positive(item)),
        then: then(settings, root),
        units: units(settings, root),
        currencies: currencies(settings, root),
        groups: groups(settings, root),
        binds: binds(settings, root),
        ensemble: ensemble(settings, root),
        sensitivity: sensitivity(settings, root),
        backtest: backtest(settings, root),
        outcomes: outcomes(settings, root),
        charts: charts(settings, root),
    })
}

/// `then`: one day.
fn then(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Option<Spanned<Date>> {
    let item = root.take("then")?;
    let period = settings.period(item)?;
    if period.value.first == period.value.last {
        return Some(Spanned::new(period.value.first, period.span));
    }
    settings.wrong(item, "one day, such as `\"2025-10-15\"`");
    None
}

fn units(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Vec<(Spanned<Name>, UnitExpr)> {
    let Some(mut section) = settings.table(root, "units") else { return Vec::new() };
    let mut units = Vec::new();
    for item in section.take_rest() {
        let unit = settings.unit(item);
        units.extend(unit.map(|unit| (Spanned::new(Name::new(item.key), item.key_span), unit)));
    }
    units
}

fn currencies(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Currencies {
    let Some(mut section) = settings.table(root, "currencies") else { return Currencies::default() };
    let base = section.take("base-currency").and_then(|item| settings.name(item));
    let mut rates = Vec::new();
    for item in section.take_rest() {
        let metric = settings.name(item);
        rates.extend(metric.map(|metric| (Spanned::new(Name::new(item.key), item.key_span), metric)));
    }
    if base.is_none() && !rates.is_empty() {
        settings.missing(&section, "base-currency");
    }
    Currencies { base, rates }
}

fn groups(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Vec<(Spanned<Name>, Vec<Spanned<Name>>)> {
    let Some(mut section) = settings.table(root, "groups") else { return Vec::new() };
    let mut groups = Vec::new();
    for item in section.take_rest() {
        let members = settings.names(item);
        groups.extend(members.map(|members| (Spanned::new(Name::new(item.key), item.key_span), members)));
    }
    groups
}

fn binds(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Vec<Bind> {
    let sections = settings.tables(root, "bind", "[[bind]]");
    sections.into_iter().filter_map(|section| bind(settings, section)).collect()
}

fn bind(settings: &mut Settings<'_>, mut section: Section<'_>) -> Option<Bind> {
    let metric = settings.required(&mut section, "metric");
    let metric = metric.map(|metric| Spanned::new(Name::new(&metric.value), metric.span));
    let subject = subject(settings, &mut section);
    let variable = match section.take("variable") {
        Some(item) => settings.reference(item),
        None => {
            settings.missing(&section, "variable");
            None
        }
    };
    let from = section.take("from").and_then(|item| settings.period(item));
    let to = section.take("to").and_then(|item| settings.period(item));
    let scale = section.take("scale").and_then(|item| settings.number(item));
    let sd = section.take("sd").and_then(|item| settings.positive(item));
    let logarithmic = settings.flag(&mut section, "logarithmic");
    let span = section.span;
    settings.close(section);
    Some(Bind { metric: metric?, subject: subject?, variable: variable?, from, to, scale, sd, logarithmic, span })
}

/// `entity`, or `group` with `sum = true`.
fn subject(settings: &mut Settings<'_>, section: &mut Section<'_>) -> Option<Subject> {
    let entity = section.take("entity");
    let group = section.take("group");
    let sum = settings.flag(section, "sum");
    match (entity, group) {
        (Some(entity), None) => settings.name(entity).map(Subject::Entity),
        (None, Some(group)) if sum => settings.name(group).map(Subject::Sum),
        _ => {
            let message = "a binding is about one entity, or about the sum of a group";
            let help = "give either `entity = \"…\"`, or `group = \"…\"` and `sum = true`";
            settings.diagnostics.push(Diagnostic::error(codes::MISSING_KEY, message).at(section.span, "").help(help));
            None
        }
    }
}

fn ensemble(settings: &mut Settings<'_>, root: &mut Section<'_>) -> EnsembleSettings {
    let Some(mut section) = settings.table(root, "ensemble") else { return EnsembleSettings::default() };
    let ensemble = EnsembleSettings {
        runs: section.take("runs").and_then(|item| settings.whole(item, 1)),
        seed: section.take("seed").and_then(|item| settings.whole(item, 0)),
        sampler: section.take("sampler").and_then(|item| settings.word(item, &SAMPLERS)),
    };
    settings.close(section);
    ensemble
}

fn sensitivity(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Option<SensitivitySettings> {
    let mut section = settings.table(root, "sensitivity")?;
    let outcome = match section.take("outcome") {
        Some(item) => settings.formula(item),
        None => {
            settings.missing(&section, "outcome");
            None
        }
    };
    let rows = section.take("rows").and_then(|item| settings.whole(item, 1));
    settings.close(section);
    Some(SensitivitySettings { outcome: outcome?, rows })
}

fn backtest(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Option<BacktestSettings> {
    let mut section = settings.table(root, "backtest")?;
    let until = match section.take("until") {
        Some(item) => settings.year(item),
        None => {
            settings.missing(&section, "until");
            None
        }
    };
    let priors = settings.optional(&mut section, "priors");
    let score = section.take("score").and_then(|item| settings.years(item));
    settings.close(section);
    Some(BacktestSettings { until: until?, priors, score })
}

fn outcomes(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Vec<Reference> {
    let Some(item) = root.take("outcomes") else { return Vec::new() };
    let parts = settings.parts(item, "a list of variables such as `[\"lead index\"]`").unwrap_or_default();
    parts.into_iter().filter_map(|part| settings.reference(part)).collect()
}
