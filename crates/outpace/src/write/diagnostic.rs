//! Diagnostics → text: in full with the lines they point at, or a line each.
//!
//! The full look is that of a compiler: message, place, the user's own line with what is meant underlined, notes and
//! help. Lines are cut to a window around what is meant, so that no file can flood the terminal.

use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use outpace_syntax::{Diagnostic, File, FileSet, Label, Severity, Span};

#[cfg(test)]
mod tests;

/// Labels whose lines are at most this far apart share an excerpt.
const NEAR_LINES: usize = 4;
/// Lines with more bytes than this are cut to a window.
const LONG_LINE: usize = 300;
/// How much of a long line is shown before and behind the beginning of what is meant.
const BEFORE: usize = 40;
const BEHIND: usize = 80;
/// Stands where a line was cut.
const CUT: &str = "...";

/// All diagnostics in full, a blank line between them.
pub fn full(files: &FileSet, diagnostics: &[Diagnostic], colour: bool, width: usize) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let rendered = renderer.render(&[group(files, diagnostic)]);
        for line in rendered.lines().filter(|line| !announces_no_file(line)) {
            // The renderer lets the second range of control characters pass; its own colours use only the first.
            text.extend(line.chars().map(|c| if ('\u{80}'..='\u{9F}').contains(&c) { '\u{FFFD}' } else { c }));
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// All diagnostics, a line each: `path:line:column: error[code]: message`.
pub fn concise(files: &FileSet, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        if let Some(label) = diagnostic.labels.first() {
            let file = files.get(label.span.file);
            let (line, column) = file.line_column(label.span.start);
            let _ = write!(text, "{}:{line}:{column}: ", plain(&file.path));
        }
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = writeln!(text, "{severity}[{}]: {}", diagnostic.code.0, plain(&one_line(&diagnostic.message)));
    }
    text
}

/// How many there are: `3 errors, 1 warning`. Empty for none.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let counts = [(errors, "error"), (diagnostics.len() - errors, "warning")];
    let parts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    parts.join(", ")
}

/// Whether a line is the heading of an excerpt without a path: a window, whose place was already said.
fn announces_no_file(line: &str) -> bool {
    let visible = line.split('\x1b').enumerate().map(|(at, part)| match part.split_once('m') {
        Some((_, behind)) if at > 0 => behind,
        _ => part,
    });
    line.len() < 100 && visible.collect::<String>().trim() == ":::"
}

/// Text without control characters: a file must not be able to steer the user's terminal.
fn plain(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && c != '\n';
    if text.contains(steers) { Cow::Owned(text.replace(steers, "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn group<'a>(files: &'a FileSet, diagnostic: &'a Diagnostic) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(plain(&diagnostic.message)).id(diagnostic.code.0));
    for excerpt in excerpts(files, &diagnostic.labels) {
        group = excerpt.add_to(group);
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(plain(note)));
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(plain(help))),
        None => group,
    }
}

/// Lines of one file, or a window of one long line, and the labels in it.
struct Excerpt<'a> {
    file: &'a File,
    shown: Range<usize>,
    labels: Vec<&'a Label>,
    is_window: bool,
}

/// The excerpts that show all labels, that of the first label first.
fn excerpts<'a>(files: &'a FileSet, labels: &'a [Label]) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    for label in labels {
        let file = files.get(label.span.file);
        let line = file.line(label.span.start);
        let is_window = line.len() > LONG_LINE;
        let shown = if is_window { window(&file.text, &line, label.span) } else { line };
        let near = excerpts.iter_mut().find(|excerpt| {
            std::ptr::eq(excerpt.file, file) && !excerpt.is_window && !is_window && excerpt.is_near(&shown)
        });
        match near {
            Some(excerpt) => {
                excerpt.shown = excerpt.shown.start.min(shown.start)..excerpt.shown.end.max(shown.end);
                excerpt.labels.push(label);
            }
            None => excerpts.push(Excerpt { file, shown, labels: vec![label], is_window }),
        }
    }
    excerpts
}

/// The part of a long line around the beginning of a label.
fn window(text: &str, line: &Range<usize>, span: Span) -> Range<usize> {
    let at = (span.start as usize).clamp(line.start, line.end);
    let start = text.floor_char_boundary(at.saturating_sub(BEFORE).max(line.start));
    let end = text.ceil_char_boundary((at + BEHIND).min(line.end));
    start..end
}

impl<'a> Excerpt<'a> {
    fn is_near(&self, line: &Range<usize>) -> bool {
        let between = self.shown.end.min(line.end)..self.shown.start.max(line.start);
        let text = self.file.text.get(between).unwrap_or("");
        text.len() <= LONG_LINE * NEAR_LINES && text.matches('\n').count() <= NEAR_LINES
    }

    fn add_to(&self, group: Group<'a>) -> Group<'a> {
        let (text, cut) = self.text();
        let (line, _) = self.file.line_column(self.shown.start as u32);
        let annotations = self.labels.iter().map(|label| {
            let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let place = self.place(label.span);
            let annotation = kind.span(place.start + cut..place.end + cut);
            if label.text.is_empty() { annotation } else { annotation.label(plain(&label.text)) }
        });
        let snippet = Snippet::source(text).line_start(line).fold(false).annotations(annotations);
        if !self.is_window {
            return group.element(snippet.path(plain(&self.file.path)));
        }
        // The column in the window is not the column in the file, so we say the place ourselves.
        let (line, column) = self.labels.first().map_or((line, 1), |label| self.file.line_column(label.span.start));
        group.element(Origin::path(plain(&self.file.path)).line(line).char_column(column)).element(snippet)
    }

    /// What is shown, and the bytes of the dots put in front of it where the line was cut.
    fn text(&self) -> (Cow<'a, str>, usize) {
        let text = self.file.text.get(self.shown.clone()).unwrap_or("");
        if !self.is_window {
            return (Cow::Borrowed(text), 0);
        }
        let line = self.file.line(self.shown.start as u32);
        let front = if self.shown.start > line.start { CUT } else { "" };
        let back = if self.shown.end < line.end { CUT } else { "" };
        (Cow::Owned(format!("{front}{text}{back}")), front.len())
    }

    /// The bytes of a label in the excerpt: its first line only, and inside the window.
    fn place(&self, span: Span) -> Range<usize> {
        let line = self.file.line(span.start);
        let inside = |at: usize| at.clamp(self.shown.start, self.shown.end);
        let start = inside((span.start as usize).min(line.end));
        let end = inside((span.end as usize).min(line.end)).max(start);
        start - self.shown.start..end - self.shown.start
    }
}
