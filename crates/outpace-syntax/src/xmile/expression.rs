//! Expressions of XMILE into the tree of the shared equation language.
//!
//! Precedence climbing, with the bounds of the parser for Vensim's notation. Names, functions and subscripts stay as
//! written: `scope` finds out what they mean. Source: XMILE 1.0, 3.3.1 "Operators" and 3.3.3 "Structured Statements";
//! `//`, which gives 0 where it would divide by 0, is Stella's ("Operators", Stella help).

use super::document::{Content, shortened};
use super::lexer::{Lexer, Token, plain};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference, SubscriptUse, UnaryOperator};
use crate::name::Name;
use crate::span::{FileId, Span};

/// How deeply brackets, calls and signs may nest.
const MAX_NESTING: usize = 100;
/// How high a tree may grow by chains such as `a + b + c + …`.
const MAX_HEIGHT: usize = 500;
/// How tightly the signs and NOT hold their operand.
const SIGN_PRECEDENCE: u8 = 7;
/// How tightly Vensim's `:NOT:` holds its operand: less than a comparison, more than `:AND:`.
const VENSIM_NOT_PRECEDENCE: u8 = 3;

/// Marks the name of a subscript that is computed, in front of its number: no file can have this character.
pub(super) const COMPUTED: char = '\u{1}';

/// Marks a slice, in front of the first and of the last element.
pub(super) const RANGE: char = '\u{2}';
/// Stands for the subscripts of an array that is transposed.
pub(super) const TRANSPOSED: &str = "'";

/// An expression and the subscripts in it that are computed, by number.
pub(super) struct Written {
    pub(super) expr: Expr,
    pub(super) computed: Vec<Expr>,
}

/// Several values side by side, and the subscripts in them that are computed, by number.
pub(super) struct WrittenList {
    pub(super) parts: Vec<Expr>,
    /// Whether a comma or a semicolon stands behind any.
    pub(super) has_signs: bool,
    pub(super) computed: Vec<Expr>,
}

struct Tall {
    expr: Expr,
    height: usize,
}

/// A parser of one element's text.
pub(super) struct Parser<'a, 'd> {
    content: &'a Content,
    file: FileId,
    lexer: Lexer<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    token: Token,
    start: usize,
    end: usize,
    previous_end: usize,
    nesting: usize,
    gave_up: bool,
    computed: Vec<Expr>,
}

impl<'a, 'd> Parser<'a, 'd> {
    pub(super) fn new(file: FileId, content: &'a Content, diagnostics: &'d mut Vec<Diagnostic>) -> Parser<'a, 'd> {
        let lexer = Lexer { text: &content.text, position: 0 };
        let (token, start, end, previous_end) = (Token::End, 0, 0, 0);
        let mut parser = Parser {
            content,
            file,
            lexer,
            diagnostics,
            token,
            start,
            end,
            previous_end,
            nesting: 0,
            gave_up: false,
            computed: Vec::new(),
        };
        parser.advance();
        parser
    }

    /// Reads everything as one expression.
    pub(super) fn whole(mut self) -> Written {
        let expr = self.binary(0).expr;
        if self.token != Token::End {
            self.expected("the end of the equation");
        }
        Written { expr, computed: self.computed }
    }

    /// Reads everything as values with commas or semicolons between them.
    pub(super) fn values(mut self) -> WrittenList {
        let mut parts = vec![self.binary(0).expr];
        let mut has_signs = false;
        while self.take(",") || self.take(";") {
            has_signs = true;
            if self.token != Token::End {
                parts.push(self.binary(0).expr);
            }
        }
        if self.token != Token::End {
            self.expected("the end of the equation");
        }
        WrittenList { parts, has_signs, computed: self.computed }
    }

