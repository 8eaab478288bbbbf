//! A small study, resolved with one thing changed at a time.

use super::*;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{File, FileSet, Severity, trees};

const STUDY: &str = r#"
title = "Robots"
question = "How many?"
model = "model.mdl"
horizon = [2020, 2029]
method = "rk4"
step = 0.25
then = "2025-06-30"
outcomes = ["stock[US]", "growth"]

[units]
kRobot = "1000 robots"

[groups]
"both" = ["acme", "globex"]
"#;

const MODEL: &str = "
Bloc: US, China ~ ~ |
Small: US ~ ~ |
stock[Bloc] = INTEG(sales[Bloc] - scrap[Bloc], start[Bloc]) ~ kRobot ~ |
sales[Bloc] = stock[Bloc] * growth * effect(Time) ~ kRobot/Year ~ |
scrap[Bloc] = stock[Bloc] / life[Bloc] ~ kRobot/Year ~ |
start[Bloc] = 1, 2 ~ kRobot ~ |
life[Bloc] = 12, 12 ~ Year ~ |
growth = 0.1 ~ 1/Year ~ |
effect((2020,1),(2030,1)) ~ Dmnl ~ |
INITIAL TIME = 2020 ~ Year ~ | FINAL TIME = 2030 ~ Year ~ | TIME STEP = 1 ~ Year ~ | SAVEPER = 1 ~ Year ~ |
";

const HEADER: &str = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n";

/// The files of the study; `files` replace those of the same name.
fn resolved(files: &[(&str, &str)]) -> (Study, FileSet, Vec<Diagnostic>) {
    let usual = [
        ("study.toml", STUDY),
        ("model.mdl", MODEL),
        ("entities.csv", "id,name,kind,bloc,aliases,note\nacme,Acme,firm,,,\nglobex,Globex,firm,,,\n"),
        (
            "metrics.csv",
            "id,name,kind,unit,definition\nfleet,fleet,stock,robots,.\nsold,robots sold,flow,robots,.\n\
             spent,money spent,flow,USD,.\n",
        ),
        ("sources.bib", "@report{acme-10k, author={Acme}, title={Report}, date={2025}, url={https://a.example}}"),
    ];
    let mut set = FileSet::default();
    let kept = usual.iter().filter(|(path, _)| !files.iter().any(|(other, _)| other == path));
    for (path, text) in kept.chain(files) {
        set.add(File::new(*path, *text));
    }
    let (trees, parsed) = trees::parse(&set);
    let (study, mut diagnostics) = resolve(trees);
    diagnostics.extend(parsed);
    (study, set, diagnostics)
}

/// What is said, each as `code | marked text | message | help`.
fn said(files: &FileSet, diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| {
        let marked = diagnostic.labels.first().map_or("", |label| files.text(label.span));
        let help = diagnostic.help.as_deref().unwrap_or("-");
        format!("{} | {marked} | {} | {help}", diagnostic.code.0, diagnostic.message)
    };
    let said = diagnostics.iter().filter(|diagnostic| diagnostic.code != codes::UNUSED_SOURCE);
    said.map(line).collect()
}

#[track_caller]
fn sound(files: &[(&str, &str)]) -> Study {
    let (study, files, diagnostics) = resolved(files);
    assert_eq!(said(&files, &diagnostics), Vec::<String>::new());
    study
}

/// The study with `more` appended to its settings.
fn settings(more: &str) -> String {
    format!("{STUDY}\n{more}")
}

fn cell_names(study: &Study, cells: &[CellId]) -> Vec<String> {
    let model = study.model.as_ref().expect("a model");
    cells.iter().map(|cell| model.cell_name(*cell)).collect()
}

#[test]
fn settings_become_the_study() {
    let study = sound(&[]);
    assert_eq!((study.title.as_str(), study.question.as_str()), ("Robots", "How many?"));
    assert_eq!((study.horizon, study.step), (Some((2020, 2029)), Some(0.25)));
    assert_eq!(study.then, Some(jiff::civil::date(2025, 6, 30)));
    assert_eq!(cell_names(&study, &study.outcomes), ["stock[US]", "growth"]);
    assert_eq!(study.scenario_ids, ["base"]);
    let model = study.model.as_ref().expect("a model");
    let stock = model.find_variable(&Name::new("stock")).expect("a stock");
    assert_eq!(study.units[stock.0 as usize].scale(), 1000.0);
}

