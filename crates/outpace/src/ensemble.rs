//! Ensembles as results by themselves: statistics over time, or every trajectory in a file.

mod checkpoint;
pub mod journal;
mod statistics;

pub use statistics::{Shown, histogram_csv, statistics_csv, summary_text};

use crate::lower::OutputName;
use crate::write::atomic::remove_abandoned;
use crate::write::table::{ParquetFile, number};
use journal::{Fault, Journal};
use outpace_engine::design::Design;
use outpace_engine::{
    Chunk, Course, Ensemble, Fingerprint, Program, Progress, Request, Task, trajectories as run_trajectories,
};
use outpace_syntax::FileSet;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// An ensemble to be run.
pub struct Job<'a> {
    /// The program.
    pub program: &'a Program,
    /// The members.
    pub design: &'a Design,
    /// What is kept.
    pub outputs: &'a [&'a OutputName],
    /// Threads to use.
    pub threads: usize,
    /// Which statistics are shown.
    pub shown: Shown,
    /// What a file says about itself.
    pub metadata: Vec<(&'static str, String)>,
}

/// Blocks of members that make a row group.
const BLOCKS_A_GROUP: usize = 16;

/// Decides whether it is time to write a checkpoint.
pub type Keep<'a> = &'a mut dyn FnMut(&dyn Fn() -> io::Result<()>) -> io::Result<()>;

/// Statistics of every output.
///
/// # Errors
/// `progress` that gave `false`.
pub fn statistics(job: &Job, progress: Progress) -> Result<Ensemble, Fault> {
    job.task(&job.request(), progress).run().map_err(|_| interrupted())
}

/// Statistics of every output on their way to a file, which keep what they have come to in a checkpoint beside it.
pub struct Kept<'a> {
    path: PathBuf,
    header: String,
    job: &'a Job<'a>,
    from: Option<outpace_engine::Checkpoint>,
}

impl<'a> Kept<'a> {
    /// From the beginning, or with `resume` from what the checkpoint of this output has, if there is one.
    ///
    /// # Errors
    /// A checkpoint that cannot be read, or is of another run.
    pub fn begin(job: &'a Job, output: &Path, resume: bool) -> Result<Kept<'a>, Fault> {
        let (path, header) = (checkpoint::path(output), header(job));
        let from = if resume { checkpoint::read(&path, &header)? } else { None };
        Ok(Kept { path, header, job, from })
    }

    /// The members that were done before.
    pub fn members(&self) -> u64 {
        self.from.as_ref().map_or(0, outpace_engine::Checkpoint::members)
    }

    /// Runs what is left. Whenever some more futures are done, `keep` is given what writes the checkpoint, and calls it if
    /// it is time.
    ///
    /// # Errors
    /// `progress` that gave `false`, or a checkpoint that cannot be written.
    pub fn run(&mut self, keep: Keep, progress: Progress) -> Result<Ensemble, Fault> {
        let mut failed = None;
        let mut at_span = |_: u64, words: &dyn Fn() -> Vec<u64>| {
            failed = keep(&|| checkpoint::write(&self.path, &self.header, &words())).err();
            failed.is_none()
        };
        let course = Course { from: self.from.take(), keep: &mut at_span };
        let ensemble = self.job.task(&self.job.request(), progress).resume(course);
        match failed {
            Some(error) => Err(error.into()),
            None => ensemble.map_err(|_| interrupted()),
        }
    }

    /// Removes the checkpoint of a run whose file is written, and what was begun of others.
    ///
    /// # Errors
    /// A file that cannot be removed.
    pub fn finish(self) -> io::Result<()> {
        remove_abandoned(&self.path);
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }
}

impl Job<'_> {
    fn task<'t>(&'t self, request: &'t Request, progress: Progress<'t>) -> Task<'t> {
        Task::new(self.program, self.design, request).threads(self.threads).progress(progress)
    }

    fn request(&self) -> Request {
        let series = self.outputs.iter().map(|output| output.index).collect();
        Request { observations: vec![], series, tally: self.shown.tally.clone() }
    }
}

fn interrupted() -> Fault {
    io::Error::from(io::ErrorKind::Interrupted).into()
}

