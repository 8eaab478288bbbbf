//! Where a number comes from: a tree from an answer down to rows of facts.
//!
//! Every node says what it is, what it came to and by which rule, in plain words; a leaf is a fact with its source.
//! Facts that were looked at and not used stay in the tree with the reason, because that is what a reader who
//! doubts the number asks for first.

use outpace_syntax::Span;
use outpace_syntax::facts::Basis;

use crate::evidence::{Evidence, Fact};

/// A node: a number, the rule that gave it, and what it was made from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Derivation {
    /// What it is: `capital expenditure of Alibaba, 2025`.
    pub what: String,
    /// What it came to, in `unit`; none where something is missing.
    pub value: Option<f64>,
    /// The unit of the value.
    pub unit: String,
    /// How it was made, in plain words.
    pub rule: String,
    /// What it was made from, in order.
    pub children: Vec<Derivation>,
    /// The fact, for a leaf that is one: an index into the evidence.
    pub fact: Option<usize>,
    /// The event, for a leaf that is one: an index into the evidence.
    pub event: Option<usize>,
    /// Facts that were not used.
    pub unused: Vec<Unused>,
}

/// A fact that was not used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    /// An index into the evidence.
    pub fact: usize,
    /// Completes "not used because …".
    pub because: String,
}

impl Derivation {
    /// Says first what else was done.
    pub(crate) fn add_rule(&mut self, rule: &str) {
        let before = std::mem::take(&mut self.rule);
        self.rule = if before.is_empty() { rule.to_string() } else { format!("{rule}; {before}") };
    }

    /// The tree as lines of text, children indented under a rule. `place` names the file and line of a span.
    pub fn lines(&self, evidence: &Evidence, place: &dyn Fn(Span) -> String) -> Vec<String> {
        let mut lines = vec![];
        self.write(&Shown { evidence, place }, "", "", &mut lines);
        lines
    }

    fn write(&self, shown: &Shown, first: &str, rest: &str, lines: &mut Vec<String>) {
        let evidence = shown.evidence;
        lines.push(format!("{first}{}", self.head()));
        let has_children = !self.children.is_empty() || !self.unused.is_empty();
        let margin = format!("{rest}{}", if has_children { "│  " } else { "   " });
        let mut detail = |text: String| {
            if !text.is_empty() {
                lines.push(format!("{margin}{text}"));
            }
        };
        detail(self.rule.clone());
        if let Some(fact) = self.fact.and_then(|fact| evidence.facts.get(fact)) {
            fact_details(fact, shown).into_iter().for_each(&mut detail);
        }
        if let Some(event) = self.event.and_then(|event| evidence.events.get(event)) {
            source_lines(evidence, event.source, "").into_iter().for_each(&mut detail);
            detail((shown.place)(event.span));
        }
        let last = self.children.len() + self.unused.len();
        for (index, child) in self.children.iter().enumerate() {
            let (branch, stem) = if index + 1 == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            child.write(shown, &format!("{rest}{branch}"), &format!("{rest}{stem}"), lines);
        }
        for (index, unused) in self.unused.iter().enumerate() {
            let branch = if self.children.len() + index + 1 == last { "└╴ " } else { "├╴ " };
            let Some(fact) = evidence.facts.get(unused.fact) else { continue };
            let source = evidence.sources.get(fact.source).map_or("", |source| &source.id);
            let shown = number(fact.value);
            let head = format!("{shown} {}, {} [{source}]", fact.unit, basis_word(fact.basis));
            lines.push(format!("{rest}{branch}not used: {head}: {}", unused.because));
        }
    }

    fn head(&self) -> String {
        match self.value {
            Some(value) if self.unit == "Dmnl" => format!("{} = {}", self.what, number(value)),
            Some(value) => format!("{} = {} {}", self.what, number(value), self.unit),
            None => format!("{} = ?", self.what),
        }
    }
}

/// What names and places are looked up in.
struct Shown<'a> {
    evidence: &'a Evidence,
    place: &'a dyn Fn(Span) -> String,
}

fn fact_details(fact: &Fact, shown: &Shown) -> Vec<String> {
    let interval = match (fact.low, fact.high) {
        (None, None) => String::new(),
        (Some(low), None) if low >= fact.value => " (at least)".into(),
        (None, Some(high)) if high <= fact.value => " (at most)".into(),
        (low, high) => {
            let bound = |end: Option<f64>| number(end.unwrap_or(fact.value));
            format!(" ({} to {})", bound(low), bound(high))
        }
    };
    let known = fact.known.map_or(String::new(), |known| format!(", known from {known}"));
    let stated =
        format!("{} {}{interval}, {} for {}", number(fact.value), fact.unit, basis_word(fact.basis), fact.period);
    let note = if fact.note.is_empty() { String::new() } else { format!("note: {}", fact.note) };
    let mut details = vec![format!("{stated}{known}")];
    details.extend(source_lines(shown.evidence, fact.source, &fact.locator));
    details.extend([note, (shown.place)(fact.span)]);
    details
}

/// The source with its locator, and its address.
fn source_lines(evidence: &Evidence, source: usize, locator: &str) -> Vec<String> {
    let Some(source) = evidence.sources.get(source) else { return vec![] };
    let author = if source.author.is_empty() { String::new() } else { format!("{}: ", source.author) };
    let place = if locator.is_empty() { String::new() } else { format!(", {locator}") };
    vec![format!("[{}] {author}{}{place}", source.id, source.title), source.url.clone()]
}

/// At most six significant digits, without an exponent in the middle range.
pub(crate) fn number(value: f64) -> String {
    let short: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if short == 0.0 || (1e-4..1e15).contains(&short.abs()) { short.to_string() } else { format!("{short:e}") }
}

/// The word for a basis in `facts/*.csv`.
pub(crate) fn basis_word(basis: Basis) -> &'static str {
    Basis::WORDS.iter().find(|(_, known)| *known == basis).map_or("", |(word, _)| word)
}
