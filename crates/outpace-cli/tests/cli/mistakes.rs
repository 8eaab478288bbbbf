//! Mistakes in a study: each is shown where it stands, with what would help, and costs only what rests on it.

use crate::sandbox::{Outcome, Sandbox};
use std::fs;

const CHECK: &[&str] = &["check", "s", "--runs", "64"];
const FACTS: &str = "s/facts/robots.csv";

/// Verdicts on the three claims of the study.
fn verdicts(outcome: &Outcome) -> [&str; 3] {
    ["two-million", "half-of-installations", "three-million-in-2030"].map(|claim| outcome.verdict(claim))
}

#[test]
fn the_study_is_sound_before_it_is_broken() {
    let outcome = Sandbox::with_study("sound").run(CHECK);
    outcome.expect(0, &[]);
    assert_eq!(outcome.err, "");
    assert_eq!(verdicts(&outcome), ["contested", "holds", "likely"]);
}

#[test]
fn each_mistake_is_shown_where_it_stands() {
    let cases: &[(&str, &str, &str, &str, &[&str])] = &[
        (
            "a unit that is none of robots",
            FACTS,
            "1501535,,,robots",
            "1501535,,,GW",
            &["error[unit-mismatch]", "s/facts/robots.csv:2:57", "expected: robots", "found:"],
        ),
        (
            "a claim that compares robots with energy",
            "s/claims.toml",
            "3000 kRobot",
            "3000 kWh",
            &["error[unit-mismatch]", "s/claims.toml:21:36", "robots at work @ 2030 > 3000 kWh"],
        ),
        (
            "a misspelt variable",
            "s/claims.toml",
            "robots at work @",
            "robots at wrok @",
            &["error[unknown-name]", "s/claims.toml:21:12", "= help: did you mean `robots at work`?"],
        ),
        (
            "a misspelt metric",
            FACTS,
            "industrial-robot-operational-stock",
            "industrial-robot-operational-stok",
            &["error[unknown-metric]", "s/facts/robots.csv:2:7", "did you mean `industrial-robot-operational-stock`?"],
        ),
        (
            "a number with a letter in it",
            FACTS,
            "1501535",
            "15O1535",
            &["error[bad-number]", "s/facts/robots.csv:2:47", "15O1535"],
        ),
        (
            "a month that does not exist",
            FACTS,
            ",2022,1501535",
            ",2022-13,1501535",
            &["error[bad-period]", "s/facts/robots.csv:2:42", "2022-13"],
        ),
        (
            "a constant that is none",
            "s/parameters.csv",
            "service life,,Year",
            "retirements,,kRobot/Year",
            &["error[not-a-constant]", "s/parameters.csv:3:1", "it is computed here"],
        ),
        (
            "an unknown word in a scenario",
            "s/scenarios.toml",
            "growth of installations",
            "growth of instalations",
            &["error[unknown-name]", "s/scenarios.toml", "did you mean `growth of installations`?"],
        ),
        (
            "a claim that the draft names and nobody made",
            "s/brief.md",
            "claim \"two-million\"",
            "claim \"two-milion\"",
            &["error[unknown-claim]", "s/brief.md:5", "did you mean `two-million`?"],
        ),
        (
            "a file that study.toml names",
            "s/study.toml",
            "\"model.mdl\"",
            "\"modle.mdl\"",
            &["error[missing-file]", "s/study.toml:6", "there is `model.mdl`"],
        ),
    ];
    for (mistake, file, old, new, told) in cases {
        let sandbox = Sandbox::with_study("each-mistake");
        sandbox.edit(file, old, new);
        let outcome = sandbox.run(CHECK);
        println!("{mistake}");
        outcome.expect(1, told);
        // Whatever is broken, every claim is there with some verdict.
        verdicts(&outcome);
    }
}

#[test]
fn a_source_that_is_gone_marks_the_claims_that_rest_on_it_and_no_others() {
    let sandbox = Sandbox::with_study("source-gone");
    sandbox.edit("s/sources.bib", "{xinhua-2025,", "{another-2025,");
    let outcome = sandbox.run(CHECK);
    outcome.expect(1, &["error[unknown-source]: there is no source `xinhua-2025`", "error[unexpected-verdict]"]);
    assert_eq!(verdicts(&outcome), ["holds", "no evidence", "likely"], "{}", outcome.out);
    let brief = sandbox.run(&["brief", "s", "--runs", "64"]);
    assert_eq!(brief.status, Some(1));
    assert!(brief.out.contains("missing: industrial robot installations of China"), "{}", brief.out);
}

#[test]
fn a_file_that_the_others_rest_on_is_named_first() {
    for file in ["sources.bib", "entities.csv", "metrics.csv", "claims.toml"] {
        let sandbox = Sandbox::with_study("missing-part");
        std::fs::remove_file(sandbox.path(&format!("s/{file}"))).unwrap();
        let outcome = sandbox.run(CHECK);
        let first = format!("error[missing-file]: the study has no file `{file}`");
        assert!(outcome.status == Some(1) && outcome.err.starts_with(&first), "{file}\n{}", outcome.err);
    }
}

