//! Functions of whole vectors and matrices: which of the left side's subscripts they run over.

use super::super::expression::{Expr, ExprKind, Loop, Reference, Subscript};
use super::super::function::{Entry, Function};
use super::super::{ElementId, Model};
use super::{Resolver, written};
use outpace_syntax::Span;
use outpace_syntax::diagnostic::codes;

impl Resolver<'_> {
    /// ELMCOUNT: how many elements a range has, known from the start.
    pub(super) fn element_count(&mut self, argument: &written::Expr) -> ExprKind {
        let range = match &argument.kind {
            written::ExprKind::Reference(reference) => self.model.find_range(&reference.name),
            _ => None,
        };
        match range {
            Some(range) => ExprKind::Number(self.model.range(range).elements.len() as f64),
            None => {
                self.report(codes::UNKNOWN_SUBSCRIPT, "`ELMCOUNT` takes a subscript range".into(), argument.span, None)
            }
        }
    }

    /// VECTOR SELECT: over everything that is marked `!` in the selection or in what is selected.
    pub(super) fn select(
        &mut self,
        selection: &written::Expr,
        expression: &written::Expr,
        others: &[written::Expr],
    ) -> ExprKind {
        let outer = self.open_loops(&[selection, expression]);
        let mut arguments = vec![self.expr(selection), self.expr(expression)];
        let loops = self.scope.split_off(outer);
        arguments.extend(others.iter().map(|other| self.expr(other)));
        ExprKind::Select(loops, arguments)
    }

    /// VECTOR ELM MAP: a variable's element and how many further on.
    pub(super) fn element_map(&mut self, from: &written::Expr, offset: &written::Expr) -> ExprKind {
        let offset = Box::new(self.expr(offset));
        let written::ExprKind::Reference(reference) = &from.kind else {
            let message = "the first argument of `VECTOR ELM MAP` must be a variable".to_string();
            let help = Some("give the expression a variable of its own".to_string());
            return self.report(codes::SUBSCRIPT_MISMATCH, message, from.span, help);
        };
        match self.value(reference) {
            ExprKind::Variable(reference) => ExprKind::Offset(reference, offset),
            ExprKind::Error => ExprKind::Error,
            _ => {
                let message = format!("`{}` is not a variable with subscripts", reference.name);
                self.report(codes::SUBSCRIPT_MISMATCH, message, from.span, None)
            }
        }
    }

    /// A function that gives each element on the left its part of a whole vector or matrix.
    pub(super) fn along(&mut self, entry: &'static Entry, arguments: &[written::Expr], span: Span) -> ExprKind {
        let mut resolved: Vec<Expr> = arguments.iter().map(|argument| self.expr(argument)).collect();
        if resolved.iter().any(|argument| argument.kind == ExprKind::Error) {
            return ExprKind::Error;
        }
        if entry.function == Function::InvertMatrix {
            resolved.iter_mut().take(1).for_each(|matrix| self.square(matrix));
        }
        let own = resolved.first().and_then(|vector| self.own_loops(vector, entry.function.axes()));
        let Some(loops) = own.filter(|loops| loops.windows(2).all(|pair| pair[0].index != pair[1].index)) else {
            let axes = super::count(entry.function.axes(), "subscript");
            let message = format!("the last {axes} of the first argument of `{}` must be on the left", entry.name);
            let help =
                Some("write it as `x[Range] = FUNCTION(vector[Range], …)`, with a range and not an element".into());
            return self.report(codes::SUBSCRIPT_MISMATCH, message, span, help);
        };
        if entry.function == Function::AllocateAvailable {
            match resolved.get(1).and_then(|profile| curve(self.model, profile)) {
                Some(others) => resolved.extend(others),
                None => {
                    let message = "the second argument of `ALLOCATE AVAILABLE` must name the first of four elements";
                    let help =
                        "such as `priority[Range, ptype]`, where ptype is followed by ppriority, pwidth and pextra";
                    return self.report(codes::SUBSCRIPT_MISMATCH, message.into(), span, Some(help.into()));
                }
            }
        }
        ExprKind::Along(entry, loops, resolved)
    }

    /// A vector that is named by its first element: that element and all that follow it along the last subscript.
    pub(super) fn vector(&mut self, entry: &Entry, argument: &written::Expr) -> ExprKind {
        let first = self.expr(argument);
        match following(self.model, &first, 0) {
            Some(elements) => ExprKind::List(elements),
            None if first.kind == ExprKind::Error => ExprKind::Error,
            None => self.no_vector(entry, argument, "such as `vector[first]`, with an element and not a range"),
        }
    }

    /// Priority profiles that are named by the first of them, or only that one: the type, priority, width and extra
    /// parameter of each.
    pub(super) fn profiles(&mut self, entry: &Entry, argument: &written::Expr, all: bool) -> ExprKind {
        let first = self.expr(argument);
        let firsts = if all { following(self.model, &first, 1) } else { Some(vec![first.clone()]) };
        let whole = firsts.and_then(|firsts| {
            let profile = |first: Expr| Some([vec![first.clone()], curve(self.model, &first)?].concat());
            let profiles = firsts.into_iter().map(profile);
            profiles.collect::<Option<Vec<_>>>()
        });
        match whole {
            Some(profiles) => ExprKind::List(profiles.concat()),
            None if first.kind == ExprKind::Error => ExprKind::Error,
            None => self.no_vector(
                entry,
                argument,
                "such as `curve[first, ptype]`, where ptype is followed by ppriority, pwidth and pextra",
            ),
        }
    }

    fn no_vector(&mut self, entry: &Entry, argument: &written::Expr, help: &str) -> ExprKind {
        let message = format!("this argument of `{}` must name the first element of an array", entry.name);
        self.report(codes::SUBSCRIPT_MISMATCH, message, argument.span, Some(help.into()))
    }

    /// `m[Row, Row]`, where the left side has another range of the same elements, means the whole matrix: its rows and
    /// columns are those of the left side, in their order.
    fn square(&self, matrix: &mut Expr) {
        let ExprKind::Variable(reference) = &mut matrix.kind else { return };
        let [.., row, column] = reference.subscripts.as_mut_slice() else { return };
        let (Subscript::Loop(first), Subscript::Loop(second)) = (&*row, &*column) else { return };
        let [.., left, right] = self.definition.loops.as_slice() else { return };
        let elements = |each: &Loop| &self.model.range(each.range).elements;
        if first == second && elements(left) == elements(right) && [left.index, right.index].contains(first) {
            (*row, *column) = (Subscript::Loop(left.index), Subscript::Loop(right.index));
        }
    }

    /// The loops of the left side that the last subscripts of a vector follow.
    fn own_loops(&self, vector: &Expr, axes: usize) -> Option<Vec<Loop>> {
        let mut first: Option<&Reference> = None;
        vector.walk(&mut |expr| {
            if let ExprKind::Variable(reference) = &expr.kind
                && first.is_none()
                && reference.subscripts.len() >= axes
            {
                first = Some(reference);
            }
        });
        let subscripts = &first?.subscripts;
        let own = subscripts[subscripts.len() - axes..].iter().map(|subscript| match subscript {
            Subscript::Loop(index) | Subscript::Mapped(index, _) => self.definition.loops.get(*index).copied(),
            Subscript::Element(_) => None,
        });
        own.collect()
    }
}

