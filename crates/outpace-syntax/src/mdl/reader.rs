//! From entries to the tree: groups, comments, flags, macros and the bounds on all of it.

use std::collections::HashMap;
use std::ops::Range;

use super::entries::{Entry, Piece, Pieces};
use super::equation::{Definition, definition};
use super::{Constraint, Equation, Group, Macro, ModelTree, TestInput, settings, sheet};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::expr::Dialect;
use crate::expr::parser::Parser;
use crate::name::{Name, Names};
use crate::span::{FileId, Span, Spanned};
use crate::unit::{UnitExpr, parse_unit};

/// The most entries a model may have.
const MAX_ENTRIES: usize = 1_000_000;
/// The longest definition.
const MAX_DEFINITION_BYTES: usize = 1 << 20;
/// The most members that sequences such as `(A1-A9)` of one model may be written out to.
const MAX_MEMBERS: usize = 200_000;
/// After so many diagnostics the rest of the file is left alone.
const MAX_DIAGNOSTICS: usize = 200;

const NOT_READ: &str = "not read from here on";

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    tree: ModelTree,
    diagnostics: Vec<Diagnostic>,
    /// Warnings among them; they do not end the reading.
    warned: usize,
    member_budget: usize,
    /// The names and the units that were read before.
    names: Names<'a>,
    units: HashMap<&'a str, UnitExpr>,
    /// Texts under a name, for GET functions.
    texts: HashMap<Name, String>,
    /// The macro that is open; its header may be unreadable, and then its equations are left out.
    open_macro: Option<Option<Macro>>,
}

pub(super) fn read(file: FileId, text: &str) -> (ModelTree, Vec<Diagnostic>) {
    let (tree, diagnostics) = (ModelTree::default(), Vec::new());
    let mut reader = Reader {
        file,
        text,
        tree,
        diagnostics,
        warned: 0,
        member_budget: MAX_MEMBERS,
        names: Names::default(),
        units: HashMap::new(),
        texts: HashMap::new(),
        open_macro: None,
    };
    for (count, piece) in Pieces::new(text).enumerate() {
        let start = match &piece {
            Piece::Entry(entry) => entry.span.start,
            Piece::Heading(range) | Piece::MacroStart(range) | Piece::MacroEnd(range) => range.start,
        };
        if count >= MAX_ENTRIES {
            let message = format!("this model has more than {MAX_ENTRIES} entries");
            reader.mark(Diagnostic::error(codes::FILE_TOO_LARGE, message), start, NOT_READ);
            break;
        }
        if reader.diagnostics.len() - reader.warned >= MAX_DIAGNOSTICS {
            let message = "too many mistakes to go on reading this model";
            reader.mark(Diagnostic::error(codes::TOO_MANY_ERRORS, message), start, NOT_READ);
            break;
        }
        reader.piece(piece);
    }
    if let Some(Some(open)) = &reader.open_macro {
        let message = format!("the macro `{}` does not end", open.name.value);
        let diagnostic = Diagnostic::error(codes::UNTERMINATED_ENTRY, message).at(open.span, "it begins here");
        reader.diagnostics.push(diagnostic.help("write `:END OF MACRO:` behind its last equation"));
    }
    reader.close_macro();
    reader.tree.method = settings::method(file, text);
    reader.tree.base_date = settings::base_date(text);
    reader.tree.unit_equivalents = settings::unit_equivalents(text);
    sheet::name_files(&mut reader.tree, &reader.texts, &settings::files(text));
    reader.tree.equations.shrink_to_fit();
    (reader.tree, reader.diagnostics)
}

