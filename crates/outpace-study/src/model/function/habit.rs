//! What functions and numbers are called elsewhere, and what to write here: for the help of diagnostics.

use outpace_syntax::name::Name;

/// Names that no function has here, and what does what people mean by them.
const FUNCTIONS: &[(&[&str], &str)] = &[
    (&["if", "iif", "ifelse", "if else", "ifthenelse"], "write IF THEN ELSE(condition, then, else)"),
    (&["pow", "power of"], "write base ^ exponent"),
    (&["round"], "write INTEGER(x + 0.5), for numbers above 0"),
    (&["int", "floor", "trunc", "truncate", "fix"], "write INTEGER(x), which cuts toward 0"),
    (&["mod", "remainder", "rem"], "write MODULO(x, base)"),
    (&["log10"], "write LOG(x, 10)"),
    (&["sign", "sgn"], "write IF THEN ELSE(x > 0, 1, IF THEN ELSE(x < 0, -1, 0))"),
    (&["and", "or", "not"], "write a :AND: b, a :OR: b or :NOT: a"),
    (&["random", "rand", "rnd"], "write RANDOM UNIFORM(least, most, seed)"),
    (&["average", "avg", "mean"], "write SUM(x[Range!]) / ELMCOUNT(Range), or (a + b) / 2"),
    (&["delay"], "write DELAY1 or DELAY3 for what spreads on its way, and DELAY FIXED for what does not"),
    (
        &["lookup", "look up", "interpolate", "interp", "graph", "table", "tabhl"],
        "a look-up is called by its own name: table(x)",
    ),
];

/// Names that no variable has, and what people mean by them.
const NUMBERS: &[(&[&str], &str)] = &[
    (&["pi", "π"], "write 3.14159265358979, or give the number a name"),
    (&["dt", "delta t", "timestep"], "the length of a step is `TIME STEP`"),
    (&["true", "yes"], "what is true is 1"),
    (&["false", "no"], "what is false is 0"),
    (&["na", "nan"], "what is not available is `:NA:`"),
];

/// What to write for a function that does not exist.
pub fn of_function(name: &Name) -> Option<&'static str> {
    find(FUNCTIONS, name)
}

/// What to write for a variable that does not exist.
pub fn of_variable(name: &Name) -> Option<&'static str> {
    if name.canonical().starts_with("if ") {
        return find(FUNCTIONS, &Name::new("if"));
    }
    find(NUMBERS, name)
}

fn find(habits: &[(&[&str], &'static str)], name: &Name) -> Option<&'static str> {
    habits.iter().find(|(names, _)| names.iter().any(|known| name.is(known))).map(|(_, instead)| *instead)
}
