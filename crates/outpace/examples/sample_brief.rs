//! Writes the made-up brief of the tests in every format, to be looked at: `cargo run --example sample_brief DIRECTORY`.

use std::path::PathBuf;

use outpace::{brief, write};

#[path = "../src/write/tests/sample.rs"]
mod sample;

fn main() -> std::io::Result<()> {
    let directory = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_string()));
    let brief = sample::brief();
    std::fs::write(directory.join("sample.html"), write::html::write(&brief))?;
    std::fs::write(directory.join("sample.md"), write::markdown::write(&brief))?;
    std::fs::write(directory.join("sample.txt"), write::terminal::write(&brief, 80, false))?;
    for block in &brief.blocks {
        if let brief::Block::Chart(chart) = block {
            std::fs::write(directory.join(format!("{}.svg", chart.id)), write::chart::svg(chart))?;
        }
    }
    Ok(())
}
