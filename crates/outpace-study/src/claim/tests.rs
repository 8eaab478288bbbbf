//! What expressions of claims come to once their names are bound: written out as prefix terms.

use super::*;
use crate::study::{self, Study};
use outpace_syntax::expr::{Dialect, Moment, parse_expression};
use outpace_syntax::{Diagnostic, File, FileSet, trees};

const FILES: [(&str, &str); 6] = [
    (
        "study.toml",
        "title = 't'\nquestion = 'q'\nmodel = 'model.mdl'\n[units]\nBUSD = '1e9 USD'\n[groups]\n\
         \"the two\" = ['acme', 'globex']\n\"nobody\" = []\n\"other two\" = ['globex', 'initech']\n",
    ),
    (
        "entities.csv",
        "id,name,kind,bloc,aliases,note\nacme,Acme,firm,,,\nglobex,Globex,firm,,,\ninitech,Initech,firm,,,\n",
    ),
    (
        "metrics.csv",
        "id,name,kind,unit,definition\ncapital-expenditure,capital expenditure,flow,billion USD,.\n\
         fleet,fleet,stock,robots,.\nmarket-share,market share,ratio,percent,.\n",
    ),
    (
        "model.mdl",
        "Bloc: US, China ~ ~ |
         lead = compute[US] / compute[China] ~ Dmnl ~ |
         compute[Bloc] = INTEG(spending[Bloc], 1) ~ BUSD ~ |
         spending[Bloc] = 1, 2 ~ BUSD/Year ~ |
         growth = 0.1 ~ 1/Year ~ |
         history((0,0),(1,1)) ~ Dmnl ~ |
         fleet = 7 ~ robots ~ |
         INITIAL TIME = 2020 ~ Year ~ | FINAL TIME = 2030 ~ Year ~ | TIME STEP = 1 ~ Year ~ | SAVEPER = 1 ~ Year ~ |",
    ),
    (
        "parameters.csv",
        "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n\
         growth,,1/Year,uniform,0,1,,made-by-hand,assumption,.\n\
         spending,US,BUSD/Year,uniform,0,1,,chips,assumption,.\n",
    ),
    ("scenarios.toml", "[[scenario]]\nid = 'export-stop'\nname = 'Stop'\n[scenario.set]\ngrowth = 0\n"),
];

fn small() -> Study {
    let mut files = FileSet::default();
    FILES.into_iter().for_each(|(path, text)| {
        files.add(File::new(path, text));
    });
    let (trees, parsed) = trees::parse(&files);
    let (study, resolved) = study::resolve(trees);
    assert_eq!((parsed, resolved), (vec![], vec![]));
    study
}

fn bound(text: &str, about: About) -> Result<(Study, Term), Vec<Diagnostic>> {
    let study = small();
    let mut diagnostics = Vec::new();
    let expr = parse_expression(outpace_syntax::FileId(0), text, 0, Dialect::Claim, &mut diagnostics);
    assert_eq!(diagnostics, [], "{text}");
    let term = study.bind(&expr, about, 0)?;
    Ok((study, term))
}

/// A term as text: facts as `metric/entity/when`, outcomes as `cell/when/scenario`, operations by their name.
fn shown(term: &Term, study: &Study) -> String {
    let inside = |terms: &[Term]| terms.iter().map(|term| shown(term, study)).collect::<Vec<_>>().join(" ");
    match &term.kind {
        TermKind::Number(value) => format!("{value}"),
        TermKind::Fact(query) => {
            let when = match query.moment {
                Moment::Period(period) => period.to_string(),
                Moment::Latest => "latest".into(),
            };
            let (metric, entity) = (&study.evidence.metrics[query.metric], &study.evidence.entities[query.entity]);
            format!("{}/{}/{when}", metric.id, entity.id)
        }
        TermKind::Outcome(Outcome { cell, when, scenario }) => {
            let name = study.model.as_ref().expect("a model").cell_name(*cell);
            let how = if when.mean { "mean " } else { "" };
            format!("{name}/{how}{}/{}", when.period, study.scenario_ids[*scenario])
        }
        TermKind::Operation(operation, terms) => format!("({operation:?} {})", inside(terms)),
        TermKind::Statistic(Statistic::Sobol { of, group, total }) => {
            let order = if *total { "Total" } else { "First" };
            format!("({order} {} {})", shown(of, study), study.parameter_groups[*group])
        }
        TermKind::Statistic(Statistic::Quantile(of, p)) => format!("(Quantile {} {p})", shown(of, study)),
        TermKind::Statistic(Statistic::Mean(of)) => format!("(Mean {})", shown(of, study)),
        TermKind::Statistic(Statistic::Probability(of)) => format!("(Probability {})", shown(of, study)),
    }
}

