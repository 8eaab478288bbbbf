//! Figures: numbers with their origin, the only way a number gets onto a page.

use super::citations::Citations;
use crate::brief::{Figure, Inline};
use crate::judge::{Drawn, Side, Summary, rests_on_futures, summarise, words};
use crate::run::Futures;
use crate::write::format;
use outpace_study::claim::Term;
use outpace_study::study::Study;

/// What stands where nothing is known.
pub const NOTHING: &str = "no figure";

/// Relative width below which a range is shown as one number.
const NARROW: f64 = 0.005;

/// A summary as prose: one number where it is sure, all of them where sources give a few different ones, else the
/// middle and the range.
pub fn summary_words(summary: &Summary) -> String {
    if let [first, .., last] = summary.alternatives.as_slice() {
        // What reads alike is not a disagreement that a reader could see.
        if format::number(*first) != format::number(*last) {
            return alternatives(&summary.alternatives, &summary.unit);
        }
    }
    let width = (summary.high - summary.low).abs();
    if width <= NARROW * summary.middle.abs().max(f64::MIN_POSITIVE) {
        return format::quantity(summary.middle, &summary.unit);
    }
    let middle = format::quantity(summary.middle, &summary.unit);
    let range = format::range(summary.low, summary.high);
    if format::number(summary.middle) == range { middle } else { format!("{middle} ({range})") }
}

fn alternatives(values: &[f64], unit: &str) -> String {
    let mut words: Vec<String> = values.iter().map(|value| format::number(*value)).collect();
    words.dedup();
    let last = values.last().copied().unwrap_or(f64::NAN);
    words.pop();
    format!("{} or {}", words.join(", "), format::quantity(last, unit))
}

/// One side of a comparison, as a figure with its citations; a threshold of the author's is plain words.
pub fn side_inline(side: &Side, futures: &Futures, citations: &mut Citations) -> Inline {
    let Some(summary) = &side.summary else { return Inline::Text(NOTHING.into()) };
    let text = summary_words(summary);
    match (side.literal, side.simulated) {
        (true, _) => Inline::Text(text),
        (false, true) => Inline::Figure(Figure::simulated(text, &side.trace, &futures.label)),
        (false, false) => Inline::Figure(Figure::cited(text, citations.cite(&side.sources), &side.trace)),
    }
}

/// An expression's value as a figure.
pub fn term_figure(term: &Term, world: &Drawn, study: &Study, citations: &mut Citations) -> Inline {
    let Some(summary) = summarise(term, world) else { return Inline::Text(NOTHING.into()) };
    let text = summary_words(&summary);
    let trace = words(term, study);
    Inline::Figure(match rests_on_futures(term) {
        true => Figure::simulated(text, trace, &world.futures.label),
        false => Figure::cited(text, citations.cite(&world.answers.sources(term)), trace),
    })
}
