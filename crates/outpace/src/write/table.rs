//! Tables of results: CSV text and Parquet files.
//!
//! A trajectory has a row a saved time and a column a variable element. An ensemble's trajectories stand one below the
//! other with the member's number in front, and reach the file block by block, so that memory does not grow with the
//! number of members.

#[cfg(test)]
mod tests;

use super::atomic::AtomicFile;
use arrow_array::{ArrayRef, Float64Array, RecordBatch, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// One trajectory as CSV, row by row: first column `Time`, then a column a variable element, every number exact.
pub struct CsvRows<W> {
    out: W,
    /// What is not handed on yet.
    text: String,
}

/// Text is handed on when there are so many bytes of it.
const PART_BYTES: usize = 1 << 16;

impl<W: io::Write> CsvRows<W> {
    /// Writes the names of the columns.
    pub fn begin(out: W, names: &[&str]) -> io::Result<CsvRows<W>> {
        let mut rows = CsvRows { out, text: String::from("Time") };
        for name in names {
            rows.text.push(',');
            rows.text.push_str(&cell(name));
            rows.hand_on(PART_BYTES)?;
        }
        rows.end()?;
        Ok(rows)
    }

    /// Writes a saved time and the values at it.
    pub fn row(&mut self, time: f64, values: &[f64]) -> io::Result<()> {
        push_number(&mut self.text, time);
        for value in values {
            self.text.push(',');
            push_number(&mut self.text, *value);
            self.hand_on(PART_BYTES)?;
        }
        self.end()
    }

    fn end(&mut self) -> io::Result<()> {
        self.text.push('\n');
        self.hand_on(0)
    }

    /// Hands on what there is, if that is more than so many bytes.
    fn hand_on(&mut self, most: usize) -> io::Result<()> {
        if self.text.len() > most {
            self.out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }
}

/// A number as CSV has it: the shortest text that reads back to the same bits; empty where there is none.
pub fn number(value: f64) -> String {
    let mut text = String::new();
    push_number(&mut text, value);
    text
}

/// Adds a [`number`] to a text.
fn push_number(text: &mut String, value: f64) {
    if value.is_nan() {
        return;
    }
    if value.is_infinite() {
        return text.push_str(if value > 0.0 { "inf" } else { "-inf" });
    }
    // Plain from 0.00001 to below 10¹⁶ and with an exponent beyond, as here; a sign and a zero less.
    let mut buffer = zmij::Buffer::new();
    let digits = buffer.format_finite(value);
    match digits.split_once("e+") {
        Some((mantissa, exponent)) => text.extend([mantissa, "e", exponent]),
        None => text.push_str(digits.strip_suffix(".0").unwrap_or(digits)),
    }
}

/// A text cell, quoted where it has to be (RFC 4180).
pub fn cell(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}

/// A CSV file, which `fill` gives its rows; it gets its name when it is whole.
pub fn csv_file(
    path: &Path,
    names: &[&str],
    fill: impl FnOnce(&mut CsvRows<AtomicFile>) -> io::Result<()>,
) -> io::Result<()> {
    let mut rows = CsvRows::begin(AtomicFile::create(path)?, names)?;
    fill(&mut rows)?;
    rows.out.commit()
}

/// One trajectory as a Parquet file, a column a name.
pub fn parquet_file(path: &Path, names: &[&str], times: Vec<f64>, columns: Vec<Vec<f64>>) -> io::Result<()> {
    let mut file = ParquetFile::create(path, names, false, &[])?;
    file.rows(None, times, columns)?;
    file.finish()
}

/// A row group ends when it has so many bytes: what is held in memory does not grow with the columns.
const GROUP_BYTES: usize = 64 << 20;

/// A Parquet file being written; it gets its name when it is finished.
pub struct ParquetFile {
    writer: ArrowWriter<AtomicFile>,
    schema: Arc<Schema>,
}

impl ParquetFile {
    /// Begins a file with a column a name, `Time` in front, and before it `member` where there are several.
    /// `metadata` goes into the footer.
    pub fn create(path: &Path, names: &[&str], members: bool, metadata: &[(&str, String)]) -> io::Result<ParquetFile> {
        let mut fields = Vec::with_capacity(names.len() + 2);
        if members {
            fields.push(Field::new("member", DataType::UInt64, false));
        }
        fields.push(Field::new("Time", DataType::Float64, false));
        fields.extend(names.iter().map(|name| Field::new(*name, DataType::Float64, false)));
        let schema = Arc::new(Schema::new(fields));
        let pairs = metadata.iter().map(|(key, value)| KeyValue::new((*key).to_string(), value.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::LZ4_RAW)
            .set_key_value_metadata(Some(pairs.collect()))
            .build();
        let file = AtomicFile::create(path)?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(parquet_error)?;
        Ok(ParquetFile { writer, schema })
    }

    /// Adds rows: member numbers (where the file has them), times, and a column a name.
    pub fn rows(&mut self, members: Option<Vec<u64>>, times: Vec<f64>, columns: Vec<Vec<f64>>) -> io::Result<()> {
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len() + 2);
        if let Some(members) = members {
            arrays.push(Arc::new(UInt64Array::from(members)));
        }
        arrays.push(Arc::new(Float64Array::from(times)));
        arrays.extend(columns.into_iter().map(|column| Arc::new(Float64Array::from(column)) as ArrayRef));
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(arrow_error)?;
        self.writer.write(&batch).map_err(parquet_error)?;
        match self.writer.in_progress_size() > GROUP_BYTES {
            true => self.writer.flush().map_err(parquet_error),
            false => Ok(()),
        }
    }

    /// Ends the file and gives it its name.
    pub fn finish(self) -> io::Result<()> {
        self.writer.into_inner().map_err(parquet_error)?.commit()
    }
}

fn parquet_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => io::Error::other(inner),
        other => io::Error::other(other),
    }
}

fn arrow_error(error: ArrowError) -> io::Error {
    io::Error::other(error)
}
