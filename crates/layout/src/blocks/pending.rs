//! Parts that wait for the block after them: a speaker beside whom verse is set, and a line of verse that may go on.

use std::borrow::Cow;

use anthology_base::Length;
use anthology_typeset::{SetParagraph, TextStyle};

use crate::blocks::unset_blocks::BlockLabel;
use crate::blocks::vertical_list::BlockDestination;

/// A speaker's name that waits for the verse of the speech.
pub(crate) struct WaitingSpeaker {
    pub(super) label: BlockLabel,
    pub(super) destination: Option<BlockDestination>,
}

/// A line of verse that another may go on from.
pub(crate) struct VerseEnd<'a> {
    pub(super) paragraph: &'a SetParagraph,
    pub(super) style: Cow<'a, TextStyle>,
    /// The left edge of its first word.
    pub(super) x: Length,
}
