//! `outpace convert`: a model written down in the other format, or again in its own.

use super::output::{check_place, spare};
use crate::Exit;
use crate::args::Convert;
use crate::terminal::Terminal;
use outpace::open::{drop_unread, open_file, open_sheets};
use outpace::reason;
use outpace::write::atomic;
use outpace_study::model;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::ModelTree;
use outpace_syntax::study::Method;
use outpace_syntax::xmile::is_xmile;
use outpace_syntax::{Diagnostic, FileSet, mdl, trees, xmile};
use std::path::Path;

/// Reads a model and writes it down again; one with errors, or that the format cannot say, is not written.
pub fn run(options: &Convert, terminal: &Terminal) -> Exit {
    match convert(options, terminal) {
        Ok(()) => Exit::Sound,
        Err(exit) => exit,
    }
}

fn convert(options: &Convert, terminal: &Terminal) -> Result<(), Exit> {
    let (from, to) = (options.from.display().to_string(), options.to.display().to_string());
    if !is_model(&from) || !is_model(&to) {
        let message = "models are read and written as Vensim's text (.mdl) and as XMILE (.xmile, .stmx, .xml)";
        terminal.fail(message, "outpace convert model.stmx model.mdl");
        return Err(Exit::Misuse);
    }
    check_place(&options.to, terminal)?;
    let mut files = FileSet::default();
    let mut diagnostics = open_file(&options.from, &mut files);
    spare(Some(&options.to), &files, &[], terminal)?;
    let read = files.iter().next().map(|(id, file)| trees::model_parser(&file.path)(id, &file.text));
    let Some((mut tree, parsed)) = read else {
        terminal.diagnostics(&files, &diagnostics);
        return Err(Exit::Problems);
    };
    diagnostics.extend(parsed);
    diagnostics.extend(open_sheets(options.from.parent().unwrap_or(Path::new("")), &mut tree));
    let mut resolved = model::resolve(tree.clone()).1;
    drop_unread(&mut resolved, &diagnostics);
    diagnostics.extend(resolved);
    let (text, unsaid) = written(&tree, &to);
    diagnostics.extend(unsaid);
    if terminal.diagnostics(&files, &diagnostics) {
        return Err(terminal.withhold(&options.to));
    }
    if let Err(error) = atomic::write(&options.to, &text) {
        terminal.fail(&format!("`{to}` cannot be written: {}", reason(&error)), "");
        return Err(Exit::Problems);
    }
    terminal.note(&format!("wrote {to}"));
    Ok(())
}

fn is_model(path: &str) -> bool {
    is_xmile(path) || path.to_lowercase().ends_with(".mdl")
}

/// The model in the format that the name of a file asks for, and what that format cannot say.
fn written(tree: &ModelTree, path: &str) -> (String, Vec<Diagnostic>) {
    if is_xmile(path) {
        return xmile::print(tree);
    }
    let heun = tree.method.as_ref().filter(|method| method.value == Method::Heun).map(|method| {
        let message = "Vensim has no method of Heun: its own method of second order is written down";
        Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message)
            .at(method.span, "the mean of the slopes at both ends of a step")
            .help("in a study, `method = \"heun\"` in study.toml keeps the numbers as they are")
    });
    (mdl::print(tree), heun.into_iter().chain(mdl::unsaid(tree)).collect())
}
