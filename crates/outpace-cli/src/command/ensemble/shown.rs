//! Which statistics the user wants: quantiles, shares above bounds, histograms.

use crate::Exit;
use crate::args::Ensemble;
use crate::command::output::is_parquet;
use crate::terminal::Terminal;
use outpace::ensemble::{Job, Shown};
use outpace::run::MAX_VALUES;
use outpace_engine::Tally;
use std::path::Path;

/// The most quantiles, bounds or bins.
const MOST: usize = 10_000;

/// The statistics that the command line asks for.
pub fn shown(options: &Ensemble, terminal: &Terminal) -> Result<Shown, Exit> {
    let refuse = |message: &str, help: &str| {
        terminal.fail(message, help);
        Err(Exit::Misuse)
    };
    let wanted = !options.quantiles.is_empty() || !options.above.is_empty() || options.bins.is_some();
    if wanted && options.output.as_deref().is_some_and(is_parquet) {
        return refuse("quantiles, shares and histograms are statistics", "end the name of --output in .csv");
    }
    if options.histogram.as_deref().is_some_and(|path| !is_csv(path)) {
        return refuse("histograms are written as .csv", "end the name of --histogram in .csv");
    }
    if options.histogram.is_some() && options.histogram == options.output {
        return refuse("--histogram and --output name one file", "give the histograms a name of their own");
    }
    if !options.quantiles.iter().all(|share| (0.0..=1.0).contains(share)) {
        return refuse("a quantile is a share from 0 to 1", "write --quantiles 0.05,0.5,0.95 for 5, 50 and 95 percent");
    }
    if !options.above.iter().all(|bound| bound.is_finite()) {
        return refuse("a bound of --above is no number", "write --above 1000,2000");
    }
    let edges = match options.bins.as_deref().map(edges) {
        None => Vec::new(),
        Some(Some(edges)) => edges,
        Some(None) => {
            let help = format!("write LOW:HIGH:COUNT such as 0:100:20, low below high and at most {MOST} bins");
            return refuse("--bins does not say what the bins are", &help);
        }
    };
    if options.quantiles.len().max(options.above.len()) > MOST {
        return refuse(&format!("at most {MOST} quantiles and bounds are shown"), "leave some out");
    }
    let usual = Shown::default();
    let quantiles = if options.quantiles.is_empty() { usual.quantiles } else { options.quantiles.clone() };
    Ok(Shown { quantiles, tally: Tally { above: options.above.clone(), edges } })
}

/// Refuses more counts than memory should hold.
pub fn check_size(job: &Job, terminal: &Terminal) -> Result<(), Exit> {
    let each = job.shown.tally.above.len() + job.shown.tally.edges.len();
    let counts = (job.outputs.len() as u64).saturating_mul(job.program.saved_times().len() as u64);
    let counts = counts.saturating_mul(each as u64);
    if counts <= MAX_VALUES {
        return Ok(());
    }
    let message = format!("these shares and histograms are {counts} counts, and {MAX_VALUES} are kept");
    terminal.fail(&message, "ask for fewer variables with --select, or for fewer bins");
    Err(Exit::Misuse)
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// The edges of `LOW:HIGH:COUNT`.
fn edges(text: &str) -> Option<Vec<f64>> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let [low, high, count] = parts.as_slice() else { return None };
    let (low, high): (f64, f64) = (low.parse().ok()?, high.parse().ok()?);
    let count: usize = count.parse().ok().filter(|count| (1..=MOST).contains(count))?;
    let width = high - low;
    if !(width.is_finite() && low < high) {
        return None;
    }
    let edge = |at: usize| if at == count { high } else { low + width * (at as f64 / count as f64) };
    let edges: Vec<f64> = (0..=count).map(edge).collect();
    edges.is_sorted_by(|one, next| one < next).then_some(edges)
}
