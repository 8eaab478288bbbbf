//! Methods and limits: how the numbers were made, the model against the past, and the backtest.

use super::Material;
use super::citations::Citations;
use crate::brief::{Block, Figure, Inline, Table, VerdictKind};
use crate::history::{Backtest, History, Row};
use crate::run::varied;
use crate::write::format;
use outpace_study::study::Study;

/// What the brief rests on, as pairs of a word and a number.
pub fn basis(material: Material) -> Vec<(String, String)> {
    let Material { study, now, futures, .. } = material;
    let evidence = &study.evidence;
    let vintage = now.vintage.map_or("all evidence".to_string(), |day| format!("as known on {day}"));
    let mut basis = vec![
        ("Evidence".to_string(), vintage),
        ("Facts".to_string(), count(evidence.facts.len() as u64)),
        ("Events".to_string(), count(evidence.events.len() as u64)),
        ("Sources".to_string(), count(evidence.sources.len() as u64)),
        ("Claims".to_string(), count(study.claims.len() as u64)),
    ];
    if futures.simulations > 0 {
        basis.push(("Simulated futures".to_string(), count(futures.simulations)));
        basis.push(("Seed".to_string(), futures.seed.to_string()));
    }
    basis
}

fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The claim that the study is named after: the answer to its title.
pub fn answer(study: &Study) -> Option<usize> {
    let bare = |text: &str| text.trim_end_matches('.').to_lowercase();
    study.claims.iter().position(|claim| bare(&claim.says) == bare(&study.title))
}

/// The section that `{{ methods }}` stands for.
pub fn blocks(material: Material, citations: &mut Citations) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(2, "How verdicts come about".into()), verdict_rules()];
    if material.futures.simulations > 0 {
        blocks.push(Block::Heading(2, "The futures".into()));
        blocks.push(futures_paragraph(material));
        blocks.push(scenario_table(material.study));
    }
    if let Some(history) = material.history {
        blocks.push(Block::Heading(2, "The model against history".into()));
        blocks.push(history_paragraph());
        blocks.push(Block::Table(history_table(material, history, citations)));
        if let Some(backtest) = &history.backtest {
            blocks.push(Block::Heading(2, "Backtest".into()));
            blocks.push(backtest_paragraph(history, backtest, material));
            blocks.push(Block::Table(backtest_table(material, history, backtest, citations)));
        }
    }
    blocks
}

fn words(text: impl Into<String>) -> Inline {
    Inline::Text(text.into())
}

fn simulated(text: String, trace: &str, material: Material) -> Inline {
    Inline::Figure(Figure::simulated(text, trace, &material.futures.label))
}

fn verdict_rules() -> Block {
    let rule =
        |kind: VerdictKind, meaning: &str| vec![Inline::Strong(kind.as_str().into()), words(format!(": {meaning}"))];
    Block::List(vec![
        rule(
            VerdictKind::Holds,
            "true in at least 95 percent of the combinations that the sources allow, in every reading; fails: the reverse.",
        ),
        rule(VerdictKind::Contested, "the sources disagree on it, or one reading holds and another fails."),
        rule(
            VerdictKind::Likely,
            "true in at least two thirds of the futures, or of the draws of an uncertain fact; unlikely: in at most one third; open: in between. A future is never said to hold.",
        ),
        rule(VerdictKind::NoEvidence, "something that the test needs is not among the facts; it is named."),
    ])
}

fn futures_paragraph(material: Material) -> Block {
    let Material { study, futures, .. } = material;
    let parameters = varied(&study.parameters).count() as u64;
    let assumed = varied(&study.parameters).filter(|parameter| parameter.source.is_none()).count() as u64;
    let figure = |number: u64| simulated(count(number), "methods", material);
    let mut inlines = vec![
        words("Each scenario was run "),
        figure(futures.members),
        words(" times over the same draws of "),
        figure(parameters),
        words(" uncertain parameters; for "),
        figure(assumed),
        words(" of them no source was found, and the range is an assumption."),
    ];
    if !study.correlations.is_empty() {
        let pairs = study.correlations.len() as u64;
        inlines.extend([words(" Of these parameters "), figure(pairs)]);
        inlines.push(words(if pairs == 1 { " pair is correlated." } else { " pairs are correlated." }));
    }
    inlines.extend([
        words(" The sensitivity indices come from a further design of "),
        figure(futures.rows),
        words(" rows. In all "),
        figure(futures.simulations),
        words(
            " futures were simulated. The model and its priors are those of the study, whatever the date of the evidence: a verdict about the future “then” differs from the one now only where facts take part.",
        ),
    ]);
    Block::Paragraph(inlines)
}

fn scenario_table(study: &Study) -> Block {
    let rows = study.scenario_ids.iter().zip(&study.scenarios);
    Block::Table(Table {
        caption: "Scenarios".into(),
        columns: vec![("Id".into(), false), ("Name".into(), false), ("What changes".into(), false)],
        rows: rows
            .map(|(id, scenario)| {
                vec![vec![Inline::Code(id.clone())], vec![words(&scenario.name)], vec![words(&scenario.says)]]
            })
            .collect(),
    })
}

