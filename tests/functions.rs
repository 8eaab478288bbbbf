//! docs/functions.md: the list of all functions, made from the tables in the code and from the models that use them.
//!
//! `UPDATE=1 cargo test -p outpace-tests functions` writes it anew.

use crate::conformance::{folders, models, read};
use crate::pipeline::root;
use outpace_study::model::function::{self, DOCUMENTATION, DefinitionEntry, Entry, Missing, call};
use outpace_syntax::expr::{Expr, ExprKind};
use outpace_syntax::mdl::{self, Equation, ModelTree, Right};
use outpace_syntax::xmile::builtins::{self, Builtin, Way};
use outpace_syntax::{FileId, Name};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const INTRODUCTION: &str = "# Functions

Every function of Vensim and every one of XMILE: what it does, whether it is supported, and a model that shows it with
numbers worked out by hand. What is not supported is named with its line before anything runs.

This page is made from the tables in the code: `UPDATE=1 cargo test -p outpace-tests functions` writes it anew.
";

const XMILE_INTRODUCTION: &str = "
## Built-in functions of XMILE

Source: [XMILE 1.0](https://docs.oasis-open.org/xmile/xmile/v1.0/xmile-v1.0.html), 3.5 \"Built-in Functions\" and 3.7
\"Arrays\", and for what it does not have, the page of Stella's help that is linked. Where the page does not settle what a
function gives, the row says that it is our own reading. Functions of Vensim may stand beside them.

Behind its own arguments every random function but RANDOM takes a seed, the least and the greatest value, and how long a
number is held; NAN leaves one of them open.
";

/// The folders whose models use a function, by the function's name in lower case.
type Uses = BTreeMap<String, BTreeSet<String>>;

fn uses_of(ending: &str, names: impl Fn(&str) -> BTreeSet<String>) -> Uses {
    let mut uses = Uses::new();
    for folder in folders() {
        let shown = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        for model in models(&folder).iter().filter(|path| path.extension().is_some_and(|found| found == ending)) {
            for name in names(&read(model)) {
                uses.entry(name).or_default().insert(shown.clone());
            }
        }
    }
    uses
}

/// The functions that a model in Vensim's notation calls.
fn called(text: &str) -> BTreeSet<String> {
    let (tree, _) = mdl::parse(FileId(0), text);
    let ModelTree { equations, macros, ranges, .. } = &tree;
    let inside = macros.iter().flat_map(|each| &each.equations);
    let right = |equation: &'_ Equation| match &equation.right {
        Right::Expression(expr) | Right::Data(_, Some(expr)) => Some(expr.clone()),
        _ => None,
    };
    let mut names = BTreeSet::new();
    equations.iter().chain(inside).filter_map(right).for_each(|expr| collect(&expr, &mut names));
    ranges.iter().filter_map(|range| range.source.as_ref()).for_each(|source| collect(source, &mut names));
    // It is a list of constants by now.
    if text.contains("TABBED ARRAY(") {
        names.insert("tabbed array".into());
    }
    names
}

fn collect(expr: &Expr, names: &mut BTreeSet<String>) {
    match &expr.kind {
        ExprKind::Call(function, arguments) => {
            names.insert(function.name.canonical().to_string());
            arguments.iter().for_each(|argument| collect(argument, names));
        }
        ExprKind::Unary(_, operand) => collect(operand, names),
        ExprKind::Binary(_, left, right) => {
            collect(left, names);
            collect(right, names);
        }
        _ => {}
    }
}

/// The built-in functions whose names stand in the equations of a model in XMILE.
fn mentioned(text: &str) -> BTreeSet<String> {
    let equations = text.split("eqn>").skip(1).step_by(2);
    let is_word = |sign: char| sign.is_alphanumeric() || "_.".contains(sign);
    let words = equations.flat_map(|equation| equation.split(move |sign| !is_word(sign)));
    words.map(|word| Name::new(word).canonical().to_string()).collect()
}

/// The folder that shows a function: the one with its name, else the first that uses it.
fn folder_of<'u>(name: &str, uses: &'u Uses) -> Option<&'u str> {
    let folders = uses.get(&name.to_lowercase())?;
    let own = name.to_lowercase().replace(' ', "-");
    folders.get(&own).or_else(|| folders.first()).map(String::as_str)
}

struct Page<'u> {
    text: String,
    uses: &'u Uses,
}

