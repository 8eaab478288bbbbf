//! Macros written out: each call becomes equations of its own, before any name is resolved.
//!
//! An *instance* of a macro is a copy of its equations with names of its own, over the subscripts on the left of the
//! calling equation and those that a `!` around the call runs over. Simple arguments stand in for the inputs
//! directly, others get a variable. A macro may call others and be defined after its use.
//!
//! Source: Vensim, "Macros" (macros.html), "Defining Macros" (22145.html): names inside are local, `name$` is the
//! model's variable, and instances are named `#caller>MACRO>variable#`. DIFFERENCE: `Time` and the variables that
//! steer the simulation may also be written without `$`.

use super::function;
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::{BinaryOperator, Expr, ExprKind, Reference, SubscriptUse};
use outpace_syntax::mdl::{Equation, Macro, ModelTree, Right};
use outpace_syntax::unit::UnitExpr;
use outpace_syntax::{Code, Diagnostic, Name, Span, Spanned};
use std::collections::{HashMap, HashSet};

/// The most equations that all macros together may be written out to.
const MAX_EQUATIONS: usize = 50_000;

/// How deep macros may call macros.
const MAX_DEPTH: usize = 32;

/// Names of the model that a macro sees without `$`.
const SEEN: [&str; 5] = ["time", "time step", "initial time", "final time", "saveper"];

/// The model with every call of a macro written out.
pub(super) fn expand(mut tree: ModelTree, diagnostics: &mut Vec<Diagnostic>) -> ModelTree {
    if tree.macros.is_empty() && !tree.equations.iter().any(has_output) {
        return tree;
    }
    let written = std::mem::take(&mut tree.equations);
    let mut expansion = Expansion {
        macros: HashMap::new(),
        ranges: tree
            .ranges
            .iter()
            .flat_map(|range| std::iter::once(&range.name).chain(&range.members))
            .map(|name| &name.value)
            .collect(),
        names: HashSet::new(),
        waiting: Vec::new(),
        made: 0,
        diagnostics,
    };
    for each in &tree.macros {
        expansion.define(each);
    }
    let mut equations = Vec::with_capacity(written.len());
    for equation in written {
        let mut next = Some((equation, Vec::new()));
        while let Some((mut equation, path)) = next {
            expansion.equation(&mut equation, &path);
            equations.push(equation);
            next = expansion.waiting.pop();
        }
    }
    ModelTree { equations, macros: Vec::new(), ..tree }
}

/// The macros that lead to an equation, outermost first.
type Path<'t> = Vec<&'t Name>;

struct Expansion<'t, 'd> {
    macros: HashMap<&'t Name, &'t Macro>,
    /// Subscript ranges and elements: these mean the same everywhere.
    ranges: HashSet<&'t Name>,
    /// Names of instances that are taken.
    names: HashSet<String>,
    /// Equations of instances that are still to be looked through, and how they came about.
    waiting: Vec<(Equation, Path<'t>)>,
    made: usize,
    diagnostics: &'d mut Vec<Diagnostic>,
}

/// A call of a macro, as its equations are copied for it.
struct Instance<'a> {
    /// `caller>MACRO`, with a number before the macro where there are several.
    prefix: String,
    /// The macro.
    of: &'a Macro,
    /// What its equations define.
    names: HashSet<&'a Name>,
    /// The subscripts of all its variables.
    subscripts: Vec<SubscriptUse>,
    /// What each input stands for.
    inputs: HashMap<&'a Name, Expr>,
}

