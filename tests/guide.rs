//! The guide is true: its links lead somewhere, its files are sound, and its expressions mean something.
//!
//! Blocks with `file=…` (or `add=…`) replace (or extend) files of the study `robots`, those under one heading
//! together. Each line of an `expr` block is bound within the study that it names. Console blocks are played by
//! the tests of the command line.

use crate::pipeline::{Texts, examine, listed, root, texts_of, with_fences};
use outpace_study::claim::About;
use outpace_study::study::Study;
use outpace_syntax::formula::Formula;
use outpace_syntax::{FileId, Severity};
use outpace_tests::markdown::{Fence, Page, pages};

/// The pages that a reader reads: all but those of diagnostics, which have tests of their own.
fn guide() -> Vec<Page> {
    let of_diagnostics = root().join("docs/diagnostics");
    pages(&root().join("docs")).into_iter().filter(|page| !page.path.starts_with(&of_diagnostics)).collect()
}

fn study_folder(name: &str) -> Texts {
    texts_of(&root().join("studies").join(name))
}

#[test]
fn links_between_files_lead_somewhere() {
    let mut dead = Vec::new();
    let front = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let front = front.map(|name| Page::read(&root().join(name)));
    for page in pages(&root().join("docs")).into_iter().chain(front) {
        let folder = page.path.parent().expect("a page is in a folder");
        for link in page.links() {
            let target = link.split('#').next().unwrap_or_default();
            // Pictures are made from the program's own pages, and are not always at hand.
            let inside = !target.is_empty() && !target.contains("://") && !target.ends_with(".png");
            if inside && !folder.join(target).exists() {
                dead.push(format!("{}: {link}", page.path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn files_in_the_guide_are_sound() {
    let mut wrong = String::new();
    for page in guide() {
        let fences = page.fences();
        for fences in fences.chunk_by(|left, right| left.heading == right.heading) {
            let Some(texts) = with_files(fences) else { continue };
            let (files, _, mut diagnostics) = examine(&texts);
            diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
            if !diagnostics.is_empty() {
                let place = format!("{}, {}", page.path.display(), fences[0].heading);
                wrong += &format!("{place}:\n{}", listed(&files, &diagnostics));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The study `robots` with the files of some blocks; `None` where there are none.
fn with_files(fences: &[Fence]) -> Option<Texts> {
    with_fences(study_folder("robots"), fences)
}

#[test]
fn expressions_in_the_guide_mean_something() {
    let studies: Vec<(&str, Study)> =
        ["ai-race", "robots"].map(|name| (name, examine(&study_folder(name)).1)).into_iter().collect();
    let mut wrong = String::new();
    for page in guide() {
        for fence in page.fences().into_iter().filter(|fence| fence.language == "expr") {
            let named = fence.attribute("study").unwrap_or("robots");
            let (_, study) = studies.iter().find(|(name, _)| *name == named).expect("a built-in study");
            for line in fence.text.lines().filter(|line| !line.is_empty()) {
                let mut diagnostics = Vec::new();
                let formula = Formula::parse(FileId(0), line, 0, &mut diagnostics);
                diagnostics.extend(study.bind(&formula.expr, About::Both, 0).err().into_iter().flatten());
                for diagnostic in diagnostics {
                    wrong += &format!("{}: `{line}`: {}\n", page.path.display(), diagnostic.message);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