#[test]
fn priors_come_to_the_unit_of_the_model() {
    let rows = format!(
        "{HEADER}start,US,robots,uniform,500,1500,,beginning,acme-10k,counted\n\
         growth,,percent/Year,normal,10,2,,growth,assumption,a guess\n\
         life,,Year,pert,8,12,20,growth,assumption,for both\n\
         start,China,robots,fixed,2500,,,beginning,assumption,known\n\
         again,,percent/Year,beta,2,5,,growth,assumption,a share\n"
    );
    let model = format!("{MODEL}again = 0 ~ 1/Year ~ |");
    let study = sound(&[("parameters.csv", &rows), ("model.mdl", &model)]);
    let close = |found: Distribution, expected: Distribution| {
        let numbers = |distribution| match distribution {
            Distribution::Fixed(value) => vec![value],
            Distribution::Uniform { low, high } | Distribution::Loguniform { low, high } => vec![low, high],
            Distribution::Normal { mean, sd } => vec![mean, sd],
            Distribution::Lognormal { median, sd_of_log } => vec![median, sd_of_log],
            Distribution::Triangular { low, mode, high } | Distribution::Pert { low, mode, high } => {
                vec![low, mode, high]
            }
            Distribution::Beta { alpha, beta, high } => vec![alpha, beta, high],
        };
        let pairs = numbers(found).into_iter().zip(numbers(expected));
        assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} {expected:?}");
    };
    let names: Vec<&str> = study.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(names, ["start[US]", "growth", "life[US]", "life[China]", "start[China]", "again"]);
    close(study.parameters[0].prior, Distribution::Uniform { low: 0.5, high: 1.5 });
    close(study.parameters[1].prior, Distribution::Normal { mean: 0.1, sd: 0.02 });
    close(study.parameters[2].prior, Distribution::Pert { low: 8.0, mode: 12.0, high: 20.0 });
    close(study.parameters[4].prior, Distribution::Fixed(2.5));
    close(study.parameters[5].prior, Distribution::Beta { alpha: 2.0, beta: 5.0, high: 0.01 });
    assert_eq!(study.parameter_groups, ["beginning", "growth"]);
    assert_eq!(study.parameters.iter().map(|parameter| parameter.group).collect::<Vec<_>>(), [0, 1, 1, 1, 0, 1]);
    assert_eq!(study.parameters.iter().map(|parameter| parameter.source).collect::<Vec<_>>()[..2], [Some(0), None]);
}

#[test]
fn the_spread_of_a_logarithm_has_no_unit() {
    let row = format!("{HEADER}start,US,robots,lognormal,1000,0.5,,a,assumption,.\n");
    let study = sound(&[("parameters.csv", &row)]);
    assert_eq!(study.parameters[0].prior, Distribution::Lognormal { median: 1.0, sd_of_log: 0.5 });
}

