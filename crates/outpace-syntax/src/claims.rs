//! `claims.toml`: the statements, and the tests that decide them.

use crate::formula::Formula;
use crate::span::{Span, Spanned};

/// All claims of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimsTree {
    /// In order.
    pub claims: Vec<Claim>,
}

/// `[[claim]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Unique in the file.
    pub id: Spanned<String>,
    /// The statement, in words. May be empty after a mistake.
    pub says: Spanned<String>,
    /// The heading in the brief that it belongs to.
    pub section: Option<Spanned<String>>,
    /// What it is about.
    pub about: About,
    /// What decides it.
    pub test: Test,
    /// The id of the scenario it is tested in; the base without.
    pub scenario: Option<Spanned<String>>,
    /// The verdict that the author expects with all evidence.
    pub expects: Option<Spanned<Expectation>>,
    /// The verdict that the author expects at the study's `then`.
    pub expected_then: Option<Spanned<Expectation>>,
    /// May be empty.
    pub note: String,
    /// The whole table.
    pub span: Span,
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Facts only.
    Evidence,
    /// Futures only.
    Future,
    /// Both.
    Both,
}

/// What decides a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// `holds = "…"` (one reading without a name) or `[[claim.reading]]`s. Never empty.
    Readings(Vec<Reading>),
    /// `not-testable = "why"`.
    NotTestable(Spanned<String>),
    /// Could not be read; the diagnostic was given.
    Broken,
}

/// One way to understand a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is counted in this reading; empty for the only one.
    pub name: String,
    /// True when the claim holds.
    pub holds: Formula,
}

/// A verdict that an author expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the verdicts are explained where they are given")]
pub enum Expectation {
    Holds,
    Fails,
    Contested,
    Likely,
    Unlikely,
    Open,
    NoEvidence,
    NotTestable,
}
