//! Documents: the posts that a reader finds in a structured source (a page, an export, a feed).

use anthology_base::{Date, Lang};
use anthology_document::{Block, Note};

/// A post of a structured source. It is an essay as it is: no boundary has to be found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) url: Option<String>,
    pub(crate) lang: Option<Lang>,
    pub(crate) content: Content,
    /// The reason for which it is no essay, if it is none: a draft, a page, a comment.
    pub(crate) left_out: Option<String>,
    /// True if the source has only its beginning.
    pub(crate) teaser: bool,
}

/// The posts of a structured source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents {
    pub(crate) list: Vec<Document>,
    /// The text of a manuscript, which is kept as it is.
    pub(crate) manuscript: Option<String>,
}

/// The text of a post.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    pub(crate) blocks: Vec<Block>,
    pub(crate) notes: Vec<Note>,
    pub(crate) dropped: Vec<Dropped>,
}

/// Text that was left out.
#[derive(Clone, Debug)]
pub(crate) struct Dropped {
    pub(crate) text: String,
    pub(crate) reason: String,
}

/// A text in one line, with single spaces and without control characters, which a terminal would obey.
pub(crate) fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value that says something.
pub(crate) fn said(text: impl AsRef<str>) -> Option<String> {
    let text = one_line(text.as_ref());
    (!text.is_empty()).then_some(text)
}
