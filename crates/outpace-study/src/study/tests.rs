//! A study resolved.
