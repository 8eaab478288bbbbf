//! Equations as values of the graph, in the order in which they need each other.

use super::Overrides;
use super::constant::Constants;
use super::lookup::{Areas, PointsAt};
use super::memory::Pending;
use outpace_engine::{
    BinaryOp, Graph, Method, Outside, ParameterIndex, Schedule, StateIndex, TableIndex, UnaryOp, Value,
};
use outpace_study::model::expression::each_setting;
use outpace_study::model::{
    Body, CellId, ElementId, Expr, ExprKind, Model, Reading, Reduction, Reference, Subscript, VariableId,
};
use outpace_syntax::diagnostic::codes;
use outpace_syntax::expr::{BinaryOperator, UnaryOperator};
use outpace_syntax::{Diagnostic, Span};
use std::collections::HashMap;
use std::rc::Rc;

/// The graph of a model, under construction.
pub(super) struct Builder<'a> {
    pub model: &'a Model,
    pub overrides: &'a Overrides,
    pub schedule: Schedule,
    pub graph: Graph,
    /// The value of each cell, once its turn has come.
    pub values: Vec<Option<Value>>,
    /// Whose equation each state is of.
    pub state_cells: Vec<CellId>,
    /// Cell, default and slot of each parameter.
    pub parameters: Vec<(CellId, f64, ParameterIndex)>,
    /// Functions with memory whose flows are still to be written.
    pub pending: Vec<Pending<'a>>,
    pub problems: Vec<Diagnostic>,
    pub warnings: Vec<Diagnostic>,
    /// Look-ups that were made into tables, the areas below them and their slopes before and behind points, by where their
    /// points are: elements of one equation share them.
    pub tables: HashMap<(PointsAt, Reading), TableIndex>,
    pub areas: HashMap<PointsAt, Areas>,
    pub slopes: HashMap<PointsAt, [TableIndex; 2]>,
    /// How many calls of random functions have been lowered.
    pub random_calls: u32,
    /// What functions of whole vectors give, by call and by the elements of all other loops.
    pub vectors: HashMap<(Span, Vec<ElementId>), Rc<[Value]>>,
    /// How many numbers delays and devices remember from step to step.
    pub remembered: usize,
    /// What the values of look-ups and the like are multiplied by.
    pub factors: HashMap<CellId, Value>,
    /// The device of each cell whose content is that of one.
    pub devices: HashMap<CellId, StateIndex>,
    /// When each data equation has points.
    pub times: HashMap<CellId, Rc<[f64]>>,
    /// What data are at a moment other than that of the step.
    pub data_at: HashMap<(CellId, Value), Value>,
}

/// Where in the model an expression is evaluated.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The element that the equation gives.
    pub cell: CellId,
    /// The setting of the loops.
    pub loops: Vec<ElementId>,
    /// What the element itself stands for inside its own equation: its value before (SAMPLE IF TRUE).
    pub itself: Option<Value>,
    /// The moment at which data are read, where that is not the moment of the step.
    pub moment: Option<Value>,
}

