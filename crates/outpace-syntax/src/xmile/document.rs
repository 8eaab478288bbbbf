//! XML with places: the document, and the text of an element with the way back into the user's file.
//!
//! Tools write prefixes such as `isee:` without declaring them, which no XML parser accepts. We declare them in a
//! copy of the text and take the insertion off every place again, so that places are those of the user's file.
//!
//! # Bounds
//! Document types, and with them entities that expand, are refused; 4 million nodes; 16 undeclared prefixes; a thousand
//! attributes of an element and a thousand declared prefixes, for each is compared with all others.

use std::ops::Range;

use roxmltree::{Document, Error, Node, ParsingOptions};

use crate::diagnostic::{Diagnostic, codes};
use crate::mdl::Drawing;
use crate::span::{FileId, Span, Spanned};

const MAX_NODES: u32 = 4_000_000;
const MAX_PREFIXES: usize = 16;
const MAX_ATTRIBUTES: usize = 1_000;

/// The text that was parsed, and where the user's file has it.
pub(super) struct Source<'a> {
    pub(super) file: FileId,
    text: &'a str,
    /// What was inserted into the user's text.
    inserted: Range<usize>,
}

/// The text of an element: entities and CDATA sections read, comments taken out.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Content {
    pub(super) text: String,
    /// From this byte of the text on, the file runs along from that byte.
    places: Vec<(usize, usize)>,
}

/// Parses `text` and hands the document to `read`; what is no XML gives a diagnostic.
pub(super) fn with_document(
    file: FileId,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
    read: impl FnOnce(&Source<'_>, Node<'_, '_>, &mut Vec<Diagnostic>),
) {
    if let Some(place) = crowded(text) {
        let message = format!("more than {MAX_ATTRIBUTES} attributes of an element, or as many prefixes in this file");
        let span = Span::new(file, place, place);
        return diagnostics.push(Diagnostic::error(codes::FILE_TOO_LARGE, message).at(span, "nothing of it is read"));
    }
    let begin = after_root_name(text);
    let mut prefixes: Vec<String> = Vec::new();
    loop {
        let declarations: String =
            prefixes.iter().map(|prefix| format!(" xmlns:{prefix}=\"urn:undeclared:{prefix}\"")).collect();
        let (before, after) = text.split_at(begin);
        let patched = format!("{before}{declarations}{after}");
        let source = Source { file, text: &patched, inserted: begin..begin + declarations.len() };
        let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        match Document::parse_with_options(&patched, options) {
            Ok(document) => return read(&source, document.root_element(), diagnostics),
            Err(Error::UnknownNamespace(prefix, _)) if prefixes.len() < MAX_PREFIXES && !prefixes.contains(&prefix) => {
                prefixes.push(prefix);
            }
            Err(error) => return diagnostics.push(source.not_xml(&error)),
        }
    }
}

/// Where the attributes of an element, or the declarations of prefixes in the whole text, get more than we read.
fn crowded(text: &str) -> Option<usize> {
    if let Some((place, _)) = text.match_indices("xmlns").nth(MAX_ATTRIBUTES) {
        return Some(place);
    }
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let inside = &text[open..];
        let comments = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        if let Some((_, end)) = comments.iter().find(|(begin, _)| inside.starts_with(begin)) {
            at = open + inside.find(end)? + end.len();
            continue;
        }
        let (mut attributes, mut quote) = (0, None);
        let end = inside.bytes().position(|byte| {
            match (quote, byte) {
                (None, b'=') => attributes += 1,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                _ => {}
            }
            attributes > MAX_ATTRIBUTES || (quote.is_none() && byte == b'>')
        })?;
        if attributes > MAX_ATTRIBUTES {
            return Some(open);
        }
        at = open + end + 1;
    }
    None
}

/// Behind the name of the root element, where a declaration may stand; the start of a text that has none.
fn after_root_name(text: &str) -> usize {
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let inside = &text[open..];
        let end = match () {
            () if inside.starts_with("<!--") => inside.find("-->"),
            () if inside.starts_with("<?") => inside.find("?>"),
            () if inside.starts_with("<!") => inside.find('>'),
            () => {
                let ends = |c: char| c.is_whitespace() || c == '>' || c == '/';
                return open + inside.find(ends).unwrap_or(inside.len());
            }
        };
        at = open + end.unwrap_or(inside.len());
    }
    0
}

