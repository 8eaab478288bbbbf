//! What Vensim's text becomes in XMILE, line by line.

use super::print;
use crate::mdl;
use crate::span::FileId;
use crate::xmile;

/// The lines of a model with these equations, without the blanks in front.
fn lines(equations: &str) -> Vec<String> {
    let (tree, diagnostics) = mdl::parse(FileId(0), equations);
    assert_eq!(diagnostics, vec![], "{equations}");
    let (text, unsaid) = print(&tree);
    assert_eq!(unsaid, vec![], "{equations}");
    text.lines().map(|line| line.trim().to_string()).collect()
}

#[test]
fn each_construct_has_its_form() {
    let ranges = "R: a, b, c ~~| part: a, b ~~| M: p, q, r -> R ~~| y[M] = 1 ~~|";
    for (equations, expected) in [
        // A sum of variables is a stock's flows, in its order; each flow fills one stock and drains one.
        (
            "s = INTEG(i - o, 5) ~~| i = 1 ~~| o = 2 ~~|",
            vec!["<eqn>5</eqn>", "<inflow>i</inflow>", "<outflow>o</outflow>"],
        ),
        ("s = INTEG(-o, 5) ~~| o = 2 ~~|", vec!["<eqn>5</eqn>", "<outflow>o</outflow>", "</stock>"]),
        (
            "s = INTEG(2 * i, 5) ~~| i = 1 ~~|",
            vec!["<inflow>s_net_flow</inflow>", "</stock>", "<flow name=\"s net flow\">", "<eqn>2 * i</eqn>"],
        ),
        // What XMILE has under another name, and what it lacks.
        ("x = SMOOTH3I(Time, 2, 1) ~~|", vec!["<eqn>SMTH3(TIME, 2, 1)</eqn>"]),
        ("x = SMOOTH N(Time, 2, 1, 4) ~~|", vec!["<eqn>SMTHN(TIME, 2, 4, 1)</eqn>"]),
        ("x = PULSE(1, TIME STEP) + :NA: ~~|", vec!["<eqn>vensim.PULSE(1, DT) + vensim.NA</eqn>"]),
        ("dt = 3 ~~| x = dt * TIME STEP ~~|", vec!["<eqn>dt * TIME_STEP</eqn>"]),
        // Brackets only where they are needed: NOT holds as tightly as a sign there.
        ("x = :NOT: (Time = 1) :AND: 2 ~~|", vec!["<eqn>NOT (TIME = 1) AND 2</eqn>"]),
        ("x = (-Time) ^ 2 - (3 - 1) ~~|", vec!["<eqn>(-TIME) ^ 2 - (3 - 1)</eqn>"]),
        (
            "x = 1 + IF THEN ELSE(Time > 1, 2, IF THEN ELSE(Time < 0, 3, 4)) ~~|",
            vec!["<eqn>1 + (IF TIME &gt; 1 THEN 2 ELSE IF TIME &lt; 0 THEN 3 ELSE 4)</eqn>"],
        ),
        // Names.
        (
            "\"R&D\" = 1 ~~| \"if\" = \"R&D\" ~~|",
            vec![
                "<aux name=\"R&amp;D\">",
                "<eqn>1</eqn>",
                "</aux>",
                "<aux name=\"if\">",
                "<eqn>&quot;R&amp;D&quot;</eqn>",
            ],
        ),
        // Curves.
        (
            "x = WITH LOOKUP(Time, ((0,0),(1,2))) ~~|",
            vec!["<eqn>TIME</eqn>", "<gf>", "<xpts>0,1</xpts>", "<ypts>0,2</ypts>", "</gf>"],
        ),
        (
            "c((0,0),(1,2)) ~~| x = c(Time) ~~|",
            vec!["<gf name=\"c\">", "<xpts>0,1</xpts>", "<ypts>0,2</ypts>", "</gf>"],
        ),
        ("x = ACTIVE INITIAL(Time, 7) ~~|", vec!["<eqn>TIME</eqn>", "<init_eqn>7</init_eqn>"]),
        // Arrays.
        (
            &format!("{ranges} x[R] = 3 ~~| z[R] = x[R] + SUM(x[R!]) + SUM(x[part!]) ~~|"),
            vec!["<eqn>x[R] + SUM(x[*]) + SUM(x[part.*])</eqn>"],
        ),
        (
            &format!("{ranges} x[part] = 3 * y[M] ~~| x[c] = R ~~|"),
            vec![
                "<dimensions><dim name=\"R\"/></dimensions>",
                "<element subscript=\"a\">",
                "<eqn>3 * y[p]</eqn>",
                "</element>",
                "<element subscript=\"b\">",
                "<eqn>3 * y[q]</eqn>",
                "</element>",
                "<element subscript=\"c\">",
            ],
        ),
        (
            &format!("{ranges} x[R] :EXCEPT: [part] = 1 ~~| x[part] = 2, 3 ~~|"),
            vec![
                "<element subscript=\"c\">",
                "<eqn>1</eqn>",
                "</element>",
                "<element subscript=\"a\">",
                "<eqn>2</eqn>",
                "</element>",
                "<element subscript=\"b\">",
                "<eqn>3</eqn>",
            ],
        ),
    ] {
        let found = lines(equations);
        let expected: Vec<String> = expected.into_iter().map(str::to_string).collect();
        assert!(found.windows(expected.len()).any(|window| window == expected), "{equations}\n{}", found.join("\n"));
    }
}

