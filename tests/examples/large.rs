//! Writes a model of a given kind and size to the terminal: `large flat 100000` or `large arrays 100000`.

use outpace_tests::large::{arrays, flat};

const SEED: u64 = 1;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (kind, size) = (arguments.next(), arguments.next().and_then(|size| size.parse().ok()));
    match (kind.as_deref(), size) {
        (Some("flat"), Some(size)) => print!("{}", flat(size, SEED)),
        (Some("arrays"), Some(size)) => print!("{}", arrays(size, SEED)),
        _ => eprintln!("large flat|arrays SIZE"),
    }
}
