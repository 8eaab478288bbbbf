use super::*;

/// The pieces in short: Markdown in quotes, directives by kind with what they point at.
fn pieces(text: &str) -> Vec<String> {
    let at = |span: Span| &text[span.start as usize..span.end as usize];
    let (tree, _) = parse(FileId(0), text);
    let short = |piece: &Piece| match piece {
        Piece::Markdown(markdown) => {
            assert_eq!(markdown.value, at(markdown.span));
            format!("{:?}", markdown.value)
        }
        Piece::Directive(directive) => match &directive.kind {
            DirectiveKind::Claim(id) => format!("claim {} {}", id.value, at(id.span)),
            DirectiveKind::Chart(id) => format!("chart {} {}", id.value, at(id.span)),
            DirectiveKind::Value(formula) => format!("value {} {}", formula.text, at(formula.expr.span)),
            other => format!("{other:?} {}", at(directive.span)),
        },
    };
    tree.pieces.iter().map(short).collect()
}

#[test]
fn text_is_cut_into_markdown_and_directives() {
    assert_eq!(pieces(""), [""; 0]);
    assert_eq!(pieces("a {{ claim \"x-1\" }} b"), ["\"a \"", "claim x-1 x-1", "\" b\""]);
    assert_eq!(pieces("{{chart 'c'}}{{ answer }}"), ["chart c c", "Answer {{ answer }}"]);
    assert_eq!(
        pieces("{{ methods }}\n{{ references }}"),
        ["Methods {{ methods }}", "\"\\n\"", "References {{ references }}"]
    );
    assert_eq!(pieces("é {{ value \" a + b \" }}"), ["\"é \"", "value a + b a + b"]);
}

#[test]
fn mistakes_are_marked_and_left_out() {
    let cases = [
        ("{{ clam \"x\" }}", "unknown-directive", "clam", "did you mean `claim`?"),
        ("{{ claim }}", "unknown-directive", "claim", "write `{{ claim \"…\" }}`"),
        ("{{ claim x }}", "unknown-directive", "claim x", "write `{{ claim \"…\" }}`"),
        ("{{ answer \"x\" }}", "unknown-directive", "answer \"x\"", "write `{{ answer }}`"),
        ("{{ }}", "unknown-directive", "", "write one of"),
        ("{{ claim \"x\"\n\nnext }}", "unclosed-directive", "{{", "close it"),
        ("{{ claim {{ answer }}", "unclosed-directive", "{{", "close it"),
    ];
    for (text, code, marked, help) in cases {
        let (_, diagnostics) = parse(FileId(0), text);
        let [diagnostic] = diagnostics.as_slice() else { panic!("{text}: {diagnostics:?}") };
        let span = diagnostic.labels[0].span;
        assert_eq!((diagnostic.code.0, &text[span.start as usize..span.end as usize]), (code, marked), "{text}");
        assert!(diagnostic.help.as_ref().unwrap().starts_with(help), "{text}: {:?}", diagnostic.help);
    }
}

#[test]
fn numbers_typed_by_hand_get_a_warning() {
    let cases: [(&str, &[&str]); 12] = [
        ("Spending rose to 400 billion.", &["400"]),
        ("about $1.5bn, (12%), 3,000 and -7.", &["1.5bn", "12%", "3,000", "7"]),
        ("In 2025, since the 1990s and on 2025-10-15, 2025-Q3.", &[]),
        ("In 2101 or 1850.", &["2101", "1850"]),
        ("H100 chips, GPT-4 and DeepSeek-R1.", &[]),
        ("`code 12` and [link 13](https://a.b/14) <https://a.b/15>", &[]),
        ("    indented 12\n\n```\nfenced 13\n```\n", &[]),
        ("{{ value \"x @ 2025 + 17\" }} and 18", &["18"]),
        ("# Heading 5\n\n1. first\n2. second 6\n", &["5", "6"]),
        ("*emphasised 7*, ~8", &["7", "8"]),
        ("a&amp;9 é10 ١٢", &["9", "١٢"]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        let (_, diagnostics) = parse(FileId(0), text);
        let marked: Vec<&str> = diagnostics
            .iter()
            .inspect(|diagnostic| assert_eq!(diagnostic.code, codes::TYPED_NUMBER, "{text}: {diagnostic:?}"))
            .map(|diagnostic| &text[diagnostic.labels[0].span.start as usize..diagnostic.labels[0].span.end as usize])
            .collect();
        assert_eq!(marked, expected, "{text}");
    }
}
