//! XMILE models (`.xmile`, `.stmx`, `.xml`): the same tree as one read from Vensim's notation.
//!
//! `document` is the XML with the way back to the user's file, `model` the file as a whole, `variable` one variable,
//! `lexer` and `expression` the equation language, `scope` what its names mean, `builtin` its functions, and `equations`
//! writes it all down as Vensim would. So everything behind the reader knows one notation only.
//!
//! # Bounds
//! 200 000 variables, 1 000 000 equations, 200 diagnostics, and those of each module; any text takes bounded time.
//!
//! # Not here
//! Models in other files are named with their line.
//! How the model is drawn is passed over.
//!
//! # Reference
//! XML Interchange Language for System Dynamics (XMILE) Version 1.0, OASIS Standard, 14 December 2015
//! (<https://docs.oasis-open.org/xmile/xmile/v1.0/xmile-v1.0.html>).

mod array;
mod builtin;
mod device;
mod devices;
mod dimensions;
mod document;
mod equations;
mod expression;
mod graph;
mod lexer;
mod lookup;
mod macros;
mod model;
mod outflows;
mod place;
mod print;
mod scope;
mod settings;
mod units;
mod variable;

#[cfg(test)]
mod tests;

pub use builtin::table as builtins;
pub use print::print;

use crate::diagnostic::Diagnostic;
use crate::mdl::ModelTree;
use crate::span::FileId;

/// Reads a whole model. Any text gives a tree; what could not be read is marked in it and has a diagnostic.
pub fn parse(file: FileId, text: &str) -> (ModelTree, Vec<Diagnostic>) {
    let (mut tree, mut diagnostics) = (ModelTree::default(), Vec::new());
    document::with_document(file, text, &mut diagnostics, |source, root, diagnostics| {
        model::read(source, root, &mut tree, diagnostics);
    });
    (tree, diagnostics)
}

/// Whether a file is XMILE, by the ending of its name.
pub fn is_xmile(path: &str) -> bool {
    let path = path.to_lowercase();
    [".xmile", ".stmx", ".xml", ".itmx"].iter().any(|ending| path.ends_with(ending))
}