fn history_paragraph() -> Block {
    Block::Paragraph(vec![words(
        "The model with its constants as they stand, beside the facts that it is to reproduce. As far as its constants \
         were fitted to these very facts, the table shows that the structure can reproduce the past, not that it predicts.",
    )])
}

/// A row a year; what is compared, and its unit, stand in the first row of each.
fn history_table(material: Material, history: &History, citations: &mut Citations) -> Table {
    let rows = history
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let again = at.checked_sub(1).is_some_and(|before| history.rows[before].binding == row.binding);
            let (what, unit) = described(material.study, row);
            let cited = citations.cite(&row.sources);
            vec![
                vec![words(if again { "" } else { &what })],
                vec![words(row.year.to_string())],
                vec![Inline::Figure(Figure::cited(format::number(row.observed), cited, what.clone()))],
                vec![simulated(format::number(row.simulated), &what, material)],
                vec![simulated(deviation(row.simulated, row.observed), &what, material)],
                vec![words(if again { String::new() } else { unit })],
            ]
        })
        .collect();
    Table {
        caption: "Observed and simulated values".into(),
        columns: vec![
            ("What".into(), false),
            ("Year".into(), true),
            ("Observed".into(), true),
            ("Simulated".into(), true),
            ("Difference".into(), true),
            ("Unit".into(), false),
        ],
        rows,
    }
}

/// What a row is about, and its unit.
fn described(study: &Study, row: &Row) -> (String, String) {
    let binding = &study.bindings[row.binding];
    let Some(model) = &study.model else { return (String::new(), String::new()) };
    let variable = model.variable_of(binding.cell);
    let unit = study.units.get(variable.0 as usize).map(ToString::to_string).unwrap_or_default();
    (model.cell_name(binding.cell), unit)
}

fn deviation(simulated: f64, observed: f64) -> String {
    let percent = (simulated / observed - 1.0) * 100.0;
    if !percent.is_finite() {
        return String::new();
    }
    let sign = if percent < -0.5 { "−" } else { "+" };
    if percent.abs() < 0.5 { "0%".into() } else { format!("{sign}{:.0}%", percent.abs()) }
}

/// What the backtest came to. What it means for the study's question is for its author to say.
fn backtest_paragraph(history: &History, backtest: &Backtest, material: Material) -> Block {
    let study = material.study;
    let figure = |text: String| simulated(text, "backtest", material);
    let priors = match study.backtest_parameters {
        Some(_) => "with the priors that the study gives for that time",
        None => "with the priors of today, which may know what came after",
    };
    let mut inlines = vec![
        words("Fitted to the "),
        figure(count(backtest.fitted as u64)),
        words(format!(
            " observations up to the end of {}, {priors}, the model predicts the years after it. The central 90 percent \
             of its predictions cover ",
            backtest.until
        )),
        figure(format::percent(backtest.coverage)),
        words(
            " of what then happened. The score is the continuous ranked probability score over the observed value: \
             nought is perfect, one as bad as predicting nought.",
        ),
    ];
    let worst = backtest.predictions.iter().max_by(|left, right| left.relative_crps.total_cmp(&right.relative_crps));
    if let Some((worst, row)) = worst.and_then(|worst| Some((worst, history.rows.get(worst.row)?))) {
        inlines.push(words(" It is worst, "));
        inlines.push(figure(format!("{:.2}", worst.relative_crps)));
        inlines.push(words(format!(", for {} in {}.", described(study, row).0, row.year)));
    }
    Block::Paragraph(inlines)
}

fn backtest_table(material: Material, history: &History, backtest: &Backtest, citations: &mut Citations) -> Table {
    let rows = backtest
        .predictions
        .iter()
        .filter_map(|prediction| {
            let row = history.rows.get(prediction.row)?;
            let (what, unit) = described(material.study, row);
            let cited = citations.cite(&row.sources);
            let [low, middle, high] = prediction.quantiles;
            let inside = (low..=high).contains(&row.observed);
            Some(vec![
                vec![words(what.clone())],
                vec![words(row.year.to_string())],
                vec![Inline::Figure(Figure::cited(format::number(row.observed), cited, what.clone()))],
                vec![simulated(format::number(middle), &what, material)],
                vec![simulated(format::range(low, high), &what, material)],
                vec![words(if inside { "yes" } else { "no" })],
                vec![simulated(format!("{:.2}", prediction.relative_crps), &what, material)],
                vec![words(unit)],
            ])
        })
        .collect();
    Table {
        caption: format!("Predictions of a model fitted up to {}", backtest.until),
        columns: vec![
            ("What".into(), false),
            ("Year".into(), true),
            ("Observed".into(), true),
            ("Predicted".into(), true),
            ("90% range".into(), true),
            ("Inside".into(), false),
            ("Score".into(), true),
            ("Unit".into(), false),
        ],
        rows,
    }
}
