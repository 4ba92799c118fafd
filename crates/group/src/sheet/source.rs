//! What sheets are made from and are: a text in the dialect of a manuscript, with links that each output turns into its own.

use std::fmt;
use std::str::FromStr;

use anthology_base::Address;
use anthology_book::{Book, MemberNote, Plan};
use anthology_document::to_markdown;
use anthology_typeset::{PageMap, SetText};

use crate::places::Places;

/// What the sheets of a group are made from.
#[derive(Clone, Copy, Debug)]
pub struct SheetSource<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its text, for titles.
    pub text: &'a SetText,
    /// Its reference pages.
    pub map: &'a PageMap,
    /// The names of its places.
    pub places: &'a Places,
    /// The schedule of the group.
    pub plan: &'a Plan,
    /// What members have marked and asked.
    pub notes: &'a [MemberNote],
    /// What only members may know (place and link) is left out of a page that everybody may see.
    pub public: bool,
    /// A sheet on paper has room to write on.
    pub on_paper: bool,
}

/// A sheet as a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its title, in plain text: what a window or a list of files calls it.
    pub title: String,
    /// Its text, in the dialect of a manuscript.
    pub markdown: String,
}

impl Sheet {
    pub(super) fn new(title: String, chapter: &anthology_document::Chapter) -> Self {
        Self { title, markdown: to_markdown(chapter) }
    }
}

/// The path of the image of ruled lines, on which notes are written by hand.
pub const LINES_IMAGE: &str = "lines.svg";

/// The image of ruled lines: three, with room for handwriting. It fits the measure of its page.
pub const LINES: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 500 72\" width=\"500\" height=\"72\">\
    <path d=\"M0 23.5h500M0 47.5h500M0 71.5h500\" stroke=\"#888\" stroke-width=\"0.6\" fill=\"none\"/></svg>\n";

/// The path of the image of the code that leads to the book.
pub const CODE_IMAGE: &str = "code.svg";

/// The target of a link of a sheet, which each output turns into an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetLink {
    /// A paragraph of the book.
    Place(Address),
    /// A section of the book: an index into [`SetText::sections`].
    Section(usize),
    /// A file of the group's folder.
    File(String),
}

/// The address that stands for the links until an output has its own (RFC 6761, 6.4: no such host can exist).
const PENDING: &str = "https://anthology.invalid/";

impl fmt::Display for SheetLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(address) => write!(f, "{PENDING}place/{address}"),
            Self::Section(section) => write!(f, "{PENDING}section/{section}"),
            Self::File(path) => write!(f, "{PENDING}file/{path}"),
        }
    }
}

/// A text that isn't the form in which a [`SheetLink`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseSheetLinkError;

impl fmt::Display for ParseSheetLinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the target of a sheet's link")
    }
}
impl std::error::Error for ParseSheetLinkError {}

impl FromStr for SheetLink {
    type Err = ParseSheetLinkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, rest) =
            text.strip_prefix(PENDING).and_then(|rest| rest.split_once('/')).ok_or(ParseSheetLinkError)?;
        match kind {
            "place" => rest.parse().map(Self::Place).map_err(|_| ParseSheetLinkError),
            "section" => rest.parse().map(Self::Section).map_err(|_| ParseSheetLinkError),
            "file" => Ok(Self::File(rest.to_owned())),
            _ => Err(ParseSheetLinkError),
        }
    }
}

/// The form of a link in a sheet: its address, or `None` where an output has none and its words stand alone.
pub type LinkForm<'a> = &'a (dyn Fn(&SheetLink) -> Option<String> + Sync);
