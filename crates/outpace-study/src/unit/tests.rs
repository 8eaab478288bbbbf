use outpace_syntax::unit::UnitExpr;
use outpace_syntax::{Diagnostic, FileId, Name, Span, Spanned};
use proptest::prelude::*;

use super::{Unit, UnitTable, from_expr, mismatch};

const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// A unit expression from its scale and factors.
fn written(scale: f64, factors: &[(&str, i32)]) -> UnitExpr {
    let factors = factors.iter().map(|(name, exponent)| (Name::new(name), *exponent, NOWHERE)).collect();
    UnitExpr { factors, scale, span: NOWHERE }
}

fn definition(name: &str, scale: f64, factors: &[(&str, i32)]) -> (Spanned<Name>, UnitExpr) {
    (Spanned::new(Name::new(name), NOWHERE), written(scale, factors))
}

/// The table of the tests: the definitions of a study.
fn table() -> UnitTable {
    let definitions = [
        definition("BUSD", 1e9, &[("USD", 1)]),
        definition("TUSD", 1e3, &[("BUSD", 1)]),
        definition("MH100e", 1e6, &[("H100e", 1)]),
        definition("kRobot", 1000.0, &[("robots", 1)]),
        definition("EFLOPS", 1e18, &[("FLOP", 1), ("s", -1)]),
        definition("androids", 1.0, &[("android", 1)]),
    ];
    let mut diagnostics = vec![];
    let table = UnitTable::with_definitions(&definitions, &mut diagnostics);
    assert_eq!(diagnostics, vec![]);
    table
}

fn unit(scale: f64, factors: &[(&str, i32)]) -> Unit {
    let mut diagnostics = vec![];
    let unit = from_expr(&written(scale, factors), &table(), &mut diagnostics);
    assert_eq!(diagnostics, vec![], "{factors:?}");
    unit
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect()
}

