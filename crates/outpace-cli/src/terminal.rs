//! What we print where: results to standard output, everything about them to standard error.
//!
//! Progress shows only where a person watches; colours only there, and not where `NO_COLOR` is set
//! (<https://no-color.org>). A reader that closes the pipe ends the output, not the program in disorder.

use crate::Exit;
use crate::args::{DiagnosticForm, Global, When};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use outpace::write::{diagnostic, escape};
use outpace_syntax::{Diagnostic, FileSet, Severity};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;

/// The user's terminal, or the pipes in its place.
pub struct Terminal {
    quiet: bool,
    out_colour: bool,
    err_colour: bool,
    progress: bool,
    form: DiagnosticForm,
}

/// The widest that we write text for people.
const WIDTH: usize = 80;

/// The most diagnostics that are shown at once, errors before warnings: nobody reads more.
const MOST_SHOWN: usize = 1_000;

impl Terminal {
    /// As the options and the environment have it.
    pub fn new(global: &Global) -> Terminal {
        #[expect(clippy::disallowed_methods, reason = "the command line reads the environment")]
        let plain = std::env::var("NO_COLOR").is_ok_and(|value| !value.is_empty());
        let colour = |is_terminal: bool| match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && !plain,
        };
        let watched = io::stderr().is_terminal();
        Terminal {
            quiet: global.quiet,
            out_colour: colour(io::stdout().is_terminal()),
            err_colour: colour(watched),
            progress: watched && !global.quiet,
            form: global.diagnostics,
        }
    }

    /// How wide text for people is.
    pub fn width(&self) -> usize {
        WIDTH
    }

    /// Whether results may be coloured.
    pub fn colour(&self) -> bool {
        self.out_colour
    }

    /// Writes a result.
    pub fn print(&self, text: &str) {
        self.print_with(|out| out.write_all(text.as_bytes()));
    }

    /// Writes a result part by part.
    pub fn print_with(&self, write: impl FnOnce(&mut io::BufWriter<io::StdoutLock>) -> io::Result<()>) {
        let mut out = io::BufWriter::new(io::stdout().lock());
        // A reader that has gone away wants no more.
        let _ = write(&mut out).and_then(|()| out.flush());
    }

    /// Says something about what is being done, unless asked to be quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Says that a command cannot be carried out, and what would help.
    pub fn fail(&self, message: &str, help: &str) {
        let (bold, red, plain) = if self.err_colour { ("\x1b[1m", "\x1b[31m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{bold}{red}error{plain}{bold}: {}{plain}\n", escape::plain(message));
        if !help.is_empty() {
            text.push_str(&format!("  = help: {}\n", escape::plain(help)));
        }
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says that errors keep a file, or those of a folder, as it was.
    pub fn withhold(&self, path: &Path) -> Exit {
        let message = format!("nothing is written to `{}` while there are errors", path.display());
        self.fail(&message, "mend what is said above, and try again");
        Exit::Problems
    }

    /// Says what is wrong with a word on the command line, and what would help.
    pub fn refuse(&self, diagnostic: &Diagnostic) -> Exit {
        self.fail(&diagnostic.message, diagnostic.help.as_deref().unwrap_or_default());
        Exit::Misuse
    }

    /// Shows diagnostics, and says whether an error is among them. Warnings are left out when quiet.
    pub fn diagnostics(&self, files: &FileSet, diagnostics: &[Diagnostic]) -> bool {
        let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let mut shown: Vec<&Diagnostic> =
            diagnostics.iter().filter(|each| !self.quiet || each.severity == Severity::Error).collect();
        let further = shown.len().saturating_sub(MOST_SHOWN);
        if further > 0 {
            shown.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
            shown.truncate(MOST_SHOWN);
        }
        let shown: Vec<Diagnostic> = shown.into_iter().cloned().collect();
        if !shown.is_empty() {
            let text = match self.form {
                DiagnosticForm::Full => diagnostic::full(files, &shown, self.err_colour, WIDTH + 20),
                DiagnosticForm::Concise => diagnostic::concise(files, &shown),
            };
            let _ = io::stderr().lock().write_all(text.as_bytes());
        }
        if further > 0 {
            self.note(&format!("and {further} more, which are not shown"));
        }
        errors
    }

    /// A bar that follows the members of each ensemble, where somebody watches.
    pub fn bar(&self) -> Bar {
        let target = if self.progress { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:32} {bar:32} {human_pos:>9} of {human_len} futures") {
            bar.set_style(style.progress_chars("━╸ "));
        }
        Bar { bar, label: Mutex::new(String::new()) }
    }
}

/// Progress on the terminal.
pub struct Bar {
    bar: ProgressBar,
    label: Mutex<String>,
}

impl Bar {
    /// Shows how far a part of the work is; never asks to stop.
    pub fn show(&self, label: &str, done: u64, all: u64) -> bool {
        if let Ok(mut current) = self.label.lock()
            && *current != label
        {
            *current = label.to_string();
            self.bar.set_message(label.to_string());
        }
        self.bar.set_length(all);
        self.bar.set_position(done);
        true
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// The processors that this process may use.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
