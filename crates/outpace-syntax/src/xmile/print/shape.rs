//! What a model's equations amount to as XMILE has them: variables with dimensions, stocks with flows, tables.
//!
//! An inflow or outflow of XMILE is a flow of its own. Where a stock's equation is a sum of variables over the stock's own
//! elements, these become its flows, in the order written; any other sum becomes one flow, `stock net flow`.

use std::collections::{HashMap, HashSet};

use super::ranges::Ranges;
use crate::expr::{BinaryOperator, Expr, ExprKind, Points, Reference, UnaryOperator};
use crate::mdl::{Equation, ModelTree, Right};
use crate::name::Name;

/// What a variable is in XMILE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Stock,
    Flow,
    Auxiliary,
    Table,
    Data,
}

/// A variable with all its equations.
#[derive(Clone)]
pub(super) struct Variable<'t> {
    pub(super) name: Name,
    pub(super) kind: Kind,
    pub(super) definitions: Vec<&'t Equation>,
    /// The dimension of each subscript.
    pub(super) axes: Vec<Name>,
    /// The flows of a stock, in order, and whether they come in; `None` where its equation is no sum of variables.
    pub(super) flows: Option<Vec<(bool, Name)>>,
    /// Whether its equation only reads the table that is named after it.
    pub(super) graph: bool,
}

/// All variables, and what can be named.
pub(super) struct Shape<'t> {
    pub(super) ranges: Ranges,
    pub(super) variables: Vec<Variable<'t>>,
    index: HashMap<Name, usize>,
    macros: HashSet<Name>,
    /// What stands for a number without an equation: the inputs of a macro.
    inputs: HashSet<Name>,
    /// Controls of the simulation that `sim_specs` says.
    pub(super) specified: HashSet<Name>,
    /// Tables that stand inside equations, under the names that they get.
    pub(super) tables: Vec<(Name, Points)>,
}

/// Words of XMILE for what steers a simulation.
const CLOCK: [(&str, &str); 4] =
    [("time", "TIME"), ("time step", "DT"), ("initial time", "STARTTIME"), ("final time", "STOPTIME")];

