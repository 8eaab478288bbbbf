//! Numbers for people: three significant figures, thousands separated, millions to trillions in words.
//!
//! Everything goes through Rust's decimal formatting, which rounds correctly and alike on every machine. The rest is
//! moving a decimal point within a string of digits.

/// What stands where there is no number.
pub const NO_FIGURE: &str = "no figure";

/// A number as prose shows it: `68.5`, `1,234`, `16.8 million`, `1.2 trillion`, `2 × 10²⁶`, `no figure` for NaN.
///
/// Three significant figures; four from a thousand up to a million, where people expect the last digit of a count.
pub fn number(value: f64) -> String {
    let figures = if (1e3..1e6).contains(&value.abs()) { 4 } else { 3 };
    let (digits, scale) = scaled(value, figures);
    format!("{digits}{}", scale.word())
}

/// A number as an axis shows it: exact to six significant figures and short, `500 bn`, `0.25`, `10²⁶`.
pub fn tick(value: f64) -> String {
    let (digits, scale) = scaled(value, 6);
    match scale {
        Scale::Power(_) if digits == "1" => scale.word().trim_start_matches(" × ").to_string(),
        scale => format!("{digits}{}", scale.abbreviation()),
    }
}

/// A number beside a bar or a point: three significant figures and short, `416 bn`.
pub fn short(value: f64) -> String {
    let figures = if (1e3..1e6).contains(&value.abs()) { 4 } else { 3 };
    let (digits, scale) = scaled(value, figures);
    format!("{digits}{}", scale.abbreviation())
}

/// A number with its unit: `16.8 million USD`, `68.5%`. Dimensionless units are not shown.
pub fn quantity(value: f64, unit: &str) -> String {
    with_unit(number(value), value.is_nan(), unit)
}

/// A range with its unit: `12–14 million USD`.
pub fn quantity_range(low: f64, high: f64, unit: &str) -> String {
    with_unit(range(low, high), low.is_nan() && high.is_nan(), unit)
}

fn with_unit(text: String, missing: bool, unit: &str) -> String {
    match unit.trim() {
        _ if missing => text,
        "" | "1" | "dmnl" | "Dmnl" | "dimensionless" => text,
        "%" | "percent" => format!("{text}%"),
        unit => format!("{text} {unit}"),
    }
}

/// A range: `12–14`, `1.2–1.5 trillion`, `950 million–1.1 billion`; one number where both ends read alike. Where an end
/// is negative the dash would be misread, so it says `−3 to 4`.
pub fn range(low: f64, high: f64) -> String {
    let (from, to) = (number(low), number(high));
    if from == to {
        return to;
    }
    if low < 0.0 || high < 0.0 {
        return format!("{from} to {to}");
    }
    let word = |text: &str| text.split_once(' ').map(|(_, word)| word.to_string());
    match (from.split_once(' '), word(&to)) {
        (Some((digits, unit)), Some(word)) if unit == word => format!("{digits}–{to}"),
        _ => format!("{from}–{to}"),
    }
}

/// A probability or share, `0..=1`, as a percentage. Certainty is claimed only where it is exact: otherwise `>99%`, `<1%`.
pub fn percent(share: f64) -> String {
    if share.is_nan() {
        NO_FIGURE.to_string()
    } else if share > 0.99 && share < 1.0 {
        ">99%".to_string()
    } else if share > 0.0 && share < 0.01 {
        "<1%".to_string()
    } else {
        // Adding zero turns a negative zero into a plain one.
        format!("{:.0}%", share * 100.0 + 0.0)
    }
}

/// A decimal year: `2025`, `2025.5`.
pub fn time(year: f64) -> String {
    if !year.is_finite() {
        return NO_FIGURE.to_string();
    }
    let text = format!("{year:.2}");
    trim_zeros(&text).to_string()
}

/// A decimal year in words of the calendar, by the month that it lies in or ends: 2025.0 is the `end of 2024`, 2025.21
/// is in `2025-03`.
pub fn moment(year: f64) -> String {
    // Sums of steps may leave the end of a month a little to either side of it.
    let nearest = (year * 12.0).round();
    let ends_month = (year * 12.0 - nearest).abs() < 1e-6;
    let month = if ends_month { nearest } else { (year * 12.0).ceil() };
    if !month.is_finite() || month.abs() > 1e6 {
        return time(year);
    }
    let before = month as i64 - 1;
    let (year, month) = (before.div_euclid(12), before.rem_euclid(12) + 1);
    if month == 12 && ends_month { format!("end of {year}") } else { format!("{year}-{month:02}") }
}

/// What a run of digits is multiplied by.
#[derive(Clone, Copy)]
enum Scale {
    One,
    Million,
    Billion,
    Trillion,
    Power(i32),
}

impl Scale {
    fn word(self) -> String {
        match self {
            Scale::One => String::new(),
            Scale::Million => " million".to_string(),
            Scale::Billion => " billion".to_string(),
            Scale::Trillion => " trillion".to_string(),
            Scale::Power(exponent) => format!(" × 10{}", superscript(exponent)),
        }
    }

    fn abbreviation(self) -> String {
        match self {
            Scale::Million => " m".to_string(),
            Scale::Billion => " bn".to_string(),
            Scale::Trillion => " tn".to_string(),
            other => other.word(),
        }
    }
}

/// The digits of a value rounded to `figures` significant ones, and what they are multiplied by.
fn scaled(value: f64, figures: usize) -> (String, Scale) {
    if value.is_nan() {
        return (NO_FIGURE.to_string(), Scale::One);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    if value.is_infinite() {
        return (format!("{sign}∞"), Scale::One);
    }
    if value == 0.0 {
        return ("0".to_string(), Scale::One);
    }
    // After rounding, so that 999.7 is one thousand and 999,960 a million.
    let (digits, exponent) = significant(value.abs(), figures);
    let (scale, shift) = match exponent {
        -3..=5 => (Scale::One, 0),
        6..=8 => (Scale::Million, 6),
        9..=11 => (Scale::Billion, 9),
        12..=14 => (Scale::Trillion, 12),
        _ => (Scale::Power(exponent), exponent),
    };
    (format!("{sign}{}", place_point(&digits, exponent - shift)), scale)
}

/// The significant digits of a positive finite value, without the point, and the power of ten of the first.
fn significant(value: f64, figures: usize) -> (String, i32) {
    let text = format!("{:.*e}", figures.saturating_sub(1), value);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// Digits with the decimal point after the power of ten of the first digit, thousands separated, idle zeros dropped.
fn place_point(digits: &str, exponent: i32) -> String {
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return trim_zeros(&format!("0.{zeros}{digits}")).to_string();
    }
    let whole_length = exponent as usize + 1;
    let padded = format!("{digits:0<whole_length$}");
    let (whole, fraction) = padded.split_at(whole_length);
    trim_zeros(&format!("{}.{fraction}", separate_thousands(whole))).to_string()
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

fn separate_thousands(whole: &str) -> String {
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn superscript(exponent: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize]);
    exponent.to_string().chars().map(raise).collect()
}

#[cfg(test)]
mod tests;
