//! The texts that are compared, wherever they are kept.

use std::borrow::Cow;
use std::fmt::Debug;

/// A text that can be read again and again: in memory, or from where a large corpus is kept.
///
/// Of each text a [`Digest`](crate::Digest) is held; the text itself is read only to make it and to verify a pair.
pub trait TextSource: Debug + Sync {
    /// The text.
    fn text(&self) -> Cow<'_, str>;
}

impl TextSource for String {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl TextSource for &str {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// A text to compare, and what bears on the choice of a variant.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a dyn TextSource,
    /// True if it has a title of its own.
    pub titled: bool,
    /// True if it reads to its end rather than breaking off.
    pub complete: bool,
    /// Number of boilerplate lines in it.
    pub boilerplate_lines: u32,
    /// True if an earlier run kept it.
    pub kept_before: bool,
    /// The time of this state of a page that is there in several, as ISO 8601 in UTC: the latest is kept.
    pub revision: Option<&'a str>,
    /// Its place in the order of the sources: the lower one wins where nothing else decides. Distinct for
    /// distinct texts.
    pub rank: u32,
}
