//! Noise: the same in every run, within its bounds, and distributed as it should be.

use super::*;

const STEPS: f64 = 4000.0;

fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (mean, (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt())
}

#[test]
fn noise_has_its_distribution() {
    // Mean and standard deviation: of a uniform variable the middle and its width / √12. Of a normal one cut one
    // deviation to each side 0 and √(1 − 2 φ(1) / (2 Φ(1) − 1)) = 0.5396 (Johnson, Kotz and Balakrishnan 1994, 13.10).
    for (expression, (mean, deviation), (least, most)) in [
        ("RANDOM UNIFORM(2, 5, 0)", (3.5, 3.0 / 12f64.sqrt()), (2.0, 5.0)),
        ("RANDOM 0 1()", (0.5, 1.0 / 12f64.sqrt()), (0.0, 1.0)),
        ("RANDOM NORMAL(-100, 100, 3, 2, 7)", (3.0, 2.0), (-100.0, 100.0)),
        ("RANDOM NORMAL(-1, 1, 0, 1, 7)", (0.0, 0.5396), (-1.0, 1.0)),
    ] {
        let found = run(&format!("x = {expression} ~ ~ |"), "x", STEPS);
        let (found_mean, found_deviation) = mean_and_deviation(&found);
        // Four standard errors of a mean over as many draws.
        let error = 4.0 * deviation / STEPS.sqrt();
        assert!((found_mean - mean).abs() < error, "{expression}: mean {found_mean}");
        assert!((found_deviation - deviation).abs() < error, "{expression}: deviation {found_deviation}");
        assert!(found.iter().all(|value| (least..=most).contains(value)), "{expression}");
    }
}

#[test]
fn noise_depends_on_seed_stream_and_call_only() {
    let noise = |text: &str, name: &str| run(&format!("{text} ~ ~ |"), name, 5.0);
    let once = noise("x = RANDOM UNIFORM(0, 1, 1)", "x");
    assert_eq!(noise("x = RANDOM UNIFORM(0, 1, 1)", "x"), once);
    assert_ne!(noise("x = RANDOM UNIFORM(0, 1, 2)", "x"), once);
    assert_ne!(noise("x = RANDOM UNIFORM(0, 1, 1) ~~| NOISE SEED = 3", "x"), once);
    assert_eq!(noise("x = RANDOM UNIFORM(0, 2, 1)", "x"), once.iter().map(|value| 2.0 * value).collect::<Vec<_>>());
    // Elements and calls hear noise of their own.
    let apart = "R: A, B ~~| x[R] = RANDOM 0 1() ~~| same = RANDOM 0 1() - RANDOM 0 1()";
    assert_ne!(noise(apart, "x[A]"), noise(apart, "x[B]"));
    assert!(noise(apart, "same").iter().all(|value| *value != 0.0));
}
