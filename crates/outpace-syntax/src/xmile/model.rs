//! The file as a whole: simulation settings, dimensions, modules and groups, and then every variable.
//!
//! Source: XMILE 1.0, chapter 2 (the file), 3.7.4 and 4.7 (submodels).

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::builtin::Writer;
use super::dimensions;
use super::document::{Source, child, children, is, of_vensim};
use super::equations::Equations;
use super::lexer::plain;
use super::macros;
use super::scope::{Declared, Names};
use super::units::{self, Units};
use super::variable::{Part, Role, Surroundings, Variable, folded, multiplier, non_negative, variable};
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::mdl::{Group, ModelTree};
use crate::name::Name;
use crate::span::Spanned;

/// The most variables of all modules together.
const MAX_VARIABLES: usize = 200_000;
/// The most macros.
const MAX_MACROS: usize = 100;
/// The most modules, and how deep they may nest.
const MAX_INSTANCES: usize = 1_000;
const MAX_DEPTH: usize = 32;

/// A module: one use of a `<model>`.
pub(super) struct Instance<'a, 'i> {
    /// What stands in front of its variables, without the point; empty for the root.
    pub(super) prefix: String,
    node: Node<'a, 'i>,
}

impl<'a, 'i> Instance<'a, 'i> {
    /// The inside of a macro, whose names stay local.
    pub(super) fn of_macro(node: Node<'a, 'i>) -> Instance<'a, 'i> {
        Instance { prefix: String::new(), node }
    }
}

impl Instance<'_, '_> {
    /// The full name of a variable of this module.
    pub(super) fn qualified(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_string() } else { format!("{}.{name}", self.prefix) }
    }
}

/// What the inputs of modules are connected to: the module that says so, and the name it says.
pub(super) type Connections = HashMap<Name, (String, Spanned<Name>)>;

/// Reads the document.
pub(super) fn read(source: &Source<'_>, root: Node<'_, '_>, tree: &mut ModelTree, diagnostics: &mut Vec<Diagnostic>) {
    if root.tag_name().name() != "xmile" {
        let message = format!("this is a `{}` document, not XMILE", root.tag_name().name());
        diagnostics.push(Diagnostic::error(codes::SYNTAX_ERROR, message).at(source.tag(root), ""));
        return;
    }
    let writer = writer(source, root);
    let units = units::read(source, root, diagnostics);
    let macros = macros::parameters(source, root, diagnostics);
    let mut names = Names { macros, outside: invalid_index_value(root), ..Names::default() };
    dimensions::read(source, root, writer, &mut names, diagnostics);
    for (count, node) in children(root, "macro").enumerate() {
        if count >= MAX_MACROS {
            let message = format!("this file has more than {MAX_MACROS} macros");
            diagnostics
                .push(Diagnostic::error(codes::FILE_TOO_LARGE, message).at(source.tag(node), "not read from here on"));
            break;
        }
        tree.macros.extend(macros::read(source, node, names.clone(), &units, writer, diagnostics));
    }
    let Some(first) = children(root, "model").find(|model| !model.has_attribute("name")).or(child(root, "model"))
    else {
        let message = "there is no `<model>` in this file";
        diagnostics.push(Diagnostic::error(codes::SYNTAX_ERROR, message).at(source.tag(root), ""));
        return;
    };
    let (instances, connections) = instances(source, root, first, diagnostics);
    let mut variables = variables(source, root, &instances, &units, &mut names, diagnostics);
    hook_up(&connections, &mut variables, &mut names);
    loose_ends(&connections, &names, diagnostics);
    let mut equations = Equations {
        file: source.file,
        names: &mut names,
        prefixes: instances.iter().map(|instance| instance.prefix.as_str()).collect(),
        writer,
        connections: &connections,
        groups: HashMap::new(),
        drafts: Vec::new(),
        driven: HashMap::new(),
        shared: HashSet::new(),
        spread: HashMap::new(),
        diagnostics,
    };
    for instance in &instances {
        add_groups(source, instance, tree, &mut equations.groups);
    }
    equations.write(&variables, tree);
    imports(source, root, diagnostics);
    if let Some(check) = child(first, "variables").and_then(|variables| of_vensim(variables, "rc")) {
        let message = "Vensim's reality checks are not read from XMILE";
        let diagnostic = Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message).at(source.tag(check), "");
        diagnostics.push(diagnostic.help("they are in Vensim's own file, the .mdl"));
    }
    super::settings::read(source, root, (&names, &units), writer, tree, diagnostics);
    tree.ranges = dimensions::ranges(&names);
    // Modules are written out, so that a drawing with modules would be one of another model.
    if instances.len() == 1 {
        tree.drawing = child(first, "views").map(|views| source.drawing(views));
    }
}

