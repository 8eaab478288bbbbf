//! `<conveyor>`, `<queue/>` and `<oven>` in a stock, `<leak>` and `<overflow/>` in a flow.
//!
//! The first outflow of a conveyor that is not marked `<leak/>` takes what reaches its end; where none is marked, all
//! further outflows are leaks. The fraction of a leak stands in `<leak>` or, as Stella writes it, in `<eqn>`. Ovens are
//! no part of the standard; they are read as isee systems' help describes them.

use roxmltree::Node;

use super::document::{Content, Source, child, is};
use crate::diagnostic::{Diagnostic, codes};
use crate::mdl::device::{DeviceKind, Setting};
use crate::span::{Span, Spanned};

/// A device as written.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) kind: DeviceKind,
    pub(super) settings: Vec<(Setting, Content)>,
    pub(super) discrete: bool,
    pub(super) whole_batches: bool,
    pub(super) one_at_a_time: bool,
    pub(super) exponential_leak: bool,
}

/// What a flow says about leaving a device.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaving {
    /// Whether it is marked as a leak, and the fraction where that is written there.
    pub(super) leak: Option<Option<Content>>,
    pub(super) integers: bool,
    pub(super) zone: (Option<f64>, Option<f64>),
    pub(super) overflow: bool,
}

/// How a flow is spread over the conveyor that it comes to, as written.
#[derive(Debug, Clone)]
pub(super) enum Spreading {
    Evenly,
    AsItLies,
    /// By the graphical function that is named here.
    By(Content),
    /// As what leaks lay in the conveyor that it comes from.
    AsInSource,
}

const SETTINGS: [(&str, Setting); 10] = [
    ("len", Setting::Length),
    ("capacity", Setting::Capacity),
    ("in_limit", Setting::InflowLimit),
    ("sample", Setting::Sample),
    ("arrest", Setting::Arrest),
    ("fill_time", Setting::FillTime),
    ("cook_time", Setting::CookTime),
    ("clean_time", Setting::CleanUpTime),
    ("clean_up_time", Setting::CleanUpTime),
    ("cleanup_time", Setting::CleanUpTime),
];

/// The device that a stock is, if it is one.
pub(super) fn device(source: &Source<'_>, stock: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Written> {
    let kinds = [("conveyor", DeviceKind::Conveyor), ("queue", DeviceKind::Queue), ("oven", DeviceKind::Oven)];
    let is_of = |each: Node<'_, '_>, name: &str| each.tag_name().name() == name;
    let (node, kind) =
        stock.children().find_map(|each| Some((each, kinds.iter().find(|(name, _)| is_of(each, name))?.1)))?;
    let flag = |name: &str, default: bool| match node.attribute(name) {
        Some(text) => !text.trim().eq_ignore_ascii_case("false"),
        None => default,
    };
    let mut settings: Vec<(Setting, Content)> = Vec::new();
    for each in node.children().filter(Node::is_element) {
        let name = each.tag_name().name();
        match SETTINGS.iter().find(|(known, setting)| *known == name && belongs(kind, *setting)) {
            Some((_, setting)) if settings.iter().all(|(other, _)| other != setting) => {
                let content = source.content(each);
                // A limit of INF is none.
                let is_none = matches!(setting, Setting::Capacity | Setting::InflowLimit)
                    && content.text.trim().eq_ignore_ascii_case("inf");
                if !content.is_blank() && !is_none {
                    settings.push((*setting, content));
                }
            }
            _ => report(&format!("`<{name}>` is not supported here"), source.tag(each), diagnostics),
        }
    }
    let needed = match kind {
        DeviceKind::Conveyor => Some((Setting::Length, "a conveyor needs a transit time, `<len>`")),
        DeviceKind::Oven => Some((Setting::CookTime, "an oven needs a `<cook_time>`")),
        DeviceKind::Queue => None,
    };
    if let Some((_, message)) = needed.filter(|(needed, _)| settings.iter().all(|(setting, _)| setting != needed)) {
        diagnostics.push(Diagnostic::error(codes::MISSING_KEY, message).at(source.tag(node), ""));
    }
    Some(Written {
        kind,
        settings,
        discrete: flag("discrete", false),
        whole_batches: flag("batch_integrity", false),
        one_at_a_time: flag("one_at_a_time", true),
        exponential_leak: flag("exponential_leak", false),
    })
}

fn belongs(kind: DeviceKind, setting: Setting) -> bool {
    use Setting::{Arrest, Capacity, CleanUpTime, CookTime, FillTime, InflowLimit, Length, Sample};
    match kind {
        DeviceKind::Conveyor => matches!(setting, Length | Capacity | InflowLimit | Sample | Arrest),
        DeviceKind::Oven => matches!(setting, Capacity | FillTime | CookTime | CleanUpTime | Arrest),
        DeviceKind::Queue => false,
    }
}

/// What a flow says about leaving a device.
pub(super) fn leaving(source: &Source<'_>, flow: Node<'_, '_>, diagnostics: &mut Vec<Diagnostic>) -> Leaving {
    let has = |name: &str| flow.children().any(|each| is(each, name));
    let mut end = |name: &str| {
        let written = source.attribute(flow, name)?;
        let number = written.value.trim().parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
        if number.is_none() {
            report(&format!("`{name}` must be a number from 0 to 1"), written.span, diagnostics);
        }
        number
    };
    let zone = (end("leak_start"), end("leak_end"));
    Leaving {
        leak: child(flow, "leak").map(|leak| Some(source.content(leak)).filter(|content| !content.is_blank())),
        integers: has("leak_integers"),
        zone,
        overflow: has("overflow"),
    }
}

/// How a flow is spread over the conveyor that it comes to, where it is not put at its beginning.
///
/// Source: isee systems, "Spreading Conveyor Inputs"; the names are those that Stella writes.
pub(super) fn spreading(
    source: &Source<'_>,
    flow: Node<'_, '_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Spanned<Spreading>> {
    let written = source.attribute(flow, "spreadflow")?;
    let spreading = match written.value.trim() {
        "" | "beginning" => return None,
        "even" => Spreading::Evenly,
        "dest" => Spreading::AsItLies,
        "source" => Spreading::AsInSource,
        "dist" => match flow.children().find(|each| each.tag_name().name() == "distrib_eq") {
            Some(equation) => Spreading::By(source.content(equation)),
            None => {
                report("`dist` needs the `<isee:distrib_eq>` that it is spread by", written.span, diagnostics);
                return None;
            }
        },
        other => {
            report(
                &format!("`{other}` is not a known way to spread a flow over a conveyor"),
                written.span,
                diagnostics,
            );
            return None;
        }
    };
    Some(Spanned::new(spreading, written.span))
}

fn report(message: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.push(Diagnostic::error(codes::UNSUPPORTED_CONSTRUCT, message).at(span, ""));
}
