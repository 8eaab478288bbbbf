use super::*;

const HEADER: &str = "entity,metric,period,value,low,high,unit,basis,source,locator,note\n";

/// The codes, and the text that each marks first.
fn problems(rows: &str) -> Vec<(&'static str, String)> {
    let text = format!("{HEADER}{rows}");
    let (_, diagnostics) = parse(FileId(0), &text);
    let marked = |d: &Diagnostic| d.labels.first().map_or("", |l| &text[l.span.start as usize..l.span.end as usize]);
    diagnostics.iter().map(|d| (d.code.0, marked(d).to_string())).collect()
}

#[test]
fn a_fact_has_all_its_columns() {
    let text = "entity,metric,period,value,low,high,unit,basis,source,locator,note,known\n\
                microsoft,capital-expenditure,2024-07/2025-06,88.2,88,89,billion USD,reported,msft-10k,\"p. 3, table 1\",,2025-07-30\n";
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, []);
    let [fact] = tree.facts.as_slice() else { panic!("{tree:?}") };
    let numbers = (fact.value.value, fact.low.as_ref().map(|low| low.value), fact.high.as_ref().map(|high| high.value));
    assert_eq!(numbers, (88.2, Some(88.0), Some(89.0)));
    assert_eq!(fact.period.value.to_string(), "2024-07/2025-06");
    assert_eq!((fact.entity.value.text(), fact.metric.value.text()), ("microsoft", "capital-expenditure"));
    assert_eq!((fact.basis.value, fact.source.value.as_str()), (Basis::Reported, "msft-10k"));
    assert_eq!(fact.locator.value, "p. 3, table 1");
    assert_eq!(fact.known.as_ref().map(|known| known.value.to_string()), Some("2025-07-30".to_string()));
    let marked = &text[fact.value.span.start as usize..fact.value.span.end as usize];
    assert_eq!(marked, "88.2");
}

#[test]
fn each_mistake_is_marked_where_it_stands() {
    let cases: [(&str, &[(&str, &str)]); 10] = [
        ("a,m,2025,1,,,USD,reported,,,\n", &[("missing-source", "")]),
        ("a,m,2025,\"1,234\",,,USD,reported,s,,\n", &[("bad-number", "1,234")]),
        ("a,m,2025,inf,,,USD,reported,s,,\n", &[("bad-number", "inf")]),
        ("a,m,2025,1e999,,,USD,reported,s,,\n", &[("bad-number", "1e999")]),
        ("a,m,2025,1,3,2,USD,reported,s,,\n", &[("bad-interval", "3")]),
        ("a,m,2025,1,2,3,USD,reported,s,,\n", &[("bad-interval", "1")]),
        ("a,m,2025,4,2,3,USD,reported,s,,\n", &[("bad-interval", "4")]),
        ("a,m,2025-13,1,,,USD,reportd,s,,\n", &[("bad-period", "2025-13"), ("unknown-word", "reportd")]),
        (",m,2025,1,,,USD,reported,s,,\n", &[("empty-cell", "")]),
        ("a,m,2025,,,,USD,reported,s,,\n", &[("empty-cell", "")]),
    ];
    for (row, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(code, text)| (*code, text.to_string())).collect();
        assert_eq!(problems(row), expected, "{row}");
    }
}

#[test]
fn a_broken_row_is_left_out_and_the_others_stay() {
    let rows = "a,m,2025,1,,,USD,reported,s,,\na,m,2025,x,,,USD,reported,s,,\na,m,2026,2,,,USD,target,s,,\n";
    let (tree, diagnostics) = parse(FileId(0), &format!("{HEADER}{rows}"));
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(tree.facts.iter().map(|fact| fact.value.value).collect::<Vec<_>>(), [1.0, 2.0]);
}

#[test]
fn a_number_written_for_people_gets_the_number_to_write() {
    let cases = [
        ("\"1,234\"", "write `1234`"),
        ("~5", "write `5`"),
        ("$3.5", "write `3.5`"),
        ("12%", "unit `percent`"),
        ("1.2bn", "write `1.2`"),
        ("n/a", "leave the cell empty"),
    ];
    for (written, help) in cases {
        let (_, diagnostics) = parse(FileId(0), &format!("{HEADER}a,m,2025,{written},,,USD,reported,s,,\n"));
        assert!(diagnostics[0].help.as_ref().unwrap().contains(help), "{written}: {:?}", diagnostics[0].help);
    }
}
