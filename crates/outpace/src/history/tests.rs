//! A model that grows by a known rate, against facts that were made from it.

use super::*;
use crate::fixture::{Small, past};

/// The study with a binding of the fleet of Acme to the level, and further settings.
fn bound(more: &str) -> String {
    format!(
        "title = 'Robots'\nquestion = 'q'\nmodel = 'model.mdl'\nhorizon = [2020, 2029]\n{more}\n\
         [[bind]]\nmetric = 'fleet'\nentity = 'acme'\nvariable = 'level'\nsd = 0.05\n"
    )
}

/// Ten robots more each year.
const TEN_A_YEAR: &str = "acme fleet 2020 10 - - early\nacme fleet 2021 20 - - early\nacme fleet 2022 30 - - early
                          acme fleet 2023 40 - - early\nacme fleet 2024 50 - - late\nacme fleet 2025-06 55 - - late";

const BACKTEST: &str = "[backtest]\nuntil = 2022\n";

#[test]
fn each_year_that_facts_cover_stands_beside_the_simulated_one() {
    let study = Small { facts: TEN_A_YEAR, files: vec![("study.toml", bound(""))], ..Small::default() }.study();
    let history = past(&study);
    let rows: Vec<(i16, f64, f64)> = history.rows.iter().map(|row| (row.year, row.observed, row.simulated)).collect();
    // With a = 1 and b = 0 the level at the end of each year is the number of years since 2020 began.
    let years = [(2020, 10.0, 1.0), (2021, 20.0, 2.0), (2022, 30.0, 3.0), (2023, 40.0, 4.0), (2024, 50.0, 5.0)];
    assert_eq!(rows.get(..5), Some(&years[..]), "{rows:?}");
    assert!(history.rows.iter().all(|row| row.sources.len() == 1));
    assert!(history.backtest.is_none());
}

#[test]
fn a_flow_is_compared_with_the_mean_rate_of_its_year() {
    let settings = bound("").replace("'fleet'", "'sold'").replace("'level'", "'flow'");
    let facts = "acme sold 2022 2.5 - - early";
    let study = Small { facts, files: vec![("study.toml", settings)], ..Small::default() }.study();
    // The flow of (t - 2020) over 2022 goes from 2 to 3.
    let rows = past(&study).rows;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.observed, row.simulated), (2.5, 2.5));
}

#[test]
fn facts_outside_the_binding_or_the_simulation_are_left_out() {
    let settings = bound("") + "from = 2021\nto = 2022\n";
    let facts = "acme fleet 2019 1 - - early\nacme fleet 2020 10 - - early\nacme fleet 2021 20 - - early
                 acme fleet 2022 30 - - early\nacme fleet 2023 40 - - early";
    let study = Small { facts, files: vec![("study.toml", settings)], ..Small::default() }.study();
    let years: Vec<i16> = past(&study).rows.iter().map(|row| row.year).collect();
    assert_eq!(years, [2021, 2022]);
}

/// The backtest of the facts above with this prior of the yearly growth.
fn backtest(prior: &'static str) -> Option<Backtest> {
    let files = vec![("study.toml", bound(BACKTEST))];
    let study = Small { facts: TEN_A_YEAR, priors: prior, files, ..Small::default() }.study();
    past(&study).backtest
}

#[test]
fn a_model_that_is_right_predicts_the_years_after_its_fit() {
    let backtest = backtest("a,,robots/Year,uniform,0,30,,growth").expect("a backtest");
    assert_eq!((backtest.until, backtest.fitted), (2022, 3));
    assert_eq!(backtest.coverage, 1.0);
    for (prediction, observed) in backtest.predictions.iter().zip([40.0, 50.0]) {
        let [low, middle, high] = prediction.quantiles;
        assert!((middle / observed - 1.0).abs() < 0.03, "{middle} is not {observed}");
        assert!(low < observed && observed < high, "{low} {high}");
        // Three observations to five percent each give the rate to about three.
        assert!((0.05..0.15).contains(&((high - low) / observed)), "{low} {high}");
        assert!(prediction.relative_crps < 0.02, "{}", prediction.relative_crps);
    }
}

#[test]
fn a_model_that_cannot_be_right_is_told_so() {
    let backtest = backtest("a,,robots/Year,uniform,0,5,,growth").expect("a backtest");
    assert_eq!(backtest.coverage, 0.0);
    assert!(backtest.predictions.iter().all(|prediction| prediction.relative_crps > 0.4));
}

#[test]
fn without_facts_on_both_sides_there_is_no_backtest() {
    let files = vec![("study.toml", bound("[backtest]\nuntil = 2026\n"))];
    let priors = "a,,robots/Year,uniform,0,30,,growth";
    let study = Small { facts: TEN_A_YEAR, priors, files, ..Small::default() }.study();
    assert!(past(&study).backtest.is_none());
}
