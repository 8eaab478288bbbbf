//! Elementary functions as machine code: subroutines that lines of code call with numbers in registers.
//!
//! A subroutine takes its arguments in the first registers for intermediate results, leaves its result in the first of
//! them, and reads nothing but constants. Which other registers it overwrites is known once it is made: whoever calls
//! it keeps nothing there.

use super::assembler::{self as x86, Assembler, Mask, Register, Rounding, Source};
use super::registers::REGISTERS;
use super::trace::{self, Action, Step, Trace};
use super::translate::Pool;
use crate::kernel::{Instruction, Opcode};

/// Registers: for intermediate results the highest first, so that those which lines of code use most stay untouched.
const NUMBERS: u8 = 32;
/// Masks 1 to 7; there is no choosing by mask 0.
const MASKS: u8 = 8;

/// A subroutine.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) code: Vec<u8>,
    /// It overwrites registers from this one on.
    pub(super) lowest: u8,
}

impl Function {
    /// The subroutine for an operation; `None` where there is none.
    pub(super) fn new(opcode: Opcode, pool: &mut Pool) -> Option<Function> {
        let trace = trace::trace(opcode)?;
        let mut compiler = Compiler::new(&trace, pool);
        for (step, action) in (0..).zip(&trace.actions) {
            if compiler.last_use[step as usize].is_some() {
                compiler.compile(step, *action)?;
            }
        }
        let result = compiler.place(trace.result)?;
        compiler.assembler.load(Register(REGISTERS as u8), result);
        compiler.assembler.give_back();
        Some(Function { code: compiler.assembler.bytes, lowest: compiler.lowest })
    }
}

/// The subroutines of a line, in the order of their code.
#[derive(Debug, Default)]
pub(super) struct Functions {
    found: Vec<(Opcode, usize, u8)>,
    pub(super) code: Vec<u8>,
}

impl Functions {
    /// Those that a line calls; `None` where one cannot be made.
    pub(super) fn new(line: &[Instruction], pool: &mut Pool) -> Option<Functions> {
        let mut functions = Functions::default();
        for opcode in line.iter().map(|instruction| instruction.opcode).filter(|&opcode| trace::can(opcode)) {
            if functions.get(opcode).is_none() {
                let function = Function::new(opcode, pool)?;
                functions.found.push((opcode, functions.code.len(), function.lowest));
                functions.code.extend(function.code);
            }
        }
        Some(functions)
    }

    /// Where the subroutine for an operation begins, and the first register that it overwrites.
    pub(super) fn get(&self, opcode: Opcode) -> Option<(usize, usize)> {
        let found = self.found.iter().find(|found| found.0 == opcode)?;
        Some((found.1, found.2 as usize))
    }
}

/// Where the result of a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Nowhere,
    Number(u8),
    Mask(u8),
}

struct Compiler<'a> {
    trace: &'a Trace,
    pool: &'a mut Pool,
    assembler: Assembler,
    homes: Vec<Home>,
    /// The last step that reads each; the result is read at the end. None where it is not needed.
    last_use: Vec<Option<Step>>,
    numbers: Vec<u8>,
    masks: Vec<u8>,
    lowest: u8,
}