#[test]
fn one_source_cannot_say_two_things() {
    let sandbox = Sandbox::with_study("two-values");
    let row = "china,industrial-robot-operational-stock,2022,1400000,,,robots,reported,ifr-2023,executive summary,\n";
    sandbox.write(FACTS, sandbox.read(FACTS) + row);
    let outcome = sandbox.run(CHECK);
    let told = ["error[conflicting-fact]", "robots.csv:11:1", "1400000 robots: left out", "robots.csv:2:1", "= help:"];
    outcome.expect(1, &told);
    assert_eq!(verdicts(&outcome), ["contested", "holds", "likely"]);
}

#[test]
fn a_model_in_a_circle_leaves_the_facts_alone() {
    let sandbox = Sandbox::with_study("circle");
    sandbox.edit("s/model.mdl", "installations of 2022=\n", "installations of 2022= 0*installations +\n");
    let outcome = sandbox.run(CHECK);
    let circle = "installations -> installations of 2022 -> installations";
    outcome.expect(1, &["error[causal-cycle]", "s/model.mdl:15:1", circle, "missing: the model did not run"]);
    assert_eq!(outcome.err.matches("error[causal-cycle]").count(), 1, "told once\n{}", outcome.err);
    assert_eq!(verdicts(&outcome), ["contested", "holds", "no evidence"]);
    for command in [&["run", "s"][..], &["ensemble", "s"], &["sensitivity", "s"]] {
        let outcome = sandbox.run(command);
        outcome.expect(1, &["error[causal-cycle]"]);
        assert_eq!(outcome.err.matches("error[causal-cycle]").count(), 1, "{command:?}\n{}", outcome.err);
    }
}

#[test]
fn a_table_cut_off_in_the_middle_says_so() {
    let sandbox = Sandbox::with_study("cut-off");
    let text = sandbox.read(FACTS);
    sandbox.write(FACTS, &text[..text.len() - 30]);
    let outcome = sandbox.run(CHECK);
    outcome.expect(1, &["error[wrong-cell-count]: the file ends in the middle of a row", "robots.csv:10:1", "= help:"]);
    assert_eq!(verdicts(&outcome), ["contested", "no evidence", "likely"]);
}

#[test]
fn a_line_of_ten_megabytes_is_refused_in_a_few_words() {
    let sandbox = Sandbox::with_study("long-line");
    let mut bytes = sandbox.read(FACTS).into_bytes();
    bytes.resize(bytes.len() + 10_000_000, b'a');
    sandbox.write(FACTS, bytes);
    let outcome = sandbox.run(CHECK);
    outcome.expect(1, &["error[line-too-long]: line 11 is 10000000 bytes long", "robots.csv:11:1"]);
    assert!(outcome.err.len() < 1_000, "{} bytes of message", outcome.err.len());
    assert_eq!(verdicts(&outcome), ["contested", "holds", "likely"]);
}

