//! Makes things on some threads and takes them in order.
//!
//! Each thread makes the next thing that none has begun, as long as it is not too far ahead of what has been taken, so
//! that memory is bounded. No thread waits for the others at the end of a round, as there are no rounds: at the very
//! end alone may one be idle, for less than the time of one thing.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Things begun and not yet taken, for each thread.
const AHEAD: u64 = 4;

/// Makes `count` things on some threads and takes them in order on this one, until one is refused.
///
/// `worker` makes what a thread needs for its work, and keeps from one thing to the next.
pub(crate) fn in_order<W, T: Send>(
    count: u64,
    threads: usize,
    worker: impl Fn() -> W + Sync,
    make: impl Fn(&mut W, u64) -> T + Sync,
    mut take: impl FnMut(T) -> bool,
) {
    let line = Line::new(count, threads as u64 * AHEAD);
    let several = threads > 1 && count > 1;
    let begun = several
        && thread::scope(|scope| {
            // Whatever ends this scope, no thread is left waiting.
            let _stop = StopOnDrop(&line);
            let work = || {
                let _stop = StopOnPanic(&line);
                let mut worker = worker();
                while let Some(number) = line.next() {
                    line.hand_in(number, make(&mut worker, number));
                }
            };
            let begin = |_: &usize| thread::Builder::new().spawn_scoped(scope, work).is_ok();
            let begun = (0..threads).filter(begin).count() > 0;
            while begun && let Some(thing) = line.wait() {
                if !take(thing) {
                    break;
                }
            }
            begun
        });
    // Without threads to be had, this one does the work.
    if !begun {
        let mut worker = worker();
        for number in 0..count {
            if !take(make(&mut worker, number)) {
                return;
            }
        }
    }
}

/// What is between those who make and the one who takes.
struct Line<T> {
    count: u64,
    ahead: u64,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The next thing to begin, and the next to take.
    begin: u64,
    take: u64,
    made: BTreeMap<u64, T>,
    stopped: bool,
}

impl<T> Line<T> {
    fn new(count: u64, ahead: u64) -> Line<T> {
        let state = State { begin: 0, take: 0, made: BTreeMap::new(), stopped: false };
        Line { count, ahead, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The state, which no panic leaves half changed.
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, once this holds of it.
    fn when(&self, ready: impl Fn(&State<T>) -> bool) -> MutexGuard<'_, State<T>> {
        let waiting = self.changed.wait_while(self.state(), |state| !ready(state));
        waiting.unwrap_or_else(PoisonError::into_inner)
    }

    /// The thing to make next; none when all are begun.
    fn next(&self) -> Option<u64> {
        let near = |state: &State<T>| state.begin < state.take + self.ahead;
        let mut state = self.when(|state| state.stopped || state.begin == self.count || near(state));
        if state.stopped || state.begin == self.count {
            return None;
        }
        state.begin += 1;
        Some(state.begin - 1)
    }

    fn hand_in(&self, number: u64, thing: T) {
        self.state().made.insert(number, thing);
        self.changed.notify_all();
    }

    /// The next thing in order; none after the last.
    fn wait(&self) -> Option<T> {
        let made = |state: &State<T>| state.made.contains_key(&state.take);
        let mut state = self.when(|state| state.stopped || state.take == self.count || made(state));
        let number = state.take;
        let thing = state.made.remove(&number)?;
        state.take += 1;
        self.changed.notify_all();
        Some(thing)
    }

    fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }
}

struct StopOnDrop<'a, T>(&'a Line<T>);

impl<T> Drop for StopOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

struct StopOnPanic<'a, T>(&'a Line<T>);

impl<T> Drop for StopOnPanic<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn things_are_taken_in_order_however_many_threads_make_them() {
        for (count, threads) in [(0, 3), (1, 3), (100, 0), (100, 1), (100, 2), (100, 7), (3, 8)] {
            let mut taken = Vec::new();
            let make = |_: &mut (), number: u64| {
                // Later things are made faster.
                thread::sleep(std::time::Duration::from_micros(100 - number));
                number
            };
            in_order(
                count,
                threads,
                || (),
                make,
                |number| {
                    taken.push(number);
                    true
                },
            );
            assert!(taken.iter().copied().eq(0..count), "{count} on {threads}: {taken:?}");
        }
    }

    #[test]
    fn few_things_are_made_ahead_and_none_after_a_refusal() {
        let made = AtomicU64::new(0);
        let make = |_: &mut (), number: u64| {
            made.fetch_add(1, Ordering::Relaxed);
            number
        };
        in_order(
            1_000_000,
            2,
            || (),
            make,
            |number| {
                assert!(made.load(Ordering::Relaxed) <= number + 1 + 2 * AHEAD);
                number < 50
            },
        );
        assert!(made.load(Ordering::Relaxed) <= 51 + 2 * AHEAD);
    }

    #[test]
    fn a_panic_ends_all_threads() {
        let failing = |_: &mut (), number: u64| assert!(number < 20, "made");
        let caught = catch_unwind(|| in_order(1_000, 3, || (), failing, |()| true));
        assert!(caught.is_err());
        let mut taken = 0;
        let refusing = AssertUnwindSafe(|| {
            in_order(
                1_000,
                3,
                || (),
                |_, _| (),
                |()| {
                    taken += 1;
                    assert!(taken < 20, "taken");
                    true
                },
            );
        });
        assert!(catch_unwind(refusing).is_err());
    }
}
