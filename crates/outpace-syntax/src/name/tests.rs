use proptest::prelude::*;

use super::*;

#[test]
fn case_blanks_underscores_and_quotes_do_not_matter() {
    for text in ["Birth Rate", "birth_rate", " Birth  \tRate ", "\"birth rate\"", "BIRTH__RATE"] {
        assert_eq!(Name::new(text), Name::new("birth rate"), "{text}");
    }
    assert_ne!(Name::new("birthrate"), Name::new("birth rate"));
    assert_ne!(Name::new("_"), Name::new(""));
}

#[test]
fn names_are_written_with_quotes_only_where_they_need_them() {
    for (text, notation) in [
        ("net income", "net income"),
        ("\"net income\"", "net income"),
        ("Bob's $", "Bob's $"),
        ("größe", "größe"),
        ("gpt-4o", "\"gpt-4o\""),
        ("2010", "\"2010\""),
        (r#""say \"hi\"""#, r#""say \"hi\"""#),
        ("a 'b", "\"a 'b\""),
        ("", "\"\""),
    ] {
        assert_eq!(Name::new(text).notation(), notation, "{text}");
    }
}

#[test]
fn a_name_keeps_its_text_and_has_one_canonical_form() {
    for (written, text, canonical) in [
        ("birth rate", "birth rate", "birth rate"),
        ("Birth Rate", "Birth Rate", "birth rate"),
        ("birth  rate", "birth rate", "birth rate"),
        ("Birth_Rate", "Birth_Rate", "birth rate"),
        (" \"R&D\" ", "R&D", "r&d"),
        ("a.b c2", "a.b c2", "a.b c2"),
        ("a\tb", "a b", "a b"),
        ("größe", "größe", "größe"),
        ("_", "_", "_"),
        ("", "", ""),
    ] {
        let name = Name::new(written);
        assert_eq!((name.text(), name.canonical()), (text, canonical), "{written:?}");
    }
}

#[test]
fn the_nearest_name_is_one_that_may_have_been_meant() {
    let candidates = ["installed compute", "hardware life", "Time"];
    for (text, expected) in [
        ("instaled compute", Some("installed compute")),
        ("Hardware_Lief", Some("hardware life")),
        ("tmie", Some("Time")),
        ("robots", None),
        ("x", None),
    ] {
        assert_eq!(nearest(text, candidates), expected, "{text}");
    }
}

proptest! {
    /// Vensim has no way to write a name that ends with a backslash.
    #[test]
    fn the_notation_of_a_name_is_that_name(text in "\\PC{0,12}".prop_map(|text| text.replace('\\', "/"))) {
        let name = Name::new(&text);
        prop_assert_eq!(Name::new(&name.notation()), name);
    }
}
