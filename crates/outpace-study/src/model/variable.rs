//! Variables: which equations define which of their elements.
//!
//! A variable has an axis for each subscript, and along it the elements that its equations mention. Its cells are the
//! product of its axes. An equation over fewer cells takes precedence over one over more (`x[US]` over `x[Bloc]`), so
//! that exceptions read naturally; two over equally many that meet are an error. Cells that no equation gives stay
//! undefined, and it is an error to *use* one (see `check`).

use super::subscript::elements_named;
use super::{Body, CellId, Definition, ElementId, Kind, Loop, MAX_CELLS, Model, Subscript, Variable, VariableId};
use super::{Expr, ExprKind, each_setting, external};
use outpace_syntax::diagnostic::{codes, suggestion};
use outpace_syntax::expr::Reference as Written;
use outpace_syntax::mdl::{Equation, Right};
use outpace_syntax::{Diagnostic, Name, Span};
use std::collections::{HashMap, HashSet};

/// The most elements that all equations together may give, counting twice what two equations give.
const MAX_COVERED: usize = 4 * MAX_CELLS;

/// Where an equation of the tree went: its variable and its place among the definitions.
pub(super) type Place = (VariableId, usize);

/// What equations leave out, by their places; most leave out nothing.
type Exceptions = HashMap<Place, Vec<Written>>;

/// Fills in the variables of `model` with definitions whose bodies are still empty; gives what belongs there.
pub(super) fn resolve(
    model: &mut Model,
    equations: Vec<Equation>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Place, Right)> {
    let mut rights = Vec::with_capacity(equations.len());
    let mut exceptions = Exceptions::new();
    for mut equation in equations {
        let Some(place) = add_equation(model, &mut equation, diagnostics) else { continue };
        rights.push((place, equation.right));
        if !equation.exceptions.is_empty() {
            exceptions.insert(place, equation.exceptions);
        }
    }
    let mut budget = MAX_COVERED;
    for at in 0..model.variables.len() {
        number_cells(model, at, diagnostics);
        let only_one = model.variables[at].definitions.len() == 1;
        if !spend(model, at, &exceptions, &mut budget, diagnostics) {
            model.variables[at].defined_by = vec![None; model.variables[at].cell_count];
        } else if !only_one || exceptions.contains_key(&(VariableId(at as u32), 0)) {
            assign_cells(model, at, &exceptions, diagnostics);
        }
    }
    rights
}

/// Adds an equation to its variable, which it creates where it is the first, and which takes its unit and its comment.
fn add_equation(model: &mut Model, equation: &mut Equation, diagnostics: &mut Vec<Diagnostic>) -> Option<Place> {
    let left = &equation.left;
    let pattern = pattern(model, left, diagnostics)?;
    let loops = loops(model, left);
    let definition = Definition {
        pattern,
        loops,
        body: Body::Error,
        left: left.span,
        unit: equation.unit.as_ref().map(|unit| unit.span),
    };
    let id = match model.variable_names.get(&left.name) {
        Some(id) => *id,
        None => {
            let id = VariableId(model.variables.len() as u32);
            model.variable_names.insert(left.name.clone(), id);
            model.variables.push(Variable {
                name: left.name.clone(),
                kind: Kind::Auxiliary,
                unit: None,
                comment: String::new(),
                group: equation.group,
                span: left.span,
                axes: vec![Vec::new(); left.subscripts.len()],
                // Most variables have one.
                definitions: Vec::with_capacity(1),
                first_cell: 0,
                cell_count: 0,
                defined_by: Vec::new(),
            });
            id
        }
    };
    let variable = &model.variables[id.0 as usize];
    if let Some(problem) = misfit(model, variable, &definition, left) {
        diagnostics.push(problem);
        return None;
    }
    let covered: Vec<Vec<ElementId>> =
        definition.pattern.iter().map(|each| covered(model, &definition, each)).collect();
    let variable = &mut model.variables[id.0 as usize];
    for (axis, elements) in variable.axes.iter_mut().zip(covered) {
        axis.extend(elements);
    }
    if variable.unit.is_none() {
        variable.unit = equation.unit.take();
    }
    if !equation.comment.is_empty() {
        variable.comment = std::mem::take(&mut equation.comment);
    }
    match &equation.right {
        Right::Lookup(_) => variable.kind = Kind::Lookup,
        Right::Expression(expr) if external::is_lookup(expr) => variable.kind = Kind::Lookup,
        Right::Data(_, None) => variable.kind = Kind::Data,
        _ => {}
    }
    variable.definitions.push(definition);
    Some((id, variable.definitions.len() - 1))
}

