//! The names inside equations: every word becomes a variable, a function, an element or a loop.

mod vector;

use super::body::sorted_points;
use super::expression::{Expr, ExprKind, Loop, Reading, Reduction, Reference, Subscript};
use super::function::{self, Entry, Function, Takes};
use super::variable::{count, unknown_subscript};
use super::{Definition, ElementId, Kind, Model, RangeId};
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::{self as written, SubscriptUse};
use outpace_syntax::{Code, Diagnostic, Span};

/// What the expression on the right of a definition means.
pub(super) fn expression(
    model: &Model,
    definition: &Definition,
    expr: &written::Expr,
    diagnostics: &mut Vec<Diagnostic>,
) -> Expr {
    Resolver { model, definition, scope: Vec::new(), diagnostics }.expr(expr)
}

/// Resolves the expressions of one definition.
struct Resolver<'a> {
    model: &'a Model,
    definition: &'a Definition,
    /// The loops that `!` opened, innermost last.
    scope: Vec<Loop>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn report(&mut self, code: Code, message: String, span: Span, help: Option<String>) -> ExprKind {
        self.diagnostics.push(Diagnostic::error(code, message).at(span, "").help_if(help));
        ExprKind::Error
    }

    fn expr(&mut self, expr: &written::Expr) -> Expr {
        let span = expr.span;
        let kind = match &expr.kind {
            written::ExprKind::Number(value) => ExprKind::Number(*value),
            written::ExprKind::Reference(reference) => self.value(reference),
            written::ExprKind::Running(usage) => match self.model.find_range(&usage.name) {
                Some(range) => self.bind(range, usage).map_or(ExprKind::Error, ExprKind::Position),
                None if usage.name.is("time") || self.model.find_variable(&usage.name).is_some() => {
                    let message = format!("`{}!` runs over a subscript range, and `{0}` is a variable", usage.name);
                    self.report(codes::UNKNOWN_SUBSCRIPT, message, usage.span, Some("write `<>` for unequal".into()))
                }
                None => {
                    unknown_subscript(self.model, &usage.name, usage.span, self.diagnostics);
                    ExprKind::Error
                }
            },
            written::ExprKind::Call(reference, arguments) => self.call(reference, arguments, span),
            written::ExprKind::Unary(operator, operand) => ExprKind::Unary(*operator, Box::new(self.expr(operand))),
            written::ExprKind::Binary(operator, left, right) => {
                ExprKind::Binary(*operator, Box::new(self.expr(left)), Box::new(self.expr(right)))
            }
            written::ExprKind::Points(_) => {
                let help = "points stand in `WITH LOOKUP(x, (…))` or in a look-up of their own";
                self.report(
                    codes::UNEXPECTED_POINTS,
                    "points stand where a value is needed".into(),
                    span,
                    Some(help.into()),
                )
            }
            written::ExprKind::Text(text) => self.report(
                codes::UNEXPECTED_TEXT,
                format!("the text `{text}` stands where a number is needed"),
                span,
                None,
            ),
            written::ExprKind::Quantity(..) => {
                let help = Some("give the number a variable of its own, with a unit".into());
                self.report(codes::CLAIM_ONLY, "units on numbers belong to claims, not to models".into(), span, help)
            }
            written::ExprKind::At(..) => {
                self.report(codes::CLAIM_ONLY, "`@` belongs to claims, not to models".into(), span, None)
            }
            written::ExprKind::Output(reference) => self.report(
                codes::UNKNOWN_FUNCTION,
                format!("`: {}` stands in a call of something that is not a macro", reference.name),
                span,
                None,
            ),
            written::ExprKind::Error => ExprKind::Error,
        };
        Expr { kind, span }
    }

    /// A name that stands for a number: a variable, `Time`, or a subscript's place.
    fn value(&mut self, reference: &written::Reference) -> ExprKind {
        let model = self.model;
        if let Some(variable) = model.find_variable(&reference.name) {
            if model.variable(variable).kind == Kind::Lookup {
                let help = Some(format!("read it at some x: `{}(x)`", reference.name));
                let message = format!("the look-up `{}` stands without an argument", reference.name);
                return self.report(codes::LOOKUP_WITHOUT_ARGUMENT, message, reference.span, help);
            }
            return self.variable(reference).map_or(ExprKind::Error, ExprKind::Variable);
        }
        if reference.subscripts.is_empty() {
            if reference.name.is("time") {
                return ExprKind::Time;
            }
            if let Some(element) = model.find_element(&reference.name) {
                return ExprKind::Position(Subscript::Element(element));
            }
            if let Some(range) = model.find_range(&reference.name) {
                let usage = SubscriptUse { name: reference.name.clone(), bang: false, span: reference.span };
                return self.bind(range, &usage).map_or(ExprKind::Error, ExprKind::Position);
            }
        }
        let near = suggestion(
            self.diagnostics,
            reference.name.text(),
            model.variables.iter().map(|variable| variable.name.text()),
        );
        let help = match (function::habit::of_variable(&reference.name), near) {
            (Some(instead), _) => instead.to_string(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!("give `{}` an equation, or correct its name", reference.name),
        };
        let help = Some(help);
        self.report(codes::UNKNOWN_NAME, format!("nothing is named `{}`", reference.name), reference.span, help)
    }

    /// A variable with its subscripts, which the caller knows to exist.
    fn variable(&mut self, reference: &written::Reference) -> Option<Reference> {
        let model = self.model;
        let id = model.find_variable(&reference.name)?;
        let variable = model.variable(id);
        if variable.axes.len() != reference.subscripts.len() {
            let families = variable.axes.iter().filter_map(|axis| axis.first());
            let ranges: Vec<&str> =
                families.map(|element| model.range(model.element(*element).family).name.text()).collect();
            let help = match ranges.as_slice() {
                [] => format!("write `{}` without subscripts", variable.name),
                ranges => {
                    format!("write `{}[{}]`, or an element in the place of a range", variable.name, ranges.join(","))
                }
            };
            self.diagnostics.push(
                Diagnostic::error(
                    codes::SUBSCRIPT_MISMATCH,
                    format!(
                        "`{}` has {}, not {}",
                        variable.name,
                        count(variable.axes.len(), "subscript"),
                        reference.subscripts.len()
                    ),
                )
                .at(reference.span, "")
                .and(variable.span, "defined here")
                .help(help),
            );
            return None;
        }
        let mut subscripts = Vec::new();
        for (axis, usage) in variable.axes.iter().zip(&reference.subscripts) {
            let Some(subscript) = self.subscript(usage) else { continue };
            let family = |element: &ElementId| model.element(*element).family;
            let (have, need) = (self.example(&subscript), axis.first());
            if let (Some(have), Some(need)) = (have, need)
                && family(&have) != family(need)
            {
                let (have, need) = (model.range(family(&have)), model.range(family(need)));
                self.diagnostics.push(
                    Diagnostic::error(
                        codes::SUBSCRIPT_MISMATCH,
                        format!(
                            "`{}` is of `{}`, but `{}` runs over `{}` here",
                            usage.name, have.name, variable.name, need.name
                        ),
                    )
                    .at(usage.span, "")
                    .and(variable.span, "defined here"),
                );
                continue;
            }
            subscripts.push(subscript);
        }
        (subscripts.len() == variable.axes.len()).then_some(Reference { variable: id, subscripts })
    }

    /// One of the elements that a subscript can be.
    fn example(&self, subscript: &Subscript) -> Option<ElementId> {
        match subscript {
            Subscript::Element(element) => Some(*element),
            Subscript::Mapped(_, pairs) => pairs.first().map(|pair| pair.1),
            Subscript::Loop(index) => {
                let each = self.definition.loops.iter().chain(&self.scope).find(|each| each.index == *index)?;
                self.model.range(each.range).elements.first().copied()
            }
        }
    }

    fn subscript(&mut self, usage: &SubscriptUse) -> Option<Subscript> {
        if let Some(range) = self.model.find_range(&usage.name) {
            return self.bind(range, usage);
        }
        if let Some(element) = self.model.find_element(&usage.name) {
            return Some(Subscript::Element(element));
        }
        unknown_subscript(self.model, &usage.name, usage.span, self.diagnostics);
        None
    }

    /// Which loop a range inside an equation follows: the `!` around it, or a loop on the left by name, by mapping,
    /// or because all its elements belong to the range.
    ///
    /// Source: Vensim, "Mapping of Subscript Ranges" (ref_subscript_mapping.html) and 22220.html.
    fn bind(&mut self, range: RangeId, usage: &SubscriptUse) -> Option<Subscript> {
        if usage.bang {
            if let Some(open) = self.scope.iter().rev().find(|open| open.range == range) {
                return Some(Subscript::Loop(open.index));
            }
            let message =
                format!("`{}!` stands outside of SUM, PROD, VMIN, VMAX, and MIN or MAX of one argument", usage.name);
            let help = format!("write it inside of one, such as `SUM(…[{}!])`", usage.name);
            self.report(codes::SUBSCRIPT_MISMATCH, message, usage.span, Some(help));
            return None;
        }
        let model = self.model;
        let left = &self.definition.loops;
        if let Some(same) = left.iter().find(|each| each.range == range) {
            return Some(Subscript::Loop(same.index));
        }
        let mappings = &model.range(range).mappings;
        let image =
            |element: &ElementId| mappings.binary_search_by_key(element, |pair| pair.0).ok().map(|at| mappings[at].1);
        let all = |each: &&Loop, test: &dyn Fn(&ElementId) -> bool| model.range(each.range).elements.iter().all(test);
        if let Some(mapped) = left.iter().find(|each| all(each, &|element| image(element).is_some())) {
            let elements = &model.range(mapped.range).elements;
            let mut pairs: Vec<_> = elements.iter().filter_map(|element| Some((*element, image(element)?))).collect();
            pairs.sort();
            return Some(Subscript::Mapped(mapped.index, pairs));
        }
        if let Some(reversed) = left.iter().find_map(|each| self.mapped_from(each, range)) {
            return Some(reversed);
        }
        let fixed = self.definition.pattern.iter().find_map(|place| match place {
            Subscript::Element(element) => image(element),
            _ => None,
        });
        if let Some(element) = fixed {
            return Some(Subscript::Element(element));
        }
        let own = &model.range(range).elements;
        let mut inside = left.iter().filter(|each| all(each, &|element| own.contains(element)));
        if let (Some(only), None) = (inside.next(), inside.next()) {
            return Some(Subscript::Loop(only.index));
        }
        self.diagnostics.push(
            Diagnostic::error(
                codes::SUBSCRIPT_MISMATCH,
                format!("`{}` stands on the right but not on the left of this equation", usage.name),
            )
            .at(usage.span, "")
            .and(self.definition.left, "the left side decides what is run over")
            .help(format!("put `{}` on the left, or run over it with `SUM(…[{}!])`", usage.name, usage.name)),
        );
        None
    }

    /// The loop that a range on the right follows because the range of the loop is mapped to it, one to one:
    /// `ageh: young, mid -> agel` in `earlier[ageh] = flexibility[agel]` (22250.html).
    fn mapped_from(&self, each: &Loop, range: RangeId) -> Option<Subscript> {
        let (own, over) = (&self.model.range(range).elements, self.model.range(each.range));
        let mut pairs: Vec<(ElementId, ElementId)> =
            over.mappings.iter().filter(|pair| own.contains(&pair.0)).map(|pair| (pair.1, pair.0)).collect();
        pairs.sort();
        let mut elements = over.elements.clone();
        elements.sort();
        pairs.iter().map(|pair| pair.0).eq(elements).then_some(Subscript::Mapped(each.index, pairs))
    }

    fn call(&mut self, reference: &written::Reference, arguments: &[written::Expr], span: Span) -> ExprKind {
        let lookup =
            self.model.find_variable(&reference.name).filter(|id| self.model.variable(*id).kind == Kind::Lookup);
        if lookup.is_some() {
            if let [argument] = arguments {
                return self.lookup(reference, Reading::Linear, argument);
            }
            let message = format!("the look-up `{}` takes 1 argument, not {}", reference.name, arguments.len());
            let help = Some(format!("write `{}(x)`: the x at which to read it", reference.name));
            return self.report(codes::WRONG_ARGUMENT_COUNT, message, span, help);
        }
        match function::find(&reference.name) {
            Some(entry) => self.builtin(entry, arguments, span),
            None => self.unknown_function(reference),
        }
    }

    fn unknown_function(&mut self, reference: &written::Reference) -> ExprKind {
        let name = &reference.name;
        if outpace_syntax::mdl::sheet::is_external(name) {
            let message = format!("`{name}` must stand alone behind the sign that defines a variable");
            let help = Some("give what it reads a variable of its own".to_string());
            return self.report(codes::UNSUPPORTED_CONSTRUCT, message, reference.span, help);
        }
        if let Some(missing) = function::find_missing(name) {
            let message = match missing.in_checks {
                true => format!("`{name}` may only stand in a reality check, alone behind a comparison"),
                false => format!("Vensim's `{name}` is not supported yet"),
            };
            return self.report(codes::UNSUPPORTED_FUNCTION, message, reference.span, Some(missing.instead.into()));
        }
        if self.model.find_variable(name).is_some() {
            let help = Some("an operator may be missing before the parenthesis".into());
            return self.report(
                codes::UNKNOWN_FUNCTION,
                format!("`{name}` is a variable, not a function"),
                reference.span,
                help,
            );
        }
        let lookups = self.model.variables.iter().filter(|variable| variable.kind == Kind::Lookup);
        let near = suggestion(self.diagnostics, name.text(), lookups.map(|lookup| lookup.name.text()))
            .or_else(|| function::suggestion(name));
        let help = match (function::habit::of_function(name), near) {
            (Some(instead), _) => instead.to_string(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => {
                format!("if it is a look-up, give it points: `{name}((0,0),(1,2))`; if a macro, its definition")
            }
        };
        let help = Some(help);
        self.report(
            codes::UNKNOWN_FUNCTION,
            format!("there is no function or look-up named `{name}`"),
            reference.span,
            help,
        )
    }

    fn lookup(&mut self, reference: &written::Reference, reading: Reading, x: &written::Expr) -> ExprKind {
        let x = Box::new(self.expr(x));
        self.variable(reference).map_or(ExprKind::Error, |reference| ExprKind::Lookup(reference, reading, x))
    }

    fn builtin(&mut self, entry: &'static Entry, arguments: &[written::Expr], span: Span) -> ExprKind {
        let most = entry.parameters.len();
        if arguments.len() < entry.least || arguments.len() > most {
            let takes = if entry.least == most {
                count(most, "argument")
            } else {
                format!("{} or {most} arguments", entry.least)
            };
            let message = format!("`{}` takes {takes}, not {}", entry.name, arguments.len());
            return self.report(codes::WRONG_ARGUMENT_COUNT, message, span, Some(format!("write `{}`", entry.call())));
        }
        match (entry.function, arguments) {
            (Function::ElementCount, [range]) => self.element_count(range),
            (Function::WithLookup, [x, points]) => {
                let x = Box::new(self.expr(x));
                let written::ExprKind::Points(points) = &points.kind else {
                    let message = "the second argument of `WITH LOOKUP` must be points".to_string();
                    return self.report(
                        codes::BAD_LOOKUP,
                        message,
                        points.span,
                        Some("such as `((0,0),(1,2))`".into()),
                    );
                };
                sorted_points(points, self.diagnostics)
                    .map_or(ExprKind::Error, |points| ExprKind::WithLookup(points, x))
            }
            (function, [table, x]) if function.reading().is_some() => self.special_reading(entry, table, x),
            (Function::Message, _) => ExprKind::Number(0.0),
            (Function::GetTimeValue, [relative, offset, measure]) => {
                self.time_value(entry, [relative, offset, measure], span)
            }
            (Function::VectorSelect, [selection, expression, others @ ..]) => {
                self.select(selection, expression, others)
            }
            (Function::VectorElementMap, [from, offset]) => self.element_map(from, offset),
            (function, arguments) if function.axes() > 0 => self.along(entry, arguments, span),
            (function, [argument]) if function.reduces(arguments.len()) => self.reduce(function, argument),
            _ => {
                let resolved = arguments.iter().enumerate().map(|(at, argument)| self.argument(entry, at, argument));
                ExprKind::Call(entry, resolved.collect())
            }
        }
    }

    /// An argument of a function: a value, or a look-up or a vector where the function takes one.
    fn argument(&mut self, entry: &'static Entry, at: usize, argument: &written::Expr) -> Expr {
        let kind = match entry.function.takes(at) {
            Takes::Value => return self.expr(argument),
            Takes::Lookup => self.table(entry, argument).map_or(ExprKind::Error, ExprKind::Table),
            Takes::Vector => self.vector(entry, argument),
            Takes::Profile => self.profiles(entry, argument, false),
            Takes::Profiles => self.profiles(entry, argument, true),
            Takes::Data => self.series(entry, argument).map_or(ExprKind::Error, ExprKind::Table),
        };
        Expr { kind, span: argument.span }
    }

    /// An argument that must be a look-up.
    fn table(&mut self, entry: &Entry, argument: &written::Expr) -> Option<Reference> {
        if let written::ExprKind::Reference(reference) = &argument.kind
            && let Some(id) = self.model.find_variable(&reference.name)
            && self.model.variable(id).kind == Kind::Lookup
        {
            return self.variable(reference);
        }
        let message = format!("this argument of `{}` must be a look-up", entry.name);
        self.report(codes::BAD_LOOKUP, message, argument.span, None);
        None
    }

    /// GET TIME VALUE: the time moved by the offset, and how it is measured; fn_get_time_value.html. In the model's own
    /// unit of time it needs no calendar.
    fn time_value(
        &mut self,
        entry: &'static Entry,
        [relative, offset, measure]: [&written::Expr; 3],
        span: Span,
    ) -> ExprKind {
        let [relative, offset, measure] = [relative, offset, measure].map(|argument| self.expr(argument));
        let from = match relative.literal() {
            Some(0.0) => Some(ExprKind::Time),
            Some(1.0) => {
                let initial = self.model.find_variable(&outpace_syntax::Name::new("INITIAL TIME"));
                initial.map(|variable| ExprKind::Variable(Reference { variable, subscripts: Vec::new() }))
            }
            _ => None,
        };
        let known = measure.literal().filter(|number| (0.0..=10.0).contains(number) && number.fract() == 0.0);
        let (Some(kind), Some(number)) = (from, known) else {
            let message = "`GET TIME VALUE` is relative to 0 (the time) or 1 (the start), and measured by 0 to 10";
            let help = "write both as numbers; the clock of the computer is not known to a model";
            return self.report(codes::UNSUPPORTED_CONSTRUCT, message.into(), span, Some(help.into()));
        };
        let from = Box::new(Expr { kind, span });
        let moved = ExprKind::Binary(written::BinaryOperator::Add, from, Box::new(offset));
        match number {
            0.0 => moved,
            _ => ExprKind::Call(entry, vec![relative, Expr { kind: moved, span }, measure]),
        }
    }

    /// An argument that must be a data variable.
    fn series(&mut self, entry: &Entry, argument: &written::Expr) -> Option<Reference> {
        if let written::ExprKind::Reference(reference) = &argument.kind
            && self.model.find_variable(&reference.name).is_some()
        {
            return self.variable(reference);
        }
        let message = format!("this argument of `{}` must be a data variable", entry.name);
        self.report(codes::UNSUPPORTED_CONSTRUCT, message, argument.span, None);
        None
    }

    fn special_reading(&mut self, entry: &Entry, table: &written::Expr, x: &written::Expr) -> ExprKind {
        let reading = entry.function.reading().unwrap_or(Reading::Linear);
        let (table, x) = (self.table(entry, table), Box::new(self.expr(x)));
        table.map_or(ExprKind::Error, |reference| ExprKind::Lookup(reference, reading, x))
    }

    fn reduce(&mut self, function: Function, argument: &written::Expr) -> ExprKind {
        let reduction = match function {
            Function::Product => Reduction::Product,
            Function::Minimum | Function::VectorMinimum => Reduction::Minimum,
            Function::Maximum | Function::VectorMaximum => Reduction::Maximum,
            _ => Reduction::Sum,
        };
        let outer = self.open_loops(&[argument]);
        let body = Box::new(self.expr(argument));
        ExprKind::Reduce(reduction, self.scope.split_off(outer), body)
    }

    /// Opens a loop for each range marked `!` in the arguments; gives how many were open before.
    fn open_loops(&mut self, arguments: &[&written::Expr]) -> usize {
        let mut ranges = Vec::new();
        arguments.iter().for_each(|argument| self.collect_bangs(argument, &mut ranges));
        let outer = self.scope.len();
        for range in ranges {
            self.scope.push(Loop { index: self.definition.loops.len() + self.scope.len(), range });
        }
        outer
    }

    /// The ranges marked `!` in an argument, but not in reductions further in: those run on their own.
    fn collect_bangs(&self, expr: &written::Expr, ranges: &mut Vec<RangeId>) {
        let mut add = |usages: &[SubscriptUse]| {
            for usage in usages.iter().filter(|usage| usage.bang) {
                let range = self.model.find_range(&usage.name);
                ranges.extend(range.filter(|range| !ranges.contains(range)));
            }
        };
        match &expr.kind {
            written::ExprKind::Reference(reference) => add(&reference.subscripts),
            written::ExprKind::Running(usage) => add(std::slice::from_ref(usage)),
            written::ExprKind::Call(reference, arguments) => {
                add(&reference.subscripts);
                if !function::find(&reference.name).is_some_and(|entry| entry.function.reduces(arguments.len())) {
                    arguments.iter().for_each(|argument| self.collect_bangs(argument, ranges));
                }
            }
            written::ExprKind::Unary(_, operand) => self.collect_bangs(operand, ranges),
            written::ExprKind::Binary(_, left, right) => {
                self.collect_bangs(left, ranges);
                self.collect_bangs(right, ranges);
            }
            _ => {}
        }
    }
}
