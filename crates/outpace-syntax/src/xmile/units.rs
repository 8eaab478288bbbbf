//! `<model_units>`: other names of units, and units that stand for a product of others.
//!
//! Every unit of the model is written with the names at the root, so that `deg/min` and `Degrees/Minutes` agree.
//! Source: XMILE 1.0, 2.4 and 3.2.7 "Units".

use std::collections::HashMap;

use roxmltree::Node;

use super::document::{Source, child, children};
use super::lexer::plain;
use super::variable::{read_unit, unit};
use crate::diagnostic::Diagnostic;
use crate::name::Name;
use crate::span::Span;
use crate::unit::UnitExpr;

/// How many units a definition may go through, one inside the other and all together.
const MAX_DEPTH: usize = 8;
const MAX_STEPS: usize = 200;

/// What each name of a unit stands for, as a product.
#[derive(Debug, Default)]
pub(super) struct Units {
    meanings: HashMap<Name, UnitExpr>,
}

/// Reads the definitions of a file; one that is disabled means nothing.
pub(super) fn read(source: &Source<'_>, root: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Units {
    let mut meanings = HashMap::new();
    for node in child(root, "model_units").into_iter().flat_map(|list| children(list, "unit")) {
        let Some(written) = source.attribute(node, "name") else { continue };
        if node.attribute("disabled") == Some("true") {
            continue;
        }
        let name = plain(written.value);
        let defined = child(node, "eqn").and_then(|eqn| unit(source, eqn, diagnostics));
        let Some(meaning) = defined.or_else(|| read_unit(source.file, &name, written.span, diagnostics)) else {
            continue;
        };
        for alias in children(node, "alias") {
            let alias = Name::new(&plain(&source.content(alias).text));
            meanings.entry(alias).or_insert_with(|| meaning.clone());
        }
        meanings.entry(Name::new(&name)).or_insert(meaning);
    }
    Units { meanings }
}

impl Units {
    /// The unit in terms of the names at the root.
    pub(super) fn resolve(&self, written: UnitExpr) -> UnitExpr {
        let mut resolved = UnitExpr { factors: Vec::new(), ..written.clone() };
        let mut steps = MAX_STEPS;
        for (name, exponent, span) in &written.factors {
            if !self.factor((name, *exponent, *span), MAX_DEPTH, &mut steps, &mut resolved) {
                return written;
            }
        }
        resolved
    }

    /// Adds a factor in terms of the names at the root; `false` where there is no end to it.
    fn factor(
        &self,
        (name, exponent, span): (&Name, i32, Span),
        depth: usize,
        steps: &mut usize,
        into: &mut UnitExpr,
    ) -> bool {
        if depth == 0 || *steps == 0 {
            return false;
        }
        *steps -= 1;
        let itself = |meaning: &&UnitExpr| {
            meaning.scale == 1.0 && matches!(meaning.factors.as_slice(), [(own, 1, _)] if own == name)
        };
        let Some(meaning) = self.meanings.get(name).filter(|meaning| !itself(meaning)) else {
            into.factors.push((name.clone(), exponent, span));
            return true;
        };
        for _ in 0..exponent.unsigned_abs().min(MAX_STEPS as u32) {
            into.scale = if exponent > 0 { into.scale * meaning.scale } else { into.scale / meaning.scale };
        }
        let mut inner = |(inner, power, _): &(Name, i32, Span)| {
            self.factor((inner, power.saturating_mul(exponent), span), depth - 1, steps, into)
        };
        meaning.factors.iter().all(&mut inner)
    }
}
