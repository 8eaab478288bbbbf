//! What expressions are made of: numbers with units, points, references with subscripts, moments.

use super::lexer::{Lexer, Token, quoted_length, without_breaks};
use super::parser::Parser;
use super::{Dialect, ExprKind, Moment, Points, Reference, SubscriptUse, VENSIM_NA};
use crate::diagnostic::{Diagnostic, codes};
use crate::name::Name;
use crate::period::Period;
use crate::span::{Span, Spanned};
use crate::unit;

impl<'a> Parser<'a, '_> {
    /// A number and, in claims, the unit behind it.
    pub(super) fn number(&mut self, value: Option<f64>) -> ExprKind {
        let Some(value) = value else {
            let diagnostic = Diagnostic::error(codes::BAD_NUMBER, format!("{} is too large a number", self.found()))
                .at(self.here(), "beyond 1.8e308");
            self.report(diagnostic);
            self.advance();
            return ExprKind::Error;
        };
        let rest = self.lexer.rest();
        let length = if self.dialect == Dialect::Claim { unit::length_behind_number(rest) } else { 0 };
        if length == 0 {
            self.advance();
            return ExprKind::Number(value);
        }
        let start = self.lexer.position;
        let mut unit = unit::parse_unit(self.file, &rest[..length], self.offset + start, self.diagnostics);
        self.jump(start + length);
        let value = unit::scaled(value, std::mem::replace(&mut unit.scale, 1.0));
        ExprKind::Quantity(value, unit)
    }

    /// A number with its sign.
    pub(crate) fn signed_number(&mut self) -> Option<f64> {
        let sign = if self.take("-") {
            -1.0
        } else {
            self.take("+");
            1.0
        };
        match &self.token {
            Token::Number(Some(value)) => {
                let value = sign * value;
                self.advance();
                Some(value)
            }
            Token::Keyword(word) if word == "NA" => {
                self.advance();
                Some(VENSIM_NA)
            }
            _ => {
                self.expected("a number");
                None
            }
        }
    }

    /// `[(0,0)-(10,10)],(0,0),(1,2)`: a frame for the eye, which we pass over, and the points; or all x and then all y.
    pub(crate) fn points(&mut self) -> Points {
        let start = self.start;
        if self.take("[") {
            while self.token != Token::End && !self.is("]") {
                self.advance();
            }
            self.take("]");
            self.take(",");
        }
        let points = match &self.token {
            Token::Number(_) | Token::Sign("-" | "+") => self.columns(start),
            _ => self.pairs(),
        };
        Points { points, span: self.since(start) }
    }

    fn pairs(&mut self) -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        loop {
            points.extend(self.point());
            if !(self.is(",") && begins_bracket(self.lexer.clone())) {
                return points;
            }
            self.advance();
        }
    }

    /// `0, 1, 2, 10, 20, 30`: all x, then as many y.
    fn columns(&mut self, start: usize) -> Vec<(f64, f64)> {
        let mut numbers: Vec<f64> = self.signed_number().into_iter().collect();
        while self.take(",") {
            let Some(number) = self.signed_number() else { break };
            numbers.push(number);
        }
        if numbers.len() % 2 == 1 {
            let message = format!("this look-up has {} numbers, which do not make pairs", numbers.len());
            let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, message)
                .at(self.since(start), "all x, then as many y")
                .help("write it as points: `name((0, 0), (1, 2))`");
            self.report(diagnostic);
        }
        let (x, y) = numbers.split_at(numbers.len() / 2);
        x.iter().copied().zip(y.iter().copied()).collect()
    }

    fn point(&mut self) -> Option<(f64, f64)> {
        if !self.take("(") {
            self.expected("a point such as `(0, 1)`");
            return None;
        }
        let point = self.coordinates();
        if point.is_none() || !self.is(")") {
            if point.is_some() {
                self.expected("`)`");
            }
            self.recover();
            while self.take(",") {
                self.recover();
            }
        }
        self.take(")");
        point
    }

    fn coordinates(&mut self) -> Option<(f64, f64)> {
        let x = self.signed_number()?;
        if !self.take(",") {
            self.expected("`,`");
            return None;
        }
        Some((x, self.signed_number()?))
    }

    /// A name and its subscripts; `None`, and a diagnostic, where no name stands.
    pub(crate) fn reference(&mut self) -> Option<Reference> {
        let start = self.start;
        let Token::Name(text) = &self.token else {
            self.expected("a name");
            return None;
        };
        let name = self.names.read(text.clone());
        self.advance();
        let subscripts = if self.is("[") { self.subscripts() } else { Vec::new() };
        Some(Reference { name, subscripts, span: self.since(start) })
    }

    /// `[a, b!]`. Inside brackets every sign but a few belongs to the name, so that ids may have hyphens.
    pub(crate) fn subscripts(&mut self) -> Vec<SubscriptUse> {
        let open = self.start;
        let mut subscripts = Vec::new();
        loop {
            subscripts.extend(self.subscript());
            let rest = self.lexer.rest();
            if rest.starts_with(',') {
                self.lexer.position += 1;
                continue;
            }
            let closed = rest.starts_with(']');
            self.jump(self.lexer.position + usize::from(closed));
            if !closed {
                let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, "this bracket is not closed")
                    .at(self.span(open, open + 1), "`]` is missing")
                    .help("close it behind the last subscript");
                self.report(diagnostic);
            }
            return subscripts;
        }
    }

    fn subscript(&mut self) -> Option<SubscriptUse> {
        let (name, span) = self.raw_name(|rest| rest.find(|c| "!,[](){}=<>~|;@\"".contains(c)));
        let bang = self.lexer.rest().starts_with('!');
        if bang {
            self.lexer.position += 1;
            self.lexer.skip_blanks(true);
        }
        if name.text().is_empty() {
            let diagnostic =
                Diagnostic::error(codes::SYNTAX_ERROR, "expected a subscript").at(span, "a name belongs here");
            self.report(diagnostic);
            return None;
        }
        Some(SubscriptUse { name, bang, span })
    }

    /// The text at the lexer up to where `end` finds its end, as a name; quoted names go by their quotes.
    pub(crate) fn raw_name(&mut self, end: impl Fn(&str) -> Option<usize>) -> (Name, Span) {
        self.lexer.skip_blanks(true);
        let (start, rest) = (self.lexer.position, self.lexer.rest());
        let length = if rest.starts_with('"') { quoted_length(rest).0 } else { end(rest).unwrap_or(rest.len()) };
        // A line may be continued behind the name: neither the backslash nor the break belongs to it.
        let written = rest[..length].trim_end_matches(|c: char| c.is_whitespace() || c == '\\');
        self.lexer.position += length;
        self.lexer.skip_blanks(true);
        let span = self.span(start, start + written.len());
        (self.names.read(without_breaks(written)), span)
    }

    /// `@ 2025-Q3`: the longest text behind the sign that is a period.
    pub(super) fn moment(&mut self) -> Option<Spanned<Moment>> {
        self.lexer.skip_blanks(true);
        let (start, rest) = (self.lexer.position, self.lexer.rest());
        let word = |from: usize| {
            rest[from..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map_or(rest.len(), |end| from + end)
        };
        let first = word(0);
        let interval = if rest[first..].starts_with('/') { word(first + 1) } else { first };
        let year = rest[..first].find('-').unwrap_or(first);
        for length in [interval, first, year] {
            let text = &rest[..length];
            let moment = if text.eq_ignore_ascii_case("latest") {
                Some(Moment::Latest)
            } else {
                Period::read(text).ok().map(Moment::Period)
            };
            if let Some(moment) = moment {
                // `@ 2025 - 13` subtracts; `@ 2025-13/2025-06` and `@ 2024-02-30` are periods that do not exist.
                let written = &rest[..interval];
                if length < interval && written.as_bytes().get(length + 1).is_some_and(u8::is_ascii_digit) {
                    break;
                }
                self.jump(start + length);
                return Some(Spanned::new(moment, self.span(start, start + length)));
            }
        }
        let at = if first == 0 { self.span(self.start, self.end) } else { self.span(start, start + interval) };
        let (code, message) = match rest.starts_with(|first: char| first.is_ascii_digit()) {
            true => (codes::BAD_PERIOD, "there is no such period"),
            false => (codes::SYNTAX_ERROR, "expected a period behind `@`"),
        };
        let diagnostic = Diagnostic::error(code, message).at(at, "not a period").help(
            "write a year `2025`, a quarter `2025-Q3`, a month `2025-07`, an interval `2024-07/2025-06`, or `latest`",
        );
        self.report(diagnostic);
        self.jump(start + interval);
        None
    }
}

/// Whether a point's `(` goes before what the lexer reads next: a number and a comma.
pub(super) fn begins_point(mut lexer: Lexer<'_>) -> bool {
    let mut token = lexer.next().0;
    if matches!(token, Token::Sign("-" | "+")) {
        token = lexer.next().0;
    }
    matches!(token, Token::Number(_)) && lexer.next().0 == Token::Sign(",")
}

/// Whether the `(` of a look-up that is written as all x and then all y goes before what the lexer reads next: two
/// numbers, and a comma behind each.
pub(super) fn begins_columns(mut lexer: Lexer<'_>) -> bool {
    (0..2).all(|_| {
        let mut token = lexer.next().0;
        if matches!(token, Token::Sign("-" | "+")) {
            token = lexer.next().0;
        }
        matches!(token, Token::Number(_)) && lexer.next().0 == Token::Sign(",")
    })
}

fn begins_bracket(mut lexer: Lexer<'_>) -> bool {
    lexer.next().0 == Token::Sign("(")
}
