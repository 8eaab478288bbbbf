//! The pieces of the body: headings, paragraphs, lists, charts, tables.

use super::{Page, chart, escape};
use crate::brief::{Block, Chart, Table};
use crate::write::chart::{Layout, numbers};

impl Page<'_> {
    /// The body, in order.
    pub fn blocks(&mut self) {
        let brief = self.brief;
        for block in &brief.blocks {
            match block {
                Block::Heading(level, text) => self.heading(*level, text),
                Block::Paragraph(parts) => {
                    let text = self.inlines(parts);
                    self.push(format_args!("<p>{text}</p>\n"));
                }
                Block::List(items) => {
                    self.out.push_str("<ul>\n");
                    for item in items {
                        let text = self.inlines(item);
                        self.push(format_args!("<li>{text}</li>\n"));
                    }
                    self.out.push_str("</ul>\n");
                }
                Block::Claim(index) => self.claim(*index),
                Block::Chart(chart) => self.chart(chart),
                Block::Table(table) => self.table(table),
            }
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        // The title is the page's only heading of the first level.
        let html = level.clamp(1, 5) + 1;
        let anchor = self.anchors.heading(text);
        self.push(format_args!("<h{html} id=\"{anchor}\">{}</h{html}>\n", escape::xml(text)));
        self.level = html;
        if level <= 2 {
            self.contents.push((level.max(1), anchor, text.to_string()));
        }
    }

    /// A figure: what to see, the drawing in both layouts, and its numbers for those who want them.
    fn chart(&mut self, data: &Chart) {
        let anchor = self.anchors.chart(&data.id);
        let cited = self.citations(&data.citations);
        self.push(format_args!(
            "<figure class=\"chart-figure\" id=\"{anchor}\">\n<figcaption><strong>{}</strong>{cited}",
            escape::xml(&data.title)
        ));
        if !data.subtitle.is_empty() {
            self.push(format_args!(" <span class=\"subtitle\">{}</span>", escape::xml(&data.subtitle)));
        }
        self.out.push_str("</figcaption>\n");
        for layout in [Layout::Wide, Layout::Narrow] {
            self.out.push_str(&chart::embedded(data, layout, &anchor));
        }
        let numbers = numbers::of(data);
        self.out.push_str("<details><summary>The numbers</summary>\n");
        let rows = numbers.rows.iter().map(|row| row.iter().map(|cell| escape::xml(cell)).collect());
        let rows: Vec<Vec<String>> = rows.collect();
        self.grid(&data.title, true, &numbers.columns, &rows);
        self.out.push_str("</details>\n</figure>\n");
    }

    fn table(&mut self, table: &Table) {
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            // No more cells than columns: a citation that is not shown must not be counted.
            rows.push(row.iter().take(table.columns.len()).map(|cell| self.inlines(cell)).collect());
        }
        self.grid(&table.caption, false, &table.columns, &rows);
    }

    /// A table that scrolls within itself where the page is too narrow. The first cell names its row.
    fn grid(&mut self, caption: &str, hide_caption: bool, columns: &[(String, bool)], rows: &[Vec<String>]) {
        let unseen = if hide_caption { " class=\"unseen\"" } else { "" };
        let name = escape::xml(caption);
        self.push(format_args!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\">\n<table>\n\
             <caption{unseen}>{name}</caption>\n<thead><tr>"
        ));
        let class = |number: bool| if number { " class=\"number\"" } else { "" };
        for (head, number) in columns {
            self.push(format_args!("<th scope=\"col\"{}>{}</th>", class(*number), escape::xml(head)));
        }
        self.out.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.out.push_str("<tr>");
            for (index, (_, number)) in columns.iter().enumerate() {
                let cell = row.get(index).map_or("", String::as_str);
                let class = class(*number);
                if index == 0 && !number {
                    self.push(format_args!("<th scope=\"row\">{cell}</th>"));
                } else {
                    self.push(format_args!("<td{class}>{cell}</td>"));
                }
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
    }
}
