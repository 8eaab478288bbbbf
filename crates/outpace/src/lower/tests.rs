//! Models with known answers: each result by hand, in closed form, or as the function's page gives it.

mod conversion;
mod external;
mod macros;
mod random;
mod totality;
mod vector;
mod xmile;

use super::*;
use outpace_syntax::expr::VENSIM_NA;
use outpace_syntax::{File, FileSet, mdl};

/// A model resolved from its text and a clock from 0 by steps of 1, which must be sound so far.
fn model(text: &str, last: f64, step: f64) -> Model {
    let text = whole(text, last, step);
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text.clone()));
    let (tree, parsed) = mdl::parse(file, &text);
    let (model, resolved) = outpace_study::model::resolve(tree);
    assert_eq!((parsed, resolved), (vec![], vec![]), "{text}");
    model
}

fn whole(text: &str, last: f64, step: f64) -> String {
    format!(
        "{text}\nINITIAL TIME = 0 ~ ~ | FINAL TIME = {last} ~ ~ | TIME STEP = {step} ~ ~ | SAVEPER = TIME STEP ~ ~ |"
    )
}

/// All saved values of one element.
fn series(lowered: &Lowered, name: &str) -> Vec<f64> {
    let index = lowered.find(name).expect("the model has it").index;
    outpace_engine::single(&lowered.program, &[]).outputs[index.0 as usize].clone()
}

fn run(text: &str, name: &str, last: f64) -> Vec<f64> {
    let model = model(text, last, 1.0);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    let (tree, _) = mdl::parse(outpace_syntax::FileId(0), &whole(text, last, 1.0));
    conversion::assert_converts(&tree, &lowered);
    series(&lowered, name)
}

fn assert_near(found: &[f64], expected: &[f64], what: &str) {
    let near = |(found, expected): (&f64, &f64)| (found - expected).abs() <= 1e-12 * expected.abs().max(1.0);
    assert!(
        found.len() == expected.len() && found.iter().zip(expected).all(near),
        "{what}: {found:?}, not {expected:?}"
    );
}

fn codes(model: &Model) -> Vec<&'static str> {
    let problems = lower(model, &Overrides::default(), Settings::default()).expect_err("it must not run");
    problems.iter().map(|problem| problem.code.0).collect()
}

#[test]
fn functions_of_their_arguments() {
    for (expression, expected) in [
        ("ABS(-3)", 3.0),
        ("INTEGER(-2.7)", -2.0),
        ("MODULO(7, 3)", 1.0),
        ("MODULO(-10, 3)", -1.0),
        ("QUANTUM(1.9, 1)", 1.0),
        ("QUANTUM(-1.9, 1)", -1.0),
        ("QUANTUM(50, 12)", 48.0),
        ("QUANTUM(5, 0)", 5.0),
        ("LOG(8, 2)", 3.0),
        ("POWER(2, 10)", 1024.0),
        ("2 ^ -1", 0.5),
        ("SQRT(9)", 3.0),
        ("EXP(0) + LN(1) + SIN(0) + COS(0)", 2.0),
        ("ARCTAN(0) + TANH(0) + ARCCOS(1)", 0.0),
        ("XIDZ(3, 4, 1)", 0.75),
        ("XIDZ(3, 0, 1)", 1.0),
        ("ZIDZ(3, 0.0000001)", 0.0),
        ("IF THEN ELSE(1 > 2, 3, 4)", 4.0),
        ("IF THEN ELSE(1 <= 2 :AND: :NOT: 0, 3, 4)", 3.0),
        ("(1 <> 2) + (2 >= 2) + (1 = 2) + (0 :OR: 3)", 3.0),
        ("MIN(2, MAX(1, 3))", 2.0),
        ("GAME(5)", 5.0),
        ("-2 + +1", -1.0),
        ("WITH LOOKUP(0.5, ((0,0),(1,10),(2,10)))", 5.0),
        // The example of fn_lookup_extrapolate.html and its neighbours.
        ("look(2.5)", 2.0),
        ("look(-1)", 1.0),
        ("LOOKUP EXTRAPOLATE(look, 2.5)", 2.5),
        ("LOOKUP FORWARD(look, 1.5)", 2.0),
        ("LOOKUP BACKWARD(look, 1.5)", 1.0),
    ] {
        let found = run(&format!("look((0,1),(1,1),(2,2)) ~ ~ | x = {expression} ~ ~ |"), "x", 0.0);
        assert_near(&found, &[expected], expression);
    }
}

