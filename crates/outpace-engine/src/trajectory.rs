//! Whole trajectories: every saved moment of the wanted outputs.

use fearless_simd::{Level, Simd, dispatch};

use crate::graph::{OutputIndex, ParameterIndex};
use crate::integrate::Engine;
use crate::kernel::BLOCK;
use crate::program::Program;
use crate::program::code::Code;

/// One simulation: all outputs at all saved times.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The saved times.
    pub times: Vec<f64>,
    /// For each output, its value at each saved time.
    pub outputs: Vec<Vec<f64>>,
}

/// Runs a program once, with some of its parameters set.
pub fn single(program: &Program, parameters: &[(ParameterIndex, f64)]) -> Trajectory {
    single_at(Level::new(), program, parameters)
}

/// [`single`] at a given level of vector instructions: the result does not depend on it.
pub(crate) fn single_at(level: Level, program: &Program, parameters: &[(ParameterIndex, f64)]) -> Trajectory {
    let mut values = program.parameters.clone();
    let mut varied = Vec::new();
    for &(parameter, value) in parameters {
        if let Some(slot) = values.get_mut(parameter.0 as usize) {
            *slot = value;
            varied.push(parameter);
        }
    }
    // What is set is no constant, although it could be: a single run is the same code as a member of an ensemble.
    varied.sort_unstable();
    varied.dedup();
    let outputs: Vec<OutputIndex> = program.all_outputs();
    let code = Code::new(program, &values, &varied, &outputs);
    let rows: Vec<f64> = varied.iter().flat_map(|parameter| [values[parameter.0 as usize]; BLOCK]).collect();
    dispatch!(level, simd => trajectory(simd, program, &code, &rows))
}

fn trajectory<S: Simd>(simd: S, program: &Program, code: &Code, rows: &[f64]) -> Trajectory {
    let observed = saved(program);
    let engine = Engine::new(simd, code, &observed);
    let mut frame = engine.frame();
    let mut outputs: Vec<Vec<f64>> = vec![Vec::new(); code.outputs.len()];
    engine.run(&mut frame, rows, |_, chunks| {
        for (output, place) in outputs.iter_mut().zip(&code.outputs) {
            output.push(place.lane(chunks, 0));
        }
    });
    Trajectory { times: program.saved_times(), outputs }
}

/// For each step and the final time, whether it is saved.
pub(crate) fn saved(program: &Program) -> Vec<bool> {
    let mut observed = vec![false; program.steps() as usize + 1];
    for step in program.clock.saved_steps() {
        observed[step as usize] = true;
    }
    observed
}

#[cfg(test)]
mod tests;
