//! Against the closed form of a linear model, and the scores against integrals.

use super::*;
use crate::design::{LANES, Sampler};
use crate::math::{exp, normal_quantile};

/// The columns of `model` over a design.
fn outcomes(design: &Design, model: impl Fn(&[f64]) -> Vec<f64>, targets: usize) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::new(); targets];
    let mut rows = vec![0.0; design.varied().len() * LANES];
    for first in (0..design.members()).step_by(LANES) {
        design.fill(first, LANES, &mut rows);
        for lane in 0..LANES.min((design.members() - first) as usize) {
            let parameters: Vec<f64> = rows.chunks(LANES).map(|row| row[lane]).collect();
            columns.iter_mut().zip(model(&parameters)).for_each(|(column, value)| column.push(value));
        }
    }
    columns
}

fn normal(index: u32, mean: f64, sd: f64) -> (ParameterIndex, Prior) {
    (ParameterIndex(index), Prior::Normal { mean, sd })
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{found} for {expected}");
    }
}

/// Two parameters with priors N(1, 2²) and N(0, 1), a third on which nothing bears, and y = (a + b, a − 2b) observed as
/// (4, 1) with deviations ½ and 1.
///
/// In scores, a = 1 + 2 z₁ and b = z₂, so J has the rows (4, 2) and (2, −2), r(0) = (−6, 0), and
/// P = I + JᵀJ = [21 4; 4 9], −Jᵀr = (24, 12); P⁻¹ = [9 −4; −4 21] / 173, z = (168, 156)/173.
#[test]
fn a_linear_model_has_its_closed_form() {
    let priors = [normal(0, 1.0, 2.0), normal(1, 0.0, 1.0), normal(2, 5.0, 3.0)];
    let targets =
        [Target { observed: 4.0, sd: 0.5, logarithmic: false }, Target { observed: 1.0, sd: 1.0, logarithmic: false }];
    let model = |p: &[f64]| vec![p[0] + p[1], p[0] - 2.0 * p[1]];
    let mut runs = Vec::new();
    let mut run = |design: &Design| {
        runs.push(design.members());
        outcomes(design, model, 2)
    };
    let posterior = fit(&mut run, &priors, &Copula::default(), &targets).unwrap();
    assert!(posterior.converged());
    assert!(runs.iter().all(|&members| members == 7), "{runs:?}");
    close(posterior.scores(), &[168.0 / 173.0, 156.0 / 173.0, 0.0], 1e-8);
    close(&posterior.values(), &[1.0 + 336.0 / 173.0, 156.0 / 173.0, 5.0], 1e-8);
    close(&posterior.spreads(), &[(9.0_f64 / 173.0).sqrt(), (21.0_f64 / 173.0).sqrt(), 1.0], 1e-8);

    let design = posterior.design(4096, Sampler::Sobol, 3).unwrap();
    let (mut block, mut alone) = (vec![0.0; 3 * LANES], vec![0.0; 3 * LANES]);
    design.fill(640, LANES, &mut block);
    design.fill(677, 1, &mut alone);
    assert!((0..3).all(|k| block[k * LANES + 37] == alone[k * LANES]), "the same member in another block differs");

    let draws = outcomes(&design, |p| vec![(p[0] - 1.0) / 2.0, p[1], (p[2] - 5.0) / 3.0], 3);
    let mean = |column: &[f64]| column.iter().sum::<f64>() / column.len() as f64;
    let means: Vec<f64> = draws.iter().map(|column| mean(column)).collect();
    close(&means, &[168.0 / 173.0, 156.0 / 173.0, 0.0], 1e-3);
    let covariance = |i: usize, j: usize| {
        let products = draws[i].iter().zip(&draws[j]).map(|(x, y)| (x - means[i]) * (y - means[j]));
        mean(&products.collect::<Vec<f64>>())
    };
    let found = [covariance(0, 0), covariance(0, 1), covariance(1, 1), covariance(2, 2), covariance(0, 2)];
    close(&found, &[9.0 / 173.0, -4.0 / 173.0, 21.0 / 173.0, 1.0, 0.0], 5e-3);
}

/// Two normal parameters whose ranks have the correlation ½, their scores so ρ = 2 sin 15° = 0.5176; the first is
/// observed as 2 with the deviation 1. The second then has the mean ρ and the variance 1 - ρ²/2, the first the mean 1 and
/// the variance ½, and their covariance is ρ/2.
#[test]
fn what_goes_together_learns_together() {
    let copula = Copula::new(2, &[(0, 1, 0.5)]).unwrap();
    let rho = 0.517_638_090_205_041_5_f64;
    let targets = [Target { observed: 2.0, sd: 1.0, logarithmic: false }];
    let mut run = |design: &Design| outcomes(design, |p| vec![p[0]], 1);
    let posterior = fit(&mut run, &[normal(0, 0.0, 1.0), normal(1, 0.0, 1.0)], &copula, &targets).unwrap();
    close(&posterior.values(), &[1.0, rho], 1e-8);
    let design = posterior.design(4096, Sampler::Sobol, 3).unwrap();
    let draws = outcomes(&design, |p| vec![p[0] - 1.0, p[1] - rho], 2);
    let mean = |i: usize, j: usize| draws[i].iter().zip(&draws[j]).map(|(x, y)| x * y).sum::<f64>() / 4096.0;
    close(&[mean(0, 0), mean(0, 1), mean(1, 1)], &[0.5, rho / 2.0, 1.0 - rho * rho / 2.0], 5e-3);
}