#[test]
fn functions_of_time_and_memory_step_by_step() {
    for (expression, expected) in [
        ("Time", [0.0, 1.0, 2.0, 3.0, 4.0]),
        ("STEP(5, 2)", [0.0, 0.0, 5.0, 5.0, 5.0]),
        ("PULSE(1, 2)", [0.0, 1.0, 1.0, 0.0, 0.0]),
        ("PULSE(2, 0)", [0.0, 0.0, 1.0, 0.0, 0.0]),
        ("PULSE TRAIN(0, 1, 2, 4)", [1.0, 0.0, 1.0, 0.0, 0.0]),
        ("PULSE TRAIN(1, 3, 2, 4)", [0.0, 1.0, 1.0, 1.0, 0.0]),
        ("RAMP(2, 1, 3)", [0.0, 0.0, 2.0, 4.0, 4.0]),
        ("INTEG(2, 1)", [1.0, 3.0, 5.0, 7.0, 9.0]),
        ("1 + INTEG(Time, 0)", [1.0, 1.0, 2.0, 4.0, 7.0]),
        ("SMOOTH(STEP(8, 1), 2)", [0.0, 0.0, 4.0, 6.0, 7.0]),
        ("SMOOTHI(8, 2, 0)", [0.0, 4.0, 6.0, 7.0, 7.5]),
        ("SMOOTH3(STEP(27, 1), 3)", [0.0, 0.0, 0.0, 0.0, 27.0]),
        ("SMOOTH3I(27, 3, 0)", [0.0, 0.0, 0.0, 27.0, 27.0]),
        ("SMOOTH N(27, 2, 0, 2)", [0.0, 0.0, 27.0, 27.0, 27.0]),
        ("DELAY1(STEP(8, 1), 2)", [0.0, 0.0, 4.0, 6.0, 7.0]),
        ("DELAY1I(8, 2, 2)", [2.0, 5.0, 6.5, 7.25, 7.625]),
        ("DELAY3(STEP(27, 1), 3)", [0.0, 0.0, 0.0, 0.0, 27.0]),
        ("DELAY3I(27, 3, 9)", [9.0, 9.0, 9.0, 27.0, 27.0]),
        ("DELAY N(27, 2, 9, 2)", [9.0, 9.0, 27.0, 27.0, 27.0]),
        ("DELAY FIXED(Time, 2, 9)", [9.0, 9.0, 0.0, 1.0, 2.0]),
        ("SAMPLE IF TRUE(Time = 2, Time * 10, 5)", [5.0, 5.0, 20.0, 20.0, 20.0]),
        ("SAMPLE IF TRUE(2 - ABS(Time - 2) > x, 2 - ABS(Time - 2), 0)", [0.0, 1.0, 2.0, 2.0, 2.0]),
        ("INITIAL(Time + 3)", [3.0, 3.0, 3.0, 3.0, 3.0]),
        // df = 1, 0.8, 0.64 …; fn_npv.html counts the present step in full.
        ("NPV(100, 0.25, 0, 1)", [100.0, 180.0, 244.0, 295.2, 336.16]),
        ("NPVE(100, 0.25, 0, 1)", [80.0, 144.0, 195.2, 236.16, 268.928]),
    ] {
        assert_near(&run(&format!("x = {expression} ~ ~ |"), "x", 4.0), &expected, expression);
    }
}

