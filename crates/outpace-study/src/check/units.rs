//! Units through equations.
