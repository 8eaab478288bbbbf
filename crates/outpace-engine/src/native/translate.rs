//! Instructions to machine code.
//!
//! Each operation is spelled exactly as its kernel computes it (`kernel/operation.rs`), so that both give the same
//! bits: comparisons that treat what is not a number alike, minima and maxima that take the
//! second operand when neither is less.

use super::assembler::{self as x86, Assembler, Base, Form, Mask, Memory, Predicate, Register, Rounding, Source};
use super::function::Functions;
use super::registers::{Registers, memory};
use super::trace;
use super::uses::Uses;
use crate::graph::{TernaryOp, UnaryOp};
use crate::kernel::advance::{Basic, Pace, Rate};
use crate::kernel::operation::Comparison;
use crate::kernel::{Arithmetic, Chunk, Instruction, LANES, Opcode, Place, Places};
use crate::lookup::Table;
use crate::lookup::grid::{Grid, ROUNDER};
use std::collections::HashMap;

/// The first of two masks; the second is never needed.
const TRUTH: Mask = Mask(1);

/// Whether an instruction can be translated; its kernel carries it out otherwise.
pub(super) fn can(instruction: &Instruction, tables: &[Table]) -> bool {
    match instruction.opcode {
        Opcode::Unary(op) => {
            use UnaryOp::{Abs, Floor, Integer, Negate, Not, Sqrt};
            matches!(op, Negate | Abs | Sqrt | Integer | Floor | Not) || trace::can(instruction.opcode)
        }
        Opcode::Binary(op) => {
            Arithmetic::of(op).is_some() || Comparison::of(op).is_some() || trace::can(instruction.opcode)
        }
        Opcode::PairLeft(..) | Opcode::PairRight(..) | Opcode::Select | Opcode::SelectWhere(_) => true,
        Opcode::Advance(..) => true,
        Opcode::Lookup => {
            let table = tables.get(instruction.places.table as usize);
            table.is_some_and(|table| table.grid.is_some())
        }
        Opcode::Ternary(op) => op == TernaryOp::Quotient,
        Opcode::Read(..) => false,
    }
}

/// Numbers that code refers to: constants, and the columns of tables.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) chunks: Vec<Chunk>,
    tables: HashMap<u32, Memory>,
    numbers: HashMap<u64, Memory>,
}

/// The first chunk of the pool.
const ZERO: Source = constant(0);
const ONE: Source = constant(1);
const SIGN: Source = constant(2);
const MAGNITUDE: Source = constant(3);
/// The whole number one.
const UNIT: Source = constant(4);

const fn constant(number: i32) -> Source {
    Source::Repeated(Memory { base: Base::Pool, offset: number * 8 })
}

impl Pool {
    pub(super) fn new() -> Pool {
        let (sign, magnitude) = (-0.0, f64::from_bits(!(1 << 63)));
        let constants = Chunk([0.0, 1.0, sign, magnitude, f64::from_bits(1), 0.0, 0.0, 0.0]);
        Pool { chunks: vec![constants], tables: HashMap::new(), numbers: HashMap::new() }
    }

    /// A number with these bits.
    pub(super) fn constant(&mut self, bits: u64) -> Source {
        let chunks = &mut self.chunks;
        let memory = *self.numbers.entry(bits).or_insert_with(|| {
            chunks.push(Chunk([f64::from_bits(bits); LANES]));
            Memory { base: Base::Pool, offset: ((chunks.len() - 1) * size_of::<Chunk>()) as i32 }
        });
        Source::Vector(memory)
    }

    /// Where a table's grid lies: see [`Column`].
    fn table(&mut self, number: u32, table: &Table, grid: &Grid) -> Memory {
        let chunks = &mut self.chunks;
        *self.tables.entry(number).or_insert_with(|| {
            let offset = (chunks.len() * size_of::<Chunk>()) as i32;
            let before = grid.before.map(f64::from_bits);
            for column in [&grid.x, &grid.y, &grid.slope, &grid.in_cell, &before] {
                chunks.extend(column.chunks_exact(LANES).map(|half| Chunk(std::array::from_fn(|lane| half[lane]))));
            }
            let ((low, high), (first, last)) = (table.range, grid.range);
            chunks.push(Chunk([low, high, first, last, grid.scale, grid.offset, ROUNDER, 0.0]));
            Memory { base: Base::Pool, offset }
        })
    }
}

