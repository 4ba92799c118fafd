//! What a file says about a passage, before the passage is looked for in the book.

/// A marked passage, a note, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The marked words; empty for a note without any.
    pub(crate) quote: String,
    /// The reader's own words.
    pub(crate) note: String,
    /// The reader's name, where the file says it.
    pub(crate) who: Option<String>,
    /// True if the reader keeps it to herself.
    pub(crate) private: bool,
    pub(crate) hints: Hints,
    /// The line of the file, from 1, where a line is a note.
    pub(crate) line: Option<usize>,
}

/// What a file says about the place of a passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints {
    /// The id of an element of the EPUB or the web page: `trust.12`, `kobo.12.2`.
    pub(crate) id: Option<String>,
    /// The stem of the name of its file in the EPUB or on the site: `trust`.
    pub(crate) file: Option<String>,
    /// The title of its chapter or section.
    pub(crate) chapter: Option<String>,
    /// A place as people write it.
    pub(crate) written: Option<WrittenPlace>,
    /// Where it is by the device's own count.
    pub(crate) position: Option<Position>,
    /// Words before the passage.
    pub(crate) before: String,
    /// Words after it.
    pub(crate) after: String,
}

/// A place as people write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrittenPlace {
    /// `p. 42`, `42.3`
    Page { label: String, paragraph: Option<u32> },
    /// `trust.12`, `trust 12`
    Address(String),
    /// `"isn't this the weir"`
    Words(String),
}

/// A number that grows through the book: only its order means anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) scale: Scale,
    pub(crate) at: u64,
}

/// What a position counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scale {
    /// A Kindle's locations.
    Location,
    /// The pages of a screen.
    Page,
    /// The marks of a file without positions: most programs list them in the order of the book.
    Mark,
}

/// The marks of one book in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BookMarks {
    /// The book's title, as the file writes it; `None` where it names none.
    pub(crate) title: Option<String>,
    pub(crate) marks: Vec<Mark>,
}

/// A word before a note by which readers of programs without private notes mark one as such.
const PRIVATE: [&str; 4] = ["private:", "(private)", "[private]", "#private"];

impl Mark {
    /// The same, private if its note says that it is.
    pub(crate) fn checked(mut self) -> Self {
        let note = self.note.trim();
        self.private |= PRIVATE.iter().any(|word| note.get(..word.len()).is_some_and(|n| n.eq_ignore_ascii_case(word)));
        self.private |= note.split_whitespace().any(|word| word.eq_ignore_ascii_case("#private"));
        self
    }
}
