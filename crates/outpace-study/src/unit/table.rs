//! The names of units: those every study has, and those it defines.
//!
//! # Time
//! The base is `Year`; a `Month` is exactly 1/12 of it, a `Quarter` 1/4, a `Day` 1/365.25, a `Week` seven days.
//! DIFFERENCE: Vensim knows time units only through equivalences (`Year,Years`) and never converts; here a month and
//! a year have the same dimension, so that `12 Month` against `1 Year` is a conversion and not an unrelated unit.
//!
//! # Plurals
//! `robot` and `robots`, `company` and `companies` are one unit, as Vensim's default equivalences have `Person,
//! People, Persons`; thus `FLOPs` counts operations, and a rate is written `FLOP/s`.

use std::collections::BTreeMap;

use outpace_syntax::diagnostic::codes;
use outpace_syntax::name::nearest;
use outpace_syntax::unit::UnitExpr;
use outpace_syntax::{Diagnostic, Name, Span, Spanned};

use super::{Scale, Unit};

/// Names of time, as a fraction of a year. A Julian year has 365.25 days of 86 400 seconds.
pub(super) const TIMES: [(&str, u64, u64); 8] = [
    ("Year", 1, 1),
    ("Quarter", 1, 4),
    ("Month", 1, 12),
    ("Week", 28, 1461),
    ("Day", 4, 1461),
    ("Hour", 1, 8766),
    ("Minute", 1, 525_960),
    ("s", 1, 31_557_600),
];

/// Decimal scales as words and as prefixes. Case does not matter in names, so `M` is mega and nothing is milli.
const WORDS: [(&str, i32); 6] =
    [("hundred", 2), ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12), ("quadrillion", 15)];
