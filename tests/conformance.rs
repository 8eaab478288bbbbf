//! Models with known answers, one folder for each function or construct: `tests/conformance/README.md` says how to write one.
//!
//! Each model goes the way of `outpace run`, and every column of `expected.csv` is compared. Then it is printed and read
//! again, which must give the same tree, and written in the other format, which must give the same numbers bit by bit.

mod expected;
mod simulate;

use crate::pipeline::root;
use expected::Expected;
use outpace::open::open_sheets;
use outpace_engine::Trajectory;
use outpace_syntax::xmile::is_xmile;
use outpace_syntax::{FileId, Severity, mdl, trees, xmile};
use simulate::Simulated;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders, by name.
pub fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/conformance")).expect("the folder of the models");
    let paths = entries.map(|entry| entry.expect("an entry of a folder").path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The models of a folder.
pub fn models(folder: &Path) -> Vec<PathBuf> {
    ["model.mdl", "model.xmile"].map(|name| folder.join(name)).into_iter().filter(|path| path.is_file()).collect()
}

/// A file of a folder.
pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `folder/file`, as messages name it.
fn shown(path: &Path) -> String {
    let names: Vec<String> = path.iter().rev().take(2).map(|name| name.to_string_lossy().into_owned()).collect();
    format!("{}/{}", names[1], names[0])
}

/// Runs a check on every model of every folder and shows everything that it finds.
fn on_every_model(check: impl Fn(&Path) -> Result<(), String>) {
    let paths: Vec<PathBuf> = folders().iter().flat_map(|folder| models(folder)).collect();
    let faults: Vec<String> = paths.iter().filter_map(|path| check(path).err()).collect();
    assert!(faults.is_empty(), "{} of {} models:\n{}", faults.len(), paths.len(), faults.join("\n"));
}

#[test]
fn every_folder_has_a_model_and_says_how_its_numbers_were_worked_out() {
    for folder in folders() {
        assert!(!models(&folder).is_empty(), "{} has neither model.mdl nor model.xmile", folder.display());
        let expected = Expected::of(&folder).unwrap_or_else(|fault| panic!("{fault}"));
        assert!(expected.explained, "{}/expected.csv does not begin with a line `# …`", folder.display());
    }
}

#[test]
fn models_give_the_expected_numbers() {
    on_every_model(|path| {
        let expected = Expected::of(path.parent().expect("a file is in a folder"))?;
        let found = simulate::file(path)?;
        expected.compare(&shown(path), &found)
    });
}

#[test]
fn models_that_are_printed_and_read_again_are_the_same() {
    on_every_model(|path| {
        if path.extension().is_some_and(|ending| ending != "mdl") {
            return Ok(());
        }
        let (tree, _) = mdl::parse(FileId(0), &read(path));
        let text = mdl::print(&tree);
        let (again, diagnostics) = mdl::parse(FileId(0), &text);
        match diagnostics.is_empty() && without_spans(&again) == without_spans(&tree) {
            true => Ok(()),
            false => Err(format!("{}: printed and read again it differs: {diagnostics:?}\n{text}", shown(path))),
        }
    });
}

#[test]
fn models_converted_to_the_other_format_give_the_same_bits() {
    on_every_model(|path| converts(path, if is_xmile(&path.to_string_lossy()) { "mdl" } else { "xmile" }));
}

#[test]
fn models_written_again_in_their_own_format_give_the_same_bits() {
    on_every_model(|path| converts(path, if is_xmile(&path.to_string_lossy()) { "xmile" } else { "mdl" }));
}

/// Whether a model gives the same bits when it is written in a format, or the writer says what the format cannot say.
fn converts(path: &Path, ending: &str) -> Result<(), String> {
    let mut tree = trees::model_parser(&path.to_string_lossy())(FileId(0), &read(path)).0;
    open_sheets(path.parent().expect("a file is in a folder"), &mut tree);
    let (text, unsaid) = if ending == "mdl" { (mdl::print(&tree), mdl::unsaid(&tree)) } else { xmile::print(&tree) };
    let named = unsaid.iter().all(|each| {
        (each.message.starts_with("XMILE") || each.message.starts_with("Vensim")) && !each.labels.is_empty()
    });
    if !named {
        return Err(format!("{}: {unsaid:?}", shown(path)));
    }
    if unsaid.iter().any(|each| each.severity == Severity::Error) {
        return Ok(());
    }
    let converted = simulate::text(path.with_file_name(format!("converted.{ending}")), &text)?;
    same_bits(&shown(path), &simulate::file(path)?, &converted)
}

/// A tree as text, without the places where its parts stand.
fn without_spans(tree: &impl Debug) -> String {
    let text = format!("{tree:?}");
    let mut parts = text.split("Span { file:");
    let mut bare = parts.next().unwrap_or_default().to_string();
    parts.for_each(|part| bare.push_str(part.split_once('}').map_or(part, |(_, rest)| rest)));
    bare
}

fn same_bits(name: &str, found: &Simulated, converted: &Simulated) -> Result<(), String> {
    let bits = |trajectory: &Trajectory, at: usize| -> Vec<u64> {
        trajectory.outputs[at].iter().map(|value| value.to_bits()).collect()
    };
    // What a call of a macro makes is named after the macro's variables.
    for (at, column) in found.names.iter().enumerate().filter(|(_, column)| !column.contains('#')) {
        let again = converted.column(column).map_err(|fault| format!("{name}: converted: {fault}"))?;
        if bits(&found.trajectory, at) != bits(&converted.trajectory, again) {
            let (from, to) = (&found.trajectory.outputs[at], &converted.trajectory.outputs[again]);
            return Err(format!("{name}: `{column}` is {from:?}, and when converted {to:?}"));
        }
    }
    Ok(())
}
