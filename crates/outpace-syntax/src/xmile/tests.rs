use proptest::prelude::*;

use super::*;
use crate::diagnostic::Severity;
use crate::expr::{Expr, ExprKind};
use crate::mdl::{Equation, Interpolation, Right};

/// Everything that a file may have, once.
const MODEL: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- written by hand -->
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>isee systems, inc.</vendor><product version="1.9">Stella Architect</product></header>
<sim_specs isee:save_interval="0.5" method="RK4" time_units="Months"><start>0</start><stop>13</stop>
<dt reciprocal="true">4</dt></sim_specs>
<isee:prefs layer="model"/>
<behavior><stock><non_negative/></stock></behavior>
<dimensions><dim name="Place"><elem name="Rome"/><elem name="New York"/></dim><dim name="N" size="3"/></dimensions>
<macro name="HALF"><parm>x</parm><parm default="2">by</parm><eqn>x / by</eqn></macro>
<model><variables>
<stock name="tea\nin cups"><doc>What is
 left.</doc><eqn>80</eqn><inflow>"poured in"</inflow><outflow>drunk</outflow><units>cups</units></stock>
<flow name="poured in"><eqn><![CDATA[IF tea_in_cups < 3 AND TIME >= 2 THEN 1 ELSE 0]]></eqn><non_negative/></flow>
<flow name="drunk"><eqn>tea_in_cups &lt; 9 {a note} // 3 + "tea in cups" ^ 2 MOD 4</eqn><units>cups/person-month</units></flow>
<aux name="array"><dimensions><dim name="Place"/><dim name="N"/></dimensions><element subscript="Rome, 1">
<eqn>1</eqn></element><element subscript="New York, 2"><eqn>HALF(array[Rome, 1])</eqn></element></aux>
<aux name="total"><eqn>SUM(array[*, @1]) + MEAN(array) + Place.Rome + SIZE(array[Rome, N.*])</eqn></aux>
<aux name="curve"><eqn>TIME</eqn><init_eqn>3</init_eqn><gf type="extrapolate"><xscale min="0" max="1"/>
<ypts sep=";">1;2;3</ypts></gf></aux><gf name="table" type="discrete"><xpts>1,2</xpts><ypts>3,4</ypts></gf>
<aux name="read"><eqn>table(TIME) + LOOKUP(curve, 2) + PULSE(1, 2, 3)</eqn></aux>
<module name="Inner"><connect to="in" from=".total"/></module>
<group name="Sector"><doc>Both.</doc><entity name="total"/></group>
</variables><views><view><stock name="tea_in_cups" x="1" y="2"/></view></views></model>
<model name="Inner"><variables><aux name="in" access="input"/><aux name="out"><eqn>in + Inner.in</eqn></aux></variables>
</model></xmile>
"#;

/// What Vensim exports beyond the standard, once.
const VENSIM_MODEL: &str = r#"<xmile xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0" xmlns:vensim="http://www.vensim.com/XMILE">
<header><product lang="en">Vensim</product></header>
<sim_specs method="difference,euler"><start>0<doc>A note.</doc></start><stop>4</stop><dt> TIME_STEP=0.5</dt>
<vensim:saveper>TIME_STEP<doc>All</doc></vensim:saveper></sim_specs>
<dimensions><dim name="City" vensim:kind="family"><elem name="Rome"/><elem name="Pisa"/>
<dim name="From" vensim:kind="equivalent"/></dim></dimensions>
<macro name="FALL"><parm>x</parm><eqn>FALL</eqn><variables><stock name="FALL"><eqn>x</eqn>
<vensim:netflow>rate</vensim:netflow></stock><aux name="rate" access="output"><eqn>-x/TIME STEP$</eqn></aux></variables></macro>
<model><variables>
<aux vensim:kind="data" name="seen"><eqn> :HOLD BACKWARD: </eqn></aux>
<aux vensim:kind="data" name="twice"><eqn>:RAW::=2*seen</eqn></aux>
<aux vensim:kind="string" name="link"><eqn>:IS: 'here'</eqn></aux>
<aux name="trips"><dimensions><dim name="From"/><dim name="City"/></dimensions><eqn>1</eqn><eqn>2</eqn><eqn>3</eqn><eqn>4</eqn></aux>
<aux name="all"><eqn>SUM(trips[From!,Rome]) + IF_THEN_ELSE(:NOT: seen=:NA: :AND: Time&gt;1,1,0)</eqn></aux>
<aux name="falls"><eqn>FALL(all:how_fast)</eqn></aux>
<aux name="TIME_STEP"><eqn>DT</eqn></aux>
</variables></model></xmile>
"#;

