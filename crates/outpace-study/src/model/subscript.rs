//! Subscript ranges: who belongs to whom.
//!
//! Ranges may list elements, other ranges, or be another name of a range. The widest ranges become *families*;
//! every range whose elements lie in a family is a subrange of it, whether or not it was written as one.

use super::{Element, ElementId, Model, Range, RangeId};
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::mdl::{ModelTree, RangeDefinition};
use outpace_syntax::{Diagnostic, Name, Spanned};
use std::collections::HashMap;

/// The most elements that one range may have.
const MAX_ELEMENTS: usize = 1 << 16;

/// How deep ranges may list ranges.
const MAX_DEPTH: usize = 64;

/// Fills in the ranges and elements of `model`.
pub(super) fn resolve(model: &mut Model, tree: &ModelTree, diagnostics: &mut Vec<Diagnostic>) {
    let mut members = Expansion {
        definitions: &tree.ranges,
        index: HashMap::new(),
        open: vec![false; tree.ranges.len()],
        done: vec![None; tree.ranges.len()],
    };
    for (at, range) in tree.ranges.iter().enumerate() {
        if let Some(first) = members.index.insert(range.name.value.clone(), at) {
            members.index.insert(range.name.value.clone(), first);
            diagnostics.push(
                Diagnostic::error(
                    codes::DUPLICATE_DEFINITION,
                    format!("the range `{}` is defined twice", range.name.value),
                )
                .at(range.name.span, "again here")
                .and(tree.ranges[first].name.span, "first here"),
            );
        }
    }
    let names: Vec<Vec<Name>> = (0..tree.ranges.len()).map(|at| members.expand(at, 0, diagnostics)).collect();
    add_families(model, tree, &names, diagnostics);
    for (range, names) in tree.ranges.iter().zip(&names) {
        let id = RangeId(model.ranges.len() as u32);
        model.range_names.entry(range.name.value.clone()).or_insert(id);
        let elements = names.iter().filter_map(|name| model.element_names.get(name).copied()).collect();
        model.ranges.push(Range {
            name: range.name.value.clone(),
            elements,
            mappings: Vec::new(),
            comment: range.comment.clone(),
            span: range.span,
        });
    }
    for (at, range) in tree.ranges.iter().enumerate() {
        let mappings = mappings(model, at, range, diagnostics);
        model.ranges[at].mappings = mappings;
    }
}

/// Ranges written out into names of elements, each once.
struct Expansion<'a> {
    definitions: &'a [RangeDefinition],
    index: HashMap<Name, usize>,
    open: Vec<bool>,
    done: Vec<Option<Vec<Name>>>,
}

impl Expansion<'_> {
    fn expand(&mut self, at: usize, depth: usize, diagnostics: &mut Vec<Diagnostic>) -> Vec<Name> {
        if let Some(done) = &self.done[at] {
            return done.clone();
        }
        let range = &self.definitions[at];
        if self.open[at] || depth > MAX_DEPTH {
            diagnostics.push(
                Diagnostic::error(codes::CYCLIC_SUBSCRIPT, format!("the range `{}` contains itself", range.name.value))
                    .at(range.name.span, "")
                    .help("list its elements instead"),
            );
            return Vec::new();
        }
        self.open[at] = true;
        let mut names: Vec<Name> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for member in range.alias_of.iter().chain(&range.members) {
            let expanded = match self.index.get(&member.value) {
                Some(&inner) => self.expand(inner, depth + 1, diagnostics),
                None if range.alias_of.is_some() => {
                    unknown_range(member, self.definitions.iter().map(|range| &range.name.value), diagnostics);
                    Vec::new()
                }
                None => vec![member.value.clone()],
            };
            names.extend(expanded.into_iter().filter(|name| seen.insert(name.clone())));
        }
        if names.len() > MAX_ELEMENTS {
            diagnostics.push(
                Diagnostic::error(
                    codes::MODEL_TOO_LARGE,
                    format!("the range `{}` has {} elements", range.name.value, names.len()),
                )
                .at(range.name.span, "")
                .note(format!("a range may have {MAX_ELEMENTS}")),
            );
            names.truncate(MAX_ELEMENTS);
        }
        self.done[at] = Some(names.clone());
        names
    }
}

