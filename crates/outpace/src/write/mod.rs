//! Brief → terminal, Markdown and HTML: the last stage, which sets what `compose` wrote and computes nothing.
//!
//! Each format is one module with one function, `write`. They share the numbers' spelling ([`format`]), what makes
//! text safe ([`escape`]) and the charts ([`chart`]). All are total: any brief gives a page.

pub mod atomic;
pub mod chart;
pub mod diagnostic;
pub mod escape;
pub mod format;
pub mod html;
pub mod markdown;
pub mod table;
pub mod terminal;

#[cfg(test)]
mod tests;
