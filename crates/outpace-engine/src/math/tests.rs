//! Accuracy against 60-digit references, the special values of IEEE 754, and the same bits at every width.

mod reference;

use super::*;
use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, dispatch, f64x8};
use proptest::prelude::*;

/// How far `value` is from `high + low`, in units of the last place of `high`.
fn ulps(value: f64, high: f64, low: f64) -> f64 {
    let unit = (f64::from_bits(high.abs().to_bits() + 1) - high.abs()).max(f64::from_bits(1));
    ((value - high) - low).abs() / unit
}

#[test]
fn functions_are_as_exact_as_documented() {
    type Case = (&'static str, fn(f64) -> f64, &'static [(f64, f64, f64)], f64);
    let cases: [Case; 14] = [
        ("exp", exp, &reference::EXP, 0.83),
        ("ln", ln, &reference::LN, 0.74),
        ("log10", log10, &reference::LOG10, 0.51),
        ("sin", sin, &reference::SIN, 0.72),
        ("cos", cos, &reference::COS, 0.72),
        ("tan", tan, &reference::TAN, 1.6),
        ("asin", asin, &reference::ASIN, 2.0),
        ("acos", acos, &reference::ACOS, 1.2),
        ("atan", atan, &reference::ATAN, 0.75),
        ("sinh", sinh, &reference::SINH, 1.9),
        ("cosh", cosh, &reference::COSH, 1.9),
        ("tanh", tanh, &reference::TANH, 1.9),
        ("normal_cumulative", normal_cumulative, &reference::CUMULATIVE, 4.6),
        ("normal_quantile", normal_quantile, &reference::QUANTILE, 3.6),
    ];
    for (name, function, table, limit) in cases {
        let worst = table.iter().map(|&(x, high, low)| ulps(function(x), high, low)).fold(0.0, f64::max);
        assert!(worst <= limit, "{name} is off by {worst} ulp");
    }
    let worst = reference::POW.iter().map(|&(x, y, high, low)| ulps(pow(x, y), high, low)).fold(0.0, f64::max);
    assert!(worst <= 0.88, "pow is off by {worst} ulp");
}

#[test]
fn limits_and_exact_values() {
    let infinity = f64::INFINITY;
    let cases = [
        ("exp 0", exp(0.0), 1.0),
        ("exp −∞", exp(-infinity), 0.0),
        ("exp ∞", exp(infinity), infinity),
        ("exp overflows", exp(709.8), infinity),
        ("exp at its largest", exp(709.782712893384), 1.7976931348622732e308),
        ("exp of a large negative", exp(-745.2), 0.0),
        ("exp gives the smallest subnormal", exp(-745.0), f64::from_bits(1)),
        ("ln 0", ln(0.0), -infinity),
        ("ln 1", ln(1.0), 0.0),
        ("ln ∞", ln(infinity), infinity),
        ("ln of the smallest subnormal", ln(f64::from_bits(1)), -744.4400719213812),
        ("log10 1000", log10(1000.0), 3.0),
        ("log10 1e-7", log10(1e-7), -7.0),
        ("log10 0", log10(0.0), -infinity),
        ("log of 8 to base 2", log(8.0, 2.0), 3.0),
        ("log of 0 to base 2", log(0.0, 2.0), -infinity),
        ("sin 0", sin(0.0), 0.0),
        ("cos 0", cos(0.0), 1.0),
        ("atan ∞", atan(infinity), std::f64::consts::FRAC_PI_2),
        ("asin 1", asin(1.0), std::f64::consts::FRAC_PI_2),
        ("acos 1", acos(1.0), 0.0),
        ("acos −1", acos(-1.0), std::f64::consts::PI),
        ("sinh overflows", sinh(711.0), infinity),
        ("cosh of −1000", cosh(-1000.0), infinity),
        ("tanh ∞", tanh(infinity), 1.0),
        ("Φ(0)", normal_cumulative(0.0), 0.5),
        ("Φ(∞)", normal_cumulative(infinity), 1.0),
        ("Φ(−∞)", normal_cumulative(-infinity), 0.0),
        ("Φ⁻¹(½)", normal_quantile(0.5), 0.0),
        ("Φ⁻¹(0)", normal_quantile(0.0), -infinity),
        ("Φ⁻¹(1)", normal_quantile(1.0), infinity),
    ];
    for (name, value, expected) in cases {
        assert_eq!(value, expected, "{name}");
    }
    let undefined = [
        ("exp", exp(f64::NAN)),
        ("ln −1", ln(-1.0)),
        ("ln −∞", ln(-infinity)),
        ("ln", ln(f64::NAN)),
        ("log10 −1", log10(-1.0)),
        ("sin ∞", sin(infinity)),
        ("cos", cos(f64::NAN)),
        ("asin 2", asin(2.0)),
        ("acos −2", acos(-2.0)),
        ("atan", atan(f64::NAN)),
        ("tanh", tanh(f64::NAN)),
        ("Φ", normal_cumulative(f64::NAN)),
        ("Φ⁻¹(2)", normal_quantile(2.0)),
    ];
    for (name, value) in undefined {
        assert!(value.is_nan(), "{name} is {value}");
    }
}

