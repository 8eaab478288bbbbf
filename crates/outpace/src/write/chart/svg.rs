//! A writer of SVG: a handful of elements, coordinates with one decimal, ids that begin with the chart's anchor.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::Layout;
use crate::write::escape;

/// The margin of a chart in a file of its own.
const MARGIN: f64 = 16.0;

/// Where text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing under way. It grows downwards: whoever draws sets the height when it is known.
pub struct Svg {
    layout: Layout,
    anchor: String,
    height: f64,
    body: String,
    patterns: Vec<usize>,
}

impl Svg {
    pub fn new(layout: Layout, anchor: &str) -> Svg {
        Svg { layout, anchor: anchor.to_string(), height: 0.0, body: String::new(), patterns: Vec::new() }
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    pub fn width(&self) -> f64 {
        self.layout.width()
    }

    /// The height of a line of text.
    pub fn line_height(&self) -> f64 {
        (self.layout.text_size() * 1.3).round()
    }

    pub fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    /// About how wide text comes out: fonts differ, so the estimate is on the generous side.
    pub fn text_width(&self, text: &str) -> f64 {
        text.width() as f64 * self.layout.text_size() * 0.6
    }

    /// Text broken into lines at most about `room` wide; words are kept whole.
    pub fn wrap(&self, text: &str, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.text_width(line) + self.text_width(word) + 5.0 <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_string()),
            }
        }
        lines
    }

    pub fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(coordinate);
        self.push(format_args!(r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#));
    }

    /// A line through points; nothing where there are fewer than two.
    pub fn polyline(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() > 1 {
            self.path(class, &path_through(points));
        }
    }

    /// The area between an upper and a lower line with the same times.
    pub fn area(&mut self, class: &str, upper: &[(f64, f64)], lower: &[(f64, f64)]) {
        let outline: Vec<_> = upper.iter().chain(lower.iter().rev()).copied().collect();
        if upper.len() > 1 {
            self.path(class, &format!("{}Z", path_through(&outline)));
        }
    }

    pub fn path(&mut self, class: &str, data: &str) {
        self.push(format_args!(r#"<path class="{class}" d="{data}"/>"#));
    }

    pub fn rectangle(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), radius: f64) {
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(coordinate);
        let radius = if radius > 0.0 { format!(r#" rx="{}""#, coordinate(radius)) } else { String::new() };
        self.push(format_args!(r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"{radius}/>"#));
    }

    /// A rectangle over another, hatched in the manner of a colour of the palette.
    pub fn hatching(&mut self, colour: usize, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let kind = colour % super::palette::HATCHINGS.len();
        if !self.patterns.contains(&kind) {
            self.patterns.push(kind);
        }
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(coordinate);
        let anchor = self.anchor.clone();
        self.push(format_args!(
            r##"<rect fill="url(#{anchor}-hatch{kind})" x="{x}" y="{y}" width="{width}" height="{height}"/>"##
        ));
    }

    pub fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let [x, y, radius] = [x, y, radius].map(coordinate);
        self.push(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    /// Text on its baseline.
    pub fn text(&mut self, class: &str, anchor: Anchor, (x, y): (f64, f64), text: &str) {
        let [x, y] = [x, y].map(coordinate);
        let held = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        self.push(format_args!(r#"<text class="{class}" x="{x}" y="{y}"{held}>{}</text>"#, escape::xml(text)));
    }

    /// What `draw` adds, in a group of its own class.
    pub fn group(&mut self, class: &str, draw: impl FnOnce(&mut Svg)) {
        self.push(format_args!(r#"<g class="{class}">"#));
        draw(self);
        self.push(format_args!("</g>"));
    }

    fn push(&mut self, element: std::fmt::Arguments) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    /// The whole element, named and described for those who cannot see it.
    pub fn finish(self, title: &str, description: &str, style: Option<&str>) -> String {
        // A file of its own has a margin and a ground; within a page both are the page's.
        let margin = if style.is_some() { MARGIN } else { 0.0 };
        let corner = coordinate(-margin);
        let [width, height] = [self.layout.width(), self.height].map(|side| coordinate(side + 2.0 * margin));
        let (anchor, name, size) = (&self.anchor, self.layout.name(), coordinate(self.layout.text_size()));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart {name}\" viewBox=\"{corner} {corner} {width} {height}\" \
             font-size=\"{size}\" role=\"img\" aria-labelledby=\"{anchor}-title {anchor}-desc\">\n\
             <title id=\"{anchor}-title\">{}</title>\n<desc id=\"{anchor}-desc\">{}</desc>\n",
            escape::xml(title),
            escape::xml(description)
        );
        if let Some(style) = style {
            let _ = write!(
                svg,
                "<style>\n{style}</style>\n\
                 <rect class=\"ground\" x=\"{corner}\" y=\"{corner}\" width=\"{width}\" height=\"{height}\"/>\n"
            );
        }
        if !self.patterns.is_empty() {
            svg.push_str("<defs>\n");
            for &kind in &self.patterns {
                let (size, path) = super::palette::HATCHINGS[kind];
                let _ = writeln!(
                    svg,
                    "<pattern id=\"{anchor}-hatch{kind}\" width=\"{size}\" height=\"{size}\" \
                     patternUnits=\"userSpaceOnUse\"><path class=\"hatch\" d=\"{path}\"/></pattern>"
                );
            }
            svg.push_str("</defs>\n");
        }
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        svg
    }
}

/// `M x y L x y …`; an empty list gives an empty path.
fn path_through(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (index, &(x, y)) in points.iter().enumerate() {
        path.push(if index == 0 { 'M' } else { 'L' });
        path.push_str(&coordinate(x));
        path.push(' ');
        path.push_str(&coordinate(y));
    }
    path
}

/// A coordinate with at most one decimal: alike everywhere, and no finer than a screen shows.
pub fn coordinate(value: f64) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let tenths = (value.clamp(-1e5, 1e5) * 10.0).round() + 0.0;
    if tenths % 10.0 == 0.0 { format!("{:.0}", tenths / 10.0) } else { format!("{:.1}", tenths / 10.0) }
}
