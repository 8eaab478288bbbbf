//! What is printed reads back as the same model.
