//! `sources.bib`: the bibliography, in BibLaTeX as reference managers export it.

use crate::period::Period;
use crate::span::Spanned;

/// All sources of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BibliographyTree {
    /// In order, without repeated ids.
    pub sources: Vec<SourceEntry>,
}

/// One source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceEntry {
    /// The id (entry key) and where it stands.
    pub id: Spanned<String>,
    /// Authors, else the organisation or publisher that stands for them. May be empty.
    pub author: String,
    /// Empty after a mistake.
    pub title: String,
    /// Its date, as precisely as known: a day, month or year. `None` after a mistake.
    pub date: Option<Period>,
    /// Its address; may be empty.
    pub url: String,
    /// What kind of source, from `keywords`, else from the type of the entry.
    pub kind: SourceKind,
    /// May be empty.
    pub note: String,
}

/// Kinds of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// A report to a regulator or to shareholders.
    Filing,
    /// A statistical office.
    Statistics,
    /// A law, rule or other official text.
    Law,
    /// A data set that somebody compiled.
    Dataset,
    /// A scientific paper.
    Paper,
    /// What an organisation says about itself.
    PressRelease,
    /// A newspaper or agency.
    News,
    /// Somebody's analysis or opinion.
    Analysis,
    /// Anything else.
    Other,
}
