//! When a simulation begins and ends, how it steps, and which times it saves.
//!
//! A [`Clock`] is the usual case: one step length throughout. A [`Schedule`] is what any case comes to, worked out
//! before anything runs: stretches of steps of equal length. Steps are counted, and the time of a step is the
//! beginning of its stretch and a whole number of step lengths, so no error adds up. A step of 0.1 is a tenth: after 17 of
//! them it is 1.7, and not 17 times the number that is nearest to a tenth.

/// How states advance by a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// `x + h f(t, x)`.
    Euler,
    /// The midpoint method, of second order: two evaluations a step. Vensim's RK2 (rungekutta.html).
    Midpoint,
    /// Heun's method, of second order: two evaluations a step. The RK2 of isee systems ("Runge-Kutta methods").
    Heun,
    /// The classical fourth-order method: four evaluations a step.
    RungeKutta4,
    /// The midpoint method over as many equal parts of the step as the tolerance asks for, each member its own.
    MidpointAuto(Tolerance),
    /// The classical fourth-order method over as many equal parts of the step as the tolerance asks for.
    RungeKutta4Auto(Tolerance),
}

/// The error that a state may have after a step: below one of the two is enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// In the state's unit.
    pub absolute: f64,
    /// As a share of the state at the start of the step.
    pub relative: f64,
}

impl Default for Tolerance {
    /// Vensim's (specialvariables.html).
    fn default() -> Tolerance {
        Tolerance { absolute: 0.001, relative: 0.001 }
    }
}

/// A simulation that steps and saves in equal intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// The initial time.
    pub initial: f64,
    /// The final time.
    pub last: f64,
    /// The time between two steps.
    pub step: f64,
    /// The time between two saved moments.
    pub save_every: f64,
    /// How states advance.
    pub method: Method,
}

/// What decides at some moment how a simulation goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The final time as of now.
    pub last: f64,
    /// The time to the next step.
    pub step: f64,
    /// The time to the next saved moment.
    pub save_every: f64,
}

/// The steps of a simulation.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    method: Method,
    stretches: Vec<Stretch>,
    /// The number of the last step's end.
    steps: u32,
    saved: Vec<u32>,
}

/// Steps of equal length.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    first: u32,
    begin: f64,
    step: f64,
    /// The step's length as a fraction, its numerator and denominator.
    fraction: (f64, f64),
    /// Where it begins, as a numerator over the same denominator; and what is no such fraction.
    counted: f64,
    apart: f64,
}

impl Schedule {
    /// The most steps a simulation takes; one that asks for more stops there.
    pub const MOST_STEPS: u32 = 1_000_000;

    /// Asks at each step, by its time, how the simulation goes on.
    ///
    /// It ends at the step nearest to the final time as of then. A moment to be saved is the one saved before and the
    /// save period as of then; saved is the step nearest to it, and never less than a step later.
    pub fn paced(initial: f64, method: Method, mut pace: impl FnMut(f64) -> Pace) -> Schedule {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut saves = Saves { begin: initial, count: 0, period: f64::NAN };
        let (mut saved, mut number, mut time) = (Vec::new(), 0, initial);
        loop {
            let Pace { last, step, save_every } = pace(time);
            if stretches.last().is_none_or(|stretch| stretch.step.to_bits() != step.to_bits()) {
                stretches.push(Stretch::new(number, time, step));
            }
            let middle = time + 0.5 * step;
            if saves.due(time, middle, save_every) {
                saved.push(number);
            }
            if number == Self::MOST_STEPS || middle > last || !(step >= 0.0 && last.is_finite()) {
                return Schedule { method, stretches, steps: number, saved };
            }
            number += 1;
            time = stretches.last().map_or(time, |stretch| stretch.time(number));
        }
    }

    /// How states advance.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The number of steps: 0 when only initial values are computed.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// The time at the start of a step.
    pub fn time(&self, step: u32) -> f64 {
        self.stretch(step).time(step)
    }

    /// The time from the start of a step to the start of the next.
    pub fn step_length(&self, step: u32) -> f64 {
        self.stretch(step).step
    }

