use std::collections::BTreeSet;

use super::*;
use crate::brief::{self, Block, Brief, ChartKind, Figure, Inline, Judgement, VerdictKind};

mod hostile;
mod sample;

#[test]
fn a_brief_in_the_terminal() {
    insta::assert_snapshot!(terminal::write(&sample::brief(), 80, false));
}

#[test]
fn a_brief_in_markdown() {
    insta::assert_snapshot!(markdown::write(&sample::brief()));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 72, 80, 100, 132] {
        let screen = terminal::write(&sample::brief(), width, false);
        let long: Vec<_> = screen.lines().filter(|line| unicode_width::UnicodeWidthStr::width(*line) > width).collect();
        assert!(long.is_empty(), "{width}: {long:#?}");
    }
}

#[test]
fn colour_adds_escape_sequences_and_nothing_else() {
    let plain = terminal::write(&sample::brief(), 80, false);
    let coloured = terminal::write(&sample::brief(), 80, true);
    assert!(!plain.contains('\x1b'));
    let mut stripped = String::new();
    let mut parts = coloured.split('\x1b');
    stripped.push_str(parts.next().unwrap());
    parts.for_each(|part| stripped.push_str(part.split_once('m').unwrap().1));
    assert_eq!(stripped, plain);
}

#[test]
fn the_same_brief_gives_the_same_bytes() {
    assert_eq!(html::write(&sample::brief()), html::write(&sample::brief()));
}

/// The page as XML, which it is by design.
fn parse(page: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(page, options).unwrap_or_else(|error| panic!("{error}\n{page}"))
}

/// Every id stands once, and every reference within the page leads to one.
fn assert_references_resolve(document: &roxmltree::Document) {
    let mut ids = BTreeSet::new();
    for id in document.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id), "id twice: {id}");
    }
    for node in document.descendants() {
        let links = node.attribute("href").and_then(|href| href.strip_prefix('#'));
        let fills = node.attribute("fill").and_then(|fill| fill.strip_prefix("url(#")?.strip_suffix(')'));
        let labels = node.attribute("aria-labelledby").into_iter().flat_map(|names| names.split(' '));
        for target in links.into_iter().chain(fills).chain(labels) {
            assert!(ids.contains(target), "nothing has the id {target}");
        }
    }
}

/// Nothing on the page can run, load or post.
fn assert_inert(document: &roxmltree::Document) {
    let elements = [
        "a",
        "article",
        "body",
        "caption",
        "circle",
        "cite",
        "code",
        "dd",
        "defs",
        "desc",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "g",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "html",
        "li",
        "line",
        "main",
        "meta",
        "nav",
        "ol",
        "p",
        "path",
        "pattern",
        "rect",
        "section",
        "span",
        "strong",
        "style",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "text",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(elements.contains(&name), "<{name}>");
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on") && attribute.name() != "src", "{attribute:?}");
        }
        if let Some(href) = node.attribute("href") {
            assert!(["#", "http://", "https://"].iter().any(|start| href.to_lowercase().starts_with(start)), "{href}");
        }
    }
    let styles = document.descendants().filter(|node| node.has_tag_name("style")).filter_map(|node| node.text());
    for style in styles {
        assert!(!style.contains("@import") && !style.contains("url("), "a style sheet loads nothing");
    }
}

#[test]
fn the_page_is_well_formed_inert_and_its_links_resolve() {
    let page = html::write(&sample::brief());
    let document = parse(&page);
    assert_references_resolve(&document);
    assert_inert(&document);
    let policy = document
        .descendants()
        .find_map(|node| node.attribute("content").filter(|_| node.attribute("http-equiv").is_some()));
    assert!(policy.unwrap().starts_with("default-src 'none'"));
}

#[test]
fn headings_descend_without_gaps() {
    let page = html::write(&sample::brief());
    let document = parse(&page);
    let names = document.descendants().map(|node| node.tag_name().name());
    let levels: Vec<u32> = names.filter_map(|name| name.strip_prefix('h')?.parse().ok()).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn a_citation_leads_to_its_reference_and_back() {
    let page = html::write(&sample::brief());
    let document = parse(&page);
    let with_id = |id: &str| document.descendants().find(|node| node.attribute("id") == Some(id)).unwrap();
    assert_eq!(with_id("cite-3-1").attribute("href"), Some("#ref-3"));
    assert_eq!(with_id("cite-3-1").text(), Some("[3]"));
    let back = with_id("ref-3").descendants().find(|node| node.attribute("href") == Some("#cite-3-1"));
    assert!(back.is_some());
}

#[test]
fn a_figure_says_how_to_trace_it() {
    let page = html::write(&sample::brief());
    let document = parse(&page);
    let figure = document.descendants().find(|node| node.attribute("class") == Some("figure")).unwrap();
    assert_eq!(figure.attribute("data-trace"), Some("capital expenditure[Alpha] @ 2025"));
    assert_eq!(figure.attribute("title"), Some("From facts: outpace trace \"capital expenditure[Alpha] @ 2025\""));
}

#[test]
fn charts_are_well_formed_and_described_in_both_layouts() {
    for block in sample::brief().blocks {
        let Block::Chart(data) = block else { continue };
        let drawings = [
            chart::svg(&data),
            chart::embedded(&data, chart::Layout::Wide, "a"),
            chart::embedded(&data, chart::Layout::Narrow, "a"),
        ];
        for drawing in drawings {
            let document = parse(&drawing);
            assert_references_resolve(&document);
            let svg = document.root_element();
            assert_eq!(svg.attribute("role"), Some("img"));
            let desc = svg.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "desc"))).unwrap();
            assert_eq!(desc.text(), Some(data.description.as_str()));
        }
    }
}

