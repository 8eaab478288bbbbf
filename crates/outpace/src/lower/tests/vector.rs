//! Functions of whole vectors and matrices, by their pages' examples and by hand.

use super::*;

const RANGES: &str =
    "R: A, B, C ~~| Q: D, E ~~| v[R] = 5000, 3000, 8000 ~~| one[R] = 0, 0.5, 1 ~~| none[R] = 0, 0, 0 ~~|";

#[test]
fn elements_are_ranked_sorted_and_reordered() {
    for (equation, expected) in [
        // fn_vector_rank.html
        ("x[R] = VECTOR RANK(v[R], 1)", [2.0, 1.0, 3.0]),
        ("x[R] = VECTOR RANK(v[R], 0)", [2.0, 3.0, 1.0]),
        ("x[R] = VECTOR SORT ORDER(v[R], 1)", [1.0, 0.0, 2.0]),
        ("x[R] = VECTOR SORT ORDER(v[R], -1)", [2.0, 0.0, 1.0]),
        // Of equal elements the earlier goes first.
        ("x[R] = VECTOR RANK(none[R], 1)", [1.0, 2.0, 3.0]),
        ("x[R] = VECTOR REORDER(v[R], o[R]) ~~| o[R] = VECTOR SORT ORDER(v[R], 1)", [3000.0, 5000.0, 8000.0]),
        // fn_vector_elm_map.html, and 22095.html for what is beyond the ends.
        ("x[R] = VECTOR ELM MAP(v[A], R - 1)", [5000.0, 3000.0, 8000.0]),
        ("x[R] = VECTOR ELM MAP(v[B], back[R]) ~~| back[R] = 1, 0, -1", [8000.0, 3000.0, 5000.0]),
        ("x[R] = IF THEN ELSE(R = A, 7, VECTOR ELM MAP(x[R], -1))", [7.0, 7.0, 7.0]),
        ("x[R] = VECTOR ELM MAP(v[R], 1) = :NA:", [0.0, 0.0, 1.0]),
    ] {
        let text = format!("{RANGES} {equation} ~ ~ |");
        for (element, expected) in ["A", "B", "C"].iter().zip(expected) {
            assert_near(&run(&text, &format!("x[{element}]"), 0.0), &[expected], equation);
        }
    }
}

#[test]
fn what_is_selected_becomes_one_number() {
    // Weights 0, 0.5 and 1 on 5000, 3000 and 8000; the numbers of actions are those of fn_vector_select.html.
    for (action, expected) in [
        (0, 9500.0),
        (1, 1.2e7),
        (2, 1500.0),
        (3, 8000.0),
        (4, 4750.0),
        (5, 3000f64.sqrt() * 8000.0),
        (6, 11000.0),
        (7, 2.4e7),
        (8, 3000.0),
        (9, 8000.0),
        (10, 5500.0),
    ] {
        let text = format!("{RANGES} x = VECTOR SELECT(one[R!], v[R!], -1, {action}, 0) ~ ~ |");
        assert_near(&run(&text, "x", 0.0), &[expected], &text);
        let text = format!("{RANGES} x = VECTOR SELECT(one[R!], v[R!], -1, Time + {action}, 0) ~ ~ |");
        assert_near(&run(&text, "x", 0.0), &[expected], &text);
    }
    for (equation, expected) in [
        ("VECTOR SELECT(none[R!], v[R!], -1, 0, 0)", -1.0),
        ("VECTOR SELECT(one[R!], v[R!] * ten[Q!], -1, 6, 0) ~~| ten[Q] = 10, 100", 1_210_000.0),
    ] {
        assert_near(&run(&format!("{RANGES} x = {equation} ~ ~ |"), "x", 0.0), &[expected], equation);
    }
    // Where Vensim stops, there is no number.
    for (vector, error) in [("none", 1), ("one", 2), ("none", 3), ("one", 3)] {
        let text = format!("{RANGES} x = VECTOR SELECT({vector}[R!], v[R!], -1, 0, {error}) ~ ~ |");
        assert!(run(&text, "x", 0.0)[0].is_nan(), "{text}");
    }
}

