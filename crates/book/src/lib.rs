//! The manifest, and the book that it and its chapters make.
