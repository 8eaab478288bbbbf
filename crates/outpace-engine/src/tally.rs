//! Counts of values: how many lie above some numbers, and how many between others.
//!
//! What is counted is said beforehand, so that no value has to be kept: memory does not grow with the number of members.

use crate::checkpoint::Words;

/// What is counted of a series at each saved time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Numbers of which is counted how many values are greater.
    pub above: Vec<f64>,
    /// Rising numbers, the edges of bins: a value on an edge is in the bin above it.
    pub edges: Vec<f64>,
}

/// The counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tallied {
    /// For each number, how many values are greater.
    pub above: Vec<u64>,
    /// How many values are below the first edge, between each two, and from the last one on; empty without edges.
    pub between: Vec<u64>,
}

impl Tallied {
    pub(crate) fn new(tally: &Tally) -> Tallied {
        let bins = if tally.edges.is_empty() { 0 } else { tally.edges.len() + 1 };
        Tallied { above: vec![0; tally.above.len()], between: vec![0; bins] }
    }

    /// Whether these are counts of that.
    pub(crate) fn fits(&self, tally: &Tally) -> bool {
        let new = Tallied::new(tally);
        (self.above.len(), self.between.len()) == (new.above.len(), new.between.len())
    }

    /// Counts a finite value.
    pub(crate) fn add(&mut self, tally: &Tally, value: f64) {
        for (count, bound) in self.above.iter_mut().zip(&tally.above) {
            *count += u64::from(value > *bound);
        }
        if let Some(count) = self.between.get_mut(tally.edges.partition_point(|edge| *edge <= value)) {
            *count += 1;
        }
    }

    pub(crate) fn merge(&mut self, other: &Tallied) {
        let sum = |counts: &mut [u64], more: &[u64]| counts.iter_mut().zip(more).for_each(|(sum, count)| *sum += count);
        sum(&mut self.above, &other.above);
        sum(&mut self.between, &other.between);
    }

    pub(crate) fn write(&self, words: &mut Vec<u64>) {
        for counts in [&self.above, &self.between] {
            words.push(counts.len() as u64);
            words.extend(counts);
        }
    }

    pub(crate) fn read(words: &mut Words) -> Option<Tallied> {
        Some(Tallied { above: words.list(Words::next)?, between: words.list(Words::next)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_on_a_bound_is_not_above_it_and_in_the_bin_above_its_edge() {
        let tally = Tally { above: vec![2.0, -1.0], edges: vec![0.0, 1.0, 2.0] };
        let mut tallied = Tallied::new(&tally);
        [-3.0, -0.0, 0.0, 0.5, 1.0, 2.0, 7.0].into_iter().for_each(|value| tallied.add(&tally, value));
        assert_eq!(tallied, Tallied { above: vec![1, 6], between: vec![1, 3, 1, 2] });
        let mut twice = tallied.clone();
        twice.merge(&tallied);
        assert_eq!(twice, Tallied { above: vec![2, 12], between: vec![2, 6, 2, 4] });
        assert_eq!(Tallied::new(&Tally::default()), Tallied::default(), "nothing is asked, nothing is kept");
    }
}
