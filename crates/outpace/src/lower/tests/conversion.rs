//! A model that is written in the other language, or again in its own, gives the same numbers, bit by bit.

use super::*;
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::{Diagnostic, FileId, Severity, xmile};

/// Writes a model in both languages and runs what was written.
pub(super) fn assert_converts(tree: &ModelTree, lowered: &Lowered) {
    let (in_xmile, problems) = xmile::print(tree);
    let unsaid = problems.iter().all(|problem| problem.message.starts_with("XMILE"));
    assert!(unsaid, "{problems:?}");
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        assert_same(&in_xmile, xmile::parse(FileId(0), &in_xmile), lowered);
    }
    let in_vensim = mdl::print(tree);
    assert_same(&in_vensim, mdl::parse(FileId(0), &in_vensim), lowered);
}

fn assert_same(text: &str, (tree, mut diagnostics): (ModelTree, Vec<Diagnostic>), lowered: &Lowered) {
    let (model, resolved) = outpace_study::model::resolve(tree);
    diagnostics.extend(resolved);
    assert_eq!(diagnostics, vec![], "{text}");
    let converted = lower(&model, &Overrides::default(), Settings::default());
    let converted = converted.unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    // What a call of a macro makes is named after the macro's variables.
    for name in lowered.names.iter().filter(|name| !name.text.contains('#')) {
        let (found, expected) = (series(&converted, &name.text), series(lowered, &name.text));
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&found), bits(&expected), "{}\n{text}", name.text);
    }
}