/// The left side's subscripts: elements, and loops numbered in order.
fn pattern(model: &Model, left: &Written, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<Subscript>> {
    let mut loops = 0;
    let mut pattern = Vec::new();
    for subscript in &left.subscripts {
        if subscript.bang {
            diagnostics.push(
                Diagnostic::error(
                    codes::SUBSCRIPT_MISMATCH,
                    format!("`{}!` stands on the left of an equation", subscript.name),
                )
                .at(subscript.span, "")
                .help(format!("write `{}`: the left side already runs over all its elements", subscript.name)),
            );
        }
        if model.find_range(&subscript.name).is_some() {
            pattern.push(Subscript::Loop(loops));
            loops += 1;
        } else if let Some(element) = model.find_element(&subscript.name) {
            pattern.push(Subscript::Element(element));
        } else {
            unknown_subscript(model, &subscript.name, subscript.span, diagnostics);
        }
    }
    (pattern.len() == left.subscripts.len()).then_some(pattern)
}

fn loops(model: &Model, left: &Written) -> Vec<Loop> {
    let ranges = left.subscripts.iter().filter_map(|subscript| model.find_range(&subscript.name));
    ranges.enumerate().map(|(index, range)| Loop { index, range }).collect()
}

/// Reports a subscript that is neither a range nor an element.
pub(super) fn unknown_subscript(model: &Model, name: &Name, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    let ranges = model.ranges.iter().map(|range| range.name.text());
    let known = ranges.chain(model.elements.iter().map(|element| element.name.text()));
    let near = suggestion(diagnostics, name.text(), known);
    let message = format!("`{name}` is neither a subscript range nor an element");
    let unknown = Diagnostic::error(codes::UNKNOWN_SUBSCRIPT, message).at(span, "");
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("define `{name}` as a range, or correct its name"),
    };
    diagnostics.push(unknown.help(help));
}

/// The elements that one place of a pattern covers.
fn covered(model: &Model, definition: &Definition, subscript: &Subscript) -> Vec<ElementId> {
    match subscript {
        Subscript::Element(element) => vec![*element],
        Subscript::Loop(index) | Subscript::Mapped(index, _) => {
            definition.loops.get(*index).map(|each| model.range(each.range).elements.clone()).unwrap_or_default()
        }
    }
}

/// Why a definition cannot belong to the variable it names.
fn misfit(model: &Model, variable: &Variable, definition: &Definition, left: &Written) -> Option<Diagnostic> {
    let first = variable.definitions.first()?;
    let message = if first.pattern.len() != definition.pattern.len() {
        format!("`{}` has {} here", left.name, count(definition.pattern.len(), "subscript"))
    } else {
        let family = |definition: &Definition, at: usize| {
            let elements = covered(model, definition, &definition.pattern[at]);
            elements.first().map(|element| model.element(*element).family)
        };
        let at = (0..definition.pattern.len()).find(|at| family(first, *at) != family(definition, *at))?;
        format!("subscript {} of `{}` is from another range here", at + 1, left.name)
    };
    Some(
        Diagnostic::error(codes::SUBSCRIPT_MISMATCH, message)
            .at(left.span, "")
            .and(first.left, format!("it has {} here", count(first.pattern.len(), "subscript"))),
    )
}

/// `1 subscript`, `2 subscripts`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Gives a variable its axes in order and its cells their numbers.
fn number_cells(model: &mut Model, at: usize, diagnostics: &mut Vec<Diagnostic>) {
    let first_cell = model.cell_count;
    let variable = &mut model.variables[at];
    for axis in &mut variable.axes {
        axis.sort();
        axis.dedup();
    }
    let cells = variable.axes.iter().try_fold(1usize, |product, axis| product.checked_mul(axis.len()));
    let cells = match cells {
        Some(cells) if first_cell + cells <= MAX_CELLS => cells,
        _ => {
            diagnostics.push(
                Diagnostic::error(codes::MODEL_TOO_LARGE, format!("`{}` has too many elements", variable.name))
                    .at(variable.span, "")
                    .note(format!("all variables together may have {MAX_CELLS}")),
            );
            variable.axes.iter_mut().for_each(Vec::clear);
            usize::from(variable.axes.is_empty())
        }
    };
    variable.first_cell = first_cell;
    variable.cell_count = cells;
    model.cell_count += cells;
}

/// Takes from the budget what writing out a variable's equations and their exceptions costs; says so where it does not
/// last.
fn spend(
    model: &Model,
    at: usize,
    exceptions: &Exceptions,
    budget: &mut usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let variable = &model.variables[at];
    if variable.cell_count == 0 {
        return false;
    }
    let length = |each: &Loop| model.range(each.range).elements.len();
    let cost = |definition: &Definition| definition.loops.iter().map(length).fold(1, usize::saturating_mul);
    let excepted = |exception: &Written| {
        let ranges = exception.subscripts.iter().filter_map(|subscript| model.find_range(&subscript.name));
        ranges.map(|range| model.range(range).elements.len()).fold(1, usize::saturating_mul)
    };
    let places = (0..variable.definitions.len()).map(|index| (VariableId(at as u32), index));
    let exceptions = places.filter_map(|place| exceptions.get(&place)).flatten();
    let costs = variable.definitions.iter().map(cost).chain(exceptions.map(excepted));
    let cost = costs.fold(0, usize::saturating_add);
    let lasts = cost <= *budget;
    if !lasts && *budget > 0 {
        let message = "written out over all elements, the equations are too many".to_string();
        diagnostics.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(variable.span, "reached here"));
    }
    *budget = if lasts { *budget - cost } else { 0 };
    lasts
}

