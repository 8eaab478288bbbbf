//! Statistics of an ensemble over time, as tables for people and programs.

use super::Job;
use crate::judge::unit_words;
use crate::write::format::short;
use crate::write::table::{cell, number};
use outpace_engine::{Ensemble, Summary, Tally};
use outpace_study::study::Study;

/// Which statistics are shown, besides the count, the moments and the ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Quantiles, as shares from 0 to 1.
    pub quantiles: Vec<f64>,
    /// Bounds above which futures are counted, and the edges of a histogram.
    pub tally: Tally,
}

impl Default for Shown {
    fn default() -> Shown {
        Shown { quantiles: vec![0.05, 0.25, 0.5, 0.75, 0.95], tally: Tally::default() }
    }
}

impl Shown {
    /// The share of the finite values that is above each bound.
    fn shares<'a>(&self, summary: &'a Summary) -> impl Iterator<Item = f64> + 'a {
        summary.tallied.above.iter().map(|above| *above as f64 / summary.count as f64)
    }
}

/// Statistics over time as CSV: a row a variable element and saved time.
pub fn statistics_csv(job: &Job, ensemble: &Ensemble) -> String {
    let mut head: Vec<String> = ["variable", "Time", "count", "mean", "sd", "min"].map(String::from).to_vec();
    head.extend(job.shown.quantiles.iter().map(|share| match percent(*share).as_str() {
        "50" => "median".to_string(),
        percent => format!("q{percent:0>2}"),
    }));
    head.push("max".into());
    head.extend(job.shown.tally.above.iter().map(|bound| format!("above {}", number(*bound))));
    let mut text = head.join(",") + "\n";
    each(job, ensemble, |name, time, summary| {
        let mut row = vec![cell(name), number(time), summary.count.to_string()];
        row.extend([summary.mean, summary.variance().sqrt(), summary.minimum].map(number));
        row.extend(job.shown.quantiles.iter().map(|share| number(summary.quantiles.quantile(*share))));
        row.push(number(summary.maximum));
        row.extend(job.shown.shares(summary).map(number));
        text.push_str(&row.join(","));
        text.push('\n');
    });
    text
}

/// Histograms over time as CSV: a row a variable element, saved time and bin, the first and the last without end.
pub fn histogram_csv(job: &Job, ensemble: &Ensemble) -> String {
    let mut text = String::from("variable,Time,from,to,count\n");
    let ends = [&[f64::NEG_INFINITY], job.shown.tally.edges.as_slice(), &[f64::INFINITY]].concat();
    each(job, ensemble, |name, time, summary| {
        for (ends, count) in ends.windows(2).zip(&summary.tallied.between) {
            let row = [cell(name), number(time), number(ends[0]), number(ends[1]), count.to_string()];
            text.push_str(&row.join(","));
            text.push('\n');
        }
    });
    text
}

/// Every output at every saved time.
fn each(job: &Job, ensemble: &Ensemble, mut row: impl FnMut(&str, f64, &Summary)) {
    let times = job.program.saved_times();
    for (output, series) in job.outputs.iter().zip(&ensemble.series) {
        for (time, summary) in times.iter().zip(&series.summaries) {
            row(&output.text, *time, summary);
        }
    }
}

/// The last saved time of every output of a study's model, for people.
pub fn summary_text(job: &Job, ensemble: &Ensemble, study: &Study) -> String {
    let last = job.program.saved_times().last().copied().unwrap_or(f64::NAN);
    let widest = job.outputs.iter().map(|output| output.text.chars().count()).max().unwrap_or(0).max(8);
    let mut text = format!("{} futures, values at {}\n\n", ensemble.members, number(last));
    let mut line = |name: &str, cells: &mut dyn Iterator<Item = String>, unit: &str| {
        let cells: Vec<String> = cells.map(|cell| format!("{cell:>10}")).collect();
        let row = format!("{name:widest$}  {}  {unit}", cells.join(" "));
        text.push_str(row.trim_end());
        text.push('\n');
    };
    let quantiles = job.shown.quantiles.iter().map(|share| match percent(*share).as_str() {
        "50" => "median".to_string(),
        percent => format!("{percent} %"),
    });
    let bounds = job.shown.tally.above.iter().map(|bound| format!("> {}", short(*bound)));
    line("variable", &mut quantiles.chain(bounds), "unit");
    for (output, series) in job.outputs.iter().zip(&ensemble.series) {
        let Some(summary) = series.summaries.last() else { continue };
        let quantiles = job.shown.quantiles.iter().map(|share| short(summary.quantiles.quantile(*share)));
        let shares = job.shown.shares(summary).map(|share| format!("{} %", percent(share)));
        let variable = study.model.as_ref().map(|model| model.variable_of(output.cell));
        let unit = variable.and_then(|variable| study.units.get(variable.0 as usize)).map(unit_words);
        line(&output.text, &mut quantiles.chain(shares), &unit.unwrap_or_default());
    }
    text
}

/// A share in hundredths, without the digits that come from binary numbers.
fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
