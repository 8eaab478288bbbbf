//! The card of a claim: the statement, its verdict then and now, what was tested, on what it hinges, what it rests on.

use super::{Page, badge, escape};
use crate::brief::TestLine;

impl Page<'_> {
    pub(super) fn claim(&mut self, index: usize) {
        let brief = self.brief;
        let Some(card) = brief.verdicts.get(index) else { return };
        // Shown a second time, a card has no anchor: an id stands once on a page.
        let anchor = self.cards.get(index).cloned().flatten().filter(|_| self.shown.insert(index));
        let id = anchor.map_or(String::new(), |anchor| format!(" id=\"{anchor}\""));
        let level = (self.level + 1).min(6);
        let cited = self.citations(&card.citations);
        self.push(format_args!(
            "<article class=\"claim\"{}>\n<h{level}>{}{cited}</h{level}>\n<p class=\"judgement\">{}",
            id,
            escape::xml(&card.says),
            badge(&card.now)
        ));
        if let Some((date, then)) = &card.then {
            self.push(format_args!(" <span class=\"then\">was {} as of {}</span>", badge(then), escape::xml(date)));
        }
        self.out.push_str("</p>\n");
        if !card.tests.is_empty() {
            self.out.push_str("<ul class=\"tests\">\n");
            for test in &card.tests {
                self.test(test, card.tests.len() > 1);
            }
            self.out.push_str("</ul>\n");
        }
        if !card.hinges.is_empty() {
            let hinges = self.inlines(&card.hinges);
            let label = card.hinges_label();
            self.push(format_args!("<p class=\"hinges\"><strong>{label}</strong> {hinges}</p>\n"));
        }
        let command = escape::xml(&escape::trace_command(&card.id));
        self.push(format_args!("<p class=\"trace\"><code>{command}</code></p>\n</article>\n"));
    }

    /// One test; its own verdict is said only where there are several.
    fn test(&mut self, test: &TestLine, several: bool) {
        self.out.push_str("<li>");
        if several {
            self.push(format_args!("{} ", badge(&test.judgement)));
        }
        if !test.reading.is_empty() {
            self.push(format_args!("<span class=\"reading\">{}</span> ", escape::xml(&test.reading)));
        }
        // A named reading says in words what is tested; the expression is there for those who want it.
        let expression = format!("<code>{}</code>", escape::xml(&test.expression));
        if test.reading.is_empty() {
            self.out.push_str(&expression);
        }
        if !test.result.is_empty() {
            let result = self.inlines(&test.result);
            self.push(format_args!("<span class=\"result\">{result}</span>"));
        }
        if !test.reading.is_empty() {
            self.push(format_args!("<details><summary>as tested</summary>{expression}</details>"));
        }
        self.out.push_str("</li>\n");
    }
}
