//! Any bytes as files of a study: the program says what is wrong and never falls over.

use crate::sandbox::Sandbox;

const FILES: [&str; 10] = [
    "study.toml",
    "claims.toml",
    "scenarios.toml",
    "sources.bib",
    "brief.md",
    "model.mdl",
    "parameters.csv",
    "entities.csv",
    "metrics.csv",
    "facts/robots.csv",
];

/// Numbers that look random (Marsaglia 2003, "Xorshift RNGs").
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    /// The text with a few pieces taken out, doubled or overwritten.
    fn damage(&mut self, text: &[u8]) -> Vec<u8> {
        let mut bytes = text.to_vec();
        for _ in 0..1 + self.next(6) {
            let at = self.next(bytes.len());
            let end = (at + 1 + self.next(40)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            match self.next(4) {
                0 => drop(bytes.drain(at..end)),
                1 => drop(bytes.splice(at..at, piece)),
                2 => bytes[at..end].iter_mut().for_each(|byte| *byte = self.next(256) as u8),
                _ => bytes[at..end].fill(b"[](){}=\"',;@!~|:^-9e\n"[self.next(21)]),
            }
        }
        bytes
    }
}

#[test]
fn no_damage_makes_it_fall_over() {
    let sandbox = Sandbox::with_study("damage");
    let sound: Vec<Vec<u8>> = FILES.iter().map(|file| sandbox.read(&format!("s/{file}")).into_bytes()).collect();
    for seed in 1..=20_u64 {
        let mut noise = Noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let damaged = noise.next(FILES.len());
        let path = format!("s/{}", FILES[damaged]);
        sandbox.write(&path, noise.damage(&sound[damaged]));
        let outcome = sandbox.run(&["check", "s", "--runs", "8", "--threads", "1"]);
        assert!(matches!(outcome.status, Some(0..=2)), "seed {seed}, {path}: {:?}\n{}", outcome.status, outcome.err);
        sandbox.write(&path, &sound[damaged]);
    }
}

#[test]
fn bytes_that_are_no_text_at_all() {
    let sandbox = Sandbox::with_study("bytes");
    for seed in 1..=4_u64 {
        let mut noise = Noise(seed);
        for file in FILES {
            let bytes: Vec<u8> = (0..noise.next(400)).map(|_| noise.next(256) as u8).collect();
            sandbox.write(&format!("s/{file}"), bytes);
        }
        for command in [&["check", "s"][..], &["run", "s"], &["run", "s/model.mdl"], &["facts", "s"], &["brief", "s"]] {
            let outcome = sandbox.run(command);
            assert!(matches!(outcome.status, Some(0..=2)), "seed {seed}, {command:?}:\n{}", outcome.err);
        }
    }
}
