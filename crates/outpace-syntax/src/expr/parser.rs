//! The parser of expressions: precedence climbing over the [lexer](super::lexer), with two bounds.
//!
//! Nesting is bounded because we recurse, and the height of the tree because everyone after us does: a sum of a
//! million terms is a tree a million deep. Source of the operators: Vensim reference manual, "Operators"; that
//! `-2^2` is −4 and that `:NOT: a = b` denies the comparison, though the manual lists both signs above `^`, is
//! what Vensim's own output of the public test models `exponentiation` and `subscript_logicals` shows.

use super::habit;
use super::lexer::{Lexer, Token};
use super::parts::{begins_columns, begins_point};
use super::{BinaryOperator, Dialect, Expr, ExprKind, SubscriptUse, UnaryOperator, VENSIM_NA};
use crate::diagnostic::{Diagnostic, codes};
use crate::name::Names;
use crate::span::{FileId, Span};

/// How deeply brackets, calls and signs may nest.
const MAX_NESTING: usize = 100;
/// How high a tree may grow by chains such as `a + b + c + …`.
const MAX_HEIGHT: usize = 500;

/// How tightly `:NOT:` and a sign hold their operand, in the scale of [`binary_operator`].
pub(super) const NOT_PRECEDENCE: u8 = 3;
pub(super) const SIGN_PRECEDENCE: u8 = 7;

/// An expression and the height of its tree.
struct Tall {
    expr: Expr,
    height: usize,
}

/// A parser with one token in hand.
pub(crate) struct Parser<'a, 'd> {
    pub(crate) lexer: Lexer<'a>,
    pub(super) file: FileId,
    pub(super) offset: usize,
    pub(super) dialect: Dialect,
    pub(super) diagnostics: &'d mut Vec<Diagnostic>,
    pub(super) names: &'d mut Names<'a>,
    pub(crate) token: Token<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
    previous_end: usize,
    nesting: usize,
    gave_up: bool,
}

impl<'a, 'd> Parser<'a, 'd> {
    /// A parser of `text`, which begins at byte `offset` of `file`.
    pub(crate) fn new(
        file: FileId,
        text: &'a str,
        offset: usize,
        dialect: Dialect,
        diagnostics: &'d mut Vec<Diagnostic>,
        names: &'d mut Names<'a>,
    ) -> Parser<'a, 'd> {
        let lexer = Lexer { text, position: 0 };
        let (token, start, end) = (Token::End, 0, 0);
        let (previous_end, nesting, gave_up) = (0, 0, false);
        let mut parser = Parser {
            lexer,
            file,
            offset,
            dialect,
            diagnostics,
            names,
            token,
            start,
            end,
            previous_end,
            nesting,
            gave_up,
        };
        parser.advance();
        parser
    }

