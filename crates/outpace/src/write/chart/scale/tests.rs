use super::*;

#[test]
fn a_linear_axis_ends_at_round_numbers_and_marks_them() {
    let scale = Scale::linear((0.0, 93.0), (0.0, 100.0));
    assert_eq!(scale.domain(), (0.0, 100.0));
    assert_eq!(scale.ticks(5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
    assert_eq!(scale.place(50.0), 50.0);
    assert_eq!(scale.place(f64::INFINITY), 100.0);
}

#[test]
fn a_logarithmic_axis_marks_powers_of_ten_and_few_decades_more_finely() {
    let decades = Scale::logarithmic((3e20, 2e27), (0.0, 1.0));
    assert_eq!(decades.domain(), (2e20, 2e27));
    assert_eq!(decades.ticks(5), [1e22, 1e24, 1e26]);
    let fine = Scale::logarithmic((1.3, 40.0), (0.0, 1.0));
    assert_eq!(fine.domain(), (1.0, 50.0));
    assert_eq!(fine.ticks(5), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]);
}

#[test]
fn any_domain_gives_a_finite_axis() {
    let odd = [0.0, -0.0, 1.0, -5.0, 1e-320, 1e308, -1e308, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for low in odd {
        for high in odd {
            for scale in [Scale::linear, Scale::exact, Scale::logarithmic].map(|make| make((low, high), (0.0, 100.0))) {
                let marks = scale.ticks(5);
                assert!(marks.len() <= 30, "{low} {high}: {marks:?}");
                assert!(odd.iter().all(|&value| scale.place(value).is_finite()), "{low} {high}: {scale:?}");
            }
        }
    }
}

#[test]
fn a_scale_of_time_marks_years_and_in_a_short_span_months() {
    let marked = |low: f64, high: f64, most: usize| -> Vec<String> {
        let marks = Scale::exact((low, high), (0.0, 100.0)).times(|_| most);
        assert!(marks.iter().all(|(time, _)| (low..=high).contains(time)), "{marks:?}");
        marks.into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(marked(2018.0, 2036.0, 5), ["2020", "2025", "2030", "2035"]);
    assert_eq!(marked(2024.0, 2027.0, 4), ["2024", "2025", "2026", "2027"]);
    assert_eq!(marked(2025.3, 2026.7, 6), ["2025-07", "2025-10", "2026-01", "2026-04", "2026-07"]);
    assert_eq!(marked(2025.3, 2026.7, 4), ["2025-07", "2026-01", "2026-07"]);
    assert_eq!(marked(2025.0, 2025.25, 8), ["2025-01", "2025-02", "2025-03", "2025-04"]);
    assert_eq!(marked(-0.5, 0.5, 8), ["-1-07", "-1-09", "-1-11", "0-01", "0-03", "0-05", "0-07"]);
}
