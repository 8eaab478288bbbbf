//! Verdicts on small studies whose probabilities can be worked out by hand.

use super::*;
use crate::fixture::{Small, futures, settings, verdict};
use crate::run::{Plan, run};
use jiff::civil::date;
use outpace_study::claim::Outcome;

fn kind_and_share(small: &Small) -> (VerdictKind, f64) {
    let verdict = verdict(small);
    (verdict.kind, verdict.probability.expect("evidence"))
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.02, "{found} is not within 0.02 of {expected}");
}

#[test]
fn one_fact_decides() {
    for (holds, expected) in [
        ("fleet[acme] @ 2024 > 80 robots", VerdictKind::Holds),
        ("fleet[acme] @ 2024 > 0.08 thousand robots", VerdictKind::Holds),
        ("fleet[acme] @ 2024 < 80 robots", VerdictKind::Fails),
        ("fleet[acme] @ 2023 > 80 robots", VerdictKind::NoEvidence),
        // What is false whatever the missing value may be is false.
        ("fleet[acme] @ 2024 < 80 robots :AND: fleet[acme] @ 2023 > 80 robots", VerdictKind::Fails),
        ("fleet[acme] @ 2024 > 80 robots :OR: fleet[acme] @ 2023 > 80 robots", VerdictKind::Holds),
        ("fleet[acme] @ 2024 > 80 robots :AND: fleet[acme] @ 2023 > 80 robots", VerdictKind::NoEvidence),
    ] {
        let small = Small { facts: "acme fleet 2024 100 - - early", ..Small::claiming("evidence", holds) };
        assert_eq!(verdict(&small).kind, expected, "{holds}");
    }
}

#[test]
fn two_sources_that_disagree_contest() {
    let facts = "acme fleet 2024 100 - - early\nacme fleet 2024 200 - - late";
    let (kind, share) =
        kind_and_share(&Small { facts, ..Small::claiming("evidence", "fleet[acme] @ 2024 > 150 robots") });
    assert_eq!(kind, VerdictKind::Contested);
    near(share, 0.5);
    // Where they agree on the statement they contest nothing.
    let (kind, share) =
        kind_and_share(&Small { facts, ..Small::claiming("evidence", "fleet[acme] @ 2024 > 50 robots") });
    assert_eq!((kind, share), (VerdictKind::Holds, 1.0));
}

#[test]
fn an_interval_is_a_triangle() {
    // Mode 10 between 5 and 20: P(x > c) is (20 - c)² / (15 · 10) above the mode, 1 - (c - 5)² / (15 · 5) below.
    let facts = "acme fleet 2024 10 5 20 early";
    for (holds, expected, kind) in [
        ("fleet[acme] @ 2024 > 15 robots", 25.0 / 150.0, VerdictKind::Unlikely),
        ("fleet[acme] @ 2024 > 10 robots", 100.0 / 150.0, VerdictKind::Likely),
        ("fleet[acme] @ 2024 > 8 robots", 1.0 - 9.0 / 75.0, VerdictKind::Likely),
        ("fleet[acme] @ 2024 > 11 robots", 81.0 / 150.0, VerdictKind::Open),
        ("fleet[acme] @ 2024 > 6 robots", 1.0 - 1.0 / 75.0, VerdictKind::Holds),
        ("fleet[acme] @ 2024 > 18 robots", 4.0 / 150.0, VerdictKind::Fails),
    ] {
        let (found, share) = kind_and_share(&Small { facts, ..Small::claiming("evidence", holds) });
        near(share, expected);
        // At exactly two thirds the word may fall on either side.
        assert!(found == kind || (expected - 2.0 / 3.0).abs() < 1e-9, "{holds}: {found:?} {share}");
    }
}

#[test]
fn a_fact_compared_with_itself_is_the_same_draw() {
    let facts = "acme fleet 2024 10 5 20 early";
    let holds = "fleet[acme] @ 2024 * 2 = fleet[acme] @ 2024 + fleet[acme] @ 2024";
    let (kind, share) = kind_and_share(&Small { facts, ..Small::claiming("evidence", holds) });
    assert_eq!((kind, share), (VerdictKind::Holds, 1.0));
}