#[test]
fn powers_follow_ieee_754() {
    let (infinity, nan) = (f64::INFINITY, f64::NAN);
    let cases = [
        (2.0, 10.0, 1024.0),
        (10.0, 3.0, 1000.0),
        (3.0, 2.0, 9.0),
        (4.0, 0.5, 2.0),
        (2.0, -1074.0, f64::from_bits(1)),
        (2.0, 1024.0, infinity),
        (2.0, 1e300, infinity),
        (0.5, 1e300, 0.0),
        (0.0, 0.0, 1.0),
        (nan, 0.0, 1.0),
        (1.0, nan, 1.0),
        (1.0, infinity, 1.0),
        (-1.0, infinity, 1.0),
        (-1.0, 1e300, 1.0),
        (-2.0, 3.0, -8.0),
        (-2.0, 2.0, 4.0),
        (-2.0, 0.5, nan),
        (-infinity, 3.0, -infinity),
        (-infinity, 0.5, infinity),
        (-infinity, -1.0, -0.0),
        (infinity, -1.0, 0.0),
        (infinity, 0.25, infinity),
        (0.0, -1.0, infinity),
        (-0.0, -1.0, -infinity),
        (-0.0, 3.0, -0.0),
        (-0.0, 2.0, 0.0),
        (0.0, 2.0, 0.0),
        (0.5, infinity, 0.0),
        (0.5, -infinity, infinity),
        (2.0, nan, nan),
        (nan, 2.0, nan),
    ];
    for (x, y, expected) in cases {
        let value = pow(x, y);
        assert!(value.to_bits() == expected.to_bits() || (value.is_nan() && expected.is_nan()), "{x}^{y} = {value}");
    }
}

/// Every function over lanes, as bits; NaN has one pattern here, since its bits mean nothing.
#[inline(always)]
fn all_functions<L: Lanes>(x: L, y: L) -> [L; 14] {
    [
        exp(x),
        ln(x),
        log10(x),
        log(x, y),
        pow(x, y),
        sin(x),
        cos(x),
        tan(x),
        asin(x),
        acos(x),
        atan(x),
        sinh(x),
        cosh(x),
        tanh(x),
    ]
}

fn canonical(value: f64) -> u64 {
    if value.is_nan() { u64::MAX } else { value.to_bits() }
}

#[inline(always)]
fn at_level<S: Simd>(simd: S, x: [f64; 8], y: [f64; 8]) -> Vec<u64> {
    simd.vectorize(
        #[inline(always)]
        || {
            let x: f64x8<S> = x.simd_into(simd);
            let y: f64x8<S> = y.simd_into(simd);
            let values = all_functions(x, y);
            values.into_iter().flat_map(|lanes| <[f64; 8]>::from(lanes).map(canonical)).collect()
        },
    )
}

/// The levels this machine has, from the portable baseline up.
fn levels() -> Vec<Level> {
    vec![Level::baseline(), Level::new()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_width_gives_the_same_bits(x in prop::array::uniform8(any_number()), y in prop::array::uniform8(any_number())) {
        let mut expected = vec![0; 14 * 8];
        for lane in 0..8 {
            for (index, value) in all_functions(x[lane], y[lane]).into_iter().enumerate() {
                expected[index * 8 + lane] = canonical(value);
            }
        }
        for level in levels() {
            let found = dispatch!(level, simd => at_level(simd, x, y));
            prop_assert_eq!(&found, &expected);
        }
    }
}

/// Ordinary numbers mostly, and every other kind now and then.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -50.0..50.0, 2 => -1e6..1e6, 2 => any::<f64>(), 1 => prop::num::f64::ANY, 1 => (-8i32..8).prop_map(f64::from)]
}
