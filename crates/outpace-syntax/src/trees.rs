//! parse: [`FileSet`] → [`Trees`]: each file by the parser for its name.

use crate::bibliography::{self, BibliographyTree};
use crate::claims::{self, ClaimsTree};
use crate::correlations::{self, CorrelationsTree};
use crate::diagnostic::codes;
use crate::dictionary::{self, EntitiesTree, EventsTree, MetricsTree};
use crate::draft::{self, DirectiveKind, DraftTree, Piece};
use crate::facts::{self, FactsTree};
use crate::mdl::{self, ModelTree};
use crate::name::nearest;
use crate::parameters::{self, ParametersTree};
use crate::scenarios::{self, ScenariosTree};
use crate::study::{self, StudyTree};
use crate::{Diagnostic, FileId, FileSet, xmile};

/// Every file of a study, read.
#[derive(Debug, Clone, Default)]
pub struct Trees {
    /// `study.toml`, and where it is.
    pub study: Option<(FileId, StudyTree)>,
    /// `sources.bib`.
    pub bibliography: BibliographyTree,
    /// `facts/*.csv`, together.
    pub facts: FactsTree,
    /// `entities.csv`.
    pub entities: EntitiesTree,
    /// `metrics.csv`.
    pub metrics: MetricsTree,
    /// `events.csv`.
    pub events: EventsTree,
    /// The model that `study.toml` names.
    pub model: Option<(FileId, ModelTree)>,
    /// `parameters.csv`.
    pub parameters: ParametersTree,
    /// `correlations.csv`.
    pub correlations: CorrelationsTree,
    /// The priors that `[backtest]` names.
    pub backtest_parameters: Option<ParametersTree>,
    /// `scenarios.toml`.
    pub scenarios: ScenariosTree,
    /// `claims.toml`.
    pub claims: ClaimsTree,
    /// `brief.md`.
    pub draft: DraftTree,
}

/// Reads every file of a study folder.
pub fn parse(files: &FileSet) -> (Trees, Vec<Diagnostic>) {
    let mut reader = Reader { files, diagnostics: Vec::new() };
    let mut trees = Trees { study: reader.optional("study.toml", study::parse), ..Trees::default() };
    let settings = trees.study.as_ref().map(|(_, tree)| tree.clone()).unwrap_or_default();
    trees.bibliography = reader.table("sources.bib", bibliography::parse);
    trees.entities = reader.table("entities.csv", dictionary::parse_entities);
    trees.metrics = reader.table("metrics.csv", dictionary::parse_metrics);
    trees.events = reader.table("events.csv", dictionary::parse_events);
    trees.parameters = reader.table("parameters.csv", parameters::parse);
    trees.correlations = reader.table("correlations.csv", correlations::parse);
    trees.scenarios = reader.table("scenarios.toml", scenarios::parse);
    trees.claims = reader.table("claims.toml", claims::parse);
    trees.draft = reader.table("brief.md", draft::parse);
    trees.facts = reader.facts();
    let has_facts = !trees.facts.facts.is_empty();
    for (name, needed, why) in [
        ("sources.bib", has_facts, "the sources that facts name are listed there"),
        ("entities.csv", has_facts, "the entities that facts are about are listed there"),
        ("metrics.csv", has_facts, "the metrics that facts measure are defined there"),
        ("claims.toml", shows_claims(&trees.draft), "the claims that brief.md shows are written there"),
    ] {
        reader.expect(name, needed, why);
    }
    trees.model = settings.model.as_ref().and_then(|model| {
        let tree = reader.optional(&model.value, model_parser(&model.value));
        reader.require(tree.is_some(), &model.value, model.span);
        tree
    });
    let priors = settings.backtest.and_then(|backtest| backtest.priors);
    trees.backtest_parameters = priors.and_then(|priors| {
        let tree = reader.optional(&priors.value, parameters::parse);
        reader.require(tree.is_some(), &priors.value, priors.span);
        tree.map(|(_, tree)| tree)
    });
    (trees, reader.diagnostics)
}

struct Reader<'a> {
    files: &'a FileSet,
    diagnostics: Vec<Diagnostic>,
}

/// The parser for a model file, by the ending of its name: Vensim's notation where it is not XMILE's.
pub fn model_parser(path: &str) -> Parser<ModelTree> {
    if xmile::is_xmile(path) { xmile::parse } else { mdl::parse }
}

/// A parser of one file.
pub type Parser<T> = fn(FileId, &str) -> (T, Vec<Diagnostic>);

impl Reader<'_> {
    fn optional<T>(&mut self, name: &str, parser: Parser<T>) -> Option<(FileId, T)> {
        let (id, file) = self.files.iter().find(|(_, file)| is_called(&file.path, name))?;
        let (tree, diagnostics) = parser(id, &file.text);
        self.diagnostics.extend(diagnostics);
        Some((id, tree))
    }

    fn table<T: Default>(&mut self, name: &str, parser: Parser<T>) -> T {
        self.optional(name, parser).map(|(_, tree)| tree).unwrap_or_default()
    }

    fn facts(&mut self) -> FactsTree {
        let mut all = FactsTree::default();
        for (id, file) in self.files.iter().filter(|(_, file)| is_facts(&file.path)) {
            let (tree, diagnostics) = facts::parse(id, &file.text);
            self.diagnostics.extend(diagnostics);
            all.facts.extend(tree.facts);
        }
        all
    }

    /// Says that a file which other files of the study rest on is not there.
    fn expect(&mut self, name: &str, needed: bool, why: &str) {
        if needed && !self.files.iter().any(|(_, file)| is_called(&file.path, name)) {
            let missing = Diagnostic::error(codes::MISSING_FILE, format!("the study has no file `{name}`"));
            self.diagnostics.push(missing.help(why));
        }
    }

    /// Says that a file which `study.toml` names is not there.
    fn require(&mut self, found: bool, name: &str, span: crate::Span) {
        if found {
            return;
        }
        let near = nearest(name, self.files.iter().filter_map(|(_, file)| file.path.rsplit('/').next()));
        self.diagnostics.push(
            Diagnostic::error(codes::MISSING_FILE, format!("the study has no file `{name}`"))
                .at(span, "named here")
                .help_if(near.map(|near| format!("there is `{near}`"))),
        );
    }
}

/// Whether a draft shows a claim by its id.
fn shows_claims(draft: &DraftTree) -> bool {
    draft.pieces.iter().any(|piece| match piece {
        Piece::Directive(directive) => matches!(directive.kind, DirectiveKind::Claim(_)),
        _ => false,
    })
}

/// Whether the last part of a path is `name`.
fn is_called(path: &str, name: &str) -> bool {
    path == name || path.strip_suffix(name).is_some_and(|rest| rest.ends_with(['/', '\\']))
}

/// Whether a path is that of a CSV file in a folder `facts`.
fn is_facts(path: &str) -> bool {
    let mut parts = path.rsplit(['/', '\\']);
    parts.next().is_some_and(|name| name.ends_with(".csv")) && parts.next() == Some("facts")
}
