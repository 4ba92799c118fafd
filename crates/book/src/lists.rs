//! What an editor may say of a generated section: its title, its order, and which pieces it is about.

use anthology_base::Date;
use anthology_document::Epigraph;

/// The settings of a generated section. Empty lists mean no restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// Its title, where it is not the language's usual one.
    pub title: Option<String>,
    /// A text under the title, in inline Markdown; a blank line begins a paragraph.
    pub introduction: Option<String>,
    /// The order of the contents.
    pub by: ListOrder,
    /// What an index of pieces lists; authors, titles and first lines where it is empty.
    pub of: Vec<PieceKey>,
    /// Only pieces by these authors.
    pub authors: Vec<String>,
    /// Only pieces with one of these themes.
    pub themes: Vec<String>,
    /// Only pieces of the parts with these titles.
    pub parts: Vec<String>,
    /// A list of contributors names their pieces.
    pub pieces: bool,
    /// What a chronology lists besides the pieces.
    pub events: Vec<Event>,
}

/// The order of a table of contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListOrder {
    /// As the book has them.
    #[default]
    Book,
    /// Under the names of their authors, in alphabetical order.
    Author,
    /// Under their themes.
    Theme,
    /// By the year of their first publication, else their date.
    Date,
}

/// What an index of pieces lists them by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PieceKey {
    /// The names of their authors.
    Authors,
    /// Their titles.
    Titles,
    /// The first lines of poems.
    FirstLines,
}

impl PieceKey {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Authors, Self::Titles, Self::FirstLines];
}

/// An event of a chronology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The date as it is printed: `1882`, `25 January 1882`, `c. 1390`.
    pub date: String,
    /// The number that it is sorted by: the year.
    pub year: i32,
    /// The day in the year, where the date is a full one: the month times 100, and the day.
    pub day: u16,
    /// What happened, in inline Markdown.
    pub text: String,
}

impl Event {
    /// An event of a date as it is written in `book.toml`.
    pub fn new(date: &str, text: String) -> Self {
        let exact: Option<Date> = date.parse().ok();
        let year = exact.map(|date| date.year).or_else(|| {
            let published = anthology_document::Publication { year: Some(date.to_owned()), ..Default::default() };
            published.year_number()
        });
        let day = exact.map_or(0, |date| u16::from(date.month.unwrap_or(0)) * 100 + u16::from(date.day.unwrap_or(0)));
        Self { date: date.to_owned(), year: year.unwrap_or(i32::MAX), day, text }
    }
}

/// A part with a title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The title, in inline Markdown.
    pub title: String,
    /// Under the title.
    pub subtitle: Option<String>,
    /// A quotation under it.
    pub epigraph: Option<Epigraph>,
    /// The editor's words about the part, on its page.
    pub introduction: Option<String>,
    /// How it is numbered.
    pub number: PartNumber,
}

/// The number over a part's title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartNumber {
    /// `Part One`, in the book's language where its words are known.
    #[default]
    Word,
    /// `Part II`
    Roman,
    /// `Part 2`
    Arabic,
    /// None.
    None,
}
