//! The words of the form that goes with an author's proof.

use anthology_base::Lang;
use serde::Deserialize;

/// The words of a proof's form in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProofWords {
    /// The language they are in: English where those of the book's language aren't known.
    pub lang: Lang,
    /// The running head and the title of the document, with `{date}`.
    pub proof: String,
    /// Title of the form.
    pub title: String,
    /// What the file is and what the author is asked to do, with `{piece}`, `{book}` and `{date}`; titles have typewriter
    /// quotation marks around them.
    pub request: String,
    /// The same with `{author}`.
    pub request_by: String,
    /// Heading of the first publication as it will be printed.
    pub credit: String,
    /// In place of that, where there is none.
    pub no_credit: String,
    /// Heading of the acknowledgement as it will be printed.
    pub acknowledgement: String,
    /// In place of that, where there is none.
    pub no_acknowledgement: String,
    /// Heading of the note on the author.
    pub about: String,
    /// Heading of what the author fills in.
    pub fill_in: String,
    /// To tick.
    pub as_it_stands: String,
    /// To tick.
    pub with_corrections: String,
    /// Before a line to write on.
    pub name: String,
    /// Before a line to write on.
    pub holder: String,
    /// Before a line to write on.
    pub wording: String,
    /// Before a line to write on.
    pub place_and_date: String,
    /// Before a line to write on.
    pub signature: String,
}
