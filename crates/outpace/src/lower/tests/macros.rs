//! Macros: written out, they give what the same equations give in place.

use super::*;

/// `macros.html`: SMOOTH as Vensim itself defines it.
const SMOOTHING: &str = ":MACRO: FOLLOW(input, delay)
    FOLLOW = INTEG((input - FOLLOW) / delay, input) ~ input ~ |
    :END OF MACRO:";

#[test]
fn a_macro_gives_what_its_equations_give() {
    for (text, name, expected) in [
        // A loop of its own, with a computed argument: after a step of half the gap, 10 → 15 → 17.5.
        (format!("{SMOOTHING} x = FOLLOW(10 + STEP(10, 1) * 1, 2) ~ ~ |"), "x", [10.0, 10.0, 15.0, 17.5]),
        // In the middle of an expression, and twice in one equation.
        (format!("{SMOOTHING} x = 2 * FOLLOW(Time, 1) + FOLLOW(7, 3) ~ ~ |"), "x", [7.0, 7.0, 9.0, 11.0]),
        // Inside look-ups, inner variables of the same name as outer ones, and `$` for the model's own.
        (
            ":MACRO: M(a) half = a / scale$ ~~| M = half + TIME STEP$ ~~| :END OF MACRO:
             half = 100 ~~| scale = 4 ~~| x = M(Time) + half ~ ~ |"
                .into(),
            "x",
            [101.0, 101.25, 101.5, 101.75],
        ),
        // Defined after its use, and calling another one.
        (
            "x = TWICE(Time) ~ ~ | :MACRO: TWICE(a) TWICE = ONCE(a) + ONCE(a) ~~| :END OF MACRO:
             :MACRO: ONCE(a) ONCE = a ^ 2 ~~| :END OF MACRO:"
                .into(),
            "x",
            [0.0, 2.0, 8.0, 18.0],
        ),
        // A call as the argument of a call.
        (":MACRO: INC(a) INC = a + 1 ~~| :END OF MACRO: x = INC(INC(Time)) ~ ~ |".into(), "x", [2.0, 3.0, 4.0, 5.0]),
        // Further outputs.
        (
            ":MACRO: SPLIT(a : rest, twice) SPLIT = INTEGER(a / 2) ~~| rest = MODULO(a, 2) ~~| twice = 2 * a ~~|
             :END OF MACRO: x = SPLIT(Time : odd, double) ~ ~ | y = 100 * x + 10 * odd + double ~ ~ |"
                .into(),
            "y",
            [0.0, 12.0, 104.0, 116.0],
        ),
        // Over the subscripts of the caller.
        (
            format!("{SMOOTHING} R: A, B ~~| in[R] = 1, 5 ~~| x[R] = FOLLOW(in[R] * Time, 1) ~ ~ |"),
            "x[B]",
            [0.0, 0.0, 5.0, 10.0],
        ),
        // Only for some of them.
        (
            format!("{SMOOTHING} R: A, B ~~| x[R] :EXCEPT: [A] = FOLLOW(R * Time, 1) ~~| x[A] = 3 ~ ~ |"),
            "x[B]",
            [0.0, 0.0, 2.0, 4.0],
        ),
        // Inside a sum: an instance for each element.
        (
            format!("{SMOOTHING} R: A, B ~~| in[R] = 1, 5 ~~| x = SUM(FOLLOW(in[R!] * Time, 1)) ~ ~ |"),
            "x",
            [0.0, 0.0, 6.0, 12.0],
        ),
        // A look-up as an argument, and one of the macro's own.
        (
            ":MACRO: READ(table, x) own((0,0),(1,10)) ~~| READ = table(x) + own(x) ~~| :END OF MACRO:
             f((0,0),(4,4)) ~~| x = READ(f, Time) ~ ~ |"
                .into(),
            "x",
            [0.0, 11.0, 12.0, 13.0],
        ),
    ] {
        assert_near(&run(&text, name, 3.0), &expected, &text);
    }
}

#[test]
fn what_a_macro_computes_can_be_seen() {
    let text = ":MACRO: M(a) inner = a + 1 ~~| M = inner * 2 ~~| :END OF MACRO: x = M(1) + M(2) ~ ~ |";
    assert_eq!(run(text, "\"#x>M>inner#\"", 0.0), [2.0]);
    assert_eq!(run(text, "\"#x>002M#\"", 0.0), [6.0]);
}
