//! Units: an exact number times powers of base units, with the algebra that equations need.
//!
//! `billion USD/Year` is 10⁹ × USD¹ × Year⁻¹. Two units have the same *dimension* when their powers agree; then one
//! converts to the other by a factor. Base units are whatever a study names (`H100e`, `robot`): as in Vensim, a name
//! nobody defined is a unit of its own. [`UnitTable`] knows the names that are more than that.

mod explain;
mod scale;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use outpace_syntax::Name;
use scale::Scale;

pub use explain::{Mismatch, mismatch};
pub use table::{UnitTable, from_expr};

/// An exact scale times powers of base units; equal units are equal values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    scale: Scale,
    /// Sorted by the base's key, without zero exponents.
    powers: Arc<[(Base, Exponent)]>,
}

/// A base unit: its folded key decides what it is, its text how it is shown.
#[derive(Debug, Clone)]
struct Base {
    key: Arc<str>,
    text: Arc<str>,
}

impl PartialEq for Base {
    fn eq(&self, other: &Base) -> bool {
        self.key == other.key
    }
}
impl Eq for Base {}

/// A reduced fraction with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Exponent {
    numerator: i32,
    denominator: i32,
}

impl Exponent {
    fn whole(numerator: i32) -> Exponent {
        Exponent { numerator, denominator: 1 }
    }

    /// Reduces; clamps to the range of `i32`, far beyond any unit one could mean.
    fn new(numerator: i64, denominator: i64) -> Exponent {
        let (mut left, mut right) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        while right != 0 {
            (left, right) = (right, left % right);
        }
        let shared = i64::try_from(left.max(1)).unwrap_or(1);
        let clamp = |value: i64| i32::try_from(value).unwrap_or(if value < 0 { -i32::MAX } else { i32::MAX });
        Exponent { numerator: clamp(numerator / shared), denominator: clamp(denominator / shared).max(1) }
    }

    fn plus(self, other: Exponent) -> Exponent {
        let (a, b) = (i64::from(self.numerator), i64::from(self.denominator));
        let (c, d) = (i64::from(other.numerator), i64::from(other.denominator));
        Exponent::new((a * d).saturating_add(c * b), b * d)
    }

    fn times(self, factor: i32) -> Exponent {
        Exponent::new(i64::from(self.numerator) * i64::from(factor), self.denominator.into())
    }

    fn over(self, divisor: u32) -> Exponent {
        Exponent::new(self.numerator.into(), i64::from(self.denominator).saturating_mul(divisor.max(1).into()))
    }
}

impl Unit {
    /// The unit of pure numbers, `Dmnl`.
    pub fn dimensionless() -> Unit {
        Unit { scale: Scale::ONE, powers: Arc::default() }
    }

    fn base(key: String, text: String) -> Unit {
        let base = Base { key: key.into(), text: text.into() };
        Unit { scale: Scale::ONE, powers: Arc::new([(base, Exponent::whole(1))]) }
    }

    /// A base unit of this name, whatever a table may know of it.
    pub fn named(name: &Name) -> Unit {
        Unit::base(table::fold(name), name.text().to_string())
    }

    /// The name of the one base unit that this is made of, to the power of one, whatever the scale.
    pub fn sole_base(&self) -> Option<&str> {
        match &*self.powers {
            [(base, exponent)] if *exponent == Exponent::whole(1) => Some(&base.text),
            _ => None,
        }
    }

    /// The base unit of time.
    pub fn year() -> Unit {
        Unit::base("year".into(), "Year".into())
    }

    /// `factor` of this unit: `USD` scaled by 1e9 is `billion USD`. None unless the factor is positive and finite.
    pub fn scaled(&self, factor: f64) -> Option<Unit> {
        Some(self.rescaled(Scale::decimal(factor)?))
    }

    fn rescaled(&self, scale: Scale) -> Unit {
        Unit { scale: self.scale.times(scale), powers: self.powers.clone() }
    }

    /// The product of two units.
    pub fn times(&self, other: &Unit) -> Unit {
        let mut powers = self.powers.to_vec();
        for (base, exponent) in other.powers.iter() {
            match powers.binary_search_by(|(mine, _)| mine.key.cmp(&base.key)) {
                Ok(at) => powers[at].1 = powers[at].1.plus(*exponent),
                Err(at) => powers.insert(at, (base.clone(), *exponent)),
            }
        }
        powers.retain(|(_, exponent)| exponent.numerator != 0);
        Unit { scale: self.scale.times(other.scale), powers: powers.into() }
    }

    /// The quotient of two units.
    pub fn over(&self, other: &Unit) -> Unit {
        self.times(&other.power(-1))
    }