impl<'a> Builder<'a> {
    pub fn new(model: &'a Model, overrides: &'a Overrides, schedule: Schedule) -> Builder<'a> {
        Builder {
            model,
            overrides,
            schedule,
            graph: Graph::new(),
            values: vec![None; model.cell_count()],
            state_cells: Vec::new(),
            parameters: Vec::new(),
            pending: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
            tables: HashMap::new(),
            areas: HashMap::new(),
            slopes: HashMap::new(),
            random_calls: 0,
            vectors: HashMap::new(),
            remembered: 0,
            factors: HashMap::new(),
            devices: HashMap::new(),
            times: HashMap::new(),
            data_at: HashMap::new(),
        }
    }

    /// Makes a parameter of each factor, whether or not anything reads it.
    pub fn set_factors(&mut self) {
        for (&cell, &number) in &self.overrides.factors {
            let (index, value) = self.graph.parameter(number);
            self.parameters.push((cell, number, index));
            self.factors.insert(cell, value);
        }
    }

    /// What was read off a curve, times its factor if it has one.
    pub fn times_factor(&mut self, cell: CellId, value: Value) -> Value {
        match self.factors.get(&cell) {
            Some(&factor) => self.binary(BinaryOp::Multiply, value, factor),
            None => value,
        }
    }

    /// The control variables that do not change are what the clock says, however that was decided.
    pub fn set_control(&mut self, constants: &[(VariableId, f64)]) {
        for &(variable, value) in constants {
            if let Some(cell) = self.model.cell(variable, &[]) {
                self.values[cell.0 as usize] = Some(self.graph.constant(value));
            }
        }
    }

    /// Gives a cell its value; all that it reads now has one already.
    pub fn cell(&mut self, cell: CellId) {
        if self.values[cell.0 as usize].is_some() {
            return;
        }
        let number = self.overrides.numbers.get(&cell).copied().or_else(|| self.model.literal(cell));
        let model = self.model;
        let value = match (number, model.definition_of(cell)) {
            (Some(number), _) => {
                let (index, value) = self.graph.parameter(number);
                self.parameters.push((cell, number, index));
                value
            }
            (None, Some(definition)) => match &definition.body {
                Body::Expression(expr) => {
                    let loops = self.model.loops_at(definition, cell);
                    let value = self.expr(expr, &Place { cell, loops, itself: None, moment: None });
                    self.times_factor(cell, value)
                }
                Body::Series(interpolation, series) => {
                    let points = model.setting_at(definition, cell).and_then(|at| series.get(at));
                    match points {
                        Some(points) => {
                            let time = self.step_start();
                            self.data(*interpolation, points, time)
                        }
                        None => self.broken(definition.left),
                    }
                }
                // Nothing reads it, or the model would have been refused.
                Body::Data(_) => return,
                _ => self.broken(definition.left),
            },
            (None, None) => return,
        };
        self.values[cell.0 as usize] = Some(value);
    }

    /// Stands for what could not be read: nothing that contains it is returned.
    pub fn broken(&mut self, span: Span) -> Value {
        self.problems.push(
            Diagnostic::error(codes::BROKEN_EQUATION, "this could not be read, so the model cannot run").at(span, ""),
        );
        self.graph.constant(f64::NAN)
    }

    pub fn expr(&mut self, expr: &'a Expr, place: &Place) -> Value {
        match &expr.kind {
            ExprKind::Number(value) => self.graph.constant(*value),
            ExprKind::Time => self.graph.time(),
            ExprKind::Variable(reference) => self.variable(reference, expr.span, place),
            ExprKind::Position(subscript) => self.position(subscript, expr.span, place),
            ExprKind::Unary(operator, operand) => {
                let operand = self.expr(operand, place);
                match operator {
                    UnaryOperator::Negate => self.graph.unary(UnaryOp::Negate, operand),
                    UnaryOperator::Plus => operand,
                    UnaryOperator::Not => self.graph.unary(UnaryOp::Not, operand),
                }
            }
            ExprKind::Binary(operator, left, right) => {
                let left = self.expr(left, place);
                let right = self.expr(right, place);
                self.operator(*operator, left, right)
            }
            ExprKind::Call(entry, arguments) => self.call(entry, arguments, expr.span, place),
            ExprKind::Lookup(reference, reading, x) => {
                let x = self.expr(x, place);
                self.lookup(reference, *reading, x, expr.span, place)
            }
            ExprKind::WithLookup(points, x) => {
                let x = self.expr(x, place);
                let table = self.graph.table(points.clone(), Outside::Hold);
                self.graph.lookup(table, x)
            }
            ExprKind::Reduce(reduction, loops, body) => {
                let model = self.model;
                let mut values = Vec::new();
                each_setting(
                    loops,
                    &place.loops,
                    |range| &model.range(range).elements,
                    |setting| {
                        values.push(self.expr(body, &Place { loops: setting.to_vec(), ..*place }));
                        true
                    },
                );
                self.reduce(*reduction, values)
            }
            ExprKind::Select(loops, arguments) => self.select(loops, arguments, place),
            ExprKind::Along(entry, loops, arguments) => self.along(entry, (loops, arguments), expr.span, place),
            ExprKind::OfData(interpolation, inner) => self.of_other_data(*interpolation, inner, place),
            ExprKind::Offset(reference, offset) => self.offset(reference, offset, expr.span, place),
            // Arguments of functions that look into them; values in themselves they are not.
            ExprKind::Table(_) | ExprKind::List(_) | ExprKind::Error => self.broken(expr.span),
        }
    }

    fn variable(&mut self, reference: &Reference, span: Span, place: &Place) -> Value {
        let cell = self.model.referred(reference, &place.loops);
        if let (Some(cell), Some(moment)) = (cell, place.moment)
            && let Some(value) = self.data_at(cell, moment)
        {
            return value;
        }
        if let (Some(itself), true) = (place.itself, cell == Some(place.cell)) {
            return itself;
        }
        // Without a value only where `check::order` found a problem, and then nothing is lowered.
        let value = cell.and_then(|cell| self.values.get(cell.0 as usize).copied().flatten());
        value.unwrap_or_else(|| self.broken(span))
    }

    fn position(&mut self, subscript: &Subscript, span: Span, place: &Place) -> Value {
        match subscript.element(&place.loops) {
            Some(element) => self.graph.constant(self.model.element(element).position as f64 + 1.0),
            None => self.broken(span),
        }
    }

    fn operator(&mut self, operator: BinaryOperator, left: Value, right: Value) -> Value {
        let (operation, left, right) = match operator {
            BinaryOperator::Add => (BinaryOp::Add, left, right),
            BinaryOperator::Subtract => (BinaryOp::Subtract, left, right),
            BinaryOperator::Multiply => (BinaryOp::Multiply, left, right),
            BinaryOperator::Divide => (BinaryOp::Divide, left, right),
            BinaryOperator::Power => (BinaryOp::Power, left, right),
            BinaryOperator::Equal => (BinaryOp::Equal, left, right),
            BinaryOperator::NotEqual => (BinaryOp::NotEqual, left, right),
            BinaryOperator::Less => (BinaryOp::Less, left, right),
            BinaryOperator::LessOrEqual => (BinaryOp::LessOrEqual, left, right),
            BinaryOperator::Greater => (BinaryOp::Less, right, left),
            BinaryOperator::GreaterOrEqual => (BinaryOp::LessOrEqual, right, left),
            BinaryOperator::And => (BinaryOp::And, left, right),
            BinaryOperator::Or => (BinaryOp::Or, left, right),
        };
        self.graph.binary(operation, left, right)
    }

    /// Left to right, so that sums come out the same everywhere. Over no elements: 0, 1, or not a number.
    fn reduce(&mut self, reduction: Reduction, values: Vec<Value>) -> Value {
        let (operation, empty) = match reduction {
            Reduction::Sum => (BinaryOp::Add, 0.0),
            Reduction::Product => (BinaryOp::Multiply, 1.0),
            Reduction::Minimum => (BinaryOp::Minimum, f64::NAN),
            Reduction::Maximum => (BinaryOp::Maximum, f64::NAN),
        };
        let joined = values.into_iter().reduce(|left, right| self.graph.binary(operation, left, right));
        joined.unwrap_or_else(|| self.graph.constant(empty))
    }

    /// A new state of the equation for `cell`.
    pub fn state(&mut self, cell: CellId) -> (StateIndex, Value) {
        self.state_cells.push(cell);
        self.graph.state()
    }

    /// The time at the start of the step, also in Runge-Kutta's inner stages: test inputs hold still within a step.
    pub fn step_start(&mut self) -> Value {
        match self.schedule.method() {
            Method::Euler => self.graph.time(),
            _ => self.graph.step_start(),
        }
    }

    /// How long the step is.
    pub fn step_length(&mut self) -> Value {
        match self.schedule.even_step() {
            Some(step) => self.graph.constant(step),
            None => self.graph.step_length(),
        }
    }

    /// The model's numbers as they are after changes.
    pub fn constants(&self) -> Constants<'a> {
        Constants { model: self.model, overrides: self.overrides, moment: None }
    }
}
