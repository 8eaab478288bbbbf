//! The join: from a folder to a brief, one stage a module, in the order of the path.
//!
//! ```text
//! open ─▶ (parse, resolve) ─▶ lower ─▶ run ─▶ judge ─▶ compose ─▶ write
//! ```
//!
//! [`open`] reads files, `outpace_syntax` and `outpace_study` say what they mean, [`lower`] makes a model a program,
//! [`run`] simulates futures, [`history`] holds the model against the past, [`judge`] tests claims, [`compose`] puts
//! the [`brief`] together and [`mod@write`] sets it on a page.

pub mod brief;
pub mod builtin;
pub mod compose;
pub mod ensemble;
pub mod history;
pub mod judge;
pub mod lower;
pub mod model;
pub mod open;
pub mod pages;
pub mod reality;
mod reason;
pub mod run;
pub mod trace;
pub mod write;

pub use reason::reason;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod totality;
