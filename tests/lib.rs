//! What the test suites share: the pages of the guide, read as data, and models of any size.

pub mod large;
pub mod markdown;
