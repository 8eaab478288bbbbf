//! What a study says and shows: claims, charts, and the expressions of the draft.

use super::Resolver;
use crate::claim::{self, About, Claim, Reading};
use outpace_syntax::claims::{self as written, Test};
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::trees::Trees;
use outpace_syntax::{Diagnostic, Spanned};

impl Resolver {
    pub(super) fn claims(&mut self, trees: &Trees) {
        for tree in &trees.claims.claims {
            let claim = self.claim(tree);
            self.study.claims.push(claim);
        }
    }

    fn claim(&mut self, tree: &written::Claim) -> Claim {
        let about = match tree.about {
            written::About::Evidence => About::Evidence,
            written::About::Future => About::Future,
            written::About::Both => About::Both,
        };
        let scenario = tree.scenario.as_ref().map_or(0, |id| {
            self.study.scenario(&id.value).unwrap_or_else(|| {
                self.unknown_scenario(id);
                0
            })
        });
        let (readings, not_testable) = match &tree.test {
            Test::Readings(readings) => (readings.as_slice(), None),
            Test::NotTestable(why) => (&[][..], Some(why.value.clone())),
            Test::Broken => (&[][..], None),
        };
        let readings = readings.iter().map(|reading| Reading {
            name: reading.name.clone(),
            text: reading.holds.text.clone(),
            term: claim::bind(&reading.holds.expr, about, scenario, self.study.names(), &mut self.diagnostics),
        });
        Claim {
            id: tree.id.value.clone(),
            says: tree.says.value.clone(),
            about,
            readings: readings.collect(),
            not_testable,
            expects: tree.expects.as_ref().map(|expects| expects.value),
            expected_then: tree.expected_then.as_ref().map(|expects| expects.value),
            note: tree.note.clone(),
            span: tree.id.span,
        }
    }

    /// Expressions in charts and settings: bound once here, so that their mistakes show before anything runs.
    pub(super) fn formulas(&mut self) {
        let mut reported = Vec::new();
        if let Some(sensitivity) = &self.study.sensitivity {
            reported.extend(self.study.bind(&sensitivity.outcome.expr, About::Future, 0).err());
        }
        for chart in &self.study.charts {
            for series in &chart.series {
                if let Some(facts) = &series.facts {
                    reported.extend(self.study.bind_names(&facts.expr, About::Evidence, 0).err());
                }
                if let Some(variable) = &series.variable {
                    reported.extend(self.study.bind_names(&variable.expr, About::Future, 0).err());
                }
            }
        }
        self.diagnostics.extend(reported.into_iter().flatten());
        let scenarios: Vec<Spanned<String>> = self
            .study
            .charts
            .iter()
            .flat_map(|chart| &chart.series)
            .filter_map(|series| series.scenario.clone())
            .collect();
        for id in scenarios {
            if self.study.scenario(&id.value).is_none() {
                self.unknown_scenario(&id);
            }
        }
    }

    /// Ids in the draft, and its expressions.
    pub(super) fn draft(&mut self) {
        use outpace_syntax::draft::{DirectiveKind, Piece};
        let mut diagnostics = Vec::new();
        for piece in &self.study.draft.pieces {
            let Piece::Directive(directive) = piece else { continue };
            match &directive.kind {
                DirectiveKind::Claim(id) if self.study.claim(&id.value).is_none() => {
                    let near = suggestion(
                        &self.diagnostics,
                        &id.value,
                        self.study.claims.iter().map(|claim| claim.id.as_str()),
                    );
                    diagnostics.push(
                        Diagnostic::error(codes::UNKNOWN_CLAIM, format!("claims.toml has no claim `{}`", id.value))
                            .at(id.span, "")
                            .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                    );
                }
                DirectiveKind::Chart(id) if !self.study.charts.iter().any(|chart| chart.id.value == id.value) => {
                    let near = suggestion(
                        &self.diagnostics,
                        &id.value,
                        self.study.charts.iter().map(|chart| chart.id.value.as_str()),
                    );
                    diagnostics.push(
                        Diagnostic::error(codes::UNKNOWN_CHART, format!("study.toml has no chart `{}`", id.value))
                            .at(id.span, "")
                            .help_if(near.map(|near| format!("did you mean `{near}`?"))),
                    );
                }
                DirectiveKind::Value(formula) => {
                    diagnostics.extend(self.study.bind(&formula.expr, About::Both, 0).err().into_iter().flatten());
                }
                _ => {}
            }
        }
        self.diagnostics.extend(diagnostics);
    }
}
