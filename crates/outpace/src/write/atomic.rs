//! Files that appear under their final name only when they are complete.
//!
//! Text goes to a temporary file in the same folder, which is renamed at the end: whoever looks at the final name sees
//! the old file or the whole new one, and a failure leaves the old one as it was.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written. Dropped without [`AtomicFile::commit`], it leaves nothing behind.
pub struct AtomicFile {
    target: PathBuf,
    temporary: PathBuf,
    writer: Option<BufWriter<File>>,
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
        let temporary = target.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let writer = BufWriter::new(File::create(&temporary)?);
        Ok(AtomicFile { target: target.to_path_buf(), temporary, writer: Some(writer) })
    }

    /// Ends the file and gives it its name.
    pub fn commit(mut self) -> io::Result<()> {
        if let Some(writer) = self.writer.take() {
            writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        }
        fs::rename(&self.temporary, &self.target)
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
        // After a commit there is nothing to remove; after a failure there is nobody to tell.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Writes a whole file at once.
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
    fn a_committed_file_replaces_the_old_one() {
        let folder = folder("committed");
        let target = folder.join("table.csv");
        write(&target, "old").expect("written");
        write(&target, "new").expect("written");
        assert_eq!(fs::read_to_string(&target).expect("readable"), "new");
        fs::remove_dir_all(folder).expect("removed");
    }
}