    /// Takes the token in hand and reads the next one.
    pub(crate) fn advance(&mut self) -> Token<'a> {
        let (next, start, end) = self.lexer.next();
        self.previous_end = self.end;
        (self.start, self.end) = (start, end);
        std::mem::replace(&mut self.token, next)
    }

    /// Goes on reading at `position`.
    pub(crate) fn jump(&mut self, position: usize) {
        self.lexer.position = position;
        self.end = position;
        self.advance();
    }

    /// Where the token in hand begins.
    pub(crate) fn position(&self) -> usize {
        self.start
    }

    pub(crate) fn is(&self, sign: &str) -> bool {
        matches!(self.token, Token::Sign(found) if found == sign)
    }

    /// Takes the sign if it is in hand.
    pub(crate) fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        if found {
            self.advance();
        }
        found
    }

    /// The bytes `start..end` of the text, as a place in the file.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.offset + start, self.offset + end)
    }

    /// From `start` to the end of the last token taken.
    pub(crate) fn since(&self, start: usize) -> Span {
        self.span(start, self.previous_end.max(start))
    }

    /// The place of the token in hand; at the end of the text, the last character that is not blank.
    pub(crate) fn here(&self) -> Span {
        if self.token == Token::End {
            let text = self.lexer.text.trim_end();
            let last = text.chars().next_back().map_or(0, char::len_utf8);
            return self.span(text.len() - last, text.len());
        }
        self.span(self.start, self.end)
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if !self.gave_up {
            self.diagnostics.push(diagnostic);
        }
    }

    /// How many diagnostics there are.
    pub(crate) fn reported(&self) -> usize {
        self.diagnostics.len()
    }

    /// Reports that something else was expected at the token in hand.
    pub(crate) fn expected(&mut self, what: &str) {
        let found = self.found();
        let (before, rest) = self.lexer.text.split_at_checked(self.start).unwrap_or_default();
        let help = habit::help(what, before, rest);
        let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, format!("expected {what}, found {found}"))
            .at(self.here(), format!("expected {what}"))
            .help_if(help.map(str::to_string));
        self.report(diagnostic);
    }

    /// Reports that the parenthesis at `open` is not closed at the token in hand.
    fn expected_end_of(&mut self, open: usize, what: &str) {
        if self.token != Token::End {
            return self.expected(what);
        }
        let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, format!("expected {what}, found the end"))
            .at(self.here(), "`)` is missing behind this")
            .and(self.span(open, open + 1), "for the parenthesis that opens here");
        self.report(diagnostic.help("close every `(` with a `)`"));
    }

    pub(super) fn found(&self) -> String {
        match self.token {
            Token::End => "the end".to_string(),
            Token::Unclosed(quote) => format!("{quote} without its partner"),
            _ => match self.lexer.text.get(self.start..self.end) {
                Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
                Some(text) => format!("`{}…`", text.chars().take(39).collect::<String>()),
                None => "something else".to_string(),
            },
        }
    }

    /// Reads everything as one expression.
    pub(crate) fn whole(mut self) -> Expr {
        let expr = self.expression();
        self.finish();
        expr
    }

    /// Reports what is left over.
    pub(crate) fn finish(&mut self) {
        if self.token != Token::End {
            self.expected("the end of the expression");
        }
    }

    /// One expression, up to a sign that cannot go on with it.
    pub(crate) fn expression(&mut self) -> Expr {
        self.binary(0).expr
    }

    /// Goes a level deeper, if that is allowed.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Tall) -> Tall {
        if self.nesting >= MAX_NESTING {
            return self.too_deep(self.start);
        }
        self.nesting += 1;
        let tall = read(self);
        self.nesting -= 1;
        tall
    }

    /// An operand and all that holds it at least as tightly as `least`.
    fn binary(&mut self, least: u8) -> Tall {
        let start = self.start;
        let mut left = self.operand();
        loop {
            if self.begins_operand() {
                self.expected("an operator");
                self.operand();
                continue;
            }
            let Some((operator, precedence)) = binary_operator(&self.token).filter(|(_, p)| *p >= least) else {
                return left;
            };
            self.advance();
            let least = if operator == BinaryOperator::Power { precedence } else { precedence + 1 };
            let right = self.nested(|parser| parser.binary(least));
            let height = left.height.max(right.height);
            left = self.grow(ExprKind::Binary(operator, Box::new(left.expr), Box::new(right.expr)), start, height);
        }
    }

    fn begins_operand(&self) -> bool {
        matches!(self.token, Token::Number(_) | Token::Name(_) | Token::Text(_) | Token::Unclosed(_)) || self.is("(")
    }

    /// An operand with its signs and, in claims, its `@ period`.
    fn operand(&mut self) -> Tall {
        let start = self.start;
        self.nested(|parser| match prefix_operator(&parser.token) {
            Some((operator, precedence)) => {
                parser.advance();
                let inner = parser.binary(precedence);
                parser.grow(ExprKind::Unary(operator, Box::new(inner.expr)), start, inner.height)
            }
            None => parser.moments(start),
        })
    }

    fn moments(&mut self, start: usize) -> Tall {
        let mut operand = self.primary();
        while self.is("@") {
            if self.dialect == Dialect::Model {
                self.expected("an operator");
            }
            let moment = self.moment();
            if let Some(moment) = moment {
                operand = self.grow(ExprKind::At(Box::new(operand.expr), moment), start, operand.height);
            }
        }
        operand
    }

    fn grow(&mut self, kind: ExprKind, start: usize, height: usize) -> Tall {
        if height >= MAX_HEIGHT {
            return self.too_deep(start);
        }
        Tall { expr: Expr { kind, span: self.since(start) }, height: height + 1 }
    }

    /// Reports once and leaves the rest unread.
    fn too_deep(&mut self, start: usize) -> Tall {
        let span = self.span(start, self.end);
        self.report(
            Diagnostic::error(codes::TOO_DEEP, "this expression is nested too deeply or has too many terms")
                .at(span, format!("more than {MAX_NESTING} levels of brackets or {MAX_HEIGHT} terms"))
                .help("give parts of it names of their own"),
        );
        self.gave_up = true;
        self.jump(self.lexer.text.len());
        Tall { expr: Expr { kind: ExprKind::Error, span }, height: 0 }
    }

    fn primary(&mut self) -> Tall {
        let start = self.start;
        let (kind, height) = match self.token.clone() {
            Token::Number(value) => (self.number(value), 0),
            Token::Name(_) => self.reference_or_call(),
            Token::Text(text) => self.leaf(ExprKind::Text(text.to_string())),
            Token::Keyword(word) if word == "NA" => self.leaf(ExprKind::Number(VENSIM_NA)),
            Token::Sign("[") => (ExprKind::Points(self.points()), 0),
            Token::Sign("(") => return self.parenthesised(start),
            _ => (self.missing(), 0),
        };
        Tall { expr: Expr { kind, span: self.since(start) }, height }
    }

    fn leaf(&mut self, kind: ExprKind) -> (ExprKind, usize) {
        self.advance();
        (kind, 0)
    }

    /// Something that is not a value: said, and stepped over unless it ends or goes on with what is around it.
    fn missing(&mut self) -> ExprKind {
        self.expected("a value");
        let ends = matches!(self.token, Token::End | Token::Sign(")" | "," | ";" | "]"));
        if !ends && binary_operator(&self.token).is_none() {
            self.advance();
            if self.begins_operand() {
                self.operand();
            }
        }
        ExprKind::Error
    }

    fn parenthesised(&mut self, start: usize) -> Tall {
        let mut ahead = self.lexer.clone();
        let inside = ahead.next().0;
        let points = inside == Token::Sign("[") || inside == Token::Sign("(") && begins_point(ahead);
        let wrapped = points || begins_columns(self.lexer.clone());
        if !wrapped && begins_point(self.lexer.clone()) {
            let kind = ExprKind::Points(self.points());
            return Tall { expr: Expr { kind, span: self.since(start) }, height: 0 };
        }
        self.advance();
        let inner = if wrapped {
            let points = self.points();
            Tall { expr: Expr { kind: ExprKind::Points(points), span: self.since(start) }, height: 0 }
        } else {
            self.binary(0)
        };
        if !self.take(")") {
            self.expected_end_of(start, "`)`");
            self.recover();
            self.take(")");
        }
        let expr = Expr { kind: inner.expr.kind, span: self.since(start) };
        Tall { expr, height: inner.height }
    }

    /// Skips to the `,` or `)` that ends what we are in.
    pub(crate) fn recover(&mut self) {
        let mut depth = 0_usize;
        while self.token != Token::End && !(depth == 0 && (self.is(",") || self.is(")"))) {
            match self.advance() {
                Token::Sign("(") => depth += 1,
                Token::Sign(")") => depth -= 1,
                _ => {}
            }
        }
    }

    fn reference_or_call(&mut self) -> (ExprKind, usize) {
        let Some(reference) = self.reference() else { return (ExprKind::Error, 0) };
        if self.dialect == Dialect::Model && reference.subscripts.is_empty() && self.take("!") {
            return (ExprKind::Running(SubscriptUse { name: reference.name, bang: true, span: reference.span }), 0);
        }
        let open = self.start;
        if !self.take("(") {
            return (ExprKind::Reference(reference), 0);
        }
        let (mut arguments, mut height) = (Vec::new(), 0);
        let mut outputs = false;
        while !self.take(")") {
            if outputs {
                arguments.extend(self.output());
            } else {
                let argument = self.binary(0);
                height = height.max(argument.height);
                arguments.push(argument.expr);
            }
            if !outputs && self.dialect == Dialect::Model && self.take(":") {
                outputs = true;
                continue;
            }
            if !self.is(",") && !self.is(")") {
                self.expected_end_of(open, "`,` or `)`");
                self.recover();
            }
            if self.token == Token::End {
                break;
            }
            if self.take(",") && self.is(")") {
                self.expected("a value");
            }
        }
        // Most calls have two or three, and a model keeps them all.
        arguments.shrink_to_fit();
        (ExprKind::Call(reference, arguments), height + 1)
    }

    /// Behind the colon of a macro's call: the name of a variable that the call defines.
    fn output(&mut self) -> Option<Expr> {
        let Some(reference) = self.reference() else {
            self.recover();
            return None;
        };
        let span = reference.span;
        Some(Expr { kind: ExprKind::Output(reference), span })
    }
}

