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

/// Runs the ensemble and kills it once its journal has so many bytes; says whether it was still running then.
fn kill_at(sandbox: &Sandbox, bytes: u64, more: &[&str]) -> bool {
    let mut child = command(sandbox, "2", more).stderr(Stdio::null()).spawn().expect("it runs");
    let length = || fs::metadata(sandbox.path(JOURNAL)).map_or(0, |file| file.len());
    while length() < bytes && child.try_wait().expect("a child").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let running = child.try_wait().expect("a child").is_none();
    child.kill().expect("killed");
    child.wait().expect("gone");
    running
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
        if kill_at(&sandbox, bytes, &[]) && bytes == 1 {
            assert!(!sandbox.path("t.parquet").exists(), "what is not complete has no name");
        }
        // And once more while it goes on.
        kill_at(&sandbox, 2 * bytes, &["--resume"]);
        assert!(command(&sandbox, "1", &["--resume"]).output().expect("it runs").status.success());
        assert!(fs::read(sandbox.path("t.parquet")).expect("written") == expected, "killed at {bytes}");
        assert!(!sandbox.path(JOURNAL).exists());
    }
}

#[test]
fn a_journal_of_another_run_is_refused() {
    let sandbox = Sandbox::with_study("resume-other");
    assert!(kill_at(&sandbox, 1, &[]), "4000 futures take longer than the first");
    let other = sandbox.run(&["ensemble", "s", "--runs", "3999", "--output", "t.parquet", "--resume"]);
    other.expect(1, &["is of another run: it has `outpace.runs: 4000`, and this run `outpace.runs: 3999`"]);
    sandbox.run(&["ensemble", "s", "--resume", "-o", "t.csv"]).expect(2, &["only trajectories are resumed"]);
}
