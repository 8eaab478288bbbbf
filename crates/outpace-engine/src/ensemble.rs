//! Many members, on as many threads as there are: the same bits however the work was cut.
//!
//! Members are computed in blocks, blocks in spans whose size depends on the number of members alone. A span is
//! recorded by one thread in member order, and spans are joined in order, so sums are always added up the same way.
//! Only a few spans for each thread are in flight at a time, which bounds the memory ([`order`](crate::order)).

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use fearless_simd::{Level, Simd};

use crate::checkpoint::{Checkpoint, words_of};
use crate::design::Design;
use crate::graph::OutputIndex;
use crate::integrate::{Engine, Frame};
use crate::kernel::{BLOCK, LANES, View, at_level};
use crate::observe::{self, NotFinite, Plan, Record, Recorder, Request, Summary};
use crate::order::in_order;
use crate::program::Program;
use crate::program::Width;
use crate::program::code::Code;

/// The most blocks in a span, and the number of spans wished for.
const SPAN_BLOCKS: u64 = 16;
const SPANS: u64 = 64;

/// What was asked for, of all members.
#[derive(Debug, Clone)]
pub struct Ensemble {
    /// The number of members.
    pub members: u64,
    /// For each observation, its value for each member.
    pub columns: Vec<Vec<f64>>,
    /// For each series asked for, its statistics at each saved time.
    pub series: Vec<Series>,
    /// How many members have an observed value that is not finite.
    pub not_finite: u64,
    /// The first of those values, in member order.
    pub first_not_finite: Option<NotFinite>,
}

/// Statistics of one output over members.
#[derive(Debug, Clone)]
pub struct Series {
    /// The output.
    pub output: OutputIndex,
    /// At each saved time.
    pub summaries: Vec<Summary>,
}

/// The caller stopped the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// How a run that may be interrupted goes on, and is kept.
pub struct Course<'a> {
    /// What a run of the same program, design and request had come to.
    pub from: Option<Checkpoint>,
    /// Called whenever some more members are done, and all before them: with their number, and with what gives the words
    /// of a [`Checkpoint`] of them, which takes time. When it returns `false` the run stops.
    pub keep: &'a mut dyn FnMut(u64, InWords<'_>) -> bool,
}

/// Makes the words of a [`Checkpoint`].
pub type InWords<'a> = &'a dyn Fn() -> Vec<u64>;

/// What is called with the number of members done, now and then and from any thread; when it returns `false` the run
/// stops.
pub type Progress<'a> = &'a (dyn Fn(u64) -> bool + Sync);

/// Members to be run, what is kept of them, and how: the result depends neither on the threads nor on who watches.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    program: &'a Program,
    design: &'a Design,
    request: &'a Request,
    threads: usize,
    progress: Progress<'a>,
    /// The vector instructions to use.
    level: Level,
}

impl<'a> Task<'a> {
    /// Every member of a design, on one thread that nobody watches.
    pub fn new(program: &'a Program, design: &'a Design, request: &'a Request) -> Task<'a> {
        Task { program, design, request, threads: 1, progress: &|_| true, level: Level::new() }
    }

    /// On so many threads, at least 1.
    pub fn threads(self, threads: usize) -> Task<'a> {
        Task { threads, ..self }
    }

    /// With somebody who follows it and may stop it.
    pub fn progress(self, progress: Progress<'a>) -> Task<'a> {
        Task { progress, ..self }
    }

    /// At a given level of vector instructions: the result does not depend on that either.
    #[cfg(test)]
    pub(crate) fn at(self, level: Level) -> Task<'a> {
        Task { level, ..self }
    }

    /// Runs them all.
    ///
    /// # Errors
    /// When the progress stopped the run.
    pub fn run(self) -> Result<Ensemble, Interrupted> {
        self.resume(Course { from: None, keep: &mut |_, _| true })
    }

