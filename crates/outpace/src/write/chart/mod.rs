//! Charts as SVG, written by hand: a chart is numbers and labels, and this is its geometry.
//!
//! Every chart is drawn in one of two layouts, because a drawing made for a desk cannot be read when it shrinks to a
//! phone: the page holds both and its style shows the one that fits. Colours are classes and variables, so that light,
//! dark and paper each choose their own; shapes, dashes and hatching say again what colour says.

mod axis;
mod bars;
pub(super) mod fan;
mod intervals;
pub mod numbers;
mod palette;
pub(super) mod scale;
mod shifts;
mod svg;

pub use palette::Symbol;

use crate::brief::{Chart, ChartKind};
use svg::Svg;

/// The style that the classes within a chart rely on.
pub const STYLE: &str = include_str!("chart.css");

/// The room a chart is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 680 units across: a desk, a tablet, paper.
    Wide,
    /// 340 units across: a phone.
    Narrow,
}

impl Layout {
    /// The width of the drawing, in units that are pixels where the chart has the room it is made for.
    fn width(self) -> f64 {
        match self {
            Layout::Wide => 680.0,
            Layout::Narrow => 340.0,
        }
    }

    /// The size of the text.
    fn text_size(self) -> f64 {
        match self {
            Layout::Wide => 15.0,
            Layout::Narrow => 14.0,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Layout::Wide => "wide",
            Layout::Narrow => "narrow",
        }
    }
}

/// A chart as an SVG file of its own, with its style.
pub fn svg(chart: &Chart) -> String {
    draw(chart, Layout::Wide, &super::escape::slug(&chart.id), Some(STYLE))
}

/// A chart as an element of a page that holds [`STYLE`] already. Every id within it begins with `anchor` and
/// two hyphens, which no slug has: unique anchors make unique ids.
pub fn embedded(chart: &Chart, layout: Layout, anchor: &str) -> String {
    draw(chart, layout, anchor, None)
}

fn draw(chart: &Chart, layout: Layout, anchor: &str, style: Option<&str>) -> String {
    let mut svg = Svg::new(layout, &format!("{anchor}--{}", layout.name()));
    match &chart.kind {
        ChartKind::Fan(fan) => fan::draw(&mut svg, fan),
        ChartKind::Bars(bars) => bars::draw(&mut svg, bars),
        ChartKind::Intervals(intervals) => intervals::draw(&mut svg, intervals),
        ChartKind::Shifts(rows) => shifts::draw(&mut svg, rows),
    }
    svg.finish(&chart.title, &chart.description, style)
}