/// The columns of a grid in the pool, two vectors each, and behind them its single numbers.
#[derive(Clone, Copy)]
enum Column {
    X = 0,
    Y = 2,
    Slope = 4,
    InCell = 6,
    Before = 8,
    Numbers = 10,
}

/// The single numbers.
#[derive(Clone, Copy)]
enum Number {
    Low,
    High,
    First,
    Last,
    Scale,
    Offset,
    Rounder,
}

/// A table's grid in the pool.
#[derive(Clone, Copy)]
struct Columns(Memory);

impl Columns {
    fn half(self, column: Column, half: usize) -> Source {
        let offset = ((column as usize + half) * size_of::<Chunk>()) as i32;
        Source::Vector(Memory { offset: self.0.offset + offset, ..self.0 })
    }

    fn number(self, number: Number) -> Source {
        let offset = (Column::Numbers as usize * size_of::<Chunk>() + number as usize * size_of::<f64>()) as i32;
        Source::Repeated(Memory { offset: self.0.offset + offset, ..self.0 })
    }
}

/// The code of a run of instructions, in the making.
pub(super) struct Translation<'a> {
    pub(super) code: Vec<u8>,
    /// The chunks that a frame must have.
    pub(super) frame: usize,
    tables: &'a [Table],
    functions: &'a Functions,
    /// Where this code will lie, after the functions.
    begin: usize,
    pool: &'a mut Pool,
    assembler: Assembler,
    registers: Registers,
    /// The instruction being translated, and when each of its operands is read next.
    now: usize,
    next: [Option<usize>; 5],
}

impl<'a> Translation<'a> {
    /// A function for some instructions over rows of so many vectors. `None` for a frame that is too large to address.
    pub(super) fn new(
        (instructions, vectors): (&[Instruction], usize),
        uses: &[Uses],
        tables: &'a [Table],
        (functions, begin): (&'a Functions, usize),
        pool: &'a mut Pool,
    ) -> Option<Translation<'a>> {
        let mut translation = Translation {
            code: Vec::new(),
            frame: frame(instructions, vectors)?,
            tables,
            functions,
            begin,
            pool,
            assembler: Assembler::default(),
            registers: Registers::new(),
            now: 0,
            next: [None; 5],
        };
        let begin = translation.assembler.begin();
        for (now, (instruction, uses)) in instructions.iter().zip(uses).enumerate() {
            translation.now = now;
            translation.next = uses.operands();
            let result = translation.instruction(instruction);
            for (place, next) in instruction.reads().into_iter().zip(uses.operands()) {
                if let Some(place) = place {
                    translation.registers.settle(place, next);
                }
            }
            translation.define(instruction.places.destination, result, uses);
        }
        translation.assembler.end(begin);
        translation.code = std::mem::take(&mut translation.assembler.bytes);
        Some(translation)
    }

    fn define(&mut self, place: Place, register: Register, uses: &Uses) {
        if uses.kept {
            self.assembler.store(memory(place), register);
        }
        self.registers.define(place, register, uses.result(), !uses.kept);
    }

    /// Operand `number`, in a register or in memory.
    fn source(&mut self, number: usize, place: Place) -> Source {
        let again = self.next[number].is_some();
        self.registers.source(&mut self.assembler, place, again, self.now)
    }

    /// The first two operands. Those of sums and products change places if that saves a load.
    fn pair(&mut self, op: Option<Arithmetic>, at: &Places) -> (Register, Source) {
        let symmetric = matches!(op, Some(Arithmetic::Add | Arithmetic::Multiply));
        if symmetric && self.next[0].is_none() && !self.registers.hold(at.a) {
            let b = self.register(at.b);
            return (b, self.source(0, at.a));
        }
        (self.register(at.a), self.source(1, at.b))
    }

