//! Outcomes of reality checks, by the example of Vensim's guide (21035.html) and by hand.

use super::*;
use outpace_syntax::{FileId, mdl};

/// Yeast that grows whatever the temperature and the sugar: 8% a minute divide and 0.4% die.
const YEAST: &str = "average lifetime = 250 ~ ~ |
    division rate = 0.08 ~ ~ |
    divisions = Yeast Count * division rate ~ ~ |
    Sugar = 100 ~ ~ |
    temperature = 85 ~ ~ |
    terminations = Yeast Count / average lifetime ~ ~ |
    Yeast Count = INTEG(divisions - terminations, 100) ~ ~ |
    Jar: left, right ~ ~ |
    part[Jar] = 0.5, 0.6 ~ ~ |
    INITIAL TIME = 0 ~ ~ | FINAL TIME = 300 ~ ~ | TIME STEP = 1 ~ ~ | SAVEPER = 10 ~ ~ |
    much :TEST INPUT: Yeast Count = 5 * Yeast Count ~ ~ |";

fn outcome_of(check: &str) -> Outcome {
    let (tree, diagnostics) = mdl::parse(FileId(0), &format!("{YEAST} {check} ~ ~ |"));
    assert_eq!(diagnostics, vec![], "{check}");
    test(&tree, &SeriesSet::default()).remove(0).outcome
}

#[test]
fn constraints_hold_or_are_violated_at_a_time() {
    for (check, expected) in [
        // Cold yeast is dormant, which this model knows nothing of: violated at time 0, as the guide has it.
        ("cold is dormant :THE CONDITION: temperature < 50 :IMPLIES: divisions = 0", Outcome::ViolatedImposed(0.0)),
        ("no yeast :THE CONDITION: Yeast Count = 0 :IMPLIES: divisions = 0 :AND: terminations = 0", Outcome::Holds),
        ("growth :THE CONDITION: much :IMPLIES: divisions >= 40", Outcome::Holds),
        // 100 × 1.076^n passes 300 at n = 15; the next saved time is 20.
        ("few :THE CONDITION: temperature = 85 :IMPLIES: Yeast Count < 300", Outcome::Violated(20.0)),
        ("always :THE CONDITION: :IMPLIES: terminations < 0.5", Outcome::Violated(10.0)),
        ("parts[Jar] :THE CONDITION: Sugar > 0 :IMPLIES: part[Jar] < 0.55", Outcome::Violated(0.0)),
    ] {
        assert_eq!(outcome_of(check), expected, "{check}");
    }
}

#[test]
fn what_cannot_be_tested_says_why() {
    let untested = outcome_of("sweet :THE CONDITION: Suger > 0 :IMPLIES: divisions > 0");
    assert_eq!(untested, Outcome::Untested("nothing is named `Suger`".to_string()));
    let circular = outcome_of("circle :THE CONDITION: division rate = divisions :IMPLIES: divisions > 0");
    assert!(matches!(circular, Outcome::NotImposed(_)), "{circular:?}");
    let ramp = outcome_of("ramp :THE CONDITION: Sugar = RC RAMP(Sugar, 0, 2, 10) :IMPLIES: divisions > 0");
    assert!(matches!(&ramp, Outcome::Untested(why) if why.contains("RC RAMP")), "{ramp:?}");
}