#[track_caller]
fn means(text: &str, about: About, expected: &str) {
    match bound(text, about) {
        Ok((study, term)) => assert_eq!(shown(&term, &study), expected, "{text}"),
        Err(diagnostics) => panic!("{text}: {diagnostics:?}"),
    }
}

#[test]
fn names_become_questions_and_outcomes() {
    for (text, expected) in [
        ("fleet[acme] @ 2025", "fleet/acme/2025"),
        ("Fleet[Acme] @ 2025-Q3", "fleet/acme/2025-Q3"),
        ("capital expenditure[acme] @ latest", "capital-expenditure/acme/latest"),
        ("capital_expenditure[ACME] @ 2024-07/2025-06", "capital-expenditure/acme/2024-07/2025-06"),
        ("compute[US] @ 2025", "compute[US]/2025/base"),
        ("lead @ 2025 > 1", "(Greater lead/2025/base 1)"),
        ("-lead @ 2025 ^ 2", "(Negate (Power lead/2025/base 2))"),
        ("MIN(lead @ 2025, 1)", "(Minimum lead/2025/base 1)"),
        (
            "IF THEN ELSE(lead @ 2025 > 1, 1, 0) = 1 :OR: :NOT: lead @ 2025 = 1",
            "(Or (Equal (If (Greater lead/2025/base 1) 1 0) 1) (Not (Equal lead/2025/base 1)))",
        ),
    ] {
        means(text, About::Both, expected);
    }
}

#[test]
fn a_name_of_both_worlds_goes_where_the_claim_is_about() {
    means("fleet[acme] @ 2025", About::Both, "fleet/acme/2025");
    means("fleet @ 2025", About::Future, "fleet/2025/base");
    means("compute[US] @ 2025", About::Evidence, "compute[US]/2025/base");
}

#[test]
fn levels_are_read_at_the_end_and_flows_over_the_whole_period() {
    means("spending[US] @ 2025", About::Future, "spending[US]/mean 2025/base");
    means("compute[US] @ 2025", About::Future, "compute[US]/2025/base");
    // A rate of growth is no flow of anything.
    means("growth @ 2025", About::Future, "growth/2025/base");
}

#[test]
fn a_period_governs_everything_inside_that_has_none_of_its_own() {
    for (text, expected) in [
        ("(fleet[acme] + fleet[globex]) @ 2025", "(Add fleet/acme/2025 fleet/globex/2025)"),
        ("(fleet[acme] @ 2024 + fleet[globex]) @ 2025", "(Add fleet/acme/2024 fleet/globex/2025)"),
        ("MIN(fleet[acme], fleet[globex] @ 2023) @ 2025", "(Minimum fleet/acme/2025 fleet/globex/2023)"),
        ("fleet[acme] @ 2024 < fleet[acme] @ 2025", "(Less fleet/acme/2024 fleet/acme/2025)"),
        ("MAX(1, lead @ 2021, lead @ 2022)", "(Maximum 1 lead/2021/base lead/2022/base)"),
    ] {
        means(text, About::Both, expected);
    }
}