    fn register(&mut self, place: Place) -> Register {
        self.registers.register(&mut self.assembler, place, self.now)
    }

    fn take(&mut self) -> Register {
        self.registers.take(&mut self.assembler)
    }

    /// Translates an instruction; gives the register of its result. All operands are fetched before the register for
    /// the result is taken, and that one is never an operand's.
    fn instruction(&mut self, instruction: &Instruction) -> Register {
        let at = &instruction.places;
        match instruction.opcode {
            opcode if trace::can(opcode) => self.call(instruction),
            Opcode::Unary(op) => self.unary(op, at.a),
            Opcode::Binary(op) => {
                let (a, b) = self.pair(Arithmetic::of(op), at);
                let to = self.take();
                match (Arithmetic::of(op), Comparison::of(op)) {
                    (Some(op), _) => self.assembler.binary(form(op), to, a, b),
                    (None, Some(comparison)) => {
                        let inverted = self.holds(comparison, a, b);
                        self.truth(to, inverted);
                    }
                    // `can` lets no other operation through.
                    (None, None) => {}
                }
                to
            }
            Opcode::PairLeft(first, second) => {
                let (a, b) = self.pair(Some(first), at);
                let c = self.source(2, at.c);
                let to = self.take();
                self.assembler.binary(form(first), to, a, b);
                self.assembler.binary(form(second), to, to, c);
                to
            }
            Opcode::PairRight(first, second) => {
                let (a, b) = self.pair(Some(first), at);
                let c = self.register(at.c);
                let to = self.take();
                self.assembler.binary(form(first), to, a, b);
                self.assembler.binary(form(second), to, c, Source::Register(to));
                to
            }
            Opcode::Select => {
                let (condition, then) = (self.register(at.a), self.register(at.b));
                let otherwise = self.source(2, at.c);
                let to = self.take();
                self.assembler.compare(TRUTH, condition, ZERO, Predicate::Equal);
                self.assembler.binary_where(x86::BLEND, TRUTH, to, then, otherwise);
                to
            }
            Opcode::SelectWhere(comparison) => {
                let (a, b) = (self.register(at.a), self.source(1, at.b));
                let (then, otherwise) = (self.register(at.c), self.register(at.d));
                let to = self.take();
                let inverted = self.holds(comparison, a, b);
                let (yes, no) = if inverted { (otherwise, then) } else { (then, otherwise) };
                self.assembler.binary_where(x86::BLEND, TRUTH, to, no, Source::Register(yes));
                to
            }
            Opcode::Lookup => self.look_up(at.table, at.a),
            Opcode::Advance(rate, pace) => self.advance(rate, pace, at),
            Opcode::Ternary(_) => self.quotient(at),
            // `can` does not let it through.
            Opcode::Read(..) => self.take(),
        }
    }

    /// An elementary function: its arguments are handed over, and its result taken, in registers for intermediate
    /// results.
    fn call(&mut self, instruction: &Instruction) -> Register {
        for (number, place) in instruction.reads().into_iter().enumerate() {
            if let Some(place) = place {
                let argument = self.source(number, place);
                self.assembler.load(Registers::scratch(number as u8), argument);
            }
        }
        if let Some((entry, lowest)) = self.functions.get(instruction.opcode) {
            self.registers.vacate(&mut self.assembler, lowest);
            self.assembler.call(entry as i32 - self.begin as i32);
        }
        let to = self.take();
        self.assembler.load(to, Source::Register(Registers::scratch(0)));
        to
    }

    fn unary(&mut self, op: UnaryOp, place: Place) -> Register {
        let x = self.register(place);
        let to = self.take();
        match op {
            UnaryOp::Negate => self.assembler.binary(x86::EXCLUSIVE_OR, to, x, SIGN),
            UnaryOp::Abs => self.assembler.binary(x86::AND, to, x, MAGNITUDE),
            UnaryOp::Sqrt => self.assembler.square_root(to, Source::Register(x)),
            UnaryOp::Integer => self.assembler.round(to, Source::Register(x), Rounding::TowardZero),
            UnaryOp::Floor => self.assembler.round(to, Source::Register(x), Rounding::Down),
            UnaryOp::Not => {
                self.assembler.compare(TRUTH, x, ZERO, Predicate::Equal);
                self.truth(to, false);
            }
            // `can` lets no other operation through.
            _ => {}
        }
        to
    }

