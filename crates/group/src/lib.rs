//! What a reading group shares: the names of a place in the book, calendars, and sheets and pages for its meetings as
//! chapters that are set like any other.
//!
//! Input: [`SetText`](anthology_typeset::SetText) and the [`PageMap`](anthology_typeset::PageMap) of the reference
//! pages. Output: [`Places`], from which sheets, pages of a site and mails take the four names of a paragraph.
//!
//! ```
//! use anthology_base::MemoryWorld;
//! use anthology_group::Places;
//! use anthology_test_support::{lay_out, set};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Tides\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "# One\n\nThe sea comes in.\n\nThe sea goes out.\n");
//! let (text, _) = set(&world);
//! let places = Places::new(&text, &lay_out(&text).map);
//! let second = places.find(&"one.2".parse()?).expect("a second paragraph");
//! assert_eq!(second.page.as_deref(), Some("1"));
//! assert_eq!(second.paragraph_on_page, 2);
//! assert_eq!(second.first_words, "The sea goes");
//! # Ok::<(), anthology_base::ParseAddressError>(())
//! ```

mod calendar;
mod code;
mod costs;
mod first_words;
mod lock;
mod most_marked;
mod names;
mod passages;
mod places;
mod plain;
mod question_passages;
mod reminder;
mod roster;
mod sheet;

pub use calendar::{CalendarSource, Calendars, calendars};
pub use code::code_image;
pub use lock::{Changes, HandedOut, LOCK, Lock, LockedMeeting, LockedPage, LockedParagraph, MeetingChanges};
pub use most_marked::{MarkedParagraph, most_marked};
pub use passages::{ChapterPassages, Passage, passages};
pub use places::{PagePlace, Place, Places};
pub use plain::plain_text;
pub use question_passages::question_passages;
pub use reminder::{Reminder, reminder};
pub use roster::{Device, MAIL_LEDGER, Member, ROSTER, Roster, group_folder};
pub use sheet::{
    CODE_IMAGE, LINES, LINES_IMAGE, LinkForm, Listing, ParseSheetLinkError, SHEET_PATH, SHEET_THEME, Sheet, SheetForm,
    SheetLink, SheetSource, bookmark, leaders_sheet, meeting_page, plan_page, poster, question_sheet, question_text,
};