#[test]
fn files_that_are_not_there_leave_what_does_not_need_them() {
    for (file, expected) in [
        (FACTS, ["no evidence", "no evidence", "likely"]),
        ("s/sources.bib", ["no evidence", "no evidence", "likely"]),
        ("s/model.mdl", ["contested", "holds", "no evidence"]),
        ("s/parameters.csv", ["contested", "holds", "likely"]),
    ] {
        let sandbox = Sandbox::with_study("not-there");
        fs::remove_file(sandbox.path(file)).expect("removed");
        let outcome = sandbox.run(CHECK);
        assert_eq!(verdicts(&outcome), expected, "{file}\n{}", outcome.err);
        assert_eq!(outcome.status, Some(i32::from(expected != ["contested", "holds", "likely"])), "{file}");
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_read_with_a_warning() {
    let sandbox = Sandbox::with_study("latin-1");
    let mut bytes = sandbox.read("s/entities.csv").into_bytes();
    bytes.extend(b"korea,Cor\xe9e,country,,,\n");
    sandbox.write("s/entities.csv", bytes);
    let outcome = sandbox.run(CHECK);
    outcome.expect(1, &["warning[encoding]", "s/entities.csv:4", "byte 0xE9", "save it as UTF-8"]);
    assert_eq!(verdicts(&outcome), ["contested", "holds", "likely"]);
}

#[test]
fn what_is_no_study_is_misuse_with_a_way_out() {
    let sandbox = Sandbox::with_study("no-study");
    fs::create_dir(sandbox.path("empty")).expect("made");
    for (asked, help) in [
        ("empty", "the folder has no study.toml; `outpace new"),
        ("robbots", "did you mean the built-in study `robots`?"),
        ("nowhere/at/all", "a built-in study: ai-race, robots"),
        ("s/model.mdl", "give a folder with a study.toml"),
    ] {
        sandbox.run(&["facts", asked]).expect(2, &["error: ", asked, "= help: ", help]);
    }
}

#[test]
fn what_cannot_be_written_leaves_the_old_file_as_it_was() {
    let sandbox = Sandbox::with_study("unwritable");
    fs::create_dir(sandbox.path("taken.csv")).expect("made");
    sandbox.write("out", "a file where a folder is wanted");
    for (command, why) in [
        (&["run", "s", "-o", "taken.csv"][..], "written: a folder has this name"),
        (&["run", "s", "-o", "nowhere/out.csv"], "written: there is no folder `nowhere`"),
        (&["run", "s", "-o", "nowhere/out.parquet"], "written: there is no folder `nowhere`"),
        (&["ensemble", "s", "--runs", "16", "-o", "nowhere/out.csv"], "written: there is no folder `nowhere`"),
        (&["ensemble", "s", "--runs", "16", "-o", "nowhere/out.parquet"], "written: there is no folder `nowhere`"),
        (&["convert", "s/model.mdl", "nowhere/s.xmile"], "written: there is no folder `nowhere`"),
        (&["brief", "s", "--runs", "16", "--out", "out"], "made: a file has this name"),
    ] {
        let wanted = command.last().expect("a path");
        sandbox.run(command).expect(1, &["error: `", wanted, "cannot be", why]);
    }
    assert_eq!(sandbox.read("out"), "a file where a folder is wanted");
    assert_eq!(fs::read_dir(sandbox.path("taken.csv")).expect("a folder").count(), 0);
}

#[test]
fn errors_leave_the_files_of_a_sound_study_as_they_were() {
    let sandbox = Sandbox::with_study("sound-files");
    let commands = [
        (&["brief", "s", "--runs", "16", "--out", "out"][..], "out/s.html"),
        (&["run", "s", "-o", "run.csv"], "run.csv"),
        (&["ensemble", "s", "--runs", "16", "-o", "futures.csv"], "futures.csv"),
    ];
    let before = commands.map(|(command, file)| {
        sandbox.run(command).expect(0, &["wrote"]);
        sandbox.read(file)
    });
    let other_priors = ["ensemble", "s", "--runs", "16", "--parameters", "none.csv", "-o", "futures.csv"];
    sandbox.run(&other_priors).expect(1, &["error[unreadable-file]"]);
    sandbox.edit("s/claims.toml", "robots at work @ 2030", "robots at wrok @ 2030");
    for ((command, file), before) in commands.iter().zip(before) {
        sandbox.run(command).expect(1, &["error[unknown-name]", "nothing is written"]);
        assert_eq!(sandbox.read(file), before, "{file}");
    }
}

#[test]
fn a_command_that_fails_leaves_an_earlier_result_untouched() {
    let sandbox = Sandbox::with_study("earlier-result");
    for (path, command) in [
        ("old.csv", &["run", "s", "-o", "old.csv"][..]),
        ("old.parquet", &["ensemble", "s", "--runs", "16", "-o", "old.parquet"]),
    ] {
        sandbox.run(command).expect(0, &["wrote"]);
        let before = fs::read(sandbox.path(path)).expect("written");
        let model = sandbox.read("s/model.mdl");
        sandbox.edit("s/model.mdl", "installations of 2022=\n", "installations of 2022= 0*installations +\n");
        sandbox.run(command).expect(1, &["error[causal-cycle]"]);
        assert_eq!(fs::read(sandbox.path(path)).expect("still there"), before, "{path}");
        sandbox.write("s/model.mdl", model);
    }
    let left: Vec<_> = fs::read_dir(sandbox.path(".")).expect("listed").map(|entry| entry.expect("an entry")).collect();
    assert_eq!(left.len(), 3, "no temporary file stays: {left:?}");
}

#[test]
fn a_flood_of_mistakes_is_cut_with_the_errors_first() {
    let sandbox = Sandbox::new("flood");
    let warnings: String = (0..3_000).map(|at| format!("x{at} = Time + y ~ Widget ~ |\n")).collect();
    let clock = "y = z ~ robot ~ | INITIAL TIME=0~~| FINAL TIME=1~~| TIME STEP=1~~| SAVEPER=1~~|";
    sandbox.write("m.mdl", format!("{warnings}{clock}"));
    let outcome = sandbox.run(&["run", "m.mdl"]);
    outcome.expect(1, &["error[unknown-name]", "more, which are not shown"]);
    assert!(outcome.err.starts_with("error"), "{}", &outcome.err[..200]);
    assert_eq!(outcome.err.matches("warning[").count(), 999);
}

#[test]
fn more_values_than_fit_into_memory_are_refused() {
    let sandbox = Sandbox::new("values");
    let variables: String = (0..400).map(|at| format!("x{at} = Time ~ ~ |\n")).collect();
    let clock = "INITIAL TIME=0~~| FINAL TIME=900000~~| TIME STEP=1~~| SAVEPER=1~~|";
    sandbox.write("m.mdl", format!("{variables}{clock}"));
    for command in ["run", "ensemble"] {
        sandbox.run(&[command, "m.mdl"]).expect(1, &["404 variables at 900001 moments", "SAVEPER"]);
    }
}
