//! What the test suites share: the pages of the guide, read as data.

pub mod markdown;