#[test]
fn trends_follow_their_equations() {
    // fn_trend.html: at the start the trend is the one given. The average is 10 / (1 + 0.25 * 2) = 20 / 3.
    assert_near(&run("x = TREND(10, 2, 0.25) ~ ~ |", "x", 0.0), &[0.25], "TREND at the start");
    // The average stays 10 for a step while the input is 11: (11 - 10) / (2 * 10) = 0.05.
    assert_near(&run("x = TREND(10 + Time, 2, 0) ~ ~ |", "x", 1.0), &[0.0, 0.05], "TREND of a line");
    assert_near(&run("x = FORECAST(10 + Time, 2, 4) ~ ~ |", "x", 1.0), &[10.0, 13.2], "FORECAST of a line");
}

#[test]
fn smooths_and_delays_reach_their_closed_forms() {
    // The answer of n stages of a / n each to a step: 1 - exp(-n t / a) (1 + n t / a + … ), here at t = 2 and a = 2.
    let e = |x: f64| outpace_engine::math::exp(x);
    for (expression, expected) in [
        ("SMOOTHI(1, 2, 0)", 1.0 - e(-1.0)),
        ("DELAY1I(1, 2, 0)", 1.0 - e(-1.0)),
        ("SMOOTH3I(1, 2, 0)", 1.0 - e(-3.0) * (1.0 + 3.0 + 4.5)),
        ("DELAY3I(1, 2, 0)", 1.0 - e(-3.0) * (1.0 + 3.0 + 4.5)),
        ("DELAY N(1, 2, 0, 2)", 1.0 - e(-2.0) * (1.0 + 2.0)),
        ("INTEG(-x / 2, 1)", e(-1.0)),
    ] {
        let model = model(&format!("x = {expression} ~ ~ |"), 2.0, 0.03125);
        let settings = Settings { method: Some(Method::RungeKutta4), ..Settings::default() };
        let lowered = lower(&model, &Overrides::default(), settings).expect("the model runs");
        let found = series(&lowered, "x").last().copied().expect("a value");
        assert!((found - expected).abs() < 1e-7, "{expression}: {found}, not {expected}");
    }
}

#[test]
fn test_inputs_hold_still_inside_a_step_of_runge_kutta() {
    // fn_step.html: the value does not change but at whole steps, so the integral of a step is exact.
    let model = model("x = INTEG(STEP(1, 1) + PULSE(2, 1), 0) ~ ~ |", 4.0, 1.0);
    let settings = Settings { method: Some(Method::RungeKutta4), ..Settings::default() };
    let lowered = lower(&model, &Overrides::default(), settings).expect("the model runs");
    assert_near(&series(&lowered, "x"), &[0.0, 0.0, 1.0, 3.0, 4.0], "a step and a pulse");
}

#[test]
fn a_cup_of_tea_cools_to_the_room() {
    let text = include_str!("../../../../studies/teacup/model.mdl");
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text));
    let (tree, parsed) = mdl::parse(file, text);
    let (model, resolved) = outpace_study::model::resolve(tree);
    assert_eq!((parsed, resolved), (vec![], vec![]));
    let table = outpace_study::unit::UnitTable::new();
    let units = outpace_study::study::variable_units(&model, &table);
    assert_eq!(check::units(&model, &units, &table), vec![]);
    let settings = Settings { method: Some(Method::RungeKutta4), ..Settings::default() };
    let lowered = lower(&model, &Overrides::default(), settings).expect("the model runs");
    let times = lowered.program.saved_times();
    for (time, found) in times.iter().zip(series(&lowered, "tea temperature")) {
        let expected = 20.0 + 70.0 * outpace_engine::math::exp(-time / 12.0);
        assert!((found - expected).abs() < 1e-6, "at {time}: {found}, not {expected}");
    }
}

