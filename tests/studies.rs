//! The built-in studies are sound, and the program holds all of their files.

use crate::pipeline::{Texts, examine, listed, root, texts_of};
use outpace::builtin;
use outpace_syntax::Severity;
use std::fs;

#[test]
fn the_program_holds_every_file_of_every_study() {
    for study in builtin::ALL {
        let inside: Texts = study.files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
        let mut folder = texts_of(&root().join("studies").join(study.name));
        folder.retain(|path, _| !path.starts_with('.'));
        let paths = |texts: &Texts| texts.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&inside), paths(&folder), "{}", study.name);
    }
}

#[test]
fn every_study_is_in_the_program() {
    let entries = fs::read_dir(root().join("studies")).expect("the folder of the studies");
    let folders = entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().join("study.toml").is_file()));
    assert_eq!(folders.count(), builtin::ALL.len());
}

#[test]
fn built_in_studies_have_no_errors() {
    for study in builtin::ALL {
        let (files, _, mut diagnostics) = examine(&texts_of(&root().join("studies").join(study.name)));
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        assert!(diagnostics.is_empty(), "{}:\n{}", study.name, listed(&files, &diagnostics));
    }
}
