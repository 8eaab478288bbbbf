//! Instructions over a block of members, and the compiled loop that carries out each of them.
//!
//! The numbers of some members lie in a *frame*: rows of one to [`CHUNKS`] vectors, a number for each member, and
//! scalars that all members share, each repeated over one vector. Rows and scalars are read alike (a row's operand
//! moves on with the loop, a scalar's stays), so there is one kernel an operation whatever its operands are. Kernels
//! are compiled for each level of vector instructions; the level is chosen once, when a program is prepared to run, and
//! from then on an instruction is a function pointer and the places of its operands.

pub(crate) mod advance;
mod frame;
pub(crate) mod operation;
#[cfg(target_arch = "x86_64")]
mod permute;
pub(crate) mod quotient;
pub(crate) mod scalar;

use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd, f64x8};

use crate::device::Reading;
use crate::graph::{BinaryOp, StateIndex, TernaryOp, UnaryOp};
use crate::lookup::{self, Table};
#[cfg(target_arch = "x86_64")]
use crate::native::{Native, Piece};
pub(crate) use frame::{BLOCK, CHUNKS, Cells, Chunk, LANES, Place, View, Window};
use operation::{Comparison, binary, holds, select, unary};
use quotient::quotient;

/// The operations that are fused in pairs, `(a first b) second c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Minimum,
    Maximum,
}

impl Arithmetic {
    pub(crate) fn of(op: BinaryOp) -> Option<Arithmetic> {
        match op {
            BinaryOp::Add => Some(Arithmetic::Add),
            BinaryOp::Subtract => Some(Arithmetic::Subtract),
            BinaryOp::Multiply => Some(Arithmetic::Multiply),
            BinaryOp::Divide => Some(Arithmetic::Divide),
            BinaryOp::Minimum => Some(Arithmetic::Minimum),
            BinaryOp::Maximum => Some(Arithmetic::Maximum),
            _ => None,
        }
    }
}

/// What an instruction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opcode {
    Unary(UnaryOp),
    Binary(BinaryOp),
    Ternary(TernaryOp),
    /// `(a first b) second c`.
    PairLeft(Arithmetic, Arithmetic),
    /// `c second (a first b)`.
    PairRight(Arithmetic, Arithmetic),
    /// `a ≠ 0 ? b : c`.
    Select,
    /// `a compared with b ? c : d`.
    SelectWhere(Comparison),
    /// The table at `a`.
    Lookup,
    /// What a device gives, asked with `a` and `b`: no kernel, as devices are read a member at a time.
    Read(StateIndex, Reading),
    /// The destination, a stock, advances.
    Advance(advance::Rate, advance::Pace),
}

/// Where an instruction reads and writes. The destination is never an operand, but for stocks that advance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Places {
    pub(crate) destination: Place,
    pub(crate) a: Place,
    pub(crate) b: Place,
    pub(crate) c: Place,
    pub(crate) d: Place,
    pub(crate) table: u32,
}

/// One step of a straight line of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instruction {
    pub(crate) opcode: Opcode,
    pub(crate) places: Places,
}

impl Instruction {
    /// The places that it reads: its operands, and for a stock that advances the stock itself, last.
    pub(crate) fn reads(&self) -> [Option<Place>; 5] {
        use advance::Rate;
        let Places { destination, a, b, c, d, .. } = self.places;
        let operands: &[Place] = match self.opcode {
            Opcode::Unary(_) | Opcode::Lookup => &[a],
            Opcode::Binary(_) | Opcode::Read(..) => &[a, b],
            Opcode::Ternary(_) | Opcode::PairLeft(..) | Opcode::PairRight(..) | Opcode::Select => &[a, b, c],
            Opcode::SelectWhere(_) => &[a, b, c, d],
            Opcode::Advance(Rate::Value, _) => &[a, a, a, d, destination],
            Opcode::Advance(Rate::Single(_), _) => &[a, b, b, d, destination],
            Opcode::Advance(Rate::Left(..) | Rate::Right(..), _) => &[a, b, c, d, destination],
        };
        std::array::from_fn(|number| operands.get(number).copied())
    }
}

/// The compiled loop of an operation.
type Kernel<S> = fn(S, Cells, &Instruction, &[Table]);

