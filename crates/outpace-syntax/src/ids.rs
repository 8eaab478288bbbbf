//! Ids given twice, in every format whose entries have one.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::diagnostic::{Diagnostic, codes};
use crate::span::{Span, Spanned};
use crate::table::shortened;

/// Keeps the first of the entries that share an id, and reports the others.
pub(crate) fn drop_repeated<T, Id: Ord + Clone + Display>(
    entries: &mut Vec<T>,
    id: impl Fn(&T) -> &Spanned<Id>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeMap<Id, Span> = BTreeMap::new();
    entries.retain(|entry| {
        let id = id(entry);
        let Some(first) = seen.get(&id.value) else {
            seen.insert(id.value.clone(), id.span);
            return true;
        };
        let message = format!("the id `{}` is given twice", shortened(&id.value.to_string()));
        let problem = Diagnostic::error(codes::DUPLICATE_ID, message).at(id.span, "left out");
        diagnostics.push(problem.and(*first, "the first").help("give one of them another id"));
        false
    });
}