fn prefix_operator(token: &Token) -> Option<(UnaryOperator, u8)> {
    match token {
        Token::Sign("-") => Some((UnaryOperator::Negate, SIGN_PRECEDENCE)),
        Token::Sign("+") => Some((UnaryOperator::Plus, SIGN_PRECEDENCE)),
        Token::Keyword(word) if word == "NOT" => Some((UnaryOperator::Not, NOT_PRECEDENCE)),
        _ => None,
    }
}

/// The operator that a token stands for and how tightly it holds.
fn binary_operator(token: &Token) -> Option<(BinaryOperator, u8)> {
    let operator = match token {
        Token::Sign("+") => BinaryOperator::Add,
        Token::Sign("-") => BinaryOperator::Subtract,
        Token::Sign("*") => BinaryOperator::Multiply,
        Token::Sign("/") => BinaryOperator::Divide,
        Token::Sign("^") => BinaryOperator::Power,
        Token::Sign("=") => BinaryOperator::Equal,
        Token::Sign("<>") => BinaryOperator::NotEqual,
        Token::Sign("<") => BinaryOperator::Less,
        Token::Sign("<=") => BinaryOperator::LessOrEqual,
        Token::Sign(">") => BinaryOperator::Greater,
        Token::Sign(">=") => BinaryOperator::GreaterOrEqual,
        Token::Keyword(word) if word == "AND" => BinaryOperator::And,
        Token::Keyword(word) if word == "OR" => BinaryOperator::Or,
        _ => return None,
    };
    Some((operator, operator.precedence()))
}

impl BinaryOperator {
    /// How tightly it holds its operands, between [`NOT_PRECEDENCE`] and [`SIGN_PRECEDENCE`] for most.
    pub(super) fn precedence(self) -> u8 {
        match self {
            BinaryOperator::Or => 1,
            BinaryOperator::And => 2,
            BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual => 4,
            BinaryOperator::Add | BinaryOperator::Subtract => 5,
            BinaryOperator::Multiply | BinaryOperator::Divide => 6,
            BinaryOperator::Power => 8,
        }
    }
}
