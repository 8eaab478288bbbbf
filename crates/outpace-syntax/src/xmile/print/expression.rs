//! Expressions in XMILE's notation.
//!
//! What the standard has under another name, or with its arguments in another order, is written so. Every other function
//! of Vensim is written with the vendor's prefix, `vensim.SAMPLE_IF_TRUE(…)` (XMILE 1.0, 3.2.2.3 "Namespaces"), and
//! means what Vensim's documentation says.

use super::notation::{identifier, number};
use super::ranges::Left;
use super::shape::{Shape, is_number};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::{BinaryOperator, Expr, ExprKind, Points, Reference, UnaryOperator, VENSIM_NA};
use crate::name::Name;
use crate::span::Span;

/// How tightly signs and NOT hold their operand, `^`, and what needs no brackets at all.
const SIGN: u8 = 7;
const POWER: u8 = 8;
const TIGHTEST: u8 = 10;
const MULTIPLY: u8 = 6;

/// Functions with the same arguments in both languages: Vensim's canonical name and XMILE's.
const SAME: [(&str, &str); 30] = [
    ("abs", "ABS"),
    ("arccos", "ARCCOS"),
    ("arcsin", "ARCSIN"),
    ("arctan", "ARCTAN"),
    ("cos", "COS"),
    ("delay fixed", "DELAY"),
    ("delay1", "DELAY1"),
    ("delay1i", "DELAY1"),
    ("delay3", "DELAY3"),
    ("delay3i", "DELAY3"),
    ("exp", "EXP"),
    ("initial", "INIT"),
    ("ln", "LN"),
    ("max", "MAX"),
    ("min", "MIN"),
    ("prod", "PROD"),
    ("ramp", "RAMP"),
    ("sin", "SIN"),
    ("smooth", "SMTH1"),
    ("smooth3", "SMTH3"),
    ("smooth3i", "SMTH3"),
    ("smoothi", "SMTH1"),
    ("sqrt", "SQRT"),
    ("std.int", "INT"),
    ("std.invnorm", "INVNORM"),
    ("step", "STEP"),
    ("sum", "SUM"),
    ("tan", "TAN"),
    ("trend", "TREND"),
    ("vmax", "MAX"),
];

/// Writes the expressions of one equation.
pub(super) struct Expressions<'a, 't> {
    pub(super) shape: &'a mut Shape<'t>,
    pub(super) left: Left<'a>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Expressions<'_, '_> {
    /// The text of an expression.
    pub(super) fn text(&mut self, expr: &Expr) -> String {
        let mut out = String::new();
        self.write(expr, 0, &mut out);
        out
    }

    /// Writes an expression, in brackets where it holds its parts more loosely than `least`.
    fn write(&mut self, expr: &Expr, least: u8, out: &mut String) {
        let brackets = precedence(expr) < least;
        if brackets {
            out.push('(');
        }
        match &expr.kind {
            ExprKind::Number(value) => out.push_str(&self.constant(*value)),
            ExprKind::Reference(reference) => self.value(reference, out),
            ExprKind::Call(function, arguments) => self.call(function, arguments, expr.span, out),
            ExprKind::Unary(operator, operand) => {
                out.push_str(match operator {
                    UnaryOperator::Negate => "-",
                    UnaryOperator::Plus => "+",
                    UnaryOperator::Not => "NOT ",
                });
                self.write(operand, SIGN, out);
            }
            ExprKind::Binary(operator, left, right) => {
                let own = binary(*operator);
                let to_the_right = u8::from(*operator == BinaryOperator::Power);
                self.write(left, own + to_the_right, out);
                out.push_str(&format!(" {} ", sign(*operator)));
                self.write(right, own + 1 - to_the_right, out);
            }
            ExprKind::Points(points) => self.cannot("points that stand outside of WITH LOOKUP", points.span),
            ExprKind::Running(_) => self.cannot("the place of an element in a sum", expr.span),
            ExprKind::Text(_) => self.cannot("a text in an equation", expr.span),
            ExprKind::Output(_) => self.cannot("a macro with several results", expr.span),
            ExprKind::Quantity(..) | ExprKind::At(..) | ExprKind::Error => {
                self.cannot("what could not be read", expr.span);
            }
        }
        if brackets {
            out.push(')');
        }
    }

