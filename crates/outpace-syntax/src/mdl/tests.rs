use proptest::prelude::*;

use super::*;
use crate::diagnostic::Severity;

/// Everything that a model file may have, once.
const MODEL: &str = r#"{UTF-8}
Bloc:
	US, China -> Area, (Area: east, west)
	~
	~	The two blocs.
	|
Area: (A1-A3), "far, away"~~|
Territory <-> Area ~~|

********************************************************
	.1 Money
********************************************************~
		Where it comes from.
	|

cash[Bloc]= INTEG (
	income[Bloc]-spending[Bloc], {the balance}
		initial cash[Bloc])
	~	BUSD [0,?]
	~	Held at the
		end of a year.
	|
initial cash[US]= 3 ~~|
initial cash[China]= -4e2
	~	BUSD
	~	Two equations, one variable.
	~	:SUPPLEMENTARY
	|
income[Bloc] :EXCEPT: [US], [China] = 1 ~ ~ |
spending[Bloc]=
	1, -2 ~~|
matrix[Bloc,Area]==
	1,2,3;4,5,:NA:; ~~|
tabbed[Bloc,Area]=TABBED ARRAY(
	1	2	3
	4	5	-6e1) ~~|

{** Tables **}
table( [(0,0)-(10,10)],(0,0),(5,2.5)\
	,(10,-10) )~ Dmnl ~|
old table(0,5,10,0,2.5,-10)~~|
outside[Bloc](GET XLS LOOKUPS('file.xls','Sheet~1','4','C5'))~~|
series ~ BUSD ~ Read from data. |
raw series:RAW: ~~|
other series[Bloc]:HOLD BACKWARD::= GET XLS DATA('a.xls', 'b', '4', 'C5') ~~|
"a|b~c {d}" = "e \"f\" g" ~~|

\\\---/// Sketch information - do not modify anything except names
V300  Do not put anything below this section
"#;

fn read(text: &str) -> (ModelTree, Vec<Diagnostic>) {
    parse(FileId(0), text)
}

fn equation<'a>(tree: &'a ModelTree, left: &str) -> &'a Equation {
    tree.equations.iter().find(|equation| equation.left.to_string() == left).unwrap()
}

/// The right side, shortly.
fn right(equation: &Equation) -> String {
    match &equation.right {
        Right::Expression(expr) => expr.to_string(),
        Right::Lookup(points) => format!("look-up {points}"),
        Right::Constants(rows) => {
            let row = |row: &Vec<Spanned<f64>>| {
                let show = |value: f64| if value == crate::expr::VENSIM_NA { "NA".into() } else { value.to_string() };
                row.iter().map(|constant| show(constant.value)).collect::<Vec<String>>().join(" ")
            };
            format!("constants {}", rows.iter().map(row).collect::<Vec<_>>().join("; "))
        }
        Right::Data(interpolation, None) => format!("data {interpolation:?}"),
        Right::Data(interpolation, Some(expr)) => format!("data {interpolation:?} {expr}"),
        Right::Device(_) | Right::Driven(_) => "device".to_string(),
        Right::Error => "error".to_string(),
    }
}

#[test]
fn a_model_with_everything_is_read_without_a_word() {
    assert_eq!(read(MODEL).1, []);
}

