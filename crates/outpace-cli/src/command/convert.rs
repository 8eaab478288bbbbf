//! `outpace convert`: a model in XMILE as Vensim's text.

use crate::Exit;
use crate::args::Convert;
use crate::terminal::Terminal;
use outpace::open::open_file;
use outpace::write::atomic;
use outpace_study::model;
use outpace_syntax::study::Method;
use outpace_syntax::xmile::is_xmile;
use outpace_syntax::{FileSet, mdl, xmile};

/// Reads a model and writes it down again; one with errors is not written.
pub fn run(options: &Convert, terminal: &Terminal) -> Exit {
    let to_vensim = options.to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("mdl"));
    if !is_xmile(&options.from.display().to_string()) || !to_vensim {
        terminal.fail("only XMILE can be converted, and only to Vensim's text", "outpace convert model.stmx model.mdl");
        return Exit::Misuse;
    }
    let mut files = FileSet::default();
    let mut diagnostics = open_file(&options.from, &mut files);
    let read = files.iter().next().map(|(id, file)| xmile::parse(id, &file.text));
    let Some((tree, parsed)) = read else {
        terminal.diagnostics(&files, &diagnostics);
        return Exit::Problems;
    };
    diagnostics.extend(parsed);
    diagnostics.extend(model::resolve(&tree).1);
    if terminal.diagnostics(&files, &diagnostics) {
        return terminal.withhold(&options.to);
    }
    if let Err(error) = atomic::write(&options.to, &mdl::print(&tree)) {
        terminal.fail(&format!("`{}` cannot be written: {error}", options.to.display()), "");
        return Exit::Problems;
    }
    if tree.method.is_some_and(|method| method.value == Method::RungeKutta4) {
        terminal.note("The model runs by RK4, which Vensim's text does not say: set it in Vensim or in study.toml.");
    }
    terminal.note(&format!("wrote {}", options.to.display()));
    Exit::Sound
}
