//! A model by itself, run once: the way of `outpace run`, and the same for a text that is in no file.

use crate::pipeline::listed;
use outpace::lower::{Lowered, Overrides, Settings, lower};
use outpace::model::open_model;
use outpace::open::{Place, open_sheets};
use outpace_engine::{Trajectory, single};
use outpace_study::model;
use outpace_syntax::{File, FileSet, trees};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What came out of a run.
pub struct Simulated {
    /// Every element of every variable, by the place of its column in the trajectory.
    pub names: Vec<String>,
    /// The saved values.
    pub trajectory: Trajectory,
    columns: BTreeMap<String, usize>,
    lowered: Lowered,
}

impl Simulated {
    fn of(lowered: Lowered) -> Simulated {
        let trajectory = single(&lowered.program, &[]);
        let mut names = vec![String::new(); trajectory.outputs.len()];
        for name in &lowered.names {
            names[name.index.0 as usize] = name.text.clone();
        }
        let columns = names.iter().cloned().zip(0..).collect();
        Simulated { names, trajectory, columns, lowered }
    }

    /// Where the values of a variable stand.
    pub fn column(&self, name: &str) -> Result<usize, String> {
        if let Some(column) = self.columns.get(name) {
            return Ok(*column);
        }
        let found = self.lowered.find(name).map_err(|diagnostic| diagnostic.message)?;
        Ok(found.index.0 as usize)
    }
}

/// Runs the model in a file, in which nothing may be wrong, not even a unit.
pub fn file(path: &Path) -> Result<Simulated, String> {
    let opened = open_model(&Place::Model(path.to_path_buf()));
    let fault = |text: String| format!("{} does not run:\n{text}", path.display());
    if !opened.diagnostics.is_empty() {
        return Err(fault(listed(&opened.files, &opened.diagnostics)));
    }
    let lowered = opened.lower(&Overrides::default()).map_err(|problems| fault(listed(&opened.files, &problems)))?;
    match lowered.warnings.is_empty() {
        true => Ok(Simulated::of(lowered)),
        false => Err(fault(listed(&opened.files, &lowered.warnings))),
    }
}

/// Runs a text as if it were this file.
pub fn text(path: PathBuf, text: &str) -> Result<Simulated, String> {
    let name = path.display().to_string();
    let mut files = FileSet::default();
    let id = files.add(File::new(name.as_str(), text));
    let (mut tree, mut diagnostics) = trees::model_parser(&name)(id, text);
    diagnostics.extend(open_sheets(path.parent().unwrap_or(Path::new(".")), &mut tree));
    let (model, resolved) = model::resolve(tree);
    diagnostics.extend(resolved);
    let fault = |problems: &[_]| format!("{name} does not run:\n{}{text}", listed(&files, problems));
    if !diagnostics.is_empty() {
        return Err(fault(&diagnostics));
    }
    let lowered = lower(&model, &Overrides::default(), Settings::default());
    lowered.map(Simulated::of).map_err(|problems| fault(&problems))
}
