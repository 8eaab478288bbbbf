//! What is found before a model runs: loops, gaps, and units that disagree.

use super::*;
use crate::model::{Model, resolve};
use crate::unit::UnitTable;
use outpace_syntax::Severity;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, File, FileSet, mdl};

const CONTROL: &str =
    "INITIAL TIME = 0 ~ Year ~ | FINAL TIME = 4 ~ Year ~ | TIME STEP = 1 ~ Year ~ | SAVEPER = TIME STEP ~ Year ~ |";

fn model(text: &str) -> (Model, FileSet) {
    let text = format!("{text}\n{CONTROL}");
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text.clone()));
    let (tree, parsed) = mdl::parse(file, &text);
    let (model, resolved) = resolve(tree);
    assert_eq!((parsed, resolved), (vec![], vec![]), "{text}");
    (model, files)
}

fn unit_problems(model: &Model) -> Vec<Diagnostic> {
    let table = UnitTable::new();
    units(model, &crate::study::variable_units(model, &table), &table)
}

fn underlined(diagnostic: &Diagnostic, files: &FileSet) -> Vec<String> {
    diagnostic.labels.iter().map(|label| files.text(label.span).trim().to_string()).collect()
}

#[test]
fn elements_come_after_what_they_read() {
    let (model, _) = model(
        "R: A, B, C ~ ~ |
         x[A] = 1 ~~| x[B] = x[A] + s ~~| x[C] = x[B] * late ~ ~ |
         s = INTEG(late, x[C]) ~ ~ |
         late = s + x[B] ~ ~ |",
    );
    let (order, diagnostics) = order(&model);
    assert_eq!(diagnostics, vec![]);
    let names: Vec<String> = order.cells.iter().map(|cell| model.cell_name(*cell)).collect();
    let at = |name: &str| names.iter().position(|other| other == name).expect("in the order");
    assert!(at("x[A]") < at("x[B]") && at("x[B]") < at("late") && at("late") < at("x[C]") && at("s") < at("x[B]"));
    assert_eq!(names.len(), model.cell_count());
}

#[test]
fn a_loop_without_a_stock_is_shown_step_by_step() {
    let (model, files) = model("a = b + 1 ~ ~ | b = c ~ ~ | c = a * 2 ~ ~ | fine = fine too ~ ~ | fine too = 1 ~ ~ |");
    let (_, diagnostics) = order(&model);
    let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert_eq!(only.code.0, "causal-cycle");
    assert_eq!(only.notes, ["a -> b -> c -> a"]);
    assert_eq!(underlined(only, &files), ["a", "b", "c"]);
}

#[test]
fn elements_that_close_the_same_loop_are_looked_at_once() {
    // Two million pairs of elements need each other.
    let (model, _) = model("R: (R1-R2000) ~~| x[R] = 1 - VMIN(x[R!]) ~ ~ |");
    let codes: Vec<_> = order(&model).1.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [codes::CAUSAL_CYCLE]);
}

#[test]
fn what_a_simultaneous_function_solves_stands_behind_it() {
    let (model, _) = model(
        "a = b * seen late ~~| seen a = a ~~| b = SIMULTANEOUS(c + outside, 1) ~~| c = a / 4 ~~| seen late = s ~~|
         s = INTEG(c, 1) ~~| outside = seen late + 1 ~~| alone = SIMULTANEOUS(alone / 2, 3) ~~|",
    );
    let (order, diagnostics) = order(&model);
    assert_eq!(diagnostics, vec![]);
    let names: Vec<String> = order.cells.iter().map(|cell| model.cell_name(*cell)).collect();
    let at = |name: &str| names.iter().position(|other| other == name).expect("in the order");
    assert_eq!(names[at("b")..at("b") + 3], ["b", "a", "c"]);
    assert!(at("outside") < at("b") && at("seen late") < at("b") && at("seen a") > at("c"));
    let mut loops: Vec<_> = order.loops.iter().map(|(cell, count)| (model.cell_name(*cell), *count)).collect();
    loops.sort();
    assert_eq!(loops, [("alone".to_string(), 0), ("b".to_string(), 2)]);
}

#[test]
fn a_loop_that_goes_past_its_simultaneous_function_is_none_that_is_solved() {
    for (text, expected) in [
        ("a = b ~~| b = SIMULTANEOUS(a + c, 1) ~~| c = d + b ~~| d = c ~~|", "causal-cycle"),
        ("a = SIMULTANEOUS(b, 1) ~~| b = SIMULTANEOUS(a, 1) ~~|", "unsupported-construct"),
        ("a = SIMULTANEOUS(b, 1) + 1 ~~| b = a ~~|", "causal-cycle"),
    ] {
        let (model, _) = model(text);
        let found: Vec<_> = order(&model).1.iter().map(|diagnostic| diagnostic.code.0).collect();
        assert_eq!(found, [expected], "{text}");
    }
}

