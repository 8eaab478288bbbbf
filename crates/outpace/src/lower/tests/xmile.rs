//! Models in XMILE: each result by hand, in closed form, or as the cited page gives it.

use super::*;
use outpace_syntax::{Diagnostic, FileId, xmile};

/// A file with these variables that runs from 0 by steps of 1.
fn file(variables: &str, last: f64) -> String {
    around("", variables, &format!("<start>0</start><stop>{last}</stop><dt>1</dt>"))
}

fn around(before: &str, variables: &str, specs: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<xmile version=\"1.0\" xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\">\n\
         <header><product>Stella</product></header>\n<sim_specs method=\"Euler\">{specs}</sim_specs>\n{before}\n\
         <model><variables>{variables}</variables></model></xmile>"
    )
}

fn read(text: &str) -> (Model, Vec<Diagnostic>) {
    let mut files = FileSet::default();
    let file = files.add(File::new("model.xmile", text.to_string()));
    let (tree, mut diagnostics) = xmile::parse(file, text);
    let (model, resolved) = outpace_study::model::resolve(tree);
    diagnostics.extend(resolved);
    (model, diagnostics)
}

fn lowered(text: &str) -> Lowered {
    let (model, diagnostics) = read(text);
    assert_eq!(diagnostics, vec![], "{text}");
    let lowered = lower(&model, &Overrides::default(), Settings::default());
    let lowered = lowered.unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    conversion::assert_converts(&xmile::parse(FileId(0), text).0, &lowered);
    lowered
}

fn aux(name: &str, equation: &str) -> String {
    format!("<aux name=\"{name}\"><eqn><![CDATA[{equation}]]></eqn></aux>")
}

