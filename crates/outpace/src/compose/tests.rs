//! Briefs of small studies, walked through from the first block to the last.

use super::*;
use crate::brief::{Block, Figure, Inline, Origin, VerdictCard};
use crate::fixture::{Small, futures, past};
use crate::judge::judge;
use outpace_study::study::Study;

const FACTS: &str = "acme fleet 2024 100 90 120 early
                     globex fleet 2024 80 - - other
                     initech fleet 2024 70 - - late";

const CLAIMS: &str = "
[[claim]]
id = 'first'
says = 'Acme is ahead of Globex.'
about = 'evidence'
holds = 'fleet[acme] @ 2024 > fleet[globex] @ 2024 + 15 robots'
[[claim]]
id = 'second'
says = 'Initech has many.'
about = 'evidence'
holds = 'fleet[initech] @ 2024 > 50 robots :AND: fleet[globex] @ 2024 > 50 robots'
[[claim]]
id = 'third'
says = 'The level rises.'
about = 'future'
holds = 'level @ 2024 > 6 robots'
[[claim]]
id = 'fourth'
says = 'Nobody knows.'
about = 'evidence'
holds = 'fleet[acme] @ 2019 > 50 robots'
[[claim]]
id = 'fifth'
says = 'Robots are nice.'
about = 'both'
not-testable = 'A matter of taste.'
";

fn study(draft: &str) -> Study {
    let small = Small {
        facts: FACTS,
        priors: "a,,robots/Year,uniform,0,2,,first",
        claims: CLAIMS.into(),
        files: vec![("brief.md", draft.to_string())],
    };
    small.study()
}

fn brief(study: &Study) -> Brief {
    let futures = futures(study);
    let now = judge(study, &futures, None);
    let then = study.then.map(|then| judge(study, &futures, Some(then)));
    compose(Material { study, now: &now, then: then.as_ref(), futures: &futures, history: None })
}

fn card<'b>(brief: &'b Brief, id: &str) -> &'b VerdictCard {
    brief.verdicts.iter().find(|card| card.id == id).unwrap_or_else(|| panic!("no card `{id}`"))
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|character| character.is_ascii_digit())
}

fn figures(inlines: &[Inline]) -> Vec<&Figure> {
    let mut figures = Vec::new();
    for inline in inlines {
        if let Inline::Figure(figure) = inline {
            figures.push(figure);
        }
    }
    figures
}

fn text(inlines: &[Inline]) -> String {
    let words = inlines.iter().map(|inline| match inline {
        Inline::Text(text) | Inline::Emphasis(text) | Inline::Strong(text) | Inline::Code(text) => text.as_str(),
        Inline::Link(text, _) => text,
        Inline::Figure(figure) => figure.text(),
    });
    words.collect()
}

#[test]
fn no_number_without_its_origin() {
    let brief = brief(&study("{{ claim \"third\" }}"));
    for card in &brief.verdicts {
        for test in &card.tests {
            for inline in &test.result {
                let Inline::Text(words) = inline else { continue };
                // A number that is no figure is a threshold, which the author wrote; or a name in what is missing.
                let threshold = test.expression.contains(words.split(' ').next().unwrap_or_default());
                assert!(!has_digit(words) || threshold || words.starts_with("missing: "), "{}: {words:?}", card.id);
            }
            for figure in figures(&test.result) {
                match figure.origin() {
                    Origin::Facts { citations, trace } => {
                        let share = figure.text().ends_with('%');
                        assert!(share || !citations.is_empty(), "{figure:?} has no source");
                        assert!(!trace.is_empty());
                    }
                    Origin::Futures { ensemble, .. } => assert!(ensemble.contains("seed 7"), "{figure:?}"),
                }
            }
        }
        for inline in &card.hinges {
            let Inline::Text(words) = inline else { continue };
            let missing = words.starts_with("on what is missing");
            assert!(!has_digit(words) || missing, "{}: {words:?}", card.id);
        }
    }
}

#[test]
fn a_share_between_none_and_all_is_told_as_a_figure() {
    let brief = brief(&study(""));
    let line = |id: &str| text(&card(&brief, id).tests[0].result);
    // 5 a > 6 with a between 0 and 2 is a above 1.2.
    assert!(line("third").contains("> 6 robots in 40% of futures"), "{}", line("third"));
    // 90, 100, 120 against 95: 1 - (95 - 90)² / (30 · 10).
    assert!(line("first").ends_with("in 92% of the combinations that the sources allow"), "{}", line("first"));
    assert!(!line("second").contains('%'), "{}", line("second"));
}

#[test]
fn citations_are_numbered_as_the_reader_meets_them() {
    let draft = "Initech has {{ value \"fleet[initech] @ 2024\" }}.\n\n{{ claim \"first\" }}\n\n{{ claim \"second\" }}";
    let brief = brief(&study(draft));
    let ids: Vec<&str> = brief.references.iter().map(|reference| reference.id.as_str()).collect();
    assert_eq!(ids, ["late", "early", "other"], "Initech's, then Acme's and Globex's");
    let Block::Paragraph(inlines) = &brief.blocks[0] else { panic!("{:?}", brief.blocks[0]) };
    let [value] = figures(inlines)[..] else { panic!("{inlines:?}") };
    assert!(matches!(value.origin(), Origin::Facts { citations, .. } if citations == &[1]), "{value:?}");
    assert_eq!(value.text(), "70 robots");
    assert_eq!(card(&brief, "first").citations, [2, 3]);
    assert_eq!(card(&brief, "second").citations, [1, 3]);
}

