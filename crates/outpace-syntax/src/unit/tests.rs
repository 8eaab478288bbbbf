use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> (UnitExpr, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let unit = parse_unit(FileId(0), text, 0, &mut diagnostics);
    (unit, diagnostics)
}

#[test]
fn units_are_products_of_names_and_a_scale() {
    /// A text, its scale, and its factors with their powers.
    type Case = (&'static str, f64, &'static [(&'static str, i32)]);
    let cases: &[Case] = &[
        ("", 1.0, &[]),
        ("Dmnl", 1.0, &[]),
        ("1", 1.0, &[]),
        ("Dmnl [0,1,0.1]", 1.0, &[]),
        (" [?,10]", 1.0, &[]),
        ("Widget/Year", 1.0, &[("Widget", 1), ("Year", -1)]),
        ("Month [0,?]", 1.0, &[("Month", 1)]),
        ("1/(Month*Month)", 1.0, &[("Month", -1), ("Month", -1)]),
        ("$/(Person*Month)", 1.0, &[("$", 1), ("Person", -1), ("Month", -1)]),
        ("a/b*c", 1.0, &[("a", 1), ("b", -1), ("c", 1)]),
        ("a/(b/c)", 1.0, &[("a", 1), ("b", -1), ("c", 1)]),
        ("Year^2", 1.0, &[("Year", 2)]),
        ("m/(s^2*kg)^-1", 1.0, &[("m", 1), ("s", 2), ("kg", 1)]),
        ("billion USD", 1e9, &[("USD", 1)]),
        ("1000 robots", 1000.0, &[("robots", 1)]),
        ("10 thousand robots", 1e4, &[("robots", 1)]),
        ("percent", 0.01, &[]),
        ("%", 0.01, &[]),
        ("percent per year", 0.01, &[("year", -1)]),
        ("x per year", 1.0, &[("x", 1), ("year", -1)]),
        ("CNY per USD", 1.0, &[("CNY", 1), ("USD", -1)]),
        ("USD per hour per person", 1.0, &[("USD", 1), ("hour", -1), ("person", -1)]),
        ("robots per 10000 manufacturing employees", 1e-4, &[("robots", 1), ("manufacturing employees", -1)]),
        ("million people", 1e6, &[("people", 1)]),
        ("TFLOP/s", 1.0, &[("TFLOP", 1), ("s", -1)]),
        ("W/H100e", 1.0, &[("W", 1), ("H100e", -1)]),
        ("FLOP/Year/MH100e", 1.0, &[("FLOP", 1), ("Year", -1), ("MH100e", -1)]),
        ("Person*Hours/Week", 1.0, &[("Person", 1), ("Hours", 1), ("Week", -1)]),
        ("\"billion\"", 1.0, &[("billion", 1)]),
        ("Widget{s}/{a} Year {and so on}", 1.0, &[("Widget", 1), ("Year", -1)]),
        ("robot-years", 1.0, &[("robot-years", 1)]),
    ];
    for (text, scale, factors) in cases {
        let (unit, diagnostics) = parse(text);
        let found: Vec<(&str, i32)> = unit.factors.iter().map(|(name, power, _)| (name.text(), *power)).collect();
        assert_eq!((diagnostics.len(), unit.scale, found.as_slice()), (0, *scale, *factors), "{text}");
    }
}

#[test]
fn mistakes_are_marked() {
    for (text, marked, label) in [
        ("USD/", "", "a unit belongs here"),
        ("*USD", "*", "a unit belongs here"),
        ("USD/(a*b", "", "`)` is missing here"),
        ("USD)", ")", "this does not belong in a unit"),
        ("m^x", "x", "an exponent is a whole number of at most 12"),
        ("m^99999999999", "9", "an exponent is a whole number of at most 12"),
        ("USD/0", "", "the numbers in this unit are too large, or 0"),
        ("a = b", "=", "this does not belong in a unit"),
    ] {
        let (_, diagnostics) = parse(text);
        assert_eq!(diagnostics.len(), 1, "{text}");
        let found = &diagnostics[0].labels[0];
        assert_eq!(
            (&text[found.span.start as usize..found.span.end as usize], found.text.as_str()),
            (marked, label),
            "{text}"
        );
    }
}

#[test]
fn spans_are_those_of_the_file() {
    let mut diagnostics = Vec::new();
    let unit = parse_unit(FileId(0), "  billion USD / Year [0,1]", 100, &mut diagnostics);
    let place = |start, end| Span::new(FileId(0), start, end);
    assert_eq!(unit.span, place(102, 120));
    assert_eq!(unit.factors.iter().map(|factor| factor.2).collect::<Vec<_>>(), [place(110, 113), place(116, 120)]);
}

#[test]
fn percentages_stay_exact_decimals() {
    assert_eq!(scaled(7.0, 0.01), 0.07);
    assert_eq!(scaled(400.0, 1e9), 4e11);
}

#[test]
fn size_and_nesting_are_bounded() {
    let (unit, diagnostics) = parse(&"a*".repeat(100_000));
    assert_eq!((unit.factors.len(), diagnostics[0].labels[0].text.as_str()), (0, "this is too long for a unit"));
    let (_, diagnostics) = parse(&"(".repeat(900));
    assert_eq!(diagnostics[0].labels[0].text, "brackets are nested too deeply here");
}

proptest! {
    #[test]
    fn any_text_gives_a_unit(text in "\\PC*|[a-c0-9 .*/^()\"%$-]{0,30}") {
        let (unit, _) = parse(&text);
        prop_assert!(unit.scale.is_finite() && unit.scale > 0.0);
        for (_, _, span) in &unit.factors {
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
        }
        let length = length_behind_number(&text);
        prop_assert!(text.get(..length).is_some());
    }
}
