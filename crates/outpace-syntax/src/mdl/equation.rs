//! One definition: `left = right`, in the shapes that Vensim knows.

use super::{Constraint, Interpolation, RangeDefinition, Right, TestInput, reality};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::lexer::{Token, continuation};
use crate::expr::parser::Parser;
use crate::expr::{Reference, VENSIM_NA};
use crate::name::Name;
use crate::span::Spanned;

/// What an entry's definition turns out to be.
pub(super) enum Definition {
    Equation {
        left: Reference,
        exceptions: Vec<Reference>,
        right: Right,
    },
    Range(RangeDefinition),
    /// What must hold, or a condition under a name: no part of the simulation.
    Constraint(Constraint),
    TestInput(TestInput),
    /// A text: what a GET function may name.
    Text(Name, String),
    /// Nothing that can be named; a diagnostic was given.
    Unreadable,
}

/// Reads a whole definition. `budget` is how many more members ranges may be written out to.
pub(super) fn definition(parser: &mut Parser<'_, '_>, budget: &mut usize) -> Definition {
    let Some(left) = parser.reference() else { return Definition::Unreadable };
    if parser.is(":") || parser.is("<->") {
        return Definition::Range(range(parser, left, budget));
    }
    match &parser.token {
        Token::Keyword(word) if word == "TEST INPUT" => {
            return reality::test_input(parser, left).map_or(Definition::Unreadable, Definition::TestInput);
        }
        Token::Keyword(word) if word == "THE CONDITION" => {
            return reality::constraint(parser, left).map_or(Definition::Unreadable, Definition::Constraint);
        }
        Token::Keyword(word) if word == "IS" => {
            parser.advance();
            return match parser.advance() {
                Token::Text(text) => {
                    parser.finish();
                    Definition::Text(left.name, text.to_string())
                }
                _ => {
                    let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, "a text variable is defined by a text");
                    parser.report(diagnostic.at(left.span, "").help("write `name :IS: 'text'`"));
                    Definition::Unreadable
                }
            };
        }
        _ => {}
    }
    let exceptions = exceptions(parser, &left);
    let interpolation = interpolation(parser);
    let right = right(parser, interpolation);
    pass_over_ignored(parser);
    if !matches!(right, Right::Error) {
        parser.finish();
    }
    Definition::Equation { left, exceptions, right }
}

/// `:IGNORE: a, b`: causes that are drawn in the sketch and not used yet, which do nothing (keywords.html).
fn pass_over_ignored(parser: &mut Parser<'_, '_>) {
    if parser.token != Token::Keyword("IGNORE".to_string()) {
        return;
    }
    parser.advance();
    while parser.reference().is_some() && parser.take(",") {}
}

/// `:EXCEPT: [a, b], [c, d]`.
fn exceptions(parser: &mut Parser<'_, '_>, left: &Reference) -> Vec<Reference> {
    let mut exceptions = Vec::new();
    if !matches!(&parser.token, Token::Keyword(word) if word == "EXCEPT") {
        return exceptions;
    }
    parser.advance();
    while parser.is("[") {
        let start = parser.position();
        let subscripts = parser.subscripts();
        exceptions.push(Reference { name: left.name.clone(), subscripts, span: parser.since(start) });
        if !parser.take(",") {
            break;
        }
    }
    if exceptions.is_empty() {
        parser.expected("the subscripts to leave out, such as `[a, b]`");
    }
    exceptions
}

fn interpolation(parser: &mut Parser<'_, '_>) -> Option<Interpolation> {
    let Token::Keyword(word) = &parser.token else { return None };
    let interpolation = match word.as_str() {
        "INTERPOLATE" => Interpolation::Linear,
        "RAW" => Interpolation::Raw,
        "HOLD BACKWARD" => Interpolation::HoldBackward,
        "LOOK FORWARD" => Interpolation::LookForward,
        _ => return None,
    };
    parser.advance();
    Some(interpolation)
}

fn right(parser: &mut Parser<'_, '_>, interpolation: Option<Interpolation>) -> Right {
    match &parser.token {
        Token::End => Right::Data(interpolation.unwrap_or(Interpolation::Linear), None),
        Token::Sign(":=") => {
            parser.advance();
            Right::Data(interpolation.unwrap_or(Interpolation::Linear), Some(parser.expression()))
        }
        Token::Sign("=" | "==") => {
            parser.advance();
            let right = values(parser);
            match (interpolation, right) {
                (Some(interpolation), Right::Expression(expr)) => Right::Data(interpolation, Some(expr)),
                (_, right) => right,
            }
        }
        Token::Sign("(") => {
            parser.advance();
            let right = lookup(parser);
            if !parser.take(")") {
                parser.expected("`)`");
                return Right::Error;
            }
            right
        }
        Token::Keyword(word) => {
            let word = format!(":{word}:");
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, format!("`{word}` is not supported"))
                .at(parser.here(), "this definition is left out");
            parser.report(diagnostic);
            Right::Error
        }
        _ => {
            parser.expected("`=`");
            Right::Error
        }
    }
}

