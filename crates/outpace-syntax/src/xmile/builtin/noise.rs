//! Stella's noise, written out.
//!
//! Behind their own arguments the functions take a seed, the least and the greatest value, and how long a number stays.
//! What Vensim lacks is one even draw between the probabilities of the two bounds, put through the inverse of its
//! distribution, so that each call draws once.
//! Source: isee systems, "Statistical builtins"
//! (<https://ssl.iseesystems.com/resources/help/v3/Content/08-Reference/07-Builtins/Statistical_builtins.htm>);
//! L. Devroye, "Non-Uniform Random Variate Generation" (1986), II.2, for the inverses. What the functions are told is
//! also in BPTK-Py's guide (<https://bptk.transentis.com/>, "SD DSL Functions"), which has MONTECARLO and the mean of
//! POISSON by the unit of time.

use super::{Maker, Writer};
use crate::expr::{BinaryOperator, Expr, ExprKind, VENSIM_NA};
use BinaryOperator::{Add, Divide, Greater, Less, Multiply, Or, Power, Subtract};

/// A call of a random function.
struct Noise<'a> {
    make: &'a Maker,
    /// The arguments of the distribution.
    own: &'a [Expr],
    seed: Expr,
    least: Option<Expr>,
    most: Option<Expr>,
}

/// A call with the right number of arguments, written out; `None` for what is no random function.
pub(super) fn expand(make: &Maker, name: &str, arguments: &[Expr], writer: Writer) -> Option<Expr> {
    let count = match name {
        "exprnd" | "geometric" | "montecarlo" | "poisson" => 1,
        "beta" | "binomial" | "gamma" | "logistic" | "lognormal" | "negbinomial" | "normal" | "pareto" => 2,
        "random" | "uniform" | "weibull" => 2,
        "triangular" => 3,
        _ => return None,
    };
    let own = &arguments[..count.min(arguments.len())];
    let told = |at: usize| arguments.get(count + at).filter(|value| !is_nan(value)).cloned();
    let seed = told(0).unwrap_or_else(|| make.number(0.0));
    let noise = Noise { make, own, seed, least: told(1), most: told(2) };
    let drawn = noise.drawn(name, writer);
    Some(match told(3) {
        Some(interval) => noise.held(drawn, interval),
        None => drawn,
    })
}

/// NAN says that an argument is not given.
fn is_nan(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Number(value) if value.is_nan() || value == VENSIM_NA)
}

