//! Claims with their names bound: statements as expressions over facts and futures.
//!
//! A claim's `holds` is written in the model's equation language. Here each name in it has become a question to the
//! ledger ([`Query`]) or a place in the model's output ([`Outcome`]), groups and subscript ranges have been written
//! out, `@` and `UNDER` have been pushed down to the names they govern, and units agree.

mod bind;
mod function;

#[cfg(test)]
mod tests;

pub use bind::{Names, bind};

use crate::ledger::Query;
use crate::model::CellId;
use crate::unit::Unit;
use outpace_syntax::Span;
use outpace_syntax::claims::Expectation;
use outpace_syntax::period::Period;

/// A statement and how it is tested.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Its id.
    pub id: String,
    /// The statement, in words.
    pub says: String,
    /// Facts, futures or both.
    pub about: About,
    /// Its tests; several where the statement leaves open what it counts. Empty if not testable.
    pub readings: Vec<Reading>,
    /// Why it cannot be tested, where the author says so.
    pub not_testable: Option<String>,
    /// The verdict that the author expects with all evidence.
    pub expects: Option<Expectation>,
    /// The verdict that the author expects at the study's earlier date.
    pub expected_then: Option<Expectation>,
    /// A remark for the reader.
    pub note: String,
    /// The id's place in `claims.toml`.
    pub span: Span,
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What the facts say.
    Evidence,
    /// What the futures say.
    Future,
    /// Both.
    Both,
}

/// One way to read a statement.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its name; empty where there is only one.
    pub name: String,
    /// The expression as written.
    pub text: String,
    /// The expression with names bound; `None` where it could not be (its diagnostics were given).
    pub term: Option<Term>,
}

/// An expression with its names bound.
#[derive(Debug, Clone)]
pub struct Term {
    /// What it is.
    pub kind: TermKind,
    /// The unit in which it is shown. Values are computed in coherent base units: shown value × scale of the unit.
    pub unit: Unit,
    /// Where it was written.
    pub span: Span,
}

/// What a term is.
#[derive(Debug, Clone)]
pub enum TermKind {
    /// A number, in base units.
    Number(f64),
    /// An answer of the ledger.
    Fact(Query),
    /// An output of the model.
    Outcome(Outcome),
    /// An operation on terms.
    Operation(Operation, Vec<Term>),
    /// A statistic over all futures.
    Statistic(Statistic),
}

/// A variable element of the model at a time, under a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome {
    /// Which element of which variable.
    pub cell: CellId,
    /// When.
    pub when: When,
    /// Index into the study's scenarios; 0 is the base.
    pub scenario: usize,
}

/// When a model's output is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct When {
    /// The period asked for.
    pub period: Period,
    /// The mean over the period (flows) rather than the value at its end.
    pub mean: bool,
}

/// Operations on terms. Truth is 1 and falsehood 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Operation {
    Negate,
    Not,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Sum,
    Product,
    Minimum,
    Maximum,
    Absolute,
    If,
    Logarithm,
    Exponential,
    SquareRoot,
}

/// Statistics over futures.
#[derive(Debug, Clone)]
pub enum Statistic {
    /// `PROBABILITY(condition)`: the share of futures in which it is true.
    Probability(Box<Term>),
    /// `MEAN(x)`.
    Mean(Box<Term>),
    /// `QUANTILE(x, p)`.
    Quantile(Box<Term>, f64),
    /// `SOBOL FIRST(x, group)` and `SOBOL TOTAL(x, group)`.
    Sobol {
        /// The outcome.
        of: Box<Term>,
        /// Index into the study's parameter groups.
        group: usize,
        /// Total rather than first order.
        total: bool,
    },
}

impl Term {
    /// Calls `visit` for this term and every term below it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Term)) {
        visit(self);
        match &self.kind {
            TermKind::Number(_) | TermKind::Fact(_) | TermKind::Outcome(_) => {}
            TermKind::Operation(_, terms) => terms.iter().for_each(|term| term.walk(visit)),
            TermKind::Statistic(statistic) => statistic.term().walk(visit),
        }
    }

    /// The parts of a conjunction, from left to right; itself if it is none.
    pub fn conjuncts(&self) -> Vec<&Term> {
        match &self.kind {
            TermKind::Operation(Operation::And, terms) => terms.iter().flat_map(Term::conjuncts).collect(),
            _ => vec![self],
        }
    }
}

impl Statistic {
    /// The term it summarises.
    pub fn term(&self) -> &Term {
        match self {
            Statistic::Probability(term) | Statistic::Mean(term) | Statistic::Quantile(term, _) => term,
            Statistic::Sobol { of, .. } => of,
        }
    }
}
