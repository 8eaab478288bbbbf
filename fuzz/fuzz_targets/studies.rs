//! A whole study: files separated by lines `=== name`, parsed and resolved together.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outpace_study::study;
use outpace_syntax::{File, FileSet, trees};

fuzz_target!(|text: &str| {
    let mut files = FileSet::default();
    for part in text.split("=== ").skip(1) {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        files.add(File::new(name.trim(), text));
    }
    let (trees, _) = trees::parse(&files);
    drop(study::resolve(trees));
});
