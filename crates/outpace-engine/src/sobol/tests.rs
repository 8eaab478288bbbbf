//! Balance of the scrambled points, and the unscrambled digits against the published sequence.

use super::*;

#[test]
fn each_dimension_visits_every_part_once() {
    let sequence = Sequence::new(300, 7, 0);
    for dimension in 0..300 {
        let mut values = [0.0; 256];
        sequence.fill(dimension, 0, &mut values);
        let mut parts: Vec<u64> = values.iter().map(|value| (value * 256.0) as u64).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..256).collect::<Vec<u64>>(), "dimension {dimension}");
    }
}

#[test]
fn pairs_of_early_dimensions_fill_every_elementary_box() {
    // The first two dimensions form a (0, 2)-sequence (Sobol 1967): 256 points, one in each of 256 boxes of any shape.
    let sequence = Sequence::new(2, 99, 0);
    let (mut x, mut y) = ([0.0; 256], [0.0; 256]);
    sequence.fill(0, 0, &mut x);
    sequence.fill(1, 0, &mut y);
    for bits in 0..=8 {
        let (columns, rows) = (f64::from(1 << bits), f64::from(256 >> bits));
        let mut boxes: Vec<u64> =
            x.iter().zip(&y).map(|(x, y)| (x * columns) as u64 * 256 + (y * rows) as u64).collect();
        boxes.sort_unstable();
        boxes.dedup();
        assert_eq!(boxes.len(), 256, "{columns} columns");
    }
}
