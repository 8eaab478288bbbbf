//! Reality checks as written: what must follow from what, and conditions that have a name.
//!
//! Source: Vensim, "Test Inputs" (20965.html) and "Constraints" (20970.html).

use crate::diagnostic::{Diagnostic, codes};
use crate::expr::lexer::Token;
use crate::expr::parser::Parser;
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference};
use crate::span::Span;

/// `name :THE CONDITION: condition :IMPLIES: consequence`.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// Its name.
    pub left: Reference,
    /// When it binds; always without one.
    pub condition: Option<Expr>,
    /// What must be true then.
    pub consequence: Expr,
    /// The consequence as written, where it has a keyword that asks for more than truth at every time: it is not read.
    pub unread: Option<String>,
    /// The comment.
    pub comment: String,
    /// The whole entry.
    pub span: Span,
}

/// `name :TEST INPUT: variable = expression`: a condition of constraints, under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct TestInput {
    /// Its name.
    pub left: Reference,
    /// The comparison of a variable with what it is to be.
    pub change: Expr,
    /// The comment.
    pub comment: String,
    /// The whole entry.
    pub span: Span,
}

/// Behind the name of a test input, with its keyword in hand; `None`, and a diagnostic, where it changes nothing.
pub(super) fn test_input(parser: &mut Parser<'_, '_>, left: Reference) -> Option<TestInput> {
    parser.advance();
    let change = parser.expression();
    parser.finish();
    if !matches!(&change.kind, ExprKind::Binary(operator, variable, _) if compares(*operator) && matches!(variable.kind, ExprKind::Reference(_)))
    {
        let message = format!("the test input `{}` changes no variable", left.name);
        let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, message).at(change.span, "");
        parser.report(diagnostic.help("write `name :TEST INPUT: variable = expression`"));
        return None;
    }
    let span = left.span;
    Some(TestInput { left, change, comment: String::new(), span })
}

/// Behind the name of a constraint, with its keyword in hand; `None`, and a diagnostic, where it cannot be read.
pub(super) fn constraint(parser: &mut Parser<'_, '_>, left: Reference) -> Option<Constraint> {
    let implies = |parser: &Parser<'_, '_>| matches!(&parser.token, Token::Keyword(word) if word == "IMPLIES");
    parser.advance();
    let condition = if implies(parser) { None } else { Some(parser.expression()) };
    if !implies(parser) {
        parser.expected("`:IMPLIES:` and what must be true then");
        return None;
    }
    parser.advance();
    let (consequence, unread) = match keyword_over_time(parser) {
        Some((keyword, place)) => {
            let message = format!("the reality check `{}` cannot be tested: {keyword} is not supported", left.name);
            let diagnostic = Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message).at(place, "");
            parser.report(diagnostic.help("write what must be true at every time; the model runs without the check"));
            let from = parser.position();
            let text = parser.lexer.text.get(from..).unwrap_or_default().trim_end().to_string();
            (Expr { kind: ExprKind::Error, span: parser.span(from, from + text.len()) }, Some(text))
        }
        None => {
            let consequence = parser.expression();
            parser.finish();
            (consequence, None)
        }
    };
    let span = left.span;
    Some(Constraint { left, condition, consequence, unread, comment: String::new(), span })
}

/// A keyword of consequences that speak of several times at once (20970.html), and its place, in what is left to read.
fn keyword_over_time(parser: &Parser<'_, '_>) -> Option<(String, Span)> {
    let mut ahead = parser.lexer.clone();
    let (mut token, mut start, mut end) = (parser.token.clone(), parser.position(), parser.lexer.position);
    loop {
        match token {
            Token::Keyword(word) if matches!(word.as_str(), "CROSSING" | "AT LEAST ONCE") => {
                return Some((format!("`:{word}:`"), parser.span(start, end)));
            }
            Token::End => return None,
            _ => (token, start, end) = ahead.next(),
        }
    }
}

/// Whether an operator compares.
fn compares(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    matches!(operator, Equal | Less | LessOrEqual | Greater | GreaterOrEqual)
}