/// Links to tables. Where Stella puts the numbers into the equations, the file has them, as isee systems' help says under
/// "Imported inputs". Where they stand in for equations during a run, they are in the table only.
fn imports(source: &Source<'_>, root: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) {
    let switched_off = |import: Node<'_, '_>| {
        let enabled = import.attribute("enabled").map(str::trim);
        enabled.is_some_and(|enabled| enabled == "0" || enabled.eq_ignore_ascii_case("false"))
    };
    for import in
        children(root, "data").flat_map(|data| children(data, "import")).filter(|import| !switched_off(*import))
    {
        let Some(overwrite) = source.attribute(import, "overwrite") else { continue };
        if overwrite.value.trim() != "false" {
            continue;
        }
        let table = source
            .attribute(import, "resource")
            .map_or_else(String::new, |resource| format!(" of `{}`", resource.value));
        let message = format!("the numbers{table} do not stand in for equations, as they would in Stella");
        let diagnostic = Diagnostic::warning(codes::UNSUPPORTED_CONSTRUCT, message).at(source.tag(import), "");
        diagnostics.push(diagnostic.help("write the numbers as graphical functions of TIME"));
    }
}

/// What an array gives where its subscript names no element: `<uses_arrays invalid_index_value="NaN"/>`, else 0.
fn invalid_index_value(root: Node<'_, '_>) -> f64 {
    let options = child(root, "header").and_then(|header| child(header, "options"));
    let arrays = options.and_then(|options| child(options, "uses_arrays"));
    let value = arrays.and_then(|arrays| arrays.attribute("invalid_index_value"));
    if value.is_some_and(|value| value.trim().eq_ignore_ascii_case("nan")) { f64::NAN } else { 0.0 }
}

/// Who wrote the file, as the header says: converters of Vensim's models name Vensim first.
fn writer(source: &Source<'_>, root: Node<'_, '_>) -> Writer {
    let says = |name: &str| {
        let node = child(root, "header").and_then(|header| child(header, name));
        node.map(|node| source.content(node).text.trim().to_lowercase()).unwrap_or_default()
    };
    match says("product").as_str() {
        "vensim" => Writer::Vensim,
        "outpace" => Writer::Outpace,
        name if name.starts_with("vensim") => Writer::Converter,
        name if ["stella", "ithink"].iter().any(|each| name.contains(each)) => Writer::Stella,
        _ if says("vendor").contains("isee") => Writer::Stella,
        _ => Writer::Standard,
    }
}

/// The models of a file that modules may name; of two with one name the first.
fn named_models<'a, 'i>(root: Node<'a, 'i>) -> HashMap<Name, Node<'a, 'i>> {
    let mut models = HashMap::new();
    for model in children(root, "model") {
        if let Some(name) = model.attribute("name") {
            models.entry(Name::new(&plain(name))).or_insert(model);
        }
    }
    models
}

/// The model that a module is of.
fn model_of<'a, 'i>(
    source: &Source<'_>,
    models: &HashMap<Name, Node<'a, 'i>>,
    module: Node<'_, '_>,
    name: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Node<'a, 'i>> {
    let model = module.attributes().find(|attribute| matches!(attribute.name(), "model" | "model_name"));
    let model = Name::new(&model.map_or(name.to_string(), |model| plain(model.value())));
    let found = models.get(&model).copied();
    if found.is_none() {
        // A module that never got a model does no harm: what reads from it says so.
        let message = format!("the model of the module `{name}` is not in this file");
        // Stella's word is `url`, and it keeps a copy of the model in the file.
        let is_elsewhere = ["resource", "url"].iter().any(|name| module.has_attribute(*name));
        let severity = if is_elsewhere { Severity::Error } else { Severity::Warning };
        let diagnostic = Diagnostic { severity, ..Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message) };
        diagnostics.push(diagnostic.at(source.tag(module), ""));
    }
    found
}

/// What a module is connected to: its inputs, and what they are outside.
fn connects<'n>(
    source: &Source<'_>,
    module: Node<'n, '_>,
) -> impl Iterator<Item = (Spanned<&'n str>, Spanned<&'n str>)> {
    // Stella writes each connection twice, and `connect2` is the one that it reads.
    children(module, "connect")
        .chain(children(module, "connect2"))
        .filter_map(|connect| Some((source.attribute(connect, "to")?, source.attribute(connect, "from")?)))
}

