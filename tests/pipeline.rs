//! The path from text to everything that is wrong with it, as the program goes it.

use outpace::run::{copula, lower_scenario};
use outpace_study::study::{self, Study};
use outpace_syntax::{Diagnostic, File, FileSet, Severity, trees};
use outpace_tests::markdown::Fence;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Texts by path, relative to their study.
pub type Texts = BTreeMap<String, String>;

/// The folder of the whole repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a study folder and of its `facts`.
pub fn texts_of(folder: &Path) -> Texts {
    let mut texts = Texts::new();
    for (folder, prefix) in [(folder.to_path_buf(), ""), (folder.join("facts"), "facts/")] {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.expect("an entry of a folder").path()).filter(|path| path.is_file()) {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            texts.insert(format!("{prefix}{name}"), text);
        }
    }
    texts
}

/// A study with the blocks of a page: `file=…` takes the place of a file, `add=…` goes to its end. `None` where no block
/// does either.
pub fn with_fences(mut texts: Texts, fences: &[Fence]) -> Option<Texts> {
    let mut changed = false;
    for fence in fences {
        if let Some(path) = fence.attribute("file") {
            texts.insert(path.to_string(), fence.text.clone());
            changed = true;
        }
        if let Some(path) = fence.attribute("add") {
            texts.entry(path.to_string()).or_default().push_str(&fence.text);
            changed = true;
        }
    }
    changed.then_some(texts)
}

/// A study from its texts, and everything that is wrong with it up to the first step of its model.
pub fn examine(texts: &Texts) -> (FileSet, Study, Vec<Diagnostic>) {
    let mut files = FileSet::default();
    for (path, text) in texts {
        files.add(File::new(path.as_str(), text.as_str()));
    }
    let (trees, mut diagnostics) = trees::parse(&files);
    let (study, resolved) = study::resolve(trees);
    diagnostics.extend(resolved);
    match lower_scenario(&study, 0, &study.parameters) {
        Ok(lowered) => diagnostics.extend(lowered.warnings),
        Err(problems) => diagnostics.extend(problems),
    }
    diagnostics.extend(copula(&study, &study.parameters).err().unwrap_or_default());
    if diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Warning) {
        diagnostics.extend(study.unused_sources());
    }
    (files, study, diagnostics)
}

/// Diagnostics as lines, for messages of failing tests.
pub fn listed(files: &FileSet, diagnostics: &[Diagnostic]) -> String {
    let lines = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.labels.first().map_or(String::new(), |label| {
            let file = files.get(label.span.file);
            format!("{}:{}: ", file.path, file.line_column(label.span.start).0)
        });
        format!("  {place}[{}] {}\n", diagnostic.code.0, diagnostic.message)
    });
    lines.collect()
}
