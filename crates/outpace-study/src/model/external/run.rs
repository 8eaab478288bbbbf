//! What a model reads from runs: series by the names of variables, as data, look-ups or numbers.
//!
//! Sources: Vensim, fn_get_vdf_data.html, fn_get_vdf_lookups.html and fn_get_vdf_constants.html.

use super::super::{Body, Definition, Model};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::{Expr, ExprKind, UnaryOperator};
use outpace_syntax::mdl::Interpolation;
use outpace_syntax::mdl::series::{Series, SeriesSet};
use outpace_syntax::mdl::sheet::Sheets;
use outpace_syntax::name::nearest;
use outpace_syntax::{Diagnostic, Name, Span};

/// The most elements that one call may read.
const MOST: usize = 1 << 20;

/// The right side of an equation that is one call of GET VDF DATA, LOOKUPS or CONSTANTS.
pub(super) fn body(
    model: &Model,
    definition: &Definition,
    expr: &Expr,
    interpolation: Interpolation,
    sheets: &Sheets,
) -> Result<Body, Diagnostic> {
    let span = expr.span;
    let refused = |message: String| Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, "");
    let ExprKind::Call(reference, arguments) = &expr.kind else {
        return Err(refused("only a GET function can read a file here".into()));
    };
    let what = reference.name.canonical().rsplit(' ').next().unwrap_or("");
    let count = if what == "constants" { 3 } else { 4 };
    let [Expr { kind: ExprKind::Text(file), .. }, Expr { kind: ExprKind::Text(variable), .. }, times @ ..] =
        arguments.as_slice()
    else {
        return Err(refused(format!("`{}` takes the texts of a file and a variable first", reference.name)));
    };
    if arguments.len() != count {
        let message = format!("`{}` takes {count} arguments, not {}", reference.name, arguments.len());
        return Err(Diagnostic::error(codes::WRONG_ARGUMENT_COUNT, message).at(span, ""));
    }
    let Some(times) = times.iter().map(number).collect::<Option<Vec<f64>>>() else {
        return Err(refused(format!("the times of `{}` must be written as numbers", reference.name)));
    };
    let Some(run) = sheets.runs.get(file) else {
        return Err(Diagnostic::error(codes::MISSING_FILE, format!("`{file}` was not read")).at(span, "named here"));
    };
    let wanted: usize = definition.loops.iter().map(|each| model.range(each.range).elements.len()).product();
    let names = names(model, variable).filter(|names| names.len() == wanted);
    let Some(names) = names else {
        return Err(refused(format!("`{variable}` must have as many elements as the left side, {wanted}")));
    };
    let found = names.iter().map(|name| run.get(name).ok_or_else(|| missing(run, file, name, span)));
    let found = found.collect::<Result<Vec<&Series>, _>>()?;
    let moved = |series: &&Series| series.points.iter().map(|&(time, value)| (moved(time, &times), value)).collect();
    Ok(match what {
        "lookups" => Body::Tables(found.iter().map(moved).collect()),
        "data" => Body::Series(interpolation, found.iter().map(moved).collect()),
        _ => Body::Constants(found.iter().map(|series| (at(&series.points, times[0]), span)).collect()),
    })
}

/// The time in the model: `start + slope * time`, unless the slope is not above 0.
fn moved(time: f64, times: &[f64]) -> f64 {
    match times {
        &[start, slope] if slope > 0.0 => start + slope * time,
        _ => time,
    }
}

/// The value at a time: the first before the first point, the last behind the last, and straight between two. (How
/// Vensim chooses between two is not said.)
fn at(points: &[(f64, f64)], time: f64) -> f64 {
    let after = points.partition_point(|point| point.0 <= time);
    match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
        (Some(from), Some(to)) => from.1 + (time - from.0) / (to.0 - from.0) * (to.1 - from.1),
        (Some(only), None) | (None, Some(only)) => only.1,
        (None, None) => f64::NAN,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Number(value) => Some(*value),
        ExprKind::Unary(UnaryOperator::Negate, inner) => number(inner).map(|value| -value),
        ExprKind::Unary(UnaryOperator::Plus, inner) => number(inner),
        _ => None,
    }
}

/// The names of a variable's elements: `pop[Age, men]` has one for each element of the model's range `Age`, and what is
/// no range stands for itself. The last subscript changes fastest.
fn names(model: &Model, variable: &str) -> Option<Vec<String>> {
    let Some((name, subscripts)) = variable.trim().strip_suffix(']').and_then(|text| text.split_once('[')) else {
        return Some(vec![variable.to_string()]);
    };
    let mut all = vec![String::new()];
    for subscript in subscripts.split(',').map(str::trim) {
        let elements: Vec<&str> = match model.find_range(&Name::new(subscript)) {
            Some(range) => model.range(range).elements.iter().map(|each| model.element(*each).name.text()).collect(),
            None => vec![subscript],
        };
        if all.len().saturating_mul(elements.len()) > MOST {
            return None;
        }
        let longer = |start: &String| elements.iter().map(|each| format!("{start},{each}")).collect::<Vec<_>>();
        all = all.iter().flat_map(longer).collect();
    }
    Some(all.iter().map(|elements| format!("{name}[{}]", elements.trim_start_matches(','))).collect())
}

fn missing(run: &SeriesSet, file: &str, name: &str, span: Span) -> Diagnostic {
    let near = nearest(name, run.names()).map(|near| format!("did you mean `{near}`?"));
    Diagnostic::error(codes::MISSING_DATA, format!("the run `{file}` has no `{name}`")).at(span, "").help_if(near)
}
