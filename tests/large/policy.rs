//! A model in the manner of those that compare energy policies: sectors alike in their equations, not in their ranges,
//! most of whose numbers come from small tables in files of their own.

use super::Chance;
use std::fmt::Write;

/// A model and the files that it reads, each with its name and its text.
pub struct WithTables {
    /// The model.
    pub model: String,
    /// The tables.
    pub tables: Vec<(String, String)>,
}

const CLOCK: &str = "INITIAL TIME = 2020 ~ Year ~ |\nFINAL TIME = 2055 ~ Year ~ |\nTIME STEP = 1 ~ Year ~ |\n\
                     SAVEPER = 1 ~ Year ~ |\n";

/// How many elements each range has.
const SIZES: [usize; 16] = [5, 6, 7, 8, 10, 12, 7, 8, 10, 12, 14, 16, 18, 20, 24, 40];
/// The range of what is emitted: those before it are of fuels, those behind it of regions and technologies.
const GASES: usize = 5;

/// So many sectors, each of some thirty equations and about five thousand elements, which reads six tables.
pub fn policy(sectors: usize, seed: u64) -> WithTables {
    let mut maker = Maker { chance: Chance(seed), model: "{UTF-8}\n".to_string(), tables: Vec::new() };
    for (at, size) in SIZES.iter().enumerate() {
        let _ = writeln!(maker.model, "Range {at}: ({}1-{}{size}) ~ ~ |", letter(at), letter(at));
    }
    for sector in 0..sectors {
        maker.sector(sector);
    }
    maker.model.push_str(CLOCK);
    WithTables { model: maker.model, tables: maker.tables }
}

fn letter(range: usize) -> char {
    char::from(b'a' + range as u8)
}

/// The equations of sector `{n}` over technologies `{B}` in regions `{A}` with fuels `{C}` and gases `{G}`. Nothing runs
/// away: shares add up to one, and stocks close in on what is demanded.
const SECTOR: &str = "\
start capital {n}[{A}, {B}] = GET DIRECT CONSTANTS('tables/{n}/capital.csv', ',', 'B2') ~ Machine ~ |
unit cost {n}[{A}, {B}] = GET DIRECT CONSTANTS('tables/{n}/cost.csv', ',', 'B2') ~ Dollar/Machine ~ |
lifetime {n}[{B}] = GET DIRECT CONSTANTS('tables/{n}/lifetime.csv', ',', 'B2*') ~ Year ~ |
fuel use {n}[{B}, {C}] = GET DIRECT CONSTANTS('tables/{n}/fuels.csv', ',', 'B2') ~ Joule/Machine ~ |
emission factor {n}[{C}, {G}] = GET DIRECT CONSTANTS('tables/{n}/factors.csv', ',', 'B2') ~ Gram/Joule ~ |
demand over time {n}[{A}](GET DIRECT LOOKUPS('tables/{n}/demand.csv', ',', '1', 'B2')) ~ Machine ~ |
policy {n} = 0.{k} ~ Dmnl ~ Between 0, as it is, and 1, all that can be done. |
adjustment time {n} = 2 ~ Year ~ |
capital of reference {n} = 100 ~ Machine ~ |
program cost {n} = 10 ~ Dollar/Year ~ |
phase in {n}[{A}] = STEP(policy {n}, 2025) + RAMP(0.01, 2030, 2040) ~ Dmnl ~ |
demand {n}[{A}] = demand over time {n}[{A}](Time) * (1 - 0.1 * phase in {n}[{A}]) ~ Machine ~ |
capital {n}[{A}, {B}] = INTEG(additions {n}[{A}, {B}] - retirements {n}[{A}, {B}], start capital {n}[{A}, {B}]) ~ Machine ~ |
retirements {n}[{A}, {B}] = capital {n}[{A}, {B}] / lifetime {n}[{B}] ~ Machine/Year ~ |
additions {n}[{A}, {B}] = MAX(0, gap {n}[{A}, {B}]) / adjustment time {n} + retirements {n}[{A}, {B}] ~ Machine/Year ~ |
gap {n}[{A}, {B}] = wanted {n}[{A}, {B}] - capital {n}[{A}, {B}] ~ Machine ~ |
wanted {n}[{A}, {B}] = demand {n}[{A}] * perceived share {n}[{A}, {B}] ~ Machine ~ |
perceived share {n}[{A}, {B}] = SMOOTH(share {n}[{A}, {B}], 3) ~ Dmnl ~ |
share {n}[{A}, {B}] = ZIDZ(attraction {n}[{A}, {B}], all attraction {n}[{A}]) ~ Dmnl ~ |
attraction {n}[{A}, {B}] = EXP(-2 * cost {n}[{A}, {B}] / mean cost {n}[{A}]) ~ Dmnl ~ |
all attraction {n}[{A}] = SUM(attraction {n}[{A}, {B}!]) ~ Dmnl ~ |
cost {n}[{A}, {B}] = unit cost {n}[{A}, {B}] * learning {n}[{A}, {B}] * {price before} ~ Dollar/Machine ~ |
mean cost {n}[{A}] = SUM(cost {n}[{A}, {B}!]) / ELMCOUNT({B}) ~ Dollar/Machine ~ |
learning {n}[{A}, {first}] = 1 ~ Dmnl ~ The first is as cheap as it gets. |
learning {n}[{A}, {B}] :EXCEPT: [{A}, {first}] = MAX(0.5, 1 - 0.05 * \
    LN(1 + capital {n}[{A}, {B}] / capital of reference {n})) ~ Dmnl ~ |
