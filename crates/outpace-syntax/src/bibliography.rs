//! `sources.bib`: the bibliography, in BibLaTeX as reference managers export it.
//!
//! The text is cut where a line begins with `@`, and each piece is read by itself, so that a broken entry costs
//! nothing but itself. Cross-references between entries are not followed.

use biblatex::{Bibliography, ChunksExt, Entry, Pair, RawBibliography, RawChunk, RawEntry};

use crate::diagnostic::{Diagnostic, codes};
use crate::ids::drop_repeated;
use crate::period::Period;
use crate::span::{FileId, Span, Spanned};
use crate::table::shortened;

mod date;
#[cfg(test)]
mod tests;

/// The most bytes of one entry.
const MAX_ENTRY_BYTES: usize = 64 << 10;

/// The most braces inside each other; BibLaTeX is read by recursion.
const MAX_BRACES: usize = 32;

/// The most `@string`s of a file, and the most bytes of one.
const MAX_ABBREVIATIONS: usize = 1_000;
const MAX_ABBREVIATION_BYTES: usize = 256;

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

/// Fields that take over other entries' fields; these are not followed.
const REFERRING: [&str; 2] = ["crossref", "xdata"];

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

impl SourceKind {
    /// Each with its keyword.
    pub const WORDS: [(&'static str, SourceKind); 8] = [
        ("filing", SourceKind::Filing),
        ("statistics", SourceKind::Statistics),
        ("law", SourceKind::Law),
        ("dataset", SourceKind::Dataset),
        ("paper", SourceKind::Paper),
        ("press-release", SourceKind::PressRelease),
        ("news", SourceKind::News),
        ("analysis", SourceKind::Analysis),
    ];
}

/// Reads `sources.bib`.
pub fn parse(file: FileId, text: &str) -> (BibliographyTree, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let pieces: Vec<(usize, RawBibliography<'_>)> =
        pieces(text).filter_map(|(offset, piece)| read_piece(file, offset, piece, &mut diagnostics)).collect();
    let abbreviations = abbreviations(file, &pieces, &mut diagnostics);
    let mut tree = BibliographyTree::default();
    for (offset, raw) in pieces {
        for mut entry in raw.entries {
            entry.v.fields.retain(|pair| !REFERRING.iter().any(|field| field.eq_ignore_ascii_case(pair.key.v)));
            let place = |span: &std::ops::Range<usize>| Span::new(file, offset + span.start, offset + span.end);
            let id = Spanned::new(entry.v.key.v.to_string(), place(&entry.v.key.span));
            let date_span = entry.v.fields.iter().find(|pair| pair.key.v.eq_ignore_ascii_case("date"));
            let date_span = date_span.map_or(id.span, |pair| place(&pair.value.span));
            let raw = RawBibliography {
                preamble: String::new(),
                entries: vec![biblatex::Spanned::<RawEntry<'_>>::new(entry.v, entry.span)],
                abbreviations: abbreviations.clone(),
            };
            match Bibliography::from_raw(raw).map(Bibliography::into_vec) {
                Ok(entries) => {
                    tree.sources.extend(entries.iter().map(|entry| source(entry, &id, date_span, &mut diagnostics)));
                }
                Err(error) => {
                    let message = format!(
                        "the source `{}` cannot be read: {}",
                        shortened(&id.value),
                        shortened(&error.kind.to_string())
                    );
                    diagnostics.push(Diagnostic::error(codes::UNREADABLE_ENTRY, message).at(id.span, "left out"));
                }
            }
        }
    }
    drop_repeated(&mut tree.sources, |source| &source.id, &mut diagnostics);
    (tree, diagnostics)
}

/// The pieces of the text that begin with `@` at the start of a line, each with its offset.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start_matches(['\u{feff}', ' ', '\t']).starts_with('@') {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| (start, &text[start..end]))
}

/// Reads one piece of the text, an entry or a `@string`.
fn read_piece<'t>(
    file: FileId,
    offset: usize,
    piece: &'t str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(usize, RawBibliography<'t>)> {
    let first_line = piece.lines().next().unwrap_or("").trim_end();
    let place = Span::new(file, offset, offset + first_line.len());
    let refuse = |what: String| Diagnostic::error(codes::UNREADABLE_ENTRY, what).at(place, "left out");
    if piece.len() > MAX_ENTRY_BYTES {
        let message = format!("this entry has {} bytes, and {MAX_ENTRY_BYTES} are allowed", piece.len());
        diagnostics.push(refuse(message));
        return None;
    }
    if deepest_braces(piece) > MAX_BRACES {
        diagnostics.push(refuse(format!("braces stand more than {MAX_BRACES} deep in this entry")));
        return None;
    }
    match RawBibliography::parse(piece) {
        Ok(raw) => Some((offset, raw)),
        Err(error) => {
            let message = format!("this entry is not BibLaTeX: {}", error.kind);
            let spot = Span::new(file, offset + error.span.start, offset + error.span.end);
            let problem = Diagnostic::error(codes::UNREADABLE_ENTRY, message).at(place, "left out").and(spot, "here");
            diagnostics.push(problem.help("see that every brace and quote is closed and every field ends in a comma"));
            None
        }
    }
}

/// The `@string`s of the file. One that is made of others is left out: resolving it could take forever.
fn abbreviations<'t>(
    file: FileId,
    pieces: &[(usize, RawBibliography<'t>)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Pair<'t>> {
    let mut plain = Vec::new();
    for (offset, raw) in pieces {
        for pair in &raw.abbreviations {
            let short = pair.value.v.iter().all(|chunk| matches!(chunk.v, RawChunk::Normal(_)))
                && pair.value.span.len() <= MAX_ABBREVIATION_BYTES;
            if short && plain.len() < MAX_ABBREVIATIONS {
                plain.push(pair.clone());
                continue;
            }
            let span = Span::new(file, offset + pair.key.span.start, offset + pair.key.span.end);
            let message = format!("the abbreviation `{}` cannot be used", shortened(pair.key.v));
            let help = format!(
                "a file may have {MAX_ABBREVIATIONS} abbreviations of {MAX_ABBREVIATION_BYTES} bytes, made of text only"
            );
            diagnostics.push(Diagnostic::error(codes::UNREADABLE_ENTRY, message).at(span, "").help(help));
        }
    }
    plain
}

/// How deep braces stand inside each other at most; `\{` and `\}` are characters.
fn deepest_braces(piece: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut escaped = false;
    for byte in piece.bytes() {
        match byte {
            _ if escaped => {}
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
        deepest = deepest.max(depth);
    }
    deepest
}

/// What an entry says.
fn source(entry: &Entry, id: &Spanned<String>, date_span: Span, diagnostics: &mut Vec<Diagnostic>) -> SourceEntry {
    let text = |field: &str| entry.get(field).map_or_else(String::new, |chunks| chunks.format_verbatim());
    let title = text("title");
    if title.is_empty() {
        diagnostics.push(missing_field(id, "title", "a reader must know what is cited"));
    }
    SourceEntry {
        id: id.clone(),
        author: author(entry),
        title,
        date: date(entry, id, date_span, diagnostics),
        url: text("url"),
        kind: kind(entry, &text("keywords")),
        note: text("note"),
    }
}

fn missing_field(id: &Spanned<String>, field: &str, why: &str) -> Diagnostic {
    let message = format!("the source `{}` has no {field}", shortened(&id.value));
    Diagnostic::error(codes::MISSING_FIELD, message).at(id.span, "").help(format!("add `{field} = {{…}}`: {why}"))
}

/// The persons, else the organisation that stands for them.
fn author(entry: &Entry) -> String {
    let persons = entry.author().unwrap_or_default();
    let names: Vec<String> = persons
        .iter()
        .map(|person| {
            let parts = [&person.given_name, &person.prefix, &person.name, &person.suffix];
            parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
        })
        .filter(|name| !name.is_empty())
        .collect();
    match names.as_slice() {
        [] => ["organization", "institution", "publisher", "journaltitle", "journal"]
            .iter()
            .filter_map(|field| entry.get(field))
            .map(|chunks| chunks.format_verbatim())
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, ..] => format!("{one} et al."),
    }
}

/// The date of the entry, as precisely as given.
fn date(entry: &Entry, id: &Spanned<String>, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Period> {
    if entry.get("date").is_none() && entry.get("year").is_none() {
        diagnostics.push(missing_field(id, "date", "a fact counts as known from the date of its source on"));
        return None;
    }
    let text = |field| entry.get(field).map(|chunks| chunks.format_verbatim());
    let period = match (text("date"), text("year")) {
        (Some(written), _) => date::of_date(&written),
        (None, Some(year)) => date::of_fields(&year, text("month").as_deref(), text("day").as_deref()),
        (None, None) => None,
    };
    if period.is_none() {
        let message = format!("the date of the source `{}` is no date", shortened(&id.value));
        let help = "write `date = {2025-10-29}`, `{2025-10}` or `{2025}`";
        diagnostics.push(Diagnostic::error(codes::BAD_PERIOD, message).at(span, "").help(help));
    }
    period
}

/// The first keyword that names a kind, else what the type of the entry suggests.
fn kind(entry: &Entry, keywords: &str) -> SourceKind {
    let named = keywords.split([',', ';']).find_map(|keyword| {
        let keyword = keyword.trim().replace(' ', "-");
        SourceKind::WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(&keyword))
    });
    if let Some((_, kind)) = named {
        return *kind;
    }
    match entry.entry_type.to_string().as_str() {
        "article" | "inproceedings" | "phdthesis" | "mastersthesis" | "thesis" | "unpublished" => SourceKind::Paper,
        "dataset" => SourceKind::Dataset,
        "legislation" | "legal" | "jurisdiction" => SourceKind::Law,
        "report" | "techreport" | "book" | "inbook" | "incollection" => SourceKind::Analysis,
        _ => SourceKind::Other,
    }
}
