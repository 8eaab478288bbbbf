//! Correlations: each row of `correlations.csv` becomes pairs of parameters that go together.

use super::{Parameter, Resolver, Study};
use crate::claim::{About, Statistic, Term, TermKind};
use crate::model::CellId;
use outpace_syntax::correlations::{CorrelationRow, CorrelationsTree};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::draft::{DirectiveKind, Piece};
use outpace_syntax::expr::Reference;
use outpace_syntax::name::nearest;
use outpace_syntax::parameters::Distribution;
use outpace_syntax::{Diagnostic, Span};
use std::collections::BTreeMap;

/// Two parameters that go together.
#[derive(Debug, Clone)]
pub struct Correlation {
    /// One, an element of the model's variable.
    pub first: CellId,
    /// The other.
    pub second: CellId,
    /// Spearman's rank correlation, from -1 to 1.
    pub rank: f64,
    /// Index into the evidence's sources; `None` for an assumption.
    pub source: Option<usize>,
    /// Why this number.
    pub rationale: String,
    /// The whole row.
    pub span: Span,
}

impl Resolver {
    pub(super) fn correlations(&mut self, tree: &CorrelationsTree) -> Vec<Correlation> {
        let mut correlations = Vec::new();
        let mut seen: BTreeMap<(CellId, CellId), Span> = BTreeMap::new();
        for row in &tree.correlations {
            for (first, second) in self.pairs(row) {
                if let Some(before) = seen.insert((first.min(second), first.max(second)), row.span) {
                    let names = [first, second].map(|cell| self.name_of(cell)).join("` and `");
                    let message = format!("`{names}` are correlated twice");
                    let twice = Diagnostic::error(codes::DUPLICATE_CORRELATION, message);
                    let help = "keep one of the rows; the order of the two names does not matter";
                    self.diagnostics.push(twice.at(row.first.span, "again").and(before, "first here").help(help));
                } else if row.correlation.value != 0.0 {
                    correlations.push(Correlation {
                        first,
                        second,
                        rank: row.correlation.value,
                        source: None,
                        rationale: row.rationale.clone(),
                        span: row.span,
                    });
                }
            }
            let source = self.parameter_source(&row.source);
            correlations.iter_mut().filter(|known| known.span == row.span).for_each(|known| known.source = source);
        }
        correlations
    }

    /// The pairs of elements that a row is about: one element with another, or all elements of an array with each other.
    fn pairs(&mut self, row: &CorrelationRow) -> Vec<(CellId, CellId)> {
        let (first, second) = (self.varied_cells(&row.first), self.varied_cells(&row.second));
        let (Some(first), Some(second)) = (first, second) else { return Vec::new() };
        let mistake = |message: String, help: &str| {
            Diagnostic::error(codes::BAD_CORRELATION, message).at(row.second.span, "").help(help)
        };
        match (first.as_slice(), second.as_slice()) {
            ([one], [other]) if one != other => vec![(*one, *other)],
            ([_], [_]) if row.correlation.value == 1.0 => Vec::new(),
            ([one], [_]) => {
                let message = format!("`{}` is correlated with itself, and that is always 1", self.name_of(*one));
                self.diagnostics.push(mistake(message, "name another parameter, or leave the row out"));
                Vec::new()
            }
            (all, others) if all == others => {
                let pair = |at: usize| all[at + 1..].iter().map(move |other| (all[at], *other));
                (0..all.len()).flat_map(pair).collect()
            }
            _ => {
                let message = format!("`{}` or `{}` has several elements", row.first.name, row.second.name);
                let help = "write a row for each pair of elements; all elements of one array go together where both \
                            columns have the same name";
                self.diagnostics.push(mistake(message, help));
                Vec::new()
            }
        }
    }

    /// The parameters that a name means: each must vary.
    fn varied_cells(&mut self, reference: &Reference) -> Option<Vec<CellId>> {
        let cells = self.cells(reference)?;
        let prior = |cell: &CellId| self.study.parameters.iter().find(|parameter| parameter.cell == *cell);
        let varies = |parameter: &Parameter| !matches!(parameter.prior, Distribution::Fixed(_));
        let Some(constant) = cells.iter().find(|cell| !prior(cell).is_some_and(varies)) else { return Some(cells) };
        let name = self.name_of(*constant);
        let message = format!("`{name}` does not vary, so it is correlated with nothing");
        let names = self.study.parameters.iter().filter(|parameter| varies(parameter));
        let near = nearest(&name, names.map(|parameter| parameter.name.as_str()));
        let help = match (prior(constant), near) {
            (Some(_), _) => "its prior is `fixed`: give it another distribution in parameters.csv".to_string(),
            (None, Some(near)) => format!("did you mean `{near}`? Only what has a prior in parameters.csv varies"),
            (None, None) => "give it a prior in parameters.csv".to_string(),
        };
        self.diagnostics.push(Diagnostic::error(codes::NOT_VARIED, message).at(reference.span, "").help(help));
        None
    }

    fn name_of(&self, cell: CellId) -> String {
        self.study.model.as_ref().map(|model| model.cell_name(cell)).unwrap_or_default()
    }

    /// Says that Sobol' indices are asked for of groups that go together.
    pub(super) fn correlated_groups(&mut self) {
        let Some((correlation, groups)) = self.study.correlated_groups() else { return };
        if !self.study.asks_for_indices() {
            return;
        }
        let names = [correlation.first, correlation.second].map(|cell| self.name_of(cell)).join("` and `");
        let message = format!("`{names}` are correlated, and are in the groups `{}`", groups.join("` and `"));
        let diagnostic = Diagnostic::error(codes::CORRELATED_GROUPS, message)
            .at(correlation.span, "")
            .note("Sobol' indices part the variance of an outcome among groups that are independent of each other")
            .help("give both the same group in parameters.csv");
        self.diagnostics.push(diagnostic);
    }
}

impl Study {
    /// The first correlation between parameters of different groups, and the names of those.
    pub fn correlated_groups(&self) -> Option<(&Correlation, [String; 2])> {
        let group = |cell: CellId| self.parameters.iter().find(|parameter| parameter.cell == cell).map(|it| it.group);
        let across = |correlation: &&Correlation| group(correlation.first) != group(correlation.second);
        let correlation = self.correlations.iter().find(across)?;
        let name = |cell| group(cell).and_then(|group| self.parameter_groups.get(group)).cloned().unwrap_or_default();
        Some((correlation, [correlation.first, correlation.second].map(name)))
    }

    /// Whether Sobol' indices are wanted: by `[sensitivity]`, a claim or the draft.
    fn asks_for_indices(&self) -> bool {
        let is_index = |term: &Term| {
            let mut found = false;
            term.walk(&mut |term| found |= matches!(term.kind, TermKind::Statistic(Statistic::Sobol { .. })));
            found
        };
        let shown = |piece: &Piece| match piece {
            Piece::Directive(directive) => match &directive.kind {
                DirectiveKind::Value(formula) => {
                    self.bind(&formula.expr, About::Both, 0).is_ok_and(|term| is_index(&term))
                }
                _ => false,
            },
            _ => false,
        };
        let claimed = self.claims.iter().flat_map(|claim| &claim.readings).filter_map(|reading| reading.term.as_ref());
        self.sensitivity.is_some() || claimed.into_iter().any(is_index) || self.draft.pieces.iter().any(shown)
    }
}
