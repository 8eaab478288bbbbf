//! Periods of time: years, quarters, months, dates and ISO intervals of them, as whole days.
//!
//! Source: ISO 8601-1:2019 for dates, months and intervals; quarters as `2025-Q3`, as statistical offices write
//! them.

use std::fmt;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, codes};
use crate::span::{FileId, Span, Spanned};

#[cfg(test)]
mod tests;

/// A span of days, with both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub first: Date,
    /// The last day, included.
    pub last: Date,
}

/// Why a text is no period, and what would be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// One lower-case sentence.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// Reads the period `text`, which stands at byte `offset` of `file`.
pub fn parse_period(
    file: FileId,
    text: &str,
    offset: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Spanned<Period>> {
    let span = Span::new(file, offset, offset + text.len());
    match Period::read(text) {
        Ok(period) => Some(Spanned::new(period, span)),
        Err(mistake) => {
            diagnostics.push(Diagnostic::error(codes::BAD_PERIOD, mistake.message).at(span, "").help(mistake.help));
            None
        }
    }
}

impl Period {
    /// Reads `2025`, `2025-Q3`, `2025-07`, `2025-07-31`, or two of these with `/` between them, the last day of the
    /// second included.
    pub fn read(text: &str) -> Result<Period, Mistake> {
        let text = text.trim();
        let Some((first, last)) = text.split_once('/') else {
            return Period::read_simple(text).map_err(|reason| mistake(text, reason));
        };
        match (Period::read_simple(first.trim()), Period::read_simple(last.trim())) {
            (Ok(first), Ok(last)) if first.first <= last.last => Ok(Period { first: first.first, last: last.last }),
            (Ok(_), Ok(_)) => Err(Mistake {
                message: format!("the interval `{text}` ends before it begins"),
                help: format!("write `{}/{}`", last.trim(), first.trim()),
            }),
            (Err(reason), _) | (_, Err(reason)) => Err(mistake(text, reason)),
        }
    }

    /// Reads a period without `/`; the error says what is wrong, and is empty where the form itself is.
    fn read_simple(text: &str) -> Result<Period, String> {
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| digits(part, 4)).ok_or_else(String::new)?;
        let Some(second) = parts.next() else { return Period::year_of(year).ok_or_else(String::new) };
        let day = parts.next();
        if parts.next().is_some() {
            return Err(String::new());
        }
        if let (Some(quarter), None) = (second.strip_prefix(['Q', 'q']), day) {
            let quarter = digits(quarter, 1).ok_or_else(String::new)?;
            return Period::quarter_of(year, quarter as i8).ok_or_else(|| "a year has quarters Q1 to Q4".to_string());
        }
        let month = digits(second, 2).ok_or_else(String::new)? as i8;
        let whole = Period::month_of(year, month).ok_or_else(|| format!("there is no month {month}"))?;
        let Some(day) = day else { return Ok(whole) };
        let day = digits(day, 2).ok_or_else(String::new)? as i8;
        let date = Date::new(year, month, day).map_err(|_| {
            let last = whole.last.day();
            format!("{year}-{month:02} has {last} days")
        })?;
        Ok(Period::day_of(date))
    }

    /// The year, if its number can be a year of a date.
    pub fn year_of(year: i16) -> Option<Period> {
        Some(Period { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? })
    }

    /// Quarter 1 to 4 of a year.
    pub fn quarter_of(year: i16, quarter: i8) -> Option<Period> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        let first = Date::new(year, 3 * quarter - 2, 1).ok()?;
        let last = Date::new(year, 3 * quarter, 1).ok()?.last_of_month();
        Some(Period { first, last })
    }

    /// Month 1 to 12 of a year.
    pub fn month_of(year: i16, month: i8) -> Option<Period> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Period { first, last: first.last_of_month() })
    }

    /// One day.
    pub fn day_of(date: Date) -> Period {
        Period { first: date, last: date }
    }

    /// How many days, both ends counted.
    pub fn days(self) -> i64 {
        day_number(self.last) - day_number(self.first) + 1
    }

    /// Whether all days of `other` are among these.
    pub fn contains(self, other: Period) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether a day is in both.
    pub fn overlaps(self, other: Period) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether it is one calendar year.
    pub fn is_year(self) -> bool {
        self.year().is_some()
    }

    /// The calendar year that it is, if it is one.
    pub fn year(self) -> Option<i16> {
        (Period::year_of(self.first.year()) == Some(self)).then(|| self.first.year())
    }

    /// The calendar years that it is made of, if it is made of whole ones.
    pub fn years(self) -> Option<Vec<Period>> {
        self.split(|day| Period::year_of(day.year()))
    }

    /// The quarters that it is made of, if it is made of whole ones.
    pub fn quarters(self) -> Option<Vec<Period>> {
        self.split(|day| Period::quarter_of(day.year(), (day.month() + 2) / 3))
    }

    /// The months that it is made of, if it is made of whole ones.
    pub fn months(self) -> Option<Vec<Period>> {
        self.split(|day| Period::month_of(day.year(), day.month()))
    }

    /// Cuts the period into the units that `around` gives for a day; `None` where the ends do not fit.
    fn split(self, around: impl Fn(Date) -> Option<Period>) -> Option<Vec<Period>> {
        let mut parts = Vec::new();
        let mut day = self.first;
        loop {
            let part = around(day)?;
            if part.first != day || part.last > self.last {
                return None;
            }
            parts.push(part);
            if part.last == self.last {
                return Some(parts);
            }
            day = part.last.tomorrow().ok()?;
        }
    }

    /// Start and end in decimal years, exact to the day: 2025 is (2025.0, 2026.0). A day is 1/365 of a year, and
    /// 1/366 of a leap year.
    pub fn decimal_years(self) -> (f64, f64) {
        let within = |date: Date, days: i16| f64::from(date.year()) + f64::from(days) / f64::from(date.days_in_year());
        (within(self.first, self.first.day_of_year() - 1), within(self.last, self.last.day_of_year()))
    }
}