    /// The length of all steps, if it is the same.
    pub fn even_step(&self) -> Option<f64> {
        match self.stretches.as_slice() {
            [only] => Some(only.step),
            _ => None,
        }
    }

    /// A moment within a step: `share` of `shares` equal parts after its start.
    pub fn moment(&self, step: u32, share: u32, shares: u32) -> f64 {
        self.stretch(step).moment(step, share, shares)
    }

    /// The step nearest to a time, within the simulation.
    pub fn step_at(&self, time: f64) -> u32 {
        let at = self.stretches.partition_point(|stretch| stretch.begin - 0.5 * stretch.step <= time).max(1) - 1;
        let end = self.stretches.get(at + 1).map_or(self.steps, |next| next.first);
        let stretch = self.stretches[at];
        let within = whole((time - stretch.begin) / stretch.step, 0, end.saturating_sub(stretch.first));
        (stretch.first + within).min(self.steps)
    }

    /// The saved steps, in order.
    pub fn saved_steps(&self) -> &[u32] {
        &self.saved
    }

    fn stretch(&self, step: u32) -> Stretch {
        // The first stretch begins with the first step, so there is one before any step.
        self.stretches[self.stretches.partition_point(|stretch| stretch.first <= step) - 1]
    }
}

impl Stretch {
    fn new(first: u32, begin: f64, step: f64) -> Stretch {
        // The fractions that were meant: with the least denominator that gives back both numbers, or the step alone.
        let denominators = || (1..=100_i32).chain([1_000, 10_000]).map(f64::from);
        let numerator = |number: f64, denominator: f64| {
            let numerator = (number * denominator).round();
            (numerator / denominator == number).then_some(numerator)
        };
        let both = |denominator| Some((numerator(begin, denominator)?, numerator(step, denominator)?, denominator));
        if let Some((counted, step_counted, denominator)) = denominators().find_map(both) {
            return Stretch { first, begin, step, fraction: (step_counted, denominator), counted, apart: 0.0 };
        }
        let alone = |denominator| Some((numerator(step, denominator)?, denominator));
        let fraction = denominators().find_map(alone).unwrap_or((step, 1.0));
        Stretch { first, begin, step, fraction, counted: 0.0, apart: begin }
    }

    fn time(&self, step: u32) -> f64 {
        self.moment(step, 0, 1)
    }

    /// The moment that is `share` of `shares` equal parts after the start of a step.
    fn moment(&self, step: u32, share: u32, shares: u32) -> f64 {
        let count = u64::from(step - self.first) * u64::from(shares) + u64::from(share);
        let (numerator, denominator) = self.fraction;
        // One division of whole numbers, so that a time is the number nearest to what it is meant to be.
        self.apart + (self.counted * f64::from(shares) + count as f64 * numerator) / (denominator * f64::from(shares))
    }
}

impl From<Clock> for Schedule {
    fn from(clock: Clock) -> Schedule {
        let Clock { initial, last, step, save_every, method } = clock;
        Schedule::paced(initial, method, |_| Pace { last, step, save_every })
    }
}

/// Saved moments are counted too, from where the period last changed.
struct Saves {
    begin: f64,
    count: u64,
    period: f64,
}

impl Saves {
    /// Whether the step that lasts beyond `middle` is the one to be saved, which then decides on the next.
    fn due(&mut self, time: f64, middle: f64, period: f64) -> bool {
        let next = self.begin + self.count as f64 * self.period;
        if next > middle {
            return false;
        }
        if self.period.to_bits() != period.to_bits() {
            *self = Saves { begin: time, count: 0, period };
        }
        // The next moment lies beyond this step, also where the period is shorter than a step or none at all.
        let passed = ((middle - self.begin) / period).floor();
        self.count = self.count.max(passed as u64).saturating_add(1);
        true
    }
}

/// The nearest whole number within limits; the least one for what is not a number, and where the limits leave none, as
/// in simulations without steps.
pub(crate) fn whole(number: f64, least: u32, most: u32) -> u32 {
    // Conversion saturates, and gives 0 for what is not a number.
    (number.round() as u32).min(most).max(least)
}

#[cfg(test)]
mod tests;