impl Page<'_> {
    fn heading(&mut self, title: &str) {
        let _ =
            write!(self.text, "\n### {title}\n\n| function | | what it does | model |\n| --- | --- | --- | --- |\n");
    }

    fn row(&mut self, call: &str, status: &str, about: &str, shown_by: Option<&str>) {
        let model = shown_by.map(|folder| format!("[{folder}](../tests/conformance/{folder}/)")).unwrap_or_default();
        let _ = writeln!(self.text, "| {call} | {status} | {about} | {model} |");
    }

    fn entry(&mut self, entry: &Entry) {
        let call = linked(&entry.call(), entry.page);
        let (status, about) = match entry.difference {
            Some(difference) => ("differs", format!("{} Difference: {difference}.", entry.about)),
            None => ("supported", entry.about.to_string()),
        };
        self.row(&call, status, &about, folder_of(entry.name, self.uses));
    }

    fn definition(&mut self, entry: &DefinitionEntry) {
        let arguments = entry.arguments.iter().copied();
        let call = linked(&call(entry.name, arguments, entry.arguments.len()), entry.page);
        self.row(&call, "supported", entry.about, folder_of(entry.name, self.uses));
    }

    fn missing(&mut self, missing: &Missing) {
        let status = if missing.in_checks { "in reality checks" } else { "not supported" };
        self.row(&format!("`{}`", missing.name), status, &sentence(missing.instead), None);
    }

    fn builtin(&mut self, builtin: &Builtin) {
        let call = format!("`{}`", call(builtin.name, builtin.arguments.iter().copied(), builtin.least));
        match builtin.way {
            Way::Missing => self.row(&call, "not supported", &sentence(builtin.about), None),
            _ => self.row(&call, "supported", builtin.about, folder_of(builtin.name, self.uses)),
        }
    }
}

/// `NAME(a, b, [c])`, with brackets around what may be left out.
fn linked(call: &str, page: &str) -> String {
    let folder = if page.starts_with("http") { "" } else { DOCUMENTATION };
    format!("[`{call}`]({folder}{page})")
}

/// A note as a sentence.
fn sentence(note: &str) -> String {
    let mut signs = note.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", signs.as_str())
}

fn page(vensim: &Uses, xmile: &Uses) -> String {
    let mut page = Page { text: format!("{INTRODUCTION}\n## Functions of Vensim\n"), uses: vensim };
    // What XMILE means by a name that Vensim uses otherwise has a name of its own inside.
    let is_written = |entry: &&Entry| !entry.name.starts_with("std.");
    for family in function::FAMILIES {
        let functions: Vec<&Entry> = family.functions.iter().filter(is_written).collect();
        if functions.len() + family.definitions.len() + family.missing.len() == 0 {
            continue;
        }
        page.heading(family.title);
        functions.into_iter().for_each(|entry| page.entry(entry));
        family.definitions.iter().for_each(|entry| page.definition(entry));
        family.missing.iter().for_each(|missing| page.missing(missing));
    }
    let mut page = Page { text: page.text + XMILE_INTRODUCTION, uses: xmile };
    for family in builtins::FAMILIES {
        let title = match family.page {
            "" => family.title.to_string(),
            address => format!("[{}]({address})", family.title),
        };
        page.heading(&title);
        family.builtins.iter().for_each(|builtin| page.builtin(builtin));
    }
    page.text
}

#[test]
fn the_page_of_functions_is_that_of_the_code() {
    let path = root().join("docs/functions.md");
    let made = page(&uses_of("mdl", called), &uses_of("xmile", mentioned));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).expect("the guide can be written");
    }
    let found = read(&path);
    let line = found.lines().zip(made.lines()).position(|(found, made)| found != made);
    assert!(found == made, "stale, from line {line:?}: UPDATE=1 cargo test -p outpace-tests functions");
}

#[test]
fn every_supported_function_is_shown_by_a_model() {
    let (vensim, xmile) = (uses_of("mdl", called), uses_of("xmile", mentioned));
    let definitions = function::FAMILIES.iter().flat_map(|family| family.definitions).map(|entry| entry.name);
    let written = function::all().map(|entry| entry.name).filter(|name| !name.starts_with("std."));
    let unseen = |name: &&str, uses: &Uses| folder_of(name, uses).is_none();
    let mut without: Vec<&str> = written.chain(definitions).filter(|name| unseen(name, &vensim)).collect();
    let builtins = builtins::FAMILIES.iter().flat_map(|family| family.builtins);
    let supported = builtins.filter(|builtin| builtin.way != Way::Missing).map(|builtin| builtin.name);
    without.extend(supported.filter(|name| unseen(name, &xmile)));
    assert!(without.is_empty(), "no model in tests/conformance uses {without:?}");
}
