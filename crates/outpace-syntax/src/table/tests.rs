use super::*;

const COLUMNS: [Column; 3] = [column("a"), column("b"), optional_column("c")];

/// The rows with their cells, and each diagnostic's code with the text that it marks.
fn table(text: &str) -> (Vec<[String; 3]>, Vec<(&'static str, String)>) {
    let at = |span: Span| text[span.start as usize..span.end as usize].to_string();
    let mut rows = Vec::new();
    let mut diagnostics = Vec::new();
    read(FileId(0), text, &COLUMNS, &mut diagnostics, |row, _| rows.push(row.cells.map(|cell| cell.value.to_string())));
    (rows, diagnostics.iter().map(|diagnostic| (diagnostic.code.0, at(diagnostic.labels[0].span))).collect())
}

fn row(cells: [&str; 3]) -> [String; 3] {
    cells.map(str::to_string)
}

#[test]
fn cells_are_what_rfc_4180_says() {
    let cases: [(&str, &[[&str; 3]]); 12] = [
        ("a,b,c\n1,2,3\n", &[["1", "2", "3"]]),
        ("a,b,c\n1,2,3", &[["1", "2", "3"]]),
        ("a,b,c\r\n1,2,3\r\n4,5,6", &[["1", "2", "3"], ["4", "5", "6"]]),
        ("a,b,c\r1,2,3\r", &[["1", "2", "3"]]),
        ("\u{feff}a,b,c\n1,2,3", &[["1", "2", "3"]]),
        ("a,b,c\n\"1, 2\",\"say \"\"x\"\"\",\"\"", &[["1, 2", "say \"x\"", ""]]),
        ("a,b,c\n\"two\nlines\",2,3\n", &[["two\nlines", "2", "3"]]),
        ("C,A,B\n3,1,2\n", &[["1", "2", "3"]]),
        ("a,b\n1,2\n", &[["1", "2", ""]]),
        ("a,b,c\n 1 , \"2\" ,\t3\n", &[["1", "2", "3"]]),
        ("a,b,c\n\n1,2,3\n,,\n   \n", &[["1", "2", "3"]]),
        ("a,b,c\n5\" disk,2,3\n", &[["5\" disk", "2", "3"]]),
    ];
    for (text, rows) in cases {
        let expected: Vec<_> = rows.iter().map(|cells| row(*cells)).collect();
        assert_eq!(table(text), (expected, vec![]), "{text:?}");
    }
}

#[test]
fn a_broken_row_costs_only_itself() {
    let good = || vec![row(["1", "2", "3"]), row(["7", "8", "9"])];
    let cases = [
        ("4,5", "wrong-cell-count", "4,5"),
        ("4,5,6,7", "wrong-cell-count", "4,5,6,7"),
        ("4,\"5,6", "unclosed-quote", "\""),
    ];
    for (broken, code, marked) in cases {
        let text = format!("a,b,c\n1,2,3\n{broken}\n7,8,9\n");
        assert_eq!(table(&text), (good(), vec![(code, marked.to_string())]), "{broken}");
    }
    let (rows, problems) = table("a,b,c\n1,2,3\n4,\"5\"x,6\n");
    assert_eq!(rows.len(), 2);
    assert_eq!(problems, [("stray-quote", "x".to_string())]);
}

#[test]
fn a_line_that_is_too_long_is_refused_with_its_number() {
    let text = format!("a,b,c\n1,2,3\n{},5,6\n7,8,9\n", "4".repeat(MAX_ROW_BYTES));
    let mut rows = 0;
    let mut diagnostics = Vec::new();
    read(FileId(0), &text, &COLUMNS, &mut diagnostics, |_, _| rows += 1);
    assert_eq!(rows, 2);
    assert_eq!(diagnostics[0].code.0, "line-too-long");
    assert!(diagnostics[0].message.starts_with("line 3 is"), "{}", diagnostics[0].message);
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    let mut diagnostics = Vec::new();
    read(FileId(0), "a,b,c\n1,2,3\n4,5", &COLUMNS, &mut diagnostics, |_, _| {});
    assert_eq!(diagnostics[0].message, "the file ends in the middle of a row: 2 of 3 cells");
}

#[test]
fn the_header_is_checked() {
    let cases: [(&str, &[(&str, &str)]); 6] = [
        ("", &[("missing-column", "")]),
        ("a,c\n1,3\n", &[("missing-column", "a,c")]),
        ("a,b,d\n1,2,3\n", &[("unknown-column", "d")]),
        ("a,b,A\n1,2,3\n", &[("duplicate-column", "A")]),
        ("a;b;c\n1;2;3\n", &[("unknown-column", "a;b;c"), ("missing-column", "a;b;c")]),
        ("a,b,\n1,2,3\n", &[("unknown-column", "")]),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(code, marked)| (*code, marked.to_string())).collect();
        assert_eq!(table(text).1, expected, "{text:?}");
    }
    let mut diagnostics = Vec::new();
    read(FileId(0), "a;b;c\n", &COLUMNS, &mut diagnostics, |_, _| {});
    assert!(diagnostics[1].help.as_ref().unwrap().contains("semicolons"));
    let columns = [column("value"), column("unit")];
    let mut diagnostics = Vec::new();
    read(FileId(0), "vaule,unit\n", &columns, &mut diagnostics, |_, _| {});
    assert_eq!(diagnostics[0].help.as_deref(), Some("did you mean `value`?"));
}

#[test]
fn a_table_full_of_mistakes_is_given_up() {
    let text = format!("a,b,c\n{}", "1\n".repeat(3 * MAX_DIAGNOSTICS));
    let (_, problems) = table(&text);
    assert_eq!(problems.len(), MAX_DIAGNOSTICS + 2);
    assert_eq!(problems.last().map(|(code, _)| *code), Some("too-many-errors"));
}
