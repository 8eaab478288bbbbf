use crate::kernel::scalar::lookup;
use crate::lookup::{Outside, Table};

const POINTS: [(f64, f64); 3] = [(0.0, 1.0), (2.0, 5.0), (4.0, 3.0)];

#[test]
fn tables_are_exact_at_points_and_kinds_differ_between_and_outside() {
    let hold = Table::linear(POINTS.to_vec(), Outside::Hold);
    let extrapolate = Table::linear(POINTS.to_vec(), Outside::Extrapolate);
    let forward = Table::step_forward(POINTS.to_vec());
    let backward = Table::step_backward(POINTS.to_vec());
    for (x, expected) in [
        (-1.0, [1.0, -1.0, 1.0, 1.0]),
        (0.0, [1.0, 1.0, 1.0, 1.0]),
        (0.5, [2.0, 2.0, 1.0, 5.0]),
        (2.0, [5.0, 5.0, 5.0, 5.0]),
        (3.0, [4.0, 4.0, 5.0, 3.0]),
        (4.0, [3.0, 3.0, 3.0, 3.0]),
        (5.0, [3.0, 2.0, 3.0, 3.0]),
        (f64::INFINITY, [3.0, f64::NEG_INFINITY, 3.0, 3.0]),
    ] {
        let values = [&hold, &extrapolate, &forward, &backward].map(|table| lookup(table, x));
        assert_eq!(values, expected, "at {x}");
    }
    assert!(lookup(&hold, f64::NAN).is_nan());
}

#[test]
fn odd_tables_have_a_value_or_none() {
    assert!(lookup(&Table::linear(Vec::new(), Outside::Hold), 1.0).is_nan());
    assert_eq!(lookup(&Table::linear(vec![(1.0, 7.0)], Outside::Extrapolate), 9.0), 7.0);
    // Out of order, and a jump at 1: the later of two values holds from there on.
    let jump = Table::linear(vec![(2.0, 4.0), (0.0, 0.0), (1.0, 1.0), (1.0, 3.0)], Outside::Hold);
    assert_eq!([0.5, 1.0, 1.5].map(|x| lookup(&jump, x)), [0.5, 3.0, 3.5]);
}
