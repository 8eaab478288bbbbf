use proptest::prelude::*;

use super::*;
use crate::name::Name;

const FILE: FileId = FileId(0);

fn parse(text: &str, dialect: Dialect) -> (Expr, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let expr = parse_expression(FILE, text, 0, dialect, &mut diagnostics);
    (expr, diagnostics)
}

/// The text with every operation in brackets, so that a case shows how the operators hold.
fn bracketed(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Binary(operator, left, right) => {
            format!("({} {} {})", bracketed(left), operator.sign(), bracketed(right))
        }
        ExprKind::Unary(UnaryOperator::Negate, operand) => format!("(-{})", bracketed(operand)),
        ExprKind::Unary(UnaryOperator::Plus, operand) => format!("(+{})", bracketed(operand)),
        ExprKind::Unary(UnaryOperator::Not, operand) => format!("(not {})", bracketed(operand)),
        ExprKind::At(operand, moment) => format!("({} @ {})", bracketed(operand), moment.value),
        ExprKind::Call(reference, arguments) => {
            format!("{reference}({})", arguments.iter().map(bracketed).collect::<Vec<_>>().join(", "))
        }
        _ => expr.to_string(),
    }
}

fn read(text: &str, dialect: Dialect) -> String {
    let (expr, diagnostics) = parse(text, dialect);
    assert_eq!(diagnostics, [], "{text}");
    bracketed(&expr)
}

#[test]
fn operators_hold_as_vensim_has_them() {
    for (text, expected) in [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("2^3^2", "(2 ^ (3 ^ 2))"),
        ("-2^2", "(-(2 ^ 2))"),
        ("2^-3*4", "((2 ^ (-3)) * 4)"),
        ("-a*b", "((-a) * b)"),
        ("a*-b", "(a * (-b))"),
        ("+a", "(+a)"),
        ("a < b :AND: c >= d :or: e <> f", "(((a < b) :AND: (c >= d)) :OR: (e <> f))"),
        (":NOT: a = b :AND: c", "((not (a = b)) :AND: c)"),
        ("(a + b) * c", "((a + b) * c)"),
        ("Time>5:OR:dim1=dim2", "((Time > 5) :OR: (dim1 = dim2))"),
    ] {
        assert_eq!(read(text, Dialect::Model), expected, "{text}");
    }
}

