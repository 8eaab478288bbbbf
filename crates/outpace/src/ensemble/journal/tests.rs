use super::*;

const HEADER: &str = "seed: 1\nruns: 3";

fn chunk(first: u64) -> Chunk {
    Chunk { first, members: 2, moments: 1, values: vec![first as f64, -0.0] }
}

fn place(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("outpace-journal-{}-{name}", std::process::id()));
    let _ = fs::remove_file(&path);
    path
}

/// A journal with two records, as bytes.
fn written(path: &Path) -> Vec<u8> {
    let mut journal = Journal::begin(path, HEADER).unwrap();
    journal.add(&chunk(0)).unwrap();
    journal.add(&chunk(2)).unwrap();
    drop(journal);
    fs::read(path).unwrap()
}

#[test]
fn a_journal_cut_anywhere_goes_on_to_the_same_bytes() {
    let path = place("cut");
    let whole = written(&path);
    let record = (2 + 3 + 2) * WORD;
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let mut journal = Journal::resume(&path, HEADER).unwrap();
        let expected = 2 * (length.saturating_sub(whole.len() - 2 * record) / record) as u64;
        assert_eq!(journal.members, expected, "{length}");
        for first in (journal.members..4).step_by(2) {
            journal.add(&chunk(first)).unwrap();
        }
        drop(journal);
        assert_eq!(fs::read(&path).unwrap(), whole, "{length}");
    }
    fs::remove_file(path).unwrap();
}

#[test]
fn damage_ends_a_journal_where_it_is() {
    let path = place("damage");
    let mut bytes = written(&path);
    let last = bytes.len() - 20;
    bytes[last] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let mut journal = Journal::resume(&path, HEADER).unwrap();
    assert_eq!(journal.members, 2);
    let mut chunks = journal.chunks().unwrap();
    assert_eq!(chunks.chunk().unwrap(), Some(chunk(0)));
    assert_eq!(chunks.chunk().unwrap(), None);
    journal.remove().unwrap();
    assert!(!path.exists());
}

#[test]
fn a_journal_of_another_run_says_what_differs() {
    let path = place("other");
    written(&path);
    let fault = Journal::resume(&path, "seed: 2\nruns: 3").err();
    assert!(
        matches!(fault, Some(Fault::OtherRun(there, here)) if (there.as_str(), here.as_str()) == ("seed: 1", "seed: 2"))
    );
    fs::remove_file(path).unwrap();
}
