//! What a comparison came to: both sides as a middle value with a range, in units that people read.

use super::answers::Answers;
use super::evaluate::{Values, World, evaluate};
use outpace_study::claim::{Operation, Statistic, Term, TermKind};
use outpace_study::ledger::Query;
use outpace_study::study::Study;
use outpace_study::unit::Unit;
use outpace_syntax::expr::Moment;

/// One comparison of a claim.
#[derive(Debug, Clone)]
pub struct Test {
    /// Left of the sign; the whole condition where it is no comparison.
    pub left: Side,
    /// The sign and the right side, where it is a comparison.
    pub right: Option<(&'static str, Side)>,
    /// The share of draws in which it is true.
    pub share: Option<f64>,
    /// What the draws are.
    pub over: Over,
}

/// What a condition was drawn over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Combinations that the sources allow.
    Sources,
    /// Members of an ensemble.
    Futures,
    /// Resamples of the design behind Sobol' indices.
    Resamples,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Side {
    /// What is compared, in words.
    pub label: String,
    /// What it came to; `None` where something is missing.
    pub summary: Option<Summary>,
    /// Whether it is a number that the author wrote.
    pub literal: bool,
    /// Whether it rests on futures rather than facts.
    pub simulated: bool,
    /// What to give to `outpace trace`.
    pub trace: String,
    /// Indices of the sources behind it, sorted.
    pub sources: Vec<usize>,
}

/// A column of draws in three numbers, in `unit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The median.
    pub middle: f64,
    /// The 5 percent quantile.
    pub low: f64,
    /// The 95 percent quantile.
    pub high: f64,
    /// The values themselves, ascending, where the draws are only a few different ones: sources that disagree.
    pub alternatives: Vec<f64>,
    /// The unit in which they are given, as people write it.
    pub unit: String,
}

/// What one condition came to.
pub fn test(term: &Term, world: &dyn World, answers: &Answers, study: &Study) -> Test {
    let share = evaluate(term, world).mean();
    let sign = match &term.kind {
        TermKind::Operation(operation, _) => sign(*operation),
        _ => None,
    };
    let over = over(term);
    match (&term.kind, sign) {
        (TermKind::Operation(_, sides), Some(sign)) if sides.len() == 2 => Test {
            left: side(&sides[0], shown_in(&sides[0], &sides[1]), world, answers, study),
            right: Some((sign, side(&sides[1], shown_in(&sides[1], &sides[0]), world, answers, study))),
            share,
            over,
        },
        _ => Test { left: side(term, &term.unit, world, answers, study), right: None, share, over },
    }
}

fn over(term: &Term) -> Over {
    let mut resampled = false;
    term.walk(&mut |term| resampled |= matches!(term.kind, TermKind::Statistic(Statistic::Sobol { .. })));
    match (resampled, super::rests_on_futures(term)) {
        (true, _) => Over::Resamples,
        (false, true) => Over::Futures,
        (false, false) => Over::Sources,
    }
}

/// The unit in which one side of a comparison is shown: a threshold in the unit of what it is compared with.
fn shown_in<'a>(side: &'a Term, other: &'a Term) -> &'a Unit {
    let literal = matches!(side.kind, TermKind::Number(_));
    if literal && side.unit.same_dimension(&other.unit) { &other.unit } else { &side.unit }
}

fn side(term: &Term, unit: &Unit, world: &dyn World, answers: &Answers, study: &Study) -> Side {
    let label = words(term, study);
    Side {
        summary: summarise_in(term, unit, world),
        literal: matches!(term.kind, TermKind::Number(_)),
        simulated: super::rests_on_futures(term),
        trace: label.clone(),
        label,
        sources: answers.sources(term),
    }
}

/// The three numbers of a term, in its own unit.
pub fn summarise(term: &Term, world: &dyn World) -> Option<Summary> {
    summarise_in(term, &term.unit, world)
}

fn summarise_in(term: &Term, unit: &Unit, world: &dyn World) -> Option<Summary> {
    let values = evaluate(term, world);
    let scale = unit.scale();
    let unit = unit_words(unit);
    Some(Summary {
        alternatives: alternatives(&values, scale),
        middle: values.quantile(0.5)? / scale,
        low: values.quantile(0.05)? / scale,
        high: values.quantile(0.95)? / scale,
        unit,
    })
}

/// A unit as it stands behind a number in a sentence: nothing for pure numbers, times in the plural.
pub fn unit_words(unit: &Unit) -> String {
    let text = unit.to_string();
    match text.as_str() {
        "Dmnl" => String::new(),
        "Year" | "Quarter" | "Month" | "Week" | "Day" | "Hour" | "Minute" => format!("{}s", text.to_lowercase()),
        _ => text,
    }
}

/// The most values that are listed one by one.
const MOST_ALTERNATIVES: usize = 3;

