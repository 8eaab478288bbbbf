//! Against the closed forms of two functions everybody tests with.

use super::*;
use crate::ParameterIndex;
use crate::design::{Design, LANES, Sampler};
use crate::draw::Prior;
use crate::math::{pow, sin};

/// The outcomes of `function` over a Saltelli design of uniform parameters.
fn run(function: impl Fn(&[f64]) -> f64, ranges: &[(f64, f64)], groups: &[Vec<usize>], rows: u64) -> Vec<f64> {
    let priors = ranges.iter().enumerate();
    let priors = priors.map(|(i, &(low, high))| (ParameterIndex(i as u32), Prior::Uniform { low, high })).collect();
    let design = Design::saltelli(priors, groups, rows, Sampler::Sobol, 11).unwrap();
    let mut rows = vec![0.0; ranges.len() * LANES];
    let mut outcomes = Vec::new();
    for first in (0..design.members()).step_by(LANES) {
        design.fill(first, LANES, &mut rows);
        for lane in 0..LANES.min((design.members() - first) as usize) {
            let parameters: Vec<f64> = rows.chunks(LANES).map(|row| row[lane]).collect();
            outcomes.push(function(&parameters));
        }
    }
    outcomes
}

fn singles(count: usize) -> Vec<Vec<usize>> {
    (0..count).map(|position| vec![position]).collect()
}

fn assert_indices(found: &SobolIndices, expected: &[(f64, f64)], tolerance: f64) {
    for (group, (found, &(first, total))) in found.groups.iter().zip(expected).enumerate() {
        assert!((found.first.value - first).abs() < tolerance, "S of {group}: {} for {first}", found.first.value);
        assert!((found.total.value - total).abs() < tolerance, "T of {group}: {} for {total}", found.total.value);
    }
}

/// Ishigami and Homma 1990: sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ with a = 7, b = 0.1, on [−π, π]³.
#[test]
fn ishigami() {
    let pi = std::f64::consts::PI;
    // A mean far from zero must not matter.
    let function =
        |x: &[f64]| 1000.0 + sin(x[0]) + 7.0 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0]);
    let outcomes = run(function, &[(-pi, pi); 3], &singles(3), 4096);
    let found = sobol_indices(&outcomes, 3, 200, 1).unwrap();

    let (a, b, pi4) = (7.0, 0.1, pi * pi * pi * pi);
    let one = 0.5 * (1.0 + b * pi4 / 5.0) * (1.0 + b * pi4 / 5.0);
    let two = a * a / 8.0;
    let both = b * b * pi4 * pi4 * (1.0 / 18.0 - 1.0 / 50.0);
    let variance = one + two + both;
    assert!((found.variance / variance - 1.0).abs() < 0.01);
    let expected = [(one, one + both), (two, two), (0.0, both)].map(|(s, t)| (s / variance, t / variance));
    assert_indices(&found, &expected, 0.02);
    for (group, &(_, total)) in found.groups.iter().zip(&expected) {
        let (low, high) = group.total.interval(0.99);
        assert!(low < total && total < high, "{total} outside [{low}, {high}]");
    }
    assert_eq!(found.groups[0].total.probability(|total| total > 0.5), 1.0);
}

/// Sobol's g function, ∏ (|4xᵢ − 2| + aᵢ)/(1 + aᵢ) with a = 0, 1, 9, 99: Vᵢ = 1/(3(1 + aᵢ)²).
#[test]
fn sobol_g_alone_and_in_groups() {
    let a = [0.0, 1.0, 9.0, 99.0];
    let function = |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product::<f64>();
    let part = a.map(|a| 1.0 / (3.0 * pow(1.0 + a, 2.0)));
    let variance = part.iter().map(|v| 1.0 + v).product::<f64>() - 1.0;
    let first = |group: &[usize]| (group.iter().map(|&i| 1.0 + part[i]).product::<f64>() - 1.0) / variance;
    for groups in [singles(4), vec![vec![0, 2], vec![1, 3]]] {
        let outcomes = run(function, &[(0.0, 1.0); 4], &groups, 4096);
        let found = sobol_indices(&outcomes, groups.len(), 0, 1).unwrap();
        let expected: Vec<(f64, f64)> = groups
            .iter()
            .map(|group| {
                let others: Vec<usize> = (0..4).filter(|position| !group.contains(position)).collect();
                (first(group), 1.0 - first(&others))
            })
            .collect();
        assert_indices(&found, &expected, 0.02);
    }
}

#[test]
fn rows_that_are_not_finite_are_dropped_whole() {
    let function = |x: &[f64]| x[0] + 2.0 * x[1];
    let mut outcomes = run(function, &[(0.0, 1.0); 2], &singles(2), 512);
    outcomes[5] = f64::NAN;
    outcomes[403] = f64::INFINITY;
    let found = sobol_indices(&outcomes, 2, 0, 1).unwrap();
    assert_eq!((found.rows, found.dropped), (510, 2));
    assert_indices(&found, &[(0.2, 0.2), (0.8, 0.8)], 0.02);
}

#[test]
fn what_cannot_be_told_says_why() {
    let nan = f64::NAN;
    let cases: [(&[f64], SensitivityFault); 4] = [
        (&[], SensitivityFault::Shape),
        (&[1.0; 7], SensitivityFault::Shape),
        (&[nan, 1.0, 1.0, 1.0, 1.0, 1.0], SensitivityFault::Rows),
        (&[0.1; 9], SensitivityFault::Variance),
    ];
    for (outcomes, expected) in cases {
        assert_eq!(sobol_indices(outcomes, 1, 10, 1).err(), Some(expected));
    }
}

#[test]
fn the_bootstrap_is_the_same_for_the_same_seed() {
    let outcomes = run(|x| x[0] * x[1], &[(0.0, 1.0); 2], &singles(2), 128);
    let indices = |seed| sobol_indices(&outcomes, 2, 50, seed).unwrap();
    assert_eq!(indices(3), indices(3));
    assert_ne!(indices(3), indices(4));
}
