//! Outflows of stocks that may not be negative, which are limited.
//!
//! Each is held to what the stock, the inflows and the outflows listed before it leave. Source: isee systems, "Flow
//! prioritization": `outflow = MIN(stock/DT + inflows, explicit outflow)`, the priority being the order of the tags
//! (XMILE 1.0, 4.2), and that of the elements of an array that leaves a stock with fewer dimensions. An inflow that itself waits for the outflow is taken for 0 there. Negative inflows are not outflows
//! that could be limited; the stock then stays at 0 all the same, as it does where one flow leaves two stocks and so
//! cannot be limited for either.

use std::collections::{HashMap, HashSet};

use super::builtin::Maker;
use super::equations::{Draft, Equations, arriving, leaving};
use super::variable::{Role, Variable};
use crate::expr::{BinaryOperator, Expr, ExprKind, Reference};
use crate::mdl::Right;
use crate::name::Name;

/// The most elements of a flow that are limited one by one: the work grows with their square.
const MAX_SHARED: usize = 500;

impl Equations<'_> {
    /// The flows out of stocks that have fewer dimensions and may not be negative.
    pub(super) fn shared_flows(&self, variables: &[Variable]) -> HashSet<Name> {
        let mut shared = HashSet::new();
        for stock in variables.iter().filter(|stock| is_limited(stock)) {
            for flow in self.full(stock, &stock.outflows) {
                let Some(known) = self.names.variables.get(&flow) else { continue };
                let sizes = known.dimensions.iter().map(|each| self.names.dimensions[*each].elements.len());
                let few = sizes.fold(1, usize::saturating_mul) <= MAX_SHARED;
                if few && known.dimensions.len() > stock.dimensions.len() && covers(&known.dimensions, stock) {
                    shared.insert(flow);
                }
            }
        }
        shared
    }

    /// Holds the outflows of stocks that may not be negative to what there is.
    pub(super) fn limit_outflows(&mut self, variables: &[Variable]) {
        let index: HashMap<&Name, usize> =
            variables.iter().enumerate().map(|(at, variable)| (&variable.name.value, at)).collect();
        let mut sources: HashMap<Name, usize> = HashMap::new();
        let outflows: Vec<Vec<Name>> = variables.iter().map(|stock| self.full(stock, &stock.outflows)).collect();
        for name in outflows.iter().flatten() {
            *sources.entry(name.clone()).or_default() += 1;
        }
        let mut drafts: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, draft) in self.drafts.iter().enumerate() {
            drafts.entry(draft.variable).or_default().push(at);
        }
        let mut readers = Readers::of(&self.drafts, variables);
        for (stock, outflows) in variables.iter().zip(&outflows) {
            if !is_limited(stock) {
                continue;
            }
            let inflows = self.full(stock, &stock.inflows);
            for (place, outflow) in outflows.iter().enumerate() {
                let Some(&flow) = index.get(outflow) else { continue };
                let is_of = &variables[flow].dimensions;
                let fits = is_of.len() == stock.dimensions.len() || self.shared.contains(outflow);
                if sources.get(outflow) != Some(&1) || !fits || !covers(is_of, stock) {
                    continue;
                }
                let waiting = readers.all(outflow);
                let free = |name: &&Name| !waiting.contains(name);
                let inflows: Vec<&Name> = inflows.iter().filter(free).collect();
                let before: Vec<&Name> = outflows[..place].iter().filter(free).collect();
                readers.add(outflow, inflows.iter().chain(&before).copied());
                let drafts = drafts.get(&flow).map_or(&[][..], Vec::as_slice);
                for place in 0..drafts.len() {
                    self.limit(&drafts[..=place], &variables[flow], stock, &inflows, &before);
                }
            }
        }
    }

    /// `MIN(flow, MAX(0, stock / DT + inflows - outflows before))`, for the last of these drafts of one flow; the others are
    /// before it too where they leave the same element of the stock.
    fn limit(&mut self, drafts: &[usize], flow: &Variable, stock: &Variable, inflows: &[&Name], before: &[&Name]) {
        let Some((&draft, earlier)) = drafts.split_last() else { return };
        let earlier = self.of_same_element(draft, earlier, flow, stock);
        let Draft { left, right, .. } = &self.drafts[draft];
        let Right::Expression(explicit) = right.clone() else { return };
        let left = left.clone();
        let make = Maker { span: explicit.span };
        let mut scope = self.scope(flow.instance, flow, &left);
        scope.prefix = "";
        let step = make.variable("TIME STEP");
        let kept = stock.dimensions.as_slice();
        let content = leaving(&mut scope, (&stock.name.value, kept), explicit.span);
        let mut available = make.binary(BinaryOperator::Divide, content, step);
        for flow in inflows {
            available = make.binary(BinaryOperator::Add, available, arriving(&mut scope, (flow, kept), explicit.span));
        }
        for flow in before {
            available =
                make.binary(BinaryOperator::Subtract, available, leaving(&mut scope, (flow, kept), explicit.span));
        }
        for element in earlier {
            available = make.binary(BinaryOperator::Subtract, available, make.expr(ExprKind::Reference(element)));
        }
        let available = make.call("MAX", vec![available, make.number(0.0)]);
        self.drafts[draft].right = Right::Expression(make.call("MIN", vec![explicit, available]));
    }
}

