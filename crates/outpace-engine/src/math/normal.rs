//! The normal distribution function and its inverse.

#![expect(clippy::excessive_precision, reason = "the coefficients of AS 241 are given as published")]

use super::exponential::{exp_of_sum, product};
use super::{ln, polynomial};

/// `erfc(t) exp(t²) (1 + 2t)` in powers of (t − 3.75)/(t + 3.75), t ≥ 0: off by less than 2^-58 of its value.
///
/// The form is Shepherd and Laframboise's (1981, doi:10.1090/S0025-5718-1981-0595058-X); the coefficients are ours.
const SCALED_COMPLEMENT: [f64; 25] = [
    1.2375126308378275,
    -0.14024059858554697,
    0.0035854154854647073,
    0.08227673849014668,
    -0.1088039301417627,
    0.09230432116033782,
    -0.05869339858936778,
    0.028362277419447045,
    -0.009746579560716511,
    0.0017556258495333846,
    0.00029371368137118026,
    -0.0002901540665056075,
    5.164904033946956e-05,
    2.2384201614929925e-05,
    -1.1444003606733612e-05,
    -9.734942149421686e-07,
    1.7514064272501633e-06,
    -5.7293021919729794e-08,
    -2.584214371665754e-07,
    2.3316899540738148e-08,
    3.850821403295668e-08,
    -3.765905337562698e-09,
    -5.109154882991571e-09,
    3.1497167301335517e-10,
    4.141578483221071e-10,
];

/// `(Φ(z) − ½) / z` in powers of z² for |z| ≤ 1: off by less than 2^-63.
const CENTRAL_PART: [f64; 11] = [
    0.3989422804014327,
    -0.06649038006690543,
    0.009973557010035033,
    -0.0011873282154681653,
    0.00011543468751740944,
    -9.444655796272993e-06,
    6.659679951599683e-07,
    -4.1224117624278635e-08,
    2.2704223454263596e-09,
    -1.106473210454547e-10,
    4.0751341709726735e-12,
];

/// The probability that a standard normal variable stays below `z`; exact to a few units in the last place in both
/// tails.
pub fn normal_cumulative(z: f64) -> f64 {
    if z.is_nan() {
        return z;
    }
    if z.abs() < 1.0 {
        return 0.5 + z * polynomial(z * z, &CENTRAL_PART);
    }
    // Beyond 39 the tail is below the smallest double.
    let size = z.abs().min(39.0);
    let t = size * std::f64::consts::FRAC_1_SQRT_2;
    let (square, lost) = product(size, size);
    let density = exp_of_sum(-0.5 * square, -0.5 * lost);
    let tail = 0.5 * density * polynomial((t - 3.75) / (t + 3.75), &SCALED_COMPLEMENT) / (1.0 + 2.0 * t);
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The value a standard normal variable stays below with probability `u`: −∞ at 0, ∞ at 1, NaN outside.
///
/// Algorithm AS 241, routine PPND16 (Wichura 1988, Applied Statistics 37, 477-484, doi:10.2307/2347330): a ratio of
/// polynomials in each of three ranges, right to about one part in 10^16.
pub fn normal_quantile(u: f64) -> f64 {
    if u.is_nan() || !(0.0..=1.0).contains(&u) {
        return f64::NAN;
    }
    let offset = u - 0.5;
    if offset.abs() <= 0.425 {
        let r = 0.180625 - offset * offset;
        return offset * (polynomial(r, &CENTRE.0) / polynomial(r, &CENTRE.1));
    }
    let tail = if offset < 0.0 { u } else { 1.0 - u };
    if tail == 0.0 {
        return f64::INFINITY.copysign(offset);
    }
    let r = (-ln(tail)).sqrt();
    let size = if r <= 5.0 {
        polynomial(r - 1.6, &SHOULDER.0) / polynomial(r - 1.6, &SHOULDER.1)
    } else {
        polynomial(r - 5.0, &TAIL.0) / polynomial(r - 5.0, &TAIL.1)
    };
    size.copysign(offset)
}

/// |u − ½| ≤ 0.425, in 0.425² − (u − ½)².
const CENTRE: ([f64; 8], [f64; 8]) = (
    [
        3.387132872796366608,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ],
    [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ],
);

/// √(−ln tail) ≤ 5, less 1.6.
const SHOULDER: ([f64; 8], [f64; 8]) = (
    [
        1.42343711074968357734,
        4.63033784615654529590,
        5.76949722146069140550,
        3.64784832476320460504,
        1.27045825245236838258,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ],
    [
        1.0,
        2.05319162663775882187,
        1.67638483018380384940,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ],
);

/// √(−ln tail) > 5, less 5.
const TAIL: ([f64; 8], [f64; 8]) = (
    [
        6.65790464350110377720,
        5.46378491116411436990,
        1.78482653991729133580,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ],
);