#[test]
fn arrays_element_by_element() {
    let text = "
        Firm: A, B, C ~ ~ | Big: A, B ~ ~ | Place: P, Q ~ ~ | Twin: D, E -> Place ~ ~ |
        wage[Firm] = 2, 3, 4 ~ ~ |
        grid[Firm, Place] = 1, 2; 3, 4; 5, 6; ~ ~ |
        total = SUM(wage[Firm!]) ~ ~ | product = PROD(wage[Firm!]) ~ ~ |
        most = VMAX(wage[Firm!]) ~ ~ | least = MIN(wage[Big!]) ~ ~ | firms = ELMCOUNT(Firm) ~ ~ |
        row[Firm] = SUM(grid[Firm, Place!]) ~ ~ |
        all = SUM(grid[Firm!, Place!] * wage[Firm!]) ~ ~ |
        share[Firm] = wage[Firm] / SUM(wage[Firm!]) ~ ~ |
        big[Big] = wage[Big] * 10 ~ ~ |
        parts[Big] = wage[Firm] ~~| parts[C] = -1 ~ ~ |
        but[Firm] :EXCEPT: [B] = wage[Firm] ~~| but[B] = 0 ~ ~ |
        at P[Firm] = grid[Firm, P] ~ ~ |
        turned[Place, Firm] = grid[Firm, Place] ~ ~ |
        own[Twin] = 7, 8 ~ ~ | mapped[Place] = own[Twin] ~ ~ |
        place[Firm] = IF THEN ELSE(Firm = B, 100, Firm) ~ ~ |
        stock[Firm] = INTEG(wage[Firm], row[Firm]) ~ ~ |
        table[A]((0,0),(1,10)) ~~| table[B]((0,1),(1,1)) ~~| table[C]((0,0),(1,-10)) ~ ~ |
        read[Firm] = table[Firm](0.5) ~ ~ |";
    let model = model(text, 1.0, 1.0);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    let run = outpace_engine::single(&lowered.program, &[]);
    let last = |name: &str| run.outputs[lowered.find(name).expect(name).index.0 as usize][1];
    for (name, expected) in [
        ("total", 9.0),
        ("product", 24.0),
        ("most", 4.0),
        ("least", 2.0),
        ("firms", 3.0),
        ("row[C]", 11.0),
        ("all", 2.0 * 3.0 + 3.0 * 7.0 + 4.0 * 11.0),
        ("share[B]", 3.0 / 9.0),
        ("big[B]", 30.0),
        ("parts[A]", 2.0),
        ("parts[C]", -1.0),
        ("but[A]", 2.0),
        ("but[B]", 0.0),
        ("at P[B]", 3.0),
        ("turned[Q,C]", 6.0),
        ("mapped[Q]", 8.0),
        ("place[B]", 100.0),
        ("place[C]", 3.0),
        ("stock[C]", 15.0),
        ("read[A]", 5.0),
        ("read[C]", -5.0),
    ] {
        assert_near(&[last(name)], &[expected], name);
    }
}

#[test]
fn initial_values_order_themselves() {
    // The stock begins at a value that needs another stock and a delay.
    let text = "a = INTEG(1, b * 2) ~ ~ | b = INTEG(1, SMOOTH(c, 2) + 1) ~ ~ | c = 3 + Time ~ ~ |";
    assert_near(&run(text, "a", 0.0), &[8.0], "a = 2 (3 + 1)");
    // fn_active_initial.html: the initial equation serves the stock, the active one what is reported.
    let text = "capacity = INTEG(0, target) ~ ~ | target = ACTIVE INITIAL(capacity * 2, 100) ~ ~ |";
    assert_near(&run(text, "capacity", 1.0), &[100.0, 100.0], "capacity");
    assert_near(&run(text, "target", 1.0), &[200.0, 200.0], "target");
    let circle = model("a = INTEG(1, b) ~ ~ | b = INTEG(1, a) ~ ~ |", 1.0, 1.0);
    assert_eq!(codes(&circle), ["cyclic-initial"]);
}