#[test]
fn names_take_blanks_digits_quotes_comments_and_continued_lines() {
    for (text, expected) in [
        ("net  income", "net income"),
        ("RANDOM 0 1()", "RANDOM 0 1()"),
        ("Bob's $ rate", "Bob's $ rate"),
        ("größe_2 + 変数", "(größe_2 + 変数)"),
        ("awkward\\\n\t name * 2", "(awkward name * 2)"),
        ("a {the first} name {of all}", "a name"),
        (r#""1995€/$" + 1"#, r#"("1995€/$" + 1)"#),
        (r#""say \"hi\" \ there""#, r#""say \"hi\" \ there""#),
        (r#""plain""#, "plain"),
        ("births[Country, cohort 1!]", "births[Country, cohort 1!]"),
        (r#"a["x,y"!]"#, r#"a["x,y"!]"#),
        ("IF THEN ELSE(a, \n\tb, c)", "IF THEN ELSE(a, b, c)"),
        ("table[US](Time / one year)", "table[US]((Time / one year))"),
        ("GET XLS DATA('a|b.xls', 'ä', 'A1')", "GET XLS DATA('a|b.xls', 'ä', 'A1')"),
    ] {
        assert_eq!(read(text, Dialect::Model), expected, "{text}");
    }
}

#[test]
fn numbers_are_read_to_the_last_bit() {
    for (text, value) in
        [("5", 5.0), (".5", 0.5), ("1.", 1.0), ("1e9", 1e9), ("1.1E+28", 1.1e28), ("0.1", 0.1), (":NA:", VENSIM_NA)]
    {
        let (expr, diagnostics) = parse(text, Dialect::Model);
        assert_eq!((expr.kind, diagnostics.len()), (ExprKind::Number(value), 0), "{text}");
    }
    let (_, diagnostics) = parse("1 + 1e999", Dialect::Model);
    assert_eq!(diagnostics[0].code.0, "bad-number");
}

#[test]
fn points_stand_alone_in_brackets_and_behind_their_frame() {
    let expected = "WITH LOOKUP(x, ((0.0, 0.0), (1.0, -2.5)))";
    for text in [
        "WITH LOOKUP(x, ((0,0),(1,-2.5)))",
        "WITH LOOKUP (x,\n\t([(0,0)-(10,10)],(0,0),(1,-2.5) ))",
        "WITH LOOKUP(x, ([(0,0)-(10,10),(3,3)],(0,0),(1,-2.5)))",
        "WITH LOOKUP(x, (0,0),(1,-2.5))",
        "WITH LOOKUP(x, [(0,0)-(10,10)],(0,0),(1,-2.5))",
    ] {
        assert_eq!(read(text, Dialect::Model), expected, "{text}");
    }
}

#[test]
fn claims_add_units_moments_and_ids() {
    for (text, expected) in [
        ("400 billion USD", "400000000000 USD"),
        ("7 percent", "0.07 Dmnl"),
        ("1e9 USD/Year", "1000000000 USD/Year"),
        ("3 MH100e", "3 MH100e"),
        ("3 million people / population", "(3000000 people / population)"),
        ("2 $/(Person*Month)", "2 $/Person/Month"),
        ("5 robots per 10000 manufacturing employees < x", "(0.0005 robots/manufacturing employees < x)"),
        ("pledge[Alibaba] < 5 USD", "(pledge[Alibaba] < 5 USD)"),
        ("spend[four US hyperscalers!] @ 2025", "(spend[four US hyperscalers!] @ 2025)"),
        ("share[gpt-4o-mini]", "share[\"gpt-4o-mini\"]"),
        ("a < MIN(b[top three!]) @ 2025", "(a < (MIN(b[top three!]) @ 2025))"),
        ("-a @ 2025-Q3 ^ 2", "(-((a @ 2025-Q3) ^ 2))"),
        ("(a + b) @ latest", "((a + b) @ latest)"),
        ("a @ 2024-07/2025-06 / b @ 2025", "((a @ 2024-07/2025-06) / (b @ 2025))"),
        ("a @ 2025/b", "((a @ 2025) / b)"),
        ("a @ 2025-b", "((a @ 2025) - b)"),
        ("SOBOL TOTAL(lead index @ 2035, chips) < 0.5", "(SOBOL TOTAL((lead index @ 2035), chips) < 0.5)"),
    ] {
        assert_eq!(read(text, Dialect::Claim), expected, "{text}");
    }
}

/// Text, then for each diagnostic its code and the text it marks.
type Mistakes = (&'static str, &'static [(&'static str, &'static str)]);

#[test]
fn every_mistake_is_found_and_marked() {
    const CASES: &[Mistakes] = &[
        ("", &[("syntax-error", "")]),
        ("a +", &[("syntax-error", "+")]),
        ("a + * b", &[("syntax-error", "*")]),
        ("a b\nc", &[("syntax-error", "c")]),
        ("a == b", &[("syntax-error", "==")]),
        ("MAX(a, )", &[("syntax-error", ")")]),
        ("MAX(a, b", &[("syntax-error", "b")]),
        ("MAX(a; b) + MIN(, c)", &[("syntax-error", ";"), ("syntax-error", ",")]),
        ("(a + ) * (b -)", &[("syntax-error", ")"), ("syntax-error", ")")]),
        ("a) + b", &[("syntax-error", ")")]),
        ("x[a + 1", &[("syntax-error", "[")]),
        ("x[a,,b]", &[("syntax-error", "")]),
        ("3 apples", &[("syntax-error", "apples")]),
        ("a @ 2025", &[("syntax-error", "@")]),
        ("\"open + 1", &[("syntax-error", "\"open + 1")]),
        ("# + a", &[("syntax-error", "#")]),
        ("f((0,0),(1,x))", &[("syntax-error", "x")]),
    ];
    for (text, expected) in CASES {
        let (_, diagnostics) = parse(text, Dialect::Model);
        let found: Vec<(&str, &str)> = diagnostics
            .iter()
            .map(|diagnostic| {
                let span = diagnostic.labels[0].span;
                (diagnostic.code.0, &text[span.start as usize..span.end as usize])
            })
            .collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn messages_name_what_was_found_and_help_where_it_is_known() {
    let (_, diagnostics) = parse("a == b", Dialect::Model);
    assert_eq!(diagnostics[0].message, "expected the end of the expression, found `==`");
    assert_eq!(diagnostics[0].help.as_deref(), Some("write `=` to compare"));
    let (_, diagnostics) = parse("a != b", Dialect::Claim);
    assert_eq!(diagnostics[0].help.as_deref(), Some("write `<>` for unequal"));
    let (_, diagnostics) = parse("a @ soon", Dialect::Claim);
    assert_eq!(diagnostics[0].message, "expected a period behind `@`");
}

#[test]
fn spans_are_those_of_the_file() {
    let text = "holds = \"a + MAX(b, c[d])\"";
    let mut diagnostics = Vec::new();
    let expr = parse_expression(FILE, &text[9..25], 9, Dialect::Claim, &mut diagnostics);
    let text_of = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(text_of(expr.span), "a + MAX(b, c[d])");
    let ExprKind::Binary(_, _, call) = expr.kind else { panic!() };
    assert_eq!(text_of(call.span), "MAX(b, c[d])");
    let ExprKind::Call(name, arguments) = call.kind else { panic!() };
    assert_eq!((text_of(name.span), text_of(arguments[1].span)), ("MAX", "c[d]"));
    let ExprKind::Reference(reference) = &arguments[1].kind else { panic!() };
    assert_eq!(text_of(reference.subscripts[0].span), "d");
}

#[test]
fn depth_is_bounded_and_said_once() {
    for text in [
        "(".repeat(100_000),
        "-".repeat(100_000),
        "f(".repeat(100_000),
        "a+".repeat(100_000),
        "2^".repeat(100_000),
        ":NOT: ".repeat(100_000),
        "((0,".repeat(50_000),
        "a @ latest".to_string() + &" @ latest".repeat(50_000),
    ] {
        let (_, diagnostics) = parse(&text, Dialect::Claim);
        let deep = diagnostics.iter().filter(|diagnostic| diagnostic.code.0 == "too-deep").count();
        assert!(deep == 1 || text.starts_with("((0"), "{}: {deep}", &text[..8]);
    }
    let sum = vec!["a"; 400].join(" + ");
    assert_eq!(parse(&sum, Dialect::Model).1, []);
}

/// The tree with all places set to zero.
fn placeless(expr: &Expr) -> String {
    let text = format!("{expr:?}");
    let mut kept = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once("Span {") {
        kept.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    kept + rest
}

fn span() -> Span {
    Span::new(FILE, 0, 0)
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        "[a-zA-Z_$é][a-z0-9_']{0,3}( [a-z0-9$][a-z']{0,3}){0,2}",
        "[ -!#-\\[\\]-~]{1,6}".prop_map(|text| format!("\"{text}\"")),
    ]
    .prop_map(|text| Name::new(&text))
    .prop_filter("a name has a sign", |name| !name.text().is_empty())
}

fn reference() -> impl Strategy<Value = Reference> {
    let subscript = (name(), any::<bool>()).prop_map(|(name, bang)| SubscriptUse { name, bang, span: span() });
    (name(), prop::collection::vec(subscript, 0..3)).prop_map(|(name, subscripts)| Reference {
        name,
        subscripts,
        span: span(),
    })
}

fn expression() -> impl Strategy<Value = Expr> {
    let positive = || any::<f64>().prop_map(f64::abs).prop_filter("numbers are finite", |value| value.is_finite());
    let leaf = prop_oneof![
        positive().prop_map(ExprKind::Number),
        Just(ExprKind::Number(VENSIM_NA)),
        "[ -&(-~]{0,5}".prop_map(ExprKind::Text),
        reference().prop_map(ExprKind::Reference),
        prop::collection::vec((-9.0..9.0, -9.0..9.0), 1..3)
            .prop_map(|points| ExprKind::Points(Points { points, span: span() })),
        (positive(), "[a-df-zA-Z]{4}").prop_map(|(value, unit)| {
            let factors = vec![(Name::new(&unit), 1, span())];
            ExprKind::Quantity(value, UnitExpr { factors, scale: 1.0, span: span() })
        }),
    ];
    leaf.prop_map(|kind| Expr { kind, span: span() }).prop_recursive(4, 24, 3, |inner| {
        let unary = prop_oneof![Just(UnaryOperator::Negate), Just(UnaryOperator::Plus), Just(UnaryOperator::Not)];
        let binary = prop_oneof![
            Just(BinaryOperator::Add),
            Just(BinaryOperator::Subtract),
            Just(BinaryOperator::Multiply),
            Just(BinaryOperator::Power),
            Just(BinaryOperator::Less),
            Just(BinaryOperator::Equal),
            Just(BinaryOperator::And),
            Just(BinaryOperator::Or),
        ];
        prop_oneof![
            (reference(), prop::collection::vec(inner.clone(), 0..3))
                .prop_map(|(name, arguments)| ExprKind::Call(name, arguments)),
            (unary, inner.clone()).prop_map(|(operator, operand)| ExprKind::Unary(operator, Box::new(operand))),
            (binary, inner.clone(), inner.clone()).prop_map(|(operator, left, right)| ExprKind::Binary(
                operator,
                Box::new(left),
                Box::new(right)
            )),
            inner.prop_map(|operand| ExprKind::At(Box::new(operand), Spanned::new(Moment::Latest, span()))),
        ]
        .prop_map(|kind| Expr { kind, span: span() })
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same_tree(expr in expression()) {
        let text = expr.to_string();
        let (read, diagnostics) = parse(&text, Dialect::Claim);
        prop_assert_eq!(&diagnostics, &vec![], "{}", text);
        prop_assert_eq!(placeless(&read), placeless(&expr), "{}", text);
    }

    #[test]
    fn any_text_gives_a_tree(text in "\\PC*|[a-c0-9 .,;:@!'\"<>=()\\[\\]{}\\\\+*/^\n-]{0,40}") {
        for dialect in [Dialect::Model, Dialect::Claim] {
            let (expr, diagnostics) = parse(&text, dialect);
            // A broken tree always has a diagnostic, and every place is text of the file.
            let broken = placeless(&expr).contains("kind: Error");
            prop_assert!(!broken || !diagnostics.is_empty());
            for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
                prop_assert!(text.get(label.span.start as usize..label.span.end as usize).is_some());
            }
        }
    }
}

/// What is written elsewhere is met with what to write here.
#[test]
fn mistakes_of_habit_are_told_what_to_write() {
    for (text, help) in [
        ("a == b", "write `=` to compare"),
        ("(a) != b", "write `<>` for unequal"),
        ("a => b", "write `>=` for at least"),
        ("a =< b", "write `<=` for at most"),
        ("a = 3 AND b", "write `:AND:` where both must hold"),
        ("(a) && (b)", "write `:AND:` where both must hold"),
        ("IF a > 3 THEN 1 ELSE 0", "write `IF THEN ELSE(condition, then, else)`"),
        ("a > 3 ? 1 : 0", "write `IF THEN ELSE(condition, then, else)`"),
        ("5%", "write percentages as numbers: `0.05` for 5 percent"),
        ("2**3", "write `^` for a power"),
        ("2x", "products need their sign: `2 * x`"),
        ("3 (a + b)", "products need their sign: `2 * x`"),
        ("\"a + 3", "close the name with a second `\"`"),
        ("(a + b))", "there is one `)` too many"),
        ("MIN(1; 2)", "part arguments by `,`"),
        ("3 +", "an operator needs a value on both of its sides"),
        ("* 3", "an operator needs a value on both of its sides"),
        ("MAX(1, (2 + 3)", "close every `(` with a `)`"),
        ("(1 + 2", "close every `(` with a `)`"),
    ] {
        let (_, diagnostics) = parse(text, Dialect::Model);
        assert_eq!(diagnostics.first().and_then(|first| first.help.as_deref()), Some(help), "{text}");
    }
}
