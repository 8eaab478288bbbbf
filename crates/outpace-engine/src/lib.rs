//! Numbers → numbers.