    fn advance(&mut self) -> Token {
        let (next, start, end) = self.lexer.next();
        self.previous_end = self.end;
        (self.start, self.end) = (start, end);
        std::mem::replace(&mut self.token, next)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.token, Token::Sign(found) if found == sign)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        if found {
            self.advance();
        }
        found
    }

    fn since(&self, start: usize) -> Span {
        self.content.span(self.file, start, self.previous_end.max(start))
    }

    fn here(&self) -> Span {
        if self.token != Token::End {
            return self.content.span(self.file, self.start, self.end);
        }
        let text = self.content.text.trim_end();
        let last = text.chars().next_back().map_or(0, char::len_utf8);
        self.content.span(self.file, text.len() - last, text.len())
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if !self.gave_up {
            self.diagnostics.push(diagnostic);
        }
    }

    fn expected(&mut self, what: &str) {
        let found = match self.token {
            Token::End => "the end".to_string(),
            Token::Unclosed => "a quote without its partner".to_string(),
            _ => format!("`{}`", shortened(self.content.text.get(self.start..self.end).unwrap_or(""))),
        };
        let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, format!("expected {what}, found {found}"))
            .at(self.here(), format!("expected {what}"));
        self.report(diagnostic);
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Tall) -> Tall {
        if self.nesting >= MAX_NESTING {
            return self.too_deep(self.start);
        }
        self.nesting += 1;
        let tall = read(self);
        self.nesting -= 1;
        tall
    }

    fn grow(&mut self, kind: ExprKind, start: usize, height: usize) -> Tall {
        if height >= MAX_HEIGHT {
            return self.too_deep(start);
        }
        Tall { expr: Expr { kind, span: self.since(start) }, height: height + 1 }
    }

    /// Reports once and leaves the rest unread.
    fn too_deep(&mut self, start: usize) -> Tall {
        let span = self.content.span(self.file, start, self.end);
        self.report(
            Diagnostic::error(codes::TOO_DEEP, "this expression is nested too deeply or has too many terms")
                .at(span, format!("more than {MAX_NESTING} levels of brackets or {MAX_HEIGHT} terms"))
                .help("give parts of it names of their own"),
        );
        self.gave_up = true;
        self.lexer.position = self.lexer.text.len();
        self.advance();
        Tall { expr: Expr { kind: ExprKind::Error, span }, height: 0 }
    }

    fn binary(&mut self, least: u8) -> Tall {
        let start = self.start;
        let mut left = self.operand();
        loop {
            if matches!(self.token, Token::Number(_) | Token::Name(_) | Token::Unclosed) || self.is("(") {
                self.expected("an operator");
                self.operand();
                continue;
            }
            let Some((operator, precedence)) = operator(&self.token).filter(|(_, found)| *found >= least) else {
                return left;
            };
            self.advance();
            let least = if precedence > SIGN_PRECEDENCE { precedence } else { precedence + 1 };
            let right = self.nested(|parser| parser.binary(least));
            let height = left.height.max(right.height) + 1;
            left = self.grow(operator.of(left.expr, right.expr), start, height);
        }
    }

    fn operand(&mut self) -> Tall {
        let start = self.start;
        let operator = match self.token {
            Token::Sign("-") => Some(UnaryOperator::Negate),
            Token::Sign("+") => Some(UnaryOperator::Plus),
            Token::Keyword("NOT" | ":NOT:") => Some(UnaryOperator::Not),
            _ => None,
        };
        let least = if self.token == Token::Keyword(":NOT:") { VENSIM_NOT_PRECEDENCE } else { SIGN_PRECEDENCE };
        self.nested(|parser| match operator {
            Some(operator) => {
                parser.advance();
                let inner = parser.binary(least);
                parser.grow(ExprKind::Unary(operator, Box::new(inner.expr)), start, inner.height)
            }
            None => parser.primary(),
        })
    }

    fn primary(&mut self) -> Tall {
        let start = self.start;
        match self.token.clone() {
            Token::Number(value) => {
                if value.is_none() {
                    let diagnostic = Diagnostic::error(codes::BAD_NUMBER, "this is too large a number")
                        .at(self.here(), "beyond 1.8e308");
                    self.report(diagnostic);
                }
                self.advance();
                self.grow(value.map_or(ExprKind::Error, ExprKind::Number), start, 0)
            }
            Token::Name(name) => self.reference_or_call(&name),
            Token::Keyword("IF") => self.choice(),
            Token::Keyword("AND") if self.opens_list() => self.joined(BinaryOperator::And),
            Token::Keyword("OR") if self.opens_list() => self.joined(BinaryOperator::Or),
            Token::Sign("(") => {
                self.advance();
                let inner = self.binary(0);
                if !self.take(")") {
                    self.expected("`)`");
                }
                Tall { expr: Expr { kind: inner.expr.kind, span: self.since(start) }, height: inner.height }
            }
            _ => {
                self.expected("a value");
                let ends = matches!(self.token, Token::End | Token::Sign(")" | "," | "]"))
                    || matches!(self.token, Token::Keyword("THEN" | "ELSE"));
                if !ends && operator(&self.token).is_none() {
                    self.advance();
                }
                self.grow(ExprKind::Error, start, 0)
            }
        }
    }

    /// `IF condition THEN value ELSE value`.
    fn choice(&mut self) -> Tall {
        let start = self.start;
        self.advance();
        let mut parts = vec![self.binary(0)];
        for keyword in ["THEN", "ELSE"] {
            if self.token == Token::Keyword(keyword) {
                self.advance();
            } else {
                self.expected(&format!("`{keyword}`"));
            }
            parts.push(self.binary(0));
        }
        let height = parts.iter().map(|part| part.height).max().unwrap_or(0);
        let name = Reference { name: Name::new("IF THEN ELSE"), subscripts: Vec::new(), span: self.since(start) };
        self.grow(ExprKind::Call(name, parts.into_iter().map(|part| part.expr).collect()), start, height)
    }

    /// Whether a bracket follows the token in hand.
    fn opens_list(&self) -> bool {
        self.lexer.clone().next().0 == Token::Sign("(")
    }

    /// `AND(a, b)` and `OR(a, b)`, which older versions of STELLA have besides the operators.
    fn joined(&mut self, operator: BinaryOperator) -> Tall {
        let start = self.start;
        self.advance();
        let (arguments, height) = self.list();
        let joined = arguments.into_iter().reduce(|left, right| Expr {
            kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)),
            span: self.since(start),
        });
        let kind = joined.map_or(ExprKind::Error, |joined| joined.kind);
        self.grow(kind, start, height + 2)
    }

    fn reference_or_call(&mut self, name: &str) -> Tall {
        let start = self.start;
        self.advance();
        let mut text = name.to_string();
        // Converters leave names of functions with blanks as they are: `EXPRESSION MACRO(x)`.
        while let (Token::Name(more), false) = (&self.token, self.content.text[..self.start].ends_with(['\n', '\r'])) {
            text.push(' ');
            text.push_str(more);
            self.advance();
        }
        let mut reference = Reference { name: Name::new(&text), subscripts: Vec::new(), span: self.since(start) };
        if self.is("[") {
            reference.subscripts = self.subscripts();
            reference.span = self.since(start);
        }
        if self.is("'") {
            if !reference.subscripts.is_empty() {
                self.unsupported("an array with subscripts cannot be transposed with `'`");
            }
            self.advance();
            let span = self.since(start);
            reference.subscripts = vec![SubscriptUse { name: Name::new(TRANSPOSED), bang: false, span }];
            reference.span = span;
        }
        if !self.is("(") {
            return self.grow(ExprKind::Reference(reference), start, 0);
        }
        let (arguments, height) = self.list();
        self.grow(ExprKind::Call(reference, arguments), start, height)
    }

    /// `(a, b)`, and how high the highest of them is.
    fn list(&mut self) -> (Vec<Expr>, usize) {
        self.advance();
        let (mut arguments, mut height) = (Vec::new(), 0);
        while !self.take(")") {
            let argument = self.nested(|parser| parser.binary(0));
            height = height.max(argument.height);
            arguments.push(argument.expr);
            if self.take(":") {
                self.outputs(&mut arguments);
            } else if !self.take(",") && !self.is(")") {
                self.expected("`,` or `)`");
                break;
            }
        }
        (arguments, height)
    }

    /// Behind the colon of a macro's call: the variables that the call defines, as Vensim writes them.
    fn outputs(&mut self, arguments: &mut Vec<Expr>) {
        loop {
            let start = self.start;
            let written = self.nested(Self::primary).expr;
            match written.kind {
                ExprKind::Reference(output) => {
                    arguments.push(Expr { kind: ExprKind::Output(output), span: written.span });
                }
                ExprKind::Error => {}
                _ => {
                    let message = "behind the colon of a macro's call stand names of variables";
                    let span = self.since(start);
                    self.report(Diagnostic::error(codes::SYNTAX_ERROR, message).at(span, ""));
                }
            }
            if !self.take(",") {
                return;
            }
        }
    }

    /// `[Boston, *, 3, @1, Age - 1]`.
    fn subscripts(&mut self) -> Vec<SubscriptUse> {
        self.advance();
        let mut subscripts = Vec::new();
        loop {
            subscripts.extend(self.subscript());
            if self.take(",") {
                continue;
            }
            if !self.take("]") {
                self.expected("`]`");
            }
            return subscripts;
        }
    }

    fn subscript(&mut self) -> Option<SubscriptUse> {
        let start = self.start;
        let mut ahead = self.lexer.clone();
        let next = ahead.next().0;
        let simple = matches!(next, Token::Sign("," | "]"));
        let text = match &self.token {
            // Vensim's sign for all elements.
            Token::Name(name) if next == Token::Sign("!") => {
                let all = format!("{name}.*");
                self.advance();
                all
            }
            // The part of a dimension that all are taken of: `[*:Coast]`, as xmutil and Simlin write it.
            Token::Sign("*") if next == Token::Sign(":") => {
                self.advance();
                self.advance();
                match &self.token {
                    Token::Name(name) => format!("{name}.*"),
                    _ => return self.computed(),
                }
            }
            Token::Name(name) if simple => name.clone(),
            Token::Number(Some(_)) | Token::Sign("*") if simple => {
                self.content.text.get(self.start..self.end).unwrap_or("").to_string()
            }
            Token::Sign("@") => {
                self.advance();
                format!("@{}", self.content.text.get(self.start..self.end).unwrap_or(""))
            }
            _ => return self.computed(),
        };
        self.advance();
        Some(SubscriptUse { name: Name::new(&text), bang: false, span: self.since(start) })
    }

    /// `[Age - 1]`: an expression for the place of an element.
    fn computed(&mut self) -> Option<SubscriptUse> {
        let start = self.start;
        let place = self.nested(|parser| parser.binary(0)).expr;
        if self.is(":") {
            let first = plain(self.content.text.get(start..self.previous_end).unwrap_or(""));
            self.advance();
            let begin = self.start;
            self.nested(|parser| parser.binary(0));
            let last = plain(self.content.text.get(begin..self.previous_end).unwrap_or(""));
            let name = Name::new(&format!("{RANGE}{first}{RANGE}{last}"));
            return Some(SubscriptUse { name, bang: false, span: self.since(start) });
        }
        let name = Name::new(&format!("{COMPUTED}{}", self.computed.len()));
        self.computed.push(place);
        Some(SubscriptUse { name, bang: false, span: self.since(start) })
    }

    fn unsupported(&mut self, message: &str) {
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(self.here(), "");
        self.report(diagnostic);
    }
}

