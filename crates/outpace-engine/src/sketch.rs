//! Quantiles of any number of values in little memory: exact for the first two thousand, then to one part in a
//! thousand.
//!
//! Large collections are counted in buckets, 512 equal ones between each power of two and the next, so that the middle
//! of a bucket is within 1/1024 of anything in it. The bucket of a value is its leading bits, so adding takes no
//! logarithm. This is the DDSketch of Masson, Rim and Lee with their logarithm interpolated linearly.
//!
//! # Invariants
//! - What a sketch answers depends on the values added, not on their order, nor on how they were parted and merged.
//! - Memory is bounded: 2,048 values, or four kilobytes for each power of two met.
//! - NaN is counted and takes no part.
//!
//! # References
//! - Masson, Rim and Lee, *DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees*, PVLDB
//!   12 (2019) 2195-2205. doi:10.14778/3352063.3352135

use crate::checkpoint::{Words, write_numbers};

/// Values kept as they are before counting begins.
const EXACT: usize = 2048;
/// Buckets between a power of two and the next.
const PARTS: usize = 512;
/// The bits of a double below those that name its bucket.
const DROPPED: u32 = 43;

/// A collection of numbers that remembers enough to tell its quantiles.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    undefined: u64,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Exact(Vec<f64>),
    Counted(Box<Counts>),
}

impl Default for State {
    fn default() -> State {
        State::Exact(Vec::new())
    }
}

#[derive(Clone, Debug)]
struct Counts {
    total: u64,
    lowest: f64,
    highest: f64,
    /// A page for each sign and power of two met, in the order of their values.
    pages: Vec<(i32, Box<[u64; PARTS]>)>,
}

impl Sketch {
    /// An empty sketch.
    pub fn new() -> Sketch {
        Sketch::default()
    }

    /// How many numbers were added, NaN left out.
    pub fn count(&self) -> u64 {
        match &self.state {
            State::Exact(values) => values.len() as u64,
            State::Counted(counts) => counts.total,
        }
    }

    /// How many NaN were added.
    pub fn undefined(&self) -> u64 {
        self.undefined
    }

