use super::*;
use crate::span::FileId;

#[test]
fn codes_are_in_order_and_in_kebab_case() {
    for pair in codes::ALL.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{} stands before {}", pair[0].0, pair[1].0);
    }
    for code in codes::ALL {
        let plain = code.0.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(plain && !code.0.starts_with('-') && !code.0.ends_with('-'), "{}", code.0);
    }
}

#[test]
fn tidy_sorts_by_place_and_drops_repetitions() {
    let at = |code, start| Diagnostic::error(Code(code), "m").at(Span::new(FileId(0), start, start + 1), "");
    let mut diagnostics = vec![at("b", 9), at("b", 3), at("a", 3), at("b", 9), Diagnostic::error(Code("z"), "m")];
    tidy(&mut diagnostics);
    assert_eq!(diagnostics, [Diagnostic::error(Code("z"), "m"), at("a", 3), at("b", 3), at("b", 9)]);
}

#[test]
fn what_was_told_is_not_told_again() {
    let at = |code, start| Diagnostic::error(Code(code), "m").at(Span::new(FileId(0), start, start + 1), "");
    let mut diagnostics =
        vec![at("a", 3), at("b", 3), at("a", 4), Diagnostic::error(Code("z"), "m"), at("a", 3).note("n")];
    drop_told(&mut diagnostics, &[at("a", 3), Diagnostic::error(Code("z"), "m")]);
    assert_eq!(diagnostics, [at("b", 3), at("a", 4), at("a", 3).note("n")]);
}

#[test]
fn help_is_kept_unless_there_is_better() {
    let diagnostic = Diagnostic::warning(Code("a"), "m").help("first").help_if(None);
    assert_eq!(diagnostic.help.as_deref(), Some("first"));
    assert_eq!(diagnostic.help_if(Some("second".into())).help.as_deref(), Some("second"));
}
