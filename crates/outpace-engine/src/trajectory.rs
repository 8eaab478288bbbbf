//! Whole trajectories: every saved moment of the wanted outputs.

use fearless_simd::{Level, Simd};

use crate::design::Design;
use crate::ensemble::Worker;
use crate::graph::{OutputIndex, ParameterIndex};
use crate::integrate::Engine;
use crate::kernel::{BLOCK, at_level};
use crate::order::in_order;
use crate::program::Program;
use crate::program::Width;
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
    let times = program.saved_times();
    let wanted = program.all_outputs();
    let mut outputs: Vec<Vec<f64>> = wanted.iter().map(|_| Vec::with_capacity(times.len())).collect();
    each_row(level, program, parameters, &wanted, &mut |_, row| {
        outputs.iter_mut().zip(row).for_each(|(output, value)| output.push(*value));
    });
    Trajectory { times, outputs }
}

/// Runs a program once and hands each saved time to `sink` with the values of the wanted outputs; none is kept.
///
/// # Errors
/// The sink's first error; nothing more is handed to it.
pub fn rows<E>(
    program: &Program,
    outputs: &[OutputIndex],
    mut sink: impl FnMut(f64, &[f64]) -> Result<(), E>,
) -> Result<(), E> {
    let mut result = Ok(());
    each_row(Level::new(), program, &[], outputs, &mut |time, row| {
        if result.is_ok() {
            result = sink(time, row);
        }
    });
    result
}

fn each_row(
    level: Level,
    program: &Program,
    parameters: &[(ParameterIndex, f64)],
    outputs: &[OutputIndex],
    row: &mut dyn FnMut(f64, &[f64]),
) {
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
    let code = Code::new(program, &values, &varied, outputs, Width::Exactly(1));
    let set: Vec<f64> = varied.iter().flat_map(|parameter| [values[parameter.0 as usize]; BLOCK]).collect();
    at_level!(level, simd => hand_rows(simd, program, &code, &set, row));
}

fn hand_rows<S: Simd>(simd: S, program: &Program, code: &Code, set: &[f64], row: &mut dyn FnMut(f64, &[f64])) {
    let observed = saved(program);
    let engine = Engine::new(simd, code, &observed);
    let mut frame = engine.frame();
    let mut values = Vec::with_capacity(code.outputs.len());
    engine.run(&mut frame, set, 0..1, |step, view| {
        values.clear();
        values.extend(code.outputs.iter().flat_map(|place| view.values(*place)).flat_map(|(_, values)| values));
        row(program.schedule.time(step), &values);
    });
}

/// The trajectories of some members, next to one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// The first member.
    pub first: u64,
    /// How many members there are.
    pub members: usize,
    /// How many saved times there are.
    pub moments: usize,
    /// The values: output by output, in each the saved times, at each the members.
    pub values: Vec<f64>,
}

impl Chunk {
    /// The values of an output, by its place among those asked for, at a saved time: one a member.
    pub fn at(&self, output: usize, moment: usize) -> &[f64] {
        let begin = (output * self.moments + moment) * self.members;
        self.values.get(begin..begin + self.members).unwrap_or_default()
    }
}

/// Runs every member of a design from `first` on, which is one that a [`Chunk`] began with or would have begun with, and
/// hands whole trajectories to `sink`, in member order. Few are kept at a time.
///
/// # Errors
/// The sink's first error; nothing more is handed to it.
pub fn trajectories<E>(
    program: &Program,
    design: &Design,
    outputs: &[OutputIndex],
    first: u64,
    threads: usize,
    sink: &mut dyn FnMut(Chunk) -> Result<(), E>,
) -> Result<(), E> {
    let level = Level::new();
    let width = Width::of_ensemble(program, level);
    let code = Code::new(program, &program.parameters, design.varied(), outputs, width);
    // Behind the last member, whose block may not be whole, there is no further block.
    let skipped = first.div_ceil(BLOCK as u64);
    at_level!(level, simd => hand_out(simd, program, (design, skipped), &code, threads, sink))
}

fn hand_out<S: Simd, E>(
    simd: S,
    program: &Program,
    (design, skipped): (&Design, u64),
    code: &Code,
    threads: usize,
    sink: &mut dyn FnMut(Chunk) -> Result<(), E>,
) -> Result<(), E> {
    let observed = saved(program);
    let moments = program.schedule.saved_steps().len();
    let engine = Engine::new(simd, code, &observed);
    let block = |worker: &mut Worker<'_, S>, number: u64| {
        let first = (skipped + number) * BLOCK as u64;
        let members = (design.members() - first).min(BLOCK as u64) as usize;
        let mut chunk = Chunk { first, members, moments, values: vec![0.0; code.outputs.len() * moments * members] };
        worker.run(first, members, |step, view| {
            let moment = program.schedule.saved_steps().partition_point(|&saved| saved < step);
            for (output, place) in code.outputs.iter().enumerate() {
                let begin = (output * moments + moment) * members;
                for (lane, values) in view.values(*place) {
                    chunk.values[begin + lane..begin + lane + values.len()].copy_from_slice(values);
                }
            }
        });
        chunk
    };
    let mut result = Ok(());
    let worker = || Worker::new(&engine, design);
    in_order(design.members().div_ceil(BLOCK as u64).saturating_sub(skipped), threads, worker, block, |chunk| {
        result = sink(chunk);
        result.is_ok()
    });
    result
}

/// For each step and the final time, whether it is saved.
pub(crate) fn saved(program: &Program) -> Vec<bool> {
    let mut observed = vec![false; program.steps() as usize + 1];
    for &step in program.schedule.saved_steps() {
        observed[step as usize] = true;
    }
    observed
}

#[cfg(test)]
mod tests;
