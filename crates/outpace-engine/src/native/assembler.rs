//! Bytes of the few AVX-512 instructions that straight lines of code are made of.
//!
//! All of them share one shape, the EVEX prefix with the operand size of 64 bits and vectors of 512: a destination, a
//! first source that is a register, and a second one that is a register or lies in memory. Source: Intel, "64 and
//! IA-32 Architectures Software Developer's Manual", volume 2, section 2.7 and the pages of the instructions.

/// A vector register, 0 to 31.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Register(pub(super) u8);

/// A register of a truth for each lane, 1 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mask(pub(super) u8);

/// The general registers that hold addresses while code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The frame's beginning, moved on by one vector in each turn: for rows.
    Rows = 7,
    /// The frame's beginning: for scalars.
    Frame = 6,
    /// Constants and tables.
    Pool = 2,
}

/// A place in memory, bytes from a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) base: Base,
    pub(super) offset: i32,
}

/// Where an instruction takes its last operand from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Register(Register),
    /// Eight numbers in memory.
    Vector(Memory),
    /// One number in memory, repeated in each lane.
    Repeated(Memory),
}

/// An instruction: its opcode map (1 is `0F`, 2 `0F 38`, 3 `0F 3A`) and its opcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Form(u8, u8);

pub(super) const ADD: Form = Form(1, 0x58);
pub(super) const MULTIPLY: Form = Form(1, 0x59);
pub(super) const SUBTRACT: Form = Form(1, 0x5C);
pub(super) const MINIMUM: Form = Form(1, 0x5D);
pub(super) const DIVIDE: Form = Form(1, 0x5E);
pub(super) const MAXIMUM: Form = Form(1, 0x5F);
pub(super) const AND: Form = Form(1, 0xDB);
pub(super) const OR: Form = Form(1, 0xEB);
pub(super) const EXCLUSIVE_OR: Form = Form(1, 0xEF);
pub(super) const ADD_INTEGERS: Form = Form(1, 0xD4);
pub(super) const SUBTRACT_INTEGERS: Form = Form(1, 0xFB);
/// The second source where the mask holds, else the first.
pub(super) const BLEND: Form = Form(2, 0x65);
/// The second source's numbers, chosen by the indices of the first.
pub(super) const PERMUTE: Form = Form(2, 0x16);
/// Numbers chosen by the indices of the first source, from the destination and then the second source.
pub(super) const PERMUTE_TWO: Form = Form(2, 0x7F);
/// The first source times two to the power of the second, which is whole.
pub(super) const SCALE: Form = Form(2, 0x2C);
/// The first source times the destination, less the second source, rounded once.
pub(super) const PRODUCT_LESS: Form = Form(2, 0xAA);
/// The first source times the second, added to the destination, rounded once.
pub(super) const ADD_PRODUCT: Form = Form(2, 0xB8);
const SQUARE_ROOT: Form = Form(1, 0x51);
const LOAD: Form = Form(1, 0x28);
const STORE: Form = Form(1, 0x29);
const BROADCAST: Form = Form(2, 0x19);
const COMPARE: Form = Form(1, 0xC2);
const ROUND: Form = Form(3, 0x09);
const SHIFT: Form = Form(1, 0x73);

impl Form {
    /// Whether its operands may change places.
    pub(super) fn is_symmetric(self) -> bool {
        [ADD, MULTIPLY, AND, OR, EXCLUSIVE_OR, ADD_INTEGERS].contains(&self)
    }
}

/// When a comparison holds; none signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Predicate {
    Equal = 0x00,
    /// Or not a number.
    NotEqual = 0x04,
    Less = 0x11,
    LessOrEqual = 0x12,
    GreaterOrEqual = 0x1D,
    /// Less, or not a number.
    NotGreaterOrEqual = 0x19,
}

/// How a number is made whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    Down = 0x09,
    TowardZero = 0x0B,
}

/// Machine code under construction.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    pub(super) bytes: Vec<u8>,
}

impl Assembler {
    /// Begins a loop over the frame's vectors; gives the place to go back to.
    ///
    /// On entry the first argument is the frame, the second the pool, the third the number of turns.
    pub(super) fn begin(&mut self) -> usize {
        self.bytes.extend([0x89, 0xD1]); // mov ecx, edx
        self.bytes.extend([0x48, 0x89, 0xF2]); // mov rdx, rsi
        self.bytes.extend([0x48, 0x89, 0xFE]); // mov rsi, rdi
        self.bytes.len()
    }

    /// Ends the loop and returns to the caller.
    pub(super) fn end(&mut self, begin: usize) {
        self.bytes.extend([0x48, 0x83, 0xC7, 0x40]); // add rdi, 64
        self.bytes.extend([0xFF, 0xC9]); // dec ecx
        self.bytes.extend([0x0F, 0x85]); // jnz begin
        let after = self.bytes.len() + 4;
        self.bytes.extend((begin as i32).wrapping_sub(after as i32).to_le_bytes());
        self.bytes.extend([0xC5, 0xF8, 0x77]); // vzeroupper
        self.give_back();
    }

