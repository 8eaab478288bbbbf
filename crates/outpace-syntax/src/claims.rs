//! `claims.toml`: the statements, and the tests that decide them.

use crate::diagnostic::{Diagnostic, codes};
use crate::formula::Formula;
use crate::ids::drop_repeated;
use crate::settings::{self, Section, Settings};
use crate::span::{FileId, Span, Spanned};

#[cfg(test)]
mod tests;

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

impl About {
    /// Each with its word.
    pub const WORDS: [(&'static str, About); 3] =
        [("evidence", About::Evidence), ("future", About::Future), ("both", About::Both)];
}

impl Expectation {
    /// Each with its words.
    pub const WORDS: [(&'static str, Expectation); 8] = [
        ("holds", Expectation::Holds),
        ("fails", Expectation::Fails),
        ("contested", Expectation::Contested),
        ("likely", Expectation::Likely),
        ("unlikely", Expectation::Unlikely),
        ("open", Expectation::Open),
        ("no evidence", Expectation::NoEvidence),
        ("not testable", Expectation::NotTestable),
    ];
}

/// Reads `claims.toml`.
pub fn parse(file: FileId, text: &str) -> (ClaimsTree, Vec<Diagnostic>) {
    settings::read(file, text, |settings, root| {
        let mut tree = ClaimsTree::default();
        for section in settings.tables(root, "claim", "[[claim]]") {
            tree.claims.extend(claim(settings, section));
        }
        drop_repeated(&mut tree.claims, |claim| &claim.id, &mut settings.diagnostics);
        tree
    })
}

/// Reads a claim; one without an id is left out, any other mistake leaves it there, marked.
fn claim(settings: &mut Settings<'_>, mut section: Section<'_>) -> Option<Claim> {
    let id = settings.required(&mut section, "id");
    let says = settings.required(&mut section, "says");
    let heading = settings.optional(&mut section, "section");
    let about = match section.take("about") {
        Some(item) => settings.word(item, &About::WORDS).map(|about| about.value),
        None => {
            settings.missing(&section, "about");
            None
        }
    };
    let test = test(settings, &mut section);
    let scenario = settings.optional(&mut section, "scenario");
    let expects = section.take("expects").and_then(|item| settings.word(item, &Expectation::WORDS));
    let expected_then = section.take("expected-then").and_then(|item| settings.word(item, &Expectation::WORDS));
    let note = settings.plain(&mut section, "note");
    let span = section.span;
    settings.close(section);
    Some(Claim {
        id: id?,
        says: says.unwrap_or_else(|| Spanned::new(String::new(), span)),
        section: heading,
        about: about.unwrap_or(About::Both),
        test,
        scenario,
        expects,
        expected_then,
        note,
        span,
    })
}

/// Reads `holds`, `[[claim.reading]]` or `not-testable`, of which a claim has exactly one.
fn test(settings: &mut Settings<'_>, section: &mut Section<'_>) -> Test {
    let holds = section.take("holds");
    let readings = settings.tables(section, "reading", "[[claim.reading]]");
    let not_testable = section.take("not-testable");
    let given = usize::from(holds.is_some()) + usize::from(!readings.is_empty()) + usize::from(not_testable.is_some());
    if given != 1 {
        let message = match given {
            0 => "nothing says how this claim is tested",
            _ => "a claim is tested in one way only",
        };
        let help = "give one of `holds = \"…\"`, several `[[claim.reading]]` with a name and `holds` each, or \
                    `not-testable = \"why\"`";
        settings.diagnostics.push(Diagnostic::error(codes::MISSING_KEY, message).at(section.span, "").help(help));
    }
    if let Some(item) = holds {
        let formula = settings.formula(item);
        return formula.map_or(Test::Broken, |holds| Test::Readings(vec![Reading { name: String::new(), holds }]));
    }
    if !readings.is_empty() {
        let readings: Vec<Reading> = readings.into_iter().filter_map(|section| reading(settings, section)).collect();
        return if readings.is_empty() { Test::Broken } else { Test::Readings(readings) };
    }
    not_testable.and_then(|item| settings.filled(item)).map_or(Test::Broken, Test::NotTestable)
}

fn reading(settings: &mut Settings<'_>, mut section: Section<'_>) -> Option<Reading> {
    let name = settings.required(&mut section, "name");
    let holds = match section.take("holds") {
        Some(item) => settings.formula(item),
        None => {
            settings.missing(&section, "holds");
            None
        }
    };
    settings.close(section);
    Some(Reading { name: name.map_or_else(String::new, |name| name.value), holds: holds? })
}
