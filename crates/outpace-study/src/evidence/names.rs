//! Names to indices: the look-ups of [`Evidence`].

use std::collections::BTreeMap;

use outpace_syntax::Name;

use super::Evidence;

/// Indices by folded name.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub sources: BTreeMap<String, usize>,
    pub entities: BTreeMap<String, usize>,
    pub metrics: BTreeMap<String, usize>,
    pub groups: BTreeMap<String, usize>,
}

/// The canonical name with hyphens as blanks.
pub(super) fn key(name: &Name) -> String {
    let blanks = name.canonical().replace('-', " ");
    blanks.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`key`] of a text.
pub(super) fn key_of(text: &str) -> String {
    key(&Name::new(text))
}

impl Evidence {
    /// The metric with this id or name.
    pub fn find_metric(&self, name: &Name) -> Option<usize> {
        self.names.metrics.get(&key(name)).copied()
    }

    /// The entity with this id, name or alias.
    pub fn find_entity(&self, name: &Name) -> Option<usize> {
        self.names.entities.get(&key(name)).copied()
    }

    /// The source with exactly this id.
    pub fn find_source(&self, id: &str) -> Option<usize> {
        self.names.sources.get(id.trim()).copied()
    }

    /// The names of the members of a group, each of which [`Evidence::find_entity`] finds.
    pub fn group(&self, name: &Name) -> Option<Vec<Name>> {
        let group = &self.groups[*self.names.groups.get(&key(name))?];
        Some(group.members.iter().map(|member| Name::new(&self.entities[*member].id)).collect())
    }

    /// Ids and names of all metrics.
    pub fn metric_names(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().flat_map(|metric| [metric.name.as_str(), metric.id.as_str()])
    }

    /// Names and ids of all entities.
    pub fn entity_names(&self) -> impl Iterator<Item = &str> {
        self.entities.iter().flat_map(|entity| [entity.name.as_str(), entity.id.as_str()])
    }

    /// Names of all groups.
    pub fn group_names(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(|group| group.name.as_str())
    }
}

/// Whether a text is the name with this folded form.
pub(crate) fn same_name(text: &str, folded: &str) -> bool {
    key_of(text) == folded
}
