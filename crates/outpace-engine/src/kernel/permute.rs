//! Tables by permutation: the kernel for processors with AVX-512, where one instruction picks, for each lane, one of
//! sixteen numbers held in two registers. The numbers, the comparison and the last line are those of
//! [`lookup::value`](crate::lookup::value), so the bits are too.

use std::arch::x86_64::{__m512d, __m512i, _mm512_permutex2var_epi64, _mm512_permutex2var_pd};

use fearless_simd::prelude::*;
use fearless_simd::{Avx512, f64x8, u64x8};

use super::{Cells, Places, Window};
use crate::kernel::operation::Operand;
use crate::lookup::grid::{CELLS, Grid, ROUNDER};
use crate::math::Lanes;

fearless_simd::kernel!(
    /// A row of a table's values: the table's arguments are brought into `range`, then looked up in its grid.
    pub(super) fn look_up(avx512: Avx512, cells: Cells, at: &Places, grid: &Grid, range: (f64, f64)) {
        let (argument, result) = (Window::new(cells, at.a), Window::new(cells, at.destination));
        let splat = |number: f64| -> f64x8<Avx512> { number.simd_into(avx512) };
        let halves = |numbers: &[f64; CELLS]| -> [__m512d; 2] {
            [0, 8].map(|from| f64x8::from_slice(avx512, &numbers[from..from + 8]).into())
        };
        let pick = |numbers: [__m512d; 2], index: __m512i| -> f64x8<Avx512> {
            _mm512_permutex2var_pd(numbers[0], index, numbers[1]).simd_into(avx512)
        };
        let (x, y, slope, in_cell) = (halves(&grid.x), halves(&grid.y), halves(&grid.slope), halves(&grid.in_cell));
        let before: [__m512i; 2] = [0, 8].map(|from| u64x8::from_slice(avx512, &grid.before[from..from + 8]).into());
        let (low, high) = (splat(range.0), splat(range.1));
        let (first, last) = (splat(grid.range.0), splat(grid.range.1));
        let (scale, offset, rounder) = (splat(grid.scale), splat(grid.offset), splat(ROUNDER));
        let one: u64x8<Avx512> = 1.simd_into(avx512);
        let cell = |inside: f64x8<Avx512>| -> __m512i { ((inside * scale - offset) + rounder).bits().into() };
        let value = |argument: f64x8<Avx512>, knot: u64x8<Avx512>| {
            let knot = knot.into();
            pick(y, knot) + (argument - pick(x, knot)) * pick(slope, knot)
        };
        // What is not a number lies in some cell, and makes the last line not a number.
        if grid.even && grid.range == range {
            cells.each_vector(|i| {
                let argument = low.greater(high.lesser(argument.read(avx512, i)));
                let cell = cell(argument);
                let reached = pick(x, cell).at_most(argument);
                let cell: u64x8<Avx512> = cell.simd_into(avx512);
                result.write(i, value(argument, reached.select(cell, cell - one)));
            });
            return;
        }
        cells.each_vector(|i| {
            let argument = low.greater(high.lesser(argument.read(avx512, i)));
            let inside = first.greater(last.lesser(argument));
            let cell = cell(inside);
            let reached = pick(in_cell, cell).at_most(inside);
            let before: u64x8<Avx512> = _mm512_permutex2var_epi64(before[0], cell, before[1]).simd_into(avx512);
            result.write(i, value(argument, reached.select(before + one, before)));
        });
    }
);