#[test]
fn groups_and_ranges_are_written_out() {
    for (text, expected) in [
        ("SUM(fleet[the two!] @ 2025)", "(Sum fleet/acme/2025 fleet/globex/2025)"),
        ("MAX(fleet[The_Two!]) @ 2025", "(Maximum fleet/acme/2025 fleet/globex/2025)"),
        ("SUM(2 * fleet[the two!] @ 2025)", "(Sum (Multiply 2 fleet/acme/2025) (Multiply 2 fleet/globex/2025))"),
        ("SUM(compute[Bloc!] @ 2025)", "(Sum compute[US]/2025/base compute[China]/2025/base)"),
        (
            "MIN(fleet[the two!], fleet[initech]) @ 2025",
            "(Minimum fleet/acme/2025 fleet/initech/2025 fleet/globex/2025 fleet/initech/2025)",
        ),
        // The same group twice is the same member in both places; two groups are every pair.
        (
            "SUM(fleet[the two!] * market share[the two!]) @ 2025",
            "(Sum (Multiply fleet/acme/2025 market-share/acme/2025) (Multiply fleet/globex/2025 market-share/globex/2025))",
        ),
        (
            "PROD(fleet[the two!] / fleet[other two!]) @ 2025",
            "(Product (Divide fleet/acme/2025 fleet/globex/2025) (Divide fleet/acme/2025 fleet/initech/2025) \
             (Divide fleet/globex/2025 fleet/globex/2025) (Divide fleet/globex/2025 fleet/initech/2025))",
        ),
        // An inner function collects its own members, of the same group as well.
        (
            "MAX(fleet[the two!] / SUM(fleet[the two!])) @ 2025",
            "(Maximum (Divide fleet/acme/2025 (Sum fleet/acme/2025 fleet/globex/2025)) \
             (Divide fleet/globex/2025 (Sum fleet/acme/2025 fleet/globex/2025)))",
        ),
        (
            "MAX(SUM(fleet[the two!]), fleet[initech]) @ 2025",
            "(Maximum (Sum fleet/acme/2025 fleet/globex/2025) fleet/initech/2025)",
        ),
    ] {
        means(text, About::Both, expected);
    }
}

#[test]
fn scenarios_and_statistics_take_ids_with_hyphens() {
    for (text, expected) in [
        ("UNDER(export-stop, lead @ 2025)", "lead/2025/export-stop"),
        ("UNDER(export stop, lead) @ 2025", "lead/2025/export-stop"),
        ("UNDER(export-stop, lead @ 2025) < lead @ 2025", "(Less lead/2025/export-stop lead/2025/base)"),
        ("SOBOL TOTAL(lead @ 2025, chips) < 0.5", "(Less (Total lead/2025/base chips) 0.5)"),
        ("SOBOL FIRST(lead @ 2025, made-by-hand)", "(First lead/2025/base made-by-hand)"),
        ("PROBABILITY(lead @ 2025 > 1)", "(Probability (Greater lead/2025/base 1))"),
        ("QUANTILE(lead @ 2025, 0.9)", "(Quantile lead/2025/base 0.9)"),
        ("MEAN(lead @ 2025)", "(Mean lead/2025/base)"),
    ] {
        means(text, About::Future, expected);
    }
}

#[test]
fn numbers_come_to_base_units_and_keep_the_unit_they_were_written_in() {
    for (text, value, unit) in [
        ("400 billion USD", 4e11, "billion USD"),
        ("400 BUSD", 4e11, "BUSD"),
        ("12 percent", 0.12, "percent"),
        ("3 thousand robots", 3e3, "thousand robots"),
        ("0", 0.0, "Dmnl"),
    ] {
        let (_, term) = bound(text, About::Both).expect("bound");
        let TermKind::Number(number) = term.kind else { panic!("{text}: {term:?}") };
        assert!((number - value).abs() <= 1e-12 * value, "{text}: {number}");
        assert!((number / term.unit.scale() - value / term.unit.scale()).abs() < 1e-9, "{text}");
        assert_eq!(term.unit.same_dimension(&crate::unit::Unit::dimensionless()), matches!(unit, "percent" | "Dmnl"));
    }
}