impl<'a> Compiler<'a> {
    fn new(trace: &'a Trace, pool: &'a mut Pool) -> Compiler<'a> {
        let mut last_use: Vec<Option<Step>> = vec![None; trace.actions.len()];
        last_use[trace.result as usize] = Some(Step::MAX);
        for (step, action) in trace.actions.iter().enumerate().rev() {
            if last_use[step].is_some() {
                for read in action.reads() {
                    last_use[read as usize].get_or_insert(step as Step);
                }
            }
        }
        // The last to be pushed is the first to be taken: registers for intermediate results in their order, then
        // those of lines from the last one downward.
        let lines = 0..REGISTERS as u8;
        let numbers = lines.chain((REGISTERS as u8..NUMBERS).rev()).collect();
        Compiler {
            trace,
            pool,
            assembler: Assembler::default(),
            homes: vec![Home::Nowhere; trace.actions.len()],
            last_use,
            numbers,
            masks: (1..MASKS).collect(),
            lowest: NUMBERS,
        }
    }

    /// `None` when there are not enough registers.
    fn compile(&mut self, step: Step, action: Action) -> Option<()> {
        match action {
            // Its register is the one that it is handed over in.
            Action::Argument(number) => {
                let register = REGISTERS as u8 + number;
                self.numbers.retain(|free| *free != register);
                self.homes[step as usize] = Home::Number(register);
                self.lowest = self.lowest.min(register);
            }
            Action::Constant(_) => {}
            Action::Binary(form, a, b) => {
                let (a, b) = if self.is_constant(a) && form.is_symmetric() { (b, a) } else { (a, b) };
                self.number(step, a, |assembler, [to, a], source| assembler.binary(form, to, a, source), b)?;
            }
            Action::ShiftLeft(x, count) => {
                self.number(step, x, |assembler, [to, x], _| assembler.shift_left(to, x, count), x)?;
            }
            Action::ShiftRight(x, count) => {
                self.number(step, x, |assembler, [to, x], _| assembler.shift_right(to, x, count), x)?;
            }
            Action::Floor(x) => {
                let floor = |assembler: &mut Assembler, [to, x]: [Register; 2], _| {
                    assembler.round(to, Source::Register(x), Rounding::Down);
                };
                self.number(step, x, floor, x)?;
            }
            Action::SquareRoot(x) => {
                let root = |assembler: &mut Assembler, [to, x]: [Register; 2], _| {
                    assembler.square_root(to, Source::Register(x));
                };
                self.number(step, x, root, x)?;
            }
            Action::ProductLess(a, b, c) => {
                let (first, third) = (self.place(a)?, self.place(c)?);
                let (loaded, second) = self.register(b)?;
                // Written before the others are read, so nothing may be freed for it.
                let to = self.take()?;
                self.assembler.load(Register(to), first);
                self.assembler.binary(x86::PRODUCT_LESS, Register(to), second, third);
                self.numbers.extend(loaded);
                self.release(step);
                self.homes[step as usize] = Home::Number(to);
            }
            Action::Compare(predicate, a, b) => {
                let (loaded, first) = self.register(a)?;
                let second = self.place(b)?;
                let mask = self.masks.pop()?;
                self.assembler.compare(Mask(mask), first, second, predicate);
                self.numbers.extend(loaded);
                self.release(step);
                self.homes[step as usize] = Home::Mask(mask);
            }
            Action::Both(a, b) => self.mask(step, [a, b], Assembler::both)?,
            Action::Either(a, b) => self.mask(step, [a, b], Assembler::either)?,
            Action::Inverse(x) => self.mask(step, [x, x], |assembler, to, x, _| assembler.inverse(to, x))?,
            Action::Choose(mask, yes, no) => {
                let Home::Mask(mask) = self.homes[mask as usize] else { return None };
                let choose = |assembler: &mut Assembler, [to, no]: [Register; 2], yes| {
                    assembler.binary_where(x86::BLEND, Mask(mask), to, no, yes);
                };
                self.number(step, no, choose, yes)?;
            }
        }
        Some(())
    }

    fn is_constant(&self, step: Step) -> bool {
        matches!(self.trace.actions[step as usize], Action::Constant(_))
    }

    /// The result of a step, in its register or among the constants.
    fn place(&mut self, step: Step) -> Option<Source> {
        match (self.trace.actions[step as usize], self.homes[step as usize]) {
            (Action::Constant(bits), _) => Some(self.pool.constant(bits)),
            (_, Home::Number(register)) => Some(Source::Register(Register(register))),
            // Whoever wants a number reads a step that gives one, and that has run.
            (_, Home::Mask(_) | Home::Nowhere) => None,
        }
    }

    /// The result of a step in a register; the first of the pair is one taken for it, if it is a constant.
    fn register(&mut self, step: Step) -> Option<(Option<u8>, Register)> {
        match self.place(step)? {
            Source::Register(register) => Some((None, register)),
            constant => {
                let taken = self.take()?;
                self.assembler.load(Register(taken), constant);
                Some((Some(taken), Register(taken)))
            }
        }
    }

    fn take(&mut self) -> Option<u8> {
        let register = self.numbers.pop()?;
        self.lowest = self.lowest.min(register);
        Some(register)
    }

    /// A step that gives a number, from one in a register and another one.
    fn number(
        &mut self,
        step: Step,
        first: Step,
        emit: impl FnOnce(&mut Assembler, [Register; 2], Source),
        second: Step,
    ) -> Option<()> {
        let (loaded, first) = self.register(first)?;
        let second = self.place(second)?;
        // An operand that nothing reads any more may be overwritten by the very operation that reads it.
        self.release(step);
        let to = match loaded {
            Some(register) => register,
            None => self.take()?,
        };
        emit(&mut self.assembler, [Register(to), first], second);
        self.homes[step as usize] = Home::Number(to);
        Some(())
    }

    /// A step that gives a truth, from truths.
    fn mask(&mut self, step: Step, operands: [Step; 2], emit: fn(&mut Assembler, Mask, Mask, Mask)) -> Option<()> {
        let [Home::Mask(a), Home::Mask(b)] = operands.map(|operand| self.homes[operand as usize]) else { return None };
        self.release(step);
        let to = self.masks.pop()?;
        emit(&mut self.assembler, Mask(to), Mask(a), Mask(b));
        self.homes[step as usize] = Home::Mask(to);
        Some(())
    }

    /// Frees what this step is the last to read.
    fn release(&mut self, step: Step) {
        for read in self.trace.actions[step as usize].reads() {
            if self.last_use[read as usize] == Some(step) {
                match std::mem::replace(&mut self.homes[read as usize], Home::Nowhere) {
                    Home::Number(register) => self.numbers.push(register),
                    Home::Mask(mask) => self.masks.push(mask),
                    Home::Nowhere => {}
                }
            }
        }
    }
}