energy {n}[{A}, {B}, {C}] = capital {n}[{A}, {B}] * fuel use {n}[{B}, {C}] * (1 - 0.2 * phase in {n}[{A}]) ~ Joule ~ |
energy by fuel {n}[{A}, {C}] = SUM(energy {n}[{A}, {B}!, {C}]) ~ Joule ~ |
emissions {n}[{A}, {G}] = SUM(energy by fuel {n}[{A}, {C}!] * emission factor {n}[{C}!, {G}]) ~ Gram ~ |
all emissions {n}[{G}] = SUM(emissions {n}[{A}!, {G}]) ~ Gram ~ |
expense {n}[{A}, {B}] = additions {n}[{A}, {B}] * cost {n}[{A}, {B}]
    + IF THEN ELSE(Time > 2030, program cost {n}, 0) ~ Dollar/Year ~ |
all expense {n} = SUM(expense {n}[{A}!, {B}!]) ~ Dollar/Year ~ |
price {n} = 1 + 0.1 * all expense {n} / (all expense {n} + 1000000) ~ Dmnl ~ |
";

/// Writes the model and its tables, sector by sector.
struct Maker {
    chance: Chance,
    model: String,
    tables: Vec<(String, String)>,
}

impl Maker {
    fn sector(&mut self, number: usize) {
        let regions = self.other_than(&[]);
        let technologies = self.other_than(&[regions]);
        let fuels = self.chance.below(GASES);
        let before = match number {
            // Its own would be a loop.
            0 => "1".to_string(),
            _ => format!("price {}", self.chance.below(number)),
        };
        let range = |range: usize| format!("Range {range}");
        let places = [
            ("{n}", number.to_string()),
            ("{A}", range(regions)),
            ("{B}", range(technologies)),
            ("{C}", range(fuels)),
            ("{G}", range(GASES)),
            ("{first}", format!("{}1", letter(technologies))),
            ("{price before}", before),
            ("{k}", self.chance.below(10).to_string()),
        ];
        let written = places.iter().fold(SECTOR.to_string(), |text, (place, word)| text.replace(place, word));
        self.model.push_str(&written);
        let [rows, columns] = [SIZES[regions], SIZES[technologies]];
        self.table(number, "capital", rows, columns, 1_000);
        self.table(number, "cost", rows, columns, 10_000);
        self.table(number, "lifetime", columns, 1, 30);
        self.table(number, "fuels", columns, SIZES[fuels], 50);
        self.table(number, "factors", SIZES[fuels], SIZES[GASES], 90);
        self.table(number, "demand", rows, 36, 20_000);
    }

    /// A range of regions or technologies that is none of these.
    fn other_than(&mut self, taken: &[usize]) -> usize {
        loop {
            let range = GASES + 1 + self.chance.below(SIZES.len() - GASES - 1);
            if !taken.contains(&range) {
                return range;
            }
        }
    }

    /// A table with so many rows and columns of numbers, a column of names before them and a row of years above.
    fn table(&mut self, sector: usize, name: &str, rows: usize, columns: usize, limit: usize) {
        let mut text = String::from(name);
        for column in 0..columns {
            let _ = write!(text, ",{}", 2020 + column);
        }
        for row in 0..rows {
            let _ = write!(text, "\nrow {row}");
            for _ in 0..columns {
                let _ = write!(text, ",{}.{}", 5 + self.chance.below(limit), self.chance.below(1_000));
            }
        }
        text.push('\n');
        self.tables.push((format!("tables/{sector}/{name}.csv"), text));
    }
}
