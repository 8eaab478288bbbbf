use super::*;

#[test]
fn bytes_become_text_in_the_encodings_that_are_found_in_the_wild() {
    let utf16_little = [0xFF, 0xFE, b'a', 0, 0xAC, 0x20];
    let utf16_big = [0xFE, 0xFF, 0, b'a', 0x20, 0xAC];
    let cases: [(&[u8], &str, usize); 9] = [
        (b"plain", "plain", 0),
        ("\u{FEFF}a = €".as_bytes(), "a = €", 0),
        (&utf16_little, "a€", 0),
        (&utf16_big, "a€", 0),
        (b"price in \x80\x92", "price in €’", 1),
        (b"caf\xE9", "café", 1),
        (b"a\r\nb\rc\r\r\nd", "a\r\nb\nc\n\r\nd", 0),
        (&[0xFF, 0xFE, b'a'], "", 0),
        (b"", "", 0),
    ];
    for (bytes, text, faults) in cases {
        let (file, about) = File::decode("facts.csv", bytes);
        assert_eq!(file.text, text, "{bytes:?}");
        assert_eq!(about(FileId(0)).len(), faults, "{bytes:?}");
    }
}

#[test]
fn a_model_in_windows_1252_is_a_mistake_only_if_it_declares_utf8() {
    let faults = |bytes: &[u8]| File::decode("old.MDL", bytes).1(FileId(0));
    assert_eq!(faults(b"caf\xE9 = 1~~|"), []);
    let found = faults(b"{UTF-8}\ncaf\xE9 = 1~~|");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].labels[0].span, Span::new(FileId(0), 11, 13));
    assert_eq!(found[0].labels[0].text, "byte 0xE9");
}

#[test]
fn lines_and_columns_count_from_one_and_in_characters() {
    let file = File::new("a", "first\r\nzwölf\n\nend");
    for (byte, line, column, text) in [
        (0, 1, 1, "first"),
        (4, 1, 5, "first"),
        (7, 2, 1, "zwölf"),
        (11, 2, 4, "zwölf"),
        (14, 3, 1, ""),
        (15, 4, 1, "end"),
        (18, 4, 4, "end"),
        (99, 4, 4, "end"),
    ] {
        let found = (file.line_column(byte), &file.text[file.line(byte)]);
        assert_eq!(found, ((line, column), text), "byte {byte}");
    }
}
