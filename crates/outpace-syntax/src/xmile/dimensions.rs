//! Dimensions and their elements, as subscript ranges.
//!
//! In XMILE an element belongs to its dimension, and another dimension may have one of the same name (3.7.1). In the tree
//! names of elements are unique, so such an element becomes `Dimension.element`. A dimension whose elements are all in
//! another one, at the same places, is a part of it. In Vensim, and so in what is converted from it, every element of one
//! name is one element.

use std::collections::HashMap;

use roxmltree::Node;

use super::builtin::Writer;
use super::document::{Source, child, children, is};
use super::lexer::plain;
use super::scope::{Dimension, Names};
use crate::diagnostic::{Diagnostic, codes};
use crate::mdl::RangeDefinition;
use crate::name::Name;
use crate::span::Spanned;

/// The most elements of all dimensions together.
const MAX_ELEMENTS: usize = 200_000;

/// Adds the dimensions of a file to the names.
pub(super) fn read(
    source: &Source<'_>,
    root: Node<'_, '_>,
    writer: Writer,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut budget = MAX_ELEMENTS;
    for dim in child(root, "dimensions").into_iter().flat_map(all) {
        let Some(written) = source.attribute(dim, "name") else { continue };
        let mut elements: Vec<Spanned<Name>> = children(dim, "elem")
            .filter_map(|elem| source.attribute(elem, "name"))
            .map(|elem| Spanned::new(Name::new(&plain(elem.value)), elem.span))
            .collect();
        if elements.is_empty()
            && let Some(size) = source.attribute(dim, "size")
        {
            let count = size.value.trim().parse::<usize>().ok().filter(|count| *count <= budget);
            if count.is_none() {
                let message = format!("`{}` is no number of elements", size.value);
                diagnostics.push(Diagnostic::error(codes::BAD_NUMBER, message).at(size.span, ""));
            }
            elements = (1..=count.unwrap_or(0)).map(|at| Spanned::new(Name::new(&at.to_string()), size.span)).collect();
        }
        // Vensim puts what belongs to a dimension into it: parts, and other names of the whole.
        let outer = dim.parent().filter(|outer| elements.is_empty() && is(*outer, "dim"));
        let outer = outer.and_then(|outer| names.dimension_index.get(&Name::new(&plain(outer.attribute("name")?))));
        let alias_of = outer.map(|outer| {
            elements.clone_from(&names.dimensions[*outer].elements);
            names.dimensions[*outer].name.clone()
        });
        if elements.is_empty() {
            let message = format!("the dimension `{}` has no elements", written.value);
            let diagnostic =
                Diagnostic::warning(codes::UNKNOWN_SUBSCRIPT, message).at(written.span, "it is passed over");
            diagnostics
                .push(diagnostic.help("give it `<elem name=\"…\"/>` for each of them, or their number as `size`"));
            continue;
        }
        elements.truncate(budget);
        budget -= elements.len();
        let places = elements.iter().enumerate().map(|(at, element)| (element.value.clone(), at)).collect();
        let name = Spanned::new(Name::new(&plain(written.value)), written.span);
        names.dimension_index.entry(name.value.clone()).or_insert(names.dimensions.len());
        names.dimensions.push(Dimension { name, elements, places, alias_of });
    }
    separate(names, writer);
}

/// The dimensions in an element, each before those inside it.
fn all<'a, 'i>(list: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    list.descendants().filter(|node| is(*node, "dim"))
}

/// Gives an element that several dimensions have a name for each, unless they mean the same element; and one that has
/// the name of a dimension.
fn separate(names: &mut Names, writer: Writer) {
    let Names { dimensions, dimension_index, .. } = names;
    let mut order: Vec<usize> = (0..dimensions.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(dimensions[*at].elements.len()));
    // The widest dimension that has an element, its place there, and what it is called.
    let mut owners: HashMap<Name, (usize, usize, Name)> = HashMap::new();
    for at in order {
        let Dimension { name, elements, places, .. } = &mut dimensions[at];
        let found: Vec<Option<(usize, usize, Name)>> =
            elements.iter().map(|element| owners.get(&element.value).cloned()).collect();
        let first = found.iter().flatten().next().map(|(owner, ..)| *owner);
        let inside = found.iter().enumerate().all(|(place, found)| {
            let is_same = |(owner, there, _): &(usize, usize, Name)| {
                Some(*owner) == first && (writer.speaks_vensim() || *there == place)
            };
            found.as_ref().is_some_and(is_same)
        });
        for (place, (element, found)) in elements.iter_mut().zip(found).enumerate() {
            let written = element.value.clone();
            element.value = match found {
                Some((.., called)) if inside || writer == Writer::Outpace => called,
                None if !dimension_index.contains_key(&written) => written.clone(),
                _ => Name::new(&format!("{}.{written}", name.value)),
            };
            places.insert(element.value.clone(), place);
            owners.entry(written).or_insert_with(|| (at, place, element.value.clone()));
        }
    }
}

/// Dimensions as ranges; a dimension that stands twice in one array has a second range of the same elements.
pub(super) fn ranges(names: &Names) -> Vec<RangeDefinition> {
    let range = |name: Spanned<Name>, members, alias_of| {
        let span = name.span;
        RangeDefinition { name, members, mappings: Vec::new(), source: None, alias_of, comment: String::new(), span }
    };
    let own = names.dimensions.iter().map(|each| match &each.alias_of {
        Some(of) => range(each.name.clone(), Vec::new(), Some(of.clone())),
        None => range(each.name.clone(), each.elements.clone(), None),
    });
    let again = names.repeated.iter().filter_map(|(at, nth)| {
        let of = &names.dimensions.get(*at)?.name;
        let name = Name::new(&format!("{} ({})", of.value, nth + 1));
        // Where the file has a dimension of that name, it is the one that `outpace convert` wrote for it.
        let written = names.dimension_index.contains_key(&name);
        (!written).then(|| range(Spanned::new(name, of.span), Vec::new(), Some(of.clone())))
    });
    own.chain(again).collect()
}
