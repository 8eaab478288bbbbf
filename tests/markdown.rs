//! Markdown pages as data: their headings, links and fenced blocks.
//!
//! The information behind the opening fence says what a block is for: its language, and words such as
//! `file=claims.toml` (the block is this file), `add=claims.toml` (it is added to the end of this file) or
//! `study=robots` (it is read within this study).

use std::fs;
use std::path::{Path, PathBuf};

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// A fenced block.
#[derive(Debug, Clone, Default)]
pub struct Fence {
    /// The first word behind the fence.
    pub language: String,
    /// The other words, `key=value`.
    attributes: Vec<(String, String)>,
    /// What it holds, each line ended.
    pub text: String,
    /// The heading above it, without signs.
    pub heading: String,
    /// The line of its first line, from 1.
    pub line: usize,
}

impl Fence {
    /// What the information says about `key`.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

/// Every Markdown page below a folder, sorted by path.
pub fn pages(folder: &Path) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.expect("an entry of a folder").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                pages.push(Page::read(&path));
            }
        }
    }
    pages.sort_by(|left, right| left.path.cmp(&right.path));
    pages
}

impl Page {
    /// The page in a file.
    pub fn read(path: &Path) -> Page {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Page { path: path.to_path_buf(), text }
    }

    /// The file's name without `.md`.
    pub fn name(&self) -> &str {
        self.path.file_stem().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Its fenced blocks, in order.
    pub fn fences(&self) -> Vec<Fence> {
        let mut fences = Vec::new();
        let mut open: Option<Fence> = None;
        let mut heading = String::new();
        for (at, line) in self.text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(information)) => open = Some(opened(information, &heading, at + 2)),
                (None, None) if line.starts_with('#') => heading = line.trim_matches(['#', ' ']).to_string(),
                (None, None) => {}
                (Some(_), Some(_)) => fences.extend(open.take()),
                (Some(fence), None) => {
                    fence.text.push_str(line);
                    fence.text.push('\n');
                }
            }
        }
        assert!(open.is_none(), "{}: a fenced block is not closed", self.path.display());
        fences
    }

    /// The targets of its links, outside fenced blocks.
    pub fn links(&self) -> Vec<String> {
        let mut links = Vec::new();
        let mut fenced = false;
        for line in self.text.lines() {
            fenced ^= line.starts_with("```");
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            links.extend(targets.filter(|_| !fenced).map(str::to_string));
        }
        links
    }
}

fn opened(information: &str, heading: &str, line: usize) -> Fence {
    let mut words = information.split_whitespace();
    let language = words.next().unwrap_or_default().to_string();
    let attributes = words.filter_map(|word| word.split_once('='));
    let attributes = attributes.map(|(key, value)| (key.to_string(), value.to_string())).collect();
    Fence { language, attributes, heading: heading.to_string(), line, ..Fence::default() }
}
