//! Bytes are those that an assembler gives for the same instruction; what code computes is judged by the property
//! tests of [`program`](crate::program), which run every random model with it and without.

use super::assembler::*;
use super::memory::Executable;
use crate::graph::{BinaryOp, UnaryOp};
use crate::kernel::operation::{binary, unary};
use crate::kernel::{Chunk, Instruction, Opcode, Place, Places};
use crate::native::Native;

#[test]
fn code_may_be_made_here() {
    let mut assembler = Assembler::default();
    let begin = assembler.begin();
    let first = Memory { base: Base::Rows, offset: 0 };
    assembler.load(Register(31), Source::Vector(first));
    assembler.binary(ADD, Register(7), Register(31), Source::Repeated(Memory { base: Base::Pool, offset: 8 }));
    assembler.store(first, Register(7));
    assembler.end(begin);
    let code = Executable::new(&assembler.bytes).expect("memory that may be executed");
    let pool = [Chunk([0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])];
    let mut frame = [Chunk([1.0; 8]), Chunk([5.0; 8])];
    code.call(0, &mut frame, &pool, 2);
    assert_eq!((frame[0].0, frame[1].0), ([3.0; 8], [7.0; 8]));
}

/// At this place displacements take four bytes, as they always do here.
const FAR: i32 = 0x12340;

fn vector(base: Base) -> Source {
    Source::Vector(Memory { base, offset: FAR })
}

fn repeated(base: Base) -> Source {
    Source::Repeated(Memory { base, offset: FAR + 8 })
}

type Emit = fn(&mut Assembler);

#[test]
fn instructions_are_the_bytes_that_an_assembler_gives() {
    let cases: [(&str, Emit, &str); 27] = [
        (
            "vaddpd zmm1, zmm2, zmm3",
            |a| a.binary(ADD, Register(1), Register(2), Source::Register(Register(3))),
            "62f1ed4858cb",
        ),
        (
            "vsubpd zmm17, zmm30, [rdi]{1to8}",
            |a| a.binary(SUBTRACT, Register(17), Register(30), repeated(Base::Rows)),
            "62e18d505c8f48230100",
        ),
        (
            "vmulpd zmm29, zmm9, [rsi]",
            |a| a.binary(MULTIPLY, Register(29), Register(9), vector(Base::Frame)),
            "6261b54859ae40230100",
        ),
        (
            "vdivpd zmm8, zmm16, zmm31",
            |a| a.binary(DIVIDE, Register(8), Register(16), Source::Register(Register(31))),
            "6211fd405ec7",
        ),
        (
            "vminpd zmm24, zmm15, zmm8",
            |a| a.binary(MINIMUM, Register(24), Register(15), Source::Register(Register(8))),
            "624185485dc0",
        ),
        (
            "vmaxpd zmm24, zmm15, [rdx]{1to8}",
            |a| a.binary(MAXIMUM, Register(24), Register(15), repeated(Base::Pool)),
            "626185585f8248230100",
        ),
        ("vsqrtpd zmm5, zmm21", |a| a.square_root(Register(5), Source::Register(Register(21))), "62b1fd4851ed"),
        (
            "vrndscalepd zmm28, zmm12, 9",
            |a| a.round(Register(28), Source::Register(Register(12)), Rounding::Down),
            "6243fd4809e409",
        ),
        (
            "vcmpge_oqpd k1, zmm27, [rdx]{1to8}",
            |a| a.compare(Mask(1), Register(27), repeated(Base::Pool), Predicate::GreaterOrEqual),
            "62f1a550c28a482301001d",
        ),
        (
            "vcmpneqpd k1{k1}, zmm20, zmm4",
            |a| a.compare_also(Mask(1), Register(20), Source::Register(Register(4)), Predicate::NotEqual),
            "62f1dd41c2cc04",
        ),
        (
            "vblendmpd zmm18{k1}, zmm7, zmm6",
            |a| a.binary_where(BLEND, Mask(1), Register(18), Register(7), Source::Register(Register(6))),
            "62e2c54965d6",
        ),
        (
            "vpaddq zmm28{k1}, zmm28, [rdx]{1to8}",
            |a| a.binary_where(ADD_INTEGERS, Mask(1), Register(28), Register(28), repeated(Base::Pool)),
            "62619d51d4a248230100",
        ),
        (
            "vpermpd zmm29, zmm28, [rdx]",
            |a| a.binary(PERMUTE, Register(29), Register(28), vector(Base::Pool)),
            "62629d4016aa40230100",
        ),
        (
            "vpermt2pd zmm30, zmm28, [rdx]",
            |a| a.binary(PERMUTE_TWO, Register(30), Register(28), vector(Base::Pool)),
            "62629d407fb240230100",
        ),
        ("vbroadcastsd zmm27, [rdx]", |a| a.load(Register(27), repeated(Base::Pool)), "6262fd48199a48230100"),
        ("vmovapd zmm3, [rdi]", |a| a.load(Register(3), vector(Base::Rows)), "62f1fd48289f40230100"),
        (
            "vmovapd [rdi], zmm26",
            |a| a.store(Memory { base: Base::Rows, offset: FAR }, Register(26)),
            "6261fd48299740230100",
        ),
        (
            "vpxorq zmm2, zmm1, zmm17",
            |a| a.binary(EXCLUSIVE_OR, Register(2), Register(1), Source::Register(Register(17))),
            "62b1f548efd1",
        ),
        (
            "vporq zmm28, zmm29, [rdx]{1to8}",
            |a| a.binary(OR, Register(28), Register(29), repeated(Base::Pool)),
            "62619550eba248230100",
        ),
        (
            "vscalefpd zmm3, zmm29, zmm12",
            |a| a.binary(SCALE, Register(3), Register(29), Source::Register(Register(12))),
            "62d295402cdc",
        ),
        (
            "vfmsub213pd zmm30, zmm7, [rdx]",
            |a| a.binary(PRODUCT_LESS, Register(30), Register(7), vector(Base::Pool)),
            "6262c548aab240230100",
        ),
        ("vpsllq zmm30, zmm27, 52", |a| a.shift_left(Register(30), Register(27), 52), "62918d4073f334"),
        ("vpsrlq zmm3, zmm28, 52", |a| a.shift_right(Register(3), Register(28), 52), "6291e54873d434"),
        ("kandw k3, k5, k7", |a| a.both(Mask(3), Mask(5), Mask(7)), "c5d441df"),
        ("korw k1, k2, k6", |a| a.either(Mask(1), Mask(2), Mask(6)), "c5ec45ce"),
        ("knotw k4, k7", |a| a.inverse(Mask(4), Mask(7)), "c5f844e7"),
        (
            "vpandq zmm2, zmm1, [rdx]{1to8}",
            |a| a.binary(AND, Register(2), Register(1), repeated(Base::Pool)),
            "62f1f558db9248230100",
        ),
    ];

    for (text, emit, expected) in cases {
        let mut assembler = Assembler::default();
        emit(&mut assembler);
        let bytes: String = assembler.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(bytes, expected, "{text}");
    }
}

