//! Where equal things are found in a list that grows: a table of their numbers alone, for the list has the things.
//!
//! Open addressing with linear probing (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm L), at most three
//! quarters full.

use crate::graph::index_of;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

/// The numbers of the things of a list, by their hashes.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// A number, or [`EMPTY`]; a power of two of them.
    numbers: Vec<u32>,
    /// Differs from run to run, so that no model can be written for which all hashes are the same.
    seed: u64,
}

const EMPTY: u32 = u32::MAX;

impl Default for Index {
    fn default() -> Index {
        Index { numbers: Vec::new(), seed: RandomState::new().hash_one(0) }
    }
}

impl Index {
    /// The number of the thing in the list that equals this one. Where there is none, it becomes the list's next.
    pub(super) fn find_or_push<T: Hash + Eq>(&mut self, list: &mut Vec<T>, thing: T) -> u32 {
        if (list.len() + 1) * 4 > self.numbers.len() * 3 {
            self.grow(list);
        }
        let mut at = self.home(&thing);
        while let Some(known) = list.get(self.numbers[at] as usize) {
            if *known == thing {
                return self.numbers[at];
            }
            at = self.after(at);
        }
        let number = index_of(list.len());
        self.numbers[at] = number;
        list.push(thing);
        number
    }

    /// Twice the room.
    fn grow<T: Hash>(&mut self, list: &[T]) {
        let room = (self.numbers.len() * 2).max(64);
        self.numbers.clear();
        self.numbers.shrink_to_fit();
        self.numbers.resize(room, EMPTY);
        for (number, thing) in (0..).zip(list) {
            let mut at = self.home(thing);
            while self.numbers[at] != EMPTY {
                at = self.after(at);
            }
            self.numbers[at] = number;
        }
    }

    fn home(&self, thing: &impl Hash) -> usize {
        let mut hasher = Mixer(self.seed);
        thing.hash(&mut hasher);
        hasher.finish() as usize & (self.numbers.len() - 1)
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.numbers.len() - 1)
    }
}

/// Mixes a few words: each is multiplied to twice its length, and both halves go on.
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u64(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        // An odd number whose digits are those of the golden ratio, as in SplitMix64.
        const FACTOR: u128 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.0 ^ number) * FACTOR;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_the_number_it_had_first() {
        let (mut index, mut list) = (Index::default(), Vec::new());
        for round in 0..3 {
            for number in 0..10_000_u64 {
                let found = index.find_or_push(&mut list, (number * 4096, number as u8));
                assert_eq!(u64::from(found), number, "in round {round}");
            }
        }
        assert_eq!(list.len(), 10_000);
    }

    /// A thing is looked for in some two places on average where hashes are spread well, even in a table that is nearly
    /// full.
    #[test]
    fn things_lie_near_their_homes() {
        let (mut index, mut list) = (Index::default(), Vec::new());
        for number in 0..12_000_u64 {
            index.find_or_push(&mut list, (number % 100, number / 100));
        }
        let room = index.numbers.len();
        let away = |at: usize, number: u32| (at + room - index.home(&list[number as usize])) % room;
        let filled = index.numbers.iter().enumerate().filter(|(_, number)| **number != EMPTY);
        let total: usize = filled.map(|(at, number)| away(at, *number)).sum();
        assert!(total < 3 * list.len(), "{total} places for {} things", list.len());
    }
}
