//! Words on the command line that mean nothing: exit status 2, what is wrong, and the nearest word that would do.

use crate::sandbox::Sandbox;

#[test]
fn each_word_that_means_nothing_is_refused() {
    let sandbox = Sandbox::with_study("wishes");
    let cases: &[(&[&str], &[&str])] = &[
        (&["check", "s", "--as-of", "yesterday"], &["`yesterday` is not a date", "2025-10-15"]),
        (&["check", "s", "--as-of", "2025-02-30"], &["`2025-02-30` is not a date"]),
        (&["check", "s", "--as-of", ""], &["is not a date"]),
        (&["run", "s", "--set", "service life"], &["`service life` does not set anything", "NAME=VALUE"]),
        (&["run", "s", "--set", "service life=long"], &["does not set anything", "`long` is no number"]),
        (&["run", "s", "--set", "service life=nan"], &["does not set anything"]),
        (&["run", "s", "--set", "service life=1e999"], &["does not set anything"]),
        (&["run", "s", "--set", "servce life=20"], &["no variable `servce life`", "did you mean `service life`?"]),
        (&["run", "s", "--set", "retirements=20"], &["`retirements` is computed by an equation"]),
        (&["run", "s", "--set", "1+1=2"], &["is not the name of a constant"]),
        (&["run", "s", "--select", "robots at wrok"], &["nothing is named", "did you mean `robots at work`?"]),
        (&["run", "s", "--select", ","], &["--select names no variable"]),
        (&["run", "s", "--scenario", "bom"], &["there is no scenario `bom`", "did you mean `boom`?"]),
        (&["ensemble", "s", "--runs", "16", "--scenario", "bom"], &["did you mean `boom`?"]),
        (&["ensemble", "s", "--runs", "16", "--select", "robots at wrok"], &["did you mean `robots at work`?"]),
        (&["ensemble", "s", "--runs", "0"], &["'0'", "a whole number from 1 to 1000000000 is needed"]),
        (&["ensemble", "s", "--runs", "1e3"], &["'1e3'", "a whole number from 1"]),
        (&["ensemble", "s", "--above", "x"], &["'x'", "a number is needed"]),
        (&["run", "s", "--within", "nowhere"], &["`nowhere` is no folder", "--within names the folder"]),
        (&["run", "s", "--output", "s/facts/robots.csv"], &["is read here, so it is not written over"]),
        (&["ensemble", "s", "--parameters", "s/parameters.csv", "--output", "s/parameters.csv"], &["is read here"]),
        (&["convert", "s/model.mdl", "s/model.mdl"], &["is read here, so it is not written over"]),
        (&["check", "s", "--within", "s"], &["--within is for a bare model"]),
        (&["check", "s/model.mdl", "--as-of", "2025"], &["are for a study"]),
        (&["check", "s", "--runs", "1000000000"], &["1000001024 values", "ask for fewer --runs"]),
        (&["sensitivity", "s", "--outcome", "robots at wrok @ 2030"], &["unknown-name", "command line:1:1"]),
        (&["sensitivity", "s", "--outcome", "robots at work"], &["missing-period", "@ 2025"]),
        (&["trace", "s", "two-milion"], &["did you mean `two-million`?"]),
        (&["trace", "s"], &["`s` is a study", "outpace trace s CLAIM"]),
        (&["trace", "s", ""], &["there is nothing to trace"]),
        (&["trace", "s", "1 +"], &["syntax-error", "command line:1"]),
        (&["facts", "s", "--metric", "industrial robot instalations"], &["did you mean `industrial"]),
        (&["facts", "s", "--entity", "chin"], &["did you mean `China`?"]),
        (&["facts", "s", "--period", "soon"], &["`soon` is not a period", "2025-Q3"]),
        (&["brief", "s", "--format", "pdf"], &["'pdf'", "html, md, txt"]),
        (&["explain", "unit-mismach"], &["did you mean `unit-mismatch`?"]),
        (&["new", "s"], &["`s` is not empty", "nothing of yours is overwritten"]),
        (&["new", "s/model.mdl"], &["`s/model.mdl` is a file"]),
        (&["new", "t", "--from", "ai-rice"], &["there is no built-in study `ai-rice`"]),
        (&["chek"], &["unrecognized subcommand 'chek'"]),
    ];
    for (command, told) in cases {
        let outcome = sandbox.run(command);
        println!("{command:?}");
        outcome.expect(2, told);
        assert_eq!(outcome.out, "", "{command:?} prints no result");
    }
}

#[test]
fn a_wish_may_follow_the_spelling_of_any_file() {
    let sandbox = Sandbox::with_study("spelling");
    let plain = sandbox.run(&["run", "s", "--select", "robots at work", "--set", "service life=20"]);
    let other = sandbox.run(&["run", "s", "--select", "Robots_At_Work", "--set", "SERVICE LIFE = 20"]);
    plain.expect(0, &[]);
    assert_eq!(plain.out, other.out);
}
