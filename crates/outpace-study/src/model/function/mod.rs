//! The built-in functions of the equation language: one row each, a file a family.
//!
//! A row says everything about a function except how to compute it: its name, its arguments with their units and
//! whether they are read *now* (to give the value at this moment) or *later* (only to move a state on), the unit of
//! the result, the page of the Vensim documentation that defines it, and in a line what it does. What a function
//! computes is one arm of `outpace/src/lower/function.rs`. The guide's page docs/functions.md is made from these rows.

mod allocation;
mod arithmetic;
mod array;
mod data;
mod delay;
pub(in crate::model) mod device;
mod finance;
pub(super) mod habit;
mod kind;
mod lookup;
mod other;
mod random;
mod stock;
mod time;
mod trigonometry;
mod xmile;

pub use kind::{Function, Takes};

use outpace_syntax::Name;
use outpace_syntax::name::nearest;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Where the pages of the Vensim documentation are.
pub const DOCUMENTATION: &str = "https://www.vensim.com/documentation/";

/// Functions about one thing.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// What they are about.
    pub title: &'static str,
    /// Those that are supported, in order of names.
    pub functions: &'static [Entry],
    /// Those that stand alone behind the sign that defines a variable, because they are read before anything runs.
    pub definitions: &'static [DefinitionEntry],
    /// Those that Vensim has and we do not have.
    pub missing: &'static [Missing],
}

/// All functions, by family.
pub const FAMILIES: &[Family] = &[
    arithmetic::FAMILY,
    trigonometry::FAMILY,
    time::FAMILY,
    stock::FAMILY,
    delay::FAMILY,
    lookup::FAMILY,
    array::FAMILY,
    allocation::FAMILY,
    finance::FAMILY,
    data::FAMILY,
    random::FAMILY,
    other::FAMILY,
    xmile::FAMILY,
];

/// What is known about a function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Vensim's name, in capitals.
    pub name: &'static str,
    /// What it means.
    pub function: Function,
    /// The least number of arguments.
    pub least: usize,
    /// All arguments.
    pub parameters: &'static [Parameter],
    /// The unit of the result.
    pub result: UnitTerm,
    /// The page of the documentation that defines it: a name below [`DOCUMENTATION`], or an address.
    pub page: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// Where it does something else than Vensim, if it does.
    pub difference: Option<&'static str>,
}

/// One argument of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// What it is called in the documentation.
    pub name: &'static str,
    /// Its unit.
    pub unit: UnitTerm,
    /// Whether the value of the call at a moment depends on the argument at that moment. A stock's flow does not.
    pub now: bool,
}

/// A function that makes up the whole right side of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefinitionEntry {
    /// Vensim's name, in capitals.
    pub name: &'static str,
    /// The names of its arguments.
    pub arguments: &'static [&'static str],
    /// The page of the documentation that defines it.
    pub page: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
}

/// A function that Vensim has and we do not have: named, so that a model that uses one is told so.
/// Source of the names: "Summary List of Functions", 22300.html.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// Vensim's name, in capitals.
    pub name: &'static str,
    /// Why it is missing, or what to write instead: lower case, without a full stop, as the help of a diagnostic.
    pub instead: &'static str,
    /// Whether it is known in reality checks, which are no equations.
    pub in_checks: bool,
}

/// The unit of an argument or a result, in terms of one or two units `u` and `v` that the call decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitTerm {
    /// Nothing is asked.
    Any,
    /// No unit.
    Dimensionless,
    /// `u`: the same wherever it stands in one call.
    U,
    /// `v`: a second such unit.
    V,
    /// `u / v`.
    UOverV,
    /// The unit of time.
    Time,
    /// One over time.
    PerTime,
    /// `u` × time.
    UTime,
    /// `u` / time.
    UPerTime,
    /// The root of `u`.
    RootU,
}

/// A function with the names of its arguments, those beyond the first `least` ones in brackets: `SMOOTH(input, time)`.
pub fn call<'n>(name: &str, arguments: impl Iterator<Item = &'n str>, least: usize) -> String {
    let optional = |(at, name): (usize, &str)| if at < least { name.to_string() } else { format!("[{name}]") };
    let arguments: Vec<String> = arguments.enumerate().map(optional).collect();
    if arguments.is_empty() { name.to_string() } else { format!("{name}({})", arguments.join(", ")) }
}

impl Entry {
    /// How it is called: `IF THEN ELSE(condition, then, else)`.
    pub fn call(&self) -> String {
        call(self.name, self.parameters.iter().map(|parameter| parameter.name), self.least)
    }

    /// Says where the function does something else than Vensim.
    const fn differing(mut self, difference: &'static str) -> Entry {
        self.difference = Some(difference);
        self
    }

    /// Makes the arguments beyond the first `least` ones optional.
    const fn from(mut self, least: usize) -> Entry {
        self.least = least;
        self
    }
}

const fn now(name: &'static str, unit: UnitTerm) -> Parameter {
    Parameter { name, unit, now: true }
}

const fn later(name: &'static str, unit: UnitTerm) -> Parameter {
    Parameter { name, unit, now: false }
}

const fn row(
    name: &'static str,
    function: Function,
    parameters: &'static [Parameter],
    result: UnitTerm,
    page: &'static str,
    about: &'static str,
) -> Entry {
    Entry { name, function, least: parameters.len(), parameters, result, page, about, difference: None }
}

const fn missing(name: &'static str, instead: &'static str) -> Missing {
    Missing { name, instead, in_checks: false }
}

/// A function that only reality checks know.
const fn in_checks(name: &'static str, instead: &'static str) -> Missing {
    Missing { name, instead, in_checks: true }
}

/// Every supported function, family by family.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.iter().flat_map(|family| family.functions)
}

/// The rows by the canonical form of their names. It is only ever asked for one name.
static BY_NAME: LazyLock<HashMap<String, &'static Entry>> =
    LazyLock::new(|| all().chain(device::ROWS).map(|entry| (entry.name.to_lowercase(), entry)).collect());

/// The row of the function with this name.
pub fn find(name: &Name) -> Option<&'static Entry> {
    // XMILE's own names keep their capitals in the table; a canonical name has none.
    BY_NAME.get(name.canonical()).copied()
}

/// The row of a function of Vensim that we do not have.
pub fn find_missing(name: &Name) -> Option<&'static Missing> {
    let mut rows = FAMILIES.iter().flat_map(|family| family.missing);
    rows.find(|row| row.name.eq_ignore_ascii_case(name.canonical()))
}

/// The function whose name is nearest to a misspelt one.
pub fn suggestion(name: &Name) -> Option<&'static str> {
    nearest(name.text(), all().map(|entry| entry.name))
}