/// Whether lines may become machine code at a level of vector instructions.
pub(crate) fn makes_code(level: Level) -> bool {
    #[cfg(target_arch = "x86_64")]
    return level.as_avx512().is_some();
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}

/// A straight line of code, prepared for a level of vector instructions.
pub(crate) struct Threaded<S> {
    simd: S,
    code: Vec<(Kernel<S>, Instruction)>,
    /// How many vectors a row has.
    vectors: usize,
    #[cfg(target_arch = "x86_64")]
    native: Option<(Native, Vec<Piece>)>,
}

impl<S: Simd> Threaded<S> {
    /// `kept` says of each row, by number, whether it is read when the line has ended; `native` whether machine code
    /// may be made.
    pub(crate) fn new(
        simd: S,
        (instructions, vectors): (&[Instruction], usize),
        tables: &[Table],
        kept: &[bool],
        native: bool,
    ) -> Threaded<S> {
        let mut line = Threaded::kernels(simd, instructions, vectors);
        #[cfg(target_arch = "x86_64")]
        if native && makes_code(simd.level()) {
            line.native = Native::new((instructions, vectors), tables, kept);
        }
        line
    }

    /// A line that runs seldom, for which machine code is not worth while.
    pub(crate) fn kernels(simd: S, instructions: &[Instruction], vectors: usize) -> Threaded<S> {
        let code = instructions.iter().map(|&instruction| (kernel::<S>(instruction.opcode), instruction));
        Threaded {
            simd,
            code: code.collect(),
            vectors,
            #[cfg(target_arch = "x86_64")]
            native: None,
        }
    }

    pub(crate) fn run(&self, frame: &mut [Chunk], tables: &[Table]) {
        #[cfg(target_arch = "x86_64")]
        if let Some((native, pieces)) = &self.native {
            for piece in pieces {
                match *piece {
                    Piece::Native(piece) => native.run(piece, frame),
                    Piece::Kernel(at) => self.one(at, frame, tables),
                }
            }
            return;
        }
        for at in 0..self.code.len() {
            self.one(at, frame, tables);
        }
    }

    fn one(&self, at: usize, frame: &mut [Chunk], tables: &[Table]) {
        let (kernel, instruction) = &self.code[at];
        kernel(self.simd, Cells::new(frame, self.vectors), instruction, tables);
    }
}

