//! Where in a small table an argument lies, in a few operations whatever the number of knots.
//!
//! The range from the first knot to the last is cut into up to 16 equal cells, so narrow that at most one knot lies in
//! each. An argument's cell comes from one multiplication and a rounding; then one comparison tells whether the
//! argument has reached the knot of its own cell. Rounding errors do not matter: the cells of the knots are computed
//! by the same operations, which never fall where their argument rises, so a knot in an earlier cell is always
//! reached and one in a later cell never is.

use super::Knot;

/// Cells of a grid, and the most knots of a table that has one: two AVX-512 registers of numbers.
pub(crate) const CELLS: usize = 16;

/// 1.5 · 2^52: adding it rounds to a whole number and leaves that number in the low bits.
pub(crate) const ROUNDER: f64 = 6755399441055744.0;

/// A table's knots by number, and the cells that lead to them.
#[derive(Debug, Clone, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Grid {
    pub(crate) x: [f64; CELLS],
    pub(crate) y: [f64; CELLS],
    pub(crate) slope: [f64; CELLS],
    /// For each cell, the knot in it, or infinity.
    pub(crate) in_cell: [f64; CELLS],
    /// For each cell, the number of the last knot before it.
    pub(crate) before: [u64; CELLS],
    /// Whether each knot lies in the cell of its own number: then `x` alone leads to the knots.
    pub(crate) even: bool,
    /// The knots' range: arguments beyond it lie in the first or the last cell.
    pub(crate) range: (f64, f64),
    /// An argument's cell is `x × scale − offset`, rounded.
    pub(crate) scale: f64,
    pub(crate) offset: f64,
}

impl Grid {
    /// The grid for these knots; none where they are too many or too close to one another.
    pub(crate) fn new(knots: &[Knot]) -> Option<Box<Grid>> {
        let (first, last) = (knots.first()?.x, knots.last()?.x);
        if knots.len() > CELLS || !(last - first).is_finite() {
            return None;
        }
        // With as many cells as knots, evenly spaced knots lie in the middle of cells.
        [knots.len(), CELLS].into_iter().find_map(|cells| {
            let scale = if last > first { (cells - 1) as f64 / (last - first) } else { 0.0 };
            Grid::with_cells(knots, (first, last), scale)
        })
    }

    fn with_cells(knots: &[Knot], range: (f64, f64), scale: f64) -> Option<Box<Grid>> {
        const ZEROS: [f64; CELLS] = [0.0; CELLS];
        let mut grid = Grid {
            x: ZEROS,
            y: ZEROS,
            slope: ZEROS,
            in_cell: [f64::INFINITY; CELLS],
            before: [0; CELLS],
            even: true,
            range,
            scale,
            offset: range.0 * scale,
        };
        if !(scale.is_finite() && grid.offset.is_finite()) {
            return None;
        }
        for (number, knot) in knots.iter().enumerate() {
            (grid.x[number], grid.y[number], grid.slope[number]) = (knot.x, knot.y, knot.slope);
            let cell = grid.cell(knot.x);
            grid.even &= cell == number;
            // The first knot holds before itself too, so none has to be reached there.
            if number > 0 {
                let taken = grid.in_cell.get(cell).is_none_or(|&knot| knot < f64::INFINITY);
                if taken {
                    return None;
                }
                grid.in_cell[cell] = knot.x;
                grid.before[cell + 1..].fill(number as u64);
            }
        }
        Some(Box::new(grid))
    }

    /// The cell of an argument in the knots' range.
    fn cell(&self, x: f64) -> usize {
        ((x * self.scale - self.offset) + ROUNDER).to_bits() as usize & 0xffff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knots(xs: &[f64]) -> Vec<Knot> {
        xs.iter().enumerate().map(|(i, &x)| Knot { x, y: i as f64, slope: 0.5 }).collect()
    }

    /// The number of the last knot reached, as the kernel finds it.
    fn found(grid: &Grid, x: f64) -> u64 {
        let inside = x.clamp(grid.range.0, grid.range.1);
        let cell = grid.cell(inside);
        if grid.even {
            (cell as u64) - u64::from(grid.x[cell] > inside)
        } else {
            grid.before[cell] + u64::from(grid.in_cell[cell] <= inside)
        }
    }

    #[test]
    fn a_grid_finds_the_last_knot_reached() {
        let even: Vec<f64> = (0..11).map(|i| f64::from(i) * 0.1).collect();
        let far: Vec<f64> = (0..16).map(|i| 1900.0 + f64::from(i) * 20.0).collect();
        let tiny: Vec<f64> = (0..6).map(|i| f64::from(i) * 1e-300).collect();
        let cases: [&[f64]; 8] =
            [&even, &far, &tiny, &[3.0], &[0.0, 1.0], &[0.0, 1.0, 4.0, 9.0], &[-1e300, 1e300], &[-5.0, 0.0, 0.7]];
        for xs in cases {
            let knots = knots(xs);
            let grid = Grid::new(&knots).unwrap_or_else(|| panic!("no grid for {xs:?}"));
            let beside = xs.iter().flat_map(|x| [x.next_down(), *x, x.next_up()]);
            let between = xs.windows(2).map(|pair| 0.5 * pair[0] + 0.5 * pair[1]);
            for x in beside.chain(between).chain([f64::NEG_INFINITY, f64::INFINITY]) {
                let expected = knots.iter().filter(|knot| knot.x <= x).count().max(1) - 1;
                assert_eq!(found(&grid, x), expected as u64, "at {x} in {xs:?}");
            }
        }
    }

    #[test]
    fn knots_too_close_or_too_many_have_no_grid() {
        let many: Vec<f64> = (0..17).map(f64::from).collect();
        let cases: [&[f64]; 5] = [&many, &[], &[0.0, 1.0, 1.0, 2.0], &[0.0, 1e-9, 2e-9, 1.0], &[-1.7e308, 1.7e308]];
        for xs in cases {
            assert_eq!(Grid::new(&knots(xs)), None, "{xs:?}");
        }
    }
}
