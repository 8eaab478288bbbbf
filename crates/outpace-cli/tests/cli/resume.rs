//! Ensembles that are killed and go on.

use crate::sandbox::Sandbox;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

const JOURNAL: &str = "t.parquet.journal";

fn command(sandbox: &Sandbox, threads: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outpace"));
    let words = ["ensemble", "s", "--runs", "4000", "--output", "t.parquet", "--threads", threads];
    command.args(words).args(more).current_dir(sandbox.path(""));
    command
}

/// Runs the ensemble and kills it once its journal has so many bytes, or later: it may even be done by then.
fn kill_at(sandbox: &Sandbox, bytes: u64, more: &[&str]) {
    let mut child = command(sandbox, "2", more).stderr(Stdio::null()).spawn().expect("it runs");
    let length = || fs::metadata(sandbox.path(JOURNAL)).map_or(0, |file| file.len());
    while length() < bytes && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
}

#[test]
fn an_ensemble_that_is_killed_goes_on_to_the_same_bytes() {
    let sandbox = Sandbox::with_study("resume");
    let whole = command(&sandbox, "1", &[]).output().expect("it runs");
    assert!(whole.status.success());
    let expected = fs::read(sandbox.path("t.parquet")).expect("written");
    assert!(!sandbox.path(JOURNAL).exists());
    for bytes in [1, 1_000, 100_000, 1_000_000] {
        fs::remove_file(sandbox.path("t.parquet")).expect("removed");
        let _ = fs::remove_file(sandbox.path(JOURNAL));
        kill_at(&sandbox, bytes, &[]);
        // And once more while it goes on.
        kill_at(&sandbox, 2 * bytes, &["--resume"]);
        let named = fs::read(sandbox.path("t.parquet")).ok();
        assert!(named.is_none_or(|named| named == expected), "what is not complete has no name");
        assert!(command(&sandbox, "1", &["--resume"]).output().expect("it runs").status.success());
        assert!(fs::read(sandbox.path("t.parquet")).expect("written") == expected, "killed at {bytes}");
        assert!(!sandbox.path(JOURNAL).exists());
    }
}

#[test]
fn a_journal_of_another_run_is_refused() {
    let sandbox = Sandbox::with_study("resume-other");
    // One that is killed late leaves no journal.
    while !sandbox.path(JOURNAL).exists() {
        kill_at(&sandbox, 1, &[]);
    }
    let other = sandbox.run(&["ensemble", "s", "--runs", "3999", "--output", "t.parquet", "--resume"]);
    other.expect(1, &["is of another run: it has `outpace.runs: 4000`, and this run `outpace.runs: 3999`"]);
    sandbox.run(&["ensemble", "s", "--resume"]).expect(2, &["--output"]);
}

const STATISTICS: [&str; 7] = ["ensemble", "s", "--runs", "5000", "--checkpoint", "0", "--output"];

/// Runs statistics and kills them so many milliseconds after their first checkpoint.
fn kill_statistics(sandbox: &Sandbox, after: u64, more: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outpace"));
    command.args(STATISTICS).arg("t.csv").args(more).current_dir(sandbox.path("")).stderr(Stdio::null());
    let mut child = command.spawn().expect("it runs");
    while !sandbox.path("t.csv.checkpoint").exists() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_millis(after));
    child.kill().expect("killed");
    child.wait().expect("gone");
}

/// The files of a folder that a run leaves behind when it is killed.
fn leavings(sandbox: &Sandbox) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path("")).expect("listed");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names
        .filter(|name| name.ends_with(".part") || name.ends_with(".checkpoint") || name.ends_with(".journal"))
        .collect()
}

