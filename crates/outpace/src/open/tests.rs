//! Finding and reading studies on disk.

use super::*;

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("outpace-open-{}-{name}", std::process::id()));
        fs::create_dir_all(folder.join("facts")).expect("a temporary folder");
        Folder(folder)
    }

    fn with(self, files: &[&str]) -> Folder {
        files.iter().for_each(|file| fs::write(self.0.join(file), "x").expect("written"));
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_word_is_a_folder_a_model_or_a_built_in_study() {
    let folder = Folder::new("locate").with(&["study.toml", "model.mdl"]);
    let at = |path: &str| locate(Some(&folder.0.join(path).display().to_string()), Path::new("."));
    assert!(matches!(at(""), Ok(Place::Folder(_))));
    assert!(matches!(at("study.toml"), Ok(Place::Folder(path)) if path == folder.0));
    assert!(matches!(at("model.mdl"), Ok(Place::Model(_))));
    assert!(at("facts").is_err_and(|missing| missing.help.contains("no study.toml")));
    assert!(matches!(locate(Some("robots"), Path::new(".")), Ok(Place::Builtin(study)) if study.name == "robots"));
    assert!(matches!(locate(None, &folder.0), Ok(Place::Folder(_))), "the study one stands in");
    assert!(matches!(locate(None, &folder.0.join("facts")), Ok(Place::Builtin(study)) if study.name == "ai-race"));
    let missing = locate(Some("ai-rase"), Path::new(".")).expect_err("misspelt");
    assert_eq!(missing.to_string(), "there is no study or model `ai-rase`");
    assert_eq!(missing.help, "did you mean the built-in study `ai-race`?");
}

#[test]
fn the_files_of_a_study_are_read_in_one_order_and_others_are_not() {
    let files = [
        "study.toml",
        "claims.toml",
        "notes.txt",
        ".hidden.csv",
        "facts/b.csv",
        "facts/a.csv",
        "facts/a.txt",
        "metrics.csv",
    ];
    let folder = Folder::new("order").with(&files);
    let (set, diagnostics) = open(&Place::Folder(folder.0.clone()));
    assert_eq!(diagnostics, []);
    let names: Vec<&str> = set.iter().filter_map(|(_, file)| file.path.rsplit(['/', '\\']).next()).collect();
    assert_eq!(names, ["claims.toml", "metrics.csv", "study.toml", "a.csv", "b.csv"]);
}

#[test]
fn a_file_too_large_is_refused_before_it_is_read() {
    let folder = Folder::new("large").with(&["study.toml", "metrics.csv"]);
    let file = fs::File::create(folder.0.join("metrics.csv")).expect("made");
    // Sparse: nothing is written, so nothing but the length is large.
    file.set_len(MAX_FILE_BYTES as u64 + 1).expect("grown");
    let (set, diagnostics) = open(&Place::Folder(folder.0.clone()));
    assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [codes::FILE_TOO_LARGE]);
    assert_eq!(set.iter().count(), 1, "the others are there");
}

#[test]
fn a_study_of_too_many_files_says_so() {
    let folder = Folder::new("many").with(&["study.toml"]);
    for number in 0..MAX_FILES {
        fs::write(folder.0.join(format!("facts/{number}.csv")), "").expect("written");
    }
    let (set, diagnostics) = open(&Place::Folder(folder.0.clone()));
    assert_eq!(diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [codes::TOO_LARGE]);
    assert_eq!(set.iter().count(), MAX_FILES);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_folder_are_not_followed() {
    let elsewhere = Folder::new("elsewhere").with(&["secret.csv"]);
    let folder = Folder::new("links").with(&["study.toml", "metrics.csv"]);
    let link = |from: PathBuf, to: &str| std::os::unix::fs::symlink(from, folder.0.join(to)).expect("linked");
    link(elsewhere.0.join("secret.csv"), "entities.csv");
    link(elsewhere.0.join("secret.csv"), "facts/facts.csv");
    link(folder.0.join("metrics.csv"), "events.csv");
    let (set, diagnostics) = open(&Place::Folder(folder.0.clone()));
    assert_eq!(set.iter().count(), 3, "the study's own, by whatever name");
    assert!(diagnostics.iter().all(|outside| outside.message.contains("leads out of the folder")), "{diagnostics:?}");
    assert_eq!(diagnostics.len(), 2);
}
