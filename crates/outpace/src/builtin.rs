//! The studies inside the program, so that it needs no file to show what it does.

/// A study as files: path relative to its folder, and text.
#[derive(Debug)]
pub struct Builtin {
    /// What to call it on the command line.
    pub name: &'static str,
    /// One line on what it is.
    pub says: &'static str,
    /// Its files.
    pub files: &'static [(&'static str, &'static str)],
}

/// The files of a study folder below `studies/`, read when the program is compiled.
macro_rules! files {
    ($study:literal: $($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../studies/", $study, "/", $path)))),+]
    };
}

/// Every built-in study; the first is the default.
pub const ALL: &[Builtin] = &[
    Builtin {
        name: "ai-race",
        says: "the race between the United States and China across the whole AI stack",
        files: files![
            "ai-race": "README.md", "study.toml", "claims.toml", "scenarios.toml", "sources.bib", "brief.md", "model.mdl",
            "parameters.csv", "parameters-2022.csv", "entities.csv", "metrics.csv", "events.csv",
            "facts/applications.csv", "facts/capital.csv", "facts/compute.csv", "facts/energy.csv",
            "facts/finance.csv", "facts/models.csv", "facts/policy.csv", "facts/robots.csv", "facts/stack.csv",
        ],
    },
    Builtin {
        name: "robots",
        says: "industrial robots in China: a small study to start from",
        files: files![
            "robots": "study.toml", "claims.toml", "scenarios.toml", "sources.bib", "brief.md", "model.mdl",
            "parameters.csv", "entities.csv", "metrics.csv", "facts/robots.csv",
        ],
    },
];

/// The study that runs when none is named.
pub fn default() -> &'static Builtin {
    &ALL[0]
}

/// The built-in study with this name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|study| study.name == name)
}
