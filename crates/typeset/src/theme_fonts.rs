//! The families of a theme, and those that take the place of families that aren't there.

/// Family names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontTokens {
    /// For running text.
    pub text: String,
    /// For headings.
    pub heading: String,
    /// For code.
    pub mono: String,
    /// The family of running text where that one isn't there.
    pub text_fallback: Option<FontFallback>,
    /// The family of headings where theirs isn't there.
    pub heading_fallback: Option<FontFallback>,
}

/// The family that takes the place of one that isn't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFallback {
    /// Its name.
    pub family: String,
    /// Its type size, per mille of the size that the theme has.
    pub size: i64,
}

/// A family that a theme is designed for and that isn't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFamily {
    /// Its name.
    pub name: String,
    /// The family that takes its place.
    pub instead: String,
}