#[test]
fn a_source_that_nothing_rests_on_is_no_reference() {
    let mut study = study("{{ claim \"third\" }}");
    study.claims.retain(|claim| claim.id == "third");
    assert!(brief(&study).references.is_empty());
}

#[test]
fn every_claim_has_its_card_whatever_the_draft_leaves_out() {
    let placed = |draft: &str| -> Vec<usize> {
        let brief = brief(&study(draft));
        assert_eq!(brief.verdicts.len(), 5);
        let ids: Vec<&str> = brief.verdicts.iter().map(|card| card.id.as_str()).collect();
        assert_eq!(ids, ["first", "second", "third", "fourth", "fifth"], "in the order of the study");
        let index = |block: &Block| match block {
            Block::Claim(index) => Some(*index),
            _ => None,
        };
        brief.blocks.iter().filter_map(index).collect()
    };
    assert_eq!(placed(""), [0, 1, 2, 3, 4]);
    assert_eq!(placed("## One\n\n{{ claim \"third\" }}\n\n{{ claim \"first\" }}"), [2, 0, 1, 3, 4]);
}

#[test]
fn what_is_left_out_follows_under_a_heading() {
    let headings = |draft: &str| -> Vec<String> {
        let title = |block: &Block| match block {
            Block::Heading(_, title) => Some(title.clone()),
            _ => None,
        };
        brief(&study(draft)).blocks.iter().filter_map(title).collect()
    };
    assert_eq!(headings("## One\n\n{{ claim \"third\" }}"), ["One", "Further claims"]);
    let all =
        ["first", "second", "third", "fourth", "fifth"].map(|id| format!("{{{{ claim \"{id}\" }}}}\n\n")).concat();
    assert_eq!(headings(&all), Vec::<String>::new());
}

#[test]
fn cards_say_what_is_missing_and_what_cannot_be_tested() {
    let brief = brief(&study(""));
    let fourth = card(&brief, "fourth");
    assert_eq!(fourth.now.verdict.as_str(), "no evidence");
    assert!(text(&fourth.tests[0].result).starts_with("missing: fleet of Acme, 2019"));
    assert!(text(&fourth.hinges).starts_with("on what is missing: fleet of Acme, 2019"));
    let fifth = card(&brief, "fifth");
    assert_eq!((fifth.now.verdict.as_str(), fifth.tests.len()), ("not testable", 0));
    assert_eq!(text(&fifth.hinges), "A matter of taste.");
}

#[test]
fn the_verdict_then_stands_beside_the_one_now() {
    let brief = brief(&study(""));
    // The count of Initech came out in September, after the day of `then`.
    let (day, then) = card(&brief, "second").then.as_ref().expect("a claim about facts");
    assert_eq!((day.as_str(), then.verdict.as_str()), ("2025-06-30", "no evidence"));
    assert_eq!(card(&brief, "second").now.verdict.as_str(), "holds");
    assert!(card(&brief, "third").then.is_none(), "no fact takes part");
}

#[test]
fn markdown_keeps_its_shape_around_figures() {
    let draft = "# Title\n\nInitech has *about* {{ value \"fleet[initech] @ 2024\" }}, **and** [more](https://a.example).\n\n\
                 - one `x`\n- two {{ value \"fleet[globex] @ 2024\" }}\n\n{{ chart \"none\" }}";
    let mut study = study("");
    let (tree, _) = outpace_syntax::draft::parse(outpace_syntax::FileId(0), draft);
    study.draft = tree;
    let brief = brief(&study);
    let [Block::Heading(1, title), Block::Paragraph(inlines), Block::List(items), ..] = brief.blocks.as_slice() else {
        panic!("{:?}", brief.blocks)
    };
    assert_eq!(title, "Title");
    assert_eq!(text(inlines), "Initech has about 70 robots, and more.");
    assert!(matches!(&inlines[1], Inline::Emphasis(words) if words == "about"), "{inlines:?}");
    assert!(
        matches!(inlines.iter().rev().nth(1), Some(Inline::Link(_, to)) if to == "https://a.example"),
        "{inlines:?}"
    );
    assert_eq!(items.iter().map(|item| text(item)).collect::<Vec<_>>(), ["one x", "two 80 robots"]);
}

#[test]
fn the_table_of_history_is_that_of_the_facts() {
    let bind = "title = 'Robots'\nquestion = 'q'\nmodel = 'model.mdl'\nhorizon = [2020, 2029]\n\
                [[bind]]\nmetric = 'fleet'\nentity = 'acme'\nvariable = 'level'\n";
    let small = Small {
        facts: "acme fleet 2020 2 - - early\nacme fleet 2021 2 - - early",
        files: vec![("study.toml", bind.into()), ("brief.md", "{{ methods }}".into())],
        ..Small::default()
    };
    let study = small.study();
    let (futures, history) = (futures(&study), past(&study));
    let now = judge(&study, &futures, None);
    let brief = compose(Material { study: &study, now: &now, then: None, futures: &futures, history: Some(&history) });
    let table = brief.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.caption == "Observed and simulated values" => Some(table),
        _ => None,
    });
    let rows: Vec<Vec<String>> =
        table.expect("a table").rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
    // The level grows by one robot a year from nothing.
    assert_eq!(rows[0], ["level", "2020", "2", "1", "−50%", "robots"]);
    assert_eq!(rows[1], ["", "2021", "2", "2", "0%", ""]);
}