#[test]
fn a_wrong_prior_is_shown_and_the_others_stay() {
    for (row, expected) in [
        (
            "grwoth,,1/Year,fixed,1,,,a,assumption,.",
            "unknown-name | grwoth | the model has no variable `grwoth` | did you mean `growth`?",
        ),
        ("start,UK,kRobot,fixed,1,,,a,assumption,.", "unknown-subscript | UK | the model has no subscript `UK`"),
        (
            "sales,,kRobot/Year,fixed,1,,,a,assumption,.",
            "not-a-constant | sales | `sales` is not a constant of the model | name a constant",
        ),
        (
            "growth,,robots,fixed,1,,,a,assumption,.",
            "unit-mismatch | robots | the prior of `growth` is in robots, the model has it in 1/Year",
        ),
        (
            "growth,,1/Year,fixed,1,,,a,acme-11k,.",
            "unknown-source | acme-11k | sources.bib has no entry `acme-11k` | did you mean `acme-10k`?",
        ),
        (
            "TIME STEP,,Year,uniform,0.1,1,,a,assumption,.",
            "not-a-constant | TIME STEP | `TIME STEP` is the same in every future, so it has no prior",
        ),
        ("life,US,Year,fixed,1,,,a,assumption,.", "duplicate-parameter | life | `life[US]` has two priors"),
    ] {
        let rows = format!("{HEADER}life,,Year,fixed,9,,,a,assumption,.\n{row}\n");
        let (study, files, diagnostics) = resolved(&[("parameters.csv", &rows)]);
        let said = said(&files, &diagnostics);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{row}:\n{said:#?}");
        let lives = study.parameters.iter().filter(|parameter| parameter.name.starts_with("life")).count();
        assert_eq!(lives, 2, "{row}");
    }
}

#[test]
fn a_range_in_a_prior_means_each_of_its_elements() {
    let priors = |subscript: &str| {
        let rows = format!("{HEADER}life,{subscript},Year,uniform,8,12,,a,assumption,.\n");
        let study = sound(&[("parameters.csv", &rows)]);
        study.parameters.iter().map(|parameter| parameter.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(priors("Bloc"), ["life[US]", "life[China]"]);
    assert_eq!(priors("Small"), ["life[US]"]);
    assert_eq!(priors(""), ["life[US]", "life[China]"]);
}

#[test]
fn a_prior_of_a_look_up_is_a_factor() {
    let rows =
        format!("{HEADER}effect,,percent,uniform,50,200,,a,assumption,.\ngrowth,,1/Year,fixed,1,,,a,assumption,.\n");
    let study = sound(&[("parameters.csv", &rows)]);
    let found: Vec<_> = study.parameters.iter().map(|it| (it.name.as_str(), it.factor, it.prior)).collect();
    let half_to_twice = Distribution::Uniform { low: 0.5, high: 2.0 };
    assert_eq!(found, [("effect", true, half_to_twice), ("growth", false, Distribution::Fixed(1.0))]);
    let rows = format!("{HEADER}effect,,Year,uniform,1,2,,a,assumption,.\n");
    let (_, files, diagnostics) = resolved(&[("parameters.csv", &rows)]);
    let expected =
        "unit-mismatch | Year | the values of `effect` are multiplied by its prior, which has no unit, and not Year";
    let said = said(&files, &diagnostics);
    assert!(said.len() == 1 && said[0].starts_with(expected), "{said:#?}");
}

const TOGETHER: &str = "first,second,correlation,source,rationale\n";

/// Priors of three constants that vary and of one that does not.
fn some_priors() -> String {
    format!(
        "{HEADER}growth,,1/Year,uniform,0,1,,growth,assumption,.\nlife,,Year,uniform,8,12,,life,assumption,.\n\
         start,US,kRobot,fixed,1,,,start,assumption,.\n"
    )
}

#[test]
fn correlations_are_pairs_of_parameters() {
    let rows = format!(
        "{TOGETHER}growth,life[US],-0.5,acme-10k,counted\nLife,life,0.9,assumption,alike\ngrowth,growth,1,assumption,.\n\
         growth,life[China],0,assumption,nothing\n"
    );
    let study = sound(&[("parameters.csv", &some_priors()), ("correlations.csv", &rows)]);
    let model = study.model.as_ref().expect("a model");
    let found: Vec<_> = study
        .correlations
        .iter()
        .map(|it| (model.cell_name(it.first), model.cell_name(it.second), it.rank, it.source))
        .collect();
    let (growth, us, china) = ("growth".to_string(), "life[US]".to_string(), "life[China]".to_string());
    assert_eq!(found, [(growth, us.clone(), -0.5, Some(0)), (us, china, 0.9, None)]);
}

#[test]
fn a_wrong_correlation_is_shown_and_the_others_stay() {
    for (row, expected) in [
        (
            "growht,life[US],0.5,assumption,.",
            "unknown-name | growht | the model has no variable `growht` | did you mean",
        ),
        ("growth,life[UK],0.5,assumption,.", "unknown-subscript | UK | the model has no subscript `UK`"),
        ("growth,sales[US],0.5,assumption,.", "not-varied | sales[US] | `sales[US]` does not vary"),
        (
            "start[US],growth,0.5,assumption,.",
            "not-varied | start[US] | `start[US]` does not vary, so it is correlated with nothing | its prior is `fixed`",
        ),
        ("growth,life,0.5,assumption,.", "bad-correlation | life | `growth` or `life` has several elements"),
        ("growth,growth,0.5,assumption,.", "bad-correlation | growth | `growth` is correlated with itself"),
        (
            "growth,life[China],2,assumption,.",
            "bad-correlation | 2 | a correlation lies between -1 and 1, and 2 does not",
        ),
        (
            "life[US],growth,0.1,assumption,.",
            "duplicate-correlation | life[US] | `life[US]` and `growth` are correlated twice",
        ),
        ("growth,life[China],0.1,acme-11k,.", "unknown-source | acme-11k | sources.bib has no entry `acme-11k`"),
    ] {
        let rows = format!("{TOGETHER}growth,life[US],0.5,assumption,.\n{row}\n");
        let (study, files, diagnostics) = resolved(&[("parameters.csv", &some_priors()), ("correlations.csv", &rows)]);
        let said = said(&files, &diagnostics);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{row}:\n{said:#?}");
        assert_eq!(study.correlations[0].rank, 0.5, "{row}");
    }
}

#[test]
fn groups_that_go_together_have_no_indices_of_their_own() {
    let rows = format!("{TOGETHER}growth,life[US],0.5,assumption,.\n");
    let said = |study: &str| {
        let (_, files, diagnostics) =
            resolved(&[("parameters.csv", &some_priors()), ("correlations.csv", &rows), ("study.toml", study)]);
        crate::study::tests::said(&files, &diagnostics)
    };
    assert_eq!(said(STUDY), Vec::<String>::new(), "nobody asks for indices");
    let asked = format!("{STUDY}\n[sensitivity]\noutcome = 'stock[US] @ 2025'\n");
    let expected = "correlated-groups | growth,life[US],0.5,assumption,. | `growth` and `life[US]` are correlated, and are in \
                    the groups `growth` and `life` | give both the same group in parameters.csv";
    assert_eq!(said(&asked), [expected]);
}

const SCENARIOS: &str = "
[[scenario]]
id = 'slow'
name = 'Slow'
says = 'Growth halves.'
[scenario.set]
growth = 0.05
life = 10
[[scenario]]
id = 'slow-and-late'
name = 'Slow and late'
from = 'slow'
[scenario.set]
'life[US]' = 20
[scenario.table]
effect = [[2020, 0], [2030, 1]]
";

#[test]
fn a_scenario_begins_with_the_one_it_comes_from() {
    let study = sound(&[("scenarios.toml", SCENARIOS)]);
    assert_eq!(study.scenario_ids, ["base", "slow", "slow-and-late"]);
    let constants = |scenario: usize| -> Vec<(String, f64)> {
        let mut constants: Vec<_> = study.scenarios[scenario].constants.clone();
        constants.sort_by_key(|(cell, _)| *cell);
        constants.into_iter().map(|(cell, value)| (cell_names(&study, &[cell]).remove(0), value)).collect()
    };
    let named =
        |pairs: &[(&str, f64)]| pairs.iter().map(|(name, value)| (name.to_string(), *value)).collect::<Vec<_>>();
    assert_eq!(constants(0), []);
    assert_eq!(constants(1), named(&[("life[US]", 10.0), ("life[China]", 10.0), ("growth", 0.05)]));
    assert_eq!(constants(2), named(&[("life[US]", 20.0), ("life[China]", 10.0), ("growth", 0.05)]));
    assert_eq!(study.scenarios[2].tables[0].1, [(2020.0, 0.0), (2030.0, 1.0)]);
    assert!(study.scenarios[1].tables.is_empty());
}

#[test]
fn a_base_of_ones_own_stays_the_first() {
    let text = "[[scenario]]\nid = 'slow'\nname = 'Slow'\n[[scenario]]\nid = 'Base'\nname = 'As it is'\n";
    let study = sound(&[("scenarios.toml", text)]);
    assert_eq!((study.scenario_ids[0].as_str(), study.scenarios[0].name.as_str()), ("base", "As it is"));
    assert_eq!((study.scenario("BASE"), study.scenario("slow"), study.scenario("fast")), (Some(0), Some(1), None));
}

#[test]
fn each_mistake_in_a_scenario_is_shown() {
    for (changes, expected) in [
        ("[scenario.set]\ngrwoth = 1", "unknown-name | grwoth | the model has no variable `grwoth`"),
        ("[scenario.set]\nscrap = 1", "not-a-constant | scrap | `scrap` is not a constant of the model"),
        ("[scenario.set]\n'life[UK]' = 1", "unknown-subscript | UK |"),
        (
            "[scenario.set]\n'life[US, US]' = 1",
            "unknown-subscript | life[US, US] | `life` has no such element | write one of: life[US], life[China]",
        ),
        ("[scenario.table]\ngrowth = [[1, 1]]", "not-a-lookup | growth | `growth` is not a look-up of the model"),
        ("from = 'slwo'", "unknown-scenario | slwo | there is no scenario `slwo` before this"),
    ] {
        let text = format!("[[scenario]]\nid = 'a'\nname = 'A'\n{changes}\n");
        let (_, files, diagnostics) = resolved(&[("scenarios.toml", &text)]);
        let said = said(&files, &diagnostics);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{changes}:\n{said:#?}");
    }
}

#[test]
fn a_binding_brings_facts_to_the_unit_of_the_variable() {
    let text = settings(
        "[[bind]]\nmetric = 'fleet'\nentity = 'acme'\nvariable = 'stock[US]'\nsd = 0.05\nlogarithmic = true\n\
         [[bind]]\nmetric = 'robots sold'\ngroup = 'both'\nsum = true\nvariable = 'sales[China]'\nscale = 2\n\
         from = 2022\nto = '2024-06'\n",
    );
    let study = sound(&[("study.toml", &text)]);
    let [fleet, sold] = study.bindings.as_slice() else { panic!("{:?}", study.bindings) };
    // 1000 robots are one kRobot.
    assert!((fleet.scale - 1e-3).abs() < 1e-18);
    assert_eq!(
        (fleet.entities.len(), fleet.subject.as_str(), fleet.relative_error, fleet.logarithmic),
        (1, "Acme", 0.05, true)
    );
    // Robots sold over a year are robots per year, and here each counts twice.
    assert!((sold.scale - 2e-3).abs() < 1e-17, "{}", sold.scale);
    assert_eq!((sold.entities.len(), sold.subject.as_str(), sold.logarithmic), (2, "both", false));
    assert_eq!(sold.relative_error, DEFAULT_RELATIVE_ERROR);
    assert_eq!(sold.from.map(|from| from.to_string()), Some("2022".into()));
    assert_eq!(sold.to.map(|to| to.to_string()), Some("2024-06".into()));
}

#[test]
fn each_mistake_in_a_binding_is_shown() {
    for (bind, expected) in [
        (
            "metric = 'flet'\nentity = 'acme'\nvariable = 'stock[US]'",
            &["unknown-metric | flet | there is no metric `flet` | did you mean `fleet`?"][..],
        ),
        (
            "metric = 'fleet'\nentity = 'acm'\nvariable = 'stock[US]'",
            &["unknown-entity | acm | there is no entity or group `acm`"],
        ),
        (
            "metric = 'fleet'\ngroup = 'all'\nsum = true\nvariable = 'stock[US]'",
            &["unknown-entity | all | there is no entity or group `all`"],
        ),
        (
            "metric = 'fleet'\nentity = 'acme'\nvariable = 'stok[US]'",
            &["unknown-name | stok[US] | the model has no variable `stok`"],
        ),
        (
            "metric = 'spent'\nentity = 'acme'\nvariable = 'stock[US]'",
            &["unit-mismatch | spent | `spent` is in USD, `stock` in thousand robots"],
        ),
        ("metric = 'flet'\nentity = 'acm'\nvariable = 'stok'", &["unknown-metric", "unknown-entity", "unknown-name"]),
    ] {
        let text = settings(&format!("[[bind]]\n{bind}\n"));
        let (study, files, diagnostics) = resolved(&[("study.toml", &text)]);
        let said = said(&files, &diagnostics);
        let all = said.len() == expected.len()
            && expected.iter().all(|wanted| said.iter().any(|one| one.starts_with(wanted)));
        assert!(all, "{bind}:\n{said:#?}");
        assert!(study.bindings.is_empty());
    }
}

#[test]
fn the_draft_is_held_against_claims_charts_and_names() {
    let claims = "[[claim]]\nid = 'many'\nsays = 'Many.'\nabout = 'future'\nholds = 'stock[US] @ 2029 > 1 kRobot'\n";
    let chart = settings(
        "[[chart]]\nid = 'stock'\nkind = 'fan'\ntitle = 'Stock'\n[[chart.series]]\nlabel = 'US'\nvariable = 'stock[US]'\n",
    );
    let draft = |text| [("claims.toml", claims), ("study.toml", chart.as_str()), ("brief.md", text)];
    sound(&draft("{{ claim \"many\" }} {{ chart \"stock\" }} {{ value \"stock[US] @ 2025\" }} {{ methods }}"));
    for (text, expected) in [
        ("{{ claim \"mny\" }}", "unknown-claim | mny | claims.toml has no claim `mny` | did you mean `many`?"),
        ("{{ chart \"stok\" }}", "unknown-chart | stok | study.toml has no chart `stok` | did you mean `stock`?"),
        ("{{ value \"stok @ 2025\" }}", "unknown-name | stok | `stok` is neither a metric nor a variable"),
        ("{{ value \"stock[US]\" }}", "missing-period | stock[US] | when? `stock` has no period"),
    ] {
        let (_, files, diagnostics) = resolved(&draft(text));
        let said = said(&files, &diagnostics);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{text}:\n{said:#?}");
    }
}

#[test]
fn charts_are_bound_before_anything_runs() {
    for (series, expected) in [
        ("variable = 'stok[US]'", "unknown-name | stok[US] |"),
        ("facts = 'fleet[acm]'", "unknown-entity | acm | there is no entity `acm`"),
        ("variable = 'stock[US]'\nscenario = 'slow'", "unknown-scenario | slow |"),
    ] {
        let text = settings(&format!(
            "[[chart]]\nid = 'c'\nkind = 'fan'\ntitle = 'C'\n[[chart.series]]\nlabel = 'US'\n{series}\n"
        ));
        let (_, files, diagnostics) = resolved(&[("study.toml", &text)]);
        let said = said(&files, &diagnostics);
        assert!(said.len() == 1 && said[0].starts_with(expected), "{series}:\n{said:#?}");
    }
}

#[test]
fn a_claim_that_cannot_be_read_stays_and_is_marked() {
    let claims = "
[[claim]]
id = 'broken'
says = 'Broken.'
about = 'future'
[[claim.reading]]
name = 'misspelt'
holds = 'stok[US] @ 2029 > 1 kRobot'
[[claim.reading]]
name = 'sound'
holds = 'stock[US] @ 2029 > 1 kRobot'
[[claim]]
id = 'taste'
says = 'Robots are nice.'
about = 'both'
not-testable = 'A matter of taste.'
";
    let (study, files, diagnostics) = resolved(&[("claims.toml", claims)]);
    assert_eq!(said(&files, &diagnostics).len(), 1);
    let [broken, taste] = study.claims.as_slice() else { panic!("{:?}", study.claims) };
    let readable: Vec<(&str, bool)> =
        broken.readings.iter().map(|reading| (reading.name.as_str(), reading.term.is_some())).collect();
    assert_eq!(readable, [("misspelt", false), ("sound", true)]);
    assert_eq!((taste.readings.len(), taste.not_testable.as_deref()), (0, Some("A matter of taste.")));
}

#[test]
fn other_priors_take_the_place_of_all() {
    let rows = format!("{HEADER}growth,,1/Year,uniform,0,1,,a,assumption,.\n");
    let mut study = sound(&[("parameters.csv", &rows)]);
    let text = format!("{HEADER}life,,Year,uniform,8,12,,b,assumption,.\n");
    let (tree, parsed) = outpace_syntax::parameters::parse(outpace_syntax::FileId(0), &text);
    assert_eq!(parsed, []);
    assert_eq!(replace_parameters(&mut study, &tree), []);
    let names: Vec<&str> = study.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!((names, study.parameter_groups.as_slice()), (vec!["life[US]", "life[China]"], &["b".to_string()][..]));
    assert_eq!(study.title, "Robots", "the rest stays");
}

#[test]
fn a_study_of_nothing_is_an_empty_study() {
    let (study, diagnostics) = resolve(Trees::default());
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Warning), "{diagnostics:?}");
    assert!(study.model.is_none() && study.claims.is_empty());
    assert_eq!(study.scenario_ids, ["base"]);
}
