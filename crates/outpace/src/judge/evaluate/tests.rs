//! Values of terms over worlds of a few draws.

use super::*;
use outpace_study::unit::Unit;
use outpace_syntax::{FileId, Span};
use std::f64::consts::E;

const NAN: f64 = f64::NAN;

fn term(kind: TermKind) -> Term {
    Term { kind, unit: Unit::dimensionless(), span: Span::new(FileId(0), 0, 0) }
}

/// A world whose facts are columns: the metric's number is the column.
struct Columns(Vec<Vec<f64>>);

impl World for Columns {
    fn fact(&self, query: &Query) -> Values {
        Values::Each(self.0[query.metric].clone())
    }
    fn outcome(&self, _: &Outcome) -> Values {
        Values::Same(NAN)
    }
    fn sobol(&self, _: &Term, _: usize, _: bool) -> Values {
        Values::Each(vec![1.0, 2.0])
    }
}

/// A fact for each column, under one operation.
fn over(operation: Operation, columns: &[&[f64]]) -> Vec<f64> {
    let fact = |metric| term(TermKind::Fact(Query { metric, entity: 0, moment: outpace_syntax::expr::Moment::Latest }));
    let terms = (0..columns.len()).map(fact).collect();
    let world = Columns(columns.iter().map(|column| column.to_vec()).collect());
    match evaluate(&term(TermKind::Operation(operation, terms)), &world) {
        Values::Each(values) => values,
        Values::Same(value) => vec![value],
    }
}

fn same(found: &[f64], expected: &[f64]) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

#[test]
fn truth_has_three_values() {
    // Every pair of true, false and unknown: Kleene's strong logic.
    let left = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, NAN, NAN, NAN];
    let right = [1.0, 0.0, NAN, 1.0, 0.0, NAN, 1.0, 0.0, NAN];
    let and = [1.0, 0.0, NAN, 0.0, 0.0, 0.0, NAN, 0.0, NAN];
    let or = [1.0, 1.0, 1.0, 1.0, 0.0, NAN, 1.0, NAN, NAN];
    assert!(same(&over(Operation::And, &[&left, &right]), &and));
    assert!(same(&over(Operation::Or, &[&left, &right]), &or));
    assert!(same(&over(Operation::Not, &[&[1.0, 0.0, NAN, -2.0]]), &[0.0, 1.0, NAN, 0.0]));
}

#[test]
fn what_is_missing_stays_missing() {
    for operation in [
        Operation::Add,
        Operation::Sum,
        Operation::Multiply,
        Operation::Divide,
        Operation::Power,
        Operation::Minimum,
        Operation::Maximum,
        Operation::Less,
        Operation::Equal,
        Operation::NotEqual,
    ] {
        let found = over(operation, &[&[NAN, 1.0, NAN], &[1.0, NAN, NAN]]);
        assert!(found.iter().all(|value| value.is_nan()), "{operation:?}: {found:?}");
    }
}

#[test]
fn operations_are_those_of_arithmetic() {
    let (a, b) = ([6.0, -2.0], [3.0, 4.0]);
    for (operation, expected) in [
        (Operation::Add, [9.0, 2.0]),
        (Operation::Subtract, [3.0, -6.0]),
        (Operation::Multiply, [18.0, -8.0]),
        (Operation::Divide, [2.0, -0.5]),
        (Operation::Power, [216.0, 16.0]),
        (Operation::Minimum, [3.0, -2.0]),
        (Operation::Maximum, [6.0, 4.0]),
        (Operation::Less, [0.0, 1.0]),
        (Operation::LessOrEqual, [0.0, 1.0]),
        (Operation::Greater, [1.0, 0.0]),
        (Operation::GreaterOrEqual, [1.0, 0.0]),
        (Operation::Equal, [0.0, 0.0]),
        (Operation::NotEqual, [1.0, 1.0]),
    ] {
        assert_eq!(over(operation, &[&a, &b]), expected, "{operation:?}");
    }
    for (operation, expected) in
        [(Operation::Negate, [-4.0, 0.25]), (Operation::Absolute, [4.0, 0.25]), (Operation::SquareRoot, [2.0, NAN])]
    {
        assert!(same(&over(operation, &[&[4.0, -0.25]]), &expected), "{operation:?}");
    }
    assert!((over(Operation::Exponential, &[&[1.0]])[0] - E).abs() < 1e-15);
    assert!((over(Operation::Logarithm, &[&[E * E]])[0] - 2.0).abs() < 1e-15);
    assert_eq!(over(Operation::Sum, &[&[1.0, 2.0], &[10.0, 20.0], &[100.0, 200.0]]), [111.0, 222.0]);
    assert_eq!(over(Operation::Product, &[&[1.0, 2.0], &[10.0, 20.0], &[100.0, 200.0]]), [1000.0, 8000.0]);
}

