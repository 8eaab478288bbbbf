//! What an ensemble has computed so far, beside the file that it will be: so that one that was killed goes on.
//!
//! A header says which run it is of. Records follow, one for each block of members, in order. Header and records are
//! `length, bytes, checksum`, numbers in little-endian order; the first one that is cut off or damaged ends the journal,
//! and is written again. The checksum is FNV-1a (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>): it finds
//! accidents, and is no protection.

#[cfg(test)]
mod tests;

use outpace_engine::{Chunk, Fingerprint};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The bytes of a length, a checksum or a count.
const WORD: usize = 8;

/// A journal that is being written.
pub struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
    /// The members that it has.
    pub members: u64,
}

/// Why a journal cannot go on.
#[derive(Debug)]
pub enum Fault {
    /// It cannot be read or written.
    Io(io::Error),
    /// It is of another run: what differs, first as it says, then as asked.
    OtherRun(String, String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}

impl Journal {
    /// Where the journal of an output is.
    pub fn path(output: &Path) -> PathBuf {
        let mut name = output.as_os_str().to_owned();
        name.push(".journal");
        PathBuf::from(name)
    }

    /// Begins a journal; one that is there is lost.
    pub fn begin(path: &Path, header: &str) -> io::Result<Journal> {
        let mut file = BufWriter::new(File::create(path)?);
        write_record(&mut file, header.as_bytes())?;
        Ok(Journal { path: path.to_path_buf(), file, members: 0 })
    }

    /// Goes on with a journal, or begins one where there is none whose header is whole.
    pub fn resume(path: &Path, header: &str) -> Result<Journal, Fault> {
        let mut reader = match Reader::open(path) {
            Ok(reader) => reader,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Journal::begin(path, header)?),
            Err(error) => return Err(error.into()),
        };
        let Some(found) = reader.record()? else { return Ok(Journal::begin(path, header)?) };
        check_header(&found, header)?;
        let mut members = 0;
        let mut whole = reader.position;
        while let Some(chunk) = reader.chunk()?.filter(|chunk| chunk.first == members) {
            members += chunk.members as u64;
            whole = reader.position;
        }
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Journal { path: path.to_path_buf(), file: BufWriter::new(file), members })
    }

    /// Adds the next members. What is added is out of our hands, also when the program is killed.
    pub fn add(&mut self, chunk: &Chunk) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(3 * WORD + chunk.values.len() * WORD);
        for count in [chunk.first, chunk.members as u64, chunk.moments as u64] {
            bytes.extend(count.to_le_bytes());
        }
        bytes.extend(chunk.values.iter().flat_map(|value| value.to_le_bytes()));
        write_record(&mut self.file, &bytes)?;
        self.file.flush()?;
        self.members += chunk.members as u64;
        Ok(())
    }

    /// Everything in it, from the first member on.
    pub fn chunks(&mut self) -> io::Result<Reader> {
        self.file.flush()?;
        let mut reader = Reader::open(&self.path)?;
        reader.record()?;
        Ok(reader)
    }

    /// Removes the journal of a run that is complete.
    pub fn remove(self) -> io::Result<()> {
        drop(self.file);
        fs::remove_file(self.path)
    }
}

/// A journal that is being read.
pub struct Reader {
    file: BufReader<File>,
    length: u64,
    /// The bytes up to the end of the last whole record.
    position: u64,
}

impl Reader {
    pub(super) fn open(path: &Path) -> io::Result<Reader> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Reader { file: BufReader::new(file), length, position: 0 })
    }

    /// The next members; `None` at the end, and where the rest is damaged.
    pub fn chunk(&mut self) -> io::Result<Option<Chunk>> {
        let Some(bytes) = self.record()? else { return Ok(None) };
        let mut words = bytes.chunks_exact(WORD).map(|word| u64::from_le_bytes(std::array::from_fn(|at| word[at])));
        let (Some(first), Some(members), Some(moments)) = (words.next(), words.next(), words.next()) else {
            return Ok(None);
        };
        let values = words.map(f64::from_bits).collect();
        Ok(Some(Chunk { first, members: members as usize, moments: moments as usize, values }))
    }

    /// The next record; `None` at the end, and where the rest is damaged.
    pub(super) fn record(&mut self) -> io::Result<Option<Vec<u8>>> {
        let left = self.length - self.position;
        if left < 2 * WORD as u64 {
            return Ok(None);
        }
        let length = self.word()?;
        if length > left - 2 * WORD as u64 {
            return Ok(None);
        }
        let mut bytes = vec![0; length as usize];
        self.file.read_exact(&mut bytes)?;
        let sound = self.word()? == checksum(&bytes);
        if sound {
            self.position += length + 2 * WORD as u64;
        }
        Ok(sound.then_some(bytes))
    }

    fn word(&mut self) -> io::Result<u64> {
        let mut bytes = [0; WORD];
        self.file.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

/// Whether a file is of this run.
pub(super) fn check_header(found: &[u8], header: &str) -> Result<(), Fault> {
    if found == header.as_bytes() {
        return Ok(());
    }
    let (there, here) = first_difference(&String::from_utf8_lossy(found), header);
    Err(Fault::OtherRun(there, here))
}

pub(super) fn write_record(file: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    file.write_all(&(bytes.len() as u64).to_le_bytes())?;
    file.write_all(bytes)?;
    file.write_all(&checksum(bytes).to_le_bytes())
}

fn checksum(bytes: &[u8]) -> u64 {
    let mut fingerprint = Fingerprint::new();
    fingerprint.add(bytes);
    fingerprint.number()
}

/// The first lines of two headers that are not the same.
fn first_difference(there: &str, here: &str) -> (String, String) {
    let ends = |text: &str| text.lines().map(str::to_string).chain([String::new()]).collect::<Vec<_>>();
    let differs = ends(there).into_iter().zip(ends(here)).find(|(there, here)| there != here);
    differs.unwrap_or_default()
}
