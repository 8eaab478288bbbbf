//! Trees → meaning.
