use outpace_syntax::{Diagnostic, File, FileSet, Name, trees};

use super::{Evidence, resolve};

const STUDY: &str = r#"
title = "t"
question = "q"
[units]
MUSD = "1e6 USD"
[currencies]
base-currency = "USD"
CNY = "cny-per-usd"
[groups]
"the two" = ["acme", "Globex Corporation"]
"#;

const BIBLIOGRAPHY: &str = "
@report{acme-10k, author={Acme}, title={Annual report}, date={2025-02-10}, url={https://acme.example/10k}}
@report{globex-10k, author={Globex}, title={Annual report}, date={2025-03}, url={https://globex.example/10k}}
";

const ENTITIES: &str = "id,name,kind,bloc,aliases,note
us,United States,country,,USA;America,
acme,Acme,firm,us,Acme Inc,
globex,Globex Corporation,firm,,,
";

const METRICS: &str = "id,name,kind,unit,definition
capital-expenditure,capital expenditure,flow,billion USD,cash
cny-per-usd,exchange rate,ratio,CNY/USD,mean
robots,robots in use,stock,robots,machines
";

const FACTS_HEADER: &str = "entity,metric,period,value,low,high,unit,basis,source,locator,note,known\n";

/// The evidence of a small study with these rows of facts and events.
pub(crate) fn small(facts: &str, events: &str) -> (Evidence, Vec<Diagnostic>) {
    let mut files = FileSet::default();
    let events = format!("date,jurisdiction,entity,kind,title,summary,source\n{events}");
    for (path, text) in [
        ("study.toml", STUDY),
        ("sources.bib", BIBLIOGRAPHY),
        ("entities.csv", ENTITIES),
        ("metrics.csv", METRICS),
        ("facts/all.csv", &format!("{FACTS_HEADER}{facts}")),
        ("events.csv", &events),
    ] {
        files.add(File::new(path, text));
    }
    let (trees, mut diagnostics) = trees::parse(&files);
    let (evidence, found) = resolve(&trees);
    diagnostics.extend(found);
    (evidence, diagnostics)
}

fn said(diagnostics: &[Diagnostic]) -> Vec<(&str, &str, Option<&str>)> {
    diagnostics.iter().map(|d| (d.code.0, d.message.as_str(), d.help.as_deref())).collect()
}

#[test]
fn names_bind_by_id_name_or_alias_with_hyphens_as_blanks() {
    let (evidence, diagnostics) = small(
        "Acme Inc,Capital Expenditure,2024,1,,,billion USD,reported,acme-10k,p. 1,,\n\
         globex_corporation,capital-expenditure,2024,1500,,,MUSD,reported,globex-10k,p. 1,,\n",
        "",
    );
    assert_eq!(said(&diagnostics), []);
    let entity = |name: &str| evidence.find_entity(&Name::new(name));
    assert_eq!((entity("united-states"), entity("America")), (Some(0), Some(0)));
    assert_eq!(evidence.facts.iter().map(|fact| (fact.metric, fact.entity)).collect::<Vec<_>>(), [(0, 1), (0, 2)]);
    assert_eq!(evidence.facts[1].value * evidence.facts[1].conversion.factor, 1.5);
    assert_eq!(evidence.group(&Name::new("The Two")), Some(vec![Name::new("acme"), Name::new("globex")]));
    assert_eq!(evidence.entities[1].bloc, Some(0));
}

#[test]
fn a_fact_is_known_from_its_own_date_else_from_the_last_day_of_its_source() {
    let (evidence, _) = small(
        "acme,robots,2024,1,,,robots,reported,acme-10k,,,\n\
         globex,robots,2024,1,,,robots,reported,globex-10k,,,\n\
         globex,robots,2023,1,,,robots,reported,globex-10k,,,2024-02\n\
         us,cny-per-usd,2024-Q1,7,,,CNY/USD,reported,globex-10k,,,\n",
        "",
    );
    let known: Vec<String> =
        evidence.facts.iter().map(|fact| fact.known.map_or(String::new(), |day| day.to_string())).collect();
    assert_eq!(known, ["2025-02-10", "2025-03-31", "2024-02-29", "2024-03-31"]);
}

#[test]
fn what_cannot_be_bound_is_reported_with_help_and_left_out_alone() {
    let good = "acme,robots,2024,1,,,robots,reported,acme-10k,,,\n";
    // Row, code, message, help.
    let cases = [
        (
            "acmee,robots,2024,1,,,robots,reported,acme-10k,,,",
            "unknown-entity",
            "there is no entity `acmee`",
            "did you mean `Acme`?",
        ),
        (
            "acme,robotics,2024,1,,,robots,reported,acme-10k,,,",
            "unknown-metric",
            "there is no metric `robotics`",
            "did you mean `robots`?",
        ),
        (
            "acme,robots,2024,1,,,robots,reported,acme-10q,,,",
            "unknown-source",
            "there is no source `acme-10q`",
            "did you mean `acme-10k`?",
        ),
        (
            "acme,robots,2024,1,,,robots/Year,reported,acme-10k,,,",
            "unit-mismatch",
            "this fact is in robots/Year, but `robots in use` is measured in robots",
            "multiply by something in `Year`",
        ),
        (
            "acme,capital-expenditure,2024,1,,,EUR,reported,acme-10k,,,",
            "missing-rate",
            "there is no rate to convert EUR to billion USD",
            "name the metric of its rate under [currencies] in study.toml: `EUR = \"…\"`",
        ),
    ];
    for (row, code, message, help) in cases {
        let (evidence, diagnostics) = small(&format!("{good}{row}\n"), "");
        assert_eq!(said(&diagnostics), [(code, message, Some(help))], "{row}");
        assert_eq!(evidence.facts.len(), 1, "{row}");
    }
}

#[test]
fn one_place_of_one_source_says_one_thing() {
    let first = "acme,robots,2024,10,,,robots,reported,acme-10k,p. 1,,\n";
    // Second row, the diagnostic, and how many facts stay.
    let cases: [(&str, &[&str], usize); 5] = [
        ("acme,robots,2024,10,,,robots,reported,acme-10k,p. 1,,", &["duplicate-fact"], 1),
        ("acme,robots,2024,11,,,robots,reported,acme-10k,p. 1,,", &["conflicting-fact"], 1),
        ("acme,robots,2024,11,,,robots,reported,acme-10k,p. 2,,", &[], 2),
        ("acme,robots,2024,11,,,robots,estimate,acme-10k,p. 1,,", &[], 2),
        ("acme,robots,2024,11,,,robots,reported,globex-10k,p. 1,,", &[], 2),
    ];
    for (row, codes, count) in cases {
        let (evidence, diagnostics) = small(&format!("{first}{row}\n"), "");
        assert_eq!(diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>(), codes, "{row}");
        assert_eq!(evidence.facts.len(), count, "{row}");
    }
}

#[test]
fn every_kind_of_event_is_a_metric_that_counts_it() {
    let (evidence, diagnostics) = small("", "2024-10-01,us,,export-control,Rule,A rule.,acme-10k\n");
    assert_eq!(said(&diagnostics), []);
    let by_name = evidence.find_metric(&Name::new("export-control events"));
    assert_eq!(by_name, evidence.find_metric(&Name::new("events export control")));
    assert_eq!(by_name, Some(3));
    assert_eq!(evidence.events[0].jurisdiction_entity, Some(0));
}

#[test]
fn sources_that_nothing_cites_are_named_when_asked() {
    let (evidence, _) = small("acme,robots,2024,1,,,robots,reported,acme-10k,,,\n", "");
    assert_eq!(
        said(&evidence.unused_sources(&[])),
        [("unused-source", "nothing cites the source `globex-10k`", Some("cite it, or remove it"))]
    );
    assert_eq!(evidence.unused_sources(&[1]), []);
}
