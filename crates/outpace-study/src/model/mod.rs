//! What a model means: variables over subscripts, and equations whose names are ids.
//!
//! [`resolve`] turns the tree of a model file into a [`Model`] in four passes, a file each: macros are written out
//! (`macros.rs`) and devices (`device.rs`), then come subscript ranges (`subscript.rs`), the variables and which equation
//! defines which of their elements (`variable.rs`), and what stands on the right of equations (`body.rs`, the names in it
//! `equation.rs`). It reports every mistake and goes on, so that whatever is sound stays usable.
//!
//! # Invariants
//! - An element belongs to one family, the widest range that lists it; ids of elements ascend within a family.
//! - A variable's *cells* are numbered through the whole model; a cell without a definition says so.
//! - Nothing here is numeric beyond the numbers as written: `outpace/src/lower` makes the program.
//!
//! # References
//! Vensim reference manual, "Subscripts" (<https://www.vensim.com/documentation/22090.html> and following).

mod body;
mod control;
mod data;
mod device;
mod equation;
pub mod expression;
mod external;
pub mod function;
mod macros;
pub mod reality;
mod subscript;
mod variable;

#[cfg(test)]
mod tests;

pub use expression::{Expr, ExprKind, Loop, Reading, Reduction, Reference, Subscript};

use expression::each_setting;
use outpace_syntax::mdl::{BaseDate, Interpolation, ModelTree};
use outpace_syntax::study::Method;
use outpace_syntax::unit::UnitExpr;
use outpace_syntax::{Diagnostic, Name, Span, diagnostic};
use std::collections::HashMap;

/// The most elements that all variables of a model may have together.
pub const MAX_CELLS: usize = 4 << 20;

/// Which range of [`Model::ranges`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RangeId(pub u32);

/// Which element of [`Model::elements`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementId(pub u32);

/// Which variable of [`Model::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// One element of one variable, numbered through the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub u32);

/// A resolved model.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Subscript ranges, in order of the file.
    pub ranges: Vec<Range>,
    /// Elements of all ranges, family by family.
    pub elements: Vec<Element>,
    /// Variables, in order of their first equation.
    pub variables: Vec<Variable>,
    /// Sectors, in order of the file.
    pub groups: Vec<Group>,
    /// What steers the simulation.
    pub control: Control,
    /// The method of integration, where the model's file names one.
    pub method: Option<Method>,
    /// The date that the time 0 stands for.
    pub base_date: BaseDate,
    /// Names of units that mean the same, set by set, as the model's file says.
    pub unit_equivalents: Vec<Vec<Name>>,
    variable_names: HashMap<Name, VariableId>,
    range_names: HashMap<Name, RangeId>,
    element_names: HashMap<Name, ElementId>,
    cell_count: usize,
}

/// A subscript range or subrange.
#[derive(Debug, Clone)]
pub struct Range {
    /// Its name.
    pub name: Name,
    /// Its elements, in order.
    pub elements: Vec<ElementId>,
    /// Elements of other ranges and the element of this range that stands for each, in order of the former.
    pub mappings: Vec<(ElementId, ElementId)>,
    /// The comment.
    pub comment: String,
    /// The whole entry.
    pub span: Span,
}

/// A subscript element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// The widest range that lists it.
    pub family: RangeId,
    /// Its place in the family, from 0.
    pub position: usize,
}

/// A sector of the model.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name, without the leading dot.
    pub name: String,
    /// The comment below it.
    pub comment: String,
}

/// A variable with all its definitions.
#[derive(Debug, Clone)]
pub struct Variable {
    /// As first written.
    pub name: Name,
    /// What it is.
    pub kind: Kind,
    /// The unit as written; `None` where no equation gives one.
    pub unit: Option<UnitExpr>,
    /// The comment.
    pub comment: String,
    /// Index into [`Model::groups`].
    pub group: Option<usize>,
    /// The name in the first equation.
    pub span: Span,
    /// The elements along each axis; empty for a scalar.
    pub axes: Vec<Vec<ElementId>>,
    /// Its equations.
    pub definitions: Vec<Definition>,
    /// The first of its cells; the others follow, last axis fastest.
    first_cell: usize,
    /// How many cells it has.
    cell_count: usize,
    /// For each cell, which definition gives it; empty where the first gives all of them.
    defined_by: Vec<Option<u32>>,
}

/// What a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers as written, all of it.
    Constant,
    /// Anything computed at each moment.
    Auxiliary,
    /// An integral over time.
    Stock,
    /// A function given by points.
    Lookup,
    /// A series from outside.
    Data,
}

/// One equation: what it gives to which elements.
#[derive(Debug, Clone)]
pub struct Definition {
    /// For each axis, an element or a loop.
    pub pattern: Vec<Subscript>,
    /// The loops on the left.
    pub loops: Vec<Loop>,
    /// The right side.
    pub body: Body,
    /// The left side, with its brackets.
    pub left: Span,
    /// The unit, where this equation writes one.
    pub unit: Option<Span>,
}

