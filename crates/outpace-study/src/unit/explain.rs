//! Two units that should agree and do not, as two aligned lines and the one step that would mend it.

use super::{Unit, plain};

/// What to say about two units that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// `expected: …` and `found: …`, aligned: a note of a diagnostic.
    pub lines: String,
    /// The computed fix, where a single factor is missing.
    pub help: Option<String>,
}

/// Compares `found` with `expected`; the fix is named only where one factor mends it.
pub fn mismatch(expected: &Unit, found: &Unit) -> Mismatch {
    let rows = aligned(expected, found);
    let lines = format!("expected: {}    [{expected}]\n   found: {}    [{found}]", rows.0, rows.1);
    Mismatch { lines, help: fix(expected, found) }
}

/// The dimensions with shared base units in shared columns: `USD × Year⁻¹` over `USD`.
fn aligned(expected: &Unit, found: &Unit) -> (String, String) {
    let mut bases: Vec<_> = expected.powers.iter().chain(&*found.powers).map(|(base, _)| base).collect();
    bases.sort_by(|left, right| left.key.cmp(&right.key));
    bases.dedup();
    let cell = |unit: &Unit, key: &str, text: &str| {
        unit.exponent_of(key).map_or(String::new(), |e| match (e.numerator, e.denominator) {
            (1, 1) => text.to_string(),
            (numerator, 1) => format!("{text}^{numerator}"),
            (numerator, denominator) => format!("{text}^({numerator}/{denominator})"),
        })
    };
    let (mut above, mut below) = (String::new(), String::new());
    for base in bases {
        let (top, bottom) = (cell(expected, &base.key, &base.text), cell(found, &base.key, &base.text));
        let width = top.chars().count().max(bottom.chars().count());
        for (row, text) in [(&mut above, top), (&mut below, bottom)] {
            let joint = match (row.is_empty(), row.trim().is_empty() || text.is_empty()) {
                (true, _) => "",
                (false, true) => "   ",
                (false, false) => " × ",
            };
            row.push_str(joint);
            row.push_str(&format!("{text:width$}"));
        }
    }
    let or_number = |row: String, unit: &Unit| {
        if unit.powers.is_empty() { format!("{:width$}", "1", width = row.chars().count()) } else { row }
    };
    (or_number(above, expected), or_number(below, found))
}

/// What `found` must be multiplied or divided by, where that is one number or one base unit.
fn fix(expected: &Unit, found: &Unit) -> Option<String> {
    let missing = expected.over(found);
    match &*missing.powers {
        [] => {
            let factor = found.factor_to(expected)?;
            let (verb, by) = if factor >= 1.0 { ("multiply", factor) } else { ("divide", expected.factor_to(found)?) };
            (by != 1.0).then(|| format!("{verb} by {} to convert `{found}` to `{expected}`", plain(by)))
        }
        [(base, exponent)] if exponent.denominator == 1 && exponent.numerator > 0 => {
            Some(format!("multiply by something in `{}`", power_text(&base.text, exponent.numerator)))
        }
        [(base, exponent)] if exponent.denominator == 1 => {
            let by = power_text(&base.text, -exponent.numerator);
            let example = if &*base.key == "year" { ", such as a delay or a lifetime" } else { "" };
            Some(format!("divide by something in `{by}`{example}"))
        }
        _ => None,
    }
}

fn power_text(text: &str, exponent: i32) -> String {
    if exponent == 1 { text.to_string() } else { format!("{text}^{exponent}") }
}
