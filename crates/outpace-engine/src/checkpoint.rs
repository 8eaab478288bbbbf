//! What an ensemble has come to so far, as plain words: so that one that was interrupted goes on, to the same bits.
//!
//! Only whole spans count, joined in order, as [`Task::run`](crate::Task::run) joins them; what it goes on with is therefore what it
//! would have had. Numbers are kept bit by bit. What the words mean is for this version of the program alone, and for one
//! program, design and request: whoever keeps them must know which.

use crate::graph::OutputIndex;
use crate::observe::{NotFinite, Record};

/// An ensemble up to some member.
#[derive(Debug)]
pub struct Checkpoint {
    /// The members that it has: all before this one.
    pub(crate) members: u64,
    pub(crate) record: Record,
}

impl Checkpoint {
    /// The members that it has: all before this one.
    pub fn members(&self) -> u64 {
        self.members
    }

    /// The checkpoint in words.
    pub fn to_words(&self) -> Vec<u64> {
        words_of(self.members, &self.record)
    }

    /// A checkpoint from its words; `None` where they are none.
    pub fn from_words(words: &[u64]) -> Option<Checkpoint> {
        let mut words = Words { left: words };
        let members = words.next()?;
        let record = Record::read(&mut words)?;
        words.left.is_empty().then_some(Checkpoint { members, record })
    }
}

/// What [`Checkpoint::to_words`] gives, without making one.
pub(crate) fn words_of(members: u64, record: &Record) -> Vec<u64> {
    let mut words = vec![members];
    record.write(&mut words);
    words
}

/// Words that are read one after the other.
pub(crate) struct Words<'a> {
    left: &'a [u64],
}

impl Words<'_> {
    pub(crate) fn next(&mut self) -> Option<u64> {
        let (word, left) = self.left.split_first()?;
        self.left = left;
        Some(*word)
    }

    pub(crate) fn number(&mut self) -> Option<f64> {
        self.next().map(f64::from_bits)
    }

    /// As many things as a word says, each of at least one word.
    pub(crate) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.next()?).ok().filter(|&count| count <= self.left.len())?;
        (0..count).map(|_| read(self)).collect()
    }

    pub(crate) fn numbers(&mut self) -> Option<Vec<f64>> {
        self.list(Words::number)
    }
}

/// How many, and each of them.
pub(crate) fn write_numbers(numbers: &[f64], words: &mut Vec<u64>) {
    words.push(numbers.len() as u64);
    words.extend(numbers.iter().map(|number| number.to_bits()));
}

impl NotFinite {
    pub(crate) fn write(self, words: &mut Vec<u64>) {
        words.extend([self.member, u64::from(self.step), u64::from(self.output.0)]);
    }

    pub(crate) fn read(words: &mut Words) -> Option<NotFinite> {
        let (member, step, output) = (words.next()?, words.next()?, words.next()?);
        let output = OutputIndex(u32::try_from(output).ok()?);
        Some(NotFinite { member, step: u32::try_from(step).ok()?, output })
    }
}

#[cfg(test)]
mod tests;
