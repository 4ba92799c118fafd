//! Errors.

/// The reason that no file could be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A font that can't be subset for embedding.
    #[error("the font {name} can't be embedded: {reason}")]
    Font {
        /// Its PostScript name.
        name: String,
        /// The reason.
        reason: String,
    },
    /// An image that can't be read.
    #[error("the image {path} can't be used: {reason}")]
    Image {
        /// Its path, relative to the book's folder.
        path: String,
        /// The reason.
        reason: String,
    },
    /// The finished objects can't be written.
    #[error("the file can't be put together: {0}")]
    Save(String),
}