#[test]
fn if_takes_one_side_and_needs_only_that_one() {
    let condition = [1.0, 0.0, NAN, 1.0, 0.0, 5.0];
    let then = [10.0, 11.0, 12.0, NAN, NAN, 15.0];
    let otherwise = [20.0, 21.0, 22.0, 23.0, 24.0, NAN];
    let found = over(Operation::If, &[&condition, &then, &otherwise]);
    assert!(same(&found, &[10.0, 21.0, NAN, NAN, 24.0, 15.0]), "{found:?}");
}

#[test]
fn one_value_stands_beside_every_draw() {
    let five = || Values::Same(5.0);
    assert_eq!(five().zip(Values::Each(vec![1.0, 2.0]), |a, b| a - b), Values::Each(vec![4.0, 3.0]));
    assert_eq!(five().zip(five(), |a, b| a * b), Values::Same(25.0));
    assert_eq!(five().at(1_000_000), 5.0);
    assert!(Values::Each(vec![1.0]).at(1).is_nan(), "there is no such draw");
}

#[test]
fn columns_of_different_length_are_independent() {
    let short = Values::Each(vec![1.0, 2.0]);
    let long = Values::Each(vec![10.0, 20.0, 30.0, 40.0]);
    assert_eq!(short.zip(long, |a, b| a + b), Values::Each(vec![11.0, 22.0, 31.0, 42.0]));
    let nothing = Values::Each(vec![]).zip(Values::Each(vec![1.0]), |a, b| a + b);
    assert!(matches!(nothing, Values::Each(values) if values.len() == 1 && values[0].is_nan()));
}

#[test]
fn quantiles_lie_between_order_statistics() {
    // R: quantile(c(1, 2, 4, 8), p, type = 7).
    let values = Values::Each(vec![8.0, NAN, 1.0, 4.0, 2.0]);
    for (p, expected) in [(0.0, 1.0), (0.05, 1.15), (0.25, 1.75), (0.5, 3.0), (0.75, 5.0), (0.95, 7.4), (1.0, 8.0)] {
        let found = values.quantile(p).expect("known");
        assert!((found - expected).abs() < 1e-12, "{p}: {found} is not {expected}");
    }
    assert_eq!((values.quantile(-1.0), values.quantile(2.0)), (Some(1.0), Some(8.0)));
    assert_eq!(values.mean(), Some(3.75));
    assert_eq!((Values::Same(NAN).quantile(0.5), Values::Each(vec![NAN]).mean()), (None, None));
    let infinite = Values::Each(vec![1.0, f64::INFINITY]);
    assert_eq!((infinite.quantile(0.0), infinite.quantile(1.0)), (Some(1.0), Some(f64::INFINITY)));
}

#[test]
fn statistics_leave_out_what_is_missing() {
    let world = Columns(vec![vec![1.0, 2.0, NAN, 5.0]]);
    let fact =
        || Box::new(term(TermKind::Fact(Query { metric: 0, entity: 0, moment: outpace_syntax::expr::Moment::Latest })));
    let of = |statistic| evaluate(&term(TermKind::Statistic(statistic)), &world);
    assert_eq!(of(Statistic::Mean(fact())), Values::Same(8.0 / 3.0));
    assert_eq!(of(Statistic::Quantile(fact(), 0.5)), Values::Same(2.0));
    let above = term(TermKind::Operation(Operation::Greater, vec![*fact(), term(TermKind::Number(1.5))]));
    assert_eq!(of(Statistic::Probability(Box::new(above))), Values::Same(2.0 / 3.0));
}