impl Instance<'_> {
    /// A variable of the instance; the macro's own name gives its value.
    fn local(&self, name: &Name, span: Span) -> Reference {
        let text = match *name == self.of.name.value {
            true => format!("#{}#", self.prefix),
            false => format!("#{}>{name}#", self.prefix),
        };
        Reference { name: Name::new(&text), subscripts: self.subscripts.clone(), span }
    }

    /// Lets the arguments of the call stand for the inputs; one that is computed becomes an equation of its own.
    fn take_in(&mut self, inputs: Vec<Expr>, caller: &Caller<'_, '_>, bangs: &[SubscriptUse]) -> Vec<Equation> {
        let mut made = Vec::new();
        for (name, mut input) in self.of.inputs.iter().zip(inputs) {
            without_bangs(&mut input);
            if !stands_directly(&input) {
                let local = self.local(&name.value, input.span);
                made.push(caller.equation(local.clone(), Right::Expression(input), bangs));
                input = Expr { span: local.span, kind: ExprKind::Reference(local) };
            }
            self.inputs.insert(&name.value, input);
        }
        made
    }

    /// Equations for what the call names to take out, besides the value of the macro.
    fn hand_out(&self, outputs: Vec<Expr>, caller: &Caller<'_, '_>) -> Vec<Equation> {
        let given = self.of.outputs.iter().zip(outputs);
        let equation = |(name, output): (&Spanned<Name>, Expr)| {
            let ExprKind::Output(reference) = output.kind else { return None };
            let value = ExprKind::Reference(self.local(&name.value, output.span));
            let value = Right::Expression(Expr { kind: value, span: output.span });
            Some(caller.equation(reference, value, &[]))
        };
        given.filter_map(equation).collect()
    }

    /// Whether the macro defines the name.
    fn defines(&self, name: &Name) -> bool {
        self.names.contains(name)
    }
}