    /// Sets the mask to where a comparison holds, or, when it returns true, to where it does not.
    fn holds(&mut self, comparison: Comparison, a: Register, b: Source) -> bool {
        let assembler = &mut self.assembler;
        let mut compare = |predicate| assembler.compare(TRUTH, a, b, predicate);
        match comparison {
            Comparison::Less => compare(Predicate::Less),
            Comparison::LessOrEqual => compare(Predicate::LessOrEqual),
            Comparison::Equal => compare(Predicate::Equal),
            Comparison::NotEqual => compare(Predicate::NotEqual),
            Comparison::And | Comparison::Or => {
                let (predicate, inverted) = match comparison {
                    Comparison::And => (Predicate::NotEqual, false),
                    _ => (Predicate::Equal, true),
                };
                let second = Registers::scratch(0);
                assembler.compare(TRUTH, a, ZERO, predicate);
                match b {
                    Source::Register(b) => assembler.compare_also(TRUTH, b, ZERO, predicate),
                    _ => {
                        assembler.load(second, b);
                        assembler.compare_also(TRUTH, second, ZERO, predicate);
                    }
                }
                return inverted;
            }
        }
        false
    }

    /// 1 where the mask holds and 0 elsewhere, or the other way round.
    fn truth(&mut self, to: Register, inverted: bool) {
        let (one, zero) = (Registers::scratch(0), Registers::scratch(1));
        self.assembler.load(one, ONE);
        self.assembler.binary(x86::EXCLUSIVE_OR, zero, zero, Source::Register(zero));
        let (yes, no) = if inverted { (zero, one) } else { (one, zero) };
        self.assembler.binary_where(x86::BLEND, TRUTH, to, no, Source::Register(yes));
    }

    /// A number divided by another whose reciprocal is there in two parts.
    fn quotient(&mut self, at: &Places) -> Register {
        let dividend = self.register(at.a);
        let (reciprocal, rest) = (self.source(1, at.b), self.source(2, at.c));
        let to = self.take();
        self.assembler.binary(x86::MULTIPLY, to, dividend, rest);
        self.assembler.binary(x86::ADD_PRODUCT, to, dividend, reciprocal);
        to
    }

    /// A stock that advances: `x + h × rate`.
    fn advance(&mut self, rate: Rate, pace: Pace, at: &Places) -> Register {
        let a = self.register(at.a);
        let step = if pace == Pace::One { ZERO } else { self.source(3, at.d) };
        let b = if matches!(rate, Rate::Value) { ZERO } else { self.source(1, at.b) };
        let c = if let Rate::Left(..) | Rate::Right(..) = rate { self.register(at.c) } else { a };
        let stock = self.source(4, at.destination);
        let to = self.take();
        let assembler = &mut self.assembler;
        let form = |op: Basic| form(op.arithmetic());
        match (rate, pace) {
            (Rate::Value, Pace::One) => {
                assembler.binary(x86::ADD, to, a, stock);
                return to;
            }
            (Rate::Value, Pace::Any) => assembler.binary(x86::MULTIPLY, to, a, step),
            (Rate::Single(op), _) => assembler.binary(form(op), to, a, b),
            (Rate::Left(first, second), _) => {
                assembler.binary(form(first), to, a, b);
                assembler.binary(form(second), to, to, Source::Register(c));
            }
            (Rate::Right(first, second), _) => {
                assembler.binary(form(first), to, a, b);
                assembler.binary(form(second), to, c, Source::Register(to));
            }
        }
        if rate != Rate::Value && pace == Pace::Any {
            assembler.binary(x86::MULTIPLY, to, to, step);
        }
        assembler.binary(x86::ADD, to, to, stock);
        to
    }

