//! The clock: when a simulation begins and ends, how it steps and saves, and by which method.
//!
//! The four control variables may be written with any equation that needs nothing but constants and the time
//! (ref_sim_control_params.html). The schedule of such a simulation is worked out here, before it runs: at each step
//! the equations say when it ends, how long the step is, and when values are saved next.

use super::Settings;
use super::constant::{Constants, Moment};
use outpace_engine::{Method, Pace, Schedule, Tolerance};
use outpace_study::model::VariableId;
use outpace_syntax::diagnostic::codes;
use outpace_syntax::{Diagnostic, Name, study};

/// The schedule, and the control variables that are the same number throughout.
pub(super) struct Control {
    pub schedule: Schedule,
    /// Each such variable with its number; the others are what their equation says.
    pub constants: Vec<(VariableId, f64)>,
}

/// Works the clock out, or says what is wrong with it.
pub(super) fn control(
    constants: &Constants,
    settings: Settings,
    problems: &mut Vec<Diagnostic>,
    warnings: &mut Vec<Diagnostic>,
) -> Option<Control> {
    let reader = Reader { constants: *constants, settings };
    let found = problems.len();
    for (variable, name, given) in reader.required() {
        match variable {
            _ if given.is_some() => {}
            None => {
                problems.push(Diagnostic::error(codes::MISSING_CONTROL, format!("the model has no `{name}`")));
            }
            Some(variable) if reader.at(variable, 0.0, 0.0).is_none() => {
                let message = format!("`{name}` must be a number known before the simulation");
                let problem = Diagnostic::error(codes::NOT_CONSTANT, message);
                let label = "this depends on more than constants and the time";
                problems.push(problem.at(constants.model.variable(variable).span, label));
            }
            Some(_) => {}
        }
    }
    if problems.len() > found {
        return None;
    }
    let initial = constants.model.control.initial.and_then(|variable| reader.at(variable, 0.0, 0.0))?;
    let schedule = match reader.schedule(initial) {
        Ok(schedule) => schedule,
        Err(message) => {
            let span = constants.model.control.step.map(|variable| constants.model.variable(variable).span);
            let diagnostic = Diagnostic::error(codes::BAD_TIME_STEP, message);
            problems.push(match span {
                Some(span) => diagnostic.at(span, ""),
                None => diagnostic,
            });
            return None;
        }
    };
    warnings.extend(reader.uneven_saves());
    Some(Control { constants: reader.known(initial), schedule })
}

/// What the model and the settings say about the clock.
struct Reader<'a> {
    constants: Constants<'a>,
    settings: Settings,
}

