//! Experiments as text: what a constraint changes in a model, and what cannot be imposed.

use super::*;
use outpace_syntax::FileId;
use outpace_syntax::mdl;

const MODEL: &str = "stock = INTEG(production - shipments, 10) ~ unit ~ |
    production = 2 * demand ~ ~ |
    shipments = stock / 4 ~ ~ |
    demand = 3 ~ ~ |
    R: a, b ~ ~ | each[a] = 1 ~ ~ | each[b] = 2 ~ ~ | all[R] = 5 ~ ~ |
    no demand :TEST INPUT: demand = 0 ~ ~ |";

fn tree(check: &str) -> ModelTree {
    let (tree, diagnostics) = mdl::parse(FileId(0), &format!("{MODEL} {check} ~ ~ |"));
    assert_eq!(diagnostics, vec![], "{check}");
    tree
}

/// The equation of a variable, as text.
fn equation_of(tree: &ModelTree, left: &str) -> Option<String> {
    let found = tree.equations.iter().find(|equation| equation.left.to_string() == left)?;
    match &found.right {
        Right::Expression(expr) => Some(expr.to_string()),
        _ => None,
    }
}

#[test]
fn a_passive_experiment_asks_for_the_consequence_where_the_condition_is_true() {
    let tree = tree("rc :THE CONDITION: no demand :IMPLIES: production = 0");
    let experiment = passive(&tree, &tree.constraints[0]).expect("it can be tested");
    let holds = equation_of(&experiment.tree, "reality check rc");
    assert_eq!(holds.as_deref(), Some("IF THEN ELSE(demand = 0, IF THEN ELSE(production = 0, 1, 0), 1)"));
    assert_eq!(experiment.tree.equations.len(), tree.equations.len() + 1);
}

#[test]
fn an_imposed_condition_replaces_what_reads_the_variable() {
    for (condition, left, imposed, before) in [
        ("no demand", "demand", "0", ("demand before test 1", "3")),
        ("demand = demand * 2", "demand", "demand before test 1 * 2", ("demand before test 1", "3")),
        (
            "stock < demand",
            "stock",
            "IF THEN ELSE(stock before test 1 < demand, stock before test 1, demand)",
            ("stock before test 1", "INTEG(production - shipments, 10)"),
        ),
        (
            "demand = 0 :AND: all[R] >= 6",
            "all[R]",
            "IF THEN ELSE(all before test 2[R] >= 6, all before test 2[R], 6)",
            ("demand", "0"),
        ),
    ] {
        let tree = tree(&format!("rc :THE CONDITION: {condition} :IMPLIES: production = 0"));
        let experiment = active(&tree, &tree.constraints[0]).expect("it can be imposed").expect("it has a condition");
        assert_eq!(equation_of(&experiment.tree, left).as_deref(), Some(imposed), "{condition}");
        assert_eq!(equation_of(&experiment.tree, before.0).as_deref(), Some(before.1), "{condition}");
    }
}

#[test]
fn what_cannot_be_imposed_says_why() {
    for (condition, why) in [
        ("demand = 0 :OR: stock = 0", "joined by :AND:"),
        ("demand <> 3", "joined by :AND:"),
        ("stock + demand = 0", "only a variable"),
        ("nothing = 0", "no equation defines `nothing`"),
        ("each[R] = 0", "the subscripts of its one equation"),
    ] {
        let tree = tree(&format!("rc :THE CONDITION: {condition} :IMPLIES: production = 0"));
        let refused = active(&tree, &tree.constraints[0]).expect_err(condition);
        assert!(refused.contains(why), "{condition}: {refused}");
    }
    let tree = tree("rc :THE CONDITION: :IMPLIES: production = 0");
    assert!(active(&tree, &tree.constraints[0]).is_ok_and(|experiment| experiment.is_none()));
}
