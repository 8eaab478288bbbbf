//! Scales: from numbers to places on the drawing, and the round numbers that an axis marks.

use crate::write::format;
use outpace_engine::math;

/// A span of numbers laid along a span of the drawing.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
    logarithmic: bool,
}

/// Where a value may stand on the axis.
const LARGEST: f64 = 1e300;

impl Scale {
    /// A linear scale over `domain`, which is widened to round numbers.
    pub fn linear(domain: (f64, f64), range: (f64, f64)) -> Scale {
        let (low, high) = sound(domain);
        let step = step((high - low) / 10.0);
        Scale { domain: ((low / step).floor() * step, (high / step).ceil() * step), range, logarithmic: false }
    }

    /// A linear scale over just `domain`: time.
    pub fn exact(domain: (f64, f64), range: (f64, f64)) -> Scale {
        Scale { domain: sound(domain), range, logarithmic: false }
    }

    /// A logarithmic scale over the positive part of `domain`, widened to a marked number at both ends.
    pub fn logarithmic(domain: (f64, f64), range: (f64, f64)) -> Scale {
        let high = if domain.1 > 0.0 { domain.1.min(LARGEST) } else { 10.0 };
        let low = if domain.0 > 0.0 { domain.0.max(1.0 / LARGEST).min(high) } else { high / 1000.0 };
        let (floor, ceiling) = (log10(low), log10(high));
        let mut ends = (floor.floor(), ceiling.ceil());
        if ends.1 - ends.0 < 1.0 {
            ends.1 = ends.0 + 1.0;
        }
        // Within few decades a whole one at an end would waste much of the axis: end at 2 or 5 instead.
        let low = [5.0, 2.0].map(|digit| digit * power_of_ten(ends.0)).into_iter().find(|&mark| mark <= low);
        let top = power_of_ten(ends.1 - 1.0);
        let high = [2.0, 5.0].map(|digit| digit * top).into_iter().find(|&mark| mark >= high);
        let low = low.unwrap_or_else(|| power_of_ten(ends.0));
        let high = high.unwrap_or_else(|| power_of_ten(ends.1));
        let high = if high > low { high } else { low * 10.0 };
        Scale { domain: (low, high), range, logarithmic: true }
    }

    /// The place of a value; values beyond the axis are held at its end.
    pub fn place(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let value = if value.is_nan() { low } else { value.clamp(low, high) };
        let share = if self.logarithmic {
            (log10(value) - log10(low)) / (log10(high) - log10(low))
        } else {
            (value - low) / (high - low)
        };
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Both ends, as numbers.
    pub fn domain(&self) -> (f64, f64) {
        self.domain
    }

    /// Both ends, as places.
    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    /// The numbers to mark: about `count`, never more than twice as many.
    pub fn ticks(&self, count: usize) -> Vec<f64> {
        let count = count.max(2);
        if self.logarithmic { self.logarithmic_ticks(count) } else { self.linear_ticks(count) }
    }

    /// The times to mark on a scale of decimal years, with their names: years, or months where less than three years would
    /// be marked. `room` says how many names as long as the given one there is room for.
    pub fn times(&self, room: impl Fn(&str) -> usize) -> Vec<(f64, String)> {
        let years = self.ticks(room("2025")).into_iter().filter(|year| year.fract() == 0.0);
        let years: Vec<(f64, String)> = years.map(|year| (year, format::time(year))).collect();
        let (low, high) = self.domain;
        if years.len() >= 3 || high - low > 3.0 || high.abs() > FAR {
            return years;
        }
        let most = room("2025-07");
        let months = [1.0, 2.0, 3.0, 6.0].map(|stride| months(low, high, stride));
        months.into_iter().find(|marks| marks.len() <= most).filter(|marks| marks.len() > years.len()).unwrap_or(years)
    }

    fn linear_ticks(&self, count: usize) -> Vec<f64> {
        let (low, high) = self.domain;
        let step = step((high - low) / count as f64);
        let first = (low / step - 1e-9).ceil();
        let last = (high / step + 1e-9).floor();
        // The quotients are whole numbers of at most a few dozen apart; multiples keep rounding from adding up.
        (0..=((last - first).clamp(0.0, 2.0 * count as f64) as usize))
            .map(|i| (first + i as f64) * step + 0.0)
            .collect()
    }

    fn logarithmic_ticks(&self, count: usize) -> Vec<f64> {
        let (low, high) = self.domain;
        let (from, to) = (log10(low).floor(), log10(high).ceil());
        let decades = to - from;
        let digits: &[f64] = if decades <= count as f64 / 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let stride = (decades / count as f64).ceil().max(1.0);
        let mut marks = Vec::new();
        let mut exponent = from;
        while exponent <= to {
            for digit in digits {
                let mark = digit * power_of_ten(exponent);
                if mark >= low * (1.0 - 1e-9) && mark <= high * (1.0 + 1e-9) {
                    marks.push(mark);
                }
            }
            exponent += stride;
        }
        marks
    }
}

/// Beyond this year, months are not told apart.
const FAR: f64 = 1e6;

/// The beginning of every month between two decimal years whose number of months is a multiple of `stride`.
fn months(low: f64, high: f64, stride: f64) -> Vec<(f64, String)> {
    let (first, last) = ((low * 12.0 / stride - 1e-6).ceil() as i64, (high * 12.0 / stride + 1e-6).floor() as i64);
    let names = (first..=last).map(|count| {
        let month = count * stride as i64;
        (month as f64 / 12.0, format!("{}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1))
    });
    names.collect()
}

/// A domain that can be divided by its length.
fn sound((low, high): (f64, f64)) -> (f64, f64) {
    let tame = |value: f64| if value.is_nan() { 0.0 } else { value.clamp(-LARGEST, LARGEST) };
    let (low, high) = (tame(low), tame(high));
    if high > low && high - low > high.abs() * 1e-12 {
        (low, high)
    } else if low == 0.0 {
        (0.0, 1.0)
    } else {
        (low - low.abs() / 2.0, low + low.abs() / 2.0)
    }
}

/// The least of 1, 2, 5 × 10ⁿ that is not below `rough`.
fn step(rough: f64) -> f64 {
    let base = power_of_ten(log10(rough).floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * base)
        .find(|&step| step >= rough * (1.0 - 1e-9))
        .unwrap_or(10.0 * base)
}

/// Ten to a whole power, rounded correctly: read from decimal text.
fn power_of_ten(exponent: f64) -> f64 {
    format!("1e{exponent:.0}").parse().unwrap_or(1.0)
}

/// The common logarithm, exact at powers of ten; of what has none, that of the least positive number.
fn log10(value: f64) -> f64 {
    if value >= f64::MIN_POSITIVE { math::log10(value) } else { -307.0 }
}

#[cfg(test)]
mod tests;
