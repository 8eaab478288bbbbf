//! Which parameters go together: a study's correlations as the engine's copula.

use super::varied;
use outpace_engine::design::{Copula, CopulaFault, MOST_TIED};
use outpace_study::model::CellId;
use outpace_study::study::{Correlation, Parameter, Study};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;
use std::collections::BTreeMap;

/// How so many names are shown at most.
const SHOWN: usize = 6;

/// The copula of some parameters: of the study's correlations those between two that vary among these.
///
/// # Errors
/// `impossible-correlations`, `too-large`.
pub fn copula(study: &Study, parameters: &[Parameter]) -> Result<Copula, Vec<Diagnostic>> {
    let varied: Vec<&Parameter> = varied(parameters).collect();
    let places: BTreeMap<CellId, usize> =
        varied.iter().enumerate().map(|(place, parameter)| (parameter.cell, place)).collect();
    let place = |correlation: &Correlation| {
        Some((*places.get(&correlation.first)?, *places.get(&correlation.second)?, correlation.rank))
    };
    let pairs: Vec<(usize, usize, f64)> = study.correlations.iter().filter_map(place).collect();
    Copula::new(varied.len(), &pairs).map_err(|fault| {
        let named = |place: &usize| varied.get(*place).map(|parameter| parameter.cell);
        vec![match &fault {
            CopulaFault::Impossible { parameters, factor } => {
                let cells: Vec<CellId> = parameters.iter().filter_map(named).collect();
                impossible(study, &cells, *factor)
            }
            CopulaFault::Pair(_) | CopulaFault::TooMany => {
                let message = format!("more than {MOST_TIED} parameters are correlated");
                let first = study.correlations.first().map(|correlation| correlation.span);
                let diagnostic = Diagnostic::error(codes::TOO_LARGE, message);
                first.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.at(span, "the first of them"))
            }
        }]
    })
}

/// That parameters cannot be correlated as they are, with every row that is about two of them.
fn impossible(study: &Study, cells: &[CellId], factor: f64) -> Diagnostic {
    let name = |cell: &CellId| study.model.as_ref().map(|model| model.cell_name(*cell)).unwrap_or_default();
    let mut names: Vec<String> = cells.iter().take(SHOWN).map(|cell| format!("`{}`", name(cell))).collect();
    if cells.len() > SHOWN {
        names.push(format!("{} more", cells.len() - SHOWN));
    }
    let last = names.pop().unwrap_or_default();
    let message = format!("{} and {last} cannot have these correlations together", names.join(", "));
    let among =
        |correlation: &&Correlation| [correlation.first, correlation.second].iter().all(|it| cells.contains(it));
    let mut spans: Vec<_> = study.correlations.iter().filter(among).map(|it| (it.span, it.rank)).collect();
    spans.dedup();
    let mut diagnostic = Diagnostic::error(codes::IMPOSSIBLE_CORRELATIONS, message);
    for (at, (span, rank)) in spans.into_iter().take(SHOWN).enumerate() {
        let text = format!("{rank}");
        diagnostic = if at == 0 { diagnostic.at(span, text) } else { diagnostic.and(span, text) };
    }
    let note = "two that go closely with a third cannot go against each other; a pair without a row has 0";
    let help = match factor > 0.0 {
        true => format!("with all correlations of the file times {factor:.2} they can; or mend the rows shown"),
        false => "mend the rows shown".to_string(),
    };
    diagnostic.note(note).help(help)
}