impl<'t> Shape<'t> {
    /// The shape of some equations of a model: all of it or one macro.
    pub(super) fn of(tree: &'t ModelTree, equations: &'t [Equation], specified: HashSet<Name>) -> Shape<'t> {
        let mut shape = Shape {
            ranges: Ranges::of(tree),
            variables: Vec::new(),
            index: HashMap::new(),
            macros: tree.macros.iter().map(|each| each.name.value.clone()).collect(),
            inputs: HashSet::new(),
            specified,
            tables: Vec::new(),
        };
        for equation in equations.iter().filter(|equation| !shape.specified.contains(&equation.left.name)) {
            let at = *shape.index.entry(equation.left.name.clone()).or_insert(shape.variables.len());
            if at == shape.variables.len() {
                let (name, kind) = (equation.left.name.clone(), Kind::Auxiliary);
                let (definitions, axes) = (Vec::new(), Vec::new());
                shape.variables.push(Variable { name, kind, definitions, axes, flows: None, graph: false });
            }
            shape.variables[at].definitions.push(equation);
        }
        for variable in &mut shape.variables {
            variable.kind = kind(&variable.definitions);
            variable.axes = axes(&shape.ranges, &variable.definitions);
        }
        shape.find_flows();
        shape.find_graphs();
        shape
    }

    /// The same inside a macro, which has these inputs.
    pub(super) fn with_inputs(self, inputs: impl Iterator<Item = Name>) -> Shape<'t> {
        Shape { inputs: inputs.collect(), ..self }
    }

    /// XMILE's word for a variable of the clock, unless the model has a variable of that name.
    pub(super) fn clock(&self, name: &Name) -> Option<&'static str> {
        let (_, word) = CLOCK.iter().find(|(vensim, _)| name.is(vensim))?;
        let free = !self.is_variable(name) && !self.is_variable(&Name::new(word));
        free.then_some(*word)
    }

    fn variable(&self, name: &Name) -> Option<&Variable<'t>> {
        self.index.get(name).map(|at| &self.variables[*at])
    }

    pub(super) fn is_variable(&self, name: &Name) -> bool {
        self.index.contains_key(name) || self.inputs.contains(name)
    }

    pub(super) fn is_macro(&self, name: &Name) -> bool {
        self.macros.contains(name)
    }

    /// The dimensions of a variable.
    pub(super) fn axes(&self, name: &Name) -> Vec<Name> {
        self.variable(name).map(|variable| variable.axes.clone()).unwrap_or_default()
    }

    /// The name by which a table is looked up: that of the variable whose graphical function it is.
    pub(super) fn table(&self, name: &Name) -> Option<Name> {
        self.variable(name).filter(|variable| variable.kind == Kind::Table)?;
        let owner = owner(name).filter(|owner| self.variable(owner).is_some_and(|variable| variable.graph));
        Some(owner.unwrap_or_else(|| name.clone()))
    }

    /// The points of the table `name` in its definition number `at`.
    pub(super) fn points(&self, name: &Name, at: usize) -> Option<&'t Points> {
        match &self.variable(name)?.definitions.get(at)?.right {
            Right::Lookup(points) => Some(points),
            _ => None,
        }
    }

    /// A name that nothing else has.
    pub(super) fn free(&self, base: &str) -> Name {
        let taken = |name: &Name| {
            self.is_variable(name) || self.is_macro(name) || self.tables.iter().any(|(table, _)| table == name)
        };
        let numbered = (2..).map(|number| Name::new(&format!("{base} {number}")));
        std::iter::once(Name::new(base)).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| Name::new(base))
    }

    /// Gives points inside an equation of `variable` a name.
    pub(super) fn add_table(&mut self, variable: &Name, points: &Points) -> Name {
        if let Some((name, _)) = self.tables.iter().find(|(_, known)| known == points) {
            return name.clone();
        }
        let name = self.free(&format!("{variable} lookup"));
        self.tables.push((name.clone(), points.clone()));
        name
    }

    fn find_flows(&mut self) {
        let into_devices: Vec<(bool, Name)> = self.variables.iter().flat_map(into_device).collect();
        for (_, name) in &into_devices {
            if let Some(flow) = self.index.get(name).and_then(|at| self.variables.get_mut(*at))
                && flow.kind == Kind::Auxiliary
            {
                flow.kind = Kind::Flow;
            }
        }
        let mut used: HashSet<(bool, Name)> = into_devices.into_iter().collect();
        for at in 0..self.variables.len() {
            let Some(flows) = self.flows(&self.variables[at]) else { continue };
            let distinct: HashSet<&Name> = flows.iter().map(|(_, name)| name).collect();
            if distinct.len() < flows.len() || flows.iter().any(|flow| used.contains(flow)) {
                continue;
            }
            for (_, name) in &flows {
                let flow = self.index[name];
                self.variables[flow].kind = Kind::Flow;
            }
            used.extend(flows.iter().cloned());
            self.variables[at].flows = Some(flows);
        }
    }

    /// The flows of a stock, where its equations are sums of them.
    fn flows(&self, stock: &Variable<'t>) -> Option<Vec<(bool, Name)>> {
        if stock.kind != Kind::Stock {
            return None;
        }
        let mut found: Option<Vec<(bool, Name)>> = None;
        for definition in &stock.definitions {
            let mut terms = Vec::new();
            sum(integral(definition)?.0, true, &mut terms)?;
            let own = |reference: &&Reference| {
                let subscripts = reference.subscripts.iter().map(|usage| (&usage.name, usage.bang));
                let left = definition.left.subscripts.iter().map(|usage| (&usage.name, false));
                let variable = self.variable(&reference.name);
                let may_flow = variable.is_some_and(|variable| {
                    matches!(variable.kind, Kind::Auxiliary | Kind::Flow) && variable.axes == stock.axes
                });
                may_flow && subscripts.eq(left)
            };
            let flows: Option<Vec<(bool, Name)>> =
                terms.iter().map(|(comes, term)| own(term).then(|| (*comes, term.name.clone()))).collect();
            let flows = flows?;
            if found.get_or_insert_with(|| flows.clone()) != &flows {
                return None;
            }
        }
        found
    }

    /// Finds the tables that belong to one variable, as the graphical functions of XMILE do.
    fn find_graphs(&mut self) {
        for at in 0..self.variables.len() {
            let variable = &self.variables[at];
            let table = self.variable(&Name::new(&format!("{}.graph", variable.name)));
            let Some(table) = table.filter(|table| table.kind == Kind::Table) else { continue };
            let same = table.definitions.len() == variable.definitions.len()
                && table.definitions.iter().zip(&variable.definitions).all(|(table, own)| {
                    table.left.subscripts.iter().map(|usage| &usage.name).eq(own
                        .left
                        .subscripts
                        .iter()
                        .map(|usage| &usage.name))
                });
            let kinds: HashSet<Option<bool>> = variable
                .definitions
                .iter()
                .map(|own| reading(own, &table.name).map(|(extrapolates, _)| extrapolates))
                .collect();
            let may_have = matches!(variable.kind, Kind::Auxiliary | Kind::Flow);
            if may_have && same && kinds.len() == 1 && !kinds.contains(&None) {
                self.variables[at].graph = true;
            }
        }
    }
}

