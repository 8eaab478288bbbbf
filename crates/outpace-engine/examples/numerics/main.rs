//! How exact the elementary functions are: prints arguments and values, for `errors.py` beside this file to compare
//! with values of 60 digits.
//!
//! ```text
//! cargo run --release -p outpace-engine --example numerics | python3 crates/outpace-engine/examples/numerics/errors.py
//! ```
//!
//! A line is a function, its arguments' range in words, and the bits of two arguments and of the value.

use outpace_engine::math;

/// Arguments for each function and range.
const SAMPLES: usize = 10_000;

/// Reproducible arguments (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    /// Between 0 and 1.
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Of any size between two powers of ten, as often of each size.
    fn size(&mut self, low: f64, high: f64) -> f64 {
        math::pow(10.0, self.between(low, high))
    }

    fn signed_size(&mut self, low: f64, high: f64) -> f64 {
        let size = self.size(low, high);
        if self.unit() < 0.5 { -size } else { size }
    }
}

type Argument = fn(&mut Random) -> f64;
type Function = fn(f64) -> f64;

/// The function, where its arguments lie in words, and how they are drawn.
const CASES: [(&str, Function, &str, Argument); 31] = [
    ("exp", math::exp, "-708 to 709", |r| r.between(-708.0, 709.0)),
    ("exp", math::exp, "-1 to 1", |r| r.between(-1.0, 1.0)),
    ("ln", math::ln, "1e-300 to 1e300", |r| r.size(-300.0, 300.0)),
    ("ln", math::ln, "0.5 to 2", |r| r.between(0.5, 2.0)),
    ("log10", math::log10, "1e-300 to 1e300", |r| r.size(-300.0, 300.0)),
    ("log10", math::log10, "0.5 to 2", |r| r.between(0.5, 2.0)),
    ("sin", math::sin, "-10 to 10", |r| r.between(-10.0, 10.0)),
    ("sin", math::sin, "±1e-8 to 1e6", |r| r.signed_size(-8.0, 6.0)),
    ("sin", math::sin, "±1e6 to 1e300", |r| r.signed_size(6.0, 300.0)),
    ("cos", math::cos, "-10 to 10", |r| r.between(-10.0, 10.0)),
    ("cos", math::cos, "±1e-8 to 1e6", |r| r.signed_size(-8.0, 6.0)),
    ("cos", math::cos, "±1e6 to 1e300", |r| r.signed_size(6.0, 300.0)),
    ("tan", math::tan, "-10 to 10", |r| r.between(-10.0, 10.0)),
    ("tan", math::tan, "±1e-8 to 1e6", |r| r.signed_size(-8.0, 6.0)),
    ("asin", math::asin, "-1 to 1", |r| r.between(-1.0, 1.0)),
    ("asin", math::asin, "±1e-8 to 1", |r| r.signed_size(-8.0, 0.0)),
    ("acos", math::acos, "-1 to 1", |r| r.between(-1.0, 1.0)),
    ("atan", math::atan, "-3 to 3", |r| r.between(-3.0, 3.0)),
    ("atan", math::atan, "±1e-8 to 1e8", |r| r.signed_size(-8.0, 8.0)),
    ("sinh", math::sinh, "-3 to 3", |r| r.between(-3.0, 3.0)),
    ("sinh", math::sinh, "-710 to 710", |r| r.between(-710.0, 710.0)),
    ("cosh", math::cosh, "-3 to 3", |r| r.between(-3.0, 3.0)),
    ("cosh", math::cosh, "-710 to 710", |r| r.between(-710.0, 710.0)),
    ("tanh", math::tanh, "-3 to 3", |r| r.between(-3.0, 3.0)),
    ("tanh", math::tanh, "±1e-8 to 20", |r| r.signed_size(-8.0, 1.3)),
    ("ln_gamma", math::ln_gamma, "3 to 1e6", |r| r.size(0.4772, 6.0)),
    ("normal_cumulative", math::normal_cumulative, "-37 to 8", |r| r.between(-37.0, 8.0)),
    ("normal_cumulative", math::normal_cumulative, "-3 to 3", |r| r.between(-3.0, 3.0)),
    ("normal_quantile", math::normal_quantile, "1e-300 to 0.1", |r| r.size(-300.0, -1.0)),
    ("normal_quantile", math::normal_quantile, "0.001 to 0.4", |r| r.between(0.001, 0.4)),
    ("normal_quantile", math::normal_quantile, "0.6 to 0.999", |r| r.between(0.6, 0.999)),
];

fn main() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for (name, function, range, argument) in CASES {
        for _ in 0..SAMPLES {
            let x = argument(&mut random);
            show(name, range, x, 0.0, function(x));
        }
    }
    for _ in 0..SAMPLES {
        let x = random.size(-10.0, 10.0);
        let y = random.between(-30.0, 30.0);
        show("pow", "1e-10 to 1e10, to the power -30 to 30", x, y, math::pow(x, y));
        let x = random.size(-300.0, 300.0);
        let base = random.between(1.5, 100.0);
        show("log", "1e-300 to 1e300, to base 1.5 to 100", x, base, math::log(x, base));
    }
}

fn show(name: &str, range: &str, x: f64, y: f64, value: f64) {
    println!("{name};{range};{:016x};{:016x};{:016x}", x.to_bits(), y.to_bits(), value.to_bits());
}
