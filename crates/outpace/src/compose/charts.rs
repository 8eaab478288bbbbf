//! Charts: what `study.toml` asks for, filled with facts and futures.

use super::Material;
use super::citations::Citations;
use crate::brief::{self, BarChart, Chart, ChartKind, FanChart, FanSeries, IntervalChart, Observation, ShiftRow};
use crate::judge::{Answers, Drawn, World, summarise};
use crate::run::{group_positions, sensitivity_term};
use outpace_study::claim::{About, Term, TermKind};
use outpace_study::study::Study;
use outpace_syntax::expr::{Expr, Moment};
use outpace_syntax::period::Period;
use outpace_syntax::study::{ChartSpec, ChartSpecKind, SeriesSpec};
use std::collections::BTreeSet;

/// The chart that a study asks for; `None` where there is nothing to show.
pub fn chart(spec: &ChartSpec, material: Material, citations: &mut Citations) -> Option<Chart> {
    let mut sources = BTreeSet::new();
    let kind = match spec.kind.value {
        ChartSpecKind::Bars => ChartKind::Bars(bars(spec, material, &mut sources)),
        ChartSpecKind::Fan => ChartKind::Fan(fan(spec, material, &mut sources)),
        ChartSpecKind::Sobol => ChartKind::Intervals(intervals(spec, material)?),
        ChartSpecKind::Verdicts => ChartKind::Shifts(shifts(material)?),
    };
    let sources: Vec<usize> = sources.into_iter().collect();
    Some(Chart {
        id: spec.id.value.clone(),
        title: spec.title.clone(),
        subtitle: spec.subtitle.clone(),
        description: spec.description.clone(),
        citations: citations.cite(&sources),
        kind,
    })
}

fn reference_line(spec: &ChartSpec) -> Option<(f64, String)> {
    spec.reference_line.as_ref().map(|(value, label)| (value.value, label.clone()))
}

/// A value with its interval, where it has one.
type Point = (f64, Option<(f64, f64)>);

/// What facts give for a formula at a period, in the unit of the chart (that of its first series).
fn point(
    study: &Study,
    expr: &Expr,
    period: Period,
    answers: &mut Answers,
    sources: &mut BTreeSet<usize>,
) -> Option<Point> {
    let term = study.bind_at(expr, Moment::Period(period), About::Evidence, 0).ok()?;
    answers.ask(&term);
    let world = Facts { answers };
    let summary = summarise(&term, &world)?;
    sources.extend(answers.sources(&term));
    let sure = (summary.high - summary.low).abs() <= f64::EPSILON * summary.middle.abs();
    Some((summary.middle, (!sure).then_some((summary.low, summary.high))))
}

/// A world of facts only.
struct Facts<'a, 'e> {
    answers: &'a Answers<'e>,
}

impl World for Facts<'_, '_> {
    fn fact(&self, query: &outpace_study::ledger::Query) -> crate::judge::Values {
        self.answers.draws(query)
    }
    fn outcome(&self, _: &outpace_study::claim::Outcome) -> crate::judge::Values {
        crate::judge::Values::Same(f64::NAN)
    }
    fn sobol(&self, _: &Term, _: usize, _: bool) -> crate::judge::Values {
        crate::judge::Values::Same(f64::NAN)
    }
}

fn bars(spec: &ChartSpec, material: Material, sources: &mut BTreeSet<usize>) -> BarChart {
    let study = material.study;
    let mut answers = fresh(material);
    let periods: Vec<Period> = spec.periods.iter().map(|period| period.value).collect();
    let shown = |period: &Period| period.to_string();
    // Firms are the groups and years the bars within, so that each firm's growth is seen at a glance.
    let groups = spec
        .series
        .iter()
        .map(|series| {
            let values = periods
                .iter()
                .map(|period| point(study, &series.facts.as_ref()?.expr, *period, &mut answers, sources))
                .collect();
            (series.label.value.clone(), values)
        })
        .collect();
    let colours = periods.iter().enumerate().map(|(at, period)| (shown(period), at)).collect();
    BarChart { axis: spec.axis.clone(), series: colours, groups }
}

fn fresh<'a>(material: Material<'a>) -> Answers<'a> {
    Answers::new(material.study, material.now.vintage, material.futures.members, material.futures.seed)
}

fn fan(spec: &ChartSpec, material: Material, sources: &mut BTreeSet<usize>) -> FanChart {
    let mut answers = fresh(material);
    let series = spec
        .series
        .iter()
        .map(|series| {
            let simulated = simulated(series, material);
            let scale = series_scale(series, material);
            FanSeries {
                label: series.label.value.clone(),
                colour: series.colour,
                observed: observed(series, material, scale, &mut answers, sources),
                joined: series.variable.is_none(),
                simulated,
            }
        })
        .collect();
    // Equal steps of such an axis are equal ratios, which nobody should have to find out from its numbers.
    let axis = if spec.logarithmic { format!("{}, logarithmic", spec.axis) } else { spec.axis.clone() };
    FanChart { axis, logarithmic: spec.logarithmic, series, reference_line: reference_line(spec) }
}

