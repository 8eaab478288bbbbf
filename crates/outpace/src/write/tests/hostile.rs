//! A brief whose every string attacks the page and whose every number is out of the ordinary.

use crate::brief::*;

const ATTACKS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "]]></style></title><script>alert(1)</script><!--",
    "\u{1b}[31mred\u{1b}]0;title\u{7}\r\n\u{0}\u{202e}",
    "](javascript:alert(1)) `code` | # *",
    "javascript:alert(1)",
];

fn attack(index: usize) -> String {
    ATTACKS[index % ATTACKS.len()].to_string()
}

/// All attacks in one string.
fn all() -> String {
    ATTACKS.join(" ")
}

pub fn empty() -> Brief {
    Brief {
        title: "t".into(),
        question: String::new(),
        basis: Vec::new(),
        verdicts: Vec::new(),
        blocks: Vec::new(),
        references: Vec::new(),
    }
}

pub fn card(id: &str, says: &str, now: Judgement) -> VerdictCard {
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

fn inlines() -> Vec<Inline> {
    let mut parts = Vec::new();
    for index in 0..ATTACKS.len() {
        parts.extend([
            Inline::Text(attack(index)),
            Inline::Emphasis(attack(index)),
            Inline::Strong(attack(index)),
            Inline::Code(attack(index)),
            Inline::Link(attack(index), attack(index)),
            Inline::Link(format!("https://example.org/{}", ATTACKS[0]), attack(index)),
            Inline::Figure(Figure::cited(attack(index), vec![0, 1, 999, usize::MAX], attack(index))),
            Inline::Figure(Figure::simulated(attack(index), attack(index), attack(index))),
        ]);
    }
    parts
}

/// Charts of each kind, sharing one id.
fn charts() -> Vec<Chart> {
    let odd = [0.0, -1.0, 1e-320, 1e308, -1e308, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let point = |i: usize| (odd[i], odd[(i + 3) % 8], Some((odd[(i + 1) % 8], odd[(i + 2) % 8])));
    let series = FanSeries {
        label: all(),
        colour: usize::MAX,
        observed: (0..8).map(point).collect(),
        joined: true,
        simulated: (0..8).map(|i| (odd[i], [odd[i], odd[(i + 1) % 8], odd[(i + 2) % 8], odd[7 - i], odd[0]])).collect(),
    };
    let empty = FanSeries { label: String::new(), colour: 9, observed: vec![], joined: false, simulated: vec![] };
    let fan = |logarithmic| {
        let series = vec![series.clone(), empty.clone(), series.clone()];
        ChartKind::Fan(FanChart { axis: all(), logarithmic, series, reference_line: Some((f64::NAN, all())) })
    };
    let nothing = ChartKind::Fan(FanChart { axis: all(), logarithmic: true, series: vec![], reference_line: None });
    let bars = ChartKind::Bars(BarChart {
        axis: all(),
        series: vec![(all(), 7), (all(), 8)],
        groups: vec![
            (all(), (0..8).map(|i| Some((odd[i], Some((odd[(i + 1) % 8], odd[(i + 2) % 8]))))).collect()),
            (String::new(), vec![]),
            (all(), vec![None]),
        ],
    });
    let intervals = ChartKind::Intervals(IntervalChart {
        axis: all(),
        series: vec![(all(), 7)],
        rows: vec![(all(), (0..6).map(|i| (odd[i], odd[i + 1], odd[i + 2])).collect()), (String::new(), vec![])],
        reference_line: Some((f64::INFINITY, all())),
    });
    let judged = |verdict, probability| Judgement { verdict, probability: Some(probability) };
    let shifts = ChartKind::Shifts(vec![ShiftRow {
        id: all(),
        then: judged(VerdictKind::Open, f64::NAN),
        now: judged(VerdictKind::Holds, -1e300),
    }]);
    let kinds = [fan(true), fan(false), nothing, bars, intervals, shifts, ChartKind::Shifts(vec![])];
    let chart = |kind| Chart {
        id: ATTACKS[0].into(),
        title: all(),
        subtitle: all(),
        description: all(),
        citations: vec![1, 1, 0, 12],
        kind,
    };
    kinds.map(chart).to_vec()
}

/// The brief.
pub fn brief() -> Brief {
    let judgement = Judgement { verdict: VerdictKind::Contested, probability: Some(f64::NAN) };
    let card = VerdictCard {
        then: Some((all(), judgement.clone())),
        tests: vec![TestLine { reading: all(), expression: all(), result: inlines(), judgement: judgement.clone() }; 2],
        hinges: inlines(),
        citations: vec![0, 1, 1, 50],
        ..card(&all(), &all(), judgement)
    };
    let mut blocks = vec![
        Block::Claim(0),
        Block::Claim(1),
        Block::Claim(0),
        Block::Claim(usize::MAX),
        Block::Heading(0, all()),
        Block::Heading(255, all()),
        Block::Heading(1, "ref-1".into()),
        Block::Heading(1, "cite 1 1".into()),
        Block::Heading(1, String::new()),
        Block::Paragraph(inlines()),
        Block::Paragraph(vec![]),
        Block::List(vec![inlines(), vec![]]),
        Block::List(vec![]),
        Block::Table(Table {
            caption: all(),
            columns: vec![(all(), true), (all(), false)],
            rows: vec![vec![], vec![inlines(); 5]],
        }),
        Block::Table(Table { caption: String::new(), columns: vec![], rows: vec![vec![inlines()]] }),
    ];
    blocks.extend(charts().into_iter().map(Block::Chart));
    let reference = Reference {
        id: all(),
        author: all(),
        title: all(),
        date: all(),
        kind: all(),
        url: "javascript:alert(1)".into(),
    };
    Brief {
        title: all(),
        question: all(),
        basis: vec![(all(), all())],
        verdicts: vec![card.clone(), card],
        blocks,
        references: vec![
            reference.clone(),
            Reference { url: format!("https://example.org/{}", ATTACKS[1]), ..reference },
        ],
    }
}
