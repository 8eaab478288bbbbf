//! Instructions over a block of members, and the compiled loop that carries out each of them.
//!
//! A block's numbers lie in a *frame*: rows of [`BLOCK`] numbers, one for each member, and scalars that all members
//! share, each repeated over one vector. Rows and scalars are read alike (a row's operand moves on with the loop, a
//! scalar's stays), so there is one kernel an operation whatever its operands are. Kernels are compiled for each
//! level of vector instructions; the level is chosen once, when a program is prepared to run, and from then on an
//! instruction is a function pointer and the places of its operands.

pub(crate) mod advance;
pub(crate) mod operation;
#[cfg(target_arch = "x86_64")]
mod permute;
pub(crate) mod scalar;

use std::cell::Cell;

use fearless_simd::prelude::*;
use fearless_simd::{Simd, f64x8};

use crate::device::Reading;
use crate::graph::{BinaryOp, StateIndex, TernaryOp, UnaryOp};
use crate::lookup::{self, Table};
#[cfg(target_arch = "x86_64")]
use crate::native::{Native, Piece};
use operation::{Comparison, binary, holds, select, unary};

/// Members computed side by side.
pub(crate) const BLOCK: usize = 64;

/// Numbers in a vector.
pub(crate) const LANES: usize = 8;

/// Vectors in a row.
pub(crate) const CHUNKS: usize = BLOCK / LANES;

/// One vector's numbers in memory.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Chunk(pub(crate) [f64; LANES]);

impl Chunk {
    pub(crate) const ZERO: Chunk = Chunk([0.0; LANES]);
}

/// Where a value lies in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Place(u32);

impl Place {
    /// The row that begins at this chunk.
    pub(crate) const fn row(chunk: usize) -> Place {
        Place(((chunk as u32) << 1) | 1)
    }

    /// The scalar in this chunk.
    pub(crate) const fn scalar(chunk: usize) -> Place {
        Place((chunk as u32) << 1)
    }

    pub(crate) fn chunk(self) -> usize {
        (self.0 >> 1) as usize
    }

    pub(crate) fn is_row(self) -> bool {
        self.0 & 1 == 1
    }

    /// The last of the vectors' numbers: taken bit by bit from a vector's number, it leaves 0 for a scalar.
    #[inline(always)]
    fn step(self) -> usize {
        if self.is_row() { CHUNKS - 1 } else { 0 }
    }

    /// The values of all members of the block.
    pub(crate) fn values(self, frame: &[Chunk]) -> [f64; BLOCK] {
        let mut values = [0.0; BLOCK];
        for (i, lanes) in values.chunks_exact_mut(LANES).enumerate() {
            lanes.copy_from_slice(&frame[self.chunk() + (i & self.step())].0);
        }
        values
    }

    /// The value for one member of the block.
    pub(crate) fn lane(self, frame: &[Chunk], lane: usize) -> f64 {
        frame[self.chunk() + ((lane / LANES) & self.step())].0[lane % LANES]
    }
}

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
    Advance(advance::Rate),
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
            Opcode::Advance(Rate::Value) => &[a, a, a, d, destination],
            Opcode::Advance(Rate::Single(_)) => &[a, b, b, d, destination],
            Opcode::Advance(Rate::Left(..) | Rate::Right(..)) => &[a, b, c, d, destination],
        };
        std::array::from_fn(|number| operands.get(number).copied())
    }
}

/// The compiled loop of an operation.
type Kernel<S> = fn(S, &Cells, &Instruction, &[Table]);

/// A straight line of code, prepared for a level of vector instructions.
pub(crate) struct Threaded<S> {
    simd: S,
    code: Vec<(Kernel<S>, Instruction)>,
    #[cfg(target_arch = "x86_64")]
    native: Option<(Native, Vec<Piece>)>,
}

