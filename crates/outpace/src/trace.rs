//! trace: where a number comes from, as lines of text: claim → tests → facts and outputs → sources and priors.

use crate::judge::{Answers, Drawn, query_words, summarise, words};
use crate::run::{Futures, observation_words};
use jiff::civil::Date;
use outpace_study::claim::{Claim, Term, TermKind};
use outpace_study::model::{Body, CellId, Kind, Model};
use outpace_study::study::{Correlation, Parameter, Study, named_cells};
use outpace_syntax::expr::{Dialect, ExprKind, parse_expression};
use outpace_syntax::parameters::Distribution;
use outpace_syntax::{FileId, FileSet, Span};
use std::collections::BTreeSet;

/// What a trace is made from.
pub struct Tracer<'a> {
    study: &'a Study,
    futures: &'a Futures,
    files: &'a FileSet,
    answers: Answers<'a>,
}

impl<'a> Tracer<'a> {
    /// A tracer at a vintage.
    pub fn new(study: &'a Study, files: &'a FileSet, futures: &'a Futures, vintage: Option<Date>) -> Tracer<'a> {
        Tracer { study, files, futures, answers: Answers::new(study, vintage, futures.members, futures.seed) }
    }

    fn place(&self, span: Span) -> String {
        let file = self.files.get(span.file);
        format!("{}:{}", file.path, file.line_column(span.start).0)
    }

    fn value(&self, term: &Term) -> String {
        let world = Drawn { answers: &self.answers, futures: self.futures };
        summarise(term, &world).map_or("no figure".into(), |summary| {
            if !summary.alternatives.is_empty() {
                let values: Vec<String> = summary.alternatives.iter().map(|value| exact(*value)).collect();
                return format!("{} {}", values.join(" or "), summary.unit);
            }
            match summary.low == summary.high {
                true => format!("{} {}", exact(summary.middle), summary.unit),
                false => format!(
                    "{} {} (5 to 95 percent: {} to {})",
                    exact(summary.middle),
                    summary.unit,
                    exact(summary.low),
                    exact(summary.high)
                ),
            }
        })
    }
}

/// Ten significant digits: enough to recompute, without the noise of the last bits.
fn exact(value: f64) -> String {
    let short: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    short.to_string()
}

/// The trace of a claim: every reading with its sides, then every fact once.
pub fn claim_lines(tracer: &mut Tracer, claim: &Claim) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", claim.id, claim.says)];
    for reading in &claim.readings {
        lines.push(String::new());
        if !reading.name.is_empty() {
            lines.push(format!("reading: {}", reading.name));
        }
        let Some(term) = &reading.term else {
            lines.push("could not be read".into());
            continue;
        };
        tracer.answers.ask(term);
        for part in term.conjuncts() {
            lines.push(words(part, tracer.study));
            if let TermKind::Operation(_, sides) = &part.kind {
                for side in sides.iter().filter(|side| !matches!(side.kind, TermKind::Number(_))) {
                    lines.push(format!("  {} = {}", words(side, tracer.study), tracer.value(side).trim_end()));
                }
            }
        }
    }
    for term in claim.readings.iter().filter_map(|reading| reading.term.as_ref()) {
        lines.extend(leaves(tracer, term));
    }
    once(lines)
}

/// The trace of an expression.
pub fn term_lines(tracer: &mut Tracer, term: &Term) -> Vec<String> {
    tracer.answers.ask(term);
    let mut lines = vec![format!("{} = {}", words(term, tracer.study), tracer.value(term).trim_end())];
    lines.extend(leaves(tracer, term));
    once(lines)
}

/// Every fact and output below a term, each with its derivation.
fn leaves(tracer: &Tracer, term: &Term) -> Vec<String> {
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    term.walk(&mut |term| {
        if !seen.insert(words(term, tracer.study)) {
            return;
        }
        match &term.kind {
            TermKind::Fact(query) => {
                lines.push(String::new());
                match tracer.answers.resolution(query) {
                    Some(resolution) => {
                        lines.extend(resolution.derivation.lines(&tracer.study.evidence, &|span| tracer.place(span)))
                    }
                    None => lines.push(query_words(query, tracer.study)),
                }
            }
            TermKind::Outcome(outcome) => {
                lines.push(String::new());
                lines.push(format!("{} = {}", words(term, tracer.study), tracer.value(term).trim_end()));
                lines.push(format!("  {}", observation_words(tracer.study, outcome, tracer.futures)));
                let name = tracer.study.model.as_ref().map(|model| model.cell_name(outcome.cell)).unwrap_or_default();
                lines.push(format!("  `outpace trace \"{name}\"` shows its equation"));
            }
            _ => {}
        }
    });
    lines
}

/// A tree is shown once, where it first appears.
fn once(lines: Vec<String>) -> Vec<String> {
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut kept = Vec::new();
    for block in lines.split(|line| line.is_empty()) {
        if seen.insert(block.to_vec()) {
            if !kept.is_empty() {
                kept.push(String::new());
            }
            kept.extend_from_slice(block);
        }
    }
    kept
}

