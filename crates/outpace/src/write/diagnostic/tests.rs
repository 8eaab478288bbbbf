use outpace_syntax::{Code, FileId};

use super::*;

const MODEL: &str = "{UTF-8}
Installed Compute= INTEG (
\tPurchases - Retirements,
\t\tInitial Compute)
\t~\tH100e
\t~\t|








Purchases= 3 ~ H100e ~ |
";

fn files() -> FileSet {
    let mut files = FileSet::default();
    files.add(File::new("model.mdl", MODEL));
    files.add(File::new("facts.csv", format!("{}WRONG{}", "ä,".repeat(50_000), ",b".repeat(50_000))));
    files
}

/// Where `word` first stands in the model.
fn place(word: &str) -> Span {
    let start = MODEL.find(word).unwrap();
    Span::new(FileId(0), start, start + word.len())
}

fn unit_mismatch() -> Diagnostic {
    Diagnostic::error(Code("unit-mismatch"), "`Installed Compute` accumulates H100e/Year, but `Purchases` is in H100e")
        .at(place("Purchases"), "H100e")
        .and(place("H100e"), "a stock in H100e needs flows in H100e/Year")
        .and(place("Purchases="), "declared here")
        .note("expected: Compute × Time⁻¹  [H100e/Year]\nfound:    Compute           [H100e]")
        .help("divide by a time")
}

fn without_a_place() -> Diagnostic {
    Diagnostic::error(Code("missing-file"), "there is no study.toml").help("run `outpace new`")
}

fn in_a_long_line() -> Diagnostic {
    Diagnostic::warning(Code("odd-cell"), "this cell is odd").at(Span::new(FileId(1), 150_000, 150_005), "here")
}

#[test]
fn a_diagnostic_shows_the_lines_it_points_at() {
    assert_eq!(
        full(&files(), &[unit_mismatch()], false, 100),
        "\
error[unit-mismatch]: `Installed Compute` accumulates H100e/Year, but `Purchases` is in H100e
  --> model.mdl:3:2
   |
 3 |     Purchases - Retirements,
   |     ^^^^^^^^^ H100e
 4 |         Initial Compute)
 5 |     ~    H100e
   |          ----- a stock in H100e needs flows in H100e/Year
   |
  ::: model.mdl:15:1
   |
15 | Purchases= 3 ~ H100e ~ |
   | ---------- declared here
   |
   = note: expected: Compute × Time⁻¹  [H100e/Year]
           found:    Compute           [H100e]
   = help: divide by a time

"
    );
}

#[test]
fn a_long_line_is_cut_to_what_is_meant_and_its_column_stays_true() {
    assert_eq!(
        full(&files(), &[in_a_long_line()], false, 60),
        "\
warning[odd-cell]: this cell is odd
 --> facts.csv:1:150001
  |
1 | ...,ä,ä,ä,ä,ä,ä,ä,ä,ä,ä,ä,ä,ä,WRONG,b,b,b,b,b,b,b,b,b...
  |                               ^^^^^ here

"
    );
}

#[test]
fn odd_places_are_shown_as_well_as_can_be() {
    let at = |start, end| Diagnostic::error(Code("odd"), "odd").at(Span::new(FileId(0), start, end), "here");
    let cases = [
        // Over several lines: the first one.
        (at(8, 60), "2 | Installed Compute= INTEG (\n  | ^^^^^^^^^^^^^^^^^^^^^^^^^^ here"),
        // Without width, behind the end, and the wrong way around.
        (at(8, 8), "2 | Installed Compute= INTEG (\n  | ^ here"),
        (at(9_999, 10_000), "16 |\n   | ^ here"),
        (at(9, 8), "2 | Installed Compute= INTEG (\n  |  ^ here"),
    ];
    for (diagnostic, expected) in cases {
        let text = full(&files(), std::slice::from_ref(&diagnostic), false, 100);
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn a_diagnostic_without_a_place_has_its_help() {
    let expected = "error[missing-file]: there is no study.toml\n |\n = help: run `outpace new`\n\n";
    assert_eq!(full(&files(), &[without_a_place()], false, 100), expected);
}

#[test]
fn colours_change_nothing_but_colours() {
    let all = [unit_mismatch(), in_a_long_line(), without_a_place()];
    let coloured = full(&files(), &all, true, 100);
    assert!(coloured.contains("\x1b["));
    let parts = coloured.split('\x1b').enumerate();
    let bare: String = parts.map(|(at, part)| if at == 0 { part } else { part.split_once('m').unwrap().1 }).collect();
    assert_eq!(bare, full(&files(), &all, false, 100));
}

#[test]
fn concise_is_a_line_each_and_the_summary_counts() {
    let all = [unit_mismatch(), in_a_long_line(), without_a_place()];
    assert_eq!(
        concise(&files(), &all),
        "\
model.mdl:3:2: error[unit-mismatch]: `Installed Compute` accumulates H100e/Year, but `Purchases` is in H100e
facts.csv:1:150001: warning[odd-cell]: this cell is odd
error[missing-file]: there is no study.toml
"
    );
    assert_eq!(summary(&all), "2 errors, 1 warning");
    assert_eq!(summary(&all[1..]), "1 error, 1 warning");
    assert_eq!(summary(&[]), "");
}

#[test]
fn a_file_cannot_steer_the_terminal() {
    let steering = "\u{1b}[2J\u{9b}2J\u{7}";
    let mut files = FileSet::default();
    let id = files.add(File::new(format!("{steering}.mdl"), format!("a = {steering}")));
    let diagnostic = Diagnostic::error(Code("odd"), steering).at(Span::new(id, 0, 1), steering);
    let all = [diagnostic.note(steering).help(steering)];
    for text in [full(&files, &all, false, 80), concise(&files, &all)] {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    }
}
