//! Words of XMILE's equation language: from text to tokens, one at a time.
//!
//! Source: XMILE 1.0, 3.2.1 (numbers), 3.2.2 (identifiers) and 3.3.4 (comments in braces). What Vensim exports has its
//! own words between colons.

use crate::expr::VENSIM_NA;
use crate::expr::lexer::number_length;

/// One word or sign of an equation.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// `3.5`; `None` where it does not fit a float.
    Number(Option<f64>),
    /// An identifier, its qualifiers in front with points between: `Location.Boston`, `Location.*`, `.cost`.
    Name(String),
    /// IF, THEN, ELSE, AND, OR, NOT or MOD; `:NOT:` holds less tightly.
    Keyword(&'static str),
    /// An operator or a bracket.
    Sign(&'static str),
    /// A quoted identifier without its closing quote.
    Unclosed,
    /// A character with no meaning here.
    Unknown,
    /// The end of the text.
    End,
}

const KEYWORDS: [&str; 7] = ["IF", "THEN", "ELSE", "AND", "OR", "NOT", "MOD"];

/// Signs, longer ones first.
const SIGNS: [&str; 23] = [
    "<>", "!=", "<=", ">=", "//", "(", ")", "[", "]", ",", ";", "+", "-", "*", "/", "^", "=", "<", ">", ":", "@", "'",
    "!",
];

/// Reads tokens of `text` from `position` on.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) position: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or("")
    }

    /// The next token with its first byte and one past its last.
    pub(super) fn next(&mut self) -> (Token, usize, usize) {
        self.skip_blanks();
        let start = self.position;
        let rest = self.rest();
        let token = match rest.chars().next() {
            None => Token::End,
            Some(c) if c.is_ascii_digit() => self.number(),
            Some('.') if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            Some(':') if self.in_colons().is_some() => self.between_colons(),
            Some(c) if c == '"' || c == '.' || starts_identifier(c) => self.identifier(),
            Some(c) if is_loose(c) && rest[1..].starts_with(continues_identifier) => self.identifier(),
            Some(c) => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                self.position += sign.map_or(c.len_utf8(), |sign| sign.len());
                sign.map_or(Token::Unknown, |sign| Token::Sign(sign))
            }
        };
        (token, start, self.position)
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.position += rest.len() - trimmed.len();
            if !trimmed.starts_with('{') {
                return;
            }
            self.position += trimmed.find('}').map_or(trimmed.len(), |end| end + 1);
        }
    }

    /// A word of Vensim's in front, and its length: `:NOT:`.
    fn in_colons(&self) -> Option<(&'static str, usize)> {
        let (word, _) = self.rest().strip_prefix(':')?.split_once(':')?;
        let known = ["AND", "OR", "NOT", "NA"].into_iter().find(|known| known.eq_ignore_ascii_case(word.trim()))?;
        Some((known, word.len() + 2))
    }

    fn between_colons(&mut self) -> Token {
        let (word, length) = self.in_colons().unwrap_or_default();
        self.position += length;
        match word {
            "NA" => Token::Number(Some(VENSIM_NA)),
            "NOT" => Token::Keyword(":NOT:"),
            _ => Token::Keyword(word),
        }
    }

    fn number(&mut self) -> Token {
        let rest = self.rest();
        let length = number_length(rest);
        self.position += length;
        Token::Number(rest[..length].parse().ok().filter(|value: &f64| value.is_finite()))
    }

    /// An identifier with its qualifiers, or a keyword.
    fn identifier(&mut self) -> Token {
        let (mut name, mut in_quotes) = (String::new(), false);
        loop {
            if self.rest().starts_with('.') {
                name.push('.');
                self.position += 1;
            }
            let rest = self.rest();
            if rest.starts_with('"') {
                let Some(length) = self.quoted(&mut name) else { return Token::Unclosed };
                in_quotes = true;
                self.position += length;
            } else {
                let length = unquoted(rest);
                name.push_str(&rest[..length]);
                self.position += length;
                if length == 0 {
                    return if name == "." { Token::Unknown } else { Token::Name(name) };
                }
            }
            let qualifies = |rest: &str| {
                rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c| c == '"' || starts_identifier(c)))
            };
            if self.rest().starts_with(".*") {
                name.push_str(".*");
                self.position += 2;
                break;
            }
            if !qualifies(self.rest()) {
                break;
            }
        }
        let keyword = KEYWORDS.iter().find(|keyword| !in_quotes && keyword.eq_ignore_ascii_case(&name));
        keyword.map_or(Token::Name(name), |keyword| Token::Keyword(keyword))
    }

    /// Adds the quoted identifier in front, its escapes read; its length with the quotes.
    fn quoted(&mut self, name: &mut String) -> Option<usize> {
        let rest = self.rest();
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                _ if escaped => {
                    name.push(if c == 'n' { ' ' } else { c });
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => return Some(at + 1),
                _ => name.push(c),
            }
        }
        self.position = self.text.len();
        None
    }
}

/// Whether an identifier without quotes may begin with this character.
pub(super) fn starts_identifier(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '$' || (!c.is_ascii() && !c.is_whitespace())
}

/// Whether an identifier without quotes may go on with this character.
pub(super) fn continues_identifier(c: char) -> bool {
    starts_identifier(c) || c.is_ascii_digit() || c == '\u{a0}'
}

/// Characters that should stand in quotes, and that mean nothing outside an identifier.
fn is_loose(c: char) -> bool {
    matches!(c, '%' | '&' | '#' | '?' | '~')
}

/// How long the identifier without quotes is that a text begins with: Stella leaves `farms'_size` without them.
fn unquoted(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let continues = |c: char| continues_identifier(c) || is_loose(c);
        let is_inside = at > 0 && characters.peek().is_some_and(|(_, next)| continues(*next));
        if !(continues(c) || c == '\'' && is_inside) {
            return at;
        }
    }
    text.len()
}

/// Whether a word is one of the language, whatever its case.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// An identifier as attributes and the names of flows have it, without the notation: quotes and escapes are read, also
/// those around a part of a qualified name.
pub(super) fn plain(written: &str) -> String {
    let trimmed = written.trim();
    if let Some(parts) = quoted_parts(trimmed) {
        return parts;
    }
    let bare = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(trimmed);
    let (mut name, mut escaped) = (String::with_capacity(bare.len()), false);
    for c in bare.chars() {
        match c {
            'n' if escaped => name.push(' '),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '"' | '\\' => name.push(c),
            _ => {
                name.extend(escaped.then_some('\\'));
                name.push(c);
            }
        }
        escaped = false;
    }
    name.extend(escaped.then_some('\\'));
    name
}

/// `Resources."share_%"` without the quotes; `None` for text that is no qualified name with quotes.
fn quoted_parts(written: &str) -> Option<String> {
    if !written.contains(".\"") && !written.contains("\".") {
        return None;
    }
    let mut lexer = Lexer { text: written, position: 0 };
    match lexer.identifier() {
        Token::Name(name) if lexer.position == written.len() => Some(name),
        _ => None,
    }
}
