//! `scenarios.toml`: named sets of changes to the model's constants and look-ups.

use crate::diagnostic::Diagnostic;
use crate::expr::{Points, Reference};
use crate::ids::drop_repeated;
use crate::settings::{self, Item, Section, Settings};
use crate::span::{FileId, Span, Spanned};

#[cfg(test)]
mod tests;

/// All scenarios of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScenariosTree {
    /// In order.
    pub scenarios: Vec<Scenario>,
}

/// `[[scenario]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Unique in the file; `base` is the one without changes.
    pub id: Spanned<String>,
    /// As written in a brief.
    pub name: Spanned<String>,
    /// One sentence: what happens in it. May be empty.
    pub says: String,
    /// The id of the scenario whose changes it starts from.
    pub from: Option<Spanned<String>>,
    /// `[scenario.set]`: constants.
    pub settings: Vec<(Reference, Spanned<f64>)>,
    /// `[scenario.table]`: look-ups.
    pub tables: Vec<(Reference, Points)>,
    /// The whole table.
    pub span: Span,
}

/// Reads `scenarios.toml`.
pub fn parse(file: FileId, text: &str) -> (ScenariosTree, Vec<Diagnostic>) {
    settings::read(file, text, |settings, root| {
        let mut tree = ScenariosTree::default();
        for section in settings.tables(root, "scenario", "[[scenario]]") {
            tree.scenarios.extend(scenario(settings, section));
        }
        drop_repeated(&mut tree.scenarios, |scenario| &scenario.id, &mut settings.diagnostics);
        tree
    })
}

fn scenario(settings: &mut Settings<'_>, mut section: Section<'_>) -> Option<Scenario> {
    let id = settings.required(&mut section, "id");
    let name = settings.required(&mut section, "name");
    let says = settings.plain(&mut section, "says");
    let from = settings.optional(&mut section, "from");
    let mut changes = Vec::new();
    if let Some(mut set) = settings.table(&mut section, "set") {
        for item in set.take_rest() {
            let variable = settings.key_reference(item);
            let value = settings.number(item);
            changes.extend(variable.zip(value));
        }
    }
    let mut tables = Vec::new();
    if let Some(mut table) = settings.table(&mut section, "table") {
        for item in table.take_rest() {
            let variable = settings.key_reference(item);
            let points = points(settings, item);
            tables.extend(variable.zip(points));
        }
    }
    let span = section.span;
    settings.close(section);
    let id = id?;
    let name = name.unwrap_or_else(|| id.clone());
    Some(Scenario { id, name, says, from, settings: changes, tables, span })
}

/// `[[2018, 1], [2027, 0.5]]`: points with rising first numbers.
fn points(settings: &mut Settings<'_>, item: Item<'_>) -> Option<Points> {
    let wanted = "a list of points with rising times, such as `[[2018, 1], [2027, 0.5]]`";
    let mut points: Vec<(f64, f64)> = Vec::new();
    for part in settings.parts(item, wanted)? {
        let [x, y] = settings.pair(part, wanted)?;
        let (x, y) = (settings.number(x), settings.number(y));
        let (x, y) = (x?.value, y?.value);
        if points.last().is_some_and(|last| last.0 >= x) {
            settings.wrong(part, wanted);
            return None;
        }
        points.push((x, y));
    }
    if points.is_empty() {
        settings.wrong(item, wanted);
        return None;
    }
    Some(Points { points, span: item.span })
}