#[test]
fn units_follow_the_operations() {
    let unit = |text: &str| bound(text, About::Both).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")).1.unit;
    let dollars = unit("1 USD");
    assert!(unit("MAX(0, capital expenditure[acme] @ 2025)").same_dimension(&dollars), "a bare zero has any unit");
    assert!(unit("IF THEN ELSE(1 > 0, 0, 5 USD)").same_dimension(&dollars));
    assert!(unit("ABS(0 - 5 USD)").same_dimension(&dollars));
    assert!(unit("SQRT(4 USD * 9 USD)").same_dimension(&dollars));
    assert!(unit("PROD(1 USD, 1 USD) / (1 USD) ^ 1").same_dimension(&dollars));
    assert!(unit("LN(4 USD / 2 USD)").is_dimensionless());
    assert!(unit("5 USD > 0").is_dimensionless());
    assert!(unit("market share[acme] @ 2025 > 0.5").is_dimensionless(), "percent is a number");
}

/// The diagnostics of an expression that cannot be bound.
#[track_caller]
fn refused(text: &str) -> Vec<Diagnostic> {
    let Err(diagnostics) = bound(text, About::Both) else { panic!("{text} is bound") };
    diagnostics
}

/// What is said about an expression: `code: marked text: message: help`, a line each.
fn said(text: &str) -> String {
    let diagnostics = refused(text);
    let lines = diagnostics.iter().map(|diagnostic| {
        let span = diagnostic.labels[0].span;
        let marked = &text[span.start as usize..span.end as usize];
        let help = diagnostic.help.as_deref().unwrap_or("-");
        format!("{} | {marked} | {} | {help}", diagnostic.code.0, diagnostic.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_mistake_is_marked_with_what_would_help() {
    let cases: &[(&str, &str)] = &[
        (
            "flet[acme] @ 2025",
            "unknown-name | flet[acme] | `flet` is neither a metric nor a variable of the model | did you mean `fleet`?",
        ),
        (
            "capital-expenditure[acme] @ 2025 > 1 USD",
            "unknown-name | capital-expenditure[acme] @ 2025 | `capital-expenditure` reads as a subtraction | write the name of \
             the metric: `capital expenditure[…]`",
        ),
        ("history @ 2025", "unknown-name | history | `history` is neither"),
        ("fleet[acmee] @ 2025", "unknown-entity | acmee | there is no entity `acmee` | did you mean `Acme`?"),
        (
            "fleet[the two] @ 2025",
            "unknown-entity | the two | `the two` is a group, not an entity | write `SUM(fleet[the two!])` to add its members",
        ),
        (
            "fleet[acme, globex] @ 2025",
            "wrong-argument-count | fleet[acme, globex] | `fleet` is a metric: it needs one entity",
        ),
        (
            "capital expenditure @ 2025",
            "wrong-argument-count | capital expenditure | `capital expenditure` is a metric",
        ),
        (
            "compute[UK] @ 2025",
            "unknown-subscript | compute[UK] | `compute` has no such element | write one of: compute[US], compute[China]",
        ),
        ("compute @ 2025", "unknown-subscript | compute | `compute` has no such element"),
        ("fleet[acme]", "missing-period | fleet[acme] | when? `fleet` has no period | add one, for example `@ 2025`"),
        ("lead > 1", "missing-period | lead | when? `lead` has no period"),
        (
            "lead @ latest",
            "missing-period | latest | a model has no latest value; name a period | for example `@ 2035`",
        ),
        (
            "fleet[the two!] @ 2025",
            "lone-bang | the two | `the two!` runs over members, but nothing here collects them | put it inside SUM, MIN or MAX",
        ),
        (
            "SUM(fleet[the too!] @ 2025)",
            "unknown-group | the too | `the too` is neither a group of entities nor a range of the model | did you mean `the two`?",
        ),
        ("SUM(fleet[nobody!] @ 2025)", "unknown-group | nobody | `nobody` has no members"),
        ("SMU(1, 2)", "unknown-function | SMU | a claim knows no function `SMU` | did you mean `SUM`?"),
        ("ABS(1, 2)", "wrong-argument-count | ABS(1, 2) | `ABS` takes 1 argument, not 2"),
        ("IF THEN ELSE(1, 2)", "wrong-argument-count | IF THEN ELSE(1, 2) | `IF THEN ELSE` takes 3 arguments, not 2"),
        (
            "UNDER(export-stopp, lead @ 2025)",
            "unknown-scenario | export-stopp | there is no such scenario | did you mean `export-stop`?",
        ),
        (
            "SOBOL TOTAL(lead @ 2025, chip)",
            "unknown-name | chip | this is not a group of parameters | did you mean `chips`?",
        ),
        (
            "SOBOL TOTAL(lead @ 2025, energy)",
            "unknown-name | energy | this is not a group of parameters | groups of parameters.csv: made-by-hand, chips",
        ),
        (
            "SOBOL TOTAL(lead @ 2025 - market share[acme] @ 2024, chips)",
            "not-in-a-claim | market share[acme] | a Sobol index is of an outcome of the model",
        ),
        ("QUANTILE(lead @ 2025, lead @ 2025)", "bad-number | lead | the share of QUANTILE must be a number"),
        ("LN(5 USD)", "unit-mismatch | 5 USD | this function wants a pure number, not USD"),
        ("(2 USD) ^ 0.5", "unit-mismatch | 0.5 | a value in USD can only be raised to a whole number"),
        ("fleet[acme] @ 2025 > 'many'", "not-in-a-claim | 'many' | a claim has no use for this"),
    ];
    for (text, expected) in cases {
        let said = said(text);
        assert!(said.starts_with(expected), "{text}:\n  {said}\n  {expected}");
        assert_eq!(said.lines().count(), 1, "{text}:\n{said}");
    }
}

#[test]
fn both_sides_of_an_operation_are_looked_at() {
    let said = said("flet[acme] @ 2025 > lad @ 2025 :AND: compute[UK] @ 2025 > 0");
    let codes: Vec<&str> = said.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(codes, ["unknown-name", "unknown-name", "unknown-subscript"]);
}

#[test]
fn a_mismatch_shows_both_units_one_below_the_other() {
    let diagnostics = refused("fleet[acme] @ 2025 > 400 billion USD");
    let [only] = diagnostics.as_slice() else { panic!("{diagnostics:?}") };
    assert_eq!(only.code.0, "unit-mismatch");
    assert_eq!(only.message, "one side of this is in robots, the other in USD");
    assert_eq!(only.labels.len(), 2);
    let lines: Vec<&str> = only.notes[0].lines().map(str::trim).collect();
    assert!(lines[0].starts_with("expected: robots") && lines[1].starts_with("found:") && lines[1].contains("USD"));
}

#[test]
fn what_would_be_written_out_to_too_much_is_refused() {
    // Each sum is written out for both members of the group inside it: 2^14 times the innermost one.
    let wrap = |inner: String, _| format!("SUM({inner}, fleet[the two!] @ 2025)");
    let nested = (0..14).fold("fleet[acme] @ 2025".to_string(), wrap);
    let diagnostics = refused(&nested);
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
    assert_eq!(codes, ["too-large"], "told once");
}

#[test]
fn a_conjunction_falls_into_its_parts() {
    let (study, term) =
        bound("lead @ 2025 > 1 :AND: (lead @ 2026 > 1 :AND: lead @ 2027 > 1)", About::Future).expect("bound");
    let parts: Vec<String> = term.conjuncts().into_iter().map(|part| shown(part, &study)).collect();
    assert_eq!(parts, ["(Greater lead/2025/base 1)", "(Greater lead/2026/base 1)", "(Greater lead/2027/base 1)"]);
}
