//! On what an outcome hinges: shares of its variance, and ranks.

mod rank;
mod saltelli;

pub use rank::rank_correlation;
pub use saltelli::{Estimate, GroupIndices, SensitivityFault, SobolIndices, sobol_indices};