/// The trace of a variable of the model: its equation, what it is made from, its prior; `None` if there is none.
pub fn variable_lines(study: &Study, files: &FileSet, name: &str) -> Option<Vec<String>> {
    let model = study.model.as_ref()?;
    let mut ignored = Vec::new();
    let parsed = parse_expression(FileId(0), name, 0, Dialect::Claim, &mut ignored);
    let ExprKind::Reference(reference) = &parsed.kind else { return None };
    let cells = named_cells(model, reference, &[]).ok()?;
    let variable = model.variable(model.variable_of(*cells.first()?));
    let unit = study.units.get(model.variable_of(*cells.first()?).0 as usize).map(ToString::to_string);
    let mut lines = vec![format!("{}, {} in {}", variable.name, kind(variable.kind), unit.unwrap_or_default())];
    if !variable.comment.is_empty() {
        lines.push(format!("  {}", variable.comment));
    }
    for definition in &variable.definitions {
        let file = files.get(definition.left.file);
        let (line, _) = file.line_column(definition.left.start);
        lines.push(String::new());
        lines.push(format!("defined at {}:{line}", file.path));
        lines.extend(definition_text(files, definition).into_iter().map(|line| format!("  {line}")));
    }
    let mut inputs = inputs(model, &cells);
    inputs.retain(|input| *input != variable.name.text());
    if !inputs.is_empty() {
        lines.push(String::new());
        lines.push(format!("made from: {}", inputs.join(", ")));
    }
    for parameter in study.parameters.iter().filter(|parameter| cells.contains(&parameter.cell)) {
        lines.push(String::new());
        lines.extend(parameter_lines(study, files, parameter));
    }
    Some(lines)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Constant => "a constant",
        Kind::Auxiliary => "an auxiliary",
        Kind::Stock => "a stock",
        Kind::Lookup => "a look-up",
        Kind::Data => "data",
    }
}

/// The lines of an equation as the user wrote them, from its left side to its end.
fn definition_text(files: &FileSet, definition: &outpace_study::model::Definition) -> Vec<String> {
    let text = &files.get(definition.left.file).text;
    let rest = text.get(definition.left.start as usize..).unwrap_or("");
    let end = rest.find('~').unwrap_or(rest.len());
    rest[..end].lines().map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect()
}

/// Names of the variables that an equation reads.
fn inputs(model: &Model, cells: &[CellId]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for definition in cells.iter().filter_map(|cell| model.definition_of(*cell)) {
        if let Body::Expression(expr) = &definition.body {
            expr.walk(&mut |expr| {
                use outpace_study::model::ExprKind as E;
                if let E::Variable(reference) | E::Lookup(reference, ..) = &expr.kind {
                    found.insert(model.variable(reference.variable).name.text().to_string());
                }
            });
        }
    }
    found.into_iter().collect()
}

fn parameter_lines(study: &Study, files: &FileSet, parameter: &Parameter) -> Vec<String> {
    let file = files.get(parameter.span.file);
    let (line, _) = file.line_column(parameter.span.start);
    let source = match parameter.source {
        None => "an assumption: no source was found".to_string(),
        Some(source) => {
            let source = &study.evidence.sources[source];
            format!("{}: {}, {} {}", source.id, source.author, source.title, source.url)
        }
    };
    let mut lines = vec![
        format!(
            "prior of {}{} at {}:{line}: {}",
            if parameter.factor { "a factor on " } else { "" },
            parameter.name,
            file.path,
            distribution(parameter.prior, parameter.bounds)
        ),
        format!("  group {}", study.parameter_groups[parameter.group]),
        format!("  {source}"),
        format!("  {}", parameter.rationale),
    ];
    lines.extend(correlation_lines(study, files, parameter));
    lines
}

/// What goes together with a parameter, a line each.
fn correlation_lines(study: &Study, files: &FileSet, parameter: &Parameter) -> Vec<String> {
    let line = |correlation: &Correlation| {
        let other = match (correlation.first == parameter.cell, correlation.second == parameter.cell) {
            (true, _) => correlation.second,
            (_, true) => correlation.first,
            _ => return None,
        };
        let name = study.model.as_ref().map(|model| model.cell_name(other)).unwrap_or_default();
        let file = files.get(correlation.span.file);
        let (line, _) = file.line_column(correlation.span.start);
        let source = correlation.source.map_or("an assumption", |source| study.evidence.sources[source].id.as_str());
        let rank = correlation.rank;
        let why = &correlation.rationale;
        Some(format!("  rank correlation {rank} with {name} at {}:{line} ({source}): {why}", file.path))
    };
    study.correlations.iter().filter_map(line).collect()
}

fn distribution(distribution: Distribution, bounds: Option<(f64, f64)>) -> String {
    let whole = match distribution {
        Distribution::Fixed(value) => format!("fixed at {value}"),
        Distribution::Uniform { low, high } => format!("uniform from {low} to {high}"),
        Distribution::Loguniform { low, high } => format!("loguniform from {low} to {high}"),
        Distribution::Normal { mean, sd } => format!("normal with mean {mean} and standard deviation {sd}"),
        Distribution::Lognormal { median, sd_of_log } => {
            format!("lognormal with median {median} and standard deviation {sd_of_log} of the logarithm")
        }
        Distribution::Triangular { low, mode, high } => format!("triangular: {low}, {mode}, {high}"),
        Distribution::Pert { low, mode, high } => format!("PERT: {low}, {mode}, {high}"),
        Distribution::Beta { alpha, beta, high } => format!("beta from 0 to {high} with the shapes {alpha} and {beta}"),
    };
    match bounds {
        Some((low, high)) => format!("{whole}, cut at {low} and {high}"),
        None => whole,
    }
}