#[test]
fn matrices_are_inverted() {
    // Times its inverse, a matrix is the identity; the second needs its rows swapped.
    for matrix in ["4, 7, 1; 2, 6, 0; 1, 0, 3", "0, 2, 1; 1, 0, 0; 3, 0, 1"] {
        let text = format!(
            "R: A, B, C ~~| S: A, B, C ~~| T <-> S ~~| m[R, S] = {matrix}; ~~| i[R, S] = INVERT MATRIX(m[R, S], 3) ~~|
             x[R, S] = m[R, A] * i[A, S] + m[R, B] * i[B, S] + m[R, C] * i[C, S] ~ ~ |"
        );
        for (row, left) in ["A", "B", "C"].iter().enumerate() {
            for (column, right) in ["A", "B", "C"].iter().enumerate() {
                let expected = f64::from(u8::from(row == column));
                assert_near(&run(&text, &format!("x[{left},{right}]"), 0.0), &[expected], matrix);
            }
        }
    }
    assert!(
        !run("R: A ~~| S: A ~~| m[R, S] = 0 ~~| x[R, S] = INVERT MATRIX(m[R, S], 1) ~ ~ |", "x[A,A]", 0.0)[0]
            .is_finite()
    );
}

#[test]
fn scarce_supply_goes_to_priorities() {
    // Requests of 10, 6 and 4 at priorities 3, 2 and 0. With a width of 1 the first is filled before the second.
    const REQUESTS: &str =
        "R: A, B, C ~~| d[R] = 10, 6, 4 ~~| p[R] = 3, 2, 0 ~~| P: ptype, ppriority, pwidth, pextra ~~|";
    for (supply, width, expected) in [
        (0.0, 1, [0.0, 0.0, 0.0]),
        (5.0, 1, [5.0, 0.0, 0.0]),
        (13.0, 1, [10.0, 3.0, 0.0]),
        (16.0, 1, [10.0, 6.0, 0.0]),
        (18.0, 1, [10.0, 6.0, 2.0]),
        (30.0, 1, [10.0, 6.0, 4.0]),
        // A width of 2: [2, 4] and [1, 3]; at a cut of 2.5 the first has three quarters and the second one quarter.
        (9.0, 2, [7.5, 1.5, 0.0]),
    ] {
        let by_priority = format!("x[R] = ALLOCATE BY PRIORITY(d[R], p[R], ELMCOUNT(R), {width}, {supply})");
        let available = format!(
            "q[R, ptype] = 1 ~~| q[R, ppriority] = p[R] ~~| q[R, pwidth] = {width} ~~| q[R, pextra] = 0 ~~|
             x[R] = ALLOCATE AVAILABLE(d[R], q[R, ptype], {supply})"
        );
        for equation in [by_priority, available] {
            let text = format!("{REQUESTS} {equation} ~ ~ |");
            for (element, expected) in ["A", "B", "C"].iter().zip(expected) {
                let found = run(&text, &format!("x[{element}]"), 0.0)[0];
                assert!((found - expected).abs() < 1e-9, "{equation} {element}: {found}, not {expected}");
            }
        }
    }
}

#[test]
fn curves_of_priority_have_their_shapes() {
    // One request fixes the cut: the second gets its share at one width above its own middle, of a curve of its own.
    // Shares: triangular at half a width above is empty, at a quarter 1/8; normal Φ(-1) by the formula of its own;
    // exponential exp(-1) / 2.
    for (kind, distance, share) in [
        (2, 0.5, 0.0),
        (2, 0.25, 0.125),
        (2, -0.25, 0.875),
        (3, 1.0, 0.158_648_662_103_214),
        (4, 1.0, 0.183_939_720_585_721),
    ] {
        let text = format!(
            "R: A, B ~~| d[R] = 1, 1 ~~| P: ptype, ppriority, pwidth, pextra ~~|
             q[A, P] = 1, {distance}, 1, 0 ~~| q[B, P] = {kind}, 0, 1, 0 ~~|
             x[R] = ALLOCATE AVAILABLE(d[R], q[R, ptype], {}) ~ ~ |",
            0.5 + share
        );
        let found = run(&text, "x[B]", 0.0)[0];
        assert!((found - share).abs() < 1e-9, "curve {kind} at {distance}: {found}, not {share}");
    }
}
