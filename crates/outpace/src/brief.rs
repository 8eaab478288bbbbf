//! The brief as a value: what is on the page, before any format.
//!
//! `compose` makes it, `write` turns it into terminal text, Markdown or HTML, and neither adds a number. A number
//! reaches a page only as a [`Figure`], and a figure is made either from facts ([`Figure::cited`]) or from an
//! ensemble ([`Figure::simulated`]): there is no third constructor.

/// A whole brief.
#[derive(Debug, Clone)]
pub struct Brief {
    /// The study's title: the question in a few words.
    pub title: String,
    /// One sentence below the title: what was asked.
    pub question: String,
    /// What this brief rests on: as-of date, number of facts, sources, futures, seed.
    pub basis: Vec<(String, String)>,
    /// Every claim with its verdict, in the order of the study: the summary table.
    pub verdicts: Vec<VerdictCard>,
    /// The body, in order.
    pub blocks: Vec<Block>,
    /// Numbered references, `[1]` first.
    pub references: Vec<Reference>,
}

/// A piece of the body.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading; level 1 is a section of the brief.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A bullet list.
    List(Vec<Vec<Inline>>),
    /// The card of one claim: an index into [`Brief::verdicts`].
    Claim(usize),
    /// A chart.
    Chart(Chart),
    /// A table.
    Table(Table),
}

/// A piece of a paragraph.
#[derive(Debug, Clone)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Emphasised words.
    Emphasis(String),
    /// Strongly emphasised words.
    Strong(String),
    /// Words in the typeface of code: names of variables, files, commands.
    Code(String),
    /// A link out, with its text.
    Link(String, String),
    /// A number with its origin.
    Figure(Figure),
}

/// A number on the page, with where it comes from.
#[derive(Debug, Clone)]
pub struct Figure {
    text: String,
    origin: Origin,
}

/// Where a figure comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Facts: the numbers of the references that it cites, and what to give to `outpace trace`.
    Facts {
        /// `[3]`, `[7]`: 1-based numbers of references, sorted.
        citations: Vec<usize>,
        /// The expression to trace.
        trace: String,
    },
    /// An ensemble of futures.
    Futures {
        /// What to give to `outpace trace`.
        trace: String,
        /// Identifies the ensemble: model, design and seed.
        ensemble: String,
    },
}

impl Figure {
    /// A number that facts give.
    pub fn cited(text: impl Into<String>, citations: Vec<usize>, trace: impl Into<String>) -> Figure {
        Figure { text: text.into(), origin: Origin::Facts { citations, trace: trace.into() } }
    }

    /// A number that futures give.
    pub fn simulated(text: impl Into<String>, trace: impl Into<String>, ensemble: impl Into<String>) -> Figure {
        Figure { text: text.into(), origin: Origin::Futures { trace: trace.into(), ensemble: ensemble.into() } }
    }

    /// The number as shown, with its unit.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// A claim with its verdict, as a card.
#[derive(Debug, Clone)]
pub struct VerdictCard {
    /// The claim's id.
    pub id: String,
    /// The statement.
    pub says: String,
    /// The verdict with all evidence.
    pub now: Judgement,
    /// The verdict as of an earlier date, where the study gives one: the date as written, and the verdict.
    pub then: Option<(String, Judgement)>,
    /// Each reading or test: its name, the expression tested, what its sides came to, and its verdict.
    pub tests: Vec<TestLine>,
    /// On what it hinges, as [`VerdictCard::hinges_label`] begins the sentence; or why nothing tests it.
    pub hinges: Vec<Inline>,
    /// Numbers of the references that the verdict rests on.
    pub citations: Vec<usize>,
}

impl VerdictCard {
    /// The words before [`VerdictCard::hinges`].
    pub fn hinges_label(&self) -> &'static str {
        if self.now.verdict == VerdictKind::NotTestable { "Not testable:" } else { "Hinges" }
    }
}

/// A verdict as shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Which.
    pub verdict: VerdictKind,
    /// The probability that the claim holds, where there is one.
    pub probability: Option<f64>,
}

/// The eight verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VerdictKind {
    /// True on every draw of the evidence (at least 95 percent), in every reading.
    Holds,
    /// False likewise.
    Fails,
    /// Sources or readings disagree.
    Contested,
    /// At least two thirds of draws or futures.
    Likely,
    /// At most one third.
    Unlikely,
    /// In between.
    Open,
    /// Something needed is not among the facts.
    NoEvidence,
    /// Nothing that could be measured decides it; the author says why.
    NotTestable,
}

