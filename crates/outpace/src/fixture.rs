//! A small study for tests, whose futures have known distributions: a level that grows by two uncertain rates, and a
//! flow that grows by one of them.
//!
//! With `a` and `b` constant, `level` at the end of 2024 is 5 (a + b), and the mean of `flow` over 2024 is 4.5 a.

use crate::history::{History, history};
use crate::judge::{Verdict, Verdicts, judge};
use crate::run::{Futures, Plan, Settings, run};
use outpace_study::study::{self, Study};
use outpace_syntax::{Diagnostic, File, FileSet, Severity, trees};

/// The files that every small study has unless it brings its own.
const USUAL: [(&str, &str); 5] = [
    (
        "study.toml",
        "title = 'Robots'\nquestion = 'How many?'\nmodel = 'model.mdl'\nhorizon = [2020, 2029]\nthen = '2025-06-30'\n",
    ),
    (
        "model.mdl",
        "level = INTEG(a + b, 0) ~ robots ~ |
         flow = a * (Time - 2020) ~ robots/Year ~ |
         a = 1 ~ robots/Year ~ |
         b = 0 ~ robots/Year ~ |
         idle = 0 ~ Dmnl ~ |
         INITIAL TIME = 2020 ~ Year ~ | FINAL TIME = 2030 ~ Year ~ | TIME STEP = 0.5 ~ Year ~ | SAVEPER = 1 ~ Year ~ |",
    ),
    (
        "sources.bib",
        "@report{early, author={Early}, title={First count}, date={2025-02-01}, url={https://early.example}}
         @report{late, author={Late}, title={Second count}, date={2025-09-01}, url={https://late.example}}
         @report{other, author={Other}, title={Third count}, date={2025-03-01}, url={https://other.example}}",
    ),
    (
        "entities.csv",
        "id,name,kind,bloc,aliases,note\nacme,Acme,firm,,,\nglobex,Globex,firm,,,\ninitech,Initech,firm,,,\n",
    ),
    (
        "metrics.csv",
        "id,name,kind,unit,definition\nfleet,fleet,stock,robots,Robots at work.\nsold,sold,flow,robots,.\n",
    ),
];

const FACTS: &str = "entity,metric,period,value,low,high,unit,basis,source,locator,note\n";
const PRIORS: &str = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n";

/// What a test wants of the study.
#[derive(Default, Clone)]
pub struct Small {
    /// Rows of facts as `entity metric period value low high source`; `-` for nothing.
    pub facts: &'static str,
    /// Rows of `parameters.csv` without the columns from `source` on.
    pub priors: &'static str,
    /// `claims.toml`.
    pub claims: String,
    /// Files that replace usual ones or come with them.
    pub files: Vec<(&'static str, String)>,
}

impl Small {
    /// A study with one claim that is tested in one way.
    pub fn claiming(about: &str, holds: &str) -> Small {
        Small::reading(about, &[("", holds)])
    }

    /// A study with one claim that can be read in several ways.
    pub fn reading(about: &str, readings: &[(&str, &str)]) -> Small {
        let mut claims = format!("[[claim]]\nid = 'it'\nsays = 'It is so.'\nabout = '{about}'\n");
        for (name, holds) in readings {
            claims += &match readings.len() {
                1 => format!("holds = \"{holds}\"\n"),
                _ => format!("[[claim.reading]]\nname = '{name}'\nholds = \"{holds}\"\n"),
            };
        }
        Small { claims, ..Small::default() }
    }

    /// The study, and everything that is wrong with it.
    pub fn resolve(&self) -> (Study, Vec<Diagnostic>) {
        let facts = self.facts.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate().map(|(row, line)| {
            let cells: Vec<&str> = line.split_whitespace().map(|cell| if cell == "-" { "" } else { cell }).collect();
            let [entity, metric, period, value, low, high, source] = cells[..] else { panic!("{line}") };
            // A locator of its own for each row: rows are statements of their own.
            format!("{entity},{metric},{period},{value},{low},{high},robots,reported,{source},row {row},\n")
        });
        let facts = FACTS.to_string() + &facts.collect::<String>();
        let priors = self.priors.lines().map(str::trim).filter(|line| !line.is_empty());
        let priors =
            PRIORS.to_string() + &priors.map(|line| format!("{line},assumption,a guess\n")).collect::<String>();
        let own = [("facts/all.csv", facts), ("parameters.csv", priors), ("claims.toml", self.claims.clone())];
        let mut files = FileSet::default();
        let usual = USUAL.iter().map(|(path, text)| (*path, text.to_string()));
        for (path, text) in usual.filter(|(path, _)| !self.files.iter().any(|(other, _)| other == path)).chain(own) {
            files.add(File::new(path, text));
        }
        for (path, text) in &self.files {
            files.add(File::new(*path, text.clone()));
        }
        let (trees, mut diagnostics) = trees::parse(&files);
        let (study, resolved) = study::resolve(trees);
        diagnostics.extend(resolved);
        (study, diagnostics)
    }

    /// The study, which must have no errors.
    #[track_caller]
    pub fn study(&self) -> Study {
        let (study, diagnostics) = self.resolve();
        let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        study
    }
}

/// Members enough that a share is within 0.02 of its probability, but for one case in ten thousand.
pub fn settings(study: &Study) -> Settings {
    Settings { rows: 512, ..Settings::of(study, Some(8_192), Some(7), 2) }
}

/// Every future that the study's claims need.
pub fn futures(study: &Study) -> Futures {
    run(study, &Plan::of_study(study), settings(study), &|_, _, _| true).expect("the model runs")
}

/// The verdict on the first claim with all evidence.
#[track_caller]
pub fn verdict(small: &Small) -> Verdict {
    let study = small.study();
    let futures = futures(&study);
    let Verdicts { mut verdicts, .. } = judge(&study, &futures, None);
    verdicts.remove(0)
}

/// The model against the past.
#[track_caller]
pub fn past(study: &Study) -> History {
    history(study, settings(study), &|_, _, _| true).expect("the model runs").expect("the study has bindings")
}
