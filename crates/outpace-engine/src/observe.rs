//! What is kept of an ensemble: a number a member for each observation, statistics over members for each series.

use crate::checkpoint::{Words, write_numbers};
use crate::graph::OutputIndex;
use crate::kernel::{BLOCK, LANES, Place, View};
use crate::program::Program;
use crate::program::code::Code;
use crate::sketch::Sketch;
use crate::tally::{Tallied, Tally};

/// When an output is observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// At the start of a step, counted from 0.
    At(u32),
    /// The mean over time from the start of step `first` to the start of step `last`, by trapezoids.
    Mean {
        /// The first step.
        first: u32,
        /// The last step; when it is the first one, the mean is the value there.
        last: u32,
    },
}

impl Window {
    /// The steps observed: within the program's.
    fn steps(self, program: &Program) -> (u32, u32) {
        let (first, last) = match self {
            Window::At(step) => (step, step),
            Window::Mean { first, last } => (first, last),
        };
        let most = program.steps();
        (first.min(most), last.min(most).max(first.min(most)))
    }
}

/// One number a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// Of which output.
    pub output: OutputIndex,
    /// When.
    pub window: Window,
}

/// What to keep.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// One number a member each.
    pub observations: Vec<Observation>,
    /// Outputs whose statistics over members are kept, at each saved time.
    pub series: Vec<OutputIndex>,
    /// What is counted of them besides.
    pub tally: Tally,
}

/// Statistics of one output at one moment, over the members whose value is finite.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// The number of finite values.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    /// The sum of squared deviations from the mean.
    squares: f64,
    /// The least; infinite where there is none.
    pub minimum: f64,
    /// The greatest; negatively infinite where there is none.
    pub maximum: f64,
    /// Their quantiles.
    pub quantiles: Sketch,
    /// What was counted of them.
    pub tallied: Tallied,
}

impl Summary {
    pub(crate) fn new(tally: &Tally) -> Summary {
        let tallied = Tallied::new(tally);
        Summary { minimum: f64::INFINITY, maximum: f64::NEG_INFINITY, tallied, ..Summary::default() }
    }

    /// The unbiased variance; not a number for fewer than two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { f64::NAN } else { self.squares / (self.count - 1) as f64 }
    }

    /// Adds the values of a vector of members: mean and squares first among them, then joined. So the sums are the same
    /// however many vectors are computed side by side.
    fn add(&mut self, values: &[f64], tally: &Tally) {
        debug_assert!(values.len() <= LANES);
        for value in values.iter().copied().filter(|value| value.is_finite()) {
            self.quantiles.add(value);
            self.tallied.add(tally, value);
        }
        self.join(Moments::of(values));
    }

    /// Adds another summary's values after this one's. Quantiles and counts do not depend on the order.
    pub(crate) fn merge(&mut self, other: &Summary) {
        let Summary { count, mean, squares, minimum, maximum, .. } = *other;
        self.join(Moments { count, mean, squares, minimum, maximum });
        self.quantiles.merge(&other.quantiles);
        self.tallied.merge(&other.tallied);
    }

    /// Chan, Golub and LeVeque 1979, equations 2.1: the moments of two samples together.
    fn join(&mut self, other: Moments) {
        let count = self.count + other.count;
        if other.count > 0 {
            let difference = other.mean - self.mean;
            let share = other.count as f64 / count as f64;
            self.mean += difference * share;
            self.squares += other.squares + difference * difference * share * self.count as f64;
        }
        self.count = count;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
    }
}

/// The moments of some values, apart from what is not finite.
struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
    minimum: f64,
    maximum: f64,
}

impl Moments {
    fn of(values: &[f64]) -> Moments {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (mut count, mut sum) = (0, 0.0);
        let (mut minimum, mut maximum) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in finite() {
            count += 1;
            sum += value;
            minimum = value.min(minimum);
            maximum = value.max(maximum);
        }
        let mean = if count > 0 { sum / count as f64 } else { 0.0 };
        let squares = finite().map(|value| (value - mean) * (value - mean)).sum();
        Moments { count, mean, squares, minimum, maximum }
    }
}

