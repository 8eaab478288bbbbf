use jiff::civil::date;

use super::*;

fn read(text: &str) -> Period {
    Period::read(text).unwrap_or_else(|mistake| panic!("{text}: {}", mistake.message))
}

#[test]
fn every_form_gives_its_days_and_prints_in_the_shortest_form() {
    let cases = [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "2025"),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30), "2025-Q3"),
        ("2025-q1", date(2025, 1, 1), date(2025, 3, 31), "2025-Q1"),
        ("2025-07", date(2025, 7, 1), date(2025, 7, 31), "2025-07"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (" 2025-07-31 ", date(2025, 7, 31), date(2025, 7, 31), "2025-07-31"),
        ("2024-07/2025-06", date(2024, 7, 1), date(2025, 6, 30), "2024-07/2025-06"),
        ("2024/2025-Q1", date(2024, 1, 1), date(2025, 3, 31), "2024-01/2025-03"),
        ("2023/2025", date(2023, 1, 1), date(2025, 12, 31), "2023/2025"),
        ("2025-01/2025-12-31", date(2025, 1, 1), date(2025, 12, 31), "2025"),
        ("2025-04-01/2025-06", date(2025, 4, 1), date(2025, 6, 30), "2025-Q2"),
        ("2025-04-02/2025-06-29", date(2025, 4, 2), date(2025, 6, 29), "2025-04-02/2025-06-29"),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), "9999"),
    ];
    for (text, first, last, shown) in cases {
        let period = read(text);
        assert_eq!(period, Period { first, last }, "{text}");
        assert_eq!(period.to_string(), shown, "{text}");
        assert_eq!(read(&period.to_string()), period, "{text}");
    }
}

#[test]
fn mistakes_say_what_was_probably_meant() {
    let cases = [
        ("2025-13", "there is no month 13", "write a year"),
        ("2025-02-30", "2025-02 has 28 days", "write a year"),
        ("2025-Q5", "quarters Q1 to Q4", "write a year"),
        ("2025/07", "is not a period", "write `2025-07`"),
        ("Q3 2025", "is not a period", "write `2025-Q3`"),
        ("2025 Q3", "is not a period", "write `2025-Q3`"),
        ("2025Q3", "is not a period", "write `2025-Q3`"),
        ("31.07.2025", "is not a period", "write `2025-07-31`"),
        ("2025/7/31", "is not a period", "write `2025-07-31`"),
        ("2025-7", "is not a period", "write `2025-07`"),
        ("FY2025", "is not a period", "write `2025`"),
        ("07/31/2025", "is not a period", "write a year"),
        ("2025-06/2024-07", "ends before it begins", "write `2024-07/2025-06`"),
        ("", "is not a period", "write a year"),
        ("last year", "is not a period", "write a year"),
        ("٢٠٢٥", "is not a period", "write a year"),
    ];
    for (text, message, help) in cases {
        let mistake = Period::read(text).unwrap_err();
        assert!(mistake.message.contains(message), "{text}: {}", mistake.message);
        assert!(mistake.help.starts_with(help), "{text}: {}", mistake.help);
    }
}

#[test]
fn days_are_counted_with_both_ends() {
    for (text, days) in [("2025", 365), ("2024", 366), ("2025-07-31", 1), ("2024-07/2025-06", 365), ("1999/2000", 731)]
    {
        assert_eq!(read(text).days(), days, "{text}");
    }
}

#[test]
fn decimal_years_are_exact_to_the_day() {
    assert_eq!(read("2025").decimal_years(), (2025.0, 2026.0));
    assert_eq!(read("2024-01-01").decimal_years(), (2024.0, 2024.0 + 1.0 / 366.0));
    assert_eq!(read("2025-Q1").decimal_years(), (2025.0, 2025.0 + 90.0 / 365.0));
    assert_eq!(read("2024-07/2025-06").decimal_years(), (2024.0 + 182.0 / 366.0, 2025.0 + 181.0 / 365.0));
}

#[test]
fn containing_and_overlapping() {
    let (year, quarter, fiscal) = (read("2025"), read("2025-Q3"), read("2024-07/2025-06"));
    assert!(year.contains(quarter) && !quarter.contains(year) && year.contains(year));
    assert!(year.overlaps(fiscal) && fiscal.overlaps(year) && !quarter.overlaps(fiscal));
    assert_eq!((year.year(), quarter.year(), fiscal.year()), (Some(2025), None, None));
    assert!(year.is_year() && !fiscal.is_year());
}

#[test]
fn whole_units_can_be_split() {
    let texts = |parts: Option<Vec<Period>>| parts.map(|parts| parts.iter().map(Period::to_string).collect::<Vec<_>>());
    let some = |parts: &[&str]| Some(parts.iter().map(|part| part.to_string()).collect::<Vec<_>>());
    assert_eq!(texts(read("2025").quarters()), some(&["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]));
    assert_eq!(texts(read("2024-12/2025-01").months()), some(&["2024-12", "2025-01"]));
    assert_eq!(texts(read("2024/2025").years()), some(&["2024", "2025"]));
    assert_eq!(read("2025-02/2025-04").quarters(), None);
    assert_eq!(read("2025-07-15/2025-08").months(), None);
    assert_eq!(texts(read("9999").years()), some(&["9999"]));
}
