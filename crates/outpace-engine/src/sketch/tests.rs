//! Exactness, the stated error, and indifference to order and partition.

use super::*;
use proptest::prelude::*;

#[test]
fn small_collections_are_exact() {
    let mut sketch = Sketch::new();
    [3.0, 1.0, f64::NAN, 2.0, 4.0].into_iter().for_each(|value| sketch.add(value));
    assert_eq!((sketch.count(), sketch.undefined()), (4, 1));
    for (p, expected) in [(0.0, 1.0), (0.5, 2.5), (1.0, 4.0), (1.0 / 3.0, 2.0)] {
        assert_eq!(sketch.quantile(p), expected, "{p}");
    }
    assert!(Sketch::new().quantile(0.5).is_nan());
}

#[test]
fn large_collections_are_within_a_thousandth() {
    let mut sketch = Sketch::new();
    (1..=100_000).for_each(|value| sketch.add(f64::from(value) - 50_000.5));
    for p in [0.0, 0.001, 0.01, 0.25, 0.4, 0.6, 0.9, 0.999, 1.0] {
        let exact = 1.0 + p * 99_999.0 - 50_000.5;
        let found = sketch.quantile(p);
        assert!((found - exact).abs() <= exact.abs() / 1024.0, "{p}: {found} for {exact}");
    }
}

#[test]
fn zero_and_infinity_have_their_places() {
    let mut sketch = Sketch::new();
    for _ in 0..1000 {
        [f64::NEG_INFINITY, -1.0, 0.0, 1.0, f64::INFINITY].into_iter().for_each(|value| sketch.add(value));
    }
    let found = [0.1, 0.3, 0.5, 0.7, 0.9].map(|p| sketch.quantile(p));
    assert_eq!((found[0], found[2], found[4]), (f64::NEG_INFINITY, 0.0, f64::INFINITY));
    assert!((found[1] + 1.0).abs() < 1e-3 && (found[3] - 1.0).abs() < 1e-3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn order_and_partition_change_nothing(values in prop::collection::vec(prop::num::f64::ANY, 0..5000), cut in 0.0..1.0) {
        let cut = (cut * values.len() as f64) as usize;
        let collect = |values: &[f64]| {
            let mut sketch = Sketch::new();
            values.iter().for_each(|&value| sketch.add(value));
            sketch
        };
        let whole = collect(&values);
        let (mut left, mut right) = (collect(&values[..cut]), collect(&values[cut..]));
        let first = left.clone();
        left.merge(&right);
        right.merge(&first);
        for p in [0.0, 0.05, 0.5, 0.95, 1.0] {
            prop_assert_eq!(whole.quantile(p).to_bits(), left.quantile(p).to_bits());
            prop_assert_eq!(whole.quantile(p).to_bits(), right.quantile(p).to_bits());
        }
    }
}