impl<'a> Reader<'a> {
    /// Reports at the character that begins at `start`.
    fn mark(&mut self, diagnostic: Diagnostic, start: usize, label: &str) {
        let width = self.text[start..].chars().next().map_or(0, char::len_utf8);
        self.diagnostics.push(diagnostic.at(self.span(&(start..start + width)), label));
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// What a range of the file says, on one line.
    fn folded(&self, range: &Range<usize>) -> String {
        folded(self.text.get(range.clone()).unwrap_or(""))
    }

    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Entry(_) if self.open_macro == Some(None) => {}
            Piece::Entry(entry) => self.entry(&entry),
            Piece::Heading(range) => {
                let name = self.text[range.clone()].trim_matches(|c: char| "{}*".contains(c) || c.is_whitespace());
                let name = name.trim_start_matches('.').to_string();
                let span = self.span(&range);
                self.tree.groups.push(Group { name, comment: String::new(), span });
            }
            Piece::MacroStart(range) => {
                self.close_macro();
                self.open_macro = Some(self.macro_header(range));
            }
            Piece::MacroEnd(_) => self.close_macro(),
        }
    }

    fn close_macro(&mut self) {
        self.tree.macros.extend(self.open_macro.take().flatten());
    }

    /// `:MACRO: name(input, input : output)`.
    fn macro_header(&mut self, range: Range<usize>) -> Option<Macro> {
        let span = self.span(&range);
        let text: &'a str = self.text.get(range.clone()).unwrap_or("");
        let (diagnostics, names) = (&mut self.diagnostics, &mut self.names);
        let mut parser = Parser::new(self.file, text, range.start, Dialect::Model, diagnostics, names);
        parser.advance();
        let name = parser.reference()?;
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        if !parser.take("(") {
            parser.expected("`(` and the names of the inputs");
            return None;
        }
        let mut arguments = &mut inputs;
        while !parser.take(")") {
            let argument = parser.reference()?;
            arguments.push(Spanned::new(argument.name, argument.span));
            if parser.take(":") {
                arguments = &mut outputs;
            } else if !parser.take(",") && !parser.is(")") {
                parser.expected("`,` or `)`");
                return None;
            }
        }
        parser.finish();
        Some(Macro { name: Spanned::new(name.name, name.span), inputs, outputs, equations: Vec::new(), span })
    }

    fn entry(&mut self, entry: &Entry) {
        let text: &'a str = &self.text[entry.definition.clone()];
        if text.trim_start().starts_with("***") {
            return self.group(entry);
        }
        if text.len() > MAX_DEFINITION_BYTES {
            let message = "this definition is longer than 1 MiB";
            return self.mark(Diagnostic::error(codes::LINE_TOO_LONG, message), entry.span.start, "it is left out");
        }
        if !entry.terminated {
            self.unterminated(entry);
        }
        let offset = entry.definition.start;
        let (diagnostics, names) = (&mut self.diagnostics, &mut self.names);
        let mut parser = Parser::new(self.file, text, offset, Dialect::Model, diagnostics, names);
        let found = definition(&mut parser, &mut self.member_budget);
        let span = self.span(&(entry.span.start..entry.span.start + self.text[entry.span.clone()].trim_end().len()));
        let comment = self.folded(&entry.comment);
        match found {
            Definition::Range(range) if self.open_macro.is_some() => {
                let message = "a macro cannot define subscript ranges";
                let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(range.name.span, "");
                self.diagnostics.push(diagnostic.help("define the range outside: macros see all ranges"));
            }
            Definition::Range(mut range) => {
                range.comment = comment;
                range.span = span;
                self.tree.ranges.push(range);
            }
            Definition::Constraint(_) | Definition::TestInput(_) if self.open_macro.is_some() => {
                let message = "a macro cannot hold reality checks";
                self.diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, ""));
            }
            Definition::Constraint(constraint) => {
                self.tree.constraints.push(Constraint { comment, span, ..constraint });
            }
            Definition::TestInput(input) => self.tree.test_inputs.push(TestInput { comment, span, ..input }),
            Definition::Equation { left, exceptions, right } => {
                let unit = self.unit(&entry.unit);
                let group = self.tree.groups.len().checked_sub(1);
                let flags = self.text[entry.flags.clone()].trim_start();
                let supplementary = flags.get(..4).is_some_and(|flag| flag.eq_ignore_ascii_case(":SUP"));
                let equation = Equation { left, exceptions, right, unit, comment, group, supplementary, span };
                match &mut self.open_macro {
                    Some(Some(open)) => open.equations.push(equation),
                    _ => self.tree.equations.push(equation),
                }
            }
            Definition::Text(name, text) => drop(self.texts.insert(name, text)),
            Definition::Unreadable => {}
        }
    }

    /// The unit of an equation; none where it cannot be read, for a model runs without units.
    fn unit(&mut self, range: &Range<usize>) -> Option<UnitExpr> {
        let text: &'a str = &self.text[range.clone()];
        let text = text.split('[').next().unwrap_or("");
        let written = text.trim();
        if written.is_empty() {
            return None;
        }
        let start = range.start + text.len() - text.trim_start().len();
        if let Some(known) = self.units.get(written) {
            return Some(known.moved_to(start));
        }
        let mut problems = Vec::new();
        let unit = parse_unit(self.file, written, start, &mut problems);
        let readable = problems.is_empty();
        if readable {
            self.units.insert(written, unit.clone());
        }
        problems.truncate(MAX_DIAGNOSTICS - self.warned);
        self.warned += problems.len();
        self.diagnostics
            .extend(problems.into_iter().map(|problem| Diagnostic { severity: Severity::Warning, ..problem }));
        readable.then_some(unit)
    }

    fn unterminated(&mut self, entry: &Entry) {
        let text = self.text[entry.span.clone()].trim_end();
        let end = entry.span.start + text.len();
        let last = text.chars().next_back().map_or(0, char::len_utf8);
        self.diagnostics.push(
            Diagnostic::error(codes::UNTERMINATED_ENTRY, "this entry does not end")
                .at(self.span(&(end - last..end)), "`|` is missing behind this")
                .help("end every entry with `|`, for example `rate = 1 ~ 1/Year ~ the comment |`"),
        );
    }

    /// `**** .name **** ~ comment |`.
    fn group(&mut self, entry: &Entry) {
        let text = &self.text[entry.definition.clone()];
        let name = text.split(['*', '\n', '\r']).map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
        let name = name.trim_start_matches('.').to_string();
        // Vensim writes the comment of a group into the field where an equation has its unit.
        let comment = [self.folded(&entry.unit), self.folded(&entry.comment)].join(" ").trim().to_string();
        self.tree.groups.push(Group { name, comment, span: self.span(&entry.span) });
    }
}

/// A text on one line: every run of blanks and line breaks, which a backslash may announce, is one blank.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace().filter(|word| *word != "\\") {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}
