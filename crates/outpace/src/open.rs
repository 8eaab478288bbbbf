//! open: a folder, a model file or a built-in study → [`FileSet`]. The only place that reads a study.
//!
//! Everything is read once, up front; later stages point into what was read and never touch the disk, so that what
//! a diagnostic shows is what was judged.

#[cfg(test)]
mod tests;

mod series;
mod sheets;

pub use series::{beside, open_series};
pub use sheets::{drop_unread, open_sheets, open_sheets_within, tables};

use crate::builtin::{self, Builtin};
use crate::reason;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::file::MAX_FILE_BYTES;
use outpace_syntax::name::nearest;
use outpace_syntax::xmile::is_xmile;
use outpace_syntax::{Diagnostic, File, FileSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The most files a study may have.
const MAX_FILES: usize = 1_000;

/// Where a study or model is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A study inside the program.
    Builtin(&'static Builtin),
    /// A study folder.
    Folder(PathBuf),
    /// A single model file.
    Model(PathBuf),
}

/// Why nothing could be opened; the whole command ends with it.
#[derive(Debug, Clone, PartialEq)]
pub struct NotFound {
    /// What the user asked for.
    pub asked: String,
    /// What to do.
    pub help: String,
}

impl std::fmt::Display for NotFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no study or model `{}`", self.asked)
    }
}

/// Finds what the user means: a path to a folder or a model file, a built-in study by name, and without a word the
/// folder one stands in if it is a study, else `ai-race`.
pub fn locate(asked: Option<&str>, here: &Path) -> Result<Place, NotFound> {
    let Some(asked) = asked else {
        return Ok(match here.join("study.toml").is_file() {
            true => Place::Folder(PathBuf::from(".")),
            false => Place::Builtin(builtin::default()),
        });
    };
    let path = Path::new(asked);
    if path.is_dir() {
        return match path.join("study.toml").is_file() {
            true => Ok(Place::Folder(path.to_path_buf())),
            false => Err(NotFound {
                asked: asked.to_string(),
                help: format!(
                    "the folder has no study.toml; `outpace new {asked}/my-study` makes a study to start from"
                ),
            }),
        };
    }
    if path.is_file() {
        return Ok(match path.file_name().is_some_and(|name| name == "study.toml") {
            true => Place::Folder(path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).into()),
            false => Place::Model(path.to_path_buf()),
        });
    }
    if let Some(builtin) = builtin::find(asked) {
        return Ok(Place::Builtin(builtin));
    }
    let names: Vec<&str> = builtin::ALL.iter().map(|study| study.name).collect();
    let help = match nearest(asked, names.iter().copied()) {
        Some(name) => format!("did you mean the built-in study `{name}`?"),
        None => format!("give a study folder, a model file, or a built-in study: {}", names.join(", ")),
    };
    Err(NotFound { asked: asked.to_string(), help })
}

/// Reads all files of a place. Files that cannot be read give diagnostics; the others are there.
pub fn open(place: &Place) -> (FileSet, Vec<Diagnostic>) {
    let mut files = FileSet::default();
    let mut diagnostics = Vec::new();
    match place {
        Place::Builtin(study) => {
            for (path, text) in study.files {
                files.add(File::new(*path, *text));
            }
        }
        Place::Folder(root) => {
            let mut paths = study_paths(root);
            if paths.len() > MAX_FILES {
                let message = format!("the study has {} files, and {MAX_FILES} are read", paths.len());
                diagnostics
                    .push(Diagnostic::error(codes::TOO_LARGE, message).help("join small files into larger ones"));
                paths.truncate(MAX_FILES);
            }
            for path in paths {
                let (full, shown) = (root.join(&path), shown(root, &path));
                if leads_out_of(root, &full) {
                    let message = format!("`{shown}` leads out of the folder of the study: it is not read");
                    let outside = Diagnostic::error(codes::UNREADABLE_FILE, message);
                    diagnostics.push(outside.help("put the file itself into the folder instead of a link to it"));
                    continue;
                }
                read(&full, &shown, &mut files, &mut diagnostics);
            }
        }
        Place::Model(path) => read(path, &path.display().to_string(), &mut files, &mut diagnostics),
    }
    (files, diagnostics)
}

/// The folder that a study or model is in; `None` for what is inside the program.
pub fn folder(place: &Place) -> Option<&Path> {
    match place {
        Place::Builtin(_) => None,
        Place::Folder(root) => Some(root),
        Place::Model(path) => path.parent().map(|folder| match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        }),
    }
}

/// Whether a path in a folder is by way of links a file elsewhere. A study may come from anybody, and what it shows may
/// be handed on: it is made of its own files only.
fn leads_out_of(root: &Path, path: &Path) -> bool {
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(path)) => !path.starts_with(root),
        _ => false,
    }
}

/// Reads one more file that the user named on the command line.
pub fn open_file(path: &Path, files: &mut FileSet) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    read(path, &path.display().to_string(), files, &mut diagnostics);
    diagnostics
}

/// How a file of a study is named in messages: as the user would type it from where they stand.
fn shown(root: &Path, path: &str) -> String {
    match root == Path::new(".") {
        true => path.to_string(),
        false => root.join(path).display().to_string(),
    }
}

/// The text files that make up a study, in a fixed order: those of the folder, then those of `facts/`.
fn study_paths(root: &Path) -> Vec<String> {
    let list = |folder: &Path, prefix: &str| -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| is_text_of_a_study(name))
            .map(|name| format!("{prefix}{name}"))
            .collect();
        names.sort();
        names
    };
    let mut paths = list(root, "");
    paths.extend(list(&root.join("facts"), "facts/").into_iter().filter(|path| path.ends_with(".csv")));
    paths
}

/// Whether a file belongs to a study by its name: the formats that we parse.
fn is_text_of_a_study(name: &str) -> bool {
    !name.starts_with('.')
        && matches!(name, "study.toml" | "scenarios.toml" | "claims.toml" | "sources.bib" | "brief.md")
        || (!name.starts_with('.') && (name.to_lowercase().ends_with(".csv") || is_model(name)))
}

/// Whether a file is a model by the ending of its name.
fn is_model(name: &str) -> bool {
    name.to_lowercase().ends_with(".mdl") || is_xmile(name)
}

fn read(path: &Path, shown: &str, files: &mut FileSet, diagnostics: &mut Vec<Diagnostic>) {
    match read_bytes(path) {
        Ok(bytes) => {
            let (file, faults) = File::decode(shown, &bytes);
            let id = files.add(file);
            diagnostics.extend(faults(id));
        }
        Err(fault) => diagnostics.push(match fault {
            ReadFault::TooLarge(bytes) => Diagnostic::error(
                codes::FILE_TOO_LARGE,
                format!("`{shown}` has {bytes} bytes; a file of a study may have {MAX_FILE_BYTES}"),
            )
            .help("split the file, or leave out what the study does not need"),
            ReadFault::Io(error) => {
                Diagnostic::error(codes::UNREADABLE_FILE, format!("`{shown}` cannot be read: {}", reason(&error)))
                    .help("check that the file exists and that you may read it")
            }
        }),
    }
}

enum ReadFault {
    TooLarge(u64),
    Io(io::Error),
}

/// The bytes of a regular file, refused before reading where it is too large.
fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadFault> {
    let size = fs::metadata(path).map_err(ReadFault::Io)?.len();
    if size > MAX_FILE_BYTES as u64 {
        return Err(ReadFault::TooLarge(size));
    }
    fs::read(path).map_err(ReadFault::Io)
}
