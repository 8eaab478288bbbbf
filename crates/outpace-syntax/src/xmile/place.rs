//! Subscripts that are computed: a choice among elements.
//!
//! `sales[Age - 1]` and `sales[chosen]` name an element by its place. What is known is resolved at once; otherwise the
//! value is chosen by halves as the simulation goes. An element that does not exist is 0, or NaN where the
//! options of the file say so (XMILE 1.0, 3.7.1 and 2.2.1).
//! The standard does not say which element a place between whole numbers means; we take the nearest.

use std::ops::Range;

use super::builtin::{Maker, known};
use super::expression::COMPUTED;
use super::scope::{MAX_WRITTEN_OUT, Scope, size};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference, SubscriptUse};

impl Scope<'_> {
    /// The reference, with a choice among elements for each subscript from `from` on that is computed.
    pub(super) fn placed(&mut self, reference: Reference, dimensions: &[usize], from: usize) -> Expr {
        let span = reference.span;
        let index = |usage: &SubscriptUse| usage.name.text().strip_prefix(COMPUTED)?.parse::<usize>().ok();
        let next = reference.subscripts.iter().enumerate().skip(from).find_map(|(at, usage)| Some((at, index(usage)?)));
        let Some((at, number)) = next else { return Expr { kind: ExprKind::Reference(reference), span } };
        let (Some(written), Some(dimension)) = (self.computed.get(number).cloned(), dimensions.get(at)) else {
            return Expr { kind: ExprKind::Error, span };
        };
        let place = self.expr(written);
        let make = Maker { span };
        let count = self.names.dimensions[*dimension].elements.len();
        if let Some(known) = known(&place) {
            let nearest = (known + 0.5).floor();
            return match (1.0..=count as f64).contains(&nearest) {
                true => self.at_place(reference, dimensions, at, nearest as usize - 1),
                false => make.number(self.names.outside),
            };
        }
        let all = reference.subscripts.iter().zip(dimensions).skip(at).filter(|(usage, _)| index(usage).is_some());
        let all = all.map(|(_, each)| self.names.dimensions[*each].elements.len()).fold(1, usize::saturating_mul);
        if size(&place).saturating_mul(all) > MAX_WRITTEN_OUT {
            let message = format!("this subscript is computed, and may be any of {all} elements");
            let diagnostic = Diagnostic::error(codes::TOO_LARGE, message).at(span, "");
            return self.report(diagnostic.help("give the subscript a variable of its own"), span);
        }
        let below = make.binary(BinaryOperator::Less, place.clone(), make.number(0.5));
        let above = make.binary(BinaryOperator::GreaterOrEqual, place.clone(), make.number(count as f64 + 0.5));
        let outside = make.binary(BinaryOperator::Or, below, above);
        let inside = self.choice(&reference, dimensions, at, &place, 0..count);
        make.call("IF THEN ELSE", vec![outside, make.number(self.names.outside), inside])
    }

    /// The element among `among` to which `place` is nearest, by halves.
    fn choice(
        &mut self,
        reference: &Reference,
        dimensions: &[usize],
        at: usize,
        place: &Expr,
        among: Range<usize>,
    ) -> Expr {
        if among.len() <= 1 {
            return self.at_place(reference.clone(), dimensions, at, among.start);
        }
        let make = Maker { span: reference.span };
        let middle = among.start + among.len() / 2;
        let first_half = make.binary(BinaryOperator::Less, place.clone(), make.number(middle as f64 + 0.5));
        let first = self.choice(reference, dimensions, at, place, among.start..middle);
        let second = self.choice(reference, dimensions, at, place, middle..among.end);
        make.call("IF THEN ELSE", vec![first_half, first, second])
    }

    /// The reference with the element at `place` as subscript `at`.
    fn at_place(&mut self, mut reference: Reference, dimensions: &[usize], at: usize, place: usize) -> Expr {
        let element = dimensions.get(at).and_then(|each| self.names.dimensions[*each].elements.get(place));
        if let (Some(usage), Some(element)) = (reference.subscripts.get_mut(at), element) {
            usage.name = element.value.clone();
        }
        self.placed(reference, dimensions, at + 1)
    }
}
