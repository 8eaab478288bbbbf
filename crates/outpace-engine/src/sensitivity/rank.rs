//! Spearman's rank correlation: whether an outcome rises or falls with a parameter, whatever the shape of the curve.

/// The correlation of the ranks of two columns, from −1 to 1; ties share their mean rank (Spearman 1904,
/// doi:10.2307/1412159).
///
/// Pairs with a NaN take no part. `None` with fewer than three pairs left, or when a column does not vary.
pub fn rank_correlation(parameter: &[f64], outcome: &[f64]) -> Option<f64> {
    let pairs = || parameter.iter().zip(outcome).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let x = ranks(pairs().map(|(&x, _)| x).collect());
    let y = ranks(pairs().map(|(_, &y)| y).collect());
    if x.len() < 3 {
        return None;
    }
    let middle = (x.len() + 1) as f64 / 2.0;
    let product_sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum::<f64>();
    let (both, x_alone, y_alone) = (product_sum(&x, &y), product_sum(&x, &x), product_sum(&y, &y));
    if x_alone == 0.0 || y_alone == 0.0 {
        return None;
    }
    Some((both / (x_alone.sqrt() * y_alone.sqrt())).clamp(-1.0, 1.0))
}

/// The rank of each value, from 1; equal values share the mean of their ranks.
fn ranks(values: Vec<f64>) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&left, &right| values[left].total_cmp(&values[right]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for equals in order.chunk_by(|&left, &right| values[left] == values[right]) {
        let mean = first as f64 + (equals.len() + 1) as f64 / 2.0;
        equals.iter().for_each(|&position| ranks[position] = mean);
        first += equals.len();
    }
    ranks
}

#[cfg(test)]
mod tests;
