//! A model by itself or inside a study: what `run` and `ensemble` work on.

use crate::lower::{Lowered, Overrides, lower};
use crate::open::{Place, beside, drop_unread, folder, open, open_file, open_series, open_sheets_within, tables};
use crate::reality::{self, Tested};
use crate::run::{believed, lower_settings};
use outpace_study::check;
use outpace_study::model::{self, Model};
use outpace_study::study::{self, Study, named_cells};
use outpace_study::unit::UnitTable;
use outpace_syntax::diagnostic::{codes, drop_told};
use outpace_syntax::expr::{Dialect, ExprKind, parse_expression};
use outpace_syntax::mdl::series::SeriesSet;
use outpace_syntax::mdl::{ModelTree, parse_changes};
use outpace_syntax::name::nearest;
use outpace_syntax::{Diagnostic, FileId, FileSet, trees};
use std::path::{Path, PathBuf};

/// A model, and the study around it if there is one.
#[derive(Debug)]
pub struct Opened {
    /// What was read.
    pub files: FileSet,
    /// The study; for a bare model one that holds nothing else.
    pub study: Study,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    bare: bool,
    /// A bare model that has reality checks, as written.
    checked: Option<ModelTree>,
    series: SeriesSet,
    /// The files that it reads besides: the tables that the model names, and the data file beside it.
    pub tables: Vec<PathBuf>,
}

/// Opens a study or a bare model file.
pub fn open_model(place: &Place) -> Opened {
    open_model_within(place, None)
}

/// Opens a study or a bare model file, which may read tables from anywhere in the folder `within`.
pub fn open_model_within(place: &Place, within: Option<&Path>) -> Opened {
    let (files, mut diagnostics) = open(place);
    let mut read = Vec::new();
    if !matches!(place, Place::Model(_)) {
        let (mut trees, parsed) = trees::parse(&files);
        if let (Some(folder), Some((_, tree))) = (folder(place), &mut trees.model) {
            diagnostics.extend(open_sheets_within(folder, within, tree));
            read = tables(folder, tree);
        }
        let (study, mut resolved) = study::resolve(trees);
        drop_unread(&mut resolved, &diagnostics);
        diagnostics.extend(parsed);
        diagnostics.extend(resolved);
        return Opened {
            files,
            study,
            diagnostics,
            bare: false,
            checked: None,
            series: SeriesSet::default(),
            tables: read,
        };
    }
    let mut study =
        Study { scenario_ids: vec!["base".into()], scenarios: vec![Default::default()], ..Study::default() };
    let mut checked = None;
    if let Some((id, file)) = files.iter().next() {
        let (mut tree, parsed) = trees::model_parser(&file.path)(id, &file.text);
        if let Some(folder) = folder(place) {
            diagnostics.extend(open_sheets_within(folder, within, &mut tree));
            read = tables(folder, &tree);
        }
        checked = (!tree.constraints.is_empty()).then(|| tree.clone());
        let (model, mut resolved) = model::resolve(tree);
        drop_unread(&mut resolved, &diagnostics);
        diagnostics.extend(parsed);
        diagnostics.extend(resolved);
        let units = UnitTable::new().with_equivalents(&model.unit_equivalents);
        study.units = study::variable_units(&model, &units);
        diagnostics.extend(check::units(&model, &study.units, &units));
        study.model = Some(model);
    }
    Opened { files, study, diagnostics, bare: true, checked, series: SeriesSet::default(), tables: read }
}

impl Opened {
    /// Whether there is nothing but a model.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// The model.
    ///
    /// # Errors
    /// A study without one.
    fn model(&self) -> Result<&Model, Box<Diagnostic>> {
        self.study.model.as_ref().ok_or_else(|| {
            let help = "name one in study.toml: model = \"model.mdl\"";
            Box::new(Diagnostic::error(codes::MISSING_KEY, "the study has no model").help(help))
        })
    }

    /// Gives the data variables without a source of their own the series of some files. Where none is named, that is
    /// the data file beside a bare model, which is given back.
    pub fn read_data(&mut self, place: &Place, named: &[PathBuf]) -> Option<PathBuf> {
        let model = self.study.model.as_mut()?;
        let found = match (place, named) {
            (Place::Model(_), []) if model.waits_for_data() => folder(place).and_then(beside),
            _ => None,
        };
        let paths = found.as_ref().map_or(named, std::slice::from_ref);
        if !paths.is_empty() || matches!(place, Place::Model(_)) {
            let (series, unread) = open_series(paths);
            let filled = if unread.is_empty() { model.fill_data(&series) } else { Vec::new() };
            self.series = series;
            self.tables.extend(paths.iter().cloned());
            self.diagnostics.extend(unread);
            self.diagnostics.extend(filled);
        }
        found
    }

