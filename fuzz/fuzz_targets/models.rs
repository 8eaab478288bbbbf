//! A model from text to a program: read, resolved, checked and lowered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outpace::lower::{Overrides, Settings, lower};
use outpace_study::unit::UnitTable;
use outpace_study::{check, model, study};
use outpace_syntax::{File, FileId, mdl, xmile};

fuzz_target!(|bytes: &[u8]| {
    let (file, _) = File::decode("fuzzed.mdl", bytes);
    let (tree, _) = match xmile::is_xmile(&file.text) {
        true => xmile::parse(FileId(0), &file.text),
        false => mdl::parse(FileId(0), &file.text),
    };
    let (model, _) = model::resolve(&tree);
    let table = UnitTable::new();
    drop(check::units(&model, &study::variable_units(&model, &table), &table));
    drop(lower(&model, &Overrides::default(), Settings::default()));
});
