//! Arrays: sums over elements, vectors and matrices.

use super::UnitTerm::{Any, Dimensionless as One, U, V};
use super::{DefinitionEntry, Entry, Family, Function, missing, now, row};

pub(super) const FAMILY: Family = Family {
    title: "Arrays",
    functions: ROWS,
    definitions: &[DefinitionEntry {
        name: "TABBED ARRAY",
        arguments: &["numbers"],
        page: "22070.html",
        about: "Constants of an array as they stand in a spreadsheet: a row a line, parted by tabs.",
    }],
    missing: &[missing("MATRIX PRODUCT", "write the sum out: c[i, k] = SUM(a[i, j!] * b[j!, k])")],
};

const ROWS: &[Entry] = &[
    row(
        "ELMCOUNT",
        Function::ElementCount,
        &[now("range", Any)],
        One,
        "fn_elmcount.html",
        "How many elements a subscript range has.",
    ),
    row(
        "INVERT MATRIX",
        Function::InvertMatrix,
        &[now("matrix", Any), now("size", One)],
        Any,
        "fn_invert_matrix.html",
        "The inverse of the upper left `size` rows and columns of a matrix.",
    ),
    row(
        "PROD",
        Function::Product,
        &[now("x", Any)],
        Any,
        "fn_prod.html",
        "The product over all elements of the ranges marked `!`.",
    ),
    row("SUM", Function::Sum, &[now("x", U)], U, "fn_sum.html", "The sum over all elements of the ranges marked `!`."),
    row(
        "VECTOR ELM MAP",
        Function::VectorElementMap,
        &[now("vector", U), now("offset", One)],
        U,
        "fn_vector_elm_map.html",
        "The element `offset` places behind the one that is named.",
    ),
    row(
        "VECTOR LOOKUP",
        Function::VectorLookup,
        &[now("vector", Any), now("x", V), now("least x", V), now("most x", V), now("mode", One)],
        Any,
        "fn_vector_lookup.html",
        "The vector as a look-up with evenly spaced x, read in the way that `mode` says, from 0 to 9.",
    ),
    row(
        "VECTOR RANK",
        Function::VectorRank,
        &[now("vector", Any), now("direction", One)],
        One,
        "fn_vector_rank.html",
        "Which place each element has when they are sorted, from 1; rising where `direction` is 1.",
    ),
    row(
        "VECTOR REORDER",
        Function::VectorReorder,
        &[now("vector", U), now("order", One)],
        U,
        "fn_vector_reorder.html",
        "The elements in the order that VECTOR SORT ORDER gave.",
    ),
    row(
        "VECTOR SELECT",
        Function::VectorSelect,
        &[now("selection", Any), now("x", Any), now("missing", Any), now("numerical", One), now("error", One)],
        Any,
        "fn_vector_select.html",
        "The sum, product, minimum or maximum of the elements whose `selection` is not 0.",
    ),
    row(
        "VECTOR SORT ORDER",
        Function::VectorSortOrder,
        &[now("vector", Any), now("direction", One)],
        One,
        "fn_vector_sort_order.html",
        "Which element comes at each place when they are sorted, from 0; rising where `direction` is 1.",
    ),
    row(
        "VMAX",
        Function::VectorMaximum,
        &[now("x", U)],
        U,
        "fn_vmax.html",
        "The largest element of the ranges marked `!`.",
    ),
    row(
        "VMIN",
        Function::VectorMinimum,
        &[now("x", U)],
        U,
        "fn_vmin.html",
        "The smallest element of the ranges marked `!`.",
    ),
];
