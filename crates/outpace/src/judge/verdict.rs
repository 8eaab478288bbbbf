//! From the share of draws in which a test is true to a word.
//!
//! | about | share of draws | verdict |
//! | --- | --- | --- |
//! | evidence | ≥ 95 % / ≤ 5 % | holds / fails |
//! | evidence, sources disagree | in between | contested |
//! | evidence, one uncertain source | ≥ 2/3, ≤ 1/3, in between | likely, unlikely, open |
//! | futures | ≥ 2/3, ≤ 1/3, in between | likely, unlikely, open |
//!
//! A future is never said to hold: at most it is likely in the futures that were run. The two-thirds thresholds are
//! those of the IPCC's guidance note on uncertainty (Mastrandrea et al. 2010, table 1).

use crate::brief::VerdictKind;

/// At least this share of draws of the evidence, and the claim holds.
pub const HOLDS_SHARE: f64 = 0.95;
/// At least this share, and it is likely.
pub const LIKELY_SHARE: f64 = 2.0 / 3.0;

/// What the verdict of one reading rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grounds {
    /// The share of draws in which the test is true; `None` if something needed is missing.
    pub share: Option<f64>,
    /// Whether futures take part.
    pub futures: bool,
    /// Whether sources disagree about a fact that it uses.
    pub conflict: bool,
}

/// The verdict of one reading.
pub fn of_reading(grounds: Grounds) -> VerdictKind {
    let Some(share) = grounds.share else { return VerdictKind::NoEvidence };
    if !grounds.futures {
        if share >= HOLDS_SHARE {
            return VerdictKind::Holds;
        }
        if share <= 1.0 - HOLDS_SHARE {
            return VerdictKind::Fails;
        }
        if grounds.conflict {
            return VerdictKind::Contested;
        }
    }
    if share >= LIKELY_SHARE {
        VerdictKind::Likely
    } else if share <= 1.0 - LIKELY_SHARE {
        VerdictKind::Unlikely
    } else {
        VerdictKind::Open
    }
}

/// The verdict over all readings of a claim: contested as soon as two of them point different ways. Readings without
/// evidence do not count while another has some.
pub fn of_readings(readings: &[VerdictKind]) -> VerdictKind {
    use VerdictKind::{Contested, Fails, Holds, Likely, NoEvidence, NotTestable, Open, Unlikely};
    let decided: Vec<VerdictKind> =
        readings.iter().copied().filter(|kind| !matches!(kind, NoEvidence | NotTestable)).collect();
    let any = |wanted: &[VerdictKind]| decided.iter().any(|kind| wanted.contains(kind));
    let (positive, negative) = (any(&[Holds, Likely]), any(&[Fails, Unlikely]));
    match () {
        () if decided.is_empty() => NoEvidence,
        () if any(&[Contested]) || (positive && negative) => Contested,
        () if any(&[Open]) => Open,
        () if any(&[Likely]) => Likely,
        () if any(&[Unlikely]) => Unlikely,
        () if positive => Holds,
        () => Fails,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VerdictKind::*;

    fn evidence(share: f64, conflict: bool) -> VerdictKind {
        of_reading(Grounds { share: Some(share), futures: false, conflict })
    }

    #[test]
    fn evidence_holds_fails_or_is_contested() {
        assert_eq!(evidence(1.0, true), Holds);
        assert_eq!(evidence(0.95, false), Holds);
        assert_eq!(evidence(0.5, true), Contested);
        assert_eq!(evidence(0.5, false), Open);
        assert_eq!(evidence(0.8, false), Likely);
        assert_eq!(evidence(0.1, false), Unlikely);
        assert_eq!(evidence(0.0, true), Fails);
    }

    #[test]
    fn a_future_is_at_most_likely() {
        let future = |share| of_reading(Grounds { share: Some(share), futures: true, conflict: false });
        assert_eq!(future(1.0), Likely);
        assert_eq!(future(0.5), Open);
        assert_eq!(future(0.0), Unlikely);
    }

    #[test]
    fn readings_that_disagree_are_contested() {
        for (readings, expected) in [
            (vec![], NoEvidence),
            (vec![NoEvidence], NoEvidence),
            (vec![Holds, NoEvidence], Holds),
            (vec![Holds, Holds], Holds),
            (vec![Holds, Likely], Likely),
            (vec![Fails, Unlikely], Unlikely),
            (vec![Holds, Fails], Contested),
            (vec![Likely, Unlikely], Contested),
            (vec![Holds, Contested], Contested),
            (vec![Holds, Open], Open),
            (vec![Fails, Fails], Fails),
        ] {
            assert_eq!(of_readings(&readings), expected, "{readings:?}");
        }
    }
}
