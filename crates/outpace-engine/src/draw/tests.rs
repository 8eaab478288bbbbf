//! The generator against its published vectors; priors against closed forms and against themselves.

use super::*;
use crate::math::{exp, normal_quantile, pow, sin};
use proptest::prelude::*;
use std::sync::LazyLock;

#[test]
fn philox_gives_its_published_vectors() {
    // Random123 1.14, tests/kat_vectors, "philox2x64 10".
    let ones = u64::MAX;
    let cases = [
        ((0, 0, 0), [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]),
        ((ones, ones, ones), [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]),
        (
            (0xa409_3822_299f_31d0, 0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344),
            [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d],
        ),
    ];
    for ((seed, member, stream), expected) in cases {
        assert_eq!(bits(seed, member, stream), expected);
    }
}

#[test]
fn uniform_numbers_stay_inside_the_open_interval() {
    assert!(open_unit(0) > 0.0);
    assert!(open_unit(u64::MAX) < 1.0);
}

/// One prior of each kind.
fn every_kind() -> Vec<Prior> {
    vec![
        Prior::Fixed(4.0),
        Prior::Uniform { low: -2.0, high: 3.0 },
        Prior::LogUniform { low: 0.01, high: 100.0 },
        Prior::Normal { mean: 5.0, sd: 0.5 },
        Prior::LogNormal { median: 1e6, sigma: 0.7 },
        Prior::Triangular { low: 0.0, mode: 0.0, high: 2.0 },
        Prior::Triangular { low: -1.0, mode: 1.5, high: 2.0 },
        Prior::Pert { low: 10.0, mode: 12.0, high: 30.0 },
        Prior::Pert { low: 0.0, mode: 1.0, high: 1.0 },
        Prior::Beta { alpha: 0.5, beta: 20.0, high: 1.0 },
        Prior::Beta { alpha: 400.0, beta: 600.0, high: 3.0 },
        Prior::Discrete(vec![(1.0, 1.0), (2.0, 2.0), (7.0, 1.0)]),
        Prior::Truncated { prior: Box::new(Prior::Normal { mean: 0.0, sd: 1.0 }), low: -0.5, high: f64::INFINITY },
        Prior::Truncated { prior: Box::new(Prior::Pert { low: 0.0, mode: 4.0, high: 9.0 }), low: 2.0, high: 7.0 },
    ]
}

#[test]
fn quantiles_agree_with_closed_forms() {
    let pert = |mode| Prior::Pert { low: 0.0, mode, high: 1.0 };
    for u in [1e-9, 1e-3, 0.1, 0.35, 0.5, 0.8, 0.99, 0.999999] {
        let half_pi = std::f64::consts::FRAC_PI_2;
        let arcsine = sin(half_pi * u) * sin(half_pi * u);
        let x = pert(0.5).quantile(u);
        let cases = [
            ("shapes 1 and 5", pert(0.0).quantile(u), 1.0 - pow(1.0 - u, 0.2)),
            ("shapes 5 and 1", pert(1.0).quantile(u), pow(u, 0.2)),
            ("shapes 3 and 3", x * x * x * (10.0 + x * (6.0 * x - 15.0)), u),
            ("shapes ½ and ½", Prior::Beta { alpha: 0.5, beta: 0.5, high: 1.0 }.quantile(u), arcsine),
            ("uniform", Prior::Uniform { low: 2.0, high: 4.0 }.quantile(u), 2.0 + 2.0 * u),
            ("log-uniform", Prior::LogUniform { low: 1.0, high: 16.0 }.quantile(u), pow(16.0, u)),
            ("triangular", Prior::Triangular { low: 0.0, mode: 1.0, high: 1.0 }.quantile(u), u.sqrt()),
        ];
        for (name, found, expected) in cases {
            assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1e-3), "{name} at {u}: {found}, {expected}");
        }
    }
    let known = [
        (Prior::Normal { mean: 1.0, sd: 2.0 }, 0.975, 1.0 + 2.0 * 1.959963984540054),
        (Prior::LogNormal { median: 3.0, sigma: 0.5 }, 0.025, 3.0 * exp(-0.5 * 1.959963984540054)),
    ];
    for (prior, u, expected) in known {
        assert!((prior.quantile(u) / expected - 1.0).abs() < 1e-14, "{prior:?}");
    }
}

#[test]
fn tables_are_within_a_ten_millionth_of_the_range() {
    let shapes = [0.5, 1.0, 1.7, 5.0, 1000.0];
    let betas = shapes.iter().flat_map(|&alpha| shapes.iter().map(move |&beta| Prior::Beta { alpha, beta, high: 1.0 }));
    for prior in betas {
        let table = Quantile::new(&prior);
        let worst = (0..300)
            .map(|index| uniform(3, index, 0))
            .chain([1e-15, 1e-9, 1e-4, 0.9999, 1.0 - 1e-9])
            .map(|u| (table.at(u) - prior.quantile(u)).abs())
            .fold(0.0, f64::max);
        assert!(worst <= 1e-7, "{prior:?}: {worst:e}");
    }
}

#[test]
fn every_kind_is_valid_and_has_a_centre_within_reach() {
    for prior in every_kind() {
        assert_eq!(prior.validate(), Ok(()), "{prior:?}");
        let (low, high) = (prior.quantile(1e-300), prior.quantile(1.0 - f64::EPSILON));
        let slack = 1e-6 * (high - low);
        assert!((low - slack..=high + slack).contains(&prior.central()), "{prior:?}: {}", prior.central());
    }
}

