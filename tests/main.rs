//! What users see, held against the program: the guide, the pages of diagnostics, and the shape of the code.

mod architecture;
mod conformance;
mod diagnostics;
mod functions;
mod guide;
mod pipeline;
mod scale;
mod studies;
