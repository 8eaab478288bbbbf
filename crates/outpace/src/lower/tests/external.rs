//! What a model reads from tables: by the pages of the GET DIRECT functions, with tables small enough to see.

use super::*;
use outpace_syntax::mdl::sheet::{Area, Sheet};

/// Times down column A, two series beside it, with a gap; a block of constants; names.
const TABLE: &str = "time,low,high,,1,2,3,Alba\n\
    0,10,100,,4,5,6,Borea\n\
    1,,110,,,,,\n\
    2,30,120,,,,,7\n";

/// All saved values at times 0, 0.5, … 3 (or what the element is throughout).
fn read(text: &str, name: &str) -> Vec<f64> {
    let text = format!("{text}\nINITIAL TIME = 0 ~~| FINAL TIME = 3 ~~| TIME STEP = 0.5 ~~| SAVEPER = 0.5 ~~|");
    let mut files = FileSet::default();
    let file = files.add(File::new("model.mdl", text.clone()));
    let (mut tree, parsed) = mdl::parse(file, &text);
    let mut sheet = Sheet::from_text(TABLE, ',');
    // Names as a workbook has them: the times down column A, those of row 1, and the first of the constants.
    for (name, area) in [("Times", "$A$2:$A$4"), ("Across", "$E$1:$F$1"), ("Block", "$E$1:$G$2")] {
        sheet.name(name, Area::read(area).expect("the place of cells"));
    }
    tree.sheets.tables.insert(("t.csv".into(), ",".into()), sheet);
    let (model, resolved) = outpace_study::model::resolve(tree);
    assert_eq!((parsed, resolved), (vec![], vec![]), "{text}");
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("the model runs");
    series(&lowered, name)
}

#[test]
fn data_goes_on_between_its_points_as_its_keyword_says() {
    const NA: f64 = VENSIM_NA;
    for (keyword, expected) in [
        ("", [10.0, 15.0, 20.0, 25.0, 30.0, 30.0, 30.0]),
        (":INTERPOLATE:", [10.0, 15.0, 20.0, 25.0, 30.0, 30.0, 30.0]),
        (":HOLD BACKWARD:", [10.0, 10.0, 10.0, 10.0, 30.0, 30.0, 30.0]),
        (":LOOK FORWARD:", [10.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0]),
        (":RAW:", [10.0, NA, NA, NA, 30.0, NA, NA]),
    ] {
        let text = format!("d {keyword} := GET DIRECT DATA('t.csv', ',', 'A', 'B2') ~~|");
        assert_eq!(read(&text, "d"), expected, "{keyword}");
    }
}

#[test]
fn further_elements_are_read_from_the_lines_beside() {
    let data = "R: A, B ~~| d[R] := GET XLS DATA('t.csv', ',', 'A', 'B2') ~~|";
    assert_eq!(read(data, "d[B]"), [100.0, 105.0, 110.0, 115.0, 120.0, 120.0, 120.0]);
    let lookups = "R: A, B ~~| f[R](GET DIRECT LOOKUPS('t.csv', ',', 'A', 'B2')) ~~| x = f[B](1.25) + f[A](1) ~~|";
    assert_eq!(read(lookups, "x")[0], 132.5);
    // Along a row: the x are in row 1, from column E on, and so are the y in row 2.
    let row = "f = GET DIRECT LOOKUPS('t.csv', ',', '1', 'E2') ~~| x = f(2.5) ~~|";
    assert_eq!(read(row, "x")[0], 5.5);
    // Named times end where the name ends: level beyond x = 2.
    let named = "f = GET DIRECT LOOKUPS('t.csv', ',', 'across', 'E2') ~~| x = f(2.5) ~~|";
    assert_eq!(read(named, "x")[0], 5.0);
    let named = "d := GET DIRECT DATA('t.csv', ',', 'Times', 'B2') ~~|";
    assert_eq!(read(named, "d")[..3], [10.0, 15.0, 20.0]);
}

#[test]
fn constants_are_read_to_the_right_and_down() {
    const RANGES: &str = "R: A, B ~~| S: X, Y, Z ~~|";
    for (equation, name, expected) in [
        ("c = GET DIRECT CONSTANTS('t.csv', ',', 'F2')", "c", 5.0),
        ("c[S] = GET DIRECT CONSTANTS('t.csv', ',', 'E2')", "c[Z]", 6.0),
        ("c[R] = GET DIRECT CONSTANTS('t.csv', ',', 'F1*')", "c[B]", 5.0),
        ("c[R, S] = GET DIRECT CONSTANTS('t.csv', ',', 'E1')", "c[B,Y]", 5.0),
        ("c[S, R] = GET DIRECT CONSTANTS('t.csv', ',', 'E1*')", "c[Y,B]", 5.0),
        ("c[S, R] = GET DIRECT CONSTANTS('t.csv', ',', 'block*')", "c[Y,B]", 5.0),
        ("c[R, Y] = GET DIRECT CONSTANTS('t.csv', ',', 'E1')", "c[B,Y]", 2.0),
    ] {
        assert_eq!(read(&format!("{RANGES} {equation} ~~|"), name)[0], expected, "{equation}");
    }
}

#[test]
fn elements_are_read_across_and_down() {
    let text = "R: GET DIRECT SUBSCRIPT('t.csv', ',', 'H1', 'H4', 'm ') ~~| c[R] = 1, 2, 3 ~~|";
    assert_eq!(read(text, "c[m Borea]")[0], 2.0);
    assert_eq!(read(text, "c[m 7]")[0], 3.0);
    // A letter goes down to the last that is filled in the column, a number along its row.
    let text = "R: GET DIRECT SUBSCRIPT('t.csv', ',', 'H1', 'H', '') ~~| n = ELMCOUNT(R) ~~|";
    assert_eq!(read(text, "n")[0], 3.0);
    let text = "R: GET DIRECT SUBSCRIPT('t.csv', ',', 'E2', '2', 'f') ~~| c[R] = 1, 2, 3, 4 ~~|";
    assert_eq!((read(text, "c[f6]")[0], read(text, "c[fBorea]")[0]), (3.0, 4.0));
}
