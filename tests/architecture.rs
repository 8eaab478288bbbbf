//! The shape of the code is the one that ARCHITECTURE.md draws.

use crate::pipeline::root;
use std::fs;
use std::path::PathBuf;

/// Every crate, and the crates of the project that it may use outside its tests.
const GRAPH: [(&str, &[&str]); 5] = [
    ("outpace-syntax", &[]),
    ("outpace-engine", &[]),
    ("outpace-study", &["outpace-syntax"]),
    ("outpace", &["outpace-engine", "outpace-study", "outpace-syntax"]),
    ("outpace-cli", &["outpace", "outpace-engine", "outpace-study", "outpace-syntax"]),
];

/// Lines that a file may have: about one thing, read in one sitting.
const MOST_LINES: usize = 550;

fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![root().join("crates")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source file in UTF-8");
                sources.push((path, text));
            }
        }
    }
    sources.sort();
    sources
}

/// The names under `[dependencies]` of a crate that are crates of the project, sorted.
fn dependencies(name: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).expect("a manifest");
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("outpace")).map(str::to_string).collect();
    names.sort();
    names
}

#[test]
fn crates_depend_on_each_other_as_drawn() {
    for (name, expected) in GRAPH {
        assert_eq!(dependencies(name), expected, "{name}");
    }
    let count = fs::read_dir(root().join("crates")).expect("the folder of the crates").count();
    assert_eq!(count, GRAPH.len(), "every crate is in the graph");
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|(path, text)| !path.ends_with("tests.rs") && !text.starts_with("//! "))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "without `//!`: {silent:#?}");
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let long: Vec<String> = sources()
        .iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_code_is_a_constant_of_the_table() {
    let literals: Vec<String> = sources()
        .iter()
        .filter(|(path, _)| !path.ends_with("tests.rs") && !path.ends_with("diagnostic.rs"))
        .flat_map(|(path, text)| {
            let lines = text
                .lines()
                .enumerate()
                .filter(|(_, line)| line.contains("error(Code(") || line.contains("warning(Code("));
            lines.map(|(at, line)| format!("{}:{}: {}", path.display(), at + 1, line.trim())).collect::<Vec<_>>()
        })
        .collect();
    assert!(literals.is_empty(), "{literals:#?}");
}

/// Words in backticks that are paths of the repository: they hold a slash and nothing that a path does not.
fn paths_in(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let plain = |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let tops = ["crates/", "docs/", "tests/", "studies/"];
    quoted.filter(plain).filter(|word| tops.iter().any(|top| word.starts_with(top))).collect()
}

#[test]
fn files_that_the_handbook_names_exist() {
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        let text = fs::read_to_string(root().join(name)).expect("a page of the repository");
        for path in paths_in(&text) {
            assert!(root().join(path).exists(), "{name} names `{path}`");
        }
    }
}

#[test]
fn every_deviation_from_vensim_is_in_the_guide() {
    let guide = fs::read_to_string(root().join("docs/engine.md")).expect("the page about the engine");
    let marks = |text: &str| text.matches("DIFFERENCE: ").count() - text.matches("const DIFFERENCE: ").count();
    for (path, text) in sources().iter().filter(|(_, text)| marks(text) > 0) {
        let name = path.display().to_string();
        let short = name.rsplit("/src/").next().unwrap_or_default();
        assert_eq!(marks(text), guide.matches(&format!("`{short}`")).count(), "{short}");
    }
}
