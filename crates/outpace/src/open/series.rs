//! Data files that somebody names on the command line: series for the model's data variables.

use super::sheets;
use crate::reason;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::series::SeriesSet;
use outpace_syntax::mdl::sheet::{MAX_CELLS, Sheet};
use outpace_syntax::{Diagnostic, File};
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in for a data file where none is named: the first of these beside the model.
const BESIDE: [&str; 3] = ["data.csv", "data.tab", "data.xlsx"];

/// The most bytes that a data file may have.
const MAX_BYTES: u64 = 256 << 20;

/// The data file beside a model, if there is one.
pub fn beside(folder: &Path) -> Option<PathBuf> {
    BESIDE.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

/// The series of some files; of two with the same name the later one's.
pub fn open_series(paths: &[PathBuf]) -> (SeriesSet, Vec<Diagnostic>) {
    let (mut set, mut diagnostics) = (SeriesSet::default(), Vec::new());
    for path in paths {
        match read(path) {
            Ok(series) if series.is_empty() => {
                let message = format!("`{}` holds no series over time", path.display());
                let help = "write the times down the first column, and a column for each variable with its name on top";
                diagnostics.push(Diagnostic::error(codes::UNREADABLE_FILE, message).help(help));
            }
            Ok(series) => set.extend(series),
            Err(why) => {
                let message = format!("`{}` cannot be read: {why}", path.display());
                diagnostics.push(Diagnostic::error(codes::UNREADABLE_FILE, message));
            }
        }
    }
    (set, diagnostics)
}

fn read(path: &Path) -> Result<SeriesSet, String> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !["csv", "tab", "tsv", "txt", "dat", "xlsx", "xls"].contains(&ending.as_str()) {
        return Err("data files end in .csv, .tab, .tsv, .txt, .dat, .xlsx or .xls".to_string());
    }
    let size = fs::metadata(path).map_err(|error| reason(&error))?.len();
    if size > MAX_BYTES {
        return Err(format!("it has more than {MAX_BYTES} bytes"));
    }
    let bytes = fs::read(path).map_err(|error| reason(&error))?;
    let text = || File::decode(&path.display().to_string(), &bytes).0.text;
    let sheet = match ending.as_str() {
        "xlsx" | "xls" => sheets::first_sheet(&bytes, MAX_CELLS)?,
        "dat" => return Ok(SeriesSet::of_text(&text())),
        "csv" => Sheet::from_text(&text(), ','),
        _ => Sheet::from_text(&text(), '\t'),
    };
    if sheet.len() >= MAX_CELLS {
        return Err(format!("it has more than {MAX_CELLS} cells"));
    }
    Ok(SeriesSet::of_sheet(&sheet))
}
