//! The words of the lists that the program makes at a book's end: indexes, bibliography, acknowledgements.

use serde::Deserialize;

/// The titles and phrases of lists in one language. A form has `{}` where what it is about stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListWords {
    /// Title of the acknowledgements and permissions.
    pub acknowledgements: String,
    /// Names who holds a right, where the holder asks for no wording of their own. It ends without a full stop.
    by_permission: String,
    /// Title of the bibliography.
    pub bibliography: String,
    /// Title of the list of figures.
    pub illustrations: String,
    /// Title of the subject index.
    pub index: String,
    /// Title of the index of authors, titles and first lines.
    pub pieces: String,
    /// Title of the index of authors.
    pub authors: String,
    /// Title of the index of titles.
    pub titles: String,
    /// Title of the index of first lines.
    pub first_lines: String,
    /// Title of the notes on the text.
    pub text_notes: String,
    /// Title of the notes of a reading group's members.
    pub notebook: String,
    /// The author of a note who isn't named.
    pub a_reader: String,
    /// Before a note that may belong elsewhere.
    pub perhaps: String,
    /// Title of the chronology.
    pub chronology: String,
    /// Title of the glossary.
    pub glossary: String,
    /// Title of the list of links in a printed book.
    #[serde(default = "links")]
    pub links: String,
    /// From one entry of an index to another, instead of pages.
    pub see: String,
    /// From one entry of an index to another, after its pages.
    pub see_also: String,
    /// Between a piece and the book that it is printed in.
    #[serde(rename = "in")]
    pub within: String,
    page: String,
    pages: String,
    /// Before an earlier publication; it ends in a colon.
    pub first_published: String,
}

impl ListWords {
    /// "Reprinted by permission of Faber", without a full stop.
    pub fn by_permission(&self, holder: &str) -> String {
        self.by_permission.replace("{}", holder)
    }

    /// "p. 19", "pp. 19–29": the pages of a source.
    pub fn pages(&self, pages: &str) -> String {
        let several = pages.contains(|c: char| !c.is_alphanumeric());
        let form = if several { &self.pages } else { &self.page };
        form.replace("{}", pages)
    }
}

/// A word that many languages took over.
fn links() -> String {
    "Links".to_owned()
}
