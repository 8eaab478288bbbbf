//! The value of a claim's expression over many draws at once.
//!
//! A [`World`] answers for facts and outcomes: draws of the evidence and members of an ensemble side by side, or one
//! central value each, or a world in which one fact is other than it is (that is how hinges are found). Values are
//! columns, one entry a draw, in base units; NaN means that something is missing, and truth is three-valued: what is
//! false whatever the missing value may be is false.

#[cfg(test)]
mod tests;

use outpace_engine::math;
use outpace_study::claim::{Operation, Outcome, Statistic, Term, TermKind};
use outpace_study::ledger::Query;

/// A column of draws, or one value for all of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// The same in every draw.
    Same(f64),
    /// One a draw.
    Each(Vec<f64>),
}

/// What a claim is evaluated over.
pub trait World {
    /// What a fact comes to, in base units.
    fn fact(&self, query: &Query) -> Values;
    /// What an outcome of the model comes to, in base units.
    fn outcome(&self, outcome: &Outcome) -> Values;
    /// A Sobol' index of a group, as replicates.
    fn sobol(&self, of: &Term, group: usize, total: bool) -> Values;
}

impl Values {
    /// The value in draw `index`.
    pub fn at(&self, index: usize) -> f64 {
        match self {
            Values::Same(value) => *value,
            Values::Each(values) => values.get(index).copied().unwrap_or(f64::NAN),
        }
    }

    /// All values that are not missing: one where all draws agree by construction.
    pub fn known(&self) -> Vec<f64> {
        match self {
            Values::Same(value) => vec![*value],
            Values::Each(values) => values.clone(),
        }
        .into_iter()
        .filter(|value| !value.is_nan())
        .collect()
    }

    /// The mean of what is known; `None` if nothing is.
    pub fn mean(&self) -> Option<f64> {
        let known = self.known();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    }

    /// The quantile `p` of what is known, interpolated between order statistics (Hyndman and Fan 1996, type 7).
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let mut known = self.known();
        known.sort_by(f64::total_cmp);
        let last = known.len().checked_sub(1)?;
        let place = p.clamp(0.0, 1.0) * last as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(last);
        let share = place - below as f64;
        Some(if share == 0.0 { known[below] } else { known[below] * (1.0 - share) + known[above] * share })
    }

    fn map(self, f: impl Fn(f64) -> f64) -> Values {
        match self {
            Values::Same(value) => Values::Same(f(value)),
            Values::Each(values) => Values::Each(values.into_iter().map(f).collect()),
        }
    }

    fn zip(self, other: Values, f: impl Fn(f64, f64) -> f64) -> Values {
        match (self, other) {
            (Values::Same(a), Values::Same(b)) => Values::Same(f(a, b)),
            (a, b) => {
                let length = a.len().max(b.len());
                Values::Each((0..length).map(|index| f(a.again(index), b.again(index))).collect())
            }
        }
    }

    /// The value in draw `index` of a longer column. Replicates of an index and futures are independent of each other,
    /// so that any of the ones may stand beside any of the others: the shorter column is read again from its start.
    fn again(&self, index: usize) -> f64 {
        index.checked_rem(self.len()).map_or(f64::NAN, |index| self.at(index))
    }

    fn len(&self) -> usize {
        match self {
            Values::Same(_) => 1,
            Values::Each(values) => values.len(),
        }
    }
}

/// Evaluates a term over a world.
pub fn evaluate(term: &Term, world: &dyn World) -> Values {
    match &term.kind {
        TermKind::Number(value) => Values::Same(*value),
        TermKind::Fact(query) => world.fact(query),
        TermKind::Outcome(outcome) => world.outcome(outcome),
        TermKind::Operation(operation, terms) => {
            operate(*operation, terms.iter().map(|term| evaluate(term, world)).collect())
        }
        TermKind::Statistic(statistic) => summarise(statistic, world),
    }
}

fn summarise(statistic: &Statistic, world: &dyn World) -> Values {
    let summary = match statistic {
        Statistic::Sobol { of, group, total } => return world.sobol(of, *group, *total),
        Statistic::Probability(term) | Statistic::Mean(term) => evaluate(term, world).mean(),
        Statistic::Quantile(term, p) => evaluate(term, world).quantile(*p),
    };
    Values::Same(summary.unwrap_or(f64::NAN))
}

fn operate(operation: Operation, values: Vec<Values>) -> Values {
    let mut values = values.into_iter();
    let Some(first) = values.next() else { return Values::Same(f64::NAN) };
    match operation {
        Operation::Negate => first.map(|x| -x),
        Operation::Not => first.map(|x| if x.is_nan() { x } else { truth(x == 0.0) }),
        Operation::Absolute => first.map(f64::abs),
        Operation::Logarithm => first.map(math::ln),
        Operation::Exponential => first.map(math::exp),
        Operation::SquareRoot => first.map(f64::sqrt),
        Operation::If => match (values.next(), values.next()) {
            (Some(then), Some(otherwise)) => choose(first, then, otherwise),
            _ => Values::Same(f64::NAN),
        },
        _ => values.fold(first, |left, right| left.zip(right, |a, b| combine(operation, a, b))),
    }
}

fn choose(condition: Values, then: Values, otherwise: Values) -> Values {
    let pick = |index: usize| match condition.again(index) {
        c if c.is_nan() => c,
        0.0 => otherwise.again(index),
        _ => then.again(index),
    };
    match (&condition, &then, &otherwise) {
        (Values::Same(_), Values::Same(_), Values::Same(_)) => Values::Same(pick(0)),
        _ => Values::Each((0..condition.len().max(then.len()).max(otherwise.len())).map(pick).collect()),
    }
}

/// Two operands; a missing one makes the result missing, except where the other decides alone.
fn combine(operation: Operation, a: f64, b: f64) -> f64 {
    match operation {
        Operation::And if a == 0.0 || b == 0.0 => return 0.0,
        Operation::Or if (a != 0.0 && !a.is_nan()) || (b != 0.0 && !b.is_nan()) => return 1.0,
        _ if a.is_nan() || b.is_nan() => return f64::NAN,
        _ => {}
    }
    match operation {
        Operation::Add | Operation::Sum => a + b,
        Operation::Subtract => a - b,
        Operation::Multiply | Operation::Product => a * b,
        Operation::Divide => a / b,
        Operation::Power => math::pow(a, b),
        Operation::Minimum => a.min(b),
        Operation::Maximum => a.max(b),
        Operation::Less => truth(a < b),
        Operation::LessOrEqual => truth(a <= b),
        Operation::Greater => truth(a > b),
        Operation::GreaterOrEqual => truth(a >= b),
        Operation::Equal => truth(a == b),
        Operation::NotEqual => truth(a != b),
        Operation::And => truth(a != 0.0 && b != 0.0),
        Operation::Or => truth(a != 0.0 || b != 0.0),
        Operation::Negate
        | Operation::Not
        | Operation::Absolute
        | Operation::If
        | Operation::Logarithm
        | Operation::Exponential
        | Operation::SquareRoot => f64::NAN,
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}
