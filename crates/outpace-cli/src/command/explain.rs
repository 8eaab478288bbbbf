//! `outpace explain`: the page of a diagnostic.

use crate::Exit;
use crate::args::Explain;
use crate::terminal::Terminal;
use outpace::pages;
use outpace_syntax::name::nearest;

/// Shows a page, or the list of pages.
pub fn run(options: &Explain, terminal: &Terminal) -> Exit {
    let Some(code) = &options.code else {
        let lines: Vec<String> = pages::ALL.iter().map(|page| format!("{:24} {}\n", page.code, page.title())).collect();
        terminal.print(&lines.concat());
        return Exit::Sound;
    };
    match pages::find(code) {
        Some(page) => {
            terminal.print(page.text);
            Exit::Sound
        }
        None => {
            let near = nearest(code, pages::ALL.iter().map(|page| page.code));
            let help =
                near.map_or("`outpace explain` lists all codes".to_string(), |near| format!("did you mean `{near}`?"));
            terminal.fail(&format!("there is no diagnostic `{code}`"), &help);
            Exit::Misuse
        }
    }
}
