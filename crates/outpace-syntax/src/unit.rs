//! Unit expressions as written: `Widget/Year`, `BUSD/MH100e`, `1/(Month*Month)`, `billion USD`.
//!
//! Facts write units in words too: `CNY per USD`, `robots per 10000 manufacturing employees`, `percent`. Names may
//! have blanks, `per` is a division, and a number directly in front of a name belongs to it.

use std::fmt::{self, Display, Formatter};

use crate::diagnostic::{Diagnostic, codes};
use crate::name::{Name, starts_name};
use crate::span::{FileId, Span};

#[cfg(test)]
mod tests;

/// How deeply brackets may nest in a unit.
const MAX_NESTING: usize = 16;
/// The longest unit.
const MAX_BYTES: usize = 1_000;
/// The largest exponent that a unit may be raised to.
const MAX_EXPONENT: i32 = 12;

/// A product of named units with whole exponents, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitExpr {
    /// Each factor: the name, its exponent (negative under a division), and where it stands.
    /// `Dmnl`, `1` and an empty text give no factors.
    pub factors: Vec<(Name, i32, Span)>,
    /// A number in front (`1000 robots`) and scale words (`billion`), multiplied together; 1 without.
    pub scale: f64,
    /// Where the whole stands.
    pub span: Span,
}

impl UnitExpr {
    /// The same unit, written again at another byte of the same file.
    pub(crate) fn moved_to(&self, start: usize) -> UnitExpr {
        let moved = |span: Span| {
            let begin = start + (span.start - self.span.start) as usize;
            Span::new(span.file, begin, begin + (span.end - span.start) as usize)
        };
        let factors = self.factors.iter().map(|(name, exponent, span)| (name.clone(), *exponent, moved(*span)));
        UnitExpr { factors: factors.collect(), scale: self.scale, span: moved(self.span) }
    }
}

/// Words that stand for a number.
const SCALE_WORDS: [(&str, f64); 7] = [
    ("percent", 0.01),
    ("%", 0.01),
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
];

/// Reads `text`, which begins at byte `offset` of its file, as a unit. A range behind it (`Month [0,?]`) is passed
/// over. What cannot be read is left out, with a diagnostic.
pub fn parse_unit(file: FileId, text: &str, offset: usize, diagnostics: &mut Vec<Diagnostic>) -> UnitExpr {
    let text = text.split('[').next().unwrap_or("");
    let written = text.trim();
    let start = text.len() - text.trim_start().len();
    let unit = UnitExpr {
        factors: Vec::new(),
        scale: 1.0,
        span: Span::new(file, offset + start, offset + start + written.len()),
    };
    let mut parser = Parser { text, position: start, file, offset, unit, nesting: 0, problem: None };
    if written.len() > MAX_BYTES {
        parser.fail("this is too long for a unit");
    }
    parser.product(1);
    if parser.problem.is_none() && !parser.rest().is_empty() {
        parser.fail("this does not belong in a unit");
    }
    if let Some((span, what)) = parser.problem {
        diagnostics.push(
            Diagnostic::error(codes::SYNTAX_ERROR, format!("`{}` is not a unit that can be read", shortened(written)))
                .at(span, what)
                .help("write units as `USD/Year`, `1/(Month*Month)`, `billion USD` or `CNY per USD`"),
        );
    }
    // A model keeps a unit for each equation, and most have one or two names.
    parser.unit.factors.shrink_to_fit();
    parser.unit
}

/// `value` times a scale; exact decimals stay exact where the scale is a percentage.
pub fn scaled(value: f64, scale: f64) -> f64 {
    if scale < 1.0 { value / (1.0 / scale) } else { value * scale }
}

/// The length of the unit directly behind a number in a claim, blanks in front included; 0 without one.
///
/// A unit goes on over `/`, `*` and `^` only where no blank parts them from what follows: `1e9 USD/Year` is a
/// unit, `1e9 USD / population` divides.
pub(crate) fn length_behind_number(text: &str) -> usize {
    let word = |rest: &str| rest.find(|c: char| !(in_word(c) && c != '-')).unwrap_or(rest.len());
    let mut end = text.len() - text.trim_start().len();
    if !text[end..].starts_with(begins_unit) {
        return 0;
    }
    loop {
        let rest = &text[end..];
        end += if rest.starts_with('(') { rest.find(')').map_or(rest.len(), |close| close + 1) } else { word(rest) };
        if let Some(power) = text[end..].strip_prefix('^') {
            end += 1 + power.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(power.len());
        }
        let rest = &text[end..];
        let blanks = rest.len() - rest.trim_start().len();
        let next = &rest[blanks..];
        if blanks > 0 && next.starts_with(|c| begins_unit(c) || char::is_ascii_digit(&c)) {
            end += blanks;
        } else if blanks == 0 && next.starts_with(['/', '*']) && next[1..].starts_with(|c| begins_unit(c) || c == '(') {
            end += 1;
        } else {
            return end;
        }
    }
}

fn begins_unit(c: char) -> bool {
    starts_name(c) || c == '%'
}

fn in_word(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"*/^()[]{}\"<>=,;:@|~!+".contains(c)
}

struct Parser<'a> {
    text: &'a str,
    position: usize,
    file: FileId,
    offset: usize,
    unit: UnitExpr,
    nesting: usize,
    problem: Option<(Span, &'static str)>,
}

