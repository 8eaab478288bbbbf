//! What each device does within one member's memory, worked out by hand.

use super::{Course, DeviceKind, Leak, Profile, Reading, Spread};

/// What a device gives at each step, from its starting values and its inputs at each step.
fn run(kind: &DeviceKind, start: &[f64], inputs: &[&[f64]], reading: Reading, (a, b): (f64, f64)) -> Vec<f64> {
    let course = Course { step: 1.0, steps: inputs.len() as u32 };
    let mut memory = vec![0.0; kind.length(start, inputs[0].len(), false, course)];
    kind.start(&mut memory, start, course);
    let mut values = vec![kind.read(&memory, reading, a, b, course)];
    for inputs in inputs {
        kind.advance(&mut memory, inputs, course);
        values.push(kind.read(&memory, reading, a, b, course));
    }
    values
}

fn output(kind: &DeviceKind, start: &[f64], inputs: &[&[f64]]) -> Vec<f64> {
    run(kind, start, inputs, Reading::Output, (0.0, 0.0))
}

#[test]
fn information_is_kept_and_newer_information_replaces_older() {
    // Sent at 0 for 3 steps, at 1 for 1 step: arrives at 2; what arrives at 3 is older and discarded.
    // Sent at 2 for 3 steps: arrives at 5, and until then the value of 2 is kept.
    let inputs: [&[f64]; 5] = [&[10.0, 3.0], &[11.0, 1.0], &[12.0, 3.0], &[13.0, 9.0], &[14.0, 9.0]];
    assert_eq!(output(&DeviceKind::Information, &[7.0, 3.0], &inputs), [7.0, 7.0, 11.0, 11.0, 11.0, 12.0]);
}

#[test]
fn material_that_arrives_together_is_added_up() {
    // Sent at 0 for 2 steps, at 1 for 1 step: both arrive at 2. At 1 the last of what was there before arrives, at 3
    // nothing, at 4 what was sent at 2, at 5 nothing.
    let inputs: [&[f64]; 5] =
        [&[10.0, 2.0, -1.0], &[11.0, 1.0, -1.0], &[12.0, 2.0, -1.0], &[13.0, 9.0, -1.0], &[14.0, 9.0, -1.0]];
    assert_eq!(output(&DeviceKind::Material, &[7.0, 2.0], &inputs), [7.0, 7.0, 21.0, -1.0, 12.0, -1.0]);
}

#[test]
fn a_batch_begins_when_there_is_enough_and_nothing_is_in_process() {
    // 5 in process until 1. The backlog is 6 at 0 and grows by 4: 10 at 1, when the oven is free and a batch of 8
    // begins, done at 3. Left are 2, then 6, 10 at 3: the next batch, done at 5.
    let inputs: [&[f64]; 5] = [&[4.0, 8.0, 2.0]; 5];
    assert_eq!(output(&DeviceKind::Batch, &[5.0, 1.0, 6.0], &inputs), [0.0, 5.0, 0.0, 8.0, 0.0, 8.0]);
}

#[test]
fn a_conveyor_carries_everything_at_the_speed_of_the_moment() {
    let kind = DeviceKind::Conveyor(Profile::even());
    // Four steps long and filled with 4 a step; at 2 it doubles its speed, so that two steps' worth leaves at once.
    let inputs: [&[f64]; 6] =
        [&[8.0, 4.0, 0.0], &[8.0, 4.0, 0.0], &[8.0, 2.0, 0.0], &[8.0, 2.0, 0.0], &[8.0, 2.0, 0.0], &[8.0, 2.0, 0.0]];
    // Three quarters leave one by one; then the last of the initial content and what came in at 0 together, then what
    // came in at 1 and at 2, each on a quarter of the belt; what comes in at 3 and later lies on half of it.
    assert_eq!(output(&kind, &[16.0, 4.0], &inputs), [4.0, 4.0, 4.0, 12.0, 16.0, 8.0, 8.0]);
}

#[test]
fn a_conveyor_leaks_also_what_comes_in() {
    let kind = DeviceKind::Conveyor(Profile::even());
    let inputs: [&[f64]; 3] = [&[8.0, 2.0, 0.5]; 3];
    // 4 leaves at once; the other 4 leak by half, and what comes in at 0 twice.
    assert_eq!(output(&kind, &[8.0, 2.0], &inputs), [4.0, 2.0, 2.0, 2.0]);
}

#[test]
fn a_response_is_spread_around_its_average() {
    // Even over 0 to 2, stretched to an average of 1 step … 0 to 2 steps: three quarters come out after one step (all
    // up to 1.5), a quarter after two.
    let kind = DeviceKind::Response(Profile::new(vec![(0.0, 1.0), (2.0, 1.0)]).unwrap());
    let inputs: [&[f64]; 3] = [&[8.0, 1.0], &[0.0, 1.0], &[0.0, 1.0]];
    assert_eq!(output(&kind, &[4.0, 1.0, 0.0], &inputs), [4.0, 7.0, 2.0, 0.0]);
}

#[test]
fn a_queue_knows_the_ages_of_what_it_holds() {
    let kind = DeviceKind::Queue(Profile::even(), Profile::even());
    // 20 of age 1 and 20 of age 2; in each step 10 come in and 30 leave.
    let inputs: [&[f64]; 2] = [&[10.0, 30.0, 5.0, 1.0]; 2];
    let ask = |reading, a, b| run(&kind, &[40.0, 2.0, 2.0], &inputs, reading, (a, b));
    assert_eq!(ask(Reading::Content, 0.0, 0.0), [40.0, 20.0, 0.0]);
    assert_eq!(ask(Reading::OldestAge, 0.0, 0.0), [2.0, 2.0, 0.0]);
    assert_eq!(ask(Reading::AverageAge, 0.0, 0.0), [1.5, 1.5, 0.0]);
    assert_eq!(ask(Reading::AverageAge, 10.0, 0.0), [2.0, 2.0, 0.0]);
    assert_eq!(ask(Reading::AmountOfAge, 2.0, 9.0), [20.0, 10.0, 0.0]);
    // The initial attribute is 2, then 3; what comes in has 5 and the change of its first step.
    assert_eq!(ask(Reading::AverageAttribute, 0.0, 0.0), [2.0, 4.5, 0.0]);
    assert_eq!(ask(Reading::AmountOfAttribute, 36.0, 0.0), [18.0, 11.0, 0.0]);
}

