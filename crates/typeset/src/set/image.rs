//! Images in their places.

use anthology_base::Span;

/// An image in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct SetImage {
    /// Index into [`SetText::images`](crate::SetText::images).
    pub image: usize,
    /// Alternative text; empty for a decorative image.
    pub alt: String,
    /// True if it adds no information, so that reading systems skip it.
    pub decorative: bool,
    /// The requested width.
    pub width: ImageWidth,
    /// Its place in the source.
    pub span: Span,
}

/// The width of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImageWidth {
    /// As large as its pixels at 300 to the inch (96 for SVG), at most the measure.
    #[default]
    Natural,
    /// Thousandths of the measure.
    Measure(u32),
    /// A length.
    Fixed(anthology_base::Length),
}