impl<'a> Parser<'a> {
    /// What is left, behind blanks and comments in braces.
    fn rest(&mut self) -> &'a str {
        loop {
            let rest = self.text.get(self.position..).unwrap_or("");
            let trimmed = rest.trim_start();
            self.position += rest.len() - trimmed.len();
            match trimmed.find('}').filter(|_| trimmed.starts_with('{')) {
                Some(end) => self.position += end + 1,
                None => return trimmed,
            }
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.offset + start, self.offset + end)
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.position += sign.len_utf8();
        }
        found
    }

    fn fail(&mut self, what: &'static str) {
        let width = self.rest().chars().next().map_or(0, char::len_utf8);
        let span = self.span(self.position, self.position + width);
        self.problem.get_or_insert((span, what));
        self.position = self.text.len();
    }

    /// Factors with signs between them; `sign` is −1 inside a division.
    fn product(&mut self, sign: i32) {
        let mut own = sign;
        if self.next_word() == Some("per") {
            self.position += "per".len();
            own = -sign;
        } else if self.rest().is_empty() {
            return;
        }
        loop {
            self.power(own);
            own = if self.take('*') {
                sign
            } else if self.take('/') {
                -sign
            } else if self.next_word() == Some("per") {
                self.position += "per".len();
                -sign
            } else if self.rest().starts_with('(') {
                own
            } else {
                return;
            };
        }
    }

    /// A factor and its exponent.
    fn power(&mut self, sign: i32) {
        let (factors, scale) = (self.unit.factors.len(), self.unit.scale);
        self.factor(sign);
        if !self.take('^') {
            return;
        }
        let negative = self.take('-');
        let rest = self.rest();
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let Some(exponent) = rest[..digits].parse::<i32>().ok().filter(|exponent| *exponent <= MAX_EXPONENT) else {
            return self.fail("an exponent is a whole number of at most 12");
        };
        self.position += digits;
        let exponent = if negative { -exponent } else { exponent };
        for factor in &mut self.unit.factors[factors..] {
            factor.1 = factor.1.saturating_mul(exponent);
        }
        let ratio = self.unit.scale / scale;
        let power = (0..exponent.abs()).fold(1.0, |power, _| power * ratio);
        self.unit.scale = if negative { scale / power } else { scale * power };
    }

    fn factor(&mut self, sign: i32) {
        if self.take('(') {
            if self.nesting >= MAX_NESTING {
                return self.fail("brackets are nested too deeply here");
            }
            self.nesting += 1;
            self.product(sign);
            self.nesting -= 1;
            if !self.take(')') {
                self.fail("`)` is missing here");
            }
            return;
        }
        let mut found = self.quoted(sign);
        while let Some(word) = self.next_word().filter(|word| *word != "per") {
            found = true;
            if let Some(number) = number(word) {
                self.position += word.len();
                self.scale(number, sign);
            } else {
                self.name(sign);
            }
        }
        if !found {
            self.fail("a unit belongs here");
        }
    }

    /// Words up to a sign, `per` or a number: one name, or a word that scales.
    fn name(&mut self, sign: i32) {
        let start = self.position;
        let mut end = start;
        while let Some(word) = self.next_word().filter(|word| *word != "per" && number(word).is_none()) {
            if let Some((_, scale)) = SCALE_WORDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)) {
                if end == start {
                    self.position += word.len();
                    self.scale(*scale, sign);
                }
                break;
            }
            self.position += word.len();
            end = self.position;
        }
        if end > start {
            let name = Name::new(&self.text[start..end]);
            if !name.is("dmnl") && !name.is("dimensionless") {
                self.unit.factors.push((name, sign, self.span(start, end)));
            }
        }
    }

    fn quoted(&mut self, sign: i32) -> bool {
        let rest = self.rest();
        let Some(length) = rest.strip_prefix('"').and_then(|inside| inside.find('"')) else { return false };
        let (start, end) = (self.position, self.position + length + 2);
        self.unit.factors.push((Name::new(&rest[..length + 2]), sign, self.span(start, end)));
        self.position = end;
        true
    }

    fn scale(&mut self, number: f64, sign: i32) {
        let scale = if sign < 0 { self.unit.scale / number } else { self.unit.scale * number };
        if scale.is_finite() && scale > 0.0 {
            self.unit.scale = scale;
        } else {
            self.fail("the numbers in this unit are too large, or 0");
        }
    }

    fn next_word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        rest.get(..length).filter(|word| !word.is_empty())
    }
}

fn number(word: &str) -> Option<f64> {
    let numeric = word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    word.parse().ok().filter(|value: &f64| numeric && value.is_finite())
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_string() } else { text.chars().take(59).chain(['…']).collect() }
}

impl Display for UnitExpr {
    /// As a claim would write it behind a number, without blanks around its signs.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.scale != 1.0 {
            write!(f, "{:?} ", self.scale)?;
        }
        if self.factors.first().is_none_or(|(_, exponent, _)| *exponent <= 0) {
            f.write_str("Dmnl")?;
        }
        for (at, (name, exponent, _)) in self.factors.iter().enumerate() {
            match exponent {
                i32::MIN..=0 => f.write_str("/")?,
                _ if at > 0 => f.write_str("*")?,
                _ => {}
            }
            f.write_str(name.text())?;
            if exponent.abs() != 1 {
                write!(f, "^{}", exponent.abs())?;
            }
        }
        Ok(())
    }
}
