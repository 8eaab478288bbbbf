//! A brief with every kind of block, for tests and for the eye. All numbers, sources and statements are made up.

use super::brief::*;

fn text(words: &str) -> Inline {
    Inline::Text(words.to_string())
}

fn cited(words: &str, citations: &[usize], trace: &str) -> Inline {
    Inline::Figure(Figure::cited(words, citations.to_vec(), trace))
}

fn simulated(words: &str, trace: &str) -> Inline {
    Inline::Figure(Figure::simulated(words, trace, "sample-model/sobol-4096/seed-1"))
}

fn judged(verdict: VerdictKind, probability: impl Into<Option<f64>>) -> Judgement {
    Judgement { verdict, probability: probability.into() }
}

fn test(reading: &str, expression: &str, result: Vec<Inline>, judgement: Judgement) -> TestLine {
    TestLine { reading: reading.to_string(), expression: expression.to_string(), result, judgement }
}

/// The sample.
pub fn brief() -> Brief {
    let verdicts = cards();
    let mut blocks = vec![
        Block::Heading(1, "The money".into()),
        Block::Paragraph(vec![
            text("This page is a "),
            Inline::Strong("fixture".into()),
            text(": its numbers are placeholders. The sample firm Alpha spends "),
            cited("94.5 billion USD", &[1, 2], "capital expenditure[Alpha] @ 2025"),
            text(" a year, which is more than Gamma pledged for three years ("),
            cited("52–54 billion USD", &[3], "investment pledge[Gamma]"),
            text("). In the futures the lead at the end of 2035 is "),
            simulated("1.8 (0.7–4.4)", "lead index @ 2035"),
            text(". See "),
            Inline::Link("https://example.org/method?a=1&b=2".into(), "the method".into()),
            text(" and "),
            Inline::Code("model.mdl".into()),
            text("."),
        ]),
        Block::Claim(0),
        Block::Chart(bars()),
        Block::Claim(1),
        Block::Heading(1, "Compute over time".into()),
        Block::Paragraph(vec![
            text("Observed values are dots, futures are fans. "),
            Inline::Emphasis("No number here is real.".into()),
        ]),
        Block::Chart(fan()),
        Block::Claim(2),
        Block::Heading(2, "What decides it".into()),
        Block::Chart(intervals()),
        Block::List(vec![
            vec![text("Chips matter, but so does "), Inline::Strong("power".into()), text(".")],
            vec![
                text("Capital alone explains "),
                simulated("21%", "SOBOL FIRST(lead index @ 2035, capital)"),
                text(" of the variance."),
            ],
        ]),
        Block::Claim(3),
        Block::Claim(4),
        Block::Claim(5),
        Block::Heading(1, "What changed".into()),
        Block::Chart(shifts()),
        Block::Claim(6),
        Block::Claim(7),
        Block::Table(table()),
    ];
    blocks.push(Block::Chart(logarithmic_fan()));
    Brief {
        title: "Who outpaces whom? A sample".into(),
        question: "Does the first bloc of this made-up study stay ahead of the second until 2035, and on what does that hinge?".into(),
        basis: [
            ("As of", "2026-05-31"),
            ("Facts", "412 from 68 sources"),
            ("Futures", "4,096 (seed 1)"),
            ("Model", "sample-model"),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec(),
        verdicts,
        blocks,
        references: references(),
    }
}

fn card(id: &str, says: &str, now: Judgement) -> VerdictCard {
    VerdictCard {
        id: id.into(),
        says: says.into(),
        now,
        then: None,
        tests: Vec::new(),
        hinges: Vec::new(),
        citations: Vec::new(),
    }
}

fn cards() -> Vec<VerdictCard> {
    use VerdictKind::*;
    vec![
        VerdictCard {
            then: Some(("2025-10-15".into(), judged(Contested, 0.61))),
            tests: vec![
                test(
                    "cash purchases",
                    "investment pledge[Gamma] < MIN(capital expenditure[top three!]) @ 2025",
                    vec![
                        cited("53 billion USD", &[3], "investment pledge[Gamma]"),
                        text(" against "),
                        cited("69.7 billion USD", &[1, 2, 4], "MIN(capital expenditure[top three!]) @ 2025"),
                    ],
                    judged(Holds, 1.0),
                ),
                test(
                    "with finance leases",
                    "investment pledge[Gamma] < MIN(capital expenditure with leases[top three!]) @ 2025",
                    vec![
                        cited("53 billion USD", &[3], "investment pledge[Gamma]"),
                        text(" against "),
                        cited("78 billion USD", &[2], "capital expenditure with leases"),
                    ],
                    judged(Holds, 0.997),
                ),
            ],
            hinges: vec![
                text("on the exchange rate: below "),
                cited("6.1 CNY/USD", &[5], "exchange rate"),
                text(" it would fail."),
            ],
            citations: vec![1, 2, 3],
            ..card(
                "pledge-below-annual-spend",
                "Gamma's three-year pledge is less than what any of the top three sample firms spends in a year.",
                judged(Holds, 0.998),
            )
        },
        VerdictCard {
            tests: vec![test(
                "",
                "capital expenditure[Beta] > capital expenditure[Alpha] @ 2025",
                vec![
                    cited("91.4 billion USD", &[2], "capital expenditure[Beta]"),
                    text(" against "),
                    cited("94.5 billion USD", &[1], "capital expenditure[Alpha]"),
                ],
                judged(Fails, 0.0),
            )],
            citations: vec![2],
            ..card("beta-spends-most", "Beta spends more than Alpha.", judged(Fails, 0.0))
        },
        VerdictCard {
            tests: vec![test(
                "",
                "PROBABILITY(compute[first bloc] > compute[second bloc] @ 2031)",
                vec![simulated("74% of futures", "PROBABILITY(…)")],
                judged(Likely, 0.742),
            )],
            hinges: vec![text("on how fast domestic fabs raise their yield, and on power.")],
            then: Some(("2025-10-15".into(), judged(Likely, 0.81))),
            ..card(
                "first-bloc-ahead",
                "The first bloc's installed compute stays ahead until the end of 2031.",
                judged(Likely, 0.742),
            )
        },
        card("parity-before-2030", "Parity comes before 2030.", judged(Unlikely, 0.12)),
        card("more-than-chips", "It takes more than chips to win this sample race.", judged(Open, 0.55)),
        VerdictCard {
            then: Some(("2025-10-15".into(), judged(Holds, 0.97))),
            ..card(
                "power-is-cheaper",
                "Power is cheaper in the second bloc for large buyers, by any of the four published tariffs.",
                judged(Contested, 0.58),
            )
        },
        card("secret-clusters", "There are clusters that nobody has reported.", judged(NoEvidence, None)),
        card("will-to-win", "The second bloc wants it more.", judged(NotTestable, None)),
    ]
}

fn chart(id: &str, title: &str, subtitle: &str, citations: &[usize], kind: ChartKind) -> Chart {
    Chart {
        id: id.into(),
        title: title.into(),
        subtitle: subtitle.into(),
        description: format!("{title} {subtitle}"),
        citations: citations.to_vec(),
        kind,
    }
}

fn bars() -> Chart {
    let groups = vec![
        ("Alpha".to_string(), vec![Some((48.2e9, None)), Some((74.1e9, None)), Some((94.5e9, None))]),
        (
            "Beta Holdings".to_string(),
            vec![Some((32.3e9, None)), Some((52.5e9, None)), Some((91.4e9, Some((88e9, 97e9))))],
        ),
        ("Gamma".to_string(), vec![Some((4.4e9, Some((3.9e9, 5.2e9)))), Some((11.8e9, Some((10.1e9, 12.4e9)))), None]),
    ];
    chart(
        "capital-expenditure",
        "Two sample firms spend several times what the third does",
        "Capital expenditure by calendar year; whiskers where sources give a range. Placeholder numbers.",
        &[1, 2, 3],
        ChartKind::Bars(BarChart {
            axis: "USD per year".into(),
            series: vec![("2023".into(), 1), ("2024".into(), 2), ("2025".into(), 0)],
            groups,
        }),
    )
}

/// Made-up quantiles that fan out from a level at a rate, without any transcendental function.
fn quantiles(level: f64, growth: f64, spread: f64) -> Vec<(f64, [f64; 5])> {
    let mut median = level;
    (0..=18)
        .map(|step| {
            let width = 1.0 + spread * f64::from(step);
            let inner = 1.0 + 0.4 * spread * f64::from(step);
            let at = (
                2026.0 + 0.5 * f64::from(step),
                [median / width, median / inner, median, median * inner, median * width],
            );
            median *= growth;
            at
        })
        .collect()
}

fn fan() -> Chart {
    let first = FanSeries {
        label: "First bloc".into(),
        colour: 0,
        observed: (0..6).map(|i| (2020.0 + f64::from(i), 1.0 + 2.2 * f64::from(i * i) / 4.0, None)).collect(),
        joined: true,
        simulated: quantiles(18.0, 1.06, 0.035),
    };
    let second = FanSeries {
        label: "Second bloc".into(),
        colour: 1,
        observed: (0..6)
            .map(|i| {
                (
                    2020.0 + f64::from(i),
                    0.6 + 0.9 * f64::from(i),
                    Some((0.4 + 0.6 * f64::from(i), 0.9 + 1.3 * f64::from(i))),
                )
            })
            .collect(),
        joined: false,
        simulated: quantiles(6.0, 1.115, 0.05),
    };
    chart(
        "installed-compute",
        "The fans overlap from about 2031 on",
        "Installed compute at the end of each year, observed to 2025 and simulated from there. Placeholder numbers.",
        &[4, 6],
        ChartKind::Fan(FanChart {
            axis: "million accelerators (equivalent)".into(),
            logarithmic: false,
            series: vec![first, second],
            reference_line: Some((40.0, "a made-up threshold".into())),
        }),
    )
}

fn logarithmic_fan() -> Chart {
    let observed = |levels: &[f64]| levels.iter().enumerate().map(|(i, &v)| (2018.0 + i as f64, v, None)).collect();
    let series = |label: &str, colour: usize, levels: &[f64]| FanSeries {
        label: label.into(),
        colour,
        observed: observed(levels),
        joined: true,
        simulated: Vec::new(),
    };
    chart(
        "largest-run",
        "Sample training runs grow by an order of magnitude every other year",
        "Operations of the largest run known each year, on a logarithmic scale. Placeholder numbers.",
        &[6],
        ChartKind::Fan(FanChart {
            axis: "floating-point operations".into(),
            logarithmic: true,
            series: vec![
                series("First bloc", 0, &[2e21, 8e21, 3e23, 5e23, 2.5e24, 2e25, 5e25, 5e26]),
                series("Second bloc", 1, &[4e20, 9e20, 1e22, 4e22, 6e23, 3e24, 4e24, 4e25]),
                series("All the others together", 2, &[1e20, 3e20, 9e20, 8e21, 9e22, 2e24, 3e24, 3.5e25]),
            ],
            reference_line: None,
        }),
    )
}

fn intervals() -> Chart {
    let row = |name: &str, first: f64, total: f64| {
        (name.to_string(), vec![(first - 0.03, first, first + 0.03), (total - 0.05, total, total + 0.06)])
    };
    chart(
        "sobol",
        "No group of parameters alone decides the lead",
        "Sobol indices of the lead index at the end of 2035, with 95% bootstrap intervals. Placeholder numbers.",
        &[],
        ChartKind::Intervals(IntervalChart {
            axis: "share of the variance of the lead index".into(),
            series: vec![("first order".into(), 0), ("total".into(), 1)],
            rows: vec![
                row("Chips and export controls", 0.24, 0.41),
                row("Capital", 0.21, 0.27),
                row("Energy and construction", 0.13, 0.22),
                row("Algorithms", 0.09, 0.16),
                row("Adoption", 0.02, 0.05),
            ],
            reference_line: Some((0.5, "half".into())),
        }),
    )
}

fn shifts() -> Chart {
    use VerdictKind::*;
    let row = |id: &str, then, now| ShiftRow { id: id.into(), then, now };
    chart(
        "then-and-now",
        "Two of five verdicts have changed since the sample article",
        "With the facts known on 2025-10-15, and with all facts.",
        &[],
        ChartKind::Shifts(vec![
            row("pledge-below-annual-spend", judged(Contested, 0.61), judged(Holds, 0.998)),
            row("first-bloc-ahead", judged(Likely, 0.81), judged(Likely, 0.742)),
            row("power-is-cheaper", judged(Holds, 0.97), judged(Contested, 0.58)),
            row("secret-clusters", judged(NoEvidence, None), judged(NoEvidence, None)),
            row("will-to-win", judged(NotTestable, None), judged(NotTestable, None)),
            row(
                "beta-spends-most-of-all-the-firms-in-the-sample-by-a-wide-margin",
                judged(Open, 0.5),
                judged(Fails, 0.0),
            ),
            row("parity", judged(Unlikely, 0.2), judged(Unlikely, 0.12)),
        ]),
    )
}

fn table() -> Table {
    let row = |firm: &str, value: &str, number: usize, note: &str| {
        vec![vec![text(firm)], vec![cited(value, &[number], "price of electricity")], vec![text(note)]]
    };
    Table {
        caption: "Sample prices of electricity for large buyers".into(),
        columns: vec![("Place".into(), false), ("Price".into(), true), ("What it covers".into(), false)],
        rows: vec![
            row("Place A", "0.061 USD/kWh", 5, "industry, without taxes"),
            row("Place B", "0.084 USD/kWh", 6, "new data centres, with grid fees"),
        ],
    }
}

fn references() -> Vec<Reference> {
    let reference = |id: &str, author: &str, title: &str, date: &str, kind: &str, url: &str| Reference {
        id: id.into(),
        author: author.into(),
        title: title.into(),
        date: date.into(),
        kind: kind.into(),
        url: url.into(),
    };
    vec![
        reference(
            "alpha-10k-2025",
            "Alpha Inc.",
            "Annual report for the made-up year 2025",
            "2026-02-05",
            "filing",
            "https://example.org/alpha",
        ),
        reference(
            "beta-q4",
            "Beta Holdings",
            "Fourth quarter results",
            "2026-01-29",
            "press release",
            "https://example.org/beta?q=4&y=2025",
        ),
        reference(
            "gamma-pledge",
            "Gamma",
            "Three-year plan",
            "2025-02-24",
            "press release",
            "https://example.com/gamma",
        ),
        reference(
            "survey",
            "Sample Institute",
            "Survey of accelerators",
            "2026-03",
            "dataset",
            "https://example.org/survey",
        ),
        reference("rates", "Sample Bank", "Exchange rates and tariffs", "2025", "statistics", ""),
        reference(
            "runs",
            "Sample Observatory",
            "Large training runs",
            "2026-05-02",
            "dataset",
            "https://example.net/runs",
        ),
    ]
}
