//! Binding: from an expression as written to a [`Term`].
//!
//! Two things flow down the tree, the moment that `@` sets and the scenario that `UNDER` sets; one thing flows up,
//! the unit. `f(x[group!])` is written out over the members of the group, so that nothing later knows of groups.

mod units;

use super::function::{Function, function, hyphenated, key, nearest_function, words};
use super::{About, Operation, Outcome, Statistic, Term, TermKind, When};
use crate::evidence::Evidence;
use crate::ledger::Query;
use crate::model::{Kind, Model, VariableId};
use crate::unit::{Unit, from_expr};
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::{Expr, ExprKind, Moment, Reference, SubscriptUse, UnaryOperator};
use outpace_syntax::name::nearest;
use outpace_syntax::{Diagnostic, Name, Span, Spanned};

/// The most terms that one expression may be written out to.
const MAX_TERMS: usize = 10_000;

/// Everything that a name in a claim can refer to.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Metrics, entities, groups and units.
    pub evidence: &'a Evidence,
    /// The model, if the study has one, and the unit of each of its variables.
    pub model: Option<(&'a Model, &'a [Unit])>,
    /// Ids of the scenarios, the base first.
    pub scenarios: &'a [String],
    /// Groups of parameters.
    pub parameter_groups: &'a [String],
}

/// Binds one expression. What is wrong with it goes to `diagnostics`; then there is no term.
pub fn bind(
    expr: &Expr,
    about: About,
    scenario: usize,
    names: Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Term> {
    let mut binder = Binder { names, about, diagnostics, terms: 0 };
    binder.term(expr, &Context { moment: None, scenario, bound: vec![] })
}

/// What holds at a place in the tree.
#[derive(Clone)]
struct Context<'e> {
    moment: Option<&'e Spanned<Moment>>,
    scenario: usize,
    /// The member that each `group!` stands for here.
    bound: Vec<(Name, Name)>,
}

struct Binder<'a, 'd> {
    names: Names<'a>,
    about: About,
    diagnostics: &'d mut Vec<Diagnostic>,
    terms: usize,
}

