//! What the names of an equation mean: variables of its module, array elements left unsaid, built-ins.
//!
//! XMILE lets an equation leave subscripts out, use `*` for all elements, and name variables of its own module without
//! the module. Here every reference gets its full name and all its subscripts, so that the tree says the same as one
//! read from Vensim's notation. Source: XMILE 1.0, 3.7.1 "Arrays" and 3.7.4 "Submodels".

use std::collections::{BTreeSet, HashMap};

use super::builtin::{self, Writer};
use super::expression::{COMPUTED, RANGE, TRANSPOSED, Written};
use super::macros::{self, Parameters};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference, SubscriptUse, UnaryOperator};
use crate::name::Name;
use crate::span::{Span, Spanned};

/// The most nodes that one call may be written out to.
pub(super) const MAX_WRITTEN_OUT: usize = 20_000;

/// A dimension and its elements.
#[derive(Debug, Clone)]
pub(super) struct Dimension {
    pub(super) name: Spanned<Name>,
    pub(super) elements: Vec<Spanned<Name>>,
    /// The place of each element, from 0.
    pub(super) places: HashMap<Name, usize>,
    /// The dimension that this is another name of: Vensim's equivalent ranges.
    pub(super) alias_of: Option<Spanned<Name>>,
}

/// What is known of a variable before any equation is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    /// Indices into [`Names::dimensions`].
    pub(super) dimensions: Vec<usize>,
    /// The look-up that goes with it: its own name where it has no equation.
    pub(super) table: Option<(Name, bool)>,
    /// Whether it is a conveyor, a queue or an oven.
    pub(super) is_device: bool,
}

/// Everything that equations can name.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) variables: HashMap<Name, Declared>,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) dimension_index: HashMap<Name, usize>,
    /// Functions that the file defines.
    pub(super) macros: Parameters,
    /// Dimensions that stand more than once in one array, and how often: each has a range of its own.
    pub(super) repeated: BTreeSet<(usize, usize)>,
    /// What an element is that does not exist: 0, or NaN where the file says so.
    pub(super) outside: f64,
}

impl Names {
    /// The full name of a variable that an equation of module `prefix` calls `written`.
    pub(super) fn find(&self, prefix: &str, written: &Name) -> Option<Name> {
        let text = written.text();
        if let Some(root) = text.strip_prefix('.') {
            return Some(Name::new(root)).filter(|name| self.variables.contains_key(name));
        }
        let local = (!prefix.is_empty()).then(|| Name::new(&format!("{prefix}.{text}")));
        let known = |name: &Name| self.variables.contains_key(name);
        local.filter(known).or_else(|| Some(written.clone()).filter(known)).or_else(|| {
            // `Region.City.people`: variables have the name of the innermost of several modules.
            let (_, inner) = text.split_once('.').filter(|(_, inner)| inner.contains('.'))?;
            self.find("", &Name::new(inner))
        })
    }

    /// Whether a subscript stands for all elements of a dimension.
    pub(super) fn is_range(&self, name: &Name) -> bool {
        let text = name.text();
        let bare = text.rfind(" (").map_or(text, |end| &text[..end]);
        self.dimension_index.contains_key(name) || self.dimension_index.contains_key(&Name::new(bare))
    }

    /// Where the elements of `part` stand in `dimension`, where all of them are named there too: XMILE's sub-ranges.
    ///
    /// `None` also where the two are one, or share their elements already.
    pub(super) fn places_of_part(&self, dimension: usize, part: usize) -> Option<Vec<usize>> {
        if dimension == part {
            return None;
        }
        let [whole, part] = [dimension, part].map(|at| &self.dimensions[at]);
        // Dimensions share all of their elements or none.
        let first = part.elements.first()?;
        if whole.elements.iter().any(|element| element.value == first.value) {
            return None;
        }
        // `separate` may have put the dimension before the name of an element, which then has both.
        let dimension = format!("{}.", part.name.value);
        let place = |element: &Spanned<Name>| {
            let bare = || element.value.text().strip_prefix(&dimension).map(Name::new);
            let named = |name: &Name| whole.places.get(name).copied();
            named(&element.value).or_else(|| named(&bare()?))
        };
        part.elements.iter().map(place).collect()
    }

