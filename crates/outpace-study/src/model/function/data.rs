//! Data variables, and tables in other files.

use super::{DefinitionEntry, Family, missing};

pub(super) const FAMILY: Family = Family {
    title: "Data and other files",
    functions: &[],
    definitions: DEFINITIONS,
    missing: &[
        missing("GET 123 CONSTANTS", "save the sheet as a .csv file and write GET DIRECT CONSTANTS"),
        missing("GET 123 DATA", "save the sheet as a .csv file and write GET DIRECT DATA"),
        missing("GET 123 LOOKUPS", "save the sheet as a .csv file and write GET DIRECT LOOKUPS"),
        missing("GET DATA AT TIME", "give the data a look-up of its own and call that"),
        missing("GET DATA BETWEEN TIMES", "give the data a look-up of its own and call that"),
        missing("GET DATA FIRST TIME", "write the time as a constant"),
        missing("GET DATA LAST TIME", "write the time as a constant"),
        missing("GET DATA MAX", "write the number as a constant"),
        missing("GET DATA MEAN", "write the number as a constant"),
        missing("GET DATA MEDIAN", "write the number as a constant"),
        missing("GET DATA MIN", "write the number as a constant"),
        missing("GET DATA STDV", "write the number as a constant"),
        missing("GET DATA TOTAL POINTS", "write the number as a constant"),
        missing("GET VDF CONSTANTS", "export the run as a .csv file and write GET DIRECT CONSTANTS"),
        missing("GET VDF DATA", "export the run as a .csv file and write GET DIRECT DATA"),
        missing("GET VDF LOOKUPS", "export the run as a .csv file and write GET DIRECT LOOKUPS"),
    ],
};

const CONSTANTS: &[&str] = &["'file'", "'tab'", "'cell'"];
const SERIES: &[&str] = &["'file'", "'tab'", "'time row or column'", "'first cell'"];
const ELEMENTS: &[&str] = &["'file'", "'tab'", "'first cell'", "'last cell'", "'prefix'"];

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
