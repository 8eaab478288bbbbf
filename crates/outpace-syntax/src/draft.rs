//! `brief.md`: the author's text, with `{{ … }}` where the study speaks.
//!
//! The text is cut into Markdown and directives; whether an id exists is decided later.

use crate::diagnostic::{Diagnostic, codes};
use crate::formula::Formula;
use crate::name::nearest;
use crate::span::{FileId, Span, Spanned};
use crate::table::shortened;

mod numbers;
#[cfg(test)]
mod tests;

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

/// The most bytes of one directive.
const MAX_DIRECTIVE_BYTES: usize = 16 << 10;

/// The words that begin a directive.
const WORDS: [&str; 6] = ["claim", "chart", "value", "answer", "methods", "references"];

/// Reads `brief.md`. A directive that cannot be read is reported and left out of the pieces.
pub fn parse(file: FileId, text: &str) -> (DraftTree, Vec<Diagnostic>) {
    let mut tree = DraftTree::default();
    let mut diagnostics = Vec::new();
    // The author's own text, with commas for directives: in Markdown a comma means nothing wherever it stands.
    let mut prose = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|found| at + found) {
        let Some(length) = directive_length(&text[open..]) else {
            let problem = Diagnostic::error(codes::UNCLOSED_DIRECTIVE, "this `{{` is never closed");
            diagnostics
                .push(problem.at(Span::new(file, open, open + 2), "").help("close it with `}}` in its paragraph"));
            push_markdown(&mut tree, file, text, at, open + 2);
            prose.push_str(&text[at..open + 2]);
            at = open + 2;
            continue;
        };
        push_markdown(&mut tree, file, text, at, open);
        prose.push_str(&text[at..open]);
        prose.extend(std::iter::repeat_n(',', length));
        at = open + length;
        let kind = directive(file, &text[open + 2..at - 2], open + 2, &mut diagnostics);
        tree.pieces.extend(kind.map(|kind| Piece::Directive(Directive { kind, span: Span::new(file, open, at) })));
    }
    push_markdown(&mut tree, file, text, at, text.len());
    prose.push_str(&text[at..]);
    numbers::lint(file, &prose, &mut diagnostics);
    (tree, diagnostics)
}

fn push_markdown(tree: &mut DraftTree, file: FileId, text: &str, start: usize, end: usize) {
    if start < end {
        let piece = Spanned::new(text[start..end].to_string(), Span::new(file, start, end));
        tree.pieces.push(Piece::Markdown(piece));
    }
}

/// How many bytes the directive at the start of `text` has, if it is closed before its paragraph ends.
fn directive_length(text: &str) -> Option<usize> {
    let mut at = 2;
    while at < text.len().min(MAX_DIRECTIVE_BYTES) {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"}}") {
            return Some(at + 2);
        }
        // A second opening before the closing means that this one was forgotten.
        if [&b"{{"[..], b"\n\n", b"\n\r\n"].iter().any(|end| rest.starts_with(end)) {
            return None;
        }
        at += 1;
    }
    None
}

/// Reads what stands between the braces, which begins at byte `offset`.
fn directive(file: FileId, inside: &str, offset: usize, diagnostics: &mut Vec<Diagnostic>) -> Option<DirectiveKind> {
    let start = offset + inside.len() - inside.trim_start().len();
    let words = inside.trim();
    let word = words.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).next().unwrap_or("");
    let word_span = Span::new(file, start, start + word.len());
    let rest = &words[word.len()..];
    let rest_start = start + word.len() + rest.len() - rest.trim_start().len();
    let rest = rest.trim();
    if !WORDS.contains(&word) {
        let message = format!("there is no directive `{}`", shortened(word));
        let help = match nearest(word, WORDS) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("write one of `{}`", WORDS.join("`, `")),
        };
        diagnostics.push(Diagnostic::error(codes::UNKNOWN_DIRECTIVE, message).at(word_span, "").help(help));
        return None;
    }
    let takes_argument = matches!(word, "claim" | "chart" | "value");
    let argument = ['"', '\''].iter().find_map(|quote| rest.strip_prefix(*quote)?.strip_suffix(*quote));
    let argument = argument.map(|argument| {
        let blanks = argument.len() - argument.trim_start().len();
        let start = rest_start + 1 + blanks;
        let argument = argument.trim();
        Spanned::new(argument.to_string(), Span::new(file, start, start + argument.len()))
    });
    match (word, argument.filter(|argument| !argument.value.is_empty())) {
        ("claim", Some(id)) => Some(DirectiveKind::Claim(id)),
        ("chart", Some(id)) => Some(DirectiveKind::Chart(id)),
        ("value", Some(text)) => {
            let formula = Formula::parse(file, &text.value, text.span.start as usize, diagnostics);
            Some(DirectiveKind::Value(formula))
        }
        ("answer", None) if rest.is_empty() => Some(DirectiveKind::Answer),
        ("methods", None) if rest.is_empty() => Some(DirectiveKind::Methods),
        ("references", None) if rest.is_empty() => Some(DirectiveKind::References),
        _ => {
            let (message, help) = match takes_argument {
                true => (format!("`{word}` needs one text in quotes"), format!("write `{{{{ {word} \"…\" }}}}`")),
                false => (format!("`{word}` stands alone"), format!("write `{{{{ {word} }}}}`")),
            };
            let span = Span::new(file, start, start + words.len());
            diagnostics.push(Diagnostic::error(codes::UNKNOWN_DIRECTIVE, message).at(span, "").help(help));
            None
        }
    }
}