/// What stands between two operands.
enum Operator {
    Plain(BinaryOperator),
    /// A function of the two.
    Function(&'static str),
}

impl Operator {
    fn of(&self, left: Expr, right: Expr) -> ExprKind {
        match self {
            Operator::Plain(operator) => ExprKind::Binary(*operator, Box::new(left), Box::new(right)),
            Operator::Function(name) => {
                let span = left.span.to(right.span);
                let name = Reference { name: Name::new(name), subscripts: Vec::new(), span };
                ExprKind::Call(name, vec![left, right])
            }
        }
    }
}

/// The operator that a token stands for and how tightly it holds; above signs there is only `^`, to the right.
fn operator(token: &Token) -> Option<(Operator, u8)> {
    use BinaryOperator::*;
    let (operator, precedence) = match token {
        Token::Keyword("OR") => (Or, 1),
        Token::Keyword("AND") => (And, 2),
        Token::Sign("=") => (Equal, 3),
        Token::Sign("<>" | "!=") => (NotEqual, 3),
        Token::Sign("<") => (Less, 4),
        Token::Sign("<=") => (LessOrEqual, 4),
        Token::Sign(">") => (Greater, 4),
        Token::Sign(">=") => (GreaterOrEqual, 4),
        Token::Sign("+") => (Add, 5),
        Token::Sign("-") => (Subtract, 5),
        Token::Sign("*") => (Multiply, 6),
        Token::Sign("/") => (Divide, 6),
        Token::Sign("^") => (Power, 8),
        Token::Keyword("MOD") => return Some((Operator::Function("MOD"), 6)),
        Token::Sign("//") => return Some((Operator::Function("SAFEDIV"), 6)),
        _ => return None,
    };
    Some((Operator::Plain(operator), precedence))
}