#[test]
fn functions_with_memory_break_loops_and_others_do_not() {
    for (equation, cycles) in [
        ("x = x + 1", 1),
        ("x = INTEG(x, 1)", 0),
        ("x = SMOOTH(x, 2)", 0),
        ("x = DELAY1(x, 2)", 0),
        ("x = DELAY1(1, x)", 1),
        ("x = DELAY FIXED(x, 1, 0)", 0),
        ("x = INITIAL(y) ~ ~ | y = x + Time", 0),
        ("x = SAMPLE IF TRUE(Time > x, Time, 0)", 0),
        ("x = SAMPLE IF TRUE(Time > y, Time, 0) ~ ~ | y = x", 1),
        ("x = ACTIVE INITIAL(2 * y, y) ~ ~ | y = INTEG(x, 1)", 0),
        ("x = TREND(x, 1, 0)", 1),
    ] {
        let (model, _) = model(&format!("{equation} ~ ~ |"));
        assert_eq!(order(&model).1.len(), cycles, "{equation}");
    }
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let links = 20_000;
    let chain: String = (0..links).map(|at| format!("v{at} = v{} + 1 ~ ~ |\n", at + 1)).collect();
    let (model, _) = model(&format!("{chain} v{links} = 0 ~ ~ |"));
    assert_eq!(order(&model).0.cells.len(), links + 1 + 4);
}

#[test]
fn what_nobody_defines_is_never_zero() {
    let (model, files) = model("R: A, B, C ~ ~ | x[A] = 1 ~~| x[B] = 2 ~ ~ | total = SUM(x[R!]) ~ ~ |");
    let (_, diagnostics) = order(&model);
    let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert_eq!((only.code.0, only.message.as_str()), ("missing-definition", "`x[C]` has no equation"));
    assert_eq!(underlined(only, &files)[0], "x[R!]");
}

#[test]
fn data_that_is_missing_stands_against_what_reads_it() {
    for (text, severity) in [
        ("seen ~ ~ | x = 1 ~ ~ |", Severity::Warning),
        ("seen ~ ~ | x = seen + 1 ~ ~ |", Severity::Error),
        ("seen ~ ~ | x = INTEG(seen, 0) ~ ~ |", Severity::Error),
        ("R: A, B ~ ~ | seen[R] ~ ~ | x = VECTOR ELM MAP(seen[A], 1) ~ ~ |", Severity::Error),
        ("R: A, B ~ ~ | seen[R] ~ ~ | x = SUM(seen[R!]) ~ ~ |", Severity::Error),
    ] {
        let (model, _) = model(text);
        let found: Vec<_> = order(&model).1.iter().map(|each| (each.code.0, each.severity)).collect();
        assert_eq!(found, [("missing-data", severity)], "{text}");
    }
}

#[test]
fn sound_units_pass() {
    for text in [
        // Nothing has a unit.
        "a = 1 ~ ~ | b = a + Time ~ ~ | c = INTEG(a, b) ~ ~ |",
        // A stock, its flows and a rate.
        "population = INTEG(births - population / lifetime, 100) ~ people ~ |
         births = population * birth rate ~ people/Year ~ | birth rate = 0.03 ~ 1/Year ~ | lifetime = 80 ~ Year ~ |",
        // Numbers adopt the unit beside them, and are pure where they multiply.
        "speed = 3 ~ km/Year ~ | x = IF THEN ELSE(speed > 2, MAX(speed, 0), 2 * speed) + 1 ~ km/Year ~ |",
        // Powers, roots, exponentials of ratios.
        "side = 2 ~ km ~ | area = side^2 ~ km*km ~ | back = SQRT(area) + area^0.5 ~ km ~ |
         factor = EXP(side / back) * LN(side / 1 / back) ~ Dmnl ~ |",
        // Time is in the unit of the time step.
        "start = 2 ~ Year ~ | slope = 3 ~ USD/Year ~ | x = slope * (Time - start) + RAMP(slope, start, 4) ~ USD ~ |
         on = PULSE(start, 1) + STEP(1, start) ~ Dmnl ~ |",
        // Functions with memory keep the unit; the trend is per time.
        "in = 2 ~ USD ~ | d = 2 ~ Year ~ | x = SMOOTHI(in, d, 0) + DELAY3(in, d) ~ USD ~ | t = TREND(in, d, 0) ~ 1/Year ~ |",
        // Quotients.
        "m = 2 ~ USD ~ | h = 3 ~ hour ~ | wage = XIDZ(m, h, 5) + ZIDZ(m, h) ~ USD/hour ~ |",
        // Look-ups give what they declare.
        "table((0,0),(1,1)) ~ USD ~ | year = 1 ~ Year ~ | x = table(Time / year) + table(Time) ~ USD ~ |",
    ] {
        let (model, _) = model(text);
        assert_eq!(unit_problems(&model), vec![], "{text}");
    }
}

