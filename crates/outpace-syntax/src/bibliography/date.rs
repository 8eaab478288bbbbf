//! Dates of sources, as BibLaTeX has them: `date = {2025-10-29}`, or `year`, `month` and `day` by themselves.
//!
//! The library that reads the entries also reads dates, but panics at some that are none. Source: the BibLaTeX manual,
//! "Date and Time Specifications": signs of doubt behind a date, open ranges, and times of the day are passed over.

use crate::period::Period;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The field `date`: a day, a month, a year, or two of them with `/` between, of which one may be missing or `..`.
pub(super) fn of_date(text: &str) -> Option<Period> {
    let text = text.trim().trim_end_matches(['~', '?', '%']);
    let Some((first, last)) = text.split_once('/') else { return without_time(text) };
    let is_open = |side: &str| matches!(side.trim(), "" | "..");
    match (is_open(first), is_open(last)) {
        (false, true) => without_time(first),
        (true, false) => without_time(last),
        (true, true) => None,
        (false, false) => {
            let (first, last) = (without_time(first)?, without_time(last)?);
            (first.first <= last.last).then_some(Period { first: first.first, last: last.last })
        }
    }
}

/// The fields `year`, `month` and `day`: a month is a number, or its English name or the first letters of it; the day may
/// stand behind the month, as in `October 29`.
pub(super) fn of_fields(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Period> {
    let year = year.trim();
    let Some(month) = month.map(str::trim).filter(|month| !month.is_empty()) else { return without_time(year) };
    let letters = month.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(month.len());
    let (name, behind) = month.split_at(letters);
    let (number, behind) = match name {
        "" => (month.parse().ok()?, ""),
        name => {
            let short = name.get(..3)?.to_ascii_lowercase();
            (MONTHS.iter().position(|known| *known == short)? + 1, behind)
        }
    };
    let day = day.unwrap_or_else(|| behind.trim_matches(|c: char| !c.is_ascii_digit())).trim();
    match day {
        "" => without_time(&format!("{year}-{number:02}")),
        day => without_time(&format!("{year}-{number:02}-{:02}", day.parse::<u8>().ok()?)),
    }
}

/// `2025-10-29T12:00:00` is that day, and `2025-7` is `2025-07`.
fn without_time(text: &str) -> Option<Period> {
    let day = text.split(['T', 't']).next()?.trim();
    let parts: Vec<String> = day.split('-').map(|part| format!("{part:0>2}")).collect();
    Period::read(&parts.join("-")).ok()
}
