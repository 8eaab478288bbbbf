use super::*;

const HEADER: &str = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n";

fn read(row: &str) -> (ParametersTree, Vec<(&'static str, String)>) {
    let text = format!("{HEADER}{row}\n");
    let (tree, diagnostics) = parse(FileId(0), &text);
    let at = |span: Span| text[span.start as usize..span.end as usize].to_string();
    (tree, diagnostics.iter().map(|d| (d.code.0, at(d.labels[0].span))).collect())
}

#[test]
fn every_distribution_takes_its_numbers() {
    let cases = [
        ("fixed,2,,", Distribution::Fixed(2.0)),
        ("uniform,0,1,", Distribution::Uniform { low: 0.0, high: 1.0 }),
        ("loguniform,1,100,", Distribution::Loguniform { low: 1.0, high: 100.0 }),
        ("Normal,-1,0.5,", Distribution::Normal { mean: -1.0, sd: 0.5 }),
        ("lognormal,5,0.1,", Distribution::Lognormal { median: 5.0, sd_of_log: 0.1 }),
        ("triangular,1,1,3", Distribution::Triangular { low: 1.0, mode: 1.0, high: 3.0 }),
        ("pert,1,2,3", Distribution::Pert { low: 1.0, mode: 2.0, high: 3.0 }),
        ("beta,2,5,", Distribution::Beta { alpha: 2.0, beta: 5.0, high: 1.0 }),
        ("beta,0.5,0.5,100", Distribution::Beta { alpha: 0.5, beta: 0.5, high: 100.0 }),
    ];
    for (written, distribution) in cases {
        let (tree, problems) = read(&format!("x,,Year,{written},g,assumption,why"));
        assert_eq!(problems, [], "{written}");
        assert_eq!(tree.parameters[0].distribution.value, distribution, "{written}");
    }
}

#[test]
fn subscripts_and_sources() {
    let (tree, problems) = read("x,US; Chips,1/Year,fixed,2,,,capital,epoch,why");
    assert_eq!(problems, []);
    let parameter = &tree.parameters[0];
    let subscripts: Vec<_> = parameter.subscripts.iter().map(|name| name.value.text()).collect();
    assert_eq!(subscripts, ["US", "Chips"]);
    assert!(matches!(&parameter.source, ParameterSource::Cited(source) if source.value == "epoch"));
    let (tree, _) = read("x,\"US,China\",1/Year,fixed,2,,,,Assumption,why");
    assert_eq!(tree.parameters[0].subscripts.len(), 2);
    assert!(matches!(tree.parameters[0].source, ParameterSource::Assumption(_)));
}

#[test]
fn each_mistake_is_marked_where_it_stands() {
    let cases: [(&str, &[(&str, &str)]); 15] = [
        ("x,,Year,fixed,1,2,,g,s,why", &[("bad-distribution", "1,2,")]),
        ("x,,Year,uniform,1,,,g,s,why", &[("bad-distribution", "1,,")]),
        ("x,,Year,uniform,2,1,,g,s,why", &[("bad-distribution", "2,1,")]),
        ("x,,Year,normal,1,0,,g,s,why", &[("bad-distribution", "1,0,")]),
        ("x,,Year,lognormal,-1,1,,g,s,why", &[("bad-distribution", "-1,1,")]),
        ("x,,Year,pert,1,4,3,g,s,why", &[("bad-distribution", "1,4,3")]),
        ("x,,Year,pert,1,1,1,g,s,why", &[("bad-distribution", "1,1,1")]),
        ("x,,Year,pert,1,,3,g,s,why", &[("bad-distribution", "1,,3")]),
        ("x,,Year,beta,2,,,g,s,why", &[("bad-distribution", "2,,")]),
        ("x,,Year,beta,0,1,,g,s,why", &[("bad-distribution", "0,1,")]),
        ("x,,Year,beta,1,1,0,g,s,why", &[("bad-distribution", "1,1,0")]),
        ("x,,Year,normal,1,1,1,g,s,why", &[("bad-distribution", "1,1,1")]),
        ("x,,Year,gauss,1,1,,g,s,why", &[("unknown-word", "gauss")]),
        ("x,,Year,normal,a,b,,g,s,why", &[("bad-number", "a"), ("bad-number", "b")]),
        (",,Year,fixed,1,,,g,,", &[("empty-cell", ""), ("missing-source", ""), ("empty-cell", "")]),
    ];
    for (row, expected) in cases {
        let (tree, problems) = read(row);
        let expected: Vec<_> = expected.iter().map(|(code, text)| (*code, text.to_string())).collect();
        assert_eq!(problems, expected, "{row}");
        assert!(tree.parameters.is_empty(), "{row}");
    }
}

#[test]
fn a_distribution_may_be_cut() {
    let read = |row: &str| {
        let text = format!("{},min,max\nx,,Year,{row}\n", HEADER.trim_end());
        let (tree, diagnostics) = parse(FileId(0), &text);
        (tree.parameters.first().map(|row| row.bounds), diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>())
    };
    for (row, expected) in [
        ("normal,0,1,,g,assumption,why,,", None),
        ("normal,0,1,,g,assumption,why,-1,2", Some((-1.0, 2.0))),
        ("normal,0,1,,g,assumption,why,0,", Some((0.0, f64::INFINITY))),
        ("lognormal,1,1,,g,assumption,why,,5", Some((f64::NEG_INFINITY, 5.0))),
    ] {
        assert_eq!(read(row), (Some(expected), vec![]), "{row}");
    }
    for row in ["normal,0,1,,g,assumption,why,2,1", "fixed,1,,,g,assumption,why,0,2"] {
        assert_eq!(read(row), (None, vec!["bad-distribution"]), "{row}");
    }
}
