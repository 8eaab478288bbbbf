//! The join: from a folder to a brief, one stage a module, in the order of the path.

pub mod brief;
pub mod lower;
pub mod write;
