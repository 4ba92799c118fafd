//! Who wrote a piece, where it was printed before, and who permits it to be printed: the keys of the front matter that
//! an anthology prints.

use anthology_base::{Address, Date};

/// A question for a reading group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// Its words, in inline Markdown.
    pub text: String,
    /// The paragraph that it asks about.
    pub passage: Option<Address>,
}

impl From<String> for Question {
    /// A question about the whole chapter.
    fn from(text: String) -> Self {
        Self { text, passage: None }
    }
}

/// An earlier publication of a piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// The title under which it was printed, where that was another.
    pub title: Option<String>,
    /// The book or periodical that it was printed in.
    pub within: Option<String>,
    /// The editors of that book.
    pub editor: Option<String>,
    /// The volume or number.
    pub volume: Option<String>,
    /// The place of publication.
    pub place: Option<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The year as it is printed: `1711`, `397`, `c. 1390`.
    pub year: Option<String>,
    /// The pages: `19–29`.
    pub pages: Option<String>,
    /// The address at which it can be read.
    pub url: Option<String>,
}

impl Publication {
    /// The year as a number for sorting: the first run of digits of [`Publication::year`].
    pub fn year_number(&self) -> Option<i32> {
        year_number(self.year.as_deref()?)
    }
}

/// The first number in a text such as `c. 1390`; negative where the text begins with a minus or says BC.
fn year_number(text: &str) -> Option<i32> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text[start..].chars().take_while(char::is_ascii_digit).take(5).collect();
    let year: i32 = digits.parse().ok()?;
    let before_christ = text.starts_with(['-', '\u{2212}']) || text.contains("BC");
    Some(if before_christ { -year } else { year })
}

/// A note before a piece, by the editor: who wrote it, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headnote {
    /// Its text, in inline Markdown; a blank line begins a paragraph.
    pub text: String,
    /// Its place.
    pub place: HeadnotePlace,
}

/// The place of a headnote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadnotePlace {
    /// Between the title and the text.
    #[default]
    AfterTitle,
    /// Above the title.
    BeforeTitle,
}

/// The right to print a piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// What is known of the right.
    pub status: PermissionStatus,
    /// Who holds the right.
    pub holder: Option<String>,
    /// The acknowledgement as the holder wants it printed, in inline Markdown.
    pub wording: Option<String>,
    /// The day of the permission.
    pub date: Option<Date>,
    /// The licence under which the piece may be printed: `CC BY 4.0`.
    pub licence: Option<String>,
}

impl Permission {
    /// Returns true if the piece may be printed.
    pub fn is_settled(&self) -> bool {
        match self.status {
            PermissionStatus::Granted | PermissionStatus::PublicDomain => true,
            PermissionStatus::Licence => self.licence.is_some() || self.wording.is_some(),
            PermissionStatus::Asked => false,
        }
    }
}

/// What is known of the right to print a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PermissionStatus {
    /// The holder has given it.
    #[default]
    Granted,
    /// The holder has been asked.
    Asked,
    /// Nobody holds it any more.
    PublicDomain,
    /// A licence gives it to everybody.
    Licence,
}

impl PermissionStatus {
    /// All of them, each with its name in the front matter.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("granted", Self::Granted),
        ("asked", Self::Asked),
        ("public-domain", Self::PublicDomain),
        ("licence", Self::Licence),
    ];

    /// Its name in the front matter.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, status)| *status == self).map_or("granted", |(name, _)| name)
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, status)| *status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_found_in_texts() {
        for (text, year) in
            [("1711", Some(1711)), ("397", Some(397)), ("c. 1390", Some(1390)), ("44 BC", Some(-44)), ("undated", None)]
        {
            assert_eq!(year_number(text), year, "{text}");
        }
    }
}

/// The page on which a chapter begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A new page, on either side.
    Page,
    /// A right-hand page.
    Recto,
    /// The page on which the chapter before it ends, as poems follow one another.
    RunOn,
}

impl Opening {
    /// The words for them in front matter and manifests.
    pub const WORDS: [(&'static str, Self); 3] =
        [("page", Self::Page), ("recto", Self::Recto), ("run-on", Self::RunOn)];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, opening)| *opening == self).map_or("page", |(word, _)| word)
    }
}
