//! The suite: every promise of Outpace as a user meets it.
