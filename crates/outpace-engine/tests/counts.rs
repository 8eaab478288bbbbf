//! How many instructions the measured models take: what the optimiser does is seen on any machine, without a clock.
//!
//! A change that makes a number smaller is an improvement, and the number is changed here with it.

#[path = "../examples/speed/models.rs"]
mod models;

use outpace_engine::{Counts, Method, Program};

#[test]
fn models_take_as_many_instructions_as_before() {
    let counts =
        |stage, leap, output, hoisted, rows| Counts { stage, step: 0, leap, output, hoisted, uniform: 0, rows };
    let cases: [(&str, Program, Counts); 7] = [
        ("middling", models::middling(1, 120.0, Method::Euler), counts(0, Some(145), 0, 6, 54)),
        ("runge", models::middling(2, 144.0, Method::RungeKutta4), counts(297, None, 0, 10, 110)),
        ("world", models::world(400.0), counts(0, Some(340), 0, 16, 114)),
        ("towns", models::towns(20.0), counts(0, Some(3510), 176, 705, 2114)),
        ("teacup", models::teacup(240.0), counts(0, Some(2), 0, 2, 6)),
        ("epidemic", models::epidemic(3_200.0), counts(0, Some(8), 0, 2, 12)),
        ("climate", models::climate(1_000.0), counts(0, Some(3047), 0, 37, 589)),
    ];
    for (name, program, expected) in cases {
        assert_eq!(program.counts(), expected, "{name}");
    }
}
