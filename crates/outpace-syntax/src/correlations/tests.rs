use super::*;

const HEADER: &str = "first,second,correlation,source,rationale\n";

fn read(row: &str) -> (CorrelationsTree, Vec<(&'static str, String)>) {
    let text = format!("{HEADER}{row}\n");
    let (tree, diagnostics) = parse(FileId(0), &text);
    let at = |span: Span| text[span.start as usize..span.end as usize].to_string();
    (tree, diagnostics.iter().map(|d| (d.code.0, at(d.labels[0].span))).collect())
}

#[test]
fn a_row_is_two_parameters_and_a_number() {
    let (tree, problems) = read("openness[US],\"share[US, chips]\",-0.5,epoch,why");
    assert_eq!(problems, []);
    let row = &tree.correlations[0];
    assert_eq!((row.first.name.text(), row.first.subscripts.len()), ("openness", 1));
    assert_eq!((row.second.name.text(), row.second.subscripts.len()), ("share", 2));
    assert_eq!(row.correlation.value, -0.5);
    assert!(matches!(&row.source, ParameterSource::Cited(source) if source.value == "epoch"));
}

#[test]
fn each_mistake_is_marked_where_it_stands() {
    let cases: [(&str, &[(&str, &str)]); 5] = [
        ("a,b,1.5,s,why", &[("bad-correlation", "1.5")]),
        ("a,b,-2,s,why", &[("bad-correlation", "-2")]),
        ("a,b,strong,s,why", &[("bad-number", "strong")]),
        (",b,,,", &[("empty-cell", ""), ("empty-cell", ""), ("missing-source", ""), ("empty-cell", "")]),
        ("a + b,b,0.5,s,why", &[("bad-value", "a + b")]),
    ];
    for (row, expected) in cases {
        let (tree, problems) = read(row);
        let expected: Vec<_> = expected.iter().map(|(code, text)| (*code, text.to_string())).collect();
        assert_eq!(problems, expected, "{row}");
        assert!(tree.correlations.is_empty(), "{row}");
    }
}
