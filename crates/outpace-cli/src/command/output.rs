//! Where a result goes: what cannot be written is refused before anything runs, and so is what would replace a file that
//! the result is made of.

use crate::Exit;
use crate::terminal::Terminal;
use outpace_syntax::FileSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a file is to be Parquet, by its name.
pub fn is_parquet(path: &Path) -> bool {
    ends_with(path, "parquet")
}

/// Refuses a table whose name asks for a format that we do not write, and one that has no place.
pub fn check_output(path: Option<&Path>, terminal: &Terminal) -> Result<(), Exit> {
    let Some(path) = path else { return Ok(()) };
    if !ends_with(path, "csv") && !is_parquet(path) {
        let message = format!("`{}` names no format that can be written", path.display());
        terminal.fail(&message, "end the name in .csv or .parquet");
        return Err(Exit::Misuse);
    }
    check_place(path, terminal)
}

/// Refuses a file that would replace a folder, or stand in one that there is not.
pub fn check_place(path: &Path, terminal: &Terminal) -> Result<(), Exit> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let why = match (path.is_dir(), folder.is_dir()) {
        (true, _) => "a folder has this name".into(),
        (_, false) => format!("there is no folder `{}`", folder.display()),
        (false, true) => return Ok(()),
    };
    terminal.fail(&format!("`{}` cannot be written: {why}", path.display()), "");
    Err(Exit::Problems)
}

/// Refuses to write over what is read: whoever means that would not have it any more to run again.
pub fn spare(path: Option<&Path>, files: &FileSet, tables: &[PathBuf], terminal: &Terminal) -> Result<(), Exit> {
    // What does not exist yet replaces nothing.
    let Some((path, target)) = path.and_then(|path| Some((path, fs::canonicalize(path).ok()?))) else { return Ok(()) };
    let mut read = files.iter().map(|(_, file)| Path::new(&file.path)).chain(tables.iter().map(PathBuf::as_path));
    if !read.any(|file| fs::canonicalize(file).is_ok_and(|file| file == target)) {
        return Ok(());
    }
    terminal
        .fail(&format!("`{}` is read here, so it is not written over", path.display()), "give the result another name");
    Err(Exit::Misuse)
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}