#[test]
fn expressions_mean_what_the_standard_says() {
    // XMILE 1.0, 3.3.1: precedence and associativity; 3.5: the functions.
    for (equation, expected) in [
        ("2 + 3 * 4", 14.0),
        ("-2 ^ 2", -4.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("2 ^ -1", 0.5),
        ("7 - 4 - 1", 2.0),
        ("IF 2 > 1 THEN 5 ELSE 6 + 1", 5.0),
        ("IF 2 < 1 THEN 5 ELSE 6 + 1", 7.0),
        ("(IF 1 = 1 AND NOT 0 THEN 5 ELSE 6) + 1", 6.0),
        ("1 < 2 = 1", 1.0),
        ("3 <> 3 OR 2 >= 2", 1.0),
        ("NOT 3 + 1", 1.0),
        ("7 MOD 3", 1.0),
        ("-7 MOD 3", 2.0),
        ("7 MOD -3", -2.0),
        ("INT(2.7)", 2.0),
        ("INT(-2.7)", -3.0),
        ("ROUND(2.5)", 3.0),
        ("ROUND(-2.7)", -3.0),
        ("{ a note } 4 { and } * 2", 8.0),
        ("1 // 0", 0.0),
        ("6 // 3", 2.0),
        ("SAFEDIV(6, 0, 9)", 9.0),
        ("SAFEDIV(6, 4)", 1.5),
        ("LOG10(1000)", 3.0),
        ("EXP(0) + LN(1) + SQRT(9) + ABS(-2)", 6.0),
        ("MAX(1, 5) - MIN(2, 3)", 3.0),
        ("MAX(1, 5, 3)", 5.0),
        ("PI", std::f64::consts::PI),
        ("pi()", std::f64::consts::PI),
        ("COS(0) + SIN(0) + TAN(0) + ARCTAN(0)", 1.0),
        ("DT + STARTTIME + STOPTIME", 3.0),
        (".5e1 + 1.", 6.0),
        ("PERCENT(0.25)", 25.0),
        ("INF > 1e300", 1.0),
        ("IF NAN = NAN THEN 1 ELSE 2", 1.0),
    ] {
        let found = series(&lowered(&file(&aux("x", equation), 2.0)), "x");
        assert_near(&found, &[expected; 3], equation);
    }
}

#[test]
fn functions_of_time_and_memory() {
    // XMILE 1.0, 3.5.3 to 3.5.6; the input rises by 2 a step from 10.
    let input =
        "<stock name=\"input\"><eqn>10</eqn><inflow>rise</inflow></stock><flow name=\"rise\"><eqn>2</eqn></flow>";
    for (equation, expected) in [
        ("TIME", [0.0, 1.0, 2.0, 3.0, 4.0]),
        ("STEP(6, 3)", [0.0, 0.0, 0.0, 6.0, 6.0]),
        ("RAMP(2, 1)", [0.0, 0.0, 2.0, 4.0, 6.0]),
        ("PULSE(20, 1)", [0.0, 20.0, 20.0, 20.0, 20.0]),
        ("PULSE(20, 1, 0)", [0.0, 20.0, 0.0, 0.0, 0.0]),
        ("PULSE(20, 1, 2)", [0.0, 20.0, 0.0, 20.0, 0.0]),
        ("PULSE(20, 1, input * 0)", [0.0, 20.0, 0.0, 0.0, 0.0]),
        ("INIT(input)", [10.0; 5]),
        ("PREVIOUS(input, -1)", [-1.0, 10.0, 12.0, 14.0, 16.0]),
        ("PREVIOUS(SELF, 3) + 1", [4.0, 5.0, 6.0, 7.0, 8.0]),
        ("DELAY(input, 2)", [10.0, 10.0, 10.0, 12.0, 14.0]),
        ("DELAY(input, 2, 0)", [0.0, 0.0, 10.0, 12.0, 14.0]),
        // One stage over 2: S' = S + (input - S) / 2.
        ("SMTH1(input, 2)", [10.0, 10.0, 11.0, 12.5, 14.25]),
        ("SMTH1(input, 2, 0)", [0.0, 5.0, 8.5, 11.25, 13.625]),
        ("SMTHN(input, 2, 1)", [10.0, 10.0, 11.0, 12.5, 14.25]),
        ("DELAY1(input, 2)", [10.0, 10.0, 11.0, 12.5, 14.25]),
        ("DELAYN(input, 2, 1, 0)", [0.0, 5.0, 8.5, 11.25, 13.625]),
        // Three stages of 1 each pass the input on after three steps.
        ("SMTH3(input, 3)", [10.0, 10.0, 10.0, 10.0, 12.0]),
        ("DELAY3(input, 3)", [10.0, 10.0, 10.0, 10.0, 12.0]),
        // (input - average) / (time × average) with the average of SMTH1.
        ("TREND(input, 2)", [0.0, 0.1, 3.0 / 22.0, 3.5 / 25.0, 3.75 / 28.5]),
        (
            "FORCST(input, 2, 5)",
            [10.0, 12.0 * 1.5, 14.0 * (1.0 + 15.0 / 22.0), 16.0 * 1.7, 18.0 * (1.0 + 18.75 / 28.5)],
        ),
    ] {
        let found = series(&lowered(&file(&format!("{input}{}", aux("x", equation)), 4.0)), "x");
        assert_near(&found, &expected, equation);
    }
}

#[test]
fn graphical_functions_read_between_outside_and_in_steps() {
    let points = "<xscale min=\"0\" max=\"4\"/><ypts>0,10,40</ypts>";
    for (kind, expected) in [
        ("continuous", [0.0, 0.0, 5.0, 10.0, 25.0, 40.0, 40.0]),
        ("extrapolate", [-5.0, 0.0, 5.0, 10.0, 25.0, 40.0, 55.0]),
        ("discrete", [0.0, 0.0, 0.0, 10.0, 10.0, 40.0, 40.0]),
    ] {
        let graph = format!("<gf type=\"{kind}\">{points}</gf>");
        let named = format!("<gf name=\"table\" type=\"{kind}\">{points}</gf>");
        let own = format!("<aux name=\"y\"><eqn>TIME - 1</eqn>{graph}</aux>");
        for (what, variables) in [
            ("in the variable", own.clone()),
            ("called by name", format!("{named}{}", aux("y", "table(TIME - 1)"))),
            ("LOOKUP", format!("<aux name=\"t\"><eqn>0</eqn>{graph}</aux>{}", aux("y", "LOOKUP(t, TIME - 1)"))),
            ("borrowed", format!("{named}<aux name=\"y\"><eqn>TIME - 1</eqn><gf name=\"table\"/></aux>")),
            ("on a flow", own.replace("aux", "flow")),
        ] {
            assert_near(&series(&lowered(&file(&variables, 6.0)), "y"), &expected, &format!("{kind}, {what}"));
        }
    }
    let pairs =
        "<aux name=\"y\"><eqn>TIME</eqn><gf><xpts sep=\";\">0;1;4</xpts><ypts sep=\";\">1;2;8</ypts></gf></aux>";
    assert_near(&series(&lowered(&file(pairs, 4.0)), "y"), &[1.0, 2.0, 4.0, 6.0, 8.0], "points with a separator");
}

#[test]
fn arrays_leave_subscripts_unsaid() {
    let dimensions = "<dimensions><dim name=\"City\"><elem name=\"Rome\"/><elem name=\"Bern\"/></dim>\
                      <dim name=\"Good\" size=\"3\"/></dimensions>";
    let over = |names: &[&str]| -> String {
        let dims: String = names.iter().map(|name| format!("<dim name=\"{name}\"/>")).collect();
        format!("<dimensions>{dims}</dimensions>")
    };
    let variables = format!(
        "<aux name=\"price\">{good}<eqn>Good * 10</eqn></aux>\
         <aux name=\"sold\">{both}<element subscript=\"Rome, 1\"><eqn>1</eqn></element>\
         <element subscript=\"Rome, 2\"><eqn>2</eqn></element><element subscript=\"Rome, 3\"><eqn>3</eqn></element>\
         <element subscript=\"Bern, 1\"><eqn>4</eqn></element><element subscript=\"Bern, 2\"><eqn>5</eqn></element>\
         <element subscript=\"Bern, 3\"><eqn>price[3] + City.Bern</eqn></element></aux>\
         <aux name=\"income\">{both}<eqn>price * sold</eqn></aux>\
         <aux name=\"flipped\">{turned}<eqn>sold</eqn></aux>\
         <aux name=\"by city\">{city}<eqn>SUM(income[City, *])</eqn></aux>\
         <aux name=\"listed\">{city}<eqn>7, 8</eqn></aux>\
         <stock name=\"held\">{city}<eqn>100</eqn><inflow>earning</inflow></stock>\
         <flow name=\"earning\">{city}<eqn>listed + City</eqn></flow>\
         <aux name=\"square\">{square}<eqn>sold[@1, 1] * sold[@2, 1]</eqn></aux>\
         <aux name=\"all\"><eqn>SUM(sold)</eqn></aux><aux name=\"average\"><eqn>MEAN(sold[Rome, *])</eqn></aux>\
         <aux name=\"most\"><eqn>MAX(sold)</eqn></aux><aux name=\"least\"><eqn>MIN(sold[*, 2], 3)</eqn></aux>\
         <aux name=\"size\"><eqn>SIZE(sold) + SIZE(sold[Rome, *])</eqn></aux>\
         <aux name=\"squares\"><eqn>SUM(square[*, *])</eqn></aux>\
         <aux name=\"worth\"><eqn>SUM(price[*] * sold[Rome, Good.*])</eqn></aux>",
        good = over(&["Good"]),
        city = over(&["City"]),
        both = over(&["City", "Good"]),
        turned = over(&["Good", "City"]),
        square = over(&["City", "City"]),
    );
    let lowered = lowered(&around(dimensions, &variables, "<start>0</start><stop>1</stop>"));
    for (name, expected) in [
        ("price[3]", 30.0),
        ("sold[Bern,3]", 32.0),
        ("income[Rome,2]", 40.0),
        ("income[Bern,3]", 960.0),
        ("flipped[2,Bern]", 5.0),
        ("by city[Rome]", 10.0 + 40.0 + 90.0),
        ("by city[Bern]", 40.0 + 100.0 + 960.0),
        ("listed[Bern]", 8.0),
        ("earning[Bern]", 10.0),
        ("square[Rome,Bern]", 4.0),
        ("square[Bern,Bern]", 16.0),
        ("all", 1.0 + 2.0 + 3.0 + 4.0 + 5.0 + 32.0),
        ("average", 2.0),
        ("most", 32.0),
        ("least", 2.0),
        ("size", 9.0),
        ("squares", 25.0),
        ("worth", 10.0 + 40.0 + 90.0),
    ] {
        assert_near(&series(&lowered, name)[..1], &[expected], name);
    }
    assert_near(&series(&lowered, "held[Rome]"), &[100.0, 108.0], "held");
}

#[test]
fn dimensions_may_share_names_of_elements() {
    let dimensions = "<dimensions><dim name=\"Kind\"><elem name=\"old\"/><elem name=\"other\"/></dim>\
        <dim name=\"Use\"><elem name=\"other\"/><elem name=\"home\"/></dim></dimensions>";
    let over = |name: &str| format!("<dimensions><dim name=\"{name}\"/></dimensions>");
    let variables = format!(
        "<aux name=\"k\">{kind}<eqn>Kind</eqn></aux><aux name=\"u\">{used}<element subscript=\"other\"><eqn>5</eqn>\
         </element><element subscript=\"home\"><eqn>k[other] * 10 + SIZE(Use)</eqn></element></aux>\
         <aux name=\"x\"><eqn>100 * Use.other + 10 * u[other] + u[Use.home]</eqn></aux>",
        kind = over("Kind"),
        used = over("Use"),
    );
    let lowered = lowered(&around(dimensions, &variables, "<start>0</start><stop>1</stop>"));
    for (name, expected) in [("k[other]", 2.0), ("u[Use.other]", 5.0), ("u[home]", 22.0), ("x", 172.0)] {
        assert_near(&series(&lowered, name)[..1], &[expected], name);
    }
}

#[test]
fn subscripts_may_be_computed() {
    let dimensions = "<dimensions><dim name=\"Age\" size=\"3\"/></dimensions>";
    let over = "<dimensions><dim name=\"Age\"/></dimensions>";
    let variables = format!(
        "<stock name=\"people\">{over}<eqn>Age * 10</eqn><inflow>coming</inflow><outflow>going</outflow></stock>\
         <flow name=\"going\">{over}<eqn>people / 10</eqn></flow>\
         <flow name=\"coming\">{over}<eqn>IF Age = 1 THEN 5 ELSE going[Age - 1]</eqn></flow>\
         <aux name=\"sum up to\">{over}<eqn>IF Age = 1 THEN people ELSE sum_up_to[Age - 1] + people</eqn></aux>\
         <aux name=\"chosen\"><eqn>TIME</eqn></aux><aux name=\"picked\"><eqn>people[chosen]</eqn></aux>\
         <aux name=\"later\"><eqn>people[INT(TIME / 2) + 2]</eqn></aux>"
    );
    let lowered = lowered(&around(dimensions, &variables, "<start>0</start><stop>2</stop>"));
    for (name, expected) in [
        ("people[1]", [10.0, 14.0, 17.6]),
        ("people[2]", [20.0, 19.0, 18.5]),
        ("coming[3]", [2.0, 1.9, 1.85]),
        ("sum up to[3]", [60.0, 62.0, 64.1]),
        // Place 0 does not exist: XMILE 1.0, 3.7.1.
        ("picked", [0.0, 14.0, 18.5]),
        ("later", [20.0, 19.0, 28.0]),
    ] {
        assert_near(&series(&lowered, name), &expected, name);
    }
}

#[test]
fn stocks_that_may_not_be_negative_limit_their_outflows_in_order() {
    // isee systems, "Flow prioritization": 10 in stock and 2 in; 8 asked for first, then 7, so that 4 and later 2 and 0
    // are left for the second.
    let variables = "<stock name=\"store\"><eqn>10</eqn><inflow>in</inflow><outflow>first</outflow>\
                     <outflow>second</outflow><non_negative/></stock><flow name=\"in\"><eqn>2</eqn></flow>\
                     <flow name=\"first\"><eqn>8</eqn><non_negative/></flow><flow name=\"second\"><eqn>7</eqn></flow>\
                     <flow name=\"one way\"><eqn>1 - TIME</eqn><non_negative/></flow>\
                     <stock name=\"debt\"><eqn>1</eqn><outflow>paid</outflow></stock><flow name=\"paid\"><eqn>2</eqn></flow>";
    let lowered = lowered(&file(variables, 2.0));
    for (name, expected) in [
        ("store", [10.0, 0.0, 0.0]),
        ("first", [8.0, 2.0, 2.0]),
        ("second", [4.0, 0.0, 0.0]),
        ("one way", [1.0, 0.0, 0.0]),
        ("debt", [1.0, -1.0, -3.0]),
    ] {
        assert_near(&series(&lowered, name), &expected, name);
    }
}

#[test]
fn what_flows_around_a_ring_of_stocks_is_limited_without_a_causal_loop() {
    let variables = "<stock name=\"a\"><eqn>3</eqn><inflow>back</inflow><outflow>on</outflow><non_negative/></stock>\
                     <stock name=\"b\"><eqn>0</eqn><inflow>on</inflow><outflow>back</outflow><non_negative/></stock>\
                     <flow name=\"on\"><eqn>2</eqn></flow><flow name=\"back\"><eqn>1</eqn></flow>";
    let lowered = lowered(&file(variables, 3.0));
    // `on` counts on `back`, so `back` cannot count on `on` and takes what stands in `b`.
    assert_near(&series(&lowered, "b"), &[0.0, 2.0, 3.0, 3.0], "b");
    assert_near(&series(&lowered, "a"), &[3.0, 1.0, 0.0, 0.0], "a");
}

#[test]
fn modules_have_their_own_names_and_what_they_are_connected_to() {
    let text = "<xmile><sim_specs><start>0</start><stop>2</stop><dt>1</dt></sim_specs><model><variables>\
        <aux name=\"rate\"><eqn>0.5</eqn></aux>\
        <module name=\"Hares\"><connect to=\"birth rate\" from=\".rate\"/><connect2 to=\"Hares.start\" from=\"seed\"/></module>\
        <module name=\"Foxes\" model_name=\"Hares\"><connect to=\"Foxes.birth_rate\" from=\"Hares.growth\"/></module>\
        <aux name=\"seed\"><eqn>8</eqn></aux><aux name=\"sum\"><eqn>Hares.animals + \"Foxes\".animals</eqn></aux>\
        </variables></model><model name=\"Hares\"><variables>\
        <stock name=\"animals\"><eqn>start</eqn><inflow>growth</inflow></stock>\
        <flow name=\"growth\"><eqn>animals * birth_rate</eqn></flow>\
        <aux name=\"birth rate\" access=\"input\"/><aux name=\"start\" access=\"input\"><eqn>1</eqn></aux>\
        </variables></model></xmile>";
    let lowered = lowered(text);
    assert_near(&series(&lowered, "Hares.animals"), &[8.0, 12.0, 18.0], "hares");
    // Foxes begin at 1 and grow by the hares' growth a head: 1 + 1 × 4, 5 + 5 × 6.
    assert_near(&series(&lowered, "Foxes.animals"), &[1.0, 5.0, 35.0], "foxes");
    assert_near(&series(&lowered, "sum"), &[9.0, 17.0, 53.0], "sum");
}

#[test]
fn macros_are_functions_with_variables_and_defaults() {
    let macros = "<macro name=\"LOGB\"><parm>x</parm><parm default=\"10\">base</parm><eqn>LN(x)/LN(base)</eqn></macro>\
        <macro name=\"SMOOTH_1\"><parm>input</parm><parm>averaging_time</parm><parm default=\"input\">initial</parm>\
        <eqn>Smooth_of_Input</eqn><variables><stock name=\"Smooth of Input\"><eqn>initial</eqn><inflow>change</inflow></stock>\
        <flow name=\"change\"><eqn>(input - Smooth_of_Input)/averaging_time</eqn></flow></variables></macro>";
    let variables = format!(
        "{}{}{}{}",
        aux("a", "LOGB(8, 2)"),
        aux("b", "LOGB(1000)"),
        aux("c", "SMOOTH_1(TIME, 2)"),
        aux("d", "SMOOTH_1(TIME, 2, 4)")
    );
    let lowered = lowered(&around(macros, &variables, "<start>0</start><stop>3</stop>"));
    for (name, expected) in
        [("a", [3.0; 4]), ("b", [3.0; 4]), ("c", [0.0, 0.0, 0.5, 1.25]), ("d", [4.0, 2.0, 1.5, 1.75])]
    {
        assert_near(&series(&lowered, name), &expected, name);
    }
}

#[test]
fn the_clock_and_the_method_are_those_of_the_file() {
    // x' = x: by RK4 with a quarter as step, 1 + h + h²/2 + h³/6 + h⁴/24 for each step.
    let variables = "<stock name=\"x\"><eqn>1</eqn><inflow>in</inflow></stock><flow name=\"in\"><eqn>x</eqn></flow>";
    let specs = "<start>1</start><stop>2</stop><dt reciprocal=\"true\">4</dt>";
    let text = around("", variables, specs);
    let factor = 1.0 + 0.25 + 0.25 * 0.25 / 2.0 + 0.25 * 0.25 * 0.25 / 6.0 + 0.25 * 0.25 * 0.25 * 0.25 / 24.0;
    let squared = factor * factor;
    let expected = [1.0, factor, squared, squared * factor, squared * squared];
    assert_near(&series(&lowered(&text.replace("Euler", "RK4")), "x"), &expected, "RK4");
    assert_near(&series(&lowered(&text.replace("Euler", "gear, rk4")), "x"), &expected, "a list of methods");
    assert_near(&series(&lowered(&text), "x"), &[1.0, 1.25, 1.5625, 1.953125, 2.44140625], "Euler");
    let saved = text.replace("method=", "save_interval=\"0.5\" method=");
    assert_near(&series(&lowered(&saved), "x"), &[1.0, 1.5625, 2.44140625], "every other step");
    let (model, _) = read(&text.replace("Euler", "RK4"));
    let by_euler = Settings { method: Some(Method::Euler), ..Settings::default() };
    let lowered = lower(&model, &Overrides::default(), by_euler).expect("it runs");
    assert_near(&series(&lowered, "x")[..2], &[1.0, 1.25], "the study says otherwise");
}

#[test]
fn a_value_at_the_start_of_its_own() {
    let variables = "<aux name=\"x\"><eqn>TIME</eqn><init_eqn>45</init_eqn></aux>\
                     <stock name=\"s\"><eqn>x</eqn><inflow>f</inflow></stock><flow name=\"f\"><eqn>1</eqn></flow>";
    assert_near(&series(&lowered(&file(variables, 1.0)), "s"), &[45.0, 46.0], "s");
}

#[test]
fn files_of_vensim_cut_toward_zero_and_run_by_eulers_method() {
    let text = file(&aux("x", "INT(-2.7) + (-7 MOD 3)"), 1.0).replace("Stella", "Vensim").replace("Euler", "RK4");
    let (model, diagnostics) = read(&text);
    assert_eq!(diagnostics.iter().map(|each| each.code.0).collect::<Vec<_>>(), ["bad-value"]);
    let lowered = lower(&model, &Overrides::default(), Settings::default()).expect("it runs");
    assert_near(&series(&lowered, "x"), &[-3.0, -3.0], "x");
}

#[test]
fn what_is_not_supported_is_named_where_it_stands() {
    for (variables, code, place) in [
        ("<stock name=\"x\"><eqn>1</eqn><outflow>y</outflow><conveyor/></stock>", "missing-key", "<conveyor/>"),
        ("<stock name=\"x\"><eqn>1</eqn><queue><len>1</len></queue></stock>", "unsupported-construct", "<len>"),
        ("<aux name=\"x\"><eqn>IRR(1)</eqn></aux>", "unsupported-function", "IRR"),
        ("<aux name=\"x\"><eqn>DERIVN(1, TIME)</eqn></aux>", "unsupported-function", "DERIVN(1, TIME)"),
        ("<aux name=\"x\"><eqn>1 &gt; missing</eqn></aux>", "unknown-name", "missing"),
        ("<aux name=\"x\"><eqn>3 +</eqn></aux>", "syntax-error", "+"),
        ("<aux name=\"x\"><eqn>SMTH1(1)</eqn></aux>", "wrong-argument-count", "SMTH1(1)"),
        ("<aux name=\"x\"/>", "missing-definition", "<aux name=\"x\"/>"),
        ("<module name=\"m\"/>", "unsupported-construct", "<module name=\"m\"/>"),
        ("<aux name=\"x\"><eqn>1</eqn><gf><ypts>1,2</ypts></gf></aux>", "bad-lookup", "<gf><ypts>1,2</ypts></gf>"),
    ] {
        let text = file(variables, 1.0);
        let (_, diagnostics) = read(&text);
        let found: Vec<(&str, &str)> = diagnostics
            .iter()
            .map(|each| (each.code.0, &text[each.labels[0].span.start as usize..each.labels[0].span.end as usize]))
            .collect();
        assert!(found.contains(&(code, place)), "{variables}: {found:?}");
    }
}

/// Arrays, modules, macros, limits and curves at once.
const RICH: &str = "<xmile><sim_specs method=\"RK4\"><start>0</start><stop>2</stop><dt>1</dt></sim_specs>\
    <dimensions><dim name=\"A\" size=\"3\"/><dim name=\"B\"><elem name=\"x\"/><elem name=\"y\"/></dim></dimensions>\
    <macro name=\"HALF\"><parm>z</parm><parm default=\"2\">by</parm><eqn>SMTH1(z, by) / by</eqn></macro>\
    <model><variables><stock name=\"s\"><dimensions><dim name=\"A\"/></dimensions><eqn>A</eqn><inflow>i</inflow>\
    <outflow>o</outflow><non_negative/></stock><flow name=\"i\"><dimensions><dim name=\"A\"/></dimensions>\
    <eqn>IF A = 1 THEN 1 ELSE o[A - 1]</eqn></flow><flow name=\"o\"><dimensions><dim name=\"A\"/></dimensions>\
    <eqn>s / 2</eqn><non_negative/></flow><aux name=\"m\"><dimensions><dim name=\"A\"/><dim name=\"B\"/><dim name=\"A\"/>\
    </dimensions><eqn>s[@1] * s[@3] + B</eqn></aux><aux name=\"n\"><eqn>SUM(m[*, x, *]) + MEAN(m[1, *, 2]) MOD 3</eqn></aux>\
    <aux name=\"c\"><eqn>n</eqn><gf type=\"extrapolate\"><xscale min=\"0\" max=\"9\"/><ypts>1,2,3</ypts></gf></aux>\
    <aux name=\"h\"><eqn>HALF(c) + PREVIOUS(SELF, 1) + m[TIME, 2, n]</eqn></aux>\
    <module name=\"In\"><connect to=\"a\" from=\"h\"/></module><aux name=\"r\"><eqn>In.b // In.a</eqn></aux></variables></model>\
    <model name=\"In\"><variables><aux name=\"a\" access=\"input\"/><aux name=\"b\"><eqn>INT(a) + DELAY3(a, 2)</eqn></aux>\
    </variables></model></xmile>";

#[test]
fn a_rich_model_runs() {
    let lowered = lowered(RICH);
    // By RK4 with a step of 1, s' = 1 - s / 2 is damped by 1 - h + h²/2 - h³/6 + h⁴/24 with h = 1/2 around 2.
    assert_near(&series(&lowered, "s[1]")[..2], &[1.0, 2.0 - 233.0 / 384.0], "s");
    // 1 × 1 + 2 and so on: the sum of all products is 36, and 1 is added nine times; then (3 + 4) / 2 MOD 3.
    assert_near(&series(&lowered, "n")[..1], &[45.0 + 0.5], "n");
}

proptest::proptest! {
    #[test]
    fn no_damage_to_a_model_makes_anything_behind_the_reader_fall_over(
        changes in proptest::collection::vec((0..RICH.len(), 0..12_usize, "[a-z0-9 .*/<>=(){}\\[\\],:@'\"-]{0,5}"), 1..4),
    ) {
        let mut text = RICH.to_string();
        for (at, removed, inserted) in changes {
            text.replace_range(at.min(text.len())..(at + removed).min(text.len()), &inserted);
        }
        let (model, _) = read(&text);
        let _ = lower(&model, &Overrides::default(), Settings::default());
        let (tree, _) = xmile::parse(FileId(0), &text);
        let (again, _) = mdl::parse(FileId(0), &mdl::print(&tree));
        let _ = outpace_study::model::resolve(again);
    }
}
