//! What is believed of a model's numbers: priors, and which of them go together.

use crate::sandbox::Sandbox;
use std::fs;

const PRIORS: &str = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n";
const TOGETHER: &str = "first,second,correlation,source,rationale\n";
const CLOCK: &str = "INITIAL TIME = 0 ~~| FINAL TIME = 0 ~~| TIME STEP = 1 ~~| SAVEPER = 1 ~~|";

/// Mean and standard deviation of each variable at the first time, from statistics in CSV.
fn moments(text: &str) -> Vec<(String, f64, f64)> {
    let number = |cell: &str| cell.parse().expect("a number");
    let moments = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0].to_string(), number(cells[3]), number(cells[4]))
    };
    text.lines().skip(1).map(moments).collect()
}

/// Of two normal numbers with the standard deviation 1 and the correlation ρ the sum has the variance 2 + 2 ρ, the
/// difference 2 - 2 ρ; the ranks' correlation ½ makes ρ = 2 sin 15° = 0.517638.
#[test]
fn a_bare_model_has_correlated_parameters() {
    let sandbox = Sandbox::with_model("correlated-model");
    sandbox.write("m.mdl", format!("a = 1 ~~| b = 1 ~~| sum = a + b ~~| less = a - b ~~| {CLOCK}"));
    sandbox.write("p.csv", format!("{PRIORS}a,,,normal,0,1,,g,assumption,.\nb,,,normal,0,1,,g,assumption,.\n"));
    sandbox.write("c.csv", format!("{TOGETHER}a,b,0.5,assumption,.\n"));
    let run = |more: &[&str]| {
        let words = ["ensemble", "m.mdl", "--parameters", "p.csv", "--runs", "16384", "--select", "a,b,sum,less"];
        sandbox.run(&[&words[..], more].concat())
    };
    run(&["--correlations", "c.csv", "-o", "s.csv"]).expect(0, &[]);
    let rho = 0.517_638_090_205_f64;
    let expected = [1.0, 1.0, (2.0 + 2.0 * rho).sqrt(), (2.0 - 2.0 * rho).sqrt()];
    for ((name, mean, sd), expected) in moments(&sandbox.read("s.csv")).into_iter().zip(expected) {
        assert!(mean.abs() < 0.01 && (sd - expected).abs() < 0.01, "{name}: {mean}, {sd} for {expected}");
    }
    for threads in ["1", "3"] {
        let path = format!("{threads}.csv");
        run(&["--correlations", "c.csv", "--threads", threads, "-o", &path]).expect(0, &[]);
        assert_eq!(sandbox.read(&path), sandbox.read("s.csv"));
    }

    sandbox.write("c.csv", format!("{TOGETHER}a,bb,0.5,assumption,.\n"));
    run(&["--correlations", "c.csv"]).expect(1, &["error[unknown-name]", "c.csv:2:3", "did you mean `b`?"]);
    sandbox.write("c.csv", format!("{TOGETHER}a,sum,0.5,assumption,.\n"));
    run(&["--correlations", "c.csv"]).expect(1, &["error[not-varied]", "c.csv:2:3"]);
    run(&["--correlations", "none.csv"]).expect(1, &["`none.csv` cannot be read"]);
}

#[test]
fn correlations_that_cannot_be_are_shown_with_a_remedy() {
    let sandbox = Sandbox::with_model("impossible");
    sandbox.write("m.mdl", format!("a = 1 ~~| b = 1 ~~| c = 1 ~~| {CLOCK}"));
    let rows = ["a", "b", "c"].map(|name| format!("{name},,,uniform,0,1,,g,assumption,.\n")).concat();
    sandbox.write("p.csv", format!("{PRIORS}{rows}"));
    sandbox.write("c.csv", format!("{TOGETHER}a,b,0.9,assumption,.\nb,c,0.9,assumption,.\na,c,-0.9,assumption,.\n"));
    let words = ["ensemble", "m.mdl", "--parameters", "p.csv", "--correlations", "c.csv", "-o", "s.csv"];
    let told = ["error[impossible-correlations]: `a`, `b` and `c` cannot", "c.csv:2", "times 0.53 they can"];
    sandbox.run(&words).expect(1, &told);
    assert!(!sandbox.path("s.csv").exists());
}

