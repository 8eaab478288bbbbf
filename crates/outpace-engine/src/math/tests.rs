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

/// The bound that `docs/numerics.md` states for a function, in units in the last place.
fn documented_bound(name: &str) -> f64 {
    let begin = format!("| `{name}` |");
    let lines = include_str!("../../../../docs/numerics.md").lines().filter(|line| line.starts_with(&begin));
    let bounds =
        lines.map(|line| line.trim_end_matches([' ', '|']).rsplit(' ').next().unwrap().parse::<f64>().unwrap());
    bounds.reduce(f64::max).unwrap_or_else(|| panic!("{name} has no line"))
}

#[test]
fn functions_are_as_exact_as_documented() {
    type Case = (&'static str, fn(f64) -> f64, &'static [(f64, f64, f64)]);
    let cases: [Case; 14] = [
        ("exp", exp, &reference::EXP),
        ("ln", ln, &reference::LN),
        ("log10", log10, &reference::LOG10),
        ("sin", sin, &reference::SIN),
        ("cos", cos, &reference::COS),
        ("tan", tan, &reference::TAN),
        ("asin", asin, &reference::ASIN),
        ("acos", acos, &reference::ACOS),
        ("atan", atan, &reference::ATAN),
        ("sinh", sinh, &reference::SINH),
        ("cosh", cosh, &reference::COSH),
        ("tanh", tanh, &reference::TANH),
        ("normal_cumulative", normal_cumulative, &reference::CUMULATIVE),
        ("normal_quantile", normal_quantile, &reference::QUANTILE),
    ];
    for (name, function, table) in cases {
        let worst = table.iter().map(|&(x, high, low)| ulps(function(x), high, low)).fold(0.0, f64::max);
        assert!(worst <= documented_bound(name), "{name} is off by {worst} ulp");
    }
    let worst = reference::POW.iter().map(|&(x, y, high, low)| ulps(pow(x, y), high, low)).fold(0.0, f64::max);
    assert!(worst <= documented_bound("pow"), "pow is off by {worst} ulp");
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

/// What another macro makes of every function over lanes.
macro_rules! each_function {
    ($apply:ident) => {
        vec![
            $apply!(|x, _| exp(x)),
            $apply!(|x, _| ln(x)),
            $apply!(|x, _| log10(x)),
            $apply!(|x, y| log(x, y)),
            $apply!(|x, y| pow(x, y)),
            $apply!(|x, _| sin(x)),
            $apply!(|x, _| cos(x)),
            $apply!(|x, _| tan(x)),
            $apply!(|x, _| asin(x)),
            $apply!(|x, _| acos(x)),
            $apply!(|x, _| atan(x)),
            $apply!(|x, _| sinh(x)),
            $apply!(|x, _| cosh(x)),
            $apply!(|x, _| tanh(x)),
        ]
    };
}

/// Bits, with one pattern for NaN, whose bits mean nothing.
fn canonical(value: f64) -> u64 {
    if value.is_nan() { u64::MAX } else { value.to_bits() }
}

#[inline(always)]
fn at_level<S: Simd>(simd: S, xs: [f64; 8], ys: [f64; 8]) -> Vec<[u64; 8]> {
    // A closure for each: without optimisation, all of them together would not fit on the stack.
    macro_rules! apply {
        (|$x:pat_param, $y:pat_param| $body:expr) => {
            simd.vectorize(
                #[inline(always)]
                || {
                    let ($x, $y): (f64x8<S>, f64x8<S>) = (xs.simd_into(simd), ys.simd_into(simd));
                    <[f64; 8]>::from($body).map(canonical)
                },
            )
        };
    }
    each_function!(apply)
}

/// The levels this machine has, from the portable baseline up.
fn levels() -> Vec<Level> {
    let best = Level::new();
    let mut levels = vec![Level::baseline(), best];
    #[cfg(target_arch = "x86_64")]
    levels.extend(best.as_avx2().map(Level::Avx2));
    levels
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_width_gives_the_same_bits(xs in prop::array::uniform8(any_number()), ys in prop::array::uniform8(any_number())) {
        macro_rules! apply {
            (|$x:pat_param, $y:pat_param| $body:expr) => {
                std::array::from_fn(|lane| {
                    let ($x, $y) = (xs[lane], ys[lane]);
                    canonical($body)
                })
            };
        }
        let expected: Vec<[u64; 8]> = each_function!(apply);
        for level in levels() {
            let found = dispatch!(level, simd => at_level(simd, xs, ys));
            prop_assert_eq!(&found, &expected);
        }
    }
}

/// Ordinary numbers mostly, and every other kind now and then.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -50.0..50.0, 2 => -1e6..1e6, 2 => any::<f64>(), 1 => prop::num::f64::ANY, 1 => (-8i32..8).prop_map(f64::from)]
}
