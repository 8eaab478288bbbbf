//! `[[chart]]` and `[[chart.series]]`.

use super::*;
use crate::diagnostic::{Diagnostic, codes};
use crate::ids::drop_repeated;
use crate::settings::{Section, Settings};

const KINDS: [(&str, ChartSpecKind); 4] = [
    ("bars", ChartSpecKind::Bars),
    ("fan", ChartSpecKind::Fan),
    ("sobol", ChartSpecKind::Sobol),
    ("verdicts", ChartSpecKind::Verdicts),
];

/// How many colours the palette has.
const COLOURS: u64 = 8;

/// Reads the charts of a study.
pub(super) fn charts(settings: &mut Settings<'_>, root: &mut Section<'_>) -> Vec<ChartSpec> {
    let sections = settings.tables(root, "chart", "[[chart]]");
    let mut charts = sections.into_iter().filter_map(|section| chart(settings, section)).collect();
    drop_repeated(&mut charts, |chart| &chart.id, &mut settings.diagnostics);
    charts
}

fn chart(settings: &mut Settings<'_>, mut section: Section<'_>) -> Option<ChartSpec> {
    let id = settings.required(&mut section, "id");
    let kind = match section.take("kind") {
        Some(item) => settings.word(item, &KINDS),
        None => {
            settings.missing(&section, "kind");
            None
        }
    };
    let title = settings.plain(&mut section, "title");
    let subtitle = settings.plain(&mut section, "subtitle");
    let description = settings.plain(&mut section, "description");
    let axis = settings.plain(&mut section, "axis");
    let sections = settings.tables(&mut section, "series", "[[chart.series]]");
    let series = sections.into_iter().enumerate().filter_map(|(at, section)| series(settings, section, at)).collect();
    let logarithmic = settings.flag(&mut section, "logarithmic");
    let periods = periods(settings, &mut section);
    let reference_line = reference_line(settings, &mut section);
    let span = section.span;
    settings.close(section);
    Some(ChartSpec {
        id: id?,
        kind: kind?,
        title,
        subtitle,
        description,
        axis,
        series,
        logarithmic,
        periods,
        reference_line,
        span,
    })
}

fn series(settings: &mut Settings<'_>, mut section: Section<'_>, position: usize) -> Option<SeriesSpec> {
    let label = settings.required(&mut section, "label");
    let colour = section.take("colour").and_then(|item| {
        let colour = settings.whole(item, 0)?;
        if colour.value >= COLOURS {
            settings.wrong(item, &format!("a colour of the palette, from 0 to {}", COLOURS - 1));
            return None;
        }
        usize::try_from(colour.value).ok()
    });
    let facts = section.take("facts").and_then(|item| settings.formula(item));
    let variable = section.take("variable").and_then(|item| settings.formula(item));
    let scenario = settings.optional(&mut section, "scenario");
    let span = section.span;
    if facts.is_none() && variable.is_none() {
        let message = "this series shows nothing";
        let help = "give `facts = \"metric[entity]\"`, `variable = \"…\"`, or both";
        settings.diagnostics.push(Diagnostic::error(codes::MISSING_KEY, message).at(span, "").help(help));
    }
    settings.close(section);
    let colour = colour.unwrap_or(position % COLOURS as usize);
    Some(SeriesSpec { label: label?, colour, facts, variable, scenario, span })
}

fn periods(settings: &mut Settings<'_>, section: &mut Section<'_>) -> Vec<Spanned<Period>> {
    let Some(item) = section.take("periods") else { return Vec::new() };
    let parts = settings.parts(item, "a list of periods such as `[\"2024\", \"2025\"]`").unwrap_or_default();
    parts.into_iter().filter_map(|part| settings.period(part)).collect()
}

fn reference_line(settings: &mut Settings<'_>, section: &mut Section<'_>) -> Option<(Spanned<f64>, String)> {
    let mut line = settings.table(section, "reference-line")?;
    let value = match line.take("value") {
        Some(item) => settings.number(item),
        None => {
            settings.missing(&line, "value");
            None
        }
    };
    let label = settings.plain(&mut line, "label");
    settings.close(line);
    Some((value?, label))
}