/// Says for each cell of a variable which definition gives it.
fn assign_cells(model: &mut Model, at: usize, exceptions: &Exceptions, diagnostics: &mut Vec<Diagnostic>) {
    let id = VariableId(at as u32);
    let mut defined_by: Vec<Option<u32>> = vec![None; model.variables[at].cell_count];
    let mut claims: Vec<(usize, Vec<CellId>)> = Vec::new();
    for (index, definition) in model.variables[at].definitions.iter().enumerate() {
        let exceptions = exceptions.get(&(id, index)).map_or(&[][..], Vec::as_slice);
        let excluded = exclusions(model, id, definition, exceptions, diagnostics);
        let mut cells = Vec::new();
        each_setting(
            &definition.loops,
            &[],
            |range| &model.range(range).elements,
            |setting| {
                let elements: Vec<ElementId> =
                    definition.pattern.iter().filter_map(|each| each.element(setting)).collect();
                cells.extend(model.cell(id, &elements).filter(|cell| !excluded.contains(cell)));
                true
            },
        );
        claims.push((index, cells));
    }
    claims.sort_by_key(|(_, cells)| std::cmp::Reverse(cells.len()));
    let sizes: Vec<usize> = {
        let mut sizes = vec![0; claims.len()];
        claims.iter().for_each(|(index, cells)| sizes[*index] = cells.len());
        sizes
    };
    let mut reported = HashSet::new();
    for (index, cells) in claims {
        for cell in cells {
            let offset = cell.0 as usize - model.variables[at].first_cell;
            let before = defined_by[offset];
            let same = before.map(|before| before as usize).filter(|before| sizes[*before] == sizes[index]);
            if let Some(before) = same.filter(|before| reported.insert((*before, index))) {
                let definitions = &model.variables[at].definitions;
                let (first, again) = (definitions[before.min(index)].left, definitions[before.max(index)].left);
                diagnostics.push(
                    Diagnostic::error(
                        codes::DUPLICATE_DEFINITION,
                        format!("`{}` is defined twice", model.variables[at].name),
                    )
                    .at(again, "again here")
                    .and(first, "first here")
                    .help("remove one of the two, or leave elements out with `:EXCEPT:`"),
                );
            }
            defined_by[offset] = Some(index as u32);
        }
    }
    model.variables[at].defined_by = defined_by;
}

/// The cells that `:EXCEPT:` leaves out.
fn exclusions(
    model: &Model,
    variable: VariableId,
    definition: &Definition,
    exceptions: &[Written],
    diagnostics: &mut Vec<Diagnostic>,
) -> HashSet<CellId> {
    let mut excluded = HashSet::new();
    for exception in exceptions {
        let Some(pattern) = pattern(model, exception, diagnostics) else { continue };
        if pattern.len() != definition.pattern.len() {
            diagnostics.push(
                Diagnostic::error(
                    codes::SUBSCRIPT_MISMATCH,
                    format!("this exception has {}", count(pattern.len(), "subscript")),
                )
                .at(exception.span, "")
                .and(definition.left, format!("the left side has {}", definition.pattern.len())),
            );
            continue;
        }
        let axes: Vec<Vec<ElementId>> =
            exception.subscripts.iter().map(|subscript| elements_named(model, &subscript.name)).collect();
        for number in 0..axes.iter().map(Vec::len).product() {
            let mut rest = number;
            let mut elements: Vec<ElementId> = Vec::with_capacity(axes.len());
            for axis in axes.iter().rev() {
                elements.push(axis[rest % axis.len()]);
                rest /= axis.len();
            }
            elements.reverse();
            excluded.extend(model.cell(variable, &elements));
        }
    }
    excluded
}

/// Says of each variable what it is, from its definitions.
pub(super) fn classify(model: &mut Model) {
    for variable in &mut model.variables {
        if matches!(variable.kind, Kind::Lookup | Kind::Data) {
            continue;
        }
        let is_stock = |body: &Body| match body {
            Body::Expression(Expr { kind: ExprKind::Call(entry, _), .. }) => entry.function.is_stock(),
            _ => false,
        };
        let is_constant = |body: &Body| match body {
            Body::Expression(expr) => expr.literal().is_some(),
            Body::Constants(_) => true,
            _ => false,
        };
        if variable.definitions.iter().any(|definition| is_stock(&definition.body)) {
            variable.kind = Kind::Stock;
        } else if variable.definitions.iter().all(|definition| is_constant(&definition.body)) {
            variable.kind = Kind::Constant;
        }
    }
}