    /// Changes constants and look-ups as Vensim's changes files say, in every scenario that does not change them itself.
    pub fn read_changes(&mut self, named: &[PathBuf]) {
        // The last file first: each goes before what is there.
        for path in named.iter().rev() {
            let before = self.files.iter().count();
            self.diagnostics.extend(open_file(path, &mut self.files));
            let Some((id, file)) = self.files.iter().nth(before) else { continue };
            let (changes, parsed) = parse_changes(id, &file.text);
            self.diagnostics.extend(parsed);
            let Some(model) = &self.study.model else { continue };
            let (changed, problems) = study::changed(model, &changes);
            self.diagnostics.extend(problems);
            for scenario in &mut self.study.scenarios {
                // What comes later counts.
                let own = std::mem::replace(&mut scenario.constants, changed.constants.clone());
                scenario.constants.extend(own);
                let own = std::mem::replace(&mut scenario.tables, changed.tables.clone());
                scenario.tables.extend(own);
            }
        }
    }

    /// What comes of the reality checks of a bare model, in order.
    pub fn test_reality(&self) -> Vec<Tested> {
        self.checked.as_ref().map(|tree| reality::test(tree, &self.series)).unwrap_or_default()
    }

    /// What a user wants other than the model has it: a scenario, and constants set by name.
    ///
    /// # Errors
    /// What is wrong with the wish: no model, an unknown scenario or constant.
    pub fn overrides(&self, scenario: Option<&str>, set: &[(String, f64)]) -> Result<Overrides, Box<Diagnostic>> {
        let model = self.model()?;
        let mut overrides = believed(&self.study.parameters);
        let changes = &self.study.scenarios[self.scenario(scenario)?];
        overrides.numbers.extend(changes.constants.iter().copied());
        overrides.points.extend(changes.tables.iter().cloned());
        for (name, value) in set {
            for cell in constants(model, name)? {
                overrides.numbers.insert(cell, *value);
            }
        }
        Ok(overrides)
    }

    /// The program of the model. Errors in facts or claims do not stand against it.
    ///
    /// # Errors
    /// What stands against running the model; what [`Opened::diagnostics`] has already is not told again.
    pub fn lower(&self, overrides: &Overrides) -> Result<Lowered, Vec<Diagnostic>> {
        let model = self.model().map_err(|missing| vec![*missing])?;
        let mut problems = match lower(model, overrides, lower_settings(&self.study)) {
            Ok(mut lowered) => {
                lowered.warnings.retain(|warning| !self.diagnostics.contains(warning));
                return Ok(lowered);
            }
            Err(problems) => problems,
        };
        drop_told(&mut problems, &self.diagnostics);
        Err(problems)
    }

    /// The scenario with this id; the base without one.
    ///
    /// # Errors
    /// `unknown-scenario`.
    pub fn scenario(&self, id: Option<&str>) -> Result<usize, Box<Diagnostic>> {
        let Some(id) = id else { return Ok(0) };
        self.study.scenario(id).ok_or_else(|| {
            let near = nearest(id, self.study.scenario_ids.iter().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("scenarios: {}", self.study.scenario_ids.join(", ")),
            };
            Box::new(Diagnostic::error(codes::UNKNOWN_SCENARIO, format!("there is no scenario `{id}`")).help(help))
        })
    }
}

/// The constants of a model that a name on the command line means.
fn constants(model: &Model, name: &str) -> Result<Vec<model::CellId>, Box<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let parsed = parse_expression(FileId(0), name.trim(), 0, Dialect::Claim, &mut diagnostics);
    let ExprKind::Reference(reference) = &parsed.kind else {
        let message = format!("`{name}` is not the name of a constant");
        let help = "write it as in the model, for example `openness[US]`";
        return Err(Box::new(Diagnostic::error(codes::UNKNOWN_NAME, message).help(help)));
    };
    // The places are on the command line, which is no file: only the words are of use.
    let bare = |diagnostic: Diagnostic| Box::new(Diagnostic { labels: vec![], ..diagnostic });
    let cells = named_cells(model, reference, &[]).map_err(|diagnostic| bare(*diagnostic))?;
    match cells.iter().find(|cell| model.literal(**cell).is_none()) {
        None => Ok(cells),
        Some(cell) => {
            let message = format!("`{}` is computed by an equation: only constants can be set", model.cell_name(*cell));
            let help = "name a variable that is defined by a number";
            Err(Box::new(Diagnostic::error(codes::NOT_A_CONSTANT, message).help(help)))
        }
    }
}
