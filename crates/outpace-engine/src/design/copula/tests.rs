//! Against closed forms: what is asked for comes out, and nothing else changes.

use super::*;
use crate::design::{Design, DesignFault, LANES, Sampler};
use crate::draw::Prior;
use crate::graph::ParameterIndex;
use crate::sensitivity::rank_correlation;

const SAMPLERS: [Sampler; 3] = [Sampler::Sobol, Sampler::LatinHypercube, Sampler::Random];
const MEMBERS: u64 = 1 << 14;
/// Three standard errors of a rank correlation of so many independent pairs.
const NEAR: f64 = 3.0 / 128.0;

fn priors() -> Vec<(ParameterIndex, Prior)> {
    let priors = [
        Prior::Uniform { low: -1.0, high: 1.0 },
        Prior::LogNormal { median: 3.0, sigma: 1.5 },
        Prior::Normal { mean: 10.0, sd: 2.0 },
        Prior::Pert { low: 0.0, mode: 1.0, high: 5.0 },
    ];
    priors.into_iter().enumerate().map(|(at, prior)| (ParameterIndex(at as u32), prior)).collect()
}

fn copula(pairs: &[(usize, usize, f64)]) -> Copula {
    Copula::new(4, pairs).unwrap()
}

/// A column of members for each parameter.
fn columns(design: &Design) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::new(); design.varied().len()];
    let mut rows = vec![0.0; design.varied().len() * LANES];
    for first in (0..design.members()).step_by(LANES) {
        design.fill(first, LANES, &mut rows);
        for (column, row) in columns.iter_mut().zip(rows.chunks(LANES)) {
            column.extend_from_slice(&row[..LANES.min((design.members() - first) as usize)]);
        }
    }
    columns
}

fn drawn(sampler: Sampler, copula: Copula) -> Vec<Vec<f64>> {
    columns(&Design::plain(priors(), MEMBERS, sampler, 7).unwrap().correlated(copula).unwrap())
}

fn sorted(column: &[f64]) -> Vec<f64> {
    let mut column = column.to_vec();
    column.sort_by(f64::total_cmp);
    column
}

#[test]
fn ranks_have_the_correlation_that_was_asked_for() {
    for sampler in SAMPLERS {
        for rank in [-1.0, -0.95, -0.5, 0.2, 0.7, 0.99, 1.0] {
            let columns = drawn(sampler, copula(&[(3, 1, rank)]));
            let found = rank_correlation(&columns[1], &columns[3]).unwrap();
            let near = if rank.abs() == 1.0 { 1e-12 } else { NEAR };
            assert!((found - rank).abs() < near, "{sampler:?}: {found} for {rank}");
            for (one, other) in [(0, 1), (0, 3), (2, 3)] {
                let found = rank_correlation(&columns[one], &columns[other]).unwrap();
                assert!(found.abs() < NEAR, "{sampler:?}: {found} between {one} and {other}");
            }
        }
    }
}

#[test]
fn three_that_go_together_have_all_three_correlations() {
    let asked = [(0, 1, 0.8), (1, 2, -0.6), (0, 2, -0.3)];
    for sampler in SAMPLERS {
        let columns = drawn(sampler, copula(&asked));
        for (one, other, rank) in asked {
            let found = rank_correlation(&columns[one], &columns[other]).unwrap();
            assert!((found - rank).abs() < NEAR, "{sampler:?}: {found} for {rank}");
        }
    }
}

/// Kolmogorov's distance between draws and their distribution is above 1.95/√n in one of a thousand samples (Smirnov
/// 1948, doi:10.1214/aoms/1177730256).
#[test]
fn each_parameter_by_itself_stays_as_it_was() {
    for sampler in SAMPLERS {
        let alone = drawn(sampler, Copula::default());
        let together = drawn(sampler, copula(&[(1, 3, 0.9), (1, 2, -0.4)]));
        assert!(together[0] == alone[0], "{sampler:?}: nothing is asked of it");
        assert!(together[1] == alone[1], "{sampler:?}: the first of those that go together");
        for (position, (_, prior)) in priors().iter().enumerate() {
            let furthest = sorted(&together[position]).into_iter().enumerate().fold(0.0_f64, |most, (at, value)| {
                let (expected, found) = (prior.cumulative(value), at as f64 / MEMBERS as f64);
                most.max((expected - found).abs()).max((found + 1.0 / MEMBERS as f64 - expected).abs())
            });
            assert!(furthest < 1.95 / 128.0, "{sampler:?}, {position}: {furthest}");
        }
    }
}

