//! Any model that is printed reads back as the same model, in both formats.

use proptest::prelude::*;

use crate::expr::{BinaryOperator, Expr, ExprKind, Points, Reference, SubscriptUse, UnaryOperator, VENSIM_NA};
use crate::mdl::{self, Equation, Group, ModelTree, RangeDefinition, Right};
use crate::name::Name;
use crate::span::{FileId, Span, Spanned};
use crate::study::Method;
use crate::xmile;

/// Names that each notation has to write with care.
const NAMES: [&str; 12] = [
    "a",
    "birth rate",
    "Größe",
    "x-y",
    "3 things",
    "if",
    "mod",
    "Sector.part",
    "say \"hi\" twice",
    "R&D <net>",
    "farm's",
    "pi",
];
/// Functions, with the number of their arguments.
const FUNCTIONS: [(&str, usize); 14] = [
    ("IF THEN ELSE", 3),
    ("MIN", 2),
    ("PULSE", 2),
    ("SAMPLE IF TRUE", 3),
    ("SMOOTH", 2),
    ("SMOOTH N", 4),
    ("DELAY3I", 3),
    ("DELAY FIXED", 3),
    ("INTEGER", 1),
    ("MODULO", 2),
    ("LOG", 2),
    ("ACTIVE INITIAL", 2),
    ("XIDZ", 3),
    ("RANDOM UNIFORM", 3),
];

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: span() }
}

fn reference(name: &str, subscripts: &[(&str, bool)]) -> Reference {
    let subscript = |(name, bang): &(&str, bool)| SubscriptUse { name: Name::new(name), bang: *bang, span: span() };
    Reference { name: Name::new(name), subscripts: subscripts.iter().map(subscript).collect(), span: span() }
}

fn named(name: &str) -> Spanned<Name> {
    Spanned::new(Name::new(name), span())
}

/// What stands for a number by itself: among others the arrays `flow[Region]` and `matrix[Region, Age]`.
fn leaf() -> impl Strategy<Value = Expr> {
    let whole_sum = || {
        let matrix = expr(ExprKind::Reference(reference("matrix", &[("Region", true), ("Age", true)])));
        expr(ExprKind::Call(reference("SUM", &[]), vec![matrix]))
    };
    prop_oneof![
        (0.0..1e300f64).prop_map(|value| expr(ExprKind::Number(value))),
        (0..1000u32).prop_map(|value| expr(ExprKind::Number(f64::from(value)))),
        Just(expr(ExprKind::Number(VENSIM_NA))),
        prop::sample::select(&NAMES[..]).prop_map(|name| expr(ExprKind::Reference(reference(name, &[])))),
        prop::sample::select(&["Time", "TIME STEP", "FINAL TIME"][..])
            .prop_map(|name| expr(ExprKind::Reference(reference(name, &[])))),
        prop::sample::select(&["north", "east coast"][..])
            .prop_map(|element| expr(ExprKind::Reference(reference("flow", &[(element, false)])))),
        Just(expr(ExprKind::Reference(reference("matrix", &[("north", false), ("2", false)])))),
        Just(()).prop_map(move |()| whole_sum()),
    ]
}

fn expression() -> impl Strategy<Value = Expr> {
    use BinaryOperator::*;
    let operators = [Add, Subtract, Multiply, Divide, Power, Equal, NotEqual, Less, GreaterOrEqual, And, Or];
    leaf().prop_recursive(5, 40, 4, move |inner| {
        let unary = prop::sample::select(&[UnaryOperator::Negate, UnaryOperator::Plus, UnaryOperator::Not][..]);
        prop_oneof![
            (unary, inner.clone()).prop_map(|(operator, operand)| expr(ExprKind::Unary(operator, Box::new(operand)))),
            (prop::sample::select(operators.to_vec()), inner.clone(), inner.clone())
                .prop_map(|(operator, left, right)| expr(ExprKind::Binary(operator, Box::new(left), Box::new(right)))),
            (prop::sample::select(&FUNCTIONS[..]), prop::collection::vec(inner.clone(), 4)).prop_map(
                |((name, count), mut arguments)| {
                    arguments.truncate(count);
                    expr(ExprKind::Call(reference(name, &[]), arguments))
                }
            ),
            inner.prop_map(|x| expr(ExprKind::Call(reference("curve", &[]), vec![x]))),
        ]
    })
}

fn equation(left: Reference, right: Right, comment: &str) -> Equation {
    Equation {
        left,
        exceptions: Vec::new(),
        right,
        unit: None,
        comment: comment.to_string(),
        group: None,
        supplementary: false,
        span: span(),
    }
}

