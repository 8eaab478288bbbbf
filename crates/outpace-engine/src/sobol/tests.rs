//! Balance of the scrambled points, and the unscrambled digits against the published sequence.

use super::*;

#[test]
fn each_dimension_visits_every_part_once() {
    let sequence = Sequence::new(300, 7, 0);
    for dimension in 0..300 {
        let mut parts: Vec<u64> =
            (0..256).map(|point| (sequence.coordinate(point, dimension, 0) * 256.0) as u64).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..256).collect::<Vec<u64>>(), "dimension {dimension}");
    }
}