#[test]
fn what_xmile_cannot_say_is_named_where_it_stands() {
    for (equations, place) in [
        ("x := GET DIRECT DATA('a.csv', ',', 'A', 'B2') ~~|", "x"),
        ("x :INTERPOLATE: ~~|", "x"),
        ("x = 1 + MESSAGE('late', 0) ~~|", "'late'"),
        (":MACRO: M(a : b) M = a ~~| b = a ~~| :END OF MACRO:", "b"),
        ("R: GET DIRECT SUBSCRIPT('a.csv', ',', 'A2', 'A', '') ~~|", "R"),
        ("R: a, b ~~| m[R, R] = 1 ~~| x = SUM(m[R!, R!]) ~~|", "R"),
    ] {
        let (tree, _) = mdl::parse(FileId(0), equations);
        let (_, unsaid) = print(&tree);
        let places: Vec<&str> = unsaid
            .iter()
            .map(|each| &equations[each.labels[0].span.start as usize..each.labels[0].span.end as usize])
            .collect();
        assert!(places.contains(&place), "{equations}: {unsaid:?}");
    }
}

#[test]
fn what_flows_into_a_conveyor_is_a_flow() {
    let text = "<xmile><sim_specs><start>0</start><stop>1</stop></sim_specs><model><variables>\
        <stock name=\"belt\"><eqn>0</eqn><inflow>arriving</inflow><outflow>leaving</outflow>\
        <conveyor><len>2</len></conveyor></stock><flow name=\"arriving\"><eqn>3</eqn></flow><flow name=\"leaving\"/>\
        </variables></model></xmile>";
    let (tree, diagnostics) = xmile::parse(FileId(0), text);
    assert_eq!(diagnostics, vec![]);
    let (written, unsaid) = print(&tree);
    assert_eq!(unsaid, vec![]);
    assert!(written.contains("<flow name=\"arriving\">"), "{written}");
}

#[test]
fn a_drawing_is_kept_as_it_stands() {
    let views = "<views><view isee:show_pages=\"false\"><aux x=\"1\" y=\"2\" name=\"a\"/></view></views>";
    let text = format!(
        "<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\"><sim_specs><start>0</start>\
         <stop>1</stop></sim_specs><model><variables><aux name=\"a\"><eqn>1</eqn></aux></variables>{views}</model></xmile>"
    );
    let (tree, diagnostics) = xmile::parse(FileId(0), &text);
    assert_eq!(diagnostics, vec![]);
    let (printed, _) = print(&tree);
    assert!(printed.contains(views), "{printed}");
    let (again, diagnostics) = xmile::parse(FileId(0), &printed);
    assert_eq!((again.drawing.map(|drawing| drawing.text), diagnostics), (Some(views.to_string()), vec![]));
}
