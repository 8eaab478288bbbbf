//! Any text as a file of a study goes the whole path, from bytes to pages, without falling over.

use crate::builtin;
use crate::compose::{Material, compose};
use crate::history::history;
use crate::judge::judge;
use crate::run::{Futures, Plan, Settings, run};
use crate::write::{diagnostic, html, markdown, terminal};
use outpace_study::study;
use outpace_syntax::{Diagnostic, File, FileSet, trees};

/// Numbers that look random (Marsaglia 2003, "Xorshift RNGs").
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    /// The text with a few pieces taken out, doubled, overwritten, or exchanged for a word of the formats.
    fn damage(&mut self, text: &str) -> Vec<u8> {
        const WORDS: [&str; 16] = [
            "0",
            "-1",
            "1e308",
            "1e-308",
            "nan",
            "2025",
            "@",
            "!",
            "{{",
            "}}",
            "\"\"\"",
            "[[",
            ",,,,,,",
            "~",
            "INTEG(",
            "\u{E000}0\u{E001}",
        ];
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..1 + self.next(8) {
            let at = self.next(bytes.len());
            let end = (at + 1 + self.next(30)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            match self.next(5) {
                0 => drop(bytes.drain(at..end)),
                1 => drop(bytes.splice(at..at, piece)),
                2 => bytes[at..end].iter_mut().for_each(|byte| *byte = self.next(256) as u8),
                3 => drop(bytes.splice(at..end, WORDS[self.next(WORDS.len())].bytes())),
                // A digit for a digit: the file stays sound more often, and reaches further.
                _ => bytes[at..end].iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|byte| {
                    *byte = b'0' + self.next(10) as u8;
                }),
            }
        }
        bytes
    }
}

/// The whole path, with every page written.
fn go(files: &FileSet, mut diagnostics: Vec<Diagnostic>) {
    let (trees, parsed) = trees::parse(files);
    let (study, resolved) = study::resolve(trees);
    diagnostics.extend(parsed);
    diagnostics.extend(resolved);
    let settings = Settings { members: 4, rows: 2, ..Settings::of(&study, None, None, 1) };
    let plan = Plan::of_study(&study);
    let futures = run(&study, &plan, settings, &|_, _, _| true).unwrap_or_else(|_| Futures::none(&study, settings));
    let now = judge(&study, &futures, None);
    let then = study.then.map(|then| judge(&study, &futures, Some(then)));
    let past = history(&study, settings, &|_, _, _| true).ok().flatten();
    let material =
        Material { study: &study, now: &now, then: then.as_ref(), futures: &futures, history: past.as_ref() };
    let brief = compose(material);
    assert_eq!(brief.verdicts.len(), study.claims.len());
    html::write(&brief);
    markdown::write(&brief);
    terminal::write(&brief, 80, true);
    diagnostic::full(files, &diagnostics, false, 100);
    diagnostic::concise(files, &diagnostics);
}

#[test]
fn no_damage_to_a_study_makes_the_path_fall_over() {
    let robots = builtin::find("robots").expect("built in").files;
    for seed in 1..=100_u64 {
        let mut noise = Noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let damaged = noise.next(robots.len());
        let mut files = FileSet::default();
        let mut diagnostics = Vec::new();
        for (index, (path, text)) in robots.iter().enumerate() {
            let bytes = if index == damaged { noise.damage(text) } else { text.as_bytes().to_vec() };
            let (file, faults) = File::decode(path, &bytes);
            let id = files.add(file);
            diagnostics.extend(faults(id));
        }
        // The seed and file of a failure, shown only then.
        println!("seed {seed}: {}", robots[damaged].0);
        go(&files, diagnostics);
    }
}

#[test]
fn a_study_of_no_files_makes_an_empty_brief() {
    go(&FileSet::default(), vec![]);
}