/// The variable that a table is named after.
pub(super) fn owner(table: &Name) -> Option<Name> {
    table.text().strip_suffix(".graph").map(Name::new)
}

/// What flows into a conveyor, a queue or an oven.
fn into_device(stock: &Variable<'_>) -> Vec<(bool, Name)> {
    let inflows = |definition: &&Equation| match &definition.right {
        Right::Device(device) => device.inflows.iter().map(|flow| (true, flow.name.clone())).collect(),
        _ => Vec::new(),
    };
    stock.definitions.iter().flat_map(inflows).collect()
}

fn kind(definitions: &[&Equation]) -> Kind {
    if definitions.iter().any(|each| integral(each).is_some()) {
        Kind::Stock
    } else if definitions.iter().all(|each| matches!(each.right, Right::Lookup(_))) {
        Kind::Table
    } else if definitions.iter().any(|each| matches!(each.right, Right::Data(..) | Right::Lookup(_))) {
        Kind::Data
    } else {
        Kind::Auxiliary
    }
}

/// The dimension of each subscript: the range itself, or the smallest that has all elements defined.
fn axes(ranges: &Ranges, definitions: &[&Equation]) -> Vec<Name> {
    let count = definitions.iter().map(|each| each.left.subscripts.len()).max().unwrap_or(0);
    let axis = |at: usize| {
        let mut written = definitions.iter().filter_map(|each| each.left.subscripts.get(at)).map(|usage| &usage.name);
        let first = written.next()?;
        if written.all(|other| other == first) && ranges.get(first).is_some() {
            return Some(first.clone());
        }
        let used = definitions.iter().filter_map(|each| each.left.subscripts.get(at));
        let used: HashSet<Name> = used.flat_map(|usage| ranges.elements(&usage.name)).collect();
        ranges.covering(&used).map(|range| range.name.clone())
    };
    (0..count).filter_map(axis).collect()
}

/// `INTEG(rate, initial)` as a whole right side.
pub(super) fn integral(equation: &Equation) -> Option<(&Expr, &Expr)> {
    match &equation.right {
        Right::Expression(Expr { kind: ExprKind::Call(function, arguments), .. }) if function.name.is("integ") => {
            let [rate, initial] = arguments.as_slice() else { return None };
            Some((rate, initial))
        }
        _ => None,
    }
}

/// `ACTIVE INITIAL(value, initial)` as a whole right side.
pub(super) fn active(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match &expr.kind {
        ExprKind::Call(function, arguments) if function.name.is("active initial") => {
            let [value, initial] = arguments.as_slice() else { return None };
            Some((value, initial))
        }
        _ => None,
    }
}

/// What an equation reads from `table` at its own elements, and whether beyond the ends too.
pub(super) fn reading<'e>(equation: &'e Equation, table: &Name) -> Option<(bool, &'e Expr)> {
    let Right::Expression(expr) = &equation.right else { return None };
    let expr = active(expr).map_or(expr, |(value, _)| value);
    let ExprKind::Call(function, arguments) = &expr.kind else { return None };
    let own = |reference: &Reference| {
        let subscripts = reference.subscripts.iter().map(|usage| &usage.name);
        reference.name == *table && subscripts.eq(equation.left.subscripts.iter().map(|usage| &usage.name))
    };
    match arguments.as_slice() {
        [x] if own(function) => Some((false, x)),
        [Expr { kind: ExprKind::Reference(reference), .. }, x]
            if function.name.is("lookup extrapolate") && own(reference) =>
        {
            Some((true, x))
        }
        _ => None,
    }
}

/// The terms of a sum in order, with whether each is added; `None` for any other expression.
fn sum<'e>(expr: &'e Expr, added: bool, terms: &mut Vec<(bool, &'e Reference)>) -> Option<()> {
    match &expr.kind {
        ExprKind::Reference(reference) => terms.push((added, reference)),
        ExprKind::Number(0.0) if added => {}
        ExprKind::Unary(UnaryOperator::Negate, operand) if matches!(operand.kind, ExprKind::Reference(_)) => {
            sum(operand, !added, terms)?;
        }
        ExprKind::Binary(operator @ (BinaryOperator::Add | BinaryOperator::Subtract), left, right) if added => {
            let ExprKind::Reference(_) = right.kind else { return None };
            if matches!(left.kind, ExprKind::Number(_)) {
                return None;
            }
            sum(left, true, terms)?;
            sum(right, *operator == BinaryOperator::Add, terms)?;
        }
        _ => return None,
    }
    Some(())
}

/// Whether an expression is this number.
pub(super) fn is_number(expr: &Expr, wanted: f64) -> bool {
    matches!(expr.kind, ExprKind::Number(value) if value == wanted)
}