impl Reader<'_> {
    /// The control variables, and what the settings say in their place.
    fn required(&self) -> Vec<(Option<VariableId>, &'static str, Option<f64>)> {
        let control = self.constants.model.control;
        let mut required = vec![
            (control.initial, "INITIAL TIME", None),
            (control.step, "TIME STEP", self.settings.step),
            (control.last, "FINAL TIME", self.settings.last),
        ];
        required.extend(control.save_every.map(|variable| (Some(variable), "SAVEPER", None)));
        required
    }

    /// The value of a control variable at a time. Before the simulation begins the time is 0.
    fn at(&self, variable: VariableId, time: f64, step: f64) -> Option<f64> {
        let control = self.constants.model.control;
        let given = if Some(variable) == control.step { self.settings.step } else { None };
        let now = Constants { moment: Some(Moment { time, step }), ..self.constants };
        given.or_else(|| now.variable(variable))
    }

    /// The method of integration, with the model's tolerances.
    fn method(&self) -> Method {
        let number = |name: &str| {
            let variable = self.constants.model.find_variable(&Name::new(name))?;
            self.constants.variable(variable).filter(|size| *size > 0.0)
        };
        let standard = Tolerance::default();
        let tolerance = Tolerance {
            absolute: number("ABSOLUTE TOLERANCE").unwrap_or(standard.absolute),
            relative: number("RELATIVE TOLERANCE").unwrap_or(standard.relative),
        };
        match self.settings.method.or(self.constants.model.method).unwrap_or(study::Method::Euler) {
            study::Method::Euler => Method::Euler,
            study::Method::Midpoint => Method::Midpoint,
            study::Method::Heun => Method::Heun,
            study::Method::RungeKutta4 => Method::RungeKutta4,
            study::Method::MidpointAuto => Method::MidpointAuto(tolerance),
            study::Method::RungeKutta4Auto => Method::RungeKutta4Auto(tolerance),
        }
    }

    fn schedule(&self, initial: f64) -> Result<Schedule, String> {
        let control = self.constants.model.control;
        let (mut problem, mut before, mut end) = (None, 0.0, f64::NAN);
        let schedule = Schedule::paced(initial, self.method(), |time| {
            let value = |variable: Option<VariableId>, step: f64| variable.and_then(|id| self.at(id, time, step));
            let step = self.settings.step.or_else(|| value(control.step, before)).unwrap_or(f64::NAN);
            let last = self.settings.last.or_else(|| value(control.last, step)).unwrap_or(f64::NAN);
            // A change of the time step must not change which times are saved, unless they were tied to it.
            let save_every = match control.save_every {
                Some(variable) if !self.constants.follows(variable, control.step) => value(Some(variable), step),
                _ => Some(step),
            };
            let save_every = save_every.unwrap_or(f64::NAN);
            (before, end) = (step, last);
            if !(step > 0.0 && step.is_finite()) {
                problem.get_or_insert(format!("the time step must be above 0, not {step}"));
            } else if !(save_every > 0.0 && save_every.is_finite()) {
                problem.get_or_insert(format!("`SAVEPER` must be above 0, not {save_every}"));
            } else if !(initial.is_finite() && last >= initial) {
                problem.get_or_insert(format!("the simulation ends at {last}, before it begins at {initial}"));
            }
            // What has gone wrong ends here.
            Pace { last: if problem.is_some() { f64::NAN } else { last }, step, save_every }
        });
        let reached = schedule.time(schedule.steps());
        match problem {
            Some(problem) => Err(problem),
            None if reached + 0.5 * before <= end => {
                Err(format!("the steps from {initial} to {end} are more than {}", Schedule::MOST_STEPS))
            }
            None => Ok(schedule),
        }
    }

    /// The control variables that do not change with the time.
    fn known(&self, initial: f64) -> Vec<(VariableId, f64)> {
        let model = self.constants.model;
        let step = model.control.step.and_then(|variable| self.settings.step.or(self.constants.variable(variable)));
        let mut known = Vec::new();
        for (variable, _, given) in self.required() {
            let Some(variable) = variable else { continue };
            let follows =
                Some(variable) == model.control.save_every && self.constants.follows(variable, model.control.step);
            let value = match self.constants.variable(variable) {
                _ if Some(variable) == model.control.step => step,
                _ if follows => step,
                Some(_) if Some(variable) == model.control.initial => Some(initial),
                Some(value) => Some(given.unwrap_or(value)),
                None => None,
            };
            known.extend(value.map(|value| (variable, value)));
        }
        known
    }

    /// A warning where the saved moments do not fall on steps.
    fn uneven_saves(&self) -> Option<Diagnostic> {
        let control = self.constants.model.control;
        let variable = control.save_every.filter(|variable| !self.constants.follows(*variable, control.step))?;
        let step = self.settings.step.or_else(|| self.constants.variable(control.step?))?;
        let save_every = self.constants.variable(variable)?;
        let count = save_every / step;
        // Tenths and their like are no binary fractions.
        if (count - count.round()).abs() <= 1e-6 * count && count.round() >= 1.0 {
            return None;
        }
        let message = format!("`SAVEPER` of {save_every} is no whole number of time steps of {step}");
        let diagnostic = Diagnostic::warning(codes::BAD_TIME_STEP, message);
        let label = "each moment to be saved is taken at the step nearest to it";
        Some(diagnostic.at(self.constants.model.variable(variable).span, label))
    }
}
