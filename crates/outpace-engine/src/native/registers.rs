//! Which value is in which register: at each moment those that are needed soonest.
//!
//! A run of instructions is straight, so the next use of every value is known. When all registers are taken, the value
//! whose next use is farthest goes back to its row (Belady's rule); a value whose row already holds it is just
//! forgotten.

use super::assembler::{Assembler, Base, Memory, Register, Source};
use crate::kernel::{Chunk, Place};

/// The registers that hold values; the others are for intermediate results of one instruction.
pub(super) const REGISTERS: usize = 27;

/// What is in a register.
#[derive(Debug, Clone, Copy)]
struct Content {
    place: Place,
    /// The position of the next instruction that reads it, if one does.
    next: Option<usize>,
    /// Whether its row in memory does not hold it yet.
    fresh: bool,
}

/// The registers while code is made.
#[derive(Debug)]
pub(super) struct Registers {
    contents: [Option<Content>; REGISTERS],
}

/// Where a place lies in memory.
pub(super) fn memory(place: Place) -> Memory {
    let base = if place.is_row() { Base::Rows } else { Base::Frame };
    // Frames of more than two gigabytes are not translated.
    Memory { base, offset: (place.chunk() * size_of::<Chunk>()) as i32 }
}

impl Registers {
    pub(super) fn new() -> Registers {
        Registers { contents: [None; REGISTERS] }
    }

    /// A register for intermediate results, 0 to 4.
    pub(super) fn scratch(number: u8) -> Register {
        Register(REGISTERS as u8 + number)
    }

    fn find(&self, place: Place) -> Option<Register> {
        let is_it = |content: &Option<Content>| content.is_some_and(|content| content.place == place);
        self.contents.iter().position(is_it).map(|at| Register(at as u8))
    }

    /// Whether the value of a place is in a register.
    pub(super) fn hold(&self, place: Place) -> bool {
        self.find(place).is_some()
    }

    /// The value of a place, in a register or in memory; kept in a register if it is read again.
    pub(super) fn source(&mut self, assembler: &mut Assembler, place: Place, again: bool, now: usize) -> Source {
        match self.find(place) {
            Some(register) => Source::Register(register),
            None if again => Source::Register(self.load(assembler, place, now)),
            None => Source::Vector(memory(place)),
        }
    }

    /// The value of a place, in a register.
    pub(super) fn register(&mut self, assembler: &mut Assembler, place: Place, now: usize) -> Register {
        match self.find(place) {
            Some(register) => register,
            None => self.load(assembler, place, now),
        }
    }

    fn load(&mut self, assembler: &mut Assembler, place: Place, now: usize) -> Register {
        let register = self.take(assembler);
        assembler.load(register, Source::Vector(memory(place)));
        self.contents[register.0 as usize] = Some(Content { place, next: Some(now), fresh: false });
        register
    }

    /// A register that holds nothing, made so if need be. It is filled by [`define`](Self::define) before another is
    /// taken.
    pub(super) fn take(&mut self, assembler: &mut Assembler) -> Register {
        let free = self.contents.iter().position(Option::is_none);
        let at = free.unwrap_or_else(|| {
            let next = |content: &Option<Content>| content.and_then(|content| content.next).unwrap_or(usize::MAX);
            (0..REGISTERS).max_by_key(|at| next(&self.contents[*at])).unwrap_or(0)
        });
        self.forget(assembler, at);
        Register(at as u8)
    }

    /// Empties the registers from one on: what is only there goes to memory.
    pub(super) fn vacate(&mut self, assembler: &mut Assembler, from: usize) {
        for at in from.min(REGISTERS)..REGISTERS {
            self.forget(assembler, at);
        }
    }

    /// Empties a register.
    fn forget(&mut self, assembler: &mut Assembler, at: usize) {
        if let Some(content) = self.contents[at].take()
            && content.fresh
        {
            assembler.store(memory(content.place), Register(at as u8));
        }
    }

    /// After an instruction: says when each place that it read is read next; what is not read again is forgotten.
    pub(super) fn settle(&mut self, place: Place, next: Option<usize>) {
        if let Some(register) = self.find(place) {
            let content = &mut self.contents[register.0 as usize];
            *content = content.filter(|_| next.is_some()).map(|content| Content { next, ..content });
        }
    }

    /// The value of a place is now what is in a register, and no longer what was in another.
    pub(super) fn define(&mut self, place: Place, register: Register, next: Option<usize>, fresh: bool) {
        for content in &mut self.contents {
            *content = content.filter(|content| content.place != place);
        }
        if next.is_some() {
            self.contents[register.0 as usize] = Some(Content { place, next, fresh });
        }
    }
}