fn read(text: &str) -> (ModelTree, Vec<Diagnostic>) {
    parse(FileId(0), text)
}

/// A file with these variables.
fn file(variables: &str) -> String {
    format!(
        "<xmile><sim_specs><start>0</start><stop>1</stop></sim_specs><model><variables>{variables}</variables></model></xmile>"
    )
}

#[test]
fn a_whole_file_is_read_without_a_word() {
    let (tree, diagnostics) = read(MODEL);
    assert_eq!(diagnostics, vec![]);
    let names: Vec<&str> = tree.equations.iter().map(|equation| equation.left.name.text()).collect();
    assert_eq!(
        names,
        [
            "tea in cups",
            "poured in",
            "drunk",
            "array",
            "array",
            "total",
            "curve.graph",
            "curve",
            "table",
            "read",
            "Inner.in",
            "Inner.out",
            "INITIAL TIME",
            "FINAL TIME",
            "TIME STEP",
            "SAVEPER"
        ]
    );
    assert_eq!(tree.ranges.iter().map(|range| range.members.len()).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(tree.equations[0].comment, "What is left.");
    assert_eq!((tree.groups[0].name.as_str(), tree.equations[5].group), ("Sector", Some(0)));
    assert_eq!(tree.macros.iter().map(|each| (each.inputs.len(), each.equations.len())).collect::<Vec<_>>(), [(2, 1)]);
}

#[test]
fn places_are_those_of_the_file() {
    // Behind an entity, a comment, a CDATA section and a prefix that had to be declared.
    for (equation, place) in [
        ("1 &lt; wrong!", "!"),
        ("&#49;<!-- < & --> + &amp;", "&amp;"),
        ("1 <![CDATA[< 2 & 3]]>", "&"),
        ("é &gt; 2 )", ")"),
    ] {
        let text = file(&format!("<aux name=\"x\" isee:color=\"red\"><eqn>{equation}</eqn></aux>"));
        let (_, diagnostics) = read(&text);
        let Some(first) = diagnostics.first() else { panic!("{equation}: nothing is said") };
        let span = first.labels[0].span;
        assert_eq!(&text[span.start as usize..span.end as usize], place, "{equation}: {diagnostics:?}");
    }
}

#[test]
fn constants_listed_for_an_array_keep_their_rows() {
    let text = file("<aux name=\"x\"><dimensions><dim name=\"A\"/></dimensions><eqn>1, 2; -3e1, 4;</eqn></aux>")
        .replace("<model>", "<dimensions><dim name=\"A\" size=\"4\"/></dimensions><model>");
    let (tree, diagnostics) = read(&text);
    assert_eq!(diagnostics, vec![]);
    let Right::Constants(rows) = &tree.equations[0].right else { panic!("{:?}", tree.equations[0].right) };
    let values: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|each| each.value).collect()).collect();
    assert_eq!(values, [vec![1.0, 2.0], vec![-30.0, 4.0]]);
}

#[test]
fn tables_that_stand_in_for_equations_are_warned_of() {
    for (attributes, warnings) in [
        ("isee:overwrite=\"true\"", 0),
        ("enabled=\"1\"", 0),
        ("isee:overwrite=\"false\"", 1),
        ("isee:overwrite=\"false\" enabled=\"false\"", 0),
    ] {
        let import = format!("<data><import type=\"CSV\" resource=\"r../a.csv\" {attributes}/></data><model>");
        let (_, diagnostics) = read(&file("<aux name=\"x\"><eqn>1</eqn></aux>").replace("<model>", &import));
        assert_eq!(diagnostics.len(), warnings, "{attributes}: {diagnostics:?}");
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.message.contains("`r../a.csv`")), "{diagnostics:?}");
    }
}