    /// Goes on from a checkpoint and makes others.
    ///
    /// # Errors
    /// When the progress or [`Course::keep`] stopped the run, and where the checkpoint is of something else.
    pub fn resume(self, course: Course) -> Result<Ensemble, Interrupted> {
        let Task { program, design, request, level, .. } = self;
        let width = Width::of_ensemble(program, level);
        let code = Code::new(program, &program.parameters, design.varied(), &observe::outputs(request), width);
        let plan = Plan::new(program, &code, request);
        let record = at_level!(level, simd => record(simd, &code, &plan, self, course))?;
        let moments = program.schedule.saved_steps().len().max(1);
        let mut summaries = record.summaries.into_iter();
        let series = request.series.iter();
        let series = series.map(|&output| Series { output, summaries: summaries.by_ref().take(moments).collect() });
        Ok(Ensemble {
            members: design.members(),
            columns: record.columns,
            series: series.collect(),
            not_finite: record.not_finite,
            first_not_finite: record.first_not_finite,
        })
    }
}

fn record<S: Simd>(simd: S, code: &Code, plan: &Plan, task: Task, course: Course) -> Result<Record, Interrupted> {
    let engine = Engine::new(simd, code, &plan.observed);
    let members = task.design.members();
    let span = span_blocks(members) * BLOCK as u64;
    let Checkpoint { members: begun, record: mut whole } =
        course.from.unwrap_or_else(|| Checkpoint { members: 0, record: Record::new(plan) });
    let ends_a_span = begun == members || (begun < members && begun.is_multiple_of(span));
    if !ends_a_span || !whole.fits(begun, plan) {
        return Err(Interrupted);
    }
    let skipped = begun.div_ceil(span);
    let (done, stopped) = (AtomicU64::new(begun), AtomicBool::new(false));
    let record_span = |worker: &mut Worker<'_, S>, number: u64| {
        let mut recorder = Recorder::new(plan);
        let number = skipped + number;
        for first in (number * span..members.min((number + 1) * span)).step_by(BLOCK) {
            if stopped.load(Ordering::Relaxed) {
                break;
            }
            let count = (members - first).min(BLOCK as u64) as usize;
            recorder.begin(first, count);
            worker.run(first, count, |step, view| recorder.observe(step, view));
            recorder.end();
            let total = done.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
            if !(task.progress)(total) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
        recorder.finish()
    };
    let worker = || Worker::new(&engine, task.design);
    let mut joined = skipped;
    in_order(members.div_ceil(span) - skipped, task.threads, worker, record_span, |record| {
        // A span that was stopped on its way is not whole.
        if stopped.load(Ordering::Relaxed) {
            return false;
        }
        whole.append(record);
        joined += 1;
        let together = members.min(joined * span);
        let goes_on = (course.keep)(together, &|| words_of(together, &whole));
        stopped.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    });
    if stopped.load(Ordering::Relaxed) {
        return Err(Interrupted);
    }
    Ok(whole)
}

fn span_blocks(members: u64) -> u64 {
    (members.div_ceil(BLOCK as u64) / SPANS).clamp(1, SPAN_BLOCKS)
}

/// One thread's memory for running blocks.
pub(crate) struct Worker<'a, S> {
    engine: &'a Engine<'a, S>,
    design: &'a Design,
    frame: Frame,
    parameters: Vec<f64>,
}

impl<'a, S: Simd> Worker<'a, S> {
    pub(crate) fn new(engine: &'a Engine<'a, S>, design: &'a Design) -> Worker<'a, S> {
        Worker { engine, design, frame: engine.frame(), parameters: vec![0.0; design.varied().len() * BLOCK] }
    }

    /// Runs a block of members, so many at a time as a frame holds: those from the first, from step to step, then the
    /// next.
    pub(crate) fn run(&mut self, first: u64, count: usize, mut observe: impl FnMut(u32, View)) {
        self.design.fill(first, count, &mut self.parameters);
        let side_by_side = self.engine.code.vectors * LANES;
        for begin in (0..count).step_by(side_by_side) {
            let members = begin..count.min(begin + side_by_side);
            self.engine.run(&mut self.frame, &self.parameters, members, &mut observe);
        }
    }
}

#[cfg(test)]
mod tests;
