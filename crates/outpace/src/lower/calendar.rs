//! GET TIME VALUE: the time of a model as a date.
//!
//! The model's file says which date the time 0 stands for; without a word it is 2000-01-01, as in a new model of Vensim.
//! In models that count months, quarters or years every month has 30 days, and every year 360; in those that count weeks,
//! days or less the calendar is the Gregorian one, for all time. Source: fn_get_time_value.html.

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_study::model::Expr;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::mdl::BaseDate;
use outpace_syntax::{Diagnostic, Span};

/// A unit of time by its name, its length in days, and whether its months all have 30 of them.
const UNITS: [(&str, f64, bool); 8] = [
    ("year", 360.0, true),
    ("quarter", 90.0, true),
    ("month", 30.0, true),
    ("week", 7.0, false),
    ("day", 1.0, false),
    ("hour", 1.0 / 24.0, false),
    ("minute", 1.0 / 1_440.0, false),
    ("second", 1.0 / 86_400.0, false),
];

/// What a day's number may miss by rounding: a tenth of a millisecond.
const SLACK: f64 = 1e-9;

const SECONDS_OF_DAY: f64 = 86_400.0;

/// The weekday of 0000-01-01, from Sunday as 0.
const FIRST_WEEKDAY: f64 = 6.0;

/// Year, month and day.
struct Date {
    year: Value,
    month: Value,
    day: Value,
}

