//! Files that appear under their final name only when they are complete.
//!
//! Text goes to a temporary file in the same folder, which is renamed at the end: whoever looks at the final name sees
//! the old file or the whole new one, and a failure leaves the old one as it was. What a loss of power leaves is not
//! promised: waiting for the disk takes longer than computing most tables anew.
//!
//! A program that is killed cannot clean up. A temporary file is locked by whoever writes it, and locks end with their
//! program: the next one that writes a file of this name removes the temporary files that nobody holds any more.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written. Dropped without [`AtomicFile::commit`], it leaves nothing behind.
pub struct AtomicFile {
    target: PathBuf,
    temporary: PathBuf,
    writer: Option<BufWriter<File>>,
    is_named: bool,
}

impl AtomicFile {
    /// Begins a file that will be called `target`.
    pub fn create(target: &Path) -> io::Result<AtomicFile> {
        if target.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "a folder has this name"));
        }
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?
            .to_string_lossy();
        remove_abandoned(target);
        let temporary = target.with_file_name(format!(".{name}.{}{ENDING}", std::process::id()));
        let folder = folder_of(target);
        let file = File::create(&temporary).map_err(|error| match folder.is_dir() {
            true => error,
            false => io::Error::new(error.kind(), format!("there is no folder `{}`", folder.display())),
        })?;
        // Where files cannot be locked, nothing abandoned is found either.
        let _ = file.try_lock();
        let writer = BufWriter::new(file);
        Ok(AtomicFile { target: target.to_path_buf(), temporary, writer: Some(writer), is_named: false })
    }

    /// Ends the file and gives it its name.
    pub fn commit(mut self) -> io::Result<()> {
        if let Some(writer) = self.writer.take() {
            writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        }
        fs::rename(&self.temporary, &self.target)?;
        self.is_named = true;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        self.writer = None;
        if !self.is_named {
            // After a failure there is nobody to tell that this failed too.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// How the names of temporary files end.
const ENDING: &str = ".part";

/// Removes what programs that are gone had begun of a file. What cannot be seen or removed stays.
pub fn remove_abandoned(target: &Path) {
    let Some(name) = target.file_name().and_then(|name| name.to_str()) else { return };
    let folder = folder_of(target);
    let begun = |entry: &fs::DirEntry| {
        let found = entry.file_name();
        let process = found.to_str().and_then(|found| found.strip_prefix('.')?.strip_prefix(name)?.strip_prefix('.'));
        let process = process.and_then(|rest| rest.strip_suffix(ENDING));
        process.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(begun) {
        let abandoned = File::options().append(true).open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a whole text at once.
pub fn write(target: &Path, text: &str) -> io::Result<()> {
    let mut file = AtomicFile::create(target)?;
    file.write_all(text.as_bytes())?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("outpace-atomic-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        folder
    }

    #[test]
    fn a_file_given_up_leaves_the_old_one_untouched() {
        let folder = folder("given-up");
        let target = folder.join("table.csv");
        write(&target, "old").expect("written");
        let mut file = AtomicFile::create(&target).expect("begun");
        file.write_all(b"half of the new").expect("written");
        drop(file);
        assert_eq!(fs::read_to_string(&target).expect("readable"), "old");
        assert_eq!(fs::read_dir(&folder).expect("listed").count(), 1, "no temporary file stays");
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn what_a_killed_program_left_goes_and_what_is_being_written_stays() {
        let folder = folder("abandoned");
        let target = folder.join("table.csv");
        let held = AtomicFile::create(&target).expect("begun");
        for other in [".table.csv.1.part", ".table.csv.x.part", ".other.csv.1.part", "table.csv.1.part"] {
            fs::write(folder.join(other), "half").expect("written");
        }
        remove_abandoned(&target);
        let mut left: Vec<String> = fs::read_dir(&folder)
            .expect("listed")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        let own = format!(".table.csv.{}.part", std::process::id());
        let mut expected = vec![".other.csv.1.part", ".table.csv.x.part", "table.csv.1.part", own.as_str()];
        expected.sort_unstable();
        assert_eq!(left, expected);
        drop(held);
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_committed_file_replaces_the_old_one() {
        let folder = folder("committed");
        let target = folder.join("table.csv");
        write(&target, "old").expect("written");
        write(&target, "new").expect("written");
        assert_eq!(fs::read_to_string(&target).expect("readable"), "new");
        fs::remove_dir_all(folder).expect("removed");
    }
}