#[test]
fn the_term_that_does_not_fit_is_named() {
    for (text, message, place) in [
        (
            "stock = INTEG(orders - losses, 0) ~ H100e ~ | orders = 2 ~ H100e ~ | losses = 1 ~ H100e/Year ~ |",
            "`stock` accumulates H100e/Year, but `orders` is in H100e",
            "orders",
        ),
        ("a = 1 ~ USD ~ | b = 2 ~ robot ~ | c = a + b ~ USD ~ |", "`c` is in USD, but `b` is in robot", "b"),
        ("a = 1 ~ USD ~ | b = 2 ~ robot ~ | c = a > b ~ Dmnl ~ |", "`b` is in robot, but stands beside USD", "b"),
        ("a = 1 ~ USD ~ | x = EXP(a) ~ Dmnl ~ |", "`EXP` needs Dmnl here, but `a` is in USD", "a"),
        ("a = 1 ~ USD ~ | x = SMOOTH(a, a) ~ USD ~ |", "`SMOOTH` needs Year here, but `a` is in USD", "a"),
        ("a = 1 ~ USD ~ | x = a * a ~ USD ~ |", "`x` is in USD, but this part is in USD^2", "a * a"),
        (
            "a = 1 ~ USD ~ | b = 2 ~ robot ~ | x = IF THEN ELSE(Time > 2, a, b) ~ USD ~ |",
            "`x` is in USD, but `b` is in robot",
            "b",
        ),
    ] {
        let (model, files) = model(text);
        let diagnostics = unit_problems(&model);
        let [only] = diagnostics.as_slice() else { panic!("{text}: {diagnostics:?}") };
        assert_eq!((only.code.0, only.message.as_str()), ("unit-mismatch", message), "{text}");
        assert_eq!(underlined(only, &files)[0], place, "{text}");
    }
}

#[test]
fn a_mismatch_shows_both_sides_and_the_missing_factor() {
    let (model, files) = model("stock = INTEG(orders, 0) ~ H100e ~ | orders = 2 ~ H100e ~ |");
    let diagnostics = unit_problems(&model);
    let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert_eq!(underlined(only, &files), ["orders", "H100e", "H100e"]);
    let labels: Vec<&str> = only.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(labels, ["H100e", "a stock in H100e needs flows in H100e/Year", "declared here"]);
    let lines: Vec<&str> = only.notes[0].lines().collect();
    assert!(lines[0].starts_with("expected: ") && lines[0].ends_with("[H100e/Year]"), "{lines:?}");
    assert!(lines[1].starts_with("   found: ") && lines[1].ends_with("[H100e]"), "{lines:?}");
    assert_eq!(only.help.as_deref(), Some("divide by something in `Year`, such as a delay or a lifetime"));
}

#[test]
fn only_a_lone_near_miss_is_taken_for_a_slip() {
    let slips = |text: &str| unit_problems(&model(text).0).len();
    assert_eq!(slips("a = 1 ~ kperson ~ |"), 1);
    assert_eq!(slips("a = 1 ~ kperson ~ | b = 2 ~ kperson ~ |"), 0);
}

#[test]
fn what_would_be_read_too_often_is_refused() {
    let ranges = "R: (a1-a3000) ~ ~ | S: (b1-b3000) ~ ~ | T: (c1-c3000) ~ ~ | y[R] = 1 ~ ~ | ";
    for equation in [
        "x[R] = VECTOR ELM MAP(y[a1], y[R]) ~ ~ |",
        // Nothing is read here, and still it is many turns.
        "x = SUM(nothing[R!, S!, T!]) ~ ~ |",
    ] {
        let text = format!("{ranges}{equation}\n{CONTROL}");
        let (tree, _) = mdl::parse(outpace_syntax::FileId(0), &text);
        let (_, diagnostics) = order(&resolve(tree).0);
        let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [codes::MODEL_TOO_LARGE], "{equation}");
    }
}
