//! The binary does what the guide says: every `console` block of the guide and of `tests/cli` runs as written.
//!
//! A page is a story that takes place in an empty folder of its own. A block with `write=…` or `append=…` is what the
//! reader puts into a file. In a `console` block, `$ outpace …` and `$ cd …` are typed; what stands below is what comes
//! out, first the results, then the messages. `…` stands for any text, on a line of its own for any lines, and
//! `[exit status 1]` at the end for a status that is not zero. Without lines below, only the status is compared.

#[path = "cli/beliefs.rs"]
mod beliefs;
#[path = "cli/mistakes.rs"]
mod mistakes;
#[path = "cli/noise.rs"]
mod noise;
#[path = "cli/pages.rs"]
mod pages;
#[path = "cli/results.rs"]
mod results;
#[path = "cli/resume.rs"]
mod resume;
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "cli/wishes.rs"]
mod wishes;

use outpace_tests::markdown::{Fence, Page, pages};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_guide_does_what_it_says() {
    tell(&pages(&root().join("docs")));
}

#[test]
fn command_lines_give_what_is_written() {
    tell(&pages(&root().join("tests/cli")));
}

#[test]
fn every_command_is_in_the_guide() {
    let help = Command::new(env!("CARGO_BIN_EXE_outpace")).arg("--help").output().expect("the program runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.contains(&"brief"), "{commands:?}");
    let guide = fs::read_to_string(root().join("docs/commands.md")).expect("the page about commands");
    for command in commands.into_iter().filter(|command| *command != "help") {
        assert!(guide.contains(&format!("| `outpace {command}")), "`{command}` has no row in docs/commands.md");
    }
}

/// Plays each page in a folder of its own.
fn tell(pages: &[Page]) {
    let mut wrong = String::new();
    for page in pages.iter().filter(|page| page.text.contains("```console")) {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(page.name());
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).expect("a folder for the page");
        let mut place = home.clone();
        for fence in page.fences() {
            put(&fence, &home);
            for step in if fence.language == "console" { steps(&fence) } else { Vec::new() } {
                if let Some(folder) = step.command.strip_prefix("cd ") {
                    place = place.join(folder);
                } else if let Err(difference) = step.run(&place) {
                    wrong += &format!("{}:{}: {difference}\n", page.path.display(), fence.line);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Writes what a block says that the reader writes.
fn put(fence: &Fence, home: &Path) {
    let written = fence.attribute("write").map(|path| (path, String::new()));
    let appended = fence.attribute("append").map(|path| {
        let before = fs::read_to_string(home.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        (path, before)
    });
    for (path, before) in written.into_iter().chain(appended) {
        fs::write(home.join(path), before + &fence.text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

/// One command and what it is said to give.
struct Step {
    command: String,
    output: Vec<String>,
    status: i32,
}

fn steps(fence: &Fence) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in fence.text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.to_string(), output: Vec::new(), status: 0 });
        } else if let Some(step) = steps.last_mut() {
            match line.strip_prefix("[exit status ").and_then(|rest| rest.strip_suffix(']')) {
                Some(status) => step.status = status.parse().expect("an exit status"),
                None => step.output.push(line.to_string()),
            }
        }
    }
    steps
}

impl Step {
    /// Runs the command in a folder; the error shows what came instead.
    fn run(&self, place: &Path) -> Result<(), String> {
        let words = words(&self.command);
        let (program, arguments) = words.split_first().ok_or("an empty command")?;
        if program != "outpace" {
            return Err(format!("`{program}` is not `outpace`"));
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_outpace"));
        command.args(arguments).current_dir(place).env("NO_COLOR", "1");
        let result = command.output().map_err(|error| error.to_string())?;
        let text = [result.stdout, result.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        let found: Vec<&str> = text.lines().map(str::trim_end).collect();
        let wanted: Vec<&str> = self.output.iter().map(String::as_str).collect();
        let same_status = result.status.code() == Some(self.status);
        if same_status && (wanted.is_empty() || matches(&wanted, &found)) {
            return Ok(());
        }
        Err(format!(
            "`{}` gives status {:?} and\n{text}\ninstead of\n{}",
            self.command,
            result.status.code(),
            wanted.join("\n")
        ))
    }
}

/// Whether lines are as wanted: `…` alone is any number of lines, within a line any text.
fn matches(wanted: &[&str], found: &[&str]) -> bool {
    match wanted.split_first() {
        None => found.is_empty(),
        Some((&"…", rest)) => (0..=found.len()).any(|skipped| matches(rest, &found[skipped..])),
        Some((line, rest)) => {
            found.split_first().is_some_and(|(first, others)| like(line, first) && matches(rest, others))
        }
    }
}

fn like(wanted: &str, found: &str) -> bool {
    let mut parts = wanted.split('…');
    let Some(mut rest) = parts.next().and_then(|first| found.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Words as a shell would part them, with both kinds of quotes and nothing else.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
