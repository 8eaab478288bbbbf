//! Subscript ranges written out: their elements, and what stands for what.
//!
//! XMILE's equations name elements and dimensions and nothing else, so mappings, subranges and other names of a range
//! are resolved before anything is written, by the rules of Vensim, "Mapping of Subscript Ranges"
//! (ref_subscript_mapping.html).

use std::collections::{HashMap, HashSet};

use crate::expr::Reference;
use crate::mdl::{ModelTree, RangeDefinition};
use crate::name::Name;

/// How deep ranges may list ranges.
const MAX_DEPTH: usize = 64;

/// A range with its elements.
pub(super) struct Range {
    pub(super) name: Name,
    pub(super) elements: Vec<Name>,
    members: HashSet<Name>,
    /// Elements of other ranges, and the element of this one that stands for each.
    images: HashMap<Name, Name>,
}

impl Range {
    pub(super) fn has(&self, element: &Name) -> bool {
        self.members.contains(element)
    }

    /// The one element of this range for which `own` of another range stands.
    fn partner(&self, other: &Range, own: &Name) -> Option<Name> {
        let mut partners = self.elements.iter().filter(|element| other.images.get(*element) == Some(own));
        partners.next().filter(|_| partners.next().is_none()).cloned()
    }
}

/// All ranges of a model.
pub(super) struct Ranges {
    pub(super) list: Vec<Range>,
    index: HashMap<Name, usize>,
}

impl Ranges {
    pub(super) fn of(tree: &ModelTree) -> Ranges {
        let mut written = HashMap::new();
        for range in &tree.ranges {
            written.entry(range.name.value.clone()).or_insert(range);
        }
        let (mut list, mut index): (Vec<Range>, HashMap<Name, usize>) = (Vec::new(), HashMap::new());
        for range in &tree.ranges {
            let name = range.name.value.clone();
            let mut elements = Vec::new();
            expand(range, &written, MAX_DEPTH, &mut HashSet::new(), &mut elements);
            index.entry(name.clone()).or_insert(list.len());
            let members = elements.iter().cloned().collect();
            list.push(Range { name, elements, members, images: HashMap::new() });
        }
        let mut ranges = Ranges { list, index };
        for (at, range) in tree.ranges.iter().enumerate() {
            ranges.list[at].images = ranges.images(at, range);
        }
        ranges
    }

    fn images(&self, at: usize, range: &RangeDefinition) -> HashMap<Name, Name> {
        let mut images = HashMap::new();
        for (target, order) in &range.mappings {
            let places: Vec<Vec<Name>> = match order.is_empty() {
                true => self.elements(&target.value).into_iter().map(|element| vec![element]).collect(),
                false => order.iter().map(|member| self.elements(&member.value)).collect(),
            };
            for (own, place) in self.list[at].elements.iter().zip(places) {
                for element in place {
                    images.entry(element).or_insert_with(|| own.clone());
                }
            }
        }
        images
    }

    pub(super) fn get(&self, name: &Name) -> Option<&Range> {
        self.index.get(name).map(|at| &self.list[*at])
    }

    /// The elements of a range; an element is its own.
    pub(super) fn elements(&self, name: &Name) -> Vec<Name> {
        self.get(name).map_or_else(|| vec![name.clone()], |range| range.elements.clone())
    }

    /// The smallest range that has all of these elements, the first among equals.
    pub(super) fn covering(&self, elements: &HashSet<Name>) -> Option<&Range> {
        let covers = |range: &&Range| elements.iter().all(|element| range.has(element));
        self.list.iter().filter(covers).min_by_key(|range| range.elements.len())
    }

    /// The widest range that has an element, the first among equals: its place there is the element's number.
    pub(super) fn family(&self, element: &Name) -> Option<&Range> {
        let mut widest: Option<&Range> = None;
        for range in self.list.iter().filter(|range| range.has(element)) {
            if widest.is_none_or(|widest| range.elements.len() > widest.elements.len()) {
                widest = Some(range);
            }
        }
        widest
    }
}

/// Adds the elements of a range, each once.
fn expand(
    range: &RangeDefinition,
    written: &HashMap<Name, &RangeDefinition>,
    depth: usize,
    seen: &mut HashSet<Name>,
    elements: &mut Vec<Name>,
) {
    for member in range.alias_of.iter().chain(&range.members) {
        match written.get(&member.value) {
            Some(inner) if depth > 0 => expand(inner, written, depth - 1, seen, elements),
            _ => {
                if seen.insert(member.value.clone()) {
                    elements.push(member.value.clone());
                }
            }
        }
    }
}

/// The left side of an equation: all its elements at once, or one of them.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    pub(super) reference: &'a Reference,
    /// The element at each place, where the equation is written for one element.
    pub(super) element: Option<&'a [Name]>,
}

impl Left<'_> {
    /// What a range inside the equation means: a range of the left side or one element. `None` where it is another
    /// element for each element on the left, so that the equation has to be written for each.
    pub(super) fn bind(&self, ranges: &Ranges, usage: &Name) -> Option<Name> {
        let Some(range) = ranges.get(usage) else { return Some(usage.clone()) };
        let places = self.reference.subscripts.iter().enumerate();
        let element = |at: usize| self.element.and_then(|element| element.get(at));
        let loops: Vec<(usize, &Range)> =
            places.clone().filter_map(|(at, place)| Some((at, ranges.get(&place.name)?))).collect();
        let standing = |at: usize, each: &Range| element(at).unwrap_or(&each.name).clone();
        if let Some((at, same)) = loops.iter().find(|(_, each)| each.name == *usage) {
            return Some(standing(*at, same));
        }
        let image = |element: &Name| range.images.get(element).cloned();
        if let Some((at, _)) = loops.iter().find(|(_, each)| each.elements.iter().all(|each| image(each).is_some())) {
            return element(*at).and_then(image);
        }
        let partner = |each: &Range, own: &Name| range.partner(each, own);
        if let Some((at, each)) =
            loops.iter().find(|(_, each)| each.elements.iter().all(|own| partner(each, own).is_some()))
        {
            return element(*at).and_then(|own| partner(each, own));
        }
        let fixed = places.filter(|(_, place)| ranges.get(&place.name).is_none());
        if let Some(element) = fixed.map(|(_, place)| &place.name).find_map(image) {
            return Some(element);
        }
        let mut inside = loops.iter().filter(|(_, each)| each.elements.iter().all(|each| range.has(each)));
        match (inside.next(), inside.next()) {
            (Some((at, only)), None) => Some(standing(*at, only)),
            _ => Some(usage.clone()),
        }
    }
}
