//! Every parser is total: any text gives a tree, and every diagnostic points into the text.

use proptest::prelude::*;

use crate::{Diagnostic, FileId};
use crate::{bibliography, claims, correlations, dictionary, draft, facts, mdl, parameters, period, scenarios, study};

type Parse = fn(&str) -> Vec<Diagnostic>;

/// Each parser with a good example.
const PARSERS: [(&str, Parse, &str); 11] = [
    ("facts", |text| facts::parse(FILE, text).1, FACTS),
    ("entities", |text| dictionary::parse_entities(FILE, text).1, ENTITIES),
    ("metrics", |text| dictionary::parse_metrics(FILE, text).1, METRICS),
    ("events", |text| dictionary::parse_events(FILE, text).1, EVENTS),
    ("parameters", |text| parameters::parse(FILE, text).1, PARAMETERS),
    ("correlations", |text| correlations::parse(FILE, text).1, CORRELATIONS),
    ("study", |text| study::parse(FILE, text).1, STUDY),
    ("scenarios", |text| scenarios::parse(FILE, text).1, SCENARIOS),
    ("claims", |text| claims::parse(FILE, text).1, CLAIMS),
    ("draft", |text| draft::parse(FILE, text).1, DRAFT),
    ("changes", |text| mdl::parse_changes(FILE, text).1, CHANGES),
];

const FILE: FileId = FileId(0);
const FACTS: &str = "entity,metric,period,value,low,high,unit,basis,source,locator,note,known\n\
                     a,m,2025-Q3,1.5,1,2,billion USD,reported,s,\"p. 1, \"\"x\"\"\",é,2025-10-01\r\n";
const ENTITIES: &str = "id,name,kind,bloc,aliases,note\nmsft,Microsoft,firm,US,MSFT; Microsoft Corp.,\n";
const METRICS: &str = "id,name,kind,unit,definition\ncapex,capital expenditure,flow,billion USD,Cash paid.\n";
const EVENTS: &str = "date,jurisdiction,entity,kind,title,summary,source\n2020-05,us,nvidia,product,A100,Out.,s\n";
const PARAMETERS: &str = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n\
                          x,US;China,1/Year,pert,1,2,3,capital,assumption,why\n";
const CORRELATIONS: &str = "first,second,correlation,source,rationale\n\"x[US, a]\",y,-0.5,assumption,why\n";
const STUDY: &str = "title = \"t\"\nquestion = '''q'''\nhorizon = [2018, 2035]\nthen = 2025-10-15\n[units]\nb = \"1e9 USD\"\n\
                     [[bind]]\nmetric = 'm'\nentity = 'e'\nvariable = \"x[\\\"U S\\\"]\"\n[[chart]]\nid = 'c'\nkind = 'fan'\n\
                     [[chart.series]]\nlabel = 'l'\nfacts = 'm[e]'\n";
const SCENARIOS: &str =
    "[[scenario]]\nid = 'a'\nname = 'A'\n[scenario.set]\n\"x[US]\" = 0.3\n[scenario.table]\ny = [[1, 2], [3, 4]]\n";
const CLAIMS: &str =
    "[[claim]]\nid = 'a'\nsays = \"é\"\nabout = 'both'\nholds = \"x[US] < 400 billion USD @ 2025-Q3\"\n";
const CHANGES: &str = "rate= 123.4\n0 <= shares[sub] = 3,2,7 <= 9\ncurve( 1,2,3, 0,2,4)\ncurve 2((0,0),(1,1))\n";
const DRAFT: &str = "# Head\n\nText {{ value \"x @ 2025\" }} and {{ claim 'a' }}.\n\n{{ answer }}\n";

const SOURCES: &str = "@misc{a,\n  author = {{É. Org} and Li, Wei},\n  title = \"On \\\"{A}I \\emph{x} $y$\",\n  date = {2025-10},\n\
                       year = 2024, keywords = {news},\n}\n@string{s = {S}}\n@misc{b, title = s # {T}, date = {2025/}}\n";

fn check(name: &str, text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(diagnostic.message.len() < 600, "{name}: {} is too long a message", diagnostic.code.0);
        assert!(!diagnostic.labels.is_empty(), "{name}: {diagnostic:?} for {text:?}");
        for label in &diagnostic.labels {
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            assert!(start <= end && end <= text.len(), "{name}: {diagnostic:?} for {text:?}");
        }
    }
}

fn check_all(text: &str) {
    for (name, parse, _) in PARSERS {
        check(name, text, &parse(text));
    }
    check("sources", text, &bibliography::parse(FILE, text).1);
    let _ = period::Period::read(text);
}

/// `text` with a stretch of characters replaced.
fn changed(text: &str, at: usize, length: usize, insertion: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = at % (characters.len() + 1);
    let rest = (at + length).min(characters.len());
    characters[..at].iter().copied().chain(insertion.chars()).chain(characters[rest..].iter().copied()).collect()
}

#[test]
fn good_examples_are_good() {
    for (name, parse, text) in PARSERS {
        assert_eq!(parse(text), [], "{name}");
    }
    assert_eq!(bibliography::parse(FILE, SOURCES).1, []);
}

#[test]
fn every_beginning_of_a_file_is_read() {
    for (name, parse, text) in PARSERS.into_iter().chain([("sources", sources as Parse, SOURCES)]) {
        for (end, _) in text.char_indices() {
            check(name, &text[..end], &parse(&text[..end]));
        }
    }
}

fn sources(text: &str) -> Vec<Diagnostic> {
    bibliography::parse(FILE, text).1
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,80}|[\\x00-\\x7f]{0,120}|[-\"',;:@{}\\[\\]=#%\\\\$a1.\\n\\r é/Q]{0,120}") {
        check_all(&text);
    }

    #[test]
    fn any_change_of_a_good_file_is_read(
        at in 0_usize..600,
        length in 0_usize..12,
        insertion in "[-\"',;:@{}\\[\\]=#%\\\\$a1.\\n\\r é/<()]{0,6}",
        again in 0_usize..600,
    ) {
        for (name, parse, text) in PARSERS.into_iter().chain([("sources", sources as Parse, SOURCES)]) {
            let text = changed(&changed(text, at, length, &insertion), again, 1, &insertion);
            check(name, &text, &parse(&text));
        }
    }
}

/// Nesting deeper than any stack.
#[test]
fn deep_nesting_is_refused_in_words() {
    let depth = 5_000;
    for (open, close) in [("{", "}"), ("(", ")"), ("[", "]"), ("\\emph{", "}"), ("> ", ""), ("$", ""), ("-", "")] {
        let nested = format!("{}x{}", open.repeat(depth), close.repeat(depth));
        check_all(&nested);
        check_all(&format!("[[claim]]\nid = 'a'\nsays = 'b'\nabout = 'both'\nholds = '{nested}'\n"));
        check_all(&format!("x = {nested}"));
        check_all(&format!("@misc{{a, title = {{{nested}}}, date = {{2025}}}}"));
        check_all(&format!("{{{{ value '{nested}' }}}}"));
        check_all(&format!("{FACTS}a,m,2025,1,,,{nested},reported,s,,,\n"));
    }
    check_all(&"a.".repeat(depth));
    check_all(&format!("{} = 1", ["a"; 5_000].join(".")));
}
