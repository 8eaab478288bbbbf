//! Correlations worked out by hand.

use super::*;

#[test]
fn rank_correlation_sees_order_and_not_shape() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    let cases = [
        ([1.0, 10.0, 100.0, 1000.0, f64::INFINITY], Some(1.0)),
        ([5.0, 4.0, 3.0, 2.0, -9.0], Some(-1.0)),
        // Squared differences of ranks 1, 1, 0, 1, 1: 1 − 6 · 4 / (5 · 24).
        ([2.0, 1.0, 3.0, 5.0, 4.0], Some(0.8)),
        // Ranks 1.5, 1.5, 3, 4.5, 4.5: 9 / √(10 · 9).
        ([1.0, 1.0, 2.0, 3.0, 3.0], Some(9.0 / 90.0_f64.sqrt())),
        ([7.0; 5], None),
        ([1.0, f64::NAN, f64::NAN, f64::NAN, 3.0], None),
    ];
    for (y, expected) in cases {
        match (rank_correlation(&x, &y), expected) {
            (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-15, "{y:?}: {found}"),
            (found, expected) => assert_eq!(found, expected, "{y:?}"),
        }
    }
}