fn range(name: &str, members: &[&str]) -> RangeDefinition {
    RangeDefinition {
        name: named(name),
        members: members.iter().map(|member| named(member)).collect(),
        mappings: Vec::new(),
        source: None,
        alias_of: None,
        comment: String::new(),
        span: span(),
    }
}

/// A model with a variable of each of the names, two arrays, a table, a stock and a group.
fn tree() -> impl Strategy<Value = ModelTree> {
    let points = prop::collection::vec((-1e6..1e6f64, -1e6..1e6f64), 1..5);
    let comment = "([a-z&<>*=]{1,4}|~5|: a|\\\\---///)( ?~[a-z]| \\* 2| : a| b){0,3}|";
    (prop::collection::vec(expression(), NAMES.len()), points, any::<bool>(), comment).prop_map(
        |(expressions, points, runge_kutta, comment)| {
            let mut equations: Vec<Equation> = NAMES
                .iter()
                .zip(expressions)
                .map(|(name, right)| equation(reference(name, &[]), Right::Expression(right), &comment))
                .collect();
            let place = |name: &str| expr(ExprKind::Reference(reference(name, &[])));
            let over = [("Region", false)];
            let flow = || expr(ExprKind::Reference(reference("flow", &over)));
            equations.push(equation(reference("flow", &over), Right::Expression(place("Region")), ""));
            equations.push(equation(
                reference("matrix", &[("Region", false), ("Age", false)]),
                Right::Expression(flow()),
                "",
            ));
            let stock = vec![flow(), expr(ExprKind::Number(3.0))];
            let stock = expr(ExprKind::Call(reference("INTEG", &[]), stock));
            equations.push(equation(reference("stock", &over), Right::Expression(stock), ""));
            equations.push(equation(reference("curve", &[]), Right::Lookup(Points { points, span: span() }), ""));
            if let Some(last) = equations.last_mut() {
                last.group = Some(0);
            }
            for (name, value) in [("INITIAL TIME", 0.0), ("FINAL TIME", 10.0), ("TIME STEP", 0.125)] {
                let value = Right::Expression(expr(ExprKind::Number(value)));
                equations.push(Equation { group: Some(0), ..equation(reference(name, &[]), value, "") });
            }
            let group = Group { name: "Sector".to_string(), comment: String::new(), span: span() };
            let method = if runge_kutta { Method::RungeKutta4 } else { Method::Euler };
            ModelTree {
                ranges: vec![range("Region", &["north", "east coast", "west"]), range("Age", &["1", "2"])],
                equations,
                groups: vec![group],
                method: Some(Spanned::new(method, span())),
                ..ModelTree::default()
            }
        },
    )
}

/// A tree as text, without the places where its parts stand.
fn bare(tree: &impl std::fmt::Debug) -> String {
    let text = format!("{tree:?}");
    let mut parts = text.split("Span { file:");
    let mut bare = parts.next().unwrap_or_default().to_string();
    parts.for_each(|part| bare.push_str(part.split_once('}').map_or(part, |(_, rest)| rest)));
    // Neither the case of a name nor how it joins its words makes a difference.
    bare.replace('_', " ").to_lowercase()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_model_in_vensims_text_reads_back_as_it_was(tree in tree()) {
        let text = mdl::print(&tree);
        let (again, diagnostics) = mdl::parse(FileId(0), &text);
        prop_assert_eq!(diagnostics, vec![], "{}", text);
        prop_assert_eq!(bare(&again), bare(&tree), "{}", text);
    }

    #[test]
    fn a_model_in_xmile_reads_back_as_it_was(tree in tree()) {
        let (text, unsaid) = xmile::print(&tree);
        prop_assert_eq!(unsaid, vec![], "{}", text);
        let (again, diagnostics) = xmile::parse(FileId(0), &text);
        prop_assert_eq!(diagnostics, vec![], "{}", text);
        for equation in &tree.equations {
            let left = bare(&equation.left.name);
            let found = again.equations.iter().find(|other| bare(&other.left.name) == left);
            let found = found.map(|found| (bare(&found.left), bare(&found.right), &found.comment, found.group));
            let group = equation.group.filter(|_| !left.contains("time"));
            let wanted = (bare(&equation.left), bare(&equation.right), &equation.comment, group);
            prop_assert_eq!(found, Some(wanted), "{}", text);
        }
        prop_assert_eq!(bare(&again.ranges), bare(&tree.ranges));
        prop_assert_eq!(bare(&again.method), bare(&tree.method));
        // And what was read is written as it was.
        prop_assert_eq!(xmile::print(&again).0, text);
    }
}
