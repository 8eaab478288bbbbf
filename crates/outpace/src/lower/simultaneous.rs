//! SIMULTANEOUS: equations that need each other at the same moment, solved by going around the loop.
//!
//! Vensim runs "around the loop until nothing in the loop changes any more", from the guess at first. A program has no
//! loops, so the equations of the loop are written out once for each turn: a few plain turns, as Vensim does them, and
//! then some whose results Steffensen's method draws together, which settles where plain turns come near the solution.
//!
//! Sources: Vensim, "Simultaneous Equations: Iterative Solutions" (simultaneousiterative.html); Steffensen, "Remarks on
//! iteration", Skandinavisk Aktuarietidskrift 16 (1933).

use super::value::{Builder, Place};
use outpace_engine::{BinaryOp, UnaryOp, Value};
use outpace_study::check::Order;
use outpace_study::model::{Body, CellId, Expr, ExprKind};
use outpace_syntax::Diagnostic;
use outpace_syntax::diagnostic::codes;

/// How many plain turns come first.
const PLAIN_TURNS: usize = 8;

/// How often two turns are drawn together.
const DRAWN_TOGETHER: usize = 6;

/// What the last turn may change, as a share of the value or of 1.
const TOLERANCE: f64 = 1e-6;

impl<'a> Builder<'a> {
    /// Gives all cells their values, in this order.
    pub fn cells(&mut self, order: &Order) {
        let mut cells = order.cells.iter().copied();
        while let Some(cell) = cells.next() {
            match order.loops.get(&cell) {
                Some(&count) => {
                    let others: Vec<CellId> = cells.by_ref().take(count).collect();
                    self.solve(cell, &others);
                }
                None => self.cell(cell),
            }
        }
    }

    /// Gives the cell of a SIMULTANEOUS function, and the others of its loop, their values.
    fn solve(&mut self, cell: CellId, others: &[CellId]) {
        let model = self.model;
        let definition = model.definition_of(cell).filter(|_| !self.overrides.numbers.contains_key(&cell));
        let call = definition.and_then(|definition| match &definition.body {
            Body::Expression(Expr { kind: ExprKind::Call(_, arguments), .. }) => Some((definition, arguments)),
            _ => None,
        });
        if let Some((definition, [inner, guess])) =
            call.map(|(definition, arguments)| (definition, arguments.as_slice()))
        {
            let place = Place { cell, loops: model.loops_at(definition, cell), itself: None, moment: None };
            let guess = self.expr(guess, &place);
            let (state, start) = self.state(cell);
            let remembered = (self.state_cells.len(), self.random_calls, self.remembered);
            let (x, settled) = self.around(inner, others, start, &place);
            if remembered != (self.state_cells.len(), self.random_calls, self.remembered) {
                let message = "in the loop that `SIMULTANEOUS` solves there is a function with a memory or with noise";
                let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(definition.left, "");
                self.problems.push(diagnostic.help("give that function a variable of its own, outside of the loop"));
            }
            let nothing = self.constant(f64::NAN);
            let value = self.graph.select(settled, x, nothing);
            self.graph.set_held(state, guess, value);
            self.values[cell.0 as usize] = Some(value);
        }
        self.cell(cell);
        for other in others {
            self.cell(*other);
        }
    }

    /// The value after all turns, and whether one more leaves it where it is.
    fn around(&mut self, inner: &'a Expr, others: &[CellId], start: Value, place: &Place) -> (Value, Value) {
        let mut x = start;
        for _ in 0..PLAIN_TURNS {
            x = self.turn(inner, others, x, place);
        }
        let zero = self.constant(0.0);
        for _ in 0..DRAWN_TOGETHER {
            let once = self.turn(inner, others, x, place);
            let twice = self.turn(inner, others, once, place);
            let [first, second] =
                [(once, x), (twice, once)].map(|(to, from)| self.binary(BinaryOp::Subtract, to, from));
            let bend = self.binary(BinaryOp::Subtract, second, first);
            let square = self.binary(BinaryOp::Multiply, first, first);
            let step = self.binary(BinaryOp::Divide, square, bend);
            let drawn = self.binary(BinaryOp::Subtract, x, step);
            let straight = self.binary(BinaryOp::Equal, bend, zero);
            x = self.graph.select(straight, twice, drawn);
        }
        let again = self.turn(inner, others, x, place);
        let change = self.binary(BinaryOp::Subtract, again, x);
        let [change, size] = [change, x].map(|value| self.graph.unary(UnaryOp::Abs, value));
        let (one, share) = (self.constant(1.0), self.constant(TOLERANCE));
        let size = self.binary(BinaryOp::Maximum, size, one);
        let allowed = self.binary(BinaryOp::Multiply, size, share);
        (x, self.binary(BinaryOp::LessOrEqual, change, allowed))
    }

    /// What the equations of the loop give for a value of its function.
    fn turn(&mut self, inner: &'a Expr, others: &[CellId], x: Value, place: &Place) -> Value {
        self.values[place.cell.0 as usize] = Some(x);
        for other in others {
            self.cell(*other);
        }
        let value = self.expr(inner, place);
        for cell in others.iter().chain([&place.cell]) {
            self.values[cell.0 as usize] = None;
        }
        // What functions of whole vectors gave belongs to this turn.
        self.vectors.clear();
        value
    }
}