    /// Whether an expression names elements of a dimension by those of a part of it, which differs from element to element.
    pub(super) fn reaches_part(&self, prefix: &str, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Reference(reference) => {
                let dimensions = self.find(prefix, &reference.name).and_then(|full| self.variables.get(&full));
                let dimensions = dimensions.map_or(&[][..], |known| &known.dimensions);
                reference.subscripts.iter().zip(dimensions).any(|(usage, dimension)| {
                    let named = self.dimension_index.get(&usage.name);
                    named.is_some_and(|named| self.places_of_part(*dimension, *named).is_some())
                })
            }
            ExprKind::Call(_, arguments) => arguments.iter().any(|argument| self.reaches_part(prefix, argument)),
            ExprKind::Unary(_, operand) => self.reaches_part(prefix, operand),
            ExprKind::Binary(_, left, right) => self.reaches_part(prefix, left) || self.reaches_part(prefix, right),
            _ => false,
        }
    }

    /// The range of the `nth` use of a dimension in one array: loops over one range would be one loop.
    pub(super) fn range(&mut self, dimension: usize, nth: usize) -> Name {
        let name = &self.dimensions[dimension].name.value;
        if nth == 0 {
            return name.clone();
        }
        let name = Name::new(&format!("{name} ({})", nth + 1));
        self.repeated.insert((dimension, nth));
        name
    }
}

/// The surroundings of one equation.
pub(super) struct Scope<'a> {
    pub(super) names: &'a mut Names,
    /// The module.
    pub(super) prefix: &'a str,
    pub(super) writer: Writer,
    /// What the equation defines.
    pub(super) left: &'a Reference,
    /// The dimension of each subscript on the left.
    pub(super) axes: &'a [usize],
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// Whether we are inside a function over arrays, where a bare array means all its elements.
    pub(super) in_array: bool,
    /// The subscripts of the expression in hand that are computed, by number.
    pub(super) computed: Vec<Expr>,
}

