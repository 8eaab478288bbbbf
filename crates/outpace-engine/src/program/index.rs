//! Where equal things are found in a list that grows: a table of their numbers alone, for the list has the things.
//!
//! Open addressing with linear probing (Knuth, The Art of Computer Programming, volume 3, 6.4, algorithm L), at most half
//! full. The bits that a number leaves free hold bits of its thing's hash, so that few things are looked at in vain: in a
//! large list each look waits for memory.

use crate::graph::index_of;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

/// The numbers of the things of a list, by their hashes.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// A number from 1 with bits of a hash above it, or 0; a power of two of them.
    entries: Vec<u32>,
    /// Differs from run to run, so that no model can be written for which all hashes are the same.
    seed: u64,
}

/// The least number of entries.
const LEAST: usize = 64;

impl Default for Index {
    fn default() -> Index {
        Index::with_room(0)
    }
}

impl Index {
    /// An index that need not grow for a list of so many things.
    pub(super) fn with_room(count: usize) -> Index {
        let room = (count * 2).next_power_of_two().max(LEAST);
        Index { entries: vec![0; room], seed: RandomState::new().hash_one(0) }
    }

    /// The number of the thing in the list that equals this one. Where there is none, it becomes the list's next.
    pub(super) fn find_or_push<T: Hash + Eq>(&mut self, list: &mut Vec<T>, thing: T) -> u32 {
        if (list.len() + 1) * 2 > self.entries.len() {
            self.grow(list);
        }
        let hash = self.hash(&thing);
        let (mut at, mask) = (self.home(hash), self.mask());
        while self.entries[at] != 0 {
            let number = (self.entries[at] & mask) - 1;
            if self.entries[at] & !mask == hash as u32 & !mask && list[number as usize] == thing {
                return number;
            }
            at = self.after(at);
        }
        let number = index_of(list.len());
        self.entries[at] = hash as u32 & !mask | (number + 1);
        list.push(thing);
        number
    }

    /// Twice the room.
    fn grow<T: Hash>(&mut self, list: &[T]) {
        self.entries = vec![0; self.entries.len() * 2];
        for (number, thing) in (1..).zip(list) {
            let hash = self.hash(thing);
            let mut at = self.home(hash);
            while self.entries[at] != 0 {
                at = self.after(at);
            }
            self.entries[at] = hash as u32 & !self.mask() | number;
        }
    }

    /// The bits that hold a number.
    fn mask(&self) -> u32 {
        index_of(self.entries.len() - 1)
    }

    fn hash(&self, thing: &impl Hash) -> u64 {
        let mut hasher = Mixer(self.seed);
        thing.hash(&mut hasher);
        hasher.finish()
    }

    /// The place of a hash: by its upper half, as the lower one tells things apart that lie together.
    fn home(&self, hash: u64) -> usize {
        (hash >> 32) as usize & (self.entries.len() - 1)
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.entries.len() - 1)
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

    /// Hashes are spread as if by chance: in a table that is half full, a thing then lies half a place behind its home
    /// on average, by Knuth's analysis.
    #[test]
    fn things_lie_near_their_homes() {
        let (mut index, mut list) = (Index::default(), Vec::new());
        for number in 0..16_000_u64 {
            index.find_or_push(&mut list, (number % 100, number / 100));
        }
        let (room, mask) = (index.entries.len(), index.mask());
        let home = |entry: u32| index.home(index.hash(&list[(entry & mask) as usize - 1]));
        let filled = index.entries.iter().enumerate().filter(|(_, entry)| **entry != 0);
        let total: usize = filled.map(|(at, entry)| (at + room - home(*entry)) % room).sum();
        assert!(total < list.len(), "{total} places for {} things", list.len());
    }
}