/// The shortest form that gives the same days.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Period { first, last } = *self;
        let year = first.year();
        if self.is_year() {
            return write!(f, "{year:04}");
        }
        if Period::month_of(year, first.month()) == Some(*self) {
            return write!(f, "{year:04}-{:02}", first.month());
        }
        let quarter = (first.month() + 2) / 3;
        if Period::quarter_of(year, quarter) == Some(*self) {
            return write!(f, "{year:04}-Q{quarter}");
        }
        if first == last {
            return write!(f, "{first}");
        }
        // Both ends in the same precision: `2025-01/2025-06`, since `2025/2025-06` reads as a year and a month.
        let whole_months = first.day() == 1 && last == last.last_of_month();
        match (whole_months, first.month(), last.month()) {
            (true, 1, 12) => write!(f, "{year:04}/{:04}", last.year()),
            (true, from, to) => write!(f, "{year:04}-{from:02}/{:04}-{to:02}", last.year()),
            (false, ..) => write!(f, "{first}/{last}"),
        }
    }
}

/// Days since a day long ago, for differences.
fn day_number(date: Date) -> i64 {
    let before = i64::from(date.year()) + 9_999;
    // Years before -9999 do not occur, so plain division counts the leap days: proleptic Gregorian calendar, with
    // the origin moved by 10,000 years, a multiple of its 400-year cycle.
    let leap_days = before / 4 - before / 100 + before / 400;
    before * 365 + leap_days + i64::from(date.day_of_year())
}

/// A number of exactly `count` digits.
fn digits(text: &str, count: usize) -> Option<i16> {
    let all_digits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok())?
}

/// Says what is wrong with `text`, with the period that was probably meant.
fn mistake(text: &str, reason: String) -> Mistake {
    let shown: String = text.chars().take(40).collect();
    let message = match reason.is_empty() {
        true => format!("`{shown}` is not a period"),
        false => format!("`{shown}` is not a period: {reason}"),
    };
    let help = match meant(text) {
        Some(period) => format!("write `{period}`"),
        None => "write a year `2025`, a quarter `2025-Q3`, a month `2025-07`, a date `2025-07-31`, or an interval \
                 `2024-07/2025-06`"
            .to_string(),
    };
    Mistake { message, help }
}

/// Reads the forms that people write instead: `2025/07`, `Q3 2025`, `2025 Q3`, `31.07.2025`, `2025/7/31`, `FY2025`,
/// `2025-7`.
fn meant(text: &str) -> Option<Period> {
    let upper = text.to_uppercase();
    let words: Vec<&str> =
        upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(4).collect();
    let number = |word: &str| (word.len() <= 4).then(|| digits(word, word.len())).flatten();
    let quarter = |word: &str| word.strip_prefix('Q').and_then(number).and_then(|quarter| i8::try_from(quarter).ok());
    let small = |word: &str| number(word).and_then(|value| i8::try_from(value).ok());
    let year = |word: &str| digits(word, 4);
    match words.as_slice() {
        [one] => match (one.split_once('Q'), one.strip_prefix("FY").or(one.strip_prefix("CY"))) {
            (Some((before, after)), _) => Period::quarter_of(year(before)?, small(after)?),
            (_, Some(after)) => Period::year_of(year(after)?),
            _ => None,
        },
        [first, second] => match (quarter(first), quarter(second)) {
            (Some(quarter), _) => Period::quarter_of(year(second)?, quarter),
            (_, Some(quarter)) => Period::quarter_of(year(first)?, quarter),
            _ => Period::month_of(year(first)?, small(second)?),
        },
        [first, second, third] if first.len() == 4 => {
            Date::new(year(first)?, small(second)?, small(third)?).ok().map(Period::day_of)
        }
        // `31.07.2025`; with slashes, day and month cannot be told apart.
        [first, second, third] if text.contains('.') => {
            Date::new(year(third)?, small(second)?, small(first)?).ok().map(Period::day_of)
        }
        _ => None,
    }
}
