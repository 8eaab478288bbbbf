use super::*;
use crate::expr::ExprKind;

fn marked<'t>(text: &'t str, diagnostics: &[Diagnostic]) -> Vec<(&'static str, &'t str)> {
    let at = |span: Span| &text[span.start as usize..span.end as usize];
    diagnostics.iter().map(|d| (d.code.0, d.labels.first().map_or("", |label| at(label.span)))).collect()
}

#[test]
fn a_claim_has_its_parts() {
    let text = r#"
[[claim]]
id = "pledge"
says = "The pledge is small."
section = "Capital"
about = "evidence"
holds = "pledge[Alibaba] < MIN(capital expenditure[top three!]) @ 2025"
scenario = "base"
expects = "holds"
expected-then = "no evidence"

[[claim]]
id = "sentiment"
says = "They are confident."
about = "both"
not-testable = "Nobody measures it."
"#;
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, []);
    let [pledge, sentiment] = tree.claims.as_slice() else { panic!("{tree:?}") };
    let Test::Readings(readings) = &pledge.test else { panic!() };
    let [Reading { name, holds }] = readings.as_slice() else { panic!() };
    assert_eq!((name.as_str(), pledge.about), ("", About::Evidence));
    assert_eq!(&text[holds.expr.span.start as usize..holds.expr.span.end as usize], holds.text);
    assert_eq!(pledge.expects.as_ref().map(|verdict| verdict.value), Some(Expectation::Holds));
    assert_eq!(pledge.expected_then.as_ref().map(|verdict| verdict.value), Some(Expectation::NoEvidence));
    assert!(matches!(&sentiment.test, Test::NotTestable(why) if why.value == "Nobody measures it."));
}

#[test]
fn readings_are_several_tests() {
    let text = "[[claim]]\nid = 'a'\nsays = 'b'\nabout = 'both'\n[[claim.reading]]\nname = 'cash'\nholds = 'x < 1'\n\
                [[claim.reading]]\nname = 'with leases'\nholds = 'y < 1'\n";
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, []);
    let Test::Readings(readings) = &tree.claims[0].test else { panic!() };
    assert_eq!(readings.iter().map(|reading| reading.name.as_str()).collect::<Vec<_>>(), ["cash", "with leases"]);
}

#[test]
fn places_inside_every_kind_of_string_are_exact() {
    for holds in
        ["\"a < ))b\"", "'a < ))b'", "\"\"\"\na < ))b\"\"\"", "'''a < ))b'''", "\"\\\"a\\\" < ))b\"", "\"\\n a < ))b\""]
    {
        let text = format!("[[claim]]\nid = 'é'\nsays = 'b'\nabout = 'both'\nholds = {holds}\n");
        let (tree, diagnostics) = parse(FileId(0), &text);
        assert!(!diagnostics.is_empty(), "{holds}");
        let span = diagnostics[0].labels[0].span;
        assert_eq!(span.start as usize, text.find("))").unwrap(), "{holds} {diagnostics:?}");
        assert!(matches!(&tree.claims[0].test, Test::Readings(readings)
            if !matches!(readings[0].holds.expr.kind, ExprKind::Number(_))));
    }
}

#[test]
fn mistakes_leave_the_claim_there() {
    let head = "[[claim]]\nid = 'a'\nsays = 'b'\nabout = 'both'\n";
    type Marked = &'static [(&'static str, &'static str)];
    let cases: [(String, Marked, usize); 8] = [
        (head.to_string(), &[("missing-key", "[[claim]]")], 1),
        (format!("{head}holds = 'x'\nnot-testable = 'y'\n"), &[("missing-key", "[[claim]]")], 1),
        (format!("{head}hold = 'x'\nnot-testable = 'y'\n"), &[("unknown-key", "hold")], 1),
        (format!("{head}holds = 5\n"), &[("bad-value", "5")], 1),
        (format!("{head}holds = 'x'\nexpects = 'hold'\n"), &[("unknown-word", "hold")], 1),
        (format!("{head}holds = 'x'\n{head}holds = 'y'\n"), &[("duplicate-id", "a")], 1),
        ("[[claim]]\nsays = 'b'\nabout = 'both'\nholds = 'x'".to_string(), &[("missing-key", "[[claim]]")], 0),
        ("claim = 5".to_string(), &[("bad-value", "5")], 0),
    ];
    for (text, expected, count) in cases {
        let (tree, diagnostics) = parse(FileId(0), &text);
        assert_eq!(marked(&text, &diagnostics), expected, "{text}");
        assert_eq!(tree.claims.len(), count, "{text}");
    }
}