impl Equations<'_> {
    /// The elements of a flow with more dimensions than its stock that come before another, out of the same element.
    fn of_same_element(&self, draft: usize, earlier: &[usize], flow: &Variable, stock: &Variable) -> Vec<Reference> {
        if flow.dimensions.len() == stock.dimensions.len() {
            return Vec::new();
        }
        let of_stock = |at: &usize| {
            let named = self.drafts[*at].left.subscripts.iter().zip(&flow.dimensions);
            let kept = named.filter(|(_, dimension)| stock.dimensions.contains(dimension));
            kept.map(|(usage, _)| usage.name.clone()).collect::<Vec<Name>>()
        };
        let same = earlier.iter().filter(|other| of_stock(other) == of_stock(&draft));
        same.map(|other| self.drafts[*other].left.clone()).collect()
    }
}

/// Whether the outflows of a stock are held to what there is.
fn is_limited(stock: &Variable) -> bool {
    stock.non_negative && stock.role == Role::Stock && stock.device.is_none()
}

/// Whether a flow has all dimensions of a stock.
fn covers(flow: &[usize], stock: &Variable) -> bool {
    let mut rest = flow.to_vec();
    stock.dimensions.iter().all(|dimension| {
        let place = rest.iter().position(|other| other == dimension);
        place.map(|place| rest.swap_remove(place)).is_some()
    })
}

/// Who reads a variable at the moment; a stock reads nothing then.
struct Readers {
    of: HashMap<Name, Vec<Name>>,
}

impl Readers {
    fn of(drafts: &[Draft], variables: &[Variable]) -> Readers {
        let mut of: HashMap<Name, Vec<Name>> = HashMap::new();
        for draft in drafts.iter().filter(|draft| variables[draft.variable].role != Role::Stock) {
            if let Right::Expression(expr) = &draft.right {
                let mut read = Vec::new();
                collect(expr, &mut read);
                for name in read {
                    of.entry(name).or_default().push(draft.left.name.clone());
                }
            }
        }
        Readers { of }
    }

    fn add<'a>(&mut self, reader: &Name, read: impl Iterator<Item = &'a Name>) {
        for name in read {
            self.of.entry(name.clone()).or_default().push(reader.clone());
        }
    }

    /// The variable and all that read it, directly or through others.
    fn all(&self, name: &Name) -> HashSet<Name> {
        let (mut open, mut seen) = (vec![name], HashSet::new());
        while let Some(name) = open.pop() {
            if seen.insert(name.clone()) {
                open.extend(self.of.get(name).into_iter().flatten());
            }
        }
        seen
    }
}

fn collect(expr: &Expr, names: &mut Vec<Name>) {
    match &expr.kind {
        ExprKind::Reference(reference) => names.push(reference.name.clone()),
        ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| collect(argument, names)),
        ExprKind::Unary(_, operand) => collect(operand, names),
        ExprKind::Binary(_, left, right) => {
            collect(left, names);
            collect(right, names);
        }
        _ => {}
    }
}
