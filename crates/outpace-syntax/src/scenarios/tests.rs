use super::*;

#[test]
fn a_scenario_has_its_changes() {
    let text = r#"
[[scenario]]
id = "base"
name = "Base"

[[scenario]]
id = "stop"
name = "Export stop"
says = "Chips no longer cross."
from = "base"
[scenario.set]
"robot subsidy[US]" = 0.3
"future export control breadth" = 1
[scenario.table]
"import permission history" = [[2018, 1], [2027, 0.5]]
"#;
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, []);
    let [base, stop] = tree.scenarios.as_slice() else { panic!("{tree:?}") };
    assert!(base.settings.is_empty() && base.tables.is_empty());
    let settings: Vec<_> =
        stop.settings.iter().map(|(reference, value)| (reference.name.text(), value.value)).collect();
    assert_eq!(settings, [("robot subsidy", 0.3), ("future export control breadth", 1.0)]);
    assert_eq!(stop.settings[0].0.subscripts[0].name.text(), "US");
    let span = stop.settings[0].0.span;
    assert_eq!(&text[span.start as usize..span.end as usize], "robot subsidy[US]");
    assert_eq!(stop.tables[0].1.points, [(2018.0, 1.0), (2027.0, 0.5)]);
    assert_eq!(stop.from.as_ref().map(|from| from.value.as_str()), Some("base"));
}

#[test]
fn mistakes_cost_only_their_own_line() {
    let head = "[[scenario]]\nid = 'a'\nname = 'A'\n";
    let cases = [
        ("[scenario.set]\n'x + y' = 1\nz = 2", "bad-value", "x + y"),
        ("[scenario.set]\nx = 'much'\nz = 2", "bad-value", "'much'"),
        ("[scenario.set]\nz = 2\n[scenario.table]\nx = [[2, 1], [1, 1]]", "bad-value", "[1, 1]"),
        ("[scenario.set]\nz = 2\n[scenario.table]\nx = []", "bad-value", "[]"),
        ("[scenario.set]\nz = 2\n[scenario.tabel]\nx = []", "unknown-key", "tabel"),
    ];
    for (changes, code, marked) in cases {
        let text = format!("{head}{changes}\n");
        let (tree, diagnostics) = parse(FileId(0), &text);
        let [diagnostic] = diagnostics.as_slice() else { panic!("{changes}: {diagnostics:?}") };
        let span = diagnostic.labels[0].span;
        assert_eq!((diagnostic.code.0, &text[span.start as usize..span.end as usize]), (code, marked), "{changes}");
        assert_eq!(tree.scenarios[0].settings.len(), 1, "{changes}");
    }
}