/// Runs a computation that is generic over the level of vector instructions.
///
/// Kernels are compiled three times for x86-64: levels between its baseline and AVX2 gain nothing here.
macro_rules! at_level {
    ($level:expr, $simd:ident => $result:expr) => {{
        let level = $level;
        #[cfg(target_arch = "x86_64")]
        {
            if let Some($simd) = level.as_avx512() {
                $result
            } else if let Some($simd) = level.as_avx2() {
                $result
            } else {
                let $simd = $crate::kernel::baseline(level);
                $result
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        fearless_simd::dispatch!(level, $simd => $result)
    }};
}
pub(crate) use at_level;

/// The vector instructions that every x86-64 processor has.
#[cfg(target_arch = "x86_64")]
pub(crate) fn baseline(level: fearless_simd::Level) -> fearless_simd::Sse2 {
    level.as_sse2().expect("SSE2 is part of x86-64")
}

#[inline(always)]
fn map1<S: Simd>(simd: S, cells: Cells, at: &Places, f: impl Fn(f64x8<S>) -> f64x8<S>) {
    let result = Window::new(cells, at.destination);
    let a = Window::new(cells, at.a);
    cells.each_vector(
        #[inline(always)]
        move |i| result.write(i, f(a.read(simd, i))),
    );
}

#[inline(always)]
fn map2<S: Simd>(simd: S, cells: Cells, at: &Places, f: impl Fn(f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let result = Window::new(cells, at.destination);
    let (a, b) = (Window::new(cells, at.a), Window::new(cells, at.b));
    cells.each_vector(
        #[inline(always)]
        move |i| result.write(i, f(a.read(simd, i), b.read(simd, i))),
    );
}

#[inline(always)]
fn map3<S: Simd>(simd: S, cells: Cells, at: &Places, f: impl Fn(f64x8<S>, f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let result = Window::new(cells, at.destination);
    let (a, b, c) = (Window::new(cells, at.a), Window::new(cells, at.b), Window::new(cells, at.c));
    cells.each_vector(
        #[inline(always)]
        move |i| result.write(i, f(a.read(simd, i), b.read(simd, i), c.read(simd, i))),
    );
}

#[inline(always)]
fn select_where<S: Simd>(simd: S, cells: Cells, at: &Places, comparison: Comparison) {
    let result = Window::new(cells, at.destination);
    let (a, b) = (Window::new(cells, at.a), Window::new(cells, at.b));
    let (c, d) = (Window::new(cells, at.c), Window::new(cells, at.d));
    cells.each_vector(
        #[inline(always)]
        move |i| {
            let mask = holds(comparison, a.read(simd, i), b.read(simd, i));
            result.write(i, mask.select(c.read(simd, i), d.read(simd, i)));
        },
    );
}

/// An elementary function, over vectors.
#[inline(always)]
fn elementary<S: Simd>(simd: S, cells: Cells, at: &Places, f: impl Fn(f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let result = Window::new(cells, at.destination);
    let (a, b) = (Window::new(cells, at.a), Window::new(cells, at.b));
    cells.each_vector_in_turn(
        #[inline(always)]
        move |i| result.write(i, f(a.read(simd, i), b.read(simd, i))),
    );
}

#[inline(always)]
fn look_up<S: Simd>(simd: S, cells: Cells, at: &Places, tables: &[Table]) {
    let table = &tables[at.table as usize];
    #[cfg(target_arch = "x86_64")]
    if let (Some(avx512), Some(grid)) = (simd.level().as_avx512(), &table.grid) {
        return permute::look_up(avx512, cells, at, grid, table.range);
    }
    let (a, result) = (Window::new(cells, at.a), Window::new(cells, at.destination));
    cells.each_vector_in_turn(
        #[inline(always)]
        move |i| result.write(i, lookup::value(table, a.read(simd, i))),
    );
}

/// An operation that models rarely use, one number after the other: compiled once for all levels.
fn rare(cells: Cells, instruction: &Instruction) {
    let at = &instruction.places;
    let (a, b, c) = (Window::new(cells, at.a), Window::new(cells, at.b), Window::new(cells, at.c));
    let result = Window::new(cells, at.destination);
    cells.each_vector_in_turn(|i| {
        let [a, b, c] = [a, b, c].map(|operand| operand.get(i).0);
        result.set(
            i,
            Chunk(std::array::from_fn(|lane| match instruction.opcode {
                Opcode::Unary(op) => scalar::unary(op, a[lane]),
                Opcode::Binary(op) => scalar::binary(op, a[lane], b[lane]),
                Opcode::Ternary(op) => scalar::ternary(op, a[lane], b[lane], c[lane]),
                _ => f64::NAN,
            })),
        );
    });
}

/// A `match` with an arm for each name, in which the operation is a constant: the compiler then makes a loop for each.
macro_rules! for_each_operation {
    ($op:expr, $type:ident { $($name:ident)* }, $constant:ident => $kernel:expr $(, else $other:expr)?) => {
        match $op {
            $($type::$name => {
                const $constant: $type = $type::$name;
                $kernel
            })*
            $(_ => $other)?
        }
    };
}
use for_each_operation;

/// A kernel whose loop is compiled with the level's instructions. All of it is inside: what a loop finds in memory
/// instead of registers, it would read again for each vector.
macro_rules! vectorized {
    (|$simd:ident, $cells:ident, $at:ident, $tables:pat_param| $body:expr) => {
        |$simd, $cells, instruction, $tables| {
            let $at = &instruction.places;
            $simd.vectorize(
                #[inline(always)]
                move || $body,
            )
        }
    };
}
use vectorized;

fn kernel<S: Simd>(opcode: Opcode) -> Kernel<S> {
    match opcode {
        // Lines of code are cut at readings before they come here.
        Opcode::Read(..) => |_, _, _, _| {},
        Opcode::Unary(op) => for_each_operation!(op, UnaryOp { Negate Abs Sqrt Integer Floor Not Reciprocal }, OP => {
            vectorized!(|simd, cells, at, _| map1(simd, cells, at, #[inline(always)] |x| unary(OP, x)))
        }, else elementary_unary::<S>(op)),
        Opcode::Binary(op) => for_each_operation!(op, BinaryOp {
            Add Subtract Multiply Divide Minimum Maximum Less LessOrEqual Equal NotEqual And Or ReciprocalRest
        }, OP => {
            vectorized!(|simd, cells, at, _| map2(simd, cells, at, #[inline(always)] |a, b| binary(OP, a, b)))
        }, else elementary_binary::<S>(op)),
        Opcode::Ternary(TernaryOp::Quotient) => vectorized!(|simd, cells, at, _| map3(simd, cells, at, quotient)),
        Opcode::Ternary(_) => |_, cells, instruction, _| rare(cells, instruction),
        Opcode::PairLeft(first, second) => pair_left::<S>(first, second),
        Opcode::PairRight(first, second) => pair_right::<S>(first, second),
        Opcode::Select => vectorized!(|simd, cells, at, _| map3(simd, cells, at, select)),
        Opcode::SelectWhere(comparison) => for_each_operation!(comparison, Comparison {
            Less LessOrEqual Equal NotEqual And Or
        }, OP => vectorized!(|simd, cells, at, _| select_where(simd, cells, at, OP))),
        Opcode::Advance(rate, _) => advance::kernel(rate),
        Opcode::Lookup => vectorized!(|simd, cells, at, tables| look_up(simd, cells, at, tables)),
    }
}

fn elementary_unary<S: Simd>(op: UnaryOp) -> Kernel<S> {
    for_each_operation!(op, UnaryOp { Exp Ln Log10 Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh }, OP => {
        vectorized!(|simd, cells, at, _| elementary(simd, cells, at, #[inline(always)] |x, _| unary(OP, x)))
    }, else |_, cells, instruction, _| rare(cells, instruction))
}

fn elementary_binary<S: Simd>(op: BinaryOp) -> Kernel<S> {
    for_each_operation!(op, BinaryOp { Power Log }, OP => {
        vectorized!(|simd, cells, at, _| elementary(simd, cells, at, #[inline(always)] |x, y| binary(OP, x, y)))
    }, else |_, cells, instruction, _| rare(cells, instruction))
}

#[inline(always)]
fn arithmetic<S: Simd>(op: Arithmetic, a: f64x8<S>, b: f64x8<S>) -> f64x8<S> {
    match op {
        Arithmetic::Add => binary(BinaryOp::Add, a, b),
        Arithmetic::Subtract => binary(BinaryOp::Subtract, a, b),
        Arithmetic::Multiply => binary(BinaryOp::Multiply, a, b),
        Arithmetic::Divide => binary(BinaryOp::Divide, a, b),
        Arithmetic::Minimum => binary(BinaryOp::Minimum, a, b),
        Arithmetic::Maximum => binary(BinaryOp::Maximum, a, b),
    }
}

fn pair_left<S: Simd>(first: Arithmetic, second: Arithmetic) -> Kernel<S> {
    for_each_operation!(first, Arithmetic { Add Subtract Multiply Divide Minimum Maximum }, FIRST => {
        for_each_operation!(second, Arithmetic { Add Subtract Multiply Divide Minimum Maximum }, SECOND => {
            vectorized!(|simd, cells, at, _| map3(simd, cells, at, #[inline(always)] |a, b, c| {
                arithmetic(SECOND, arithmetic(FIRST, a, b), c)
            }))
        })
    })
}

fn pair_right<S: Simd>(first: Arithmetic, second: Arithmetic) -> Kernel<S> {
    for_each_operation!(first, Arithmetic { Add Subtract Multiply Divide Minimum Maximum }, FIRST => {
        for_each_operation!(second, Arithmetic { Subtract Divide Minimum Maximum }, SECOND => {
            vectorized!(|simd, cells, at, _| map3(simd, cells, at, #[inline(always)] |a, b, c| {
                arithmetic(SECOND, c, arithmetic(FIRST, a, b))
            }))
        // Sums and products have no order: a pair that ends in one is a left one.
        }, else pair_left::<S>(first, second))
    })
}
