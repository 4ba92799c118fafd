//! Errors.

/// The reason that no publication could be written. None of these comes from an author's text.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// epub-builder failed.
    #[error("the EPUB could not be packed: {0}")]
    Pack(String),
    /// The container could not be finished.
    #[error("the EPUB's container could not be written: {0}")]
    Container(#[from] std::io::Error),
    /// A cover that is neither PNG nor JPEG, or is damaged.
    #[error("the cover can't be read as PNG or JPEG: give a .png or .jpg file")]
    CoverFormat,
    /// An image that can't be decoded, or an SVG that is not well-formed.
    #[error("the image `{path}` is damaged")]
    Image {
        /// Relative to the book's folder.
        path: String,
    },
    /// More bytes than `size-cap` allows, with every image as small as it may be.
    #[error("the EPUB has {size} bytes, more than the {cap} of `size-cap`, with its images as small as they may be")]
    TooLarge {
        /// The smallest that could be made.
        size: u64,
        /// The most that is allowed.
        cap: u64,
    },
    /// A font that can't be taken apart.
    #[error("the font `{family}` can't be embedded in the EPUB: it is damaged, or of an unusual kind")]
    Font {
        /// Its family.
        family: String,
    },
}

impl From<epub_builder::Error> for WriteError {
    fn from(error: epub_builder::Error) -> Self {
        Self::Pack(error.to_string())
    }
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Container(error.into())
    }
}
