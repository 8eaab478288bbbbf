//! Functions over arrays, and parts of arrays.
//!
//! `SUM(sales[*])`, `MEAN`, `STDDEV`, `RANK` and the others run over every dimension that is starred, sliced or left
//! unsaid. A slice such as `[2:4]` becomes a range of its own. Source: XMILE 1.0, 3.7.1 "Arrays".

use std::collections::BTreeSet;

use super::builtin::{Maker, extra};
use super::expression::RANGE;
use super::scope::{Dimension, MAX_WRITTEN_OUT, Scope, size};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference, SubscriptUse};
use crate::name::Name;
use crate::span::{Span, Spanned};

/// Vensim's functions whose arguments stand for all elements where they name the one at hand.
const BY_ELEMENT: [&str; 5] =
    ["allocate available", "allocate by priority", "vector rank", "vector reorder", "vector sort order"];

impl Scope<'_> {
    /// SUM, MEAN, SIZE, PROD, and MIN and MAX of arrays or of several arguments.
    pub(super) fn over_array(&mut self, name: &Reference, arguments: &[Expr], span: Span) -> Option<Expr> {
        let make = Maker { span };
        if let Some(what) = self.container(arguments) {
            let is_known =
                ["sum", "prod", "mean", "size", "stddev", "rank", "min", "max"].contains(&name.name.canonical());
            let message = format!("`{}` of {what} is not supported", name.name);
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(span, "");
            return is_known.then(|| self.report(diagnostic, span));
        }
        let function = match (name.name.canonical(), arguments) {
            ("sum", [_]) => "SUM",
            ("prod", [_]) => "PROD",
            ("mean", [_, ..]) | ("size" | "stddev", [_]) | ("rank", [_, _] | [_, _, _]) => "SUM",
            ("interpolate", [array, fractions @ ..]) => return Some(self.interpolated(array, fractions, &make)),
            ("min", [_, ..]) => "VMIN",
            ("max", [_, ..]) => "VMAX",
            _ => return None,
        };
        match (name.name.canonical(), arguments) {
            ("size", [Expr { kind: ExprKind::Reference(reference), .. }]) if reference.name.is("self") => {
                let itself = Reference { name: self.left.name.clone(), ..reference.clone() };
                let itself = self.array(make.expr(ExprKind::Reference(itself)));
                Some(make.number(self.count(&itself) as f64))
            }
            ("rank", [array, number, second @ ..]) => self.rank((array, second.first()), number, &make),
            ("stddev", [argument]) => self.standard_deviation(name, argument, &make),
            ("mean", several @ [_, _, ..]) => self.mean_of_several(several, &make),
            ("size", [Expr { kind: ExprKind::Reference(reference), .. }])
                if self.names.dimension_index.contains_key(&reference.name) =>
            {
                Some(make.number(self.length(&reference.name)? as f64))
            }
            ("size" | "mean", [argument]) => {
                let argument = self.array(argument.clone());
                let count = self.count(&argument) as f64;
                match name.name.is("size") {
                    true => Some(make.number(count)),
                    false => {
                        let sum = make.call("SUM", vec![argument]);
                        Some(make.binary(BinaryOperator::Divide, sum, make.number(count)))
                    }
                }
            }
            (_, [argument]) => {
                let argument = self.array(argument.clone());
                Some(make.call(function, vec![argument]))
            }
            (pair, several) => self.extreme(function, pair, several, &make),
        }
    }

    fn mean_of_several(&mut self, several: &[Expr], make: &Maker) -> Option<Expr> {
        let mut values = several.iter().map(|each| self.expr(each.clone()));
        let first = values.next()?;
        let sum = values.fold(first, |left, right| make.binary(BinaryOperator::Add, left, right));
        Some(make.binary(BinaryOperator::Divide, sum, make.number(several.len() as f64)))
    }

    /// The least or the greatest of several arguments: `over` is the function of an array, `pair` that of two numbers.
    fn extreme(&mut self, over: &str, pair: &str, several: &[Expr], make: &Maker) -> Option<Expr> {
        let mut values = several.iter().map(|argument| match self.is_array(argument) {
            true => {
                let argument = self.array(argument.clone());
                make.call(over, vec![argument])
            }
            false => self.expr(argument.clone()),
        });
        let first = values.next()?;
        Some(values.fold(first, |left, right| make.call(pair, vec![left, right])))
    }

    /// How far elements are from their mean: of all of them, not of a sample.
    fn standard_deviation(&mut self, name: &Reference, argument: &Expr, make: &Maker) -> Option<Expr> {
        let mean = self.over_array(&mean_of(name), std::slice::from_ref(argument), make.span)?;
        let argument = self.array(argument.clone());
        let away = make.binary(BinaryOperator::Subtract, argument.clone(), mean);
        let squared = make.binary(BinaryOperator::Power, away, make.number(2.0));
        let count = make.number(self.count(&argument) as f64);
        let variance = make.binary(BinaryOperator::Divide, make.call("SUM", vec![squared]), count);
        Some(make.call("SQRT", vec![variance]))
    }

    /// `ALLOCATE(supply, Place, requests[Place.*], priorities[Place.*], width)`: what each element of a dimension on the
    /// left gets, by Vensim's ALLOCATE BY PRIORITY; with the curves to fill them by behind it, as in ALLOCATE AVAILABLE.
    ///
    /// Source: the converter from Vensim that isee systems and the society published, xmutil, writes the one for the
    /// other. Of curves, what Stella exported from `models/allocate/allocate.stmx` to `allocate.csv` beside it, in
    /// <https://github.com/climateinteractive/SDEverywhere>.
    pub(super) fn allocated(&mut self, name: &Reference, arguments: &[Expr], span: Span) -> Option<Expr> {
        let [supply, Expr { kind: ExprKind::Reference(named), .. }, requests, priorities, width, curve @ ..] =
            arguments
        else {
            return None;
        };
        let dimension =
            *self.names.dimension_index.get(&named.name).filter(|_| name.name.is("allocate") && curve.len() <= 1)?;
        if self.left.subscripts.last().map(|usage| &usage.name) != Some(&self.names.dimensions[dimension].name.value) {
            let message =
                format!("`ALLOCATE` gives something to all of `{}`, the last dimension of its variable", named.name);
            let diagnostic = Diagnostic::error(codes::UNSUPPORTED_FUNCTION, message).at(span, "");
            return Some(self.report(diagnostic.help("write one equation for all elements"), span));
        }
        let make = Maker { span };
        let mut along = |array: &Expr| {
            let mut array = array.clone();
            if let ExprKind::Reference(reference) = &mut array.kind {
                let all = |usage: &SubscriptUse| {
                    let text = usage.name.text();
                    text == "*" || text.strip_suffix(".*").is_some_and(|text| Name::new(text) == named.name)
                };
                for usage in reference.subscripts.iter_mut().filter(|usage| all(usage)) {
                    usage.name = named.name.clone();
                }
            }
            self.expr(array)
        };
        let (requests, priorities, width) = (along(requests), along(priorities), along(width));
        if let [curve] = curve {
            let curve = along(curve);
            let supply = self.expr(supply.clone());
            return Some(make.call("std.ALLOCATE", vec![requests, curve, supply, priorities, width]));
        }
        let size = make.number(self.names.dimensions[dimension].elements.len() as f64);
        let supply = self.expr(supply.clone());
        Some(make.call("ALLOCATE BY PRIORITY", vec![requests, priorities, size, width, supply]))
    }

    /// The place of the element that is number `number` from the smallest on; among equal ones that with the smaller
    /// element in the second array comes first, and then the first.
    ///
    /// Written out: for each element, how many come before it. Source: isee systems, "Array builtins".
    fn rank(&mut self, arrays: (&Expr, Option<&Expr>), number: &Expr, make: &Maker) -> Option<Expr> {
        use BinaryOperator::{Add, And, Equal, Less, LessOrEqual, Multiply, Or};
        let number = self.expr(number.clone());
        let values = self.elements(arrays.0, make)?;
        let second = match arrays.1 {
            Some(second) => Some(self.elements(second, make).filter(|second| second.len() == values.len())?),
            None => None,
        };
        let terms = if second.is_some() { 15 } else { 5 };
        if values.len() * values.len() * terms > MAX_WRITTEN_OUT {
            let message = format!("`RANK` orders {} elements", values.len());
            let diagnostic = Diagnostic::error(codes::TOO_LARGE, message).at(make.span, "these are too many");
            return Some(
                self.report(diagnostic.help("write Vensim's VECTOR SORT ORDER, which is read here too"), make.span),
            );
        }
        let compare = |operator, values: &[Expr], other: usize, at: usize| {
            make.binary(operator, values[other].clone(), values[at].clone())
        };
        // A comparison is 1 where it holds.
        let is_before = |other: usize, at: usize| {
            let in_order = if other < at { LessOrEqual } else { Less };
            match &second {
                None => compare(in_order, &values, other, at),
                Some(second) => {
                    let tied =
                        make.binary(And, compare(Equal, &values, other, at), compare(in_order, second, other, at));
                    make.binary(Or, compare(Less, &values, other, at), tied)
                }
            }
        };
        let sum = |terms: Vec<Expr>| terms.into_iter().reduce(|left, right| make.binary(Add, left, right));
        let place = |at: usize| {
            let before = (0..values.len()).filter(|other| *other != at).map(|other| is_before(other, at));
            let rank = sum(std::iter::once(make.number(1.0)).chain(before).collect())?;
            Some(make.binary(Multiply, make.number(at as f64 + 1.0), make.binary(Equal, rank, number.clone())))
        };
        sum((0..values.len()).map(place).collect::<Option<Vec<Expr>>>()?)
    }

    /// `INTERPOLATE(array, fraction, …)`: the place at a fraction of the way along each dimension. Every element counts by
    /// how near it is, one that is farther than the next not at all.
    ///
    /// Source: the numbers of BPTK-Py's tests (<https://github.com/transentis/bptk_py>, `test_interpolate.stmx` and
    /// `test_xmile.py`).
    fn interpolated(&mut self, array: &Expr, fractions: &[Expr], make: &Maker) -> Expr {
        use BinaryOperator::{Multiply, Subtract};
        let sizes: Vec<usize> = match self.array(array.clone()).kind {
            ExprKind::Reference(reference) => {
                let ranges = reference.subscripts.iter().filter(|usage| usage.bang);
                ranges.filter_map(|usage| self.length(&usage.name)).collect()
            }
            _ => Vec::new(),
        };
        let fractions: Vec<Expr> = fractions.iter().map(|fraction| self.expr(fraction.clone())).collect();
        let elements = self.elements(array, make).filter(|_| !sizes.is_empty() && sizes.len() == fractions.len());
        let Some(elements) = elements else {
            let message = "`INTERPOLATE` takes an array, and a fraction for each of its dimensions that is left open";
            let diagnostic = Diagnostic::error(codes::WRONG_ARGUMENT_COUNT, message);
            return self.report(diagnostic.at(make.span, ""), make.span);
        };
        if fractions.iter().any(extra::draws) {
            return self.report(*extra::drawn_once(make, "INTERPOLATE"), make.span);
        }
        let terms = fractions.iter().map(size).sum::<usize>() + 10 * fractions.len();
        if elements.len().saturating_mul(terms) > MAX_WRITTEN_OUT {
            let message = format!("`INTERPOLATE` runs over {} elements", elements.len());
            let diagnostic = Diagnostic::error(codes::TOO_LARGE, message).at(make.span, "these are too many");
            return self.report(diagnostic.help("write the numbers as a graphical function"), make.span);
        }
        let weight = |fraction: &Expr, at: usize, size: usize| {
            let inside =
                make.call("MAX", vec![make.call("MIN", vec![fraction.clone(), make.number(1.0)]), make.number(0.0)]);
            let place = make.binary(Multiply, inside, make.number(size as f64 - 1.0));
            let away = make.call("ABS", vec![make.binary(Subtract, place, make.number(at as f64))]);
            make.call("MAX", vec![make.binary(Subtract, make.number(1.0), away), make.number(0.0)])
        };
        let term = |(number, element): (usize, Expr)| {
            let mut rest = number;
            fractions.iter().zip(&sizes).rev().fold(element, |product, (fraction, size)| {
                let at = rest % size;
                rest /= size;
                make.binary(Multiply, product, weight(fraction, at, *size))
            })
        };
        let terms = elements.into_iter().enumerate().map(term);
        let sum = terms.reduce(|sum, term| make.binary(BinaryOperator::Add, sum, term));
        sum.unwrap_or_else(|| make.number(0.0))
    }

    /// The elements of an array along the dimensions that are not settled, the last of them fastest.
    pub(super) fn elements(&mut self, array: &Expr, make: &Maker) -> Option<Vec<Expr>> {
        let ExprKind::Reference(reference) = self.array(array.clone()).kind else { return None };
        let ranges: Vec<(usize, Name)> = reference
            .subscripts
            .iter()
            .enumerate()
            .filter(|(_, usage)| usage.bang)
            .map(|(at, usage)| (at, usage.name.clone()))
            .collect();
        if ranges.is_empty() {
            return None;
        }
        let mut all = vec![reference];
        for (at, range) in ranges {
            let elements = &self.names.dimensions[self.dimension_of(&range)?].elements;
            if all.len().saturating_mul(elements.len()) > MAX_WRITTEN_OUT {
                return None;
            }
            let with = |reference: Reference| {
                elements.iter().map(move |element| {
                    let mut reference = reference.clone();
                    reference.subscripts[at] =
                        SubscriptUse { name: element.value.clone(), bang: false, span: make.span };
                    reference
                })
            };
            all = all.into_iter().flat_map(with).collect();
        }
        Some(all.into_iter().map(|reference| make.expr(ExprKind::Reference(reference))).collect())
    }

    /// What the one argument of a function holds, besides its value: the standard would have the function run over that.
    fn container(&self, arguments: &[Expr]) -> Option<&'static str> {
        let [Expr { kind: ExprKind::Reference(reference), .. }] = arguments else { return None };
        let known = self.names.variables.get(&self.names.find(self.prefix, &reference.name)?)?;
        match known.dimensions.is_empty() {
            true if known.is_device => Some("what lies inside a conveyor, a queue or an oven"),
            true if known.table.is_some() => Some("the points of a graphical function"),
            _ => None,
        }
    }

    /// How many elements an argument of a function over arrays runs over.
    fn count(&self, argument: &Expr) -> usize {
        let mut ranges = BTreeSet::new();
        starred(argument, &mut ranges);
        ranges.iter().filter_map(|range| self.length(range)).product()
    }

    /// An argument of a function over arrays.
    fn array(&mut self, argument: Expr) -> Expr {
        let outer = std::mem::replace(&mut self.in_array, true);
        let argument = self.expr(argument);
        self.in_array = outer;
        argument
    }

    /// How many elements a range has.
    fn length(&self, range: &Name) -> Option<usize> {
        Some(self.names.dimensions[self.dimension_of(range)?].elements.len())
    }

    /// The dimension that a range runs over; one that stands several times in an array has several ranges.
    fn dimension_of(&self, range: &Name) -> Option<usize> {
        let text = range.text();
        let bare = text.rfind(" (").map_or(text, |end| &text[..end]);
        let index = self.names.dimension_index.get(range).or_else(|| self.names.dimension_index.get(&Name::new(bare)));
        index.copied()
    }

    /// Whether an argument stands for more than one number.
    fn is_array(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Reference(reference) if reference.subscripts.is_empty() => {
                let full = self.names.find(self.prefix, &reference.name);
                let known = full.and_then(|full| self.names.variables.get(&full));
                known.is_some_and(|known| known.dimensions.iter().any(|each| !self.axes.contains(each)))
            }
            ExprKind::Reference(reference) => {
                let several =
                    |usage: &SubscriptUse| usage.name.text().ends_with('*') || usage.name.text().starts_with(RANGE);
                reference.subscripts.iter().any(several)
            }
            ExprKind::Unary(_, operand) => self.is_array(operand),
            ExprKind::Binary(_, left, right) => self.is_array(left) || self.is_array(right),
            _ => false,
        }
    }

    /// Vensim's functions of a whole array are told it by the element at hand, `x[Region]`; other programs write `x[*]` or
    /// `x`. Of the profile of ALLOCATE AVAILABLE Vensim names the first element.
    pub(super) fn by_element_at_hand(&self, function: &Name, arguments: Vec<Expr>) -> Vec<Expr> {
        let is_profile = |at: usize| at == 1 && function.is("allocate available");
        if !BY_ELEMENT.iter().any(|name| function.is(name)) {
            return arguments;
        }
        let rewritten = |(at, mut argument): (usize, Expr)| {
            if let ExprKind::Reference(reference) = &mut argument.kind {
                self.at_hand(reference, is_profile(at));
            }
            argument
        };
        arguments.into_iter().enumerate().map(rewritten).collect()
    }

    /// Names the element at hand in place of each `*`, and in a profile the first element of other dimensions.
    fn at_hand(&self, reference: &mut Reference, is_profile: bool) {
        let full = self.names.find(self.prefix, &reference.name);
        let Some(known) = full.and_then(|full| self.names.variables.get(&full)) else { return };
        let star = SubscriptUse { name: Name::new("*"), bang: false, span: reference.span };
        let mut subscripts = reference.subscripts.clone();
        if subscripts.is_empty() {
            subscripts.resize(known.dimensions.len(), star);
        }
        for (usage, dimension) in subscripts.iter_mut().zip(&known.dimensions).filter(|(usage, _)| usage.name.is("*")) {
            let Dimension { name, elements, .. } = &self.names.dimensions[*dimension];
            match elements.first() {
                _ if self.axes.contains(dimension) => usage.name = name.value.clone(),
                Some(first) if is_profile => usage.name = Name::new(&format!("{}.{}", name.value, first.value)),
                _ => {}
            }
        }
        if !reference.subscripts.is_empty() || is_profile {
            reference.subscripts = subscripts;
        }
    }

    /// `[2:4]` or `[b:d]`: the elements from one to another, as a range.
    pub(super) fn slice(
        &mut self,
        dimension: usize,
        (first, last): (&str, &str),
        usage: &SubscriptUse,
        starred: &mut Vec<usize>,
    ) -> SubscriptUse {
        let Dimension { name, elements, places, .. } = &self.names.dimensions[dimension];
        let place = |end: &str| {
            let numbered = || end.parse::<usize>().ok()?.checked_sub(1);
            places.get(&Name::new(end)).copied().or_else(numbered).filter(|place| *place < elements.len())
        };
        let (Some(from), Some(to)) = (place(first), place(last)) else {
            let message = format!("`{}` has no elements from `{first}` to `{last}`", name.value);
            self.diagnostics.push(Diagnostic::error(codes::UNKNOWN_SUBSCRIPT, message).at(usage.span, ""));
            return usage.clone();
        };
        if from > to || !self.in_array {
            let message = match from > to {
                true => format!("`{first}` stands behind `{last}` in `{}`", name.value),
                false => "a slice of an array stands only inside SUM and other functions over arrays".to_string(),
            };
            self.diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(usage.span, ""));
            return usage.clone();
        }
        let part = Name::new(&format!("{} {} to {}", name.value, from + 1, to + 1));
        let at = self.part(dimension, part, (from..=to).collect());
        self.star(at, starred, usage.span)
    }

    /// The elements of a dimension at these places, as a range of its own.
    fn part(&mut self, dimension: usize, name: Name, places: Vec<usize>) -> usize {
        let whole = &self.names.dimensions[dimension];
        let at = *self.names.dimension_index.entry(name.clone()).or_insert(self.names.dimensions.len());
        if at == self.names.dimensions.len() {
            let elements: Vec<Spanned<Name>> = places.iter().map(|place| whole.elements[*place].clone()).collect();
            let places = elements.iter().enumerate().map(|(at, element)| (element.value.clone(), at)).collect();
            let name = Spanned::new(name, whole.name.span);
            self.names.dimensions.push(Dimension { name, elements, places, alias_of: None });
        }
        at
    }

    /// All elements of a dimension that stands for a part of another one: those with its names.
    pub(super) fn star_of_part(
        &mut self,
        dimension: usize,
        part: usize,
        starred: &mut Vec<usize>,
        span: Span,
    ) -> SubscriptUse {
        let Some(places) = self.names.places_of_part(dimension, part) else { return self.star(part, starred, span) };
        let [whole, name] = [dimension, part].map(|at| &self.names.dimensions[at].name.value);
        let name = Name::new(&format!("{whole} of {name}"));
        let at = self.part(dimension, name, places);
        self.star(at, starred, span)
    }
}

/// MEAN at the place of another function.
fn mean_of(function: &Reference) -> Reference {
    Reference { name: Name::new("MEAN"), ..function.clone() }
}

/// The ranges that an argument runs over, without those of functions over arrays further in.
fn starred(expr: &Expr, ranges: &mut BTreeSet<Name>) {
    let mut add = |reference: &Reference| {
        ranges.extend(reference.subscripts.iter().filter(|usage| usage.bang).map(|usage| usage.name.clone()));
    };
    match &expr.kind {
        ExprKind::Reference(reference) => add(reference),
        ExprKind::Call(reference, arguments) => {
            add(reference);
            if !matches!(reference.name.canonical(), "sum" | "prod" | "vmin" | "vmax") {
                arguments.iter().for_each(|argument| starred(argument, ranges));
            }
        }
        ExprKind::Unary(_, operand) => starred(operand, ranges),
        ExprKind::Binary(_, left, right) => {
            starred(left, ranges);
            starred(right, ranges);
        }
        _ => {}
    }
}
