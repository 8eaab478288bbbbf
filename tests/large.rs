//! Models of any size, the same for the same seed: what it costs to read and run them must grow with their equations.
//!
//! `cargo run -p outpace-tests --example large -- flat 100000 > model.mdl` writes one down, to be measured.

mod policy;

pub use policy::{WithTables, policy};

use std::fmt::Write;

/// Numbers that look like chance: Steele, Lea and Flood (2014), SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

const CLOCK: &str = "INITIAL TIME = 0 ~ Year ~ |\nFINAL TIME = 20 ~ Year ~ |\nTIME STEP = 0.25 ~ Year ~ |\n\
                     SAVEPER = 1 ~ Year ~ |\n";

/// So many equations without subscripts, in sectors of ten: a stock, its flows, a constant and a chain of auxiliaries
/// that also read another sector.
pub fn flat(equations: usize, seed: u64) -> String {
    let mut chance = Chance(seed);
    let mut text = "{UTF-8}\n".to_string();
    for at in 0..equations {
        let (sector, place) = (at / 10, at % 10);
        let other = chance.below(sector + 1);
        let _ = match place {
            0 => {
                writeln!(text, "Stock {sector} = INTEG(inflow {sector} - outflow {sector}, {}) ~ Widget ~ |", 1 + other)
            }
            1 => writeln!(text, "inflow {sector} = Stock {sector} * rate {sector} ~ Widget/Year ~ What comes in. |"),
            2 => writeln!(text, "outflow {sector} = Stock {sector} * rate {other} ~ Widget/Year ~ |"),
            3 => writeln!(text, "rate {sector} = 0.0{} ~ 1/Year ~ |", 1 + chance.below(9)),
            4 => writeln!(text, "auxiliary {sector} 4 = 2 * Stock {other} ~ Widget ~ |"),
            _ => writeln!(
                text,
                "auxiliary {sector} {place} = MAX(Stock {other}, {place}) + IF THEN ELSE(Time > 5, auxiliary {sector} {}, 1) \
                 ~ Widget ~ |",
                place - 1
            ),
        };
    }
    text + CLOCK
}

/// Some equations over two ranges, of about so many elements in all.
pub fn arrays(elements: usize, seed: u64) -> String {
    let side = ((elements / 8) as f64).sqrt() as usize;
    let rate = 1 + Chance(seed).below(9);
    format!(
        "{{UTF-8}}\nRow: (r1-r{side}) ~ ~ |\nColumn: (c1-c{side}) ~ ~ |\n\
         People[Row, Column] = INTEG(births[Row, Column] - deaths[Row, Column], 100) ~ Person ~ |\n\
         births[Row, Column] = People[Row, Column] * rate[Row] * effect[Row, Column] ~ Person/Year ~ |\n\
         deaths[Row, Column] = People[Row, Column] / life[Column] ~ Person/Year ~ |\n\
         rate[Row] = 0.0{rate} ~ 1/Year ~ |\nlife[Column] = 60 ~ Year ~ |\n\
         effect[Row, Column] = curve(total[Row] / 10000 + People[Row, Column] / 1000000) ~ Dmnl ~ |\n\
         curve((0,0),(1,0.5),(3,2)) ~ Dmnl ~ |\ntotal[Row] = SUM(People[Row, Column!]) ~ Person ~ |\n\
         perceived[Row, Column] = SMOOTH3(births[Row, Column], 5) ~ Person/Year ~ |\n{CLOCK}"
    )
}