/// The root and all modules below it, and what their inputs are connected to.
fn instances<'a, 'i>(
    source: &Source<'_>,
    root: Node<'a, 'i>,
    first: Node<'a, 'i>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Instance<'a, 'i>>, Connections) {
    let models = named_models(root);
    let mut instances = vec![Instance { prefix: String::new(), node: first }];
    let mut connections = HashMap::new();
    // Those whose modules are still to be found, and how deep they are.
    let mut open = vec![(0, 0)];
    while let Some((at, depth)) = open.pop() {
        let outer = instances[at].prefix.clone();
        let modules: Vec<(Node<'a, 'i>, String)> = variable_elements(instances[at].node)
            .filter(|node| is(*node, "module"))
            .filter_map(|module| Some((module, plain(module.attribute("name")?))))
            .collect();
        let prefixed = |(_, name): &(Node<'_, '_>, String)| {
            let taken = instances.iter().any(|instance| Name::new(&instance.prefix) == Name::new(name));
            let prefix = if taken && !outer.is_empty() { format!("{outer}.{name}") } else { name.clone() };
            (Name::new(name), prefix)
        };
        let prefixes: HashMap<Name, String> = modules.iter().map(prefixed).collect();
        for (module, name) in modules {
            let tag = source.tag(module);
            let Some(model) = model_of(source, &models, module, &name, diagnostics) else { continue };
            refuse(source, module, model, diagnostics);
            if instances.len() >= MAX_INSTANCES || depth >= MAX_DEPTH {
                let message = format!("more than {MAX_INSTANCES} modules, or more than {MAX_DEPTH} inside each other");
                diagnostics.push(Diagnostic::error(codes::MODEL_TOO_LARGE, message).at(tag, ""));
                return (instances, connections);
            }
            let prefix = prefixes.get(&Name::new(&name)).cloned().unwrap_or_default();
            for (to, from) in connects(source, module) {
                let to = connected(&plain(to.value), &prefix, &prefixes);
                connections.insert(to, (outer.clone(), Spanned::new(Name::new(&plain(from.value)), from.span)));
            }
            open.push((instances.len(), depth + 1));
            instances.push(Instance { prefix, node: model });
        }
    }
    (instances, connections)
}

