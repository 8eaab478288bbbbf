//! Writes a model of a given kind and size: `large flat 100000` or `large arrays 100000` to the terminal, and
//! `large policy 100 FOLDER`, which has a hundred sectors, with its tables into a folder.

use outpace_tests::large::{arrays, flat, policy};
use std::fs;
use std::io;
use std::path::Path;

const SEED: u64 = 1;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let size = arguments.get(1).and_then(|size| size.parse().ok());
    match (arguments.as_slice(), size) {
        (["flat", _], Some(size)) => print!("{}", flat(size, SEED)),
        (["arrays", _], Some(size)) => print!("{}", arrays(size, SEED)),
        (["policy", _, folder], Some(size)) => write(Path::new(folder), size)?,
        _ => eprintln!("large flat|arrays SIZE, or large policy SECTORS FOLDER"),
    }
    Ok(())
}

fn write(folder: &Path, sectors: usize) -> io::Result<()> {
    let written = policy(sectors, SEED);
    for (name, text) in written.tables.iter().chain([&("model.mdl".to_string(), written.model)]) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}
