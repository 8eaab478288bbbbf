//! The files of a study as text, read once; nothing later touches the disk.

use crate::span::{FileId, Span};

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

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn line_column(&self, byte: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= byte).max(1) - 1;
        let start = self.line_starts[line] as usize;
        let end = (byte as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |text| text.chars().count());
        (line + 1, column + 1)
    }
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
