//! Covering a period with the periods that facts have: quarters of a year, fiscal years across two.

use std::collections::BTreeMap;

use jiff::civil::Date;
use outpace_syntax::period::Period;

#[cfg(test)]
mod tests;

/// Whether pieces may reach beyond the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edges {
    /// Pieces end exactly where the period does.
    Exact,
    /// The first and the last piece may reach beyond it.
    Loose,
}

/// A way to cover a prefix of the period: days outside it, number of pieces, last piece.
type Way = (i64, usize, usize);

/// The chain of adjoining `pieces` that covers `period` with the fewest days outside it, then the fewest pieces.
///
/// Dynamic programming over pieces in order of their first day: `n log n` for `n` pieces.
pub(super) fn cover(period: Period, pieces: &[Period], edges: Edges) -> Option<Vec<Period>> {
    let mut pieces: Vec<Period> = pieces.iter().copied().filter(|piece| piece.overlaps(period)).collect();
    pieces.retain(|piece| edges == Edges::Loose || period.contains(*piece));
    pieces.sort();
    pieces.dedup();
    let mut reached: BTreeMap<Date, Way> = BTreeMap::new();
    let mut before: Vec<Option<usize>> = vec![None; pieces.len()];
    let mut finished: Option<Way> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let (outside, count) = if piece.first <= period.first {
            (days_between(piece.first, period.first), 0)
        } else {
            let Some((outside, count, last)) = reached.get(&piece.first) else { continue };
            before[index] = Some(*last);
            (*outside, *count)
        };
        if piece.last >= period.last {
            let way = (outside + days_between(period.last, piece.last), count + 1, index);
            finished = Some(finished.map_or(way, |best| best.min(way)));
        } else if let Ok(next) = piece.last.tomorrow() {
            let way = (outside, count + 1, index);
            reached.entry(next).and_modify(|best| *best = (*best).min(way)).or_insert(way);
        }
    }
    let mut chain = vec![];
    let mut at = finished.map(|(_, _, last)| last);
    while let Some(index) = at {
        chain.push(pieces[index]);
        at = before[index];
    }
    chain.reverse();
    (!chain.is_empty()).then_some(chain)
}

/// The days from `first` to `last`, the last not counted; `first` is not later.
fn days_between(first: Date, last: Date) -> i64 {
    Period { first, last }.days() - 1
}

/// How many days two periods share.
pub(super) fn shared_days(left: Period, right: Period) -> i64 {
    if !left.overlaps(right) {
        return 0;
    }
    Period { first: left.first.max(right.first), last: left.last.min(right.last) }.days()
}

/// How many days lie between two periods; zero where they touch or overlap.
pub(super) fn gap_days(left: Period, right: Period) -> i64 {
    if left.overlaps(right) {
        return 0;
    }
    days_between(left.last.min(right.last), left.first.max(right.first)) - 1
}

/// The parts of a period that none of the sorted `pieces` touches.
pub(super) fn uncovered(period: Period, pieces: &[Period]) -> Vec<Period> {
    let mut gaps = vec![];
    let mut next = Some(period.first);
    for piece in pieces.iter().filter(|piece| piece.overlaps(period)) {
        let Some(first) = next else { break };
        if let (true, Ok(last)) = (piece.first > first, piece.first.yesterday()) {
            gaps.push(Period { first, last });
        }
        next = piece.last.max(first.yesterday().unwrap_or(first)).tomorrow().ok().filter(|day| *day <= period.last);
    }
    gaps.extend(next.map(|first| Period { first, last: period.last }));
    gaps
}