    /// The whole power `exponent`.
    pub fn power(&self, exponent: i32) -> Unit {
        let powers = self.powers.iter().map(|(base, own)| (base.clone(), own.times(exponent)));
        Unit { scale: self.scale.power(exponent), powers: powers.filter(|(_, e)| e.numerator != 0).collect() }
    }

    /// The root of the given degree: `root(2)` of `Widget*Widget` is `Widget`. Exponents may become fractions.
    pub fn root(&self, degree: u32) -> Unit {
        let powers = self.powers.iter().map(|(base, own)| (base.clone(), own.over(degree)));
        Unit { scale: self.scale.root(degree), powers: powers.collect() }
    }

    /// Whether no base unit is left (`Dmnl`, `percent`).
    pub fn is_dimensionless(&self) -> bool {
        self.powers.is_empty()
    }

    /// Whether one converts to the other by a factor.
    pub fn same_dimension(&self, other: &Unit) -> bool {
        self.powers == other.powers
    }

    /// What to multiply a value in this unit by to have it in `other`; none where the dimensions differ (or the
    /// factor leaves the range of `f64`).
    pub fn factor_to(&self, other: &Unit) -> Option<f64> {
        let factor = self.scale.times(other.scale.inverse()).value();
        (self.same_dimension(other) && factor.is_finite() && factor > 0.0).then_some(factor)
    }

    /// The number in front: what one of this unit is in plain base units.
    pub fn scale(&self) -> f64 {
        self.scale.value()
    }

    /// Whether it is something per time (`USD/Year`): time to the power of minus one.
    pub fn is_per_time(&self) -> bool {
        self.exponent_of("year") == Some(Exponent::whole(-1))
    }

    /// Whether it is a time and nothing else (`Month`).
    pub fn is_time(&self) -> bool {
        self.powers.len() == 1 && self.exponent_of("year") == Some(Exponent::whole(1))
    }

    fn exponent_of(&self, key: &str) -> Option<Exponent> {
        self.powers.iter().find(|(base, _)| &*base.key == key).map(|(_, exponent)| *exponent)
    }

    /// The scale and the word for time that show this unit best: `12 Widget/Year` is one `Widget/Month`.
    fn shown_time(&self) -> (Scale, &'static str) {
        let year = (self.scale, "Year");
        let Some(exponent) = self.exponent_of("year").filter(|e| e.denominator == 1) else { return year };
        if self.scale.as_power_of_ten().is_some() {
            return year;
        }
        let plain = table::TIMES.iter().find_map(|(text, numerator, denominator)| {
            let time = Scale::fraction(*numerator, *denominator).power(exponent.numerator);
            let rest = self.scale.times(time.inverse());
            rest.as_power_of_ten().is_some().then_some((rest, *text))
        });
        plain.unwrap_or(year)
    }
}

impl fmt::Display for Unit {
    /// `billion USD/Year`, `W*Hour`, `percent`, `Dmnl`, `1/Month`, `Widget^(1/2)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scale, time) = self.shown_time();
        let front = match scale.as_power_of_ten() {
            Some(0) => String::new(),
            Some(-2) if self.powers.iter().all(|(_, exponent)| exponent.numerator < 0) => "percent".into(),
            Some(3) => "thousand".into(),
            Some(6) => "million".into(),
            Some(9) => "billion".into(),
            Some(12) => "trillion".into(),
            Some(tens) => format!("1e{tens}"),
            None => plain(scale.value()),
        };
        let text = |base: &Base| if &*base.key == "year" { time.to_string() } else { base.text.to_string() };
        let (above, below): (Vec<_>, Vec<_>) = self.powers.iter().partition(|(_, exponent)| exponent.numerator > 0);
        let product: Vec<String> = above.iter().map(|(base, exponent)| power(&text(base), *exponent)).collect();
        let numerator = match (front.is_empty(), product.is_empty()) {
            (true, true) if below.is_empty() => "Dmnl".to_string(),
            (true, true) => "1".to_string(),
            (true, false) => product.join("*"),
            (false, true) => front,
            (false, false) => format!("{front} {}", product.join("*")),
        };
        f.write_str(&numerator)?;
        below.iter().try_for_each(|(base, exponent)| write!(f, "/{}", power(&text(base), exponent.times(-1))))
    }
}

fn power(text: &str, exponent: Exponent) -> String {
    match (exponent.numerator, exponent.denominator) {
        (1, 1) => text.to_string(),
        (numerator, 1) => format!("{text}^{numerator}"),
        (numerator, denominator) => format!("{text}^({numerator}/{denominator})"),
    }
}

/// A number as people write it: no exponent in the middle range, at most seven significant digits.
fn plain(value: f64) -> String {
    let short: f64 = format!("{value:.6e}").parse().unwrap_or(value);
    if (1e-4..1e7).contains(&short) { short.to_string() } else { format!("{short:e}") }
}
