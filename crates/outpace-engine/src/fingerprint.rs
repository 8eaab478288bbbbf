//! A number that tells things apart: FNV-1a (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>). It finds
//! accidents, and is no protection.

use std::fmt::{self, Debug, Write};

/// A fingerprint that is being taken.
#[derive(Debug, Clone)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint::new()
    }
}

impl Fingerprint {
    /// Of nothing yet.
    pub fn new() -> Fingerprint {
        Fingerprint(0xcbf2_9ce4_8422_2325)
    }

    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds all of a value that has no order of its own making.
    pub fn add_value(&mut self, value: &impl Debug) {
        // Nothing is written that could fail.
        let _ = write!(self, "{value:?}");
    }

    /// The number.
    pub fn number(&self) -> u64 {
        self.0
    }
}

impl Write for Fingerprint {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.as_bytes());
        Ok(())
    }
}
