//! Claims bound over a small study.
