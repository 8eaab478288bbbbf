//! Stocks that advance where their rate is computed: `x ← x + h × rate`, the rate being a value or up to two operations.
//!
//! These are the only instructions that read their destination. Each lane is read before it is written, so a rate may
//! be computed from the stock itself.

use fearless_simd::{Simd, f64x8};

use super::{Arithmetic, Cells, Kernel, Places, Window, arithmetic, for_each_operation, vectorized};

/// The operations that are fused with an advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Basic {
    fn of(op: Arithmetic) -> Option<Basic> {
        match op {
            Arithmetic::Add => Some(Basic::Add),
            Arithmetic::Subtract => Some(Basic::Subtract),
            Arithmetic::Multiply => Some(Basic::Multiply),
            Arithmetic::Divide => Some(Basic::Divide),
            Arithmetic::Minimum | Arithmetic::Maximum => None,
        }
    }

    pub(crate) const fn arithmetic(self) -> Arithmetic {
        match self {
            Basic::Add => Arithmetic::Add,
            Basic::Subtract => Arithmetic::Subtract,
            Basic::Multiply => Arithmetic::Multiply,
            Basic::Divide => Arithmetic::Divide,
        }
    }
}

/// How a rate is computed from the operands `a`, `b` and `c`; `d` is the step `h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rate {
    /// `a`.
    Value,
    /// `a op b`.
    Single(Basic),
    /// `(a first b) second c`.
    Left(Basic, Basic),
    /// `c second (a first b)`.
    Right(Basic, Basic),
}

/// The length of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// It is 1: machine code leaves out the product, which changes nothing.
    One,
    Any,
}

impl Rate {
    pub(crate) fn single(op: Arithmetic) -> Option<Rate> {
        Some(Rate::Single(Basic::of(op)?))
    }

    pub(crate) fn left(first: Arithmetic, second: Arithmetic) -> Option<Rate> {
        Some(Rate::Left(Basic::of(first)?, Basic::of(second)?))
    }

    pub(crate) fn right(first: Arithmetic, second: Arithmetic) -> Option<Rate> {
        Some(Rate::Right(Basic::of(first)?, Basic::of(second)?))
    }
}

#[inline(always)]
fn advance<S: Simd>(simd: S, cells: Cells, at: &Places, rate: impl Fn(f64x8<S>, f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let (a, b, c) = (Window::new(cells, at.a), Window::new(cells, at.b), Window::new(cells, at.c));
    let (stock, step) = (Window::new(cells, at.destination), Window::new(cells, at.d).read(simd, 0));
    cells.each_vector(
        #[inline(always)]
        |i| {
            let rate = rate(a.read(simd, i), b.read(simd, i), c.read(simd, i));
            stock.write(i, stock.read(simd, i) + rate * step);
        },
    );
}

pub(super) fn kernel<S: Simd>(rate: Rate) -> Kernel<S> {
    match rate {
        Rate::Value => vectorized!(|simd, cells, at, _| advance(
            simd,
            cells,
            at,
            #[inline(always)]
            |a, _, _| a
        )),
        Rate::Single(op) => for_each_operation!(op, Basic { Add Subtract Multiply Divide }, OP => {
            vectorized!(|simd, cells, at, _| advance(simd, cells, at, #[inline(always)] |a, b, _| {
                arithmetic(OP.arithmetic(), a, b)
            }))
        }),
        Rate::Left(first, second) => left(first, second),
        Rate::Right(first, second) => right(first, second),
    }
}

fn left<S: Simd>(first: Basic, second: Basic) -> Kernel<S> {
    for_each_operation!(first, Basic { Add Subtract Multiply Divide }, FIRST => {
        for_each_operation!(second, Basic { Add Subtract Multiply Divide }, SECOND => {
            vectorized!(|simd, cells, at, _| advance(simd, cells, at, #[inline(always)] |a, b, c| {
                arithmetic(SECOND.arithmetic(), arithmetic(FIRST.arithmetic(), a, b), c)
            }))
        })
    })
}

fn right<S: Simd>(first: Basic, second: Basic) -> Kernel<S> {
    for_each_operation!(first, Basic { Add Subtract Multiply Divide }, FIRST => {
        for_each_operation!(second, Basic { Subtract Divide }, SECOND => {
            vectorized!(|simd, cells, at, _| advance(simd, cells, at, #[inline(always)] |a, b, c| {
                arithmetic(SECOND.arithmetic(), c, arithmetic(FIRST.arithmetic(), a, b))
            }))
        // Sums and products have no order.
        }, else left::<S>(first, second))
    })
}
