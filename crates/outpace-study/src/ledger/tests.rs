use jiff::civil::{Date, date};
use outpace_syntax::expr::Moment;
use outpace_syntax::period::Period;
use outpace_syntax::{File, FileSet, Name, trees};
use proptest::prelude::*;

use super::{Filter, Query, Resolution, conflicts, list, resolve};
use crate::evidence::{self, Evidence};

const STUDY: &str = r#"
title = "t"
question = "q"
[currencies]
base-currency = "USD"
CNY = "cny-per-usd"
HKD = "hkd-per-usd"
"#;

/// Three publishers; one of them says things twice.
const BIBLIOGRAPHY: &str = "
@report{acme-2024, author={Acme}, title={Annual report 2024}, date={2025-02-10}, url={https://a.example/1}}
@report{acme-july, author={Acme}, title={Outlook}, date={2025-07}, url={https://a.example/2}}
@report{bank, author={A Bank}, title={Estimates}, date={2025-06-01}, url={https://b.example}}
@report{paper, author={A Newspaper}, title={Estimates}, date={2026-01-15}, url={https://c.example}}
";

const ENTITIES: &str = "id,name,kind,bloc,aliases,note\nacme,Acme,firm,,,\nus,United States,country,,,\n";

const EVENTS: &str = "date,jurisdiction,entity,kind,title,summary,source
2023-05-01,us,,opening,First,.,bank
2024-03,us,acme,control,Rule one,.,bank
2024-12-02,us,,control,Rule two,.,paper
2024-12-30,elsewhere,acme,control,Rule three,.,paper
2025-12-31,us,,opening,Last,.,bank
";

/// The evidence of a study with these facts (without entity: always Acme) and money measured in this unit.
fn evidence_in(money: &str, facts: &str) -> Evidence {
    let metrics = format!(
        "id,name,kind,unit,definition\nspending,spending,flow,{money},.\nfleet,fleet,stock,robots,.\n\
         share,share,ratio,percent,.\nscore,score,index,Dmnl,.\nlistings,listings,count,entries,.\n\
         cny-per-usd,CNY per USD,ratio,CNY/USD,.\nhkd-per-usd,HKD per USD,ratio,100 HKD/USD,.\n"
    );
    let header = "entity,metric,period,value,low,high,unit,basis,source,locator,note,known\n";
    let rows: String = facts
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
        // A locator of its own for each row: rows are statements of their own.
        .map(|(number, line)| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let [metric, period, value, low, high, unit, basis, source, known] = cells[..] else { panic!("{line}") };
            let [low, high, known] = [low, high, known].map(|cell| if cell == "-" { "" } else { cell });
            let unit = unit.replace('_', " ");
            format!("acme,{metric},{period},{value},{low},{high},{unit},{basis},{source},row {number},,{known}\n")
        })
        .collect();
    let mut files = FileSet::default();
    for (path, text) in [
        ("study.toml", STUDY),
        ("sources.bib", BIBLIOGRAPHY),
        ("entities.csv", ENTITIES),
        ("metrics.csv", &metrics),
        ("events.csv", EVENTS),
        ("facts/all.csv", &format!("{header}{rows}")),
    ] {
        files.add(File::new(path, text));
    }
    let (trees, parsed) = trees::parse(&files);
    let (evidence, resolved) = evidence::resolve(&trees);
    assert_eq!((parsed, resolved), (vec![], vec![]), "{facts}");
    evidence
}

fn ask(evidence: &Evidence, metric: &str, when: &str, vintage: Option<Date>) -> Resolution {
    let moment = match when {
        "latest" => Moment::Latest,
        when => Moment::Period(Period::read(when).unwrap()),
    };
    let metric = evidence.find_metric(&Name::new(metric)).unwrap();
    let entity = evidence.find_entity(&Name::new("acme")).unwrap();
    resolve(evidence, &Query { metric, entity, moment }, vintage)
}

/// The central value, rounded to nine digits.
fn value(resolution: &Resolution) -> Option<f64> {
    resolution.estimate.as_ref().map(|estimate| format!("{:.8e}", estimate.central()).parse().unwrap())
}

/// A table of facts, a question, and the value by hand; `None` where something is missing.
fn check(cases: &[(&str, &str, &str, Option<f64>)]) {
    for (facts, metric, when, expected) in cases {
        let evidence = evidence_in("billion USD", facts);
        let resolution = ask(&evidence, metric, when, None);
        let tree = resolution.derivation.lines(&evidence, &|_| String::new()).join("\n");
        assert_eq!(value(&resolution), *expected, "{metric} @ {when} of\n{facts}\n{tree}");
        assert_eq!(resolution.missing.is_empty(), expected.is_some());
    }
}

const QUARTERS: &str = "
spending 2024-Q1 1 - - billion_USD reported acme-2024 2024-05-01
spending 2024-Q2 2 - - billion_USD reported acme-2024 2024-08-01
spending 2024-Q3 3 - - billion_USD reported acme-2024 2024-11-01
spending 2024-Q4 4000 - - million_USD reported acme-2024 -
";

#[test]
fn a_flow_over_a_period_is_a_figure_for_it_else_a_sum_else_a_share_of_days() {
    let fiscal = "
        spending 2023-07/2024-06 366 - - billion_USD reported bank -
        spending 2024-07/2025-06 730 - - billion_USD reported bank -";
    check(&[
        (QUARTERS, "spending", "2024", Some(10.0)),
        (QUARTERS, "spending", "2024-01/2024-06", Some(3.0)),
        (QUARTERS, "spending", "2024-Q4", Some(4.0)),
        (QUARTERS, "spending", "2023", None),
        (QUARTERS, "spending", "2024/2025", None),
        // The figure for the year itself comes before the sum of its quarters.
        (&format!("{QUARTERS} spending 2024 10.04 - - billion_USD reported bank -"), "spending", "2024", Some(10.04)),
        // A half and two quarters make a year, with the fewest pieces.
        (
            &format!("{QUARTERS} spending 2024-01/2024-06 3.5 - - billion_USD reported bank -"),
            "spending",
            "2024",
            Some(10.5),
        ),
        // Two fiscal years: 182 of 366 days, and 184 of 365.
        (fiscal, "spending", "2024", Some(182.0 + 368.0)),
        // 366 days of the 1096 of three years.
        ("spending 2023/2025 1096 - - billion_USD announced bank -", "spending", "2024", Some(366.0)),
        // Rounds of financing on single days.
        (
            "spending 2024-02-01 1 - - billion_USD reported bank -\n spending 2024-09-01 2 - - billion_USD reported bank -",
            "spending",
            "2024",
            Some(3.0),
        ),
        (
            "listings 2024-02-01 13 - - entries reported bank -\n listings 2024-12-02 140 - - entries reported bank -",
            "listings",
            "2024",
            Some(153.0),
        ),
        // The latest period that has ended, and of those the longest.
        (QUARTERS, "spending", "latest", Some(4.0)),
        (&format!("{QUARTERS} spending 2024 11 - - billion_USD reported bank -"), "spending", "latest", Some(11.0)),
    ]);
}

#[test]
fn levels_are_the_last_in_a_period_and_ratios_first_those_of_the_period_itself() {
    let fleet = "
        fleet 2023 5 - - robots reported bank -
        fleet 2024-06-30 8 - - robots reported bank -
        fleet 2024-Q4 9 - - robots estimate bank -
        fleet 2024-12 20 - - robots target bank -
        fleet 2030 99 - - robots target bank -";
    let share = "
        share 2022/2023 40 - - percent reported bank -
        share 2024 0.5 - - Dmnl reported bank -
        share 2024-Q4 55 - - percent reported bank -
        share 2025-Q1 60 - - percent reported bank -";
    check(&[
        // A later estimate comes before an earlier report, but an aim before neither.
        (fleet, "fleet", "2024", Some(9.0)),
        (fleet, "fleet", "2024-01/2024-06", Some(8.0)),
        (fleet, "fleet", "2023", Some(5.0)),
        (fleet, "fleet", "2025", None),
        (fleet, "fleet", "2030", Some(99.0)),
        (fleet, "fleet", "latest", Some(9.0)),
        ("fleet 2030 99 - - robots target bank -", "fleet", "latest", Some(99.0)),
        (share, "share", "2024", Some(50.0)),
        (share, "share", "2025", Some(60.0)),
        (share, "share", "2022", Some(40.0)),
        (share, "share", "2021", None),
        (share, "share", "latest", Some(60.0)),
        (
            "score 2024-03-01 7 - - Dmnl estimate bank -\n score 2024-09-01 6 - - Dmnl estimate bank -",
            "score",
            "2024",
            Some(6.0),
        ),
    ]);
}

#[test]
fn the_best_basis_wins_and_later_statements_of_one_publisher_supersede() {
    let ranks = "
        spending 2025 5 - - billion_USD target bank -
        spending 2025 4 - - billion_USD estimate bank -
        spending 2025 3 - - billion_USD guidance acme-july -";
    check(&[
        (ranks, "spending", "2025", Some(3.0)),
        (&format!("{ranks}\n spending 2025 2 - - billion_USD announced bank -"), "spending", "2025", Some(2.0)),
        (&format!("{ranks}\n spending 2025 1 - - billion_USD reported paper -"), "spending", "2025", Some(1.0)),
        // Reported quarters beat guidance for the year; guidance for the year beats a share of a longer report.
        (&format!("{QUARTERS} spending 2024 12 - - billion_USD guidance bank -"), "spending", "2024", Some(10.0)),
        (
            "spending 2023/2024 7 - - billion_USD reported bank -\n spending 2024 5 - - billion_USD target bank -",
            "spending",
            "2024",
            Some(5.0),
        ),
        // Acme raised its guidance in July.
        (
            "spending 2025 60 - - billion_USD guidance acme-2024 -\n spending 2025 85 - - billion_USD guidance acme-july -",
            "spending",
            "2025",
            Some(85.0),
        ),
        // A bank and a newspaper disagree: both stay, and the mean is shown.
        (
            "spending 2025 60 - - billion_USD estimate bank -\n spending 2025 80 - - billion_USD estimate paper -",
            "spending",
            "2025",
            Some(70.0),
        ),
        // Within one percent they agree, and the more precise figure is used.
        (
            "spending 2025 60 - - billion_USD estimate bank -\n spending 2025 60.25 - - billion_USD estimate paper -",
            "spending",
            "2025",
            Some(60.25),
        ),
    ]);
}

#[test]
fn a_vintage_knows_what_was_public_on_that_day() {
    let facts = "
        spending 2025 60 - - billion_USD guidance acme-2024 -
        spending 2025 85 - - billion_USD guidance acme-july -
        spending 2025 91 - - billion_USD reported paper 2026-01
        fleet 2024 5 - - robots reported bank -
        fleet 2025 6 - - robots reported paper -";
    let evidence = evidence_in("billion USD", facts);
    let cases = [
        ("spending", "2025", date(2025, 2, 9), None),
        ("spending", "2025", date(2025, 2, 10), Some(60.0)),
        ("spending", "2025", date(2025, 7, 30), Some(60.0)),
        ("spending", "2025", date(2025, 7, 31), Some(85.0)),
        ("spending", "2025", date(2026, 1, 30), Some(85.0)),
        ("spending", "2025", date(2026, 1, 31), Some(91.0)),
        ("fleet", "latest", date(2025, 12, 31), Some(5.0)),
        ("fleet", "latest", date(2026, 2, 1), Some(6.0)),
        ("fleet", "2025", date(2025, 12, 31), None),
    ];
    for (metric, when, vintage, expected) in cases {
        let resolution = ask(&evidence, metric, when, Some(vintage));
        assert_eq!(value(&resolution), expected, "{metric} @ {when} as of {vintage}");
    }
    let missing = ask(&evidence, "spending", "2025", Some(date(2025, 1, 1))).missing;
    assert_eq!(missing, ["spending of Acme: 3 facts, none known by 2025-01-01"]);
}

#[test]
fn money_is_converted_at_the_rate_of_its_period() {
    let rates = "
        cny-per-usd 2024-Q1 7 - - CNY/USD reported bank -
        cny-per-usd 2024-Q2 8 - - CNY/USD reported bank -
        cny-per-usd 2023 6 - - CNY/USD reported bank -
        hkd-per-usd 2023 12 - - HKD/USD reported bank -";
    let with = |fact: &str| format!("{rates}\n {fact}");
    check(&[
        (&with("spending 2023 12 - - billion_CNY reported bank -"), "spending", "2023", Some(2.0)),
        (&with("spending 2024-Q1 700 - - million_CNY reported bank -"), "spending", "2024-Q1", Some(0.1)),
        // 91 days at 7 and 91 at 8.
        (
            &with("spending 2024-01/2024-06 15 - - billion_CNY reported bank -"),
            "spending",
            "2024-01/2024-06",
            Some(2.0),
        ),
        // A day takes the rate of its quarter, and a year without rates the nearest.
        (&with("spending 2024-05-05 16 - - billion_CNY reported bank -"), "spending", "2024-05-05", Some(2.0)),
        (&with("spending 2026 16 - - billion_CNY target bank -"), "spending", "2026", Some(2.0)),
        (&with("spending 2023 24 - - billion_HKD reported bank -"), "spending", "2023", Some(2.0)),
    ]);
    let evidence = evidence_in("billion USD", &with("spending 2026 16 - - billion_CNY target paper -"));
    let resolution = ask(&evidence, "spending", "2026", None);
    let estimate = resolution.estimate.as_ref().unwrap();
    assert_eq!((estimate.facts(), estimate.sources()), (&[1, 4][..], &[2, 3][..]), "the rate is evidence too");
    let tree = resolution.derivation.lines(&evidence, &|_| String::new()).join("\n");
    assert!(tree.contains("there is none for 2026: the rate of 2024-Q2, the nearest"), "{tree}");
    // Money measured in yuan: dollars are multiplied, Hong Kong dollars go through the dollar.
    let yuan = evidence_in("billion CNY", &with("spending 2023 2 - - billion_USD reported bank -"));
    assert_eq!(value(&ask(&yuan, "spending", "2023", None)), Some(12.0));
    let yuan = evidence_in("billion CNY", &with("spending 2023 2 - - billion_HKD reported bank -"));
    assert_eq!(value(&ask(&yuan, "spending", "2023", None)), Some(1.0));
    let no_rate = evidence_in("billion USD", "spending 2023 2 - - billion_CNY reported bank -");
    assert_eq!(
        ask(&no_rate, "spending", "2023", None).missing,
        ["CNY per USD in 2023: no fact gives this exchange rate"]
    );
}

#[test]
fn a_figure_for_the_whole_that_its_parts_contradict_says_so() {
    let rule = |year: &str| {
        let facts = format!("{QUARTERS} spending 2024 {year} - - billion_USD reported bank -");
        let resolution = ask(&evidence_in("billion USD", &facts), "spending", "2024", None);
        assert!(!resolution.estimate.unwrap().is_conflict());
        resolution.derivation.rule
    };
    assert_eq!(rule("10.05"), "", "within one percent of the sum of the quarters");
    assert_eq!(rule("12"), "a figure for the whole; its 4 parts add up to 10");
}

#[test]
fn what_is_missing_is_named() {
    let cases = [
        ("", "spending", "2024", "spending of Acme: no fact at all"),
        (QUARTERS, "spending", "2030", "spending of Acme, 2030: no fact; those known run from 2024-Q1 to 2024-Q4"),
        (
            "spending 2024-Q1 1 - - billion_USD reported bank -\n spending 2024-Q3 1 - - billion_USD reported bank -",
            "spending",
            "2024",
            "spending of Acme, 2024: nothing for 2024-Q2, 2024-Q4; there are facts for 2024-Q1, 2024-Q3",
        ),
    ];
    for (facts, metric, when, expected) in cases {
        let evidence = evidence_in("billion USD", facts);
        assert_eq!(ask(&evidence, metric, when, None).missing, [expected]);
    }
    // A figure that cannot be converted does not spoil one that needs no conversion.
    let two = "spending 2024 7 - - billion_CNY reported bank -\n spending 2024 1 - - billion_USD reported paper -";
    assert_eq!(value(&ask(&evidence_in("billion USD", two), "spending", "2024", None)), Some(1.0));
}

#[test]
fn bounds_make_a_triangle_and_disagreement_a_mixture() {
    let draw = |facts: &str, u: f64| {
        let evidence = evidence_in("billion USD", facts);
        ask(&evidence, "spending", "2025", None).estimate.unwrap().draw(&|_| u)
    };
    // Triangle (0, 1, 4): F(1) = 1/4; below, x = sqrt(4 u); above, x = 4 - sqrt(12 (1 - u)).
    let triangle = "spending 2025 1 0 4 billion_USD estimate bank -";
    for (u, expected) in [(0.0, 0.0), (0.0625, 0.5), (0.25, 1.0), (0.75, 4.0 - 3.0_f64.sqrt())] {
        assert!((draw(triangle, u) - expected).abs() < 1e-12, "{u}");
    }
    // "More than 70": certain as a number, and shown as a bound.
    let more_than = evidence_in("billion USD", "spending 2025 70 70 - billion_USD estimate bank -");
    let resolution = ask(&more_than, "spending", "2025", None);
    assert!(resolution.estimate.as_ref().unwrap().is_certain());
    assert!(
        resolution.derivation.lines(&more_than, &|_| String::new()).join("\n").contains("70 billion USD (at least)")
    );

    let apart = "spending 2025 60 - - billion_USD estimate bank -\n spending 2025 80 - - billion_USD estimate paper -";
    assert_eq!([draw(apart, 0.0), draw(apart, 0.49), draw(apart, 0.5), draw(apart, 0.99)], [60.0, 60.0, 80.0, 80.0]);
    let estimate = ask(&evidence_in("billion USD", apart), "spending", "2025", None).estimate.unwrap();
    assert_eq!((estimate.range(), estimate.is_conflict(), estimate.is_certain()), ((60.0, 80.0), true, false));
}

#[test]
fn a_fact_draws_from_its_own_stream_wherever_it_is_used() {
    let facts = "
        spending 2024-Q1 1 0 2 billion_USD reported bank -
        spending 2024-Q2 2 1 3 billion_USD reported bank -";
    let evidence = evidence_in("billion USD", facts);
    // A uniform number that differs from stream to stream.
    let uniform = |stream: u64| (stream >> 11) as f64 / (1u64 << 53) as f64;
    let draw = |when: &str| ask(&evidence, "spending", when, None).estimate.unwrap().draw(&uniform);
    assert_eq!(draw("2024-01/2024-06"), draw("2024-Q1") + draw("2024-Q2"));
    assert_ne!(draw("2024-Q1") + 1.0, draw("2024-Q2"), "two facts, two streams");
}

#[test]
fn events_count_for_their_entity_and_jurisdiction() {
    let evidence = evidence_in("billion USD", "");
    let count = |name: &str, entity: &str, when: &str, vintage: Option<Date>| {
        let metric = evidence.find_metric(&Name::new(name)).unwrap();
        let entity = evidence.find_entity(&Name::new(entity)).unwrap();
        let query = Query { metric, entity, moment: Moment::Period(Period::read(when).unwrap()) };
        value(&resolve(&evidence, &query, vintage))
    };
    assert_eq!(count("control events", "united-states", "2024", None), Some(2.0));
    assert_eq!(count("events-control", "acme", "2024", None), Some(2.0));
    assert_eq!(count("control events", "acme", "2025", None), Some(0.0), "observed, and none");
    assert_eq!(count("control events", "acme", "2019", None), None, "not observed");
    assert_eq!(count("control events", "us", "2024", Some(date(2024, 12, 2))), Some(2.0));
    assert_eq!(count("control events", "us", "2024", Some(date(2024, 12, 1))), Some(1.0));
}

#[test]
fn a_derivation_shows_rules_facts_sources_and_what_was_not_used() {
    let facts = "
        spending 2024 30 - - billion_USD reported bank -
        spending 2025 40 - - billion_USD reported bank -
        spending 2025 45 - - billion_USD target paper -";
    let evidence = evidence_in("billion USD", facts);
    let lines = ask(&evidence, "spending", "2024/2025", None).derivation.lines(&evidence, &|_| String::new());
    let expected = "\
spending of Acme, 2024/2025 = 70 billion USD
│  the sum of 2 periods
├─ spending of Acme, 2024 = 30 billion USD
│     30 billion USD, reported for 2024, known from 2025-06-01
│     [bank] A Bank: Estimates, row 0
│     https://b.example
└─ spending of Acme, 2025 = 40 billion USD
      40 billion USD, reported for 2025, known from 2025-06-01
      [bank] A Bank: Estimates, row 1
      https://b.example";
    assert_eq!(lines.join("\n"), expected);
    let year = ask(&evidence, "spending", "2025", None).derivation.lines(&evidence, &|_| String::new()).join("\n");
    let unused = "└╴ not used: 45 billion USD, target [paper]: its basis is target, and there is one reported";
    assert!(year.ends_with(unused), "{year}");
}

#[test]
fn conflicts_are_listed_widest_first_and_facts_by_filter() {
    let facts = "
        spending 2024 100 - - billion_USD estimate bank -
        spending 2024 100.5 - - billion_USD estimate paper -
        spending 2025 60 - - billion_USD estimate bank -
        spending 2025 80 - - billion_USD estimate paper -
        fleet 2024 50 - - robots reported bank -
        fleet 2024 100 - - robots reported paper -";
    let evidence = evidence_in("billion USD", facts);
    let found = |vintage| -> Vec<(usize, Vec<f64>, f64)> {
        conflicts(&evidence, vintage).into_iter().map(|c| (c.metric, c.values, c.spread)).collect()
    };
    assert_eq!(found(None), [(1, vec![50.0, 100.0], 0.5), (0, vec![60.0, 80.0], 0.25)]);
    assert_eq!(found(Some(date(2025, 12, 31))), [], "the newspaper came later");
    let filter = Filter { metric: Some(0), period: Period::read("2025").ok(), ..Filter::default() };
    assert_eq!(list(&evidence, &filter), [2, 3]);
    assert_eq!(list(&evidence, &Filter { vintage: Some(date(2025, 12, 31)), ..Filter::default() }), [0, 2, 4]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn the_unit_of_a_metric_changes_no_quantity(
        quarters in proptest::collection::vec(0.001f64..1e6, 4),
        spread in 0.0f64..0.5, u in 0.0f64..1.0, rate in 1.0f64..10.0,
    ) {
        let facts: String = quarters.iter().enumerate().map(|(index, value)| {
            let (low, high) = (value * (1.0 - spread), value * (1.0 + spread));
            format!("spending 2024-Q{} {value} {low} {high} billion_CNY estimate bank -\n", index + 1)
        }).collect();
        let facts = format!("{facts} cny-per-usd 2024 {rate} - - CNY/USD reported bank -");
        let drawn = |money: &str| {
            let evidence = evidence_in(money, &facts);
            let resolution = ask(&evidence, "spending", "2024", None);
            let scale = evidence.metrics[0].unit.scale();
            let estimate = resolution.estimate.unwrap();
            [estimate.central() * scale, estimate.draw(&|_| u) * scale, estimate.range().1 * scale]
        };
        for (left, right) in drawn("billion USD").into_iter().zip(drawn("USD")) {
            prop_assert!((left - right).abs() <= 1e-12 * left.abs(), "{left} {right}");
        }
    }

    #[test]
    fn whatever_the_facts_every_draw_lies_in_the_range(
        rows in proptest::collection::vec((0usize..5, 0usize..8, -1e9f64..1e9, 0.0f64..2.0, 0usize..5, 0usize..3), 0..12),
        u in 0.0f64..1.0,
    ) {
        let metrics = [
            ("spending", "billion_USD"), ("spending", "billion_CNY"), ("fleet", "robots"), ("share", "percent"),
            ("cny-per-usd", "CNY/USD"),
        ];
        let periods =
            ["2023", "2024", "2024-Q1", "2024-Q2", "2024-07/2024-12", "2023-07/2024-06", "2024-03-05", "0001/9999"];
        let bases = ["reported", "announced", "guidance", "estimate", "target"];
        let sources = ["bank", "paper", "acme-july"];
        let facts: String = rows.iter().map(|(metric, period, value, spread, basis, source)| {
            let (metric, unit) = metrics[*metric];
            let (low, high) = (value - spread, value + spread);
            format!("{metric} {} {value} {low} {high} {unit} {} {} -\n", periods[*period], bases[*basis], sources[*source])
        }).collect();
        let evidence = evidence_in("billion USD", &facts);
        for metric in ["spending", "fleet", "share"] {
            for when in ["latest", "2024", "2023/2024", "2024-05", "9999-12-31", "0001"] {
                let resolution = ask(&evidence, metric, when, None);
                prop_assert_eq!(resolution.estimate.is_some(), resolution.missing.is_empty());
                let Some(estimate) = resolution.estimate else { continue };
                let (low, high) = estimate.range();
                let slack = 1e-9 * low.abs().max(high.abs());
                for value in [estimate.central(), estimate.draw(&|_| u), estimate.draw(&|stream| (stream % 97) as f64 / 97.0)] {
                    prop_assert!(low - slack <= value && value <= high + slack, "{value} not in {low} to {high}");
                }
                prop_assert!(!resolution.derivation.lines(&evidence, &|_| String::new()).is_empty());
            }
        }
        conflicts(&evidence, None);
    }
}