#[test]
fn what_is_not_supported_is_named_at_its_place() {
    let spread = |how: &str| {
        let flow = format!(
            "<flow name=\"f\" isee:spreadflow=\"{how}\"><eqn>1</eqn><isee:distrib_eq>x</isee:distrib_eq></flow>"
        );
        format!(
            "<stock name=\"s\"><eqn>0</eqn><inflow>f</inflow><outflow>o</outflow><conveyor><len>2</len></conveyor></stock>\
             <flow name=\"o\"/><aux name=\"x\"><eqn>1</eqn></aux>{flow}"
        )
    };
    let equation = |text: &str| format!("<aux name=\"x\"><eqn>{text}</eqn></aux>");
    for (variables, message, place) in [
        (spread("source"), "is not supported", "source"),
        (spread("dist"), "another thing than a graphical function", "dist"),
        (spread("sideways"), "not a known way", "sideways"),
        (equation("LOOKUP(x, 1)"), "`x` has no graphical function", "x"),
        (equation("0{GET_DIRECT_DATA('a.csv')}"), "`GET_DIRECT_DATA`", "0{GET_DIRECT_DATA('a.csv')}"),
    ] {
        let text = file(&variables);
        let (_, diagnostics) = read(&text);
        let [only] = diagnostics.as_slice() else { panic!("{variables}: {diagnostics:?}") };
        let span = only.labels[0].span;
        assert!(only.message.contains(message), "{variables}: {only:?}");
        assert_eq!(&text[span.start as usize..span.end as usize], place, "{variables}");
    }
}

#[test]
fn a_dimension_without_elements_is_passed_over() {
    let text = "<xmile><sim_specs><start>0</start><stop>1</stop></sim_specs><dimensions><dim name=\"Nowhere\"/></dimensions>\
        <model><variables><aux name=\"x\"><eqn>1</eqn></aux></variables></model></xmile>";
    let (tree, diagnostics) = read(text);
    let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert!(only.severity == Severity::Warning && only.message.contains("`Nowhere` has no elements"), "{only:?}");
    assert_eq!(tree.ranges, vec![]);
}

#[test]
fn what_is_no_model_is_said_once() {
    for (text, message) in [
        ("", "not XML"),
        ("tea", "not XML"),
        ("<xmile", "not XML"),
        ("<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]><xmile/>", "document types"),
        ("<html/>", "`html` document"),
        ("<xmile/>", "no `<model>`"),
    ] {
        let (_, diagnostics) = read(text);
        let found: Vec<&str> = diagnostics.iter().map(|each| each.message.as_str()).collect();
        assert!(found.len() == 1 && found[0].contains(message), "{text}: {found:?}");
    }
}

#[test]
fn what_would_grow_without_bound_is_refused() {
    let nested = |open: &str, close: &str, count: usize| {
        let text = format!("{}1{}", open.repeat(count), close.repeat(count));
        read(&file(&format!("<aux name=\"x\"><eqn>{text}</eqn></aux>"))).1
    };
    for (diagnostics, code) in [
        (nested("(", ")", 5_000), "too-deep"),
        (nested("1+", "", 5_000), "too-deep"),
        (nested("-", "", 5_000), "too-deep"),
        // Each call would write its argument twice.
        (nested("SAFEDIV(1, ", ")", 40), "too-large"),
    ] {
        assert!(diagnostics.iter().any(|each| each.code.0 == code), "{code}: {diagnostics:?}");
    }
    let modules = file("<module name=\"a\"/><module name=\"b\" model=\"a\"/>").replace(
        "</xmile>",
        "<model name=\"a\"><variables><module name=\"a\"/><module name=\"c\" model=\"a\"/></variables></model></xmile>",
    );
    assert!(read(&modules).1.iter().any(|each| each.code.0 == "model-too-large"));
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    assert_eq!(read(&format!("<xmile>{deep}<model/></xmile>")).1.len(), 1);
    let flows = file(&format!("<stock name=\"s\"><eqn>0</eqn>{}</stock>", "<inflow>f</inflow>".repeat(50_000)));
    assert!(read(&flows).1.iter().any(|each| each.code.0 == "too-deep"));
    let attributes: String = (0..100_000).map(|at| format!(" a{at}='=>'")).collect();
    let nested: String = (0..60_000).map(|at| format!("<a xmlns:p{at}='u{at}'>")).collect();
    for crowded in [format!("<xmile{attributes}><model/></xmile>"), format!("<!-- ' --><xmile>{nested}")] {
        let codes: Vec<&str> = read(&crowded).1.iter().map(|each| each.code.0).collect();
        assert_eq!(codes, ["file-too-large"]);
    }
}

#[test]
fn what_cannot_be_read_of_a_unit_does_not_stand_against_the_model() {
    let (tree, diagnostics) = read(&file("<aux name=\"x\"><eqn>1</eqn><units>a/(b</units></aux>"));
    assert!(diagnostics.iter().all(|each| each.severity == crate::Severity::Warning), "{diagnostics:?}");
    assert!(tree.equations[0].unit.is_none());
    assert!(matches!(&tree.equations[0].right, Right::Expression(expr) if expr.kind == ExprKind::Number(1.0)));
}

