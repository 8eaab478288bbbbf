use super::*;
use outpace_syntax::{FileId, mdl};

/// The tree of a model with one equation, and the codes of what could not be read from `folder`.
fn opened(folder: &Path, equation: &str) -> (ModelTree, Vec<&'static str>) {
    let (mut tree, parsed) = mdl::parse(FileId(0), equation);
    assert_eq!(parsed, vec![]);
    let problems = open_sheets(folder, &mut tree);
    (tree, problems.iter().map(|problem| problem.code.0).collect())
}

#[test]
fn only_the_folder_of_the_model_is_read() {
    let root = std::env::temp_dir().join(format!("outpace-sheets-{}", std::process::id()));
    let folder = root.join("model");
    fs::create_dir_all(folder.join("below")).expect("a folder to work in");
    let write = |path: &Path, bytes: &[u8]| fs::write(path, bytes).expect("a file to work with");
    write(&root.join("outside.csv"), b"1,2");
    write(&folder.join("inside.csv"), b"1,2");
    write(&folder.join("below/tabs.txt"), b"1\t2");
    write(&folder.join("broken.xlsx"), b"PK\x03\x04 no workbook");
    write(&folder.join("broken.xls"), b"\xD0\xCF no workbook");
    let outside = root.join("outside.csv").display().to_string();
    for (file, tab, expected) in [
        ("inside.csv", ",", &[] as &[&str]),
        ("below/tabs.txt", "", &[]),
        ("below\\tabs.txt", "", &[]),
        // Where Vensim is at home, upper and lower case make no difference.
        ("Inside.CSV", ",", &[]),
        ("BELOW/./Tabs.TXT", "", &[]),
        ("missing.csv", ",", &["missing-file"]),
        ("../outside.csv", ",", &["unsupported-construct"]),
        ("below/../../outside.csv", ",", &["unsupported-construct"]),
        (outside.as_str(), ",", &["unsupported-construct"]),
        ("C:\\outside.csv", ",", &["unsupported-construct"]),
        ("?tag", "One", &["missing-file"]),
        ("?inside.csv", ",", &[]),
        ("broken.xlsx", "One", &["unreadable-file"]),
        ("broken.xls", "One", &["unreadable-file"]),
        ("below", ",", &["unreadable-file"]),
    ] {
        let (tree, codes) = opened(&folder, &format!("x = GET DIRECT CONSTANTS('{file}', '{tab}', 'B1') ~ ~ |"));
        assert_eq!(codes, expected, "{file}");
        let number = tree.sheets.tables.values().next().and_then(|sheet| sheet.number(0, 1));
        assert_eq!(number, expected.is_empty().then_some(2.0), "{file}");
    }
    // A folder that the user names may hold the model and its tables; nothing outside of it is read either.
    let asked = |file: &str| format!("x = GET DIRECT CONSTANTS('{file}', ',', 'B1') ~ ~ |");
    for (file, within, expected) in [
        ("../outside.csv", &root, &[] as &[&str]),
        ("../Outside.csv", &root, &[]),
        ("inside.csv", &root, &[]),
        ("../outside.csv", &folder, &["unsupported-construct"]),
        (outside.as_str(), &root, &["unsupported-construct"]),
        ("../missing.csv", &root, &["missing-file"]),
    ] {
        let (mut tree, _) = mdl::parse(FileId(0), &asked(file));
        let problems = open_sheets_within(&folder, Some(within), &mut tree);
        assert_eq!(problems.iter().map(|problem| problem.code.0).collect::<Vec<_>>(), expected, "{file}");
    }
    fs::remove_dir_all(root).expect("what was made can be removed");
}

#[test]
fn a_workbook_that_unpacks_to_much_more_is_refused() {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for part in ["one.xml", "two.xml"] {
        archive.start_file(part, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(&[b' '; 100_000]).expect("written");
    }
    let bytes = archive.finish().expect("whole").into_inner();
    assert!(bytes.len() < 1_000, "packed it is small: {}", bytes.len());
    assert_eq!(unpacked(&bytes, 200_000), Ok(200_000));
    assert!(unpacked(&bytes, 199_999).is_err());
    assert_eq!(unpacked(b"1,2", 0), Ok(0));
}
