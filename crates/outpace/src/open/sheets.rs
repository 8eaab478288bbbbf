//! The tables that a model reads: text files and workbooks in the model's own folder, and nowhere else.

#[cfg(test)]
mod tests;

use super::series::open_series;
use crate::reason;
use calamine::{Data, Reader, Xls, Xlsx};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::mdl::series::SeriesSet;
use outpace_syntax::mdl::sheet::{self, Area, Cell, MAX_CELLS, Sheet, Source};
use outpace_syntax::{Diagnostic, File};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};
use zip::ZipArchive;

/// The most tables that a model may read.
const MAX_SHEETS: usize = 10_000;
/// What the table of a run ends in, by which is taken first.
const EXPORTED: [&str; 6] = ["csv", "tab", "tsv", "dat", "xlsx", "xls"];
/// The most bytes that all files together may have.
const MAX_BYTES: u64 = 256 << 20;
/// The most bytes that the parts of one workbook, which are compressed, may have unpacked.
const MAX_UNPACKED: u64 = 512 << 20;
/// And those of all workbooks, each counted as often as one of its tabs is read.
const MAX_UNPACKED_TOGETHER: u64 = 4 << 30;

/// Reads the tables that a model asks for from the folder it is in; gives what could not be read.
pub fn open_sheets(folder: &Path, tree: &mut ModelTree) -> Vec<Diagnostic> {
    open_sheets_within(folder, None, tree)
}

/// Reads the tables that a model asks for from anywhere in the folder `within`, which the user names: published models keep
/// tables beside the folder that they are in. Gives what could not be read.
pub fn open_sheets_within(folder: &Path, within: Option<&Path>, tree: &mut ModelTree) -> Vec<Diagnostic> {
    let sources = sheet::sources(tree);
    let mut reader = Reading {
        folder,
        within,
        files: BTreeMap::new(),
        bytes_left: MAX_BYTES,
        cells_left: MAX_CELLS,
        unpacked_left: MAX_UNPACKED_TOGETHER,
    };
    let mut diagnostics = Vec::new();
    for (count, source) in sources.into_iter().enumerate() {
        if count == MAX_SHEETS {
            let message = format!("the model reads more than {MAX_SHEETS} tables");
            diagnostics.push(Diagnostic::error(codes::TOO_LARGE, message).at(source.span, "not read from here on"));
            break;
        }
        match reader.sheet(&source) {
            Ok(sheet) => drop(tree.sheets.tables.insert((source.file, source.tab), sheet)),
            Err(refusal) => diagnostics.push(told(refusal, &source)),
        }
    }
    for source in sheet::runs(tree).into_iter().take(MAX_SHEETS) {
        match reader.run(&source.file) {
            Ok(run) => drop(tree.sheets.runs.insert(source.file, run)),
            Err(refusal) => diagnostics.push(told(refusal, &source)),
        }
    }
    diagnostics
}

/// Leaves out that a table is not there where it was told why.
pub fn drop_unread(resolved: &mut Vec<Diagnostic>, unread: &[Diagnostic]) {
    let place = |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| label.span);
    let told: BTreeSet<_> = unread.iter().filter_map(place).collect();
    resolved.retain(|problem| {
        problem.code != codes::MISSING_FILE || place(problem).is_none_or(|span| !told.contains(&span))
    });
}

/// Where the tables lie that a model in this folder asks for, whether they are there or not.
pub fn tables(folder: &Path, tree: &ModelTree) -> Vec<PathBuf> {
    let tables = sheet::sources(tree).into_iter().map(|source| source.file);
    let runs = sheet::runs(tree).into_iter().flat_map(|run| exports(&run.file).collect::<Vec<_>>());
    tables.chain(runs).map(|file| folder.join(file.replace('\\', "/"))).collect()
}

/// Why a table cannot be read, in a sentence, and what to do.
type Refusal = (outpace_syntax::Code, String, String);

fn told((code, message, help): Refusal, source: &Source) -> Diagnostic {
    Diagnostic::error(code, message).at(source.span, "").help(help)
}

struct Reading<'a> {
    folder: &'a Path,
    within: Option<&'a Path>,
    files: BTreeMap<String, Vec<u8>>,
    bytes_left: u64,
    cells_left: usize,
    unpacked_left: u64,
}