    pub(super) fn cannot(&mut self, what: &str, span: Span) {
        let message = format!("XMILE has no way to say {what}");
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "this cannot be converted");
        self.diagnostics.push(diagnostic);
    }

    fn constant(&mut self, value: f64) -> String {
        match value {
            VENSIM_NA => "vensim.NA".to_string(),
            value if value.is_nan() => "NAN".to_string(),
            value if value.is_infinite() => if value < 0.0 { "-INF" } else { "INF" }.to_string(),
            value => number(value),
        }
    }

    /// A name that stands for a number.
    fn value(&mut self, reference: &Reference, out: &mut String) {
        if !reference.subscripts.is_empty() {
            return self.reference(reference, out);
        }
        let name = &reference.name;
        if let Some(word) = self.shape.clock(name) {
            return out.push_str(word);
        }
        if self.shape.is_variable(name) {
            return self.reference(reference, out);
        }
        // A range stands for the number of its element on the left, an element for its own.
        let bound = self.left.bind(&self.shape.ranges, name).unwrap_or_else(|| name.clone());
        match self.shape.ranges.get(&bound) {
            None => {
                let family = self.shape.ranges.family(&bound).map(|family| identifier(&family.name) + ".");
                out.push_str(&family.unwrap_or_default());
                out.push_str(&identifier(&bound));
            }
            Some(_) => out.push_str(&identifier(&bound)),
        }
    }

    /// A variable with its subscripts; a graphical function by the name of its variable.
    fn reference(&mut self, reference: &Reference, out: &mut String) {
        let table = self.shape.table(&reference.name);
        out.push_str(&identifier(table.as_ref().unwrap_or(&reference.name)));
        if reference.subscripts.is_empty() {
            return;
        }
        let axes = self.shape.axes(&reference.name);
        let mut over: Vec<&Name> = Vec::new();
        let mut subscripts = Vec::new();
        for (at, usage) in reference.subscripts.iter().enumerate() {
            if !usage.bang {
                let bound = self.left.bind(&self.shape.ranges, &usage.name).unwrap_or_else(|| usage.name.clone());
                subscripts.push(identifier(&bound));
                continue;
            }
            if over.contains(&&usage.name) {
                self.cannot("that one `!` runs over two subscripts at once", usage.span);
            }
            over.push(&usage.name);
            subscripts.push(match axes.get(at) == Some(&usage.name) {
                true => "*".to_string(),
                false => identifier(&usage.name) + ".*",
            });
        }
        out.push_str(&format!("[{}]", subscripts.join(", ")));
    }

    fn call(&mut self, function: &Reference, arguments: &[Expr], span: Span, out: &mut String) {
        let name = function.name.canonical();
        if let ([x], Some(table)) = (arguments, self.shape.table(&function.name)) {
            let table = Reference { name: table, ..function.clone() };
            out.push_str("LOOKUP(");
            self.reference(&table, out);
            out.push_str(", ");
            self.write(x, 0, out);
            return out.push(')');
        }
        if self.shape.is_macro(&function.name) {
            return self.list(&identifier(&function.name), &arguments.iter().collect::<Vec<_>>(), out);
        }
        match (name, arguments) {
            ("if then else", [condition, yes, no]) => {
                for (word, part) in [("IF ", condition), (" THEN ", yes), (" ELSE ", no)] {
                    out.push_str(word);
                    // What follows the last word belongs to it, so there an IF needs no brackets.
                    let least = u8::from(word != " ELSE ");
                    self.write(part, least, out);
                }
            }
            ("std.mod", [left, right]) => {
                self.write(left, MULTIPLY, out);
                out.push_str(" MOD ");
                self.write(right, MULTIPLY + 1, out);
            }
            ("std.normalcdf", [x]) => {
                out.push_str("NORMALCDF(-INF, ");
                self.write(x, 0, out);
                out.push(')');
            }
            ("std.allocate", [request, curve, available, priority, width]) => {
                let dimension = self.left.reference.subscripts.last().map(|usage| identifier(&usage.name));
                out.push_str("ALLOCATE(");
                self.write(available, 0, out);
                out.push_str(&format!(", {}, ", dimension.unwrap_or_default()));
                let rest = [request, priority, width, curve].map(|part| self.text(part));
                out.push_str(&rest.join(", "));
                out.push(')');
            }
            ("std.lookupmean", [table, from, to]) => self.list("LOOKUPMEAN", &[table, to, from], out),
            ("log", [x, base]) if is_number(base, 10.0) => self.list("LOG10", &[x], out),
            ("delay n", [input, time, initial, order]) => self.list("DELAYN", &[input, time, order, initial], out),
            ("smooth n", [input, time, initial, order]) => self.list("SMTHN", &[input, time, order, initial], out),
            ("vmin", [array]) => self.list("MIN", &[array], out),
            ("elmcount", [Expr { kind: ExprKind::Reference(range), .. }]) => {
                out.push_str(&format!("SIZE({})", identifier(&range.name)));
            }
            ("with lookup", [x, Expr { kind: ExprKind::Points(points), .. }]) => {
                let table = self.points(points);
                out.push_str(&format!("LOOKUP({}, ", identifier(&table)));
                self.write(x, 0, out);
                out.push(')');
            }
            _ => {
                let same = SAME.iter().find(|(vensim, _)| *vensim == name).map(|(_, xmile)| (*xmile).to_string());
                let vendor = || format!("vensim.{}", function.name.text().to_uppercase().replace(' ', "_"));
                if function.name.text().contains(|c: char| !c.is_ascii_alphanumeric() && !" _.".contains(c)) {
                    self.cannot(&format!("the function `{}`", function.name), span);
                }
                self.list(&same.unwrap_or_else(vendor), &arguments.iter().collect::<Vec<_>>(), out);
            }
        }
    }

    /// `name(argument, argument)`.
    fn list(&mut self, name: &str, arguments: &[&Expr], out: &mut String) {
        out.push_str(name);
        out.push('(');
        for (at, argument) in arguments.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            self.write(argument, 0, out);
        }
        out.push(')');
    }

    /// Points inside an equation: XMILE gives them a name.
    fn points(&mut self, points: &Points) -> Name {
        self.shape.add_table(&self.left.reference.name, points)
    }
}

fn precedence(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Unary(..) => SIGN,
        ExprKind::Number(value) if value.is_sign_negative() && *value != VENSIM_NA => SIGN,
        ExprKind::Binary(operator, ..) => binary(*operator),
        ExprKind::Call(function, arguments) => match (function.name.canonical(), arguments.len()) {
            ("if then else", 3) => 0,
            ("std.mod", 2) => MULTIPLY,
            _ => TIGHTEST,
        },
        _ => TIGHTEST,
    }
}

/// How tightly an operator holds. Source: XMILE 1.0, 3.3.1.
fn binary(operator: BinaryOperator) -> u8 {
    use BinaryOperator::*;
    match operator {
        Or => 1,
        And => 2,
        Equal | NotEqual => 3,
        Less | LessOrEqual | Greater | GreaterOrEqual => 4,
        Add | Subtract => 5,
        Multiply | Divide => MULTIPLY,
        Power => POWER,
    }
}

fn sign(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::And => "AND",
        BinaryOperator::Or => "OR",
        other => other.sign(),
    }
}