const PREFIXES: [(&str, i32); 7] = [("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18), ("Z", 21)];

/// Other spellings of base units: the first is the one shown.
const ALIASES: [&[&str]; 9] = [
    &["people", "person"],
    &["USD", "$", "US$", "dollar", "US dollar"],
    &["CNY", "RMB", "yuan", "renminbi"],
    &["EUR", "€", "euro"],
    &["JPY", "¥", "yen"],
    &["GBP", "£"],
    &["KRW", "won"],
    &["TWD", "NT$"],
    &["unit"],
];

/// So many of the known names are looked at for one that may have been meant: no study comes near it.
const MOST_COMPARED: usize = 1_000;

/// Definitions may rest on one another this deep; deeper is refused like a circle.
const MAX_DEPTH: usize = 64;

/// A name's unit for every name that is more than a base unit of its own.
#[derive(Debug, Clone)]
pub struct UnitTable {
    /// By canonical name and, where no other name has it, by folded key: the name as shown, and its unit. A study may
    /// thus define `EFLOPS` as a rate although `EFLOP` is an amount.
    units: BTreeMap<String, (String, Unit)>,
}

impl Default for UnitTable {
    fn default() -> UnitTable {
        UnitTable::new()
    }
}

impl UnitTable {
    /// The built-in names.
    pub fn new() -> UnitTable {
        let mut table = UnitTable { units: BTreeMap::new() };
        for name in ["Dmnl", "dimensionless", "fraction", "ratio", "1"] {
            table.add(name, Unit::dimensionless());
        }
        let ten_to = |tens: i32| Scale::fraction(10, 1).power(tens);
        for name in ["percent", "%"] {
            table.add(name, Unit::dimensionless().rescaled(ten_to(-2)));
        }
        for (name, tens) in WORDS {
            table.add(name, Unit::dimensionless().rescaled(ten_to(tens)));
        }
        for (name, numerator, denominator) in TIMES {
            table.add(name, Unit::year().rescaled(Scale::fraction(numerator, denominator)));
        }
        table.alias("second", "s");
        table.alias("sec", "s");
        table.alias("yr", "Year");
        for spellings in ALIASES {
            let Some(shown) = spellings.first() else { continue };
            let unit = Unit::base(fold(&Name::new(shown)), shown.to_string());
            spellings.iter().for_each(|spelling| table.add(spelling, unit.clone()));
        }
        let watt = Unit::base("w".into(), "W".into());
        let hour = Unit::year().rescaled(Scale::fraction(1, 8766));
        let second = Unit::year().rescaled(Scale::fraction(1, 31_557_600));
        for (symbol, unit) in [
            ("W", watt.clone()),
            ("Wh", watt.times(&hour)),
            ("J", watt.times(&second)),
            ("FLOP", Unit::base("flop".into(), "FLOP".into())),
        ] {
            table.add(symbol, unit.clone());
            for (prefix, tens) in PREFIXES {
                table.add(&format!("{prefix}{symbol}"), unit.rescaled(ten_to(tens)));
            }
        }
        table
    }

    /// The built-in names and a study's own definitions (`BUSD = "1e9 USD"`), which may use one another in any order.
    ///
    /// Diagnostics: `duplicate-unit`, `unit-cycle`, `unknown-unit`, `bad-unit`.
    pub fn with_definitions(definitions: &[(Spanned<Name>, UnitExpr)], diagnostics: &mut Vec<Diagnostic>) -> UnitTable {
        let mut table = UnitTable::new();
        let mut waiting: BTreeMap<String, (&Spanned<Name>, &UnitExpr)> = BTreeMap::new();
        for (name, expression) in definitions {
            if let Some((first, _)) = waiting.get(name.value.canonical()) {
                let message = format!("the unit `{}` is defined twice", name.value);
                let twice = Diagnostic::error(codes::DUPLICATE_UNIT, message).at(name.span, "defined again");
                diagnostics.push(twice.and(first.span, "first defined here").help("remove one of them"));
            } else {
                waiting.insert(name.value.canonical().to_string(), (name, expression));
            }
        }
        while let Some(key) = waiting.keys().next().cloned() {
            table.define(&key, &mut waiting, &mut vec![], diagnostics);
        }
        table
    }

    /// The same names, and those that a model declares to mean the same (`22:$,Dollar,Dollars` in its settings): all of a
    /// set are the first that is known here, or else a unit named as the first of them.
    ///
    /// Source: Vensim, "Units Synonyms" (ref_units_equiv.html).
    pub fn with_equivalents(&self, sets: &[Vec<Name>]) -> UnitTable {
        let mut table = self.clone();
        for names in sets {
            let known = names.iter().find_map(|name| table.get(name)).cloned();
            let Some(unit) = known.or_else(|| names.first().map(Unit::named)) else { continue };
            for name in names {
                table.units.insert(name.canonical().to_string(), (name.text().to_string(), unit.clone()));
                table.units.entry(fold(name)).or_insert_with(|| (name.text().to_string(), unit.clone()));
            }
        }
        table
    }

    /// Defines `key` after every waiting name that its definition uses; `open` are the names being defined.
    fn define(
        &mut self,
        key: &str,
        waiting: &mut BTreeMap<String, (&Spanned<Name>, &UnitExpr)>,
        open: &mut Vec<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let Some((name, expression)) = waiting.remove(key) else { return };
        open.push(key.to_string());
        for (used, _, span) in &expression.factors {
            let exact = used.canonical();
            let used_key = if waiting.contains_key(exact) || open.iter().any(|name| name == exact) {
                exact.to_string()
            } else {
                fold(used)
            };
            if open.contains(&used_key) || open.len() > MAX_DEPTH {
                let (message, here) = match open.contains(&used_key) {
                    true => (format!("the unit `{}` is defined by itself", name.value), "this leads back to it"),
                    false => (format!("the unit `{}` rests on too many others", name.value), "and on from here"),
                };
                let circle = Diagnostic::error(codes::UNIT_CYCLE, message).at(*span, here);
                diagnostics.push(circle.help("define it by units that do not rest on it, such as `1000 robots`"));
                open.pop();
                return;
            }
            self.define(&used_key, waiting, open, diagnostics);
            // A name that a definition rests on is known from now on, so that misspellings of it are noticed.
            if self.get(used).is_none() {
                diagnostics.extend(self.slip(used, *span));
                self.add(used.text(), Unit::named(used));
            }
        }
        open.pop();
        let unit = from_expr(expression, self, diagnostics);
        let entry = (name.value.text().to_string(), unit);
        self.units.entry(fold(&name.value)).or_insert_with(|| entry.clone());
        self.units.insert(key.to_string(), entry);
    }

    /// The unit of a known name.
    pub fn get(&self, name: &Name) -> Option<&Unit> {
        self.units.get(name.canonical()).or_else(|| self.units.get(&fold(name))).map(|(_, unit)| unit)
    }

    fn add(&mut self, name: &str, unit: Unit) {
        self.units.insert(fold(&Name::new(name)), (name.to_string(), unit));
    }

    fn alias(&mut self, name: &str, of: &str) {
        if let Some(unit) = self.get(&Name::new(of)).cloned() {
            self.add(name, unit);
        }
    }

    /// The unit of one name; one that nobody knows is a base unit.
    fn unit_of(&self, name: &Name) -> Unit {
        self.get(name).cloned().unwrap_or_else(|| Unit::named(name))
    }

    /// The unit that an expression writes, with the table's names expanded. Unknown names become base units, and a scale
    /// that no unit can have is left out: [`UnitTable::doubts`] tells of both.
    pub fn meaning(&self, expression: &UnitExpr) -> Unit {
        let start = Unit::dimensionless().rescaled(Scale::decimal(expression.scale).unwrap_or(Scale::ONE));
        expression
            .factors
            .iter()
            .fold(start, |product, (name, exponent, _)| product.times(&self.unit_of(name).power(*exponent)))
    }

    /// What looks wrong in a unit as written; only the names that `may_be_slips` are asked for misspellings.
    ///
    /// Diagnostics: `unknown-unit` (a near miss of a known name), `bad-unit` (a scale that is not a positive number).
    pub fn doubts(
        &self,
        expression: &UnitExpr,
        may_be_slips: impl Fn(&Name) -> bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if Scale::decimal(expression.scale).is_none() {
            let message = format!("a unit cannot be {} of another", expression.scale);
            let bad = Diagnostic::error(codes::BAD_UNIT, message).at(expression.span, "the number must be above zero");
            diagnostics.push(bad.help("write a positive number, for example `1000 robots`"));
        }
        let names = expression.factors.iter().filter(|(name, _, _)| may_be_slips(name));
        diagnostics.extend(names.filter_map(|(name, _, span)| self.slip(name, *span)));
    }

    /// The warning about a name that nobody knows, where it looks like a known one misspelt.
    fn slip(&self, name: &Name, span: Span) -> Option<Diagnostic> {
        if self.get(name).is_some() {
            return None;
        }
        let key = fold(name);
        // Short symbols are all near one another (`kg`, `kW`): only words can be misspelt.
        let near = (key.chars().count() >= 4).then(|| {
            let words = self.units.iter().filter(|(known, _)| known.chars().count() >= 4).take(MOST_COMPARED);
            nearest(&key, words.map(|(_, (text, _))| text.as_str())).map(str::to_string)
        });
        let near = near.flatten().or_else(|| self.with_scale_corrected(name))?;
        let message = format!("`{name}` is not a known unit, but `{near}` is");
        let unknown = Diagnostic::warning(codes::UNKNOWN_UNIT, message).at(span, "taken as a unit of its own");
        Some(unknown.help(format!("write `{near}`, or define `{name}` under [units] in study.toml")))
    }

    /// `billion USD` for `bilion USD`: a name whose first word is nearly a scale and whose others are a known unit.
    fn with_scale_corrected(&self, name: &Name) -> Option<String> {
        let (first, rest) = name.text().split_once([' ', '_'])?;
        let scale = nearest(first, WORDS.iter().map(|(word, _)| *word))?;
        self.get(&Name::new(rest)).map(|_| format!("{scale} {rest}"))
    }
}

/// The unit that an expression writes, and what looks wrong in it.
///
/// Diagnostics: see [`UnitTable::doubts`].
pub fn from_expr(expression: &UnitExpr, table: &UnitTable, diagnostics: &mut Vec<Diagnostic>) -> Unit {
    table.doubts(expression, |_| true, diagnostics);
    table.meaning(expression)
}

/// One key for singular and plural: the canonical name with the plural ending of its last word removed.
pub(super) fn fold(name: &Name) -> String {
    let canonical = name.canonical();
    let stem = |ending: &str, least: usize| {
        canonical.strip_suffix(ending).filter(|stem| stem.chars().count() >= least).map(str::to_string)
    };
    if let Some(stem) = stem("ies", 3) {
        return stem + "y";
    }
    match stem("s", 3) {
        // `boxes` and `batches` lose two letters, `mass` none.
        Some(stem) if ["xe", "che", "she", "sse"].iter().any(|ending| stem.ends_with(ending)) => {
            stem.trim_end_matches('e').to_string()
        }
        Some(stem) if !stem.ends_with('s') => stem,
        _ => canonical.to_string(),
    }
}
