//! Lines of a terminal: widths as shown, wrapping that looks past escape sequences, columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::brief::VerdictKind;
use crate::write::escape;

/// Styles text, or does not.
#[derive(Debug, Clone, Copy)]
pub struct Pen {
    pub colour: bool,
}

impl Pen {
    fn style(self, code: &str, text: &str) -> String {
        if self.colour && !text.trim().is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }

    pub fn bold(self, text: &str) -> String {
        self.style("1", text)
    }

    pub fn dim(self, text: &str) -> String {
        self.style("2", text)
    }

    pub fn emphasis(self, text: &str) -> String {
        self.style("3", text)
    }

    pub fn code(self, text: &str) -> String {
        self.style("36", text)
    }

    pub fn verdict(self, verdict: VerdictKind, text: &str) -> String {
        self.style(&format!("1;{}", super::verdict_colour(verdict)), text)
    }

    /// A series: the colours that most people tell apart, blue and yellow, come first.
    pub fn series(self, colour: usize, text: &str) -> String {
        self.style(["34", "33", "35", "36", "32", "90"][colour % 6], text)
    }
}

/// Columns that text takes; escape sequences take none.
pub fn width(text: &str) -> usize {
    let mut rest = text;
    let mut width = 0;
    while let Some((before, after)) = rest.split_once('\x1b') {
        width += before.width();
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    width + rest.width()
}

/// Text filled up with spaces.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Text broken at spaces into lines of at most `columns`; a longer word is broken where it must be.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for piece in pieces(word, columns) {
            let length = width(&piece);
            match lines.last_mut() {
                Some(line) if used + 1 + length <= columns => {
                    line.push(' ');
                    line.push_str(&piece);
                    used += 1 + length;
                }
                _ => {
                    lines.push(piece);
                    used = length;
                }
            }
        }
    }
    lines
}

/// A word in pieces that fit: the word itself nearly always.
fn pieces(word: &str, columns: usize) -> Vec<String> {
    if width(word) <= columns || word.contains('\x1b') {
        return vec![word.to_string()];
    }
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for character in word.chars() {
        let length = character.width().unwrap_or(0);
        if used + length > columns {
            pieces.push(String::new());
            used = 0;
        }
        used += length;
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    pieces
}

/// The narrowest that a column of words is wrapped to.
const NARROWEST: usize = 12;

/// A table in columns two spaces apart, the widest columns of words wrapped if need be; a paragraph a row where even
/// that does not fit.
pub fn table(columns: &[(String, bool)], rows: &[Vec<String>], room: usize, pen: Pen) -> String {
    let heads: Vec<String> = columns.iter().map(|(head, _)| escape::plain(head).into_owned()).collect();
    let cell = |row: &[String], index: usize| row.get(index).cloned().unwrap_or_default();
    let mut widths: Vec<usize> = heads.iter().map(|head| width(head)).collect();
    for row in rows {
        for (index, widest) in widths.iter_mut().enumerate() {
            *widest = (*widest).max(width(&cell(row, index)));
        }
    }
    let gaps = 2 * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > room {
        let words = widths.iter_mut().zip(columns).filter(|(width, (_, numbers))| !numbers && **width > NARROWEST);
        let Some((widest, _)) = words.max_by_key(|(width, _)| **width) else {
            return listing(&heads, rows, room, pen);
        };
        *widest -= 1;
    }
    let head = line_of(&heads, columns, &widths).into_iter().map(|line| pen.dim(&line));
    let body = rows.iter().flat_map(|row| line_of(row, columns, &widths));
    head.chain(body).map(|line| format!("{line}\n")).collect()
}

/// One row, in as many lines as its tallest cell needs.
fn line_of(row: &[String], columns: &[(String, bool)], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<String>> =
        widths.iter().enumerate().map(|(i, &width)| wrap(row.get(i).map_or("", String::as_str), width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let part = |line: usize, index: usize| {
        let text = cells[index].get(line).map_or("", String::as_str);
        if columns[index].1 { pad_left(text, widths[index]) } else { pad(text, widths[index]) }
    };
    let line = |line: usize| (0..widths.len()).map(|index| part(line, index)).collect::<Vec<_>>().join("  ");
    (0..height).map(|index| line(index).trim_end().to_string()).collect()
}

/// Rows as paragraphs: `head: cell`, a line each.
fn listing(heads: &[String], rows: &[Vec<String>], room: usize, pen: Pen) -> String {
    let mut out = String::new();
    for row in rows {
        for (index, (head, cell)) in heads.iter().zip(row).enumerate() {
            let lead = if index == 0 { "• " } else { "  " };
            let text = if head.is_empty() { cell.clone() } else { format!("{} {cell}", pen.dim(&format!("{head}:"))) };
            for (number, line) in wrap(&text, room.saturating_sub(4).max(20)).iter().enumerate() {
                out.push_str(if number == 0 { lead } else { "    " });
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_spaces_and_nowhere_else_unless_it_must() {
        let cases: [(&str, usize, &[&str]); 7] = [
            ("", 10, &[]),
            ("one two three", 7, &["one two", "three"]),
            ("one  two", 20, &["one two"]),
            ("a\u{a0}b c", 3, &["a\u{a0}b", "c"]),
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            ("\x1b[1mone two\x1b[0m three", 7, &["\x1b[1mone two\x1b[0m", "three"]),
            ("漢字漢字", 5, &["漢字", "漢字"]),
        ];
        for (text, columns, lines) in cases {
            assert_eq!(wrap(text, columns), lines, "{text:?}");
        }
    }

    #[test]
    fn a_table_that_does_not_fit_becomes_a_list() {
        let columns = [("Name".to_string(), false), ("Count".to_string(), true)];
        let rows = [vec!["one".to_string(), "1".to_string()], vec!["two".to_string(), "1,000".to_string()]];
        let pen = Pen { colour: false };
        assert_eq!(table(&columns, &rows, 80, pen), "Name  Count\none       1\ntwo   1,000\n");
        assert_eq!(table(&columns, &rows, 10, pen), "• Name: one\n  Count: 1\n• Name: two\n  Count: 1,000\n");
    }
}
