//! The form of a book on paper, as an edition asks for it.

/// The form of links on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkForm {
    /// Their text alone.
    #[default]
    None,
    /// Their addresses as notes.
    Notes,
    /// Their addresses as a numbered list at the chapter's end.
    List,
    /// Their addresses as a numbered list at the book's end.
    BookList,
}

impl LinkForm {
    /// Addresses are listed, and marked in the text by their numbers.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::List | Self::BookList)
    }
}

/// The changes to a book for an edition on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperForm {
    /// The form of links.
    pub links: LinkForm,
    /// False where images are left out, and their captions and descriptions kept.
    pub images: bool,
}

impl Default for PaperForm {
    fn default() -> Self {
        Self { links: LinkForm::None, images: true }
    }
}