    /// A table, by the cell of its grid that the argument lies in: see `lookup/grid.rs`.
    fn look_up(&mut self, number: u32, place: Place) -> Register {
        let found = self.tables.get(number as usize).and_then(|table| Some((table, table.grid.as_deref()?)));
        // `can` lets only tables with a grid through.
        let Some((table, grid)) = found else { return self.register(place) };
        let columns = Columns(self.pool.table(number, table, grid));
        let even = grid.even && grid.range == table.range;
        let argument = self.source(0, place);
        let to = self.take();
        let [x, cell, knot, other] = [0, 1, 2, 3].map(Registers::scratch);
        let assembler = &mut self.assembler;
        clamp(assembler, x, argument, (columns.number(Number::Low), columns.number(Number::High)));
        let inside = if even { x } else { to };
        if !even {
            let range = (columns.number(Number::First), columns.number(Number::Last));
            clamp(assembler, inside, Source::Register(x), range);
        }
        assembler.binary(x86::MULTIPLY, cell, inside, columns.number(Number::Scale));
        assembler.binary(x86::SUBTRACT, cell, cell, columns.number(Number::Offset));
        assembler.binary(x86::ADD, cell, cell, columns.number(Number::Rounder));
        let few = even && table.knots.len() <= LANES;
        if even {
            pick(assembler, other, cell, columns, Column::X, few);
            assembler.load(knot, Source::Register(cell));
            assembler.compare(TRUTH, inside, Source::Register(other), Predicate::NotGreaterOrEqual);
            assembler.binary_where(x86::SUBTRACT_INTEGERS, TRUTH, knot, knot, UNIT);
        } else {
            pick(assembler, other, cell, columns, Column::InCell, few);
            pick(assembler, knot, cell, columns, Column::Before, few);
            assembler.compare(TRUTH, inside, Source::Register(other), Predicate::GreaterOrEqual);
            assembler.binary_where(x86::ADD_INTEGERS, TRUTH, knot, knot, UNIT);
        }
        pick(assembler, other, knot, columns, Column::X, few);
        assembler.binary(x86::SUBTRACT, x, x, Source::Register(other));
        pick(assembler, other, knot, columns, Column::Slope, few);
        assembler.binary(x86::MULTIPLY, x, x, Source::Register(other));
        pick(assembler, to, knot, columns, Column::Y, few);
        assembler.binary(x86::ADD, to, to, Source::Register(x));
        to
    }
}

/// `value` brought into a range; what is not a number stays.
fn clamp(assembler: &mut Assembler, to: Register, value: Source, (low, high): (Source, Source)) {
    let bound = Registers::scratch(4);
    assembler.load(bound, high);
    assembler.binary(x86::MINIMUM, to, bound, value);
    assembler.load(bound, low);
    assembler.binary(x86::MAXIMUM, to, bound, Source::Register(to));
}

/// The numbers of a column by their indices, the column being in one register if they are few.
fn pick(assembler: &mut Assembler, to: Register, index: Register, columns: Columns, column: Column, few: bool) {
    if few {
        assembler.binary(x86::PERMUTE, to, index, columns.half(column, 0));
    } else {
        assembler.load(to, columns.half(column, 0));
        assembler.binary(x86::PERMUTE_TWO, to, index, columns.half(column, 1));
    }
}

fn form(op: Arithmetic) -> Form {
    match op {
        Arithmetic::Add => x86::ADD,
        Arithmetic::Subtract => x86::SUBTRACT,
        Arithmetic::Multiply => x86::MULTIPLY,
        Arithmetic::Divide => x86::DIVIDE,
        Arithmetic::Minimum => x86::MINIMUM,
        Arithmetic::Maximum => x86::MAXIMUM,
    }
}

/// The chunks that the instructions reach.
fn frame(instructions: &[Instruction], vectors: usize) -> Option<usize> {
    let places =
        |instruction: &Instruction| instruction.reads().into_iter().flatten().chain([instruction.places.destination]);
    let end = |place: Place| place.chunk() + if place.is_row() { vectors } else { 1 };
    let chunks = instructions.iter().flat_map(places).map(end).max().unwrap_or(0);
    (chunks < i32::MAX as usize / size_of::<Chunk>()).then_some(chunks)
}