/// ln y = ln p + ln q is linear in the scores of two lognormal priors: each takes its part of the shift.
#[test]
fn logarithms_make_a_product_linear() {
    let lognormal = |index, sigma| (ParameterIndex(index), Prior::LogNormal { median: 10.0, sigma });
    let targets = [Target { observed: 200.0, sd: 0.1, logarithmic: true }];
    let mut run = |design: &Design| outcomes(design, |p| vec![p[0] * p[1]], 1);
    let posterior = fit(&mut run, &[lognormal(0, 0.4), lognormal(1, 0.2)], &Copula::default(), &targets).unwrap();
    // z = J · ln 2 / 0.1 / (1 + JJᵀ) with J = (4, 2).
    let scale = ln(2.0) / 0.1 / 21.0;
    close(posterior.scores(), &[4.0 * scale, 2.0 * scale], 1e-6);
}

#[test]
fn steps_into_nothing_are_taken_back() {
    // Undefined below zero, and so steep that the first full step leaves it.
    let priors = [(ParameterIndex(0), Prior::Uniform { low: -1.0, high: 4.0 })];
    let targets = [Target { observed: 0.02, sd: 0.001, logarithmic: true }];
    let mut run = |design: &Design| outcomes(design, |p| vec![if p[0] < 0.0 { f64::NAN } else { p[0] * p[0] }], 1);
    let posterior = fit(&mut run, &priors, &Copula::default(), &targets).unwrap();
    assert!(posterior.converged());
    close(&posterior.values(), &[0.02_f64.sqrt()], 1e-4);
}

#[test]
fn a_growth_rate_is_found_from_its_path() {
    let priors = [
        (ParameterIndex(0), Prior::Pert { low: 0.0, mode: 0.3, high: 1.0 }),
        (ParameterIndex(1), Prior::LogNormal { median: 50.0, sigma: 1.0 }),
    ];
    let path = |p: &[f64]| (0..6).map(|year| p[1] * exp(p[0] * f64::from(year))).collect::<Vec<f64>>();
    let targets: Vec<Target> =
        path(&[0.55, 80.0]).into_iter().map(|observed| Target { observed, sd: 0.01, logarithmic: true }).collect();
    let posterior =
        fit(&mut |design: &Design| outcomes(design, path, 6), &priors, &Copula::default(), &targets).unwrap();
    let values = posterior.values();
    assert!((values[0] / 0.55 - 1.0).abs() < 0.01 && (values[1] / 80.0 - 1.0).abs() < 0.01, "{values:?}");
    assert!(posterior.spreads().iter().all(|&spread| spread < 0.1));
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let priors = [normal(0, -1.0, 1.0)];
    let target = |observed, sd, logarithmic| Target { observed, sd, logarithmic };
    let cases = [
        (vec![target(1.0, 0.0, false)], CalibrationFault::Target(0)),
        (vec![target(1.0, 1.0, false), target(-1.0, 1.0, true)], CalibrationFault::Target(1)),
        (vec![target(1.0, 1.0, true)], CalibrationFault::Start(0)),
        (vec![target(1.0, 1.0, false); 2], CalibrationFault::Shape),
    ];
    for (targets, expected) in cases {
        let mut run = |design: &Design| outcomes(design, |p| vec![p[0]], 1);
        assert_eq!(fit(&mut run, &priors, &Copula::default(), &targets).err(), Some(expected));
    }
}

#[test]
fn crps_matches_its_definitions() {
    let cases = [
        // A point: the distance.
        (vec![3.0], 5.0, 2.0),
        // ∫ (F − 1{x ≥ 1})² over 0..1 where F = ½, and the same the other side.
        (vec![0.0, 2.0], 1.0, 0.5),
        (vec![0.0, 2.0], 0.0, 0.5),
        (vec![0.0, 1.0, 2.0, 7.0], 1.0, 1.0 / 16.0 + 1.0 / 4.0 + 5.0 / 16.0),
    ];
    for (sample, observed, expected) in cases {
        assert!((crps(&sample, observed) - expected).abs() < 1e-15, "{sample:?}: {}", crps(&sample, observed));
    }
    // Standard normal at 0: 2 φ(0) − 1/√π = 0.2336949772551 (Gneiting and Raftery 2007, equation 5).
    let sample: Vec<f64> = (0..10_000).map(|i| normal_quantile((f64::from(i) + 0.5) / 10_000.0)).collect();
    assert!((crps(&sample, 0.0) - 0.2336949772551).abs() < 1e-4);
    assert!(crps(&[], 0.0).is_nan());
}

#[test]
fn intervals_and_coverage() {
    let sample: Vec<f64> = (0..=100).map(f64::from).collect();
    assert_eq!(central_interval(&sample, 0.5), (25.0, 75.0));
    assert_eq!(coverage(&[(0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (2.0, 3.0)], &[0.5, 1.0, 1.5, 0.0]), 0.5);
}
