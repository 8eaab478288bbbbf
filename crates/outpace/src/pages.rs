//! The pages that explain diagnostics: `docs/diagnostics/<code>.md`, inside the program.

macro_rules! pages {
    ($($code:literal),* $(,)?) => {
        &[$(Page { code: $code, text: include_str!(concat!("../../../docs/diagnostics/", $code, ".md")) }),*]
    };
}

/// One page.
#[derive(Debug)]
pub struct Page {
    /// The code, as shown in brackets.
    pub code: &'static str,
    /// Markdown: what is wrong, an example, how to mend it.
    pub text: &'static str,
}

impl Page {
    /// The page's first sentence: what is wrong.
    pub fn title(&self) -> &'static str {
        self.text
            .lines()
            .map(|line| line.trim_start_matches('#').trim())
            .find(|line| !line.is_empty() && *line != self.code)
            .unwrap_or("")
    }
}

/// The page of a code.
pub fn find(code: &str) -> Option<&'static Page> {
    ALL.iter().find(|page| page.code == code)
}

/// Every page, sorted by code.
pub const ALL: &[Page] = pages![
    "ambiguous-name",
    "bad-correlation",
    "bad-distribution",
    "bad-interval",
    "bad-lookup",
    "bad-number",
    "bad-order",
    "bad-period",
    "bad-time-step",
    "bad-unit",
    "bad-value",
    "broken-equation",
    "causal-cycle",
    "claim-only",
    "conflicting-fact",
    "constant-count",
    "correlated-groups",
    "cyclic-initial",
    "cyclic-subscript",
    "delay-too-short",
    "duplicate-column",
    "duplicate-correlation",
    "duplicate-definition",
    "duplicate-fact",
    "duplicate-id",
    "duplicate-parameter",
    "duplicate-unit",
    "empty-cell",
    "encoding",
    "file-too-large",
    "impossible-correlations",
    "line-too-long",
    "lone-bang",
    "lookup-without-argument",
    "missing-column",
    "missing-control",
    "missing-data",
    "missing-definition",
    "missing-field",
    "missing-file",
    "missing-key",
    "missing-period",
    "missing-rate",
    "missing-source",
    "model-too-large",
    "not-a-constant",
    "not-a-lookup",
    "not-a-queue",
    "not-constant",
    "not-finite",
    "not-in-a-claim",
    "not-varied",
    "outside-of-array",
    "stray-quote",
    "subscript-mismatch",
    "syntax-error",
    "too-deep",
    "too-large",
    "too-many-errors",
    "typed-number",
    "unclosed-directive",
    "unclosed-quote",
    "unexpected-points",
    "unexpected-text",
    "unexpected-verdict",
    "unit-cycle",
    "unit-mismatch",
    "unknown-chart",
    "unknown-claim",
    "unknown-column",
    "unknown-directive",
    "unknown-entity",
    "unknown-function",
    "unknown-group",
    "unknown-key",
    "unknown-metric",
    "unknown-name",
    "unknown-scenario",
    "unknown-source",
    "unknown-subscript",
    "unknown-unit",
    "unknown-word",
    "unreadable-entry",
    "unreadable-file",
    "unsupported-construct",
    "unsupported-function",
    "unterminated-entry",
    "unused-source",
    "wrong-argument-count",
    "wrong-cell-count",
];