/// In words, for a checkpoint.
impl Summary {
    fn write(&self, words: &mut Vec<u64>) {
        words.push(self.count);
        words.extend([self.mean, self.squares, self.minimum, self.maximum].map(f64::to_bits));
        self.quantiles.write(words);
        self.tallied.write(words);
    }

    fn read(words: &mut Words) -> Option<Summary> {
        let count = words.next()?;
        let (mean, squares) = (words.number()?, words.number()?);
        let (minimum, maximum) = (words.number()?, words.number()?);
        let (quantiles, tallied) = (Sketch::read(words)?, Tallied::read(words)?);
        Some(Summary { count, mean, squares, minimum, maximum, quantiles, tallied })
    }
}

/// A value that was not a finite number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotFinite {
    /// The member.
    pub member: u64,
    /// The step at whose start it was observed.
    pub step: u32,
    /// The output.
    pub output: OutputIndex,
}

/// Which values are read at each step, and what for.
pub(crate) struct Plan {
    /// For each step and the final time, whether anything is read.
    pub(crate) observed: Vec<bool>,
    reads: Vec<Vec<Read>>,
    /// By what each observation's sum is divided.
    lengths: Vec<f64>,
    /// The number of series times the number of saved times.
    pub(crate) summaries: usize,
    tally: Tally,
}

#[derive(Clone, Copy)]
struct Read {
    place: Place,
    output: OutputIndex,
    target: Target,
}

#[derive(Clone, Copy)]
enum Target {
    /// The observation, and the weight in its sum.
    Column(usize, f64),
    /// The summary.
    Summary(usize),
}

/// The outputs a request needs, each once.
pub(crate) fn outputs(request: &Request) -> Vec<OutputIndex> {
    let mut outputs: Vec<OutputIndex> = request.observations.iter().map(|observation| observation.output).collect();
    outputs.extend(&request.series);
    outputs.sort_unstable();
    outputs.dedup();
    outputs
}

impl Plan {
    /// The code must be that of [`outputs`], in this order.
    pub(crate) fn new(program: &Program, code: &Code, request: &Request) -> Plan {
        let outputs = outputs(request);
        let place = |output: OutputIndex| {
            let index = outputs.binary_search(&output).ok()?;
            code.outputs.get(index).copied()
        };
        let moments = program.steps() as usize + 1;
        let mut reads: Vec<Vec<Read>> = vec![Vec::new(); moments];
        let mut lengths = Vec::new();
        for (index, observation) in request.observations.iter().enumerate() {
            let (first, last) = observation.window.steps(program);
            lengths.push(f64::from((last - first).max(1)));
            let Some(place) = place(observation.output) else { continue };
            for step in first..=last {
                let weight = if first < last && (step == first || step == last) { 0.5 } else { 1.0 };
                let target = Target::Column(index, weight);
                reads[step as usize].push(Read { place, output: observation.output, target });
            }
        }
        let mut summaries = 0;
        for &output in &request.series {
            for &step in program.schedule.saved_steps() {
                if let Some(place) = place(output) {
                    reads[step as usize].push(Read { place, output, target: Target::Summary(summaries) });
                }
                summaries += 1;
            }
        }
        let observed = reads.iter().map(|reads| !reads.is_empty()).collect();
        Plan { observed, reads, lengths, summaries, tally: request.tally.clone() }
    }
}

/// What is kept of some members, next to one another.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) columns: Vec<Vec<f64>>,
    pub(crate) summaries: Vec<Summary>,
    pub(crate) not_finite: u64,
    pub(crate) first_not_finite: Option<NotFinite>,
}

impl Record {
    pub(crate) fn new(plan: &Plan) -> Record {
        Record {
            columns: vec![Vec::new(); plan.lengths.len()],
            summaries: vec![Summary::new(&plan.tally); plan.summaries],
            not_finite: 0,
            first_not_finite: None,
        }
    }