#[test]
fn equations_have_their_right_sides() {
    let (tree, _) = read(MODEL);
    let found: Vec<(String, String)> =
        tree.equations.iter().map(|equation| (equation.left.to_string(), right(equation))).collect();
    let expected = [
        ("cash[Bloc]", "INTEG(income[Bloc] - spending[Bloc], initial cash[Bloc])"),
        ("initial cash[US]", "3"),
        ("initial cash[China]", "-400"),
        ("income[Bloc]", "1"),
        ("spending[Bloc]", "constants 1 -2"),
        ("matrix[Bloc, Area]", "constants 1 2 3; 4 5 NA"),
        ("tabbed[Bloc, Area]", "constants 1 2 3; 4 5 -60"),
        ("table", "look-up (0.0, 0.0), (5.0, 2.5), (10.0, -10.0)"),
        ("old table", "look-up (0.0, 0.0), (5.0, 2.5), (10.0, -10.0)"),
        ("outside[Bloc]", "GET XLS LOOKUPS('file.xls', 'Sheet~1', '4', 'C5')"),
        ("series", "data Linear"),
        ("raw series", "data Raw"),
        ("other series[Bloc]", "data HoldBackward GET XLS DATA('a.xls', 'b', '4', 'C5')"),
        (r#""a|b~c {d}""#, r#""e \"f\" g""#),
    ];
    let expected: Vec<(String, String)> = expected.map(|(left, right)| (left.into(), right.into())).into();
    assert_eq!(found, expected);
}

#[test]
fn equations_have_their_units_comments_groups_and_marks() {
    let (tree, _) = read(MODEL);
    let cash = equation(&tree, "cash[Bloc]");
    assert_eq!(cash.unit.as_ref().map(UnitExpr::to_string).as_deref(), Some("BUSD"));
    assert_eq!(cash.comment, "Held at the end of a year.");
    assert_eq!((cash.group, cash.supplementary), (Some(0), false));
    let initial = equation(&tree, "initial cash[US]");
    assert_eq!((&initial.unit, initial.comment.as_str(), initial.supplementary), (&None, "", false));
    assert!(equation(&tree, "initial cash[China]").supplementary);
    let exceptions: Vec<String> =
        equation(&tree, "income[Bloc]").exceptions.iter().map(|reference| reference.to_string()).collect();
    assert_eq!(exceptions, ["income[US]", "income[China]"]);
    assert_eq!(equation(&tree, "table").group, Some(1));
    let groups: Vec<(&str, &str)> =
        tree.groups.iter().map(|group| (group.name.as_str(), group.comment.as_str())).collect();
    assert_eq!(groups, [("1 Money", "Where it comes from."), ("Tables", "")]);
}

#[test]
fn ranges_have_their_members_mappings_and_aliases() {
    let (tree, _) = read(MODEL);
    let names = |members: &[Spanned<Name>]| members.iter().map(|m| m.value.text().to_string()).collect::<Vec<_>>();
    let [bloc, area, territory] = &tree.ranges[..] else { panic!("{:?}", tree.ranges) };
    assert_eq!((bloc.name.value.text(), names(&bloc.members)), ("Bloc", vec!["US".into(), "China".into()]));
    let mappings: Vec<(String, Vec<String>)> =
        bloc.mappings.iter().map(|(target, order)| (target.value.to_string(), names(order))).collect();
    assert_eq!(mappings, [("Area".into(), vec![]), ("Area".into(), vec!["east".into(), "west".into()])]);
    assert_eq!(bloc.comment, "The two blocs.");
    assert_eq!(names(&area.members), ["A1", "A2", "A3", "far, away"]);
    assert_eq!(territory.alias_of.as_ref().map(|alias| alias.value.text()), Some("Area"));
}

#[test]
fn places_are_those_of_the_file() {
    let (tree, _) = read(MODEL);
    let text = |span: Span| &MODEL[span.start as usize..span.end as usize];
    let cash = equation(&tree, "cash[Bloc]");
    assert!(text(cash.span).starts_with("cash[Bloc]=") && text(cash.span).ends_with("end of a year."));
    assert_eq!(text(cash.left.span), "cash[Bloc]");
    assert_eq!(cash.unit.as_ref().map(|unit| text(unit.span)), Some("BUSD"));
    let Right::Constants(rows) = &equation(&tree, "tabbed[Bloc, Area]").right else { panic!() };
    assert_eq!(
        rows.iter().flatten().map(|value| text(value.span)).collect::<Vec<_>>(),
        ["1", "2", "3", "4", "5", "-6e1"]
    );
}

#[test]
fn line_ends_do_not_matter() {
    let (unix, _) = read(MODEL);
    let (windows, diagnostics) = read(&MODEL.replace('\n', "\r\n"));
    assert_eq!(diagnostics, []);
    let rights = |tree: &ModelTree| tree.equations.iter().map(right).collect::<Vec<_>>();
    assert_eq!(rights(&unix), rights(&windows));
    let comments = |tree: &ModelTree| tree.equations.iter().map(|e| e.comment.clone()).collect::<Vec<_>>();
    assert_eq!(comments(&unix), comments(&windows));
}

#[test]
fn each_mistake_is_marked_and_the_rest_is_read() {
    // The broken entry; what is marked in it, by code and text; how many equations there are with those around it.
    type Case = (&'static str, &'static [(&'static str, &'static str)], usize);
    let cases: [Case; 15] = [
        ("bad = 1 + ~~|", &[("syntax-error", "+")], 3),
        ("= 3 ~~|", &[("syntax-error", "=")], 2),
        ("bad 3 4 ~~|", &[], 3),
        ("bad + 3 ~~|", &[("syntax-error", "+")], 3),
        ("bad = 1, 2 * 3, 4 ~~|", &[("syntax-error", "*")], 3),
        ("bad = 1 ~ m^x ~ |", &[("syntax-error", "x")], 3),
        ("bad( (0,0),(1,1) ~~|", &[("syntax-error", ")")], 3),
        ("bad(1,2,3) ~~|", &[("syntax-error", "1,2,3")], 3),
        ("Bad: (A3-A1) ~~|", &[("syntax-error", "(A3-A1)")], 2),
        ("Bad: A, , B ~~|", &[("syntax-error", "")], 2),
        ("bad :IS: 3 ~~|", &[("syntax-error", "bad")], 2),
        ("bad :TEST INPUT: before + 2 ~~|", &[("syntax-error", "before + 2")], 2),
        ("bad :THE CONDITION: before = 2 ~~|", &[("syntax-error", "2")], 2),
        (":MACRO: M a\nM = a ~~|\n:END OF MACRO:", &[("syntax-error", "M")], 2),
        ("bad = 1\n\t~ Year\n\t~ A comment.\n", &[("unterminated-entry", ".")], 3),
    ];
    for (bad, expected, count) in cases {
        let text = format!("before = 1 ~ Year ~ A comment. |\n{bad}\nafter = 2\n\t~ Year\n\t~ Another.\n\t|\n");
        let (tree, diagnostics) = read(&text);
        let found: Vec<(&str, &str)> = diagnostics
            .iter()
            .map(|diagnostic| {
                let span = diagnostic.labels[0].span;
                (diagnostic.code.0, &text[span.start as usize..span.end as usize])
            })
            .collect();
        assert_eq!((found.as_slice(), tree.equations.len()), (expected, count), "{bad}");
        assert_eq!(right(equation(&tree, "after")), "2", "{bad}");
    }
}

#[test]
fn sizes_are_bounded() {
    let code = |text: &str| read(text).1.iter().map(|diagnostic| diagnostic.code.0).collect::<Vec<_>>();
    assert_eq!(code(&format!("a = {} ~~| b = 1 ~~|", "1 + ".repeat(300_000))), ["line-too-long"]);
    assert_eq!(code("Range: (A1-A99999999999) ~~|"), ["syntax-error"]);
    assert_eq!(code(&"a=1~~|".repeat(1_000_001)), ["file-too-large"]);
    let garbage = code(&"=~~|".repeat(10_000));
    assert_eq!((garbage.len(), garbage.last().copied()), (201, Some("too-many-errors")));
    // A model runs without units, however many of them cannot be read.
    let (tree, warnings) = read(&"x = 1 ~ m^y ~|".repeat(500));
    assert_eq!((tree.equations.len(), warnings.len()), (500, 200));
    assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
    assert!(tree.equations.iter().all(|equation| equation.unit.is_none()));
    assert_eq!(code(&["x = 1 ~ m^y ~|", "=~~|"].concat().repeat(500)).len(), 401);
}

#[test]
fn garbage_takes_linear_time() {
    for unit in
        ["{", "\"", "'", "~", "~~~~", "a~", "\\", "[", "(", ":", "a = {", "\n\"", "x|", ":MACRO:", "a:(", "->", "{**"]
    {
        let (_, diagnostics) = read(&unit.repeat(100_000 / unit.len()));
        assert!(diagnostics.len() <= 210, "{unit}: {}", diagnostics.len());
    }
}

/// Every place of every diagnostic is text of the file.
fn well_placed(text: &str, diagnostics: &[Diagnostic]) -> bool {
    let mut labels = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
    labels.all(|label| text.get(label.span.start as usize..label.span.end as usize).is_some())
}

proptest! {
    #[test]
    fn any_bytes_give_a_tree(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (file, _) = crate::File::decode("any.mdl", &bytes);
        let (_, diagnostics) = read(&file.text);
        prop_assert!(well_placed(&file.text, &diagnostics));
    }

    #[test]
    fn any_change_of_a_model_gives_a_tree(
        changes in prop::collection::vec((0..MODEL.len(), 0..20_usize, "[~|{}\"'\\\\()\\[\\]:,;=<>@!\n-]{0,3}"), 1..6),
    ) {
        let mut text = MODEL.to_string();
        for (at, removed, added) in changes {
            let start = at.min(text.len());
            let end = (start + removed).min(text.len());
            if text.is_char_boundary(start) && text.is_char_boundary(end) {
                text.replace_range(start..end, &added);
            }
        }
        let (tree, diagnostics) = read(&text);
        prop_assert!(well_placed(&text, &diagnostics));
        let broken = tree.equations.iter().any(|equation| equation.right == Right::Error);
        prop_assert!(!broken || !diagnostics.is_empty());
        // Whatever was read can be written, and what was written be read.
        let _ = read(&crate::mdl::print(&tree));
        let _ = crate::xmile::parse(crate::FileId(0), &crate::xmile::print(&tree).0);
    }
}

#[test]
fn macros_are_kept_apart_from_the_model() {
    let (tree, diagnostics) = read(
        "a = 1 ~~| :MACRO: M(in, rate : out)\n M = in * rate ~ in ~ | out = M + 1 ~~| :END OF MACRO: b = M(a, 2 : c) ~~|",
    );
    assert_eq!(diagnostics, vec![]);
    let [only] = tree.macros.as_slice() else { panic!("{:?}", tree.macros) };
    let names = |names: &[Spanned<Name>]| names.iter().map(|name| name.value.text().to_string()).collect::<Vec<_>>();
    assert_eq!((names(&only.inputs), names(&only.outputs)), (vec!["in".into(), "rate".into()], vec!["out".into()]));
    assert_eq!((only.equations.len(), tree.equations.len()), (2, 2));
    assert_eq!(right(equation(&tree, "b")), "M(a, 2 : c)");
}

#[test]
fn a_macro_must_end() {
    let (tree, diagnostics) = read("a = 1 ~~| :MACRO: M(x) M = x ~~| b = 2 ~~|");
    assert_eq!(diagnostics.iter().map(|each| each.code.0).collect::<Vec<_>>(), ["unterminated-entry"]);
    assert_eq!((tree.equations.len(), tree.macros.len()), (1, 1));
}

#[test]
fn the_method_stands_in_the_settings_behind_the_sketch() {
    use crate::study::Method;
    let settings =
        |line: &str| format!("x = 1 ~~|\n\\\\\\---/// Sketch\n*View 1\n///---\\\\\\\n:L\u{7f}<%^E!@\n{line}\n9:Run\n");
    for (line, expected) in [
        ("15:0,0,0,0,0,0", Some(Method::Euler)),
        ("15:0,0,0,1,0,0", Some(Method::RungeKutta4Auto)),
        ("15:0,0,0,3,0,0", Some(Method::MidpointAuto)),
        ("15:0,0,0,4,0,0", Some(Method::Midpoint)),
        ("15:0,0,0,2,0,0", Some(Method::Euler)),
        ("15:0,0,0,5,0,0", Some(Method::RungeKutta4)),
        ("15:0,0", None),
        ("1:Current.vdf", None),
    ] {
        let (tree, diagnostics) = read(&settings(line));
        assert_eq!((tree.method.map(|method| method.value), diagnostics), (expected, vec![]), "{line}");
    }
    for (lines, expected) in [
        ("37:1990\n38:4\n39:30", Some((1990, 4, 30))),
        ("37:1990\n38:13\n39:1", None),
        ("37:year\n38:1\n39:1", None),
        ("37:1990\n38:4", None),
    ] {
        let (tree, _) = read(&settings(lines));
        assert_eq!(tree.base_date.map(|date| (date.year, date.month, date.day)), expected, "{lines}");
    }
}

#[test]
fn a_unit_that_cannot_be_read_leaves_the_model_without_it() {
    for unit in ["Widget/", "1/(Year", "m^0.5", "Year+Year"] {
        let (tree, diagnostics) = read(&format!("x = 1 ~ {unit} ~ |"));
        assert_eq!(tree.equations[0].unit, None, "{unit}");
        assert!(diagnostics.iter().all(|each| each.severity == Severity::Warning), "{unit}: {diagnostics:?}");
    }
}

#[test]
fn keywords_may_be_written_without_blanks() {
    let (tree, diagnostics) = read("a:HOLDBACKWARD: ~~| b:LOOKFORWARD: ~~| c:lookforward: ~~|");
    assert_eq!(diagnostics, vec![]);
    let how = tree.equations.iter().map(|equation| &equation.right);
    let expected = [Interpolation::HoldBackward, Interpolation::LookForward, Interpolation::LookForward];
    assert!(how.eq(&expected.map(|how| Right::Data(how, None))));
}

#[test]
fn causes_that_are_not_used_yet_are_passed_over() {
    let (tree, diagnostics) = read("x = 2 * y :IGNORE: z, w[R] ~~| y = 3 ~~|");
    assert_eq!(diagnostics, vec![]);
    assert_eq!(right(&tree.equations[0]), "2 * y");
}

#[test]
fn reality_checks_have_a_condition_and_a_consequence() {
    let text = "idle :TEST INPUT: workers = 0 ~~ Nobody works. |
        rc 1 :THE CONDITION: idle :AND: stock > 3 :IMPLIES: product = 0 ~~| rc 2[Plant]:THECONDITION::IMPLIES:a>=0 ~~|";
    let (tree, diagnostics) = read(text);
    assert_eq!(diagnostics, vec![]);
    assert_eq!(
        (tree.test_inputs[0].change.to_string(), tree.test_inputs[0].comment.as_str()),
        ("workers = 0".into(), "Nobody works.")
    );
    let written = |check: &Constraint| {
        let condition = check.condition.as_ref().map(ToString::to_string);
        (check.left.to_string(), condition, check.consequence.to_string())
    };
    let expected = [
        ("rc 1".to_string(), Some("idle :AND: stock > 3".to_string()), "product = 0".to_string()),
        ("rc 2[Plant]".to_string(), None, "a >= 0".to_string()),
    ];
    assert_eq!(tree.constraints.iter().map(written).collect::<Vec<_>>(), expected);
}

#[test]
fn a_consequence_over_several_times_is_kept_unread() {
    for consequence in ["x > :CROSSING: RC STEP CHECK(0, x, 1)", "x < 3 :AT LEAST ONCE:"] {
        let (tree, diagnostics) = read(&format!("rc :THE CONDITION: y = 1 :IMPLIES: {consequence} ~~| x = 2 ~~|"));
        let said: Vec<_> = diagnostics.iter().map(|said| (said.code, said.severity)).collect();
        assert_eq!(said, [(crate::diagnostic::codes::UNSUPPORTED_CONSTRUCT, Severity::Warning)], "{consequence}");
        assert_eq!((tree.constraints[0].unread.as_deref(), tree.equations.len()), (Some(consequence), 1));
        assert!(print(&tree).contains(&format!(":IMPLIES:\n\t{consequence}\n")), "{consequence}");
    }
}

#[test]
fn changes_files_are_constants_and_look_ups_without_units() {
    // The example of cin_files.html, and a line of an optimization control file.
    let text = "CONSTANT NAME  1= 123.4\n\nCONSTANT NAME 2[sub]= 3,2,7\nconstant name 3= 120.0\n\
                LOOKUP NAME 1( 1,2,3, 0,2,4)\nLOOKUP NAME 3((0,0),(1,1),(2,1))\n\
                0.0<= NORM FRAC BIRTH[CHINA] = .015 <= .1\nLAST= -1e3";
    let (changes, diagnostics) = parse_changes(FileId(0), text);
    assert_eq!(diagnostics, vec![]);
    let written = |change: &Change| match &change.right {
        Right::Constants(rows) => {
            let values: Vec<f64> = rows.iter().flatten().map(|value| value.value).collect();
            format!("{} = {values:?}", change.left)
        }
        Right::Lookup(points) => format!("{}: {:?}", change.left, points.points),
        other => format!("{other:?}"),
    };
    let expected = [
        "CONSTANT NAME 1 = [123.4]",
        "CONSTANT NAME 2[sub] = [3.0, 2.0, 7.0]",
        "constant name 3 = [120.0]",
        "LOOKUP NAME 1: [(1.0, 0.0), (2.0, 2.0), (3.0, 4.0)]",
        "LOOKUP NAME 3: [(0.0, 0.0), (1.0, 1.0), (2.0, 1.0)]",
        "NORM FRAC BIRTH[CHINA] = [0.015]",
        "LAST = [-1000.0]",
    ];
    assert_eq!(changes.iter().map(written).collect::<Vec<_>>(), expected);
    for bad in ["a :IS: 'text'", "a 3", "3 = 4", "a(1,2", "= 3", "a = "] {
        let (_, diagnostics) = parse_changes(FileId(0), bad);
        assert!(diagnostics.iter().any(|each| each.severity == Severity::Error), "{bad}");
    }
}

#[test]
fn a_comment_may_have_tildes_of_its_own() {
    for (entry, comment, supplementary) in [
        ("x = 1 ~ m ~ about ~5% of y, see a~b |", "about ~5% of y, see a~b", false),
        ("x = 1 ~ m ~\n\tabout 3 ~ 4\n\tand more ~ :SUPPLEMENTARY\n\t|", "about 3 ~ 4 and more", true),
        ("x = 1 ~ m ~ ~ :SUPPLEMENTARY |", "", true),
        ("x = 1 ~~~:SUP|", "", true),
    ] {
        let (tree, diagnostics) = read(&format!("{entry}\ny = 2 ~~|"));
        assert_eq!((tree.equations.len(), diagnostics), (2, vec![]), "{entry}");
        let found = &tree.equations[0];
        assert_eq!((found.comment.as_str(), found.supplementary), (comment, supplementary), "{entry}");
    }
}

#[test]
fn a_sketch_begins_a_line_or_follows_a_bar() {
    let sketch = r"\\\---/// Sketch information - do not modify anything except names";
    for (before, after) in [("\n", sketch), (" ", sketch), ("\r\n\t", sketch), ("\n", r"\\---///")] {
        let (tree, diagnostics) = read(&format!("x = 1 ~~|{before}{after}\n*View 1\ny = 2 ~~|"));
        assert_eq!((tree.equations.len(), diagnostics), (1, vec![]), "{before:?}{after}");
    }
    let (tree, diagnostics) = read(r#""a\\---///b" = 1 ~~ not a \\---/// sketch | y = 2 ~~|"#);
    assert_eq!((tree.equations.len(), diagnostics), (2, vec![]));
    assert_eq!(tree.equations[0].comment, r"not a \\---/// sketch");
}

#[test]
fn comments_are_written_so_that_nothing_in_them_ends_them() {
    for (comment, written) in [
        ("2 * 3, about ~5%", "2 * 3, about ~5%"),
        ("a | b\u{a0}\u{2003}c", "a b c"),
        ("a ~ :SUPPLEMENTARY", "a :SUPPLEMENTARY"),
        ("~ ~ a ~", "~ a"),
    ] {
        let (mut tree, _) = read("x = 1 ~~ |");
        tree.equations[0].comment = comment.to_string();
        let (again, diagnostics) = read(&print(&tree));
        assert_eq!((again.equations[0].comment.as_str(), diagnostics), (written, vec![]), "{comment}");
        assert!(!again.equations[0].supplementary);
    }
}
