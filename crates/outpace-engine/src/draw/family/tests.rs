//! Against values of 40 digits (mpmath 1.3) and of SciPy 1.17.

use super::Family;
use crate::math::ln_gamma;

#[test]
fn distribution_functions_are_exact() {
    for (family, x, first, second, expected) in [
        (Family::Gamma, 0.1, 0.5, 0.0, 0.345279153981423),
        (Family::Gamma, 1.0, 1.0, 0.0, 0.6321205588285577),
        (Family::Gamma, 7.0, 2.5, 0.0, 0.9843905838997331),
        (Family::Gamma, 25.0, 30.0, 0.0, 0.18210391597745512),
        (Family::Gamma, 40.0, 30.0, 0.0, 0.9567713178482644),
        (Family::Gamma, 1010.0, 1000.0, 0.0, 0.6276789447369947),
        (Family::Gamma, 99500.0, 100000.0, 0.0, 0.05674182321279226),
        (Family::Beta, 0.3, 2.0, 5.0, 0.5798249999999999),
        (Family::Beta, 0.9, 0.5, 0.5, 0.7951672353008665),
        (Family::Beta, 0.45, 40.0, 60.0, 0.8462247976813987),
        (Family::Binomial, 2.5, 0.3, 10.0, 0.3827827864),
        (Family::Binomial, 0.5, 0.3, 10.0, 0.028247524900000005),
        (Family::Binomial, 25.5, 0.02, 1000.0, 0.8900668898257145),
        (Family::Binomial, 2480.5, 0.5, 5000.0, 0.29063284251752314),
        (Family::NegativeBinomial, 5.0, 0.4, 3.0, 0.31744000000000006),
        (Family::NegativeBinomial, 4.0, 0.25, 1.0, 0.68359375),
        (Family::NegativeBinomial, 180.0, 0.1, 20.0, 0.34420562717372233),
        (Family::Poisson, 0.0, 0.2, 0.0, 0.8187307530779818),
        (Family::Poisson, 3.0, 4.0, 0.0, 0.43347012036670896),
        (Family::Poisson, 110.0, 100.0, 0.0, 0.8528626515577303),
        (Family::Poisson, 1950.0, 2000.0, 0.0, 0.13399038387694465),
    ] {
        let found = family.cumulative(x, first, second);
        assert!((found / expected - 1.0).abs() < 1e-11, "{family:?}({first}, {second}) at {x}: {found}");
    }
}

#[test]
fn quantiles_are_exact() {
    for (family, first, second, expected) in [
        (
            Family::Gamma,
            0.3,
            0.0,
            [6.972699096409348e-21, 1.514147144569685e-06, 0.0731311358669519, 0.884810773360244, 4.618936042791334],
        ),
        (
            Family::Gamma,
            1.0,
            0.0,
            [
                1.0000005000003334e-06,
                0.02020270731751945,
                std::f64::consts::LN_2,
                std::f64::consts::LN_10,
                6.907755278982136,
            ],
        ),
        (
            Family::Gamma,
            2.5,
            0.0,
            [0.006448080103248548, 0.3759444673895334, 2.1757300955477636, 4.61817844989056, 10.257502826216438],
        ),
        (
            Family::Gamma,
            40.0,
            0.0,
            [16.753150234308062, 28.10642204481073, 39.6671650106891, 48.28910180763351, 62.41961200788239],
        ),
        (
            Family::Gamma,
            200000.0,
            0.0,
            [197881.3977566945, 199082.60854810395, 199999.66666676544, 200573.34098175628, 201384.84423317373],
        ),
        (Family::Binomial, 0.3, 10.0, [0.0, 0.0, 3.0, 5.0, 8.0]),
        (Family::Binomial, 0.001, 100000.0, [56.0, 80.0, 100.0, 113.0, 132.0]),
        (Family::Binomial, 0.97, 400.0, [369.0, 381.0, 388.0, 392.0, 397.0]),
        (Family::Binomial, 0.25, 1000000.0, [247944.0, 249111.0, 250000.0, 250555.0, 251339.0]),
        (Family::NegativeBinomial, 0.25, 1.0, [1.0, 1.0, 3.0, 9.0, 25.0]),
        (Family::NegativeBinomial, 0.4, 3.0, [3.0, 3.0, 7.0, 12.0, 24.0]),
        (Family::NegativeBinomial, 0.01, 50.0, [2338.0, 3664.0, 4967.0, 5920.0, 7460.0]),
        (Family::Poisson, 0.2, 0.0, [0.0, 0.0, 0.0, 1.0, 3.0]),
        (Family::Poisson, 4.0, 0.0, [0.0, 1.0, 4.0, 7.0, 11.0]),
        (Family::Poisson, 100.0, 0.0, [56.0, 80.0, 100.0, 113.0, 132.0]),
        (Family::Poisson, 12345.6, 0.0, [11821.0, 12118.0, 12345.0, 12488.0, 12690.0]),
        (Family::Poisson, 900000.0, 0.0, [895494.0, 898052.0, 900000.0, 901216.0, 902933.0]),
    ] {
        for (u, expected) in [1e-6, 0.02, 0.5, 0.9, 0.999].into_iter().zip(expected) {
            let found = family.quantile(u, first, second);
            assert!((found - expected).abs() <= 1e-10 * expected, "{family:?}({first}, {second}) at {u}: {found}");
        }
    }
}

