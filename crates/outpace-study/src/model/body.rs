//! The right sides of equations: expressions, numbers, points, series.

use super::variable::{Place, count};
use super::{Body, Definition, Expr, ExprKind, Model, equation, external};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::Points;
use outpace_syntax::mdl::sheet::Sheets;
use outpace_syntax::mdl::{Interpolation, Right};
use outpace_syntax::{Diagnostic, Span, Spanned};

/// The most points that a model may read from tables, counted again for each equation that reads them.
const MAX_POINTS: usize = 8 << 20;

/// Fills in the bodies of all definitions, from the right sides that belong there.
pub(super) fn resolve(
    model: &mut Model,
    rights: Vec<(Place, Right)>,
    sheets: &Sheets,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut points_left = MAX_POINTS;
    for ((variable, index), right) in rights {
        let definition = &model.variable(variable).definitions[index];
        let body = body(model, definition, &right, (sheets, &mut points_left), diagnostics);
        model.variables[variable.0 as usize].definitions[index].body = body;
    }
}

/// What the right side of an equation means.
fn body(
    model: &Model,
    definition: &Definition,
    right: &Right,
    (sheets, points_left): (&Sheets, &mut usize),
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let external = match right {
        Right::Expression(expr) if external::is_external(expr) => Some((expr, Interpolation::Linear)),
        Right::Data(interpolation, Some(expr)) if external::is_external(expr) => Some((expr, *interpolation)),
        _ => None,
    };
    if let Some((expr, interpolation)) = external {
        // Once there are too many, which was said, no more are read.
        if *points_left == 0 {
            return Body::Error;
        }
        let read = external::body(model, definition, expr, interpolation, sheets);
        return read.and_then(|body| spend(points_left, body, expr.span)).unwrap_or_else(|problem| {
            diagnostics.push(problem);
            Body::Error
        });
    }
    match right {
        Right::Expression(expr) => Body::Expression(equation::expression(model, definition, expr, diagnostics)),
        Right::Data(interpolation, Some(expr)) => {
            Body::Expression(of_data(equation::expression(model, definition, expr, diagnostics), *interpolation))
        }
        Right::Constants(rows) => constants(model, definition, rows, definition.left, diagnostics),
        Right::Lookup(points) => sorted_points(points, diagnostics).map_or(Body::Error, Body::Points),
        Right::Data(interpolation, None) => Body::Data(*interpolation),
        // Devices were written out before.
        Right::Device(_) | Right::Driven(_) | Right::Error => Body::Error,
    }
}

/// A data equation, unless it is a number or makes data in a way of its own.
fn of_data(expr: Expr, interpolation: Interpolation) -> Expr {
    let (mut reads, mut makes) = (false, false);
    expr.walk(&mut |part| match part.kind {
        ExprKind::Variable(_) => reads = true,
        ExprKind::Table(_) => makes = true,
        _ => {}
    });
    match reads && !makes {
        true => Expr { span: expr.span, kind: ExprKind::OfData(interpolation, Box::new(expr)) },
        false => expr,
    }
}

/// What was read from a table, if its points are not too many.
fn spend(points_left: &mut usize, body: Body, span: Span) -> Result<Body, Diagnostic> {
    let points = match &body {
        Body::Tables(all) | Body::Series(_, all) => all.iter().map(Vec::len).sum(),
        _ => 0,
    };
    match points_left.checked_sub(points).filter(|left| *left > 0) {
        Some(left) => *points_left = left,
        None => {
            *points_left = 0;
            let message = format!("the equations read more than {MAX_POINTS} points from tables");
            let problem = Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, "reached here");
            return Err(problem.help("give the points that several equations read a variable of their own"));
        }
    }
    Ok(body)
}

/// A list of constants, one for each setting of the loops on the left.
fn constants(
    model: &Model,
    definition: &Definition,
    rows: &[Vec<Spanned<f64>>],
    left: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let values: Vec<(f64, Span)> = rows.iter().flatten().map(|value| (value.value, value.span)).collect();
    let lengths = definition.loops.iter().map(|each| model.range(each.range).elements.len());
    let wanted = lengths.fold(1usize, usize::saturating_mul);
    if values.len() == wanted {
        return Body::Constants(values);
    }
    let span = match (values.first(), values.last()) {
        (Some(first), Some(last)) => first.1.to(last.1),
        _ => left,
    };
    let help = match (wanted, values.len()) {
        (1, 2) => "a decimal point is a point: `0.5`; a list defines an array, `x[Range]`".to_string(),
        _ => format!("write {}, one for each element", count(wanted, "number")),
    };
    diagnostics.push(
        Diagnostic::error(
            codes::CONSTANT_COUNT,
            format!("{} for {}", count(values.len(), "constant"), count(wanted, "element")),
        )
        .at(span, format!("{} here", count(values.len(), "number")))
        .and(left, format!("needs {wanted}"))
        .help(help),
    );
    Body::Error
}

/// The points of a look-up, if there are some and they ascend.
pub(super) fn sorted_points(points: &Points, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<(f64, f64)>> {
    let (problem, help) = if points.points.is_empty() {
        ("this look-up has no points".to_string(), "write some, such as `((0,0),(1,2))`")
    } else {
        match points.points.windows(2).find(|pair| pair[0].0 > pair[1].0) {
            Some(pair) => {
                let message = format!("the x of a look-up must ascend, but {} follows {}", pair[1].0, pair[0].0);
                (message, "put the points into the order of their x")
            }
            None => return Some(points.points.clone()),
        }
    };
    diagnostics.push(Diagnostic::error(codes::BAD_LOOKUP, problem).at(points.span, "").help(help));
    None
}