impl<'t> Expansion<'t, '_> {
    fn report(&mut self, code: Code, message: String, span: Span, help: Option<String>) {
        // One place is met once for each call of its macro: repetitions are dropped in the end.
        self.diagnostics.push(Diagnostic::error(code, message).at(span, "").help_if(help));
    }

    fn define(&mut self, each: &'t Macro) {
        if let Some(first) = self.macros.get(&each.name.value) {
            let message = format!("the macro `{}` is defined twice", each.name.value);
            self.diagnostics.push(
                Diagnostic::error(codes::DUPLICATE_DEFINITION, message)
                    .at(each.name.span, "again here")
                    .and(first.name.span, "first here"),
            );
            return;
        }
        for name in std::iter::once(&each.name).chain(&each.outputs) {
            if !each.equations.iter().any(|equation| equation.left.name == name.value) {
                let message = format!("the macro `{}` has no equation for `{}`", each.name.value, name.value);
                let help = format!("add `{} = …` before `:END OF MACRO:`", name.value);
                self.report(codes::MISSING_DEFINITION, message, name.span, Some(help));
            }
        }
        self.macros.insert(&each.name.value, each);
    }

    /// Puts instances in the place of all calls of macros in an equation.
    fn equation(&mut self, equation: &mut Equation, path: &Path<'t>) {
        let caller = Caller {
            left: equation.left.clone(),
            exceptions: equation.exceptions.clone(),
            path,
            group: equation.group,
        };
        if let Right::Expression(expr) | Right::Data(_, Some(expr)) = &mut equation.right {
            self.calls(expr, &caller);
        }
    }

    fn calls(&mut self, expr: &mut Expr, caller: &Caller<'_, 't>) {
        match &mut expr.kind {
            ExprKind::Call(reference, arguments) => {
                arguments.iter_mut().for_each(|argument| self.calls(argument, caller));
                let Some(of) = self.macros.get(&reference.name).copied() else {
                    if reference.name.is("delayp") {
                        return self.pipeline(arguments, expr.span, caller);
                    }
                    if let Some(output) = arguments.iter().find(|each| matches!(each.kind, ExprKind::Output(_))) {
                        let message = format!("`{}` is not a macro, so it has no further outputs", reference.name);
                        let help = suggestion(
                            self.diagnostics,
                            reference.name.text(),
                            self.macros.keys().map(|name| name.text()),
                        );
                        let help = help.map(|near| format!("did you mean the macro `{near}`?"));
                        self.report(codes::UNKNOWN_FUNCTION, message, output.span, help);
                    }
                    return;
                };
                let arguments = std::mem::take(arguments);
                expr.kind = self.instance(of, arguments, expr.span, caller);
            }
            ExprKind::Unary(_, operand) => self.calls(operand, caller),
            ExprKind::Binary(_, left, right) => {
                self.calls(left, caller);
                self.calls(right, caller);
            }
            _ => {}
        }
    }

    /// `DELAYP(input, delay time : pipeline)` defines what is on the way: fn_delayp.html.
    fn pipeline(&mut self, arguments: &mut Vec<Expr>, span: Span, caller: &Caller<'_, 't>) {
        let [input, time, Expr { kind: ExprKind::Output(pipeline), .. }] = arguments.as_slice() else { return };
        let pipeline = pipeline.clone();
        let call = |name: &str, arguments: Vec<Expr>| {
            let name = Reference { name: Name::new(name), subscripts: Vec::new(), span };
            Expr { kind: ExprKind::Call(name, arguments), span }
        };
        let binary = |operator, left: Expr, right: Expr| Expr {
            kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)),
            span,
        };
        let delayed = call("DELAY3", vec![input.clone(), time.clone()]);
        let net = binary(BinaryOperator::Subtract, input.clone(), delayed);
        let content = binary(BinaryOperator::Multiply, input.clone(), time.clone());
        let level = Right::Expression(call("INTEG", vec![net, content]));
        self.waiting.push((caller.equation(pipeline, level, &[]), caller.path.clone()));
        arguments.truncate(2);
    }

    /// Writes a macro out for one call; gives the expression that stands for the call.
    fn instance(&mut self, of: &'t Macro, arguments: Vec<Expr>, span: Span, caller: &Caller<'_, 't>) -> ExprKind {
        let (outputs, inputs): (Vec<Expr>, Vec<Expr>) =
            arguments.into_iter().partition(|each| matches!(each.kind, ExprKind::Output(_)));
        if !self.fits(of, inputs.len(), outputs.len(), span) || !self.ends(of, span, caller) {
            return ExprKind::Error;
        }
        let Some(bangs) = self.bangs(&inputs, caller) else { return ExprKind::Error };
        let mut instance = Instance {
            prefix: self.prefix(&caller.left.name, &of.name.value),
            of,
            names: of.equations.iter().map(|equation| &equation.left.name).collect(),
            subscripts: every(caller.left.subscripts.iter().chain(&bangs)),
            inputs: HashMap::new(),
        };
        let mut made = instance.take_in(inputs, caller, &bangs);
        made.extend(of.equations.iter().map(|equation| self.copy(equation, &instance, caller, &bangs)));
        made.extend(instance.hand_out(outputs, caller));
        self.made += made.len();
        let path: Path = caller.path.iter().copied().chain([&of.name.value]).collect();
        self.waiting.extend(made.into_iter().rev().map(|equation| (equation, path.clone())));
        let mut value = instance.local(&of.name.value, span);
        let first_bang = value.subscripts.len() - bangs.len();
        value.subscripts[first_bang..].iter_mut().for_each(|subscript| subscript.bang = true);
        ExprKind::Reference(value)
    }

    /// The subscripts that the `!` in the arguments of a call run over; `None` where one of them stands on the left.
    fn bangs(&mut self, inputs: &[Expr], caller: &Caller<'_, 't>) -> Option<Vec<SubscriptUse>> {
        let mut bangs = Vec::new();
        inputs.iter().for_each(|input| collect_bangs(input, &mut bangs));
        let on_left = |bang: &&SubscriptUse| caller.left.subscripts.iter().any(|left| left.name == bang.name);
        let Some(twice) = bangs.iter().find(on_left) else { return Some(bangs) };
        let message = format!("`{}!` in a call of a macro, under an equation over `{}`", twice.name, twice.name);
        let help = Some("give the argument a variable of its own".to_string());
        self.report(codes::UNSUPPORTED_CONSTRUCT, message, twice.span, help);
        None
    }

    /// An equation of a macro, as it is in an instance.
    fn copy(
        &mut self,
        equation: &Equation,
        instance: &Instance,
        caller: &Caller<'_, 't>,
        bangs: &[SubscriptUse],
    ) -> Equation {
        let mut right = equation.right.clone();
        if let Right::Expression(expr) | Right::Data(_, Some(expr)) = &mut right {
            self.rename(expr, instance);
        }
        let left = instance.local(&equation.left.name, equation.left.span);
        // That of an input, and `Time$` that of a variable of the model: whichever it is, it fits.
        let means_another = |unit: &Name| {
            let of_model = unit.text().len() > 1 && unit.text().ends_with('$');
            of_model || instance.of.inputs.iter().any(|input| input.value == *unit)
        };
        let fits = |unit: &UnitExpr| unit.factors.iter().any(|factor| means_another(&factor.0));
        Equation {
            comment: equation.comment.clone(),
            unit: equation.unit.clone().filter(|unit| !fits(unit)),
            ..caller.equation(left, right, bangs)
        }
    }

    /// Whether a call hands in and takes out as much as the macro wants.
    fn fits(&mut self, of: &Macro, inputs: usize, outputs: usize, span: Span) -> bool {
        let name = &of.name.value;
        if inputs != of.inputs.len() {
            let takes = super::variable::count(of.inputs.len(), "argument");
            let message = format!("the macro `{name}` takes {takes}, not {inputs}");
            self.report(codes::WRONG_ARGUMENT_COUNT, message, span, None);
            return false;
        }
        if outputs > of.outputs.len() {
            let gives = super::variable::count(of.outputs.len(), "further output");
            let message = format!("the macro `{name}` gives {gives}, not {outputs}");
            self.report(codes::WRONG_ARGUMENT_COUNT, message, span, None);
            return false;
        }
        true
    }

    /// Whether writing the macro out comes to an end.
    fn ends(&mut self, of: &Macro, span: Span, caller: &Caller) -> bool {
        let name = &of.name.value;
        if caller.path.contains(&name) || caller.path.len() >= MAX_DEPTH {
            let message = format!("the macro `{name}` needs itself, so it cannot be written out");
            self.report(codes::TOO_DEEP, message, span, None);
            return false;
        }
        if self.made + of.equations.len() + of.inputs.len() > MAX_EQUATIONS {
            let message = format!("written out, the macros have more than {MAX_EQUATIONS} equations");
            self.report(codes::MODEL_TOO_LARGE, message, span, None);
            return false;
        }
        true
    }

    fn prefix(&mut self, caller: &Name, of: &Name) -> String {
        // A caller that is part of an instance has its signs already.
        let caller = caller.text().trim_matches('#');
        let mut prefix = format!("{caller}>{of}");
        let mut number = 1;
        while !self.names.insert(prefix.clone()) {
            number += 1;
            prefix = format!("{caller}>{number:03}{of}");
        }
        prefix
    }

    /// Gives the names of a macro's equation the meaning that they have in an instance.
    fn rename(&mut self, expr: &mut Expr, instance: &Instance) {
        match &mut expr.kind {
            ExprKind::Reference(reference) => {
                if let Some(input) = instance.inputs.get(&reference.name) {
                    expr.kind = input.kind.clone();
                } else {
                    self.rename_reference(reference, instance);
                }
            }
            ExprKind::Output(reference) => *reference = instance.local(&reference.name, reference.span),
            ExprKind::Call(reference, arguments) => {
                arguments.iter_mut().for_each(|argument| self.rename(argument, instance));
                match instance.inputs.get(&reference.name).map(|input| &input.kind) {
                    Some(ExprKind::Reference(input)) => *reference = input.clone(),
                    _ if instance.defines(&reference.name) && !self.macros.contains_key(&reference.name) => {
                        *reference = instance.local(&reference.name, reference.span);
                    }
                    _ => {}
                }
            }
            ExprKind::Unary(_, operand) => self.rename(operand, instance),
            ExprKind::Binary(_, left, right) => {
                self.rename(left, instance);
                self.rename(right, instance);
            }
            _ => {}
        }
    }

    fn rename_reference(&mut self, reference: &mut Reference, instance: &Instance) {
        let name = &reference.name;
        if instance.defines(name) {
            *reference = instance.local(name, reference.span);
        } else if let Some(global) = name.text().strip_suffix('$') {
            reference.name = Name::new(global);
        } else if !SEEN.contains(&name.canonical()) && !self.ranges.contains(name) {
            let of = instance.of;
            let message = format!("nothing is named `{name}` in the macro `{}`", of.name.value);
            let own = of.inputs.iter().map(|input| &input.value).chain(of.equations.iter().map(|each| &each.left.name));
            let help = match suggestion(self.diagnostics, name.text(), own.map(Name::text)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write `{name}$` for the variable of the model"),
            };
            self.report(codes::UNKNOWN_NAME, message, reference.span, Some(help));
        }
    }
}

