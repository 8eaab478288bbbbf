//! What equations ask of graphical functions: a value, or the inverse, the area and the mean.

use super::builtin::Maker;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{Expr, ExprKind, Reference};
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
    pub(super) fn table_reference(&mut self, reference: Reference) -> Option<Reference> {
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

    /// Says that a variable has no graphical function that a call could read.
    fn no_table(&mut self, reference: &Reference, span: Span) -> Expr {
        if self.names.find(self.prefix, &reference.name).is_none() {
            // An unknown name is reported as such.
            return self.value(reference.clone());
        }
        let message = format!("`{}` has no graphical function", reference.name);
        let diagnostic = Diagnostic::error(codes::NOT_A_LOOKUP, message).at(reference.span, "");
        self.report(diagnostic.help("give it a `<gf>`"), span)
    }

    /// LOOKUP, and LOOKUPINV, LOOKUPAREA and LOOKUPMEAN: what Vensim asks of a look-up too.
    ///
    /// The two x stand in either order, and may be left out. Source: isee systems, "Graphical builtins". That LOOKUPMEAN is
    /// the average x of a density: <https://github.com/peterhovmand/COVID-19-SD-generic-structures>, where
    /// `disease_duration / LOOKUPMEAN(profile, 1)` is the transit time of a conveyor that is filled by the profile.
    pub(super) fn of_table(&mut self, name: &Reference, arguments: &[Expr], span: Span) -> Option<Expr> {
        let make = Maker { span };
        let function = name.name.canonical();
        let counts = match function {
            "lookup" | "lookupinv" => 1..=1,
            "lookuparea" => 0..=2,
            "lookupmean" => 0..=2,
            _ => return None,
        };
        let [Expr { kind: ExprKind::Reference(table), .. }, others @ ..] = arguments else { return None };
        if !counts.contains(&others.len()) {
            return None;
        }
        let Some((_, extrapolates)) = self.table(table) else { return Some(self.no_table(table, span)) };
        if function == "lookup" {
            let x = self.expr(others.first()?.clone());
            return Some(self.read_table(table.clone(), x, span));
        }
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
        if function == "lookupmean" {
            return Some(make.call("std.LOOKUPMEAN", vec![table, from, to]));
        }
        let (least, most) = match others.as_slice() {
            [_, _] => (make.call("MIN", vec![from.clone(), to.clone()]), make.call("MAX", vec![from, to])),
            _ => (from, to),
        };
        Some(make.call("LOOKUP AREA", vec![table, least, most]))
    }
}