/// Behind `=`: a list of constants, a tabbed array or an expression.
fn values(parser: &mut Parser<'_, '_>) -> Right {
    let tabbed = matches!(&parser.token, Token::Name(name) if name == "TABBED ARRAY");
    if tabbed && parser.lexer.rest().trim_start().starts_with('(') {
        return tabbed_array(parser);
    }
    if begins_list(parser) { Right::Constants(rows(parser)) } else { Right::Expression(parser.expression()) }
}

/// Whether a number and then a `,` or `;` come next.
fn begins_list(parser: &Parser<'_, '_>) -> bool {
    let mut lexer = parser.lexer.clone();
    let mut token = parser.token.clone();
    if matches!(token, Token::Sign("-" | "+")) {
        token = lexer.next().0;
    }
    let constant = match &token {
        Token::Number(_) => true,
        Token::Keyword(word) => word == "NA",
        _ => false,
    };
    constant && matches!(lexer.next().0, Token::Sign("," | ";"))
}

/// `1, 2; 3, 4;`
pub(super) fn rows(parser: &mut Parser<'_, '_>) -> Vec<Vec<Spanned<f64>>> {
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    loop {
        let start = parser.position();
        match parser.signed_number() {
            Some(value) => row.push(Spanned::new(value, parser.since(start))),
            None => {
                row.push(Spanned::new(VENSIM_NA, parser.since(start)));
                while !matches!(parser.token, Token::End | Token::Sign("," | ";")) {
                    parser.advance();
                }
            }
        }
        if parser.take(",") {
            continue;
        }
        rows.push(std::mem::take(&mut row));
        if !parser.take(";") || parser.token == Token::End {
            return rows;
        }
    }
}

/// `TABBED ARRAY(…)`: a row a line, constants parted by blanks.
fn tabbed_array(parser: &mut Parser<'_, '_>) -> Right {
    parser.advance();
    let begin = parser.lexer.position;
    let rest = parser.lexer.rest();
    let Some(length) = rest.find(')') else {
        parser.jump(begin + rest.len());
        parser.expected("`)`");
        return Right::Error;
    };
    let (mut rows, mut at) = (Vec::new(), begin);
    for line in rest[..length].split_inclusive('\n') {
        let mut row = Vec::new();
        let mut from = at;
        for field in line.split_inclusive(char::is_whitespace) {
            let word = field.trim();
            let span = parser.span(from, from + word.len());
            from += field.len();
            if word.is_empty() || continuation(field).is_some() || word == "\\" {
                continue;
            }
            match word.parse::<f64>().ok().filter(|value| value.is_finite()) {
                Some(value) => row.push(Spanned::new(value, span)),
                None => {
                    let message = format!("`{word}` is not a number");
                    parser.report(Diagnostic::error(codes::BAD_NUMBER, message).at(span, "a constant belongs here"));
                    row.push(Spanned::new(VENSIM_NA, span));
                }
            }
        }
        at += line.len();
        if !row.is_empty() {
            rows.push(row);
        }
    }
    parser.jump(begin + length + 1);
    Right::Constants(rows)
}

/// Inside `name( … )`: points, the older list of all x and then all y, or a call that reads them from a file.
pub(super) fn lookup(parser: &mut Parser<'_, '_>) -> Right {
    if matches!(parser.token, Token::Name(_)) {
        return Right::Expression(parser.expression());
    }
    Right::Lookup(parser.points())
}

/// `Range: members -> mappings` or `Alias <-> Range`.
fn range(parser: &mut Parser<'_, '_>, left: Reference, budget: &mut usize) -> RangeDefinition {
    let name = Spanned::new(left.name, left.span);
    let mut range = RangeDefinition {
        name,
        members: Vec::new(),
        mappings: Vec::new(),
        source: None,
        alias_of: None,
        comment: String::new(),
        span: left.span,
    };
    if parser.is("<->") {
        range.alias_of = raw_member(parser);
        parser.jump(parser.lexer.position);
        parser.finish();
        return range;
    }
    let call = {
        let mut lexer = parser.lexer.clone();
        matches!(lexer.next().0, Token::Name(_)) && lexer.next().0 == Token::Sign("(")
    };
    if call {
        parser.advance();
        range.source = Some(parser.expression());
        // What follows is read from the lexer, as behind written members.
        parser.lexer.position = parser.position();
    } else {
        members(parser, &mut range.members, budget);
    }
    while parser.lexer.rest().starts_with("->") {
        parser.lexer.position += "->".len();
        mapping(parser, &mut range, budget);
        while parser.lexer.rest().starts_with(',') {
            parser.lexer.position += 1;
            mapping(parser, &mut range, budget);
        }
    }
    parser.jump(parser.lexer.position);
    parser.finish();
    range
}

