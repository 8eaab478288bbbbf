//! Graphical functions: the points of a look-up.
//!
//! A discrete function is written as a line with steps: two points at each x, of which the later one holds there.
//! Source: XMILE 1.0, 3.1.4 and 4.1.3.

use roxmltree::Node;

use super::document::{Source, child, shortened};
use crate::diagnostic::{Diagnostic, codes};
use crate::expr::Points;

/// The most points of one function.
const MAX_POINTS: usize = 1_000_000;

/// A graphical function.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Graph {
    pub(super) points: Points,
    /// Whether the outermost lines go on outside (`type="extrapolate"`).
    pub(super) extrapolates: bool,
}

/// Reads a `<gf>` that has points; `None` for one that only names another.
pub(super) fn graph(source: &Source<'_>, node: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Graph> {
    let y = numbers(source, child(node, "ypts")?, diagnostics)?;
    let span = source.span(node.range());
    let x = match (child(node, "xpts"), child(node, "xscale")) {
        (Some(points), _) => Some(numbers(source, points, diagnostics)?),
        (None, Some(scale)) => spread(source, scale, y.len()),
        (None, None) => None,
    };
    let Some(x) = x else {
        let diagnostic = Diagnostic::error(codes::BAD_LOOKUP, "this graphical function has no scale of x")
            .at(span, "")
            .help("give it `<xscale min=\"0\" max=\"1\"/>` or `<xpts>`");
        diagnostics.push(diagnostic);
        return None;
    };
    if x.len() != y.len() {
        let message = format!("this graphical function has {} values of x and {} of y", x.len(), y.len());
        diagnostics.push(Diagnostic::error(codes::BAD_LOOKUP, message).at(span, ""));
        return None;
    }
    let kind = source.attribute(node, "type").map(|kind| kind.value.trim().to_lowercase()).unwrap_or_default();
    // So files from before XMILE 1.0 said it.
    let is_discrete =
        source.attribute(node, "discrete").is_some_and(|flag| flag.value.trim().eq_ignore_ascii_case("true"));
    let mut points: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
    if kind == "discrete" || is_discrete {
        points = steps(&points);
    }
    Some(Graph { points: Points { points, span }, extrapolates: kind == "extrapolate" })
}

/// A step at each point.
fn steps(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let risers = points.windows(2).flat_map(|pair| [(pair[1].0, pair[0].1), pair[1]]);
    points.first().copied().into_iter().chain(risers).collect()
}

/// `count` values from the least to the greatest of a scale, evenly spread.
fn spread(source: &Source<'_>, scale: Node<'_, '_>, count: usize) -> Option<Vec<f64>> {
    let end = |name| source.attribute(scale, name)?.value.trim().parse::<f64>().ok().filter(|end| end.is_finite());
    let (least, greatest) = (end("min")?, end("max")?);
    let gaps = count.saturating_sub(1).max(1) as f64;
    Some((0..count).map(|at| least + (greatest - least) * (at as f64) / gaps).collect())
}

fn numbers(source: &Source<'_>, node: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<f64>> {
    let content = source.content(node);
    let separator = source.attribute(node, "sep").and_then(|sep| sep.value.chars().next()).unwrap_or(',');
    let (mut numbers, mut at) = (Vec::new(), 0);
    for field in content.text.split(separator) {
        let (start, end) = (at, at + field.len());
        at = end + separator.len_utf8();
        if field.trim().is_empty() {
            continue;
        }
        match field.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
            Some(number) if numbers.len() < MAX_POINTS => numbers.push(number),
            Some(_) => {
                let message = format!("this graphical function has more than {MAX_POINTS} points");
                diagnostics.push(Diagnostic::error(codes::FILE_TOO_LARGE, message).at(source.tag(node), ""));
                return None;
            }
            None => {
                let span = content.span(source.file, start, end);
                let message = format!("`{}` is not a number", shortened(field.trim()));
                diagnostics.push(Diagnostic::error(codes::BAD_NUMBER, message).at(span, "a number belongs here"));
                return None;
            }
        }
    }
    Some(numbers)
}
