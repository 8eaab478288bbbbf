//! Futures of the small study: what parameters do together, and what scenarios share.

use super::*;
use crate::fixture::Small;
use outpace_engine::sensitivity::rank_correlation;

const PRIORS: &str = "a,,robots/Year,uniform,0,2,,rates
                      b,,robots/Year,lognormal,1,0.5,,rates
                      idle,,Dmnl,pert,0,1,4,idle";

const SAMPLERS: [Sampler; 3] = [Sampler::Sobol, Sampler::LatinHypercube, Sampler::Random];

/// A scenario that sets a constant, one that does not, and a claim that looks at both.
fn small(correlations: &str) -> Small {
    let scenarios = "[[scenario]]\nid = 'set'\nname = 'Set'\nsays = 'b is 3.'\n[scenario.set]\nb = 3\n\
                     [[scenario]]\nid = 'same'\nname = 'Same'\nsays = 'Nothing changes.'\n";
    let claims = "[[claim]]\nid = 'it'\nsays = 'It is so.'\nabout = 'future'\n\
                  holds = \"level @ 2024 > 0 :AND: UNDER(set, level @ 2024) > 0 :AND: UNDER(same, level @ 2024) > 0 :AND: \
                  flow @ 2024 > 0 :AND: UNDER(set, flow @ 2024) > 0 :AND: idle @ 2024 > 0\"\n";
    let rows = format!("first,second,correlation,source,rationale\n{correlations}");
    Small {
        priors: PRIORS,
        claims: claims.into(),
        files: vec![("scenarios.toml", scenarios.into()), ("correlations.csv", rows)],
        ..Small::default()
    }
}

/// Columns by variable and scenario.
fn columns(study: &Study, sampler: Sampler) -> BTreeMap<(String, usize), Vec<f64>> {
    let settings = Settings { sampler, ..Settings::of(study, Some(2_048), Some(5), 2) };
    let futures = run(study, &Plan::of_study(study), settings, &|_, _, _| true).expect("the model runs");
    let model = study.model.as_ref().expect("a model");
    futures.columns.into_iter().map(|(key, column)| ((model.cell_name(key.cell), key.scenario), column)).collect()
}

/// The level at the end of 2024 is 5 (a + b), the mean flow over 2024 is 4.5 a.
#[test]
fn scenarios_share_their_draws_whatever_the_sampler() {
    for sampler in SAMPLERS {
        for correlations in ["", "a,b,0.8,assumption,.\n"] {
            let study = small(correlations).study();
            let columns = columns(&study, sampler);
            let of =
                |name: &str, scenario: &str| &columns[&(name.to_string(), study.scenario(scenario).expect("it is"))];
            assert!(of("level", "base") == of("level", "same"), "{sampler:?}: what is not set is drawn alike");
            assert!(of("flow", "base") == of("flow", "set"), "{sampler:?}: and so is what is not set beside what is");
            for (level, flow) in of("level", "set").iter().zip(of("flow", "set")) {
                let expected = 5.0 * (flow / 4.5 + 3.0);
                assert!((level - expected).abs() < 1e-9 * expected, "{sampler:?}: {level} {expected}");
            }
        }
    }
}

#[test]
fn futures_have_the_correlations_of_the_study() {
    for sampler in SAMPLERS {
        let study = small("b,a,-0.7,assumption,.\n").study();
        let columns = columns(&study, sampler);
        let of = |name: &str| columns[&(name.to_string(), 0)].as_slice();
        let b: Vec<f64> = of("level").iter().zip(of("flow")).map(|(level, flow)| level / 5.0 - flow / 4.5).collect();
        let found = rank_correlation(of("flow"), &b).expect("both vary");
        // Three standard errors of 2,048 pairs without correlation.
        assert!((found + 0.7).abs() < 3.0 / 2048.0_f64.sqrt(), "{sampler:?}: {found}");
        let idle = rank_correlation(of("flow"), of("idle")).expect("both vary");
        assert!(idle.abs() < 3.0 / 2048.0_f64.sqrt(), "{sampler:?}: {idle}");
    }
}

#[test]
fn correlations_that_cannot_be_stop_the_futures_with_their_rows() {
    let rows = "a,b,0.9,assumption,.\nb,idle,0.9,assumption,.\nidle,a,-0.9,assumption,.\n";
    let (study, diagnostics) = small(rows).resolve();
    assert!(diagnostics.iter().all(|it| it.severity != outpace_syntax::Severity::Error), "{diagnostics:?}");
    let fault = run(&study, &Plan::of_study(&study), Settings::of(&study, Some(8), None, 1), &|_, _, _| true);
    let Err(Fault::Model(problems)) = fault else { panic!("{fault:?}") };
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(problem.code.0, "impossible-correlations");
    assert_eq!(problem.message, "`a`, `b` and `idle` cannot have these correlations together");
    assert_eq!(problem.labels.len(), 3);
    assert!(problem.help.as_deref().is_some_and(|help| help.contains("times 0.53 ")), "{:?}", problem.help);
}

#[test]
fn indices_are_of_groups_that_are_independent() {
    let explained = |correlations: &str| {
        let study = small(correlations).study();
        let mut plan = Plan::of_study(&study);
        plan.explained = plan.outcomes.clone();
        let settings = Settings { rows: 64, ..Settings::of(&study, Some(64), None, 2) };
        run(&study, &plan, settings, &|_, _, _| true).expect("the model runs").explained.len()
    };
    assert_eq!(explained("a,b,0.5,assumption,.\n"), 6, "both are in the group `rates`");
    assert_eq!(explained("a,idle,0.5,assumption,.\n"), 0, "none rather than wrong ones");
}
