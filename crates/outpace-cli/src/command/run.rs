//! `outpace run`: one simulation as a table, a row a saved time and a column a variable element.

use super::output::{check_output, is_parquet, spare};
use super::{counted, model};
use crate::Exit;
use crate::args::Run;
use crate::terminal::Terminal;
use outpace::lower::{Lowered, OutputName};
use outpace::model::Opened;
use outpace::reason;
use outpace::run::{MAX_VALUES, Watch};
use outpace::write::table::{self, CsvRows};
use outpace_engine::{OutputIndex, Program, rows};
use std::mem::ManuallyDrop;
use std::path::Path;

/// Runs a model once.
pub fn run(options: &Run, terminal: &Terminal) -> Exit {
    match simulate(options, terminal) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn simulate(options: &Run, terminal: &Terminal) -> Result<Exit, Exit> {
    check_output(options.output.as_deref(), terminal)?;
    let opened = model(&options.model, terminal)?;
    // Never taken apart, which takes long for a large model: the process ends soon, and all its memory at once.
    let opened = ManuallyDrop::new(opened);
    spare(options.output.as_deref(), &opened.files, &opened.tables, terminal)?;
    let errors = terminal.diagnostics(&opened.files, &opened.diagnostics);
    if errors && opened.is_bare() {
        return Err(Exit::Problems);
    }
    if let Some(path) = options.output.as_deref().filter(|_| errors) {
        return Err(terminal.withhold(path));
    }
    let lowered = ManuallyDrop::new(lower(&opened, options, terminal)?);
    let selected = select(options.select.as_deref(), &lowered, terminal)?;
    check_size(selected.len(), lowered.program.schedule().saved_steps().len(), 1, terminal)?;
    let mut watch = opened.study.model.as_ref().map(|model| Watch::new(model, &selected));
    write(options.output.as_deref(), &lowered.program, &selected, &mut watch, terminal)?;
    terminal.diagnostics(&opened.files, &watch.map_or(Vec::new(), |watch| watch.warnings()));
    Ok(if errors { Exit::Problems } else { Exit::Sound })
}

fn lower(opened: &Opened, options: &Run, terminal: &Terminal) -> Result<Lowered, Exit> {
    let settings = parse_settings(&options.set, terminal)?;
    let overrides = opened.overrides(options.scenario.as_deref(), &settings);
    let overrides = overrides.map_err(|diagnostic| terminal.refuse(&diagnostic))?;
    match opened.lower(&overrides) {
        Ok(lowered) => {
            terminal.diagnostics(&opened.files, &lowered.warnings);
            Ok(lowered)
        }
        Err(problems) => {
            terminal.diagnostics(&opened.files, &problems);
            Err(Exit::Problems)
        }
    }
}

/// Refuses to keep more values at once than [`MAX_VALUES`]: so many variables, at so many moments, of so many futures.
pub fn check_size(variables: usize, moments: usize, futures: usize, terminal: &Terminal) -> Result<(), Exit> {
    let values =
        [variables, moments, futures].iter().fold(1_u64, |product, count| product.saturating_mul(*count as u64));
    if values <= MAX_VALUES {
        return Ok(());
    }
    let message = format!("{variables} variables at {moments} moments are more values than can be kept at once");
    terminal.fail(&message, "save fewer moments: a longer SAVEPER in the model");
    Err(Exit::Problems)
}

/// `NAME=VALUE` pairs.
fn parse_settings(pairs: &[String], terminal: &Terminal) -> Result<Vec<(String, f64)>, Exit> {
    pairs
        .iter()
        .map(|pair| {
            setting(pair).map_err(|message| {
                terminal.fail(&message, "write NAME=VALUE, for example --set \"service life=20\"");
                Exit::Misuse
            })
        })
        .collect()
}

fn setting(pair: &str) -> Result<(String, f64), String> {
    let (name, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}` does not set anything"))?;
    let number = value.trim().parse().ok().filter(|number: &f64| number.is_finite());
    let number = number.ok_or_else(|| format!("`{pair}` does not set anything: `{}` is no number", value.trim()))?;
    Ok((name.to_string(), number))
}

/// The outputs that the user wants: names separated by commas (commas inside brackets belong to the name), or all.
pub fn select<'a>(names: Option<&str>, lowered: &'a Lowered, terminal: &Terminal) -> Result<Vec<&'a OutputName>, Exit> {
    let Some(names) = names else { return Ok(lowered.names.iter().collect()) };
    let mut selected = Vec::new();
    for name in split_names(names) {
        selected.extend(lowered.find_all(&name).map_err(|diagnostic| terminal.refuse(&diagnostic))?);
    }
    if selected.is_empty() {
        terminal.fail("--select names no variable", "write names separated by commas, or leave it out for all");
        return Err(Exit::Misuse);
    }
    Ok(selected)
}

fn split_names(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0usize;
    for character in text.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match (character, names.last_mut()) {
            (',', _) if depth == 0 => names.push(String::new()),
            (other, Some(last)) => last.push(other),
            (_, None) => {}
        }
    }
    names.into_iter().map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect()
}

/// Runs the program and writes what was selected of it, row by row where it is CSV.
fn write(
    output: Option<&Path>,
    program: &Program,
    selected: &[&OutputName],
    watch: &mut Option<Watch>,
    terminal: &Terminal,
) -> Result<(), Exit> {
    let names: Vec<&str> = selected.iter().map(|name| name.text.as_str()).collect();
    let outputs: Vec<OutputIndex> = selected.iter().map(|name| name.index).collect();
    let Some(path) = output else {
        terminal.print_with(|out| {
            let mut table = CsvRows::begin(out, &names)?;
            watched(program, &outputs, watch, |time, values| table.row(time, values))
        });
        return Ok(());
    };
    let written = match is_parquet(path) {
        true => {
            let mut columns: Vec<Vec<f64>> = vec![Vec::new(); outputs.len()];
            let kept = watched(program, &outputs, watch, |_, values| {
                columns.iter_mut().zip(values).for_each(|(column, value)| column.push(*value));
                Ok(())
            });
            kept.and_then(|()| table::parquet_file(path, &names, program.saved_times(), columns))
        }
        false => table::csv_file(path, &names, |table| {
            watched(program, &outputs, watch, |time, values| table.row(time, values))
        }),
    };
    written.map_err(|error| {
        terminal.fail(&format!("`{}` cannot be written: {}", path.display(), reason(&error)), "");
        Exit::Problems
    })?;
    terminal.note(&format!(
        "wrote {}: {}, {}",
        path.display(),
        counted(program.schedule().saved_steps().len(), "row"),
        counted(names.len(), "variable")
    ));
    Ok(())
}

/// Runs the program; each row is watched on its way to the sink.
fn watched<E>(
    program: &Program,
    outputs: &[OutputIndex],
    watch: &mut Option<Watch>,
    mut sink: impl FnMut(f64, &[f64]) -> Result<(), E>,
) -> Result<(), E> {
    rows(program, outputs, |time, values| {
        watch.iter_mut().for_each(|watch| watch.row(time, values));
        sink(time, values)
    })
}