impl<'a> Builder<'a> {
    /// A part of the date that a time stands for.
    pub fn date_part(&mut self, time: &'a Expr, measure: f64, span: Span, place: &Place) -> Value {
        let time = self.expr(time, place);
        let Some((days, even)) = self.unit_of_time() else {
            let message = "`GET TIME VALUE` needs to know what the model counts in";
            let help = "give `TIME STEP` a unit: Year, Quarter, Month, Week, Day, Hour, Minute or Second";
            self.problems.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "").help(help));
            return time;
        };
        let base = self.model.base_date;
        let start = if even { even_days(base) } else { gregorian_days(base) };
        let (start, length, slack) = (self.constant(start), self.constant(days), self.constant(SLACK));
        let passed = self.binary(BinaryOp::Multiply, time, length);
        let exact = self.binary(BinaryOp::Add, start, passed);
        let safe = self.binary(BinaryOp::Add, exact, slack);
        let day = self.graph.unary(UnaryOp::Floor, safe);
        let rest = self.binary(BinaryOp::Subtract, safe, day);
        match measure as u32 {
            5 => {
                let shifted = self.plus(day, FIRST_WEEKDAY);
                self.modulo(shifted, 7.0)
            }
            6 => day,
            7 => self.parts_of(rest, 24.0),
            8 => {
                let minutes = self.parts_of(rest, 1_440.0);
                self.modulo(minutes, 60.0)
            }
            9 => {
                let exact = self.binary(BinaryOp::Subtract, exact, day);
                let zero = self.constant(0.0);
                let exact = self.binary(BinaryOp::Maximum, exact, zero);
                let seconds = self.times(exact, SECONDS_OF_DAY);
                self.modulo(seconds, 60.0)
            }
            10 => {
                let seconds = self.parts_of(safe, SECONDS_OF_DAY);
                self.modulo(seconds, 500_000.0)
            }
            part => {
                let date = if even { self.even_date(day) } else { self.gregorian_date(day) };
                match part {
                    1 => date.year,
                    2 => {
                        let before = self.plus(date.month, -1.0);
                        let quarter = self.parts_of(before, 1.0 / 3.0);
                        self.plus(quarter, 1.0)
                    }
                    3 => date.month,
                    _ => date.day,
                }
            }
        }
    }

    /// The length in days of what the model counts in, and whether all its months are alike.
    fn unit_of_time(&self) -> Option<(f64, bool)> {
        let control = self.model.control;
        let mut named = [control.step, control.last, control.initial].into_iter().flatten();
        let unit = named.find_map(|variable| self.model.variable(variable).unit.as_ref())?;
        let [(name, 1, _)] = unit.factors.as_slice() else { return None };
        let name = name.canonical().trim_end_matches('s');
        UNITS.iter().find(|(unit, ..)| *unit == name).map(|&(_, days, even)| (days, even))
    }

    fn plus(&mut self, x: Value, number: f64) -> Value {
        let number = self.constant(number);
        self.binary(BinaryOp::Add, x, number)
    }

    fn times(&mut self, x: Value, number: f64) -> Value {
        let number = self.constant(number);
        self.binary(BinaryOp::Multiply, x, number)
    }

    fn modulo(&mut self, x: Value, number: f64) -> Value {
        let number = self.constant(number);
        self.binary(BinaryOp::Modulo, x, number)
    }

    /// `x × number`, rounded down.
    fn parts_of(&mut self, x: Value, number: f64) -> Value {
        let product = self.times(x, number);
        self.graph.unary(UnaryOp::Floor, product)
    }

    /// `x / number`, rounded down.
    fn share(&mut self, x: Value, number: f64) -> Value {
        let number = self.constant(number);
        let quotient = self.binary(BinaryOp::Divide, x, number);
        self.graph.unary(UnaryOp::Floor, quotient)
    }

    /// Twelve months of 30 days.
    fn even_date(&mut self, day: Value) -> Date {
        let year = self.share(day, 360.0);
        let rest = self.modulo(day, 360.0);
        let month = self.share(rest, 30.0);
        let day = self.modulo(rest, 30.0);
        Date { year, month: self.plus(month, 1.0), day: self.plus(day, 1.0) }
    }

    /// From the number of days since 0000-01-01, by years that begin in March, so that the leap day is their last; 400
    /// years have 146,097 days. After Howard Hinnant, *chrono-compatible low-level date algorithms* (2013).
    fn gregorian_date(&mut self, day: Value) -> Date {
        let since_march = self.plus(day, -60.0);
        let era = self.share(since_march, 146_097.0);
        let day_of_era = self.modulo(since_march, 146_097.0);
        let (fours, hundreds, last) =
            (self.share(day_of_era, 1_460.0), self.share(day_of_era, 36_524.0), self.share(day_of_era, 146_096.0));
        let even = self.binary(BinaryOp::Subtract, day_of_era, fours);
        let even = self.binary(BinaryOp::Add, even, hundreds);
        let even = self.binary(BinaryOp::Subtract, even, last);
        let year_of_era = self.share(even, 365.0);
        let (days, fours, hundreds) =
            (self.times(year_of_era, 365.0), self.share(year_of_era, 4.0), self.share(year_of_era, 100.0));
        let before = self.binary(BinaryOp::Add, days, fours);
        let before = self.binary(BinaryOp::Subtract, before, hundreds);
        let day_of_year = self.binary(BinaryOp::Subtract, day_of_era, before);
        // Five months in a row have 153 days.
        let fifths = self.times(day_of_year, 5.0);
        let fifths = self.plus(fifths, 2.0);
        let month = self.share(fifths, 153.0);
        let first = self.times(month, 153.0);
        let first = self.plus(first, 2.0);
        let first = self.share(first, 5.0);
        let day = self.binary(BinaryOp::Subtract, day_of_year, first);
        let (ten, years) = (self.constant(10.0), self.times(era, 400.0));
        let in_old_year = self.binary(BinaryOp::Less, month, ten);
        let (later, earlier) = (self.plus(month, 3.0), self.plus(month, -9.0));
        let year = self.binary(BinaryOp::Add, years, year_of_era);
        let next = self.plus(year, 1.0);
        Date {
            year: self.graph.select(in_old_year, year, next),
            month: self.graph.select(in_old_year, later, earlier),
            day: self.plus(day, 1.0),
        }
    }
}

/// Days since 0000-01-01 where every month has 30.
fn even_days(date: BaseDate) -> f64 {
    f64::from(date.year * 360 + (date.month - 1) * 30 + date.day - 1)
}

/// Days since 0000-01-01 in the Gregorian calendar, by years that begin in March.
fn gregorian_days(date: BaseDate) -> f64 {
    let year = if date.month > 2 { date.year } else { date.year - 1 };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
    f64::from(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year + 60)
}
