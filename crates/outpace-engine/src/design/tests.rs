//! The same member has the same numbers however the work is cut; each sampler is as even as it says.

use super::*;
use crate::sensitivity::rank_correlation;
use proptest::prelude::*;

const SAMPLERS: [Sampler; 3] = [Sampler::Sobol, Sampler::LatinHypercube, Sampler::Random];

fn priors() -> Vec<(ParameterIndex, Prior)> {
    vec![
        (ParameterIndex(3), Prior::Uniform { low: -1.0, high: 1.0 }),
        (ParameterIndex(0), Prior::Normal { mean: 10.0, sd: 2.0 }),
        (ParameterIndex(7), Prior::Pert { low: 0.0, mode: 1.0, high: 5.0 }),
    ]
}

/// The parameters of one member.
fn member(design: &Design, member: u64) -> Vec<f64> {
    let mut rows = vec![0.0; design.varied().len() * LANES];
    design.fill(member, 1, &mut rows);
    rows.chunks(LANES).map(|row| row[0]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_member_is_the_same_in_any_block(first in 0u64..900, count in 1usize..=64, seed: u64) {
        for sampler in SAMPLERS {
            let plain = Design::plain(priors(), 1000, sampler, seed).unwrap();
            let saltelli = Design::saltelli(priors(), &[vec![0, 2], vec![1]], 250, sampler, seed).unwrap();
            for design in [plain, saltelli] {
                let mut rows = vec![0.0; 3 * LANES];
                design.fill(first, count, &mut rows);
                for lane in 0..count {
                    let found: Vec<f64> = rows.chunks(LANES).map(|row| row[lane]).collect();
                    prop_assert_eq!(found, member(&design, first + lane as u64));
                }
            }
        }
    }
}

#[test]
fn latin_hypercubes_visit_every_part_once() {
    for members in [1, 2, 7, 100, 1000] {
        let uniform = vec![(ParameterIndex(0), Prior::Uniform { low: 0.0, high: 1.0 })];
        let design = Design::plain(uniform, members, Sampler::LatinHypercube, 5).unwrap();
        let mut parts: Vec<u64> = (0..members).map(|m| (member(&design, m)[0] * members as f64) as u64).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..members).collect::<Vec<u64>>());
    }
}

#[test]
fn saltelli_takes_one_group_at_a_time_from_the_other_matrix() {
    let design = Design::saltelli(priors(), &[vec![0, 2], vec![1]], 8, Sampler::Sobol, 1).unwrap();
    assert_eq!(design.members(), 32);
    for row in 0..8 {
        let [a, b, first, second] = [0, 1, 2, 3].map(|matrix| member(&design, 4 * row + matrix));
        assert_eq!(first, [b[0], a[1], b[2]]);
        assert_eq!(second, [a[0], b[1], a[2]]);
    }
}

#[test]
fn a_design_may_vary_nothing() {
    for sampler in SAMPLERS {
        let design = Design::plain(Vec::new(), 5, sampler, 0).unwrap();
        assert_eq!((design.members(), member(&design, 4)), (5, Vec::new()));
    }
    assert_eq!((Design::single().members(), Design::single().varied().len()), (1, 0));
}

#[test]
fn points_come_back_as_given() {
    let rows = vec![vec![1.0, 2.0], vec![3.0, 4.0]];
    let design = Design::points(vec![ParameterIndex(1), ParameterIndex(0)], &rows).unwrap();
    assert_eq!([member(&design, 0), member(&design, 1)].to_vec(), rows);
}

#[test]
fn impossible_designs_say_why() {
    let uniform = |index| (ParameterIndex(index), Prior::Uniform { low: 0.0, high: 1.0 });
    let many = |count| (0..count).map(uniform).collect::<Vec<_>>();
    let bad = vec![(ParameterIndex(0), Prior::Uniform { low: 1.0, high: 0.0 })];
    let cases = [
        (Design::plain(priors(), 0, Sampler::Sobol, 0), DesignFault::Members),
        (Design::plain(priors(), 1 << 33, Sampler::Sobol, 0), DesignFault::Points),
        (Design::plain(many(1001), 8, Sampler::Sobol, 0), DesignFault::Dimensions),
        (Design::plain(bad, 8, Sampler::Sobol, 0), DesignFault::Prior(0, PriorFault::Order)),
        (Design::plain(vec![uniform(4), uniform(4)], 8, Sampler::Sobol, 0), DesignFault::Repeated(1)),
        (Design::saltelli(priors(), &[vec![0, 1]], 8, Sampler::Sobol, 0), DesignFault::Group(2)),
        (Design::saltelli(priors(), &[vec![0, 1, 2, 2]], 8, Sampler::Sobol, 0), DesignFault::Group(2)),
        (Design::saltelli(priors(), &[vec![0, 1, 9]], 8, Sampler::Sobol, 0), DesignFault::Group(9)),
        (Design::points(vec![ParameterIndex(0)], &[vec![1.0, 2.0]]), DesignFault::Row(0)),
    ];
    for (design, expected) in cases {
        assert_eq!(design.err(), Some(expected));
    }
}

#[test]
fn dimensions_of_a_sampler_are_unrelated() {
    let uniform = |index| (ParameterIndex(index), Prior::Uniform { low: 0.0, high: 1.0 });
    for sampler in SAMPLERS {
        for members in [64, 1000] {
            let design = Design::plain((0..12).map(uniform).collect(), members, sampler, 17).unwrap();
            let points: Vec<Vec<f64>> = (0..members).map(|m| member(&design, m)).collect();
            let column = |k: usize| points.iter().map(|point| point[k]).collect::<Vec<f64>>();
            // Five standard deviations of the correlation of unrelated columns.
            let limit = 5.0 / (members as f64).sqrt();
            for (first, second) in (0..12).flat_map(|first| (0..first).map(move |second| (first, second))) {
                let correlation = rank_correlation(&column(first), &column(second)).unwrap();
                assert!(correlation.abs() < limit, "{sampler:?} {members}: {first} and {second}: {correlation}");
            }
            let order: Vec<f64> = (0..members).map(|m| m as f64).collect();
            assert!(rank_correlation(&order, &column(5)).unwrap().abs() < limit, "{sampler:?}");
        }
    }
}