#[test]
fn parameters_with_one_prior_and_full_correlation_are_one_draw() {
    let priors = |_: usize| (0..3).map(|at| (ParameterIndex(at), Prior::Triangular { low: 0.0, mode: 1.0, high: 4.0 }));
    let copula = Copula::new(3, &[(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)]).unwrap();
    let design = Design::plain(priors(3).collect(), 1000, Sampler::Sobol, 1).unwrap().correlated(copula).unwrap();
    let columns = columns(&design);
    assert!(columns[1] == columns[2], "both are read at the first one's score");
    let furthest = columns[0].iter().zip(&columns[1]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(furthest < 1e-14, "{furthest}");
}

#[test]
fn a_scenario_that_holds_one_still_leaves_the_others_their_draws() {
    let pairs = [(0, 1, 0.8), (1, 3, 0.5)];
    for sampler in SAMPLERS {
        let free = drawn(sampler, copula(&pairs));
        let mut held = priors();
        held[1].1 = Prior::Fixed(2.0);
        let design = Design::plain(held, MEMBERS, sampler, 7).unwrap().correlated(copula(&pairs)).unwrap();
        let held = columns(&design);
        assert!(held[1].iter().all(|&value| value == 2.0));
        assert!([0, 2, 3].iter().all(|&other| held[other] == free[other]), "{sampler:?}");
    }
}

#[test]
fn a_member_is_the_same_in_any_block() {
    for sampler in SAMPLERS {
        let pairs = [(0, 1, 0.8), (1, 3, 0.4), (2, 3, -0.3)];
        let plain = Design::plain(priors(), 1000, sampler, 3).unwrap();
        let saltelli = Design::saltelli(priors(), &[vec![0, 1, 2, 3]], 300, sampler, 3).unwrap();
        for design in [plain, saltelli] {
            let design = design.correlated(copula(&pairs)).unwrap();
            let (mut block, mut alone) = (vec![0.0; 4 * LANES], vec![0.0; 4 * LANES]);
            design.fill(333, 50, &mut block);
            for lane in 0..50 {
                design.fill(333 + lane as u64, 1, &mut alone);
                assert!((0..4).all(|k| block[k * LANES + lane] == alone[k * LANES]), "{sampler:?}, lane {lane}");
            }
        }
    }
}

#[test]
fn groups_that_are_independent_of_each_other_can_be_told_apart() {
    let tied = || copula(&[(0, 2, 0.8)]);
    let groups = [vec![0, 2], vec![1, 3]];
    let design = |groups: &[Vec<usize>]| Design::saltelli(priors(), groups, 4096, Sampler::Sobol, 1).unwrap();
    let columns = columns(&design(&groups).correlated(tied()).unwrap());
    for matrix in 0..4 {
        let of = |position: usize| -> Vec<f64> { columns[position].iter().skip(matrix).step_by(4).copied().collect() };
        let found = rank_correlation(&of(0), &of(2)).unwrap();
        assert!((found - 0.8).abs() < 0.03, "matrix {matrix}: {found}");
    }
    // Members of a row are A, B, A with the first group of B, A with the second group of B.
    for row in columns[2].chunks(4).zip(columns[1].chunks(4)) {
        let (first, second) = row;
        assert_eq!([first[2], first[3]], [first[1], first[0]]);
        assert_eq!([second[2], second[3]], [second[0], second[1]]);
    }
    let across = design(&[vec![0], vec![1, 2, 3]]).correlated(tied());
    assert_eq!(across.err(), Some(DesignFault::Dependent(0, 2)));
}

/// With ρ, ρ and -ρ the determinant is (1 + ρ)² (1 - 2 ρ): none below 0 up to ρ = ½, a rank correlation of
/// 6/π asin(¼) = 0.4826, which is 0.536 times 0.9.
#[test]
fn what_cannot_be_is_named_with_the_fewest_that_contradict_each_other() {
    let pairs = [(0, 5, 0.3), (1, 2, 0.9), (2, 4, 0.9), (2, 5, 0.1), (1, 4, -0.9)];
    let fault = Copula::new(6, &pairs).unwrap_err();
    assert_eq!(fault, CopulaFault::Impossible { parameters: vec![1, 2, 4], factor: 0.53 });
    let smaller = pairs.map(|(one, other, rank)| (one, other, 0.53 * rank));
    assert!(Copula::new(6, &smaller).is_ok());
}

#[test]
fn correlations_at_the_edge_of_what_can_be_are_taken() {
    // Three that sum to nothing: each two have the correlation -½ of scores.
    let edge = 6.0 / PI * crate::math::asin(-0.25);
    for ([first, second, third], possible) in [
        ([edge, edge, edge], true),
        ([edge - 1e-4, edge, edge], false),
        ([1.0, 0.5, 0.5], true),
        ([1.0, 0.5, 0.4], false),
        ([-1.0, 1.0, -1.0], true),
        ([1.0, 0.0, 1.0], false),
    ] {
        let pairs = [(0, 1, first), (0, 2, second), (1, 2, third)];
        assert_eq!(Copula::new(3, &pairs).is_ok(), possible, "{pairs:?}");
    }
}

#[test]
fn pairs_are_checked() {
    for (pairs, fault) in [
        (&[(0, 0, 1.0)][..], CopulaFault::Pair(0)),
        (&[(0, 1, 0.5), (0, 4, 0.5)], CopulaFault::Pair(1)),
        (&[(0, 1, 0.5), (2, 3, 0.1), (1, 0, 0.5)], CopulaFault::Pair(2)),
        (&[(0, 1, 1.5)], CopulaFault::Pair(0)),
        (&[(0, 1, f64::NAN)], CopulaFault::Pair(0)),
    ] {
        assert_eq!(Copula::new(4, pairs).err(), Some(fault), "{pairs:?}");
    }
    let star: Vec<(usize, usize, f64)> = (1..=MOST_TIED).map(|other| (0, other, 0.01)).collect();
    assert_eq!(Copula::new(2_000, &star).err(), Some(CopulaFault::TooMany));
    let design = Design::plain(priors(), 8, Sampler::Sobol, 1).unwrap();
    let other = Copula::new(5, &[(0, 1, 0.5)]).unwrap();
    assert_eq!(design.correlated(other).err(), Some(DesignFault::Copula));
}
