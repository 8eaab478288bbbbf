//! Tables read back as they were written.

use super::*;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::{self, File};
use std::path::PathBuf;

#[test]
fn every_number_reads_back_to_the_same_bits() {
    for value in [0.0, -0.0, 1.0, 0.1, 1.0 / 3.0, 1e15, 1e16, 1e-5, 9.9e-6, 5e-324, f64::MAX, f64::MIN, -2.5e300] {
        let text = number(value);
        assert_eq!(text.parse::<f64>().expect("a number").to_bits(), value.to_bits(), "{text}");
        assert!(text.len() <= 24, "{text}");
    }
    assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(number), ["", "inf", "-inf"]);
    assert_eq!([1e16, 1e-6, 2.0].map(number), ["1e16", "1e-6", "2"]);
}

/// The standard library finds the shortest digits too, if slowly, and of two as near as each other the greater.
#[test]
fn numbers_are_as_short_as_can_be() {
    let mut bits = 1_u64;
    for _ in 0..200_000 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let anything = f64::from_bits(bits ^ (bits >> 29));
        let usual = (bits >> 11) as f64 / (1_u64 << (bits % 64)) as f64;
        for value in [anything, usual, usual.round(), -usual * 1e-9].into_iter().filter(|value| value.is_finite()) {
            let plain = value == 0.0 || (1e-5..1e16).contains(&value.abs());
            let (text, same) = (number(value), if plain { format!("{value}") } else { format!("{value:e}") });
            assert_eq!((text.parse(), text.len()), (Ok(value), same.len()), "{text} for {same}");
        }
    }
}

#[test]
fn names_with_commas_and_quotes_are_quoted() {
    let mut text = Vec::new();
    let mut rows = CsvRows::begin(&mut text, &["Stock A[Entry 1]", "x[a,b]", "the \"best\""]).expect("in memory");
    rows.row(0.0, &[1.0, 3.0, 4.0]).expect("in memory");
    rows.row(0.5, &[2.0, f64::NAN, f64::NAN]).expect("in memory");
    let expected = "Time,Stock A[Entry 1],\"x[a,b]\",\"the \"\"best\"\"\"\n0,1,3,4\n0.5,2,,\n";
    assert_eq!(String::from_utf8_lossy(&text), expected);
}

fn place(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("outpace-table-{}-{name}.parquet", std::process::id()))
}

#[test]
fn a_trajectory_in_parquet_has_the_columns_of_the_csv() {
    let path = place("trajectory");
    let columns = vec![vec![1.0, f64::NAN], vec![0.1, -0.0]];
    parquet_file(&path, &["level", "x[a,b]"], vec![2020.0, 2021.0], columns).expect("written");
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).expect("there")).expect("Parquet");
    let names: Vec<String> = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["Time", "level", "x[a,b]"]);
    let batches: Vec<RecordBatch> = reader.build().expect("readable").map(|batch| batch.expect("a batch")).collect();
    let column = |index: usize| batches[0].column(index).as_primitive::<Float64Type>().values().to_vec();
    assert_eq!(column(0), [2020.0, 2021.0]);
    assert_eq!((column(1)[0], column(1)[1].is_nan()), (1.0, true));
    assert_eq!(
        column(2).iter().map(|value| value.to_bits()).collect::<Vec<_>>(),
        [0.1_f64.to_bits(), (-0.0_f64).to_bits()]
    );
    fs::remove_file(path).expect("removed");
}

#[test]
fn members_of_an_ensemble_come_block_by_block() {
    let path = place("ensemble");
    let metadata = [("outpace.seed", "7".to_string())];
    let mut file = ParquetFile::create(&path, &["level"], true, &metadata).expect("begun");
    file.rows(Some(vec![0, 0]), vec![1.0, 2.0], vec![vec![10.0, 20.0]]).expect("written");
    assert!(!path.exists(), "no file under its name before it is whole");
    file.rows(Some(vec![1, 1]), vec![1.0, 2.0], vec![vec![30.0, 40.0]]).expect("written");
    file.finish().expect("finished");
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).expect("there")).expect("Parquet");
    let pairs = reader.metadata().file_metadata().key_value_metadata().expect("metadata").clone();
    assert!(pairs.iter().any(|pair| pair.key == "outpace.seed" && pair.value.as_deref() == Some("7")));
    let batches: Vec<RecordBatch> = reader.build().expect("readable").map(|batch| batch.expect("a batch")).collect();
    let members: Vec<u64> =
        batches.iter().flat_map(|batch| batch.column(0).as_primitive::<UInt64Type>().values().to_vec()).collect();
    let levels: Vec<f64> =
        batches.iter().flat_map(|batch| batch.column(2).as_primitive::<Float64Type>().values().to_vec()).collect();
    assert_eq!((members, levels), (vec![0, 0, 1, 1], vec![10.0, 20.0, 30.0, 40.0]));
    fs::remove_file(path).expect("removed");
}

#[test]
fn columns_of_different_length_are_an_error_and_leave_no_file() {
    let path = place("ragged");
    assert!(parquet_file(&path, &["short"], vec![1.0, 2.0], vec![vec![1.0]]).is_err());
    assert!(!path.exists());
}
