//! What resolution makes of a model, and what it says about mistakes.

use super::*;
use outpace_syntax::{File, FileSet, Severity, mdl};

const CONTROL: &str =
    "INITIAL TIME = 0 ~ Year ~ | FINAL TIME = 4 ~ Year ~ | TIME STEP = 1 ~ Year ~ | SAVEPER = TIME STEP ~ Year ~ |";

/// A model with a clock, resolved; with everything that was said, each as `code: underlined text`.
fn resolved(text: &str) -> (Model, Vec<String>) {
    let (model, diagnostics, files) = full(&format!("{text}\n{CONTROL}"));
    let said = diagnostics.iter().map(|diagnostic| {
        let label = diagnostic.labels.first().map_or("", |label| files.text(label.span));
        format!("{}: {label}", diagnostic.code.0)
    });
    (model, said.collect())
}

fn full(text: &str) -> (Model, Vec<Diagnostic>, FileSet) {
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text));
    let (tree, mut diagnostics) = mdl::parse(file, text);
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error), "{diagnostics:?}");
    let (model, more) = resolve(tree);
    diagnostics.extend(more);
    (model, diagnostics, files)
}

fn elements(model: &Model, variable: &str) -> Vec<String> {
    let id = model.find_variable(&Name::new(variable)).expect("the variable is in the model");
    model.variable(id).cells().map(|cell| model.cell_name(cell)).collect()
}

#[test]
fn the_widest_range_is_the_family_of_its_elements() {
    let (model, said) = resolved(
        "Small: A, B ~ ~ | Large: Small, C ~ ~ | Other: D ~ ~ | Same <-> Large ~ ~ |
         x[Large] = 1 ~ ~ |",
    );
    assert_eq!(said, Vec::<String>::new());
    let family = |name| {
        let element = model.element(model.find_element(&Name::new(name)).expect("an element"));
        (model.range(element.family).name.text().to_string(), element.position)
    };
    assert_eq!(family("a"), ("Large".to_string(), 0));
    assert_eq!(family("c"), ("Large".to_string(), 2));
    assert_eq!(family("d"), ("Other".to_string(), 0));
    let same = model.range(model.find_range(&Name::new("same")).expect("a range"));
    assert_eq!(same.elements.len(), 3);
}

