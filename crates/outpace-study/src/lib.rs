//! Trees → meaning: names become ids, units agree, and what a study says can be asked.
//!
//! Reading order: [`mod@unit`] (what numbers are of), [`evidence`] (facts, sources, entities, metrics), [`ledger`] (what
//! the facts say about a quantity at a time), [`model`] (what equations mean) and [`check`] (what they must satisfy),
//! [`claim`] (statements with their names bound), and [`study`], which holds it all.

pub mod check;
pub mod claim;
pub mod derivation;
pub mod evidence;
pub mod ledger;
pub mod model;
pub mod study;
pub mod unit;
