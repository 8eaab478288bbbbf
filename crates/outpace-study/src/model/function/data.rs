//! Data variables, and tables in other files.

use super::UnitTerm::{Any, Dimensionless as One, Time, U};
use super::{DefinitionEntry, Entry, Family, Function, Parameter, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Data and other files",
    functions: ROWS,
    definitions: DEFINITIONS,
    missing: &[
        missing("GET 123 CONSTANTS", "save the sheet as a .csv file and write GET DIRECT CONSTANTS"),
        missing("GET 123 DATA", "save the sheet as a .csv file and write GET DIRECT DATA"),
        missing("GET 123 LOOKUPS", "save the sheet as a .csv file and write GET DIRECT LOOKUPS"),
    ],
};

/// A data variable.
const DATA: Parameter = now("data", U);
const ANY: Parameter = now("data", Any);
const AT: Parameter = now("time", Time);
const FROM: Parameter = now("from", Time);
const TO: Parameter = now("to", Time);

const ROWS: &[Entry] = &[
    row(
        "CUMULATE",
        Function::Cumulate,
        &[DATA],
        U,
        "fn_cumulate.html",
        "The sums of the points of a series up to each of them.",
    ),
    row("CUMULATEF", Function::CumulateFinal, &[DATA], U, "fn_cumulate.html", "The sum of all points of a series."),
    row(
        "GET DATA AT TIME",
        Function::DataAtTime,
        &[DATA, AT],
        U,
        "fn_get_data_at_time.html",
        "The point at this time, to half a time step; `:NA:` where there is none.",
    ),
    row(
        "GET DATA BETWEEN TIMES",
        Function::DataBetweenTimes,
        &[DATA, AT, now("mode", One)],
        U,
        "fn_get_data_between_times.html",
        "The series at this time: straight (`mode` 0), the point there or the next (1), or the one before that (-1); `:NA:` beyond the ends.",
    ),
    row(
        "GET DATA FIRST TIME",
        Function::DataFirstTime,
        &[ANY],
        Time,
        "fn_get_data_first_time.html",
        "The time of the first point.",
    ),
    row(
        "GET DATA LAST TIME",
        Function::DataLastTime,
        &[ANY],
        Time,
        "fn_get_data_last_time.html",
        "The time of the last point.",
    ),
    row(
        "GET DATA MAX",
        Function::DataMaximum,
        &[DATA, FROM, TO],
        U,
        "fn_get_data_max.html",
        "The largest of the points from one time to another; `:NA:` where there are none.",
    ),
    row(
        "GET DATA MEAN",
        Function::DataMean,
        &[DATA, FROM, TO],
        U,
        "fn_get_data_mean.html",
        "The mean of the points from one time to another; `:NA:` where there are none.",
    ),
    row(
        "GET DATA MEDIAN",
        Function::DataMedian,
        &[DATA, FROM, TO],
        U,
        "fn_get_data_median.html",
        "The median of the points from one time to another; `:NA:` where there are none.",
    ),
    row(
        "GET DATA MIN",
        Function::DataMinimum,
        &[DATA, FROM, TO],
        U,
        "fn_get_data_min.html",
        "The smallest of the points from one time to another; `:NA:` where there are none.",
    ),
    row(
        "GET DATA STDV",
        Function::DataDeviation,
        &[DATA, FROM, TO],
        U,
        "fn_get_data_stdv.html",
        "The standard deviation of the points from one time to another; `:NA:` where there are none.",
    )
    .differing("Vensim does not say what it divides by: here by the number of points"),
    row(
        "GET DATA TOTAL POINTS",
        Function::DataTotalPoints,
        &[ANY],
        One,
        "fn_get_data_total_points.html",
        "How many points a series has.",
    ),
    row(
        "TIME SHIFT",
        Function::TimeShift,
        &[DATA, now("shift", Time)],
        U,
        "fn_time_shift.html",
        "The series at `Time` + `shift`; the shift is a number.",
    ),
];

const CONSTANTS: &[&str] = &["'file'", "'tab'", "'cell'"];
const SERIES: &[&str] = &["'file'", "'tab'", "'time row or column'", "'first cell'"];
const ELEMENTS: &[&str] = &["'file'", "'tab'", "'first cell'", "'last cell'", "'prefix'"];

const OF_RUN: &[&str] = &["'file'", "'variable'", "start", "slope"];

const DEFINITIONS: &[DefinitionEntry] = &[
    DefinitionEntry {
        name: "GET DIRECT CONSTANTS",
        arguments: CONSTANTS,
        page: "fn_get_direct_constants.html",
        about: "Numbers from a table beside the model: one, or an array of them.",
    },
    DefinitionEntry {
        name: "GET DIRECT DATA",
        arguments: SERIES,
        page: "fn_get_direct_data.html",
        about: "A series over time from a table beside the model.",
    },
    DefinitionEntry {
        name: "GET DIRECT LOOKUPS",
        arguments: SERIES,
        page: "fn_get_direct_lookups.html",
        about: "A look-up from a table beside the model.",
    },
    DefinitionEntry {
        name: "GET DIRECT SUBSCRIPT",
        arguments: ELEMENTS,
        page: "fn_get_direct_subscript.html",
        about: "The elements of a range from a table beside the model.",
    },
    DefinitionEntry {
        name: "GET VDF CONSTANTS",
        arguments: &["'file'", "'variable'", "time"],
        page: "fn_get_vdf_constants.html",
        about: "Numbers from a run at some time, which is read from its export as for GET VDF DATA.",
    },
    DefinitionEntry {
        name: "GET VDF DATA",
        arguments: OF_RUN,
        page: "fn_get_vdf_data.html",
        about: "A series from a run, at `start` + `slope` × its times; `run.vdf` is read from its export `run.csv` (.tab, .dat, .xlsx).",
    },
    DefinitionEntry {
        name: "GET VDF LOOKUPS",
        arguments: OF_RUN,
        page: "fn_get_vdf_lookups.html",
        about: "A look-up over the times of a run, which is read from its export as for GET VDF DATA.",
    },
    DefinitionEntry {
        name: "GET XLS CONSTANTS",
        arguments: CONSTANTS,
        page: "fn_get_xls_constants.html",
        about: "As GET DIRECT CONSTANTS.",
    },
    DefinitionEntry {
        name: "GET XLS DATA",
        arguments: SERIES,
        page: "fn_get_xls_data.html",
        about: "As GET DIRECT DATA.",
    },
    DefinitionEntry {
        name: "GET XLS LOOKUPS",
        arguments: SERIES,
        page: "fn_get_xls_lookups.html",
        about: "As GET DIRECT LOOKUPS.",
    },
    DefinitionEntry {
        name: "GET XLS SUBSCRIPT",
        arguments: ELEMENTS,
        page: "fn_get_xls_subscript.html",
        about: "As GET DIRECT SUBSCRIPT.",
    },
];
