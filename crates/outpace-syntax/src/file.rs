//! The files of a study as text, read once; nothing later touches the disk.
//!
//! Bytes become text in [`File::decode`]: UTF-8, UTF-16 with a byte order mark, or else Windows-1252, in which older
//! versions of Vensim and of spreadsheets write. Lines may end as on any system.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, codes};
use crate::span::{FileId, Span};

#[cfg(test)]
mod tests;

/// The most bytes a text file may have; larger ones are refused with a diagnostic before they are read.
pub const MAX_FILE_BYTES: usize = 256 << 20;

/// One text file: its path as the user would type it, and its text.
#[derive(Debug, Clone)]
pub struct File {
    /// Path relative to the study folder (or as given on the command line).
    pub path: String,
    /// The text, decoded to UTF-8.
    pub text: String,
    line_starts: Vec<u32>,
}

impl File {
    /// A file with its lines indexed.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> File {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1))
            .collect();
        File { path: path.into(), text, line_starts }
    }

    /// A file from its bytes, and what there is to say about them once the file has an id.
    pub fn decode(path: &str, bytes: &[u8]) -> (File, impl FnOnce(FileId) -> Vec<Diagnostic> + use<>) {
        let (text, fault) = decoded(bytes);
        // What old versions of Vensim write is no mistake, unless the file says that it is something else.
        let expected = path.to_lowercase().ends_with(".mdl") && !text.starts_with("{UTF-8}");
        let fault = fault.filter(|_| !expected);
        let about = move |id: FileId| {
            let diagnostic = |(at, byte): (usize, u8)| {
                Diagnostic::warning(codes::ENCODING, "this file is not UTF-8; it was read as Windows-1252")
                    .at(Span::new(id, at, at + windows_1252(byte).len_utf8()), format!("byte 0x{byte:02X}"))
                    .help("save it as UTF-8")
            };
            fault.map(diagnostic).into_iter().collect()
        };
        (File::new(path, text), about)
    }

    fn line_of(&self, byte: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= byte).max(1) - 1
    }

    /// Line and column of a byte, both from 1; the column counts characters, or bytes far into a very long line.
    pub fn line_column(&self, byte: u32) -> (usize, usize) {
        let line = self.line_of(byte);
        let start = self.line_starts[line] as usize;
        let end = (byte as usize).min(self.text.len());
        let before = self.text.get(start..end).unwrap_or("");
        let column = if before.len() > MAX_COUNTED { before.len() } else { before.chars().count() };
        (line + 1, column + 1)
    }

    /// The bytes of the line that a byte is in, without its end.
    pub fn line(&self, byte: u32) -> Range<usize> {
        let line = self.line_of(byte);
        let start = self.line_starts[line] as usize;
        let end = self.line_starts.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let text = self.text.get(start..end).unwrap_or("");
        start..start + text.trim_end_matches(['\n', '\r']).len()
    }
}

/// How far into a line columns are counted in characters.
const MAX_COUNTED: usize = 1 << 16;

/// The text of `bytes`; with it the place in the text and the value of the first byte that is not UTF-8, where the
/// rest was read as Windows-1252.
fn decoded(bytes: &[u8]) -> (String, Option<(usize, u8)>) {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect()
    };
    let (text, fault) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (String::from_utf16_lossy(&units(rest, u16::from_le_bytes)), None),
        [0xFE, 0xFF, rest @ ..] => (String::from_utf16_lossy(&units(rest, u16::from_be_bytes)), None),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8_or_windows(rest),
        _ => utf8_or_windows(bytes),
    };
    (with_line_feeds(text), fault)
}

fn utf8_or_windows(bytes: &[u8]) -> (String, Option<(usize, u8)>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_string(), None),
        // What stands before the fault is valid, but need not be ASCII: its place moves with the decoding.
        Err(error) => {
            let (before, after) = bytes.split_at(error.valid_up_to());
            let at: usize = before.iter().map(|byte| windows_1252(*byte).len_utf8()).sum();
            (bytes.iter().map(|byte| windows_1252(*byte)).collect(), after.first().map(|byte| (at, *byte)))
        }
    }
}

/// A byte of Windows-1252. Source: the WHATWG Encoding Standard, index windows-1252, which gives the five unused
/// bytes the control characters of the same number.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Turns a carriage return that stands alone into a line feed; every place stays where it is.
fn with_line_feeds(text: String) -> String {
    let bytes = text.as_bytes();
    let alone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !(0..bytes.len()).any(alone) {
        return text;
    }
    let mut after_return = text.chars().peekable();
    let mut fed = String::with_capacity(text.len());
    while let Some(character) = after_return.next() {
        fed.push(if character == '\r' && after_return.peek() != Some(&'\n') { '\n' } else { character });
    }
    fed
}

/// All files of a study, in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct FileSet {
    files: Vec<File>,
}

impl FileSet {
    /// Adds a file and gives its id.
    pub fn add(&mut self, file: File) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    /// The file with this id.
    pub fn get(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The id of the file with exactly this path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.files.iter().position(|file| file.path == path).map(|at| FileId(at as u32))
    }

    /// Ids and files, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}
