//! Unit expressions as written: `Widget/Year`, `BUSD/MH100e`, `1/(Month*Month)`, `billion USD`.

use crate::name::Name;
use crate::span::Span;

/// A product of named units with whole exponents, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitExpr {
    /// Each factor: the name, its exponent (negative under a division), and where it stands.
    /// `Dmnl`, `1` and an empty text give no factors.
    pub factors: Vec<(Name, i32, Span)>,
    /// A number in front (`1000 robots`) and scale words (`billion`), multiplied together; 1 without.
    pub scale: f64,
    /// Where the whole stands.
    pub span: Span,
}