#[test]
fn units_are_written_with_the_names_at_the_root() {
    let units = "<model_units><unit name=\"Degrees\"><eqn/><alias>deg</alias></unit><unit name=\"Minutes\"><alias>min</alias>\
                 </unit><unit name=\"pace\"><eqn>deg/min</eqn></unit><unit name=\"a\"><eqn>b</eqn></unit>\
                 <unit name=\"b\"><eqn>a</eqn></unit></model_units><model>";
    for (written, expected) in [
        ("deg", vec![("Degrees", 1)]),
        ("1/pace^2", vec![("Degrees", -2), ("Minutes", 2)]),
        ("cups/min", vec![("cups", 1), ("Minutes", -1)]),
        ("a/min", vec![("a", 1), ("min", -1)]),
    ] {
        let text =
            file(&format!("<aux name=\"x\"><eqn>1</eqn><units>{written}</units></aux>")).replace("<model>", units);
        let (tree, diagnostics) = read(&text);
        assert_eq!(diagnostics, vec![], "{written}");
        let unit = tree.equations[0].unit.as_ref().expect("it has a unit");
        let factors: Vec<(&str, i32)> = unit.factors.iter().map(|(name, power, _)| (name.text(), *power)).collect();
        assert_eq!(factors, expected, "{written}");
    }
}

fn check(text: &str) {
    for diagnostic in read(text).1 {
        assert!(!diagnostic.labels.is_empty() && diagnostic.message.len() < 600, "{diagnostic:?}");
        for label in &diagnostic.labels {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(text.get(start..end).is_some(), "{diagnostic:?} for {text:?}");
        }
    }
}

#[test]
fn what_vensim_adds_is_read() {
    let (tree, diagnostics) = read(VENSIM_MODEL);
    assert_eq!(diagnostics, vec![]);
    let right = |name: &str| &tree.equations.iter().find(|each| each.left.name.is(name)).expect(name).right;
    assert!(matches!(right("seen"), Right::Data(Interpolation::HoldBackward, None)), "{:?}", right("seen"));
    assert!(matches!(right("twice"), Right::Data(Interpolation::Raw, Some(_))), "{:?}", right("twice"));
    assert!(!tree.equations.iter().any(|each| each.left.name.is("link")));
    let of_clock: Vec<_> = tree.equations.iter().filter(|each| each.left.name.is("time step")).collect();
    assert!(
        matches!(&of_clock[..], [Equation { right: Right::Expression(Expr { kind: ExprKind::Number(step), .. }), .. }] if *step == 0.5)
    );
    let falling = &tree.macros[0];
    assert_eq!((falling.equations.len(), falling.outputs[0].value.text()), (2, "rate"));
    let aliases: Vec<&str> =
        tree.ranges.iter().filter_map(|range| Some(range.alias_of.as_ref()?.value.text())).collect();
    assert_eq!(aliases, ["City"]);
}

proptest! {
    #[test]
    fn any_change_of_what_vensim_writes_gives_a_tree(
        at in 0..VENSIM_MODEL.len(),
        removed in 0..40_usize,
        inserted in "[ -~é\n]{0,6}",
    ) {
        let mut text = VENSIM_MODEL.to_string();
        text.replace_range(at..(at + removed).min(VENSIM_MODEL.len()), &inserted);
        check(&text);
    }

    #[test]
    fn any_change_of_a_file_gives_a_tree_and_places_inside_it(
        changes in prop::collection::vec((0..MODEL.len(), 0..40_usize, "[ -~é\n]{0,6}"), 1..6),
        from in 0..MODEL.len(),
        length in 0..60_usize,
        to in 0..MODEL.len(),
    ) {
        let boundary = |text: &str, at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let mut text = MODEL.to_string();
        for (at, removed, inserted) in changes {
            let (start, end) = (boundary(&text, at), boundary(&text, at + removed));
            text.replace_range(start..end, &inserted);
        }
        let piece = text[boundary(&text, from)..boundary(&text, from + length)].to_string();
        text.insert_str(boundary(&text, to), &piece);
        check(&text);
    }

    #[test]
    fn any_change_of_an_equation_gives_a_tree(equation in "[a-c0-9 .*/^+<>=(){}\\[\\],:@'\"!é-]{0,40}") {
        let escaped = equation.replace('&', "&amp;").replace('<', "&lt;");
        check(&file(&format!("<aux name=\"a\"><eqn>{escaped}</eqn></aux><gf name=\"b\"><xpts>1,2</xpts><ypts>1,2</ypts></gf>")));
    }
}