#[test]
fn a_variable_has_the_elements_that_its_equations_mention() {
    let (model, said) = resolved(
        "Firm: A, B, C ~ ~ | First: A, B ~ ~ | Year: Y1, Y2 ~ ~ |
         some[First] = 1, 2 ~ ~ |
         all[First] = 1 ~~| all[C] = 2 ~ ~ |
         grid[Firm, Year] = 1, 2; 3, 4; 5, 6; ~ ~ |
         alone = 7 ~ ~ |",
    );
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(elements(&model, "some"), ["some[A]", "some[B]"]);
    assert_eq!(elements(&model, "all"), ["all[A]", "all[B]", "all[C]"]);
    assert_eq!(elements(&model, "grid").join(" "), "grid[A,Y1] grid[A,Y2] grid[B,Y1] grid[B,Y2] grid[C,Y1] grid[C,Y2]");
    assert_eq!(elements(&model, "alone"), ["alone"]);
    let grid = model.find_variable(&Name::new("grid")).expect("grid");
    let numbers: Vec<_> = model.variable(grid).cells().filter_map(|cell| model.literal(cell)).collect();
    assert_eq!(numbers, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn cells_know_their_variable_and_elements() {
    let (model, _) = resolved("R: A, B ~ ~ | s = 1 ~ ~ | x[R] = 1, 2 ~ ~ | y[R, B] = 3, 4 ~ ~ |");
    for (id, variable) in model.variables() {
        for cell in variable.cells() {
            assert_eq!(model.variable_of(cell), id);
            assert_eq!(model.cell(id, &model.elements_of(cell)), Some(cell));
        }
    }
}

#[test]
fn the_equation_over_fewer_elements_takes_precedence() {
    let (model, said) = resolved(
        "R: A, B, C ~ ~ | Two: A, B ~ ~ |
         x[A] = 1 ~~| x[R] = 3 ~~| x[Two] = 2 ~ ~ |
         y[R] :EXCEPT: [B] = 5 ~~| y[B] = 6 ~ ~ |",
    );
    assert_eq!(said, Vec::<String>::new());
    let numbers = |name| {
        let id = model.find_variable(&Name::new(name)).expect("a variable");
        model.variable(id).cells().filter_map(|cell| model.literal(cell)).collect::<Vec<_>>()
    };
    assert_eq!(numbers("x"), [1.0, 2.0, 3.0]);
    assert_eq!(numbers("y"), [5.0, 6.0, 5.0]);
}

#[test]
fn kinds_follow_from_equations() {
    let (model, said) =
        resolved("c = -2 ~ ~ | a = c + Time ~ ~ | s = INTEG(a, 0) ~ ~ | t((0,0),(1,2)) ~ ~ | r = t(a) ~ ~ |");
    assert_eq!(said, Vec::<String>::new());
    let kind = |name| model.variable(model.find_variable(&Name::new(name)).expect("a variable")).kind;
    assert_eq!(
        ["c", "a", "s", "t", "r"].map(kind),
        [Kind::Constant, Kind::Auxiliary, Kind::Stock, Kind::Lookup, Kind::Auxiliary]
    );
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let ranges = "R: A, B, C ~ ~ | Q: D, E ~ ~ | v[R] = 1, 2, 3 ~ ~ | table((0,0),(1,1)) ~ ~ |";
    for (text, expected) in [
        ("x = vv[A]", "unknown-name: vv[A]"),
        ("x = SMOTH(1, 2)", "unknown-function: SMOTH"),
        ("x = SSHAPE(1, 2)", "unsupported-function: SSHAPE"),
        ("x = MIN(1, 2, 3)", "wrong-argument-count: MIN(1, 2, 3)"),
        ("x = table(1, 2)", "wrong-argument-count: table(1, 2)"),
        ("x = table", "lookup-without-argument: table"),
        ("x = v[F]", "unknown-subscript: F"),
        ("x[F] = 1", "unknown-subscript: F"),
        ("x = v[D]", "subscript-mismatch: D"),
        ("x = v", "subscript-mismatch: v"),
        ("x = v[R]", "subscript-mismatch: R"),
        ("x = v[R!]", "subscript-mismatch: R!"),
        ("x[Q] = v[R]", "subscript-mismatch: R"),
        ("x[Q] = 1, 2, 3", "constant-count: 1, 2, 3"),
        ("x = WITH LOOKUP(1, ((0,0),(2,1),(1,1)))", "bad-lookup: ((0,0),(2,1),(1,1))"),
        ("x = LOOKUP FORWARD(v[A], 1)", "bad-lookup: v[A]"),
        ("x = LOOKUP INVERT(v[A], 1)", "bad-lookup: v[A]"),
        ("x = LOOKUP AREA(v[A], 0, 1)", "bad-lookup: v[A]"),
        ("x = LOOKUP SLOPE(2, 0)", "bad-lookup: 2"),
        ("x = RANDOM LOOKUP(v[B], 0, 1, 0, 1, 0)", "bad-lookup: v[B]"),
        ("x[R] = VECTOR LOOKUP(v[R], 1, 0, 2, 0)", "subscript-mismatch: v[R]"),
        ("x[R] = MARKETP(v[R], v[A], 3, 1, 2)", "subscript-mismatch: v[R]"),
        ("x = SUPPLY AT PRICE(v[A], v[A], 1)", "subscript-mismatch: v[A]"),
        ("x = GET DATA MEAN(2, 0, 1)", "unsupported-construct: 2"),
        ("x = RANDOM POISSON(0, 1)", "wrong-argument-count: RANDOM POISSON(0, 1)"),
        ("x = GAMMA LN()", "wrong-argument-count: GAMMA LN()"),
    ] {
        let (_, said) = resolved(&format!("{ranges} {text} ~ ~ |"));
        let near = |said: &String| {
            let (code, place) = expected.split_once(": ").expect("code: place");
            said.split_once(": ")
                .is_some_and(|(c, p)| c == code && (p.contains(place) || place.contains(p) && !p.is_empty()))
        };
        assert!(said.len() == 1 && near(&said[0]), "{text}: expected {expected}, said {said:?}");
    }
}

#[test]
fn mistakes_are_told_what_to_write() {
    for (text, help) in [
        ("birth rate = 1 ~ ~ | x = brith rate ~ ~ |", "did you mean `birth rate`?"),
        ("x = SMOTH(1, 2) ~ ~ |", "did you mean `SMOOTH`?"),
        ("R: Alpha, Beta ~ ~ | v[R] = 1 ~ ~ | x = v[Alph] ~ ~ |", "did you mean `Alpha`?"),
        ("x = wealth ~ ~ |", "give `wealth` an equation, or correct its name"),
        ("x = 2 * PI ~ ~ |", "write 3.14159265358979, or give the number a name"),
        ("x = POW(2, 3) ~ ~ |", "write base ^ exponent"),
        ("x = IF THEN ELSE(1, 2) ~ ~ |", "write `IF THEN ELSE(condition, then, else)`"),
        ("x = 0,5 ~ ~ |", "a decimal point is a point: `0.5`; a list defines an array, `x[Range]`"),
        ("R: Alpha, Beta ~ ~ | v[R] = 1 ~ ~ | x = v ~ ~ |", "write `v[R]`, or an element in the place of a range"),
        ("R: Alpha, Beta ~ ~ | v[R] = 1 ~ ~ | x = v[R!] ~ ~ |", "write it inside of one, such as `SUM(…[R!])`"),
        ("v = 1 ~ ~ | x = IF THEN ELSE(v != 3, 1, 0) ~ ~ |", "write `<>` for unequal"),
        ("t((0,0),(2,1),(1,3)) ~ ~ | x = t(1) ~ ~ |", "put the points into the order of their x"),
    ] {
        let (_, diagnostics, _) = full(&format!("{text} {CONTROL}"));
        let helps: Vec<_> = diagnostics.iter().filter_map(|diagnostic| diagnostic.help.as_deref()).collect();
        assert_eq!(helps, [help], "{text}");
    }
}

#[test]
fn two_equations_for_one_element_are_both_shown() {
    for text in ["x = 1 ~ ~ | x = 2 ~ ~ |", "R: A, B ~ ~ | P: A, B ~ ~ | x[R] = 1 ~ ~ | x[P] = 2 ~ ~ |"] {
        let (_, diagnostics, _) = full(&format!("{text} {CONTROL}"));
        let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
        assert_eq!((only.code.0, only.labels.len()), ("duplicate-definition", 2));
        assert_eq!(only.message, "`x` is defined twice");
        assert!(only.labels[1].span < only.labels[0].span, "the second equation is the one that is wrong");
    }
}

#[test]
fn the_clock_must_be_there_and_run() {
    let (_, diagnostics, _) = full("x = 1 ~ ~ | TIME STEP = 0 ~ ~ |");
    let codes: Vec<_> = diagnostics.iter().map(|diagnostic| (diagnostic.code.0, diagnostic.message.as_str())).collect();
    assert_eq!(
        codes,
        [
            ("missing-control", "the model has no `INITIAL TIME`"),
            ("missing-control", "the model has no `FINAL TIME`"),
            ("bad-time-step", "`TIME STEP` must be above 0"),
        ]
    );
}

#[test]
fn ranges_that_contain_themselves_are_refused() {
    let (_, diagnostics, _) = full(&format!("P: Q ~ ~ | Q: P, A ~ ~ | {CONTROL}"));
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.code.0 == "cyclic-subscript"), "{diagnostics:?}");
    assert!(!diagnostics.is_empty());
}