/// The different values of a column where there are only a few; none where there is one or many.
fn alternatives(values: &Values, scale: f64) -> Vec<f64> {
    let mut different: Vec<f64> = Vec::new();
    for value in values.known() {
        if !different.contains(&value) {
            different.push(value);
        }
        if different.len() > MOST_ALTERNATIVES {
            return vec![];
        }
    }
    different.sort_by(f64::total_cmp);
    different.iter_mut().for_each(|value| *value /= scale);
    if different.len() > 1 { different } else { vec![] }
}

fn sign(operation: Operation) -> Option<&'static str> {
    Some(match operation {
        Operation::Less => "<",
        Operation::LessOrEqual => "≤",
        Operation::Greater => ">",
        Operation::GreaterOrEqual => "≥",
        Operation::Equal => "=",
        Operation::NotEqual => "≠",
        _ => return None,
    })
}

/// A term in the language of claims, with every name as the study spells it.
pub fn words(term: &Term, study: &Study) -> String {
    match &term.kind {
        TermKind::Number(value) => {
            let shown = value / term.unit.scale();
            match term.unit.is_dimensionless() && term.unit.scale() == 1.0 {
                true => crate::write::format::number(shown),
                false => format!("{} {}", crate::write::format::number(shown), term.unit),
            }
        }
        TermKind::Fact(query) => query_words(query, study),
        TermKind::Outcome(outcome) => {
            let name = study.model.as_ref().map(|model| model.cell_name(outcome.cell)).unwrap_or_default();
            let at = format!("{name} @ {}", outcome.when.period);
            match outcome.scenario {
                0 => at,
                scenario => format!("UNDER({}, {at})", study.scenario_ids[scenario]),
            }
        }
        TermKind::Operation(operation, terms) => operation_words(*operation, terms, study),
        TermKind::Statistic(statistic) => {
            let inner = words(statistic.term(), study);
            match statistic {
                Statistic::Probability(_) => format!("PROBABILITY({inner})"),
                Statistic::Mean(_) => format!("MEAN({inner})"),
                Statistic::Quantile(_, p) => format!("QUANTILE({inner}, {p})"),
                Statistic::Sobol { group, total, .. } => {
                    let order = if *total { "TOTAL" } else { "FIRST" };
                    format!("SOBOL {order}({inner}, {})", study.parameter_groups[*group])
                }
            }
        }
    }
}

/// A question to the ledger in the language of claims.
pub fn query_words(query: &Query, study: &Study) -> String {
    let metric = &study.evidence.metrics[query.metric].name;
    let entity = &study.evidence.entities[query.entity].name;
    match &query.moment {
        Moment::Period(period) => format!("{metric}[{entity}] @ {period}"),
        Moment::Latest => format!("{metric}[{entity}] @ latest"),
    }
}

fn operation_words(operation: Operation, terms: &[Term], study: &Study) -> String {
    let parts: Vec<String> = terms.iter().map(|term| words(term, study)).collect();
    let call = |name: &str| format!("{name}({})", parts.join(", "));
    let infix = |sign: &str| {
        let parts: Vec<String> = terms.iter().zip(&parts).map(|(term, part)| in_brackets(term, part)).collect();
        parts.join(&format!(" {sign} "))
    };
    match operation {
        Operation::Negate => format!("-{}", in_brackets(&terms[0], &parts[0])),
        Operation::Not => format!(":NOT: {}", in_brackets(&terms[0], &parts[0])),
        Operation::Add => infix("+"),
        Operation::Subtract => infix("-"),
        Operation::Multiply => infix("*"),
        Operation::Divide => infix("/"),
        Operation::Power => infix("^"),
        Operation::Less => infix("<"),
        Operation::LessOrEqual => infix("<="),
        Operation::Greater => infix(">"),
        Operation::GreaterOrEqual => infix(">="),
        Operation::Equal => infix("="),
        Operation::NotEqual => infix("<>"),
        Operation::And => infix(":AND:"),
        Operation::Or => infix(":OR:"),
        Operation::Sum => call("SUM"),
        Operation::Product => call("PROD"),
        Operation::Minimum => call("MIN"),
        Operation::Maximum => call("MAX"),
        Operation::Absolute => call("ABS"),
        Operation::If => call("IF THEN ELSE"),
        Operation::Logarithm => call("LN"),
        Operation::Exponential => call("EXP"),
        Operation::SquareRoot => call("SQRT"),
    }
}

/// Infix operations inside others stand in brackets; everything else stands by itself.
fn in_brackets(term: &Term, words: &str) -> String {
    use Operation as O;
    match term.kind {
        TermKind::Operation(
            O::Sum
            | O::Product
            | O::Minimum
            | O::Maximum
            | O::Absolute
            | O::If
            | O::Logarithm
            | O::Exponential
            | O::SquareRoot,
            _,
        ) => words.to_string(),
        TermKind::Operation(..) => format!("({words})"),
        _ => words.to_string(),
    }
}