#[test]
fn a_study_has_its_correlations_everywhere() {
    let sandbox = Sandbox::with_study("correlated-study");
    let row = "growth of installations,service life,-0.4,assumption,Sold well is replaced soon.\n";
    sandbox.write("s/correlations.csv", format!("{TOGETHER}{row}"));
    let check = sandbox.run(&["check", "s", "--runs", "64"]);
    check.expect(1, &["error[correlated-groups]", "s/correlations.csv:2", "give both the same group"]);
    let by_group = sandbox.run(&["sensitivity", "s", "--rows", "16", "--outcome", "robots at work @ 2030"]);
    by_group.expect(1, &["are correlated, and are in the groups `installations` and `retirements`"]);

    sandbox.edit("s/parameters.csv", ",retirements,", ",installations,");
    sandbox.run(&["check", "s", "--runs", "64"]).expect(0, &[]);
    let by_group = sandbox.run(&["sensitivity", "s", "--rows", "16", "--outcome", "robots at work @ 2030"]);
    by_group.expect(0, &[]);
    let by_parameter = ["sensitivity", "s", "--rows", "16", "--outcome", "robots at work @ 2030", "--by", "parameter"];
    sandbox.run(&by_parameter).expect(1, &["indices of single parameters need independent ones", "--by group"]);
    let brief = sandbox.run(&["brief", "s", "--runs", "64"]);
    brief.expect(0, &[]);
    let trace = sandbox.run(&["trace", "s", "service life", "--runs", "16"]);
    assert!(
        trace.out.contains("rank correlation -0.4 with growth of installations at s/correlations.csv:2"),
        "{}",
        trace.out
    );

    // The footer of a Parquet file tells which priors and correlations there were.
    let with = |path: &str| {
        sandbox.run(&["ensemble", "s", "--runs", "64", "-o", path]).expect(0, &[]);
        fs::read(sandbox.path(path)).expect("written")
    };
    let has = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let correlated = with("correlated.parquet");
    assert!(has(&correlated, "outpace.correlations") && has(&correlated, "outpace.parameters"));
    fs::remove_file(sandbox.path("s/correlations.csv")).expect("removed");
    assert!(with("plain.parquet") != correlated);

    sandbox.write("s/correlations.csv", format!("{TOGETHER}{row}"));
    let words = ["ensemble", "s", "--runs", "64", "--parameters", "s/parameters.csv"];
    sandbox.run(&words).expect(0, &["the study's correlations are left out"]);
}

/// A look-up y = 2 x + 1 up to x = 4, read at 2 in every way: its area from 0 to 2 is 6, and it is 3 at x = 1.
const CURVES: &str = "place: A, B ~~| curve((0,1),(4,9)) ~~| steps[A]((0,1),(2,5)) ~~| steps[B]((0,2),(2,6)) ~~|
    value = curve(2) ~~| beyond = LOOKUP EXTRAPOLATE(curve, 5) ~~| inverse = LOOKUP INVERT(curve, 3) ~~|
    area = LOOKUP AREA(curve, 0, 2) ~~| slope = LOOKUP SLOPE(curve, 2, 0) ~~| step[place] = LOOKUP BACKWARD(steps[place], 1) ~~|
    written = WITH LOOKUP(1, ((0,1),(2,5))) ~~| other = written + 1 ~~|";

#[test]
fn a_factor_moves_a_whole_look_up_however_it_is_read() {
    let sandbox = Sandbox::with_model("factors");
    sandbox.write("m.mdl", format!("{CURVES} {CLOCK}"));
    let select = "value,beyond,inverse,area,slope,step,written,other";
    let words = ["ensemble", "m.mdl", "--runs", "2", "--parameters", "p.csv", "--select", select, "-o", "s.csv"];
    // As it stands, and twice as high: 2 (2 x + 1) is 3 at x = ¼; of the steps only those of A.
    for (factor, expected) in
        [(1, [5.0, 11.0, 1.0, 6.0, 2.0, 1.0, 2.0, 3.0, 4.0]), (2, [10.0, 22.0, 0.25, 12.0, 4.0, 2.0, 2.0, 6.0, 7.0])]
    {
        let row = |name: &str, element: &str| format!("{name},{element},,fixed,{factor},,,g,assumption,.\n");
        let rows = [row("curve", ""), row("steps", "A"), row("written", "")].concat();
        sandbox.write("p.csv", format!("{PRIORS}{rows}"));
        sandbox.run(&words).expect(0, &[]);
        let found: Vec<f64> = moments(&sandbox.read("s.csv")).into_iter().map(|(_, mean, _)| mean).collect();
        assert_eq!(found, expected, "{factor}");
    }
}

const GRAPHS: &str = r#"<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<sim_specs><start>0</start><stop>1</stop><dt>1</dt></sim_specs><model><variables>
<aux name="effect"><eqn>1 + TIME</eqn><gf><xscale min="0" max="2"/><ypts>1,2,3</ypts></gf></aux>
<aux name="curve"><gf><xscale min="0" max="2"/><ypts>1,2,3</ypts></gf></aux>
<aux name="one"><eqn>curve(1)</eqn></aux><aux name="half"><eqn>curve(0.5) + 0</eqn></aux>
</variables></model></xmile>"#;