impl Binder<'_, '_> {
    fn term(&mut self, expr: &Expr, context: &Context) -> Option<Term> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            if self.terms == MAX_TERMS + 1 {
                self.report(codes::TOO_LARGE, "this expression stands for more than 10,000 terms", expr.span, "", None);
            }
            return None;
        }
        match &expr.kind {
            ExprKind::Number(value) => Some(number(*value, Unit::dimensionless(), expr.span)),
            ExprKind::Quantity(value, unit) => {
                let unit = from_expr(unit, &self.names.evidence.units, self.diagnostics);
                Some(number(*value * unit.scale(), unit, expr.span))
            }
            ExprKind::Reference(reference) => self.reference(reference, context),
            ExprKind::Call(callee, arguments) => self.call(callee, arguments, expr.span, context),
            ExprKind::Unary(operator, operand) => {
                let operand = self.term(operand, context)?;
                Some(match operator {
                    UnaryOperator::Plus => operand,
                    UnaryOperator::Negate => {
                        let unit = operand.unit.clone();
                        operation(Operation::Negate, vec![operand], unit, expr.span)
                    }
                    UnaryOperator::Not => operation(Operation::Not, vec![operand], Unit::dimensionless(), expr.span),
                })
            }
            ExprKind::Binary(operator, left, right) => {
                if self.is_hyphenated_id(expr) {
                    return None;
                }
                let (left, right) = (self.term(left, context), self.term(right, context));
                self.binary(*operator, left?, right?, expr.span)
            }
            ExprKind::At(operand, moment) => self.term(operand, &Context { moment: Some(moment), ..context.clone() }),
            ExprKind::Text(_) | ExprKind::Points(_) | ExprKind::Output(_) | ExprKind::Running(_) => {
                self.report(codes::NOT_IN_A_CLAIM, "a claim has no use for this", expr.span, "not a value", None);
                None
            }
            ExprKind::Error => None,
        }
    }

    /// Whether a subtraction is the id of a metric in disguise; says so then.
    fn is_hyphenated_id(&mut self, expr: &Expr) -> bool {
        let Some((id, last)) = hyphenated(expr) else { return false };
        let evidence = self.names.evidence;
        let is_variable = self.names.model.is_some_and(|(model, _)| model.find_variable(last).is_some());
        if is_variable || evidence.find_metric(last).is_some() {
            return false;
        }
        let Some(metric) = evidence.find_metric(&Name::new(&id)) else { return false };
        let name = &evidence.metrics[metric].name;
        let message = format!("`{id}` reads as a subtraction");
        let help = Some(format!("write the name of the metric: `{name}[…]`"));
        self.report(codes::UNKNOWN_NAME, &message, expr.span, "", help);
        true
    }

    fn call(&mut self, callee: &Reference, arguments: &[Expr], span: Span, context: &Context) -> Option<Term> {
        let Some((name, function, (least, most))) = function(&callee.name) else {
            let message = format!("a claim knows no function `{}`", callee.name);
            let help = nearest_function(&callee.name).map(|near| format!("did you mean `{near}`?"));
            self.report(codes::UNKNOWN_FUNCTION, &message, callee.span, "", help);
            return None;
        };
        if !(*least..=*most).contains(&arguments.len()) {
            let wanted = match (least, most) {
                (1, 1) => "1 argument".to_string(),
                _ if least == most => format!("{least} arguments"),
                _ => format!("{least} to {most} arguments"),
            };
            let message = format!("`{name}` takes {wanted}, not {}", arguments.len());
            self.report(codes::WRONG_ARGUMENT_COUNT, &message, span, "", None);
            return None;
        }
        match function {
            Function::Reduce(kind) => self.reduce(*kind, arguments, span, context),
            Function::Map(kind) => self.map(*kind, &arguments[0], span, context),
            Function::If => self.condition(arguments, span, context),
            Function::Under => {
                let scenario = self.scenario(&arguments[0])?;
                self.term(&arguments[1], &Context { scenario, ..context.clone() })
            }
            Function::Probability => {
                let term = self.term(&arguments[0], context)?;
                Some(statistic(Statistic::Probability(Box::new(term)), Unit::dimensionless(), span))
            }
            Function::Mean => {
                let term = self.term(&arguments[0], context)?;
                let unit = term.unit.clone();
                Some(statistic(Statistic::Mean(Box::new(term)), unit, span))
            }
            Function::Quantile => {
                let (term, p) = (self.term(&arguments[0], context), self.term(&arguments[1], context));
                let (term, p) = (term?, p?);
                let TermKind::Number(share) = p.kind else {
                    self.report(codes::BAD_NUMBER, "the share of QUANTILE must be a number", p.span, "", None);
                    return None;
                };
                let unit = term.unit.clone();
                Some(statistic(Statistic::Quantile(Box::new(term), share), unit, span))
            }
            Function::Sobol { total } => self.sobol(*total, arguments, span, context),
        }
    }

    fn map(&mut self, kind: Operation, argument: &Expr, span: Span, context: &Context) -> Option<Term> {
        let term = self.term(argument, context)?;
        let unit = match kind {
            Operation::Absolute => term.unit.clone(),
            Operation::SquareRoot => term.unit.root(2),
            _ if term.unit.is_dimensionless() => Unit::dimensionless(),
            _ => {
                let message = format!("this function wants a pure number, not {}", term.unit);
                self.report(codes::UNIT_MISMATCH, &message, term.span, &term.unit.to_string(), None);
                return None;
            }
        };
        Some(operation(kind, vec![term], unit, span))
    }

    fn condition(&mut self, arguments: &[Expr], span: Span, context: &Context) -> Option<Term> {
        let terms: Vec<Option<Term>> = arguments.iter().map(|argument| self.term(argument, context)).collect();
        let terms: Vec<Term> = terms.into_iter().collect::<Option<_>>()?;
        let unit = self.common_unit(&terms[1], &terms[2])?;
        Some(operation(Operation::If, terms, unit, span))
    }

    fn sobol(&mut self, total: bool, arguments: &[Expr], span: Span, context: &Context) -> Option<Term> {
        let (of, words) = (self.term(&arguments[0], context), words(&arguments[1]));
        let of = of?;
        let mut fact = None;
        of.walk(&mut |term| {
            if matches!(term.kind, TermKind::Fact(_)) {
                fact = Some(term.span);
            }
        });
        if let Some(fact) = fact {
            let message = "a Sobol index is of an outcome of the model; facts have no parameters";
            self.report(codes::NOT_IN_A_CLAIM, message, fact, "a fact", None);
            return None;
        }
        let groups = self.names.parameter_groups;
        let found = words.as_ref().and_then(|words| groups.iter().position(|group| key(group) == key(words)));
        let Some(group) = found else {
            let near = words.as_deref().and_then(|words| nearest(words, groups.iter().map(String::as_str)));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("groups of parameters.csv: {}", groups.join(", ")),
            };
            let message = "this is not a group of parameters";
            self.report(codes::UNKNOWN_NAME, message, arguments[1].span, "", Some(help));
            return None;
        };
        Some(statistic(Statistic::Sobol { of: Box::new(of), group, total }, Unit::dimensionless(), span))
    }

    fn scenario(&mut self, expr: &Expr) -> Option<usize> {
        let words = words(expr);
        let scenarios = self.names.scenarios;
        let found = words.as_ref().and_then(|words| scenarios.iter().position(|id| key(id) == key(words)));
        if found.is_none() {
            let near = words.as_deref().and_then(|words| nearest(words, scenarios.iter().map(String::as_str)));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.report(codes::UNKNOWN_SCENARIO, "there is no such scenario", expr.span, "", help);
        }
        found
    }

    /// `SUM(x[group!])` and `MIN(a, b)`: the arguments, written out over every member, under one operation.
    fn reduce(&mut self, kind: Operation, arguments: &[Expr], span: Span, context: &Context) -> Option<Term> {
        let mut banged = Vec::new();
        arguments.iter().for_each(|argument| collect_banged(argument, &mut banged));
        let mut contexts = vec![context.clone()];
        for range in &banged {
            let members = self.members(range)?;
            contexts = contexts
                .iter()
                .flat_map(|context| {
                    members.iter().map(|member| {
                        let mut inner = context.clone();
                        inner.bound.push((range.name.clone(), member.clone()));
                        inner
                    })
                })
                .take(MAX_TERMS)
                .collect();
        }
        let mut terms = Vec::new();
        for context in &contexts {
            for argument in arguments {
                terms.push(self.term(argument, context)?);
            }
        }
        let unit = match kind {
            Operation::Product => terms.iter().fold(Unit::dimensionless(), |unit, term| unit.times(&term.unit)),
            _ => self.unit_of_all(&terms)?,
        };
        Some(operation(kind, terms, unit, span))
    }

    /// The members of `group!`: entities of a group, or elements of a subscript range.
    fn members(&mut self, range: &SubscriptUse) -> Option<Vec<Name>> {
        let entities = self.names.evidence.group(&range.name);
        let elements: Option<Vec<Name>> = self.names.model.and_then(|(model, _)| {
            let elements = &model.range(model.find_range(&range.name)?).elements;
            Some(elements.iter().map(|element| model.element(*element).name.clone()).collect())
        });
        let found = match self.about {
            About::Future => elements.or(entities),
            About::Evidence | About::Both => entities.or(elements),
        };
        if found.as_ref().is_some_and(Vec::is_empty) {
            let message = format!("`{}` has no members, so there is nothing to collect", range.name);
            self.report(codes::UNKNOWN_GROUP, &message, range.span, "", None);
            return None;
        }
        if found.is_none() {
            let groups = self.names.evidence.group_names();
            let ranges = self.names.model.iter().flat_map(|(model, _)| &model.ranges).map(|range| range.name.text());
            let near = suggestion(self.diagnostics, range.name.text(), groups.chain(ranges));
            let message = format!("`{}` is neither a group of entities nor a range of the model", range.name);
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.report(codes::UNKNOWN_GROUP, &message, range.span, "", help);
        }
        found
    }

    fn reference(&mut self, reference: &Reference, context: &Context) -> Option<Term> {
        let metric = self.names.evidence.find_metric(&reference.name);
        let variable = self.names.model.and_then(|(model, units)| {
            let id = model.find_variable(&reference.name)?;
            (model.variable(id).kind != Kind::Lookup).then_some((model, id, units.get(id.0 as usize)?))
        });
        match (metric, variable, self.about) {
            (Some(metric), None, _) | (Some(metric), Some(_), About::Evidence | About::Both) => {
                self.fact(metric, reference, context)
            }
            (_, Some((model, variable, unit)), _) => self.outcome(model, variable, unit, reference, context),
            (None, None, _) => {
                let metrics = self.names.evidence.metric_names();
                let variables = self.names.model.iter().flat_map(|(model, _)| &model.variables);
                let variables = variables.map(|variable| variable.name.text());
                let near = suggestion(self.diagnostics, reference.name.text(), metrics.chain(variables));
                let message = format!("`{}` is neither a metric nor a variable of the model", reference.name);
                let help = near.map(|near| format!("did you mean `{near}`?"));
                self.report(codes::UNKNOWN_NAME, &message, reference.span, "", help);
                None
            }
        }
    }

    /// The subscripts of a reference, with every `group!` replaced by the member it stands for.
    fn subscripts(&mut self, reference: &Reference, context: &Context) -> Option<Vec<(Name, Span)>> {
        let mut names = Vec::new();
        for subscript in &reference.subscripts {
            if !subscript.bang {
                names.push((subscript.name.clone(), subscript.span));
                continue;
            }
            // The innermost function that collects a group decides.
            match context.bound.iter().rev().find(|(range, _)| *range == subscript.name) {
                Some((_, member)) => names.push((member.clone(), subscript.span)),
                None => {
                    let message = format!("`{}!` runs over members, but nothing here collects them", subscript.name);
                    let help = "put it inside SUM, MIN or MAX".to_string();
                    self.report(codes::LONE_BANG, &message, subscript.span, "", Some(help));
                    return None;
                }
            }
        }
        Some(names)
    }

    fn fact(&mut self, metric: usize, reference: &Reference, context: &Context) -> Option<Term> {
        let subscripts = self.subscripts(reference, context)?;
        let [(name, span)] = subscripts.as_slice() else {
            let message = format!("`{}` is a metric: it needs one entity in brackets", reference.name);
            self.report(codes::WRONG_ARGUMENT_COUNT, &message, reference.span, "", None);
            return None;
        };
        let evidence = self.names.evidence;
        let Some(entity) = evidence.find_entity(name) else {
            let (help, message) = match evidence.group(name) {
                Some(_) => (
                    Some(format!("write `SUM({}[{name}!])` to add its members", reference.name)),
                    format!("`{name}` is a group, not an entity"),
                ),
                None => {
                    let entities = evidence.entity_names();
                    let near = suggestion(self.diagnostics, name.text(), entities);
                    (near.map(|near| format!("did you mean `{near}`?")), format!("there is no entity `{name}`"))
                }
            };
            self.report(codes::UNKNOWN_ENTITY, &message, *span, "", help);
            return None;
        };
        let moment = self.moment(reference, context)?.value.clone();
        let unit = evidence.metrics[metric].unit.clone();
        let query = Query { metric, entity, moment };
        Some(Term { kind: TermKind::Fact(query), unit, span: reference.span })
    }

    fn outcome(
        &mut self,
        model: &Model,
        variable: VariableId,
        unit: &Unit,
        reference: &Reference,
        context: &Context,
    ) -> Option<Term> {
        let subscripts = self.subscripts(reference, context)?;
        let elements: Option<Vec<_>> = subscripts.iter().map(|(name, _)| model.find_element(name)).collect();
        let Some(cell) = elements.and_then(|elements| model.cell(variable, &elements)) else {
            let variable = model.variable(variable);
            let known: Vec<String> = variable.cells().take(8).map(|cell| model.cell_name(cell)).collect();
            let message = format!("`{}` has no such element", variable.name);
            let help = Some(format!("write one of: {}", known.join(", ")));
            self.report(codes::UNKNOWN_SUBSCRIPT, &message, reference.span, "", help);
            return None;
        };
        let moment = self.moment(reference, context)?;
        let Moment::Period(period) = moment.value else {
            let message = "a model has no latest value; name a period";
            self.report(codes::MISSING_PERIOD, message, moment.span, "", Some("for example `@ 2035`".into()));
            return None;
        };
        let mean = unit.is_per_time() && !unit.times(&Unit::year()).is_dimensionless();
        let outcome = Outcome { cell, when: When { period, mean }, scenario: context.scenario };
        Some(Term { kind: TermKind::Outcome(outcome), unit: unit.clone(), span: reference.span })
    }

    fn moment<'e>(&mut self, reference: &Reference, context: &Context<'e>) -> Option<&'e Spanned<Moment>> {
        if context.moment.is_none() {
            let message = format!("when? `{}` has no period", reference.name);
            let help = "add one, for example `@ 2025`, `@ 2025-Q3` or `@ latest`".to_string();
            self.report(codes::MISSING_PERIOD, &message, reference.span, "", Some(help));
        }
        context.moment
    }

    fn report(&mut self, code: outpace_syntax::Code, message: &str, span: Span, label: &str, help: Option<String>) {
        self.diagnostics.push(Diagnostic::error(code, message).at(span, label).help_if(help));
    }
}