impl Noise<'_> {
    fn own(&self, at: usize) -> Expr {
        self.own.get(at).cloned().unwrap_or_else(|| self.number(1.0))
    }

    fn number(&self, value: f64) -> Expr {
        self.make.number(value)
    }

    fn binary(&self, operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
        self.make.binary(operator, left, right)
    }

    fn call(&self, name: &str, arguments: impl Into<Vec<Expr>>) -> Expr {
        self.make.call(name, arguments.into())
    }

    fn minus(&self, x: Expr) -> Expr {
        self.make.minus(x)
    }

    /// One minus this.
    fn rest(&self, share: Expr) -> Expr {
        self.binary(Subtract, self.number(1.0), share)
    }

    /// A draw of the distribution.
    fn drawn(&self, name: &str, writer: Writer) -> Expr {
        match name {
            "random" | "uniform" => {
                let bounds = self.inside(self.own(0), self.own(1));
                self.call("RANDOM UNIFORM", bounds.into_iter().chain([self.seed.clone()]).collect::<Vec<_>>())
            }
            "normal" => self.normal(self.least.clone(), self.most.clone()),
            "lognormal" => {
                let of = |bound: &Expr| self.call("LN", [self.call("MAX", [bound.clone(), self.number(0.0)])]);
                let logarithm = self.normal(self.least.as_ref().map(of), self.most.as_ref().map(of));
                self.call("EXP", [logarithm])
            }
            "beta" => self.vensims("RANDOM BETA", 1.0, [self.own(0), self.own(1)], self.number(1.0)),
            "binomial" => {
                let shape = [self.probability(self.own(1)), self.own(0)];
                self.vensims("RANDOM BINOMIAL", f64::INFINITY, shape, self.number(1.0))
            }
            // Vensim counts those that succeed too.
            "negbinomial" => {
                let all = |failed: &Expr| self.binary(Add, failed.clone(), self.own(0));
                let least = self.least.as_ref().map_or_else(|| self.own(0), all);
                let most = self.most.as_ref().map_or_else(|| self.number(f64::INFINITY), all);
                let shape = [self.own(1), self.own(0), self.number(0.0), self.number(1.0), self.seed.clone()];
                let trials = [least, most].into_iter().chain(shape).collect::<Vec<_>>();
                self.binary(Subtract, self.call("RANDOM NEGATIVE BINOMIAL", trials), self.own(0))
            }
            "gamma" => self.vensims("RANDOM GAMMA", f64::INFINITY, [self.own(0)], self.own(1)),
            "poisson" => {
                let mean = match writer {
                    Writer::Stella => self.binary(Multiply, self.own(0), self.make.variable("TIME STEP")),
                    _ => self.own(0),
                };
                self.vensims("RANDOM POISSON", f64::INFINITY, [mean], self.number(1.0))
            }
            "triangular" => {
                let [least, most] = self.inside(self.own(0), self.own(2));
                let corners = [self.own(0), self.own(1), self.own(2), self.seed.clone()];
                self.call("RANDOM TRIANGULAR", [least, most].into_iter().chain(corners).collect::<Vec<_>>())
            }
            "montecarlo" => self.montecarlo(),
            _ => self.by_inverse(name),
        }
    }

    /// The two ends of a distribution, as far as the call does not bound it further.
    fn inside(&self, from: Expr, to: Expr) -> [Expr; 2] {
        let least = self.least.as_ref().map(|least| self.call("MAX", [from.clone(), least.clone()]));
        let most = self.most.as_ref().map(|most| self.call("MIN", [to.clone(), most.clone()]));
        [least.unwrap_or(from), most.unwrap_or(to)]
    }

    fn normal(&self, least: Option<Expr>, most: Option<Expr>) -> Expr {
        if least.is_none() && most.is_none() {
            let bounds = [f64::NEG_INFINITY, f64::INFINITY, 0.0, 1.0].map(|value| self.number(value));
            let score = self.call("RANDOM NORMAL", bounds.into_iter().chain([self.seed.clone()]).collect::<Vec<_>>());
            return self.binary(Add, self.own(0), self.binary(Multiply, self.own(1), score));
        }
        let least = least.unwrap_or_else(|| self.number(f64::NEG_INFINITY));
        let most = most.unwrap_or_else(|| self.number(f64::INFINITY));
        self.call("RANDOM NORMAL", [least, most, self.own(0), self.own(1), self.seed.clone()])
    }

    /// With Vensim's arguments: the bounds, the shape, the shift and the stretch, and the stream.
    fn vensims<const N: usize>(&self, name: &str, most: f64, shape: [Expr; N], stretch: Expr) -> Expr {
        let least = self.least.clone().unwrap_or_else(|| self.number(0.0));
        let most = self.most.clone().unwrap_or_else(|| self.number(most));
        let rest = [self.number(0.0), stretch, self.seed.clone()];
        self.call(name, [least, most].into_iter().chain(shape).chain(rest).collect::<Vec<_>>())
    }

    /// A probability below 0 counts as 1, as the page says; one above is cut anyway.
    fn probability(&self, given: Expr) -> Expr {
        if super::known(&given).is_some_and(|value| value >= 0.0) {
            return given;
        }
        let below = self.binary(Less, given.clone(), self.number(0.0));
        self.call("IF THEN ELSE", [below, self.number(1.0), given])
    }

    fn montecarlo(&self) -> Expr {
        let percent = self.call("RANDOM UNIFORM", [self.number(0.0), self.number(100.0), self.seed.clone()]);
        let wanted = self.binary(Multiply, self.own(0), self.make.variable("TIME STEP"));
        let happens = self.binary(Less, percent, wanted);
        let drawn = self.call("IF THEN ELSE", [happens, self.number(1.0), self.number(0.0)]);
        let drawn = match &self.least {
            Some(least) => self.call("MAX", [drawn, least.clone()]),
            None => drawn,
        };
        match &self.most {
            Some(most) => self.call("MIN", [drawn, most.clone()]),
            None => drawn,
        }
    }

    /// One even draw between the probabilities of the bounds, as the share of the distribution above the value.
    fn by_inverse(&self, name: &str) -> Expr {
        let from = self.least.as_ref().map(|least| match name {
            // Of whole numbers those from `least` on stay: all but those up to the one before.
            "geometric" => self.below(name, self.minus(self.call("std.INT", [self.minus(least.clone())]))),
            _ => self.below(name, least.clone()),
        });
        let to = self.most.as_ref().map(|most| match name {
            "geometric" => {
                let next = self.binary(Add, self.call("std.INT", [most.clone()]), self.number(1.0));
                self.below(name, next)
            }
            _ => self.below(name, most.clone()),
        });
        let from = from.unwrap_or_else(|| self.number(0.0));
        let to = to.unwrap_or_else(|| self.number(1.0));
        let above = self.rest(self.call("RANDOM UNIFORM", [from, to, self.seed.clone()]));
        let ln = |x: Expr| self.call("LN", [x]);
        let inverse = |x: Expr| self.binary(Divide, self.number(1.0), x);
        match name {
            "exprnd" => self.binary(Multiply, self.own(0), self.minus(ln(above))),
            "geometric" => {
                let trials = self.binary(Divide, ln(above), ln(self.rest(self.own(0))));
                self.call("INTEGER", [trials])
            }
            "logistic" => {
                let odds = self.binary(Subtract, inverse(above), self.number(1.0));
                self.binary(Add, self.own(0), self.binary(Multiply, self.own(1), ln(odds)))
            }
            "pareto" => self.binary(Divide, self.own(1), self.binary(Power, above, inverse(self.own(0)))),
            // Weibull's.
            _ => {
                let power = self.binary(Power, self.minus(ln(above)), inverse(self.own(0)));
                self.binary(Multiply, self.own(1), power)
            }
        }
    }

    /// The probability of less than `x`.
    fn below(&self, name: &str, x: Expr) -> Expr {
        let positive = |x: Expr| self.call("MAX", [x, self.number(0.0)]);
        let exp = |x: Expr| self.call("EXP", [x]);
        let above = match name {
            "exprnd" => exp(self.minus(self.binary(Divide, positive(x), self.own(0)))),
            "geometric" => self.binary(Power, self.rest(self.own(0)), positive(x)),
            "logistic" => {
                let score = self.binary(Divide, self.binary(Subtract, x, self.own(0)), self.own(1));
                self.binary(Divide, self.number(1.0), self.binary(Add, self.number(1.0), exp(score)))
            }
            "pareto" => {
                let share = self.binary(Divide, self.own(1), self.call("MAX", [x, self.own(1)]));
                self.binary(Power, share, self.own(0))
            }
            _ => {
                let size = self.binary(Divide, positive(x), self.own(1));
                exp(self.minus(self.binary(Power, size, self.own(0))))
            }
        };
        self.rest(above)
    }

    /// A draw that stays, and changes only where the time passes a multiple of the interval.
    fn held(&self, drawn: Expr, interval: Expr) -> Expr {
        let time = || self.make.variable("Time");
        let half = || self.binary(Divide, self.make.variable("TIME STEP"), self.number(2.0));
        let count = |operator| {
            let moment = self.binary(operator, time(), half());
            self.call("std.INT", [self.binary(Divide, moment, interval.clone())])
        };
        let passed = self.binary(Greater, count(Add), count(Subtract));
        let first = self.binary(Less, time(), self.binary(Add, self.make.variable("INITIAL TIME"), half()));
        self.call("SAMPLE IF TRUE", [self.binary(Or, passed, first), drawn, self.number(0.0)])
    }
}
