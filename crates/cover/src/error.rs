//! Errors.

/// The reason that no cover could be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The SVG image could not be parsed, or was empty.
    #[error("the cover could not be drawn: {0}")]
    Draw(String),
    /// The back has no room for its text.
    #[error("the description is too long for the back of the cover: {lines} lines, and there is room for {room}")]
    Blurb {
        /// Lines at the smallest size.
        lines: usize,
        /// Lines that fit.
        room: usize,
    },
}
