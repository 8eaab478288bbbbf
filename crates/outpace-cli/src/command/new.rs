//! `outpace new`: a study folder to start from.

use crate::Exit;
use crate::args::New;
use crate::terminal::Terminal;
use outpace::{builtin, reason, write::atomic};
use std::fs;

/// Copies a built-in study into a folder that does not exist yet, or is empty.
pub fn run(options: &New, terminal: &Terminal) -> Exit {
    let asked = options.from.as_deref().unwrap_or("robots");
    let Some(study) = builtin::find(asked) else {
        let names: Vec<&str> = builtin::ALL.iter().map(|study| study.name).collect();
        terminal
            .fail(&format!("there is no built-in study `{asked}`"), &format!("choose one of: {}", names.join(", ")));
        return Exit::Misuse;
    };
    let folder = &options.directory;
    if folder.is_file() {
        terminal.fail(&format!("`{}` is a file", folder.display()), "name a folder that does not exist yet");
        return Exit::Misuse;
    }
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("`{}` is not empty", folder.display());
        terminal.fail(&message, "name a folder that does not exist yet; nothing of yours is overwritten");
        return Exit::Misuse;
    }
    for (path, text) in study.files {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        if let Err(error) = fs::create_dir_all(parent).and_then(|()| atomic::write(&target, text)) {
            terminal.fail(&format!("`{}` cannot be written: {}", target.display(), reason(&error)), "");
            return Exit::Problems;
        }
    }
    let name = folder.display().to_string();
    let typed = if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.clone() };
    terminal.note(&format!(
        "`{name}` is a study now: {}. Next: `outpace brief {typed}`, then change its files.",
        study.says
    ));
    Exit::Sound
}
