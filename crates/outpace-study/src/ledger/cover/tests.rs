use jiff::ToSpan;
use jiff::civil::date;
use outpace_syntax::period::Period;
use proptest::prelude::*;

use super::{Edges, cover, uncovered};

fn days(first: i64, last: i64) -> Period {
    let day = |number: i64| date(2025, 1, 1).checked_add(number.days()).unwrap();
    Period { first: day(first), last: day(last) }
}

/// The least (days outside, pieces) of any chain that starts on day `at` or before, by trying all.
fn by_trying(period: (i64, i64), pieces: &[(i64, i64)], edges: Edges, at: i64) -> Option<(i64, usize)> {
    let starts = |piece: &&(i64, i64)| match at == period.0 {
        true => piece.0 <= at && at <= piece.1 && (edges == Edges::Loose || piece.0 == at),
        false => piece.0 == at,
    };
    let ways = pieces.iter().filter(starts).filter_map(|piece| {
        let before = if at == period.0 { at - piece.0 } else { 0 };
        if piece.1 >= period.1 {
            let after = piece.1 - period.1;
            return (edges == Edges::Loose || after == 0).then_some((before + after, 1));
        }
        let (outside, count) = by_trying(period, pieces, edges, piece.1 + 1)?;
        Some((before + outside, count + 1))
    });
    ways.min()
}

proptest! {
    #[test]
    fn the_chain_is_the_best_that_there_is(
        pieces in proptest::collection::vec((0i64..12, 0i64..6), 0..9), first in 1i64..6, length in 0i64..6,
    ) {
        let pieces: Vec<(i64, i64)> = pieces.into_iter().map(|(first, more)| (first, first + more)).collect();
        let period = (first, first + length);
        let periods: Vec<Period> = pieces.iter().map(|(first, last)| days(*first, *last)).collect();
        for edges in [Edges::Exact, Edges::Loose] {
            let whole = days(period.0, period.1);
            let chain = cover(whole, &periods, edges);
            let cost = chain.map(|chain| {
                prop_assert!(chain.windows(2).all(|pair| pair[0].last.tomorrow().unwrap() == pair[1].first));
                let outside = chain.iter().map(|piece| piece.days()).sum::<i64>() - whole.days();
                Ok((outside, chain.len()))
            });
            let cost = cost.transpose()?;
            prop_assert_eq!(cost, by_trying(period, &pieces, edges, period.0));
        }
    }
}

#[test]
fn gaps_are_what_no_piece_touches() {
    /// Days from and to, both included.
    type Days = &'static [(i64, i64)];
    let cases: [(Days, Days); 5] = [
        (&[], &[(0, 9)]),
        (&[(0, 9)], &[]),
        (&[(2, 3), (3, 5)], &[(0, 1), (6, 9)]),
        (&[(-5, 1), (8, 20)], &[(2, 7)]),
        (&[(0, 5), (1, 2)], &[(6, 9)]),
    ];
    for (pieces, expected) in cases {
        let periods = |pairs: &[(i64, i64)]| pairs.iter().map(|(first, last)| days(*first, *last)).collect::<Vec<_>>();
        assert_eq!(uncovered(days(0, 9), &periods(pieces)), periods(expected), "{pieces:?}");
    }
}
