//! What people who are new here or know other languages write, and how it is written: for the help of diagnostics.

const CHOICE: &str = "write `IF THEN ELSE(condition, then, else)`";
const BOTH: &str = "write `:AND:` where both must hold";

/// Words that are signs here.
const WORDS: &[(&str, &str)] = &[
    ("then", CHOICE),
    ("else", CHOICE),
    ("and", BOTH),
    ("or", "write `:OR:` where either may hold"),
    ("not", "write `:NOT:` before what must not hold"),
];

/// What is expected, how the text before ends, how it goes on, each if it matters; and what to write instead.
const SIGNS: &[(&str, &str, &str, &str)] = &[
    ("", "", "==", "write `=` to compare"),
    ("", "", "!=", "write `<>` for unequal"),
    ("", "=", ">", "write `>=` for at least"),
    ("", "=", "<", "write `<=` for at most"),
    ("", "", "&", BOTH),
    ("", "", "?", CHOICE),
    ("", "", "%", "write percentages as numbers: `0.05` for 5 percent"),
    ("", "*", "*", "write `^` for a power"),
    ("", "", "\"", "close the name with a second `\"`"),
    ("the end of the expression", "", ")", "there is one `)` too many"),
    ("`,` or `)`", "", ";", "part arguments by `,`"),
];

/// What to write instead where `expected` was not found behind `before`, but `rest`.
pub(super) fn help(expected: &str, before: &str, rest: &str) -> Option<&'static str> {
    let before = before.trim_end();
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if let Some((_, help)) = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)) {
        return Some(help);
    }
    let fits = |(what, end, begin, _): &&(&str, &str, &str, &str)| {
        expected.ends_with(what) && before.ends_with(end) && rest.starts_with(begin)
    };
    if let Some((.., help)) = SIGNS.iter().find(fits) {
        return Some(help);
    }
    let operators = ['+', '-', '*', '/', '^', '=', '<', '>'];
    if expected == "a value" && (before.ends_with(operators) || rest.starts_with(operators)) {
        return Some("an operator needs a value on both of its sides");
    }
    let a_value = before.ends_with(|c: char| c.is_ascii_digit() || c == ')');
    let another = rest.starts_with(|c: char| c.is_alphabetic() || c == '(');
    (expected == "an operator" && a_value && another).then_some("products need their sign: `2 * x`")
}