/// Reports a name that no range has, of those that are known.
fn unknown_range<'a>(name: &Spanned<Name>, known: impl Iterator<Item = &'a Name>, diagnostics: &mut Vec<Diagnostic>) {
    let near = suggestion(diagnostics, name.value.text(), known.map(Name::text));
    let unknown = Diagnostic::error(codes::UNKNOWN_SUBSCRIPT, format!("there is no range named `{}`", name.value));
    diagnostics.push(unknown.at(name.span, "").help_if(near.map(|near| format!("did you mean `{near}`?"))));
}

/// Numbers the elements, the widest ranges first, so that each range lies in one family.
fn add_families(model: &mut Model, tree: &ModelTree, names: &[Vec<Name>], diagnostics: &mut Vec<Diagnostic>) {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(names[*at].len()));
    let mut sizes: HashMap<RangeId, usize> = HashMap::new();
    for at in order {
        let known = |name: &Name| model.element_names.get(name).map(|id| model.element(*id).family);
        let family = names[at].iter().find_map(known).unwrap_or(RangeId(at as u32));
        if let Some(stray) = names[at].iter().find(|name| known(name).is_some_and(|other| other != family)) {
            let range = &tree.ranges[at].name;
            diagnostics.push(
                Diagnostic::error(
                    codes::SUBSCRIPT_MISMATCH,
                    format!("`{}` mixes elements of two ranges, such as `{stray}`", range.value),
                )
                .at(range.span, "")
                .help("define one range that lists them all"),
            );
            continue;
        }
        for name in &names[at] {
            if !model.element_names.contains_key(name) {
                let position = sizes.entry(family).or_default();
                model.element_names.insert(name.clone(), ElementId(model.elements.len() as u32));
                model.elements.push(Element { name: name.clone(), family, position: *position });
                *position += 1;
            }
        }
    }
}

/// What stands for which element of other ranges: `A: a1, a2 -> B` and `-> (B: b2, b1)`.
fn mappings(
    model: &Model,
    at: usize,
    range: &RangeDefinition,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(ElementId, ElementId)> {
    let own = &model.ranges[at].elements;
    let mut pairs = Vec::new();
    for (target, members) in &range.mappings {
        let Some(target_range) = model.find_range(&target.value) else {
            unknown_range(target, model.ranges.iter().map(|range| &range.name), diagnostics);
            continue;
        };
        // Each own element stands for one element, or for all elements of a subrange.
        let places: Vec<Vec<ElementId>> = if members.is_empty() {
            model.range(target_range).elements.iter().map(|element| vec![*element]).collect()
        } else {
            members.iter().map(|member| elements_named(model, &member.value)).collect()
        };
        if places.len() != own.len() || places.iter().any(Vec::is_empty) {
            diagnostics.push(
                Diagnostic::error(
                    codes::SUBSCRIPT_MISMATCH,
                    format!(
                        "`{}` has {} elements but maps to {} of `{}`",
                        range.name.value,
                        own.len(),
                        places.iter().filter(|place| !place.is_empty()).count(),
                        target.value
                    ),
                )
                .at(target.span, "a mapping pairs elements in order"),
            );
            continue;
        }
        for (own, place) in own.iter().zip(places) {
            pairs.extend(place.into_iter().map(|element| (element, *own)));
        }
    }
    pairs.sort();
    pairs.dedup_by_key(|pair| pair.0);
    pairs
}

/// The elements of the range of this name, or the one element of this name.
pub(super) fn elements_named(model: &Model, name: &Name) -> Vec<ElementId> {
    match model.find_range(name) {
        Some(range) => model.range(range).elements.clone(),
        None => model.find_element(name).into_iter().collect(),
    }
}
