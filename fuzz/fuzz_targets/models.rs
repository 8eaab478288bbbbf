//! A model from text to its first numbers: read, written in both formats, resolved, checked, lowered, and run where
//! that is short.
#![no_main]

use libfuzzer_sys::fuzz_target;
use outpace::lower::{Overrides, Settings, lower};
use outpace_engine::{OutputIndex, Program, rows};
use outpace_study::unit::UnitTable;
use outpace_study::{check, model, study};
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::{File, FileId, mdl, xmile};

fuzz_target!(|bytes: &[u8]| {
    let (file, _) = File::decode("fuzzed.mdl", bytes);
    let (tree, said) = match file.text.starts_with('<') {
        true => xmile::parse(FileId(0), &file.text),
        false => mdl::parse(FileId(0), &file.text),
    };
    drop(xmile::print(&tree));
    match said.is_empty() && mdl::unsaid(&tree).is_empty() {
        true => reads_what_it_writes(&tree),
        false => drop(mdl::print(&tree)),
    }
    let (model, _) = model::resolve(tree);
    let table = UnitTable::new();
    drop(check::units(&model, &study::variable_units(&model, &table), &table));
    if let Ok(lowered) = lower(&model, &Overrides::default(), Settings::default()) {
        run(&lowered.program);
    }
});

/// What was read without complaint is written so that it is read without one, as the same.
fn reads_what_it_writes(tree: &ModelTree) {
    let written = mdl::print(tree);
    let (again, said) = mdl::parse(FileId(0), &written);
    assert!(said.is_empty(), "{said:?}\n{written}");
    assert_eq!(mdl::print(&again), written);
}

/// Runs a program that does not take long.
fn run(program: &Program) {
    let counts = program.counts();
    let work = counts.rows.saturating_mul(program.steps() as usize);
    if work < 100_000 {
        let outputs: Vec<OutputIndex> = (0..program.outputs() as u32).map(OutputIndex).collect();
        let _ = rows(program, &outputs, |_, _| Ok::<(), ()>(()));
    }
}
