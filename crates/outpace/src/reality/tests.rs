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
        // Half of 0.5 and of 0.6 from time 10 on; asked of from 30 on.
        (
            "halves[Jar] :THE CONDITION: part[Jar] = RC STEP(part[Jar], 0.5, 10)
            :IMPLIES: part[Jar] < RC STEP CHECK(20, 0.3, 1, 10)",
            Outcome::ViolatedImposed(30.0),
        ),
        (
            "not much :THE CONDITION: temperature > 0 :IMPLIES: :NOT: (Sugar > RC STEP CHECK(20, 90, 1, 10, 100))",
            Outcome::Violated(30.0),
        ),
        (
            "later :THE CONDITION: temperature > 0 :IMPLIES: :NOT: (Yeast Count > RC STEP CHECK(0, 400, 1, 0, 10))",
            Outcome::Holds,
        ),
    ] {
        assert_eq!(outcome_of(check), expected, "{check}");
    }
}

#[test]
fn what_cannot_be_tested_says_why() {
    let untested = outcome_of("sweet :THE CONDITION: Suger > 0 :IMPLIES: divisions > 0");
    assert_eq!(untested, Outcome::Untested("nothing is named `Suger`; did you mean `Sugar`?".to_string()));
    let circular = outcome_of("circle :THE CONDITION: division rate = divisions :IMPLIES: divisions > 0");
    assert!(matches!(circular, Outcome::NotImposed(_)), "{circular:?}");
    for (change, why) in [
        ("2 * RC STEP(Sugar, 1)", "may only stand in a reality check"),
        ("RC STEP(Sugar)", "`RC STEP(basis, mult, [start], [duration])`"),
        ("RC COMPARE('run', Sugar, 1)", "no other run is kept"),
    ] {
        let outcome = outcome_of(&format!("sweet :THE CONDITION: Sugar = {change} :IMPLIES: divisions > 0"));
        assert!(matches!(&outcome, Outcome::Untested(said) if said.contains(why)), "{change}: {outcome:?}");
    }
}

/// The yeast that dies of heat (21040.html): at 120 degrees 8% a minute divide and 0.2927 die, so that 0.7873 are left.
const HOT_YEAST: &str = "divisions = Yeast Count * rate * dividing(temperature / 80) ~ ~ |
    rate = 0.08 ~ ~ |
    dividing((0,0),(0.8,0),(1,1),(2,1)) ~ ~ |
    terminations = Yeast Count / (250 * living(temperature / 80)) ~ ~ |
    living((0,1),(1,1),(1.25,0.02),(2,0.001)) ~ ~ |
    temperature = 85 ~ ~ |
    Yeast Count = INTEG(divisions - terminations, 100) ~ ~ |
    RC START TIME = 10 ~ ~ |
    INITIAL TIME = 0 ~ ~ | FINAL TIME = 300 ~ ~ | TIME STEP = 1 ~ ~ | SAVEPER = 1 ~ ~ |";

#[test]
fn the_functions_of_reality_checks_give_the_outcomes_of_the_guide() {
    // 21035.html and 21040.html: violated one minute after the start, which is 10, with a decay time of 2 (0.6065 are
    // allowed then); respected with one of 5 (0.8187).
    let without_rc = "cold :THE CONDITION: temperature < 50 :IMPLIES: divisions = 0";
    let hot = |time: u8| {
        format!(
            "hot :THE CONDITION: temperature = RC STEP(120,1) :IMPLIES: Yeast Count <= RC DECAY CHECK(1,Yeast Count,{time})"
        )
    };
    let drink = "drink :THE CONDITION: temperature = RC STEP(temperature,1) :AND: rate > 0.01
        :IMPLIES: Yeast Count <= RC DECAY CHECK(1,Yeast Count,2)";
    for (check, expected) in [
        (without_rc.to_string(), Outcome::Holds),
        (hot(2), Outcome::ViolatedImposed(11.0)),
        (hot(5), Outcome::Holds),
        (drink.to_string(), Outcome::Violated(11.0)),
    ] {
        let (tree, diagnostics) = mdl::parse(FileId(0), &format!("{HOT_YEAST} {check} ~ ~ |"));
        assert_eq!(diagnostics, vec![], "{check}");
        assert_eq!(test(&tree, &SeriesSet::default()).remove(0).outcome, expected, "{check}");
    }
}

#[test]
fn each_function_has_its_course_and_its_time() {
    // The flow is 4; each consequence names the value that is imposed at a time. A CHECK that begins at 0 makes it ask
    // at that time even where nothing is imposed.
    let model = "flow = 4 ~ ~ | level = flow ~ ~ | moving = 10 + Time ~ ~ |
        INITIAL TIME = 0 ~ ~ | FINAL TIME = 20 ~ ~ | TIME STEP = 1 ~ ~ | SAVEPER = 1 ~ ~ |";
    for (condition, time, value) in [
        // Without a start: at the second step.
        ("flow = RC STEP(flow, 3)", 0.0, 4.0),
        ("flow = RC STEP(flow, 3)", 1.0, 12.0),
        ("flow = RC STEP(flow, 3, 5, 2)", 4.0, 4.0),
        ("flow = RC STEP(flow, 3, 5, 2)", 6.0, 12.0),
        ("flow = RC STEP(flow, 3, 5, 2)", 7.0, 4.0),
        // The basis stays what it is at the start, the factor does not: 15 × 7 at time 7.
        ("flow = RC STEP(moving, Time, 5)", 7.0, 105.0),
        // From 4 at 10 to 0 at 12.
        ("flow = RC RAMP(flow, 0, 2, 10)", 11.0, 2.0),
        ("flow = RC RAMP(flow, 0, 2, 10)", 12.0, 0.0),
        ("flow = RC RAMP(flow, 0, 2, 10)", 15.0, 0.0),
        // 4 / e², and 4 e.
        ("flow = RC DECAY(flow, 2, 10)", 14.0, 0.5413411329464508),
        ("flow = RC GROW(flow, 0.25, 10)", 14.0, 10.87312731383618),
    ] {
        for (moved, expected) in [(0.0, Outcome::Holds), (0.01, Outcome::ViolatedImposed(time))] {
            let consequence = format!(
                "Time <> RC STEP CHECK(0, {time:?}, 1, 0) :OR: ABS(level - {:?}) < RC STEP CHECK(0, 1e-9, 1, 0)",
                value + moved
            );
            let check = format!("rc :THE CONDITION: {condition} :IMPLIES: {consequence} ~ ~ |");
            let (tree, diagnostics) = mdl::parse(FileId(0), &format!("{model} {check}"));
            assert_eq!(diagnostics, vec![], "{check}");
            assert_eq!(test(&tree, &SeriesSet::default()).remove(0).outcome, expected, "{check}");
        }
    }
}
