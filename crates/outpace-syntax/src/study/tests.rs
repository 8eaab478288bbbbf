use jiff::civil::date;

use super::*;
use crate::expr::ExprKind;
use crate::span::FileId;

const WHOLE: &str = r#"
title = "The race"
question = "Who leads?"
horizon = [2018, 2035]
model = "model.mdl"
method = "rk4"
step = 0.125
then = "2025-10-15"
outcomes = ["lead index", "installed compute[US]"]

[units]
BUSD = "1e9 USD"
robots = "robot"

[currencies]
base-currency = "USD"
CNY = "exchange-rate-cny-per-usd"

[groups]
"two hyperscalers" = ["microsoft", "alphabet"]

[[bind]]
metric = "installed-compute"
entity = "microsoft"
variable = "installed compute[Microsoft]"
from = 2019
to = "2025-Q3"
scale = 1e-3
sd = 0.1
logarithmic = true

[[bind]]
metric = "capital-expenditure"
group = "two hyperscalers"
sum = true
variable = "capital expenditure[US]"

[ensemble]
runs = 10_000
seed = 1
sampler = "sobol"

[sensitivity]
outcome = "lead index @ 2035"
rows = 1024

[backtest]
until = 2022
priors = "parameters-2022.csv"
score = [2023, 2025]

[[chart]]
id = "capex"
kind = "bars"
title = "Spending"
periods = ["2023", 2024, "2025"]
logarithmic = true
axis = "billion USD"
reference-line = { value = 1, label = "parity" }
[[chart.series]]
label = "Microsoft"
facts = "capital expenditure[microsoft]"
[[chart.series]]
label = "US"
colour = 5
variable = "capital expenditure[US]"
scenario = "stop"
"#;

#[test]
fn every_setting_is_read() {
    let (tree, diagnostics) = parse(FileId(0), WHOLE);
    assert_eq!(diagnostics, []);
    assert_eq!(tree.title.unwrap().value, "The race");
    assert_eq!(tree.horizon.unwrap().value, (2018, 2035));
    assert_eq!((tree.method.unwrap().value, tree.step.unwrap().value), (Method::RungeKutta4, 0.125));
    assert_eq!(tree.then.unwrap().value, date(2025, 10, 15));
    assert_eq!(tree.outcomes.len(), 2);
    assert_eq!(tree.outcomes[1].subscripts[0].name.text(), "US");
    let units: Vec<_> = tree.units.iter().map(|(name, unit)| (name.value.text(), unit.scale)).collect();
    assert_eq!(units, [("BUSD", 1e9), ("robots", 1.0)]);
    assert_eq!(tree.currencies.base.unwrap().value.text(), "USD");
    assert_eq!(tree.currencies.rates[0].1.value.text(), "exchange-rate-cny-per-usd");
    assert_eq!(tree.groups[0].1.len(), 2);
    let [compute, capital] = tree.binds.as_slice() else { panic!() };
    assert!(matches!(&compute.subject, Subject::Entity(name) if name.value.is("microsoft")));
    assert_eq!((compute.scale.as_ref().unwrap().value, compute.sd.as_ref().unwrap().value), (1e-3, 0.1));
    assert_eq!(compute.from.as_ref().unwrap().value.to_string(), "2019");
    assert!(compute.logarithmic && !capital.logarithmic);
    assert!(matches!(&capital.subject, Subject::Sum(name) if name.value.is("two hyperscalers")));
    assert_eq!((tree.ensemble.runs.unwrap().value, tree.ensemble.sampler.unwrap().value), (10_000, Sampler::Sobol));
    assert!(matches!(tree.sensitivity.unwrap().outcome.expr.kind, ExprKind::At(..)));
    assert_eq!(tree.backtest.unwrap().score.unwrap().value, (2023, 2025));
    let [chart] = tree.charts.as_slice() else { panic!() };
    assert_eq!((chart.kind.value, chart.periods.len(), chart.logarithmic), (ChartSpecKind::Bars, 3, true));
    assert_eq!(
        chart.reference_line.as_ref().map(|(value, label)| (value.value, label.as_str())),
        Some((1.0, "parity"))
    );
    assert_eq!(chart.series.iter().map(|series| series.colour).collect::<Vec<_>>(), [0, 5]);
    assert_eq!(chart.series[1].scenario.as_ref().unwrap().value, "stop");
}

#[test]
fn each_mistake_is_marked_where_it_stands() {
    let cases = [
        ("horizn = [1, 2]", "unknown-key", "horizn", "did you mean `horizon`?"),
        ("horizon = [2035, 2018]", "bad-value", "[2035, 2018]", ""),
        ("horizon = [2035]", "bad-value", "[2035]", ""),
        ("step = 0", "bad-value", "0", ""),
        ("step = nan", "bad-value", "nan", ""),
        ("method = \"rk4-aut\"", "unknown-word", "rk4-aut", "did you mean `rk4-auto`?"),
        ("then = \"2025\"", "bad-value", "\"2025\"", ""),
        ("then = \"15.10.2025\"", "bad-period", "15.10.2025", "write `2025-10-15`"),
        ("outcomes = [\"a + b\"]", "bad-value", "a + b", "write a name"),
        ("outcomes = [5]", "bad-value", "5", ""),
        ("model = \"\"", "bad-value", "\"\"", ""),
        ("units = 5", "bad-value", "5", ""),
        ("[currencies]\nCNY = \"rate\"", "missing-key", "[currencies]", ""),
        ("[ensemble]\nruns = 0", "bad-value", "0", ""),
        ("[ensemble]\nruns = -1", "bad-value", "-1", ""),
        ("[backtest]\nscore = [1, 2]", "missing-key", "[backtest]", ""),
        ("[[bind]]\nmetric = \"m\"\nvariable = \"v\"", "missing-key", "[[bind]]", "give either"),
        ("[[chart]]\nid = \"c\"\nkind = \"pie\"", "unknown-word", "pie", "write one of"),
        (
            "[[chart]]\nid = \"c\"\nkind = \"fan\"\n[[chart.series]]\nlabel = \"l\"",
            "missing-key",
            "[[chart.series]]",
            "give `facts",
        ),
        ("x = = 1", "syntax-error", "", ""),
    ];
    for (setting, code, marked, help) in cases {
        let text = format!("title = \"t\"\nquestion = \"q\"\n{setting}\n");
        let (_, diagnostics) = parse(FileId(0), &text);
        let diagnostic = diagnostics.first().unwrap_or_else(|| panic!("{setting}"));
        let span = diagnostic.labels[0].span;
        assert_eq!(diagnostic.code.0, code, "{setting}: {diagnostics:?}");
        if code != "syntax-error" {
            assert_eq!(&text[span.start as usize..span.end as usize], marked, "{setting}");
            assert_eq!(diagnostics.len(), 1, "{setting}: {diagnostics:?}");
        }
        assert!(diagnostic.help.clone().unwrap_or_default().starts_with(help), "{setting}: {:?}", diagnostic.help);
    }
}
