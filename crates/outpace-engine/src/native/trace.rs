//! What an elementary function does with its numbers, written down by letting it work on symbols.
//!
//! The functions of [`math`](crate::math) are generic over [`Lanes`]. Here the lanes are names of steps on a tape: run
//! once with them, a function leaves behind the list of its operations, which [`function`](super::function) turns into
//! machine code. So there is one text of each function, and the same bits from it everywhere.
//!
//! Two things have an instruction of their own here, with the very result that others take several steps for: scaling by
//! a power of two, and what a product loses by rounding, which is exact however it is found.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Shl, Shr, Sub};

use super::assembler::{self as x86, Form, Predicate};
use crate::graph::{BinaryOp, UnaryOp};
use crate::kernel::Opcode;
use crate::math::{self, BitLanes, Lanes};

/// The number of a step, which stands for its result.
pub(super) type Step = u32;

/// What a step does. Steps that give a truth in each lane are read by such as want one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Action {
    /// An argument of the function, by number.
    Argument(u8),
    /// A number with these bits.
    Constant(u64),
    Binary(Form, Step, Step),
    ShiftLeft(Step, u8),
    ShiftRight(Step, u8),
    Floor(Step),
    SquareRoot(Step),
    /// The product of the first two less the third, rounded once: what that product lost, if the third is it.
    ProductLess(Step, Step, Step),
    /// A truth.
    Compare(Predicate, Step, Step),
    /// A truth: of both.
    Both(Step, Step),
    /// A truth: of one or both.
    Either(Step, Step),
    /// A truth: where the other is none.
    Inverse(Step),
    /// Where the truth of the first step holds the second, else the third.
    Choose(Step, Step, Step),
}

impl Action {
    /// The steps that it reads.
    pub(super) fn reads(self) -> impl Iterator<Item = Step> {
        let read = match self {
            Action::Argument(_) | Action::Constant(_) => [None; 3],
            Action::ShiftLeft(x, _) | Action::ShiftRight(x, _) => [Some(x), None, None],
            Action::Floor(x) | Action::SquareRoot(x) | Action::Inverse(x) => [Some(x), None, None],
            Action::Binary(_, a, b) | Action::Compare(_, a, b) => [Some(a), Some(b), None],
            Action::Both(a, b) | Action::Either(a, b) => [Some(a), Some(b), None],
            Action::Choose(a, b, c) | Action::ProductLess(a, b, c) => [Some(a), Some(b), Some(c)],
        };
        read.into_iter().flatten()
    }
}

/// The steps of a function, each before those that read it, and the one that is its result.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) actions: Vec<Action>,
    pub(super) result: Step,
}

/// The function that an operation is, if it can be written down. Sines and their like cannot: large angles take
/// another way, number by number.
fn function(opcode: Opcode) -> Option<for<'t> fn(Number<'t>, Number<'t>) -> Number<'t>> {
    Some(match opcode {
        Opcode::Unary(UnaryOp::Exp) => |x, _| math::exp(x),
        Opcode::Unary(UnaryOp::Ln) => |x, _| math::ln(x),
        Opcode::Unary(UnaryOp::Log10) => |x, _| math::log10(x),
        Opcode::Unary(UnaryOp::Asin) => |x, _| math::asin(x),
        Opcode::Unary(UnaryOp::Acos) => |x, _| math::acos(x),
        Opcode::Unary(UnaryOp::Atan) => |x, _| math::atan(x),
        Opcode::Unary(UnaryOp::Sinh) => |x, _| math::sinh(x),
        Opcode::Unary(UnaryOp::Cosh) => |x, _| math::cosh(x),
        Opcode::Unary(UnaryOp::Tanh) => |x, _| math::tanh(x),
        Opcode::Binary(BinaryOp::Power) => |x, y| math::pow(x, y),
        Opcode::Binary(BinaryOp::Log) => |x, y| math::log(x, y),
        _ => return None,
    })
}

/// Whether an operation is a function that can be written down.
pub(super) fn can(opcode: Opcode) -> bool {
    function(opcode).is_some()
}

/// What an operation does, if it is such a function.
pub(super) fn trace(opcode: Opcode) -> Option<Trace> {
    let function = function(opcode)?;
    let tape = RefCell::new(Tape::default());
    let argument = |number| Number { tape: &tape, step: tape.borrow_mut().step(Action::Argument(number)) };
    let result = function(argument(0), argument(1)).step;
    let tape = tape.into_inner();
    (!tape.refused).then_some(Trace { actions: tape.actions, result })
}

/// The steps so far, each only once, and none that changes nothing.
#[derive(Debug, Default)]
struct Tape {
    actions: Vec<Action>,
    known: HashMap<Action, Step>,
    /// Whether something was asked that depends on the numbers, and so cannot be written down.
    refused: bool,
}

impl Tape {
    fn step(&mut self, action: Action) -> Step {
        match action {
            Action::Choose(_, yes, no) if yes == no => return yes,
            Action::Binary(x86::SUBTRACT, a, b) if self.actions[b as usize] == Action::Constant(0) => return a,
            _ => {}
        }
        *self.known.entry(action).or_insert_with(|| {
            self.actions.push(action);
            (self.actions.len() - 1) as Step
        })
    }
}

/// The result of a step: a number in each lane.
#[derive(Debug, Clone, Copy)]
struct Number<'t> {
    tape: &'t RefCell<Tape>,
    step: Step,
}

