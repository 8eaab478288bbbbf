//! What a model costs grows with its equations: counted, not timed.

use outpace::lower::{Lowered, Overrides, Settings, lower};
use outpace_study::model;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::sheet::Sheet;
use outpace_syntax::{Diagnostic, FileId, mdl};
use outpace_tests::large::{arrays, flat};

/// The tree of a model in which nothing is wrong, lowered, with the number of its elements.
fn lowered(text: &str) -> (Lowered, usize) {
    let (tree, parsed) = mdl::parse(FileId(0), text);
    let (model, resolved) = model::resolve(tree);
    assert_eq!((parsed, resolved), (vec![], vec![]));
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    (lowered, model.cell_count())
}

#[test]
fn twice_the_equations_are_twice_the_work() {
    for (kind, make) in [("flat", flat as fn(usize, u64) -> String), ("arrays", arrays)] {
        let ((small, few), (large, many)) = (lowered(&make(2_000, 1)), lowered(&make(8_000, 1)));
        let (less, more) = (small.program.counts(), large.program.counts());
        let per_element = |count: usize, elements: usize| count as f64 / elements as f64;
        for (what, less, more) in [
            ("instructions of a stage", less.stage, more.stage),
            ("instructions of a step", less.step, more.step),
            ("instructions of outputs", less.output, more.output),
            ("hoisted instructions", less.hoisted, more.hoisted),
            ("instructions of times", less.uniform, more.uniform),
            ("rows of memory", less.rows, more.rows),
        ] {
            let (less, more) = (per_element(less, few), per_element(more, many));
            assert!(more <= less * 1.1 + 0.01, "{kind}: {what} for each element: {less}, then {more}");
        }
    }
}

#[test]
fn a_model_of_a_hundred_thousand_equations_is_read() {
    let (tree, diagnostics) = mdl::parse(FileId(0), &flat(100_000, 1));
    assert_eq!((tree.equations.len(), diagnostics), (100_004, vec![]));
}

/// Short equations may read a long table again and again: what they keep of it is bounded all together.
#[test]
fn points_read_from_tables_are_counted_for_each_equation() {
    let equations = (0..2_100).map(|at| format!("x {at} := GET DIRECT DATA('t.csv', ',', 'A', 'B1') ~ ~ |\n"));
    let text: String = equations.chain([flat(10, 1)]).collect();
    let (mut tree, parsed) = mdl::parse(FileId(0), &text);
    let rows: String = (0..4_000).map(|at| format!("{at},1\n")).collect();
    tree.sheets.tables.insert(("t.csv".to_string(), ",".to_string()), Sheet::from_text(&rows, ','));
    let (_, diagnostics) = model::resolve(tree);
    let told: Vec<_> = diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.message.as_str())).collect();
    let problem = (codes::MODEL_TOO_LARGE, "the equations read more than 8388608 points from tables");
    assert_eq!((parsed, told), (vec![], vec![problem]));
}

/// A name that is misspelt everywhere is compared with all others only so often: the mistakes themselves are all told.
#[test]
fn ten_thousand_misspelt_names_are_reported_and_the_first_get_suggestions() {
    let known = (0..10_000).map(|at| format!("auxiliary number {at} = 1 ~ ~ |\n"));
    let wrong = (0..10_000).map(|at| format!("reader {at} = auxiliary numbr {at} ~ ~ |\n"));
    let text: String = known.chain(wrong).chain([flat(10, 1)]).collect();
    let (tree, parsed) = mdl::parse(FileId(0), &text);
    let (_, diagnostics) = model::resolve(tree);
    assert_eq!((parsed, diagnostics.len()), (vec![], 10_000));
    let suggests =
        |diagnostic: &&Diagnostic| diagnostic.help.as_ref().is_some_and(|help| help.starts_with("did you mean"));
    let with_help = diagnostics.iter().filter(suggests).count();
    assert_eq!(diagnostics[0].help.as_deref(), Some("did you mean `auxiliary number 0`?"));
    assert!(with_help < 1_000, "{with_help} suggestions");
}