/// Writes every trajectory to a Parquet file: first to a journal beside it, block by block, then from there. With
/// `resume`, what a journal has already is not computed again; gives back how many members that were.
///
/// # Errors
/// A file that cannot be written, a journal of another run, or `progress` that gave `false`; the journal stays.
pub fn trajectories(job: &Job, path: &Path, resume: bool, progress: &mut dyn FnMut(u64) -> bool) -> Result<u64, Fault> {
    let (place, header) = (Journal::path(path), header(job));
    let mut journal = match resume {
        true => Journal::resume(&place, &header)?,
        false => Journal::begin(&place, &header)?,
    };
    let outputs: Vec<_> = job.outputs.iter().map(|output| output.index).collect();
    let first = journal.members;
    run_trajectories(job.program, job.design, &outputs, first, job.threads, &mut |chunk: Chunk| {
        journal.add(&chunk)?;
        match progress(journal.members) {
            true => Ok(()),
            false => Err(io::Error::from(io::ErrorKind::Interrupted)),
        }
    })?;
    compose(job, path, &mut journal)?;
    journal.remove()?;
    Ok(first)
}

/// Everything that decides on the numbers, a line each.
fn header(job: &Job) -> String {
    let mut text = String::new();
    for (key, value) in &job.metadata {
        let _ = writeln!(text, "{key}: {value}");
    }
    let mut design = Fingerprint::new();
    design.add_value(job.design);
    let _ = writeln!(text, "program: {:016x}", job.program.fingerprint());
    let _ = writeln!(text, "design: {:016x}", design.number());
    for output in job.outputs {
        let _ = writeln!(text, "variable: {}", output.text);
    }
    for (what, numbers) in [("above", &job.shown.tally.above), ("edge", &job.shown.tally.edges)] {
        for value in numbers {
            let _ = writeln!(text, "{what}: {}", number(*value));
        }
    }
    text
}

/// The Parquet file of a complete journal.
fn compose(job: &Job, path: &Path, journal: &mut Journal) -> io::Result<()> {
    let names: Vec<&str> = job.outputs.iter().map(|output| output.text.as_str()).collect();
    let mut file = ParquetFile::create(path, &names, true, &job.metadata)?;
    let times = job.program.saved_times();
    let mut group = Group::new(names.len());
    let (mut blocks, mut done) = (0, 0);
    let mut chunks = journal.chunks()?;
    while let Some(chunk) = chunks.chunk()? {
        group.add(&chunk, &times);
        blocks += 1;
        done += chunk.members as u64;
        if blocks % BLOCKS_A_GROUP == 0 || done == job.design.members() {
            group.write(&mut file)?;
        }
    }
    if done != job.design.members() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the journal changed while it was read"));
    }
    file.finish()
}

/// Rows that wait to be written: members one after the other, in each the saved times.
struct Group {
    members: Vec<u64>,
    times: Vec<f64>,
    columns: Vec<Vec<f64>>,
}

impl Group {
    fn new(columns: usize) -> Group {
        Group { members: vec![], times: vec![], columns: vec![vec![]; columns] }
    }

    fn add(&mut self, chunk: &Chunk, times: &[f64]) {
        for member in 0..chunk.members {
            self.members.extend(std::iter::repeat_n(chunk.first + member as u64, times.len()));
            self.times.extend_from_slice(times);
        }
        for (output, column) in self.columns.iter_mut().enumerate() {
            for member in 0..chunk.members {
                column.extend(
                    (0..times.len()).map(|moment| chunk.at(output, moment).get(member).copied().unwrap_or(f64::NAN)),
                );
            }
        }
    }

    fn write(&mut self, file: &mut ParquetFile) -> io::Result<()> {
        let columns = self.columns.iter_mut().map(std::mem::take).collect();
        file.rows(Some(std::mem::take(&mut self.members)), std::mem::take(&mut self.times), columns)
    }
}

/// A fingerprint of all files, in order: their paths and texts.
pub fn hash(files: &FileSet) -> String {
    let mut fingerprint = Fingerprint::new();
    for (_, file) in files.iter() {
        for part in [&file.path, &file.text] {
            fingerprint.add(part.as_bytes());
            fingerprint.add(&[0]);
        }
    }
    format!("{:016x}", fingerprint.number())
}

/// A fingerprint of a text.
pub fn hash_text(text: &str) -> String {
    let mut fingerprint = Fingerprint::new();
    fingerprint.add(text.as_bytes());
    format!("{:016x}", fingerprint.number())
}