impl Source<'_> {
    /// A byte of the parsed text, in the user's file.
    fn place(&self, at: usize) -> usize {
        if at <= self.inserted.start { at } else { at.saturating_sub(self.inserted.len()).max(self.inserted.start) }
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.place(range.start), self.place(range.end))
    }

    /// One past the opening tag of an element; a `>` in the value of an attribute does not end it.
    fn tag_end(&self, node: Node<'_, '_>) -> usize {
        let range = node.range();
        let from = node.attributes().map(|attribute| attribute.range().end).max().unwrap_or(range.start);
        let length = self.text.get(from..range.end).and_then(|text| text.find('>'));
        length.map_or(range.end, |length| from + length + 1)
    }

    /// The opening tag of an element.
    pub(super) fn tag(&self, node: Node<'_, '_>) -> Span {
        self.span(node.range().start..self.tag_end(node))
    }

    /// The value of an attribute, whatever its prefix.
    pub(super) fn attribute<'n>(&self, node: Node<'n, '_>, name: &str) -> Option<Spanned<&'n str>> {
        let attribute = node.attributes().find(|attribute| attribute.name() == name)?;
        Some(Spanned::new(attribute.value(), self.span(attribute.range_value())))
    }

    /// The text of an element.
    pub(super) fn content(&self, node: Node<'_, '_>) -> Content {
        let (start, end) = (self.tag_end(node), node.range().end);
        // Not by the nodes inside: a CDATA section behind a text belongs to the text's node but not to its range.
        let length = self.text.get(start..end).and_then(|text| text.rfind("</")).unwrap_or(0);
        let range = start..start + length;
        let (mut content, mut at) = (Content::default(), range.start);
        let raw = self.text.get(range.clone()).unwrap_or("");
        // Vensim puts notes into elements that have a text: `<start>0<doc>…</doc></start>`.
        let mut notes = children(node, "doc").map(|note| note.range()).peekable();
        while at < range.end {
            if let Some(note) = notes.next_if(|note| note.start <= at) {
                at = at.max(note.end);
                continue;
            }
            let (read, skipped, length) = piece(raw.get(at - range.start..).unwrap_or(""));
            content.places.push((content.text.len(), self.place(at + skipped)));
            content.text.push_str(&read);
            at += length.max(1);
        }
        content.places.push((content.text.len(), self.place(range.end)));
        content
    }

    /// An element as it stands in the file, with the prefixes that it may use.
    pub(super) fn drawing(&self, node: Node<'_, '_>) -> Drawing {
        let prefix = |each: &roxmltree::Namespace<'_>| Some((each.name()?.to_string(), each.uri().to_string()));
        let prefixes = node.namespaces().filter_map(prefix).filter(|(prefix, _)| prefix != "xml").collect();
        Drawing { text: self.text.get(node.range()).unwrap_or("").to_string(), prefixes }
    }

    fn not_xml(&self, error: &Error) -> Diagnostic {
        let position = error.pos();
        let line = self.text.split_inclusive('\n').take(position.row.saturating_sub(1) as usize).map(str::len).sum();
        let rest: &str = self.text.get(line..).unwrap_or("");
        let column = rest.char_indices().nth(position.col.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at);
        let (start, width) = (line + column, rest[column..].chars().next().map_or(0, char::len_utf8));
        let message = match error {
            Error::DtdDetected => "document types are not read".to_string(),
            Error::NodesLimitReached => return self.too_large(),
            _ => format!("this is not XML that can be read: {}", shortened(&error.to_string())),
        };
        Diagnostic::error(codes::SYNTAX_ERROR, message).at(self.span(start..start + width), "reading stops here")
    }

    fn too_large(&self) -> Diagnostic {
        let message = format!("this model has more than {MAX_NODES} XML nodes");
        Diagnostic::error(codes::FILE_TOO_LARGE, message).at(self.span(0..0), "")
    }
}

/// What the beginning of raw XML text says, how many bytes in it begins to say so, and how long it is.
fn piece(raw: &str) -> (String, usize, usize) {
    const OPEN: &str = "<![CDATA[";
    let up_to = |end: &str| raw.find(end).map_or(raw.len(), |at| at + end.len());
    if let Some(inside) = raw.strip_prefix(OPEN) {
        let inside = inside.split("]]>").next().unwrap_or("");
        return (inside.to_string(), OPEN.len(), up_to("]]>"));
    }
    if raw.starts_with('<') {
        return (String::new(), 0, if raw.starts_with("<!--") { up_to("-->") } else { up_to(">") });
    }
    if let Some((character, length)) = entity(raw) {
        return (character.to_string(), 0, length);
    }
    let first = raw.chars().next().map_or(0, char::len_utf8);
    let length = raw[first..].find(['<', '&']).map_or(raw.len(), |end| first + end);
    (raw[..length].to_string(), 0, length)
}

/// `&lt;`, `&#10;` and the like.
fn entity(raw: &str) -> Option<(char, usize)> {
    let inside = raw.strip_prefix('&')?;
    let end = inside.find(';').filter(|end| *end <= 10)?;
    let name = &inside[..end];
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 2))
}

impl Content {
    /// The value of an attribute, which stands in the file as it is but for entities.
    pub(super) fn of(value: &str, span: Span) -> Content {
        Content { text: value.to_string(), places: vec![(0, span.start as usize)] }
    }

    /// The place in the file of a byte of the text.
    fn place(&self, at: usize) -> usize {
        let after = self.places.partition_point(|(from, _)| *from <= at);
        self.places.get(after.saturating_sub(1)).map_or(0, |(from, place)| place + (at - from))
    }

    pub(super) fn span(&self, file: FileId, start: usize, end: usize) -> Span {
        let start = self.place(start);
        Span::new(file, start, self.place(end).max(start))
    }

    /// The whole without the blanks around it.
    pub(super) fn whole(&self, file: FileId) -> Span {
        let text = self.text.trim_end();
        self.span(file, text.len() - text.trim_start().len(), text.len())
    }

    /// Whether there is nothing but blanks.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Whether an element is XMILE's of this name: those of vendors stand in namespaces of their own.
pub(super) fn is(node: Node<'_, '_>, name: &str) -> bool {
    let root = node.document().root_element();
    node.tag_name().name() == name && node.tag_name().namespace() == root.tag_name().namespace()
}

/// The first child of this name.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| is(*child, name))
}

/// All children of this name.
pub(super) fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, name))
}

/// The namespace of what Vensim adds to the format.
const VENSIM: &str = "http://www.vensim.com/XMILE";

/// The first child of this name among what Vensim adds.
///
/// Source: Ventana Systems, "vensim-ext.xsd" (github.com/VensimSoftware/xmile-spec, proposals/schema).
pub(super) fn of_vensim<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name((VENSIM, name)))
}

/// What kind of thing Vensim says that an element is, where XMILE has no word for it.
pub(super) fn kind_of_vensim<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute((VENSIM, "kind"))
}

/// Text for a message, cut where it is too long.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