#[test]
fn a_belt_leaks_linearly_or_exponentially() {
    let leaks = vec![Leak { zone: (0.0, 1.0), shared: false }];
    // Two slats; 8 comes in at each step, and half of it leaks on the way: 2 in each step.
    let linear = DeviceKind::Belt { leaks: leaks.clone(), exponential: false, spreads: vec![] };
    let inputs: [&[f64]; 3] = [&[8.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.5]; 3];
    let ask = |reading| run(&linear, &[14.0, 2.0, 0.5], &inputs, reading, (0.0, 0.0));
    assert_eq!(ask(Reading::Content), [14.0; 4]);
    assert_eq!(ask(Reading::Leak(0)), [4.0; 4]);
    assert_eq!(ask(Reading::Exit), [4.0; 4]);
    // A quarter of all that is there leaks in each step: of 16 and 12 leave 4 and 3, and 9 go off at the end.
    let exponential = DeviceKind::Belt { leaks, exponential: true, spreads: vec![] };
    let inputs: [&[f64]; 2] = [&[16.0, 2.0, 1.0, 0.0, 0.0, 0.25, 0.0]; 2];
    let ask = |reading| run(&exponential, &[28.0, 2.0, 0.25], &inputs, reading, (0.0, 0.0));
    assert_eq!(ask(Reading::Content), [28.0; 3]);
    assert_eq!(ask(Reading::Zone(0)), [28.0; 3]);
    assert_eq!(ask(Reading::ZoneExit(0)), [12.0; 3]);
}

#[test]
fn a_belt_takes_what_is_spread_over_it() {
    // Four slats of 2 each, of which the last leaves and a new one is empty. 12 evenly: 3 on each.
    let belt = |spread| DeviceKind::Belt { leaks: vec![], exponential: false, spreads: vec![spread] };
    let exit = |spread, start: f64| {
        let nothing: &[f64] = &[0.0, 4.0, 1.0, 0.0, 0.0, 0.0];
        let inputs = [&[0.0, 4.0, 1.0, 0.0, 0.0, 12.0], nothing, nothing, nothing];
        run(&belt(spread), &[start, 4.0], &inputs, Reading::Exit, (0.0, 0.0))
    };
    assert_eq!(exit(Spread::By(Profile::even()), 8.0), [2.0, 5.0, 5.0, 5.0, 3.0]);
    // As it lies: a third of 12 on each of the three that are left; all at the beginning of an empty belt.
    assert_eq!(exit(Spread::AsItLies, 8.0), [2.0, 6.0, 6.0, 6.0, 0.0]);
    assert_eq!(exit(Spread::AsItLies, 0.0), [0.0, 0.0, 0.0, 0.0, 12.0]);
    // A triangle that falls from the exit to the beginning: of its area 7, 5, 3 and 1 sixteenths lie over the slats.
    let falls = Profile::new(vec![(0.0, 1.0), (1.0, 0.0)]).unwrap();
    assert_eq!(exit(Spread::By(falls), 0.0), [0.0, 5.25, 3.75, 2.25, 0.75]);
}

#[test]
fn a_line_gives_its_first_batches() {
    let inputs: [&[f64]; 2] = [&[0.0, 3.0, 2.0], &[6.0, 4.0, 0.0]];
    let ask = |reading, a, b| run(&DeviceKind::Line, &[5.0], &inputs, reading, (a, b));
    assert_eq!(ask(Reading::Content, 0.0, 0.0), [5.0, 10.0, 8.0]);
    assert_eq!(ask(Reading::First, 0.0, 0.0), [5.0, 5.0, 2.0]);
    assert_eq!(ask(Reading::First, 2.0, 0.0), [3.0, 3.0, 2.0]);
    assert_eq!(ask(Reading::Whole, 0.0, 9.0), [5.0, 8.0, 8.0]);
}

#[test]
fn an_oven_fills_cooks_releases_and_is_cleaned() {
    // 2 come in, capacity 4, fill time 3, cook time 2, clean-up time 1: full at 2, done at 4, clean at 6.
    let inputs: [&[f64]; 6] = [
        &[2.0, 4.0, 3.0, 2.0, 1.0, 0.0],
        &[2.0, 4.0, 3.0, 2.0, 1.0, 0.0],
        &[0.0, 4.0, 3.0, 2.0, 1.0, 0.0],
        &[0.0, 4.0, 3.0, 2.0, 1.0, 0.0],
        &[0.0, 4.0, 3.0, 2.0, 1.0, 0.0],
        &[0.0, 4.0, 3.0, 2.0, 1.0, 0.0],
    ];
    let ask = |reading| run(&DeviceKind::Oven, &[0.0], &inputs, reading, (4.0, 0.0));
    assert_eq!(ask(Reading::Content), [0.0, 2.0, 4.0, 4.0, 4.0, 0.0, 0.0]);
    assert_eq!(ask(Reading::Room), [4.0, 2.0, 0.0, 0.0, 0.0, 0.0, 4.0]);
    assert_eq!(ask(Reading::Release), [0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0]);
}
