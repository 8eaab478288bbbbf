//! Results: tables for people and machines, the same bytes each time.

use crate::sandbox::Sandbox;
use serde_json::Value;
use std::fs;

#[test]
fn a_bare_model_gives_a_row_a_saved_time() {
    let sandbox = Sandbox::with_model("bare-model");
    let outcome = sandbox.run(&["run", "tea.mdl", "--select", "tea temperature,heat loss"]);
    outcome.expect(0, &[]);
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(lines[0], "Time,tea temperature,heat loss");
    assert_eq!(lines.len(), 1 + 61, "a head and the minutes from 0 to 60");
    assert_eq!(lines[1], "0,90,5.833333333333333", "70 degrees above the room over 12 minutes");
    // Euler with a step of 1/8: each step multiplies the difference to the room by 1 - 1/96.
    let expected = 20.0 + 70.0 * (1.0_f64 - 1.0 / 96.0).powi(8);
    let cells: Vec<f64> = lines[2].split(',').map(|cell| cell.parse().expect("a number")).collect();
    assert_eq!(cells[0], 1.0);
    assert!((cells[1] - expected).abs() < 1e-12 * expected, "{} {expected}", cells[1]);
}

#[test]
fn a_table_on_disk_is_the_table_on_the_screen() {
    let sandbox = Sandbox::with_model("table-on-disk");
    let screen = sandbox.run(&["run", "tea.mdl"]);
    sandbox.run(&["run", "tea.mdl", "-o", "tea.csv"]).expect(0, &["wrote tea.csv: 61 rows"]);
    assert_eq!(sandbox.read("tea.csv"), screen.out);
    let quiet = sandbox.run(&["run", "tea.mdl", "-o", "tea.parquet", "--quiet"]);
    quiet.expect(0, &[]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    assert_eq!(fs::read(sandbox.path("tea.parquet")).expect("written").get(..4), Some(&b"PAR1"[..]));
}

#[test]
fn threads_change_no_byte() {
    let sandbox = Sandbox::with_study("threads");
    for (ending, extra) in [("csv", &[][..]), ("parquet", &["--sampler", "lhs"][..])] {
        let run = |threads: &str| {
            let path = format!("{threads}.{ending}");
            let command = ["ensemble", "s", "--runs", "1000", "--threads", threads, "--output", &path];
            sandbox.run(&[&command[..], extra].concat()).expect(0, &["wrote"]);
            fs::read(sandbox.path(&path)).expect("written")
        };
        assert!(run("1") == run("2"), "{ending}");
    }
    let brief = |threads| sandbox.run(&["brief", "s", "--runs", "200", "--threads", threads]).out;
    assert_eq!(brief("1"), brief("2"));
}

#[test]
fn the_seed_and_nothing_else_changes_the_draws() {
    let sandbox = Sandbox::with_study("seeds");
    let ensemble = |seed| sandbox.run(&["ensemble", "s", "--runs", "100", "--sampler", "random", "--seed", seed]).out;
    assert_eq!(ensemble("1"), ensemble("1"));
    assert_ne!(ensemble("1"), ensemble("2"));
}

#[test]
fn priors_of_a_bare_model_come_from_a_file() {
    let sandbox = Sandbox::with_model("priors");
    let header = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale\n";
    sandbox.write("priors.csv", format!("{header}room temperature,,Celsius,uniform,10,30,,room,assumption,a guess\n"));
    let ensemble = ["ensemble", "tea.mdl", "--runs", "1024", "--parameters", "priors.csv", "-o", "out.csv"];
    sandbox.run(&[&ensemble[..], &["--select", "room temperature"]].concat()).expect(0, &["1024 futures"]);
    let text = sandbox.read("out.csv");
    assert!(text.starts_with("variable,Time,count,mean,sd,min,q05,q25,median,q75,q95,max\n"));
    let row: Vec<&str> = text.lines().nth(1).expect("a row").split(',').collect();
    assert_eq!(&row[..3], ["room temperature", "0", "1024"]);
    let mean: f64 = row[3].parse().expect("a number");
    assert!((mean - 20.0).abs() < 0.05, "uniform from 10 to 30: {mean}");
    sandbox.write("priors.csv", format!("{header}heat loss,,Celsius/Minute,uniform,1,3,,room,assumption,no\n"));
    sandbox.run(&ensemble).expect(1, &["error[not-a-constant]", "priors.csv:2:1", "tea.mdl"]);
    sandbox.write("priors.csv", format!("{header}room temperature,,Minute,uniform,1,3,,room,assumption,no\n"));
    sandbox.run(&ensemble).expect(1, &["error[unit-mismatch]", "priors.csv:2"]);
}

#[test]
fn verdicts_for_machines() {
    let sandbox = Sandbox::with_study("json");
    sandbox.edit("s/claims.toml", "robots at work @ 2030", "robots at wrok @ 2030");
    let outcome = sandbox.run(&["check", "s", "--runs", "64", "--json"]);
    outcome.expect(1, &[]);
    assert_eq!(outcome.err, "", "everything is in the JSON");
    let value: Value = serde_json::from_str(&outcome.out).expect("JSON");
    let claims = value["claims"].as_array().expect("claims");
    for claim in claims {
        for field in ["id", "says", "verdict", "probability", "as_of", "sources", "reason"] {
            assert!(claim.get(field).is_some(), "{field} is not in {claim}");
        }
    }
    let [stock, installed, future] = claims.as_slice() else { panic!("{claims:?}") };
    assert_eq!((&stock["verdict"], &stock["sources"][0]), (&Value::from("contested"), &Value::from("lyw-2025")));
    assert_eq!((&installed["verdict"], &installed["probability"]), (&Value::from("holds"), &Value::from(1.0)));
    assert_eq!((&future["verdict"], &future["probability"]), (&Value::from("no evidence"), &Value::Null));
    let problem = &value["diagnostics"][0];
    assert_eq!(problem["code"], "unknown-name");
    assert_eq!(problem["severity"], "error");
    assert_eq!(problem["help"], "did you mean `robots at work`?");
    assert_eq!((&problem["place"]["line"], &problem["place"]["column"]), (&Value::from(21), &Value::from(12)));
    let then = sandbox.run(&["check", "s", "--runs", "64", "--json", "--as-of", "2025-06-30"]);
    let value: Value = serde_json::from_str(&then.out).expect("JSON");
    assert_eq!(value["claims"][0]["as_of"], "2025-06-30");
    assert_eq!(value["claims"][0]["verdict"], "no evidence", "its sources are younger");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let sandbox = Sandbox::with_study("colours");
    sandbox.edit("s/claims.toml", "robots at work @ 2030", "robots at wrok @ 2030");
    let plain = sandbox.run(&["brief", "s", "--runs", "16"]);
    assert!(!plain.out.contains('\x1b') && !plain.err.contains('\x1b'));
    let coloured = sandbox.run(&["brief", "s", "--runs", "16", "--color", "always"]);
    assert!(coloured.out.contains('\x1b') && coloured.err.contains('\x1b'), "asked for on the command line");
}

#[test]
fn quiet_says_only_results_and_errors() {
    let sandbox = Sandbox::with_study("quiet");
    let quiet = sandbox.run(&["brief", "s", "--runs", "16", "--out", "out", "--format", "html,md,txt", "--quiet"]);
    quiet.expect(0, &[]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    for ending in ["html", "md", "txt"] {
        assert!(sandbox.read(&format!("out/s.{ending}")).contains("Two million robots at work in China"), "{ending}");
    }
    sandbox.edit("s/claims.toml", "robots at work @ 2030", "robots at wrok @ 2030");
    sandbox.run(&["check", "s", "--runs", "16", "--quiet"]).expect(1, &["error[unknown-name]"]);
}

#[test]
fn diagnostics_one_a_line_for_editors() {
    let sandbox = Sandbox::with_study("concise");
    sandbox.edit("s/claims.toml", "robots at work @ 2030", "robots at wrok @ 2030");
    let outcome = sandbox.run(&["check", "s", "--runs", "16", "--diagnostics", "concise"]);
    outcome.expect(1, &["s/claims.toml:21:12: error[unknown-name]: "]);
    assert_eq!(outcome.err.lines().count(), 2, "{}", outcome.err);
}

#[test]
fn a_number_is_traced_to_its_sources() {
    let sandbox = Sandbox::with_study("trace");
    let trace = |what: &str| {
        let outcome = sandbox.run(&["trace", "s", what, "--runs", "64"]);
        outcome.expect(0, &[]);
        outcome.out
    };
    for (what, told) in [
        // A claim: both sides, each fact with its row, each source with its address.
        ("two-million", &["two-million: More than two million", "2027000", "lyw-2025", "xinhua-2025", "https://"][..]),
        ("industrial robot operational stock[China] @ 2023", &["1800000", "ifr-2024", "s/facts/robots.csv:3"]),
        // A future: how it was observed, and where to look next.
        (
            "robots at work @ 2030",
            &["value at the end of 2030", "64 futures, seed 1", "outpace trace \"robots at work\""],
        ),
        // A variable: its equation and what it is made from; a constant: its prior.
        ("Robots_at_Work", &["robots at work, a stock", "s/model.mdl:2", "made from: ", "retirements"]),
        ("service life", &["a constant in Year", "PERT: 12, 30, 60", "group retirements", "an assumption"]),
    ] {
        let text = trace(what);
        for part in told {
            assert!(text.contains(part), "{what}: {part:?} is not in\n{text}");
        }
    }
    let then = sandbox.run(&["trace", "s", "two-million", "--runs", "64", "--as-of", "2025-06-30"]);
    assert!(!then.out.contains("2027000") && then.out.contains("no fact"), "{}", then.out);
}

#[test]
fn no_text_of_a_study_steers_the_terminal() {
    let sandbox = Sandbox::with_study("escapes");
    sandbox.edit("s/facts/robots.csv", "surpassed", "\u{1b}[31msurpassed\u{7}\u{202e}");
    sandbox.edit("s/claims.toml", "More than two million", "\\u001b]0;More than two million");
    for command in
        [&["trace", "s", "two-million", "--runs", "16"][..], &["facts", "s"], &["brief", "s", "--runs", "16"]]
    {
        let outcome = sandbox.run(command);
        let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(outcome.out.contains("million") && !outcome.out.contains(steering), "{}", outcome.out);
    }
}

#[test]
fn data_variables_take_their_series_from_files() {
    let sandbox = Sandbox::with_model("data-files");
    let model = "Place: P, Q ~ ~ | price :HOLD BACKWARD: ~ ~ | sales[Place] ~ ~ | bill = price * 2 ~ ~ |
        sold[Place] = sales[Place] ~ ~ |
        INITIAL TIME = 0 ~ ~ | FINAL TIME = 2 ~ ~ | TIME STEP = 1 ~ ~ | SAVEPER = 1 ~ ~ |";
    let expected = "Time,bill,sold[P],sold[Q]\n0,10,0,4\n1,10,1,3\n2,14,2,2\n";
    let select = ["--select", "bill,sold"];
    fs::write(sandbox.path("m.mdl"), model).expect("written");
    fs::write(sandbox.path("prices.csv"), "Time,Price,other\n0,5,1\n2,7,1\n").expect("written");
    fs::write(sandbox.path("sales.tab"), "Time\t0\t2\nsales[P]\t0\t2\nSALES[Q]\t4\t2\n").expect("written");
    let run = |words: &[&str]| sandbox.run(&[words, &select].concat());
    let named = run(&["run", "m.mdl", "prices.csv", "sales.tab"]);
    named.expect(0, &[]);
    assert_eq!(named.out, expected);

    // What is missing is :NA:, and that is said: 2 * :NA: is -2^110.
    let missing = run(&["run", "m.mdl"]);
    missing.expect(0, &["missing-data", "there are no data for `price`: taken as not available"]);
    assert!(missing.out.contains("\n0,-1.298074214633707e33,-6.490371073168535e32,"), "{}", missing.out);
    let missing = run(&["run", "m.mdl", "prices.csv"]);
    missing.expect(0, &["there are no data for `sales[P]` and 1 more", "add a column with the name `sales[P]`"]);
    run(&["run", "m.mdl", "none.csv"]).expect(1, &["`none.csv` cannot be read"]);
    run(&["run", "m.mdl", "m.mdl"]).expect(1, &["data files end in .csv"]);

    // Vensim's text form; and what lies beside the model is taken where nothing is named, which is said.
    fs::write(sandbox.path("all.dat"), "price\n0\t5\n2\t7\nsales[P]\n0\t0\n2\t2\nsales[Q]\n0\t4\n2\t2\n")
        .expect("written");
    assert_eq!(run(&["run", "m.mdl", "all.dat"]).out, expected);
    let table = "Time,price,\"sales[P]\",\"sales[Q]\"\n0,5,0,4\n1,5,1,3\n2,7,2,2\n";
    fs::write(sandbox.path("data.csv"), table).expect("written");
    let beside = run(&["run", "m.mdl"]);
    beside.expect(0, &["data variables are read from data.csv beside the model"]);
    assert_eq!(beside.out, expected);
    run(&["ensemble", "m.mdl", "--runs", "2"]).expect(0, &["data variables are read from data.csv beside the model"]);
}

#[test]
fn a_prior_that_is_cut_has_the_moments_of_what_is_left() {
    let sandbox = Sandbox::with_model("cut-priors");
    let clock = "INITIAL TIME = 0 ~~| FINAL TIME = 0 ~~| TIME STEP = 1 ~~| SAVEPER = 1 ~~|";
    sandbox.write("m.mdl", format!("a = 1 ~~| b = 1 ~~| c = 1 ~~| {clock}"));
    let head = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale,min,max";
    let rows = [
        "a,,,normal,0,1,,,assumption,why,0,",
        "b,,,uniform,0,10,,,assumption,why,2,4",
        "c,,,loguniform,1,100,,,assumption,why,,",
    ];
    sandbox.write("p.csv", format!("{head}\n{}\n", rows.join("\n")));
    let words = ["ensemble", "m.mdl", "--parameters", "p.csv", "--runs", "16384", "--select", "a,b,c", "-o", "s.csv"];
    sandbox.run(&words).expect(0, &[]);
    // Half a normal distribution has the mean √(2/π) and the variance 1 - 2/π; a uniform one between 2 and 4 has 3 and
    // 1/3; a logarithm that is uniform gives (100 - 1) / ln 100.
    let share = std::f64::consts::FRAC_2_PI;
    let expected =
        [(share.sqrt(), (1.0 - share).sqrt(), 0.0), (3.0, (1.0_f64 / 3.0).sqrt(), 2.0), (21.497_576_854, 0.0, 1.0)];
    for (line, (mean, sd, least)) in sandbox.read("s.csv").lines().skip(1).zip(expected) {
        let cells: Vec<f64> = line.split(',').skip(1).map(|cell| cell.parse().expect("a number")).collect();
        assert!((cells[2] - mean).abs() < 2e-3 * mean, "{line}");
        assert!(sd == 0.0 || (cells[3] - sd).abs() < 5e-3 * sd, "{line}");
        assert!(cells[4] >= least, "{line}");
    }
    sandbox.edit("p.csv", "why,0,", "why,20,21");
    sandbox.run(&words).expect(2, &["the bounds leave nothing of the distribution"]);
}

#[test]
fn reality_checks_of_a_bare_model_hold_or_are_violated() {
    let sandbox = Sandbox::with_model("reality-checks");
    let sound = sandbox.run(&["check", "tea.mdl"]);
    sound.expect(0, &["no problems; the model has no reality checks"]);
    let text = sandbox.read("tea.mdl");
    let checks = "cold room :THE CONDITION: room temperature = 0 :IMPLIES: heat loss > 5 ~ ~ |\n\
                  never hot :THE CONDITION: tea temperature > 80 :IMPLIES: heat loss < 5 ~ ~ |\n";
    sandbox.write("tea.mdl", text.replacen("{UTF-8}\n", &format!("{{UTF-8}}\n{checks}"), 1));
    let outcome = sandbox.run(&["check", "tea.mdl"]);
    outcome.expect(1, &[]);
    // In a room at 0 the tea loses 7.5 degrees a minute at first, and 5 when it is at 60.
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert!(lines[0].starts_with("violated     cold room: at time "), "{}", lines[0]);
    assert!(lines[0].ends_with("with its condition imposed"), "{}", lines[0]);
    assert_eq!(lines[1], "violated     never hot: at time 0");
    let value: Value = serde_json::from_str(&sandbox.run(&["check", "tea.mdl", "--json"]).out).expect("JSON");
    assert_eq!((&value["checks"][1]["outcome"], &value["checks"][1]["time"]), (&"violated".into(), &0.0.into()));
}

/// Of 4,096 points of a Sobol sequence one lies in each 4,096th: shares and counts of a uniform number are what they
/// should be, to one of them.
#[test]
fn shares_and_histograms_are_those_of_the_distribution() {
    let sandbox = Sandbox::with_model("histograms");
    let clock = "INITIAL TIME = 0 ~~| FINAL TIME = 2 ~~| TIME STEP = 1 ~~| SAVEPER = 1 ~~|";
    sandbox.write("m.mdl", format!("a = 1 ~~| level = INTEG(a, 0) ~~| {clock}"));
    let head = "name,subscript,unit,distribution,p1,p2,p3,group,source,rationale";
    sandbox.write("p.csv", format!("{head}\na,,,uniform,-2,2,,,assumption,why\n"));
    let words = ["ensemble", "m.mdl", "--parameters", "p.csv", "--runs", "4096", "--select", "level"];
    let asked = ["--quantiles", "0.001,0.125,0.5,0.975", "--above", "-1,0.5,3", "-o", "s.csv"];
    let bins = ["--histogram", "h.csv", "--bins", "-4:2:6"];
    sandbox.run(&[&words[..], &asked, &bins].concat()).expect(0, &["wrote s.csv", "wrote h.csv: histograms of 4096"]);
    let text = sandbox.read("s.csv");
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let head = "variable,Time,count,mean,sd,min,q0.1,q12.5,median,q97.5,max,above -1,above 0.5,above 3";
    assert_eq!(lines[0].join(","), head);
    // At the time t the level is uniform from -2 t to 2 t.
    let shares = [(1, [1.0, 0.0, 0.0]), (2, [0.75, 0.375, 0.0]), (3, [0.625, 0.4375, 0.125])];
    for (row, expected) in shares {
        for (cell, expected) in lines[row][11..].iter().zip(expected) {
            let found: f64 = cell.parse().expect("a share");
            assert!((found - expected).abs() <= 1.0 / 4096.0, "row {row}: {found} for {expected}");
        }
    }
    let counts =
        [[0, 0, 0, 0, 0, 4096, 0, 0], [0, 0, 0, 1024, 1024, 1024, 1024, 0], [0, 512, 512, 512, 512, 512, 512, 1024]];
    let found = sandbox.read("h.csv");
    let mut rows = found.lines();
    assert_eq!(rows.next(), Some("variable,Time,from,to,count"));
    for (time, counts) in counts.iter().enumerate() {
        for (bin, expected) in counts.iter().enumerate() {
            let end = |at: usize| match at {
                0 => "-inf".to_string(),
                8 => "inf".to_string(),
                at => format!("{}", at as i32 - 5),
            };
            let row = rows.next().expect("a row");
            let start = format!("level,{time},{},{},", end(bin), end(bin + 1));
            let count: i64 = row.strip_prefix(&start).expect(row).parse().expect("a count");
            assert!((count - expected).abs() <= 1, "{row}: {expected}");
        }
    }
    assert_eq!(rows.next(), None);
    let screen = sandbox.run(&[&words[..], &["--above", "3"]].concat());
    assert!(screen.out.contains("> 3") && screen.out.contains("12.5"), "{}", screen.out);

    for (wish, told) in [
        (&["--above", "1", "-o", "t.parquet"][..], "are statistics"),
        (&["--quantiles", "5"], "a quantile is a share"),
        (&["--histogram", "h.csv", "-o", "s.csv"], "--bins"),
        (&["--histogram", "h.csv", "--bins", "1:0:5", "-o", "s.csv"], "does not say what the bins are"),
        (&["--histogram", "h.csv", "--bins", "0:1:0", "-o", "s.csv"], "does not say what the bins are"),
        (&["--histogram", "s.csv", "--bins", "0:1:2", "-o", "s.csv"], "name one file"),
    ] {
        sandbox.run(&[&words[..], wish].concat()).expect(2, &[told]);
    }
}

#[test]
fn changes_files_change_constants_and_look_ups() {
    let sandbox = Sandbox::new("changes-files");
    sandbox.write(
        "m.mdl",
        "R: north, south ~~| rate[R] = 1, 2 ~~| level = 3 ~~| curve((0,0),(10,10)) ~~| sum = SUM(rate[R!]) ~~|\n\
         y = curve(level) ~~| INITIAL TIME = 0 ~~| FINAL TIME = 1 ~~| TIME STEP = 1 ~~| SAVEPER = 1 ~~|",
    );
    sandbox.write("low.cin", "level = 4\nrate[south] = 5\ncurve((0,0),(10,20))\n");
    sandbox.write("high.CIN", "level = 5\n");
    let rows = |arguments: &[&str]| {
        let outcome = sandbox.run(&[&["run", "m.mdl"], arguments, &["--select", "level,sum,y"]].concat());
        outcome.expect(0, &[]);
        outcome.out.lines().nth(1).map(str::to_string)
    };
    // Of two files the later one counts, and what is set on the command line before both.
    assert_eq!(rows(&[]).as_deref(), Some("0,3,3,3"));
    assert_eq!(rows(&["low.cin"]).as_deref(), Some("0,4,6,8"));
    assert_eq!(rows(&["low.cin", "high.CIN"]).as_deref(), Some("0,5,6,10"));
    assert_eq!(rows(&["high.CIN", "low.cin"]).as_deref(), Some("0,4,6,8"));
    assert_eq!(rows(&["low.cin", "--set", "level=1"]).as_deref(), Some("0,1,6,2"));
    let futures = sandbox.run(&["ensemble", "m.mdl", "low.cin", "--runs", "2", "--select", "y", "--output", "f.csv"]);
    futures.expect(0, &[]);
    assert!(sandbox.read("f.csv").contains(",8"), "{}", sandbox.read("f.csv"));
    for (change, told) in [
        ("levle = 3", &["unknown-name", "low.cin:1:1", "did you mean `level`?"] as &[&str]),
        ("sum = 3", &["not-a-constant", "`sum` is no constant that could be changed"]),
        ("rate[R] = 1, 2, 3", &["constant-count", "3 numbers for 2 elements"]),
        ("level((0,0),(1,1))", &["not-a-lookup", "`level` cannot be changed to a look-up"]),
        ("curve((1,0),(0,1))", &["bad-lookup", "the x of `curve` must ascend"]),
    ] {
        sandbox.write("low.cin", change);
        sandbox.run(&["run", "m.mdl", "low.cin"]).expect(1, told);
    }
    sandbox.run(&["run", "m.mdl", "none.cin"]).expect(1, &["none.cin"]);
}