    /// Adds a number.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            self.undefined += 1;
            return;
        }
        match &mut self.state {
            State::Exact(values) if values.len() < EXACT => values.push(value),
            State::Exact(_) => self.counts().add(value),
            State::Counted(counts) => counts.add(value),
        }
    }

    /// Adds all that `other` holds.
    pub fn merge(&mut self, other: &Sketch) {
        self.undefined += other.undefined;
        match &other.state {
            State::Exact(values) => values.iter().for_each(|&value| self.add(value)),
            State::Counted(others) => {
                let counts = self.counts();
                counts.lowest = counts.lowest.min(others.lowest);
                counts.highest = counts.highest.max(others.highest);
                counts.total += others.total;
                for (place, page) in &others.pages {
                    counts.page(*place).iter_mut().zip(page.iter()).for_each(|(sum, count)| *sum += count);
                }
            }
        }
    }

    /// The value that a share `p` of the numbers lies below, interpolated between neighbours in rank (Hyndman and Fan's
    /// definition 7); NaN of an empty sketch.
    pub fn quantile(&self, p: f64) -> f64 {
        let count = self.count();
        if count == 0 || p.is_nan() {
            return f64::NAN;
        }
        let rank = p.clamp(0.0, 1.0) * (count - 1) as f64;
        let (below, part) = (rank.floor() as u64, rank - rank.floor());
        let above = (below + 1).min(count - 1);
        let (low, high) = match &self.state {
            State::Exact(values) => {
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                (sorted[below as usize], sorted[above as usize])
            }
            State::Counted(counts) => (counts.at_rank(below), counts.at_rank(above)),
        };
        if low == high || part == 0.0 { low } else { low * (1.0 - part) + high * part }
    }

    /// In words, for a checkpoint: values as they are, of a page the places that count anything.
    pub(crate) fn write(&self, words: &mut Vec<u64>) {
        words.push(self.undefined);
        match &self.state {
            State::Exact(values) => {
                words.push(0);
                write_numbers(values, words);
            }
            State::Counted(counts) => {
                words.extend([1, counts.total, counts.lowest.to_bits(), counts.highest.to_bits()]);
                words.push(counts.pages.len() as u64);
                for (place, page) in &counts.pages {
                    let filled = page.iter().enumerate().filter(|(_, count)| **count > 0);
                    words.extend([i64::from(*place) as u64, filled.clone().count() as u64]);
                    filled.for_each(|(part, count)| words.extend([part as u64, *count]));
                }
            }
        }
    }

    /// A sketch from its words.
    pub(crate) fn read(words: &mut Words) -> Option<Sketch> {
        let undefined = words.next()?;
        if words.next()? == 0 {
            let values = words.numbers().filter(|values| values.len() <= EXACT)?;
            return Some(Sketch { undefined, state: State::Exact(values) });
        }
        let (total, lowest, highest) = (words.next()?, words.number()?, words.number()?);
        let pages = words.list(|words| {
            let place = i32::try_from(words.next()? as i64).ok()?;
            let mut page = Box::new([0; PARTS]);
            for (part, count) in words.list(|words| Some((words.next()?, words.next()?)))? {
                *page.get_mut(usize::try_from(part).ok()?)? = count;
            }
            Some((place, page))
        })?;
        let counts = Counts { total, lowest, highest, pages };
        Some(Sketch { undefined, state: State::Counted(Box::new(counts)) })
    }

    /// The counts, made from the values if they were still kept.
    fn counts(&mut self) -> &mut Counts {
        if let State::Exact(values) = &mut self.state {
            let values = std::mem::take(values);
            let mut counts = Counts { total: 0, lowest: f64::INFINITY, highest: f64::NEG_INFINITY, pages: Vec::new() };
            values.into_iter().for_each(|value| counts.add(value));
            self.state = State::Counted(Box::new(counts));
        }
        match &mut self.state {
            State::Counted(counts) => counts,
            State::Exact(_) => unreachable!("the values were counted just above"),
        }
    }
}

impl Counts {
    fn add(&mut self, value: f64) {
        let (place, part) = bucket(value);
        self.page(place)[part] += 1;
        self.total += 1;
        self.lowest = self.lowest.min(value);
        self.highest = self.highest.max(value);
    }

    fn page(&mut self, place: i32) -> &mut [u64; PARTS] {
        let position = match self.pages.binary_search_by_key(&place, |&(place, _)| place) {
            Ok(position) => position,
            Err(position) => {
                self.pages.insert(position, (place, Box::new([0; PARTS])));
                position
            }
        };
        &mut self.pages[position].1
    }

    /// The middle of the bucket that holds the number of this rank, counted from 0.
    fn at_rank(&self, rank: u64) -> f64 {
        if rank == 0 {
            return self.lowest;
        }
        if rank + 1 >= self.total {
            return self.highest;
        }
        let mut passed = 0;
        for (place, page) in &self.pages {
            for (part, &count) in page.iter().enumerate() {
                passed += count;
                if passed > rank {
                    return middle(*place, part).clamp(self.lowest, self.highest);
                }
            }
        }
        self.highest
    }
}

/// The page and the place on it of a number, both rising with it.
fn bucket(value: f64) -> (i32, usize) {
    let bucket = (value.abs().to_bits() >> DROPPED) as usize;
    let (power, part) = ((bucket / PARTS) as i32, bucket % PARTS);
    if value < 0.0 { (-1 - power, PARTS - 1 - part) } else { (power, part) }
}

/// The middle of a bucket.
fn middle(place: i32, part: usize) -> f64 {
    let (power, part, sign) = if place < 0 { (-1 - place, PARTS - 1 - part, -1.0) } else { (place, part, 1.0) };
    let bucket = power as u64 * PARTS as u64 + part as u64;
    if bucket == 0 {
        return 0.0;
    }
    if power == 2047 {
        return sign * f64::INFINITY;
    }
    sign * f64::from_bits(bucket << DROPPED | 1 << (DROPPED - 1))
}

#[cfg(test)]
mod tests;