/// Names what a module may have and we cannot simulate: arrays of modules, and a clock of its own.
fn refuse(source: &Source<'_>, module: Node<'_, '_>, model: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) {
    let array = child(module, "dimensions").map(|node| (node, "an array of modules is not supported"));
    let clock = child(model, "sim_specs").map(|node| (node, "a module with a clock of its own is not supported"));
    for (node, message) in array.into_iter().chain(clock) {
        let diagnostic = Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(source.tag(node), "");
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
}

/// Inputs that are connected are what they are connected to, also those that are stocks or have a graphical function:
/// what is left in them is for the module by itself.
///
/// Source: XMILE 1.0, 3.7.4: an input "acts like an alias".
fn hook_up(connections: &Connections, variables: &mut [Variable], names: &mut Names) {
    for variable in variables {
        let Some((prefix, from)) = connections.get(&variable.name.value) else { continue };
        // A graphical function by itself goes through a connection as such.
        let table = names.find(prefix, &from.value).and_then(|source| {
            let table = names.variables.get(&source)?.table.clone();
            table.filter(|(table, _)| variable.role == Role::Table && *table == source)
        });
        variable.whole = Part::default();
        variable.elements.clear();
        variable.graph_name = None;
        variable.device = None;
        variable.non_negative &= variable.role == Role::Flow;
        if table.is_none() && variable.role != Role::Flow {
            variable.role = Role::Auxiliary;
        }
        if let Some(known) = names.variables.get_mut(&variable.name.value) {
            known.table = table;
            known.is_device = false;
        }
    }
}

/// Names connections to inputs that no module has.
fn loose_ends(connections: &Connections, names: &Names, diagnostics: &mut Vec<Diagnostic>) {
    let is_loose = |(to, _): &(&Name, &(String, Spanned<Name>))| !names.variables.contains_key(*to);
    let mut loose: Vec<(&Name, &(String, Spanned<Name>))> = connections.iter().filter(is_loose).collect();
    loose.sort_unstable_by_key(|(to, (_, from))| (from.span.start, to.text()));
    diagnostics.extend(loose.into_iter().map(|(to, (_, from))| {
        let message = format!("nothing is named `{to}`, so that `{}` is connected to nothing", from.value);
        Diagnostic::warning(codes::UNKNOWN_NAME, message).at(from.span, "")
    }));
}

/// The full name of what a connection of a module goes to: an input of it, or of a module beside it, where that is named.
fn connected(to: &str, own: &str, beside: &HashMap<Name, String>) -> Name {
    match to.rsplit_once('.') {
        Some(("", root)) => Name::new(root),
        Some((module, variable)) => match beside.get(&Name::new(module)) {
            Some(prefix) => Name::new(&format!("{prefix}.{variable}")),
            None => Name::new(to),
        },
        None => Name::new(&format!("{own}.{to}")),
    }
}

/// What stands under `<variables>`; the first versions of the format have variables in the model itself.
fn variable_elements<'a, 'i>(model: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    child(model, "variables").unwrap_or(model).children().filter(Node::is_element)
}

/// The variables of all modules, which become known to all equations.
pub(super) fn variables(
    source: &Source<'_>,
    root: Node<'_, '_>,
    instances: &[Instance<'_, '_>],
    units: &Units,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Variable> {
    let index = names.dimension_index.clone();
    let mut variables: Vec<Variable> = Vec::new();
    for (at, instance) in instances.iter().enumerate() {
        // `<behavior>` stands in the file or in a model, for everything or for one kind of variable.
        let behaviours = || [instance.node, root].into_iter().filter_map(|node| child(node, "behavior"));
        let says = |kind: &str| {
            behaviours().find_map(|node| {
                let own = child(node, kind).and_then(|node| non_negative(source, node));
                own.or_else(|| non_negative(source, node))
            })
        };
        let around = Surroundings {
            source,
            dimension_index: &index,
            units,
            non_negative_stocks: says("stock").unwrap_or(false),
            non_negative_flows: says("flow").unwrap_or(false),
        };
        for node in variable_elements(instance.node) {
            let Some(found) = variable(&around, node, (at, instance), diagnostics) else { continue };
            if variables.len() >= MAX_VARIABLES {
                let message = format!("this model has more than {MAX_VARIABLES} variables");
                diagnostics
                    .push(Diagnostic::error(codes::FILE_TOO_LARGE, message).at(found.tag, "not read from here on"));
                return variables;
            }
            let multiplier = multiplier(&around, node, &found);
            for variable in [found].into_iter().chain(multiplier) {
                declare(&variable, names);
                variables.push(variable);
            }
        }
    }
    variables
}

/// Makes a variable known to all equations.
fn declare(variable: &Variable, names: &mut Names) {
    let parts = || variable.elements.iter().map(|(_, part)| part).chain([&variable.whole]);
    let mut graphs = parts().filter_map(|part| part.graph.as_ref()).peekable();
    let name = &variable.name.value;
    let dimensions = variable.dimensions.clone();
    let table = match (graphs.peek(), &variable.graph_name) {
        (Some(_), named) => {
            let own = variable.role == Role::Table;
            let table = if own { name.clone() } else { Name::new(&format!("{name}.graph")) };
            let table = (table, graphs.any(|graph| graph.extrapolates));
            if let Some(named) = named {
                let table = Some(table.clone());
                let known = Declared { dimensions: dimensions.clone(), table, is_device: false };
                names.variables.entry(named.clone()).or_insert(known);
            }
            Some(table)
        }
        (None, named) => named.clone().map(|named| (named, false)),
    };
    let is_device = variable.device.is_some();
    names.variables.entry(name.clone()).or_insert(Declared { dimensions, table, is_device });
}

/// `<group name="…"><entity name="…"/></group>`.
fn add_groups(
    source: &Source<'_>,
    instance: &Instance<'_, '_>,
    tree: &mut ModelTree,
    members: &mut HashMap<Name, usize>,
) {
    for group in variable_elements(instance.node).filter(|node| is(*node, "group")) {
        let Some(name) = source.attribute(group, "name") else { continue };
        for entity in children(group, "entity").filter_map(|entity| entity.attribute("name")) {
            members.entry(Name::new(&instance.qualified(&plain(entity)))).or_insert(tree.groups.len());
        }
        tree.groups.push(Group {
            name: instance.qualified(&plain(name.value)),
            comment: child(group, "doc").map(|doc| folded(&source.content(doc).text)).unwrap_or_default(),
            span: name.span,
        });
    }
}