impl Scope<'_> {
    /// A whole expression as it was parsed.
    pub(super) fn whole(&mut self, written: Written) -> Expr {
        self.computed = written.computed;
        self.expr(written.expr)
    }

    /// The expression with full names and subscripts, in terms of the shared functions.
    pub(super) fn expr(&mut self, expr: Expr) -> Expr {
        let span = expr.span;
        let kind = match expr.kind {
            ExprKind::Reference(reference) => return self.value(reference),
            ExprKind::Call(name, arguments) => return self.call(name, arguments, span),
            ExprKind::Unary(operator, operand) => ExprKind::Unary(operator, Box::new(self.expr(*operand))),
            ExprKind::Binary(BinaryOperator::Equal, left, right) if self.is_nan(&right) => self.is_number(*left, false),
            ExprKind::Binary(BinaryOperator::Equal, left, right) if self.is_nan(&left) => self.is_number(*right, false),
            ExprKind::Binary(BinaryOperator::NotEqual, left, right) if self.is_nan(&right) => {
                self.is_number(*left, true)
            }
            ExprKind::Binary(BinaryOperator::NotEqual, left, right) if self.is_nan(&left) => {
                self.is_number(*right, true)
            }
            ExprKind::Binary(operator, left, right) => {
                ExprKind::Binary(operator, Box::new(self.expr(*left)), Box::new(self.expr(*right)))
            }
            other => other,
        };
        Expr { kind, span }
    }

    /// `x <> NAN`, or `x = NAN` where it is not `wanted`: whether `x` is a number, which is then at most infinite.
    ///
    /// No page says how Stella compares with NAN; its models ask so: `IF initial_value = NAN THEN input ELSE initial_value`
    /// (github.com/bpowers/sd.js, stdlib/delay3.stmx).
    fn is_number(&mut self, x: Expr, wanted: bool) -> ExprKind {
        let make = builtin::Maker { span: x.span };
        let x = self.expr(x);
        let is_number = make.binary(BinaryOperator::LessOrEqual, x, make.number(f64::INFINITY));
        if wanted { is_number.kind } else { ExprKind::Unary(UnaryOperator::Not, Box::new(is_number)) }
    }

    /// Whether this is the word NAN, where it stands for no number.
    fn is_nan(&self, expr: &Expr) -> bool {
        let ExprKind::Reference(reference) = &expr.kind else { return false };
        reference.name.is("nan")
            && !self.writer.speaks_vensim()
            && self.names.find(self.prefix, &reference.name).is_none()
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) -> Expr {
        self.diagnostics.push(diagnostic);
        Expr { kind: ExprKind::Error, span }
    }

    /// A name that stands for a number.
    pub(super) fn value(&mut self, mut reference: Reference) -> Expr {
        let span = reference.span;
        let make = |kind| Expr { kind, span };
        self.end_with_apostrophe(&mut reference);
        if let Some(full) = self.names.find(self.prefix, &reference.name) {
            let dimensions = self.names.variables.get(&full).map(|known| known.dimensions.clone()).unwrap_or_default();
            reference.subscripts = self.subscripts(&dimensions, reference.subscripts, span);
            reference.name = full;
            return self.placed(reference, &dimensions, 0);
        }
        if !reference.subscripts.is_empty() {
            return make(ExprKind::Reference(reference));
        }
        if reference.name.is("self") {
            return make(ExprKind::Reference(Reference { span, ..self.left.clone() }));
        }
        if let Some(constant) = builtin::constant(&reference.name, span, self.writer) {
            return constant;
        }
        if let Some(position) = self.qualified_position(&reference.name) {
            return make(ExprKind::Number(position as f64));
        }
        // A dimension stands for the place of its element on the left.
        if let Some(&dimension) = self.names.dimension_index.get(&reference.name)
            && let Some(at) = self.axes.iter().position(|axis| *axis == dimension)
            && let Some(usage) = self.left.subscripts.get(at)
        {
            let Dimension { elements, places, .. } = &self.names.dimensions[dimension];
            let is_element = |place: &&usize| elements.get(**place).is_some_and(|each| each.value == usage.name);
            return make(match places.get(&usage.name).filter(is_element) {
                Some(place) => ExprKind::Number(*place as f64 + 1.0),
                None => ExprKind::Reference(Reference { name: usage.name.clone(), ..reference }),
            });
        }
        if self.names.macros.get(&reference.name).is_some_and(Vec::is_empty) {
            return make(ExprKind::Call(reference, Vec::new()));
        }
        if let Some(missing) = builtin::missing(&reference.name) {
            return self.report(builtin::unsupported(&reference, missing), span);
        }
        make(ExprKind::Reference(reference))
    }

    /// `customers'`: a variable whose name ends so, where there is one, else an array that is transposed.
    fn end_with_apostrophe(&self, reference: &mut Reference) {
        let is_transposed = reference.subscripts.first().is_some_and(|usage| usage.name.text() == TRANSPOSED);
        let name = Name::new(&format!("{}'", reference.name));
        if is_transposed && self.names.find(self.prefix, &name).is_some() {
            (reference.name, reference.subscripts) = (name, Vec::new());
        }
    }

    /// `Location.Boston`: the place of an element in its dimension, from 1.
    fn qualified_position(&self, name: &Name) -> Option<usize> {
        let (dimension, element) = name.text().split_once('.')?;
        let dimension = *self.names.dimension_index.get(&Name::new(dimension))?;
        self.names.dimensions[dimension].places.get(&Name::new(element)).map(|place| place + 1)
    }

    /// A subscript for each dimension of a variable.
    fn subscripts(&mut self, dimensions: &[usize], written: Vec<SubscriptUse>, span: Span) -> Vec<SubscriptUse> {
        let mut taken = vec![false; self.axes.len()];
        let mut starred = Vec::new();
        if written.is_empty() {
            let all = dimensions.iter().map(|dimension| match self.in_array {
                true => self.star(*dimension, &mut starred, span),
                false => self.on_left(*dimension, &mut taken, span).unwrap_or_else(|| SubscriptUse {
                    name: self.names.dimensions[*dimension].name.value.clone(),
                    bang: false,
                    span,
                }),
            });
            return all.collect();
        }
        if written.iter().any(|usage| usage.name.text() == TRANSPOSED) {
            // The last subscript on the left goes with the first dimension.
            let mut left: Vec<SubscriptUse> =
                dimensions.iter().rev().filter_map(|each| self.on_left(*each, &mut taken, span)).collect();
            left.reverse();
            return left;
        }
        if written.len() != dimensions.len() {
            return written;
        }
        let mut subscripts = Vec::new();
        for (dimension, usage) in dimensions.iter().zip(written) {
            subscripts.push(self.subscript(*dimension, usage, &mut taken, &mut starred));
        }
        subscripts
    }

    fn subscript(
        &mut self,
        dimension: usize,
        usage: SubscriptUse,
        taken: &mut [bool],
        starred: &mut Vec<usize>,
    ) -> SubscriptUse {
        let Dimension { name: range, elements, places, .. } = &self.names.dimensions[dimension];
        let text = usage.name.text();
        if let Some(element) = places.get(&usage.name).and_then(|place| elements.get(*place)) {
            return SubscriptUse { name: element.value.clone(), ..usage };
        }
        if text == "*" {
            return self.star(dimension, starred, usage.span);
        }
        if let Some(range) = text.strip_suffix(".*") {
            let named = self.names.dimension_index.get(&Name::new(range)).copied();
            return self.star_of_part(dimension, named.unwrap_or(dimension), starred, usage.span);
        }
        if let Some((first, last)) = text.strip_prefix(RANGE).and_then(|ends| ends.split_once(RANGE)) {
            let ends = (first.to_string(), last.to_string());
            return self.slice(dimension, (&ends.0, &ends.1), &usage, starred);
        }
        if let Some(place) = text.strip_prefix('@').and_then(|place| place.parse::<usize>().ok()) {
            let left = place.checked_sub(1).and_then(|at| self.left.subscripts.get(at));
            return left.map_or(usage.clone(), |left| SubscriptUse { span: usage.span, ..left.clone() });
        }
        if let Ok(place) = text.parse::<usize>() {
            if let Some(element) = place.checked_sub(1).and_then(|at| elements.get(at)) {
                return SubscriptUse { name: element.value.clone(), ..usage };
            }
            let message = format!("`{}` has {} elements, so there is no number {place}", range.value, elements.len());
            let label = format!("what is asked for is {}", self.names.outside);
            self.diagnostics.push(Diagnostic::warning(codes::UNKNOWN_SUBSCRIPT, message).at(usage.span, label));
            self.computed.push(Expr { kind: ExprKind::Number(place as f64), span: usage.span });
            return SubscriptUse { name: Name::new(&format!("{COMPUTED}{}", self.computed.len() - 1)), ..usage };
        }
        if let Some((range, element)) = text.split_once('.')
            && self.names.dimension_index.contains_key(&Name::new(range))
        {
            let element = SubscriptUse { name: Name::new(element), ..usage };
            return self.subscript(dimension, element, taken, starred);
        }
        match self.names.dimension_index.get(&usage.name).copied() {
            Some(named) => match self.on_left(named, taken, usage.span) {
                Some(left) => self.in_whole(dimension, named, left),
                None if self.in_array => self.star_of_part(dimension, named, starred, usage.span),
                None => usage,
            },
            // The name of a variable, or TIME and the like, computes a place.
            None if !text.starts_with(COMPUTED) && self.has_value(&usage) => {
                let place = Reference { name: usage.name.clone(), subscripts: Vec::new(), span: usage.span };
                self.computed.push(Expr { kind: ExprKind::Reference(place), span: usage.span });
                SubscriptUse { name: Name::new(&format!("{COMPUTED}{}", self.computed.len() - 1)), ..usage }
            }
            None => usage,
        }
    }

    /// The element of `dimension` that has the name of the one on the left, which is of a part of it.
    fn in_whole(&self, dimension: usize, part: usize, left: SubscriptUse) -> SubscriptUse {
        let place = self.names.dimensions[part].elements.iter().position(|element| element.value == left.name);
        let places = self.names.places_of_part(dimension, part);
        let found = place
            .zip(places)
            .and_then(|(place, places)| self.names.dimensions[dimension].elements.get(*places.get(place)?));
        match found {
            Some(element) => SubscriptUse { name: element.value.clone(), ..left },
            None => left,
        }
    }

    /// Whether a name stands for a number.
    fn has_value(&self, usage: &SubscriptUse) -> bool {
        let built_in = builtin::constant(&usage.name, usage.span, self.writer);
        built_in.is_some() || self.names.find(self.prefix, &usage.name).is_some()
    }

    /// All elements of a dimension.
    pub(super) fn star(&mut self, dimension: usize, starred: &mut Vec<usize>, span: Span) -> SubscriptUse {
        let nth = starred.iter().filter(|each| **each == dimension).count();
        starred.push(dimension);
        SubscriptUse { name: self.names.range(dimension, nth), bang: true, span }
    }

    /// The subscript that stands on the left for this dimension; for a dimension that stands there twice, in order.
    fn on_left(&mut self, dimension: usize, taken: &mut [bool], span: Span) -> Option<SubscriptUse> {
        let places = || self.axes.iter().enumerate().filter(|(_, axis)| **axis == dimension).map(|(at, _)| at);
        let at = places().find(|at| !taken[*at]).or_else(|| places().next_back())?;
        taken[at] = true;
        let left = self.left.subscripts.get(at)?;
        Some(SubscriptUse { span, ..left.clone() })
    }

    fn call(&mut self, mut name: Reference, mut arguments: Vec<Expr>, span: Span) -> Expr {
        if let Some(function) = vendor_function(&name.name) {
            let arguments = self.arguments(&function, arguments);
            return Expr { kind: ExprKind::Call(Reference { name: function, ..name }, arguments), span };
        }
        if arguments.len() == 1 && self.table(&name).is_some() {
            let x = self.expr(arguments.remove(0));
            return self.read_table(name, x, span);
        }
        let other = macros::overloaded(&self.names.macros, &name.name, arguments.len());
        if let Some(other) = other.filter(|other| self.names.macros.contains_key(other)) {
            name.name = other;
        }
        if let Some(parameters) = self.names.macros.get(&name.name) {
            let arguments = macros::complete(parameters, arguments);
            if !self.fits(&arguments, span) {
                return Expr { kind: ExprKind::Error, span };
            }
            let arguments = arguments.into_iter().map(|argument| self.expr(argument)).collect();
            return Expr { kind: ExprKind::Call(name, arguments), span };
        }
        let name = of_today(without_prefix(name));
        if let Some(value) = self.allocated(&name, &arguments, span) {
            return value;
        }
        if let Some(value) = self.of_table(&name, &arguments, span) {
            return value;
        }
        if let Some(value) = self.over_array(&name, &arguments, span) {
            return value;
        }
        let arguments = self.by_element_at_hand(&name.name, arguments);
        let arguments = self.arguments(&name.name, arguments);
        if !self.fits(&arguments, span) {
            return Expr { kind: ExprKind::Error, span };
        }
        match builtin::expand(&name, &arguments, span, self.writer) {
            Ok(Some(expr)) => expr,
            Ok(None) => Expr { kind: ExprKind::Call(name, arguments), span },
            Err(diagnostic) => self.report(*diagnostic, span),
        }
    }

    /// Arguments of a function; what Vensim's functions of look-ups read is the graphical function of a variable.
    fn arguments(&mut self, function: &Name, arguments: Vec<Expr>) -> Vec<Expr> {
        let reads = function.canonical().starts_with("lookup ");
        let argument = |(at, argument): (usize, Expr)| match argument.kind {
            ExprKind::Reference(table) if reads && at == 0 && self.table(&table).is_some() => {
                let table = self.table_reference(table).map_or(ExprKind::Error, ExprKind::Reference);
                Expr { kind: table, span: argument.span }
            }
            _ => self.expr(argument),
        };
        arguments.into_iter().enumerate().map(argument).collect()
    }

    /// Whether arguments that may be written out twice stay within the bound; says so where they do not.
    fn fits(&mut self, arguments: &[Expr], span: Span) -> bool {
        let fits = arguments.iter().map(size).sum::<usize>() <= MAX_WRITTEN_OUT;
        if !fits {
            let diagnostic = Diagnostic::error(codes::TOO_LARGE, "this call stands for too many terms")
                .at(span, "")
                .help("give its arguments names of their own");
            self.report(diagnostic, span);
        }
        fits
    }
}