/// Numbers at which functions take their several ways.
fn arguments() -> Vec<f64> {
    let mut numbers =
        vec![0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 10.0, 1e-9, 700.5, 745.2, 1e-310, 5e-324, 1e300, f64::INFINITY, f64::NAN];
    numbers.extend((0..50).map(|at| f64::from(at) * 0.37 + 0.01));
    numbers.extend(numbers.clone().iter().map(|number| -number));
    numbers
}

#[test]
fn subroutines_give_the_bits_of_the_functions_they_are_made_from() {
    use UnaryOp::{Acos, Asin, Atan, Cosh, Exp, Ln, Log10, Sinh, Tanh};
    let bits = |number: f64| if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() };
    let places = Places { destination: Place::row(0), a: Place::row(1), b: Place::row(2), ..Places::default() };
    let unaries = [Exp, Ln, Log10, Asin, Acos, Atan, Sinh, Cosh, Tanh].map(Opcode::Unary);
    for opcode in unaries.into_iter().chain([BinaryOp::Power, BinaryOp::Log].map(Opcode::Binary)) {
        let line = [Instruction { opcode, places }];
        let (native, pieces) = Native::new((&line, 1), &[], &[true]).expect("machine code");
        assert_eq!(pieces, [super::Piece::Native(0)], "{opcode:?}");
        for x in arguments() {
            let ys = if matches!(opcode, Opcode::Unary(_)) { vec![0.0] } else { arguments() };
            for y in ys {
                let mut frame = [Chunk::ZERO, Chunk([x; 8]), Chunk([y; 8])];
                native.run(0, &mut frame);
                let expected = match opcode {
                    Opcode::Unary(op) => unary(op, x),
                    Opcode::Binary(op) => binary(op, x, y),
                    _ => unreachable!("no other function"),
                };
                assert_eq!(frame[0].0.map(bits), [bits(expected); 8], "{opcode:?} of {x:e} and {y:e}");
            }
        }
    }
}