#[test]
fn one_unit_converts_to_another_by_the_exact_factor() {
    // Left, right, and what one left is in right.
    type Factors<'a> = &'a [(&'a str, i32)];
    let cases: [(f64, Factors, f64, Factors, f64); 19] = [
        (1.0, &[("BUSD", 1)], 1.0, &[("USD", 1)], 1e9),
        (1.0, &[("TUSD", 1)], 1.0, &[("BUSD", 1)], 1e3),
        (1.0, &[("billion", 1), ("USD", 1)], 1.0, &[("BUSD", 1)], 1.0),
        (1e9, &[("USD", 1)], 1.0, &[("million", 1), ("dollars", 1)], 1e3),
        (1.0, &[("BUSD", 1), ("MH100e", -1)], 1.0, &[("USD", 1), ("H100e", -1)], 1e3),
        (1.0, &[("Year", 1)], 1.0, &[("Months", 1)], 12.0),
        (1.0, &[("Widget", 1), ("Month", -1)], 1.0, &[("widgets", 1), ("year", -1)], 12.0),
        (1.0, &[("Year", 1)], 1.0, &[("Day", 1)], 365.25),
        (1.0, &[("Week", 1)], 1.0, &[("hours", 1)], 168.0),
        (1.0, &[("kWh", 1)], 1.0, &[("J", 1)], 3.6e6),
        (1.0, &[("TWh", 1), ("Year", -1)], 1.0, &[("GW", 1)], 1000.0 / 8766.0),
        (1.0, &[("EFLOP", 1), ("s", -1)], 1.0, &[("FLOP", 1), ("second", -1)], 1e18),
        (1.0, &[("EFLOPS", 1)], 1.0, &[("EFLOP", 1), ("s", -1)], 1.0),
        (1.0, &[("EFLOP", 1)], 1.0, &[("FLOPs", 1)], 1e18),
        (1.0, &[("androids", 1)], 1.0, &[("Android", 1)], 1.0),
        (1.0, &[("percent", 1)], 1.0, &[("Dmnl", 1)], 0.01),
        (1.0, &[("person", 1)], 1.0, &[("People", 1)], 1.0),
        (1.0, &[("kRobot", 1)], 1.0, &[("robot", 1)], 1000.0),
        (1.0, &[("Month", 2)], 1.0, &[("Year", 2)], 1.0 / 144.0),
    ];
    for (left_scale, left, right_scale, right, expected) in cases {
        let (from, to) = (unit(left_scale, left), unit(right_scale, right));
        assert_eq!(from.factor_to(&to), Some(expected), "{from} to {to}");
    }
    assert_eq!(unit(1.0, &[("USD", 1)]).factor_to(&unit(1.0, &[("CNY", 1)])), None);
    assert_eq!(unit(1.0, &[("USD", 1)]).factor_to(&unit(1.0, &[("USD", 1), ("Year", -1)])), None);
}

#[test]
fn units_read_as_people_write_them() {
    /// A scale, factors with their powers, and the text.
    type Case = (f64, &'static [(&'static str, i32)], &'static str);
    let cases: [Case; 14] = [
        (1.0, &[], "Dmnl"),
        (1.0, &[("percent", 1)], "percent"),
        (1.0, &[("percent", 1), ("Year", -1)], "percent/Year"),
        (1.0, &[("BUSD", 1), ("Year", -1)], "billion USD/Year"),
        (1.0, &[("Month", -1)], "1/Month"),
        (1.0, &[("Widget", 1), ("Month", -1)], "Widget/Month"),
        (1.0, &[("MH100e", 1)], "million H100e"),
        (1.0, &[("kWh", 1)], "thousand W*Hour"),
        (1.0, &[("PFLOP", 1), ("s", -1)], "1e15 FLOP/s"),
        (1.0, &[("Widget", 2)], "Widget^2"),
        (1.0, &[("BUSD", 1), ("MH100e", -1)], "thousand USD/H100e"),
        (2.5, &[("ton", 1)], "2.5 ton"),
        (0.01, &[("USD", 1)], "1e-2 USD"),
        (1.0, &[("Day", 1)], "Day"),
    ];
    for (scale, factors, expected) in cases {
        assert_eq!(unit(scale, factors).to_string(), expected);
    }
}

#[test]
fn roots_undo_powers_and_leave_fractions_where_they_must() {
    let area = unit(1e6, &[("meter", 2)]);
    assert_eq!(area.root(2), unit(1e3, &[("meter", 1)]));
    assert_eq!(unit(8e9, &[("m", 3)]).root(3), unit(2e3, &[("m", 1)]));
    let odd = unit(1.0, &[("Widget", 1)]).root(2);
    assert_eq!(odd.to_string(), "Widget^(1/2)");
    assert_eq!(odd.times(&odd), unit(1.0, &[("Widget", 1)]));
    assert_eq!(unit(1.0, &[("Year", 1)]).over(&unit(1.0, &[("Year", 1)])), Unit::dimensionless());
}

#[test]
fn rates_and_times_are_recognised() {
    assert!(unit(1.0, &[("USD", 1), ("Month", -1)]).is_per_time());
    assert!(!unit(1.0, &[("USD", 1), ("Month", -2)]).is_per_time());
    assert!(unit(1.0, &[("Quarter", 1)]).is_time());
    assert!(!unit(1.0, &[("USD", 1)]).is_time());
}

#[test]
fn a_near_miss_of_a_known_name_is_a_warning_and_a_new_name_is_not() {
    let mut diagnostics = vec![];
    from_expr(&written(1.0, &[("Widget", 1), ("cups", 1), ("H100e", 1)]), &table(), &mut diagnostics);
    assert_eq!(diagnostics, vec![]);
    let missed = from_expr(&written(1.0, &[("bilion", 1)]), &table(), &mut diagnostics);
    assert!(!missed.is_dimensionless());
    assert_eq!(codes(&diagnostics), ["unknown-unit"]);
    assert!(diagnostics[0].help.as_deref().is_some_and(|help| help.contains("`billion`")), "{diagnostics:?}");
    diagnostics.clear();
    from_expr(&written(1.0, &[("bilion USD", 1), ("million gadgets", 1)]), &table(), &mut diagnostics);
    assert_eq!(codes(&diagnostics), ["unknown-unit"]);
    assert!(diagnostics[0].help.as_deref().is_some_and(|help| help.contains("`billion USD`")), "{diagnostics:?}");
}

#[test]
fn definitions_may_come_in_any_order_but_not_in_a_circle() {
    let mut diagnostics = vec![];
    let forward = [definition("TUSD", 1e3, &[("BUSD", 1)]), definition("BUSD", 1e9, &[("USD", 1)])];
    let table = UnitTable::with_definitions(&forward, &mut diagnostics);
    assert_eq!(table.get(&Name::new("TUSD")).map(Unit::scale), Some(1e12));
    assert_eq!(diagnostics, vec![]);

    let circle = [definition("wot", 2.0, &[("wat", 1)]), definition("wat", 3.0, &[("wot", 1)])];
    UnitTable::with_definitions(&circle, &mut diagnostics);
    assert_eq!(codes(&diagnostics), ["unit-cycle"]);

    diagnostics.clear();
    let names: Vec<String> = (0..99).map(|i| format!("u{i}")).collect();
    let tower: Vec<_> = names.windows(2).map(|pair| definition(&pair[0], 2.0, &[(&pair[1], 1)])).collect();
    UnitTable::with_definitions(&tower, &mut diagnostics);
    let told: Vec<&str> = diagnostics.iter().map(|too_deep| too_deep.message.as_str()).collect();
    assert_eq!(told, ["the unit `u64` rests on too many others"]);

    diagnostics.clear();
    let twice = [definition("BUSD", 1e9, &[("USD", 1)]), definition("busd", 1e9, &[("USD", 1)])];
    UnitTable::with_definitions(&twice, &mut diagnostics);
    assert_eq!(codes(&diagnostics), ["duplicate-unit"]);

    diagnostics.clear();
    UnitTable::with_definitions(&[definition("nil", 0.0, &[("USD", 1)])], &mut diagnostics);
    assert_eq!(codes(&diagnostics), ["bad-unit"]);
}

#[test]
fn a_mismatch_shows_both_sides_aligned_and_the_single_step_that_mends_it() {
    let rate = unit(1.0, &[("H100e", 1), ("Year", -1)]);
    let stock = unit(1.0, &[("H100e", 1)]);
    let shown = mismatch(&rate, &stock);
    assert_eq!(shown.lines, "expected: H100e × Year^-1    [H100e/Year]\n   found: H100e              [H100e]");
    assert_eq!(shown.help.as_deref(), Some("divide by something in `Year`, such as a delay or a lifetime"));
    assert_eq!(mismatch(&stock, &rate).help.as_deref(), Some("multiply by something in `Year`"));
    let usd = unit(1.0, &[("USD", 1)]);
    let busd = unit(1.0, &[("BUSD", 1)]);
    assert_eq!(mismatch(&busd, &usd).help.as_deref(), Some("divide by 1e9 to convert `USD` to `billion USD`"));
    assert_eq!(mismatch(&usd, &stock).help, None, "two factors are missing");
}

proptest! {
    #[test]
    fn dividing_by_a_unit_undoes_multiplying_by_it(
        numerator in 1u64..100_000, tens in -20i32..20, power in -3i32..4, other in 1e-12f64..1e12,
    ) {
        let left = Unit::year().scaled(numerator as f64).unwrap().power(power);
        let right = unit(1.0, &[("USD", 1), ("Month", -1)]).scaled(10f64.powi(tens)).unwrap();
        prop_assert_eq!(left.times(&right).over(&right), left.clone());
        // However odd the scale, conversion there and back is the identity within rounding.
        let odd = right.scaled(other).unwrap();
        let there = odd.factor_to(&right).unwrap();
        let back = right.factor_to(&odd).unwrap();
        prop_assert!((there * back - 1.0).abs() < 1e-12);
    }

    #[test]
    fn no_scale_or_exponent_panics(scale in proptest::num::f64::ANY, exponent in any::<i32>(), degree in any::<u32>()) {
        let mut diagnostics = vec![];
        let odd = from_expr(&written(scale, &[("kWh", exponent), ("x", exponent)]), &table(), &mut diagnostics);
        let _ = odd.power(exponent).times(&odd).root(degree).to_string();
        let _ = odd.factor_to(&odd);
    }
}
