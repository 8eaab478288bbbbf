//! What equations ask of graphical functions: a value, or the inverse, the area and the mean.

use super::builtin::Maker;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference};
use crate::name::Name;
use crate::span::Span;

impl Scope<'_> {
    /// The look-up of a variable, and whether it extrapolates.
    pub(super) fn table(&self, reference: &Reference) -> Option<(Name, bool)> {
        let full = self.names.find(self.prefix, &reference.name)?;
        let (table, extrapolates) = self.names.variables.get(&full)?.table.clone()?;
        // A graphical function may only name another one.
        let other = self.names.variables.get(&table).filter(|_| table != full);
        Some(other.and_then(|other| other.table.clone()).unwrap_or((table, extrapolates)))
    }

    /// The value at `x` of the look-up that belongs to a variable.
    pub(super) fn read_table(&mut self, reference: Reference, x: Expr, span: Span) -> Expr {
        let extrapolates = self.table(&reference).is_some_and(|(_, extrapolates)| extrapolates);
        let Some(reference) = self.table_reference(reference) else { return Expr { kind: ExprKind::Error, span } };
        if extrapolates {
            let table = Expr { span: reference.span, kind: ExprKind::Reference(reference) };
            return Maker { span }.call("LOOKUP EXTRAPOLATE", vec![table, x]);
        }
        Expr { kind: ExprKind::Call(reference, vec![x]), span }
    }

    /// The look-up that belongs to a variable, with its subscripts.
    fn table_reference(&mut self, reference: Reference) -> Option<Reference> {
        let (table, _) = self.table(&reference)?;
        let place = reference.span;
        match self.value(reference).kind {
            ExprKind::Reference(reference) => Some(Reference { name: table, ..reference }),
            ExprKind::Error => None,
            _ => {
                let message = "a graphical function whose subscript is computed is not supported";
                self.report(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(place, ""), place);
                None
            }
        }
    }

    /// LOOKUPINV, LOOKUPAREA and LOOKUPMEAN: what Vensim asks of a look-up too.
    ///
    /// The two x stand in either order, and may be left out. Source: isee systems, "Graphical builtins".
    pub(super) fn of_table(&mut self, name: &Reference, arguments: &[Expr], span: Span) -> Option<Expr> {
        let make = Maker { span };
        let function = name.name.canonical();
        let counts = match function {
            "lookupinv" => 1..=1,
            "lookuparea" => 0..=2,
            "lookupmean" => 2..=2,
            _ => return None,
        };
        let [Expr { kind: ExprKind::Reference(table), .. }, others @ ..] = arguments else { return None };
        let (_, extrapolates) = self.table(table).filter(|_| counts.contains(&others.len()))?;
        if extrapolates {
            let message = format!("`{}` of a graphical function that extrapolates is not supported", name.name);
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(span, "");
            return Some(self.report(diagnostic.help("it is the whole line beyond its points that would count"), span));
        }
        let table = make.expr(ExprKind::Reference(self.table_reference(table.clone())?));
        let others: Vec<Expr> = others.iter().map(|other| self.expr(other.clone())).collect();
        if function == "lookupinv" {
            return Some(make.call("LOOKUP INVERT", [vec![table], others].concat()));
        }
        let to = others.first().cloned().unwrap_or_else(|| make.number(f64::INFINITY));
        let from = others.get(1).cloned().unwrap_or_else(|| make.number(f64::NEG_INFINITY));
        let area = |from: Expr, to: Expr| make.call("LOOKUP AREA", vec![table.clone(), from, to]);
        if function == "lookupmean" {
            let width = make.binary(BinaryOperator::Subtract, to.clone(), from.clone());
            return Some(make.binary(BinaryOperator::Divide, area(from, to), width));
        }
        let (least, most) = match others.as_slice() {
            [_, _] => (make.call("MIN", vec![from.clone(), to.clone()]), make.call("MAX", vec![from, to])),
            _ => (from, to),
        };
        Some(area(least, most))
    }
}