impl Reading<'_> {
    fn sheet(&mut self, source: &Source) -> Result<Sheet, Refusal> {
        let path = self.path(&source.file)?;
        self.load(&source.file, &path)?;
        let bytes = self.files.get(&source.file).map(Vec::as_slice).unwrap_or_default();
        let (cells, unpacked_left) = (self.cells_left, &mut self.unpacked_left);
        let sheet = match bytes {
            [b'P', b'K', ..] | [0xD0, 0xCF, ..] => {
                // The library that reads workbooks is not ours: what it trips over is a broken file.
                let read = || {
                    *unpacked_left = unpacked_left.checked_sub(unpacked(bytes, MAX_UNPACKED)?).ok_or_else(too_large)?;
                    workbook(bytes, &source.tab, cells)
                };
                catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("it is broken".to_string()))
            }
            _ => {
                let (file, _) = File::decode(&source.file, bytes);
                Ok(Sheet::from_text(&file.text, delimiter(source)))
            }
        };
        let sheet = sheet.map_err(|why| {
            let message = format!("`{}` of `{}` cannot be read: {why}", source.tab, source.file);
            (
                codes::UNREADABLE_FILE,
                message,
                "check the name of the tab, and that the file opens elsewhere".to_string(),
            )
        })?;
        if sheet.len() >= cells {
            let message = format!("the tables of this model have more than {MAX_CELLS} cells");
            return Err((codes::TOO_LARGE, message, "leave out what the model does not need".to_string()));
        }
        self.cells_left -= sheet.len();
        Ok(sheet)
    }

    /// A run of a model, from a table that it was exported to. Vensim's own files of runs (`.vdf`, `.vdfx`) are not
    /// described anywhere.
    fn run(&mut self, file: &str) -> Result<SeriesSet, Refusal> {
        let Some(path) = exports(file).find_map(|name| self.path(&name).ok()) else {
            let message = format!("the run `{file}` cannot be read: nothing says how Vensim stores runs");
            let name = exports(file).next().unwrap_or_default();
            let help = format!("export it as `{name}` to the same place: from there it is read");
            return Err((codes::MISSING_FILE, message, help));
        };
        let size = fs::metadata(&path).map_or(0, |data| data.len());
        self.bytes_left = self.bytes_left.checked_sub(size).ok_or_else(too_many_bytes)?;
        let (series, problems) = open_series(std::slice::from_ref(&path));
        match problems.into_iter().next() {
            Some(problem) => Err((problem.code, problem.message, problem.help.unwrap_or_default())),
            None => Ok(series),
        }
    }

    /// Where a file is: in the folder of the model or below it, also when links are followed.
    fn path(&self, file: &str) -> Result<PathBuf, Refusal> {
        let outside = || {
            let (place, help) = match self.within {
                None => (
                    "in the folder of the model",
                    "put the file beside the model and name it without a path, or name a folder that has both: --within DIR",
                ),
                Some(_) => ("in the folder of --within", "name a folder that has the model and all of its tables"),
            };
            (codes::UNSUPPORTED_CONSTRUCT, format!("`{file}` is not {place}"), help.to_string())
        };
        // Vensim is at home where a backslash parts folders.
        let relative = PathBuf::from(file.replace('\\', "/"));
        let up = self.within.is_some();
        let inside = |part: Component| match part {
            Component::Normal(_) | Component::CurDir => true,
            Component::ParentDir => up,
            Component::Prefix(_) | Component::RootDir => false,
        };
        if file.contains(':') || !relative.components().all(inside) {
            return Err(outside());
        }
        let missing = |_| {
            let message = format!("there is no file `{file}` in the folder of the model");
            (codes::MISSING_FILE, message, "put it beside the model".to_string())
        };
        let path = fs::canonicalize(self.folder.join(&relative));
        let path = path.or_else(|_| fs::canonicalize(ignoring_case(self.folder, &relative))).map_err(missing)?;
        let root = fs::canonicalize(self.within.unwrap_or(self.folder)).map_err(missing)?;
        if path.starts_with(root) { Ok(path) } else { Err(outside()) }
    }

    fn load(&mut self, file: &str, path: &Path) -> Result<(), Refusal> {
        if self.files.contains_key(file) {
            return Ok(());
        }
        let unreadable = |error: std::io::Error| {
            let message = format!("`{file}` cannot be read: {}", reason(&error));
            (codes::UNREADABLE_FILE, message, "check that you may read it".to_string())
        };
        let size = fs::metadata(path).map_err(unreadable)?.len();
        if size > self.bytes_left {
            return Err(too_many_bytes());
        }
        self.bytes_left -= size;
        let bytes = fs::read(path).map_err(unreadable)?;
        self.files.insert(file.to_string(), bytes);
        Ok(())
    }
}

/// The tables that a run may have been exported to.
fn exports(file: &str) -> impl Iterator<Item = String> {
    let parts = file.rsplit_once('.').filter(|(_, ending)| !ending.contains(['/', '\\']));
    let stem = parts.map_or(file, |parts| parts.0);
    EXPORTED.iter().map(move |ending| format!("{stem}.{ending}"))
}

fn too_many_bytes() -> Refusal {
    let message = format!("the files that this model reads have more than {MAX_BYTES} bytes");
    (codes::FILE_TOO_LARGE, message, "leave out what the model does not need".to_string())
}