/// The right side of an equation.
#[derive(Debug, Clone)]
pub enum Body {
    /// A formula.
    Expression(Expr),
    /// Numbers for each setting of the loops, in order, with their places.
    Constants(Vec<(f64, Span)>),
    /// Points of a look-up, in order of `x`.
    Points(Vec<(f64, f64)>),
    /// Points of a look-up for each setting of the loops, in order: from a file.
    Tables(Vec<Vec<(f64, f64)>>),
    /// Points over time for each setting of the loops, in order: from a file.
    Series(Interpolation, Vec<Vec<(f64, f64)>>),
    /// A series from outside the model.
    Data(Interpolation),
    /// Could not be resolved; the diagnostic was given.
    Error,
}

/// The variables that steer the simulation; `None` where the model has none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Control {
    /// `INITIAL TIME`
    pub initial: Option<VariableId>,
    /// `FINAL TIME`
    pub last: Option<VariableId>,
    /// `TIME STEP`
    pub step: Option<VariableId>,
    /// `SAVEPER`
    pub save_every: Option<VariableId>,
}

/// The meaning of a model file, and every mistake found on the way. The tree goes as the model comes: a large one would
/// take twice the memory.
pub fn resolve(tree: ModelTree) -> (Model, Vec<Diagnostic>) {
    let mut model = Model::default();
    let mut diagnostics = Vec::new();
    let tree = device::expand(macros::expand(tree, &mut diagnostics), &mut diagnostics);
    let tree = external::with_members(tree, &mut diagnostics);
    subscript::resolve(&mut model, &tree, &mut diagnostics);
    let ModelTree { equations, groups, sheets, method, base_date, unit_equivalents, .. } = tree;
    model.method = method.map(|method| method.value);
    model.base_date = base_date.unwrap_or_default();
    model.unit_equivalents = unit_equivalents;
    model.groups = groups.into_iter().map(|group| Group { name: group.name, comment: group.comment }).collect();
    let rights = variable::resolve(&mut model, equations, &mut diagnostics);
    body::resolve(&mut model, rights, &sheets, &mut diagnostics);
    variable::classify(&mut model);
    control::resolve(&mut model, &mut diagnostics);
    diagnostic::tidy(&mut diagnostics);
    (model, diagnostics)
}

impl Model {
    /// The range with this id.
    pub fn range(&self, id: RangeId) -> &Range {
        &self.ranges[id.0 as usize]
    }