    /// Calls code that lies so many bytes after, or before, the beginning of this code.
    pub(super) fn call(&mut self, target: i32) {
        self.bytes.push(0xE8);
        let after = self.bytes.len() + 4;
        self.bytes.extend(target.wrapping_sub(after as i32).to_le_bytes());
    }

    /// Returns to the caller.
    pub(super) fn give_back(&mut self) {
        self.bytes.push(0xC3); // ret
    }

    /// `to ← form(a, b)`.
    pub(super) fn binary(&mut self, form: Form, to: Register, a: Register, b: Source) {
        self.encode(form, to.0, a.0, b, 0);
    }

    /// `to ← form(a, b)` in the lanes of a mask; the others stay.
    pub(super) fn binary_where(&mut self, form: Form, mask: Mask, to: Register, a: Register, b: Source) {
        self.encode(form, to.0, a.0, b, mask.0);
    }

    pub(super) fn square_root(&mut self, to: Register, x: Source) {
        self.encode(SQUARE_ROOT, to.0, 0, x, 0);
    }

    pub(super) fn round(&mut self, to: Register, x: Source, how: Rounding) {
        self.encode(ROUND, to.0, 0, x, 0);
        self.bytes.push(how as u8);
    }

    /// `to ← x` with its bits moved to higher places.
    pub(super) fn shift_left(&mut self, to: Register, x: Register, count: u8) {
        self.encode(SHIFT, 6, to.0, Source::Register(x), 0);
        self.bytes.push(count);
    }

    /// `to ← x` with its bits moved to lower places.
    pub(super) fn shift_right(&mut self, to: Register, x: Register, count: u8) {
        self.encode(SHIFT, 2, to.0, Source::Register(x), 0);
        self.bytes.push(count);
    }

    /// The lanes where both masks hold.
    pub(super) fn both(&mut self, to: Mask, a: Mask, b: Mask) {
        self.masks([(!a.0 & 15) << 3 | 0x84, 0x41], to, b); // kandw
    }

    /// The lanes where one of the masks holds, or both.
    pub(super) fn either(&mut self, to: Mask, a: Mask, b: Mask) {
        self.masks([(!a.0 & 15) << 3 | 0x84, 0x45], to, b); // korw
    }

    /// The lanes where a mask does not hold.
    pub(super) fn inverse(&mut self, to: Mask, x: Mask) {
        self.masks([0xF8, 0x44], to, x); // knotw
    }

    /// An instruction on masks, with a VEX prefix of two bytes.
    fn masks(&mut self, [fields, opcode]: [u8; 2], to: Mask, last: Mask) {
        self.bytes.extend([0xC5, fields, opcode, 0xC0 | to.0 << 3 | last.0]);
    }

    /// The lanes where a comparison holds.
    pub(super) fn compare(&mut self, to: Mask, a: Register, b: Source, when: Predicate) {
        self.encode(COMPARE, to.0, a.0, b, 0);
        self.bytes.push(when as u8);
    }

    /// The lanes of a mask where a comparison holds too.
    pub(super) fn compare_also(&mut self, to: Mask, a: Register, b: Source, when: Predicate) {
        self.encode(COMPARE, to.0, a.0, b, to.0);
        self.bytes.push(when as u8);
    }

    pub(super) fn load(&mut self, to: Register, from: Source) {
        let form = if matches!(from, Source::Repeated(_)) { BROADCAST } else { LOAD };
        // A broadcast is of one number by itself: no repetition has to be asked for.
        let from = if let Source::Repeated(memory) = from { Source::Vector(memory) } else { from };
        self.encode(form, to.0, 0, from, 0);
    }

    pub(super) fn store(&mut self, to: Memory, from: Register) {
        self.encode(STORE, from.0, 0, Source::Vector(to), 0);
    }

    fn encode(&mut self, form: Form, destination: u8, first: u8, second: Source, mask: u8) {
        // Bits of registers beyond the eighth are stored inverted.
        let inverted = |number: u8, bit: u8| (number >> bit & 1) ^ 1;
        let (x, b, repeated) = match second {
            Source::Register(register) => (inverted(register.0, 4), inverted(register.0, 3), 0),
            Source::Vector(_) => (1, 1, 0),
            Source::Repeated(_) => (1, 1, 1),
        };
        let Form(map, opcode) = form;
        self.bytes.extend([
            0x62,
            inverted(destination, 3) << 7 | x << 6 | b << 5 | inverted(destination, 4) << 4 | map,
            1 << 7 | (!first & 15) << 3 | 1 << 2 | 1,
            2 << 5 | repeated << 4 | inverted(first, 4) << 3 | mask,
            opcode,
        ]);
        let reg = (destination & 7) << 3;
        match second {
            Source::Register(register) => self.bytes.push(0xC0 | reg | register.0 & 7),
            Source::Vector(memory) | Source::Repeated(memory) => {
                self.bytes.push(0x80 | reg | memory.base as u8);
                self.bytes.extend(memory.offset.to_le_bytes());
            }
        }
    }
}
