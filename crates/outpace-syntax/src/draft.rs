//! `brief.md`: the author's text, with `{{ … }}` where the study speaks.
//!
//! The text is cut into Markdown and directives; whether an id exists is decided later.

use crate::formula::Formula;
use crate::span::{Span, Spanned};

/// A whole draft.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DraftTree {
    /// In order, covering the whole text.
    pub pieces: Vec<Piece>,
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Markdown as written.
    Markdown(Spanned<String>),
    /// `{{ … }}`.
    Directive(Directive),
}

/// `{{ … }}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// What is asked for.
    pub kind: DirectiveKind,
    /// From the first brace to the last.
    pub span: Span,
}

/// What a directive asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum DirectiveKind {
    /// `{{ claim "id" }}`: the card of a claim.
    Claim(Spanned<String>),
    /// `{{ chart "id" }}`.
    Chart(Spanned<String>),
    /// `{{ value "expression" }}`: a number with its citations.
    Value(Formula),
    /// `{{ answer }}`: what the study says to its question.
    Answer,
    /// `{{ methods }}`: how the numbers were made.
    Methods,
    /// `{{ references }}`: the numbered list of sources.
    References,
}
