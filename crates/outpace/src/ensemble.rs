//! Ensembles as results by themselves: statistics over time, or every trajectory in a file.

use crate::lower::OutputName;
use crate::write::table::{ParquetFile, cell, number};
use outpace_engine::design::Design;
use outpace_engine::{Chunk, Ensemble, Program, trajectories as run_trajectories};
use outpace_syntax::FileSet;
use std::io;
use std::path::Path;

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
    /// What a file says about itself.
    pub metadata: Vec<(&'static str, String)>,
}

/// The quantiles that statistics show.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Blocks of members that make a row group.
const BLOCKS_A_GROUP: usize = 16;

/// Statistics over time as CSV: a row a variable element and saved time.
pub fn statistics_csv(job: &Job, ensemble: &Ensemble) -> String {
    let mut text = String::from("variable,Time,count,mean,sd,min,q05,q25,median,q75,q95,max\n");
    let times = job.program.saved_times();
    for (output, series) in job.outputs.iter().zip(&ensemble.series) {
        for (time, summary) in times.iter().zip(&series.summaries) {
            let mut row = vec![cell(&output.text), number(*time), summary.count.to_string()];
            row.extend([summary.mean, summary.variance().sqrt(), summary.minimum].map(number));
            row.extend(QUANTILES.map(|p| number(summary.quantiles.quantile(p))));
            row.push(number(summary.maximum));
            text.push_str(&row.join(","));
            text.push('\n');
        }
    }
    text
}

/// The last saved time of every output, for people.
pub fn summary_text(job: &Job, ensemble: &Ensemble) -> String {
    let times = job.program.saved_times();
    let last = times.last().copied().unwrap_or(f64::NAN);
    let widest = job.outputs.iter().map(|output| output.text.chars().count()).max().unwrap_or(0).max(8);
    let mut text = format!("{} futures, values at {}\n\n", ensemble.members, number(last));
    let head: Vec<String> =
        ["5 %", "25 %", "median", "75 %", "95 %"].iter().map(|name| format!("{name:>10}")).collect();
    text.push_str(&format!("{:widest$}  {}\n", "variable", head.join(" ")));
    for (output, series) in job.outputs.iter().zip(&ensemble.series) {
        let Some(summary) = series.summaries.last() else { continue };
        let row = QUANTILES.map(|p| format!("{:>10}", crate::write::format::short(summary.quantiles.quantile(p))));
        text.push_str(&format!("{:widest$}  {}\n", output.text, row.join(" ")));
    }
    text
}

/// Writes every trajectory to a Parquet file, a block of members at a time.
pub fn trajectories(job: &Job, path: &Path, progress: &mut dyn FnMut(u64) -> bool) -> io::Result<()> {
    let names: Vec<&str> = job.outputs.iter().map(|output| output.text.as_str()).collect();
    let mut file = ParquetFile::create(path, &names, true, &job.metadata)?;
    let times = job.program.saved_times();
    let outputs: Vec<_> = job.outputs.iter().map(|output| output.index).collect();
    let mut group = Group::new(names.len());
    let mut blocks = 0;
    run_trajectories(job.program, job.design, &outputs, job.threads, &mut |chunk: Chunk| {
        group.add(&chunk, &times);
        blocks += 1;
        let done = chunk.first + chunk.members as u64;
        if blocks % BLOCKS_A_GROUP == 0 || done == job.design.members() {
            group.write(&mut file)?;
        }
        match progress(done) {
            true => Ok(()),
            false => Err(io::Error::from(io::ErrorKind::Interrupted)),
        }
    })?;
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

/// A fingerprint of all files, in order: FNV-1a over their paths and texts
/// (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>). It tells versions apart; it is no protection.
pub fn hash(files: &FileSet) -> String {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for (_, file) in files.iter() {
        for byte in file.path.bytes().chain([0]).chain(file.text.bytes()).chain([0]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{state:016x}")
}