/// Every `group!` in an expression, once, leaving out those inside a function that collects its own.
fn collect_banged(expr: &Expr, banged: &mut Vec<SubscriptUse>) {
    match &expr.kind {
        ExprKind::Reference(reference) => {
            for subscript in reference.subscripts.iter().filter(|subscript| subscript.bang) {
                if !banged.iter().any(|known| known.name == subscript.name) {
                    banged.push(subscript.clone());
                }
            }
        }
        ExprKind::Call(callee, arguments) => {
            if !matches!(function(&callee.name), Some((_, Function::Reduce(_), _))) {
                arguments.iter().for_each(|argument| collect_banged(argument, banged));
            }
        }
        ExprKind::Unary(_, operand) | ExprKind::At(operand, _) => collect_banged(operand, banged),
        ExprKind::Binary(_, left, right) => {
            collect_banged(left, banged);
            collect_banged(right, banged);
        }
        ExprKind::Number(_)
        | ExprKind::Quantity(..)
        | ExprKind::Text(_)
        | ExprKind::Points(_)
        | ExprKind::Output(_)
        | ExprKind::Running(_)
        | ExprKind::Error => {}
    }
}

fn number(value: f64, unit: Unit, span: Span) -> Term {
    Term { kind: TermKind::Number(value), unit, span }
}

fn operation(kind: Operation, terms: Vec<Term>, unit: Unit, span: Span) -> Term {
    Term { kind: TermKind::Operation(kind, terms), unit, span }
}

fn statistic(kind: Statistic, unit: Unit, span: Span) -> Term {
    Term { kind: TermKind::Statistic(kind), unit, span }
}

fn is_zero(term: &Term) -> bool {
    matches!(term.kind, TermKind::Number(value) if value == 0.0) && term.unit.is_dimensionless()
}
