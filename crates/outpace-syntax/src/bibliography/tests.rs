use super::*;

const TWO: &str = "@dataset{epoch,
  publisher = {{Epoch AI}},
  title = {Chips \\& {GPUs}},
  date = {2026-08-22},
  url = {https://epoch.ai/a_b?c=1%20&d},
  note = {date approximate},
  keywords = {dataset},
}

@article{li-2024,
  author = {Li, Wei and Smith, Ann},
  title = {On {AI}},
  year = {2024}, month = mar,
}
";

#[test]
fn entries_have_their_fields_and_the_place_of_their_key() {
    let (tree, diagnostics) = parse(FileId(0), TWO);
    assert_eq!(diagnostics, []);
    let [epoch, li] = tree.sources.as_slice() else { panic!("{tree:?}") };
    assert_eq!(
        (epoch.id.value.as_str(), &TWO[epoch.id.span.start as usize..epoch.id.span.end as usize]),
        ("epoch", "epoch")
    );
    assert_eq!((epoch.author.as_str(), epoch.title.as_str()), ("Epoch AI", "Chips & GPUs"));
    assert_eq!((epoch.url.as_str(), epoch.note.as_str()), ("https://epoch.ai/a_b?c=1%20&d", "date approximate"));
    assert_eq!((epoch.kind, epoch.date.map(|date| date.to_string())), (SourceKind::Dataset, Some("2026-08-22".into())));
    assert_eq!((li.author.as_str(), li.kind), ("Wei Li and Ann Smith", SourceKind::Paper));
    assert_eq!(li.date.map(|date| date.to_string()), Some("2024-03".into()));
    assert_eq!(&TWO[li.id.span.start as usize..li.id.span.end as usize], "li-2024");
}

#[test]
fn mistakes_are_reported_and_the_rest_goes_on() {
    let cases = [
        ("@misc{a, date = {2025}}", "missing-field", "a"),
        ("@misc{a, title = {T}}", "missing-field", "a"),
        ("@misc{a, title = {T}, date = {last year}}", "bad-period", "{last year}"),
        ("@misc{a, title = {T}, date = {2025-02-30}}", "bad-period", "{2025-02-30}"),
        ("@misc{a, title = {T, date = {2025}}", "unreadable-entry", "@misc{a, title = {T, date = {2025}}"),
        ("@misc{b, title = {T}, date = {2025}}", "duplicate-id", "b"),
        ("@misc{a, title = {T}, date = nothing}", "unreadable-entry", "a"),
    ];
    for (entry, code, marked) in cases {
        let text = format!(
            "@misc{{b, title = {{B}}, date = {{2025}}}}\n{entry}\n@misc{{c, title = {{C}}, date = {{2025}}}}\n"
        );
        let (tree, diagnostics) = parse(FileId(0), &text);
        let [diagnostic] = diagnostics.as_slice() else { panic!("{entry}: {diagnostics:?}") };
        let span = diagnostic.labels[0].span;
        assert_eq!((diagnostic.code.0, &text[span.start as usize..span.end as usize]), (code, marked), "{entry}");
        let ids: Vec<&str> =
            tree.sources.iter().map(|source| source.id.value.as_str()).filter(|id| *id != "a").collect();
        assert_eq!(ids, ["b", "c"], "{entry}");
    }
}

#[test]
fn dates_are_as_precise_as_given() {
    let cases = [
        ("2025-10-29", "2025-10-29"),
        ("2025-10", "2025-10"),
        ("2025", "2025"),
        ("2024-07/2025-06", "2024-07/2025-06"),
        ("2025-7-3", "2025-07-03"),
        ("2025-10-29T12:00:00Z", "2025-10-29"),
        ("2025~", "2025"),
        ("2025-10/..", "2025-10"),
        ("/2025-10", "2025-10"),
        ("2025}, month = oct, day = {29", "2025"),
    ];
    for (written, read) in cases {
        assert_eq!(dated(&format!("date = {{{written}}}")).as_deref(), Some(read), "{written}");
    }
    for (written, read) in [
        ("year = 2025", "2025"),
        ("year = {2025}, month = oct", "2025-10"),
        ("year = {2025}, month = {October}, day = {9}", "2025-10-09"),
        ("year = {2025}, month = {October 29th}", "2025-10-29"),
        ("year = {2025}, month = 3", "2025-03"),
    ] {
        assert_eq!(dated(written).as_deref(), Some(read), "{written}");
    }
}

fn dated(field: &str) -> Option<String> {
    let (tree, _) = parse(FileId(0), &format!("@misc{{a, title = {{T}}, {field}}}"));
    tree.sources.first()?.date.map(|date| date.to_string())
}

#[test]
fn what_only_looks_like_a_date_is_none() {
    for written in [
        "date = {2025-\u{cf}\u{b2}1}",
        "date = {\u{661}\u{662}}",
        "date = {12345X}",
        "date = {2025-00}",
        "date = {../..}",
        "date = {2025/2024}",
        "year = {+ 5}",
        "year = {2025}, month = 0",
        "year = {2025}, month = {January 999}",
        "year = {2025}, month = jan, day = {-1}",
    ] {
        assert_eq!(dated(written), None, "{written}");
    }
}

#[test]
fn abbreviations_hold_for_the_whole_file() {
    let text = "@string{oai = {OpenAI}}\n@misc{a, organization = oai, title = {T}, date = {2025}, keywords = {ai, press release}}";
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, []);
    assert_eq!((tree.sources[0].author.as_str(), tree.sources[0].kind), ("OpenAI", SourceKind::PressRelease));
}

#[test]
fn abbreviations_that_go_in_circles_are_refused() {
    let text =
        "@string{a = b}\n@string{b = a # a}\n@misc{x, title = a, date = {2025}}\n@misc{y, title = {Y}, date = {2025}}";
    let (tree, diagnostics) = parse(FileId(0), text);
    let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
    assert_eq!(codes, ["unreadable-entry"; 3]);
    assert_eq!(tree.sources.len(), 1);
}

#[test]
fn cross_references_are_not_followed() {
    let text = "@misc{x, crossref = {x}, xdata = {x}, title = {X}, date = {2025}}";
    let (tree, diagnostics) = parse(FileId(0), text);
    assert_eq!((diagnostics, tree.sources.len()), (vec![], 1));
}