#[test]
fn what_cannot_run_says_why() {
    for (text, code) in [
        ("a = b ~ ~ | b = a ~ ~ |", "causal-cycle"),
        ("R: A, B ~ ~ | x[A] = 1 ~ ~ | y = SUM(x[R!]) ~ ~ |", "missing-definition"),
        ("x = DELAY N(1, 5, 0, s) ~~| s = INTEG(1, 2) ~ ~ |", "bad-order"),
        ("x = 1 ~~| y = QUEUE AGE OLDEST(x) ~ ~ |", "not-a-queue"),
        ("t((0,0),(1,0)) ~~| x = QUEUE FIFO(1, 1, t, 1, 1) ~ ~ |", "bad-lookup"),
        ("t((0,0),(1,2),(2,1)) ~~| x = LOOKUP INVERT(t, 1) ~ ~ |", "bad-lookup"),
        ("t((0,0),(1,-2),(2,1)) ~~| x = RANDOM LOOKUP(t, 0, 9, 0, 1, 0) ~ ~ |", "bad-lookup"),
        ("s = 3 ~~| x = GET DATA MEAN(s, 0, 1) ~ ~ |", "unsupported-construct"),
        ("x = GET TIME VALUE(0, 0, 3) ~ ~ |", "unsupported-construct"),
        ("x = SIMULTANEOUS(y, 1) ~~| y = x / 2 + SMOOTH(x, 2) ~ ~ |", "unsupported-construct"),
        ("P: k, m, w, e ~~| c[P] = 5, 1, 1, 2 ~~| x = DEMAND AT PRICE(1, c[k], 1) ~ ~ |", "unsupported-construct"),
    ] {
        assert_eq!(codes(&model(text, 1.0, 1.0)), [code], "{text}");
    }
    let queue = "t((0,1),(1,1)) ~~| x = QUEUE FIFO(1, 1, t, 1, 1) ~ ~ |";
    assert_eq!(codes(&model(queue, 600_000.0, 1.0)), ["model-too-large"]);
    assert_eq!(codes(&model("x = 1 ~ ~ |", -1.0, 1.0)), ["bad-time-step"]);
    assert_eq!(codes(&model("x = 1 ~ ~ |", 1e9, 1.0)), ["bad-time-step"]);
}

#[test]
fn a_delay_shorter_than_its_order_is_shortened_and_says_so() {
    let model = model("x = DELAY N(27, 2, 9, 5) ~ ~ |", 3.0, 1.0);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    assert_eq!(lowered.warnings.iter().map(|warning| warning.code.0).collect::<Vec<_>>(), ["delay-too-short"]);
    assert_near(&series(&lowered, "x"), &[9.0, 9.0, 27.0, 27.0], "two stages");
}

#[test]
fn numbers_as_written_are_parameters_and_can_be_replaced() {
    let text = "R: A, B ~ ~ | rate[R] = 1, 2 ~ ~ | twice[R] = 2 * rate[R] ~ ~ | debt = -5 ~ ~ |
                table((0,0),(1,1)) ~ ~ | read = table(0.5) ~ ~ |";
    let model = model(text, 1.0, 1.0);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    let parameters: Vec<_> = lowered.parameters.iter().map(|slot| (slot.text.as_str(), slot.default)).collect();
    assert_eq!(parameters, [("rate[A]", 1.0), ("rate[B]", 2.0), ("debt", -5.0)]);
    let slot = lowered.find_parameter("RATE[ b ]").expect("a parameter");
    let run = outpace_engine::single(&lowered.program, &[(slot.index, 10.0)]);
    assert_eq!(run.outputs[lowered.find("twice[B]").expect("an output").index.0 as usize], [20.0, 20.0]);

    let cell = |name: &str| lowered.find(name).expect("an output").cell;
    let table = model.find_variable(&outpace_syntax::Name::new("table")).expect("the look-up");
    let overrides = Overrides {
        numbers: [(cell("rate[A]"), 7.0), (cell("twice[B]"), 0.5)].into(),
        points: [(model.cell(table, &[]).expect("a scalar"), vec![(0.0, 4.0), (1.0, 4.0)])].into(),
        ..Overrides::default()
    };
    let changed = lower(&model, &overrides, Settings::default()).expect("the model runs");
    assert_eq!(series(&changed, "twice[A]"), [14.0, 14.0]);
    assert_eq!(series(&changed, "twice[B]"), [0.5, 0.5]);
    assert_eq!(series(&changed, "read"), [4.0, 4.0]);
}

