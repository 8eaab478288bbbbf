use super::*;
use crate::mdl::parse;
use crate::span::FileId;

#[test]
fn places_are_letters_and_a_number() {
    for (text, expected) in [
        ("A1", Some((0, 0, false))),
        ("B4", Some((3, 1, false))),
        ("b4*", Some((3, 1, true))),
        ("AA10", Some((9, 26, false))),
        ("4", None),
        ("B", None),
        ("B0", None),
        ("B4C", None),
        ("é1", None),
        ("", None),
        ("*", None),
        ("A99999999999", None),
    ] {
        let found = Address::read(text).map(|address| (address.row, address.column, address.transposed));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn text_files_are_tables() {
    let sheet = Sheet::from_text("year,\"a, b\",\n2020,1.5e3,x\n\n,,7\n", ',');
    assert_eq!(sheet.cell(0, 1), Some(&Cell::Text("a, b".into())));
    assert_eq!((sheet.number(1, 0), sheet.number(1, 1), sheet.number(1, 2)), (Some(2020.0), Some(1500.0), None));
    assert_eq!((sheet.number(3, 2), sheet.len()), (Some(7.0), 6));
    assert_eq!(sheet.numbers_along(1, true), [(0, 2020.0), (1, 1500.0)]);
    assert_eq!(sheet.numbers_along(2, false), [(3, 7.0)]);
}

#[test]
fn a_model_says_which_tables_it_wants() {
    let (tree, diagnostics) = parse(
        FileId(0),
        "R: GET DIRECT SUBSCRIPT('a.xlsx', 'One', 'A1', 'A3', '') -> S ~~| S: x, y, z ~~|
         c[R] = GET XLS CONSTANTS('a.xlsx', 'Two', 'B2') ~~| d := GET DIRECT DATA('b.csv', ',', 'A', 'B2') ~~|
         f(GET DIRECT LOOKUPS('b.csv', ',', '1', 'B2')) ~~| g = GET TIME VALUE(0, 0, 0) ~~|",
    );
    assert_eq!(diagnostics, vec![]);
    assert_eq!(tree.ranges[0].mappings.len(), 1);
    let names: Vec<(String, String)> = sources(&tree).into_iter().map(|source| (source.file, source.tab)).collect();
    let expected = [("a.xlsx", "Two"), ("b.csv", ","), ("a.xlsx", "One")];
    assert_eq!(names, expected.map(|(file, tab)| (file.to_string(), tab.to_string())));
}
