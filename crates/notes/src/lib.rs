//! Members' notes: files of devices and programs to paragraphs of the book.
//!
//! Input: the bytes of files ([`Export`]), the book's words and places ([`NotesBook`]), and the notes so far. Output: the
//! new `notes.toml` of the group, and what was found ([`Imported`]). Of passages of other books only the number leaves
//! this crate.
//!
//! ```
//! use anthology_base::{MemoryWorld, Slug, SourceMap};
//! use anthology_group::{Lock, Places, Roster, passages};
//! use anthology_notes::{Export, NotesBook, NotesTarget, import};
//! use anthology_test_support::{lay_out, set};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Tides\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "# One\n\nThe sea comes in.\n\nThe sea goes out again in the evening.\n");
//! let (text, _) = set(&world);
//! let (places, chapters) = (Places::new(&text, &lay_out(&text).map), passages(&text));
//! let clippings = "Tides (Anna Roe)\n- Your Highlight on Location 12-13 | Added on Sunday\n\n\
//!                  goes out again in the evening\n==========\n\
//!                  Another book (Ben)\n- Your Highlight on Location 7-8 | Added on Sunday\n\nSomething else.\n==========\n";
//! let exports = [Export { name: "My Clippings.txt", bytes: clippings.as_bytes() }];
//! let (titles, lock) = (["Tides".to_owned()], Lock::default());
//! let book = NotesBook { titles: &titles, authors: &[], chapters: &chapters, places: &places, lock: &lock };
//! let (group, roster) = (Slug::from_text("circle"), Roster::default());
//! let target = NotesTarget { group: &group, roster: &roster, from: None, notes: None };
//! let imported = import(&exports, book, target, &mut SourceMap::new());
//! assert_eq!(imported.added[0].address, Some("one.2".parse()?));
//! assert_eq!(imported.of_other_books, 1);
//! # Ok::<(), anthology_base::ParseAddressError>(())
//! ```

mod alignment;
mod book_text;
mod costs;
mod fold;
mod import;
mod mark;
mod notebook;
mod notes_file;
mod placed;
mod places;
mod read;
mod titles;

pub use import::{Export, Imported, NotesBook, NotesTarget, import};
pub use notebook::notebook;
