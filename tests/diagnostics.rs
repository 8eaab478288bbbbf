//! Every code has a page, and every page is true: its example causes the code, and its remedy takes it away.
//!
//! The blocks of a page with `file=…` (or `add=…`) replace (or extend) files of `tests/steel`, a small sound study.
//! Those under "Example" must cause the code; with those under "What to do" nothing at all may be wrong.

use crate::pipeline::{Texts, examine, listed, root, texts_of, with_fences};
use outpace_syntax::diagnostic::codes;
use outpace_tests::markdown::{Fence, Page, pages};

/// Codes whose pages show no study that causes them, and why.
const NOT_FROM_TEXT: [(&str, &str); 10] = [
    ("bad-unit", "the grammar of units refuses such text earlier"),
    ("encoding", "a page is UTF-8 itself"),
    ("file-too-large", "such a file is larger than a page should be"),
    ("line-too-long", "such a line is longer than a page should be"),
    ("not-finite", "it takes a run of the model; the page of the commands shows it"),
    ("outside-of-array", "it takes a run of the model; so does `outpace run`, whose tests show it"),
    ("too-deep", "such an expression is longer than a page should be"),
    ("too-many-errors", "it takes hundreds of mistakes"),
    ("unexpected-verdict", "it takes a run of the model; the pages of the commands show it"),
    ("unreadable-file", "it takes a disk that refuses"),
];

fn code_pages() -> Vec<Page> {
    pages(&root().join("docs/diagnostics"))
}

fn needs_an_example(code: &str) -> bool {
    NOT_FROM_TEXT.iter().all(|(known, _)| *known != code)
}

/// The sound study with the blocks of a page that stand under a heading; `None` where there are none.
fn study_of(page: &Page, heading: &str) -> Option<Texts> {
    let fences: Vec<Fence> = page.fences().into_iter().filter(|fence| fence.heading == heading).collect();
    with_fences(texts_of(&root().join("tests/steel")), &fences)
}

#[test]
fn the_study_around_the_examples_is_sound() {
    let (files, _, diagnostics) = examine(&texts_of(&root().join("tests/steel")));
    assert!(diagnostics.is_empty(), "{}", listed(&files, &diagnostics));
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages = code_pages();
    let with_page: Vec<&str> = pages.iter().map(Page::name).collect();
    let known: Vec<&str> = codes::ALL.iter().map(|code| code.0).collect();
    assert_eq!(with_page, known, "docs/diagnostics/*.md on the left, the table of codes on the right");
    let inside: Vec<&str> = outpace::pages::ALL.iter().map(|page| page.code).collect();
    assert_eq!(inside, known, "crates/outpace/src/pages.rs on the left, the table of codes on the right");
}

#[test]
fn pages_have_one_shape() {
    for page in code_pages() {
        let code = page.name();
        let mut lines = page.text.lines();
        assert_eq!(lines.next(), Some(format!("# {code}").as_str()), "{code}: the first line is the code");
        assert_eq!(lines.next(), Some(""), "{code}: an empty line below the title");
        let says = lines.next().unwrap_or_default();
        assert!(says.ends_with('.') && !says.starts_with('#'), "{code}: the first paragraph is a sentence of one line");
        let headings: Vec<&str> = page.text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["Example", "What to do"], "{code}");
    }
}

#[test]
fn examples_cause_their_codes() {
    let mut wrong = String::new();
    for page in code_pages().iter().filter(|page| needs_an_example(page.name())) {
        let code = page.name();
        let Some(texts) = study_of(page, "Example") else {
            wrong += &format!("{code}: no block with `file=` under Example\n");
            continue;
        };
        let (files, _, diagnostics) = examine(&texts);
        if diagnostics.iter().all(|diagnostic| diagnostic.code.0 != code) {
            wrong += &format!("{code}: the example gives\n{}", listed(&files, &diagnostics));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn remedies_leave_nothing_wrong() {
    let mut wrong = String::new();
    for page in code_pages() {
        let Some(texts) = study_of(&page, "What to do") else { continue };
        let (files, _, diagnostics) = examine(&texts);
        if !diagnostics.is_empty() {
            wrong += &format!("{}: the remedy gives\n{}", page.name(), listed(&files, &diagnostics));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn messages_follow_the_house_style() {
    let mut wrong = String::new();
    for page in code_pages() {
        let Some(texts) = study_of(&page, "Example") else { continue };
        let (files, _, diagnostics) = examine(&texts);
        for diagnostic in &diagnostics {
            let message = &diagnostic.message;
            let begins = !message.starts_with(char::is_uppercase) || message.starts_with("Vensim");
            let sentence = begins && !message.is_empty() && !message.ends_with(['.', '!', ' ']);
            let one_primary = diagnostic.labels.iter().filter(|label| label.primary).count() <= 1;
            let help = diagnostic.help.as_deref().is_none_or(|help| !help.is_empty() && !help.ends_with('.'));
            if !(sentence && one_primary && help) {
                wrong += &listed(&files, std::slice::from_ref(diagnostic));
            }
        }
    }
    assert!(wrong.is_empty(), "lower-case sentences without a full stop, one primary place, a useful help:\n{wrong}");
}

#[test]
fn the_list_of_codes_without_example_is_sorted_and_real() {
    assert!(NOT_FROM_TEXT.is_sorted());
    for (code, _) in NOT_FROM_TEXT {
        assert!(codes::ALL.iter().any(|known| known.0 == code), "{code}");
    }
}