#[test]
fn what_nobody_knows_is_said_in_words_and_has_no_bar() {
    let bars = |value| brief::Chart {
        id: "b".into(),
        title: "t".into(),
        subtitle: String::new(),
        description: String::new(),
        citations: Vec::new(),
        kind: ChartKind::Bars(brief::BarChart {
            axis: "USD".into(),
            series: vec![("one".into(), 0)],
            groups: vec![("known".into(), vec![Some((2.0, None))]), ("unknown".into(), vec![value])],
        }),
    };
    let count = |value| chart::svg(&bars(value)).matches("class=\"s0 bar\"").count();
    assert_eq!(count(Some((1.0, None))), 2);
    assert_eq!(count(None), 1);
    assert_eq!(count(Some((f64::NAN, None))), 1);
    assert!(chart::svg(&bars(None)).contains(">no figure</text>"));
}

#[test]
fn hostile_text_stays_text_in_every_format() {
    let brief = hostile::brief();
    let page = html::write(&brief);
    let document = parse(&page);
    assert_references_resolve(&document);
    assert_inert(&document);
    let screen = terminal::write(&brief, 80, false);
    assert!(!screen.chars().any(|c| c.is_control() && c != '\n'), "{screen}");
    assert_markdown_inert(&markdown::write(&brief));
}

/// As a reader of Markdown sees it: no HTML but the anchors of references, no address but of the web.
fn assert_markdown_inert(text: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::InlineHtml(html) => assert!(html.starts_with("<a id=\"ref-") || &*html == "</a>", "{html}"),
            Event::Html(html) => panic!("{html}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("#ref-") || dest_url.starts_with("https://"), "{dest_url}");
            }
            Event::Start(Tag::Image { dest_url, .. }) => panic!("{dest_url}"),
            _ => {}
        }
    }
}

#[test]
fn any_width_and_an_empty_brief_give_a_page() {
    let empty = Brief {
        title: String::new(),
        question: String::new(),
        basis: Vec::new(),
        verdicts: Vec::new(),
        blocks: Vec::new(),
        references: Vec::new(),
    };
    for brief in [&empty, &hostile::brief(), &sample::brief()] {
        for width in [0, 1, 20, 40, 200, 100_000] {
            terminal::write(brief, width, true);
        }
        markdown::write(brief);
        parse(&html::write(brief));
    }
}

#[test]
fn only_addresses_of_the_web_become_links() {
    let cases = [
        ("https://example.org/a?b=c#d", true),
        ("HTTP://EXAMPLE.ORG", true),
        (" https://example.org ", true),
        ("javascript:alert(1)", false),
        ("JaVaScRiPt:alert(1)", false),
        ("java\nscript:alert(1)", false),
        ("https://example.org/\nx", false),
        ("data:text/html,<script>", false),
        ("//example.org", false),
        ("https://", false),
        ("é", false),
        ("", false),
    ];
    for (url, link) in cases {
        assert_eq!(escape::web_address(url).is_some(), link, "{url:?}");
    }
}

#[test]
fn trace_commands_survive_a_shell() {
    assert_eq!(escape::trace_command("lead @ 2030"), "outpace trace \"lead @ 2030\"");
    assert_eq!(escape::trace_command("top three!"), "outpace trace 'top three!'");
    assert_eq!(escape::trace_command("a'$b"), r"outpace trace 'a'\''$b'");
}

#[test]
fn markdown_keeps_words_from_becoming_marks() {
    let paragraph = |parts: Vec<Inline>| {
        let mut brief = hostile::empty();
        brief.blocks = vec![Block::Paragraph(parts)];
        markdown::write(&brief).lines().last().unwrap_or_default().to_string()
    };
    let cases = [
        ("1. one", "1\\. one"),
        ("2025) two", "2025\\) two"),
        ("# three", "\\# three"),
        ("- four", "\\- four"),
        ("a*b_c|d`e", "a\\*b\\_c\\|d\\`e"),
        ("<b> & $5", "&lt;b\\> &amp; \\$5"),
        ("[x](y)", "\\[x\\](y)"),
    ];
    for (words, expected) in cases {
        assert_eq!(paragraph(vec![Inline::Text(words.into())]), expected);
    }
    assert_eq!(paragraph(vec![Inline::Code("a`b".into())]), "`` a`b ``");
    assert_eq!(paragraph(vec![Inline::Strong(" bold ".into()), Inline::Text("x".into())]), " **bold** x".to_string());
}

#[test]
fn a_probability_is_never_rounded_to_certainty() {
    let mut brief = hostile::empty();
    brief.verdicts =
        vec![hostile::card("id", "says", Judgement { verdict: VerdictKind::Holds, probability: Some(0.9999) })];
    brief.blocks = vec![Block::Claim(0), Block::Paragraph(vec![Inline::Figure(Figure::cited("1", vec![], "x"))])];
    for page in [terminal::write(&brief, 80, false), markdown::write(&brief), html::write(&brief)] {
        let shown = page.split_once("<body>").map_or(page.as_str(), |(_, body)| body);
        assert!(shown.contains("99%") && !shown.contains("100%"), "{shown}");
    }
}
