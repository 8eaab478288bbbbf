//! The Cholesky factor of a small symmetric matrix whose eigenvalues are at least one.

/// The lower triangle `L` of a matrix `L Lᵀ`.
#[derive(Clone, Debug)]
pub(crate) struct Cholesky {
    /// Row by row, each up to its diagonal.
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// Factors the matrix of these `entries`, asked for in the lower triangle only. It must be the sum of the identity
    /// and a matrix without negative eigenvalues; what rounding takes from a pivot below one is given back.
    pub(crate) fn new(size: usize, entries: impl Fn(usize, usize) -> f64) -> Cholesky {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
        for i in 0..size {
            let mut row: Vec<f64> = Vec::with_capacity(i + 1);
            for j in 0..=i {
                let known = |other: &[f64]| entries(i, j) - row.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
                let entry = if i == j { known(&row).max(1.0).sqrt() } else { known(&rows[j][..j]) / rows[j][j] };
                row.push(entry);
            }
            rows.push(row);
        }
        Cholesky { rows }
    }

    /// Replaces `b` by the solution `x` of `L x = b`.
    pub(crate) fn solve_lower(&self, b: &mut [f64]) {
        for (i, row) in self.rows.iter().enumerate() {
            let known: f64 = row[..i].iter().zip(b.iter()).map(|(l, x)| l * x).sum();
            b[i] = (b[i] - known) / row[i];
        }
    }

    /// Replaces `b` by the solution `x` of `Lᵀ x = b`.
    pub(crate) fn solve_upper(&self, b: &mut [f64]) {
        for (i, row) in self.rows.iter().enumerate().rev() {
            let x = b[i] / row[i];
            b[i] = x;
            b[..i].iter_mut().zip(row).for_each(|(rest, l)| *rest -= l * x);
        }
    }
}
