//! An empty folder of its own for each test, and the binary run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder that a test may fill.
pub struct Sandbox {
    folder: PathBuf,
}

/// How a command ended.
pub struct Outcome {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Sandbox {
    /// An empty folder; `name` is that of the test.
    pub fn new(name: &str) -> Sandbox {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for the test");
        Sandbox { folder }
    }

    /// A folder with the small study `robots` in `s`.
    pub fn with_study(name: &str) -> Sandbox {
        let sandbox = Sandbox::new(name);
        let robots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/robots");
        for (from, to) in [(robots.clone(), "s"), (robots.join("facts"), "s/facts")] {
            fs::create_dir_all(sandbox.path(to)).expect("a folder");
            for entry in fs::read_dir(from).expect("the study") {
                let path = entry.expect("an entry").path();
                if path.is_file() {
                    fs::copy(&path, sandbox.path(to).join(path.file_name().expect("a name"))).expect("copied");
                }
            }
        }
        sandbox
    }

    /// A folder with the bare model of a cup of tea in `tea.mdl`.
    pub fn with_model(name: &str) -> Sandbox {
        let sandbox = Sandbox::new(name);
        let tea = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies/teacup/model.mdl");
        fs::copy(tea, sandbox.path("tea.mdl")).expect("copied");
        sandbox
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(path), bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Replaces the first `old` in a file, which must be there.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no {old:?}");
        self.write(path, text.replacen(old, new, 1));
    }

    /// Runs the binary in the folder.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outpace"));
        let output = command.args(arguments).current_dir(&self.folder).env("NO_COLOR", "1").output().expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
        let outcome = Outcome { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        // A mistake of the user's is never told in the words of the program's inside.
        for inside in ["panicked", "RUST_BACKTRACE", "unwrap()", "Some(", "Err(", "{ code:"] {
            assert!(!outcome.err.contains(inside), "{arguments:?}: {}", outcome.err);
        }
        outcome
    }
}

impl Outcome {
    /// Compares the exit status, and looks for each text in the messages.
    #[track_caller]
    pub fn expect(&self, status: i32, told: &[&str]) {
        assert_eq!(self.status, Some(status), "{}\n{}", self.out, self.err);
        for text in told {
            assert!(self.err.contains(text), "{text:?} is not in\n{}", self.err);
        }
    }

    /// The verdict on a claim in the table of `check`.
    #[track_caller]
    pub fn verdict(&self, claim: &str) -> &str {
        let line = self.out.lines().find(|line| line.trim_end().ends_with(claim));
        line.and_then(|line| line.get(..12)).unwrap_or_else(|| panic!("no {claim} in\n{}", self.out)).trim()
    }
}
