//! The words of a book's web pages. In a text, `{file}` is a link to a file, called by its name, and `[words]{all}` a
//! link with words of its own.

use anthology_base::Lang;
use serde::Deserialize;

use crate::data::undetermined;
use crate::group_words::GroupWords;

/// The words of a book's web pages in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SiteWords {
    /// The language they are in: English where those of the book's language aren't known.
    #[serde(default = "undetermined")]
    pub lang: Lang,
    /// The first link of a page, past its navigation.
    pub skip: String,
    /// Heading of the blurb.
    pub about: String,
    /// Heading of the instructions.
    pub devices: String,
    /// A device.
    pub iphone: String,
    /// A device.
    pub computer: String,
    /// A way to read.
    pub screen_reader: String,
    /// A way to read.
    pub paper: String,
    /// Heading of the contents.
    pub read_online: String,
    /// Names the page that has all chapters.
    pub whole_book: String,
    /// Heading of the table of files.
    pub files: String,
    /// Heading of a column.
    pub file: String,
    /// Heading of a column.
    pub size: String,
    /// The purpose of a file.
    pub epub_file: String,
    /// The purpose of a file.
    pub pdf_file: String,
    /// The purpose of a file.
    pub large_print_file: String,
    /// The purpose of a file.
    pub kindle_file: String,
    /// The purpose of a file.
    pub kobo_file: String,
    /// The purpose of a file.
    pub text_file: String,
    /// The purpose of a file.
    pub sample_file: String,
    /// Names the file of checksums.
    pub checksums: String,
    /// Names the OPDS feeds.
    pub catalogue: String,
    /// Heading of the sample.
    pub sample: String,
    /// Title of the finder.
    pub find: String,
    /// Label of the finder's field.
    pub find_label: String,
    /// What the finder understands, with `{example}` (an address).
    pub find_hint: String,
    /// The finder's answer if there is no such place.
    pub find_nothing: String,
    /// Heading of the table of pages.
    pub all_pages: String,
    /// Heading of a column.
    pub page: String,
    /// Heading of a column.
    pub chapter: String,
    /// Heading of a column.
    pub begins_with: String,
    /// Before the other reading of a page's paragraph number.
    pub not_counting: String,
    /// Title of the list of changes.
    pub changes: String,
    /// In place of the list, for the first copy.
    pub first_copy: String,
    /// The date of a copy, with `{date}`.
    pub copy_of: String,
    /// Heading of changes, with `{date}`.
    pub since: String,
    /// Before new paragraphs.
    pub new: String,
    /// Before changed paragraphs.
    pub changed: String,
    /// Before removed paragraphs.
    pub removed: String,
    /// Before pages that begin elsewhere.
    pub moved_pages: String,
    /// The link to the chapter before.
    pub previous: String,
    /// The link to the chapter after.
    pub next: String,
    /// Steps to read on a Kindle, with `{file}`.
    pub for_kindle: [String; 3],
    /// Steps to read on a Kobo, with `{file}`.
    pub for_kobo: [String; 3],
    /// Steps to read on an iPhone or iPad, with `{file}`.
    pub for_iphone: [String; 3],
    /// Steps to read on Android, with `{file}`.
    pub for_android: [String; 3],
    /// Steps to read on a computer, with `{file}` and `{all}`.
    pub for_computer: [String; 3],
    /// Steps for screen readers and braille displays, with `{file}`, `{all}` and `{text}`.
    pub for_screen_reader: [String; 3],
    /// Steps to print, with `{pdf}` and `{large}`.
    pub for_paper: [String; 3],
    /// What the pages and sheets of a reading group say.
    pub group: GroupWords,
    /// The words of mails to members of a reading group.
    pub mail: MailWords,
}

/// The words of mails to members of a reading group, in plain text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MailWords {
    /// The first line, with `{name}`.
    pub greeting: String,
    /// Says that the book is attached, with `{title}` and `{file}`.
    pub attached: String,
    /// Before the address of a file that is too large for a mail, with `{title}`.
    pub linked: String,
    /// Subject of the mail about the sender that a Kindle has to know, with `{title}`.
    pub approve_subject: String,
    /// Asks to approve the sender, with `{title}`, `{kindle}` (an address) and `{sender}` (an address).
    pub approve: String,
    /// Before the address of the book's web pages.
    pub more: String,
}
