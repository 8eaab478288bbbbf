//! The generator against its published vectors; priors against closed forms and each other.

use super::*;
use crate::math::normal_quantile;
use proptest::prelude::*;

#[test]
fn philox_gives_its_published_vectors() {
    // Random123 1.14, tests/kat_vectors, "philox2x64 10".
    let ones = u64::MAX;
    let cases = [
        ((0, 0, 0), [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]),
        ((ones, ones, ones), [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]),
        (
            (0xa409_3822_299f_31d0, 0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344),
            [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d],
        ),
    ];
    for ((seed, member, stream), expected) in cases {
        assert_eq!(bits(seed, member, stream), expected);
    }
}

#[test]
fn uniform_numbers_stay_inside_the_open_interval() {
    assert!(open_unit(0) > 0.0);
    assert!(open_unit(u64::MAX) < 1.0);
}
