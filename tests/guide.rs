//! The guide is true: its links lead somewhere.

use crate::pipeline::root;
use outpace_tests::markdown::pages;

#[test]
fn links_between_files_lead_somewhere() {
    let mut dead = Vec::new();
    for page in pages(&root().join("docs")) {
        let folder = page.path.parent().expect("a page is in a folder");
        for link in page.links() {
            let target = link.split('#').next().unwrap_or_default();
            let inside = !target.is_empty() && !target.contains("://");
            if inside && !folder.join(target).exists() {
                dead.push(format!("{}: {link}", page.path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
