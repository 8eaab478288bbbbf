//! Words of the equation language: from text to tokens, one at a time.
//!
//! Blanks, comments in braces and continued lines (a backslash before the line break) part tokens and may stand
//! inside a name; a bare line break ends a name.

use std::borrow::Cow;

use crate::name::{continues_name, starts_name};

/// One word or sign of an equation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'a> {
    /// `3.5`; `None` where it does not fit a float.
    Number(Option<f64>),
    /// A name, with single blanks; quoted names keep their quotes.
    Name(Cow<'a, str>),
    /// `'text'`, without its quotes.
    Text(&'a str),
    /// A quoted name or text without its closing quote.
    Unclosed(char),
    /// `:AND:`, `:INTERPOLATE:`: in upper case and without the colons.
    Keyword(String),
    /// An operator or a bracket.
    Sign(&'static str),
    /// A character with no meaning here.
    Unknown,
    /// The end of the text.
    End,
}

/// Signs, longer ones first.
const SIGNS: [&str; 23] = [
    "<->", "<>", "<=", ">=", "==", ":=", "->", "(", ")", "[", "]", ",", ";", "+", "-", "*", "/", "^", "=", "<", ">",
    "@", "!",
];

/// Keywords of more than one word, whose blanks may be missing.
const SPACED: [&str; 5] = ["AT LEAST ONCE", "HOLD BACKWARD", "LOOK FORWARD", "TEST INPUT", "THE CONDITION"];

/// Reads tokens of `text` from `position` on.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'a> {
    pub(crate) text: &'a str,
    pub(crate) position: usize,
}

impl<'a> Lexer<'a> {
    /// The text that has not been read; empty past the end.
    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The next token with its first byte and one past its last.
    pub(crate) fn next(&mut self) -> (Token<'a>, usize, usize) {
        self.skip_blanks(true);
        let start = self.position;
        let token = match self.peek() {
            None => Token::End,
            Some(c) if c.is_ascii_digit() => self.number(),
            Some('.') if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            Some('"') => self.quoted(),
            Some('\'') => self.literal(),
            Some(c) if starts_name(c) => self.name(),
            Some(':') => self.keyword().unwrap_or_else(|| self.sign(':')),
            Some(c) => self.sign(c),
        };
        (token, start, self.position)
    }

    /// Skips blanks, comments and continued lines, and bare line breaks if asked to.
    pub(crate) fn skip_blanks(&mut self, over_lines: bool) {
        loop {
            let rest = self.rest();
            let blanks = rest.len()
                - rest
                    .trim_start_matches(|c: char| c.is_whitespace() && (over_lines || !matches!(c, '\n' | '\r')))
                    .len();
            self.position += blanks;
            let rest = &rest[blanks..];
            if rest.starts_with('{') {
                self.position += rest.find('}').map_or(rest.len(), |end| end + 1);
            } else if let Some(length) = continuation(rest) {
                self.position += length;
            } else if blanks == 0 {
                return;
            }
        }
    }

    fn number(&mut self) -> Token<'a> {
        let rest = self.rest();
        let length = number_length(rest);
        self.position += length;
        Token::Number(rest[..length].parse().ok().filter(|value: &f64| value.is_finite()))
    }

    /// Words with blanks between them. A later word may begin with a digit: `RANDOM 0 1`.
    fn name(&mut self) -> Token<'a> {
        let (whole, start) = (self.text, self.position);
        // What parts the words is rarely more than a blank: then the name is as it stands.
        let mut folded: Option<String> = None;
        loop {
            let rest = self.rest();
            let word = &rest[..rest.len() - rest.trim_start_matches(continues_name).len()];
            if let Some(folded) = &mut folded {
                folded.push_str(word);
            }
            self.position += word.len();
            let end = self.position;
            self.skip_blanks(false);
            if self.position == end || !self.peek().is_some_and(|c| starts_name(c) || c.is_ascii_digit()) {
                self.position = end;
                return Token::Name(folded.map_or(Cow::Borrowed(&whole[start..end]), Cow::Owned));
            }
            if folded.is_some() || whole[end..self.position] != *" " {
                folded.get_or_insert_with(|| whole[start..end].to_string()).push(' ');
            }
        }
    }

    fn quoted(&mut self) -> Token<'a> {
        let rest = self.rest();
        let (length, closed) = quoted_length(rest);
        self.position += length;
        if !closed {
            return Token::Unclosed('"');
        }
        Token::Name(without_breaks(&rest[..length]))
    }

    fn literal(&mut self) -> Token<'a> {
        let rest = &self.rest()[1..];
        let length = rest.find(['\'', '\n', '\r']).unwrap_or(rest.len());
        let closed = rest[length..].starts_with('\'');
        self.position += 1 + length + usize::from(closed);
        if closed { Token::Text(&rest[..length]) } else { Token::Unclosed('\'') }
    }

    fn keyword(&mut self) -> Option<Token<'a>> {
        let rest = &self.rest()[1..];
        let end = rest.find(|c: char| !(c.is_ascii_alphabetic() || c == ' ')).filter(|end| *end > 0)?;
        if !rest[end..].starts_with(':') {
            return None;
        }
        self.position += end + 2;
        let word: String = rest[..end].split_whitespace().collect::<String>().to_ascii_uppercase();
        let spaced = SPACED.iter().find(|spaced| spaced.split(' ').collect::<String>() == word);
        Some(Token::Keyword(spaced.map_or(word, |spaced| spaced.to_string())))
    }

    fn sign(&mut self, first: char) -> Token<'a> {
        let rest = self.rest();
        match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => {
                self.position += sign.len();
                Token::Sign(sign)
            }
            None => {
                self.position += first.len_utf8();
                if first == ':' { Token::Sign(":") } else { Token::Unknown }
            }
        }
    }
}

/// A name with its continued lines joined.
pub(crate) fn without_breaks(name: &str) -> Cow<'_, str> {
    match name.contains('\\') {
        true => Cow::Owned(name.replace("\\\r\n", " ").replace("\\\n", " ")),
        false => Cow::Borrowed(name),
    }
}

/// The length of a backslash and the line break it takes away, blanks between them included.
pub(crate) fn continuation(text: &str) -> Option<usize> {
    let after = text.strip_prefix('\\')?;
    let blank = after.trim_start_matches([' ', '\t']);
    let broken = blank.strip_prefix("\r\n").or_else(|| blank.strip_prefix(['\n', '\r']))?;
    Some(text.len() - broken.len())
}

/// The length of the number that `text` begins with: digits, a point, an exponent that has digits.
pub(crate) fn number_length(text: &str) -> usize {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if text[length..].starts_with('.') {
        length += 1 + digits(length + 1);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// The length of the quoted name that `text` begins with, and whether its quote closes on the same line.
pub(crate) fn quoted_length(text: &str) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return (at + 1, true),
            b'\\' if bytes.get(at + 1) == Some(&b'"') => at += 2,
            b'\\' => at += continuation(&text[at..]).unwrap_or(1),
            b'\n' | b'\r' => return (at, false),
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}
