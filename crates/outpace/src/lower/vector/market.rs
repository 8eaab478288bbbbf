//! Markets: the price at which what is asked for and what is offered are the same, and how much that is for each.
//!
//! Demand falls and supply rises with the price, each by a curve of [`allocate`](super::allocate) around its own. Source:
//! "Many-to-many Allocation" (24340.html), "Specifying the Curves" (24335.html).

use super::super::value::{Builder, Place};
use super::allocate::Curve;
use outpace_engine::{BinaryOp, Value};
use outpace_study::model::function::Function;
use outpace_study::model::{Expr, ExprKind};
use outpace_syntax::Span;

/// How many widths from its priority a curve of each type reaches, beyond which no price is sought; a fixed quantity is
/// the same at any price. Not documented: see [`allocate`](super::allocate) for where it is found.
const REACH: [Option<f64>; 5] = [None, Some(0.5), Some(0.5), Some(5.0), Some(10.0)];

/// Those who buy, or those who sell.
struct Side {
    quantities: Vec<Value>,
    curves: Vec<Curve>,
}

impl<'a> Builder<'a> {
    /// The value of a function of markets; `None` for all others.
    pub fn market(&mut self, function: Function, arguments: &'a [Expr], span: Span, place: &Place) -> Option<Value> {
        match (function, arguments) {
            (Function::DemandAtPrice | Function::SupplyAtPrice, [quantity, profile, price]) => {
                let (quantity, price) = (self.expr(quantity, place), self.expr(price, place));
                let curves = self.curves(profile, span, place);
                let side = Side { quantities: vec![quantity], curves };
                let amounts = match function {
                    Function::DemandAtPrice => self.amounts(price, &side.quantities, &side.curves),
                    _ => self.offered(price, &side),
                };
                amounts.first().copied()
            }
            (Function::FindMarketPrice, [demand, demand_profiles, supply, supply_profiles]) => {
                let buyers = self.side(demand, demand_profiles, span, place);
                let sellers = self.side(supply, supply_profiles, span, place);
                Some(self.market_price(&buyers, &sellers))
            }
            (Function::MarketPriority, [requests, priorities, _, width, supply]) => {
                let (requests, priorities) = (self.list(requests, place), self.list(priorities, place));
                let (width, supply) = (self.expr(width, place), self.expr(supply, place));
                Some(self.market_priority(&requests, &priorities, width, supply))
            }
            (Function::AllocateAtPriority, [request, priority, width, cut]) => {
                let [request, priority, width, cut] =
                    [request, priority, width, cut].map(|argument| self.expr(argument, place));
                Some(self.evenly(cut, request, priority, width))
            }
            _ => None,
        }
    }

    /// The elements of a vector.
    pub fn list(&mut self, vector: &'a Expr, place: &Place) -> Vec<Value> {
        match &vector.kind {
            ExprKind::List(elements) => elements.iter().map(|element| self.expr(element, place)).collect(),
            _ => vec![self.expr(vector, place)],
        }
    }

    /// The curves of priority profiles: type, priority, width and an extra parameter each.
    fn curves(&mut self, profiles: &'a Expr, span: Span, place: &Place) -> Vec<Curve> {
        let ExprKind::List(elements) = &profiles.kind else { return Vec::new() };
        let mut curves = Vec::with_capacity(elements.len() / 4);
        for profile in elements.chunks_exact(4) {
            let known = self.constants().expr(&profile[0], &place.loops);
            let [kind, priority, width] = [0, 1, 2].map(|at| self.expr(&profile[at], place));
            curves.push(Curve { kind, known, priority, width, exact: false });
        }
        self.check_curves(&curves, span);
        curves
    }

    fn side(&mut self, quantities: &'a Expr, profiles: &'a Expr, span: Span, place: &Place) -> Side {
        Side { quantities: self.list(quantities, place), curves: self.curves(profiles, span, place) }
    }

    /// What each seller offers at a price: the curve from the other side.
    fn offered(&mut self, price: Value, side: &Side) -> Vec<Value> {
        let asked = self.amounts(price, &side.quantities, &side.curves);
        let mut offered = Vec::with_capacity(asked.len());
        for ((quantity, asked), curve) in side.quantities.iter().zip(asked).zip(&side.curves) {
            let rest = self.binary(BinaryOp::Subtract, *quantity, asked);
            // A fixed quantity is offered at any price.
            offered.push(self.where_kind(curve, 0, rest, |_| *quantity));
        }
        offered
    }

    /// By how much what is asked for exceeds what is offered.
    fn excess(&mut self, price: Value, buyers: &Side, sellers: &Side) -> Value {
        let asked = self.amounts(price, &buyers.quantities, &buyers.curves);
        let offered = self.offered(price, sellers);
        let (asked, offered) = (self.sum(&asked), self.sum(&offered));
        self.binary(BinaryOp::Subtract, asked, offered)
    }

    /// The price at which nothing is in excess. Where even the ends of all curves leave something, that end.
    fn market_price(&mut self, buyers: &Side, sellers: &Side) -> Value {
        let ends = self.range(buyers.curves.iter().chain(&sellers.curves), &REACH);
        let zero = self.constant(0.0);
        let (low, high) = self.halved(ends, |builder, price| {
            let excess = builder.excess(price, buyers, sellers);
            builder.binary(BinaryOp::Less, zero, excess)
        });
        let (above, below) = (self.excess(low, buyers, sellers), self.excess(high, buyers, sellers));
        self.crossing([low, high], [above, below])
    }

    /// Where the straight line between two ends is 0; the nearer end where it is 0 on neither side of it.
    fn crossing(&mut self, [low, high]: [Value; 2], [above, below]: [Value; 2]) -> Value {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let fall = self.binary(BinaryOp::Subtract, above, below);
        let share = self.binary(BinaryOp::Divide, above, fall);
        let share = self.graph.select(fall, share, zero);
        let share = self.binary(BinaryOp::Maximum, share, zero);
        let share = self.binary(BinaryOp::Minimum, share, one);
        let width = self.binary(BinaryOp::Subtract, high, low);
        let part = self.binary(BinaryOp::Multiply, share, width);
        self.binary(BinaryOp::Add, low, part)
    }

    /// MARKETP: the cut at which ALLOC P gives away exactly the supply: fn_marketp.html. Between the ends of the requests'
    /// intervals the total is a straight line, so it is found exactly.
    fn market_priority(&mut self, requests: &[Value], priorities: &[Value], width: Value, supply: Value) -> Value {
        let zero = self.constant(0.0);
        let asked = self.sum(requests);
        let supply = self.binary(BinaryOp::Maximum, supply, zero);
        let supply = self.binary(BinaryOp::Minimum, supply, asked);
        let (low, high) = self.cuts_around(requests, priorities, width, supply);
        let [above, below] = [low, high].map(|end| {
            let total = self.total_at(end, requests, priorities, width);
            self.binary(BinaryOp::Subtract, total, supply)
        });
        self.crossing([low, high], [above, below])
    }
}
