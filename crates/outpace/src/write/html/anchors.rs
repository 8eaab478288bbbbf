//! Anchors: every id of the page once, whatever the names in the study.

use std::collections::BTreeSet;

use crate::write::escape;

/// The ids given out so far.
pub struct Anchors {
    taken: BTreeSet<String>,
}

impl Anchors {
    /// Anchors for a page whose frame has its own, among them those of the references.
    ///
    /// Those of citations begin with `cite-`, of claims with `claim-`, of charts with `chart-`: a heading may not.
    pub fn new(references: usize) -> Anchors {
        let mut taken: BTreeSet<String> = ["main", "verdicts", "references"].map(String::from).into();
        taken.extend((1..=references).map(|number| format!("ref-{number}")));
        Anchors { taken }
    }

    pub fn heading(&mut self, text: &str) -> String {
        let slug = escape::slug(text);
        let reserved = ["cite-", "claim-", "chart-"].iter().any(|start| slug.starts_with(start));
        self.take(if reserved { format!("section-{slug}") } else { slug })
    }

    pub fn claim(&mut self, id: &str) -> String {
        self.take(format!("claim-{}", escape::slug(id)))
    }

    pub fn chart(&mut self, id: &str) -> String {
        self.take(format!("chart-{}", escape::slug(id)))
    }

    fn take(&mut self, wanted: String) -> String {
        let mut anchor = wanted.clone();
        let mut count = 1;
        while self.taken.contains(&anchor) {
            count += 1;
            anchor = format!("{wanted}-{count}");
        }
        self.taken.insert(anchor.clone());
        anchor
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn an_anchor_is_given_once() {
        let mut anchors = Anchors::new(2);
        assert_eq!(anchors.heading("What decides it?"), "what-decides-it");
        assert_eq!(anchors.heading("What decides it"), "what-decides-it-2");
        assert_eq!(anchors.heading("Verdicts"), "verdicts-2");
        assert_eq!(anchors.heading("Ref 2"), "ref-2-2");
        assert_eq!(anchors.heading("Claim x"), "section-claim-x");
        assert_eq!(anchors.claim("x"), "claim-x");
        assert_eq!(anchors.heading("漢字"), "part");
    }
}