#[test]
fn what_was_not_known_then_does_not_count_then() {
    let facts = "acme fleet 2024 100 - - early\nacme fleet 2024 300 - - late";
    let study = Small { facts, ..Small::claiming("evidence", "fleet[acme] @ 2024 > 200 robots") }.study();
    let futures = futures(&study);
    let kind = |vintage| judge(&study, &futures, vintage).verdicts[0].kind;
    assert_eq!(kind(Some(date(2025, 1, 31))), VerdictKind::NoEvidence);
    assert_eq!(kind(Some(date(2025, 2, 1))), VerdictKind::Fails, "the first count is out");
    assert_eq!(kind(Some(date(2025, 8, 31))), VerdictKind::Fails);
    assert_eq!(kind(Some(date(2025, 9, 1))), VerdictKind::Contested, "and the second");
    assert_eq!(kind(None), VerdictKind::Contested);
}

#[test]
fn a_verdict_cites_the_sources_that_it_rests_on() {
    let facts = "acme fleet 2024 100 - - late\nglobex fleet 2024 90 - - early\ninitech fleet 2024 1 - - other";
    let small = Small { facts, ..Small::claiming("evidence", "fleet[acme] @ 2024 > fleet[globex] @ 2024") };
    let study = small.study();
    let named: Vec<&str> =
        verdict(&small).sources.iter().map(|source| study.evidence.sources[*source].id.as_str()).collect();
    assert_eq!(named, ["early", "late"]);
}

#[test]
fn readings_that_point_different_ways_contest_and_are_the_hinge() {
    let readings = [
        ("alone", "fleet[acme] @ 2024 > 150 robots"),
        ("with the subsidiary", "fleet[acme] @ 2024 + fleet[globex] @ 2024 > 150 robots"),
        ("unknown", "fleet[initech] @ 2024 > 1 robots"),
    ];
    let facts = "acme fleet 2024 100 - - early\nglobex fleet 2024 90 - - early";
    let verdict = verdict(&Small { facts, ..Small::reading("evidence", &readings) });
    assert_eq!(verdict.kind, VerdictKind::Contested);
    assert_eq!(verdict.probability, Some(0.5), "the mean over readings with evidence");
    let favourable = vec!["with the subsidiary".to_string()];
    assert_eq!(verdict.hinge, Hinge::Readings { favourable, unfavourable: vec!["alone".into()] });
    assert_eq!(verdict.readings[2].kind, VerdictKind::NoEvidence);
    assert_eq!(verdict.readings[2].missing, ["fleet of Initech: no fact at all"]);
}

