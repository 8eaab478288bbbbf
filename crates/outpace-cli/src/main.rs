//! The binary: reads what the user typed, calls the library, prints, and sets the exit status.
//!
//! Only this crate prints, reads the environment, or knows of a terminal. A command is a file in `command/`: a
//! function from its arguments to an [`Exit`].

mod args;
mod command;
mod terminal;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;
use terminal::Terminal;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// As expected.
    Sound,
    /// Diagnostics, or verdicts that were not expected.
    Problems,
    /// The command line made no sense.
    Misuse,
    /// The user stopped it.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Sound => 0,
            Exit::Problems => 1,
            Exit::Misuse => 2,
            Exit::Interrupted => 130,
        })
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(message) => {
            // Help and version are answers, everything else is misuse. A closed pipe has nobody left to tell.
            let _ = message.print();
            return ExitCode::from(if message.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = Terminal::new(&arguments.global);
    // Asked only where it matters: the answer takes some reading of files of the system.
    let threads = || arguments.global.threads.map_or_else(terminal::processors, usize::from);
    let exit = match &arguments.command {
        None => command::brief::plain(&terminal, threads()),
        Some(Command::Brief(options)) => command::brief::run(options, &terminal, threads()),
        Some(Command::Check(options)) => command::check::run(options, &terminal, threads()),
        Some(Command::Facts(options)) => command::facts::run(options, &terminal),
        Some(Command::Trace(options)) => command::trace::run(options, &terminal, threads()),
        Some(Command::Run(options)) => command::run::run(options, &terminal),
        Some(Command::Ensemble(options)) => command::ensemble::run(options, &terminal, threads()),
        Some(Command::Sensitivity(options)) => command::sensitivity::run(options, &terminal, threads()),
        Some(Command::Convert(options)) => command::convert::run(options, &terminal),
        Some(Command::New(options)) => command::new::run(options, &terminal),
        Some(Command::Explain(options)) => command::explain::run(options, &terminal),
    };
    exit.into()
}