#[test]
fn names_are_found_as_users_write_them() {
    let model = model("Firm: Big Blue, B ~ ~ | Installed Compute[Firm] = 1, 2 ~ ~ | x = 2 * 3 ~ ~ |", 1.0, 1.0);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    assert_eq!(lowered.names[0].text, "Installed Compute[Big Blue]");
    assert!(lowered.find("installed_compute[ big blue ]").is_ok());
    let problem = lowered.find("installed compute[big bleu]").expect_err("misspelt");
    assert_eq!(problem.help.as_deref(), Some("did you mean `Installed Compute[Big Blue]`?"));
    assert_eq!(lowered.find_parameter("x").expect_err("computed").code.0, "not-a-constant");
}

#[test]
fn the_clock_follows_the_settings() {
    let model = model("x = Time ~ ~ | h = TIME STEP ~ ~ | end = FINAL TIME * 2 ~ ~ |", 2.0, 1.0);
    let settings = Settings { step: Some(0.5), last: Some(1.0), ..Settings::default() };
    let lowered = lower(&model, &Overrides::default(), settings).expect("the model runs");
    assert_eq!(series(&lowered, "x"), [0.0, 0.5, 1.0]);
    assert_eq!(series(&lowered, "h"), [0.5; 3]);
    assert_eq!(series(&lowered, "end"), [2.0; 3]);
}

#[test]
fn a_final_time_may_be_decided_on_the_way() {
    // The first step at which twice the time is above 5 is the third; the model reads the same final time.
    let text = "x = 2 * Time ~~| y = FINAL TIME ~~| FINAL TIME = IF THEN ELSE(x > 5, Time, 100) ~~|
         INITIAL TIME = 0 ~~| TIME STEP = 1 ~~| SAVEPER = 1 ~~|";
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text));
    let (model, resolved) = outpace_study::model::resolve(mdl::parse(file, text).0);
    assert_eq!(resolved, vec![]);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    assert_eq!(series(&lowered, "x"), [0.0, 2.0, 4.0, 6.0]);
    assert_eq!(series(&lowered, "y"), [100.0, 100.0, 100.0, 3.0]);
}

#[test]
fn an_order_that_changes_stays_what_it_is_at_first() {
    let constant = run("x = SMOOTH N(Time, 8, 0, 2) ~ ~ |", "x", 9.0);
    let changing = run("x = SMOOTH N(Time, 8, 0, order) ~~| order = 2 + STEP(2, 3) ~ ~ |", "x", 9.0);
    assert_eq!(changing, constant);
}

#[test]
fn the_time_is_given_in_its_own_unit() {
    assert_eq!(run("x = GET TIME VALUE(0, 0.5, 0) + 10 * GET TIME VALUE(1, -1, 0) ~ ~ |", "x", 1.0), [-9.5, -8.5]);
}

#[test]
fn discrete_delays_of_fixed_time_are_the_same() {
    let fixed = run("x = DELAY FIXED(Time, 2, -1) ~ ~ |", "x", 5.0);
    assert_eq!(run("x = DELAY INFORMATION(Time, 2, -1) ~ ~ |", "x", 5.0), fixed);
    assert_eq!(run("x = DELAY MATERIAL(Time, d, -1, 0) ~~| d = 1 + 1 ~ ~ |", "x", 5.0), fixed);
}