#[test]
fn every_function_is_found_by_its_name_in_any_case() {
    for entry in function::all() {
        let found = function::find(&Name::new(&entry.name.to_lowercase().replace(' ', "_")));
        assert_eq!(found.map(|found| found.name), Some(entry.name));
        assert!(entry.page.ends_with(".html") || entry.page.ends_with(".htm"), "{}", entry.name);
        assert_eq!(function::find_missing(&Name::new(entry.name)), None);
    }
    for family in function::FAMILIES {
        assert!(family.functions.is_sorted_by_key(|entry| entry.name), "{}: in order of names", family.title);
        assert!(family.definitions.is_sorted_by_key(|entry| entry.name), "{}: in order of names", family.title);
        assert!(family.missing.is_sorted_by_key(|entry| entry.name), "{}: in order of names", family.title);
    }
}

#[test]
fn functions_say_what_they_do_and_missing_ones_what_to_do() {
    for entry in function::all() {
        assert!(entry.about.ends_with('.') && !entry.about.contains('\n'), "{}", entry.name);
        assert!(entry.difference.is_none_or(|difference| !difference.ends_with('.')), "{}", entry.name);
        assert!(entry.least <= entry.parameters.len(), "{}", entry.name);
    }
    for missing in function::FAMILIES.iter().flat_map(|family| family.missing) {
        let help = missing.instead;
        assert!(!help.is_empty() && !help.ends_with('.') && !help.contains('\n'), "{}", missing.name);
    }
}