impl<S: Simd> Threaded<S> {
    /// `kept` says of each row, by number, whether it is read when the line has ended; `native` whether machine code
    /// may be made.
    pub(crate) fn new(
        simd: S,
        instructions: &[Instruction],
        tables: &[Table],
        kept: &[bool],
        native: bool,
    ) -> Threaded<S> {
        let mut line = Threaded::kernels(simd, instructions);
        #[cfg(target_arch = "x86_64")]
        if native && simd.level().as_avx512().is_some() {
            line.native = Native::new(instructions, tables, kept);
        }
        line
    }

    /// A line that runs seldom, for which machine code is not worth while.
    pub(crate) fn kernels(simd: S, instructions: &[Instruction]) -> Threaded<S> {
        let code = instructions.iter().map(|&instruction| (kernel::<S>(instruction.opcode), instruction));
        Threaded {
            simd,
            code: code.collect(),
            #[cfg(target_arch = "x86_64")]
            native: None,
        }
    }

    pub(crate) fn run(&self, frame: &mut [Chunk], tables: &[Table]) {
        #[cfg(target_arch = "x86_64")]
        if let Some((native, pieces)) = &self.native {
            for piece in pieces {
                match *piece {
                    Piece::Native(piece) => native.run(piece, frame, CHUNKS as u32),
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
        kernel(self.simd, cells(frame), instruction, tables);
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

/// A frame whose rows are read and written side by side.
type Cells = [Cell<Chunk>];

pub(crate) fn cells(frame: &mut [Chunk]) -> &Cells {
    Cell::from_mut(frame).as_slice_of_cells()
}

/// An operand or a result: all bounds are checked when it is made, none in the loop.
#[derive(Clone, Copy)]
pub(crate) struct Window<'a> {
    chunks: &'a [Cell<Chunk>; CHUNKS],
    step: usize,
}

impl<'a> Window<'a> {
    #[inline(always)]
    pub(crate) fn new(cells: &'a Cells, place: Place) -> Window<'a> {
        let chunks = cells[place.chunk()..].first_chunk();
        Window { chunks: chunks.expect("a frame ends with room for a row"), step: place.step() }
    }

    /// The `i`-th vector.
    #[inline(always)]
    pub(crate) fn read<S: Simd>(self, simd: S, i: usize) -> f64x8<S> {
        self.chunks[i & self.step & (CHUNKS - 1)].get().0.simd_into(simd)
    }

    #[inline(always)]
    pub(crate) fn write<S: Simd>(self, i: usize, value: f64x8<S>) {
        self.chunks[i & (CHUNKS - 1)].set(Chunk(value.into()));
    }
}

/// A loop over a row's vectors, which compilers unroll: for operations of a few instructions.
#[inline(always)]
fn each_vector<S: Simd>(cells: &Cells, destination: Place, f: impl Fn(usize) -> f64x8<S>) {
    let result = Window::new(cells, destination);
    for i in 0..CHUNKS {
        result.write(i, f(i));
    }
}

/// The same loop, kept from being unrolled: for operations of many instructions.
#[inline(always)]
fn each_vector_in_turn<S: Simd>(cells: &Cells, destination: Place, f: impl Fn(usize) -> f64x8<S>) {
    let result = Window::new(cells, destination);
    for i in 0..std::hint::black_box(CHUNKS) {
        result.write(i, f(i));
    }
}

#[inline(always)]
fn map1<S: Simd>(simd: S, cells: &Cells, at: &Places, f: impl Fn(f64x8<S>) -> f64x8<S>) {
    let a = Window::new(cells, at.a);
    each_vector(
        cells,
        at.destination,
        #[inline(always)]
        move |i| f(a.read(simd, i)),
    );
}

#[inline(always)]
fn map2<S: Simd>(simd: S, cells: &Cells, at: &Places, f: impl Fn(f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let (a, b) = (Window::new(cells, at.a), Window::new(cells, at.b));
    each_vector(
        cells,
        at.destination,
        #[inline(always)]
        move |i| f(a.read(simd, i), b.read(simd, i)),
    );
}

#[inline(always)]
fn map3<S: Simd>(simd: S, cells: &Cells, at: &Places, f: impl Fn(f64x8<S>, f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let (a, b, c) = (Window::new(cells, at.a), Window::new(cells, at.b), Window::new(cells, at.c));
    each_vector(
        cells,
        at.destination,
        #[inline(always)]
        move |i| f(a.read(simd, i), b.read(simd, i), c.read(simd, i)),
    );
}

#[inline(always)]
fn select_where<S: Simd>(simd: S, cells: &Cells, at: &Places, comparison: Comparison) {
    let (a, b) = (Window::new(cells, at.a), Window::new(cells, at.b));
    let (c, d) = (Window::new(cells, at.c), Window::new(cells, at.d));
    each_vector(
        cells,
        at.destination,
        #[inline(always)]
        move |i| {
            let mask = holds(comparison, a.read(simd, i), b.read(simd, i));
            mask.select(c.read(simd, i), d.read(simd, i))
        },
    );
}

/// An elementary function, over vectors.
#[inline(always)]
fn elementary<S: Simd>(simd: S, cells: &Cells, at: &Places, f: impl Fn(f64x8<S>, f64x8<S>) -> f64x8<S>) {
    let (a, b) = (Window::new(cells, at.a), Window::new(cells, at.b));
    each_vector_in_turn(
        cells,
        at.destination,
        #[inline(always)]
        move |i| f(a.read(simd, i), b.read(simd, i)),
    );
}

#[inline(always)]
fn look_up<S: Simd>(simd: S, cells: &Cells, at: &Places, tables: &[Table]) {
    let table = &tables[at.table as usize];
    #[cfg(target_arch = "x86_64")]
    if let (Some(avx512), Some(grid)) = (simd.level().as_avx512(), &table.grid) {
        return permute::look_up(avx512, cells, at, grid, table.range);
    }
    let a = Window::new(cells, at.a);
    each_vector_in_turn(
        cells,
        at.destination,
        #[inline(always)]
        move |i| lookup::value(table, a.read(simd, i)),
    );
}

/// An operation that models rarely use, one number after the other: compiled once for all levels.
fn rare(cells: &Cells, instruction: &Instruction) {
    let at = &instruction.places;
    let (a, b, c) = (Window::new(cells, at.a), Window::new(cells, at.b), Window::new(cells, at.c));
    let result = Window::new(cells, at.destination);
    for (i, chunk) in result.chunks.iter().enumerate() {
        let [a, b, c] = [a, b, c].map(|operand| operand.chunks[i & operand.step].get().0);
        chunk.set(Chunk(std::array::from_fn(|lane| match instruction.opcode {
            Opcode::Unary(op) => scalar::unary(op, a[lane]),
            Opcode::Binary(op) => scalar::binary(op, a[lane], b[lane]),
            Opcode::Ternary(op) => scalar::ternary(op, a[lane], b[lane], c[lane]),
            _ => f64::NAN,
        })));
    }
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
        Opcode::Unary(op) => for_each_operation!(op, UnaryOp { Negate Abs Sqrt Integer Floor Not }, OP => {
            vectorized!(|simd, cells, at, _| map1(simd, cells, at, #[inline(always)] |x| unary(OP, x)))
        }, else elementary_unary::<S>(op)),
        Opcode::Binary(op) => for_each_operation!(op, BinaryOp {
            Add Subtract Multiply Divide Minimum Maximum Less LessOrEqual Equal NotEqual And Or
        }, OP => {
            vectorized!(|simd, cells, at, _| map2(simd, cells, at, #[inline(always)] |a, b| binary(OP, a, b)))
        }, else elementary_binary::<S>(op)),
        Opcode::Ternary(_) => |_, cells, instruction, _| rare(cells, instruction),
        Opcode::PairLeft(first, second) => pair_left::<S>(first, second),
        Opcode::PairRight(first, second) => pair_right::<S>(first, second),
        Opcode::Select => vectorized!(|simd, cells, at, _| map3(simd, cells, at, select)),
        Opcode::SelectWhere(comparison) => for_each_operation!(comparison, Comparison {
            Less LessOrEqual Equal NotEqual And Or
        }, OP => vectorized!(|simd, cells, at, _| select_where(simd, cells, at, OP))),
        Opcode::Advance(rate) => advance::kernel(rate),
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