    /// The element with this id.
    pub fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.0 as usize]
    }

    /// The variable with this id.
    pub fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.0 as usize]
    }

    /// Ids and variables, in order.
    pub fn variables(&self) -> impl Iterator<Item = (VariableId, &Variable)> {
        self.variables.iter().enumerate().map(|(at, variable)| (VariableId(at as u32), variable))
    }

    /// The variable with this name.
    pub fn find_variable(&self, name: &Name) -> Option<VariableId> {
        self.variable_names.get(name).copied()
    }

    /// The range with this name.
    pub fn find_range(&self, name: &Name) -> Option<RangeId> {
        self.range_names.get(name).copied()
    }

    /// The element with this name.
    pub fn find_element(&self, name: &Name) -> Option<ElementId> {
        self.element_names.get(name).copied()
    }

    /// How many cells all variables have together.
    pub fn cell_count(&self) -> usize {
        self.cell_count
    }

    /// The cell of a variable at these elements; `None` where the variable has no such element.
    pub fn cell(&self, variable: VariableId, elements: &[ElementId]) -> Option<CellId> {
        let variable = self.variable(variable);
        if elements.len() != variable.axes.len() {
            return None;
        }
        let mut offset = 0;
        for (axis, element) in variable.axes.iter().zip(elements) {
            offset = offset * axis.len() + axis.binary_search(element).ok()?;
        }
        Some(CellId((variable.first_cell + offset) as u32))
    }

    /// The cell that a reference means under a setting of the loops; `None` where the variable has no such element.
    pub fn referred(&self, reference: &Reference, loops: &[ElementId]) -> Option<CellId> {
        let elements: Option<Vec<ElementId>> = reference.subscripts.iter().map(|each| each.element(loops)).collect();
        self.cell(reference.variable, &elements?)
    }

    /// The variable of a cell.
    pub fn variable_of(&self, cell: CellId) -> VariableId {
        let after = self.variables.partition_point(|variable| variable.first_cell <= cell.0 as usize);
        // Variables without cells start where the next one starts, so the last that starts here has the cell.
        VariableId(after.saturating_sub(1) as u32)
    }

    /// The elements of a cell, one for each axis of its variable.
    pub fn elements_of(&self, cell: CellId) -> Vec<ElementId> {
        let variable = self.variable(self.variable_of(cell));
        let mut offset = cell.0 as usize - variable.first_cell;
        let mut elements = Vec::with_capacity(variable.axes.len());
        for axis in variable.axes.iter().rev() {
            elements.push(axis[offset % axis.len()]);
            offset /= axis.len();
        }
        elements.reverse();
        elements
    }

    /// The definition that gives a cell; `None` where no equation does.
    pub fn definition_of(&self, cell: CellId) -> Option<&Definition> {
        let variable = self.variable(self.variable_of(cell));
        let index = match variable.defined_by.get(cell.0 as usize - variable.first_cell) {
            Some(index) => (*index)?,
            None => 0,
        };
        variable.definitions.get(index as usize)
    }

    /// The setting of a definition's loops at a cell.
    pub fn loops_at(&self, definition: &Definition, cell: CellId) -> Vec<ElementId> {
        let elements = self.elements_of(cell);
        let at = |index| definition.pattern.iter().position(|subscript| *subscript == Subscript::Loop(index));
        definition.loops.iter().filter_map(|each| elements.get(at(each.index)?).copied()).collect()
    }

    /// The place of a cell among the settings of a definition's loops, the last loop fastest.
    pub fn setting_at(&self, definition: &Definition, cell: CellId) -> Option<usize> {
        let place = |at: usize, (each, element): (&Loop, &ElementId)| {
            let range = self.range(each.range);
            Some(at * range.elements.len() + range.place(*element)?)
        };
        definition.loops.iter().zip(&self.loops_at(definition, cell)).try_fold(0, place)
    }

    /// The number that a definition writes down for a cell, if it writes one down.
    pub fn literal(&self, cell: CellId) -> Option<f64> {
        let definition = self.definition_of(cell)?;
        match &definition.body {
            Body::Expression(expr) => expr.literal(),
            Body::Constants(values) => values.get(self.setting_at(definition, cell)?).map(|(value, _)| *value),
            _ => None,
        }
    }

    /// Whether a cell is a curve through points: a look-up, or a variable that is what one gives, with the input written
    /// beside it (`WITH LOOKUP`, `table(x)`, and so XMILE's graphical functions).
    pub fn is_curve(&self, cell: CellId) -> bool {
        self.definition_of(cell).is_some_and(|definition| match &definition.body {
            Body::Points(_) | Body::Tables(_) => true,
            Body::Expression(expr) => match &expr.kind {
                ExprKind::WithLookup(..) => true,
                ExprKind::Lookup(_, reading, _) => *reading != Reading::Inverse,
                _ => false,
            },
            _ => false,
        })
    }

    /// The number that an expression is in every run: arithmetic on numbers as written and places of subscripts.
    pub fn fixed(&self, expr: &Expr, loops: &[ElementId]) -> Option<f64> {
        use outpace_syntax::expr::BinaryOperator;
        match &expr.kind {
            ExprKind::Position(subscript) => {
                subscript.element(loops).map(|element| self.element(element).position as f64 + 1.0)
            }
            ExprKind::Binary(operator, left, right) => {
                let (left, right) = (self.fixed(left, loops)?, self.fixed(right, loops)?);
                match operator {
                    BinaryOperator::Add => Some(left + right),
                    BinaryOperator::Subtract => Some(left - right),
                    BinaryOperator::Multiply => Some(left * right),
                    BinaryOperator::Divide => Some(left / right),
                    _ => None,
                }
            }
            _ => expr.literal(),
        }
    }

    /// The cell `offset` places behind the one that a reference means, in the order of its variable's cells.
    pub fn offset(&self, reference: &Reference, loops: &[ElementId], offset: f64) -> Option<CellId> {
        let variable = self.variable(reference.variable);
        let from = self.referred(reference, loops)?.0 as usize - variable.first_cell;
        let to = from as f64 + offset.round();
        (0.0..variable.cell_count as f64).contains(&to).then(|| CellId((variable.first_cell + to as usize) as u32))
    }

    /// The name of a cell as users write it: `Stock A[Entry 1,Entry 2]`.
    pub fn cell_name(&self, cell: CellId) -> String {
        let elements = self.elements_of(cell);
        let name = &self.variable(self.variable_of(cell)).name;
        // Only a quote in the name needs its notation: all else can be told from the brackets.
        let name = if name.text().contains('"') { name.notation() } else { name.text().to_string() };
        if elements.is_empty() {
            return name;
        }
        let elements: Vec<&str> = elements.iter().map(|element| self.element(*element).name.text()).collect();
        format!("{name}[{}]", elements.join(","))
    }
}

impl Range {
    /// The place of an element in the range, from 0.
    pub fn place(&self, element: ElementId) -> Option<usize> {
        // Elements ascend in all but ranges that list them in an order of their own.
        let found = self.elements.binary_search(&element).ok();
        found.or_else(|| self.elements.iter().position(|other| *other == element))
    }
}

impl Variable {
    /// Its cells, in order.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = CellId> + use<> {
        (self.first_cell..self.first_cell + self.cell_count).map(|cell| CellId(cell as u32))
    }
}

impl Expr {
    /// The number, where the expression is a number with or without signs.
    pub fn literal(&self) -> Option<f64> {
        use outpace_syntax::expr::UnaryOperator;
        match &self.kind {
            ExprKind::Number(value) => Some(*value),
            ExprKind::Unary(UnaryOperator::Negate, operand) => operand.literal().map(|value| -value),
            ExprKind::Unary(UnaryOperator::Plus, operand) => operand.literal(),
            _ => None,
        }
    }
}
