//! Text → trees: one parser for each file format of a study, total and pure.
//!
//! Any bytes give a tree and a list of [`Diagnostic`]s; nothing here knows what a name *means*, does unit
//! algebra, or looks at a second file. Every node carries a [`Span`] into the user's own file, so that each
//! later stage can point at the text it is talking about.
//!
//! Reading order: [`file`](mod@file) and [`span`] (what a place in a file is), [`diagnostic`] (what we say about it),
//! [`name`], [`period`], [`unit`](mod@unit) and [`expr`] (the small languages that formats share), then one module a
//! format.

pub mod bibliography;
pub mod claims;
pub mod correlations;
pub mod diagnostic;
pub mod dictionary;
pub mod draft;
pub mod expr;
pub mod facts;
pub mod file;
pub mod formula;
mod ids;
pub mod mdl;
pub mod name;
pub mod parameters;
pub mod period;
pub mod scenarios;
mod settings;
pub mod span;
pub mod study;
pub mod table;
pub mod trees;
pub mod unit;
pub mod xmile;

pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use file::{File, FileSet};
pub use name::Name;
pub use span::{FileId, Span, Spanned};

#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod totality;