/// The name that a function of STELLA and iThink before version 10 has today.
///
/// Source: isee systems, "Working with Array Equations in Version 10": SUM, MEAN, STDDEV and RANK "simplified".
fn of_today(mut function: Reference) -> Reference {
    let renamed = [("arraysum", "SUM"), ("arraymean", "MEAN"), ("arraystddev", "STDDEV"), ("arrayrank", "RANK")];
    if let Some((_, today)) = renamed.iter().find(|(before, _)| function.name.is(before)) {
        function.name = Name::new(today);
    }
    function
}

/// `std.MAX` and `isee.MAX` are MAX.
fn without_prefix(mut function: Reference) -> Reference {
    let text = function.name.text();
    let rest = text.split_once('.').filter(|(prefix, _)| ["std", "isee"].contains(&prefix.to_lowercase().as_str()));
    if let Some((_, rest)) = rest {
        function.name = Name::new(rest);
    }
    function
}

/// `vensim.SAMPLE_IF_TRUE`: the function of Vensim that is meant.
///
/// Source: XMILE 1.0, 3.2.2.3 "Namespaces", which lists the prefixes of vendors.
fn vendor_function(name: &Name) -> Option<Name> {
    let prefix = "vensim.";
    let text = name.text();
    let (start, rest) = (text.get(..prefix.len())?, text.get(prefix.len()..)?);
    start.eq_ignore_ascii_case(prefix).then(|| Name::new(&rest.replace('_', " ")))
}

/// How many nodes an expression has.
pub(super) fn size(expr: &Expr) -> usize {
    1 + match &expr.kind {
        ExprKind::Call(_, arguments) => arguments.iter().map(size).sum(),
        ExprKind::Unary(_, operand) => size(operand),
        ExprKind::Binary(_, left, right) => size(left) + size(right),
        _ => 0,
    }
}
