//! What statistics have come to so far, beside the file that they will be: so that a run that was killed goes on.
//!
//! A header says which run it is of, one more record holds the engine's words; both are written as those of a
//! [journal](super::journal). The file is replaced as a whole, so that there is always one that is whole.

use super::journal::{Fault, Reader, check_header, write_record};
use crate::write::atomic::AtomicFile;
use outpace_engine::Checkpoint;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Where the checkpoint of an output is.
pub fn path(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".checkpoint");
    PathBuf::from(name)
}

/// Writes a checkpoint in place of the one before it.
///
/// # Errors
/// A file that cannot be written.
pub fn write(path: &Path, header: &str, words: &[u64]) -> io::Result<()> {
    let mut file = AtomicFile::create(path)?;
    write_record(&mut file, header.as_bytes())?;
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    write_record(&mut file, &bytes)?;
    file.commit()
}

/// Reads a checkpoint; `None` where there is none that is whole.
///
/// # Errors
/// A file that cannot be read, or one of another run.
pub fn read(path: &Path, header: &str) -> Result<Option<Checkpoint>, Fault> {
    let mut reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(found) = reader.record()? else { return Ok(None) };
    check_header(&found, header)?;
    let Some(bytes) = reader.record()? else { return Ok(None) };
    let words: Vec<u64> =
        bytes.chunks_exact(8).map(|word| u64::from_le_bytes(std::array::from_fn(|at| word[at]))).collect();
    Ok(Checkpoint::from_words(&words))
}