#[test]
fn statistics_that_are_killed_go_on_to_the_same_bytes() {
    let sandbox = Sandbox::with_study("resume-statistics");
    let whole = [&STATISTICS[..], &["w.csv"]].concat();
    sandbox.run(&whole).expect(0, &["wrote w.csv: statistics of 5000 futures"]);
    let expected = sandbox.read("w.csv");
    assert_eq!(leavings(&sandbox), Vec::<String>::new());
    let mut went_on = 0;
    for after in [0, 1, 3, 10, 30, 60] {
        let _ = fs::remove_file(sandbox.path("t.csv"));
        kill_statistics(&sandbox, after, &["--threads", "2"]);
        // And once more while it goes on.
        kill_statistics(&sandbox, after / 2, &["--threads", "1", "--resume"]);
        let rest = sandbox.run(&[&STATISTICS[..], &["t.csv", "--resume"]].concat());
        rest.expect(0, &["wrote t.csv"]);
        went_on += usize::from(rest.err.contains("of 5000 futures were done before"));
        assert!(sandbox.read("t.csv") == expected, "killed {after} ms after the first checkpoint");
        assert_eq!(leavings(&sandbox), Vec::<String>::new(), "killed {after} ms after the first checkpoint");
    }
    assert!(went_on > 0, "at least once something was done before");
}

#[test]
fn a_checkpoint_of_another_run_is_refused_and_a_damaged_one_is_none() {
    let sandbox = Sandbox::with_study("resume-other-statistics");
    let checkpoint = "t.csv.checkpoint";
    // One that is killed late leaves no checkpoint.
    while !sandbox.path(checkpoint).exists() {
        kill_statistics(&sandbox, 0, &[]);
    }
    let kept = fs::read(sandbox.path(checkpoint)).expect("kept");
    let words = ["ensemble", "s", "--runs", "5000", "--output", "t.csv", "--resume"];
    let other = sandbox.run(&[&words[..], &["--seed", "9"]].concat());
    other
        .expect(1, &["`t.csv.checkpoint` is of another run: it has `outpace.seed: 1`, and this run `outpace.seed: 9`"]);
    sandbox.run(&[&words[..], &["--select", "installations"]].concat()).expect(1, &["is of another run"]);
    assert!(fs::read(sandbox.path(checkpoint)).expect("still there") == kept);
    sandbox.run(&[&words[..6], &["--quiet"]].concat()).expect(0, &[]);
    let expected = sandbox.read("t.csv");
    // What was begun of a checkpoint goes with the end of the run, whether or not it writes one itself.
    sandbox.write(".t.csv.checkpoint.1.part", "half");
    sandbox.run(&words).expect(0, &[]);
    assert_eq!(leavings(&sandbox), Vec::<String>::new());
    for length in [0, 7, 100, kept.len() / 2, kept.len() - 1] {
        sandbox.write(checkpoint, &kept[..length]);
        let again = sandbox.run(&words);
        again.expect(0, &[]);
        assert!(!again.err.contains("were done before"));
        assert_eq!(sandbox.read("t.csv"), expected, "cut at {length}");
    }
}

/// The Parquet file is composed from the journal when all futures are there; to be killed then leaves a hidden file.
#[test]
fn what_is_left_of_a_file_that_was_being_composed_goes() {
    let sandbox = Sandbox::with_study("resume-composing");
    let words = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outpace"));
        command.args(["ensemble", "s", "--runs", "8000", "--output", "t.parquet"]).args(more);
        command.current_dir(sandbox.path("")).stderr(Stdio::null());
        command
    };
    assert!(words(&[]).status().expect("it runs").success());
    let expected = fs::read(sandbox.path("t.parquet")).expect("written");
    fs::remove_file(sandbox.path("t.parquet")).expect("removed");
    let mut child = words(&[]).spawn().expect("it runs");
    let composing = || leavings(&sandbox).iter().any(|name| name.ends_with(".part"));
    while !composing() && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    if !sandbox.path("t.parquet").exists() {
        assert_eq!(leavings(&sandbox).len(), 2, "the journal and what was begun: {:?}", leavings(&sandbox));
    }
    assert!(words(&["--resume"]).status().expect("it runs").success());
    assert!(fs::read(sandbox.path("t.parquet")).expect("written") == expected);
    assert_eq!(leavings(&sandbox), Vec::<String>::new());
}