/// What facts in their own unit are multiplied by to stand beside the variable: the ratio of both scales.
fn series_scale(series: &SeriesSpec, material: Material) -> f64 {
    let study = material.study;
    let (Some(variable), Some(facts)) = (study.series_variable(series), &series.facts) else { return 1.0 };
    let Ok(fact) = study.bind_names(&facts.expr, About::Evidence, 0) else { return 1.0 };
    fact.unit.factor_to(&variable.unit).unwrap_or(1.0)
}

fn simulated(series: &SeriesSpec, material: Material) -> Vec<(f64, [f64; 5])> {
    let Some(Term { kind: TermKind::Outcome(outcome), .. }) = material.study.series_variable(series) else {
        return vec![];
    };
    let Some(statistics) = material.futures.series.get(&(outcome.scenario, outcome.cell)) else { return vec![] };
    material
        .futures
        .saved_times
        .iter()
        .zip(&statistics.summaries)
        .map(|(time, summary)| (*time, [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| summary.quantiles.quantile(p))))
        .filter(|(_, quantiles)| quantiles.iter().all(|quantile| quantile.is_finite()))
        .collect()
}

/// Every period for which the facts of a series have something of their own to say, at its end.
fn observed(
    series: &SeriesSpec,
    material: Material,
    scale: f64,
    answers: &mut Answers,
    sources: &mut BTreeSet<usize>,
) -> Vec<Observation> {
    let Some(facts) = &series.facts else { return vec![] };
    let mut points: Vec<Observation> = Vec::new();
    for period in fact_periods(&facts.expr, material) {
        let Some((value, interval)) = point(material.study, &facts.expr, period, answers, sources) else { continue };
        let time = period.decimal_years().1;
        let interval = interval.map(|(low, high)| (low * scale, high * scale));
        points.push((time, value * scale, interval));
    }
    points.sort_by(|left, right| left.0.total_cmp(&right.0));
    points.dedup_by(|later, earlier| later.0 == earlier.0);
    points
}

/// The periods of the facts behind a formula.
fn fact_periods(expr: &Expr, material: Material) -> BTreeSet<Period> {
    let study = material.study;
    let Ok(term) = study.bind_names(expr, About::Evidence, 0) else { return BTreeSet::new() };
    let mut periods = BTreeSet::new();
    term.walk(&mut |term| {
        if let TermKind::Fact(query) = &term.kind {
            let facts = study.evidence.facts_of(query.metric, query.entity);
            periods.extend(facts.iter().map(|fact| study.evidence.facts[*fact].period));
        }
    });
    periods
}

/// First-order and total Sobol' indices of every group, the largest total first.
fn intervals(spec: &ChartSpec, material: Material) -> Option<IntervalChart> {
    let study = material.study;
    let outcome = sensitivity_term(study)?;
    let positions = group_positions(study);
    let world = Drawn { answers: &material.now.answers, futures: material.futures };
    let index = |group: usize, total: bool| {
        let values = world.sobol(&outcome, group, total);
        Some((values.quantile(0.05)?, values.quantile(0.5)?, values.quantile(0.95)?))
    };
    let mut rows: Vec<(String, Vec<brief::Point>)> = study
        .parameter_groups
        .iter()
        .enumerate()
        // A group whose parameters are all exactly known explains nothing by construction.
        .filter(|(group, _)| !positions[*group].is_empty())
        .filter_map(|(group, name)| Some((name.clone(), vec![index(group, false)?, index(group, true)?])))
        .collect();
    rows.sort_by(|left, right| right.1[1].1.total_cmp(&left.1[1].1));
    (!rows.is_empty()).then(|| IntervalChart {
        axis: spec.axis.clone(),
        series: vec![("first order".into(), 1), ("total, with interactions".into(), 0)],
        rows,
        reference_line: reference_line(spec),
    })
}

fn shifts(material: Material) -> Option<Vec<ShiftRow>> {
    let then = material.then?;
    let judgement = super::cards::judgement;
    let rows = material.study.claims.iter().zip(&then.verdicts).zip(&material.now.verdicts);
    // Where no fact takes part, no evidence can change the verdict.
    let rows = rows.filter(|((claim, _), _)| claim.about != About::Future);
    Some(
        rows.map(|((claim, then), now)| ShiftRow { id: claim.id.clone(), then: judgement(then), now: judgement(now) })
            .collect(),
    )
}