/// The bits of a number.
#[derive(Debug, Clone, Copy)]
struct Bits<'t>(Number<'t>);

/// A truth in each lane.
#[derive(Debug, Clone, Copy)]
struct Truth<'t>(Number<'t>);

impl Number<'_> {
    fn record(self, action: Action) -> Self {
        Number { step: self.tape.borrow_mut().step(action), ..self }
    }

    fn refuse(self) {
        self.tape.borrow_mut().refused = true;
    }

    fn with(self, form: Form, other: Self) -> Self {
        self.record(Action::Binary(form, self.step, other.step))
    }

    /// With a number of the same bits in every lane.
    fn with_bits(self, form: Form, bits: u64) -> Self {
        self.with(form, self.record(Action::Constant(bits)))
    }
}

/// An operator between two numbers, and between a number and the same one in every lane.
macro_rules! operator {
    ($trait:ident, $method:ident, $form:expr) => {
        impl $trait for Number<'_> {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                self.with($form, other)
            }
        }

        impl $trait<f64> for Number<'_> {
            type Output = Self;

            fn $method(self, other: f64) -> Self {
                self.with_bits($form, other.to_bits())
            }
        }
    };
}

operator!(Add, add, x86::ADD);
operator!(Sub, sub, x86::SUBTRACT);
operator!(Mul, mul, x86::MULTIPLY);
operator!(Div, div, x86::DIVIDE);

impl Neg for Number<'_> {
    type Output = Self;

    fn neg(self) -> Self {
        self.with_bits(x86::EXCLUSIVE_OR, 1 << 63)
    }
}

impl<'t> Lanes for Number<'t> {
    type Bits = Bits<'t>;
    type Mask = Truth<'t>;

    fn splat(self, value: f64) -> Self {
        self.record(Action::Constant(value.to_bits()))
    }

    fn bits(self) -> Bits<'t> {
        Bits(self)
    }

    fn from_pattern(bits: Bits<'t>) -> Self {
        bits.0
    }

    fn whole(self) -> Self {
        self.record(Action::Floor(self.step))
    }

    fn magnitude(self) -> Self {
        self.with_bits(x86::AND, !(1 << 63))
    }

    fn below(self, other: Self) -> Truth<'t> {
        Truth(self.record(Action::Compare(Predicate::Less, self.step, other.step)))
    }

    fn equals(self, other: Self) -> Truth<'t> {
        Truth(self.record(Action::Compare(Predicate::Equal, self.step, other.step)))
    }

    fn lesser(self, other: Self) -> Self {
        self.with(x86::MINIMUM, other)
    }

    fn greater(self, other: Self) -> Self {
        self.with(x86::MAXIMUM, other)
    }

    fn scale(self, k: Self) -> Self {
        self.with(x86::SCALE, k)
    }

    fn lost(self, other: Self, product: Self) -> Self {
        self.record(Action::ProductLess(self.step, other.step, product.step))
    }

    fn square_root(self) -> Self {
        self.record(Action::SquareRoot(self.step))
    }

    fn any(Truth(mask): Truth<'t>) -> bool {
        mask.refuse();
        false
    }

    fn choose(Truth(mask): Truth<'t>, yes: Self, no: Self) -> Self {
        mask.record(Action::Choose(mask.step, yes.step, no.step))
    }

    fn each(self, _: impl Fn(f64) -> f64) -> Self {
        self.refuse();
        self
    }
}

impl BitLanes for Bits<'_> {
    fn plus(self, addend: u64) -> Self {
        Bits(self.0.with_bits(x86::ADD_INTEGERS, addend))
    }
}

impl BitAnd<u64> for Bits<'_> {
    type Output = Self;

    fn bitand(self, other: u64) -> Self {
        Bits(self.0.with_bits(x86::AND, other))
    }
}

impl BitOr<u64> for Bits<'_> {
    type Output = Self;

    fn bitor(self, other: u64) -> Self {
        Bits(self.0.with_bits(x86::OR, other))
    }
}

impl Shl<u32> for Bits<'_> {
    type Output = Self;

    fn shl(self, count: u32) -> Self {
        Bits(self.0.record(Action::ShiftLeft(self.0.step, count as u8)))
    }
}

impl Shr<u32> for Bits<'_> {
    type Output = Self;

    fn shr(self, count: u32) -> Self {
        Bits(self.0.record(Action::ShiftRight(self.0.step, count as u8)))
    }
}

impl BitAnd for Truth<'_> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Truth(self.0.record(Action::Both(self.0.step, other.0.step)))
    }
}

impl BitOr for Truth<'_> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Truth(self.0.record(Action::Either(self.0.step, other.0.step)))
    }
}

impl Not for Truth<'_> {
    type Output = Self;

    fn not(self) -> Self {
        Truth(self.0.record(Action::Inverse(self.0.step)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(function: for<'t> fn(Number<'t>) -> Number<'t>) -> bool {
        let tape = RefCell::new(Tape::default());
        let step = tape.borrow_mut().step(Action::Argument(0));
        function(Number { tape: &tape, step });
        tape.into_inner().refused
    }

    /// Such as the way that sines of large angles take.
    #[test]
    fn what_depends_on_the_numbers_is_refused() {
        assert!(refused(|x| math::sin(x)));
        assert!(refused(|x| x.each(math::ln_gamma)));
        assert!(!refused(|x| math::exp(x)));
    }
}