#[test]
fn the_clock_may_be_computed_from_the_time() {
    let control = |text: &str| {
        let mut files = FileSet::default();
        let file = files.add(File::new("model.mdl", text));
        let (tree, _) = mdl::parse(file, text);
        lower(&outpace_study::model::resolve(tree).0, &Overrides::default(), Settings::default())
    };
    // The public test model `control_vars` in small: a step that is halved, an end that moves away.
    let lowered = control(
        "x = INTEG(1, 0) ~ ~ | INITIAL TIME = IF THEN ELSE(Time < 3, 0, 0.2) ~ ~ |
        FINAL TIME = IF THEN ELSE(Time < 3, 4, 6) ~ ~ | TIME STEP = IF THEN ELSE(Time < 2, 1, 0.5) ~ ~ |
        SAVEPER = IF THEN ELSE(Time < 3, TIME STEP, 2 * TIME STEP + 0.5) ~ ~ | doubled = 2 * TIME STEP ~ ~ |",
    )
    .expect("the model runs");
    assert_eq!(lowered.program.saved_times(), [0.0, 1.0, 2.0, 2.5, 3.0, 4.5, 6.0]);
    assert_eq!(series(&lowered, "x"), [0.0, 1.0, 2.0, 2.5, 3.0, 4.5, 6.0]);
    assert_eq!(series(&lowered, "doubled"), [2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
    assert_eq!(series(&lowered, "INITIAL TIME"), [0.0, 0.0, 0.0, 0.0, 0.2, 0.2, 0.2]);

    let rest = "INITIAL TIME = 0 ~ ~ | FINAL TIME = 4 ~ ~ |";
    for (clock, code, words) in [
        ("TIME STEP = x ~ ~ |", "not-constant", "`TIME STEP` must be a number known before the simulation"),
        ("TIME STEP = 1 - Time ~ ~ |", "bad-time-step", "the time step must be above 0, not 0"),
        ("TIME STEP = 1 ~ ~ | SAVEPER = 2 - Time ~ ~ |", "bad-time-step", "`SAVEPER` must be above 0, not 0"),
        ("TIME STEP = 1e-9 ~ ~ |", "bad-time-step", "the steps from 0 to 4 are more than 1000000"),
    ] {
        let problems = control(&format!("x = INTEG(1, 0) ~ ~ | {rest} {clock}")).expect_err(clock);
        assert_eq!((problems[0].code.0, problems[0].message.as_str()), (code, words));
    }
    let warned = control(&format!("x = INTEG(1, 0) ~ ~ | {rest} TIME STEP = 0.25 ~ ~ | SAVEPER = 0.3 ~ ~ |"));
    assert_eq!(warned.expect("runs").warnings[0].message, "`SAVEPER` of 0.3 is no whole number of time steps of 0.25");
}

#[test]
fn the_model_says_how_accurate_automatic_steps_are() {
    // The error of a step of 1 for x' = -x: without tolerances of its own Vensim's thousandth.
    let error = |tolerances: &str| {
        let model = model(&format!("x = INTEG(-x, 1) ~ ~ | {tolerances}"), 1.0, 1.0);
        let settings = Settings { method: Some(Method::RungeKutta4Auto), ..Settings::default() };
        let lowered = lower(&model, &Overrides::default(), settings).expect("the model runs");
        (series(&lowered, "x")[1] - outpace_engine::math::exp(-1.0)).abs()
    };
    let (standard, narrow) = (error(""), error("ABSOLUTE TOLERANCE = 1e-9 ~ ~ | RELATIVE TOLERANCE = 1e-9 ~ ~ |"));
    assert!((1e-6..1e-3).contains(&standard) && narrow < 1e-9, "{standard} {narrow}");
}

#[test]
fn delays_remember_only_so_much() {
    let delays = |time: &str| -> String { (0..600).map(|at| format!("x{at} = {time} ~ ~ | ")).collect() };
    for time in ["DELAY FIXED(Time, 9000, 0)", "DELAY FIXED(Time, Time, 0)", "DELAY CONVEYOR(1, 9000, 0, p, 0, 0)"] {
        let text = format!("{} p((0,1),(1,1)) ~ ~ |", delays(time));
        let problems = lower(&model(&text, 9_000.0, 1.0), &Overrides::default(), Settings::default());
        let problems = problems.expect_err("600 times 9,000 numbers are too many");
        assert_eq!(problems[0].code, codes::MODEL_TOO_LARGE, "{time}: {problems:?}");
    }
    let model = model(&delays("DELAY FIXED(Time, 9, 0)"), 9_000.0, 1.0);
    lower(&model, &Overrides::default(), Settings::default()).expect("600 times 9 are few");
}