/// The equation in which a macro is called.
struct Caller<'a, 't> {
    left: Reference,
    exceptions: Vec<Reference>,
    path: &'a Path<'t>,
    group: Option<usize>,
}

impl Caller<'_, '_> {
    /// An equation of an instance: over the same elements as the caller, and those of further ranges.
    fn equation(&self, left: Reference, right: Right, bangs: &[SubscriptUse]) -> Equation {
        let exception = |exception: &Reference| Reference {
            name: left.name.clone(),
            subscripts: every(exception.subscripts.iter().chain(bangs)),
            span: exception.span,
        };
        let exceptions = self.exceptions.iter().map(exception).collect();
        let span = left.span;
        Equation {
            exceptions,
            left,
            right,
            unit: None,
            comment: String::new(),
            group: self.group,
            supplementary: false,
            span,
        }
    }
}

/// Subscripts without their `!`: an instance has an element for each.
fn every<'s>(subscripts: impl Iterator<Item = &'s SubscriptUse>) -> Vec<SubscriptUse> {
    subscripts.map(|each| SubscriptUse { bang: false, ..each.clone() }).collect()
}

/// Whether an equation calls something that hands out more than its value: a macro, or DELAYP.
fn has_output(equation: &Equation) -> bool {
    fn inside(expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Output(_) => true,
            ExprKind::Call(_, arguments) => arguments.iter().any(inside),
            ExprKind::Unary(_, operand) => inside(operand),
            ExprKind::Binary(_, left, right) => inside(left) || inside(right),
            _ => false,
        }
    }
    matches!(&equation.right, Right::Expression(expr) | Right::Data(_, Some(expr)) if inside(expr))
}

