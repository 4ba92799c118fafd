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
    /// The time of this state of it, as ISO 8601, where the source keeps several.
    pub(crate) captured: Option<String>,
    /// The licence that its source states.
    pub(crate) licence: Option<String>,
    /// Where the source states its metadata.
    pub(crate) found_in: FoundIn,
}

/// The places of a post's metadata in its source, in words; guesses are called so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundIn {
    pub(crate) author: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) licence: Option<String>,
}

impl Document {
    /// Says where metadata come from that no reader has said it of.
    pub(crate) fn found(&mut self, place: &str) {
        let say = |slot: &mut Option<String>, stated: bool| {
            if stated && slot.is_none() {
                *slot = Some(place.to_owned());
            }
        };
        say(&mut self.found_in.author, self.author.is_some());
        say(&mut self.found_in.date, self.date.is_some());
        say(&mut self.found_in.url, self.url.is_some());
        say(&mut self.found_in.licence, self.licence.is_some());
    }
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
    /// Files that the source carries for its text: images.
    pub(crate) media: Vec<Media>,
}

/// A file that a source carries.
#[derive(Clone, Debug)]
pub(crate) struct Media {
    /// The address by which the text means it.
    pub(crate) address: String,
    pub(crate) bytes: Vec<u8>,
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
