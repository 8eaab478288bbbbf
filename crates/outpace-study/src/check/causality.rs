//! Who needs whom at a moment: the order of computation, and the loops that have no stock in them.
//!
//! An element needs the elements that its equation reads *now* (see
//! [`Parameter::now`](crate::model::function::Parameter::now)): the flow into a stock is read later, so a loop through a
//! stock is fine. Elements are told apart, so `x[B] = x[A] + 1` is no loop.
//! What nobody defines but somebody reads is reported here too: it is never taken for zero.

mod simultaneous;

use crate::model::expression::{each_element_along, each_setting};
use crate::model::function::Function;
use crate::model::{Body, CellId, ElementId, Expr, ExprKind, Kind, Model, Reference, VariableId};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Span};
use simultaneous::Solved;
use std::collections::{BTreeMap, HashSet};

/// The most references, written out over all elements, that a model may have.
const MAX_REFERENCES: usize = 8 << 20;

/// The most loops that are reported: each further one is likely a part of these.
const MAX_LOOPS: usize = 20;

/// In which order elements are computed.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// All defined cells of values (not look-ups), each after those that it needs.
    pub cells: Vec<CellId>,
    /// Cells that are a SIMULTANEOUS function: behind each stand so many that need it and that it needs, in an order in
    /// which each comes after those of them that it needs.
    pub loops: BTreeMap<CellId, usize>,
}

/// The order of computation; and what stands against it.
///
/// Diagnostics: `causal-cycle`, `missing-definition`, `missing-data`, `model-too-large`, `unsupported-construct`.
pub fn order(model: &Model) -> (Order, Vec<Diagnostic>) {
    let mut needs = Needs::new(model);
    let solved = Solved::of(model, &mut needs);
    let mut search = Search {
        model,
        marks: vec![Mark::New; model.cell_count()],
        order: Vec::new(),
        needs,
        solved,
        loops: HashSet::new(),
        closings: HashSet::new(),
    };
    for variable in model.variables.iter().filter(|variable| variable.kind != Kind::Lookup) {
        for cell in variable.cells() {
            search.from(cell);
        }
    }
    search.needs.report_missing();
    let (mut cells, mut diagnostics) = (search.order, search.needs.diagnostics);
    let loops = search.solved.gather(model, &mut cells, &mut diagnostics);
    outpace_syntax::diagnostic::tidy(&mut diagnostics);
    (Order { cells, loops }, diagnostics)
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Depth-first search without recursion: chains of equations may be long.
struct Search<'a> {
    model: &'a Model,
    marks: Vec<Mark>,
    order: Vec<CellId>,
    needs: Needs<'a>,
    solved: Solved,
    loops: HashSet<Vec<Span>>,
    /// Equations whose elements were seen to close a loop: thousands of elements may close the same one.
    closings: HashSet<(Option<Span>, Option<Span>)>,
}

impl Search<'_> {
    fn from(&mut self, root: CellId) {
        if self.marks[root.0 as usize] != Mark::New {
            return;
        }
        self.marks[root.0 as usize] = Mark::Open;
        let model = self.model;
        let left = |cell: CellId| model.definition_of(cell).map(|definition| definition.left);
        // What the elements of the path still need: those of the last one at the end, from where its own begin.
        let mut needs = Vec::new();
        self.needs.of(root, &mut needs);
        let mut path = vec![(root, 0)];
        while let Some(&(cell, begin)) = path.last() {
            let next = if needs.len() > begin { needs.pop() } else { None };
            let Some(next) = next else {
                self.marks[cell.0 as usize] = Mark::Done;
                if self.model.definition_of(cell).is_some() {
                    self.order.push(cell);
                }
                path.pop();
                continue;
            };
            match self.marks[next.0 as usize] {
                _ if self.solved.closes(cell, next) => {}
                Mark::New => {
                    self.marks[next.0 as usize] = Mark::Open;
                    path.push((next, needs.len()));
                    self.needs.of(next, &mut needs);
                }
                Mark::Open if self.loops.len() < MAX_LOOPS && self.closings.insert((left(cell), left(next))) => {
                    let cells: Vec<CellId> =
                        path.iter().map(|(cell, _)| *cell).skip_while(|cell| *cell != next).collect();
                    self.report(&cells);
                }
                Mark::Open | Mark::Done => {}
            }
        }
    }

    fn report(&mut self, cells: &[CellId]) {
        let left = |cell: &CellId| self.model.definition_of(*cell).map(|definition| definition.left);
        let places: Vec<Span> = cells.iter().filter_map(left).collect();
        let mut key = places.clone();
        key.sort();
        key.dedup();
        if !self.loops.insert(key) {
            return;
        }
        let names: Vec<String> = cells.iter().map(|cell| self.model.cell_name(*cell)).collect();
        let circle = names.iter().chain(names.first()).map(String::as_str).collect::<Vec<_>>().join(" -> ");
        let message = match names.as_slice() {
            [only] => format!("`{only}` needs its own value at the same moment"),
            _ => "these variables need each other at the same moment".to_string(),
        };
        let mut diagnostic = Diagnostic::error(codes::CAUSAL_CYCLE, message).note(circle);
        for (at, (place, name)) in places.iter().zip(&names).take(12).enumerate() {
            let text = match names.get(at + 1).or(names.first()) {
                Some(next) if names.len() > 1 => format!("`{name}` needs `{next}`"),
                _ => String::new(),
            };
            diagnostic = if at == 0 { diagnostic.at(*place, text) } else { diagnostic.and(*place, text) };
        }
        self.needs.diagnostics.push(diagnostic.help("put a stock into the loop: an INTEG, a SMOOTH or a DELAY"));
    }
}

