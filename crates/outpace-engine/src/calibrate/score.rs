//! How good a forecast was, once the facts are in.

/// The continuous ranked probability score of a sample for what was observed: a distance in the unit of the
/// observation, least for a forecast that was both sharp and right.
///
/// `mean|x − y| − ½ mean|x − x′|` over the sample and over its pairs (Gneiting and Raftery 2007, equation 21,
/// doi:10.1198/016214506000001437). NaN for an empty sample or one with a NaN.
pub fn crps(sample: &[f64], observed: f64) -> f64 {
    let n = sample.len() as f64;
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let distance = sorted.iter().map(|x| (x - observed).abs()).sum::<f64>() / n;
    // In order of rank, Σ over pairs of |x − x′| is 2 Σ (2i + 1 − n) xᵢ, i from 0; taken about the observation, which is nearer.
    let pairs = sorted.iter().enumerate().map(|(i, x)| (2.0 * i as f64 + 1.0 - n) * (x - observed)).sum::<f64>();
    distance - pairs / (n * n)
}

/// The interval that holds the middle `share` of a sample, by linear interpolation between ranks; NaN for an empty one.
pub fn central_interval(sample: &[f64], share: f64) -> (f64, f64) {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return (f64::NAN, f64::NAN) };
    let at = |p: f64| {
        let rank = p.clamp(0.0, 1.0) * last as f64;
        let below = rank.floor() as usize;
        let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
        if low == high { low } else { low + (high - low) * (rank - rank.floor()) }
    };
    (at(0.5 - 0.5 * share), at(0.5 + 0.5 * share))
}

/// The share of observations inside their intervals; NaN without any.
pub fn coverage(intervals: &[(f64, f64)], observed: &[f64]) -> f64 {
    let pairs = || intervals.iter().zip(observed);
    pairs().filter(|&(&(low, high), &value)| low <= value && value <= high).count() as f64 / pairs().count() as f64
}