impl VerdictKind {
    /// As written in claims, JSON and briefs.
    pub fn as_str(self) -> &'static str {
        match self {
            VerdictKind::Holds => "holds",
            VerdictKind::Fails => "fails",
            VerdictKind::Contested => "contested",
            VerdictKind::Likely => "likely",
            VerdictKind::Unlikely => "unlikely",
            VerdictKind::Open => "open",
            VerdictKind::NoEvidence => "no evidence",
            VerdictKind::NotTestable => "not testable",
        }
    }
}

/// One test of a claim.
#[derive(Debug, Clone)]
pub struct TestLine {
    /// The name of the reading; empty where a claim has one test only.
    pub reading: String,
    /// The expression, as the author wrote it.
    pub expression: String,
    /// What it came to, in words and figures.
    pub result: Vec<Inline>,
    /// Its verdict.
    pub judgement: Judgement,
}

/// A table; the first row names the columns.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Column heads and whether a column holds numbers (aligned right).
    pub columns: Vec<(String, bool)>,
    /// The rows.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A numbered reference.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The id in `sources.bib`.
    pub id: String,
    /// Author or publisher.
    pub author: String,
    /// The title.
    pub title: String,
    /// The date as known: `2025-10-29`, `2025-10` or `2025`; empty without.
    pub date: String,
    /// The kind of source: filing, statistics, dataset, press release, news, analysis, …
    pub kind: String,
    /// The address; empty without.
    pub url: String,
}

/// A chart: numbers and labels, no geometry.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Unique within the brief; the anchor on the page.
    pub id: String,
    /// What the reader should see, as a sentence.
    pub title: String,
    /// Unit, period and conventions, one line.
    pub subtitle: String,
    /// For readers who cannot see the chart: what it shows.
    pub description: String,
    /// Numbers of the references behind it.
    pub citations: Vec<usize>,
    /// What kind of chart.
    pub kind: ChartKind,
}

/// The kinds of chart.
#[derive(Debug, Clone)]
pub enum ChartKind {
    /// Observed points and fans of futures over time, a series each.
    Fan(FanChart),
    /// Bars grouped by category: capital expenditure by firm and year.
    Bars(BarChart),
    /// Points with intervals on a common scale: Sobol indices by group.
    Intervals(IntervalChart),
    /// Verdicts then and now, a row a claim.
    Shifts(Vec<ShiftRow>),
}

/// A chart over time.
#[derive(Debug, Clone)]
pub struct FanChart {
    /// Label of the vertical axis, with the unit.
    pub axis: String,
    /// Whether the vertical axis is logarithmic.
    pub logarithmic: bool,
    /// The series.
    pub series: Vec<FanSeries>,
    /// A level to mark, with its label: parity, a threshold.
    pub reference_line: Option<(f64, String)>,
}

/// One series of a chart over time. Times are decimal years.
#[derive(Debug, Clone)]
pub struct FanSeries {
    /// Direct label at its end.
    pub label: String,
    /// Which colour of the palette: 0 for the first bloc, 1 for the second, and so on.
    pub colour: usize,
    /// What was observed, in the order of time.
    pub observed: Vec<Observation>,
    /// Whether observed points are joined by a line.
    pub joined: bool,
    /// Simulated quantiles `(time, [5, 25, 50, 75, 95 percent])`.
    pub simulated: Vec<(f64, [f64; 5])>,
}

/// An observed point: time, value, and the interval that its sources give.
pub type Observation = (f64, f64, Option<(f64, f64)>);

/// Grouped bars.
#[derive(Debug, Clone)]
pub struct BarChart {
    /// Label of the value axis, with the unit.
    pub axis: String,
    /// Names of the bars within a group, with their colours.
    pub series: Vec<(String, usize)>,
    /// Groups: a label, and a value (with an interval) for each series; `None` where nothing is known.
    pub groups: Vec<BarGroup>,
}

/// A group of bars: its label, and a bar per series.
pub type BarGroup = (String, Vec<Bar>);

/// A value with its interval; `None` where nothing is known.
pub type Bar = Option<(f64, Option<(f64, f64)>)>;

/// Points with intervals.
#[derive(Debug, Clone)]
pub struct IntervalChart {
    /// Label of the value axis.
    pub axis: String,
    /// Names of the points within a row, with their colours: first order, total.
    pub series: Vec<(String, usize)>,
    /// Rows: a label, and a point per series.
    pub rows: Vec<(String, Vec<Point>)>,
    /// A level to mark, with its label.
    pub reference_line: Option<(f64, String)>,
}

/// A point with its interval: `(low, value, high)`.
pub type Point = (f64, f64, f64);

/// A claim's verdict then and now.
#[derive(Debug, Clone)]
pub struct ShiftRow {
    /// The claim's id.
    pub id: String,
    /// Then.
    pub then: Judgement,
    /// Now.
    pub now: Judgement,
}