/// Names and `(A1-A9)`, parted by commas. The sign in front is still at the lexer.
fn members(parser: &mut Parser<'_, '_>, members: &mut Vec<Spanned<Name>>, budget: &mut usize) {
    loop {
        parser.lexer.skip_blanks(true);
        if parser.lexer.rest().starts_with('(') {
            sequence(parser, members, budget);
        } else {
            members.extend(raw_member(parser));
        }
        if !parser.lexer.rest().starts_with(',') {
            return;
        }
        parser.lexer.position += 1;
    }
}

/// The name at the lexer, up to a comma, a bracket or an arrow; other hyphens belong to it.
fn raw_member(parser: &mut Parser<'_, '_>) -> Option<Spanned<Name>> {
    let (name, span) = parser.raw_name(|rest| {
        rest.char_indices()
            .find(|(at, c)| ",()[]{}:;=<>~|".contains(*c) || rest[*at..].starts_with("->"))
            .map(|(at, _)| at)
    });
    if name.text().is_empty() {
        let diagnostic = Diagnostic::error(codes::SYNTAX_ERROR, "expected a subscript").at(span, "a name belongs here");
        parser.report(diagnostic);
        return None;
    }
    Some(Spanned::new(name, span))
}

/// `(A1-A9)`, written out.
fn sequence(parser: &mut Parser<'_, '_>, members: &mut Vec<Spanned<Name>>, budget: &mut usize) {
    let start = parser.lexer.position;
    let rest = parser.lexer.rest();
    let length = rest.find([')', ',', '~', '|']).unwrap_or(rest.len());
    let closed = rest[length..].starts_with(')');
    let inside = &rest[1..length];
    parser.lexer.position += length + usize::from(closed);
    let span = parser.span(start, parser.lexer.position);
    parser.lexer.skip_blanks(true);
    let ends = inside.split_once('-').map(|(first, last)| (numbered(first.trim()), numbered(last.trim())));
    let problem = match ends {
        Some((Some((prefix, first)), Some((other, last)))) if closed && Name::new(prefix) == Name::new(other) => {
            let count = last.saturating_sub(first).saturating_add(1) as usize;
            if last < first {
                "the last number must not be smaller than the first"
            } else if count > *budget {
                "this makes more subscripts than a model may have"
            } else {
                *budget -= count;
                members
                    .extend((first..=last).map(|number| Spanned::new(Name::new(&format!("{prefix}{number}")), span)));
                return;
            }
        }
        _ => "write the first and the last name with a hyphen between, as `(A1-A9)`",
    };
    parser.report(
        Diagnostic::error(codes::SYNTAX_ERROR, format!("`{}` is not a sequence of subscripts", inside.trim()))
            .at(span, problem),
    );
}

/// `A12` as `A` and 12.
fn numbered(text: &str) -> Option<(&str, u64)> {
    let prefix = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = text[prefix.len()..].parse().ok()?;
    Some((prefix, number)).filter(|(prefix, _)| !prefix.is_empty())
}

/// `Target` or `(Target: member, member)`, behind an arrow.
fn mapping(parser: &mut Parser<'_, '_>, range: &mut RangeDefinition, budget: &mut usize) {
    parser.lexer.skip_blanks(true);
    let open = parser.lexer.position;
    let bracketed = parser.lexer.rest().starts_with('(');
    parser.lexer.position += usize::from(bracketed);
    let Some(target) = raw_member(parser) else { return };
    let mut order = Vec::new();
    if bracketed && parser.lexer.rest().starts_with(':') {
        parser.lexer.position += 1;
        members(parser, &mut order, budget);
    }
    if bracketed {
        let closed = parser.lexer.rest().starts_with(')');
        parser.lexer.position += usize::from(closed);
        parser.lexer.skip_blanks(true);
        if !closed {
            let span = parser.span(open, open + 1);
            let message = "this bracket is not closed";
            parser.report(Diagnostic::error(codes::SYNTAX_ERROR, message).at(span, "`)` is missing"));
        }
    }
    range.mappings.push((target, order));
}