#[test]
fn arrays_beyond_the_bound_are_refused_at_once() {
    let ranges: String = ["P", "Q", "R", "S"].map(|name| format!("{name}: ({name}1-{name}900) ~ ~ |\n")).concat();
    let (_, diagnostics, _) = full(&format!("{ranges} x[P, Q, R, S] = 1 ~ ~ | {CONTROL}"));
    assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect::<Vec<_>>(), ["model-too-large"]);
}

#[test]
fn brackets_may_be_continued_on_the_next_line() {
    let (model, said) = resolved("R: A, B ~ ~ | Q: C, D ~ ~ | x[R, Q\\\n\t] = 1 ~ ~ | y[R] = SUM(x[R, Q\\\n!]) ~ ~ |");
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(elements(&model, "x"), ["x[A,C]", "x[A,D]", "x[B,C]", "x[B,D]"]);
}

#[test]
fn mistakes_in_macros_are_reported_where_they_are() {
    const INC: &str = ":MACRO: INC(a) INC = a + 1 ~~| :END OF MACRO:";
    for (text, expected) in [
        (format!("{INC} x = INC(1, 2) ~ ~ |"), "wrong-argument-count: INC(1, 2)"),
        (format!("{INC} x = INC(1 : y) ~ ~ |"), "wrong-argument-count: INC(1 : y)"),
        (format!("{INC} {INC} x = INC(1) ~ ~ |"), "duplicate-definition: INC"),
        (
            ":MACRO: M(a) M = population ~~| :END OF MACRO: population = 1 ~~| x = M(1) ~ ~ |".into(),
            "unknown-name: population",
        ),
        (":MACRO: M(a) N = a ~~| :END OF MACRO: x = 1 ~ ~ |".into(), "missing-definition: M"),
        (":MACRO: M(a) M = M(a) ~~| :END OF MACRO: x = M(1) ~ ~ |".into(), "too-deep: M(a)"),
        ("x = MAX(1 : y) ~ ~ |".into(), "unknown-function: y"),
        (format!("{INC} R: A ~~| y[R] = 1 ~~| x[R] = SUM(INC(y[R!])) ~ ~ |"), "unsupported-construct: R"),
    ] {
        let (_, said) = resolved(&text);
        assert!(said.iter().any(|said| said == expected), "{text}: {said:?}, not {expected}");
    }
}

#[test]
fn macros_that_double_at_each_level_stay_bounded() {
    let mut text = String::from(":MACRO: M0(a) M0 = a ~~| :END OF MACRO:\n");
    for level in 1..30 {
        let below = level - 1;
        text += &format!(":MACRO: M{level}(a) M{level} = M{below}(a) + M{below}(a) ~~| :END OF MACRO:\n");
    }
    let (_, said) = resolved(&format!("{text} x = M29(1) ~ ~ |"));
    assert!(said.iter().any(|said| said.starts_with("model-too-large")), "{}", said.len());
}