#[test]
fn shapes_at_their_limits() {
    let never = |found: f64| assert!(found.is_nan());
    // No trial, none that can fail, none that can succeed, nothing expected.
    assert_eq!(Family::Binomial.quantile(0.7, 0.3, 0.0), 0.0);
    assert_eq!(Family::Binomial.quantile(0.7, 1.0, 12.0), 12.0);
    assert_eq!(Family::Binomial.quantile(0.7, 0.0, 12.0), 0.0);
    assert_eq!(Family::NegativeBinomial.quantile(0.7, 0.0, 2.0), f64::INFINITY);
    assert_eq!(Family::NegativeBinomial.quantile(0.7, 1.0, 2.0), 2.0);
    assert_eq!(Family::Poisson.quantile(0.7, 0.0, 0.0), 0.0);
    // So many that single ones no longer count: the mean and 0.9 standard deviations, rounded.
    assert_eq!(Family::Poisson.quantile(0.5, 1e12, 0.0), 1e12);
    never(Family::Poisson.quantile(0.5, -1.0, 0.0));
    never(Family::Binomial.quantile(0.5, 1.5, 3.0));
    never(Family::Gamma.quantile(0.5, f64::NAN, 0.0));
    never(Family::Beta.cumulative(0.5, 0.0, 1.0));
    for family in [Family::Beta, Family::Gamma, Family::Binomial, Family::NegativeBinomial, Family::Poisson] {
        for u in [0.0, 1.0] {
            assert!(family.quantile(u, 0.5, 3.0).is_finite(), "{family:?} at {u}");
        }
        never(family.quantile(1.1, 0.5, 3.0));
        assert_eq!(family.cumulative(-1.0, 0.5, 3.0), 0.0);
        assert_eq!(family.cumulative(f64::INFINITY, 0.5, 3.0), 1.0);
    }
}

#[test]
fn the_gamma_function_has_its_factorials() {
    // Γ(n) = (n − 1)!, Γ(1/2) = √π.
    let cases = [(0.5, 0.5723649429247001), (3.0, 2f64), (5.0, 24.0), (11.0, 3628800.0)];
    for (x, factorial) in cases {
        let expected = if x == 0.5 { factorial } else { crate::math::ln(factorial) };
        assert!((ln_gamma(x) - expected).abs() < 5e-15 * expected.max(1.0), "{x}");
    }
    assert_eq!(ln_gamma(0.0), f64::INFINITY);
    assert!(ln_gamma(-1.5).is_nan());
}