/// Lists what an element reads.
struct Needs<'a> {
    model: &'a Model,
    references: usize,
    seen: HashSet<Span>,
    /// Data variables that something reads.
    used: HashSet<VariableId>,
    /// Data variables without data, and where they stand.
    missing: Vec<(VariableId, Span)>,
    diagnostics: Vec<Diagnostic>,
    /// What an equation reads, while it is walked through.
    found: Vec<CellId>,
}

/// Where in an equation the walk stands.
#[derive(Clone, Copy)]
struct Position<'a> {
    /// The element that the equation gives.
    cell: CellId,
    loops: &'a [ElementId],
    /// Whether what is read here is read now.
    now: bool,
    /// Whether a mention of the element itself means its value before (SAMPLE IF TRUE).
    remembers: bool,
}

impl Needs<'_> {
    fn new(model: &Model) -> Needs<'_> {
        let (seen, used, missing, diagnostics, found) = Default::default();
        Needs { model, references: 0, seen, used, missing, diagnostics, found }
    }

    /// Says which data variables have no data. Those that nothing reads are there to be compared with: the model runs
    /// without them.
    fn report_missing(&mut self) {
        for (variable, left) in std::mem::take(&mut self.missing) {
            let message = format!("`{}` is a data variable without data", self.model.variable(variable).name);
            let help = "give it an equation or a look-up over time, or name a data file: `outpace run MODEL DATA`";
            let diagnostic = match self.used.contains(&variable) {
                true => Diagnostic::error(codes::MISSING_DATA, message).at(left, ""),
                false => Diagnostic::warning(codes::MISSING_DATA, message).at(left, "no equation reads it"),
            };
            self.diagnostics.push(diagnostic.help(help));
        }
    }

    /// Adds the cells that `cell` reads at the moment for which it is computed, each once, the first last.
    fn of(&mut self, cell: CellId, needs: &mut Vec<CellId>) {
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        self.find(cell, &mut found);
        found.sort_unstable();
        found.dedup();
        needs.extend(found.iter().rev());
        self.found = found;
    }

    fn find(&mut self, cell: CellId, needs: &mut Vec<CellId>) {
        let Some(definition) = self.model.definition_of(cell) else { return };
        match &definition.body {
            Body::Expression(expr) => {
                let loops = self.model.loops_at(definition, cell);
                self.walk(expr, Position { cell, loops: &loops, now: true, remembers: false }, needs);
            }
            Body::Data(_) => {
                if self.seen.insert(definition.left) {
                    self.missing.push((self.model.variable_of(cell), definition.left));
                }
            }
            Body::Constants(_) | Body::Points(_) | Body::Tables(_) | Body::Series(..) | Body::Error => {}
        }
    }

    fn walk(&mut self, expr: &Expr, position: Position, needs: &mut Vec<CellId>) {
        if self.references > MAX_REFERENCES {
            return;
        }
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Time | ExprKind::Position(_) | ExprKind::Error => {}
            ExprKind::Variable(reference) => {
                let itself = self.read(reference, expr.span, position);
                let before = position.remembers && itself == Some(position.cell);
                needs.extend(itself.filter(|_| position.now && !before));
            }
            ExprKind::Table(reference) => drop(self.read(reference, expr.span, position)),
            ExprKind::List(elements) => elements.iter().for_each(|element| self.walk(element, position, needs)),
            ExprKind::Lookup(reference, _, x) => {
                self.read(reference, expr.span, position);
                self.walk(x, position, needs);
            }
            ExprKind::WithLookup(_, x) | ExprKind::Unary(_, x) | ExprKind::OfData(_, x) => {
                self.walk(x, position, needs)
            }
            ExprKind::Binary(_, left, right) => {
                self.walk(left, position, needs);
                self.walk(right, position, needs);
            }
            ExprKind::Call(entry, arguments) => {
                let remembers = position.remembers || entry.function == Function::SampleIfTrue;
                for (argument, parameter) in arguments.iter().zip(entry.parameters) {
                    let now = position.now && parameter.now;
                    self.walk(argument, Position { now, remembers, ..position }, needs);
                }
            }
            ExprKind::Select(loops, arguments) => {
                let (inside, outside) = arguments.split_at(arguments.len().min(2));
                let (model, outer) = (self.model, position.loops);
                let turn = |loops: &[ElementId]| self.turn(inside, Position { loops, ..position }, expr.span, needs);
                each_setting(loops, outer, |range| &model.range(range).elements, turn);
                outside.iter().for_each(|argument| self.walk(argument, position, needs));
            }
            ExprKind::Along(_, loops, arguments) => {
                let (model, outer) = (self.model, position.loops);
                let turn = |loops: &[ElementId]| self.turn(arguments, Position { loops, ..position }, expr.span, needs);
                each_element_along(loops, outer, |range| &model.range(range).elements, turn);
            }
            ExprKind::Offset(reference, offset) => {
                self.used.insert(reference.variable);
                self.walk(offset, position, needs);
                match self.model.fixed(offset, position.loops) {
                    Some(offset) => needs.extend(self.model.offset(reference, position.loops, offset)),
                    None => {
                        let cells = self.model.variable(reference.variable).cells();
                        self.count(cells.len(), expr.span);
                        needs.extend(cells);
                    }
                }
            }
            ExprKind::Reduce(_, loops, body) => {
                let (model, outer) = (self.model, position.loops);
                let body = std::slice::from_ref(&**body);
                let turn = |loops: &[ElementId]| self.turn(body, Position { loops, ..position }, expr.span, needs);
                each_setting(loops, outer, |range| &model.range(range).elements, turn);
            }
        }
    }

    /// One turn of a loop; whether another may follow.
    fn turn(&mut self, inside: &[Expr], position: Position, span: Span, needs: &mut Vec<CellId>) -> bool {
        self.count(1, span);
        inside.iter().for_each(|expr| self.walk(expr, position, needs));
        self.references <= MAX_REFERENCES
    }

    /// Counts what is read, and each turn of a loop, whatever is inside.
    fn count(&mut self, more: usize, span: Span) {
        let before = self.references;
        self.references = before.saturating_add(more);
        if before <= MAX_REFERENCES && self.references > MAX_REFERENCES {
            let message = "written out over all elements, the equations are too many";
            self.diagnostics.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(span, "reached here"));
        }
    }

    /// The cell that a reference means, which must have an equation.
    fn read(&mut self, reference: &Reference, span: Span, position: Position) -> Option<CellId> {
        self.count(1, span);
        if self.model.variable(reference.variable).kind == Kind::Data {
            self.used.insert(reference.variable);
        }
        let model = self.model;
        let cell = model.referred(reference, position.loops);
        if let Some(cell) = cell.filter(|cell| model.definition_of(*cell).is_some()) {
            return Some(cell);
        }
        if self.seen.insert(span) {
            let variable = model.variable(reference.variable);
            let elements = reference.subscripts.iter().filter_map(|subscript| subscript.element(position.loops));
            let elements: Vec<&str> = elements.map(|element| model.element(element).name.text()).collect();
            let name = format!("{}[{}]", variable.name, elements.join(","));
            self.diagnostics.push(
                Diagnostic::error(codes::MISSING_DEFINITION, format!("`{name}` has no equation"))
                    .at(span, format!("read by `{}`", model.cell_name(position.cell)))
                    .and(variable.span, "other elements are defined here")
                    .help(format!("add `{name} = …`")),
            );
        }
        None
    }
}