/// The fact on which a claim hinges, what it is, and what would turn the claim.
fn hinge(holds: &str) -> Option<(String, f64, f64)> {
    let facts = "acme fleet 2024 100 - - early\nglobex fleet 2024 150 - - early\ninitech fleet 2024 0 - - early";
    match verdict(&Small { facts, ..Small::claiming("evidence", holds) }).hinge {
        Hinge::Fact { what, is, turns_at, unit, .. } => {
            assert_eq!(unit, "robots");
            Some((what, is, turns_at))
        }
        Hinge::Nothing => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_claim_about_facts_hinges_on_the_fact_that_turns_it_soonest() {
    for (holds, what, is, turns_at) in [
        ("fleet[acme] @ 2024 > 80 robots", "fleet[Acme] @ 2024", 100.0, 80.0),
        ("fleet[acme] @ 2024 > 300 robots", "fleet[Acme] @ 2024", 100.0, 300.0),
        // The sum of 250 falls to 200 when 150 falls by a third or 100 by half: a third is nearer.
        ("fleet[acme] @ 2024 + fleet[globex] @ 2024 > 200 robots", "fleet[Globex] @ 2024", 150.0, 100.0),
        // Its square turns at the root.
        ("fleet[acme] @ 2024 * fleet[acme] @ 2024 < 14400 robots * 1 robots", "fleet[Acme] @ 2024", 100.0, 120.0),
        // Of a conjunction it is enough to turn one part: 150 to 140 is nearer than 100 to 90.
        (
            "fleet[acme] @ 2024 > 90 robots :AND: fleet[globex] @ 2024 > 140 robots",
            "fleet[Globex] @ 2024",
            150.0,
            140.0,
        ),
    ] {
        let (found, value, turning) = hinge(holds).unwrap_or_else(|| panic!("{holds}: nothing"));
        assert_eq!((found.as_str(), value), (what, is), "{holds}");
        assert!((turning / turns_at - 1.0).abs() < 2e-4, "{holds}: {turning} is not {turns_at}");
    }
}

#[test]
fn a_claim_may_hinge_on_no_single_fact() {
    assert_eq!(hinge("fleet[acme] @ 2024 > 1 robots"), None, "not within a factor of ten");
    assert_eq!(hinge("fleet[initech] @ 2024 < 1 robots"), None, "nought stays nought");
}

#[test]
fn what_is_missing_is_the_hinge_where_nothing_else_is() {
    let holds =
        "fleet[acme] @ 2023 > 1 robots :AND: fleet[acme] @ 2023 < 9 robots :AND: sold[globex] @ 2024 > 1 robots";
    let verdict = verdict(&Small { facts: "acme fleet 2024 100 - - early", ..Small::claiming("evidence", holds) });
    let Hinge::Missing(missing) = verdict.hinge else { panic!("{:?}", verdict.hinge) };
    assert_eq!(missing.len(), 2, "each once: {missing:?}");
    assert!(missing[0].starts_with("fleet of Acme, 2023") && missing[1].starts_with("sold of Globex"), "{missing:?}");
}

/// `a` and `b` uniform between 0 and 1.
const UNIFORM: &str = "a,,robots/Year,uniform,0,1,,first\nb,,robots/Year,uniform,0,1,,second";

#[test]
fn futures_have_the_share_that_their_distribution_says() {
    for (rows, holds, expected) in [
        // 5 a > 3 with a uniform between 0 and 2: 1 - 0.6 / 2.
        ("a,,robots/Year,uniform,0,2,,first", "level @ 2024 > 3 robots", 0.7),
        // The mean of 2024 of a flow of a (t - 2020) is 4.5 a.
        ("a,,robots/Year,uniform,0,2,,first", "flow @ 2024 > 4.5 robots/Year", 0.5),
        // One standard deviation above the mean: 1 - Φ(1).
        ("a,,robots/Year,normal,1,0.5,,first", "level @ 2024 > 7.5 robots", 0.158_655),
        // One of the logarithm below the median: Φ(1).
        ("a,,robots/Year,lognormal,1,1,,first", "level @ 2024 > 5 robots * EXP(-1)", 0.841_345),
        // The sum of two uniform ones is a triangle: P(a + b > 1.5) = 0.5² / 2.
        (UNIFORM, "level @ 2024 > 7.5 robots", 0.125),
        // Nothing varies.
        ("", "level @ 2024 > 4.9 robots", 1.0),
        ("", "level @ 2024 = 5 robots", 1.0),
    ] {
        let verdict = verdict(&Small { priors: rows, ..Small::claiming("future", holds) });
        near(verdict.probability.expect("futures"), expected);
        assert_ne!(verdict.kind, VerdictKind::Holds, "a future never holds");
    }
}

#[test]
fn a_statistic_is_one_number_for_all_futures() {
    for (holds, expected) in [
        ("PROBABILITY(level @ 2024 > 7.5 robots) < 0.15", 1.0),
        ("PROBABILITY(level @ 2024 > 7.5 robots) < 0.10", 0.0),
        ("ABS(MEAN(level @ 2024) - 5 robots) < 0.05 robots", 1.0),
        // The median of the sum of two uniform ones is 1; its upper eighth begins at 1.5.
        ("ABS(QUANTILE(level @ 2024, 0.875) - 7.5 robots) < 0.1 robots", 1.0),
    ] {
        let verdict = verdict(&Small { priors: UNIFORM, ..Small::claiming("future", holds) });
        assert_eq!(verdict.probability, Some(expected), "{holds}");
    }
}

#[test]
fn sensitivity_to_groups_is_a_matter_of_variances() {
    // b varies three times as widely: nine tenths of the variance of the sum.
    let rows = "a,,robots/Year,uniform,0,1,,first\nb,,robots/Year,uniform,0,3,,second";
    for (holds, expected) in [
        ("SOBOL TOTAL(level @ 2024, second) > 0.8", 1.0),
        ("SOBOL TOTAL(level @ 2024, first) > 0.3", 0.0),
        ("SOBOL FIRST(level @ 2024, second) > SOBOL FIRST(level @ 2024, first)", 1.0),
        // Beside a test of the futures: both must hold.
        ("SOBOL TOTAL(level @ 2024, second) > 0.8 :AND: level @ 2024 > 0 robots", 1.0),
        // P(a + b > 1.5) with a below 1 and b below 3: 1 - (1.5 - 0.5) / 3.
        ("SOBOL TOTAL(level @ 2024, second) > 0.8 :AND: level @ 2024 > 7.5 robots", 2.0 / 3.0),
    ] {
        let verdict = verdict(&Small { priors: rows, ..Small::claiming("future", holds) });
        near(verdict.probability.expect("futures"), expected);
        let Hinge::Groups(groups) = verdict.hinge else { panic!("{holds}: {:?}", verdict.hinge) };
        assert_eq!(groups[0].0, "second");
    }
}

#[test]
fn a_claim_about_futures_hinges_on_the_parameters_that_go_with_it() {
    let rows = "a,,robots/Year,uniform,0,1,,first\nb,,robots/Year,uniform,0,3,,second\nidle,,Dmnl,uniform,0,1,,third";
    let verdict = verdict(&Small { priors: rows, ..Small::claiming("future", "level @ 2024 < 7.5 robots") });
    let Hinge::Parameters(ranked) = verdict.hinge else { panic!("{:?}", verdict.hinge) };
    let names: Vec<&str> = ranked.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["b", "a"]);
    assert!(ranked[0].1 > 0.9 && (0.2..0.45).contains(&ranked[1].1), "{ranked:?}");
}

#[test]
fn draw_and_future_of_the_same_number_meet() {
    // A fact uniform between nothing and something against a future that is 5: the fact alone decides.
    let facts = "acme fleet 2024 5 0 10 early";
    let small = Small { facts, ..Small::claiming("both", "fleet[acme] @ 2024 > level @ 2024") };
    near(verdict(&small).probability.expect("both"), 0.5);
}

#[test]
fn scenarios_share_their_draws() {
    let scenarios = "[[scenario]]\nid = 'other'\nname = 'Other'\n[scenario.set]\nidle = 1\n\
                     [[scenario]]\nid = 'fixed'\nname = 'Fixed'\n[scenario.set]\na = 0\n";
    let holds = "UNDER(other, level @ 2024) = level @ 2024 :AND: UNDER(fixed, level @ 2024) <= level @ 2024";
    let small = Small {
        priors: UNIFORM,
        files: vec![("scenarios.toml", scenarios.to_string())],
        ..Small::claiming("future", holds)
    };
    let study = small.study();
    let futures = futures(&study);
    let column = |scenario: usize| -> Vec<u64> {
        let (_, column) = futures.columns.iter().find(|(outcome, _)| outcome.scenario == scenario).expect("a column");
        column.iter().map(|value| value.to_bits()).collect()
    };
    let (base, other, fixed) = (column(0), column(1), column(2));
    assert!(base == other, "where nothing changes, every bit is the same");
    assert!(base != fixed);
    assert_eq!(judge(&study, &futures, None).verdicts[0].probability, Some(1.0));
    // With a fixed the level is 5 b, and b is that of the base although a comes before it in the design.
    for (member, bits) in fixed.iter().enumerate().take(100) {
        assert!((f64::from_bits(*bits) - 5.0 * futures.draws[1][member]).abs() < 1e-12);
    }
}

#[test]
fn outside_the_simulated_time_there_is_no_evidence() {
    for (holds, when) in [("level @ 2031 > 1 robots", "after"), ("flow @ 2019 > 1 robots/Year", "before")] {
        let verdict = verdict(&Small::claiming("future", holds));
        assert_eq!(verdict.kind, VerdictKind::NoEvidence, "{when}");
        assert_eq!(verdict.hinge, Hinge::Missing(vec!["the model has no value for the period".into()]));
    }
}

#[test]
fn a_model_that_did_not_run_leaves_the_facts() {
    let readings = [("fact", "fleet[acme] @ 2024 > 80 robots"), ("future", "level @ 2024 > 1 robots")];
    let small = Small { facts: "acme fleet 2024 100 - - early", ..Small::reading("both", &readings) };
    let study = small.study();
    let none = Futures::none(&study, settings(&study));
    let verdict = judge(&study, &none, None).verdicts.remove(0);
    assert_eq!((verdict.readings[0].kind, verdict.readings[1].kind), (VerdictKind::Holds, VerdictKind::NoEvidence));
    assert_eq!(verdict.readings[1].missing, ["the model did not run"]);
}

#[test]
fn numbers_of_threads_change_no_bit() {
    let small = Small { priors: UNIFORM, ..Small::claiming("future", "level @ 2024 > 7.5 robots") };
    let study = small.study();
    let columns = |threads| {
        let settings = crate::run::Settings { threads, ..settings(&study) };
        let futures = run(&study, &Plan::of_study(&study), settings, &|_, _, _| true).expect("it runs");
        futures
            .columns
            .into_iter()
            .map(|(outcome, column)| (outcome, column.iter().map(|x| x.to_bits()).collect()))
            .collect::<Vec<(Outcome, Vec<u64>)>>()
    };
    assert!(columns(1) == columns(2) && columns(2) == columns(3));
}