/// The elements from this one on along the subscript so many before the last; a variable without subscripts is one.
fn following(model: &Model, first: &Expr, before_last: usize) -> Option<Vec<Expr>> {
    let ExprKind::Variable(reference) = &first.kind else { return None };
    let Some(at) = reference.subscripts.len().checked_sub(before_last + 1) else {
        return (before_last == 0).then(|| vec![first.clone()]);
    };
    let Subscript::Element(element) = reference.subscripts[at] else { return None };
    let axis = &model.variable(reference.variable).axes[at];
    let from = axis.binary_search(&element).ok()?;
    let of = |element: &ElementId| {
        let mut reference = reference.clone();
        reference.subscripts[at] = Subscript::Element(*element);
        Expr { kind: ExprKind::Variable(reference), span: first.span }
    };
    Some(axis[from..].iter().map(of).collect())
}

/// The priority, the width and the extra parameter that follow the type in a priority profile.
fn curve(model: &Model, profile: &Expr) -> Option<Vec<Expr>> {
    let ExprKind::Variable(reference) = &profile.kind else { return None };
    let Some(Subscript::Element(first)) = reference.subscripts.last() else { return None };
    let axis = model.variable(reference.variable).axes.last()?;
    let at = axis.binary_search(first).ok()?;
    let following: &[ElementId] = axis.get(at + 1..at + 4)?;
    let at_element = |element: &ElementId| {
        let mut reference = reference.clone();
        if let Some(last) = reference.subscripts.last_mut() {
            *last = Subscript::Element(*element);
        }
        Expr { kind: ExprKind::Variable(reference), span: profile.span }
    };
    Some(following.iter().map(at_element).collect())
}