    /// Adds what comes after.
    pub(crate) fn append(&mut self, other: Record) {
        for (column, mut more) in self.columns.iter_mut().zip(other.columns) {
            column.append(&mut more);
        }
        for (summary, more) in self.summaries.iter_mut().zip(&other.summaries) {
            summary.merge(more);
        }
        self.not_finite += other.not_finite;
        self.first_not_finite = self.first_not_finite.or(other.first_not_finite);
    }

    /// Whether it is of so many members and this plan.
    pub(crate) fn fits(&self, members: u64, plan: &Plan) -> bool {
        self.columns.len() == plan.lengths.len()
            && self.columns.iter().all(|column| column.len() as u64 == members)
            && self.summaries.len() == plan.summaries
            && self.summaries.iter().all(|summary| summary.tallied.fits(&plan.tally))
    }

    pub(crate) fn write(&self, words: &mut Vec<u64>) {
        words.push(self.columns.len() as u64);
        self.columns.iter().for_each(|column| write_numbers(column, words));
        words.push(self.summaries.len() as u64);
        self.summaries.iter().for_each(|summary| summary.write(words));
        words.extend([self.not_finite, u64::from(self.first_not_finite.is_some())]);
        self.first_not_finite.into_iter().for_each(|first| first.write(words));
    }

    pub(crate) fn read(words: &mut Words) -> Option<Record> {
        let columns = words.list(Words::numbers)?;
        let summaries = words.list(Summary::read)?;
        let not_finite = words.next()?;
        let first_not_finite = match words.next()? {
            0 => None,
            _ => Some(NotFinite::read(words)?),
        };
        Some(Record { columns, summaries, not_finite, first_not_finite })
    }
}

/// Records one block of members after another.
pub(crate) struct Recorder<'a> {
    plan: &'a Plan,
    record: Record,
    sums: Vec<[f64; BLOCK]>,
    /// The block's first member, and how many of its lanes are members.
    first: u64,
    members: usize,
    /// The lanes with a value that is not finite, as bits, and the first such value.
    broken: u64,
    first_broken: Option<NotFinite>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Recorder<'a> {
        let sums = vec![[0.0; BLOCK]; plan.lengths.len()];
        Recorder { plan, record: Record::new(plan), sums, first: 0, members: 0, broken: 0, first_broken: None }
    }

    pub(crate) fn begin(&mut self, first: u64, members: usize) {
        (self.first, self.members, self.broken, self.first_broken) = (first, members, 0, None);
        // The sum's neutral element: 0 would turn a lone -0 to 0.
        self.sums.fill([-0.0; BLOCK]);
    }

    /// Records some members of the block.
    pub(crate) fn observe(&mut self, step: u32, view: View) {
        let plan = self.plan;
        for read in &plan.reads[step as usize] {
            for (lane, values) in view.values(read.place) {
                match read.target {
                    Target::Column(index, weight) => {
                        for (sum, value) in self.sums[index][lane..].iter_mut().zip(values) {
                            *sum += weight * value;
                        }
                    }
                    Target::Summary(index) => self.record.summaries[index].add(values, &plan.tally),
                }
                self.check(step, read.output, lane, values);
            }
        }
    }

    fn check(&mut self, step: u32, output: OutputIndex, first: usize, values: &[f64]) {
        for (lane, value) in (first..).zip(values) {
            if !value.is_finite() {
                self.broken |= 1 << lane;
                let here = NotFinite { member: self.first + lane as u64, step, output };
                self.first_broken = Some(self.first_broken.map_or(here, |first| first.min(here)));
            }
        }
    }

    pub(crate) fn end(&mut self) {
        for ((column, sums), length) in self.record.columns.iter_mut().zip(&self.sums).zip(&self.plan.lengths) {
            column.extend(sums[..self.members].iter().map(|sum| sum / length));
        }
        self.record.not_finite += u64::from(self.broken.count_ones());
        self.record.first_not_finite = self.record.first_not_finite.or(self.first_broken);
    }

    pub(crate) fn finish(self) -> Record {
        self.record
    }
}
