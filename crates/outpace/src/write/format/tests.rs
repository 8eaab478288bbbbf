use super::*;

#[test]
fn numbers_read_as_people_write_them() {
    let cases = [
        (0.0, "0"),
        (-0.0, "0"),
        (68.5, "68.5"),
        (68.54, "68.5"),
        (12.0, "12"),
        (0.25, "0.25"),
        (0.001234, "0.00123"),
        (-3.5, "−3.5"),
        (999.7, "1,000"),
        (1234.0, "1,234"),
        (125_421.0, "125,400"),
        (999_960.0, "1 million"),
        (16_800_000.0, "16.8 million"),
        (416e9, "416 billion"),
        (1.2e12, "1.2 trillion"),
        (999.9e12, "1 × 10¹⁵"),
        (2e26, "2 × 10²⁶"),
        (3.2e-5, "3.2 × 10⁻⁵"),
        (f64::NAN, "no figure"),
        (f64::NEG_INFINITY, "−∞"),
    ];
    for (value, text) in cases {
        assert_eq!(number(value), text, "{value}");
    }
}

#[test]
fn ticks_are_short_and_do_not_round_neighbours_together() {
    let cases = [
        (0.1 + 0.2, "0.3"),
        (100.5, "100.5"),
        (1005.0, "1,005"),
        (500e9, "500 bn"),
        (1.5e12, "1.5 tn"),
        (1e26, "10²⁶"),
        (2e26, "2 × 10²⁶"),
        (-20.0, "−20"),
    ];
    for (value, text) in cases {
        assert_eq!(tick(value), text, "{value}");
    }
}

#[test]
fn quantities_carry_their_unit_unless_it_is_one() {
    assert_eq!(quantity(1.2e12, "USD"), "1.2 trillion USD");
    assert_eq!(quantity(68.5, "percent"), "68.5%");
    assert_eq!(quantity(0.7, "dmnl"), "0.7");
    assert_eq!(quantity(f64::NAN, "USD"), "no figure");
    assert_eq!(quantity_range(12e6, 14e6, "GPU"), "12–14 million GPU");
}

#[test]
fn ranges_share_their_word_and_never_hide_a_minus() {
    assert_eq!(range(12.0, 14.0), "12–14");
    assert_eq!(range(1.2e12, 1.5e12), "1.2–1.5 trillion");
    assert_eq!(range(950e6, 1.1e9), "950 million–1.1 billion");
    assert_eq!(range(-3.0, 4.0), "−3 to 4");
    assert_eq!(range(5.001, 5.002), "5");
}

#[test]
fn percentages_claim_certainty_only_where_it_is_exact() {
    let cases =
        [(0.0, "0%"), (0.004, "<1%"), (0.01, "1%"), (0.685, "68%"), (0.99, "99%"), (0.9999, ">99%"), (1.0, "100%")];
    for (share, text) in cases {
        assert_eq!(percent(share), text, "{share}");
    }
}

#[test]
fn times_are_decimal_years() {
    assert_eq!(time(2025.0), "2025");
    assert_eq!(time(2025.5), "2025.5");
    assert_eq!(time(2100.0), "2100");
}

#[test]
fn moments_are_named_as_a_calendar_names_them() {
    for (year, text) in [
        (2025.0, "end of 2024"),
        (2025.0 + 1e-9, "end of 2024"),
        (2024.95, "2024-12"),
        (2025.21, "2025-03"),
        (2025.25, "2025-03"),
        (2025.26, "2025-04"),
        (0.5, "0-06"),
        (1e9, "1000000000"),
        (f64::NAN, "no figure"),
    ] {
        assert_eq!(moment(year), text, "{year}");
    }
}