/// The path with each part spelt as the file system does, where only upper and lower case differ: that makes no
/// difference where Vensim is at home. The first one in order of names, should there be several.
fn ignoring_case(folder: &Path, relative: &Path) -> PathBuf {
    let spelt = |found: &Path, part: &OsStr| {
        let entries = fs::read_dir(found).into_iter().flatten().flatten().map(|entry| entry.file_name());
        let alike = |name: &OsString| name.to_string_lossy().to_lowercase() == part.to_string_lossy().to_lowercase();
        entries.filter(alike).min().unwrap_or_else(|| part.to_os_string())
    };
    relative.components().fold(folder.to_path_buf(), |found, part| match part {
        Component::Normal(name) if !found.join(name).exists() => found.join(spelt(&found, name)),
        part => found.join(part),
    })
}

/// What parts the fields of a text file: as the model says, else a comma in `.csv` files and a tab in all others.
fn delimiter(source: &Source) -> char {
    let mut characters = source.tab.chars();
    match (characters.next(), characters.next()) {
        (Some(delimiter), None) => delimiter,
        _ if source.file.to_lowercase().ends_with(".csv") => ',',
        _ => '\t',
    }
}

/// The first tab of a workbook, up to `most` cells.
pub(super) fn first_sheet(bytes: &[u8], most: usize) -> Result<Sheet, String> {
    // The library that reads workbooks is not ours: what it trips over is a broken file.
    let read = || {
        unpacked(bytes, MAX_UNPACKED)?;
        let names = match bytes.starts_with(b"PK") {
            true => Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?.sheet_names(),
            false => Xls::new(Cursor::new(bytes)).map_err(|error| error.to_string())?.sheet_names(),
        };
        workbook(bytes, names.first().map_or("", String::as_str), most)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("it is broken".to_string()))
}

/// How many bytes the parts of a workbook have unpacked, which no header can be trusted to say; up to `most`. Only
/// `.xlsx` is packed.
fn unpacked(bytes: &[u8], most: u64) -> Result<u64, String> {
    if !bytes.starts_with(b"PK") {
        return Ok(0);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut total = 0;
    for at in 0..archive.len() {
        // What cannot be unpacked is left to the reader of workbooks, which may not need it.
        let Ok(part) = archive.by_index(at) else { continue };
        total += io::copy(&mut part.take(most + 1 - total), &mut io::sink()).unwrap_or(0);
        if total > most {
            return Err(too_large());
        }
    }
    Ok(total)
}

fn too_large() -> String {
    format!("unpacked it has more than {MAX_UNPACKED} bytes, or with all tabs that are read {MAX_UNPACKED_TOGETHER}")
}

/// One tab of a workbook, up to `most` cells.
fn workbook(bytes: &[u8], tab: &str, most: usize) -> Result<Sheet, String> {
    let mut sheet = Sheet::default();
    if bytes.starts_with(b"PK") {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let name = named(&book.sheet_names(), tab)?;
        name_cells(&mut sheet, &name, book.defined_names());
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| error.to_string())?;
        while let Some(found) = cells.next_cell().map_err(|error| error.to_string())? {
            let (row, column) = found.get_position();
            set(&mut sheet, (row, column), &Data::from(found.get_value().clone()));
            if sheet.len() >= most {
                break;
            }
        }
        return Ok(sheet);
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let name = named(&book.sheet_names(), tab)?;
    name_cells(&mut sheet, &name, book.defined_names());
    let range = book.worksheet_range(&name).map_err(|error| error.to_string())?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells().take(most) {
        set(&mut sheet, (first_row + row as u32, first_column + column as u32), value);
    }
    Ok(sheet)
}

/// The tab as the workbook spells it: case makes no difference.
fn named(names: &[String], tab: &str) -> Result<String, String> {
    let found = names.iter().find(|name| name.to_lowercase() == tab.to_lowercase());
    found.cloned().ok_or_else(|| format!("it has the tabs {}", names.join(", ")))
}

/// Takes over the names that a workbook gives to cells of a tab: `prices` for `'Tab 1'!$B$2:$D$9`.
fn name_cells(sheet: &mut Sheet, tab: &str, names: &[(String, String)]) {
    for (name, formula) in names {
        let Some((of, cells)) = formula.rsplit_once('!') else { continue };
        let of = of.trim_start_matches('=').trim_matches('\'').replace("''", "'");
        if of.to_lowercase() == tab.to_lowercase()
            && let Some(area) = Area::read(cells)
        {
            sheet.name(name, area);
        }
    }
}

fn set(sheet: &mut Sheet, (row, column): (u32, u32), value: &Data) {
    let cell = match value {
        Data::Float(number) => Cell::Number(*number),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::DateTime(moment) => Cell::Number(moment.as_f64()),
        Data::String(text) if !text.trim().is_empty() => Cell::Text(text.trim().to_string()),
        _ => return,
    };
    sheet.set(row, column, cell);
}