/// The subscripts marked `!` in an argument, each once; not those of reductions further in, which run on their own.
fn collect_bangs(expr: &Expr, bangs: &mut Vec<SubscriptUse>) {
    match &expr.kind {
        ExprKind::Reference(reference) => {
            for usage in reference.subscripts.iter().filter(|usage| usage.bang) {
                if bangs.iter().all(|bang| bang.name != usage.name) {
                    bangs.push(usage.clone());
                }
            }
        }
        ExprKind::Running(usage) if bangs.iter().all(|bang| bang.name != usage.name) => bangs.push(usage.clone()),
        ExprKind::Call(reference, arguments) if !reduces(reference, arguments) => {
            arguments.iter().for_each(|argument| collect_bangs(argument, bangs));
        }
        ExprKind::Unary(_, operand) => collect_bangs(operand, bangs),
        ExprKind::Binary(_, left, right) => {
            collect_bangs(left, bangs);
            collect_bangs(right, bangs);
        }
        _ => {}
    }
}

/// Takes off the `!` that [`collect_bangs`] found: an instance has an element for each.
fn without_bangs(expr: &mut Expr) {
    match &mut expr.kind {
        ExprKind::Reference(reference) => reference.subscripts.iter_mut().for_each(|usage| usage.bang = false),
        ExprKind::Running(usage) => {
            let (name, span) = (usage.name.clone(), usage.span);
            expr.kind = ExprKind::Reference(Reference { name, subscripts: Vec::new(), span });
        }
        ExprKind::Call(reference, arguments) if !reduces(reference, arguments) => {
            arguments.iter_mut().for_each(without_bangs);
        }
        ExprKind::Unary(_, operand) => without_bangs(operand),
        ExprKind::Binary(_, left, right) => {
            without_bangs(left);
            without_bangs(right);
        }
        _ => {}
    }
}

/// Whether an argument can stand where the input stands: whatever is no computation.
fn stands_directly(input: &Expr) -> bool {
    matches!(input.kind, ExprKind::Reference(_) | ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Points(_))
}

fn reduces(reference: &Reference, arguments: &[Expr]) -> bool {
    function::find(&reference.name).is_some_and(|entry| entry.function.reduces(arguments.len()))
}