#[test]
fn numbers_that_make_no_distribution_are_refused() {
    let cases = [
        (Prior::Fixed(f64::NAN), PriorFault::NotFinite),
        (Prior::Uniform { low: 1.0, high: 1.0 }, PriorFault::Order),
        (Prior::Uniform { low: -1e308, high: 1e308 }, PriorFault::NotFinite),
        (Prior::LogUniform { low: 0.0, high: 1.0 }, PriorFault::Sign),
        (Prior::Normal { mean: 0.0, sd: 0.0 }, PriorFault::Spread),
        (Prior::LogNormal { median: -1.0, sigma: 1.0 }, PriorFault::Sign),
        (Prior::Triangular { low: 0.0, mode: 3.0, high: 2.0 }, PriorFault::Order),
        (Prior::Beta { alpha: 0.0, beta: 1.0, high: 1.0 }, PriorFault::Shape),
        (Prior::Beta { alpha: 1.0, beta: 1.0, high: 0.0 }, PriorFault::Order),
        (Prior::Discrete(vec![]), PriorFault::Weights),
        (Prior::Discrete(vec![(1.0, 1.0), (2.0, -0.5)]), PriorFault::Weights),
        (Prior::Truncated { prior: Box::new(Prior::Fixed(1.0)), low: 0.0, high: 2.0 }, PriorFault::Nested),
        (
            Prior::Truncated { prior: Box::new(Prior::Uniform { low: 0.0, high: 1.0 }), low: 2.0, high: 3.0 },
            PriorFault::Empty,
        ),
    ];
    for (prior, fault) in cases {
        assert_eq!(prior.validate(), Err(fault), "{prior:?}");
    }
}

/// What is left of each kind, cut, has the mean and the median of its density over what is left: ∫ x f / ∫ f, and where
/// half of ∫ f is reached.
#[test]
fn what_is_cut_has_the_moments_of_what_is_left() {
    let inf = f64::INFINITY;
    let cases = [
        (Prior::Uniform { low: 0.0, high: 10.0 }, (2.0, 4.0), 3.0, 3.0),
        // 90 / ln 10 and √1000
        (Prior::LogUniform { low: 1.0, high: 100.0 }, (10.0, inf), 39.086_503_371_3, 31.622_776_601_7),
        // √(2/π) and Φ⁻¹(¾)
        (Prior::Normal { mean: 0.0, sd: 1.0 }, (0.0, inf), 0.797_884_560_8, 0.674_489_750_2),
        // e^½ Φ(-1) / ½ and e^Φ⁻¹(¼)
        (Prior::LogNormal { median: 1.0, sigma: 1.0 }, (-inf, 1.0), 0.523_156_581_4, 0.509_416_283_9),
        // Density 2 (1 - x): (¼ - 1/12) / ¾ and 1 - √⅝
        (Prior::Triangular { low: 0.0, mode: 0.0, high: 1.0 }, (-1.0, 0.5), 2.0 / 9.0, 0.209_430_585_0),
        // Density 5 (1 - x)⁴: 1 - 5/12 and 1 - ½ ⁵√½
        (Prior::Pert { low: 0.0, mode: 0.0, high: 1.0 }, (0.5, inf), 7.0 / 12.0, 0.564_724_718_4),
        // Density x / 2 on [0, 2]: 14/9 and √2.5
        (Prior::Beta { alpha: 2.0, beta: 1.0, high: 2.0 }, (1.0, 3.0), 14.0 / 9.0, 1.581_138_830_1),
    ];
    for (whole, (low, high), mean, median) in cases {
        let prior = Prior::Truncated { prior: Box::new(whole), low, high };
        assert_eq!(prior.validate(), Ok(()), "{prior:?}");
        let quantile = Quantile::new(&prior);
        let found = (0..1 << 16).map(|part| quantile.at((f64::from(part) + 0.5) / 65_536.0)).sum::<f64>() / 65_536.0;
        assert!((found - mean).abs() < 1e-4 * mean, "{prior:?}: the mean {found} for {mean}");
        let found = quantile.at(0.5);
        assert!((found - median).abs() < 1e-7 * median, "{prior:?}: the median {found} for {median}");
        let ends = [1e-300, 1.0 - f64::EPSILON].map(|u| quantile.at(u));
        assert!(ends[0] >= low && ends[1] <= high, "{prior:?}: {ends:?}");
    }
}

static READY: LazyLock<Vec<(Prior, Quantile)>> =
    LazyLock::new(|| every_kind().into_iter().map(|prior| (prior.clone(), Quantile::new(&prior))).collect());

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn quantiles_rise_and_invert_the_distribution_function(u in 1e-6..0.999_999, v in 1e-6..0.999_999) {
        for (prior, table) in READY.iter() {
            let (low, high) = (prior.quantile(1e-9), prior.quantile(1.0 - 1e-9));
            prop_assert!((table.at(u) - prior.quantile(u)).abs() <= 2e-7 * (high - low), "{prior:?}");
            prop_assert!((table.at_score(normal_quantile(u)) - prior.quantile(u)).abs() <= 2e-7 * (high - low), "{prior:?}");
            prop_assert!(u > v || table.at(u) <= table.at(v), "{prior:?}");
            if !matches!(prior, Prior::Fixed(_) | Prior::Discrete(_)) {
                let back = prior.cumulative(prior.quantile(u));
                prop_assert!((back - u).abs() < 1e-10, "{:?}: {} for {}", prior, back, u);
            }
        }
    }

    #[test]
    fn truncation_keeps_to_its_bounds(u in 0.0..1.0, low in -3.0..0.0, width in 0.1..4.0) {
        let prior = Prior::Truncated { prior: Box::new(Prior::Normal { mean: 0.0, sd: 1.0 }), low, high: low + width };
        prop_assert!((low..=low + width).contains(&prior.quantile(u)));
    }
}
