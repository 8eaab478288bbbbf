//! Periods of time: years, quarters, months, dates and ISO intervals of them, as whole days.
//!
//! Source: ISO 8601-1:2019 for dates, months and intervals; quarters as `2025-Q3`, as statistical offices write
//! them.

use jiff::civil::Date;

/// A span of days, with both ends included, and how it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub first: Date,
    /// The last day, included.
    pub last: Date,
}