#[test]
fn graphical_functions_have_factors_too() {
    let sandbox = Sandbox::with_model("graphs");
    sandbox.write("m.xmile", GRAPHS);
    let row = |name: &str, factor: u32| format!("{name},,,fixed,{factor},,,g,assumption,.\n");
    let words =
        ["ensemble", "m.xmile", "--runs", "2", "--parameters", "p.csv", "--select", "effect,one,half", "-o", "s.csv"];
    // Of a variable with a graph itself, of a graph that others read, and of one of those that read it.
    for (row, expected) in [
        (row("effect", 5), [10.0, 15.0, 2.0, 2.0, 1.5, 1.5]),
        (row("curve", 2), [2.0, 3.0, 4.0, 4.0, 3.0, 3.0]),
        (row("one", 7), [2.0, 3.0, 14.0, 14.0, 1.5, 1.5]),
    ] {
        sandbox.write("p.csv", format!("{PRIORS}{row}"));
        sandbox.run(&words).expect(0, &[]);
        let found: Vec<f64> = moments(&sandbox.read("s.csv")).into_iter().map(|(_, mean, _)| mean).collect();
        assert_eq!(found, expected, "{row}");
    }
    sandbox.write("p.csv", format!("{PRIORS}{}", row("half", 2)));
    sandbox.run(&words).expect(1, &["error[not-a-constant]: `half` is not a constant"]);
}

/// The factor is uniform from 1 to 3, so the value at 2 is from 5 to 15, and the inverse lies below 1 where it is above 5.
#[test]
fn futures_draw_the_factor_of_a_look_up() {
    let sandbox = Sandbox::with_model("factor-drawn");
    sandbox.write("m.mdl", format!("{CURVES} product = value * (2 * inverse + 1) ~~| {CLOCK}"));
    let rows = "curve,,,uniform,1,3,,g,assumption,.\nsteps,,,normal,1,0.1,,g,assumption,.\n";
    sandbox.write("p.csv", format!("{PRIORS}{rows}"));
    sandbox.write("c.csv", format!("{TOGETHER}steps,steps,1,assumption,one source of error\n"));
    let select = ["--select", "value,product,step", "--correlations", "c.csv", "-o", "s.csv"];
    sandbox
        .run(&[&["ensemble", "m.mdl", "--runs", "4096", "--parameters", "p.csv"], &select[..]].concat())
        .expect(0, &[]);
    let found = moments(&sandbox.read("s.csv"));
    let near = |at: usize, mean: f64, sd: f64| {
        let (name, found_mean, found_sd) = &found[at];
        assert!(
            (found_mean - mean).abs() < 2e-3 * mean && (found_sd - sd).abs() < 2e-3,
            "{name}: {found_mean} {found_sd}"
        );
    };
    near(0, 10.0, 10.0 / 12.0_f64.sqrt());
    // 5 f times 2 x + 1 = 3 / f, but for f = 3, where the look-up ends.
    near(1, 15.0, 0.0);
    near(2, 1.0, 0.1);
    near(3, 2.0, 0.2);

    let density = "RANDOM LOOKUP(curve, 0, 4, 0, 1, 1)";
    sandbox.write("m.mdl", format!("{CURVES} drawn = {density} ~~| {CLOCK}"));
    let words = ["ensemble", "m.mdl", "--runs", "8", "--parameters", "p.csv"];
    sandbox.run(&words).expect(1, &["error[unsupported-construct]", "`curve` is taken as a whole here"]);
}

/// The robots that retire hang on the service life, the ones installed on the growth that the scenario sets.
#[test]
fn scenarios_share_their_draws_on_the_command_line_too() {
    let sandbox = Sandbox::with_study("shared-draws");
    for sampler in ["sobol", "lhs", "random"] {
        let statistics = |scenario: &str| {
            let select = ["--select", "service life", "--quantiles", "0,0.1,0.5,1", "--scenario", scenario];
            let words = ["ensemble", "s", "--runs", "1000", "--sampler", sampler, "-o", "s.csv"];
            sandbox.run(&[&words[..], &select].concat()).expect(0, &[]);
            sandbox.read("s.csv")
        };
        assert_eq!(statistics("base"), statistics("boom"), "{sampler}");
    }
}

#[test]
fn the_sampler_is_that_of_the_study_unless_another_is_named() {
    let sandbox = Sandbox::with_study("sampler");
    let screen = |more: &[&str]| sandbox.run(&[&["ensemble", "s", "--runs", "100"], more].concat()).out;
    let (sobol, random) = (screen(&[]), screen(&["--sampler", "random"]));
    assert_ne!(sobol, random);
    let study = sandbox.read("s/study.toml");
    assert!(!study.contains("sampler"), "{study}");
    let chosen = match study.contains("[ensemble]") {
        true => study.replace("[ensemble]", "[ensemble]\nsampler = \"random\""),
        false => study + "\n[ensemble]\nsampler = \"random\"\n",
    };
    sandbox.write("s/study.toml", chosen);
    assert_eq!((screen(&[]), screen(&["--sampler", "sobol"])), (random, sobol));
}
