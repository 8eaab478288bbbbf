//! Loops that a SIMULTANEOUS function solves: the elements that need each other, put behind each other.
//!
//! Which elements need each other at a moment are the strongly connected components of "who needs whom", found by
//! Tarjan's algorithm, which gives them in an order in which each comes after those that it needs.
//!
//! Source: Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972).

use super::Needs;
use crate::model::expression::{Expr, ExprKind};
use crate::model::function::Function;
use crate::model::{Body, CellId, Kind, Model};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;
use std::collections::{BTreeMap, HashSet};

/// The loops of a model in which a SIMULTANEOUS function stands.
pub(super) struct Solved {
    /// The elements that are such a function and nothing else.
    cells: HashSet<CellId>,
    /// The component of each element, numbered so that each comes after those that it needs.
    components: Vec<u32>,
}

impl Solved {
    /// Nothing, at no cost, for a model without such functions.
    pub fn of(model: &Model, needs: &mut Needs<'_>) -> Solved {
        let variables =
            model.variables.iter().filter(|variable| variable.definitions.iter().any(|each| solves(&each.body)));
        let cells = variables.flat_map(|variable| variable.cells());
        let is_solved = |cell: &CellId| model.definition_of(*cell).is_some_and(|found| solves(&found.body));
        let cells: HashSet<CellId> = cells.filter(is_solved).collect();
        let components = if cells.is_empty() { Vec::new() } else { components(model, needs) };
        Solved { cells, components }
    }

    /// Whether a need closes a loop that is solved, so that it is no need.
    pub fn closes(&self, cell: CellId, needed: CellId) -> bool {
        self.cells.contains(&needed) && self.components.get(cell.0 as usize) == self.components.get(needed.0 as usize)
    }

    /// Puts each loop together, its function first; gives how many elements behind a function belong to its loop.
    pub fn gather(
        &self,
        model: &Model,
        order: &mut [CellId],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> BTreeMap<CellId, usize> {
        let mut loops = BTreeMap::new();
        if self.cells.is_empty() {
            return loops;
        }
        let component = |cell: &CellId| self.components.get(cell.0 as usize);
        order.sort_by_key(|cell| (component(cell).copied(), !self.cells.contains(cell)));
        for together in order.chunk_by(|left, right| component(left) == component(right)) {
            match together {
                [first, second, ..] if self.cells.contains(second) => {
                    let left = |cell: &CellId| model.definition_of(*cell).map(|definition| definition.left);
                    let (Some(first), Some(second)) = (left(first), left(second)) else { continue };
                    let message = "a loop of equations can have one `SIMULTANEOUS` function";
                    let diagnostic =
                        Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(second, "one too many");
                    diagnostics.push(diagnostic.and(first, "in the same loop"));
                }
                [first, others @ ..] if self.cells.contains(first) => drop(loops.insert(*first, others.len())),
                _ => {}
            }
        }
        loops
    }
}

fn solves(body: &Body) -> bool {
    matches!(body, Body::Expression(Expr { kind: ExprKind::Call(entry, _), .. }) if entry.function == Function::Simultaneous)
}

/// The number of each element's component.
fn components(model: &Model, needs: &mut Needs<'_>) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut lowest = vec![NONE; model.cell_count()];
    let mut component = vec![NONE; model.cell_count()];
    let (mut open, mut path, mut seen, mut closed) = (Vec::new(), Vec::new(), 0, 0);
    // What the elements of the path still need: those of the last one at the end, from where its own begin.
    let mut rest = Vec::new();
    let variables = model.variables.iter().filter(|variable| variable.kind != Kind::Lookup);
    for root in variables.flat_map(|variable| variable.cells()) {
        let mut enter = Some(root).filter(|root| lowest[root.0 as usize] == NONE);
        loop {
            if let Some(cell) = enter.take() {
                lowest[cell.0 as usize] = seen;
                open.push(cell);
                path.push((cell, seen, rest.len()));
                needs.of(cell, &mut rest);
                seen += 1;
            }
            let Some(&(cell, number, begin)) = path.last() else { break };
            match if rest.len() > begin { rest.pop() } else { None } {
                Some(next) if lowest[next.0 as usize] == NONE => enter = Some(next),
                Some(next) if component[next.0 as usize] == NONE => {
                    lowest[cell.0 as usize] = lowest[cell.0 as usize].min(lowest[next.0 as usize]);
                }
                Some(_) => {}
                None => {
                    path.pop();
                    if lowest[cell.0 as usize] == number {
                        let from = open.iter().rposition(|other| *other == cell).unwrap_or(0);
                        open.drain(from..).for_each(|member: CellId| component[member.0 as usize] = closed);
                        closed += 1;
                    }
                    if let Some((parent, ..)) = path.last() {
                        lowest[parent.0 as usize] = lowest[parent.0 as usize].min(lowest[cell.0 as usize]);
                    }
                }
            }
        }
    }
    component
}
